//! What leaves of a ticket: one thing that happened to it, with all that somebody elsewhere needs to
//! know. Made when it happens and kept as it was, so that every attempt to send it sends the same.

use edgewise_tagged::Tagged;
use serde::{Deserialize, Serialize};

use super::{Colleague, Resolution, Ticket};
use crate::{
    base::{
        id::{MessageId, TicketId},
        pii::Pii,
        time::{DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, Timestamp},
    },
    conversation::{Message, MessageRole},
};

/// Version of the stored shape that this build reads and writes.
pub const DISPATCH_SCHEMA_VERSION: u16 = 1;

/// Characters of the history that go with a ticket: with the packet they stay within the 20 kilobytes
/// that receivers of webhooks count on.
const HISTORY_CHARS_MAX: usize = 8_000;

/// Milliseconds before each attempt, counted from the one before it. After the last one it is given up
/// until somebody has it sent again.
const ATTEMPTS_MS: &[i64] = &[
    0,
    5 * SECOND_MS,
    5 * MINUTE_MS,
    30 * MINUTE_MS,
    2 * HOUR_MS,
    5 * HOUR_MS,
    10 * HOUR_MS,
    14 * HOUR_MS,
    20 * HOUR_MS,
    DAY_MS,
];

/// One thing that happened to a ticket, for a system elsewhere.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Dispatch {
    /// Version of this stored shape.
    pub schema_version: u16,
    /// The same for every attempt and every destination.
    pub id: String,
    /// When it happened.
    pub at: Timestamp,
    /// The ticket as it was then, without what the team noted.
    pub ticket: Ticket,
    /// Whose it is.
    pub customer: Caller,
    /// What happened.
    pub told: Told,
}

/// The customer of a ticket, as far as is known.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Caller {
    /// What they are called, where it is shown who they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Pii<String>>,
    /// The shop's address of them, where it is shown who they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Pii<String>>,
    /// Where they want their answer, in their own words: nothing shows that it is theirs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<Pii<String>>,
}

/// What happened to a ticket.
#[derive(Clone, Debug, PartialEq, Serialize, Tagged)]
#[serde(rename_all = "snake_case", tag = "told")]
pub enum Told {
    /// A person answered the customer here.
    Answered {
        /// Who.
        by: Colleague,
        /// What.
        message: Said,
    },
    /// It is closed.
    Closed {
        /// Who closed it.
        by: Colleague,
        /// What came of it.
        resolution: Resolution,
    },
    /// The customer wrote.
    CustomerWrote {
        /// What.
        message: Said,
        /// What the assistant said to it, where it said anything.
        reply: Option<Said>,
    },
    /// It was opened.
    Opened {
        /// The end of the conversation, oldest first.
        history: Vec<Said>,
        /// Messages before those.
        left_out: u32,
    },
}

/// One message, as it leaves.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Said {
    /// Which.
    pub id: MessageId,
    /// Who speaks.
    pub role: MessageRole,
    /// Plain text.
    pub text: Pii<String>,
    /// When.
    pub at: Timestamp,
}

impl Dispatch {
    /// The name of the `position`-th thing that is told of a ticket.
    #[must_use]
    pub fn id_of(ticket: &TicketId, position: u32) -> String {
        format!("{ticket}-n{position}")
    }

    /// Puts together what is told.
    #[must_use]
    pub fn new(
        ticket: &Ticket,
        position: u32,
        customer: Caller,
        told: Told,
        at: Timestamp,
    ) -> Self {
        let mut seen = ticket.clone();
        seen.log.clear();
        Self {
            schema_version: DISPATCH_SCHEMA_VERSION,
            id: Self::id_of(&ticket.id, position),
            at,
            ticket: seen,
            customer,
            told,
        }
    }
}

impl Told {
    /// That a ticket was opened, with as much of its conversation as goes with it.
    #[must_use]
    pub fn opened(messages: &[Message]) -> Self {
        let mut left = HISTORY_CHARS_MAX;
        let mut history: Vec<Said> = Vec::new();
        for message in messages.iter().rev() {
            let chars = message.text.chars().count();
            // The last message goes with it, however long it is.
            if chars > left && !history.is_empty() {
                break;
            }
            left = left.saturating_sub(chars);
            history.push(Said::from(message));
        }
        history.reverse();
        let left_out = messages.len().saturating_sub(history.len());
        Self::Opened { history, left_out: u32::try_from(left_out).unwrap_or(u32::MAX) }
    }

    /// What it is called in the interface.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Answered { .. } => "ticket.answered",
            Self::Closed { .. } => "ticket.closed",
            Self::CustomerWrote { .. } => "ticket.customer_wrote",
            Self::Opened { .. } => "ticket.opened",
        }
    }
}

impl From<&Message> for Said {
    fn from(message: &Message) -> Self {
        Self {
            id: message.id.clone(),
            role: message.role,
            text: Pii::new(message.text.clone()),
            at: message.created_at,
        }
    }
}

/// Milliseconds until the next attempt, after so many; nothing where it is to be given up. `chance` is
/// anything from 0 to 999: it spreads those that failed together.
#[must_use]
pub fn next_attempt_ms(attempts: u32, chance: u16) -> Option<i64> {
    let ms = ATTEMPTS_MS.get(usize::try_from(attempts).ok()?)?;
    // Up to a tenth more.
    let more = (ms / 10_000).saturating_mul(i64::from(chance));
    Some(ms.saturating_add(more))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(index: usize, chars: usize) -> Message {
        Message {
            id: MessageId::parse(format!("m{index}")).unwrap(),
            role: MessageRole::Customer,
            text: "é".repeat(chars),
            cards: Vec::new(),
            quick_replies: Vec::new(),
            created_at: Timestamp::from_ms(0),
        }
    }

    #[test]
    fn the_end_of_a_long_conversation_goes_with_a_ticket_and_what_is_left_out_is_counted() {
        let messages: Vec<Message> = (0..30).map(|index| message(index, 900)).collect();
        let Told::Opened { history, left_out } = Told::opened(&messages) else { panic!() };
        assert_eq!((history.len(), left_out), (8, 22));
        assert_eq!(history.last().unwrap().id.as_str(), "m29");
        let Told::Opened { history, left_out } = Told::opened(&[message(0, 9), message(1, 9_999)])
        else {
            panic!()
        };
        assert_eq!((history.len(), left_out), (1, 1));
    }

    #[test]
    fn attempts_come_ever_later_and_end_after_three_days() {
        let waits: Vec<i64> = (0..20).map_while(|tries| next_attempt_ms(tries, 0)).collect();
        assert_eq!(waits.len(), 10);
        assert!(waits.is_sorted());
        let hours = waits.iter().sum::<i64>() / HOUR_MS;
        assert!((70..80).contains(&hours), "{hours}");
        let spread = next_attempt_ms(9, 999).unwrap();
        assert!(spread > DAY_MS && spread < DAY_MS + DAY_MS / 10);
    }
}
