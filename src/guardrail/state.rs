//! What the state of an order, its lines and its payments permits, whatever the merchant decided.

use super::{ActionFacts, subscription};
use crate::{
    base::{
        id::{LineId, PaymentMethodId},
        money::Money,
    },
    commerce::{Change, LineSwap, Loyalty, Order, OrderStatus, PaymentDirection, PaymentMethod},
};

/// The first obstacle in the way of a change, as the last part of a rule's name.
pub(super) fn obstacle(change: &Change, facts: &ActionFacts<'_>) -> Option<&'static str> {
    let order = facts.order;
    match change {
        Change::AdjustPrice { line_ids, amount, .. } => order.and_then(|order| {
            if line_ids.is_empty() || line_ids.iter().any(|id| order.line(id).is_none()) {
                return Some("unknown_item");
            }
            if order.status == OrderStatus::Cancelled {
                return Some("cancelled");
            }
            goes_back(order, line_ids).or_else(|| too_much(order, *amount))
        }),
        Change::CancelOrder { .. } => order.and_then(not_pending),
        Change::ChangeLines { swaps, settle_with, .. } => order.and_then(|order| {
            not_pending(order)
                .or_else(|| swap_fault(order, swaps))
                .or_else(|| cannot_pay(facts, settle_with, facts.due_minor))
        }),
        Change::Exchange { swaps, settle_with, .. } => order.and_then(|order| {
            not_delivered(order)
                .or_else(|| swap_fault(order, swaps))
                .or_else(|| final_sale(order, swaps.iter().map(|swap| &swap.line_id)))
                .or_else(|| cannot_pay(facts, settle_with, facts.due_minor))
        }),
        Change::RedeemReward { reward_id, cost } => unaffordable(facts.loyalty, reward_id, *cost),
        Change::Refund { line_ids, amount, .. } => {
            order.and_then(|order| too_much(order, *amount).or_else(|| claimed(order, line_ids)))
        }
        Change::Replace { line_ids, .. } => order.and_then(|order| {
            if order.total.minor() <= order.refunded_minor() {
                return Some("refunded");
            }
            if line_ids.is_empty() {
                return Some("unknown_item");
            }
            claimed(order, line_ids)
        }),
        Change::Return { lines, refund_to, .. } => order.and_then(|order| {
            if let Some(rule) = not_delivered(order) {
                return Some(rule);
            }
            let known = lines.iter().all(|line| order.line(&line.line_id).is_some());
            if lines.is_empty() || !known {
                return Some("unknown_item");
            }
            final_sale(order, lines.iter().map(|line| &line.line_id))
                .or_else(|| method(facts, refund_to).is_none().then_some("unknown_method"))
        }),
        Change::Checkout { lines } => lines.is_empty().then_some("unknown_item"),
        Change::Discount { percent, .. } => (!(1..=100).contains(percent)).then_some("percent"),
        Change::Custom(_) => None,
        Change::SetConsent { channels, .. } => channels.is_empty().then_some("no_channel"),
        Change::RequestPrivacy { .. } | Change::SetDefaultAddress { .. } => None,
        Change::WatchStock { items, .. } => items.is_empty().then_some("unknown_item"),
        Change::SetPaymentMethod { payment_method_id, .. } => order.and_then(|order| {
            if !matches!(order.status, OrderStatus::Pending | OrderStatus::PendingModified) {
                return Some("not_pending");
            }
            if order.original_method() == Some(payment_method_id) {
                return Some("same_method");
            }
            let paid = order.payments.iter().filter(|p| p.kind == PaymentDirection::Payment);
            if paid.count() > 1 {
                return Some("changed_before");
            }
            cannot_pay(facts, payment_method_id, order.total.minor())
        }),
        Change::SetShippingAddress { .. } => order.and_then(|order| {
            let open = matches!(order.status, OrderStatus::Pending | OrderStatus::PendingModified);
            (!open).then_some("not_pending")
        }),
        Change::Subscription { step, .. } => subscription::obstacle(step, facts),
    }
}

/// Why a claim or a return must be looked at by a person, as the last part of a rule's name: what was put right
/// once already, or in part, may be meant.
pub(super) fn doubt(change: &Change, facts: &ActionFacts<'_>) -> Option<&'static str> {
    let order = facts.order?;
    let line_ids: Vec<LineId> = match change {
        Change::AdjustPrice { line_ids, .. }
        | Change::Refund { line_ids, .. }
        | Change::Replace { line_ids, .. } => line_ids.clone(),
        Change::Return { lines, .. } => lines.iter().map(|line| line.line_id.clone()).collect(),
        Change::Exchange { swaps, .. } => swaps.iter().map(|swap| swap.line_id.clone()).collect(),
        Change::CancelOrder { .. }
        | Change::ChangeLines { .. }
        | Change::Checkout { .. }
        | Change::Custom(_)
        | Change::Discount { .. }
        | Change::RequestPrivacy { .. }
        | Change::SetConsent { .. }
        | Change::RedeemReward { .. }
        | Change::SetDefaultAddress { .. }
        | Change::SetPaymentMethod { .. }
        | Change::SetShippingAddress { .. }
        | Change::Subscription { .. }
        | Change::WatchStock { .. } => return None,
    };
    let sent_again = |id: &LineId| {
        let pieces = order.line(id).map_or(1, |line| line.quantity);
        order.parcels_with(id) > usize::try_from(pieces).unwrap_or(usize::MAX)
    };
    if line_ids.iter().any(sent_again) {
        return Some("replaced_before");
    }
    (order.refunded_minor() > 0).then_some("refunded_before")
}

/// Why points cannot be spent on a reward.
fn unaffordable(account: Option<&Loyalty>, reward_id: &str, cost: i64) -> Option<&'static str> {
    let Some(account) = account else { return Some("no_account") };
    let Some(reward) = account.rewards.iter().find(|held| held.id == reward_id) else {
        return Some("unknown_reward");
    };
    if cost <= 0 || reward.cost != cost {
        return Some("other_cost");
    }
    (account.points.unwrap_or_default() < cost).then_some("points")
}

/// What stands in the way of a claim for these lines.
fn claimed(order: &Order, line_ids: &[LineId]) -> Option<&'static str> {
    if line_ids.iter().any(|id| order.line(id).is_none()) {
        return Some("unknown_item");
    }
    if !line_ids.iter().all(|id| order.has_arrived(id)) {
        return Some("not_arrived");
    }
    goes_back(order, line_ids)
}

/// Why so much money cannot go back, if it cannot.
fn too_much(order: &Order, amount: Money) -> Option<&'static str> {
    let back = order.refunded_minor();
    if amount.minor() <= 0 || amount.currency() != order.total.currency() {
        return Some("amount");
    }
    if order.total.minor() <= back {
        return Some("refunded");
    }
    (amount.minor() > order.total.minor().saturating_sub(back)).then_some("too_much")
}

/// Whether some of these lines go back, or are swapped, already.
fn goes_back(order: &Order, line_ids: &[LineId]) -> Option<&'static str> {
    let returned = order
        .returns
        .iter()
        .filter(|held| held.stands())
        .any(|held| held.lines.iter().any(|line| line_ids.contains(&line.line_id)));
    let exchanged = order
        .exchanges
        .iter()
        .any(|held| held.lines.iter().any(|swap| line_ids.contains(&swap.line_id)));
    (returned || exchanged).then_some("done_before")
}

fn not_pending(order: &Order) -> Option<&'static str> {
    match order.status {
        OrderStatus::Pending => None,
        OrderStatus::PendingModified => Some("changed_before"),
        OrderStatus::Cancelled
        | OrderStatus::Delivered
        | OrderStatus::ExchangeRequested
        | OrderStatus::Processed
        | OrderStatus::ReturnRequested
        | OrderStatus::Shipped => Some("not_pending"),
    }
}

fn not_delivered(order: &Order) -> Option<&'static str> {
    match order.status {
        OrderStatus::Delivered => {
            let returned = order.returns.iter().any(|held| held.stands());
            (returned || !order.exchanges.is_empty()).then_some("done_before")
        }
        OrderStatus::ReturnRequested | OrderStatus::ExchangeRequested => Some("done_before"),
        OrderStatus::Cancelled
        | OrderStatus::Pending
        | OrderStatus::PendingModified
        | OrderStatus::Processed
        | OrderStatus::Shipped => Some("not_delivered"),
    }
}

/// What the shop itself marks as sold for good neither goes back nor is swapped.
fn final_sale<'a>(
    order: &Order,
    mut lines: impl Iterator<Item = &'a LineId>,
) -> Option<&'static str> {
    let kept = |id: &LineId| order.line(id).is_some_and(|line| line.final_sale == Some(true));
    lines.any(kept).then_some("final_sale")
}

fn swap_fault(order: &Order, swaps: &[LineSwap]) -> Option<&'static str> {
    if swaps.is_empty() {
        return Some("unknown_item");
    }
    for (index, swap) in swaps.iter().enumerate() {
        let Some(line) = order.line(&swap.line_id) else { return Some("unknown_item") };
        if line.variant_id == swap.variant_id {
            return Some("same_variant");
        }
        if swaps.iter().take(index).any(|other| other.line_id == swap.line_id) {
            return Some("unknown_item");
        }
    }
    None
}

fn method<'a>(facts: &ActionFacts<'a>, id: &PaymentMethodId) -> Option<&'a PaymentMethod> {
    facts.customer.method(id)
}

/// Why this method cannot pay `due_minor`, if it cannot.
fn cannot_pay(
    facts: &ActionFacts<'_>,
    id: &PaymentMethodId,
    due_minor: i64,
) -> Option<&'static str> {
    let Some(method) = method(facts, id) else { return Some("unknown_method") };
    match method.balance {
        Some(balance) if due_minor > 0 && balance.minor() < due_minor => Some("balance"),
        _ => None,
    }
}
