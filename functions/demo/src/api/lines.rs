//! Lines of an order: swapping variants before it ships, and what may come back after.

use std::collections::BTreeSet;

use edgewise::{
    base::id::{LineId, PaymentMethodId},
    commerce::{FulfillmentStatus, LineSwap, Order, OrderLine, OrderStatus},
};
use serde::Deserialize;

use super::{
    Reply,
    payment::{is_open, settle},
    query::Body,
};
use crate::{
    draft::Draft,
    history::{Item, line, line_cents},
    problem::Problem,
    shop::usd,
};

#[derive(Deserialize)]
struct LineChanges {
    changes: Vec<LineSwap>,
    settle_with: Option<PaymentMethodId>,
}

/// Swaps variants of a pending order, once.
pub(super) fn change(draft: &mut Draft<'_>, id: &str, body: &Body<'_>) -> Result<Reply, Problem> {
    let mut order = draft.order(id)?;
    let wanted: LineChanges = body.parse()?;
    check_lines(&order, "/changes", wanted.changes.iter().map(|swap| &swap.line_id))?;
    match order.status {
        OrderStatus::Pending => {}
        OrderStatus::PendingModified => {
            return Err(Problem::not_allowed(
                "This order was changed before; that is possible once.",
            ));
        }
        OrderStatus::Cancelled
        | OrderStatus::Delivered
        | OrderStatus::ExchangeRequested
        | OrderStatus::Processed
        | OrderStatus::ReturnRequested
        | OrderStatus::Shipped => {
            return Err(Problem::not_allowed(
                "Lines can be changed while an order is pending only.",
            ));
        }
    }
    let before = total(&order.lines);
    for (index, swap) in wanted.changes.iter().enumerate() {
        let pointer = format!("/changes/{index}/variant_id");
        let Some(old) = order.lines.iter_mut().find(|own| own.id == swap.line_id) else { continue };
        let new = take_variant(draft, old, swap, &pointer)?;
        draft.restock(&old.variant_id, old.quantity);
        *old = new;
    }
    let after = total(&order.lines);
    let difference = after.saturating_sub(before);
    settle(draft, &mut order, wanted.settle_with.as_ref(), difference)?;
    order.total = usd(after);
    order.status = OrderStatus::PendingModified;
    Ok(Reply::ok(&draft.put_order(order)))
}

/// The line with the wanted variant in place of its own; the pieces are taken out of stock.
pub(super) fn take_variant(
    draft: &mut Draft<'_>,
    old: &OrderLine,
    swap: &LineSwap,
    pointer: &str,
) -> Result<OrderLine, Problem> {
    let Some((product, variant)) = draft.variant(&swap.variant_id) else {
        return Err(Problem::invalid(pointer, "There is no such variant."));
    };
    if product.id != old.product_id {
        return Err(Problem::not_allowed(
            "A line can be swapped for another variant of its product.",
        ));
    }
    if variant.id == old.variant_id {
        return Err(Problem::not_allowed("The line has this variant already."));
    }
    let item = Item { product, variant, quantity: old.quantity };
    let new = line(old.id.clone(), item);
    draft.reserve(&swap.variant_id, old.quantity)?;
    Ok(new)
}

/// At least one line, each of this order, none twice.
pub(super) fn check_lines<'a>(
    order: &Order,
    list: &str,
    ids: impl IntoIterator<Item = &'a LineId>,
) -> Result<(), Problem> {
    let mut seen = BTreeSet::new();
    for (index, id) in ids.into_iter().enumerate() {
        // The lists of ids and of objects with an id are both told by the index.
        let pointer = format!("{list}/{index}");
        if !order.lines.iter().any(|line| line.id == *id) {
            return Err(Problem::invalid(pointer, "The order has no such line."));
        }
        if !seen.insert(id) {
            return Err(Problem::invalid(pointer, "This line is named twice."));
        }
    }
    if seen.is_empty() {
        return Err(Problem::invalid(list, "Name at least one line."));
    }
    Ok(())
}

/// Pieces of a line that are with the customer, and neither on their way back nor to be exchanged.
/// Refuses what cannot come back.
pub(super) fn returnable(order: &Order, line: &OrderLine) -> Result<u32, Problem> {
    if line.final_sale == Some(true) {
        return Err(Problem::not_allowed(format!("{} was a final sale.", line.title)));
    }
    let is_delivered = |status| status == FulfillmentStatus::Delivered;
    if order.status == OrderStatus::Cancelled || !in_parcel(order, &line.id, is_delivered) {
        return Err(Problem::not_allowed(format!("{} has not been delivered.", line.title)));
    }
    let left = line.quantity.saturating_sub(claimed(order, line));
    if left == 0 {
        let detail = format!("{} is being returned or exchanged already.", line.title);
        return Err(Problem::not_allowed(detail));
    }
    Ok(left)
}

/// Whether a line is in a parcel of such a status. A parcel that names no lines holds them all.
pub(super) fn in_parcel(
    order: &Order,
    id: &LineId,
    is_wanted: impl Fn(FulfillmentStatus) -> bool,
) -> bool {
    order.fulfillments.iter().any(|parcel| {
        parcel.status.is_some_and(&is_wanted)
            && (parcel.line_ids.is_empty() || parcel.line_ids.contains(id))
    })
}

/// Pieces of a line that were or will be returned or exchanged.
pub(super) fn claimed(order: &Order, line: &OrderLine) -> u32 {
    if order.exchanges.iter().flat_map(|made| &made.lines).any(|swap| swap.line_id == line.id) {
        return line.quantity;
    }
    let returns = order.returns.iter().filter(|request| {
        is_open(request.status)
            || request.status == Some(edgewise::commerce::ReturnStatus::Refunded)
    });
    returns
        .flat_map(|request| &request.lines)
        .filter(|entry| entry.line_id == line.id)
        .fold(0, |sum: u32, entry| sum.saturating_add(entry.quantity.unwrap_or(line.quantity)))
}

fn total(lines: &[OrderLine]) -> i64 {
    lines.iter().map(line_cents).fold(0, i64::saturating_add)
}
