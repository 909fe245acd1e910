//! Cancels a whole order that has not been packed.
//!
//! Needs: a proven customer, one order, a yes to the summary. Calls: the orders, the order as it is
//! now, the shop's list of reasons, the cancellation, the order again. Switched off in the default
//! playbook: a person does it until the merchant decides otherwise.

use super::{
    Prompt, SkillContext, SkillEnd, SkillRequest, Suspended,
    context::Acted,
    meant::{self, Meant, resolve},
    orders::{self, KnownOrder},
};
use crate::{
    commerce::{Action, Answer, Order, OrderStatus, PaymentDirection, Read, ShopFault},
    conversation::{Awaiting, Fact, SourcedFact},
    escalation::{Escalation, Reason},
    guardrail::{Consent, Verdict},
    identity::Verified,
    understanding::Skill,
};

pub(super) fn run(
    cx: &mut SkillContext<'_>,
    request: &SkillRequest,
) -> Result<SkillEnd, Suspended> {
    let Some(who) = cx.verified() else {
        return Ok(told(vec![Fact::SignInNeeded.said()]));
    };
    match &request.prompt {
        Prompt::Confirmed(Awaiting::ConfirmCancel { order_id }) => {
            match orders::live(cx, who, order_id)? {
                Ok(known) => cancel(cx, who, &known),
                Err(fault) => Ok(unreachable(&fault)),
            }
        }
        Prompt::Denied(_) => Ok(told(vec![Fact::GoalDropped.said()])),
        Prompt::Asked | Prompt::Confirmed(_) => propose(cx, who, request),
    }
}

/// Finds the order and says exactly what will happen on a yes.
fn propose(
    cx: &mut SkillContext<'_>,
    who: &Verified,
    request: &SkillRequest,
) -> Result<SkillEnd, Suspended> {
    let known = match orders::all(cx, who)? {
        Ok(known) => known,
        Err(fault) => return Ok(unreachable(&fault)),
    };
    let cancellable = |order: &KnownOrder| order.order.status == OrderStatus::Pending;
    let order_id = match resolve(request, cx.state, &known, &cx.playbook.brand.time_zone) {
        Meant::Known(meant) => match meant.as_slice() {
            [one] => one.order.id.clone(),
            several => return Ok(which_order(several)),
        },
        Meant::NoneKnown => return Ok(told(vec![Fact::NoOrders.said()])),
        Meant::NotFound(asked) => return Ok(told(vec![Fact::OrderNotFound { asked }.said()])),
        Meant::Unsaid => {
            let likely: Vec<&KnownOrder> = known.iter().filter(|o| cancellable(o)).collect();
            match (likely.as_slice(), known.as_slice()) {
                ([one], _) => one.order.id.clone(),
                ([], [only]) => only.order.id.clone(),
                ([], all) => return Ok(which_order(&all.iter().collect::<Vec<_>>())),
                (several, _) => return Ok(which_order(several)),
            }
        }
    };
    let known = match orders::live(cx, who, &order_id)? {
        Ok(known) => known,
        Err(fault) => return Ok(unreachable(&fault)),
    };
    if known.order.status != OrderStatus::Pending {
        return Ok(refused(&known));
    }
    let fact = Fact::CancelSummary {
        number: known.order.shown_number().to_owned(),
        titles: known.order.lines.iter().map(|line| line.title.clone()).collect(),
        total: known.order.total,
    };
    Ok(SkillEnd {
        facts: vec![fact.sourced(known.source)],
        awaiting: Some(Awaiting::ConfirmCancel { order_id: order_id.clone() }),
        orders_in_focus: vec![order_id],
        escalation: None,
    })
}

fn which_order(orders: &[&KnownOrder]) -> SkillEnd {
    meant::which_order(Skill::CancelOrder, orders)
}

fn cancel(
    cx: &mut SkillContext<'_>,
    who: &Verified,
    known: &KnownOrder,
) -> Result<SkillEnd, Suspended> {
    let (capabilities, _) = cx.read(Read::capabilities(who))?;
    let reasons = match capabilities {
        Ok(Answer::Capabilities(capabilities)) => capabilities.cancel_reasons,
        Ok(_) | Err(_) => Vec::new(),
    };
    let action = Action::cancel_order(who, known.order.id.clone(), customers_reason(reasons));
    let cancelled = |order: &Order| order.status == OrderStatus::Cancelled;
    Ok(match cx.act(action, &known.order, Consent::Given, cancelled)? {
        Acted::Done(order, source) => {
            let fact = Fact::OrderCancelled {
                number: order.shown_number().to_owned(),
                refunded: refunded(&order),
            };
            told(vec![fact.sourced(source)])
        }
        Acted::Forbidden(decision) if decision.verdict == Verdict::Deny => refused(known),
        Acted::Forbidden(decision) => {
            let mut end = told(Vec::new());
            end.escalation = Some(escalation(Reason::Guardrail, decision.rules));
            end
        }
        Acted::Refused(_) => refused(known),
        Acted::Unknown => {
            let mut end = told(Vec::new());
            end.escalation = Some(escalation(Reason::UnknownResult, Vec::new()));
            end
        }
    })
}

/// The shop's own word for "the customer does not want it any more", else its first reason.
fn customers_reason(reasons: Vec<String>) -> String {
    let fits = |reason: &&String| {
        let folded = reason.to_lowercase();
        folded.contains("no longer") || folded.contains("customer") || folded.contains("mind")
    };
    let found = reasons.iter().find(fits).or(reasons.first()).cloned();
    found.unwrap_or_else(|| "no longer needed".to_owned())
}

fn refunded(order: &Order) -> Option<crate::base::money::Money> {
    order
        .payments
        .iter()
        .filter(|payment| payment.kind == PaymentDirection::Refund)
        .map(|payment| payment.amount)
        .reduce(|sum, amount| sum.plus(amount).unwrap_or(sum))
}

fn refused(known: &KnownOrder) -> SkillEnd {
    let fact = Fact::CancelRefused {
        number: known.order.shown_number().to_owned(),
        status: known.order.status,
    };
    told(vec![fact.sourced(known.source.clone())])
}

fn unreachable(fault: &ShopFault) -> SkillEnd {
    let mut end = told(Vec::new());
    end.escalation = Some(escalation(Reason::ShopFault, vec![fault.code().to_owned()]));
    end
}

fn escalation(reason: Reason, mut rules: Vec<String>) -> Escalation {
    rules.insert(0, reason.rule().to_owned());
    let left = match reason {
        Reason::UnknownResult => {
            "The cancellation was sent but could not be read back: it may have happened. \
             Look at the order, then tell the customer."
        }
        Reason::AskedForPerson
        | Reason::Guardrail
        | Reason::LowConfidence
        | Reason::MissingAbility
        | Reason::NotReceived
        | Reason::ShopFault => "Cancel the order if it has not been packed, and tell the customer.",
    };
    Escalation { reason, rules, skill: Some(Skill::CancelOrder), left: left.to_owned() }
}

fn told(facts: Vec<SourcedFact>) -> SkillEnd {
    SkillEnd { facts, ..SkillEnd::default() }
}
