//! One version: what it changes, what its check found, who signed it, and what may be decided.

use std::collections::BTreeMap;

use edgewise::{
    release::{CandidateState, Member, Role, Standing},
    wire::ReleaseReview,
};
use maud::{Markup, html};

use super::{super::frame::instant, name, part, releases};

/// The page.
pub(super) fn page(
    review: &ReleaseReview,
    standing: &Standing,
    who: &Member,
    names: &BTreeMap<String, String>,
) -> Markup {
    let release = &review.release;
    part(
        &format!("Version {}", release.version),
        "",
        html! {
            p { a href="/console/playbook" { "← Releases" } }
            h1 { "Version " (release.version) }
            dl.facts {
                dt { "State" } dd { (releases::state(release, standing)) }
                dt { "Asked for" }
                dd { (instant(release.asked_at)) " by " bdi { (name(names, &release.asked_by)) } }
                @if !release.note.is_empty() { dt { "Why" } dd dir="auto" { (release.note) } }
                dt { "Written by" }
                dd { bdi { (release.authors.iter().map(|id| name(names, id)).collect::<Vec<_>>().join(", ")) } }
                dt { "For" }
                dd {
                    @if release.percent == 100 { "everybody" }
                    @else { (release.percent) " % of customers first" }
                    @if release.at_once { ", and conversations that have begun" }
                }
                dt { "Signed" }
                dd {
                    @if release.signatures.is_empty() { "by nobody yet" }
                    @for signature in &release.signatures {
                        div { bdi { (name(names, &signature.by)) } ", " (instant(signature.at)) }
                    }
                    @if review.signatures_missing > 0 {
                        div.quiet { (review.signatures_missing) " more missing" }
                    }
                }
            }
            section {
                h2 { "What it changes of version " (release.base) }
                @if release.state == CandidateState::Withdrawn {
                    p.quiet { "It was taken back; its text went into the draft." }
                } @else {
                    (releases::changes(&review.changes))
                }
            }
            @match &review.report {
                Some(report) => (releases::report(report)),
                None => p.quiet { "No check report of it is kept." },
            }
            (decisions(review, standing, who))
        },
    )
}

fn decisions(review: &ReleaseReview, standing: &Standing, who: &Member) -> Markup {
    let release = &review.release;
    let at = format!("/console/playbook/releases/{}", release.version);
    let trial = standing.trial.filter(|trial| trial.version == release.version);
    let waits = release.state == CandidateState::Waiting;
    let may_sign = who.role >= Role::Approver;
    let signed = release.signatures.iter().any(|signature| signature.by == who.id);
    let was_live = release.state == CandidateState::Released
        && trial.is_none()
        && release.version != standing.live;
    html! {
        @if waits && may_sign && !signed {
            form.actions method="post" action={ (at) "/approve" } {
                input type="hidden" name="content" value=(release.content.as_str());
                input type="hidden" name="report" value=(release.report.as_str());
                button { "Approve exactly this" }
            }
        }
        @if waits && who.role >= Role::Editor {
            form.actions method="post" action={ (at) "/withdraw" } {
                button.plain { "Take it back" }
            }
        }
        @if let Some(trial) = trial.filter(|_| may_sign) {
            form.filter method="post" action={ (at) "/share" } {
                label { "For how many of a hundred customers; 0 ends the trial, 100 makes it live "
                    input type="number" name="percent" min="0" max="100" required value=(trial.percent);
                }
                button { "Change the share" }
            }
        }
        @if was_live && may_sign {
            form.actions method="post" action={ (at) "/rollback" } {
                input type="hidden" name="at_once" value="yes";
                button.danger { "Go back to this version" }
                span.quiet { "At once, also for conversations that have begun." }
            }
        }
    }
}
