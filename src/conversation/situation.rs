//! Where an order stands, as it is told.

use serde::{Deserialize, Serialize};

use super::LineFact;
use crate::{
    base::{id::OrderId, money::Money, time::Timestamp},
    commerce::{FulfillmentStatus, OrderStatus},
};

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
