//! Cancels whole orders that have not been packed.
//!
//! Needs: a proven customer, the orders meant, a reason from the shop's list. Single things cannot be
//! cancelled out of an order: then it says what can be done instead.

use super::{
    Account, SkillContext, SkillEnd, SkillRequest, Suspended,
    account::account,
    ask, meant,
    propose::{Draft, alternative, not_offered, propose},
};
use crate::{
    base::{
        id::{OrderId, PaymentMethodId},
        money::Money,
    },
    commerce::{Action, Answer, Change, Order, OrderStatus, PaymentDirection, Read},
    conversation::{ChangeFact, Fact, FactSource, RefundFact, Slot},
    understanding::{Extent, Selection, Skill, extent, reason},
};

pub(super) fn run(
    cx: &mut SkillContext<'_>,
    request: &SkillRequest<'_>,
) -> Result<SkillEnd, Suspended> {
    let Some(who) = cx.verified() else { return Ok(SkillEnd::sign_in_needed()) };
    let reasons = cx.read(Read::capabilities(who));
    let account = match account(cx, who, request, meant::is_confirmed(request))? {
        Ok(account) => account,
        Err(end) => return Ok(end),
    };
    let reasons = match reasons?.0 {
        Ok(Answer::Capabilities(capabilities)) => capabilities.cancel_reasons,
        Ok(_) | Err(_) => Vec::new(),
    };
    let orders = match orders(cx, request, &account) {
        Orders::These(orders) => orders,
        Orders::End(end) => return Ok(*end),
    };
    let mut end = SkillEnd::default();
    let open = orders.iter().filter(|(order, _)| order.status == OrderStatus::Pending).count();
    let reason = match reason(&request.goal.all_texts(), &reasons) {
        Some(reason) => reason,
        None if open == 0 => String::new(),
        None => match reasons.as_slice() {
            [] => DEFAULT_REASON.to_owned(),
            [only] => only.clone(),
            _ => {
                let awaiting = ask::one_of(request, Slot::Reason, reasons.clone());
                let fact = Fact::AskReason { skill: Skill::CancelOrder, reasons };
                let mut end = SkillEnd::asked(fact.said(), awaiting);
                end.orders_in_focus = orders.iter().map(|(order, _)| order.id.clone()).collect();
                return Ok(end);
            }
        },
    };
    for known in orders {
        let order = &known.0;
        let titles: Vec<String> = order.lines.iter().map(|line| line.title.clone()).collect();
        let action = Action::new(
            who,
            Change::CancelOrder { order_id: order.id.clone(), reason: reason.clone() },
        );
        let fact = ChangeFact::CancelOrder {
            number: order.shown_number().to_owned(),
            titles: titles.clone(),
            refunds: refunds(order, &account),
            reason: reason.clone(),
        };
        let due_minor = order.total.minor().saturating_neg();
        let draft =
            Draft { action, fact, order: Some(known), subscription: None, titles, due_minor };
        propose(cx, request, &account, draft, &mut end)?;
    }
    Ok(end)
}

/// Orders of which it is told at once why they cannot be cancelled.
const TOLD_MAX: usize = 3;

/// The reason where the shop has no list of its own.
const DEFAULT_REASON: &str = "no longer needed";

/// Which orders are to be cancelled.
enum Orders<'a> {
    These(Vec<&'a (Order, FactSource)>),
    End(Box<SkillEnd>),
}

fn orders<'a>(
    cx: &SkillContext<'_>,
    request: &SkillRequest<'_>,
    account: &'a Account,
) -> Orders<'a> {
    let end = |end: SkillEnd| Orders::End(Box::new(end));
    if account.orders.is_empty() {
        return end(SkillEnd::told(vec![Fact::NoOrders.said()]));
    }
    let fits = |order: &Order| order.status == OrderStatus::Pending;
    let selection = meant::said(cx, request, account, &fits);
    if let Some(unclear) = selection.unclear.first() {
        return end(ask::which_line(request, account, &unclear.mention, &unclear.candidates));
    }
    if selection.lines.is_empty()
        && let Some(told) = ask::not_theirs(&selection.missing, &selection.unknown_numbers)
    {
        return end(told);
    }
    let mut named: Vec<OrderId> = request.goal.orders.clone();
    named.extend(selection.orders.iter().cloned());
    named.extend(selection.lines.iter().map(|line| line.order.clone()));
    let mut these: Vec<&(Order, FactSource)> =
        account.orders.iter().filter(|(order, _)| named.contains(&order.id)).collect();
    if these.is_empty() {
        let spoken = |known: &&(Order, FactSource)| cx.focus.contains(&known.0.id);
        let spoken: Vec<_> = account.orders.iter().filter(spoken).collect();
        if spoken.len() == 1 {
            these = spoken;
        }
    }
    let open: Vec<&(Order, FactSource)> =
        account.orders.iter().filter(|(order, _)| fits(order)).collect();
    let only = if these.is_empty() && open.len() == 1 { &open } else { &these };
    if let Some(refused) = only_a_part(request, &selection, only) {
        return end(refused);
    }
    match these.as_slice() {
        [] => {
            match (open.as_slice(), account.orders.as_slice()) {
                ([one], _) => Orders::These(vec![one]),
                // "Cancel or return it": where nothing can be cancelled the return is meant.
                ([], _) if request.returns_beside => {
                    end(SkillEnd { refused: true, ..SkillEnd::default() })
                }
                ([], [only]) => Orders::These(vec![only]),
                // None can be cancelled: why is told of those that are still to come.
                ([], all) => {
                    let to_come: Vec<_> =
                        all.iter().filter(|(order, _)| meant::is_to_come(order)).collect();
                    if (1..=TOLD_MAX).contains(&to_come.len()) {
                        Orders::These(to_come)
                    } else {
                        end(ask::which_order(request, &all.iter().collect::<Vec<_>>()))
                    }
                }
                (several, _) => end(ask::which_order(request, several)),
            }
        }
        _ => Orders::These(these),
    }
}

/// Says that a part of an order cannot be cancelled, where only a part was meant.
fn only_a_part(
    request: &SkillRequest<'_>,
    selection: &Selection,
    orders: &[&(Order, FactSource)],
) -> Option<SkillEnd> {
    let extent = extent(&request.goal.all_texts());
    if extent == Extent::Whole || selection.lines.is_empty() && extent != Extent::Part {
        return None;
    }
    let partial = |(order, _): &&&(Order, FactSource)| {
        let meant = selection.lines.iter().filter(|line| line.order == order.id);
        let count = meant.count();
        count > 0 && (count < order.lines.len() || extent == Extent::Part)
    };
    let found =
        if selection.lines.is_empty() { orders.first()? } else { orders.iter().find(partial)? };
    let (order, _) = found;
    let titles = selection
        .lines
        .iter()
        .filter(|line| line.order == order.id)
        .filter_map(|line| order.line(&line.line))
        .map(|line| line.title.clone());
    let (rule, instead) = if order.status == OrderStatus::Pending {
        ("cancel_order.part", None)
    } else {
        ("cancel_order.not_pending", alternative(Skill::CancelOrder, order.status))
    };
    Some(not_offered(Skill::CancelOrder, rule, Some(found), titles.collect(), instead))
}

/// What was paid and is still with the shop, by the method that paid it.
pub(super) fn refunds(order: &Order, account: &Account) -> Vec<RefundFact> {
    let mut held: Vec<(Option<&PaymentMethodId>, i64)> = Vec::new();
    for payment in &order.payments {
        let id = payment.payment_method_id.as_ref();
        let signed = match payment.kind {
            PaymentDirection::Payment => payment.amount.minor(),
            PaymentDirection::Refund => payment.amount.minor().saturating_neg(),
        };
        match held.iter_mut().find(|(method, _)| *method == id) {
            Some((_, sum)) => *sum = sum.saturating_add(signed),
            None => held.push((id, signed)),
        }
    }
    if order.payments.is_empty() {
        // An order is placed when it is paid; this shop does not say how.
        held.push((None, order.total.minor()));
    }
    let fact = |(id, minor): (Option<&PaymentMethodId>, i64)| RefundFact {
        amount: Money::from_minor(minor, order.total.currency()),
        method: id.and_then(|id| account.method_fact(id)),
    };
    held.into_iter().filter(|(_, minor)| *minor > 0).map(fact).collect()
}
