//! What becomes of consents and of requests about what is held.

use serde::{Deserialize, Serialize};

use super::PlaybookFault;
use crate::base::time::{DAY_MS, Timestamp};

/// How marketing reaches customers.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Marketing {
    /// The channels on which the shop sends marketing, named as in its consent events: whoever
    /// unsubscribes without naming one unsubscribes from all of them.
    pub channels: Vec<String>,
}

/// How requests for a copy of what is held, or for its erasure, are carried out.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Privacy {
    /// Days within which a person carries a request out. The customer is told the day.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 90)))]
    pub days: u16,
    /// Queue of its ticket.
    pub queue: String,
    /// Days after its last message for which a conversation is kept, with its tickets and receipts. What is older
    /// is forgotten within hours, and no scenario, what-if or count of that time can be made again. Kept
    /// where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(range(min = 30, max = 3650)))]
    pub conversations_days: Option<u16>,
}

impl Default for Marketing {
    fn default() -> Self {
        Self { channels: vec!["email".to_owned(), "sms".to_owned()] }
    }
}

impl Default for Privacy {
    fn default() -> Self {
        Self { days: 30, queue: "privacy".to_owned(), conversations_days: None }
    }
}

impl Marketing {
    pub(super) fn check(&self, faults: &mut Vec<PlaybookFault>) {
        let mut fault = |pointer: String, detail: &str| {
            faults.push(PlaybookFault {
                pointer: format!("/marketing/channels{pointer}"),
                detail: detail.to_owned(),
            });
        };
        if self.channels.is_empty() || self.channels.len() > 10 {
            fault(String::new(), "must name 1 to 10 channels");
        }
        for (index, channel) in self.channels.iter().enumerate() {
            let plain = |c: char| c.is_ascii_lowercase() || c == '_';
            if channel.is_empty() || channel.len() > 20 || !channel.chars().all(plain) {
                fault(format!("/{index}"), "must be small letters and underscores");
            }
        }
    }
}

impl Privacy {
    /// Since when conversations are kept, as of an instant; nothing where all are.
    #[must_use]
    pub fn kept_since(&self, now: Timestamp) -> Option<Timestamp> {
        let days = i64::from(self.conversations_days?);
        Some(now.plus_ms(days.saturating_mul(DAY_MS).saturating_neg()))
    }

    pub(super) fn check(&self, faults: &mut Vec<PlaybookFault>) {
        let mut fault = |pointer: &str, detail: &str| {
            faults.push(PlaybookFault {
                pointer: format!("/privacy/{pointer}"),
                detail: detail.to_owned(),
            });
        };
        if !(1..=90).contains(&self.days) {
            fault("days", "must be from 1 to 90");
        }
        if self.queue.trim().is_empty() {
            fault("queue", "must name a queue");
        }
        if self.conversations_days.is_some_and(|days| !(30..=3_650).contains(&days)) {
            fault("conversations_days", "must be from 30 to 3650");
        }
    }
}
