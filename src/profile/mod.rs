//! The live profile: what is known of one customer, as a fold over events.
//!
//! The fold is a join: applying events in any order, any number of times, split over two profiles
//! that are merged later, ends in the same profile. Every part keeps the newest by (`time`,
//! `source`, `id`) and a bounded number of entries by the same order, so that nothing depends on
//! arrival.

mod cart;
mod event;
mod fold;
mod own;
mod retention;
mod stock;
mod timeline;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

pub use cart::{Cart, CartLine};
pub use event::{
    CustomerRef, EventBody, EventKey, Identifier, IdentifierError, LEARNED_SOURCE, ProfileEvent,
};
pub use stock::{StockWatch, WatchState};
pub use timeline::{Consent, MarketingEntry, MarketingStep, TimelineEntry, TimelineKind};

use crate::{
    base::{
        id::{CustomerId, OrderId, SubscriptionId, VariantId, VisitorId},
        sort,
        time::Timestamp,
    },
    commerce::{Customer, Loyalty, Order, OrderPart, PrivacyRequest, Subscription},
};

/// What is known of one customer (or visitor).
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Version of this stored shape.
    pub schema_version: u16,
    /// The shop's customer id, once known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<CustomerId>,
    /// The shop's record of the customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<Seen<Customer>>,
    /// Browsers that belong to this customer.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub visitors: BTreeSet<VisitorId>,
    /// Orders by id.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub orders: BTreeMap<OrderId, Seen<Order>>,
    /// Parts of orders that are newer than what `orders` holds, by order and part; see
    /// [`Profile::current_orders`].
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub order_parts: BTreeMap<String, Seen<PartOf>>,
    /// When the shop was last asked for the whole list of orders.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub orders_listed_at: Option<Timestamp>,
    /// Subscriptions by id.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub subscriptions: BTreeMap<SubscriptionId, Seen<Subscription>>,
    /// When the shop was last asked for the whole list of subscriptions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subscriptions_listed_at: Option<Timestamp>,
    /// The loyalty account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loyalty: Option<Seen<Loyalty>>,
    /// The cart as last seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cart: Option<Seen<Cart>>,
    /// Consents by channel, for example `email`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub consents: BTreeMap<String, Seen<Consent>>,
    /// Requests to have all that is held erased or copied, by kind.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub privacy: BTreeMap<String, Seen<PrivacyRequest>>,
    /// What is waited for because it is sold out, by variant, and what has come of it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub stock: BTreeMap<VariantId, Seen<StockWatch>>,
    /// Answers to quizzes, by question.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub quiz_answers: BTreeMap<String, Seen<String>>,
    /// Marketing messages sent, opened and clicked, newest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marketing: Vec<Seen<MarketingEntry>>,
    /// Browsing and everything else that happened, newest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub timeline: Vec<Seen<TimelineEntry>>,
}

/// A part with the order that it belongs to.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct PartOf {
    /// The order.
    pub order_id: OrderId,
    /// The part.
    pub part: OrderPart,
}

/// A value with the event that told it.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Seen<T> {
    /// The value.
    pub value: T,
    /// Which event told it, and when it was true: decides which value is newest.
    pub from: EventKey,
    /// When we learned it: decides whether it is fresh enough to be told.
    pub learned_at: Timestamp,
}

/// Version of the stored shape that this build reads and writes.
pub const PROFILE_SCHEMA_VERSION: u16 = 1;

impl Default for Profile {
    fn default() -> Self {
        Self {
            schema_version: PROFILE_SCHEMA_VERSION,
            customer_id: None,
            customer: None,
            visitors: BTreeSet::new(),
            orders: BTreeMap::new(),
            order_parts: BTreeMap::new(),
            orders_listed_at: None,
            subscriptions: BTreeMap::new(),
            subscriptions_listed_at: None,
            loyalty: None,
            cart: None,
            consents: BTreeMap::new(),
            privacy: BTreeMap::new(),
            stock: BTreeMap::new(),
            quiz_answers: BTreeMap::new(),
            marketing: Vec::new(),
            timeline: Vec::new(),
        }
    }
}

impl Profile {
    /// The orders with the parts that were told since, each with the newest event that told it.
    #[must_use]
    pub fn current_orders(&self) -> Vec<Seen<Order>> {
        let mut parts: Vec<&Seen<PartOf>> = self.order_parts.values().collect();
        sort::by(&mut parts, |a, b| a.from.cmp(&b.from));
        let laid_over = |seen: &Seen<Order>| {
            let mut order = seen.clone();
            let newer = parts.iter().filter(|part| {
                part.value.order_id == seen.value.id && part.from.time > seen.from.time
            });
            for part in newer {
                part.value.part.lay_over(&mut order.value);
                order.from = part.from.clone();
                order.learned_at = order.learned_at.max(part.learned_at);
            }
            order
        };
        self.orders.values().map(laid_over).collect()
    }

    /// The same of one customer alone: a profile may hold those of an account that was merged into it.
    #[must_use]
    pub fn orders_of(&self, customer_id: &CustomerId) -> Vec<Seen<Order>> {
        let theirs = |seen: &Seen<Order>| seen.value.customer_id == *customer_id;
        self.current_orders().into_iter().filter(theirs).collect()
    }
}
