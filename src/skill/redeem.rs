//! Spends points on one of the shop's rewards.
//!
//! Needs: a proven customer and which reward. Calls: the customer and the loyalty account; both anew
//! once the customer has said yes. What is told as spent is what the account shows afterwards, with the
//! shop's own entry of it.

use super::{
    Account, SkillContext, SkillEnd, SkillRequest, Suspended,
    account::{customer, loyalty},
    ask, meant,
    propose::{Draft, not_offered, propose, shop_fault},
};
use crate::{
    base::sort,
    commerce::{Action, Change, Loyalty, Reward, ShopFault},
    conversation::{ChangeFact, Fact, FactSource, RewardFact, Slot},
    understanding::{RewardsMeant, Skill, rewards_meant},
};

/// Rewards offered to choose from.
const CHOICES_MAX: usize = 5;

pub(super) fn run(
    cx: &mut SkillContext<'_>,
    request: &SkillRequest<'_>,
) -> Result<SkillEnd, Suspended> {
    let Some(who) = cx.verified() else { return Ok(SkillEnd::sign_in_needed()) };
    let live = meant::is_confirmed(request);
    // Both are asked for before either is waited on.
    let (customer, account) = (customer(cx, who, live), loyalty(cx, who, live));
    let (customer, (account, source)) = match (customer?, account?) {
        (Ok(customer), Ok(account)) => (customer, account),
        (_, Err(ShopFault::NotFound)) => return Ok(SkillEnd::told(vec![Fact::NoLoyalty.said()])),
        (Err(fault), _) | (_, Err(fault)) => return Ok(shop_fault(&fault, Skill::RedeemReward)),
    };
    let Some(points) = account.points else {
        return Ok(SkillEnd::told(vec![Fact::NoLoyalty.said()]));
    };
    let reward = match chosen(request, &account, points, source) {
        Chosen::Reward(reward) => reward,
        Chosen::End(end) => return Ok(*end),
    };
    let change = Change::RedeemReward { reward_id: reward.id.clone(), cost: reward.cost };
    let fact = ChangeFact::RedeemReward {
        title: reward.title.clone(),
        cost: reward.cost,
        left: points.saturating_sub(reward.cost),
        entry: None,
    };
    let action = Action::new(who, change);
    let draft = Draft::plain(action, fact);
    let account = Account { customer, orders: Vec::new(), loyalty: Some(account) };
    let mut end = SkillEnd::default();
    propose(cx, request, &account, draft, &mut end)?;
    Ok(end)
}

/// What points are to be spent on.
enum Chosen {
    End(Box<SkillEnd>),
    Reward(Reward),
}

fn chosen(
    request: &SkillRequest<'_>,
    account: &Loyalty,
    points: i64,
    source: FactSource,
) -> Chosen {
    let mut rewards: Vec<&Reward> =
        account.rewards.iter().filter(|reward| reward.cost > 0).collect();
    sort::by_key(&mut rewards, |reward| reward.cost);
    let in_reach: Vec<&Reward> =
        rewards.iter().filter(|reward| reward.cost <= points).copied().collect();
    let Some(cheapest) = rewards.first() else {
        let rule = "redeem_reward.no_rewards";
        let end = not_offered(Skill::RedeemReward, rule, None, Vec::new(), None);
        return Chosen::End(Box::new(end));
    };
    let names: Vec<(&str, i64)> =
        rewards.iter().map(|reward| (reward.title.as_str(), reward.cost)).collect();
    let of = |indices: Vec<usize>| -> Vec<&Reward> {
        indices.into_iter().filter_map(|index| rewards.get(index).copied()).collect()
    };
    let meant: Vec<&Reward> = match rewards_meant(&request.goal.all_texts(), &names) {
        RewardsMeant::Cheapest => vec![*cheapest],
        RewardsMeant::Dearest => in_reach.last().copied().into_iter().collect(),
        RewardsMeant::These(indices) => of(indices),
        RewardsMeant::Unsaid => in_reach.clone(),
    };
    let affordable: Vec<&Reward> =
        meant.iter().filter(|reward| reward.cost <= points).copied().collect();
    match (affordable.as_slice(), meant.first()) {
        ([only], _) => Chosen::Reward((*only).clone()),
        ([], wanted) => {
            let wanted = wanted.copied().unwrap_or(cheapest);
            Chosen::End(Box::new(out_of_reach(request, wanted, points, &in_reach, source)))
        }
        (several, _) => {
            let options: Vec<&Reward> = several.iter().rev().take(CHOICES_MAX).copied().collect();
            let fact = Fact::WhichReward { points, options: facts(&options, points) };
            let awaiting = ask::one_of(request, Slot::Reward, options.iter().map(words).collect());
            Chosen::End(Box::new(SkillEnd::asked(fact.sourced(source), awaiting)))
        }
    }
}

/// Tells what is missing, and waits for one of those that can be had.
fn out_of_reach(
    request: &SkillRequest<'_>,
    wanted: &Reward,
    points: i64,
    in_reach: &[&Reward],
    source: FactSource,
) -> SkillEnd {
    let options: Vec<&Reward> = in_reach.iter().rev().take(CHOICES_MAX).copied().collect();
    let fact = Fact::RewardOutOfReach {
        wanted: RewardFact::of(wanted, points),
        points,
        missing: wanted.cost.saturating_sub(points),
        options: facts(&options, points),
    };
    let mut end = SkillEnd::refused(fact.sourced(source));
    if !options.is_empty() {
        let options = options.iter().map(words).collect();
        end.awaiting = Some(ask::one_of(request, Slot::Reward, options));
    }
    end
}

fn facts(rewards: &[&Reward], points: i64) -> Vec<RewardFact> {
    rewards.iter().map(|reward| RewardFact::of(reward, points)).collect()
}

/// A reward, in words that are understood as it.
fn words(reward: &&Reward) -> String {
    format!("{}, {} points", reward.title, reward.cost)
}
