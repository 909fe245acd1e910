//! What may be wrong with something that was bought, and how a shop puts it right.

use serde::{Deserialize, Serialize};

/// What is wrong with something that was bought.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    /// It arrived broken, or does not work.
    Damaged,
    /// The parcel arrived without it.
    Missing,
    /// The parcel counts as delivered and is not there.
    NotReceived,
    /// Something else arrived.
    Wrong,
}

impl Problem {
    /// Stable name, for example `not_received`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Damaged => "damaged",
            Self::Missing => "missing",
            Self::NotReceived => "not_received",
            Self::Wrong => "wrong",
        }
    }
}

/// How a problem is put right.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Remedy {
    /// Money back.
    Refund,
    /// The same again.
    Replace,
}
