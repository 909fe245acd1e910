//! The loyalty account.

use serde::{Deserialize, Serialize};

use crate::base::{id::OrderId, time::Timestamp};

/// A customer's loyalty account.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Loyalty {
    /// Name of the tier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<String>,
    /// Balance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points: Option<i64>,
    /// What is missing to the next tier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points_to_next_tier: Option<i64>,
    /// Newest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<LoyaltyEntry>,
    /// What points can be redeemed for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rewards: Vec<Reward>,
}

/// One change of the balance.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LoyaltyEntry {
    /// The shop's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// Points added; negative when taken.
    #[serde(default)]
    pub delta: i64,
    /// Why, in the shop's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The order it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_id: Option<OrderId>,
}

/// Something that points buy.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Reward {
    /// The shop's id.
    pub id: String,
    /// What the shopper reads.
    #[serde(default)]
    pub title: String,
    /// Points.
    #[serde(default)]
    pub cost: i64,
}
