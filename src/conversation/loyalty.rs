//! What is told of a loyalty account.

use serde::{Deserialize, Serialize};

use crate::base::time::Timestamp;

/// The points of a loyalty account, as far as they were asked for.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct LoyaltyFact {
    /// Balance.
    pub points: i64,
    /// Name of the tier.
    pub tier: Option<String>,
    /// What is missing to the next one.
    pub to_next: Option<i64>,
    /// What made the balance what it is, newest first.
    pub entries: Vec<PointsFact>,
    /// What points buy, the dearest that can be had first.
    pub rewards: Vec<RewardFact>,
}

/// One change of a balance of points.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct PointsFact {
    /// When.
    pub at: Option<Timestamp>,
    /// Points added; negative where taken; 0 for a note.
    pub delta: i64,
    /// Why, in the shop's words.
    pub reason: String,
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
