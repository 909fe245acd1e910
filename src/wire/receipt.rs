//! Receipts: why the assistant said what it said.

use serde::{Deserialize, Serialize};

use crate::{
    base::{id::TurnId, time::Timestamp},
    conversation::Message,
    engine::{Outcome, TurnRecord},
};

/// `GET /v1/conversations/{id}/turns/{turn_id}`: the whole record of a turn, in words and in data.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Receipt {
    /// The turn.
    pub turn_id: TurnId,
    /// When it opened.
    pub opened_at: Timestamp,
    /// When it was committed.
    pub closed_at: Timestamp,
    /// What happened, step by step, for people.
    pub story: Vec<String>,
    /// What the customer wrote; nothing where a button was pressed.
    pub message: Option<Message>,
    /// What the customer was told.
    pub replies: Vec<Message>,
    /// All that the outcome depends on.
    pub record: TurnRecord,
    /// What came of it.
    pub outcome: Outcome,
    /// How long each stage took.
    pub timings: Vec<StageTiming>,
}

/// How long a stage of a turn took.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StageTiming {
    /// `open`, `shop`, `journal`, …
    pub stage: String,
    /// Milliseconds between two instants of I/O.
    pub ms: i64,
}

/// `POST /v1/conversations/{id}/turns/{turn_id}/replay`.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReplayAnswer {
    /// Whether the same record gives the same outcome.
    pub identical: bool,
    /// Where it differs, as JSON pointers into the outcome with both values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub difference: Option<Vec<crate::wire::FieldFault>>,
}
