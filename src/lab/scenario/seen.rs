//! What came of a turn beside what was expected of it.

use serde_json::Value;

use super::PlayedTurn;
use crate::{
    base::json,
    conversation::{Card, Fact},
    engine::Outcome,
    reply::Reply,
    skill::ActionReceipt,
    understanding::{Command, Known, understand},
    welcome::Welcome,
    wire::{Expect, ScenarioSession, TurnPlayed, called, story_of},
};

/// What is not as expected, each as a sentence.
#[must_use]
pub fn differences(expect: &Expect, outcome: &Outcome, calls: &[String]) -> Vec<String> {
    let mut told = Vec::new();
    let text = outcome.reply.as_ref().map_or("", |reply| reply.text.as_str());
    pieces("The reply", text, (&expect.reply_has, &expect.reply_lacks), &mut told);
    let reply = outcome.reply.as_ref();
    let rules = outcome.decisions.iter().flat_map(|decision| decision.rules.clone()).collect();
    let asks = outcome.state.asks().into_iter().map(str::to_owned).collect();
    let offered = reply.map(|reply| reply.quick_replies.clone()).unwrap_or_default();
    let cards = reply.map(|reply| reply.cards.iter().map(number_on).collect());
    let lists = [
        ("The commands understood", &expect.commands, commands_of(outcome)),
        ("The facts", &expect.facts, facts_of(outcome)),
        (
            "The wordings",
            &expect.wordings,
            reply.into_iter().flat_map(wordings_of).map(str::to_owned).collect(),
        ),
        ("The cards", &expect.cards, cards.unwrap_or_default()),
        ("The calls", &expect.calls, calls.to_vec()),
        ("The actions", &expect.actions, actions_of(outcome)),
        ("The rules", &expect.rules, rules),
        ("The questions", &expect.asks, asks),
        ("The answers to tap", &expect.quick_replies, offered),
    ];
    for (what, wanted, came) in lists {
        if let Some(wanted) = wanted.as_ref().filter(|wanted| **wanted != came) {
            told.push(format!("{what} should be {}, and are {}.", listed(wanted), listed(&came)));
        }
    }
    let ticket = outcome.ticket.as_ref();
    let to = outcome.delivery.as_ref().map(|delivery| delivery.to.expose().clone());
    let proven = outcome.state.proof.as_ref().map(|proof| proof.customer_id().to_string());
    let singles = [
        ("The ticket", &expect.ticket, ticket.map(|ticket| called(&ticket.reason))),
        ("The address of a code", &expect.code_to, to),
        ("The customer who is known", &expect.proven, proven),
    ];
    for (what, wanted, came) in singles {
        if let Some(wanted) = wanted.as_ref().filter(|wanted| **wanted != came) {
            told.push(format!("{what} should be {}, and is {}.", one(wanted), one(&came)));
        }
    }
    let left = ticket.map(|ticket| ticket.left.join("\n")).unwrap_or_default();
    pieces("What the ticket leaves", &left, (&expect.ticket_left, &[]), &mut told);
    told
}

/// What came of a turn, as an expectation that it meets: what was decided, and in which words it was
/// told. What was said word for word is left out, as it names people and days.
#[must_use]
pub fn came(outcome: &Outcome) -> Expect {
    let reply = outcome.reply.as_ref();
    let rules = outcome.decisions.iter().flat_map(|decision| decision.rules.clone()).collect();
    Expect {
        commands: Some(commands_of(outcome)),
        facts: Some(facts_of(outcome)),
        wordings: Some(reply.into_iter().flat_map(wordings_of).map(str::to_owned).collect()),
        actions: Some(actions_of(outcome)),
        rules: Some(rules),
        asks: Some(outcome.state.asks().into_iter().map(str::to_owned).collect()),
        ticket: Some(outcome.ticket.as_ref().map(|ticket| called(&ticket.reason))),
        ..Expect::default()
    }
}

/// A turn for people.
#[must_use]
pub fn told(turn: &PlayedTurn) -> TurnPlayed {
    let reply = turn.outcome.reply.as_ref();
    TurnPlayed {
        said: turn.record.opening.inbound.text().to_owned(),
        reply: reply.map(|reply| reply.text.clone()).unwrap_or_default(),
        quick_replies: reply.map(|reply| reply.quick_replies.clone()).unwrap_or_default(),
        // All but its first line, which names a version: what is tried has none.
        story: story_of(&turn.record, &turn.outcome).into_iter().skip(1).collect(),
        came: came(&turn.outcome),
    }
}

/// What of an opened chat is not as expected; and whatever may be tapped must be understood.
pub(super) fn greeted(expect: &ScenarioSession, opened: &Welcome, known: &Known) -> Vec<String> {
    let mut told = Vec::new();
    pieces("The greeting", &opened.reply.text, (&expect.has, &expect.lacks), &mut told);
    let news = opened.news.as_ref().and_then(|sourced| {
        let Fact::News(news) = &sourced.fact else { return None };
        Some(json::name(&news.kind()))
    });
    if let Some(wanted) = expect.news.as_ref().filter(|wanted| **wanted != news) {
        told.push(format!("The news should be {}, and is {}.", one(wanted), one(&news)));
    }
    let tapped = &opened.suggestions;
    if let Some(wanted) = expect.suggestions.as_ref().filter(|wanted| *wanted != tapped) {
        let (wanted, tapped) = (listed(wanted), listed(tapped));
        told.push(format!("What may be tapped should be {wanted}, and is {tapped}."));
    }
    for chip in tapped {
        let heard = understand(chip, &Default::default(), known).commands;
        if heard.iter().all(|heard| heard.command == Command::CannotHandle) {
            told.push(format!("“{chip}” may be tapped and is not understood."));
        }
    }
    told
}

fn pieces(what: &str, text: &str, (has, lacks): (&[String], &[String]), told: &mut Vec<String>) {
    for piece in has.iter().filter(|piece| !text.contains(piece.as_str())) {
        told.push(format!("{what} should have “{piece}”, and does not: “{text}”"));
    }
    for piece in lacks.iter().filter(|piece| text.contains(piece.as_str())) {
        told.push(format!("{what} should not have “{piece}”, and does: “{text}”"));
    }
}

/// What was understood, in its order.
pub(super) fn commands_of(outcome: &Outcome) -> Vec<String> {
    let named = |command: &Command| {
        let Command::StartSkill { skill, .. } = command else {
            return text(&json::value(command), "command");
        };
        format!("start {}", json::name(skill))
    };
    outcome.understanding.commands.iter().map(|heard| named(&heard.command)).collect()
}

/// Kinds of the facts told, with the situation after a colon where there is one.
pub(super) fn facts_of(outcome: &Outcome) -> Vec<String> {
    let kind = |fact: &Value| {
        let situation = [text(fact, "situation"), text(fact, "talk")].into_iter();
        let situation = situation.filter(|it| !it.is_empty()).map(|it| format!(":{it}")).next();
        format!("{}{}", text(fact, "fact"), situation.unwrap_or_default())
    };
    outcome.facts.iter().map(|sourced| kind(&json::value(&sourced.fact))).collect()
}

/// Actions with their ends.
pub(super) fn actions_of(outcome: &Outcome) -> Vec<String> {
    let action =
        |receipt: &ActionReceipt| format!("{} {}", receipt.action.name(), called(&receipt.end));
    outcome.actions.iter().map(action).collect()
}

/// Names of the wordings said, without the number of the alternative.
pub(super) fn wordings_of(reply: &Reply) -> impl Iterator<Item = &str> {
    reply.templates.iter().map(|key| key.rsplit_once('.').map_or(key.as_str(), |(name, _)| name))
}

fn number_on(card: &Card) -> String {
    let Card::Order(order) = card;
    order.title.trim_start_matches("Order ").to_owned()
}

fn text(value: &Value, name: &str) -> String {
    value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn listed(names: &[String]) -> String {
    if names.is_empty() { "none".to_owned() } else { format!("“{}”", names.join("”, “")) }
}

fn one(name: &Option<String>) -> String {
    name.as_ref().map_or_else(|| "none".to_owned(), |name| format!("“{name}”"))
}
