//! The merchant's own skills, told in sentences: the same file as its form.

use edgewise::{
    playbook::Playbook,
    wire::{FieldFault, SkillStory, skill_story},
};
use maud::{Markup, html};

use super::{edit, part};

pub(super) const PATH: &str = "/console/playbook/skills";

/// The page. `faults` are those of the whole document.
pub(super) fn page(playbook: &Playbook, is_draft: bool, faults: &[FieldFault]) -> Markup {
    let language = playbook.brand.languages.first().map(String::as_str).unwrap_or("en");
    part(
        "Skills of your own",
        PATH,
        html! {
            h1 { "Skills of your own" }
            p.quiet {
                "What you have taught the assistant, in sentences, as " @if is_draft { "the draft has it" } @else { "it is live" } ". "
                a href={ (edit::PATH) "/custom_skills" } { "Change them in their form" } ", or hand in a file: both are the same."
            }
            @if playbook.custom_skills.is_empty() {
                div.empty {
                    p { "There are none yet." }
                    p {
                        "A skill of your own is a case that only your brand has: registering a warranty, a gift message, a fitting. It "
                        "is written in a form or a file, without code, and proven before it goes live. The project's folder "
                        code { "examples/skills" } " holds six to begin with."
                    }
                }
            }
            @for (id, skill) in &playbook.custom_skills {
                (one(id, &skill_story(skill, language), &of_skill(id, faults)))
            }
        },
    )
}

fn one(id: &str, told: &SkillStory, faults: &[&FieldFault]) -> Markup {
    html! {
        section.card aria-labelledby={ "skill-" (id) } {
            h2 id={ "skill-" (id) } dir="auto" { (edit::capital(&told.title)) }
            p.quiet { code { (id) } }
            @if !faults.is_empty() {
                ul.faults { @for fault in faults { li.fault { strong { (edit::place(&fault.pointer)) } ": " (fault.detail) "." } } }
            }
            @for line in &told.begins { p { (line) } }
            h3 { "Customers say" }
            ul { @for said in &told.examples { li dir="auto" { "“" (said) "”" } } }
            @if !told.needs.is_empty() {
                h3 { "It has to know" }
                ul { @for need in &told.needs { li dir="auto" { (need) } } }
            }
            h3 { "What it does" }
            ol {
                @for (name, lines) in &told.steps {
                    li { strong { (name) } @for line in lines { p dir="auto" { (line) } } }
                }
            }
            @if !told.bounds.is_empty() {
                h3 { "Its bounds" }
                ul { @for line in &told.bounds { li { (line) } } }
            }
            h3 { "Its tests show" }
            ul { @for test in &told.tests { li dir="auto" { (edit::capital(test)) } } }
        }
    }
}

fn of_skill<'a>(id: &str, faults: &'a [FieldFault]) -> Vec<&'a FieldFault> {
    let place = format!("/custom_skills/{id}");
    let inside = |fault: &&FieldFault| {
        fault
            .pointer
            .strip_prefix(&place)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    faults.iter().filter(inside).collect()
}
