//! Goal: whole conversations end as the people who own the product say they should.
//! Method: each file of `tests/scenarios/` holds conversations as data. A scripted shop speaks the
//! Commerce API through the real connector; the engine is driven as the functions drive it. Every
//! turn is replayed from the stored form of its record. What holds for every reply is checked of
//! every reply (see [`Seen::keep_promises`]). `EDGEWISE_SHOW=returns` plays one file alone and
//! prints its conversations as they were held; `EDGEWISE_ROUNDS=10` plays all ten times and tells what
//! the engine took.

mod run;
mod seen;
mod session;
mod shape;

use std::{collections::BTreeMap, fs, path::Path, time::Duration};

use edgewise::{
    lab::compare,
    playbook::Autonomy,
    release::{Course, Step, WhatIf},
};
use run::Run;
use seen::show;
use shape::Scenario;

#[test]
fn every_scenario_ends_as_it_says() {
    let shown = environment("EDGEWISE_SHOW");
    let rounds: usize = environment("EDGEWISE_ROUNDS").map_or(1, |rounds| rounds.parse().unwrap());
    let (mut faults, mut spent) = (Vec::new(), Vec::new());
    let mut count = 0_usize;
    for (file, scenario) in (0..rounds).flat_map(|_| scenarios(shown.as_deref())) {
        count += 1;
        let title = format!("{file}: {}", scenario.name);
        if shown.is_some() {
            show(&format!("\n# {}", scenario.name));
        }
        let mut run = Run::new(scenario, shown.is_some());
        let played = run.play();
        spent.extend(run.spent().iter().map(|(took, said)| (*took, format!("{title}: “{said}”"))));
        faults.extend(played.into_iter().map(|fault| format!("{title}: {fault}")));
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    assert!(shown.is_some() || count >= 500, "only {count} scenarios were found");
    if rounds > 1 {
        show(&figures(spent));
    }
}

#[test]
fn a_draft_changes_the_turns_that_it_is_about_and_no_others() {
    let mut found = WhatIf::default();
    for (_, scenario) in scenarios(Some("cancel_order")) {
        let mut run = Run::new(scenario, false);
        run.play();
        let mut draft = run.playbook.clone();
        draft.skills.cancel_order = match draft.skills.cancel_order {
            Autonomy::Supervised => Autonomy::Autonomous,
            _ => Autonomy::Supervised,
        };
        for (record, profile) in &run.turns {
            let compared = compare(record, profile, &run.playbook, &draft);
            if let Ok(Some(turn)) = &compared {
                let about = turn.before.iter().chain(&turn.after);
                let about: Vec<_> = about.map(|course| course.of.as_str()).collect();
                let is_about = about.iter().any(|of| of.contains("cancel_order"))
                    || about.contains(&"missing_ability");
                assert!(is_about, "{turn:?}");
            }
            found.count(compared.as_ref().map(Option::as_ref));
        }
    }
    let done = |step| Course { step, of: "cancel_order".to_owned() };
    let approved = found.groups.iter().any(|group| {
        group.before.contains(&done(Step::Done))
            && group.after.contains(&done(Step::WaitsForApproval))
    });
    assert!(approved, "{found:?}");
    assert!(found.changed > 0 && found.changed < found.turns && found.unreadable == 0);
    let grouped: u32 = found.groups.iter().map(|group| group.turns).sum();
    assert_eq!(grouped, found.changed);
}

/// What the engine alone took for each message, all runs of its turn together. The slowest messages
/// are told by the median of their rounds: a single one may have met a busy machine.
fn figures(mut spent: Vec<(Duration, String)>) -> String {
    const SLOWEST: usize = 5;
    spent.sort_unstable();
    let at = |share: usize| spent[(spent.len() * share / 1_000).min(spent.len() - 1)].0.as_micros();
    let (median, p95, p99, longest) = (at(500), at(950), at(990), at(1_000));
    let count = spent.len();
    let mut told = format!(
        "{count} messages: median {median} µs, 95th {p95} µs, 99th {p99} µs, longest {longest} µs"
    );
    let mut by_message: BTreeMap<&str, Vec<Duration>> = BTreeMap::new();
    for (took, message) in &spent {
        by_message.entry(message).or_default().push(*took);
    }
    let mut medians: Vec<(Duration, &str)> =
        by_message.into_iter().map(|(message, took)| (took[took.len() / 2], message)).collect();
    medians.sort_unstable();
    for (took, message) in medians.into_iter().rev().take(SLOWEST) {
        told.push_str(&format!("\n  {} µs: {message}", took.as_micros()));
    }
    told
}

fn environment(name: &str) -> Option<String> {
    std::env::var_os(name).and_then(|value| value.into_string().ok())
}

/// Every scenario with the name of its file; those of one file alone where it is named.
fn scenarios(of: Option<&str>) -> Vec<(String, Scenario)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let mut all = Vec::new();
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let file = path.file_stem().unwrap().to_string_lossy().into_owned();
        if of.is_some_and(|of| *of != file) {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let scenarios: Vec<Scenario> = serde_json::from_str(&text)
            .unwrap_or_else(|fault| panic!("{}: {fault}", path.display()));
        all.extend(scenarios.into_iter().map(|scenario| (file.clone(), scenario)));
    }
    all
}
