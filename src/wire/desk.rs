//! What people at their desks tell of a ticket that they have open.

use serde::{Deserialize, Serialize};

use super::Problem;
use crate::{
    base::{limits::MESSAGE_CHARS_MAX, time::Timestamp},
    escalation::Colleague,
};

/// What somebody does who has a ticket open.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Doing {
    /// Has closed it.
    Left,
    /// Looks at it.
    Reading,
    /// Writes an answer or a note.
    Writing,
}

/// `POST /v1/tickets/{id}/presence`: to be sent every few seconds while the ticket is open.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PresenceRequest {
    /// What whoever asks does.
    pub doing: Doing,
}

/// The answer to `POST /v1/tickets/{id}/presence`.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TicketPresence {
    /// Names the state of the ticket and its conversation: where it differs, read them again.
    pub mark: String,
    /// Who else has it open, as told in the last seconds.
    pub others: Vec<Present>,
}

/// Somebody who has a ticket open.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Present {
    /// Who.
    pub who: Colleague,
    /// What they do.
    pub doing: Doing,
}

/// `PUT /v1/tickets/{id}/draft`
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DraftRequest {
    /// What was written so far, at most 4000 characters; where it is empty, what was kept is forgotten.
    #[cfg_attr(feature = "schema", schemars(length(max = 4000)))]
    pub text: String,
}

/// What a team member has written so far for a ticket, and has not sent.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TicketDraft {
    /// What.
    pub text: String,
    /// When it was kept.
    pub kept_at: Timestamp,
}

impl DraftRequest {
    /// The text; empty where nothing is left of it.
    ///
    /// # Errors
    /// A [`Problem`] that points at `text`.
    pub fn text(&self) -> Result<&str, Problem> {
        if self.text.chars().count() > MESSAGE_CHARS_MAX {
            let detail = format!("must have at most {MESSAGE_CHARS_MAX} characters");
            return Err(Problem::invalid("/text", detail));
        }
        Ok(if self.text.trim().is_empty() { "" } else { &self.text })
    }
}
