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
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let shown = std::env::var_os("EDGEWISE_SHOW").and_then(|shown| shown.into_string().ok());
    let mut faults = Vec::new();
    let mut count = 0_usize;
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let file = path.file_stem().unwrap().to_string_lossy().into_owned();
        if shown.as_ref().is_some_and(|shown| *shown != file) {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let scenarios: Vec<Scenario> = serde_json::from_str(&text)
            .unwrap_or_else(|fault| panic!("{}: {fault}", path.display()));
        for scenario in scenarios {
            count += 1;
            let title = format!("{file}: {}", scenario.name);
            if shown.is_some() {
                show(&format!("\n# {}", scenario.name));
            }
            let run = Run::new(scenario, shown.is_some());
            faults.extend(run.play().into_iter().map(|f| format!("{title}: {f}")));
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    assert!(shown.is_some() || count >= 500, "only {count} scenarios were found");
}
