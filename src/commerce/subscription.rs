//! Subscriptions.

use serde::{Deserialize, Serialize};

use crate::base::{
    id::{CustomerId, SubscriptionId, VariantId},
    money::Money,
    time::Timestamp,
};

/// A repeated delivery.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Subscription {
    /// The shop's id.
    pub id: SubscriptionId,
    /// Whose.
    pub customer_id: CustomerId,
    /// Where it stands.
    pub status: SubscriptionStatus,
    /// What is delivered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant_id: Option<VariantId>,
    /// Name as the shopper sees it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Pieces per delivery.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<u32>,
    /// Price per delivery.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Money>,
    /// Days between deliveries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interval_days: Option<u32>,
    /// Next charge.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_charge_at: Option<Timestamp>,
    /// When a pause ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resume_at: Option<Timestamp>,
}

/// Where a subscription stands.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SubscriptionStatus {
    /// Charged and delivered.
    Active,
    /// Ended.
    Cancelled,
    /// Waiting for its resume date.
    Paused,
}
