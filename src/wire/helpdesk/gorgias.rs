//! Gorgias's REST API. One ticket of ours is one of theirs, with our id as its external id; so is each
//! message. It knows no idempotency key: whatever may have arrived is looked for.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{ForeignId, HelpdeskRequest, Remote, Target, packet, without_zone};
use crate::{
    base::{json, pii::Pii},
    conversation::MessageRole,
    escalation::{Dispatch, Said, Told},
};

/// Messages that are looked through for one that may have arrived.
pub(in crate::wire) const MESSAGES: u32 = 100;

#[derive(Deserialize)]
struct Held {
    id: ForeignId,
    #[serde(default)]
    external_id: Option<String>,
}

#[derive(Deserialize)]
struct Several {
    #[serde(default)]
    data: Vec<Held>,
}

pub(super) fn look_up(dispatch: &Dispatch, remote: &Remote) -> Option<HelpdeskRequest> {
    let path = match &dispatch.told {
        Told::Opened { .. } => format!("/api/tickets?external_id={}", dispatch.ticket.id),
        Told::Answered { .. } | Told::CustomerWrote { .. } => {
            let ticket = remote.ticket.as_ref()?;
            format!(
                "/api/tickets/{ticket}/messages?limit={MESSAGES}&order_by=created_datetime:desc"
            )
        }
        // To close what is closed changes nothing.
        Told::Closed { .. } => return None,
    };
    Some(HelpdeskRequest { method: "GET", path, headers: Vec::new(), body: None })
}

pub(super) fn found(dispatch: &Dispatch, remote: &Remote, body: &[u8]) -> Option<Remote> {
    let several: Several = json::read_bytes(body).ok()?;
    let opened = matches!(dispatch.told, Told::Opened { .. });
    let own = if opened { dispatch.ticket.id.as_str() } else { &dispatch.id };
    let held = several.data.into_iter().find(|held| held.external_id.as_deref() == Some(own))?;
    if !opened {
        return Some(remote.clone());
    }
    Some(Remote { ticket: Some(held.id.0), requester: None })
}

pub(super) fn opened(body: &[u8]) -> Option<Remote> {
    let held: Held = json::read_bytes(body).ok()?;
    Some(Remote { ticket: Some(held.id.0), requester: None })
}

pub(super) fn request(
    target: Target<'_>,
    dispatch: &Dispatch,
    remote: &Remote,
) -> Option<HelpdeskRequest> {
    let (method, path, body) = match &dispatch.told {
        Told::Opened { history, .. } => {
            ("POST", "/api/tickets".to_owned(), made(target, dispatch, history))
        }
        Told::Answered { .. } => {
            let path = format!("/api/tickets/{}/messages", remote.ticket.as_ref()?);
            ("POST", path, note(target, dispatch))
        }
        Told::CustomerWrote { message, .. } => {
            let path = format!("/api/tickets/{}/messages", remote.ticket.as_ref()?);
            let text = packet::text(target, dispatch);
            ("POST", path, incoming(target, dispatch, message, &text, &dispatch.id))
        }
        Told::Closed { .. } => {
            let path = format!("/api/tickets/{}", remote.ticket.as_ref()?);
            ("PUT", path, json!({ "status": "closed" }))
        }
    };
    let body = Some(Pii::new(body.to_string()));
    Some(HelpdeskRequest { method, path, headers: Vec::new(), body })
}

/// A ticket to be made: what the customer said last, and the packet as a note of the team.
fn made(target: Target<'_>, dispatch: &Dispatch, history: &[Said]) -> Value {
    let last = history.iter().rfind(|said| said.role == MessageRole::Customer);
    let mut messages: Vec<Value> = Vec::new();
    if let Some(said) = last {
        let text = said.text.expose();
        messages.push(incoming(target, dispatch, said, text, said.id.as_str()));
    }
    messages.push(note(target, dispatch));
    let reason = json::name(&dispatch.ticket.reason);
    json!({
        "channel": "api",
        "via": "api",
        "from_agent": false,
        "external_id": dispatch.ticket.id,
        "subject": packet::subject(dispatch),
        "customer": { "email": address_of(target, dispatch) },
        "tags": [{ "name": "edgewise" }, { "name": reason }],
        "messages": messages,
    })
}

/// The address of whoever asks. Only one that is shown to be the customer's: whatever is answered there
/// must not reach a stranger. Without one, our own account asks.
fn address_of<'a>(target: Target<'a>, dispatch: &'a Dispatch) -> &'a str {
    dispatch.customer.email.as_ref().map_or(target.address, |email| email.expose().as_str())
}

/// Something that the customer said.
fn incoming(
    target: Target<'_>,
    dispatch: &Dispatch,
    said: &Said,
    text: &str,
    external_id: &str,
) -> Value {
    let address = address_of(target, dispatch);
    let mut from = json!({ "address": address });
    if let (Some(name), Some(from)) = (&dispatch.customer.name, from.as_object_mut()) {
        from.insert("name".to_owned(), json!(name));
    }
    json!({
        "channel": "api",
        "via": "api",
        "from_agent": false,
        "public": true,
        "sender": { "email": address },
        "source": { "type": "api", "from": from, "to": [{ "address": target.address }] },
        "subject": packet::subject(dispatch),
        "body_text": text,
        "body_html": html(text),
        "sent_datetime": without_zone(said.at),
        "external_id": external_id,
    })
}

/// Something for the team alone.
fn note(target: Target<'_>, dispatch: &Dispatch) -> Value {
    json!({
        "channel": "internal-note",
        "via": "api",
        "from_agent": true,
        "public": false,
        "sender": { "email": target.address },
        "source": { "type": "internal-note", "from": { "address": target.address }, "to": [] },
        "body_text": packet::text(target, dispatch),
        "external_id": dispatch.id,
    })
}

/// Plain text as HTML.
fn html(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    format!("<p>{}</p>", text.replace('\n', "<br>"))
}
