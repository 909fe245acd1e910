//! Loyalty accounts.

use edgewise::{
    base::{id::CustomerId, time::DAY_MS},
    commerce::{Loyalty, LoyaltyEntry},
};
use serde::Deserialize;

use super::{
    Reply,
    query::{Body, Query},
};
use crate::{
    draft::Draft,
    loyalty::{redeemed, reward},
    problem::Problem,
    shop::{Discount, Off, Shop},
};

/// Days for which the code of a reward is good.
const REWARD_DAYS: i64 = 180;

pub(super) fn read(shop: &Shop, id: &str, _: &Query) -> Result<Reply, Problem> {
    let account = shop.customer(id).and_then(|customer| shop.known().loyalty.get(&customer.id));
    account.map(Reply::ok).ok_or_else(|| Problem::not_found("loyalty account"))
}

#[derive(Deserialize)]
struct Redemption {
    reward_id: String,
}

pub(super) fn redeem(draft: &mut Draft<'_>, id: &str, body: &Body<'_>) -> Result<Reply, Problem> {
    let customer_id = draft.customer(id)?.id;
    let mut account =
        draft.loyalty(&customer_id).ok_or_else(|| Problem::not_found("loyalty account"))?;
    let wanted: Redemption = body.parse()?;
    let Some((title, cost, cents)) = reward(&wanted.reward_id) else {
        return Err(Problem::invalid("/reward_id", "The shop has no such reward."));
    };
    let points = account.points.unwrap_or(0);
    if points < cost {
        let detail = format!("This takes {cost} points, and there are {points}.");
        return Err(Problem::insufficient_balance(detail));
    }
    let code = draft.code("THANKS");
    let entry = LoyaltyEntry {
        id: Some(format!("{}_{}", entry_prefix(&customer_id), draft.sequence())),
        at: Some(draft.now),
        delta: cost.saturating_neg(),
        reason: Some(redeemed(title, &code)),
        order_id: None,
    };
    account.points = Some(points.saturating_sub(cost));
    account.history.insert(0, entry);
    let expires_at = draft.now.plus_ms(DAY_MS.saturating_mul(REWARD_DAYS));
    let off = Off::Cents(cents);
    draft.put_discount(Discount { code, customer_id: customer_id.clone(), off, expires_at });
    let reply = Reply::created(&account);
    draft.put_loyalty(customer_id, account);
    Ok(reply)
}

/// Drops the note of points that an order will never bring.
pub(super) fn forget_pending(
    account: &mut Loyalty,
    order_id: &edgewise::base::id::OrderId,
) -> bool {
    let before = account.history.len();
    account.history.retain(|entry| entry.delta != 0 || entry.order_id.as_ref() != Some(order_id));
    account.history.len() != before
}

fn entry_prefix(customer_id: &CustomerId) -> String {
    // The letter keeps these ids apart from the generated ones.
    format!("loy_{}_r", customer_id.as_str().trim_start_matches("cus_"))
}
