//! What all pages of the console share. Everything from outside goes through maud's escaping.

use edgewise::{
    base::{
        json, text,
        time::{DAY_MS, HOUR_MS, MINUTE_MS, Timestamp},
    },
    wire::Problem,
};
use maud::{DOCTYPE, Markup, html};
use serde::Serialize;

use crate::index::CONVERSATION_CHARS_SHOWN;

/// The part of the console that a page belongs to.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(super) enum Part {
    Conversations,
    Customers,
    /// Before the door: nothing is offered but to sign in.
    Door,
    Inbox,
    Insights,
    Knowledge,
    Nowhere,
    Playbook,
}

/// The parts that are offered on every page, with their addresses and names.
const PARTS: &[(Part, &str, &str)] = &[
    (Part::Inbox, "/console/inbox", "Inbox"),
    (Part::Conversations, "/console", "Conversations"),
    (Part::Customers, "/console/customers", "Customers"),
    (Part::Knowledge, "/console/knowledge", "Knowledge"),
    (Part::Insights, "/console/insights", "Insights"),
    (Part::Playbook, "/console/playbook", "Playbook"),
];

/// The pages of a part, with their addresses and names, where one of them stands at `path`.
pub(super) fn tabs(label: &str, pages: &[(&str, &str)], path: &str) -> Markup {
    html! {
        nav.tabs aria-label=(label) {
            @for (address, name) in pages {
                a href=(address) aria-current=[(*address == path).then_some("page")] { (name) }
            }
        }
    }
}

/// The frame of every page.
pub(super) fn frame(title: &str, part: Part, content: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                title { (title) " · Edgewise" }
                link rel="stylesheet" href="/console.css";
                link rel="icon" href="/icon.svg";
                @if matches!(part, Part::Inbox | Part::Conversations) { script type="module" src="/console.js" {} }
            }
            body {
                a.skip href="#main" { "Skip to the content" }
                header {
                    a.brand href="/console" { "Edgewise" }
                    @if part != Part::Door {
                        nav aria-label="Main" {
                            @for (named, path, name) in PARTS {
                                a href=(path) aria-current=[(*named == part).then_some("page")] { (name) }
                            }
                        }
                        form method="post" action="/console/sign-out" { button.plain { "Sign out" } }
                    }
                }
                main #main { (content) }
            }
        }
    }
}

/// The door.
pub(super) fn sign_in(fault: Option<&str>) -> Markup {
    frame(
        "Sign in",
        Part::Door,
        html! {
            form.sign-in method="post" action="/console/sign-in" {
                h1 { "Sign in to Edgewise" }
                @if let Some(fault) = fault { p.fault role="alert" { (fault) } }
                label for="token" { "Your token" }
                input #token type="password" name="token" required autocomplete="current-password";
                p.hint {
                    "The owner gave it to you when you joined the team. The owner's own was printed by the command that "
                    "started Edgewise, as " code { "EDGEWISE_OPERATOR_TOKEN" } "."
                }
                button { "Sign in" }
            }
        },
    )
}

/// Nothing here.
pub(super) fn not_found() -> Markup {
    frame(
        "Not found",
        Part::Nowhere,
        html! {
            h1 { "There is nothing here" }
            p {
                "It may have been erased. "
                a href="/console/inbox" { "Inbox" } " · " a href="/console" { "Conversations" } " · " a href="/console/knowledge" { "Knowledge" }
                " · " a href="/console/playbook" { "Playbook" }
            }
        },
    )
}

/// What went wrong, in words.
pub(super) fn fault(problem: &Problem) -> Markup {
    frame(
        &problem.title,
        Part::Nowhere,
        html! {
            h1 { (problem.title) }
            p { (problem.detail) }
            p.quiet { "Request " (problem.request_id) }
        },
    )
}

/// How long something takes, in its two largest units.
pub(super) fn span(ms: i64) -> String {
    match ms.max(0) {
        ..MINUTE_MS => "less than a minute".to_owned(),
        ms @ MINUTE_MS..HOUR_MS => format!("{} min", ms / MINUTE_MS),
        ms @ HOUR_MS..DAY_MS => format!("{} h {} min", ms / HOUR_MS, ms % HOUR_MS / MINUTE_MS),
        ms @ DAY_MS.. => format!("{} d {} h", ms / DAY_MS, ms % DAY_MS / HOUR_MS),
    }
}

/// A name of the interface, for people.
pub(super) fn words(name: &str) -> String {
    name.replace('_', " ")
}

/// The name of a value of a closed list, for people.
pub(super) fn name_of<T: Serialize>(value: &T) -> String {
    words(&json::name(value))
}

/// The end of an id, which tells conversations apart.
pub(super) fn short(id: &str) -> &str {
    text::ending(id, CONVERSATION_CHARS_SHOWN)
}

/// An instant to come, on the wall clock of the team.
pub(super) fn local(at: Timestamp, zone: &str) -> Markup {
    html! { time datetime=(at.to_string()) { (wall_clock(at, zone)) } }
}

/// The same, as text.
pub(super) fn wall_clock(at: Timestamp, zone: &str) -> String {
    at.in_zone(zone).strftime("%a %-d %b, %H:%M").to_string()
}

/// An instant, to the minute.
pub(super) fn instant(at: Timestamp) -> Markup {
    let text = at.to_string();
    let shown = text.get(..16).unwrap_or_default().replace('T', " ");
    html! { time datetime=(text) { (shown) " UTC" } }
}
