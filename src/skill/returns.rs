//! Sends delivered goods back: all of an order or a part of it.
//!
//! Needs: a proven customer, the things meant, where the money goes. Each order becomes a return of
//! its own. The money goes back to what paid unless the customer says otherwise.

use super::{
    Account, SkillContext, SkillEnd, SkillRequest, Suspended,
    account::account,
    ask,
    meant::{self, Meant},
    propose::{Draft, left_to_person, not_offered, propose, refundable},
};
use crate::{
    base::{id::PaymentMethodId, money::Money},
    commerce::{Action, Change, Order, OrderLine, OrderStatus, ReturnLine},
    conversation::{ChangeFact, LineFact},
    escalation::Reason,
    identity::Verified,
    understanding::{PaymentSaid, Skill},
};

pub(super) fn run(
    cx: &mut SkillContext<'_>,
    request: &SkillRequest<'_>,
) -> Result<SkillEnd, Suspended> {
    let Some(who) = cx.verified() else { return Ok(SkillEnd::sign_in_needed()) };
    let account = match account(cx, who, request, meant::is_confirmed(request))? {
        Ok(account) => account,
        Err(end) => return Ok(end),
    };
    let fits = |order: &Order| order.status == OrderStatus::Delivered;
    let meant = match meant::things(cx, request, &account, &fits) {
        Meant::Things(things) => things,
        Meant::End(end) => return Ok(*end),
    };
    let mut end = SkillEnd::default();
    for (order_id, items) in meant.by_order() {
        let Some(known) = account.order(&order_id) else { continue };
        let lines: Vec<&OrderLine> =
            items.iter().filter_map(|item| known.0.line(&item.line)).collect();
        let said = meant::payment_for(cx, request, &account, &items);
        let target = match refund_to(&said, &known.0, &account) {
            Target::Method(id) => id,
            Target::Ask => {
                let methods = refundable(cx.playbook, &account, &known.0);
                if methods.is_empty() {
                    let rules = vec!["return.unknown_method".to_owned()];
                    let left = left_to_person(Reason::Guardrail, rules, Skill::Return);
                    return Ok(SkillEnd::person(left));
                }
                return Ok(ask::which_method(request, Skill::Return, methods));
            }
            Target::NotOnFile => {
                let rule = "return.unknown_method";
                let refused = not_offered(Skill::Return, rule, Some(known), Vec::new(), None);
                return Ok(ask::another_method(
                    request,
                    refused,
                    refundable(cx.playbook, &account, &known.0),
                ));
            }
        };
        draft_return(cx, who, request, &account, known, &lines, target, &mut end)?;
    }
    Ok(end)
}

/// Where the money goes.
pub(super) enum Target {
    Method(PaymentMethodId),
    Ask,
    NotOnFile,
}

pub(super) fn refund_to(said: &PaymentSaid, order: &Order, account: &Account) -> Target {
    let original = || order.original_method().cloned().map_or(Target::Ask, Target::Method);
    match said {
        PaymentSaid::Method(id) => Target::Method(id.clone()),
        PaymentSaid::Original | PaymentSaid::Unsaid => original(),
        // Of several that were meant, the one that paid is the one that may get it.
        PaymentSaid::Unclear(ids) => match order.original_method() {
            Some(paid) if ids.contains(paid) => Target::Method(paid.clone()),
            _ => Target::Ask,
        },
        PaymentSaid::OfOtherOrder => {
            let others = account.orders.iter().map(|(order, _)| order);
            let other = others.filter(|other| other.id != order.id).find_map(|other| {
                other.original_method().filter(|id| Some(*id) != order.original_method())
            });
            other.cloned().map_or_else(original, Target::Method)
        }
        PaymentSaid::NotOnFile(_) | PaymentSaid::Split => Target::NotOnFile,
    }
}

#[expect(clippy::too_many_arguments, reason = "what one return is made of")]
fn draft_return(
    cx: &mut SkillContext<'_>,
    who: &Verified,
    request: &SkillRequest<'_>,
    account: &Account,
    known: &(Order, crate::conversation::FactSource),
    lines: &[&OrderLine],
    refund_to: PaymentMethodId,
    end: &mut SkillEnd,
) -> Result<(), Suspended> {
    let order = &known.0;
    let refund = lines.iter().fold(Money::from_minor(0, order.total.currency()), |sum, line| {
        let price = line.unit_price.times(line.quantity).unwrap_or(sum);
        sum.plus(price).unwrap_or(sum)
    });
    let Some(method) = account.method_fact(&refund_to) else { return Ok(()) };
    let action = Action::new(
        who,
        Change::Return {
            order_id: order.id.clone(),
            lines: lines
                .iter()
                .map(|line| ReturnLine { line_id: line.id.clone(), quantity: None, reason: None })
                .collect(),
            refund_to,
        },
    );
    let fact = ChangeFact::Return {
        number: order.shown_number().to_owned(),
        lines: lines.iter().map(|line| LineFact::of(line)).collect(),
        refund,
        method,
        label_url: None,
    };
    let titles = lines.iter().map(|line| line.title.clone()).collect();
    let due_minor = refund.minor().saturating_neg();
    let draft = Draft { action, fact, order: Some(known), subscription: None, titles, due_minor };
    propose(cx, request, account, draft, end)
}
