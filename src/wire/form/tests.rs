use std::collections::BTreeMap;

use serde_json::json;

use super::*;
use crate::playbook::Playbook;

/// What a browser sends for a form that nobody has changed.
#[derive(Default)]
struct Sent(BTreeMap<String, Vec<String>>);

impl Posted for Sent {
    fn all(&self, name: &str) -> Vec<&str> {
        self.0.get(name).into_iter().flatten().map(String::as_str).collect()
    }
}

impl Sent {
    fn add(&mut self, name: &str, value: &str) {
        self.0.entry(name.to_owned()).or_default().push(value.to_owned());
    }

    fn fill(&mut self, field: &Field) {
        let pointer = field.pointer.as_str();
        if field.keeps() {
            self.add(&format!("{pointer}/?"), "yes");
        }
        match &field.kind {
            FieldKind::Absent => {}
            FieldKind::Choice { value, .. } | FieldKind::Number { value, .. } => {
                self.add(pointer, value);
            }
            FieldKind::Choices { values, .. } => values.iter().for_each(|it| self.add(pointer, it)),
            FieldKind::Flag(is) => {
                if *is {
                    self.add(pointer, "yes");
                }
            }
            FieldKind::Group(fields) => {
                fields.iter().for_each(|field| self.fill(field));
            }
            FieldKind::Json(text) => self.add(pointer, text),
            FieldKind::List(fields) => {
                self.add(&format!("{pointer}/#"), &fields.len().to_string());
                fields.iter().for_each(|field| self.fill(field));
            }
            FieldKind::Map(fields) => {
                for field in fields {
                    self.add(&format!("{pointer}/#"), &field.name);
                    self.fill(field);
                }
            }
            FieldKind::Text(text) => self.add(pointer, text),
            FieldKind::Texts(texts) => self.add(pointer, &texts.join("\r\n")),
        }
    }
}

fn schema() -> Value {
    serde_json::from_str(include_str!("../../../schemas/playbook.json")).unwrap()
}

/// Playbooks that between them use every part.
fn playbooks() -> Vec<Value> {
    let examples = std::fs::read_dir("examples/skills").unwrap();
    let mut files: Vec<_> = examples
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "json"))
        .collect();
    files.push("functions/demo/playbook.json".into());
    let read = |path| serde_json::from_str::<Playbook>(&std::fs::read_to_string(path).unwrap());
    let mut held: Vec<Playbook> = files.into_iter().map(|path| read(path).unwrap()).collect();
    held.push(Playbook::default());
    let model = json!({ "when": "always", "provider": "openai", "name": "own", "url": "https://models.acme.example/v1", "secret": "MODEL_KEY" });
    let with_model = json!({ "understanding": { "model": model } });
    held.push(serde_json::from_value(with_model).unwrap());
    held.iter().map(|playbook| serde_json::to_value(playbook).unwrap()).collect()
}

#[test]
fn a_form_that_nobody_changed_is_the_same_document() {
    let schema = schema();
    let schema = FormSchema::new(&schema);
    let (mut parts, mut fields) = (0_usize, 0_usize);
    for document in playbooks() {
        let mut again = document.clone();
        for (name, _) in schema.parts() {
            let form = schema.part(name, document.get(name)).unwrap();
            let mut sent = Sent::default();
            sent.fill(&form);
            fields = fields.saturating_add(sent.0.len());
            let value = read(schema, name, &sent).unwrap();
            again.as_object_mut().unwrap().insert(name.to_owned(), value);
            parts = parts.saturating_add(1);
        }
        let parsed = |value: &Value| serde_json::from_value::<Playbook>(value.clone()).unwrap();
        assert_eq!(parsed(&document), parsed(&again));
    }
    assert!(parts > 100 && fields > 1_000, "{parts} parts, {fields} fields");
}

#[test]
fn what_is_added_can_be_read_and_taken_away_again() {
    let schema = schema();
    let schema = FormSchema::new(&schema);
    let document = serde_json::to_value(Playbook::default()).unwrap();
    let add = |document: &Value, pointer: &str, name: &str| {
        let step = Step::Add { pointer: pointer.to_owned(), name: name.to_owned() };
        changed(schema, document, &step)
    };
    let more = add(&document, "/guardrails/limits", "").unwrap();
    let last = more.pointer("/guardrails/limits").unwrap().as_array().unwrap().len() - 1;
    let pointer = format!("/guardrails/limits/{last}");
    assert_eq!(more.pointer(&pointer).unwrap()["actions"], json!([]));
    serde_json::from_value::<Playbook>(more.clone()).unwrap();
    let remove = |document: &Value, pointer: &str| {
        changed(schema, document, &Step::Remove { pointer: pointer.to_owned() })
    };
    assert_eq!(remove(&more, &pointer).unwrap(), document);
    let quiet = add(&document, "/guardrails/quiet_hours", "").unwrap();
    serde_json::from_value::<Playbook>(quiet.clone()).unwrap();
    let wordings = add(&document, "/wordings", " en ").unwrap();
    let wordings = add(&wordings, "/wordings/en", "greeting").unwrap();
    assert_eq!(wordings["wordings"], json!({"en": {"greeting": []}}));
    assert_eq!(add(&wordings, "/wordings", "en"), None, "there is one of that name");
    assert_eq!(add(&wordings, "/wordings", " "), None);
    for nowhere in ["/nothing", "", "guardrails", "/guardrails/limits/9/actions", "/brand/name/x"] {
        assert_eq!(add(&document, nowhere, "x"), None, "{nowhere}");
        assert_eq!(remove(&document, nowhere), None, "{nowhere}");
    }
}

#[test]
fn what_is_no_number_is_kept_as_it_was_written() {
    let schema = schema();
    let schema = FormSchema::new(&schema);
    let mut sent = Sent::default();
    sent.fill(
        &schema
            .part("shop", serde_json::to_value(Playbook::default()).unwrap().get("shop"))
            .unwrap(),
    );
    sent.0.insert("/shop/wait_ms".to_owned(), vec!["four".to_owned()]);
    let shop = read(schema, "shop", &sent).unwrap();
    assert_eq!(shop["wait_ms"], json!("four"));
    let form = schema.part("shop", Some(&shop)).unwrap();
    let FieldKind::Group(fields) = form.kind else { panic!("a group") };
    let wait = fields.iter().find(|field| field.name == "wait_ms").unwrap();
    assert!(matches!(&wait.kind, FieldKind::Number { value, .. } if value == "four"));
    assert!(schema.part("nothing", None).is_none() && read(schema, "nothing", &sent).is_none());
}

#[test]
fn every_field_says_what_it_is_for() {
    fn silent(field: &Field, found: &mut Vec<String>) {
        // An item of a list is explained by the list.
        if field.help.is_empty() && !field.pointer.ends_with(|last: char| last.is_ascii_digit()) {
            found.push(field.pointer.clone());
        }
        if let FieldKind::Group(fields) = &field.kind {
            fields.iter().for_each(|field| silent(field, found));
        }
    }
    let schema = schema();
    let schema = FormSchema::new(&schema);
    let document = serde_json::to_value(Playbook::default()).unwrap();
    let mut found = Vec::new();
    for (name, help) in schema.parts() {
        assert!(!help.is_empty(), "{name}");
        silent(&schema.part(name, document.get(name)).unwrap(), &mut found);
    }
    assert!(found.is_empty(), "{found:?}");
}
