//! Orders: reading, cancelling, address and payment.

use edgewise::{
    base::{id::PaymentMethodId, pii::Pii},
    commerce::{Order, OrderStatus},
};
use serde::Deserialize;

use super::{
    Reply,
    loyalty::forget_pending,
    payment::{charge, find_method, give_back, refund},
    query::{Body, Query},
};
use crate::{draft::Draft, problem::Problem, reason::CANCEL_REASONS, shop::Shop};

pub(super) fn list(shop: &Shop, id: &str, query: &Query) -> Result<Reply, Problem> {
    let customer = shop.customer(id).ok_or_else(|| Problem::not_found("customer"))?;
    let orders: Vec<&Order> = shop.orders_of(&customer.id).collect();
    query.page(&orders, |order| order.id.as_str())
}

pub(super) fn read(shop: &Shop, id: &str, _: &Query) -> Result<Reply, Problem> {
    let id = edgewise::base::id::OrderId::parse(id).ok();
    let order = id.and_then(|id| shop.known().orders.get(&id));
    order.map(Reply::ok).ok_or_else(|| Problem::not_found("order"))
}

#[derive(Deserialize)]
struct Cancellation {
    reason: String,
}

pub(super) fn cancel(draft: &mut Draft<'_>, id: &str, body: &Body<'_>) -> Result<Reply, Problem> {
    let mut order = draft.order(id)?;
    let wanted: Cancellation = body.parse()?;
    if !CANCEL_REASONS.contains(&wanted.reason.as_str()) {
        return Err(Problem::invalid("/reason", "This is none of the shop's cancel reasons."));
    }
    if order.status != OrderStatus::Pending {
        let detail = "Only a pending order that was not changed can be cancelled.";
        return Err(Problem::not_allowed(detail));
    }
    for (method_id, cents) in give_back(&order, None) {
        refund(draft, &mut order, &method_id, cents)?;
    }
    for line in &order.lines {
        draft.restock(&line.variant_id, line.quantity);
    }
    if let Some(mut account) = draft.loyalty(&order.customer_id)
        && forget_pending(&mut account, &order.id)
    {
        draft.put_loyalty(order.customer_id.clone(), account);
    }
    order.status = OrderStatus::Cancelled;
    order.cancel_reason = Some(wanted.reason);
    Ok(Reply::ok(&draft.put_order(order)))
}

pub(super) fn set_shipping_address(
    draft: &mut Draft<'_>,
    id: &str,
    body: &Body<'_>,
) -> Result<Reply, Problem> {
    let mut order = draft.order(id)?;
    let address = body.parse_address()?;
    check_unshipped(&order)?;
    order.shipping_address = Some(Pii::new(address));
    Ok(Reply::ok(&draft.put_order(order)))
}

#[derive(Deserialize)]
struct NewPaymentMethod {
    payment_method_id: PaymentMethodId,
}

/// Charges the new method with what the old ones paid, then gives it back to them.
pub(super) fn set_payment_method(
    draft: &mut Draft<'_>,
    id: &str,
    body: &Body<'_>,
) -> Result<Reply, Problem> {
    let mut order = draft.order(id)?;
    let wanted: NewPaymentMethod = body.parse()?;
    let pointer = "/payment_method_id";
    let method = find_method(draft, &order, Some(&wanted.payment_method_id), pointer)?;
    check_unshipped(&order)?;
    // What the new method pays already stays where it is.
    let shares = give_back(&order, Some(&method.id));
    if shares.is_empty() {
        return Err(Problem::not_allowed("The order is paid with this method already."));
    }
    let cents = shares.iter().fold(0, |sum: i64, (_, cents)| sum.saturating_add(*cents));
    charge(draft, &mut order, &method, cents)?;
    for (old_id, cents) in shares {
        refund(draft, &mut order, &old_id, cents)?;
    }
    Ok(Reply::ok(&draft.put_order(order)))
}

/// Address and payment may change until the first label is printed.
fn check_unshipped(order: &Order) -> Result<(), Problem> {
    let is_open = match order.status {
        OrderStatus::Pending | OrderStatus::PendingModified | OrderStatus::Processed => true,
        OrderStatus::Cancelled
        | OrderStatus::Delivered
        | OrderStatus::ExchangeRequested
        | OrderStatus::ReturnRequested
        | OrderStatus::Shipped => false,
    };
    if is_open && order.fulfillments.is_empty() {
        return Ok(());
    }
    Err(Problem::not_allowed("This order is on its way, done or cancelled, and cannot be changed."))
}
