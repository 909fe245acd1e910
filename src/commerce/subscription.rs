//! Subscriptions.

use edgewise_tagged::Tagged;
use serde::{Deserialize, Serialize};

use crate::base::{
    id::{CustomerId, SubscriptionId, VariantId},
    money::Money,
    pii::Pii,
    time::{DAY_MS, Timestamp},
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

/// What a change does to a subscription. On the wire `SubscriptionChange` of the Commerce API.
#[derive(Clone, Debug, PartialEq, Serialize, Tagged)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum SubscriptionStep {
    /// Ends it.
    Cancel {
        /// Why, in the customer's or the merchant's words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Pii<String>>,
    },
    /// Charges and delivers nothing for a time.
    Pause {
        /// When it goes on by itself; never where absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        resume_at: Option<Timestamp>,
    },
    /// Ends a pause.
    Resume {
        /// The first charge after it; the shop's own choice where absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        next_charge_at: Option<Timestamp>,
    },
    /// Other days between deliveries.
    SetInterval {
        /// How many.
        interval_days: u32,
    },
    /// Another day of the next charge.
    SetNextCharge {
        /// When.
        next_charge_at: Timestamp,
    },
    /// Another number of pieces per delivery.
    SetQuantity {
        /// How many.
        quantity: u32,
    },
    /// Leaves one delivery out.
    SkipNext,
    /// Something else is delivered.
    Swap {
        /// What.
        variant_id: VariantId,
    },
}

impl SubscriptionStep {
    /// Whether the shop's record, read after it, shows it. `before` is the record as it was.
    #[must_use]
    pub fn is_shown_by(&self, after: &Subscription, before: Option<&Subscription>) -> bool {
        // Shops keep days: what is read back is told, so the hour need not be the same.
        let same_day = |held: Option<Timestamp>, wanted: Timestamp| {
            held.is_some_and(|held| held.ms_since(wanted).saturating_abs() < DAY_MS)
        };
        match self {
            Self::Cancel { .. } => after.status == SubscriptionStatus::Cancelled,
            Self::Pause { resume_at } => {
                let until = resume_at.is_none_or(|wanted| same_day(after.resume_at, wanted));
                after.status == SubscriptionStatus::Paused && until
            }
            Self::Resume { next_charge_at } => {
                let from = next_charge_at.is_none_or(|at| same_day(after.next_charge_at, at));
                after.status == SubscriptionStatus::Active && from
            }
            Self::SetInterval { interval_days } => after.interval_days == Some(*interval_days),
            Self::SetNextCharge { next_charge_at } => {
                same_day(after.next_charge_at, *next_charge_at)
            }
            Self::SetQuantity { quantity } => after.quantity == Some(*quantity),
            Self::SkipNext => {
                let was = before.and_then(|before| before.next_charge_at);
                after.next_charge_at.is_some_and(|next| was.is_some_and(|was| next > was))
            }
            Self::Swap { variant_id } => after.variant_id.as_ref() == Some(variant_id),
        }
    }
}
