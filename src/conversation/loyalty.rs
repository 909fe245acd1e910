//! What is told of a loyalty account.

use serde::{Deserialize, Serialize};

use crate::{
    base::{money::Money, time::Timestamp},
    commerce::{EntryKind, OrderStatus},
};

/// The points of a loyalty account, as far as they were asked for.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct LoyaltyFact {
    /// Balance.
    pub points: i64,
    /// Name of the tier.
    pub tier: Option<String>,
    /// What is missing to the next one.
    pub to_next: Option<i64>,
    /// What the next one is called, where the merchant says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_tier: Option<String>,
    /// Whether the merchant says that spending points changes nothing about the tier.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub keeps_tier: bool,
    /// What the entries are told for.
    #[serde(default)]
    pub why: PointsWhy,
    /// What moved the balance, newest first.
    pub entries: Vec<PointsFact>,
    /// What is still to come, newest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pending: Vec<PendingPointsFact>,
    /// What all entries come to.
    #[serde(default)]
    pub sum: PointsSum,
    /// Numbers of purchases for which there is no entry.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub without_entry: Vec<String>,
    /// What one order brought, where that was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of_order: Option<OrderPointsFact>,
    /// When points expire, where that was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expiry: Option<ExpiryFact>,
    /// What points buy, the dearest that can be had first.
    pub rewards: Vec<RewardFact>,
    /// Whether the assistant spends points itself.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub can_redeem: bool,
    /// What the tier brings, where that was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub benefits: Option<Vec<BenefitFact>>,
}

/// What entries of a loyalty account are told for.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PointsWhy {
    /// They were asked for one by one.
    History,
    /// The balance is lower than the customer thinks it should be.
    Lower,
    /// Only the balance was asked for.
    #[default]
    Unasked,
}

/// What all entries of a loyalty account come to.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PointsSum {
    /// Exactly the balance.
    Balance,
    /// There are none to be seen.
    NoEntries,
    /// Another number: some are not listed, or something is wrong.
    Other(i64),
    /// It was not asked.
    #[default]
    Unasked,
}

/// One change of a balance of points.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct PointsFact {
    /// When.
    pub at: Option<Timestamp>,
    /// What it is.
    #[serde(default)]
    pub kind: EntryKind,
    /// Points added; negative where taken; 0 for a note.
    pub delta: i64,
    /// Why, in the shop's words.
    pub reason: String,
}

/// Points that are still to come.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct PendingPointsFact {
    /// How many; 0 where the shop does not say.
    pub points: i64,
    /// What for, in the shop's words.
    pub reason: String,
    /// Of which order, where it is known and the words do not say it.
    pub number: Option<String>,
    /// Where that order stands.
    pub status: Option<OrderStatus>,
    /// When they are added, where the merchant's rule and the delivery tell it.
    pub added_at: Option<Timestamp>,
}

/// What one order brought.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct OrderPointsFact {
    /// Which order.
    pub number: String,
    /// Its entries, newest first.
    pub entries: Vec<PointsFact>,
    /// What they come to together.
    pub sum: i64,
    /// What is still to come for it.
    pub pending: Vec<PendingPointsFact>,
    /// Whether all entries of the account are known, so that none is none.
    pub is_whole: bool,
}

/// When points expire.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct ExpiryFact {
    /// When the next do, where the entries show it.
    pub at: Option<Timestamp>,
    /// How many do then.
    pub points: i64,
    /// Days for which points are good, where the merchant says it.
    pub valid_days: Option<u16>,
}

/// Something that a tier brings.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BenefitFact {
    /// Delivery free of charge from such an order on; from nothing on: always.
    FreeShipping(Money),
    /// Days after the delivery for which things may go back.
    ReturnDays(u16),
    /// In the merchant's words.
    Words(String),
}

/// Something that points buy.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct RewardFact {
    /// What.
    pub title: String,
    /// Points that it costs.
    pub cost: i64,
    /// Whether there are enough.
    pub in_reach: bool,
}

impl RewardFact {
    /// A reward, as it may be told to somebody with so many points.
    #[must_use]
    pub fn of(reward: &crate::commerce::Reward, points: i64) -> Self {
        Self { title: reward.title.clone(), cost: reward.cost, in_reach: reward.cost <= points }
    }
}
