//! A receipt told in plain words, for people who read no JSON.

use crate::{
    base::{
        json,
        time::{DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, Timestamp},
    },
    commerce::Call,
    conversation::{Fact, FactSource},
    engine::{Outcome, TurnRecord},
    guardrail::Verdict,
    skill::ActionEnd,
    understanding::{Command, HeardCommand},
};

/// What happened in a turn, step by step.
#[must_use]
pub fn story_of(record: &TurnRecord, outcome: &Outcome) -> Vec<String> {
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
            Call::Act(action) => match answered.call.service() {
                Some((service, _)) => {
                    format!("Asked {}.{} for a change", service.connector, service.operation)
                }
                None => format!("Asked the shop to {}", words(action.name())),
            },
            Call::Ask(asked) => format!("Asked {}.{}", asked.connector, asked.operation),
            Call::CheckCode(_) => "Checked a one-time code".to_owned(),
            Call::Count(_) => "Counted what was done before".to_owned(),
            Call::Identify(_) => "Looked up who is writing".to_owned(),
            Call::Read(_) => "Asked the shop for current facts".to_owned(),
            Call::Search(_) => "Searched the shop's own pages".to_owned(),
            Call::Understand(_) => "Asked the language model what is meant".to_owned(),
        };
        let result = match &answered.result {
            Ok(_) => "it answered".to_owned(),
            Err(_) if matches!(answered.call, Call::Understand(_)) => {
                "it gave no answer that can be used".to_owned()
            }
            Err(fault) => fault.to_string(),
        };
        story.push(format!("{what}: {result} after {} ms.", answered.waited_ms));
    }
    for decision in &outcome.decisions {
        let verdict = match decision.verdict {
            Verdict::Allow => "allowed it",
            Verdict::Approve => "made it wait for an approval",
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
        let (what, source) = (fact_in_words(&fact.fact), source_in_words(&fact.source, opening.at));
        story.push(format!("Told {what}, {source}."));
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
        Command::Inform => "the answer to a question".to_owned(),
        Command::SetOrder { .. } => "which order is meant".to_owned(),
        Command::StartSkill { skill, .. } => {
            format!("the wish “{}”", words(&json::name(skill)))
        }
    };
    let percent = heard.confidence.permille() / 10;
    format!("Understood {what}, {percent} % sure ({maker}).")
}

/// The name of a fact, with the order that it is about and where that order is.
fn fact_in_words(fact: &Fact) -> String {
    let value = json::value(fact);
    let text = |field: &str| value.get(field).and_then(|value| value.as_str());
    let name = words(text("fact").unwrap_or_default());
    let own = |field: &str| text(field).map(str::to_owned);
    let about: Vec<String> =
        [own("number"), text("situation").map(words), own("rule"), own("setting")]
            .into_iter()
            .flatten()
            .collect();
    if about.is_empty() {
        format!("“{name}”")
    } else {
        format!("“{name}” ({})", about.join(", "))
    }
}

fn source_in_words(source: &FactSource, now: Timestamp) -> String {
    match source {
        FactSource::Conversation => "from the conversation and the playbook".to_owned(),
        FactSource::Page { passage, call } => {
            format!("from the passage {passage} of the shop's own pages ({call})")
        }
        FactSource::Profile { event, learned_at, .. } => {
            let age = age_in_words(now.ms_since(*learned_at));
            format!("from the profile: learned {age} before by event {event}")
        }
        FactSource::Shop { call, .. } => format!("from the shop, asked in this turn ({call})"),
    }
}

fn age_in_words(ms: i64) -> String {
    let (count, unit) = match ms {
        ..MINUTE_MS => (ms / SECOND_MS, "s"),
        MINUTE_MS..HOUR_MS => (ms / MINUTE_MS, "min"),
        HOUR_MS..DAY_MS => (ms / HOUR_MS, "h"),
        DAY_MS.. => (ms / DAY_MS, "days"),
    };
    format!("{count} {unit}")
}

fn words(name: &str) -> String {
    name.replace('_', " ")
}
