//! Money or goods again, with no goods back.

use edgewise::{
    base::{
        id::{LineId, PaymentMethodId},
        money::Money,
        time::DAY_MS,
    },
    commerce::{FulfillmentStatus, OrderStatus},
};
use serde::Deserialize;

use super::{
    Reply,
    lines::{check_lines, claimed, in_parcel},
    payment::{find_refund_method, refund, refundable},
    query::Body,
};
use crate::{draft::Draft, history::label, problem::Problem, shop::usd};

/// Days until a replacement arrives.
const REPLACEMENT_DAYS: i64 = 5;
/// Characters of a reason in free words.
const REASON_CHARS_MAX: usize = 500;

#[derive(Deserialize)]
struct NewRefund {
    amount: Money,
    #[serde(default)]
    line_ids: Vec<LineId>,
    reason: String,
    refund_to: Option<PaymentMethodId>,
}

pub(super) fn create_refund(
    draft: &mut Draft<'_>,
    id: &str,
    body: &Body<'_>,
) -> Result<Reply, Problem> {
    let mut order = draft.order(id)?;
    let wanted: NewRefund = body.parse()?;
    check_reason(&wanted.reason)?;
    if wanted.amount.currency() != order.total.currency() {
        return Err(Problem::invalid("/amount/currency", "The shop sells in USD only."));
    }
    let cents = wanted.amount.minor();
    if cents <= 0 {
        return Err(Problem::invalid("/amount/amount", "A refund must be more than zero."));
    }
    if !wanted.line_ids.is_empty() {
        check_lines(&order, "/line_ids", &wanted.line_ids)?;
    }
    let method = find_refund_method(draft, &order, wanted.refund_to.as_ref(), "/refund_to")?;
    let left = refundable(&order);
    if cents > left {
        let detail = format!("No more than {} can go back.", usd(left).amount());
        return Err(Problem::not_allowed(detail));
    }
    refund(draft, &mut order, &method.id, cents)?;
    Ok(Reply::created(&draft.put_order(order)))
}

#[derive(Deserialize)]
struct NewReplacement {
    line_ids: Vec<LineId>,
    reason: String,
}

/// Sends lines again in a parcel of their own, once.
pub(super) fn create_replacement(
    draft: &mut Draft<'_>,
    id: &str,
    body: &Body<'_>,
) -> Result<Reply, Problem> {
    let mut order = draft.order(id)?;
    let wanted: NewReplacement = body.parse()?;
    check_reason(&wanted.reason)?;
    check_lines(&order, "/line_ids", &wanted.line_ids)?;
    for line in order.lines.iter().filter(|line| wanted.line_ids.contains(&line.id)) {
        let was_sent = |status| status != FulfillmentStatus::LabelCreated;
        if order.status == OrderStatus::Cancelled || !in_parcel(&order, &line.id, was_sent) {
            return Err(Problem::not_allowed(format!("{} has not been sent yet.", line.title)));
        }
        let parcels = order.fulfillments.iter().filter(|parcel| parcel.line_ids.contains(&line.id));
        if parcels.count() > 1 {
            return Err(Problem::not_allowed(format!("{} was sent again before.", line.title)));
        }
        let left = line.quantity.saturating_sub(claimed(&order, line));
        if left == 0 {
            let detail = format!("{} is being returned or exchanged.", line.title);
            return Err(Problem::not_allowed(detail));
        }
        draft.reserve(&line.variant_id, left)?;
    }
    let due_at = draft.now.plus_ms(DAY_MS.saturating_mul(REPLACEMENT_DAYS));
    let parcel = label(&order, &wanted.line_ids, due_at);
    order.fulfillments.push(parcel);
    // Not all has arrived any more: something is packed again.
    if order.status == OrderStatus::Delivered {
        order.status = OrderStatus::Processed;
    }
    Ok(Reply::created(&draft.put_order(order)))
}

fn check_reason(reason: &str) -> Result<(), Problem> {
    let length = reason.trim().chars().count();
    if length == 0 || length > REASON_CHARS_MAX {
        let detail = format!("A reason has 1 to {REASON_CHARS_MAX} characters.");
        return Err(Problem::invalid("/reason", detail));
    }
    Ok(())
}
