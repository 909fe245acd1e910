//! From escalations to a ticket.

use super::{Inbound, TurnRecord};
use crate::{
    base::{
        id::{OrderId, TicketId},
        text::shorten,
    },
    commerce::Call,
    conversation::{Fact, SourcedFact},
    escalation::{Escalation, Reason, Ticket, TicketStatus, Tried},
    identity::Identity,
    playbook::Playbook,
    reply,
    skill::{ActionEnd, ActionReceipt},
    understanding::Understanding,
};

/// The ticket of a turn with these escalations; none without one.
pub(super) fn ticket(
    record: &TurnRecord,
    playbook: &Playbook,
    understanding: &Understanding,
    escalations: &[Escalation],
    facts: &[SourcedFact],
    actions: &[ActionReceipt],
    draft: Option<String>,
) -> Option<Ticket> {
    let first = escalations.first()?;
    let opening = &record.opening;
    let mut rules: Vec<String> = Vec::new();
    for rule in escalations.iter().flat_map(|escalation| &escalation.rules) {
        if !rules.contains(rule) {
            rules.push(rule.clone());
        }
    }
    let left: Vec<String> = escalations.iter().map(|escalation| escalation.left.clone()).collect();
    Some(Ticket {
        id: TicketId::derive(&record.turn_id),
        conversation_id: record.conversation_id.clone(),
        turn_id: record.turn_id.clone(),
        opened_at: opening.at,
        status: TicketStatus::Open,
        queue: if escalations.iter().any(|it| it.reason == Reason::PrivacyRequest) {
            playbook.privacy.queue.clone()
        } else {
            let own = escalations.iter().find_map(|escalation| escalation.queue.clone());
            own.unwrap_or_else(|| playbook.escalation.queue.clone())
        },
        reason: first.reason,
        rules,
        customer_id: match &opening.identity {
            Identity::Anonymous => None,
            Identity::Verified(who) => Some(who.customer_id().clone()),
        },
        wants: wants(escalations, &opening.inbound, playbook),
        waiting_since: opening.at,
        tried: tried(record, facts, actions),
        suggested_reply: Some(draft.unwrap_or_else(|| {
            let skill = escalations.iter().find_map(|escalation| escalation.skill);
            reply::suggested_reply(skill, playbook)
        })),
        suggested_action: left.first().cloned(),
        left,
        language: understanding.language.clone(),
        tone: understanding.tone,
    })
}

/// What they want, in one line: the abilities asked for, else the customer's own words.
fn wants(escalations: &[Escalation], inbound: &Inbound, playbook: &Playbook) -> String {
    let skills = escalations.iter().filter_map(|escalation| escalation.skill);
    let topics: Vec<String> = skills.map(|skill| reply::topic_of(skill, playbook)).collect();
    if !topics.is_empty() {
        return topics.join("; ");
    }
    match inbound {
        Inbound::Approval { .. } => "hear about a change that nobody has approved".to_owned(),
        Inbound::HandoffRequest => "talk to a person".to_owned(),
        Inbound::Text { text } => shorten(&text.replace(char::is_control, " "), WANTS_CHARS_MAX),
    }
}

const WANTS_CHARS_MAX: usize = 160;

fn tried(record: &TurnRecord, facts: &[SourcedFact], actions: &[ActionReceipt]) -> Vec<Tried> {
    let mut tried: Vec<Tried> = Vec::new();
    for answered in &record.answers {
        if let Call::Ask(asked) = &answered.call {
            let result = match &answered.result {
                Ok(_) => "answered".to_owned(),
                Err(fault) => fault.to_string(),
            };
            let what = format!("asked {}.{}", asked.connector, asked.operation);
            tried.push(Tried { what, result });
        }
        if let Call::Read(_) = answered.call {
            let result = match &answered.result {
                Ok(_) => "answered".to_owned(),
                Err(fault) => fault.to_string(),
            };
            tried.push(Tried { what: "asked the shop".to_owned(), result });
        }
    }
    for receipt in actions {
        let result = match &receipt.end {
            ActionEnd::Done if receipt.action.is_own() => {
                "done, as our own record shows".to_owned()
            }
            ActionEnd::Done => "done, as the shop's record shows".to_owned(),
            ActionEnd::Refused(fault) => fault.to_string(),
            ActionEnd::Unknown => "unknown: it may have happened".to_owned(),
        };
        let of = receipt.action.order_id().map_or("", OrderId::as_str);
        let what = format!("{} {of}", receipt.action.name()).trim_end().to_owned();
        tried.push(Tried { what, result });
    }
    for fact in facts {
        if let Fact::OrderStatus(status) = &fact.fact {
            tried.push(Tried {
                what: format!("told where order {} is", status.number),
                result: format!("{:?}", status.situation),
            });
        }
    }
    tried
}
