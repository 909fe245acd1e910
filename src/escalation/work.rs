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
    /// Take it up before its time.
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
            message_id: message_id.clone(),
            client_message_id: named,
        });
        Ok(message_id)
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
mod tests {
    use super::*;
    use crate::{
        base::id::{ConversationId, CustomerKey, TicketId, TurnId},
        escalation::Reason,
        understanding::Tone,
    };

    fn ticket() -> Ticket {
        let key = CustomerKey::parse("c1").unwrap();
        let conversation = ConversationId::derive(&key, 1);
        let turn = TurnId::derive(&conversation, 1);
        Ticket {
            id: TicketId::derive(&turn),
            conversation_id: conversation,
            turn_id: turn,
            opened_at: at(0),
            status: TicketStatus::Open,
            queue: "support".to_owned(),
            priority: Priority::Normal,
            reason: Reason::AskedForPerson,
            rules: vec![Reason::AskedForPerson.rule().to_owned()],
            customer_id: None,
            wants: "talk to a person".to_owned(),
            skills: Vec::new(),
            waiting_since: at(0),
            facts: Vec::new(),
            tried: Vec::new(),
            left: Vec::new(),
            suggested_reply: None,
            suggested_action: None,
            language: None,
            tone: Tone::Calm,
            answer_due: None,
            unanswered_since: Some(at(0)),
            snoozed_until: None,
            back_since: None,
            heard_at: None,
            assignee: None,
            tags: BTreeSet::new(),
            resolution: None,
            log: Vec::new(),
        }
    }

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_ms(ms)
    }

    fn who(id: &str) -> Colleague {
        Colleague { id: id.to_owned(), name: id.to_uppercase() }
    }

    fn reply(text: &str) -> Act {
        Act::Reply { text: text.to_owned() }
    }

    fn tags(named: &[&str]) -> BTreeSet<Tag> {
        named.iter().map(|name| Tag::parse(name).unwrap()).collect()
    }

    fn tagged(add: &[&str], remove: &[&str]) -> Act {
        Act::Tag { add: tags(add), remove: tags(remove) }
    }

    const SOLVED: Act = Act::Close { resolution: Resolution::Solved };

    #[test]
    fn whoever_answers_first_has_it_and_the_customer_waits_no_longer() {
        let mut held = ticket();
        let first = held.act(&reply("Hello"), &who("sam"), None, None, at(5)).unwrap();
        assert_eq!((held.status, held.unanswered_since), (TicketStatus::WaitingCustomer, None));
        held.customer_wrote(at(9));
        held.customer_wrote(at(10));
        assert_eq!((held.status, held.unanswered_since), (TicketStatus::Open, Some(at(9))));
        let second = held.act(&reply("And"), &who("kim"), None, None, at(11)).unwrap();
        assert_ne!(first, second);
        assert_eq!(held.assignee, Some(who("sam")), "an answer takes it from nobody");
        assert_eq!(held.waiting_since, at(0), "the first wait is remembered");
    }

    #[test]
    fn whoever_acts_on_what_has_changed_is_told_and_nothing_is_lost() {
        let mut held = ticket();
        let seen = held.revision();
        held.act(&reply("mine"), &who("sam"), None, Some(seen), at(1)).unwrap();
        let before = held.clone();
        let late = held.act(&reply("mine, too"), &who("kim"), None, Some(seen), at(2));
        assert_eq!((late, &held), (Err(Refused::Stale), &before));
        let now = held.revision();
        assert!(held.act(&reply("mine, too"), &who("kim"), None, Some(now), at(3)).is_ok());
    }

    #[test]
    fn what_is_closed_takes_notes_and_tags_and_nothing_else() {
        let mut held = ticket();
        held.act(&SOLVED, &who("sam"), None, None, at(1)).unwrap();
        assert_eq!((held.is_alive(), held.unanswered_since), (false, None));
        held.customer_wrote(at(2));
        let snooze = Act::Snooze { until: at(9) };
        for act in [
            reply("late"),
            SOLVED,
            snooze,
            Act::Return { scope: GiveBack::Answer },
            Act::TakeOver,
            Act::Wake,
        ] {
            let refused = held.act(&act, &who("sam"), None, None, at(3));
            assert_eq!(refused, Err(Refused::Closed), "{act:?}");
        }
        let note = Act::Note { text: "called back".to_owned() };
        held.act(&tagged(&["spam"], &[]), &who("kim"), None, None, at(4)).unwrap();
        held.act(&note, &who("kim"), None, None, at(4)).unwrap();
        let kept = held.log.last().unwrap();
        assert_eq!((kept.did, kept.text.as_deref()), (Deed::Noted, Some("called back")));
    }

    #[test]
    fn what_is_given_back_is_closed_as_returned() {
        let mut held = ticket();
        held.act(&Act::TakeOver, &who("sam"), None, None, at(1)).unwrap();
        held.act(&Act::Return { scope: GiveBack::Answer }, &who("sam"), None, None, at(2)).unwrap();
        assert_eq!(held.resolution, Some(Resolution::Returned));
    }

    #[test]
    fn an_assignment_says_who_where_and_how_soon_and_can_be_taken_back() {
        let mut held = ticket();
        let act = Act::Assign {
            to: Assignee::Member(who("kim")),
            queue: Some("returns".to_owned()),
            priority: Some(Priority::High),
        };
        held.act(&act, &who("sam"), None, None, at(1)).unwrap();
        assert_eq!((held.queue.as_str(), held.priority), ("returns", Priority::High));
        assert_eq!(held.log.last().unwrap().text.as_deref(), Some("to KIM, queue returns, high"));
        let sorted =
            Act::Assign { to: Assignee::Kept, queue: None, priority: Some(Priority::Normal) };
        held.act(&sorted, &who("sam"), None, None, at(2)).unwrap();
        assert_eq!((held.assignee.clone(), held.priority), (Some(who("kim")), Priority::Normal));
        let nobody = Act::Assign { to: Assignee::Nobody, queue: None, priority: None };
        held.act(&nobody, &who("kim"), None, None, at(3)).unwrap();
        assert_eq!((held.assignee, held.queue.as_str()), (None, "returns"));
    }

    #[test]
    fn what_is_put_aside_comes_back_in_time_or_when_the_customer_writes_or_by_hand() {
        let snooze = Act::Snooze { until: at(100) };
        let aside = |held: &mut Ticket| {
            held.act(&reply("I asked the warehouse"), &who("sam"), None, None, at(1)).unwrap();
            held.act(&snooze, &who("sam"), None, None, at(2)).unwrap();
            assert_eq!((held.status, held.snoozed_until), (TicketStatus::Snoozed, Some(at(100))));
            assert!(held.is_alive());
        };
        let mut held = ticket();
        aside(&mut held);
        assert!(!held.come_back(at(99)));
        assert!(held.come_back(at(105)));
        assert!(!held.come_back(at(106)), "it comes back once");
        let told = (held.status, held.snoozed_until, held.back_since, held.unanswered_since);
        assert_eq!(told, (TicketStatus::Open, None, Some(at(100)), None));
        held.act(&reply("It is there"), &who("sam"), None, None, at(110)).unwrap();
        assert_eq!(held.back_since, None, "something was done about it");

        let mut held = ticket();
        aside(&mut held);
        held.customer_wrote(at(50));
        let told = (held.status, held.snoozed_until, held.unanswered_since);
        assert_eq!(told, (TicketStatus::Open, None, Some(at(50))));
        let mark = held.mark();
        held.customer_wrote(at(51));
        assert_ne!(held.mark(), mark, "whoever has not read it does not know the ticket");
        assert!(!held.come_back(at(100)), "what is open does not come back");

        for act in [Act::Wake, Act::TakeOver] {
            let mut held = ticket();
            aside(&mut held);
            held.act(&act, &who("kim"), None, None, at(60)).unwrap();
            assert_eq!((held.status, held.back_since), (TicketStatus::Open, Some(at(60))));
            let awake = held.act(&Act::Wake, &who("kim"), None, None, at(61));
            assert_eq!(awake, Err(Refused::Awake));
        }
        let mut held = ticket();
        aside(&mut held);
        held.act(&SOLVED, &who("sam"), None, None, at(60)).unwrap();
        assert!(!held.come_back(at(200)), "what is closed stays closed");
    }

    #[test]
    fn tags_come_and_go_within_their_bound() {
        let mut held = ticket();
        held.act(&tagged(&["late", "VIP "], &[]), &who("sam"), None, None, at(1)).unwrap();
        held.act(&tagged(&["broken"], &["late", "unknown"]), &who("sam"), None, None, at(2))
            .unwrap();
        assert_eq!(held.tags, tags(&["broken", "vip"]));
        assert_eq!(held.log.last().unwrap().text.as_deref(), Some("+broken -late -unknown"));
        let many: Vec<String> = (0..TAGS_MAX).map(|n| format!("t{n}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let before = held.clone();
        let refused = held.act(&tagged(&many, &[]), &who("sam"), None, None, at(3));
        assert_eq!((refused, &held), (Err(Refused::Tags), &before));
        held.act(&tagged(&many, &["broken", "vip"]), &who("sam"), None, None, at(3)).unwrap();
        assert_eq!(held.tags.len(), TAGS_MAX);
    }

    #[test]
    fn a_full_ticket_can_still_be_ended_and_its_customer_answered() {
        let mut held = ticket();
        let note = Act::Note { text: "again".to_owned() };
        for _ in 0..ENTRIES_MAX {
            held.act(&note, &who("sam"), None, None, at(1)).unwrap();
        }
        let refused = held.act(&note, &who("sam"), None, None, at(2));
        assert_eq!(refused, Err(Refused::Full));
        let answered = held.act(&reply("Here it is"), &who("sam"), None, None, at(2)).unwrap();
        assert!(answered.is_some());
        assert!(held.act(&SOLVED, &who("sam"), None, None, at(3)).is_ok());
    }

    #[test]
    fn a_repeated_request_is_recognised_by_its_name() {
        let mut held = ticket();
        let name = ClientMessageId::parse("r1").unwrap();
        let id = held.act(&reply("Hello"), &who("sam"), Some(name.clone()), None, at(1)).unwrap();
        assert_eq!(held.entry_of(&name).unwrap().message_id, id);
        assert_eq!(held.entry_of(&ClientMessageId::parse("r2").unwrap()), None);
    }
}
