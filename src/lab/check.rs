//! All that is checked of a playbook before it can go live.

use super::skill_tests;
use crate::{
    playbook::{Playbook, PlaybookFault},
    release::CheckReport,
    reply::{check_macros, check_wordings},
    understanding::{Skill, confused},
};

/// Checks a playbook: what it says, what is proved of its custom skills, whether those can be told
/// apart, and, where nothing else is wrong, whether they do what their own tests say.
#[must_use]
pub fn check(playbook: &Playbook) -> CheckReport {
    let mut report = CheckReport::of(playbook);
    report.faults.extend(check_wordings(playbook));
    report.faults.extend(check_macros(playbook));
    report.faults.extend(unknown_offers(playbook));
    report.faults.extend(confused(playbook));
    if report.passed() {
        report.faults.extend(skill_tests(playbook));
    }
    report
}

/// Skills that are offered and that no assistant has.
fn unknown_offers(playbook: &Playbook) -> Vec<PlaybookFault> {
    let mut faults = Vec::new();
    for (id, skill) in &playbook.custom_skills {
        for (index, step) in skill.steps.iter().enumerate() {
            let Some(offer) = step.offer.as_ref().filter(|offer| Skill::named(offer).is_none())
            else {
                continue;
            };
            let names: Vec<&str> = Skill::BUILT_IN.iter().map(|(name, _)| *name).collect();
            faults.push(PlaybookFault {
                pointer: format!("/custom_skills/{id}/steps/{index}/offer"),
                detail: format!(
                    "names `{offer}`, which is no skill; it may be `custom:` and the name of one of yours, \
                     or one of {}",
                    names.join(", ")
                ),
            });
        }
    }
    faults
}
