//! Tells how many points there are, what made them so, what they mean and what they buy.
//!
//! Needs: a proven customer. Calls: the loyalty account, unless the profile's is fresh; the orders,
//! where entries are to be explained. Changes nothing. What the shop wrote into the account is told as
//! it stands there, and what it comes to is worked out again from its entries.

use super::{
    SkillContext, SkillEnd, SkillRequest, Suspended,
    account::loyalty,
    meant::{self, MeantOrders},
    orders::{self, KnownOrder},
    propose::{left_to_person, shop_fault},
    registry,
};
use crate::{
    base::{
        sort,
        time::{DAY_MS, Timestamp},
    },
    commerce::{
        ActionKind, EntryKind, Ledger, LedgerEntry, Loyalty, Order, OrderStatus, ShopFault,
    },
    conversation::{
        BenefitFact, ExpiryFact, Fact, LoyaltyFact, OrderPointsFact, PendingPointsFact, PointsFact,
        PointsSum, PointsWhy, RewardFact,
    },
    escalation::Reason,
    playbook::{Autonomy, Playbook, TierCounts},
    understanding::{PointsAsked, Skill, points_asked},
};

/// Entries told at once.
const ENTRIES_MAX: usize = 5;

/// Entries told at once of those that lower a balance.
const LOWER_MAX: usize = 3;

/// Points that are still to come, told at once.
const PENDING_MAX: usize = 2;

/// Purchases without an entry, told at once.
const WITHOUT_ENTRY_MAX: usize = 2;

/// Rewards told at once.
const REWARDS_MAX: usize = 4;

/// Days before the last purchase in which something may have lowered a balance that is compared with
/// what it was then.
const AROUND_DAYS: i64 = 45;

pub(super) fn run(
    cx: &mut SkillContext<'_>,
    request: &SkillRequest<'_>,
) -> Result<SkillEnd, Suspended> {
    let Some(who) = cx.verified() else { return Ok(SkillEnd::sign_in_needed()) };
    let asked = points_asked(&request.goal.all_texts());
    // Both are asked for before either is waited on.
    let account = loyalty(cx, who, false);
    let known = asked.needs_orders().then(|| orders::all(cx, who)).transpose();
    let (account, known) = (account?, known?);
    let (account, source) = match account {
        Ok(known) => known,
        Err(ShopFault::NotFound) => return Ok(SkillEnd::told(vec![Fact::NoLoyalty.said()])),
        Err(fault) => return Ok(shop_fault(&fault, Skill::Loyalty)),
    };
    if account.points.is_none() {
        return Ok(SkillEnd::told(vec![Fact::NoLoyalty.said()]));
    }
    // Without orders there is still what the account itself shows.
    let known = known.and_then(Result::ok).unwrap_or_default();
    let orders: Vec<&Order> = known.iter().map(|known| &known.order).collect();
    let ledger = Ledger::read(&account, &orders);
    let told = Told { cx, account: &account, ledger: &ledger, orders: &orders, asked };
    let mut fact = told.fact();
    let mut end = SkillEnd::default();
    if asked.of_order || asked.late {
        let order = match meant::resolve(request, cx.state, &known, &cx.playbook.brand.time_zone) {
            MeantOrders::Known(found) => found.first().map(|known| &known.order),
            MeantOrders::NotFound(number) => {
                return Ok(SkillEnd::refused(Fact::OrderNotFound { asked: number }.said()));
            }
            // "My purchase" is the last one; "an old order" is not.
            MeantOrders::NoneKnown | MeantOrders::Unsaid if asked.late => None,
            MeantOrders::NoneKnown | MeantOrders::Unsaid => newest(&known),
        };
        end.orders_in_focus = order.map(|order| order.id.clone()).into_iter().collect();
        fact.of_order = order.map(|order| told.of_order(order));
        let has_some = fact
            .of_order
            .as_ref()
            .is_some_and(|it| !it.entries.is_empty() || !it.pending.is_empty());
        if asked.late && !has_some {
            let rules = vec!["loyalty.late_credit".to_owned()];
            end.escalation = Some(left_to_person(Reason::MissingAbility, rules, Skill::Loyalty));
        }
    }
    end.facts.push(Fact::Loyalty(Box::new(fact)).sourced(source));
    Ok(end)
}

fn newest(known: &[KnownOrder]) -> Option<&Order> {
    let mut bought = known.iter().filter(|known| known.order.status != OrderStatus::Cancelled);
    bought.next().map(|known| &known.order)
}

/// An account while it is told.
struct Told<'a, 'c> {
    cx: &'a SkillContext<'c>,
    account: &'a Loyalty,
    ledger: &'a Ledger<'a>,
    orders: &'a [&'a Order],
    asked: PointsAsked,
}

impl Told<'_, '_> {
    fn fact(&self) -> LoyaltyFact {
        let program = &self.cx.playbook.loyalty;
        let tier = self.account.tier.clone();
        let next = tier.as_deref().and_then(|tier| program.after(tier));
        let why = self.why();
        let to_next = self.account.points_to_next_tier.filter(|missing| *missing > 0);
        LoyaltyFact {
            points: self.account.points.unwrap_or_default(),
            next_tier: next.filter(|_| to_next.is_some()).map(|tier| tier.name.clone()),
            keeps_tier: why == PointsWhy::Lower
                && tier.is_some()
                && program.tier_counts == Some(TierCounts::Earned),
            benefits: self.asked.benefits.then(|| benefits(self.cx.playbook, tier.as_deref())),
            tier,
            to_next,
            entries: self.entries(why),
            pending: self.pending(),
            sum: self.sum(why),
            without_entry: self.without_entry(why),
            of_order: None,
            expiry: self.asked.expiry.then(|| self.expiry()),
            rewards: self.rewards(),
            can_redeem: can_redeem(self.cx.playbook),
            why,
        }
    }

    const fn why(&self) -> PointsWhy {
        if self.asked.lower {
            PointsWhy::Lower
        } else if self.asked.history {
            PointsWhy::History
        } else {
            PointsWhy::Unasked
        }
    }

    fn entries(&self, why: PointsWhy) -> Vec<PointsFact> {
        let moved = |held: &&LedgerEntry<'_>| {
            held.points != 0 && !matches!(held.kind, EntryKind::Note | EntryKind::Pending)
        };
        let all = self.ledger.entries.iter().filter(moved);
        match why {
            PointsWhy::Unasked => Vec::new(),
            PointsWhy::History => all.take(ENTRIES_MAX).map(told).collect(),
            PointsWhy::Lower => {
                let taken: Vec<&LedgerEntry<'_>> = all.filter(|held| held.points < 0).collect();
                let since = self.compared_since();
                let around = |held: &&&LedgerEntry<'_>| held.entry.at.is_none_or(|at| at >= since);
                let recent = taken.iter().filter(around).count();
                // Where nothing was taken lately, what was taken last may be what is missed.
                taken.into_iter().take(recent.clamp(1, LOWER_MAX)).map(told).collect()
            }
        }
    }

    /// From when on a change may explain why a balance is lower than it was thought to be.
    fn compared_since(&self) -> Timestamp {
        let bought = self.orders.iter().filter(|order| order.status != OrderStatus::Cancelled);
        let last = bought.filter_map(|order| order.placed_at).max();
        last.unwrap_or(self.cx.now).plus_ms(DAY_MS.saturating_mul(AROUND_DAYS).saturating_neg())
    }

    /// What is still to come is told whether or not it was asked for.
    fn pending(&self) -> Vec<PendingPointsFact> {
        self.ledger.pending().take(PENDING_MAX).map(|held| self.pending_fact(held)).collect()
    }

    fn pending_fact(&self, held: &LedgerEntry<'_>) -> PendingPointsFact {
        let is_its = |order: &&&Order| self.ledger.of_order(order).contains(&held);
        let order = self.orders.iter().find(is_its);
        let reason = held.entry.reason.as_deref().map(without_pending).unwrap_or_default();
        let days = self.cx.playbook.loyalty.points_pending_days;
        let arrived = order.and_then(|order| {
            order.fulfillments.iter().map(|parcel| parcel.delivered_at).max().flatten()
        });
        let added_at = arrived
            .zip(days)
            .map(|(at, days)| at.plus_ms(DAY_MS.saturating_mul(i64::from(days))))
            .filter(|at| *at > self.cx.now);
        let number = order.map(|order| order.shown_number());
        PendingPointsFact {
            points: held.points,
            number: number.filter(|number| !reason.contains(*number)).map(str::to_owned),
            status: order.map(|order| order.status),
            reason: reason.to_owned(),
            added_at,
        }
    }

    fn sum(&self, why: PointsWhy) -> PointsSum {
        match (why, self.ledger.other_sum()) {
            (PointsWhy::Unasked, _) => PointsSum::Unasked,
            _ if self.ledger.entries.is_empty() => PointsSum::NoEntries,
            (_, Some(sum)) => PointsSum::Other(sum),
            (_, None) => PointsSum::Balance,
        }
    }

    /// Only where all entries are known does a purchase lack one.
    fn without_entry(&self, why: PointsWhy) -> Vec<String> {
        if why != PointsWhy::Lower || !self.ledger.is_whole() {
            return Vec::new();
        }
        let orders = self.ledger.without_entry(self.orders).into_iter().take(WITHOUT_ENTRY_MAX);
        orders.map(|order| order.shown_number().to_owned()).collect()
    }

    fn of_order(&self, order: &Order) -> OrderPointsFact {
        let of_it = self.ledger.of_order(order);
        let (pending, added): (Vec<_>, Vec<_>) = of_it
            .into_iter()
            .filter(|held| held.kind != EntryKind::Note)
            .partition(|held| held.kind == EntryKind::Pending);
        OrderPointsFact {
            number: order.shown_number().to_owned(),
            sum: added.iter().fold(0_i64, |sum, held| sum.saturating_add(held.points)),
            entries: added.into_iter().take(ENTRIES_MAX).map(told).collect(),
            pending: pending.into_iter().map(|held| self.pending_fact(held)).collect(),
            is_whole: self.ledger.is_whole(),
        }
    }

    fn expiry(&self) -> ExpiryFact {
        let valid_days = self.cx.playbook.loyalty.points_valid_days;
        let next = valid_days.and_then(|days| self.ledger.next_expiry(days, self.cx.now));
        let (at, points) = next.map_or((None, 0), |(at, points)| (Some(at), points));
        ExpiryFact { at, points, valid_days }
    }

    fn rewards(&self) -> Vec<RewardFact> {
        if !self.asked.rewards {
            return Vec::new();
        }
        let points = self.account.points.unwrap_or_default();
        let rewards = self.account.rewards.iter();
        let mut rewards: Vec<RewardFact> =
            rewards.map(|reward| RewardFact::of(reward, points)).collect();
        let rank = |reward: &RewardFact| {
            let cost = reward.cost;
            (!reward.in_reach, if reward.in_reach { cost.saturating_neg() } else { cost })
        };
        sort::by_key(&mut rewards, rank);
        rewards.truncate(REWARDS_MAX);
        rewards
    }
}

fn told(held: &LedgerEntry<'_>) -> PointsFact {
    PointsFact {
        at: held.entry.at,
        kind: held.kind,
        delta: held.points,
        reason: held.entry.reason.clone().unwrap_or_default(),
    }
}

/// The shop's words without the word by which it says that points are pending, which is said anyway:
/// "Pending: 190 points for order #1003".
fn without_pending(reason: &str) -> &str {
    let Some((first, rest)) = reason.split_once(':') else { return reason };
    let named = first.trim().to_lowercase();
    let is_pending = matches!(named.as_str(), "pending" | "pendiente" | "pendientes");
    if is_pending { rest.trim_start() } else { reason }
}

fn can_redeem(playbook: &Playbook) -> bool {
    let autonomy = registry::autonomy(Skill::RedeemReward, playbook);
    matches!(autonomy, Autonomy::Autonomous | Autonomy::Supervised)
}

/// What a tier brings: in the merchant's words, and as the guardrails let things go back.
fn benefits(playbook: &Playbook, tier: Option<&str>) -> Vec<BenefitFact> {
    let Some(name) = tier else { return Vec::new() };
    let mut benefits = Vec::new();
    if let Some(tier) = playbook.loyalty.tier(name) {
        benefits.extend(tier.free_shipping_from.map(BenefitFact::FreeShipping));
        benefits.extend(tier.benefits.iter().cloned().map(BenefitFact::Words));
    }
    let days = playbook.guardrails.days_for(ActionKind::Return, name);
    benefits.extend(days.map(BenefitFact::ReturnDays));
    benefits
}
