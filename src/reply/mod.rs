//! Replies: facts become sentences and cards. The only place that owns wording.

use serde::{Deserialize, Serialize};

use crate::{conversation::{Card, SourcedFact}, playbook::Playbook, base::time::Timestamp};

/// A reply, ready to be shown.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct Reply {
    /// Plain text; paragraphs are separated by an empty line.
    pub text: String,
    /// Cards.
    pub cards: Vec<Card>,
    /// Answers that the shopper may tap.
    pub quick_replies: Vec<String>,
    /// Names of the templates used, in order.
    pub templates: Vec<String>,
}

/// stub
#[must_use]
pub fn compose(_facts: &[SourcedFact], _playbook: &Playbook, _now: Timestamp, _last_templates: &[String]) -> Reply { Reply::default() }

/// What a skill is about, for a person: for example `change the delivery address` (from the table
/// of the wordings). Used by `engine` for tickets.
#[must_use]
pub fn topic_of(skill: crate::understanding::Skill) -> String { format!("{skill:?}") }

/// What a human agent might answer first, from the wordings. Used by `engine` for tickets.
#[must_use]
pub fn suggested_reply(skill: Option<crate::understanding::Skill>) -> String { skill.map(topic_of).unwrap_or_default() }

/// stub
#[must_use]
pub fn greeting(_first_name: Option<&str>, _playbook: &Playbook) -> Reply { Reply { text: "Hello".to_owned(), ..Reply::default() } }
/// stub
#[must_use]
pub fn suggestions() -> Vec<String> { vec![] }
