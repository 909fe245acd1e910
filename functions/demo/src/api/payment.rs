//! Money that moves for an order: what was paid, what may go back, from and to where.

use std::collections::BTreeMap;

use edgewise::{
    base::id::PaymentMethodId,
    commerce::{Order, Payment, PaymentDirection, PaymentKind, PaymentMethod, ReturnStatus},
};

use crate::{draft::Draft, problem::Problem, shop::usd};

/// Cents that the shop holds for an order, by the method that they came from.
fn held_by_method(order: &Order) -> BTreeMap<PaymentMethodId, i64> {
    let mut held: BTreeMap<PaymentMethodId, i64> = BTreeMap::new();
    for payment in &order.payments {
        let Some(method_id) = &payment.payment_method_id else { continue };
        let sum = held.entry(method_id.clone()).or_default();
        *sum = sum.saturating_add(signed(payment));
    }
    held
}

/// What to give back to every method but `kept` so that the shop holds no more of theirs. Never more
/// in all than the shop holds: money that paid with a card may have gone back to a gift card.
pub(super) fn give_back(
    order: &Order,
    kept: Option<&PaymentMethodId>,
) -> Vec<(PaymentMethodId, i64)> {
    let mut left = held(order);
    let mut shares = Vec::new();
    for (method_id, cents) in held_by_method(order) {
        let share = cents.min(left);
        if share > 0 && Some(&method_id) != kept {
            left = left.saturating_sub(share);
            shares.push((method_id, share));
        }
    }
    shares
}

/// Cents that may still go back: what was paid, less what went back, less what open returns were
/// promised.
pub(super) fn refundable(order: &Order) -> i64 {
    let promised = order
        .returns
        .iter()
        .filter(|request| is_open(request.status))
        .filter_map(|request| request.refund_amount)
        .fold(0, |sum: i64, amount| sum.saturating_add(amount.minor()));
    held(order).saturating_sub(promised).max(0)
}

/// The method that paid first.
pub(super) fn original_method(order: &Order) -> Option<PaymentMethodId> {
    order.payments.first().and_then(|payment| payment.payment_method_id.clone())
}

/// A method of the order's customer, by the id that the request gives under `pointer`; the original
/// one where it gives none.
pub(super) fn find_method(
    draft: &Draft<'_>,
    order: &Order,
    wanted: Option<&PaymentMethodId>,
    pointer: &str,
) -> Result<PaymentMethod, Problem> {
    let original = original_method(order);
    let methods = draft.customer(order.customer_id.as_str())?.payment_methods;
    let id = wanted.or(original.as_ref());
    let found = methods.into_iter().find(|method| Some(&method.id) == id);
    found.ok_or_else(|| Problem::invalid(pointer, "The customer has no such payment method."))
}

/// Where money may go back to: to a method that paid, or onto a balance at the shop.
pub(super) fn find_refund_method(
    draft: &Draft<'_>,
    order: &Order,
    wanted: Option<&PaymentMethodId>,
    pointer: &str,
) -> Result<PaymentMethod, Problem> {
    let method = find_method(draft, order, wanted, pointer)?;
    if has_balance(method.kind) || held_by_method(order).contains_key(&method.id) {
        return Ok(method);
    }
    let detail = "Money goes back to what paid for the order, or to a gift card or store credit.";
    Err(Problem::not_allowed(detail))
}

/// Takes cents from a method.
pub(super) fn charge(
    draft: &mut Draft<'_>,
    order: &mut Order,
    method: &PaymentMethod,
    cents: i64,
) -> Result<(), Problem> {
    let balance = method.balance.map_or(0, |balance| balance.minor());
    if has_balance(method.kind) && balance < cents {
        let detail =
            format!("This takes {}, and {} are left.", usd(cents).amount(), usd(balance).amount());
        return Err(Problem::insufficient_balance(detail));
    }
    move_money(draft, order, &method.id, PaymentDirection::Payment, cents)
}

/// Gives cents back to a method.
pub(super) fn refund(
    draft: &mut Draft<'_>,
    order: &mut Order,
    method_id: &PaymentMethodId,
    cents: i64,
) -> Result<(), Problem> {
    move_money(draft, order, method_id, PaymentDirection::Refund, cents)
}

/// Charges a positive and refunds a negative difference.
pub(super) fn settle(
    draft: &mut Draft<'_>,
    order: &mut Order,
    wanted: Option<&PaymentMethodId>,
    difference: i64,
) -> Result<PaymentMethod, Problem> {
    if difference.saturating_neg() > refundable(order) {
        return Err(Problem::not_allowed("More than what is left of the payment cannot go back."));
    }
    if difference < 0 {
        let method = find_refund_method(draft, order, wanted, "/settle_with")?;
        refund(draft, order, &method.id, difference.saturating_neg())?;
        return Ok(method);
    }
    let method = find_method(draft, order, wanted, "/settle_with")?;
    charge(draft, order, &method, difference)?;
    Ok(method)
}

/// Whether a return may still bring money.
pub(super) fn is_open(status: Option<ReturnStatus>) -> bool {
    match status {
        Some(ReturnStatus::Cancelled | ReturnStatus::Declined | ReturnStatus::Refunded) => false,
        Some(
            ReturnStatus::Approved
            | ReturnStatus::InTransit
            | ReturnStatus::Received
            | ReturnStatus::Requested,
        )
        | None => true,
    }
}

fn held(order: &Order) -> i64 {
    order.payments.iter().map(signed).fold(0, i64::saturating_add)
}

const fn has_balance(kind: PaymentKind) -> bool {
    matches!(kind, PaymentKind::GiftCard | PaymentKind::StoreCredit)
}

const fn signed(payment: &Payment) -> i64 {
    match payment.kind {
        PaymentDirection::Payment => payment.amount.minor(),
        PaymentDirection::Refund => payment.amount.minor().saturating_neg(),
    }
}

fn move_money(
    draft: &mut Draft<'_>,
    order: &mut Order,
    method_id: &PaymentMethodId,
    kind: PaymentDirection,
    cents: i64,
) -> Result<(), Problem> {
    if cents == 0 {
        return Ok(());
    }
    let amount = usd(cents);
    let payment_method_id = Some(method_id.clone());
    let payment = Payment { kind, amount, payment_method_id, at: Some(draft.now) };
    let mut customer = draft.customer(order.customer_id.as_str())?;
    let own = customer.payment_methods.iter_mut().find(|method| method.id == *method_id);
    if let Some(method) = own.filter(|method| has_balance(method.kind)) {
        let before = method.balance.map_or(0, |balance| balance.minor());
        method.balance = Some(usd(before.saturating_sub(signed(&payment))));
        draft.put_customer(customer);
    }
    order.payments.push(payment);
    Ok(())
}
