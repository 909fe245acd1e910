//! What people at their desks tell a customer's object while they have a ticket open: that they look at it or
//! write, and what they have written so far.

use edgewise::{
    base::{id::TicketId, time::Timestamp},
    escalation::Colleague,
    wire::Doing,
};
use serde::{Deserialize, Serialize};

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
