//! Tells what lies in the cart, and where it is paid.
//!
//! Needs nothing but the cart as events told it last: no call. A cart of a customer is told to them
//! alone; a cart of a browser that belongs to nobody is told to whoever uses it.

use super::{SkillContext, SkillEnd, SkillRequest, Suspended};
use crate::{
    base::time::{DAY_MS, Timestamp},
    conversation::{CartFact, CartItemFact, Fact, FactSource},
    identity::Verified,
    profile::{Cart, CartLine, Profile},
};

/// Days after which what lay in a cart is not told any more.
const CART_DAYS_MAX: i64 = 7;

pub(super) fn run(cx: &mut SkillContext<'_>, _: &SkillRequest<'_>) -> Result<SkillEnd, Suspended> {
    let fact = match held(cx.profile, cx.verified(), cx.now) {
        Some((cart, source)) => Fact::Cart(Box::new(cart)).sourced(source),
        None if cx.verified().is_none() && cx.profile.customer_id.is_some() => {
            return Ok(SkillEnd::sign_in_needed());
        }
        None => Fact::NoCart.said(),
    };
    Ok(SkillEnd::told(vec![fact]))
}

/// What lies in the cart that somebody may be told of. A cart from before the newest order is likely
/// to be what was ordered, and is not told.
#[must_use]
pub(super) fn held(
    profile: &Profile,
    who: Option<&Verified>,
    now: Timestamp,
) -> Option<(CartFact, FactSource)> {
    let theirs = match (who, &profile.customer_id) {
        (_, None) => true,
        (Some(who), Some(owner)) => who.customer_id() == owner,
        (None, Some(_)) => false,
    };
    let seen = profile.cart.as_ref().filter(|_| theirs)?;
    let ordered = profile.orders.values().filter_map(|order| order.value.placed_at).max();
    let is_old = now.ms_since(seen.from.time) > CART_DAYS_MAX.saturating_mul(DAY_MS);
    if is_old || ordered.is_some_and(|at| seen.from.time <= at) {
        return None;
    }
    let cart = told(&seen.value);
    (!cart.lines.is_empty()).then(|| (cart, FactSource::profile(seen)))
}

fn told(cart: &Cart) -> CartFact {
    let line = |line: &CartLine| {
        let quantity = line.quantity.unwrap_or(1);
        let title = line.title.clone().filter(|title| !title.trim().is_empty() && quantity > 0)?;
        Some(CartItemFact { title, quantity, unit_price: line.unit_price })
    };
    CartFact {
        lines: cart.lines.iter().filter_map(line).collect(),
        total: cart.sum(),
        url: cart.url.clone().filter(|url| url.starts_with("https://")),
    }
}
