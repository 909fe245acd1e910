//! What customer objects have sent, and what becomes of it: to the customer outside of the conversation, and
//! to the destinations of their tickets. The calls are those of [`super::customer`].

use edgewise::{
    base::{
        id::{CustomerKey, MessageId, TicketId},
        pii::Pii,
        time::Timestamp,
    },
    escalation::Dispatch,
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
    /// The object that keeps it until it is sent, once it is handed over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) key: Option<CustomerKey>,
    /// The attempts so far.
    #[serde(default)]
    pub(crate) attempts: u32,
}

/// What is to be told to a destination; nothing where it was told.
#[derive(Clone, Deserialize, Serialize)]
pub(crate) struct ReadDispatch {
    /// Which destination.
    pub(crate) destination: String,
    /// Which dispatch.
    pub(crate) id: String,
}

/// See [`ReadDispatch`].
#[derive(Clone, Deserialize, Serialize)]
pub(crate) struct DueDispatch {
    /// What.
    pub(crate) dispatch: Dispatch,
    /// What the ticket is called there.
    pub(crate) remote: Remote,
    /// The attempts so far, this one among them.
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

/// Has what waits for a destination sent now. False where nothing waits.
#[derive(Clone, Deserialize, Serialize)]
pub(crate) struct SendAgain {
    /// The object's own name, which it cannot know.
    pub(crate) key: CustomerKey,
    /// Of which ticket.
    pub(crate) ticket_id: TicketId,
    /// Which destination.
    pub(crate) destination: String,
    /// When.
    pub(crate) now: Timestamp,
}

/// What came of an attempt to send something to the customer.
#[derive(Clone, Deserialize, Serialize)]
pub(crate) struct Delivered {
    /// Which delivery.
    pub(crate) id: String,
    /// Milliseconds until the next attempt; nothing where none is needed any more.
    pub(crate) wait_ms: Option<i64>,
    /// When.
    pub(crate) now: Timestamp,
}
