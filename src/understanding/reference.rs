//! What a message points at among the customer's own things, as it was said.

use edgewise_tagged::Tagged;
use serde::{Deserialize, Serialize};

use crate::base::text::Span;

/// Something of the customer's that a message points at. What it comes to is found by
/// [`resolve`](super::resolve).
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Reference {
    /// What sort of thing is meant.
    pub to: Referent,
    /// How it is pointed at.
    pub by: Pointer,
    /// What is left out of it: "everything but the tablet".
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub except: Vec<Pointer>,
    /// The words that point.
    pub span: Span,
}

/// Sorts of things that a customer has with a shop.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Referent {
    /// Where parcels go.
    Address,
    /// Something in an order.
    Line,
    /// A whole order.
    Order,
    /// A repeated delivery.
    Subscription,
}

/// How a thing is pointed at.
#[derive(Clone, Debug, PartialEq, Serialize, Tagged)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", tag = "by", content = "value")]
pub enum Pointer {
    /// All of them.
    All,
    /// The two that were spoken of.
    Both,
    /// The one that costs least.
    Cheapest,
    /// The one that costs most.
    Dearest,
    /// The oldest one.
    First,
    /// What was spoken of last.
    It,
    /// The newest one.
    Last,
    /// By its number, as typed, without `#`.
    Number(String),
    /// That of another thing: "the same as the other order".
    Of(Box<Self>),
    /// Not the one that was spoken of.
    Other,
    /// By the day or days on which it was ordered, as a [`Date`](super::EntityKind::Date).
    Placed(String),
    /// By its place in the list that was offered, from 1.
    Position(u8),
    /// By words that may name it, folded.
    Words(Vec<String>),
}
