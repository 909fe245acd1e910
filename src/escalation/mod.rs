//! Why a person is needed, the ticket that the person receives, what people do with it, and what of it
//! is told elsewhere.

mod dispatch;
mod mention;
mod snooze;
mod tag;
mod ticket;
mod work;

use serde::{Deserialize, Serialize};

use crate::{playbook::Topic, understanding::Skill};

pub use crate::playbook::Reason;
pub use dispatch::{Caller, DISPATCH_SCHEMA_VERSION, Dispatch, Said, Told, next_attempt_ms};
pub use mention::{MENTIONS_MAX, mentioned};
pub use snooze::{SNOOZE_DAYS_MAX, SnoozePreset};
pub use tag::{TAG_CHARS_MAX, TAGS_MAX, Tag, TagError};
pub use ticket::{
    Colleague, Deed, Entry, Found, Priority, Resolution, Ticket, TicketStatus, Tried,
};
pub use work::{Act, Assignee, ENTRIES_MAX, GiveBack, NOTE_CHARS_MAX, Refused};

/// A decision that a person is needed for one goal.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Escalation {
    /// Why.
    pub reason: Reason,
    /// The rules that decided it, the reason's own first.
    pub rules: Vec<String>,
    /// What the customer wanted, where it was understood.
    pub skill: Option<Skill>,
    /// What is left to do, for the person, one sentence.
    pub left: String,
    /// Queue of the ticket, where it is not the usual one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue: Option<String>,
}

impl Escalation {
    /// Whether somebody may be hurt.
    #[must_use]
    pub fn is_alarm(&self) -> bool {
        let rule = Topic::Safety.rule();
        self.rules.iter().any(|held| held.strip_prefix("any.") == Some(rule))
    }
}
