//! Goal: the example skills can go live, and do what their own tests say.
//! Method: each file of `examples/skills/` is a playbook by itself; all of them together are one, too.

use std::{fs, path::Path};

use edgewise::{lab::check, playbook::Playbook, understanding::CustomSkills};
use serde_json::{Value, json};

/// Each file by itself, and one playbook of all of them.
fn examples() -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/skills");
    let mut all = json!({ "custom_skills": {}, "connectors": {} });
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let one: Value = serde_json::from_str(&text).unwrap();
        for part in ["custom_skills", "connectors"] {
            for (name, value) in one[part].as_object().into_iter().flatten() {
                assert!(all[part].get(name).is_none(), "{name} stands in two files");
                all[part][name] = value.clone();
            }
        }
        found.push((path.file_name().unwrap().to_string_lossy().into_owned(), one));
    }
    found.push(("all together".to_owned(), all));
    found
}

#[test]
fn every_example_skill_can_go_live_and_does_what_its_tests_say() {
    let examples = examples();
    assert!(examples.len() > 6);
    let mut faults = Vec::new();
    for (name, document) in examples {
        let playbook: Playbook = serde_json::from_value(document).unwrap();
        let found = check(&playbook).faults;
        faults.extend(
            found.into_iter().map(|fault| format!("{name}{}: {}", fault.pointer, fault.detail)),
        );
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn what_other_customers_say_is_rarely_taken_for_a_custom_skill() {
    const MEANT: [&str; 12] = [
        "add a gift note to my order",
        "are you open on sunday",
        "can you add gift wrapping",
        "can you do better on the price",
        "do you offer wholesale",
        "do you price match amazon",
        "is there a store near me",
        "it's cheaper now, can i get the difference back",
        "price match",
        "store hours",
        "what are your opening hours",
        "where are your stores",
    ];
    let (_, all) = examples().pop().unwrap();
    let playbook: Playbook = serde_json::from_value(all).unwrap();
    let skills = CustomSkills::of(&playbook).unwrap();
    let (mut count, mut taken) = (0, Vec::new());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tools/trainer/intents");
    for entry in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            count += 1;
            let found = skills.meant(line);
            // Below this, no part of a message is read so: see `understanding/custom.rs`.
            let found = found.filter(|(_, sure)| *sure >= 700 && !MEANT.contains(&line));
            taken.extend(found.map(|(skill, sure)| format!("{} {sure}: {line}", skill.name())));
        }
    }
    assert!(count > 1_600 && taken.len() * 100 <= count, "{} of {count}: {taken:#?}", taken.len());
}

/// The faults of one example with something changed in it.
fn faults(file: &str, change: impl FnOnce(&mut Value)) -> Vec<String> {
    let examples = examples();
    let (_, mut document) = examples.into_iter().find(|(name, _)| name == file).unwrap();
    change(&mut document);
    let playbook: Playbook = serde_json::from_value(document).unwrap();
    check(&playbook).faults.into_iter().map(|it| format!("{}: {}", it.pointer, it.detail)).collect()
}

#[track_caller]
fn found(faults: &[String], pointer: &str, words: &str) {
    let held =
        faults.iter().any(|it| it.starts_with(&format!("{pointer}: ")) && it.contains(words));
    assert!(held, "{pointer}: …{words}…\n{}", faults.join("\n"));
}

#[test]
fn skills_that_cannot_be_told_apart_are_named() {
    let twin = [
        "When are you open on Sunday?",
        "Where are your stores?",
        "What time does the shop close?",
        "Is the downtown store open now?",
        "Opening times of the shop?",
    ];
    let found_twin = faults("store_hours.json", |document| {
        let mut other = document["custom_skills"]["store_hours"].clone();
        other["examples"] = json!(twin);
        document["custom_skills"]["locations"] = other;
    });
    found(&found_twin, "/custom_skills/locations/examples", "`store_hours`");
    let returns = [
        "I want to return my lamp",
        "Can I send this back?",
        "How do I return something?",
        "I'd like to return an item",
        "Start a return please",
    ];
    let found_returns = faults("store_hours.json", |document| {
        document["custom_skills"]["store_hours"]["examples"] = json!(returns);
    });
    found(&found_returns, "/custom_skills/store_hours/examples", "`return`");
}

/// One step of a skill, by its name.
fn step<'a>(document: &'a mut Value, skill: &str, name: &str) -> &'a mut Value {
    let steps = document["custom_skills"][skill]["steps"].as_array_mut().unwrap();
    steps.iter_mut().find(|step| step["name"] == name).unwrap()
}

#[test]
fn what_a_walk_of_all_ways_proves_fails_with_the_way_that_leads_there() {
    let gift = |change: fn(&mut Value)| faults("gift_message.json", change);
    let price = |change: fn(&mut Value)| faults("price_match.json", change);
    // A value that only one of two ways binds.
    let unbound = faults("warranty_registration.json", |document| {
        let unknown = step(document, "warranty_registration", "unknown");
        unknown["reply"]["en"] = json!("I can't find your {{ look_product }}.");
    });
    let at = "/custom_skills/warranty_registration/steps/2/reply/en";
    found(&unbound, at, "`look_product`, which is not known on every way that leads here");
    found(&unbound, at, "“I want to register my warranty” → `look` (no such thing) → `unknown`");
    // A step that nothing leads to, and a row that never counts.
    let hidden = gift(|document| {
        step(document, "gift_message", "packed")["table"] = json!([{ "go": "save" }]);
    });
    found(&hidden, "/custom_skills/gift_message/steps/1", "nothing leads to");
    let never = price(|document| {
        step(document, "price_match", "decide")["table"][1]["when"] = json!("difference < 0");
    });
    found(&never, "/custom_skills/price_match/steps/5/table/1/when", "never counts");
    found(&never, "/custom_skills/price_match/steps/5/table/1/when", "→ `saving` → `decide`");
    // A table is total by construction.
    let partial = gift(|document| {
        step(document, "gift_message", "packed")["table"][1]["when"] = json!("order_days > 3");
    });
    found(&partial, "/custom_skills/gift_message/steps/0/table/1", "the last row is what is left");
    // Nothing loops, and nothing is left hanging.
    let loops = gift(|document| {
        step(document, "gift_message", "packed")["table"][1]["go"] = json!("packed");
    });
    found(&loops, "/custom_skills/gift_message/steps/0/table/1/go", "nothing loops");
    let hangs = gift(|document| {
        step(document, "gift_message", "too_late").as_object_mut().unwrap().remove("end");
    });
    found(&hangs, "/custom_skills/gift_message/steps/1", "`resolved` or `refused`");
    let itself = gift(|document| {
        *step(document, "gift_message", "too_late") =
            json!({ "name": "too_late", "offer": "custom:gift_message" });
    });
    found(&itself, "/custom_skills/gift_message/steps/1/offer", "offers this skill itself");
    // No money without a bound.
    let boundless = price(|document| {
        document["custom_skills"]["price_match"]["limits"] = json!([]);
    });
    found(&boundless, "/custom_skills/price_match/steps/8/act/amount", "moves money with no bound");
}

#[test]
fn nothing_is_changed_but_with_all_that_makes_it_safe() {
    let gift = |change: fn(&mut Value)| faults("gift_message.json", change);
    let anybody = gift(|document| {
        document["custom_skills"]["gift_message"].as_object_mut().unwrap().remove("identity");
    });
    found(&anybody, "/custom_skills/gift_message/identity", "has not shown who they are");
    let blind = gift(|document| {
        step(document, "gift_message", "save")["act"]["verify"]["shows"] = json!("message != \"\"");
    });
    found(&blind, "/custom_skills/gift_message/steps/2/act/verify/shows", "proves nothing");
    let changes = gift(|document| {
        step(document, "gift_message", "save")["act"]["verify"]["read"] = json!("gifts.put");
    });
    found(&changes, "/custom_skills/gift_message/steps/2/act/verify/read", "only a GET reads");
    let twice = gift(|document| {
        step(document, "gift_message", "save")["act"]["once"] = json!([]);
    });
    found(&twice, "/custom_skills/gift_message/steps/2/act/once", "made once");
    for part in ["confirm", "verify", "once", "done"] {
        let (_, mut document) =
            examples().into_iter().find(|(name, _)| name == "gift_message.json").unwrap();
        let act = &mut step(&mut document, "gift_message", "save")["act"];
        act.as_object_mut().unwrap().remove(part);
        let read = serde_json::from_value::<Playbook>(document);
        assert!(read.unwrap_err().to_string().contains(part), "{part}");
    }
}

#[test]
fn what_is_written_wrongly_is_found_at_once_each_at_its_place() {
    let all = faults("gift_message.json", |document| {
        let skill = &mut document["custom_skills"]["gift_message"];
        skill["examples"] = json!(["One", "Two"]);
        skill["needs"][1]["ask"] = json!({ "en": "{% for x in y %}", "fr": "Quoi ?" });
        skill["steps"][1]["reply"] = json!({ "en": "See CONNECTOR_GIFTS and {{ order_nmber }}." });
        skill["limits"] = json!([{ "per": "order", "then": "deny" }]);
        skill["tests"] = json!([]);
        document["connectors"]["gifts"]["url"] = json!("https://169.254.169.254");
    });
    found(&all, "/connectors/gifts/url", "public host");
    found(&all, "/custom_skills/gift_message/examples", "5 to 50");
    found(&all, "/custom_skills/gift_message/needs/1/ask/en", "double braces");
    found(&all, "/custom_skills/gift_message/needs/1/ask/fr", "must be one of en, es");
    found(&all, "/custom_skills/gift_message/steps/1/reply/en", "names a connector's secret");
    found(&all, "/custom_skills/gift_message/limits/0/per", "action or customer");
    found(&all, "/custom_skills/gift_message/tests", "1 to 30");
    let name = faults("gift_message.json", |document| {
        let reply = &mut step(document, "gift_message", "too_late")["reply"];
        *reply = json!({ "en": "Order {{ order_nmber }} is packed." });
    });
    found(
        &name,
        "/custom_skills/gift_message/steps/1/reply/en",
        "`order_nmber`, which is no value",
    );
    let language = faults("store_hours.json", |document| {
        document["brand"] = json!({ "languages": ["en", "es"] });
    });
    found(&language, "/custom_skills/store_hours/title", "every language that is served: `es`");
    let fails = faults("store_hours.json", |document| {
        document["custom_skills"]["store_hours"]["tests"][0]["turns"][1]["told"] = json!(["noon"]);
    });
    found(
        &fails,
        "/custom_skills/store_hours/tests/0/turns/1",
        "does not say “noon” but “Our downtown",
    );
}
