//! A past conversation as a scenario, before it is saved.

use serde::{Deserialize, Serialize};

use super::Scenario;

/// `POST /v1/conversations/{id}/scenario`: a past conversation as a scenario, with personal data
/// replaced. It is not kept: somebody reads it first, and saves it.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScenarioDraft {
    /// The scenario. What must come of its turns is what came of them.
    pub scenario: Scenario,
    /// What was replaced: how many different values of each kind.
    pub replaced: Vec<Replaced>,
    /// Messages in which something personal may be left that looks like nothing that is: a name in
    /// small letters, a date. They are to be read before the scenario is saved.
    pub read: Vec<ToRead>,
}

/// How many different values of a kind were replaced.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Replaced {
    /// Of which kind.
    pub kind: PersonalKind,
    /// How many.
    pub count: u32,
}

/// What personal data is.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PersonalKind {
    /// Street and house.
    Address,
    /// The end of a card's number, or a whole one.
    Card,
    /// A town.
    City,
    /// An email address.
    Email,
    /// An id that a shop, a browser or we gave to a person, or to what they did.
    Id,
    /// An address of a page of their own, for example to track a parcel.
    Link,
    /// A name.
    Name,
    /// Any other number of three digits or more in a message, and a code that was made for somebody.
    Number,
    /// The number of an order.
    OrderNumber,
    /// A telephone number.
    Phone,
    /// The number of a parcel.
    TrackingNumber,
    /// A postal code.
    Zip,
}

/// A message that is to be read.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ToRead {
    /// Of which turn, from 1.
    pub turn: u32,
    /// As it stands in the scenario.
    pub said: String,
}
