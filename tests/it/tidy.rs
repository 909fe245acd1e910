//! Goal: the floors and forbidden arrows hold, and files stay readable.
//! Method: read the code itself. Where a rule is kept by a manifest or a lint, it is not repeated here.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Modules of the core, by floor. An arrow goes to a lower floor, or sideways where listed.
const FLOORS: &[&[&str]] = &[
    &["base", "condition"],
    &["playbook", "profile", "identity", "commerce", "knowledge"],
    &["understanding", "guardrail", "conversation", "release"],
    &["skill", "escalation", "reply"],
    &["engine", "welcome"],
    &["wire"],
    &["lab"],
];

/// Sideways arrows that are meant: who may look at whom on the same floor.
const SIDEWAYS: &[(&str, &str)] = &[
    // A call takes the proof of who asks.
    ("commerce", "identity"),
    ("profile", "commerce"),
    // A search is a call, and passages are its answer.
    ("commerce", "knowledge"),
    // The merchant's guardrails name kinds of actions.
    ("playbook", "commerce"),
    // The merchant decides which proofs of identity count.
    ("playbook", "identity"),
    // The dialogue's state is what a message is understood in, and names skills.
    ("understanding", "conversation"),
    ("conversation", "understanding"),
    // A skill says that a person is needed; the ticket says what for.
    ("skill", "escalation"),
];

#[test]
fn arrows_go_down() {
    for (path, text) in core_files() {
        let from = module_of(&path);
        let Some(floor) = floor_of(&from) else { continue };
        for to in modules_used(&text) {
            let Some(other) = floor_of(&to) else { continue };
            let sideways = SIDEWAYS.contains(&(from.as_str(), to.as_str()));
            assert!(
                to == from || other < floor || sideways,
                "{}: {from} (floor {floor}) must not use {to} (floor {other})",
                path.display()
            );
        }
    }
}

#[test]
fn every_module_has_a_floor() {
    let root = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    for line in root.lines().filter_map(|line| line.strip_prefix("pub mod ")) {
        let module = line.trim_end_matches(';');
        assert!(floor_of(module).is_some(), "{module} stands on no floor");
    }
}

#[test]
fn skills_know_neither_each_other_nor_wording() {
    for (path, text) in core_files() {
        if module_of(&path) == "skill" {
            assert!(!text.contains("crate::reply"), "{} writes sentences", path.display());
        }
    }
}

#[test]
fn only_functions_reach_a_shop() {
    for (path, text) in core_files() {
        // What a scenario's shop is asked goes through it, too, and no further.
        let own = path.components().any(|part| part.as_os_str() == "connector")
            || path.ends_with("lab/scenario/shop.rs");
        assert!(own || !text.contains("connector::"), "{} knows a connector", path.display());
    }
}

/// Every exit of personal data is on this list.
const EXPOSERS: &[&str] = &[
    "src/base/pii.rs",
    // Compares two addresses, and whether a customer said the same before.
    "src/commerce/action.rs",
    // Compares what was claimed with what is on file.
    "src/identity/claim.rs",
    // Makes and compares one-time codes, and names whom they are for.
    "src/identity/code.rs",
    // What an approver reads is what the customer was told.
    "src/engine/close.rs",
    "src/wire/operator.rs",
    // Compares two names; hands what is on file to the comparison above.
    "src/engine/identify.rs",
    // Compares the country that an order goes to with the merchant's windows and rules.
    "src/guardrail/settings.rs",
    // What a service of the merchant's own is given, and what conditions see of it.
    "src/commerce/field.rs",
    // Puts given and family name together, as redacted as they were.
    "src/commerce/customer.rs",
    // Types the code that a scenario's customer is sent, searches its pages for what they ask, and
    // compares where the code went.
    "src/lab/scenario/gate.rs",
    "src/lab/scenario/pages.rs",
    "src/lab/scenario/seen.rs",
    // Asks the shop for a customer by what was claimed.
    "src/commerce/connector/commerce_api.rs",
    "src/understanding/selection",
    "src/reply/change.rs",
    "src/conversation/goal.rs",
    // What was asked and not answered, for who writes the pages.
    "src/conversation/knowledge.rs",
    "src/conversation/recommendation.rs",
    "src/engine/take.rs",
    "src/skill/address.rs",
    // Reads what was said of what is needed, and what is left for a person.
    "src/skill/custom",
    // The country that parcels go to decides which passage holds.
    "src/skill/ask_knowledge.rs",
    "src/skill/meant.rs",
    "src/profile/event.rs",
    // Puts the address by which a team member is known into its one form.
    "src/release/team.rs",
    "src/reply/compose.rs",
    // The merchant's own wordings, with the values in them.
    "src/reply/custom.rs",
    // Greets whoever is proven to be there by their name.
    "src/reply/first_words.rs",
    // Says again what was said last.
    "src/reply/talk.rs",
    // The message that carries a code to its owner, and the developer's mailbox that shows it.
    "src/reply/mod.rs",
    "functions/src/mailbox.rs",
    // Searches the pages for what a customer asks.
    "functions/src/knowledge.rs",
    // Compares words with an address and returns an id, never the address.
    "src/understanding/resolve.rs",
    "src/wire/event.rs",
    // Looks for where a customer's identifiers point, and shows a customer to the team.
    "functions/src/customers.rs",
    "functions/src/console/customers",
    // What a message says is shown to the language model that the merchant has chosen.
    "src/wire/language_model",
    "functions/src/language_model.rs",
    // What people of the team are told in the systems that they work in.
    "src/wire/helpdesk",
    "functions/src/destinations.rs",
    "functions/src/operator.rs",
    "functions/src/object/customer/turn.rs",
    "functions/demo/src",
];

#[test]
fn personal_data_leaves_by_known_doors_only() {
    for (path, text) in all_files() {
        let name = path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
        let own = name == "tests/it/tidy.rs";
        let listed = own || EXPOSERS.iter().any(|door| name.starts_with(door));
        assert!(listed || !text.contains(".expose()"), "{name} exposes personal data");
    }
}

#[test]
fn objects_call_nobody() {
    for (path, text) in files(&root().join("functions/src/object")) {
        for banned in ["contract::call(", "call_customer(", "get_stub", "Fetch::"] {
            assert!(!text.contains(banned), "{} calls out: {banned}", path.display());
        }
    }
}

#[test]
fn time_and_chance_have_one_door_each() {
    for (path, text) in files(&root().join("functions/src")) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        assert!(name == "clock.rs" || !text.contains("Date::now("), "{name} reads the clock");
        assert!(name == "random.rs" || !text.contains("getrandom"), "{name} draws by chance");
        assert!(name == "bindings.rs" || !text.contains("env.secret("), "{name} reads a secret");
    }
}

/// A room of more lines is rarely one room; tables of words are.
const LINES_MAX: usize = 600;

#[test]
fn files_stay_readable() {
    for (path, text) in all_files() {
        let lines = text.lines().count();
        assert!(lines <= LINES_MAX, "{} has {lines} lines", path.display());
        for word in ["todo!(", "unimplemented!(", "#[allow(", "#![allow(", "dbg!(", "#[ignore"] {
            let own = path.ends_with("tests/it/tidy.rs");
            assert!(own || !text.contains(word), "{} holds {word}", path.display());
        }
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn core_files() -> Vec<(PathBuf, String)> {
    files(&root().join("src"))
}

fn all_files() -> Vec<(PathBuf, String)> {
    [
        "src",
        "functions/src",
        "functions/demo/src",
        "tools/bundle/src",
        "tools/trainer/src",
        "tests/it",
    ]
    .iter()
    .flat_map(|folder| files(&root().join(folder)))
    .collect()
}

fn files(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push((path.clone(), fs::read_to_string(&path).unwrap()));
        }
    }
    found
}

fn module_of(path: &Path) -> String {
    let inside = path.strip_prefix(root().join("src")).unwrap();
    let first = inside.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

fn floor_of(module: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.contains(&module))
}

/// Modules named after `crate::`, singly or in braces. Tests beside the code may look anywhere.
fn modules_used(text: &str) -> Vec<String> {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let mut used = Vec::new();
    for rest in code.split("crate::").skip(1) {
        if let Some(inside) = rest.strip_prefix('{') {
            let mut depth = 0_i32;
            let mut name = String::new();
            for character in inside.chars() {
                match character {
                    '{' => depth = depth.saturating_add(1),
                    '}' if depth == 0 => break,
                    '}' => depth = depth.saturating_sub(1),
                    ',' if depth == 0 => used.push(std::mem::take(&mut name)),
                    _ if depth == 0 => name.push(character),
                    _ => {}
                }
            }
            used.push(name);
        } else {
            used.push(
                rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap().to_owned(),
            );
        }
    }
    used.iter()
        .map(|name| name.trim().split("::").next().unwrap_or_default().trim().to_owned())
        .filter(|name| !name.is_empty())
        .collect()
}
