//! A receipt told in plain words, for people who read no JSON.

use super::Receipt;
use crate::{
    base::time::Timestamp,
    commerce::Call,
    conversation::FactSource,
    guardrail::Verdict,
    skill::ActionEnd,
    understanding::{Command, HeardCommand},
};

/// What happened in a turn, step by step.
#[must_use]
pub fn story_of(receipt: &Receipt) -> Vec<String> {
    let (record, outcome) = (&receipt.record, &receipt.outcome);
    let opening = &record.opening;
    let mut story = vec![format!(
        "The turn opened with playbook version {} and the customer {}.",
        opening.playbook_version,
        if opening.identity.verified_at(opening.at).is_some() {
            "signed in"
        } else {
            "not signed in"
        },
    )];
    for heard in &outcome.understanding.commands {
        story.push(heard_in_words(heard, &outcome.understanding.maker));
    }
    for answered in &record.answers {
        let what = match &answered.call {
            Call::Act(action) => format!("Asked the shop to {}", words(action.name())),
            Call::Read(_) => "Asked the shop for current facts".to_owned(),
        };
        let result = match &answered.result {
            Ok(_) => "it answered".to_owned(),
            Err(fault) => fault.to_string(),
        };
        story.push(format!("{what}: {result} after {} ms.", answered.waited_ms));
    }
    for decision in &outcome.decisions {
        let verdict = match decision.verdict {
            Verdict::Allow => "allowed it",
            Verdict::Deny => "forbade it",
            Verdict::Escalate => "left it to a person",
            Verdict::Verify => "asked for proof of identity",
        };
        let rules = decision.rules.join(", ");
        story.push(format!("Guardrails on {}: {verdict} ({rules}).", words(&decision.action)));
    }
    for receipt in &outcome.actions {
        let end = match &receipt.end {
            ActionEnd::Done => "done, as the shop's own record shows",
            ActionEnd::Refused(_) => "refused by the shop; nothing was changed",
            ActionEnd::Unknown => "not confirmed: it may have happened",
        };
        story.push(format!("Action {}: {end}.", words(receipt.action.name())));
    }
    for fact in &outcome.facts {
        story.push(format!("Told: {}", source_in_words(&fact.source, opening.at)));
    }
    for escalation in &outcome.escalations {
        let rules = escalation.rules.join(", ");
        story.push(format!("A person is needed ({rules}): {}", escalation.left));
    }
    match &outcome.reply {
        Some(reply) => {
            story.push(format!("Answered with the wording {}.", reply.templates.join(", ")));
        }
        None => story.push("Said nothing: a person has the conversation.".to_owned()),
    }
    story
}

fn heard_in_words(heard: &HeardCommand, maker: &str) -> String {
    let what = match &heard.command {
        Command::AskKnowledge => "a question for the shop's own pages".to_owned(),
        Command::AskPerson => "a wish to talk to a person".to_owned(),
        Command::Cancel => "to drop what was under way".to_owned(),
        Command::CannotHandle => "nothing that it could name".to_owned(),
        Command::Chitchat { .. } => "small talk".to_owned(),
        Command::Confirm => "a yes".to_owned(),
        Command::Deny => "a no".to_owned(),
        Command::SetOrder { .. } => "which order is meant".to_owned(),
        Command::StartSkill { skill, .. } => {
            let name = serde_json::to_value(skill).unwrap_or_default();
            format!("the wish “{}”", words(name.as_str().unwrap_or_default()))
        }
    };
    let percent = heard.confidence.permille() / 10;
    format!("Understood {what}, {percent} % sure ({maker}).")
}

fn source_in_words(source: &FactSource, now: Timestamp) -> String {
    match source {
        FactSource::Conversation => "from the conversation and the playbook.".to_owned(),
        FactSource::Profile { event, learned_at, .. } => {
            let seconds = now.ms_since(*learned_at) / 1_000;
            format!("from the profile, event {event}, learned {seconds} s before.")
        }
        FactSource::Shop { call, .. } => format!("from the shop, asked in this turn ({call})."),
    }
}

fn words(name: &str) -> String {
    name.replace('_', " ")
}
