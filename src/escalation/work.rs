//! What people do with a ticket. Pure: who may act, and what becomes of the conversation, is the
//! caller's to say.

use std::collections::BTreeSet;

use edgewise_tagged::Tagged;
use serde::{Deserialize, Serialize};

use super::{Colleague, Deed, Entry, Priority, Resolution, TAGS_MAX, Tag, Ticket, TicketStatus};
use crate::base::{
    id::{ClientMessageId, MessageId, TurnId},
    time::Timestamp,
};

/// Characters of a note.
pub const NOTE_CHARS_MAX: usize = 2_000;

/// Entries of one ticket. With a note in each, a ticket still fits into one stored row.
pub const ENTRIES_MAX: usize = 200;

/// Entries of one ticket, answers to the customer among them: no answer may be lost, and their text is kept as
/// messages.
const ENTRIES_WITH_ANSWERS_MAX: usize = 1_000;

/// What somebody wants to do with a ticket.
#[derive(Clone, Debug, PartialEq, Serialize, Tagged)]
#[serde(rename_all = "snake_case", tag = "act")]
pub enum Act {
    /// Say who has it, in which queue, and how soon.
    Assign {
        /// Who.
        to: Assignee,
        /// In which queue, where that changes.
        queue: Option<String>,
        /// How soon, where that changes.
        priority: Option<Priority>,
    },
    /// End it.
    Close {
        /// What came of it.
        resolution: Resolution,
    },
    /// Write something that only the team sees.
    Note {
        /// What.
        text: String,
    },
    /// Answer the customer.
    Reply {
        /// What.
        text: String,
    },
    /// Give the conversation back to the assistant.
    Return {
        /// What it shall do.
        scope: GiveBack,
    },
    /// Put it aside.
    Snooze {
        /// When it comes back, if the customer does not write before.
        until: Timestamp,
    },
    /// Change its tags. What is in both stays.
    Tag {
        /// What it has from now on.
        add: BTreeSet<Tag>,
        /// What it has no longer.
        remove: BTreeSet<Tag>,
    },
    /// Step into the conversation.
    TakeOver,
    /// Bring it back before its time.
    Wake,
}

/// What the assistant shall do with a conversation that it has again.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Tagged)]
#[serde(rename_all = "snake_case", tag = "scope")]
pub enum GiveBack {
    /// Answer what comes.
    #[default]
    Answer,
    /// Only tell, and change nothing for the rest of the conversation.
    OnlyAnswer,
    /// Go back to before a step, and take it up again.
    TakeUp {
        /// Which; the one before a person came in, where it is not said.
        step: Option<TurnId>,
        /// What a person says in the place of what the customer wrote in it.
        instead: Option<String>,
    },
}

/// Whom a ticket is given to.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Assignee {
    /// Whoever has it keeps it.
    Kept,
    /// This team member.
    Member(Colleague),
    /// Nobody: it waits for whoever takes it.
    Nobody,
}

/// Why something cannot be done with a ticket.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize, thiserror::Error)]
pub enum Refused {
    /// It is not snoozed.
    #[error("this ticket is not snoozed")]
    Awake,
    /// It is closed: only notes and tags may be added.
    #[error("this ticket is closed: only notes and tags can be added")]
    Closed,
    /// The id was used for something else.
    #[error("this `client_message_id` was used for something else")]
    Conflict,
    /// It has as many entries as it may.
    #[error("this ticket has {ENTRIES_MAX} entries; close it and open another")]
    Full,
    /// There is no such step, or nothing in it that could be taken up.
    #[error("there is nothing to take up again at this step")]
    NoStep,
    /// Somebody else acted since it was read.
    #[error("somebody else acted on this ticket since you read it; read it again")]
    Stale,
    /// It would have more tags than it may.
    #[error("a ticket has at most {TAGS_MAX} tags")]
    Tags,
}

impl Act {
    /// What the log calls it.
    #[must_use]
    pub const fn deed(&self) -> Deed {
        match self {
            Self::Assign { .. } => Deed::Assigned,
            Self::Close { .. } => Deed::Closed,
            Self::Note { .. } => Deed::Noted,
            Self::Reply { .. } => Deed::Replied,
            Self::Return { .. } => Deed::Returned,
            Self::Snooze { .. } => Deed::Snoozed,
            Self::Tag { .. } => Deed::Tagged,
            Self::TakeOver => Deed::TookOver,
            Self::Wake => Deed::Woke,
        }
    }

    /// What the log keeps of it. A reply is kept as a message.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        match self {
            Self::Assign { to, queue, priority } => {
                let mut told = match to {
                    Assignee::Kept => Vec::new(),
                    Assignee::Member(to) => vec![format!("to {}", to.name)],
                    Assignee::Nobody => vec!["to nobody".to_owned()],
                };
                told.extend(queue.as_ref().map(|queue| format!("queue {queue}")));
                told.extend(priority.map(|priority| priority.name().to_owned()));
                Some(told.join(", "))
            }
            Self::Close { resolution } => Some(resolution.name().to_owned()),
            Self::Note { text } => Some(text.clone()),
            Self::Return { scope } => match scope {
                GiveBack::Answer => None,
                GiveBack::OnlyAnswer => Some("only to answer questions".to_owned()),
                GiveBack::TakeUp { instead: None, .. } => Some("to try again".to_owned()),
                GiveBack::TakeUp { instead: Some(text), .. } => {
                    Some(format!("to go on with: {text}"))
                }
            },
            Self::Snooze { until } => Some(until.to_string()),
            Self::Tag { add, remove } => {
                let added = add.iter().map(|tag| format!("+{tag}"));
                let removed = remove.difference(add).map(|tag| format!("-{tag}"));
                Some(added.chain(removed).collect::<Vec<_>>().join(" "))
            }
            Self::Reply { .. } | Self::TakeOver | Self::Wake => None,
        }
    }
}

impl Ticket {
    /// The entry of a request that came before under the same name.
    #[must_use]
    pub fn entry_of(&self, named: &ClientMessageId) -> Option<&Entry> {
        self.log.iter().find(|entry| entry.client_message_id.as_ref() == Some(named))
    }

    /// Does something with it, and gives the message id of a reply.
    ///
    /// `read` is the revision that the person has seen, where they say so.
    ///
    /// # Errors
    /// [`Refused`]; nothing is changed then.
    pub fn act(
        &mut self,
        act: &Act,
        by: &Colleague,
        named: Option<ClientMessageId>,
        read: Option<u32>,
        at: Timestamp,
    ) -> Result<Option<MessageId>, Refused> {
        if read.is_some_and(|read| read != self.revision()) {
            return Err(Refused::Stale);
        }
        if !self.is_alive() && !matches!(act, Act::Note { .. } | Act::Tag { .. }) {
            return Err(Refused::Closed);
        }
        // A ticket that is full can still be ended, and its customer answered.
        let most = match act {
            Act::Close { .. } | Act::Return { .. } => usize::MAX,
            Act::Reply { .. } => ENTRIES_WITH_ANSWERS_MAX,
            Act::Assign { .. }
            | Act::Note { .. }
            | Act::Snooze { .. }
            | Act::Tag { .. }
            | Act::TakeOver
            | Act::Wake => ENTRIES_MAX,
        };
        if self.log.len() >= most {
            return Err(Refused::Full);
        }
        let mut message_id = None;
        match act {
            Act::Assign { to, queue, priority } => {
                match to {
                    Assignee::Kept => {}
                    Assignee::Member(to) => self.assignee = Some(to.clone()),
                    Assignee::Nobody => self.assignee = None,
                }
                self.queue = queue.clone().unwrap_or_else(|| self.queue.clone());
                self.priority = priority.unwrap_or(self.priority);
            }
            Act::Close { resolution } => self.end(*resolution),
            Act::Note { .. } => {}
            Act::Reply { .. } => {
                // Whoever answers has it, unless somebody had it before.
                self.assignee.get_or_insert_with(|| by.clone());
                self.put(TicketStatus::WaitingCustomer);
                self.unanswered_since = None;
                message_id = Some(MessageId::of_reply(&self.id, self.log.len()));
            }
            Act::Return { .. } => self.end(Resolution::Returned),
            Act::Snooze { until } => {
                self.put(TicketStatus::Snoozed);
                self.snoozed_until = Some(*until);
            }
            Act::Tag { add, remove } => {
                let mut tags: BTreeSet<Tag> = self.tags.difference(remove).cloned().collect();
                tags.extend(add.iter().cloned());
                if tags.len() > TAGS_MAX {
                    return Err(Refused::Tags);
                }
                self.tags = tags;
            }
            Act::TakeOver => {
                self.assignee = Some(by.clone());
                self.wake(at);
            }
            Act::Wake if self.status == TicketStatus::Snoozed => self.wake(at),
            Act::Wake => return Err(Refused::Awake),
        }
        self.log.push(Entry {
            at,
            by: by.clone(),
            did: act.deed(),
            text: act.text(),
            mentions: Vec::new(),
            message_id: message_id.clone(),
            client_message_id: named,
        });
        Ok(message_id)
    }

    /// Notes whom of the team the note speaks to that was just written.
    pub fn mention(&mut self, people: &[Colleague]) {
        if let Some(entry) = self.log.last_mut().filter(|entry| entry.did == Deed::Noted) {
            entry.mentions = people.to_vec();
        }
    }

    /// The customer wrote: from now on they wait, unless they did already.
    pub fn customer_wrote(&mut self, at: Timestamp) {
        if self.is_alive() {
            self.heard_at = Some(at);
            // Unless it is open: then whatever is to be seen of it still is.
            if self.status != TicketStatus::Open {
                self.put(TicketStatus::Open);
            }
            self.unanswered_since.get_or_insert(at);
        }
    }

    /// Comes back where the time for which it was put aside is over. True where it does.
    pub fn come_back(&mut self, now: Timestamp) -> bool {
        match self.snoozed_until.filter(|until| *until <= now) {
            None => false,
            Some(until) => {
                self.wake(until);
                true
            }
        }
    }

    fn wake(&mut self, at: Timestamp) {
        if self.status == TicketStatus::Snoozed {
            self.put(TicketStatus::Open);
            self.back_since = Some(at);
        }
    }

    /// Where it stands from now on. Whatever was said of where it stood before is over.
    fn put(&mut self, status: TicketStatus) {
        self.status = status;
        self.snoozed_until = None;
        self.back_since = None;
    }

    fn end(&mut self, resolution: Resolution) {
        self.put(TicketStatus::Closed);
        self.resolution = Some(resolution);
        self.unanswered_since = None;
    }

    /// Whether the customer has had an answer from a person.
    #[must_use]
    pub fn is_answered(&self) -> bool {
        self.log.iter().any(|entry| entry.did == Deed::Replied)
    }
}

impl TicketStatus {
    /// All of them.
    pub const ALL: &'static [Self] =
        &[Self::Open, Self::Snoozed, Self::WaitingCustomer, Self::Closed];

    /// Its name in the interface.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Open => "open",
            Self::Snoozed => "snoozed",
            Self::WaitingCustomer => "waiting_customer",
        }
    }
}

impl Priority {
    /// Its name in the interface.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Urgent => "urgent",
            Self::High => "high",
            Self::Normal => "normal",
        }
    }
}

impl Resolution {
    /// Its name in the interface.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Abandoned => "abandoned",
            Self::Returned => "returned",
            Self::Solved => "solved",
            Self::Voided => "voided",
        }
    }
}

#[cfg(test)]
mod tests;
