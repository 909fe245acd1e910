//! The files of `tests/scenarios/`: scenarios, each with the playbook under which it is played.

use std::{fs, path::Path};

use edgewise::{playbook::Playbook, wire::Scenario};
use serde_json::{Value, json};

/// A scenario with the playbook under which it is played.
pub(crate) struct Case {
    /// Name of its file.
    pub(crate) file: String,
    pub(crate) scenario: Scenario,
    pub(crate) playbook: Playbook,
}

/// Every scenario; those of one file alone where it is named.
pub(crate) fn cases(of: Option<&str>) -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let mut paths: Vec<_> =
        fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut all = Vec::new();
    for path in paths {
        let file = path.file_stem().unwrap().to_string_lossy().into_owned();
        if of.is_some_and(|of| *of != file) {
            continue;
        }
        let cases: Vec<Value> = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        all.extend(cases.into_iter().map(|case| read(&file, case)));
    }
    all
}

/// Beside the fields of a scenario, `autonomy` says how far every skill may go of which the playbook
/// says nothing, and `playbook` what differs from the default one.
fn read(file: &str, mut case: Value) -> Case {
    let fields = case.as_object_mut().unwrap();
    let name = fields["name"].as_str().unwrap().to_owned();
    let title = format!("{file}: {name}");
    let mut playbook = serde_json::to_value(Playbook::default()).unwrap();
    if let Some(autonomy) = fields.remove("autonomy") {
        for skill in playbook["skills"].as_object_mut().unwrap().values_mut() {
            *skill = autonomy.clone();
        }
    }
    merge(&mut playbook, &fields.remove("playbook").unwrap_or(json!({})));
    let playbook: Playbook = serde_json::from_value(playbook).unwrap();
    assert_eq!(playbook.check(), [], "{title}");
    let scenario = serde_json::from_value(case).unwrap_or_else(|fault| panic!("{title}: {fault}"));
    Case { file: file.to_owned(), scenario, playbook }
}

/// Lays `over` over `base`, objects field by field.
fn merge(base: &mut Value, over: &Value) {
    match (base, over) {
        (Value::Object(base), Value::Object(over)) => {
            for (key, value) in over {
                merge(base.entry(key.clone()).or_insert(Value::Null), value);
            }
        }
        (_, Value::Null) => {}
        (base, over) => *base = over.clone(),
    }
}
