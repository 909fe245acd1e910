//! What is live, what is being written, what was asked for; and what a check found.

use std::collections::BTreeMap;

use edgewise::{
    release::{Candidate, CandidateState, Changed, CheckReport, Member, Role, Standing},
    wire::{CheckView, DraftView, ReleaseList},
};
use maud::{Markup, html};

use super::{super::frame::instant, name, part};

const PATH: &str = "/console/playbook";

/// The page.
pub(super) fn page(
    list: &ReleaseList,
    draft: Option<&DraftView>,
    who: &Member,
    names: &BTreeMap<String, String>,
) -> Markup {
    part(
        "Releases",
        PATH,
        html! {
            h1 { "Releases" }
            p.quiet { "You are signed in as " bdi { (who.name) } " (" (who.role.name()) ")." }
            (standing(&list.standing))
            section aria-labelledby="draft" {
                h2 #draft { "Draft" }
                @match draft {
                    None => div.empty {
                        p { "Nobody is writing a draft." }
                        p { a href="/console/playbook/edit" { "Change something" } " to begin one, or hand one in with " code { "PUT /v1/playbook/draft" } "." }
                    },
                    Some(draft) => div.card {
                        p { "Saved " (instant(draft.saved_at)) " by "
                            bdi { (draft.authors.iter().map(|id| name(names, id)).collect::<Vec<_>>().join(", ")) } "." }
                        (changes(&draft.changes))
                        @if who.role >= Role::Editor {
                            form.actions method="post" action="/console/playbook/check" {
                                button { "Check the draft" }
                            }
                        }
                    },
                }
            }
            section aria-labelledby="asked" {
                h2 #asked { "Versions" }
                @if list.items.is_empty() {
                    div.empty { p { "No version was asked for yet: what is live is the one that every shop starts with." } }
                } @else {
                    (table(list, names))
                }
            }
        },
    )
}

fn standing(standing: &Standing) -> Markup {
    html! {
        dl.facts {
            dt { "Live" } dd { "version " (standing.live) }
            @if let Some(trial) = standing.trial {
                dt { "On trial" }
                dd { "version " (trial.version) " for " (trial.percent) " % of customers" }
            }
        }
    }
}

fn table(list: &ReleaseList, names: &BTreeMap<String, String>) -> Markup {
    html! {
        table {
            thead { tr {
                th scope="col" { "Version" }
                th scope="col" { "State" }
                th scope="col" { "Asked for" }
                th scope="col" { "Why" }
            } }
            tbody {
                @for candidate in &list.items {
                    tr {
                        td data-label="Version" {
                            a href={ (PATH) "/releases/" (candidate.version) } { "Version " (candidate.version) }
                        }
                        td data-label="State" { (state(candidate, &list.standing)) }
                        td data-label="Asked for" {
                            div { (instant(candidate.asked_at)) " by " bdi { (name(names, &candidate.asked_by)) } }
                        }
                        td data-label="Why" dir="auto" { (candidate.note) }
                    }
                }
            }
        }
    }
}

/// What became of a version.
pub(super) fn state(candidate: &Candidate, standing: &Standing) -> Markup {
    let trial = standing.trial.is_some_and(|trial| trial.version == candidate.version);
    let (class, told) = match candidate.state {
        CandidateState::Waiting => ("waiting", "Waits to be signed"),
        CandidateState::Withdrawn => ("closed", "Taken back"),
        CandidateState::Released if candidate.version == standing.live => {
            ("with-assistant", "Live")
        }
        CandidateState::Released if trial => ("waiting", "On trial"),
        CandidateState::Released => ("closed", "Was live"),
    };
    html! { span class={ "status " (class) } { (told) } }
}

/// What differs, in words.
pub(super) fn changes(changes: &[Changed]) -> Markup {
    html! {
        @if changes.is_empty() { p { "It changes nothing." } } @else {
            p { "It changes:" }
            ul { @for change in changes { li dir="auto" { (change.told) } } }
        }
    }
}

/// What a check found, and the form that asks for the release.
pub(super) fn checked(view: &CheckView, who: &Member) -> Markup {
    part(
        "Check of the draft",
        "",
        html! {
            p { a href=(PATH) { "← Releases" } }
            h1 { "Check of the draft" }
            @if view.passed {
                p.notice role="status" { "The check found nothing in its way." }
            } @else {
                p.fault role="alert" { "It cannot go live yet." }
            }
            (report(&view.report))
            @if let Some(coverage) = &view.coverage {
                section { h2 { "What the scenarios cover" } ul { @for told in &coverage.told { li { (told) } } } }
            }
            section { h2 { "What it changes of what is live" } (changes(&view.changes)) }
            @if view.passed && !view.changes.is_empty() { (ask(view, who)) }
        },
    )
}

fn ask(view: &CheckView, who: &Member) -> Markup {
    html! {
        form.edit method="post" action="/console/playbook/ask" {
            h2 { "Ask that it go live" }
            input type="hidden" name="content" value=(view.report.content.as_str());
            input type="hidden" name="report" value=(view.hash.as_str());
            div.field {
                label for="note" { "Why" }
                textarea #note name="note" rows="2" maxlength="1000" dir="auto" {}
            }
            div.field {
                label for="percent" { "For how many of a hundred customers first" }
                input #percent name="percent" type="number" min="1" max="100" value="100" required;
            }
            p {
                input #at_once type="checkbox" name="at_once" value="yes";
                label for="at_once" { " Also for conversations that have begun: for a mend that cannot wait" }
            }
            p.hint {
                @if who.role >= Role::Approver { "By asking you sign it." }
                @else { "Somebody who approves signs it then." }
            }
            div.actions { button { "Ask for the release" } }
        }
    }
}

/// A check report.
pub(super) fn report(report: &CheckReport) -> Markup {
    html! {
        section {
            h2 { "What the check found" }
            @if report.faults.is_empty() { p { "Nothing must be mended." } }
            ul { @for fault in &report.faults { li { code { (fault.pointer) } " " (fault.detail) } } }
            @match &report.scenarios {
                None => p.quiet { "There were no scenarios to play." },
                Some(played) => {
                    p { "Scenarios: " (played.found.played) " of " (played.of) " played, "
                        (played.found.failed) " failed." }
                    @if played.found.played < played.of { p { "Check again to play the others." } }
                    (super::scenarios::failures(&played.found.failures))
                },
            }
            @match &report.past {
                None => p.quiet { "Past turns were not run under it." },
                Some(past) => p { (past.changed) " of " (past.turns) " past turns would have gone another way." },
            }
        }
    }
}
