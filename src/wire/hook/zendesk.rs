//! Zendesk's event webhooks: signed over the instant and the raw body, mapped onto what somebody did with a
//! ticket there. Only what people of the team write counts; what was written from here is recognised by its
//! last line.
//!
//! Whoever solves a ticket with an answer causes two webhooks, which may come in either order, or one of them
//! much later. So that a ticket is solved only rings: what was written in it by then is read, and in its order.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Deserialize;

use super::{Did, Elsewhere, HookFault, Written, ticket_of};
use crate::{
    base::{
        id::TicketId,
        json,
        time::{MINUTE_MS, Timestamp},
    },
    identity::verify_hmac_sha256,
    wire::{
        foreign_id::ForeignId,
        helpdesk::{COMMENTS, HelpdeskRequest, is_ours},
    },
};

/// Milliseconds by which the instant of a webhook may differ from now.
const APART_MS_MAX: i64 = 5 * MINUTE_MS;

const SIGNATURE: &str = "X-Zendesk-Webhook-Signature";
const INSTANT: &str = "X-Zendesk-Webhook-Signature-Timestamp";

/// Verifies the signature over the bytes as they came.
///
/// # Errors
/// [`HookFault`]; nothing of the body may be looked at then.
pub fn verify(
    secret: &str,
    header: &dyn Fn(&str) -> Option<String>,
    body: &[u8],
    now: Timestamp,
) -> Result<(), HookFault> {
    if secret.is_empty() {
        return Err(HookFault::NoSecret);
    }
    let signature = header(SIGNATURE).ok_or(HookFault::MissingHeader(SIGNATURE))?;
    let instant = header(INSTANT).ok_or(HookFault::MissingHeader(INSTANT))?;
    let mac = STANDARD.decode(signature.trim()).map_err(|_| HookFault::Signature)?;
    let mut signed = instant.clone().into_bytes();
    signed.extend_from_slice(body);
    if !verify_hmac_sha256(secret.as_bytes(), &signed, &mac) {
        return Err(HookFault::Signature);
    }
    let at = Timestamp::parse(instant.trim()).map_err(|_| HookFault::Expired)?;
    if now.ms_since(at).saturating_abs() > APART_MS_MAX {
        return Err(HookFault::Expired);
    }
    Ok(())
}

#[derive(Deserialize)]
struct Hook {
    #[serde(rename = "type")]
    kind: String,
    detail: Detail,
    #[serde(default)]
    event: Option<Event>,
}

#[derive(Deserialize)]
struct Detail {
    id: ForeignId,
    #[serde(default)]
    external_id: Option<String>,
}

#[derive(Default, Deserialize)]
struct Event {
    #[serde(default)]
    comment: Option<Comment>,
    #[serde(default)]
    current: Option<serde_json::Value>,
}

#[derive(Deserialize)]
struct Comment {
    id: ForeignId,
    #[serde(default)]
    body: String,
    #[serde(default)]
    is_public: bool,
    author: Author,
}

#[derive(Deserialize)]
struct Author {
    id: ForeignId,
    #[serde(default)]
    is_staff: bool,
    #[serde(default)]
    name: Option<String>,
}

/// What a verified webhook says of a ticket of ours; nothing where it says nothing.
///
/// # Errors
/// [`HookFault::Malformed`] where it is none of Zendesk's ticket events.
pub fn heard(body: &[u8]) -> Result<Option<(Elsewhere, Did)>, HookFault> {
    let hook: Hook =
        json::read_bytes(body).map_err(|fault| HookFault::Malformed(fault.pointer().to_owned()))?;
    let Some(ticket_id) = hook.detail.external_id.as_deref().and_then(ticket_of) else {
        return Ok(None);
    };
    if !hook.detail.id.is_number() {
        return Err(HookFault::Malformed("/detail/id".to_owned()));
    }
    let about = Elsewhere { ticket_id, remote_id: hook.detail.id.0 };
    let event = hook.event.unwrap_or_default();
    let did = match hook.kind.as_str() {
        "zen:event-type:ticket.comment_added" => event.comment.and_then(Comment::into_did),
        "zen:event-type:ticket.status_changed" => {
            let current = event.current.as_ref().and_then(serde_json::Value::as_str);
            current.is_some_and(is_over).then_some(Did::Closed)
        }
        _ => None,
    };
    Ok(did.map(|did| (about, did)))
}

impl Comment {
    fn into_did(self) -> Option<Did> {
        // All that we write there is internal: a public answer that quotes it is somebody's own.
        let ours = !self.is_public && is_ours(&self.body);
        if !self.author.is_staff || ours || self.body.trim().is_empty() {
            return None;
        }
        Some(Did::Wrote(Written {
            id: self.id.0,
            author_id: self.author.id.0,
            author: self.author.name,
            text: self.body.trim().to_owned(),
            to_customer: self.is_public,
        }))
    }
}

/// Whether nobody there has anything to do about it.
fn is_over(status: &str) -> bool {
    status.eq_ignore_ascii_case("solved") || status.eq_ignore_ascii_case("closed")
}

/// What is asked to find out what was done with a ticket: the ticket, and what was written in it last, by whom.
#[must_use]
pub fn look(remote_id: &str) -> [HelpdeskRequest; 2] {
    let list = format!("comments.json?include=users&sort_order=desc&per_page={COMMENTS}");
    let ask =
        |path: String| HelpdeskRequest { method: "GET", path, headers: Vec::new(), body: None };
    [
        ask(format!("/api/v2/tickets/{remote_id}.json")),
        ask(format!("/api/v2/tickets/{remote_id}/{list}")),
    ]
}

#[derive(Deserialize)]
struct One {
    ticket: Ticket,
}

#[derive(Deserialize)]
struct Ticket {
    #[serde(default)]
    external_id: Option<String>,
    #[serde(default)]
    status: String,
}

#[derive(Deserialize)]
struct Comments {
    #[serde(default)]
    comments: Vec<Listed>,
    #[serde(default)]
    users: Vec<User>,
}

/// A comment as it is read, where its author is only named.
#[derive(Deserialize)]
struct Listed {
    id: ForeignId,
    #[serde(default)]
    body: String,
    #[serde(default)]
    public: bool,
    author_id: ForeignId,
}

#[derive(Deserialize)]
struct User {
    id: ForeignId,
    #[serde(default)]
    role: String,
    #[serde(default)]
    name: Option<String>,
}

/// What people did there, oldest first; nothing where it is no ticket of ours or the answers cannot be read.
#[must_use]
pub fn read(ticket: &[u8], comments: &[u8]) -> Option<(TicketId, Vec<Did>)> {
    let One { ticket } = json::read_bytes(ticket).ok()?;
    let id = ticket.external_id.as_deref().and_then(ticket_of)?;
    let Comments { comments, users } = json::read_bytes(comments).ok()?;
    let of_team = |author: &ForeignId| {
        users.iter().find(|user| user.id == *author && matches!(&*user.role, "admin" | "agent"))
    };
    let mut done: Vec<Did> = comments
        .into_iter()
        .rev()
        .filter_map(|it| {
            let name = of_team(&it.author_id)?.name.clone();
            let author = Author { id: it.author_id, is_staff: true, name };
            let Listed { id, body, public: is_public, .. } = it;
            Comment { id, body, is_public, author }.into_did()
        })
        .collect();
    if is_over(&ticket.status) {
        done.push(Did::Closed);
    }
    Some((id, done))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn published_signatures_are_judged_as_published() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let file = "shared/data/wire/zendesk/vectors/zendesk_webhook_signature.json";
        let folders = ["..", "../.."].map(|folder| root.join(folder).join(file));
        let Some(text) = folders.iter().find_map(|path| std::fs::read_to_string(path).ok()) else {
            eprintln!("skipped: {file} is not here");
            return;
        };
        let vectors: serde_json::Value = serde_json::from_str(&text).unwrap();
        let mut accepted = 0;
        for vector in vectors["vectors"].as_array().unwrap() {
            let header = |name: &str| vector["headers"][name].as_str().map(str::to_owned);
            let now = Timestamp::parse("2021-03-25T05:10:00Z").unwrap();
            let secret = vector["secret"].as_str().unwrap();
            let body = vector["body"].as_str().unwrap().as_bytes();
            let verified = verify(secret, &header, body, now);
            assert_eq!(verified.is_ok(), vector["expected_valid"] == true, "{}", vector["id"]);
            if verified.is_ok() {
                accepted += 1;
                let later = now.plus_ms(10 * MINUTE_MS);
                assert_eq!(verify(secret, &header, body, later), Err(HookFault::Expired));
                assert_eq!(verify("", &header, body, now), Err(HookFault::NoSecret));
            }
        }
        assert!(accepted >= 5, "{accepted}");
    }

    fn hook(kind: &str, external_id: &str, event: &str) -> Option<(Elsewhere, Did)> {
        let body = format!(
            r#"{{"account_id": 1, "type": "zen:event-type:ticket.{kind}", "subject": "zen:ticket:35436",
                "detail": {{"id": "35436", "external_id": "{external_id}", "status": "OPEN"}}, "event": {event}}}"#
        );
        heard(body.as_bytes()).unwrap()
    }

    const OURS: &str = "c0123456789abcdef01234567-1-2-t";

    fn comment(staff: bool, public: bool, body: &str) -> String {
        format!(
            r#"{{"meta": {{}}, "comment": {{"id": "77", "body": "{body}", "is_public": {public},
                "author": {{"id": "9", "is_staff": {staff}, "name": "Sam"}}}}}}"#
        )
    }

    #[test]
    fn what_the_team_writes_there_is_an_answer_or_a_note_and_a_solved_ticket_is_closed() {
        let (about, did) = hook("comment_added", OURS, &comment(true, true, " Hello ")).unwrap();
        assert_eq!((about.ticket_id.as_str(), about.remote_id.as_str()), (OURS, "35436"));
        let written = Written {
            id: "77".to_owned(),
            author_id: "9".to_owned(),
            author: Some("Sam".to_owned()),
            text: "Hello".to_owned(),
            to_customer: true,
        };
        assert_eq!(did, Did::Wrote(written.clone()));
        let (_, did) = hook("comment_added", OURS, &comment(true, false, "Hello")).unwrap();
        assert_eq!(did, Did::Wrote(Written { to_customer: false, ..written }));
        let (_, did) = hook("status_changed", OURS, r#"{"current": "SOLVED"}"#).unwrap();
        assert_eq!(did, Did::Closed);
    }

    #[test]
    fn what_came_from_here_or_from_the_customer_or_is_about_no_ticket_of_ours_says_nothing() {
        let ours = comment(true, false, r"Packet\n\n[edgewise c0123456789abcdef01234567-1-2-t-n0]");
        assert_eq!(hook("comment_added", OURS, &ours), None);
        assert_eq!(hook("comment_added", OURS, &comment(false, true, "Hello")), None);
        assert_eq!(hook("comment_added", OURS, &comment(true, true, "  ")), None);
        for foreign in ["", "order-17", "cus_1-1-2-t", "c0123456789abcdef01234567-1-2"] {
            assert_eq!(hook("comment_added", foreign, &comment(true, true, "Hello")), None);
        }
        assert_eq!(hook("status_changed", OURS, r#"{"current": "OPEN"}"#), None);
        assert_eq!(hook("custom_field_changed", OURS, r#"{"current": {"a": 1}}"#), None);
        assert!(heard(b"[]").is_err());
        let elsewhere = format!(
            r#"{{"type": "zen:event-type:ticket.status_changed", "detail": {{"id": "../1", "external_id": "{OURS}"}}}}"#
        );
        assert!(heard(elsewhere.as_bytes()).is_err());
    }

    #[test]
    fn what_was_written_in_a_solved_ticket_is_read_in_its_order_and_only_what_the_team_wrote() {
        let [ticket, comments] = look("35436");
        assert_eq!(ticket.path, "/api/v2/tickets/35436.json");
        assert!(comments.path.starts_with("/api/v2/tickets/35436/comments.json?include=users&"));
        let solved = format!(
            r#"{{"ticket": {{"id": 35436, "external_id": "{OURS}", "status": "solved"}}}}"#
        );
        let comments = br#"{"comments": [
            {"id": 6, "author_id": -1, "public": true, "body": "Rate us!"},
            {"id": 5, "author_id": 9, "public": false, "body": "was the zip"},
            {"id": 4, "author_id": 9, "public": true, "body": " It is on its way. "},
            {"id": 3, "author_id": 7, "public": true, "body": "Where is it?"},
            {"id": 2, "author_id": 9, "public": false, "body": "Packet\n\n[edgewise c0123456789abcdef01234567-1-2-t-n0]"}],
          "users": [{"id": 9, "role": "agent", "name": "Sam"}, {"id": 7, "role": "end-user", "name": "Cus"}]}"#;
        let (id, done) = read(solved.as_bytes(), comments).unwrap();
        assert_eq!(id.as_str(), OURS);
        let [Did::Wrote(answer), Did::Wrote(note), Did::Closed] = done.as_slice() else {
            panic!("{done:?}")
        };
        assert_eq!((answer.id.as_str(), answer.text.as_str()), ("4", "It is on its way."));
        assert_eq!((answer.to_customer, note.to_customer), (true, false));
        assert_eq!(answer.author.as_deref(), Some("Sam"));
        // Opened again meanwhile, it is not over.
        let open = solved.replace("solved", "open");
        let (_, done) = read(open.as_bytes(), comments).unwrap();
        assert!(!done.contains(&Did::Closed));
        assert_eq!(read(br#"{"ticket": {"external_id": "other"}}"#, comments), None);
    }
}
