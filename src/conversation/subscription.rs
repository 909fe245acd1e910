//! What is told of repeated deliveries.

use edgewise_tagged::Tagged;
use serde::{Deserialize, Serialize};

use super::LineFact;
use crate::{
    base::{id::SubscriptionId, money::Money, time::Timestamp},
    commerce::{Subscription, SubscriptionStatus},
};

/// A repeated delivery, as the shop shows it.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct SubscriptionFact {
    /// The shop's id; not told.
    pub id: SubscriptionId,
    /// What comes, in the shop's words; empty where it does not say.
    pub title: String,
    /// Where it stands.
    pub status: SubscriptionStatus,
    /// Pieces per delivery.
    pub quantity: Option<u32>,
    /// What a delivery costs.
    pub price: Option<Money>,
    /// Days between deliveries.
    pub interval_days: Option<u32>,
    /// The next charge.
    pub next_charge_at: Option<Timestamp>,
    /// When a pause ends.
    pub resume_at: Option<Timestamp>,
}

impl SubscriptionFact {
    /// A repeated delivery as it may be told.
    #[must_use]
    pub fn of(held: &Subscription) -> Self {
        Self {
            id: held.id.clone(),
            title: held.title.clone().unwrap_or_default(),
            status: held.status,
            quantity: held.quantity,
            price: held.price,
            interval_days: held.interval_days,
            next_charge_at: held.next_charge_at,
            resume_at: held.resume_at,
        }
    }
}

/// A change of a repeated delivery.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct SubscriptionChangeFact {
    /// As the shop shows it: before a yes as it is, after the change as it was read back.
    pub subscription: SubscriptionFact,
    /// What is done to it.
    pub step: SubscriptionStepFact,
    /// What is lost with it, in the merchant's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lost: Option<String>,
}

/// What is done to a repeated delivery.
#[derive(Clone, Debug, PartialEq, Serialize, Tagged)]
#[serde(rename_all = "snake_case", tag = "step")]
pub enum SubscriptionStepFact {
    /// It is ended.
    Cancel,
    /// Nothing comes for a time.
    Pause {
        /// Until when.
        until: Option<Timestamp>,
    },
    /// It goes on.
    Resume {
        /// With which charge, where that was said.
        from: Option<Timestamp>,
    },
    /// It comes more or less often.
    SetInterval {
        /// Days between deliveries.
        days: u32,
    },
    /// The next charge is on another day.
    SetNextCharge {
        /// When.
        at: Timestamp,
    },
    /// More or fewer pieces come.
    SetQuantity {
        /// How many.
        quantity: u32,
    },
    /// One delivery is left out.
    SkipNext,
    /// Something else comes.
    Swap {
        /// What, at its price in the shop today.
        line: LineFact,
    },
}

impl SubscriptionStepFact {
    /// Stable name, for example `skip_next`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Cancel => "cancel",
            Self::Pause { .. } => "pause",
            Self::Resume { .. } => "resume",
            Self::SetInterval { .. } => "set_interval",
            Self::SetNextCharge { .. } => "set_next_charge",
            Self::SetQuantity { .. } => "set_quantity",
            Self::SkipNext => "skip_next",
            Self::Swap { .. } => "swap",
        }
    }
}

/// What somebody may be asked about a change of a repeated delivery.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SubscriptionDetail {
    /// What is to be changed at all.
    Change,
    /// On which day.
    Day,
    /// How often.
    Interval,
    /// How many.
    Quantity,
    /// What instead.
    Swap,
}

impl SubscriptionDetail {
    /// Stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Change => "change",
            Self::Day => "day",
            Self::Interval => "interval",
            Self::Quantity => "quantity",
            Self::Swap => "swap",
        }
    }
}
