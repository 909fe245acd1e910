//! What becomes of a change that waits for a person's approval.

use super::{
    ApprovalDecision, TurnRecord,
    settle::{self, Done},
    stock,
};
use crate::{
    base::{
        id::{ApprovalId, TurnId},
        pii::Pii,
        time::{HOUR_MS, Timestamp},
    },
    commerce::{Answer, Customer, Loyalty, Order, Read, Target},
    conversation::{ApprovalStatus, Fact, FactSource, PendingApproval, SourcedFact},
    escalation::{Escalation, Reason},
    guardrail::{Approval, GuardrailDecision},
    identity::Verified,
    skill::{Proposed, SkillContext, Suspended},
};

/// Has a change wait that was said yes to.
pub(super) fn ask(
    turn: &TurnId,
    index: usize,
    proposed: &Proposed,
    who: &Verified,
    decision: GuardrailDecision,
    now: Timestamp,
    hours: u16,
) -> (PendingApproval, SourcedFact) {
    let expires_at = now.plus_ms(i64::from(hours).saturating_mul(HOUR_MS));
    let pending = PendingApproval {
        id: ApprovalId::derive(turn, index),
        proposal: proposed.proposal.clone(),
        due_minor: proposed.due_minor,
        // A little longer, so that an approval of the last minute is still carried out.
        who: who.until(expires_at.plus_ms(HOUR_MS)),
        told: Pii::new(String::new()),
        rules: decision.rules,
        asked_at: now,
        expires_at,
    };
    (pending, fact(&proposed.proposal.fact, ApprovalStatus::Waiting { hours }))
}

fn fact(change: &crate::conversation::ChangeFact, status: ApprovalStatus) -> SourcedFact {
    Fact::Approval { status, change: Box::new(change.clone()) }.said()
}

/// Carries out what was decided about a change.
///
/// # Errors
/// [`Suspended`] until the answers are recorded.
pub(super) fn settle(
    cx: &mut SkillContext<'_>,
    record: &TurnRecord,
    pending: &PendingApproval,
    decision: ApprovalDecision,
) -> Result<Done, Suspended> {
    let proposal = &pending.proposal;
    let is_late = pending.expires_at <= record.opening.at;
    match decision {
        ApprovalDecision::Approved if !is_late => {}
        ApprovalDecision::Declined => {
            let facts = vec![fact(&proposal.fact, ApprovalStatus::Declined)];
            return Ok(Done { facts, ..Done::default() });
        }
        ApprovalDecision::Approved | ApprovalDecision::Expired => {
            let escalation = Escalation {
                reason: Reason::SupervisedApproval,
                rules: vec![
                    Reason::SupervisedApproval.rule().to_owned(),
                    "approval.expired".to_owned(),
                ],
                skill: Some(proposal.skill),
                left: "Nobody decided about this change in time. Decide, do it, and tell the \
                       customer."
                    .to_owned(),
                queue: None,
            };
            let facts = vec![fact(&proposal.fact, ApprovalStatus::Expired)];
            return Ok(Done { facts, escalations: vec![escalation], ..Done::default() });
        }
    }
    // What was approved is judged by how things stand now.
    let customer = cx.read(Read::customer(&pending.who));
    let order = match proposal.action.order_id() {
        None => Ok(None),
        Some(id) => cx.read(Read::order(&pending.who, id.clone())).map(Some),
    };
    let loyalty = match proposal.action.target() {
        Target::Loyalty => cx.read(Read::loyalty(&pending.who)).map(Some),
        Target::Checkout
        | Target::Customer
        | Target::Discount
        | Target::Order(_)
        | Target::Own(_)
        | Target::Service(_)
        | Target::Subscription(_) => Ok(None),
    };
    let subscription = match proposal.action.subscription_id() {
        None => Ok(None),
        Some(id) => cx.read(Read::subscription(&pending.who, id.clone())).map(Some),
    };
    let (customer, order, loyalty, subscription) = (customer?, order?, loyalty?, subscription?);
    let loyalty: Option<Loyalty> = match loyalty {
        Some((Ok(Answer::Loyalty(account)), _)) => Some(*account),
        _ => None,
    };
    let held = match subscription {
        None => Some(None),
        Some((Ok(Answer::Subscription(held)), _)) => Some(Some(*held)),
        Some(_) => None,
    };
    let wanted = stock::still_sold_out(cx, &pending.who, proposal)?;
    let known = standing(customer, order).zip(held).zip(wanted);
    let Some((((customer, order, source), subscription), (still, told))) = known else {
        let left = "An approved change could not be made: the shop did not answer. Make it, then \
                    tell the customer.";
        let escalation = Escalation {
            reason: Reason::ShopFault,
            rules: vec![Reason::ShopFault.rule().to_owned()],
            skill: Some(proposal.skill),
            left: left.to_owned(),
            queue: None,
        };
        return Ok(Done { escalations: vec![escalation], ..Done::default() });
    };
    let Some(proposal) = still else { return Ok(Done { facts: told, ..Done::default() }) };
    let proposed = Proposed {
        proposal,
        source,
        order,
        subscription,
        customer,
        loyalty,
        due_minor: pending.due_minor,
    };
    cx.approval = Approval::Given;
    let mut done = settle::perform(cx, &record.turn_id, &[proposed])?;
    done.facts.splice(0..0, told);
    Ok(done)
}

type Asked = (crate::commerce::ShopResult, FactSource);

fn standing(
    customer: Asked,
    order: Option<Asked>,
) -> Option<(Customer, Option<Order>, FactSource)> {
    let (Ok(Answer::Customer(customer)), source) = customer else { return None };
    match order {
        None => Some((*customer, None, source)),
        Some((Ok(Answer::Order(order)), source)) => Some((*customer, Some(*order), source)),
        Some(_) => None,
    }
}
