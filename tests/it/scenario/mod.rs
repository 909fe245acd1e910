//! Goal: whole conversations end as the people who own the product say they should.
//! Method: each file of `tests/scenarios/` holds conversations as data, each with the differences to the
//! default playbook under which the core plays it. Every turn is run again from the stored form of its
//! record. What holds for every reply is checked of every reply (see [`promises`]).
//! `EDGEWISE_SHOW=returns` plays one file alone and prints its conversations as they were held;
//! `EDGEWISE_ROUNDS=10` runs all turns ten times and tells what the engine took.

mod file;
mod issues;
mod past;
mod rerun;

use std::{collections::BTreeMap, time::Duration};

use edgewise::{
    base::time::Timestamp,
    commerce::Call,
    escalation::Ticket,
    identity::Identity,
    lab::{Played, PlayedTurn, compare, play},
    playbook::Autonomy,
    release::{Course, Step, WhatIf},
};
use file::{Case, cases};
use rerun::{rerun, stored};

#[test]
fn every_scenario_ends_as_it_says() {
    let shown = environment("EDGEWISE_SHOW");
    let rounds: usize = environment("EDGEWISE_ROUNDS").map_or(1, |rounds| rounds.parse().unwrap());
    let (mut faults, mut spent) = (Vec::new(), Vec::new());
    let mut count = 0_usize;
    for Case { file, scenario, playbook } in cases(shown.as_deref()) {
        count += 1;
        let title = format!("{file}: {}", scenario.name);
        let played =
            play(&scenario, &playbook).unwrap_or_else(|faults| panic!("{title}: {faults:?}"));
        if shown.is_some() {
            show(&format!("\n# {}", scenario.name));
            print(&played);
        }
        let mut fault = |said: &str, told: &str, reply: &str| {
            faults.push(format!("{title}: “{said}”: {told}\n    reply: {reply}"));
        };
        for found in &played.faults {
            fault(&found.said, &found.told, &found.reply);
        }
        let mut before = "";
        for turn in &played.turns {
            let (said, reply) = (turn.record.opening.inbound.text(), said_in(turn));
            for told in promises(turn, before) {
                fault(said, &told, reply);
            }
            before = reply;
            let (record, profile) = stored(turn);
            let same = compare(&record, &profile, &playbook, &playbook).unwrap();
            assert_eq!(same, None, "{title}: the same playbook changes nothing");
            for _ in 0..rounds {
                let (outcome, took) = rerun(&record, &profile, &playbook);
                assert_eq!(outcome, turn.outcome, "{title}: the stored record gives the same");
                let said: String = said.chars().take(100).collect();
                spent.push((took, format!("{title}: “{said}”")));
            }
        }
        assert!(played.turns.len() == scenario.turns.len() || !played.faults.is_empty(), "{title}");
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    assert!(shown.is_some() || count >= 500, "only {count} scenarios were found");
    if rounds > 1 {
        show(&figures(spent));
    }
}

/// Promise 7: the person who takes over is told all that is known, and never has to ask again.
#[test]
fn every_ticket_has_all_that_a_person_needs() {
    let (mut tickets, mut points, mut faults) = (0_u32, 0_usize, Vec::new());
    for Case { file, scenario, playbook } in cases(None) {
        let mut first_wait = None;
        for turn in &play(&scenario, &playbook).unwrap().turns {
            let Some(ticket) = &turn.outcome.ticket else { continue };
            let first = *first_wait.get_or_insert(ticket.opened_at);
            let score = score(ticket, turn, first);
            let missing: Vec<_> =
                score.iter().filter(|(_, held)| !held).map(|(what, _)| *what).collect();
            tickets += 1;
            points += score.len();
            if !missing.is_empty() {
                let said = turn.record.opening.inbound.text();
                faults.push(format!("{file}: {}: “{said}”: {missing:?}", scenario.name));
            }
        }
    }
    assert!(faults.is_empty(), "{} of {tickets}:\n{}", faults.len(), faults.join("\n"));
    assert!(tickets >= 100 && points >= 1_200, "only {tickets} tickets were scored");
}

/// What a ticket must have, and whether it has it.
fn score(ticket: &Ticket, turn: &PlayedTurn, first_wait: Timestamp) -> Vec<(&'static str, bool)> {
    let (opening, state) = (&turn.record.opening, &turn.outcome.state);
    let asked = turn.record.answers.iter();
    let asked = asked.filter(|it| matches!(it.call, Call::Read(_) | Call::Act(_))).count();
    let wanted = turn.outcome.escalations.iter().filter_map(|it| it.skill).count();
    let shown = matches!(state.identity(&opening.identity), Identity::Verified(_));
    vec![
        ("who they are, where that is shown", shown == ticket.customer_id.is_some()),
        ("what they want", !ticket.wants.trim().is_empty()),
        ("what they want in one line", !ticket.wants.contains('\n')),
        ("the abilities asked for", (wanted == 0) == ticket.skills.is_empty()),
        ("what was tried", asked == 0 || !ticket.tried.is_empty()),
        ("the results of that", ticket.tried.iter().all(|it| !it.result.is_empty())),
        ("the orders spoken of", state.orders_in_focus.is_empty() || !ticket.facts.is_empty()),
        ("what was found", ticket.facts.iter().all(|it| !it.what.trim().is_empty())),
        ("why it stopped", ticket.rules.first().is_some_and(|rule| rule == ticket.reason.rule())),
        ("what is left", ticket.left.iter().any(|left| left.len() > 10)),
        ("a suggested reply", ticket.suggested_reply.as_ref().is_some_and(|it| it.len() > 10)),
        ("a suggested action", ticket.suggested_action.is_some()),
        ("the first wait", ticket.waiting_since == first_wait),
        ("the language", ticket.language.is_some()),
        ("how they sound", ticket.tone == turn.outcome.understanding.tone),
        ("the way to its history", ticket.conversation_id == turn.record.conversation_id),
    ]
}

#[test]
fn a_draft_changes_the_turns_that_it_is_about_and_no_others() {
    let mut found = WhatIf::default();
    for Case { scenario, playbook, .. } in cases(Some("cancel_order")) {
        let mut draft = playbook.clone();
        draft.skills.cancel_order = match draft.skills.cancel_order {
            Autonomy::Supervised => Autonomy::Autonomous,
            _ => Autonomy::Supervised,
        };
        for PlayedTurn { record, profile, .. } in &play(&scenario, &playbook).unwrap().turns {
            let compared = compare(record, profile, &playbook, &draft);
            if let Ok(Some(turn)) = &compared {
                let about = turn.before.iter().chain(&turn.after);
                let about: Vec<_> = about.map(|course| course.of.as_str()).collect();
                let is_about = about.iter().any(|of| of.contains("cancel_order"))
                    || about.contains(&"missing_ability");
                assert!(is_about, "{turn:?}");
            }
            found.count(compared.as_ref().map(Option::as_ref));
        }
    }
    let done = |step| Course { step, of: "cancel_order".to_owned() };
    let approved = found.groups.iter().any(|group| {
        group.before.contains(&done(Step::Done))
            && group.after.contains(&done(Step::WaitsForApproval))
    });
    assert!(approved, "{found:?}");
    assert!(found.changed > 0 && found.changed < found.turns && found.unreadable == 0);
    let grouped: u32 = found.groups.iter().map(|group| group.turns).sum();
    assert_eq!(grouped, found.changed);
}

/// What holds for every reply: nothing is called done that was not done, nothing is said twice in one
/// reply, no question is asked twice in a row in the same words, and no sentence is broken.
fn promises(turn: &PlayedTurn, before: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let facts: Vec<String> = turn.outcome.facts.iter().map(|it| kind(&it.fact)).collect();
    let told = facts.iter().filter(|fact| *fact == "has_done").count();
    let done = turn.outcome.actions.iter().filter(|it| kind(&it.end) == "done").count();
    if told != done {
        faults.push(format!("{told} changes are called done, {done} were done"));
    }
    let text = said_in(turn);
    let paragraphs: Vec<&str> = text.split("\n\n").collect();
    for (index, paragraph) in paragraphs.iter().enumerate() {
        let empty = paragraph.trim().is_empty() && turn.outcome.reply.is_some();
        if empty || paragraphs[..index].contains(paragraph) {
            faults.push(format!("the paragraph “{paragraph}” is empty or said twice"));
        }
    }
    let asks = |fact: &String| fact.starts_with("ask_") || fact.starts_with("which_");
    if !text.is_empty() && text == before && facts.iter().any(asks) {
        faults.push("the same is asked again in the same words".to_owned());
    }
    for broken in ["  ", " ,", " .", "..", "()", ": ."] {
        if text.contains(broken) {
            faults.push(format!("a sentence is broken: it has “{broken}”"));
        }
    }
    faults
}

/// What a value is one of.
fn kind<T: serde::Serialize>(value: &T) -> String {
    match serde_json::to_value(value).unwrap() {
        serde_json::Value::String(name) => name,
        other => other["fact"].as_str().unwrap_or_default().to_owned(),
    }
}

fn said_in(turn: &PlayedTurn) -> &str {
    turn.outcome.reply.as_ref().map_or("", |reply| reply.text.as_str())
}

fn print(played: &Played) {
    if let Some(opened) = &played.opened {
        show(&format!("  < {}\n    -- {:?}", opened.reply.text, opened.suggestions));
    }
    for turn in &played.turns {
        let outcome = &turn.outcome;
        let text = said_in(turn).replace('\n', "\n    ");
        show(&format!("  > {}\n    {text}", turn.record.opening.inbound.text()));
        let facts: Vec<String> = outcome.facts.iter().map(|it| kind(&it.fact)).collect();
        let done: Vec<&str> = outcome.actions.iter().map(|it| it.action.name()).collect();
        let ticket = outcome.ticket.as_ref().map(|ticket| &ticket.reason);
        let asks = outcome.state.asks();
        show(&format!("    -- {facts:?} asks {asks:?} did {done:?} ticket {ticket:?}"));
    }
}

/// What the engine alone took for each message, all runs of its turn together. The slowest messages
/// are told by the median of their rounds: a single one may have met a busy machine.
fn figures(mut spent: Vec<(Duration, String)>) -> String {
    const SLOWEST: usize = 5;
    spent.sort_unstable();
    let at = |share: usize| spent[(spent.len() * share / 1_000).min(spent.len() - 1)].0.as_micros();
    let (median, p95, p99, longest) = (at(500), at(950), at(990), at(1_000));
    let count = spent.len();
    let mut told = format!(
        "{count} messages: median {median} µs, 95th {p95} µs, 99th {p99} µs, longest {longest} µs"
    );
    let mut by_message: BTreeMap<&str, Vec<Duration>> = BTreeMap::new();
    for (took, message) in &spent {
        by_message.entry(message).or_default().push(*took);
    }
    let mut medians: Vec<(Duration, &str)> =
        by_message.into_iter().map(|(message, took)| (took[took.len() / 2], message)).collect();
    medians.sort_unstable();
    for (took, message) in medians.into_iter().rev().take(SLOWEST) {
        told.push_str(&format!("\n  {} µs: {message}", took.as_micros()));
    }
    told
}

/// Prints a line for who asked for it.
#[expect(clippy::print_stdout, reason = "asked for by the environment")]
fn show(line: &str) {
    println!("{line}");
}

fn environment(name: &str) -> Option<String> {
    std::env::var_os(name).and_then(|value| value.into_string().ok())
}
