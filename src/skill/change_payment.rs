//! Pays an order that has not been packed with another method.
//!
//! Needs: a proven customer, one order, a method on file that covers all of it.

use super::{
    SkillContext, SkillEnd, SkillRequest, Suspended,
    account::account,
    ask, cancel_order,
    meant::{self, one_order},
    propose::{Draft, left_to_person, not_offered, propose},
};
use crate::{
    commerce::{Action, Change, Order, OrderStatus},
    conversation::{ChangeFact, MethodFact},
    escalation::Reason,
    understanding::{PaymentSaid, Skill, SubscriptionWish, payment, wishes_of_subscription},
};

pub(super) fn run(
    cx: &mut SkillContext<'_>,
    request: &SkillRequest<'_>,
) -> Result<SkillEnd, Suspended> {
    let Some(who) = cx.verified() else { return Ok(SkillEnd::sign_in_needed()) };
    let disputes = |text: &&str| wishes_of_subscription(text).contains(&SubscriptionWish::Dispute);
    if request.goal.texts().iter().any(disputes) {
        let rules = vec!["change_payment.dispute".to_owned()];
        let left = left_to_person(Reason::Guardrail, rules, Skill::ChangePayment);
        return Ok(SkillEnd::person(left));
    }
    let account = match account(cx, who, request, meant::is_confirmed(request))? {
        Ok(account) => account,
        Err(end) => return Ok(end),
    };
    let open =
        |order: &Order| matches!(order.status, OrderStatus::Pending | OrderStatus::PendingModified);
    let known = match one_order(cx, request, &account, &open) {
        Ok(known) => known,
        Err(end) => return Ok(*end),
    };
    let order = &known.0;
    let others = |held: &&crate::commerce::PaymentMethod| Some(&held.id) != order.original_method();
    let offered: Vec<MethodFact> =
        account.methods().iter().filter(others).map(MethodFact::of).collect();
    let refused = |rule: &str| {
        let rule = format!("change_payment.{rule}");
        not_offered(Skill::ChangePayment, &rule, Some(known), Vec::new(), None)
    };
    // Nobody is asked how to pay what has left already.
    if !open(order) {
        return Ok(refused("not_pending"));
    }
    let id = match payment(&request.goal.all_texts(), account.methods()) {
        PaymentSaid::Method(id) => id,
        PaymentSaid::Original => return Ok(refused("same_method")),
        PaymentSaid::Split => return Ok(refused("split")),
        PaymentSaid::NotOnFile(_) => {
            return Ok(ask::another_method(request, refused("unknown_method"), offered));
        }
        PaymentSaid::OfOtherOrder | PaymentSaid::Unclear(_) | PaymentSaid::Unsaid => {
            return Ok(ask::which_method(request, Skill::ChangePayment, offered));
        }
    };
    let Some(method) = account.method_fact(&id) else { return Ok(refused("unknown_method")) };
    let order_id = order.id.clone();
    let change = Change::SetPaymentMethod { order_id, payment_method_id: id };
    let fact = ChangeFact::SetPaymentMethod {
        number: order.shown_number().to_owned(),
        total: order.total,
        method,
        refunds: cancel_order::refunds(order, &account),
    };
    let action = Action::new(who, change);
    let due_minor = order.total.minor();
    let mut end = SkillEnd::default();
    let draft = Draft {
        action,
        fact,
        order: Some(known),
        subscription: None,
        titles: Vec::new(),
        due_minor,
    };
    propose(cx, request, &account, draft, &mut end)?;
    Ok(end)
}
