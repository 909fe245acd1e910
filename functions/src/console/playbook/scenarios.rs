//! The scenarios, and what they came to.

use edgewise::{
    release::{Member, Role, ScenarioResult},
    wire::{Against, ScenarioList, ScenarioRunView},
};
use maud::{Markup, html};

use super::{
    super::{form::address, frame::instant},
    part,
};

const PATH: &str = "/console/playbook/scenarios";

/// The page.
pub(super) fn page(
    list: &ScenarioList,
    runs: &[ScenarioRunView],
    has_draft: bool,
    who: &Member,
) -> Markup {
    let may_play = who.role >= Role::Editor && list.of > 0;
    part(
        "Scenarios",
        PATH,
        html! {
            h1 { "Scenarios" }
            @if may_play {
                form.actions method="post" action={ (PATH) "/play" } {
                    @if has_draft { button name="against" value="draft" { "Play against the draft" } }
                    button.plain name="against" value="live" { "Play against what is live" }
                }
            }
            @for run in runs { (came(run, list)) }
            @if list.of == 0 {
                div.empty {
                    p { "There are no scenarios yet." }
                    p {
                        "A scenario is a conversation with what must come of it. One is kept with "
                        code { "PUT /v1/playbook/scenarios/{id}" } "; a draft that fails one cannot go live."
                    }
                }
            } @else {
                p.quiet { (list.of) " in all." }
                ul.cards {
                    @for item in &list.items {
                        li.card {
                            h3 dir="auto" { (item.name) }
                            p.quiet { code { (item.id) } ", " (item.turns) " turns, saved " (instant(item.saved_at)) }
                            @if who.role >= Role::Editor {
                                a href=(address("/console/playbook/try", &[("scenario", &item.id)])) { "Chat as this customer" }
                            }
                        }
                    }
                }
                @if let Some(next) = &list.next {
                    p { a.next href=(address(PATH, &[("after", next)])) rel="next" { "More scenarios" } }
                }
            }
        },
    )
}

fn came(run: &ScenarioRunView, list: &ScenarioList) -> Markup {
    let against = match run.against {
        Against::Draft => "Against the draft",
        Against::Live => "Against what is live",
    };
    html! {
        section.card {
            h2 { (against) }
            @if run.scenarios != list.scenarios {
                p.warn { "Scenarios have changed since: play them again." }
            }
            p {
                (run.found.played) " of " (run.of) " played, " (run.found.failed) " failed."
                @if !run.done { " Play on for the others." }
            }
            (failures(&run.found.failures))
            ul { @for told in &run.coverage.told { li { (told) } } }
        }
    }
}

/// What did not come as scenarios say.
pub(super) fn failures(failures: &[ScenarioResult]) -> Markup {
    html! {
        @for failed in failures {
            details {
                summary { bdi { (failed.name) } }
                ul {
                    @for fault in &failed.faults {
                        li {
                            @if fault.turn > 0 { "Turn " (fault.turn) ", “" bdi { (fault.said) } "”: " }
                            bdi { (fault.told) }
                        }
                    }
                }
            }
        }
    }
}
