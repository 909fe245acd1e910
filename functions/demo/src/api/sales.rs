//! Checkouts and discount codes.

use edgewise::base::{
    id::{CustomerId, VariantId},
    time::{DAY_MS, Timestamp},
};
use serde::Deserialize;
use serde_json::json;

use super::{Reply, query::Body};
use crate::{
    SHOP_ORIGIN,
    draft::Draft,
    problem::Problem,
    shop::{Discount, Off, usd},
};

/// Pieces of one line, and lines of one checkout.
const QUANTITY_MAX: u32 = 99;
const LINES_MAX: usize = 50;
/// Days for which a discount code is good when nothing is said.
const DISCOUNT_DAYS: i64 = 90;
/// Codes that one customer may hold at a time. Also bounds what the shop has to remember.
const CODES_MAX: usize = 20;

#[derive(Deserialize)]
struct Checkout {
    customer_id: Option<String>,
    discount_code: Option<String>,
    lines: Vec<CheckoutLine>,
}

#[derive(Deserialize)]
struct CheckoutLine {
    variant_id: VariantId,
    quantity: u32,
}

pub(super) fn create_checkout(
    draft: &mut Draft<'_>,
    _: &str,
    body: &Body<'_>,
) -> Result<Reply, Problem> {
    let wanted: Checkout = body.parse()?;
    let buyer = wanted.customer_id.as_deref();
    if buyer.is_some_and(|id| draft.customer(id).is_err()) {
        return Err(Problem::invalid("/customer_id", "There is no such customer."));
    }
    if wanted.lines.is_empty() || wanted.lines.len() > LINES_MAX {
        let detail = format!("A checkout has 1 to {LINES_MAX} lines.");
        return Err(Problem::invalid("/lines", detail));
    }
    let mut cents = 0_i64;
    for (index, line) in wanted.lines.iter().enumerate() {
        if !(1..=QUANTITY_MAX).contains(&line.quantity) {
            let detail = format!("A quantity is a number from 1 to {QUANTITY_MAX}.");
            return Err(Problem::invalid(format!("/lines/{index}/quantity"), detail));
        }
        let Some((product, variant)) = draft.variant(&line.variant_id) else {
            let pointer = format!("/lines/{index}/variant_id");
            return Err(Problem::invalid(pointer, "There is no such variant."));
        };
        let same = wanted.lines.iter().filter(|other| other.variant_id == line.variant_id);
        let pieces: i64 = same.map(|other| i64::from(other.quantity)).sum();
        if !variant.available || variant.inventory.unwrap_or(0) < pieces {
            return Err(Problem::out_of_stock(&product.title));
        }
        let price = variant.price.minor().saturating_mul(i64::from(line.quantity));
        cents = cents.saturating_add(price);
    }
    if let Some(code) = &wanted.discount_code {
        cents = cents.saturating_sub(reduction(draft, code, buyer, cents)?).max(0);
    }
    // A cart is not an order: it holds no stock, and nobody reads it again but through its link.
    let id = draft.code("chk").to_lowercase();
    let url = format!("{SHOP_ORIGIN}/checkout/{id}");
    Ok(Reply::created(&json!({ "id": id, "url": url, "total": usd(cents) })))
}

fn reduction(
    draft: &Draft<'_>,
    code: &str,
    buyer: Option<&str>,
    cents: i64,
) -> Result<i64, Problem> {
    let discount = draft.shop().known().discounts.get(code);
    // A code of somebody else is answered like one that does not exist.
    let own = discount.filter(|discount| Some(discount.customer_id.as_str()) == buyer);
    let own = own.ok_or_else(|| Problem::invalid("/discount_code", "There is no such code."))?;
    if own.expires_at <= draft.now {
        return Err(Problem::not_allowed("This code has run out."));
    }
    Ok(match own.off {
        Off::Cents(off) => off.min(cents),
        // Half cents go to the customer.
        Off::Percent(percent) => cents.saturating_mul(i64::from(percent)).saturating_add(50) / 100,
    })
}

#[derive(Deserialize)]
struct NewDiscount {
    customer_id: CustomerId,
    percent: u32,
    expires_at: Option<Timestamp>,
}

pub(super) fn create_discount(
    draft: &mut Draft<'_>,
    _: &str,
    body: &Body<'_>,
) -> Result<Reply, Problem> {
    let wanted: NewDiscount = body.parse()?;
    if draft.customer(wanted.customer_id.as_str()).is_err() {
        return Err(Problem::invalid("/customer_id", "There is no such customer."));
    }
    if !(1..=100).contains(&wanted.percent) {
        return Err(Problem::invalid("/percent", "A share is a number from 1 to 100."));
    }
    let usual = draft.now.plus_ms(DAY_MS.saturating_mul(DISCOUNT_DAYS));
    let expires_at = wanted.expires_at.unwrap_or(usual);
    if expires_at <= draft.now {
        return Err(Problem::invalid("/expires_at", "A code must run out in the future."));
    }
    let held = draft.shop().known().discounts.values().filter(|discount| {
        discount.customer_id == wanted.customer_id && discount.expires_at > draft.now
    });
    if held.count() >= CODES_MAX {
        let detail = format!("A customer may hold {CODES_MAX} codes at a time.");
        return Err(Problem::not_allowed(detail));
    }
    let code = draft.code(&format!("FERN{}", wanted.percent));
    let percent = wanted.percent;
    let reply = json!({ "code": code, "percent": percent, "expires_at": expires_at });
    let (customer_id, off) = (wanted.customer_id, Off::Percent(percent));
    draft.put_discount(Discount { code, customer_id, off, expires_at });
    Ok(Reply::created(&reply))
}
