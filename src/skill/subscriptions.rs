//! The customer's repeated deliveries as a skill may use them: from the profile while fresh, else from
//! the shop.

use super::{SkillContext, Suspended};
use crate::{
    base::sort,
    commerce::{Answer, Read, ShopFault, Subscription, SubscriptionStatus},
    conversation::FactSource,
    identity::Verified,
};

/// A repeated delivery with where we know it from.
pub(super) type Known = (Subscription, FactSource);

/// All repeated deliveries of the customer, those that go on first.
///
/// As with orders, the profile's are used while all of them are fresh and the list is known to be
/// whole; a fresh event wins over the shop's list.
///
/// # Errors
/// [`Suspended`] until the answer is recorded; inside, the shop's fault.
pub(super) fn all(
    cx: &mut SkillContext<'_>,
    who: &Verified,
    live: bool,
) -> Result<Result<Vec<Known>, ShopFault>, Suspended> {
    let live = live || !cx.trace().actions.is_empty();
    let mut known: Vec<Known> = Vec::new();
    let mut whole = !live && cx.profile.subscriptions_listed_at.is_some_and(|at| cx.is_fresh(at));
    for seen in cx.profile.subscriptions.values() {
        if live || seen.value.customer_id != *who.customer_id() {
            continue;
        }
        if cx.is_fresh(seen.learned_at) {
            known.push((seen.value.clone(), FactSource::profile(seen)));
        } else {
            whole = false;
        }
    }
    // That there are none is never told from memory.
    if !whole || known.is_empty() {
        let (result, source) = cx.read(Read::subscriptions(who))?;
        let listed = match result {
            Ok(Answer::Subscriptions(listed)) => listed,
            Ok(_) => {
                let reason = "not a list of subscriptions".to_owned();
                return Ok(Err(ShopFault::Malformed { reason }));
            }
            Err(fault) => return Ok(Err(fault)),
        };
        for held in listed {
            if !known.iter().any(|(other, _)| other.id == held.id) {
                known.push((held, source.clone()));
            }
        }
    }
    sort::by_key(&mut known, |(held, _)| {
        let rank = match held.status {
            SubscriptionStatus::Active => 0_u8,
            SubscriptionStatus::Paused => 1,
            SubscriptionStatus::Cancelled => 2,
        };
        (rank, held.next_charge_at, held.id.clone())
    });
    Ok(Ok(known))
}
