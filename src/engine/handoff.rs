//! From escalations to a ticket.

use std::collections::BTreeSet;

use super::{Inbound, Outcome, TurnRecord};
use crate::{
    base::{
        id::{CustomerId, OrderId, TicketId},
        json,
        text::shorten,
        time::Timestamp,
    },
    commerce::{Call, Order},
    conversation::{Fact, SourcedFact},
    escalation::{Escalation, Found, Priority, Reason, Ticket, TicketStatus, Tried},
    identity::Identity,
    playbook::Playbook,
    reply,
    skill::{ActionEnd, ActionReceipt},
    understanding::{Command, Skill, Tone, Understanding},
};

/// What a ticket is made of beside the record of its turn.
pub(super) struct Handoff<'a> {
    pub(super) understanding: &'a Understanding,
    pub(super) escalations: &'a [Escalation],
    pub(super) facts: &'a [SourcedFact],
    pub(super) actions: &'a [ActionReceipt],
    /// What was found out, in words.
    pub(super) found: Vec<Found>,
    /// What a person may send in the assistant's place.
    pub(super) draft: Option<String>,
    /// The language in which the customer is answered.
    pub(super) language: Option<String>,
    /// Who is writing, as far as it is shown.
    pub(super) who: Identity,
    /// Since when the customer waits.
    pub(super) waiting_since: Timestamp,
}

impl Handoff<'_> {
    /// The ticket of a turn with these escalations; none without one.
    pub(super) fn ticket(self, record: &TurnRecord, playbook: &Playbook) -> Option<Ticket> {
        let Self { escalations, understanding, .. } = self;
        let first = escalations.first()?;
        let opening = &record.opening;
        let mut rules: Vec<String> = Vec::new();
        for rule in escalations.iter().flat_map(|escalation| &escalation.rules) {
            if !rules.contains(rule) {
                rules.push(rule.clone());
            }
        }
        let mut skills: Vec<Skill> = Vec::new();
        for skill in escalations.iter().filter_map(|escalation| escalation.skill) {
            if !skills.contains(&skill) {
                skills.push(skill);
            }
        }
        let left: Vec<String> =
            escalations.iter().map(|escalation| escalation.left.clone()).collect();
        let tone = understanding.tone;
        Some(Ticket {
            id: TicketId::derive(&record.turn_id),
            conversation_id: record.conversation_id.clone(),
            turn_id: record.turn_id.clone(),
            opened_at: opening.at,
            status: TicketStatus::Open,
            queue: queue(escalations, first.reason, playbook),
            priority: priority(escalations, tone),
            reason: first.reason,
            rules,
            customer_id: match self.who {
                Identity::Anonymous => None,
                Identity::Verified(who) => Some(who.customer_id().clone()),
            },
            wants: wants(&skills, &opening.inbound, playbook),
            waiting_since: self.waiting_since,
            facts: self.found,
            tried: tried(record, self.facts, self.actions),
            suggested_reply: Some(
                self.draft
                    .unwrap_or_else(|| reply::suggested_reply(skills.first().copied(), playbook)),
            ),
            suggested_action: left.first().cloned(),
            skills,
            left,
            language: understanding.language.clone().or(self.language),
            tone,
            answer_due: playbook.escalation.due(opening.at, &playbook.brand.time_zone).answer_by,
            unanswered_since: Some(self.waiting_since),
            snoozed_until: None,
            back_since: None,
            heard_at: None,
            assignee: None,
            tags: BTreeSet::new(),
            resolution: None,
            log: Vec::new(),
        })
    }
}

fn queue(escalations: &[Escalation], first: Reason, playbook: &Playbook) -> String {
    if escalations.iter().any(|it| it.reason == Reason::PrivacyRequest) {
        return playbook.privacy.queue.clone();
    }
    let own = escalations.iter().find_map(|escalation| escalation.queue.clone());
    own.unwrap_or_else(|| playbook.escalation.queue_for(first).to_owned())
}

/// What is taken first.
fn priority(escalations: &[Escalation], tone: Tone) -> Priority {
    let cannot_wait = |it: &Escalation| matches!(it.reason, Reason::UnknownResult | Reason::Vip);
    if escalations.iter().any(Escalation::is_alarm) {
        Priority::Urgent
    } else if tone > Tone::Calm || escalations.iter().any(cannot_wait) {
        Priority::High
    } else {
        Priority::Normal
    }
}

/// What they want, in one line: the abilities asked for, else the customer's own words.
fn wants(skills: &[Skill], inbound: &Inbound, playbook: &Playbook) -> String {
    let topics: Vec<String> =
        skills.iter().map(|skill| reply::topic_of(*skill, playbook)).collect();
    if !topics.is_empty() {
        return topics.join("; ");
    }
    in_own_words(inbound)
}

fn in_own_words(inbound: &Inbound) -> String {
    match inbound {
        Inbound::Approval { .. } => "hear about a change that nobody has approved".to_owned(),
        Inbound::HandoffRequest => "talk to a person".to_owned(),
        Inbound::Resumed { text, .. } | Inbound::Text { text } => {
            shorten(&text.replace(char::is_control, " "), WANTS_CHARS_MAX)
        }
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
    tried.extend(actions.iter().map(done));
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

/// What an action came to.
fn done(receipt: &ActionReceipt) -> Tried {
    let result = match &receipt.end {
        ActionEnd::Done if receipt.action.is_own() => "done, as our own record shows".to_owned(),
        ActionEnd::Done => "done, as the shop's record shows".to_owned(),
        ActionEnd::Refused(fault) => fault.to_string(),
        ActionEnd::Unknown => "unknown: it may have happened".to_owned(),
    };
    let of = receipt.action.order_id().map_or("", OrderId::as_str);
    Tried { what: format!("{} {of}", receipt.action.name()).trim_end().to_owned(), result }
}

impl Outcome {
    /// What was done in a turn that is not told to the customer, for the person who has the
    /// conversation.
    #[must_use]
    pub fn done(&self) -> Vec<Tried> {
        self.actions.iter().map(done).collect()
    }
}

/// An order that was spoken of, as it was last seen.
pub(super) fn found_order(order: &Order, source: &str) -> Found {
    let status = json::name(&order.status).replace('_', " ");
    let lines: Vec<&str> = order.lines.iter().map(|line| line.title.as_str()).collect();
    let placed = order.placed_at.map(|at| at.to_string());
    let placed = placed.as_deref().and_then(|at| at.split('T').next());
    let mut what = format!("order {}: {status}", order.shown_number());
    if let Some(placed) = placed {
        what.push_str(&format!(", placed on {placed}"));
    }
    let (total, currency) = (order.total.amount(), order.total.currency());
    what.push_str(&format!(", {total} {}, {}", currency.code(), lines.join("; ")));
    Found { what: shorten(&what, FOUND_CHARS_MAX), source: source.to_owned() }
}

const FOUND_CHARS_MAX: usize = 300;

/// The ticket with which a person steps into a conversation that nobody handed over.
#[must_use]
pub fn taken_over(
    id: TicketId,
    record: &TurnRecord,
    outcome: &Outcome,
    customer_id: Option<CustomerId>,
    queue: &str,
    at: Timestamp,
) -> Ticket {
    let heard = outcome.understanding.commands.iter();
    let mut skills: Vec<Skill> = outcome.state.goals.iter().map(|goal| goal.skill).collect();
    for command in heard {
        if let Command::StartSkill { skill, .. } = command.command
            && !skills.contains(&skill)
        {
            skills.push(skill);
        }
    }
    let names: Vec<String> = skills.iter().map(|it| json::name(it).replace('_', " ")).collect();
    Ticket {
        id,
        conversation_id: record.conversation_id.clone(),
        turn_id: record.turn_id.clone(),
        opened_at: at,
        status: TicketStatus::Open,
        queue: queue.to_owned(),
        priority: priority(&[], outcome.understanding.tone),
        reason: Reason::TakenOver,
        rules: vec![Reason::TakenOver.rule().to_owned()],
        customer_id,
        wants: if names.is_empty() {
            in_own_words(&record.opening.inbound)
        } else {
            names.join("; ")
        },
        skills,
        waiting_since: at,
        facts: Vec::new(),
        tried: tried(record, &outcome.facts, &outcome.actions),
        left: vec!["Read the conversation and answer the customer.".to_owned()],
        suggested_reply: None,
        suggested_action: None,
        language: outcome.understanding.language.clone().or_else(|| outcome.state.language.clone()),
        tone: outcome.understanding.tone,
        answer_due: None,
        unanswered_since: Some(at),
        snoozed_until: None,
        back_since: None,
        heard_at: None,
        assignee: None,
        tags: BTreeSet::new(),
        resolution: None,
        log: Vec::new(),
    }
}
