//! Zendesk's ticketing API. One ticket of ours is one of theirs, with our id as its external id. All that
//! is written there is internal: the customer is answered here, and Zendesk mails nobody.
//!
//! Only making a ticket knows an idempotency key, for two hours; whatever may have arrived is looked for.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{ForeignId, HelpdeskRequest, Remote, Target, mark, packet};
use crate::{
    base::{json, pii::Pii},
    escalation::{Dispatch, Told},
};

/// Comments that are looked through for one that may have arrived, or was written there.
pub(in crate::wire) const COMMENTS: u32 = 100;

#[derive(Deserialize)]
struct One {
    ticket: Held,
}

#[derive(Deserialize)]
struct Several {
    #[serde(default)]
    tickets: Vec<Held>,
}

#[derive(Deserialize)]
struct Held {
    id: ForeignId,
    #[serde(default)]
    external_id: Option<String>,
    #[serde(default)]
    requester_id: Option<ForeignId>,
    #[serde(default)]
    status: Option<String>,
}

#[derive(Deserialize)]
struct Comments {
    #[serde(default)]
    comments: Vec<Comment>,
}

#[derive(Deserialize)]
struct Comment {
    #[serde(default)]
    body: Option<String>,
}

pub(super) fn look_up(dispatch: &Dispatch, remote: &Remote) -> Option<HelpdeskRequest> {
    let path = match &dispatch.told {
        Told::Opened { .. } => format!("/api/v2/tickets.json?external_id={}", dispatch.ticket.id),
        Told::Answered { .. } | Told::Closed { .. } | Told::CustomerWrote { .. } => {
            let ticket = remote.ticket.as_ref()?;
            format!("/api/v2/tickets/{ticket}/comments.json?sort_order=desc&per_page={COMMENTS}")
        }
    };
    Some(HelpdeskRequest { method: "GET", path, headers: Vec::new(), body: None })
}

pub(super) fn found(dispatch: &Dispatch, remote: &Remote, body: &[u8]) -> Option<Remote> {
    if matches!(dispatch.told, Told::Opened { .. }) {
        let several: Several = json::read_bytes(body).ok()?;
        let own = Some(dispatch.ticket.id.as_str());
        let held = several.tickets.into_iter().find(|held| held.external_id.as_deref() == own);
        return held.map(Held::into_remote);
    }
    let comments: Comments = json::read_bytes(body).ok()?;
    let mark = mark(&dispatch.id);
    let ours = |comment: &Comment| {
        comment.body.as_ref().is_some_and(|body| body.trim_end().ends_with(&mark))
    };
    comments.comments.iter().any(ours).then(|| remote.clone())
}

pub(super) fn opened(body: &[u8]) -> Option<Remote> {
    json::read_bytes::<One>(body).ok().map(|one| one.ticket.into_remote())
}

impl Held {
    /// Whether it takes no changes any more. Solved ones do.
    fn is_over(&self) -> bool {
        self.status.as_deref() == Some("closed")
    }

    fn into_remote(self) -> Remote {
        Remote { ticket: Some(self.id.0), requester: self.requester_id.map(|id| id.0) }
    }
}

pub(super) fn before_follow_up(
    dispatch: &Dispatch,
    remote: &Remote,
) -> Option<[HelpdeskRequest; 2]> {
    let ask =
        |path: String| HelpdeskRequest { method: "GET", path, headers: Vec::new(), body: None };
    let number = remote.ticket.as_ref()?;
    Some([
        ask(format!("/api/v2/tickets/{number}.json")),
        ask(format!("/api/v2/tickets.json?external_id={}", dispatch.ticket.id)),
    ])
}

pub(super) fn is_over(body: &[u8]) -> bool {
    json::read_bytes::<One>(body).is_ok_and(|one| one.ticket.is_over())
}

pub(super) fn found_follow_up(dispatch: &Dispatch, remote: &Remote, body: &[u8]) -> Option<Remote> {
    let several: Several = json::read_bytes(body).ok()?;
    let own = Some(dispatch.ticket.id.as_str());
    let others = several.tickets.into_iter().filter(|held| held.external_id.as_deref() == own);
    let mut alive =
        others.filter(|held| !held.is_over() && Some(&held.id.0) != remote.ticket.as_ref());
    alive.next().map(Held::into_remote)
}

pub(super) fn follow_up(
    target: Target<'_>,
    dispatch: &Dispatch,
    remote: &Remote,
) -> Option<HelpdeskRequest> {
    let source: u64 = remote.ticket.as_ref()?.parse().ok()?;
    let mut ticket = made(dispatch, json!({ "body": text_of(target, dispatch), "public": false }));
    ticket.as_object_mut()?.insert("via_followup_source_id".to_owned(), json!(source));
    Some(HelpdeskRequest {
        method: "POST",
        path: "/api/v2/tickets.json".to_owned(),
        headers: vec![("idempotency-key", format!("{}-f", dispatch.id))],
        body: Some(Pii::new(json!({ "ticket": ticket }).to_string())),
    })
}

/// What is told, with what it is recognised by.
fn text_of(target: Target<'_>, dispatch: &Dispatch) -> String {
    format!("{}\n\n{}", packet::text(target, dispatch), mark(&dispatch.id))
}

pub(super) fn request(
    target: Target<'_>,
    dispatch: &Dispatch,
    remote: &Remote,
) -> Option<HelpdeskRequest> {
    let mut comment = json!({ "body": text_of(target, dispatch), "public": false });
    let (method, path, headers, ticket) = match &dispatch.told {
        Told::Opened { .. } => {
            let key = vec![("idempotency-key", dispatch.id.clone())];
            ("POST", "/api/v2/tickets.json".to_owned(), key, made(dispatch, comment))
        }
        told @ (Told::Answered { .. } | Told::Closed { .. } | Told::CustomerWrote { .. }) => {
            let number = remote.ticket.as_ref()?;
            if let (Told::CustomerWrote { .. }, Some(author)) = (told, &remote.requester)
                && let (Some(comment), Ok(author)) =
                    (comment.as_object_mut(), author.parse::<u64>())
            {
                comment.insert("author_id".to_owned(), author.into());
            }
            let mut ticket = json!({ "comment": comment });
            let status = match told {
                Told::Closed { .. } => Some("solved"),
                // It is the team's move, as when a customer answers there.
                Told::CustomerWrote { .. } => Some("open"),
                Told::Answered { .. } | Told::Opened { .. } => None,
            };
            if let (Some(status), Some(ticket)) = (status, ticket.as_object_mut()) {
                ticket.insert("status".to_owned(), status.into());
            }
            ("PUT", format!("/api/v2/tickets/{number}.json"), Vec::new(), ticket)
        }
    };
    let body = json!({ "ticket": ticket }).to_string();
    Some(HelpdeskRequest { method, path, headers, body: Some(Pii::new(body)) })
}

/// A ticket to be made. Only an address that is shown to be the customer's makes them its requester:
/// whatever is answered there must not reach a stranger.
fn made(dispatch: &Dispatch, comment: Value) -> Value {
    let ticket = &dispatch.ticket;
    let mut made = json!({
        "subject": packet::subject(dispatch),
        "external_id": ticket.id,
        "comment": comment,
        "priority": ticket.priority,
        "tags": ["edgewise", ticket.reason],
    });
    let known = &dispatch.customer;
    if let (Some(email), Some(made)) = (&known.email, made.as_object_mut()) {
        let name = known.name.as_ref().unwrap_or(email);
        let requester = json!({ "name": name, "email": email });
        made.insert("requester".to_owned(), requester);
    }
    made
}
