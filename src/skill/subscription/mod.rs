//! Tells how repeated deliveries stand, and skips, pauses, changes or ends them.
//!
//! Needs: a proven customer, and which delivery is meant where there are several. Calls: the customer's
//! repeated deliveries, unless the profile's are fresh; products, where one is named or swapped. Who
//! ends one is asked why and offered something else where the merchant decided so, each once.

mod change;
mod meant;
mod plan;
mod stay;
mod swap;

use super::{
    Account, Prompt, SkillContext, SkillEnd, SkillRequest, Suspended,
    account::customer,
    ask,
    propose::{left_to_person, shop_fault},
    subscriptions::{self, Known as Held},
};
use crate::{
    commerce::{ShopFault, SubscriptionStatus},
    conversation::{Awaiting, Fact, Slot, SubscriptionDetail, SubscriptionFact},
    escalation::Reason,
    identity::Verified,
    understanding::{
        Known, Skill, SubscriptionSaid, SubscriptionWish, asks_to_change, speaks_of_paying,
        subscription_said,
    },
};
use meant::Meant;
use plan::Plan;

/// Deliveries told at once.
const TOLD_MAX: usize = 5;

/// What a run works with.
struct Work<'a> {
    request: &'a SkillRequest<'a>,
    who: &'a Verified,
    account: &'a Account,
}

pub(super) fn run(
    cx: &mut SkillContext<'_>,
    request: &SkillRequest<'_>,
) -> Result<SkillEnd, Suspended> {
    let Some(who) = cx.verified() else { return Ok(SkillEnd::sign_in_needed()) };
    let live = request.prompt == Prompt::Confirmed;
    // Both are asked for before either is waited on.
    let (customer, held) = (customer(cx, who, live), subscriptions::all(cx, who, live));
    let (customer, held) = match (customer?, held?) {
        (Ok(customer), Ok(held)) => (customer, held),
        (_, Err(fault)) | (Err(fault), _) => return Ok(unreachable(&fault)),
    };
    let account = Account { customer, orders: Vec::new(), loyalty: None };
    let work = Work { request, who, account: &account };
    let known = Known::of(cx.profile, cx.playbook, cx.now);
    let said = subscription_said(&request.goal.texts(), &known);
    if said.iter().any(|it| it.wish == Some(SubscriptionWish::Dispute)) {
        return Ok(a_persons(Reason::Guardrail, "subscription.dispute"));
    }
    if held.is_empty() {
        return Ok(SkillEnd::told(vec![Fact::NoSubscriptions.said()]));
    }
    if !said.iter().any(|it| it.wish.is_some()) && speaks_of_paying(&request.goal.texts()) {
        return Ok(a_persons(Reason::MissingAbility, "subscription.address_or_payment"));
    }
    let meant = match meant::meant(cx, &work, &said, &held)? {
        Meant::These(meant) => meant,
        Meant::End(end) => return Ok(*end),
    };
    let plans: Vec<Plan<'_>> = plan::plans(&meant, &held);
    let mut end = if plans.iter().all(Plan::is_empty) {
        without_change(&work, &said, &plans)
    } else {
        stay::served(cx, &work, &plans)?
    };
    end.subscriptions_in_focus = plans.iter().map(|plan| plan.held.0.id.clone()).collect();
    Ok(end)
}

fn a_persons(reason: Reason, rule: &str) -> SkillEnd {
    SkillEnd::person(left_to_person(reason, vec![rule.to_owned()], Skill::Subscription))
}

/// A shop without repeated deliveries leaves them to a person.
fn unreachable(fault: &ShopFault) -> SkillEnd {
    if matches!(fault, ShopFault::Refused { code } if code == "unsupported") {
        return a_persons(Reason::MissingAbility, "subscription.unsupported");
    }
    shop_fault(fault, Skill::Subscription)
}

/// Tells how things stand, or asks what is to be changed.
fn without_change(work: &Work<'_>, said: &[SubscriptionSaid], plans: &[Plan<'_>]) -> SkillEnd {
    let kept = plans.iter().any(|plan| plan.kept);
    let asks = plans.iter().any(|plan| plan.asked);
    if kept && !asks {
        return SkillEnd::told(vec![Fact::GoalDropped.said()]);
    }
    let texts: Vec<&str> = said.iter().map(|it| it.words.as_str()).collect();
    let changes = !asks && asks_to_change(&texts);
    let running = |plan: &&Plan<'_>| plan.held.0.status != SubscriptionStatus::Cancelled;
    if let (true, [only]) = (changes, plans)
        && running(&only)
    {
        return asked(work, only.held, SubscriptionDetail::Change);
    }
    let fact = |plan: &Plan<'_>| {
        let fact = Fact::Subscription(Box::new(SubscriptionFact::of(&plan.held.0)));
        fact.sourced(plan.held.1.clone())
    };
    // What has ended is told only where nothing else is there.
    let any = plans.iter().any(|plan| running(&plan));
    let told = plans.iter().filter(|plan| !any || running(plan) || plans.len() == 1);
    SkillEnd::told(told.take(TOLD_MAX).map(fact).collect())
}

/// Asks for what is missing of a change.
fn asked(work: &Work<'_>, held: &Held, detail: SubscriptionDetail) -> SkillEnd {
    let subscription = Box::new(SubscriptionFact::of(&held.0));
    let fact = Fact::AskSubscription { subscription, detail, options: Vec::new() };
    let awaiting: Awaiting = ask::say(work.request, Slot::Subscription(detail));
    SkillEnd::asked(fact.sourced(held.1.clone()), awaiting)
}
