//! What is told of a ticket, as plain text for people of the team.

use std::fmt::Write as _;

use super::Target;
use crate::{
    base::{json, text::shorten, time::Timestamp},
    conversation::MessageRole,
    escalation::{Dispatch, Said, Told},
};

/// One line that says what it is about.
pub(super) fn subject(dispatch: &Dispatch) -> String {
    let wants = shorten(&dispatch.ticket.wants, 120);
    wants.chars().map(|it| if it.is_control() { ' ' } else { it }).collect()
}

/// All of it.
pub(super) fn text(target: Target<'_>, dispatch: &Dispatch) -> String {
    match &dispatch.told {
        Told::Answered { by, message } => {
            format!("{} answered the customer in Edgewise:\n\n{}", by.name, message.text.expose())
        }
        Told::Closed { by, resolution } => {
            format!("{} closed the ticket in Edgewise: {}.", by.name, resolution.name())
        }
        Told::CustomerWrote { message, reply } => {
            let mut text = message.text.expose().clone();
            if let Some(reply) = reply {
                let _ = write!(text, "\n\nThe assistant answered:\n\n{}", reply.text.expose());
            }
            text
        }
        Told::Opened { history, left_out } => opened(target, dispatch, history, *left_out),
    }
}

fn opened(target: Target<'_>, dispatch: &Dispatch, history: &[Said], left_out: u32) -> String {
    let ticket = &dispatch.ticket;
    let mut text = String::new();
    line(&mut text, "What they want", &ticket.wants);
    let why = json::name(&ticket.reason).replace('_', " ");
    line(&mut text, "Why a person", &format!("{why} ({})", ticket.rules.join(", ")));
    line(&mut text, "Customer", &customer(dispatch));
    line(&mut text, "Priority", ticket.priority.name());
    line(&mut text, "Queue", &ticket.queue);
    line(&mut text, "Waiting since", &instant(ticket.waiting_since));
    if let Some(due) = ticket.answer_due {
        line(&mut text, "Told that they have an answer by", &instant(due));
    }
    let language = ticket.language.as_deref();
    let writes = language.map(|tag| format!(", writes {tag}")).unwrap_or_default();
    line(&mut text, "Sounds", &format!("{}{writes}", json::name(&ticket.tone)));
    list(&mut text, "What is left", ticket.left.iter().cloned());
    let facts = ticket.facts.iter().map(|found| format!("{} ({})", found.what, found.source));
    list(&mut text, "Found out", facts);
    let tried = ticket.tried.iter().map(|one| format!("{}: {}", one.what, one.result));
    list(&mut text, "Tried", tried);
    if let Some(action) = &ticket.suggested_action {
        line(&mut text, "Suggested action", action);
    }
    if let Some(reply) = &ticket.suggested_reply {
        let _ = write!(text, "\nSuggested reply:\n{reply}\n");
    }
    text.push_str("\nConversation:\n");
    if left_out > 0 {
        let _ = writeln!(text, "({left_out} earlier messages are in Edgewise)");
    }
    for said in history {
        let who = match said.role {
            MessageRole::Assistant => "Assistant",
            MessageRole::Customer => "Customer",
            MessageRole::HumanAgent => "Team",
        };
        let _ = writeln!(text, "{who}, {}:\n{}\n", instant(said.at), said.text.expose());
    }
    if let Some(link) = link(target, dispatch) {
        let _ = writeln!(text, "In Edgewise: {link}");
    }
    text.trim_end().to_owned()
}

/// Where the conversation is in our console.
pub(super) fn link(target: Target<'_>, dispatch: &Dispatch) -> Option<String> {
    let base = target.console?.trim_end_matches('/');
    Some(format!("{base}/console/conversations/{}", dispatch.ticket.conversation_id))
}

/// Who it is, as far as is known.
pub(super) fn customer(dispatch: &Dispatch) -> String {
    let known = &dispatch.customer;
    let mut parts: Vec<String> = Vec::new();
    parts.extend(known.name.as_ref().map(|name| name.expose().clone()));
    parts.extend(known.email.as_ref().map(|email| email.expose().clone()));
    parts.extend(dispatch.ticket.customer_id.as_ref().map(|id| format!("shop id {id}")));
    if parts.is_empty() {
        parts.push("a visitor".to_owned());
    }
    if let Some(said) = &known.reply_to {
        parts.push(format!("wants the answer at {} (not shown to be theirs)", said.expose()));
    }
    parts.join(", ")
}

/// An instant, to the minute.
fn instant(at: Timestamp) -> String {
    let minute: String = at.to_string().chars().take(16).collect();
    format!("{} UTC", minute.replace('T', " "))
}

fn line(text: &mut String, name: &str, value: &str) {
    let _ = writeln!(text, "{name}: {value}");
}

fn list(text: &mut String, name: &str, values: impl Iterator<Item = String>) {
    let mut begun = false;
    for value in values {
        if !begun {
            let _ = writeln!(text, "{name}:");
            begun = true;
        }
        let _ = writeln!(text, "- {value}");
    }
}
