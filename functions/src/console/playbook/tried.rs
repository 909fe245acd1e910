//! A chat with the draft, or with what is live. Nothing is kept between two messages but what stands in
//! the form, and nothing is done anywhere.

use edgewise::wire::{Against, ScenarioList, TRIED_MAX, TryRequest, TurnPlayed};
use maud::{Markup, html};

use super::part;

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
            @if list.items.is_empty() {
                div.empty {
                    p { "There is nobody to chat as." }
                    p { "The customer and the shop of a scenario are used here; there are no scenarios yet." }
                }
            } @else {
                p.quiet { "You write as the customer of a scenario. Nothing is done, nothing is kept, nobody hears of it." }
                @if let Some(fault) = fault { p.fault role="alert" { (fault) } }
                ol.turns { @for turn in turns { (chatted(turn)) } }
                (form(list, request, turns))
            }
        },
    )
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
            @if begun {
                input type="hidden" name="against" value=(name(request.against));
                input type="hidden" name="scenario" value=(request.scenario);
                @for turn in turns { input type="hidden" name="said" value=(turn.said); }
            } @else {
                div.field {
                    label for="against" { "With" }
                    select #against name="against" {
                        option value="draft" selected[request.against == Against::Draft] { "the draft" }
                        option value="live" selected[request.against == Against::Live] { "what is live" }
                    }
                }
                div.field {
                    label for="scenario" { "As the customer of" }
                    select #scenario name="scenario" {
                        @for item in &list.items {
                            option value=(item.id) selected[item.id == request.scenario] { (item.name) }
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
                    @if begun { a href=(PATH) { "Begin again" } }
                }
            } @else {
                p { "A chat that is tried ends here. " a href=(PATH) { "Begin again" } }
            }
        }
    }
}

const fn name(against: Against) -> &'static str {
    match against {
        Against::Draft => "draft",
        Against::Live => "live",
    }
}
