//! Standard Webhooks 1.0: JSON for any endpoint, signed over its id, the instant of the attempt and its
//! bytes.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};

use super::{HelpdeskRequest, Target, packet};
use crate::{
    base::{pii::Pii, time::Timestamp},
    escalation::{Caller, Colleague, Dispatch, Said, Ticket, Told},
    identity::hmac_sha256,
};

/// What our webhooks about tickets hold.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TicketWebhook {
    /// What happened.
    #[serde(rename = "type")]
    pub kind: TicketWebhookKind,
    /// When it happened.
    pub timestamp: Timestamp,
    /// To what.
    pub data: TicketWebhookData,
}

/// What happened to a ticket.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum TicketWebhookKind {
    /// A person answered the customer here.
    #[serde(rename = "ticket.answered")]
    Answered,
    /// It is closed.
    #[serde(rename = "ticket.closed")]
    Closed,
    /// The customer wrote.
    #[serde(rename = "ticket.customer_wrote")]
    CustomerWrote,
    /// It was opened.
    #[serde(rename = "ticket.opened")]
    Opened,
}

/// A ticket with what was said.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TicketWebhookData {
    /// The ticket as it was then, without what the team noted.
    pub ticket: Ticket,
    /// Whose it is.
    pub customer: Caller,
    /// What was said, oldest first: the end of the conversation when it was opened, else what is new.
    pub messages: Vec<Said>,
    /// Messages before those, where it was opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_out: Option<u32>,
    /// Who answered or closed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Colleague>,
    /// The conversation in our console.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

pub(super) fn request(target: Target<'_>, dispatch: &Dispatch) -> HelpdeskRequest {
    let (kind, messages, left_out, by) = match &dispatch.told {
        Told::Answered { by, message } => {
            (TicketWebhookKind::Answered, vec![message.clone()], None, Some(by.clone()))
        }
        Told::Closed { by, .. } => (TicketWebhookKind::Closed, Vec::new(), None, Some(by.clone())),
        Told::CustomerWrote { message, reply } => {
            let messages = [Some(message), reply.as_ref()].into_iter().flatten().cloned().collect();
            (TicketWebhookKind::CustomerWrote, messages, None, None)
        }
        Told::Opened { history, left_out } => {
            (TicketWebhookKind::Opened, history.clone(), Some(*left_out), None)
        }
    };
    let url = packet::link(target, dispatch);
    let (ticket, customer) = (dispatch.ticket.clone(), dispatch.customer.clone());
    let data = TicketWebhookData { ticket, customer, messages, left_out, by, url };
    let webhook = TicketWebhook { kind, timestamp: dispatch.at, data };
    HelpdeskRequest {
        method: "POST",
        path: String::new(),
        headers: vec![("webhook-id", dispatch.id.clone())],
        body: serde_json::to_string(&webhook).ok().map(Pii::new),
    }
}

/// The `webhook-signature` of an attempt at this second since 1970; nothing where the secret is no signing key.
#[must_use]
pub fn signature(secret: &str, id: &str, second: i64, body: &str) -> Option<String> {
    let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap_or(secret)).ok()?;
    if key.is_empty() {
        return None;
    }
    let mac = hmac_sha256(&key, format!("{id}.{second}.{body}").as_bytes());
    Some(format!("v1,{}", STANDARD.encode(mac)))
}
