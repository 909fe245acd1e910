//! Zendesk's event webhooks: signed over the instant and the raw body, mapped onto what somebody did with a
//! ticket there. Only what people of the team write counts; what was written from here is recognised by its
//! last line.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Deserialize;

use super::{Did, Elsewhere, HookFault, Written, ticket_of};
use crate::{
    base::{
        json,
        time::{MINUTE_MS, Timestamp},
    },
    identity::verify_hmac_sha256,
    wire::{foreign_id::ForeignId, helpdesk::is_ours},
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
pub fn read(body: &[u8]) -> Result<Option<(Elsewhere, Did)>, HookFault> {
    let hook: Hook =
        json::read_bytes(body).map_err(|fault| HookFault::Malformed(fault.pointer().to_owned()))?;
    let Some(ticket_id) = hook.detail.external_id.as_deref().and_then(ticket_of) else {
        return Ok(None);
    };
    let about = Elsewhere { ticket_id, remote_id: hook.detail.id.0 };
    let event = hook.event.unwrap_or_default();
    let did = match hook.kind.as_str() {
        "zen:event-type:ticket.comment_added" => event.comment.and_then(Comment::into_did),
        "zen:event-type:ticket.status_changed" => {
            let current = event.current.as_ref().and_then(serde_json::Value::as_str);
            let over = current.is_some_and(|status| {
                status.eq_ignore_ascii_case("solved") || status.eq_ignore_ascii_case("closed")
            });
            over.then_some(Did::Closed)
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
        read(body.as_bytes()).unwrap()
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
        assert!(read(b"[]").is_err());
    }
}
