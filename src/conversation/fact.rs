//! Facts: typed statements that may be told to the customer. A reply is composed from these and
//! from nothing else, so it cannot hold a number, date or status that no source stands behind.

use serde::{Deserialize, Serialize};

use crate::{
    base::{
        id::{CallId, OrderId},
        money::Money,
        pii::Pii,
        time::Timestamp,
    },
    commerce::{FulfillmentStatus, OrderStatus},
    understanding::Skill,
};

/// A fact with what stands behind it.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct SourcedFact {
    /// What is told.
    pub fact: Fact,
    /// Where it comes from.
    pub source: FactSource,
}

/// Where a fact comes from.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "from")]
pub enum FactSource {
    /// What was said or decided in this conversation, or the playbook.
    Conversation,
    /// An event in the profile.
    Profile {
        /// The event's source and id.
        event: String,
        /// When it was true.
        at: Timestamp,
        /// When we learned it.
        learned_at: Timestamp,
    },
    /// The shop, asked in this turn.
    Shop {
        /// The call that was answered.
        call: CallId,
        /// When it was answered.
        answered_at: Timestamp,
    },
}

/// A typed statement.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "fact")]
pub enum Fact {
    /// We are software.
    AreYouHuman,
    /// The shop refused, or the state forbids it; nothing was changed.
    CancelRefused {
        /// Which order.
        number: String,
        /// Where it stands.
        status: OrderStatus,
    },
    /// What will happen on a yes.
    CancelSummary {
        /// Which order.
        number: String,
        /// What is in it.
        titles: Vec<String>,
        /// What was paid and goes back.
        total: Money,
    },
    /// The customer found what they missed.
    Found,
    /// Something was wanted and is not wanted any more.
    GoalDropped,
    /// Goodbye.
    Goodbye,
    /// Hello.
    Greeting {
        /// Given name.
        first_name: Option<Pii<String>>,
    },
    /// A person takes over.
    HandedOver {
        /// What the person will do.
        skill: Option<Skill>,
        /// When, in the merchant's words.
        promise: Option<String>,
        /// Whether the assistant failed to reach the shop.
        because_of_shop: bool,
    },
    /// A further message was added to the ticket.
    NotedForPerson,
    /// What to look for when a parcel counts as delivered but was not received.
    NotReceivedAdvice {
        /// Which order.
        number: String,
        /// When the carrier says that it arrived.
        delivered_at: Option<Timestamp>,
        /// Carrier.
        carrier: Option<String>,
    },
    /// The message was not understood.
    NotUnderstood,
    /// The order is cancelled, as read back.
    OrderCancelled {
        /// Which order.
        number: String,
        /// Money that goes back, as the shop's record shows; absent while it shows none.
        refunded: Option<Money>,
    },
    /// No order of this customer has that number or holds such a product.
    OrderNotFound {
        /// What was asked for, as typed.
        asked: String,
    },
    /// Where an order is.
    OrderStatus(Box<OrderStatusFact>),
    /// There are no orders at all.
    NoOrders,
    /// The shop did not answer.
    ShopUnreachable,
    /// Account facts need a signed-in customer.
    SignInNeeded,
    /// You are welcome.
    Thanks,
    /// What the assistant can do.
    WhatICanDo,
    /// Several orders could be meant.
    WhichOrder {
        /// What will be done with it.
        skill: Skill,
        /// The candidates.
        options: Vec<OrderChoice>,
    },
}

/// One order to choose from.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct OrderChoice {
    /// The shop's id.
    pub order_id: OrderId,
    /// What the shopper calls it.
    pub number: String,
    /// What is in it.
    pub titles: Vec<String>,
    /// When it was placed.
    pub placed_at: Option<Timestamp>,
    /// Where it stands.
    pub status: OrderStatus,
}

/// Where an order is, with its parcels.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct OrderStatusFact {
    /// The shop's id.
    pub order_id: OrderId,
    /// What the shopper calls it.
    pub number: String,
    /// Where it stands, in the shop's words.
    pub status: OrderStatus,
    /// Where it stands, as a shopper would put it.
    pub situation: OrderSituation,
    /// When it was placed.
    pub placed_at: Option<Timestamp>,
    /// What was bought.
    pub lines: Vec<LineFact>,
    /// What it cost.
    pub total: Money,
    /// Parcels.
    pub parcels: Vec<ParcelFact>,
    /// Titles of lines that are in no parcel yet; empty when nothing has been sent, or all has.
    pub not_yet_sent: Vec<String>,
    /// Money that went back, in all.
    pub refunded: Option<Money>,
    /// The newest return that is not called off, where there is one.
    pub return_status: Option<crate::commerce::ReturnStatus>,
    /// Why it was cancelled, in the shop's words.
    pub cancel_reason: Option<String>,
}

/// Where an order stands, as a shopper would put it.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum OrderSituation {
    /// Nothing of it will come.
    Cancelled,
    /// Everything has arrived.
    Delivered,
    /// An exchange was asked for.
    ExchangeRequested,
    /// A parcel is stuck.
    Exception,
    /// On its way and on time, or without an estimate.
    InTransit,
    /// Packed or announced, not yet with the carrier.
    LabelCreated,
    /// On its way, past its estimate.
    Late,
    /// On the last van.
    OutForDelivery,
    /// Some parcels have arrived, others have not.
    PartlyDelivered,
    /// Paid, being prepared.
    Preparing,
    /// The money has gone back.
    Refunded,
    /// A return was asked for.
    ReturnRequested,
    /// Came back to the shop.
    Returned,
}

/// One line of an order.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct LineFact {
    /// Product.
    pub title: String,
    /// Options, in the shop's order.
    pub options: Vec<String>,
    /// Pieces.
    pub quantity: u32,
    /// Price of one piece.
    pub unit_price: Money,
}

/// One parcel.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct ParcelFact {
    /// Where it is.
    pub status: FulfillmentStatus,
    /// Whole days past its estimate, where it is late.
    pub late_days: Option<u32>,
    /// Carrier.
    pub carrier: Option<String>,
    /// Tracking number.
    pub tracking_number: Option<String>,
    /// The carrier's page; `https` or `http` only.
    pub tracking_url: Option<String>,
    /// Titles of the lines in it; empty where the shop does not say.
    pub titles: Vec<String>,
    /// Handed to the carrier.
    pub shipped_at: Option<Timestamp>,
    /// Promised by the carrier.
    pub estimated_delivery_at: Option<Timestamp>,
    /// Arrived, says the carrier.
    pub delivered_at: Option<Timestamp>,
}
