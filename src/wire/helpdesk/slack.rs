//! Slack's incoming webhooks: a message in a channel, in blocks of marked text.

use serde_json::{Value, json};

use super::{HelpdeskRequest, Target, packet};
use crate::{
    base::{pii::Pii, text::shorten},
    escalation::{Dispatch, Told},
};

/// Characters of one section. Slack takes 3000.
const SECTION_CHARS_MAX: usize = 2_900;

/// Sections of one message. Slack takes 50 blocks.
const SECTIONS_MAX: usize = 10;

pub(super) fn request(target: Target<'_>, dispatch: &Dispatch) -> HelpdeskRequest {
    let subject = packet::subject(dispatch);
    let title = match &dispatch.told {
        Told::Answered { .. } => format!("Answered: {subject}"),
        Told::Closed { .. } => format!("Closed: {subject}"),
        Told::CustomerWrote { .. } => {
            format!("{} wrote again: {subject}", packet::customer(dispatch))
        }
        Told::Opened { .. } => format!("A person is needed: {subject}"),
    };
    let mut blocks = vec![section(&format!("*{}*", escaped(&title)))];
    let text = escaped(&packet::text(target, dispatch));
    let sections = pieces(&text);
    blocks.extend(sections.iter().map(|piece| section(piece)));
    if let Some(link) = packet::link(target, dispatch) {
        blocks.push(section(&format!("<{link}|Open it in Edgewise>")));
    }
    let body = json!({ "text": escaped(&title), "blocks": blocks });
    HelpdeskRequest {
        method: "POST",
        path: String::new(),
        headers: Vec::new(),
        body: Some(Pii::new(body.to_string())),
    }
}

fn section(text: &str) -> Value {
    json!({ "type": "section", "text": { "type": "mrkdwn", "text": text } })
}

/// A text in pieces that fit, cut between lines where possible.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut chars = 0_usize;
    for line in text.lines() {
        let line = shorten(line, SECTION_CHARS_MAX);
        let more = line.chars().count().saturating_add(1);
        match pieces.last_mut() {
            Some(piece) if chars.saturating_add(more) <= SECTION_CHARS_MAX => {
                piece.push('\n');
                piece.push_str(&line);
                chars = chars.saturating_add(more);
            }
            _ => {
                pieces.push(line);
                chars = more;
            }
        }
    }
    // A section must not be blank.
    pieces.retain(|piece| !piece.trim().is_empty());
    if pieces.len() > SECTIONS_MAX {
        pieces.truncate(SECTIONS_MAX);
        pieces.push("…".to_owned());
    }
    pieces
}

/// The three characters that begin a link, a mention or an entity. So nobody who writes to a shop can
/// call a whole channel.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
