//! What the state of a repeated delivery permits, and how long before a charge it may be changed.

use super::{ActionFacts, Stop, Verdict};
use crate::{
    base::time::HOUR_MS,
    commerce::{Change, Subscription, SubscriptionStatus, SubscriptionStep},
    playbook::{Late, Playbook},
};

/// The first obstacle in the way of a step, as the last part of a rule's name.
pub(super) fn obstacle(step: &SubscriptionStep, facts: &ActionFacts<'_>) -> Option<&'static str> {
    let held = facts.subscription?;
    let active = matches!(
        step,
        SubscriptionStep::Pause { .. }
            | SubscriptionStep::SetNextCharge { .. }
            | SubscriptionStep::SkipNext
    );
    match held.status {
        SubscriptionStatus::Cancelled => return Some("ended"),
        SubscriptionStatus::Paused if active => return Some("paused"),
        SubscriptionStatus::Active if matches!(step, SubscriptionStep::Resume { .. }) => {
            return Some("not_paused");
        }
        SubscriptionStatus::Active | SubscriptionStatus::Paused => {}
    }
    let past = |at| facts.now >= at;
    match step {
        SubscriptionStep::Pause { resume_at } => resume_at.is_some_and(past).then_some("past"),
        SubscriptionStep::Resume { next_charge_at } => {
            next_charge_at.is_some_and(past).then_some("past")
        }
        SubscriptionStep::SetNextCharge { next_charge_at } => {
            past(*next_charge_at).then_some("past")
        }
        SubscriptionStep::SetInterval { interval_days } => {
            (*interval_days == 0).then_some("interval")
        }
        SubscriptionStep::SetQuantity { quantity } => (*quantity == 0).then_some("quantity"),
        SubscriptionStep::SkipNext => held.next_charge_at.is_none().then_some("no_charge"),
        SubscriptionStep::Swap { variant_id } => {
            (held.variant_id.as_ref() == Some(variant_id)).then_some("same_variant")
        }
        SubscriptionStep::Cancel { .. } => None,
    }
}

/// What stops a step because the next charge is near.
pub(super) fn notice(
    change: &Change,
    facts: &ActionFacts<'_>,
    playbook: &Playbook,
) -> Option<Stop> {
    let Change::Subscription { .. } = change else { return None };
    let settings = &playbook.subscriptions;
    let near = |held: &Subscription| {
        let bound = i64::from(settings.notice_hours).saturating_mul(HOUR_MS);
        held.status == SubscriptionStatus::Active
            && held.next_charge_at.is_some_and(|next| next.ms_since(facts.now) < bound)
    };
    if settings.notice_hours == 0 || !facts.subscription.is_some_and(near) {
        return None;
    }
    let verdict = match settings.late {
        Late::Deny => Verdict::Deny,
        Late::Person => Verdict::Escalate,
    };
    let setting = Some("/subscriptions/notice_hours".to_owned());
    Some(Stop { setting, ..Stop::new(verdict, "notice") })
}
