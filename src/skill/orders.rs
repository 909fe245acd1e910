//! The customer's orders as a skill may use them: from the profile while fresh, else from the shop.

use super::{SkillContext, Suspended};
use crate::{
    base::sort,
    commerce::{Answer, Order, Read, ShopFault},
    conversation::FactSource,
    identity::Verified,
};

/// One order with where we know it from.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct KnownOrder {
    /// The order.
    pub(super) order: Order,
    /// Where it comes from.
    pub(super) source: FactSource,
}

/// All orders of the customer, newest first.
///
/// The profile's list is used while it is fresh; otherwise the shop is asked. Of two versions of
/// one order, a fresh event of the profile wins over the shop's list, because an acknowledged
/// event is at least as new as what the shop said before it.
///
/// # Errors
/// [`Suspended`] until the answer is recorded; inside, the shop's fault where it could not be asked
/// and the profile knows no order either.
pub(super) fn all(
    cx: &mut SkillContext<'_>,
    who: &Verified,
) -> Result<Result<Vec<KnownOrder>, ShopFault>, Suspended> {
    // What was learned before an action is old.
    if !cx.trace().actions.is_empty() {
        return all_live(cx, who);
    }
    let mut known: Vec<KnownOrder> = cx
        .profile
        .orders_of(who.customer_id())
        .into_iter()
        .map(|seen| KnownOrder { source: FactSource::profile(&seen), order: seen.value })
        .collect();
    let listed = cx.profile.orders_listed_at.is_some_and(|at| cx.is_fresh(at));
    let all_fresh = known.iter().all(|order| is_fresh(cx, order));
    // That there are none is never told from memory: a first order may have been placed since.
    if known.is_empty() || !(listed && all_fresh) {
        let (result, source) = cx.read(Read::orders(who))?;
        match result {
            Ok(Answer::Orders(list)) => merge(cx, &mut known, list.orders, &source),
            Ok(_) => {}
            // What is too old to be told is not told because the shop is silent.
            Err(fault) if !all_fresh || known.is_empty() => return Ok(Err(fault)),
            Err(_) => {}
        }
    }
    sort_newest_first(&mut known);
    Ok(Ok(known))
}

/// All orders as the shop shows them now, newest first, for actions.
///
/// # Errors
/// [`Suspended`] until the answer is recorded; inside, the shop's fault.
pub(super) fn all_live(
    cx: &mut SkillContext<'_>,
    who: &Verified,
) -> Result<Result<Vec<KnownOrder>, ShopFault>, Suspended> {
    let (result, source) = cx.read(Read::orders(who))?;
    Ok(match result {
        Ok(Answer::Orders(list)) => {
            let known = |order| KnownOrder { order, source: source.clone() };
            let mut known: Vec<KnownOrder> = list.orders.into_iter().map(known).collect();
            sort_newest_first(&mut known);
            Ok(known)
        }
        Ok(_) => Err(ShopFault::Malformed { reason: "not a list of orders".to_owned() }),
        Err(fault) => Err(fault),
    })
}

/// Whether this may be told without asking the shop again.
fn is_fresh(cx: &SkillContext<'_>, known: &KnownOrder) -> bool {
    match &known.source {
        FactSource::Profile { learned_at, .. } => cx.is_fresh(*learned_at),
        FactSource::Conversation | FactSource::Page { .. } | FactSource::Shop { .. } => true,
    }
}

fn merge(
    cx: &SkillContext<'_>,
    known: &mut Vec<KnownOrder>,
    listed: Vec<Order>,
    source: &FactSource,
) {
    for order in listed {
        match known.iter_mut().find(|held| held.order.id == order.id) {
            Some(held) if is_fresh(cx, held) => {}
            Some(held) => *held = KnownOrder { order, source: source.clone() },
            None => known.push(KnownOrder { order, source: source.clone() }),
        }
    }
}

/// Newest first. Orders without a date keep the shop's order among themselves, after dated ones.
fn sort_newest_first(known: &mut Vec<KnownOrder>) {
    sort::by_key(known, |known| std::cmp::Reverse(known.order.placed_at));
}
