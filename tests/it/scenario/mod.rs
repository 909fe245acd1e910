//! Goal: whole conversations end as the people who own the product say they should.
//! Method: each file of `tests/scenarios/` holds conversations as data. A scripted shop speaks the
//! Commerce API through the real connector; the engine is driven as the functions drive it. Every
//! turn is replayed from the stored form of its record. What holds for every reply is checked of
//! every reply (see [`Seen::keep_promises`]). `EDGEWISE_SHOW=returns` plays one file alone and
//! prints its conversations as they were held.

mod run;
mod seen;
mod session;
mod shape;

use std::{fs, path::Path};

use run::Run;
use seen::show;
use shape::Scenario;

#[test]
fn every_scenario_ends_as_it_says() {
    let shown = std::env::var_os("EDGEWISE_SHOW").and_then(|shown| shown.into_string().ok());
    let mut faults = Vec::new();
    let mut count = 0_usize;
    for (file, scenario) in scenarios(shown.as_deref()) {
        count += 1;
        let title = format!("{file}: {}", scenario.name);
        if shown.is_some() {
            show(&format!("\n# {}", scenario.name));
        }
        let played = Run::new(scenario, shown.is_some()).play();
        faults.extend(played.into_iter().map(|fault| format!("{title}: {fault}")));
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    assert!(shown.is_some() || count >= 500, "only {count} scenarios were found");
}

#[test]
#[ignore = "a measurement: npm run bench -- engine"]
fn what_the_engine_takes_for_a_message() {
    let mut spent = Vec::new();
    for round in 0..=MEASURED_ROUNDS {
        for (_, scenario) in scenarios(None) {
            let mut run = Run::new(scenario, false);
            run.play();
            // The first round warms up.
            if round > 0 {
                spent.extend_from_slice(run.spent());
            }
        }
    }
    spent.sort_unstable();
    let at = |share: usize| spent[(spent.len() * share / 1_000).min(spent.len() - 1)].as_micros();
    show(&format!(
        "{} messages: median {} µs, 95th {} µs, 99th {} µs, longest {} µs",
        spent.len(),
        at(500),
        at(950),
        at(990),
        at(1_000),
    ));
}

const MEASURED_ROUNDS: usize = 10;

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
