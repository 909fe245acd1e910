//! A chat with the draft, or with what is live. Nothing is kept between two messages but what stands in
//! the form, and nothing is done anywhere.

use edgewise::wire::{Against, ScenarioList, TRIED_MAX, TryRequest, TurnPlayed};
use maud::{Markup, html};

use super::{super::form::address, part};

const PATH: &str = "/console/playbook/try";

/// The page.
pub(super) fn page(
    list: &ScenarioList,
    request: &TryRequest,
    turns: &[TurnPlayed],
    fault: Option<&str>,
) -> Markup {
    part(
        "Try it",
        PATH,
        html! {
            h1 { "Try it" }
            @if list.items.is_empty() && request.conversation.is_none() {
                div.empty {
                    p { "There is nobody to chat as." }
                    p {
                        "The customer and the shop of a scenario are used here; there are no scenarios yet. "
                        "You can also chat as the customer of a " a href="/console" { "conversation" } ": open one."
                    }
                }
            } @else {
                p.quiet { (whose(request)) " Nothing is done, nothing is kept, nobody hears of it." }
                @if let Some(fault) = fault { p.fault role="alert" { (fault) } }
                ol.turns { @for turn in turns { (chatted(turn)) } }
                (form(list, request, turns))
            }
        },
    )
}

const fn whose(request: &TryRequest) -> &'static str {
    if request.conversation.is_some() {
        "You write as the customer of a past conversation, as they stood when it began, with personal data replaced."
    } else {
        "You write as the customer of a scenario."
    }
}

fn chatted(turn: &TurnPlayed) -> Markup {
    html! {
        li.turn {
            div.said.customer { p.who { "You" } @for line in turn.said.lines() { p dir="auto" { (line) } } }
            div.said.assistant {
                p.who { "Assistant" }
                @if turn.reply.is_empty() { p.quiet { "Says nothing: a person has the conversation." } }
                @for line in turn.reply.lines() { p dir="auto" { (line) } }
                @if !turn.quick_replies.is_empty() { p.quiet { "To tap: " bdi { (turn.quick_replies.join(" · ")) } } }
            }
            details { summary { "Why" } ul.story { @for line in &turn.story { li dir="auto" { (line) } } } }
        }
    }
}

fn form(list: &ScenarioList, request: &TryRequest, turns: &[TurnPlayed]) -> Markup {
    let begun = !turns.is_empty();
    html! {
        form.edit method="post" action=(PATH) {
            @if let Some(id) = &request.conversation {
                input type="hidden" name="conversation" value=(id);
            }
            @if begun {
                input type="hidden" name="against" value=(name(request.against));
                @if let Some(id) = &request.scenario { input type="hidden" name="scenario" value=(id); }
                @for turn in turns { input type="hidden" name="said" value=(turn.said); }
            } @else {
                div.field {
                    label for="against" { "With" }
                    select #against name="against" {
                        option value="draft" selected[request.against == Against::Draft] { "the draft" }
                        option value="live" selected[request.against == Against::Live] { "what is live" }
                    }
                }
                @if request.conversation.is_none() {
                    div.field {
                        label for="scenario" { "As the customer of" }
                        select #scenario name="scenario" {
                            @for item in &list.items {
                                option value=(item.id) selected[request.scenario.as_ref() == Some(&item.id)] { (item.name) }
                            }
                        }
                    }
                }
            }
            @if turns.len() < TRIED_MAX {
                div.field {
                    label for="say" { "Message" }
                    input #say name="say" required maxlength="4000" dir="auto" autocomplete="off" autofocus[begun]
                        value=(if begun { "" } else { request.say.first().map_or("", String::as_str) });
                }
                div.actions {
                    button { "Send" }
                    @if begun { a href=(again(request)) { "Begin again" } }
                }
            } @else {
                p { "A chat that is tried ends here. " a href=(again(request)) { "Begin again" } }
            }
        }
    }
}

/// The form of the same chat, with nothing said.
fn again(request: &TryRequest) -> String {
    let scenario = request.scenario.as_deref().unwrap_or_default();
    let conversation = request.conversation.as_deref().unwrap_or_default();
    let query = [
        ("against", name(request.against)),
        ("scenario", scenario),
        ("conversation", conversation),
    ];
    address(PATH, &query)
}

const fn name(against: Against) -> &'static str {
    match against {
        Against::Draft => "draft",
        Against::Live => "live",
    }
}
