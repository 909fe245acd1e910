//! Tells how many points there are, what made them so, what they mean and what they buy.
//!
//! Needs: a proven customer. Calls: the loyalty account, unless the profile's is fresh. Changes
//! nothing. What the shop wrote into the account is told as it stands there.

use super::{SkillContext, SkillEnd, SkillRequest, Suspended, propose::shop_fault};
use crate::{
    commerce::{Answer, Loyalty, LoyaltyEntry, Read, ShopFault},
    conversation::{Fact, FactSource, LoyaltyFact, PointsFact, RewardFact},
    identity::Verified,
    understanding::{Skill, points_asked},
};

/// Entries told at once.
const ENTRIES_MAX: usize = 5;

/// Rewards told at once.
const REWARDS_MAX: usize = 4;

pub(super) fn run(
    cx: &mut SkillContext<'_>,
    request: &SkillRequest<'_>,
) -> Result<SkillEnd, Suspended> {
    let Some(who) = cx.verified() else { return Ok(SkillEnd::sign_in_needed()) };
    let (account, source) = match account(cx, who)? {
        Ok(known) => known,
        Err(ShopFault::NotFound) => return Ok(SkillEnd::told(vec![Fact::NoLoyalty.said()])),
        Err(ShopFault::Refused { code }) if code == "unsupported" => {
            return Ok(SkillEnd::told(vec![Fact::NoLoyalty.said()]));
        }
        Err(fault) => return Ok(shop_fault(&fault, Skill::Loyalty)),
    };
    let Some(points) = account.points else {
        return Ok(SkillEnd::told(vec![Fact::NoLoyalty.said()]));
    };
    let asked = points_asked(&request.goal.all_texts());
    let mut entries: Vec<PointsFact> = if asked.history {
        account.history.iter().take(ENTRIES_MAX).map(told).collect()
    } else {
        Vec::new()
    };
    // What is still to come is told whether or not it was asked for.
    let pending = account.history.iter().filter(|entry| entry.delta == 0).take(1).map(told);
    entries.extend(pending.filter(|entry| !entries.contains(entry)).collect::<Vec<_>>());
    let mut rewards: Vec<RewardFact> = account
        .rewards
        .iter()
        .map(|reward| RewardFact {
            title: reward.title.clone(),
            cost: reward.cost,
            in_reach: reward.cost <= points,
        })
        .collect();
    rewards.sort_by_key(|reward| {
        (!reward.in_reach, if reward.in_reach { reward.cost.saturating_neg() } else { reward.cost })
    });
    rewards.truncate(if asked.rewards { REWARDS_MAX } else { 0 });
    let fact = LoyaltyFact {
        points,
        tier: account.tier.clone(),
        to_next: account.points_to_next_tier.filter(|missing| *missing > 0),
        entries,
        rewards,
    };
    Ok(SkillEnd::told(vec![Fact::Loyalty(Box::new(fact)).sourced(source)]))
}

fn told(entry: &LoyaltyEntry) -> PointsFact {
    PointsFact {
        at: entry.at,
        delta: entry.delta,
        reason: entry.reason.clone().unwrap_or_default(),
    }
}

fn account(
    cx: &mut SkillContext<'_>,
    who: &Verified,
) -> Result<Result<(Loyalty, FactSource), ShopFault>, Suspended> {
    let held = cx.profile.loyalty.as_ref().filter(|seen| cx.is_fresh(seen.learned_at));
    if let Some(seen) = held {
        return Ok(Ok((seen.value.clone(), FactSource::profile(seen))));
    }
    let (result, source) = cx.read(Read::loyalty(who))?;
    Ok(match result {
        Ok(Answer::Loyalty(loyalty)) => Ok((*loyalty, source)),
        Ok(_) => Err(ShopFault::Malformed { reason: "not a loyalty account".to_owned() }),
        Err(fault) => Err(fault),
    })
}
