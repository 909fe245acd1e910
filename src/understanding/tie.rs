//! How the wishes of one message hang together.

use serde::{Deserialize, Serialize};

use crate::base::text::Span;

/// How a wish hangs on the one before it. Without a tie both are simply wanted.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Tie {
    /// In place of what was wanted or offered: "exchange it instead".
    Instead,
    /// Only where the one before cannot be done: "if not", "otherwise".
    Otherwise,
    /// After the one before is done: "then".
    Then,
}

/// When a wish is to be done at all, as the customer puts it.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Condition {
    /// What must be so.
    #[serde(rename = "if")]
    pub kind: ConditionKind,
    /// The words that say so.
    pub span: Span,
}

/// What a customer makes a wish depend on.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ConditionKind {
    /// It has come.
    Arrived,
    /// It costs nothing.
    Free,
    /// It can be had.
    InStock,
    /// It has not come.
    NotArrived,
    /// It costs something.
    NotFree,
    /// It has not left.
    NotShipped,
    /// It cannot be had.
    OutOfStock,
    /// It has left.
    Shipped,
}
