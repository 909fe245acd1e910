//! Gorgias's HTTP integrations. They are not signed, hold what the merchant writes into their body, and are
//! not repeated: so such a request only says that a ticket has changed, shows by a secret header that it
//! comes from there, and what has changed is read from Gorgias itself.

use serde::Deserialize;

use super::{Did, HookFault, Written, ticket_of};
use crate::{
    base::{id::TicketId, json},
    identity::secrets_match,
    wire::{
        foreign_id::ForeignId,
        helpdesk::{HelpdeskRequest, MESSAGES},
    },
};

/// Verifies the secret header.
///
/// # Errors
/// [`HookFault`]; nothing of the body may be looked at then.
pub fn verify(secret: &str, given: Option<&str>) -> Result<(), HookFault> {
    if secret.is_empty() {
        return Err(HookFault::NoSecret);
    }
    let given = given.ok_or(HookFault::MissingHeader("Authorization"))?;
    let token = given.split_once(' ').map_or(given, |(_, token)| token).trim();
    if secrets_match(token, secret) { Ok(()) } else { Err(HookFault::Signature) }
}

#[derive(Deserialize)]
struct Hook {
    ticket_id: ForeignId,
}

/// The number of the ticket that has changed.
///
/// # Errors
/// [`HookFault::Malformed`] where the body names none.
pub fn changed(body: &[u8]) -> Result<String, HookFault> {
    let hook: Hook =
        json::read_bytes(body).map_err(|fault| HookFault::Malformed(fault.pointer().to_owned()))?;
    if !hook.ticket_id.is_number() {
        return Err(HookFault::Malformed("/ticket_id".to_owned()));
    }
    Ok(hook.ticket_id.0)
}

/// What is asked to find out: the ticket, and what was written in it last.
#[must_use]
pub fn look(remote_id: &str) -> [HelpdeskRequest; 2] {
    let list = format!("messages?limit={MESSAGES}&order_by=created_datetime:desc");
    let ask =
        |path: String| HelpdeskRequest { method: "GET", path, headers: Vec::new(), body: None };
    [ask(format!("/api/tickets/{remote_id}")), ask(format!("/api/tickets/{remote_id}/{list}"))]
}

#[derive(Deserialize)]
struct Ticket {
    #[serde(default)]
    external_id: Option<String>,
    #[serde(default)]
    status: Option<String>,
    #[serde(default)]
    customer: Option<Person>,
}

#[derive(Deserialize)]
struct Messages {
    #[serde(default)]
    data: Vec<Message>,
}

#[derive(Deserialize)]
struct Message {
    id: ForeignId,
    #[serde(default)]
    external_id: Option<String>,
    #[serde(default)]
    from_agent: bool,
    #[serde(default)]
    public: bool,
    #[serde(default)]
    channel: Option<String>,
    #[serde(default)]
    sender: Option<Person>,
    /// To whom; it may be somebody else than the customer.
    #[serde(default)]
    receiver: Option<Person>,
    /// The rule that wrote it, where nobody did.
    #[serde(default)]
    rule_id: Option<ForeignId>,
    #[serde(default)]
    stripped_text: Option<String>,
    #[serde(default)]
    body_text: Option<String>,
}

#[derive(Deserialize)]
struct Person {
    #[serde(default)]
    id: Option<ForeignId>,
    #[serde(default)]
    name: Option<String>,
}

/// What people did there, oldest first; nothing where it is no ticket of ours or the answers cannot be read.
#[must_use]
pub fn read(ticket: &[u8], messages: &[u8]) -> Option<(TicketId, Vec<Did>)> {
    let ticket: Ticket = json::read_bytes(ticket).ok()?;
    let id = ticket.external_id.as_deref().and_then(ticket_of)?;
    let messages: Messages = json::read_bytes(messages).ok()?;
    let customer = ticket.customer.and_then(|customer| customer.id);
    let mut done: Vec<Did> = messages
        .data
        .into_iter()
        .rev()
        .filter_map(|it| it.into_did(&id, customer.as_ref()))
        .collect();
    if ticket.status.as_deref() == Some("closed") {
        done.push(Did::Closed);
    }
    Some((id, done))
}

impl Message {
    fn into_did(self, ticket_id: &TicketId, customer: Option<&ForeignId>) -> Option<Did> {
        let ours = format!("{ticket_id}-n");
        let is_ours = self.external_id.is_some_and(|id| id.starts_with(&ours));
        let text = self.body_text.or(self.stripped_text).unwrap_or_default();
        if !self.from_agent || is_ours || self.rule_id.is_some() || text.trim().is_empty() {
            return None;
        }
        // What goes to a supplier is none of the customer's business.
        let receiver = self.receiver.and_then(|receiver| receiver.id);
        let elsewhere = receiver
            .as_ref()
            .zip(customer)
            .is_some_and(|(receiver, customer)| receiver.0 != customer.0);
        let is_note = self.channel.as_deref() == Some("internal-note");
        let (author_id, author) = match self.sender {
            Some(Person { id, name }) => (id.map(|id| id.0), name),
            None => (None, None),
        };
        Some(Did::Wrote(Written {
            id: self.id.0,
            author_id: author_id.unwrap_or_default(),
            author,
            text: text.trim().to_owned(),
            to_customer: self.public && !is_note && !elsewhere,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_who_knows_the_secret_says_that_a_ticket_changed() {
        assert_eq!(verify("s3", Some("Bearer s3")), Ok(()));
        assert_eq!(verify("s3", Some("Bearer s4")), Err(HookFault::Signature));
        assert_eq!(verify("s3", None), Err(HookFault::MissingHeader("Authorization")));
        assert_eq!(verify("", Some("Bearer ")), Err(HookFault::NoSecret));
        assert_eq!(changed(br#"{"ticket_id": 35436}"#).unwrap(), "35436");
        assert_eq!(changed(br#"{"ticket_id": "35436"}"#).unwrap(), "35436");
        for bad in ["{}", r#"{"ticket_id": "../users"}"#, r#"{"ticket_id": ""}"#] {
            assert!(changed(bad.as_bytes()).is_err(), "{bad}");
        }
        let [ticket, messages] = look("35436");
        assert_eq!(ticket.path, "/api/tickets/35436");
        assert!(messages.path.starts_with("/api/tickets/35436/messages?"));
    }

    #[test]
    fn what_the_team_wrote_is_read_in_its_order_and_what_came_from_here_is_left_out() {
        let ticket =
            br#"{"id": 1, "external_id": "c0123456789abcdef01234567-1-2-t", "status": "closed"}"#;
        let messages = br#"{"data": [
            {"id": 5, "from_agent": true, "public": false, "channel": "internal-note", "body_text": "check stock", "sender": {"id": 7, "name": "Sam"}},
            {"id": 4, "from_agent": true, "public": true, "channel": "api", "body_text": " Hello\n", "sender": {"id": 7, "name": "Sam"}},
            {"id": 3, "from_agent": false, "public": true, "channel": "api", "body_text": "Hi", "external_id": "c0123456789abcdef01234567-1-2-m0"},
            {"id": 2, "from_agent": true, "public": false, "channel": "internal-note", "body_text": "packet", "external_id": "c0123456789abcdef01234567-1-2-t-n0"}
        ]}"#;
        let (id, done) = read(ticket, messages).unwrap();
        assert_eq!(id.as_str(), "c0123456789abcdef01234567-1-2-t");
        let [Did::Wrote(answer), Did::Wrote(note), Did::Closed] = done.as_slice() else {
            panic!("{done:?}")
        };
        assert_eq!(
            (answer.id.as_str(), answer.text.as_str(), answer.to_customer),
            ("4", "Hello", true)
        );
        assert_eq!((note.text.as_str(), note.to_customer), ("check stock", false));
        let ticket =
            br#"{"external_id": "c0123456789abcdef01234567-1-2-t", "customer": {"id": 9}}"#;
        let messages = br#"{"data": [
            {"id": 8, "from_agent": true, "public": true, "rule_id": 3, "body_text": "We are out until Monday."},
            {"id": 7, "from_agent": true, "public": true, "receiver": {"id": 12}, "body_text": "Can you check this parcel?"},
            {"id": 6, "from_agent": true, "public": true, "receiver": {"id": 9}, "body_text": "Hello"}
        ]}"#;
        let (_, done) = read(ticket, messages).unwrap();
        let told: Vec<(&str, bool)> = done
            .iter()
            .filter_map(|did| match did {
                Did::Wrote(it) => Some((it.text.as_str(), it.to_customer)),
                Did::Closed => None,
            })
            .collect();
        assert_eq!(told, [("Hello", true), ("Can you check this parcel?", false)]);
        assert_eq!(read(br#"{"id": 1, "external_id": "other"}"#, messages), None);
    }
}
