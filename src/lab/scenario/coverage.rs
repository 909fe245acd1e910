//! What scenarios touch of a playbook, and what none does.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{
    base::json,
    playbook::Playbook,
    release::{Coverage, Covered, Touched},
    reply, skill,
};

/// Lists of the playbook whose entries decide: each entry is a rule of its own.
const LISTS: &[&str] = &[
    "/guardrails/identity",
    "/guardrails/limits",
    "/guardrails/rules",
    "/guardrails/windows",
    "/discounts/rules",
];

/// Names of one kind in a sentence.
const NAMED_MAX: usize = 12;

/// Holds what was touched against what the playbook has.
#[must_use]
pub fn coverage(touched: &Touched, playbook: &Playbook) -> Coverage {
    let skills = covered(skill::served(playbook), &touched.skills);
    let rules = covered(rules(playbook), &touched.rules);
    let wordings = covered(reply::sentences(), &touched.wordings);
    let told = vec![
        told("skills that the assistant has", "asked for", &skills),
        told("rules that the playbook sets", "met", &rules),
        told("wordings", "said", &wordings),
    ];
    Coverage { told, skills, rules, wordings }
}

fn rules(playbook: &Playbook) -> Vec<String> {
    let document = json::value(playbook);
    let entries = |list: &&str| {
        let length = document.pointer(list).and_then(Value::as_array).map_or(0, Vec::len);
        (0..length).map(|index| format!("{list}/{index}")).collect::<Vec<_>>()
    };
    LISTS.iter().flat_map(entries).collect()
}

fn covered(all: Vec<String>, touched: &BTreeMap<String, u32>) -> Covered {
    let met = |name: &&String| touched.contains_key(*name);
    let count = u32::try_from(all.len()).unwrap_or(u32::MAX);
    Covered {
        all: count,
        touched: all
            .iter()
            .filter(met)
            .map(|name| (name.clone(), touched.get(name).copied().unwrap_or_default()))
            .collect(),
        untouched: all.iter().filter(|name| !met(name)).cloned().collect(),
    }
}

fn told(what: &str, how: &str, covered: &Covered) -> String {
    let (met, all) = (covered.touched.len(), covered.all);
    let mut told = format!("Of {all} {what}, {met} are {how}.");
    if !covered.untouched.is_empty() {
        let named: Vec<&str> =
            covered.untouched.iter().take(NAMED_MAX).map(String::as_str).collect();
        told.push_str(&format!(" Not {how}: {}", named.join(", ")));
        let more = covered.untouched.len().saturating_sub(NAMED_MAX);
        told.push_str(&if more > 0 { format!(", and {more} more.") } else { ".".to_owned() });
    }
    told
}
