//! A past conversation as a scenario, to be read before it is saved. Nothing of it is kept until then.

use edgewise::{
    base::json,
    wire::{Expect, Scenario, ScenarioDraft, ScenarioTurn},
};
use maud::{Markup, html};

use super::{
    super::frame::{name_of, words},
    part,
};

/// What the page shows.
pub(super) struct Shown<'a> {
    /// What the scenario is to be called.
    pub(super) name: &'a str,
    /// It as it is saved: JSON.
    pub(super) file: &'a str,
    /// As it was made; nothing where it was sent and not taken.
    pub(super) made: Option<&'a ScenarioDraft>,
    /// Why it was not taken.
    pub(super) fault: Option<&'a str>,
}

/// The page.
pub(super) fn page(shown: &Shown<'_>) -> Markup {
    part(
        "A scenario of a conversation",
        "/console/playbook/scenarios",
        html! {
            h1 { "A scenario of a conversation" }
            p {
                "This is what was said and what came of it, with personal data replaced by other data of its kind. "
                "It was played, and comes to the same. Nothing is saved yet."
            }
            @if let Some(fault) = shown.fault { p.fault role="alert" { (fault) } }
            @if let Some(made) = shown.made {
                (replaced(made))
                (to_read(made))
                h2 { "What is said, and what must come of it" }
                ol.turns { @for turn in &made.scenario.turns { (told(turn)) } }
            }
            (form(shown))
        },
    )
}

/// A scenario as a file for people.
pub(super) fn file(scenario: &Scenario) -> String {
    serde_json::to_string_pretty(&json::value(scenario)).unwrap_or_default()
}

fn replaced(made: &ScenarioDraft) -> Markup {
    html! {
        section.card {
            h2 { "What was replaced" }
            @if made.replaced.is_empty() { p { "Nothing: there was nothing personal in it." } }
            ul {
                @for replaced in &made.replaced {
                    li { (name_of(&replaced.kind)) ": " (replaced.count) }
                }
            }
        }
    }
}

fn to_read(made: &ScenarioDraft) -> Markup {
    html! {
        @if !made.read.is_empty() {
            section.card {
                h2 { "Read before saving" }
                p { "Something personal may be left in these messages that does not look like it. Change it in the file below." }
                ul { @for read in &made.read { li { "Turn " (read.turn) ": “" bdi { (read.said) } "”" } } }
            }
        }
    }
}

fn told(turn: &ScenarioTurn) -> Markup {
    let began = if turn.asks_person {
        "Asks for a person, with the button.".to_owned()
    } else if let Some(decision) = turn.approval {
        format!("A person decides: {}.", json::name(&decision))
    } else {
        turn.say.clone()
    };
    html! {
        li.turn {
            div.said.customer {
                p.who { "Customer" }
                @if turn.person_joins { p.quiet { "A person has taken over just before." } }
                @for line in began.lines() { p dir="auto" { (line) } }
            }
            ul.story { @for line in expected(&turn.expect) { li { (line) } } }
        }
    }
}

/// What must come of a turn, in words.
fn expected(expect: &Expect) -> Vec<String> {
    let lists = [
        ("Understood", &expect.commands),
        ("Told", &expect.facts),
        ("Done", &expect.actions),
        ("Rules", &expect.rules),
        ("Asked", &expect.asks),
    ];
    let mut told = Vec::new();
    for (what, list) in lists {
        if let Some(list) = list.as_ref().filter(|list| !list.is_empty()) {
            told.push(format!("{what}: {}.", words(&list.join(", "))));
        }
    }
    if let Some(Some(reason)) = &expect.ticket {
        told.push(format!("Handed to a person: {}.", words(reason)));
    }
    told
}

fn form(shown: &Shown<'_>) -> Markup {
    html! {
        form.edit method="post" action="/console/playbook/scenarios" {
            div.field {
                label for="name" { "What it shows" }
                p.hint #name-hint { "A sentence. It must not name anybody." }
                input #name name="name" required maxlength="200" dir="auto" autocomplete="off"
                    aria-describedby="name-hint" value=(shown.name);
            }
            div.field {
                label for="file" { "The scenario as a file" }
                p.hint #file-hint { "What you change here is what is saved." }
                textarea #file name="file" rows="16" spellcheck="false" required
                    aria-describedby="file-hint" { "\n" (shown.file) }
            }
            div.actions { button { "Save" } a href="/console/playbook/scenarios" { "Do not save" } }
        }
    }
}
