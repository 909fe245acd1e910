//! Returns and exchanges of delivered lines. How long after delivery is the merchant's own rule, and
//! kept by whoever asks.

use edgewise::{
    base::id::{LineId, PaymentMethodId},
    commerce::{
        Exchange, LineSwap, Order, OrderLine, OrderStatus, Return, ReturnLine, ReturnStatus,
    },
};
use serde::Deserialize;

use super::{
    Reply,
    lines::{check_lines, returnable, take_variant},
    payment::{find_refund_method, refundable, settle},
    query::Body,
};
use crate::{
    SHOP_ORIGIN, draft::Draft, history::line_cents, problem::Problem, reason::RETURN_REASONS,
    shop::usd,
};

#[derive(Deserialize)]
struct NewReturn {
    lines: Vec<ReturnLine>,
    refund_to: Option<PaymentMethodId>,
}

pub(super) fn create_return(
    draft: &mut Draft<'_>,
    id: &str,
    body: &Body<'_>,
) -> Result<Reply, Problem> {
    let mut order = draft.order(id)?;
    let mut wanted: NewReturn = body.parse()?;
    check_lines(&order, "/lines", wanted.lines.iter().map(|entry| &entry.line_id))?;
    for (index, entry) in wanted.lines.iter().enumerate() {
        let reason = entry.reason.as_deref();
        if reason.is_some_and(|reason| !RETURN_REASONS.contains(&reason)) {
            let pointer = format!("/lines/{index}/reason");
            return Err(Problem::invalid(pointer, "This is none of the shop's return reasons."));
        }
    }
    let method = find_refund_method(draft, &order, wanted.refund_to.as_ref(), "/refund_to")?;
    let mut cents = 0_i64;
    for (index, entry) in wanted.lines.iter_mut().enumerate() {
        let line = find_line(&order, &entry.line_id)?;
        let left = returnable(&order, line)?;
        let quantity = entry.quantity.unwrap_or(left);
        if quantity == 0 || quantity > left {
            let detail = format!("1 to {left} pieces of {} can be returned.", line.title);
            return Err(Problem::invalid(format!("/lines/{index}/quantity"), detail));
        }
        entry.quantity = Some(quantity);
        let value = line.unit_price.minor().saturating_mul(i64::from(quantity));
        cents = cents.saturating_add(value);
    }
    let id = numbered("ret", &order, order.returns.len());
    // Money that went back before, for goodwill say, is not paid twice.
    let refund_amount = Some(usd(cents.min(refundable(&order))));
    order.returns.push(Return {
        label_url: Some(format!("{SHOP_ORIGIN}/labels/{id}")),
        id: Some(id),
        status: Some(ReturnStatus::Approved),
        lines: wanted.lines,
        refund_to: Some(method.id),
        refund_amount,
        requested_at: Some(draft.now),
    });
    order.status = OrderStatus::ReturnRequested;
    Ok(Reply::created(&draft.put_order(order)))
}

#[derive(Deserialize)]
struct NewExchange {
    lines: Vec<LineSwap>,
    settle_with: Option<PaymentMethodId>,
}

/// The wanted variants are kept aside and the difference is settled at once; the lines themselves
/// change when the old pieces are back, which is not part of this demonstration.
pub(super) fn create_exchange(
    draft: &mut Draft<'_>,
    id: &str,
    body: &Body<'_>,
) -> Result<Reply, Problem> {
    let mut order = draft.order(id)?;
    let wanted: NewExchange = body.parse()?;
    check_lines(&order, "/lines", wanted.lines.iter().map(|swap| &swap.line_id))?;
    let mut difference = 0_i64;
    for (index, swap) in wanted.lines.iter().enumerate() {
        let line = find_line(&order, &swap.line_id)?;
        if returnable(&order, line)? < line.quantity {
            let detail = format!("Part of {} is being returned.", line.title);
            return Err(Problem::not_allowed(detail));
        }
        let new = take_variant(draft, line, swap, &format!("/lines/{index}/variant_id"))?;
        let change = line_cents(&new).saturating_sub(line_cents(line));
        difference = difference.saturating_add(change);
    }
    let method = settle(draft, &mut order, wanted.settle_with.as_ref(), difference)?;
    order.exchanges.push(Exchange {
        id: Some(numbered("exc", &order, order.exchanges.len())),
        status: Some("requested".to_owned()),
        lines: wanted.lines,
        settle_with: Some(method.id),
        price_difference: Some(usd(difference)),
    });
    order.status = OrderStatus::ExchangeRequested;
    Ok(Reply::created(&draft.put_order(order)))
}

fn find_line<'a>(order: &'a Order, id: &LineId) -> Result<&'a OrderLine, Problem> {
    order.lines.iter().find(|line| line.id == *id).ok_or_else(|| Problem::not_found("line"))
}

fn numbered(prefix: &str, order: &Order, count: usize) -> String {
    let number = order.id.as_str().trim_start_matches("ord_");
    format!("{prefix}_{number}_{}", count.saturating_add(1))
}
