//! What customer objects have sent, and what becomes of it: to the customer outside of the conversation, and
//! to the destinations of their tickets. The calls are those of [`super::customer`].

use edgewise::{
    base::{
        id::{ConversationId, CustomerKey, MessageId, TicketId},
        pii::Pii,
        time::Timestamp,
    },
    escalation::{Colleague, Dispatch},
    identity::CodeDelivery,
    wire::helpdesk::Remote,
};
use serde::{Deserialize, Serialize};

use super::customer::StockNews;

/// That something came back, for one customer.
#[derive(Clone, Deserialize, Serialize)]
pub(crate) struct StockMessage {
    /// Recognises a repetition.
    pub(crate) id: String,
    /// Email address.
    pub(crate) to: Pii<String>,
    /// What.
    pub(crate) news: StockNews,
}

/// What a person answered, for a customer who has left.
#[derive(Clone, Deserialize, Serialize)]
pub(crate) struct AnswerMessage {
    /// Recognises a repetition.
    pub(crate) id: MessageId,
    /// Email address.
    pub(crate) to: Pii<String>,
    /// What was said.
    pub(crate) text: String,
    /// On which ticket, and in which conversation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) on: Option<(TicketId, ConversationId)>,
}

/// Something that is to be sent to a customer, outside of the conversation: one of the three.
#[derive(Clone, Default, Deserialize, Serialize)]
pub(crate) struct Delivery {
    /// A one-time code, by its challenge: the code itself is made when it is sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) code: Option<CodeDelivery>,
    /// That something came back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) stock: Option<StockMessage>,
    /// What a person answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) answer: Option<AnswerMessage>,
    /// The language last spoken, where it is not the one that the shop prefers.
    pub(crate) language: Option<String>,
    /// The playbook of the conversation.
    pub(crate) playbook_version: u32,
    /// The attempts that failed.
    #[serde(default)]
    pub(crate) attempts: u32,
    /// Names the attempt that was begun last.
    #[serde(default)]
    pub(crate) generation: u32,
    /// Whether nothing is known yet of what came of that one.
    #[serde(default)]
    pub(crate) under_way: bool,
    /// Why the last attempt failed, in a stable code.
    #[serde(default)]
    pub(crate) fault: String,
    /// Whether it is given up until somebody has it sent again.
    #[serde(default)]
    pub(crate) given_up: bool,
    /// When it was kept.
    #[serde(default)]
    pub(crate) since: Option<Timestamp>,
}

/// Begins an attempt to send something to the customer; nothing where it was sent, or where this attempt or a
/// later one was begun before.
#[derive(Clone, Deserialize, Serialize)]
pub(crate) struct BeginDelivery {
    /// Which.
    pub(crate) id: String,
    /// Names the attempt.
    pub(crate) generation: u32,
    /// When.
    pub(crate) now: Timestamp,
}

/// Begins an attempt to tell a destination something; nothing where it was told, or where this attempt or a
/// later one was begun before.
#[derive(Clone, Deserialize, Serialize)]
pub(crate) struct BeginDispatch {
    /// Which destination.
    pub(crate) destination: String,
    /// Which dispatch.
    pub(crate) id: String,
    /// Names the attempt.
    pub(crate) generation: u32,
    /// When.
    pub(crate) now: Timestamp,
}

/// See [`BeginDispatch`].
#[derive(Clone, Deserialize, Serialize)]
pub(crate) struct DueDispatch {
    /// What.
    pub(crate) dispatch: Dispatch,
    /// What the ticket is called there.
    pub(crate) remote: Remote,
    /// The attempts that failed.
    pub(crate) attempts: u32,
}

/// What came of an attempt to tell a destination something. Can be repeated.
#[derive(Clone, Deserialize, Serialize)]
pub(crate) struct Dispatched {
    /// The object's own name, which it cannot know.
    pub(crate) key: CustomerKey,
    /// Which destination.
    pub(crate) destination: String,
    /// Which dispatch.
    pub(crate) id: String,
    /// Which attempt.
    pub(crate) generation: u32,
    /// What came of it.
    pub(crate) ended: Ended,
    /// When.
    pub(crate) now: Timestamp,
}

/// See [`Dispatched`].
#[derive(Clone, Deserialize, Serialize)]
pub(crate) enum Ended {
    /// It has not arrived, or nobody knows.
    Failed {
        /// Why, in a stable code.
        fault: String,
        /// Milliseconds until the next attempt; nothing where it is given up.
        wait_ms: Option<i64>,
    },
    /// It has arrived.
    Sent {
        /// What the ticket is called there.
        remote: Remote,
    },
}

/// The destination in which somebody did something with a ticket.
#[derive(Clone, Deserialize, Serialize)]
pub(crate) struct Origin {
    /// Which destination.
    pub(crate) destination: String,
    /// What the ticket is called there.
    pub(crate) remote_id: String,
}

/// Something that waits to be sent, or was given up.
#[derive(Clone, Deserialize, Serialize)]
pub(crate) enum Unsent {
    /// An email to the customer.
    Email {
        /// Which.
        id: String,
    },
    /// What is next for a destination of a ticket, with what waits behind it.
    Ticket {
        /// Which ticket.
        id: TicketId,
        /// Which destination.
        destination: String,
    },
}

/// Has something sent now. False where it does not wait.
#[derive(Clone, Deserialize, Serialize)]
pub(crate) struct SendAgain {
    /// The object's own name, which it cannot know.
    pub(crate) key: CustomerKey,
    /// What.
    pub(crate) what: Unsent,
    /// When.
    pub(crate) now: Timestamp,
}

/// Leaves out something that was given up: it is not sent any more, and what waits behind it goes on. False
/// where it was not given up.
#[derive(Clone, Deserialize, Serialize)]
pub(crate) struct LeaveOut {
    /// The object's own name, which it cannot know.
    pub(crate) key: CustomerKey,
    /// What.
    pub(crate) what: Unsent,
    /// Whether the destination has tickets of its own: without the one that was to be opened there, nothing
    /// more can be told.
    pub(crate) has_tickets: bool,
    /// Who decided it.
    pub(crate) by: Colleague,
    /// When.
    pub(crate) now: Timestamp,
}

/// What came of an attempt to send something to the customer.
#[derive(Clone, Deserialize, Serialize)]
pub(crate) struct Delivered {
    /// The object's own name, which it cannot know.
    pub(crate) key: CustomerKey,
    /// Which delivery.
    pub(crate) id: String,
    /// Which attempt.
    pub(crate) generation: u32,
    /// Why it failed, in a stable code, and milliseconds until the next attempt, if there is one; nothing where
    /// it was sent.
    pub(crate) failed: Option<(String, Option<i64>)>,
    /// When.
    pub(crate) now: Timestamp,
}
