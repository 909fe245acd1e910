//! Messages as the shopper sees them.

use edgewise_tagged::Tagged;
use serde::{Deserialize, Serialize};

use crate::base::{id::MessageId, time::Timestamp};

/// One utterance in a conversation.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Message {
    /// Unique, in the order of the conversation.
    pub id: MessageId,
    /// Who speaks.
    pub role: MessageRole,
    /// Plain text.
    pub text: String,
    /// What is better shown than said.
    #[serde(default)]
    pub cards: Vec<Card>,
    /// Answers that the shopper may tap.
    #[serde(default)]
    pub quick_replies: Vec<String>,
    /// When it was committed.
    pub created_at: Timestamp,
}

/// Who speaks.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum MessageRole {
    /// The software.
    Assistant,
    /// The shopper.
    Customer,
    /// A person of the merchant.
    HumanAgent,
}

/// Something better shown than said. Every text in it is ready to be displayed as text.
#[derive(Clone, Debug, PartialEq, Serialize, Tagged)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Card {
    /// An order with its parcels.
    Order(OrderCard),
}

/// An order with its parcels.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OrderCard {
    /// For example `Order #F10234`.
    pub title: String,
    /// Where it stands, in words.
    pub status: String,
    /// How that is meant.
    pub status_tone: StatusTone,
    /// For example `Placed October 3`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subtitle: Option<String>,
    /// What was bought.
    pub lines: Vec<OrderCardLine>,
    /// Parcels.
    pub shipments: Vec<OrderCardShipment>,
    /// What it cost, with currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<String>,
    /// The carrier's page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<CardLink>,
}

/// How a status is meant; never told by colour alone.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum StatusTone {
    /// Something is wrong.
    Bad,
    /// All is well.
    Good,
    /// Neither.
    Neutral,
    /// Look at it.
    Warning,
}

/// One line of an order card.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OrderCardLine {
    /// Product.
    pub title: String,
    /// Options, for example `Large, green`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Pieces.
    pub quantity: u32,
    /// Price of one piece, with currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<String>,
}

/// One parcel of an order card.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OrderCardShipment {
    /// For example `Parcel 1 of 2`.
    pub title: String,
    /// Where it is, in words.
    pub status: String,
    /// For example `Estimated Friday, October 10`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Carrier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carrier: Option<String>,
    /// Tracking number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tracking_number: Option<String>,
    /// The carrier's page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tracking_url: Option<String>,
    /// The way of the parcel.
    pub steps: Vec<StepMark>,
}

/// One step on the way of a parcel.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StepMark {
    /// For example `In transit`.
    pub label: String,
    /// Behind it.
    pub done: bool,
    /// Here now.
    pub current: bool,
}

/// A link on a card.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CardLink {
    /// What the shopper reads.
    pub label: String,
    /// Where it leads; `https` only.
    pub url: String,
}
