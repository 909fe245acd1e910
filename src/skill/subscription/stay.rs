//! What is done for somebody who ends a repeated delivery: it is asked why, and something else is
//! offered, where the merchant decided so and each once. Otherwise the changes are proposed.

use jiff::Span;

use super::{
    SkillContext, SkillEnd, Suspended, Work,
    change::{Step, instant, propose_plan, propose_step},
    plan::{Course, Plan},
};
use crate::{
    base::{pii::Pii, text::shorten, time::Timestamp},
    commerce::{SubscriptionStatus, SubscriptionStep},
    conversation::{Awaiting, Fact, Slot, SubscriptionStepFact},
    playbook::StayOffer,
    skill::{Prompt, Proposed, ask, give::stay_draft, propose::propose},
    understanding::{Skill, reason, reason_answered, reason_of_end},
};

/// Characters of a reason that a shop is told.
const REASON_CHARS_MAX: usize = 200;

/// Proposes what is wanted of all of them, or asks for what is missing.
pub(super) fn served(
    cx: &mut SkillContext<'_>,
    work: &Work<'_>,
    plans: &[Plan<'_>],
) -> Result<SkillEnd, Suspended> {
    if let (Prompt::Confirmed, Some(Awaiting::Stay { proposal, .. })) =
        (&work.request.prompt, &cx.state.awaiting)
    {
        let wanted = proposal.action.clone();
        for plan in plans {
            for proposed in offers(cx, work, plan)? {
                if proposed.proposal.action == wanted {
                    return Ok(SkillEnd { proposals: vec![proposed], ..SkillEnd::default() });
                }
            }
        }
    }
    let mut end = SkillEnd::default();
    for plan in plans {
        let asked = if plan.course == Some(Course::Cancel) {
            cancel(cx, work, plan, plans.len() == 1, &mut end)?
        } else {
            propose_plan(cx, work, plan, &mut end)?
        };
        if let Some(mut asked) = asked {
            asked.facts.splice(0..0, end.facts);
            return Ok(asked);
        }
    }
    Ok(end)
}

/// Proposes the end of one. Gives a question where it is asked why or offered something else.
fn cancel(
    cx: &mut SkillContext<'_>,
    work: &Work<'_>,
    plan: &Plan<'_>,
    alone: bool,
    end: &mut SkillEnd,
) -> Result<Option<SkillEnd>, Suspended> {
    let goal = work.request.goal;
    let settings = &cx.playbook.subscriptions;
    let reason = why(work, &settings.reasons);
    let step = Step {
        step: SubscriptionStep::Cancel { reason: reason.clone() },
        fact: SubscriptionStepFact::Cancel,
        due_minor: 0,
    };
    let before = end.proposals.len();
    propose_step(cx, work, plan.held, step, end)?;
    // Nobody is asked about what cannot be done, or was agreed to.
    if end.proposals.len() == before || work.request.prompt == Prompt::Confirmed {
        return Ok(None);
    }
    let refuses = matches!(work.request.prompt, Prompt::Denied(Awaiting::Stay { .. }));
    if settings.ask_reason && !goal.reason_asked && reason.is_none() && !refuses {
        let reasons = settings.reasons.clone();
        let awaiting = ask::one_of(work.request, Slot::Reason, reasons.clone());
        let fact = Fact::AskReason { skill: Skill::Subscription, reasons };
        return Ok(Some(SkillEnd::asked(fact.said(), awaiting)));
    }
    if alone && !goal.stay_offered && !cx.state.stay_offered && !refuses {
        let offer = offers(cx, work, plan)?.into_iter().next();
        if let Some(Proposed { proposal, source, .. }) = offer {
            let change = Box::new(proposal.fact.clone());
            let awaiting = Awaiting::Stay { goal: goal.id, proposal: Box::new(proposal) };
            let fact = Fact::StayOffer { change }.sourced(source);
            return Ok(Some(SkillEnd::asked(fact, awaiting)));
        }
    }
    Ok(None)
}

/// Why it is ended, as far as it was said.
fn why(work: &Work<'_>, reasons: &[String]) -> Option<Pii<String>> {
    let goal = work.request.goal;
    let own = reason(&goal.all_texts(), reasons);
    let said = goal.answered().into_iter().next_back().and_then(reason_answered);
    let said = said.or_else(|| goal.texts().into_iter().find_map(reason_of_end));
    own.or_else(|| said.map(|text| shorten(&text, REASON_CHARS_MAX))).map(Pii::new)
}

/// What may be offered in place of an end and is possible, in the merchant's order.
fn offers(
    cx: &mut SkillContext<'_>,
    work: &Work<'_>,
    plan: &Plan<'_>,
) -> Result<Vec<Proposed>, Suspended> {
    let held = plan.held;
    let mut end = SkillEnd::default();
    for offer in cx.playbook.subscriptions.stay.clone() {
        let mut one = SkillEnd::default();
        match offer {
            StayOffer::Discount {} => {
                let Some(draft) = stay_draft(cx, work.who, work.account)? else { continue };
                propose(cx, work.request, work.account, draft, &mut one)?;
            }
            StayOffer::Interval { days } => {
                let days = u32::from(days);
                // Only what comes less often helps somebody who has too much.
                if held.0.interval_days.is_none_or(|now| now >= days) {
                    continue;
                }
                let step = SubscriptionStep::SetInterval { interval_days: days };
                let fact = SubscriptionStepFact::SetInterval { days };
                propose_step(cx, work, held, Step { step, fact, due_minor: 0 }, &mut one)?;
            }
            StayOffer::Pause { days } => {
                let Some(until) = later(cx, days, held.0.next_charge_at) else { continue };
                let step = SubscriptionStep::Pause { resume_at: Some(until) };
                let fact = SubscriptionStepFact::Pause { until: Some(until) };
                propose_step(cx, work, held, Step { step, fact, due_minor: 0 }, &mut one)?;
            }
            StayOffer::SkipNext {} => {
                if held.0.status != SubscriptionStatus::Active {
                    continue;
                }
                let (step, fact) = (SubscriptionStep::SkipNext, SubscriptionStepFact::SkipNext);
                propose_step(cx, work, held, Step { step, fact, due_minor: 0 }, &mut one)?;
            }
        }
        end.proposals.append(&mut one.proposals);
    }
    Ok(end.proposals)
}

/// So many days from today, at the hour of the charges.
fn later(cx: &SkillContext<'_>, days: u16, like: Option<Timestamp>) -> Option<Timestamp> {
    let today = cx.now.in_zone(&cx.playbook.brand.time_zone).date();
    let date = today.checked_add(Span::new().try_days(i64::from(days)).ok()?).ok()?;
    Some(instant(cx, date, like))
}
