//! The ticket: the packet that a turn makes for a person, and how far people are with it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Reason, Tag};
use crate::{
    base::{
        id::{ClientMessageId, ConversationId, CustomerId, MessageId, TicketId, TurnId},
        time::Timestamp,
    },
    understanding::{Skill, Tone},
};

/// The record that a person receives. The customer's profile and the whole history of the
/// conversation are added when it is read, so that they are always current.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Ticket {
    /// Derived from the turn that opened it, or from the conversation that a person stepped into.
    pub id: TicketId,
    /// Where it was opened.
    pub conversation_id: ConversationId,
    /// Which turn opened it; the last one before a person stepped in.
    pub turn_id: TurnId,
    /// When.
    pub opened_at: Timestamp,
    /// Where it stands.
    pub status: TicketStatus,
    /// Who should take it.
    pub queue: String,
    /// What is taken first.
    #[serde(default)]
    pub priority: Priority,
    /// Why a person is needed.
    pub reason: Reason,
    /// The rules that decided it.
    pub rules: Vec<String>,
    /// The shop's customer id, where identity is proven.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<CustomerId>,
    /// What they want, in one line.
    pub wants: String,
    /// The abilities that were asked for; none where nothing was understood.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skills: Vec<Skill>,
    /// When the customer began to wait for a person: the first time, whatever was opened since.
    pub waiting_since: Timestamp,
    /// What was found out, in words, with where it comes from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<Found>,
    /// What was tried, with results.
    pub tried: Vec<Tried>,
    /// What is left to do.
    pub left: Vec<String>,
    /// What the person might answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suggested_reply: Option<String>,
    /// What the person might do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suggested_action: Option<String>,
    /// Language of the customer, BCP 47, where it could be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// How the customer sounds.
    pub tone: Tone,
    /// When the customer was told that they would have an answer, where the playbook promises one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer_due: Option<Timestamp>,
    /// Since when the customer waits for an answer; nothing while it is their move.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unanswered_since: Option<Timestamp>,
    /// Until when nobody needs to look at it, while it is snoozed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snoozed_until: Option<Timestamp>,
    /// When it came back from being snoozed, until something is done about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub back_since: Option<Timestamp>,
    /// When the customer last wrote since it was opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heard_at: Option<Timestamp>,
    /// Who has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<Colleague>,
    /// Words by which the team sorts it.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub tags: BTreeSet<Tag>,
    /// What came of it, once it is closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolution: Option<Resolution>,
    /// What people did with it, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub log: Vec<Entry>,
}

/// Where a ticket stands.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TicketStatus {
    /// Done.
    Closed,
    /// Waits for a person.
    Open,
    /// Put aside until a time; comes back by itself, or at once when the customer writes.
    Snoozed,
    /// A person has answered; it is the customer's move.
    WaitingCustomer,
}

/// What is taken first.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// At once: somebody may be hurt.
    Urgent,
    /// Before the others: the customer is upset, or nobody knows how a change ended.
    High,
    /// In turn.
    #[default]
    Normal,
}

/// A team member as others see them on a ticket.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Colleague {
    /// Names this person for good.
    pub id: String,
    /// What the team calls them.
    pub name: String,
}

/// What came of a ticket, for the honest count.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Resolution {
    /// The customer did not come back before it was solved: counted as `abandoned`.
    Abandoned,
    /// It went back to the assistant: counted by what comes of it there.
    Returned,
    /// A person solved it: counted as `escalated`.
    Solved,
    /// It was no issue of a customer (a test, spam, a double): counted as `voided`.
    Voided,
}

/// Something that was found out.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Found {
    /// What, in words.
    pub what: String,
    /// Where it comes from: `shop`, `profile`, `pages` or `conversation`.
    pub source: String,
}

/// Something the assistant tried.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Tried {
    /// What.
    pub what: String,
    /// With which result.
    pub result: String,
}

/// What somebody did with a ticket.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Entry {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: Colleague,
    /// What.
    pub did: Deed,
    /// A note's text, whom it was assigned to, until when it is snoozed, what came of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Whom of the team a note speaks to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<Colleague>,
    /// The message that a reply became.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_id: Option<MessageId>,
    /// How the sender named it, so that a repeated request is recognised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_message_id: Option<ClientMessageId>,
}

/// The kinds of things that people do with a ticket.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// Said who has it, in which queue, and how soon.
    Assigned,
    /// Ended it.
    Closed,
    /// Wrote something that only the team sees.
    Noted,
    /// Answered the customer.
    Replied,
    /// Gave the conversation back to the assistant.
    Returned,
    /// Put it aside until a time.
    Snoozed,
    /// Changed its tags.
    Tagged,
    /// Stepped into the conversation.
    TookOver,
    /// Brought it back before its time.
    Woke,
}

impl Ticket {
    /// Names this state of it: whoever acts on an older one is told so.
    #[must_use]
    pub fn revision(&self) -> u32 {
        u32::try_from(self.log.len()).unwrap_or(u32::MAX)
    }

    /// Names this state of it more closely: what the customer wrote changes it, too, and that it came back. For
    /// whoever acts on many at once without reading each.
    #[must_use]
    pub fn mark(&self) -> String {
        let ms = |at: Option<Timestamp>| at.map_or(0, Timestamp::as_ms);
        format!("{}.{}.{}", self.revision(), ms(self.heard_at), ms(self.back_since))
    }

    /// The same with so many messages in its conversation: all that its page shows.
    #[must_use]
    pub fn mark_with(&self, messages: usize) -> String {
        format!("{messages}.{}", self.mark())
    }

    /// Ids of the team members to whom a note speaks and who have done nothing with the ticket since; nobody once it
    /// is closed.
    #[must_use]
    pub fn awaits(&self) -> BTreeSet<&str> {
        let mut awaited = BTreeSet::new();
        for entry in self.log.iter().filter(|_| self.is_alive()) {
            awaited.remove(entry.by.id.as_str());
            // Whoever speaks to themselves need not be told.
            let others = entry.mentions.iter().filter(|it| it.id != entry.by.id);
            awaited.extend(others.map(|it| it.id.as_str()));
        }
        awaited
    }

    /// Whether somebody still has to do something about it.
    #[must_use]
    pub const fn is_alive(&self) -> bool {
        !matches!(self.status, TicketStatus::Closed)
    }
}
