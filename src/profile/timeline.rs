//! Behaviour: browsing, marketing, consents and whatever else a shop reports.

use edgewise_tagged::Tagged;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::base::id::{ProductId, VisitorId};

/// Something that happened.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct TimelineEntry {
    /// The event's type, for example `product.viewed`.
    pub name: String,
    /// What it was.
    pub kind: TimelineKind,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize, Tagged)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum TimelineKind {
    /// The shopper began to pay.
    CheckoutStarted {
        /// Where the shopper goes on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        url: Option<String>,
    },
    /// Any event without a meaning of its own.
    Other {
        /// The event's data, unless it was over the bound.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        data: Option<Value>,
        /// Whether data was dropped because of its size.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        data_dropped: bool,
    },
    /// A page was looked at.
    PageViewed {
        /// Its address.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        url: Option<String>,
        /// Its title.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        title: Option<String>,
    },
    /// A product was looked at.
    ProductViewed {
        /// Which.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        product_id: Option<ProductId>,
        /// Its title.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        title: Option<String>,
    },
    /// A browser was linked to this customer.
    VisitorLinked {
        /// Which.
        visitor_id: VisitorId,
    },
}

/// One step in the life of a marketing message.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct MarketingEntry {
    /// What happened to it.
    pub step: MarketingStep,
    /// `email`, `sms`, …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// Campaign or flow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaign: Option<String>,
    /// Subject line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Discount code that it carried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discount_code: Option<String>,
}

/// What happened to a marketing message.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MarketingStep {
    /// A link was followed.
    Clicked,
    /// It was opened.
    Opened,
    /// It left.
    Sent,
}

/// Whether marketing may be sent on a channel.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Consent {
    /// Given or withdrawn.
    pub granted: bool,
    /// Where it was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collected_from: Option<String>,
}
