//! What came of a turn, beside what was expected of it and what holds for every reply.

use edgewise::engine::Outcome;
use serde_json::Value;

use super::shape::Expect;

/// A turn beside what was expected of it.
pub(super) struct Seen<'a> {
    pub(super) outcome: &'a Outcome,
    pub(super) calls: &'a [String],
    pub(super) faults: Vec<String>,
}

impl Seen<'_> {
    pub(super) fn text(&self) -> String {
        self.outcome.reply.as_ref().map(|reply| reply.text.clone()).unwrap_or_default()
    }

    /// What holds for every reply: nothing is called done that was not done, nothing is said twice
    /// in one reply, no question is asked twice in a row in the same words, and no sentence is
    /// broken.
    pub(super) fn keep_promises(&mut self, before: &str) {
        let facts = facts_of(self.outcome);
        let told = facts.iter().filter(|fact| *fact == "has_done").count();
        let done = actions_of(self.outcome).iter().filter(|it| it.ends_with(" done")).count();
        if told != done {
            self.faults.push(format!("{told} changes are called done, {done} were done"));
        }
        let text = self.text();
        let paragraphs: Vec<&str> = text.split("\n\n").collect();
        for (index, paragraph) in paragraphs.iter().enumerate() {
            let empty = paragraph.trim().is_empty() && self.outcome.reply.is_some();
            if empty || paragraphs[..index].contains(paragraph) {
                self.faults.push(format!("the paragraph “{paragraph}” is empty or said twice"));
            }
        }
        let asks = |fact: &String| fact.starts_with("ask_") || fact.starts_with("which_");
        if !text.is_empty() && text == before && facts.iter().any(asks) {
            self.faults.push("the same is asked again in the same words".to_owned());
        }
        for broken in ["  ", " ,", " .", "..", "()", ": ."] {
            if text.contains(broken) {
                self.faults.push(format!("a sentence is broken: it has “{broken}”"));
            }
        }
    }

    pub(super) fn print(&self, say: &str) {
        let outcome = self.outcome;
        let ticket = outcome.ticket.as_ref().map(|ticket| name(&ticket.reason));
        let text = self.text().replace('\n', "\n    ");
        show(&format!("  > {say}\n    {text}"));
        let (facts, asks, actions) = (facts_of(outcome), outcome.state.asks(), actions_of(outcome));
        show(&format!("    -- {facts:?} asks {asks:?} did {actions:?} ticket {ticket:?}"));
    }

    pub(super) fn compare(&mut self, expect: &Expect) {
        let outcome = self.outcome;
        let text = self.text();
        for piece in &expect.reply_has {
            if !text.contains(piece.as_str()) {
                self.faults.push(format!("the reply lacks “{piece}”"));
            }
        }
        for piece in &expect.reply_lacks {
            if text.contains(piece.as_str()) {
                self.faults.push(format!("the reply has “{piece}”"));
            }
        }
        let cards = outcome.reply.iter().flat_map(|reply| &reply.cards).map(number_on).collect();
        let offered = outcome.reply.iter().flat_map(|reply| reply.quick_replies.clone()).collect();
        let rules = outcome.decisions.iter().flat_map(|decision| decision.rules.clone()).collect();
        let asks = outcome.state.asks().into_iter().map(str::to_owned).collect();
        self.list("facts", &expect.facts, facts_of(outcome));
        self.list("cards", &expect.cards, cards);
        self.list("calls", &expect.calls, self.calls.to_vec());
        self.list("actions", &expect.actions, actions_of(outcome));
        self.list("rules", &expect.rules, rules);
        self.list("asks", &expect.asks, asks);
        self.list("quick replies", &expect.quick_replies, offered);
        let ticket = outcome.ticket.as_ref().map(|ticket| name(&ticket.reason));
        if expect.ticket.as_ref().is_some_and(|wanted| *wanted != ticket) {
            self.faults.push(format!("the ticket is for {ticket:?}"));
        }
        let code_to = outcome.delivery.as_ref().map(|delivery| delivery.to.expose().clone());
        if expect.code_to.as_ref().is_some_and(|wanted| *wanted != code_to) {
            self.faults.push(format!("a code is sent to {code_to:?}"));
        }
        let proven = outcome.state.proof.as_ref().map(|proof| proof.customer_id().to_string());
        if expect.proven.as_ref().is_some_and(|wanted| *wanted != proven) {
            self.faults.push(format!("{proven:?} is proven"));
        }
        let left = outcome.ticket.as_ref().map(|t| t.left.join("\n")).unwrap_or_default();
        for piece in &expect.ticket_left {
            if !left.contains(piece.as_str()) {
                self.faults.push(format!("the ticket does not leave “{piece}” but “{left}”"));
            }
        }
    }

    fn list(&mut self, what: &str, wanted: &Option<Vec<String>>, found: Vec<String>) {
        if wanted.as_ref().is_some_and(|wanted| *wanted != found) {
            self.faults.push(format!("{what} are {found:?}"));
        }
    }
}

/// Prints a line for who asked for it.
#[expect(clippy::print_stdout, reason = "asked for by the environment")]
pub(super) fn show(line: &str) {
    println!("{line}");
}

pub(super) fn facts_of(outcome: &Outcome) -> Vec<String> {
    let kind = |fact: &Value| {
        let kind = fact["fact"].as_str().unwrap();
        let situation = fact["situation"]
            .as_str()
            .or(fact["talk"].as_str())
            .map(|situation| format!(":{situation}"));
        format!("{kind}{}", situation.unwrap_or_default())
    };
    outcome
        .facts
        .iter()
        .map(|sourced| kind(&serde_json::to_value(&sourced.fact).unwrap()))
        .collect()
}

pub(super) fn actions_of(outcome: &Outcome) -> Vec<String> {
    let end = |end: &Value| match end {
        Value::Object(refused) => refused.keys().next().unwrap().clone(),
        other => other.as_str().unwrap().to_owned(),
    };
    let action = |receipt: &edgewise::skill::ActionReceipt| {
        format!("{} {}", receipt.action.name(), end(&serde_json::to_value(&receipt.end).unwrap()))
    };
    outcome.actions.iter().map(action).collect()
}

pub(super) fn number_on(card: &edgewise::conversation::Card) -> String {
    let edgewise::conversation::Card::Order(order) = card;
    order.title.trim_start_matches("Order ").to_owned()
}

pub(super) fn name<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_value(value).unwrap().as_str().unwrap().to_owned()
}
