//! Tickets, and what people do with them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{ConversationSummary, Problem, TicketDraft};
use crate::{
    base::{
        id::{ClientMessageId, ConversationId, CustomerId, TicketId, TurnId},
        json,
        limits::{MESSAGE_CHARS_MAX, QUEUE_CHARS_MAX},
        time::{DAY_MS, SECOND_MS, Timestamp},
    },
    conversation::{ConversationStatus, Message},
    escalation::{
        Act, Colleague, Deed, GiveBack, NOTE_CHARS_MAX, Priority, Reason, Resolution,
        SNOOZE_DAYS_MAX, SnoozePreset, Tag, Ticket, TicketStatus,
    },
    playbook::Playbook,
};

/// `GET /v1/tickets/{id}`: the ticket with all that the person needs. Every act on it answers with
/// this, as it is then.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TicketDetail {
    /// The ticket.
    #[serde(flatten)]
    pub ticket: Ticket,
    /// Who has the conversation now.
    pub conversation_status: ConversationStatus,
    /// The whole conversation, oldest first.
    pub history: Vec<Message>,
    /// Earlier conversations, newest first.
    pub earlier: Vec<ConversationSummary>,
    /// What is known of the customer; left out for whoever may not see customers.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub profile: Value,
    /// Where else it is, by destination.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deliveries: Vec<TicketDelivery>,
    /// What the team often answers, by its name, with the customer's and your own name filled in; left out for
    /// whoever may not answer.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub macros: BTreeMap<String, String>,
    /// What whoever reads it has written so far, and not sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft: Option<TicketDraft>,
}

/// How far a destination has what happened to a ticket.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TicketDelivery {
    /// Its name in the playbook.
    pub destination: String,
    /// What the ticket is called there, once that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remote_id: Option<String>,
    /// What has not arrived yet: so many things.
    pub waiting: u32,
    /// Attempts to send the first of those.
    pub attempts: u32,
    /// Why the last one failed, for example `status_503`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<String>,
    /// Whether it was given up until somebody has it sent again.
    pub stopped: bool,
}

/// Something that was given up, or failed several times, in a list. It holds nothing that a customer said.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LateDelivery {
    /// The ticket; nothing for an email that belongs to none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket_id: Option<TicketId>,
    /// The conversation.
    pub conversation_id: ConversationId,
    /// The destination, by its name in the playbook; nothing for an email to the customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub destination: Option<String>,
    /// Names an email to the customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email_id: Option<String>,
    /// What was to be told first, for example `ticket.opened` or `email.answer`.
    pub what: String,
    /// When that happened.
    pub happened_at: Timestamp,
    /// How often it was tried.
    pub attempts: u32,
    /// Why the last attempt failed, for example `status_410`.
    pub fault: String,
    /// So many things wait behind it.
    pub behind: u32,
    /// Whether it was given up until somebody has it sent again; else it is tried again by itself.
    pub given_up: bool,
}

impl LateDelivery {
    /// What tells it from others: ticket and destination, or the email.
    #[must_use]
    pub fn place(&self) -> (&str, &str) {
        match (&self.email_id, &self.ticket_id, &self.destination) {
            (None, Some(ticket_id), Some(destination)) => (ticket_id.as_str(), destination),
            (email_id, ..) => (email_id.as_deref().unwrap_or_default(), ""),
        }
    }
}

/// `GET /v1/deliveries`.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeliveryList {
    /// What was given up or failed several times, the oldest first.
    pub items: Vec<LateDelivery>,
    /// For the next page.
    pub next_cursor: Option<String>,
}

/// One ticket in a list. It holds nothing that a customer said.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TicketSummary {
    /// The ticket.
    pub id: TicketId,
    /// Where it was opened.
    pub conversation_id: ConversationId,
    /// The shop's customer id, once known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<CustomerId>,
    /// Where it stands.
    pub status: TicketStatus,
    /// Who should take it.
    pub queue: String,
    /// What is taken first.
    pub priority: Priority,
    /// Why a person is needed.
    pub reason: Reason,
    /// What was asked for, for example `order_status`.
    #[serde(default)]
    pub skills: Vec<String>,
    /// Who has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<Colleague>,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When the customer began to wait for a person.
    pub waiting_since: Timestamp,
    /// Since when the customer waits for an answer; nothing while it is their move.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unanswered_since: Option<Timestamp>,
    /// When the customer was told that they would have a first answer, until they have it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer_due: Option<Timestamp>,
    /// When a person first answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_at: Option<Timestamp>,
    /// Until when nobody needs to look at it, while it is snoozed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snoozed_until: Option<Timestamp>,
    /// When it came back from being snoozed, until something is done about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub back_since: Option<Timestamp>,
    /// Words by which the team sorts it.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub tags: BTreeSet<Tag>,
    /// Language of the customer, BCP 47.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// When it was closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<Timestamp>,
    /// What came of it, once it is closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolution: Option<Resolution>,
    /// Ids of the team members to whom a note speaks and who have done nothing with it since.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub awaits: BTreeSet<String>,
    /// Names this state of it, for `POST /v1/tickets/bulk`.
    #[serde(default)]
    pub mark: String,
}

/// `GET /v1/tickets`.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TicketList {
    /// What cannot wait first, then whoever waits longest; those that are closed last, newest first.
    pub items: Vec<TicketSummary>,
    /// For the next page.
    pub next_cursor: Option<String>,
}

/// `POST /v1/tickets/{id}/reply` and `/notes`.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TicketTextRequest {
    /// An answer has 1 to 4000 characters, a note 1 to 2000.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 4000)))]
    pub text: String,
    /// Chosen by the sender; the same id again does it once.
    #[serde(default)]
    pub client_message_id: Option<ClientMessageId>,
}

/// `POST /v1/tickets/{id}/assign`; the body may be left out.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AssignRequest {
    /// `me`, `nobody`, or the id of a team member. Where absent: whoever asks; nobody else than now
    /// where a queue or a priority is named.
    #[serde(default)]
    pub to: Option<String>,
    /// Another queue.
    #[serde(default)]
    pub queue: Option<String>,
    /// Another priority.
    #[serde(default)]
    pub priority: Option<Priority>,
}

/// `POST /v1/tickets/{id}/close`; the body may be left out.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CloseRequest {
    /// What came of it; `solved` where absent.
    #[serde(default)]
    pub resolution: Option<Resolution>,
}

/// `POST /v1/tickets/{id}/snooze`: one of `until` and `preset`.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SnoozeRequest {
    /// When it comes back; within a year.
    #[serde(default)]
    pub until: Option<Timestamp>,
    /// The same, on the wall clock of the team.
    #[serde(default)]
    pub preset: Option<SnoozePreset>,
    /// Chosen by the sender; the same id again does it once.
    #[serde(default)]
    pub client_message_id: Option<ClientMessageId>,
}

/// `POST /v1/tickets/{id}/tags`. What is in both stays.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TagsRequest {
    /// What it has from now on.
    #[serde(default)]
    pub add: BTreeSet<Tag>,
    /// What it has no longer.
    #[serde(default)]
    pub remove: BTreeSet<Tag>,
    /// Chosen by the sender; the same id again does it once.
    #[serde(default)]
    pub client_message_id: Option<ClientMessageId>,
}

impl SnoozeRequest {
    /// When the ticket comes back: to the second, and not before.
    ///
    /// # Errors
    /// A [`Problem`] that points at the field.
    pub fn act(&self, now: Timestamp, playbook: &Playbook) -> Result<Act, Problem> {
        let until = match (self.until, self.preset) {
            (Some(until), None) => until,
            (None, Some(preset)) => preset.until(now, playbook),
            (None, None) => {
                let detail = "must be there, or `preset` in its place";
                return Err(Problem::invalid("/until", detail));
            }
            (Some(_), Some(_)) => {
                return Err(Problem::invalid("/preset", "must not stand beside `until`"));
            }
        };
        let days = until.ms_since(now) / DAY_MS;
        if until <= now || days >= SNOOZE_DAYS_MAX {
            let detail = format!("must lie ahead, by at most {SNOOZE_DAYS_MAX} days");
            return Err(Problem::invalid("/until", detail));
        }
        let odd = until.as_ms().rem_euclid(SECOND_MS);
        let until = until.plus_ms(SECOND_MS.saturating_sub(odd).rem_euclid(SECOND_MS));
        Ok(Act::Snooze { until })
    }
}

impl TagsRequest {
    /// What is to be done.
    ///
    /// # Errors
    /// A [`Problem`] where nothing is.
    pub fn act(&self) -> Result<Act, Problem> {
        if self.add.is_empty() && self.remove.is_empty() {
            return Err(Problem::invalid("/add", "must name a tag, or `remove` must"));
        }
        Ok(Act::Tag { add: self.add.clone(), remove: self.remove.clone() })
    }
}

/// `POST /v1/tickets/{id}/return-to-agent`.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReturnRequest {
    /// What the assistant shall do; `answer` where absent.
    #[serde(default)]
    pub scope: ReturnScope,
    /// With `take_up`: at which turn; the one before a person came in where absent.
    #[serde(default)]
    pub step: Option<TurnId>,
    /// With `take_up`: what is said in the place of what the customer wrote there, such as "the order is
    /// #1042". The customer sees it.
    #[serde(default)]
    pub instead: Option<String>,
}

/// What the assistant shall do with a conversation that it has again.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReturnScope {
    /// Answer what comes.
    #[default]
    Answer,
    /// Only tell, and change nothing for the rest of the conversation.
    OnlyAnswer,
    /// Go back to before a step, and take it up again.
    TakeUp,
}

impl ReturnRequest {
    /// What it asks for.
    ///
    /// # Errors
    /// A [`Problem`] that points at what does not fit.
    pub fn scope(self) -> Result<GiveBack, Problem> {
        let instead = self.instead.as_deref().map(str::trim).filter(|text| !text.is_empty());
        if instead.is_some_and(|text| text.chars().count() > NOTE_CHARS_MAX) {
            let detail = format!("must have at most {NOTE_CHARS_MAX} characters");
            return Err(Problem::invalid("/instead", detail));
        }
        let only = "goes with the scope `take_up` alone";
        match self.scope {
            ReturnScope::TakeUp => {
                Ok(GiveBack::TakeUp { step: self.step, instead: instead.map(str::to_owned) })
            }
            _ if instead.is_some() => Err(Problem::invalid("/instead", only)),
            _ if self.step.is_some() => Err(Problem::invalid("/step", only)),
            ReturnScope::Answer => Ok(GiveBack::Answer),
            ReturnScope::OnlyAnswer => Ok(GiveBack::OnlyAnswer),
        }
    }
}

impl TicketTextRequest {
    /// The text without the space around it.
    ///
    /// # Errors
    /// A [`Problem`] that points at `text`.
    pub fn text(&self, deed: Deed) -> Result<String, Problem> {
        let max = if deed == Deed::Noted { NOTE_CHARS_MAX } else { MESSAGE_CHARS_MAX };
        let text = self.text.trim();
        if text.is_empty() {
            return Err(Problem::invalid("/text", "must not be empty"));
        }
        if text.chars().count() > max {
            return Err(Problem::invalid("/text", format!("must have at most {max} characters")));
        }
        Ok(text.to_owned())
    }
}

impl AssignRequest {
    /// The queue, where one is named.
    ///
    /// # Errors
    /// A [`Problem`] that points at `queue`.
    pub fn queue(&self) -> Result<Option<String>, Problem> {
        let Some(queue) = &self.queue else { return Ok(None) };
        let queue = queue.trim();
        let chars = queue.chars().count();
        if chars == 0 || chars > QUEUE_CHARS_MAX || queue.chars().any(char::is_control) {
            let detail = format!("must have 1 to {QUEUE_CHARS_MAX} characters");
            return Err(Problem::invalid("/queue", detail));
        }
        Ok(Some(queue.to_owned()))
    }
}

impl CloseRequest {
    /// What came of it.
    ///
    /// # Errors
    /// A [`Problem`] that points at `resolution`.
    pub fn resolution(&self) -> Result<Resolution, Problem> {
        match self.resolution {
            Some(Resolution::Returned) => {
                let detail = "is what `return-to-agent` does; it cannot be set";
                Err(Problem::invalid("/resolution", detail))
            }
            other => Ok(other.unwrap_or(Resolution::Solved)),
        }
    }
}

impl TicketSummary {
    /// A ticket, as short as a list has it.
    #[must_use]
    pub fn of(ticket: &Ticket, customer_id: Option<&CustomerId>) -> Self {
        let closed = ticket.log.iter().rev();
        let closed = closed.filter(|entry| matches!(entry.did, Deed::Closed | Deed::Returned));
        let answered = ticket.log.iter().find(|entry| entry.did == Deed::Replied);
        Self {
            id: ticket.id.clone(),
            conversation_id: ticket.conversation_id.clone(),
            customer_id: ticket.customer_id.as_ref().or(customer_id).cloned(),
            status: ticket.status,
            queue: ticket.queue.clone(),
            priority: ticket.priority,
            reason: ticket.reason,
            skills: ticket.skills.iter().map(json::name).collect(),
            assignee: ticket.assignee.clone(),
            opened_at: ticket.opened_at,
            waiting_since: ticket.waiting_since,
            unanswered_since: ticket.unanswered_since,
            answer_due: ticket.answer_due.filter(|_| !ticket.is_answered()),
            answered_at: answered.map(|entry| entry.at),
            snoozed_until: ticket.snoozed_until,
            back_since: ticket.back_since,
            tags: ticket.tags.clone(),
            language: ticket.language.clone(),
            closed_at: closed.map(|entry| entry.at).next(),
            resolution: ticket.resolution,
            awaits: ticket.awaits().into_iter().map(str::to_owned).collect(),
            mark: ticket.mark(),
        }
    }

    /// Where it stands in a list: a rank, and an instant within it.
    #[must_use]
    pub fn place(&self) -> (u8, i64) {
        match self.status {
            TicketStatus::Open => {
                let rank = match self.priority {
                    Priority::Urgent => 0,
                    Priority::High => 1,
                    Priority::Normal => 2,
                };
                let since = self.unanswered_since.or(self.back_since);
                (rank, since.unwrap_or(self.waiting_since).as_ms())
            }
            TicketStatus::Snoozed => (3, self.snoozed_until.unwrap_or(self.opened_at).as_ms()),
            TicketStatus::WaitingCustomer => (3, self.waiting_since.as_ms()),
            // The newest first.
            TicketStatus::Closed => {
                (4, self.closed_at.unwrap_or(self.opened_at).as_ms().saturating_neg())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn until_when_a_ticket_is_put_aside_is_said_once_and_lies_ahead() {
        let now = Timestamp::parse("2026-11-27T10:00:00Z").unwrap();
        let read = |body: &str| serde_json::from_str::<SnoozeRequest>(body).unwrap();
        let act = |body: &str| read(body).act(now, &Playbook::default());
        let until = |at: &str| Ok(Act::Snooze { until: Timestamp::parse(at).unwrap() });
        assert_eq!(
            act(r#"{"until": "2026-11-27T12:00:00.001+01:00"}"#),
            until("2026-11-27T11:00:01Z")
        );
        assert_eq!(act(r#"{"until": "2026-11-27T11:00:00Z"}"#), until("2026-11-27T11:00:00Z"));
        assert_eq!(act(r#"{"preset": "in_three_hours"}"#), until("2026-11-27T13:00:00Z"));
        for (body, pointer) in [
            ("{}", "/until"),
            (r#"{"until": "2026-11-27T10:00:00Z"}"#, "/until"),
            (r#"{"until": "2027-11-29T10:00:00Z"}"#, "/until"),
            (r#"{"until": "2026-11-28T10:00:00Z", "preset": "next_monday"}"#, "/preset"),
        ] {
            assert_eq!(act(body).unwrap_err().errors[0].pointer, pointer, "{body}");
        }
        assert!(serde_json::from_str::<SnoozeRequest>(r#"{"untill": null}"#).is_err());
    }

    #[test]
    fn a_change_of_tags_names_one() {
        let read = |body: &str| serde_json::from_str::<TagsRequest>(body);
        assert!(read("{}").unwrap().act().is_err());
        assert!(read(r#"{"remove": ["VIP"]}"#).unwrap().act().is_ok());
        assert!(read(r#"{"add": ["a@b"]}"#).is_err());
        assert!(read(r#"{"tags": []}"#).is_err());
    }
}
