//! Pieces of meaning found in a message.

use serde::{Deserialize, Serialize};

use crate::base::text::Span;

/// A piece of meaning and where it stands.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Entity {
    /// What it is.
    pub kind: EntityKind,
    /// Normal form.
    pub value: String,
    /// Where it stands.
    pub span: Span,
}

/// Kinds of pieces.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum EntityKind {
    /// An email address, lower case.
    Email,
    /// An order number as typed, without `#`, upper case.
    OrderNumber,
}
