//! Subscriptions.

use edgewise::{
    base::{
        id::{SubscriptionId, VariantId},
        time::{DAY_MS, Timestamp},
    },
    commerce::{Product, Subscription, SubscriptionStatus, Variant},
};
use serde::Deserialize;

use super::{
    Reply,
    query::{Body, Query},
};
use crate::{
    draft::Draft,
    problem::Problem,
    shop::Shop,
    subscriptions::{is_regular, price, title},
};

/// Days between deliveries, and how far ahead a date may be.
const INTERVAL_DAYS_MIN: u32 = 7;
const INTERVAL_DAYS_MAX: u32 = 180;
const AHEAD_DAYS_MAX: i64 = 365;
/// Pieces of a delivery.
const QUANTITY_MAX: u32 = 20;

pub(super) fn list(shop: &Shop, id: &str, query: &Query) -> Result<Reply, Problem> {
    let customer = shop.customer(id).ok_or_else(|| Problem::not_found("customer"))?;
    let held = shop.known().subscriptions.values();
    let own: Vec<&Subscription> = held.filter(|held| held.customer_id == customer.id).collect();
    query.page(&own, |held| held.id.as_str())
}

pub(super) fn read(shop: &Shop, id: &str, _: &Query) -> Result<Reply, Problem> {
    let id = SubscriptionId::parse(id).ok();
    let held = id.and_then(|id| shop.known().subscriptions.get(&id));
    held.map(Reply::ok).ok_or_else(|| Problem::not_found("subscription"))
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Cancel,
    Pause,
    Resume,
    SetInterval,
    SetNextCharge,
    SetQuantity,
    SkipNext,
    Swap,
}

#[derive(Deserialize)]
struct Change {
    kind: Kind,
    variant_id: Option<VariantId>,
    interval_days: Option<u32>,
    quantity: Option<u32>,
    next_charge_at: Option<Timestamp>,
    resume_at: Option<Timestamp>,
}

pub(super) fn change(draft: &mut Draft<'_>, id: &str, body: &Body<'_>) -> Result<Reply, Problem> {
    let mut held = draft.subscription(id)?;
    let wanted: Change = body.parse()?;
    check_status(wanted.kind, held.status)?;
    match wanted.kind {
        Kind::Cancel => {
            held.status = SubscriptionStatus::Cancelled;
            held.next_charge_at = None;
            held.resume_at = None;
        }
        Kind::Pause => {
            let resume_at = wanted.resume_at;
            held.resume_at = resume_at.map(|at| future(at, draft.now, "/resume_at")).transpose()?;
            held.status = SubscriptionStatus::Paused;
            held.next_charge_at = None;
        }
        Kind::Resume => {
            let usual = draft.now.plus_ms(interval_ms(&held));
            let next = wanted.next_charge_at.unwrap_or(usual);
            held.next_charge_at = Some(future(next, draft.now, "/next_charge_at")?);
            held.status = SubscriptionStatus::Active;
            held.resume_at = None;
        }
        Kind::SetInterval => {
            let days = required(wanted.interval_days, "/interval_days")?;
            if !(INTERVAL_DAYS_MIN..=INTERVAL_DAYS_MAX).contains(&days) {
                let detail = format!(
                    "An interval is a number of days from {INTERVAL_DAYS_MIN} to {INTERVAL_DAYS_MAX}."
                );
                return Err(Problem::invalid("/interval_days", detail));
            }
            held.interval_days = Some(days);
        }
        Kind::SetNextCharge => {
            let at = required(wanted.next_charge_at, "/next_charge_at")?;
            held.next_charge_at = Some(future(at, draft.now, "/next_charge_at")?);
        }
        Kind::SetQuantity => {
            let quantity = required(wanted.quantity, "/quantity")?;
            if !(1..=QUANTITY_MAX).contains(&quantity) {
                let detail = format!("A quantity is a number from 1 to {QUANTITY_MAX}.");
                return Err(Problem::invalid("/quantity", detail));
            }
            held.quantity = Some(quantity);
            let goods = held.variant_id.as_ref().and_then(|id| draft.variant(id));
            held.price = goods.map(|(_, variant)| price(variant, quantity)).or(held.price);
        }
        Kind::SkipNext => {
            let next = held.next_charge_at.unwrap_or(draft.now);
            held.next_charge_at = Some(next.plus_ms(interval_ms(&held)));
        }
        Kind::Swap => {
            let variant_id = required(wanted.variant_id, "/variant_id")?;
            let (product, variant) = swap_goods(draft, &variant_id, &held)?;
            held.title = Some(title(product, variant));
            held.price = Some(price(variant, held.quantity.unwrap_or(1)));
            held.variant_id = Some(variant_id);
        }
    }
    let reply = Reply::ok(&held);
    draft.put_subscription(held);
    Ok(reply)
}

fn check_status(kind: Kind, status: SubscriptionStatus) -> Result<(), Problem> {
    let is_paused_wanted = match kind {
        Kind::Pause | Kind::SetNextCharge | Kind::SkipNext => Some(false),
        Kind::Resume => Some(true),
        Kind::Cancel | Kind::SetInterval | Kind::SetQuantity | Kind::Swap => None,
    };
    match (status, is_paused_wanted) {
        (SubscriptionStatus::Cancelled, _) => {
            Err(Problem::not_allowed("This subscription has ended."))
        }
        (SubscriptionStatus::Active, Some(true)) => {
            Err(Problem::not_allowed("This subscription is not paused."))
        }
        (SubscriptionStatus::Paused, Some(false)) => {
            Err(Problem::not_allowed("This subscription is paused."))
        }
        (SubscriptionStatus::Active | SubscriptionStatus::Paused, _) => Ok(()),
    }
}

fn swap_goods<'a>(
    draft: &'a Draft<'_>,
    variant_id: &VariantId,
    held: &Subscription,
) -> Result<(&'a Product, &'a Variant), Problem> {
    let Some((product, variant)) = draft.variant(variant_id) else {
        return Err(Problem::invalid("/variant_id", "There is no such variant."));
    };
    if held.variant_id.as_ref() == Some(variant_id) {
        return Err(Problem::not_allowed("The subscription has this variant already."));
    }
    if !is_regular(product) {
        return Err(Problem::not_allowed(format!("{} cannot be subscribed to.", product.title)));
    }
    if !variant.available {
        return Err(Problem::out_of_stock(&product.title));
    }
    Ok((product, variant))
}

fn required<T>(field: Option<T>, pointer: &str) -> Result<T, Problem> {
    field.ok_or_else(|| Problem::invalid(pointer, "This kind of change needs this field."))
}

fn future(at: Timestamp, now: Timestamp, pointer: &str) -> Result<Timestamp, Problem> {
    let furthest = now.plus_ms(DAY_MS.saturating_mul(AHEAD_DAYS_MAX));
    if at <= now || at > furthest {
        let detail = format!("This must be a time within the next {AHEAD_DAYS_MAX} days.");
        return Err(Problem::invalid(pointer, detail));
    }
    Ok(at)
}

fn interval_ms(held: &Subscription) -> i64 {
    DAY_MS.saturating_mul(i64::from(held.interval_days.unwrap_or(30)))
}
