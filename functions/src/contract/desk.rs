//! What people at their desks tell a customer's object: what they do with a ticket, that they look at it or write,
//! and what they have written so far.

use edgewise::{
    base::{
        id::{ClientMessageId, ConversationId, CustomerKey, TicketId},
        time::Timestamp,
    },
    escalation::{Act, Colleague, Refused},
    identity::Via,
    wire::{Doing, TicketDetail},
};
use serde::{Deserialize, Serialize};

use super::outbox::Origin;

/// Notes that somebody has a ticket open, and tells who else has. Kept in memory only.
#[derive(Deserialize, Serialize)]
pub(crate) struct Look {
    /// Which.
    pub(crate) ticket_id: TicketId,
    /// Who.
    pub(crate) by: Colleague,
    /// What they do.
    pub(crate) doing: Doing,
    /// When.
    pub(crate) now: Timestamp,
}

/// Keeps what somebody has written so far; nothing where the text is empty. Answers whether there is such a
/// ticket.
#[derive(Deserialize, Serialize)]
pub(crate) struct KeepDraft {
    /// For which ticket.
    pub(crate) ticket_id: TicketId,
    /// Who, by their id.
    pub(crate) by: String,
    /// What.
    pub(crate) text: String,
    /// When.
    pub(crate) now: Timestamp,
}

/// Something that a team member does in a conversation.
#[derive(Deserialize, Serialize)]
pub(crate) struct Work {
    /// The object's own name, which it cannot know.
    pub(crate) key: CustomerKey,
    /// With what.
    pub(crate) on: WorkOn,
    /// What.
    pub(crate) act: Act,
    /// Who.
    pub(crate) by: Colleague,
    /// Recognises a repeated request.
    pub(crate) client_message_id: Option<ClientMessageId>,
    /// The revision of the ticket that they have seen, where they say so.
    pub(crate) read: Option<u32>,
    /// How something can be sent to a customer.
    pub(crate) reach: Vec<Via>,
    /// The queue of a ticket that is opened by it.
    pub(crate) queue: String,
    /// The destinations that take a ticket which is opened by it.
    pub(crate) destinations: Vec<String>,
    /// Whom of the team a note speaks to.
    pub(crate) mentions: Vec<Colleague>,
    /// Where it was done, where that is elsewhere. It is not told there again.
    pub(crate) from: Option<Origin>,
    /// When.
    pub(crate) now: Timestamp,
}

/// See [`Work`].
#[derive(Clone, Deserialize, Serialize)]
pub(crate) enum WorkOn {
    /// The ticket that is open in a conversation, or a new one.
    Conversation(ConversationId),
    /// A ticket, as long as it is marked like this.
    Marked(TicketId, String),
    /// A ticket.
    Ticket(TicketId),
}

/// See [`Work`].
#[derive(Deserialize, Serialize)]
pub(crate) enum Worked {
    /// Done: the ticket as it is now.
    Done(Box<TicketDetail>),
    /// There is no such ticket or conversation.
    NoTicket,
    /// Nothing was changed.
    Refused(Refused),
}
