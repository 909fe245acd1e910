//! From what is wanted of a repeated delivery to the changes that would bring it about.

use jiff::civil::{Date, time};

use super::{
    Held, SkillContext, SkillEnd, Suspended, Work, asked,
    plan::{Course, Plan},
    swap::{self, Swapped},
};
use crate::{
    base::{money::Money, time::Timestamp},
    commerce::{Action, Change, Subscription, SubscriptionStatus, SubscriptionStep},
    conversation::{
        ChangeFact, Fact, SubscriptionChangeFact, SubscriptionDetail, SubscriptionFact,
        SubscriptionStepFact,
    },
    skill::propose::{Draft, propose},
    understanding::{Amount, When},
};

/// A step with how it is told, and what a delivery costs after it where that is known, in minor units.
pub(super) struct Step {
    pub(super) step: SubscriptionStep,
    pub(super) fact: SubscriptionStepFact,
    pub(super) due_minor: i64,
}

impl Step {
    const fn new(step: SubscriptionStep, fact: SubscriptionStepFact) -> Self {
        Self { step, fact, due_minor: 0 }
    }
}

/// Proposes what a plan comes to. Gives a question where something is missing.
pub(super) fn propose_plan(
    cx: &mut SkillContext<'_>,
    work: &Work<'_>,
    plan: &Plan<'_>,
    end: &mut SkillEnd,
) -> Result<Option<SkillEnd>, Suspended> {
    let held = plan.held;
    let mut steps: Vec<Step> = Vec::new();
    let mut missing: Option<SubscriptionDetail> = None;
    if let Some(course) = plan.course {
        match course_step(cx, &held.0, course) {
            Some(step) => steps.push(step),
            None => missing = missing.or(Some(SubscriptionDetail::Day)),
        }
    }
    match plan.interval {
        None => {}
        Some(None) => missing = missing.or(Some(SubscriptionDetail::Interval)),
        Some(Some(days)) if held.0.interval_days == Some(days) => same(held, end),
        Some(Some(interval_days)) => steps.push(Step::new(
            SubscriptionStep::SetInterval { interval_days },
            SubscriptionStepFact::SetInterval { days: interval_days },
        )),
    }
    match plan.quantity.map(|amount| amount.map(|amount| pieces(&held.0, amount))) {
        None => {}
        Some(None) => missing = missing.or(Some(SubscriptionDetail::Quantity)),
        Some(Some(pieces)) if held.0.quantity == Some(pieces) => same(held, end),
        Some(Some(quantity)) => steps.push(Step {
            due_minor: price_of(&held.0, quantity),
            ..Step::new(
                SubscriptionStep::SetQuantity { quantity },
                SubscriptionStepFact::SetQuantity { quantity },
            )
        }),
    }
    match &plan.swap {
        None => {}
        Some(None) => missing = missing.or(Some(SubscriptionDetail::Swap)),
        Some(Some(rest)) => match swap::swapped(cx, work, held, rest)? {
            Swapped::To(step) => steps.push(*step),
            Swapped::Asks(asked) => return Ok(Some(*asked)),
            Swapped::Not(told) => {
                end.facts.extend(told);
                end.refused = true;
            }
        },
    }
    if let Some(detail) = missing {
        return Ok(Some(asked(work, held, detail)));
    }
    for step in steps {
        propose_step(cx, work, held, step, end)?;
    }
    Ok(None)
}

/// Proposes one step.
pub(super) fn propose_step(
    cx: &mut SkillContext<'_>,
    work: &Work<'_>,
    held: &Held,
    step: Step,
    end: &mut SkillEnd,
) -> Result<(), Suspended> {
    let Step { step, fact, due_minor } = step;
    let ends = matches!(step, SubscriptionStep::Cancel { .. });
    let lost = cx.playbook.subscriptions.lost.clone().filter(|_| ends);
    let subscription = SubscriptionFact::of(&held.0);
    let titles = held.0.title.iter().cloned().collect();
    let fact = SubscriptionChangeFact { subscription, step: fact, lost };
    let subscription_id = held.0.id.clone();
    let draft = Draft {
        action: Action::new(work.who, Change::Subscription { subscription_id, step }),
        fact: ChangeFact::Subscription(Box::new(fact)),
        order: None,
        subscription: Some(held),
        titles,
        due_minor,
    };
    propose(cx, work.request, work.account, draft, end)
}

fn same(held: &Held, end: &mut SkillEnd) {
    let fact = Fact::SubscriptionSame(Box::new(SubscriptionFact::of(&held.0)));
    end.facts.push(fact.sourced(held.1.clone()));
}

/// How it goes on; nothing where a day is missing.
fn course_step(cx: &SkillContext<'_>, held: &Subscription, course: Course) -> Option<Step> {
    let charge = |when: When| charge_on(cx, held, when);
    Some(match course {
        Course::Cancel => {
            Step::new(SubscriptionStep::Cancel { reason: None }, SubscriptionStepFact::Cancel)
        }
        Course::Move(when) => {
            let at = charge(when?)?;
            // What is paused goes on with that charge.
            if held.status == SubscriptionStatus::Paused {
                return Some(resumed(Some(at)));
            }
            Step::new(
                SubscriptionStep::SetNextCharge { next_charge_at: at },
                SubscriptionStepFact::SetNextCharge { at },
            )
        }
        Course::Pause(when) => {
            let until = when.and_then(|when| {
                let date = match when {
                    When::Later(lapse) => lapse.from(today(cx))?,
                    When::On(date) => date,
                };
                Some(instant(cx, date, held.next_charge_at))
            });
            Step::new(
                SubscriptionStep::Pause { resume_at: until },
                SubscriptionStepFact::Pause { until },
            )
        }
        Course::Resume(when) => {
            let from = when.and_then(|when| match when {
                When::Later(lapse) => {
                    Some(instant(cx, lapse.from(today(cx))?, held.next_charge_at))
                }
                When::On(date) => Some(instant(cx, date, held.next_charge_at)),
            });
            resumed(from)
        }
        Course::Skip(count) if count > 1 => {
            let days = i64::from(held.interval_days?).checked_mul(i64::from(count))?;
            let next = held.next_charge_at?.in_zone(&cx.playbook.brand.time_zone).date();
            let date = next.checked_add(jiff::Span::new().try_days(days).ok()?).ok()?;
            let at = instant(cx, date, held.next_charge_at);
            Step::new(
                SubscriptionStep::SetNextCharge { next_charge_at: at },
                SubscriptionStepFact::SetNextCharge { at },
            )
        }
        Course::Skip(_) => Step::new(SubscriptionStep::SkipNext, SubscriptionStepFact::SkipNext),
    })
}

const fn resumed(from: Option<Timestamp>) -> Step {
    Step::new(
        SubscriptionStep::Resume { next_charge_at: from },
        SubscriptionStepFact::Resume { from },
    )
}

/// When a charge is, that was wanted on a day or so much later than it would be.
fn charge_on(cx: &SkillContext<'_>, held: &Subscription, when: When) -> Option<Timestamp> {
    let date = match when {
        When::On(date) => date,
        When::Later(lapse) => {
            let next = held.next_charge_at.unwrap_or(cx.now);
            lapse.from(next.in_zone(&cx.playbook.brand.time_zone).date())?
        }
    };
    Some(instant(cx, date, held.next_charge_at))
}

fn today(cx: &SkillContext<'_>) -> Date {
    cx.now.in_zone(&cx.playbook.brand.time_zone).date()
}

/// A day on the shop's calendar, at the hour of the charges; at noon where none is known.
pub(super) fn instant(cx: &SkillContext<'_>, date: Date, like: Option<Timestamp>) -> Timestamp {
    let zone = &cx.playbook.brand.time_zone;
    let hour = like.map_or(time(12, 0, 0, 0), |like| like.in_zone(zone).time());
    let zone = jiff::tz::TimeZone::get(zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let zoned = date.to_datetime(hour).to_zoned(zone);
    zoned.map_or(cx.now, |zoned| Timestamp::from_ms(zoned.timestamp().as_millisecond()))
}

/// How many pieces an amount comes to.
fn pieces(held: &Subscription, amount: Amount) -> u32 {
    let now = held.quantity.unwrap_or(1);
    match amount {
        Amount::Is(count) => count,
        Amount::More(more) => now.saturating_add_signed(more),
        Amount::Times(times) => now.saturating_mul(times),
    }
}

/// What a delivery of so many pieces costs, as far as what it costs now tells it: for limits alone.
fn price_of(held: &Subscription, quantity: u32) -> i64 {
    let now = i64::from(held.quantity.unwrap_or(1)).max(1);
    let minor = held.price.map_or(0, Money::minor);
    minor.saturating_mul(i64::from(quantity)).checked_div(now).unwrap_or(minor)
}
