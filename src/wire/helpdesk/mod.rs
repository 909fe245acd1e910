//! What is told of a ticket, in the words of the systems that it is sent to. Values in, values out; only
//! `functions` sends them.
//!
//! Everything that is sent carries the id of its [`Dispatch`]: as an idempotency key where a system knows
//! one, and where it does not, in such a way that it is found there again. So a repetition that may have
//! arrived before is looked for first, and what was sent from here is recognised when it comes back.

mod email;
mod gorgias;
mod packet;
mod slack;
mod standard_webhooks;
mod zendesk;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};

use super::foreign_id::ForeignId;
use crate::{
    base::{pii::Pii, time::Timestamp},
    escalation::{Dispatch, Told},
    playbook::DestinationKind,
};

pub use email::email;
pub(super) use gorgias::MESSAGES;
pub use standard_webhooks::{TicketWebhook, TicketWebhookData, TicketWebhookKind, signature};
pub(super) use zendesk::COMMENTS;

/// Where something is sent, as far as it changes what is sent.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a> {
    /// What it is.
    pub kind: DestinationKind,
    /// The address of the account that is used there.
    pub address: &'a str,
    /// Our own address, for links that lead back to the console.
    pub console: Option<&'a str>,
}

/// A request to another system, but for its secret.
#[derive(Clone, Debug, PartialEq)]
pub struct HelpdeskRequest {
    /// How.
    pub method: &'static str,
    /// What follows the address of the destination.
    pub path: String,
    /// Headers of its own.
    pub headers: Vec<(&'static str, String)>,
    /// JSON.
    pub body: Option<Pii<String>>,
}

/// What a ticket is called elsewhere.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Remote {
    /// The ticket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<String>,
    /// Whoever asks in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requester: Option<String>,
}

/// What an answer means.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Verdict {
    /// Another attempt may help.
    Again,
    /// No attempt will help until somebody changes something.
    Never,
    /// It has arrived.
    Sent,
}

/// Looks whether a repetition has arrived before; nothing where the system recognises it by itself, or
/// cannot be asked.
#[must_use]
pub fn look_up(
    target: Target<'_>,
    dispatch: &Dispatch,
    remote: &Remote,
) -> Option<HelpdeskRequest> {
    match target.kind {
        DestinationKind::Gorgias => gorgias::look_up(dispatch, remote),
        DestinationKind::Zendesk => zendesk::look_up(dispatch, remote),
        DestinationKind::Email | DestinationKind::Slack | DestinationKind::StandardWebhooks => None,
    }
}

/// What was found by [`look_up`]: what the ticket is called there, where it has arrived.
#[must_use]
pub fn found(
    target: Target<'_>,
    dispatch: &Dispatch,
    remote: &Remote,
    body: &[u8],
) -> Option<Remote> {
    match target.kind {
        DestinationKind::Gorgias => gorgias::found(dispatch, remote, body),
        DestinationKind::Zendesk => zendesk::found(dispatch, remote, body),
        DestinationKind::Email | DestinationKind::Slack | DestinationKind::StandardWebhooks => None,
    }
}

/// What is sent; nothing where it is about a ticket that is not there, or for a kind that is not asked
/// over HTTP.
#[must_use]
pub fn request(
    target: Target<'_>,
    dispatch: &Dispatch,
    remote: &Remote,
) -> Option<HelpdeskRequest> {
    match target.kind {
        DestinationKind::Email => None,
        DestinationKind::Gorgias => gorgias::request(target, dispatch, remote),
        DestinationKind::Slack => Some(slack::request(target, dispatch)),
        DestinationKind::StandardWebhooks => Some(standard_webhooks::request(target, dispatch)),
        DestinationKind::Zendesk => zendesk::request(target, dispatch, remote),
    }
}

/// What the ticket is called there, once something has arrived.
#[must_use]
pub fn sent(target: Target<'_>, dispatch: &Dispatch, remote: &Remote, body: &[u8]) -> Remote {
    let told = match (target.kind, &dispatch.told) {
        (DestinationKind::Gorgias, Told::Opened { .. }) => gorgias::opened(body),
        (DestinationKind::Zendesk, Told::Opened { .. }) => zendesk::opened(body),
        _ => None,
    };
    told.unwrap_or_else(|| remote.clone())
}

/// What is asked before a ticket is opened there that follows another: how that one stands, and which others there
/// are. Nothing where the system has no such tickets.
#[must_use]
pub fn before_follow_up(
    target: Target<'_>,
    dispatch: &Dispatch,
    remote: &Remote,
) -> Option<[HelpdeskRequest; 2]> {
    (target.kind == DestinationKind::Zendesk)
        .then(|| zendesk::before_follow_up(dispatch, remote))
        .flatten()
}

/// Whether a ticket there is closed for good, by how it stands.
#[must_use]
pub fn is_over(body: &[u8]) -> bool {
    zendesk::is_over(body)
}

/// The ticket that follows the one of before, where it was opened already.
#[must_use]
pub fn found_follow_up(dispatch: &Dispatch, remote: &Remote, body: &[u8]) -> Option<Remote> {
    zendesk::found_follow_up(dispatch, remote, body)
}

/// Opens a ticket that follows the one of before with what was to be told in that one.
#[must_use]
pub fn follow_up(
    target: Target<'_>,
    dispatch: &Dispatch,
    remote: &Remote,
) -> Option<HelpdeskRequest> {
    zendesk::follow_up(target, dispatch, remote)
}

/// What the ticket that follows is called there.
#[must_use]
pub fn opened_follow_up(remote: &Remote, body: &[u8]) -> Remote {
    zendesk::opened(body).unwrap_or_else(|| remote.clone())
}

/// What a status means.
#[must_use]
pub fn verdict(kind: DestinationKind, told: &Told, status: u16) -> Verdict {
    match (kind, status) {
        (_, 200..=299) => Verdict::Sent,
        // What is over there takes no changes: it is closed, which is what was to be said.
        (DestinationKind::Zendesk, 422) if matches!(told, Told::Closed { .. }) => Verdict::Sent,
        // An endpoint that is gone for good.
        (_, 410) => Verdict::Never,
        (DestinationKind::Gorgias | DestinationKind::Slack | DestinationKind::Zendesk, _) => {
            match status {
                400 | 404 | 405 | 413 | 422 => Verdict::Never,
                _ => Verdict::Again,
            }
        }
        _ => Verdict::Again,
    }
}

/// The `authorization` header; nothing where the secret travels in another way.
#[must_use]
pub fn authorization(target: Target<'_>, secret: &str) -> Option<Pii<String>> {
    let pair = match target.kind {
        DestinationKind::Gorgias => format!("{}:{secret}", target.address),
        DestinationKind::Zendesk => format!("{}/token:{secret}", target.address),
        DestinationKind::Email | DestinationKind::Slack | DestinationKind::StandardWebhooks => {
            return None;
        }
    };
    Some(Pii::new(format!("Basic {}", STANDARD.encode(pair))))
}

/// Ends everything that is written into a system which keeps no ids of ours, so that it is recognised.
fn mark(dispatch_id: &str) -> String {
    format!("[edgewise {dispatch_id}]")
}

/// Whether a text was written from here.
#[must_use]
pub fn is_ours(text: &str) -> bool {
    let last = text.trim_end().lines().next_back().unwrap_or_default().trim();
    last.starts_with("[edgewise ") && last.ends_with(']')
}

/// An instant without its zone, which is UTC.
fn without_zone(at: Timestamp) -> String {
    at.to_string().chars().take(19).collect()
}

#[cfg(test)]
mod tests;
