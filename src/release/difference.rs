//! What differs between two playbooks, in words.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    base::{
        json,
        text::{pointer_part, shorten},
    },
    playbook::Playbook,
};

/// One place at which two playbooks differ.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Changed {
    /// JSON pointer to the place; in lists, by position in the newer of the two.
    pub pointer: String,
    /// What changed, as a sentence: `skills, returns: autonomous instead of supervised`.
    pub told: String,
}

/// Characters of a value that are told.
const VALUE_CHARS_MAX: usize = 120;

/// Every place at which two playbooks differ, in the order of the document. What was put into or
/// taken out of a list is told as that, not as a change of all that follows it.
#[must_use]
pub fn changes(before: &Playbook, after: &Playbook) -> Vec<Changed> {
    let mut found = Vec::new();
    compare(&mut Vec::new(), &json::value(before), &json::value(after), &mut found);
    found
}

fn compare(path: &mut Vec<String>, before: &Value, after: &Value, found: &mut Vec<Changed>) {
    match (before, after) {
        _ if before == after => {}
        (Value::Object(old), Value::Object(new)) => {
            for (key, value) in old {
                path.push(key.clone());
                compare(path, value, new.get(key).unwrap_or(&Value::Null), found);
                path.pop();
            }
            for (key, value) in new.iter().filter(|(key, _)| !old.contains_key(*key)) {
                path.push(key.clone());
                compare(path, &Value::Null, value, found);
                path.pop();
            }
        }
        (Value::Array(old), Value::Array(new)) => compare_lists(path, old, new, found),
        (Value::Null, _) => found.push(told(path, format!("now {}", words(after)))),
        (_, Value::Null) => found.push(told(path, format!("no longer {}", words(before)))),
        _ => {
            let sentence = format!("{} instead of {}", words(after), words(before));
            found.push(told(path, sentence));
        }
    }
}

fn compare_lists(path: &mut Vec<String>, old: &[Value], new: &[Value], found: &mut Vec<Changed>) {
    // One entry changed in place is told as that.
    if old.len() == new.len() {
        for (index, (before, after)) in old.iter().zip(new).enumerate() {
            path.push(index.to_string());
            compare(path, before, after, found);
            path.pop();
        }
        return;
    }
    for value in old.iter().filter(|value| !new.contains(value)) {
        found.push(told(path, format!("without {}", words(value))));
    }
    for (index, value) in new.iter().enumerate().filter(|(_, value)| !old.contains(value)) {
        path.push(index.to_string());
        found.push(told(path, format!("also {}", words(value))));
        path.pop();
    }
}

fn told(path: &[String], sentence: String) -> Changed {
    let place: Vec<String> = path
        .iter()
        .map(|part| match part.parse::<usize>() {
            Ok(index) => format!("no. {}", index.saturating_add(1)),
            Err(_) => part.replace('_', " "),
        })
        .collect();
    Changed {
        pointer: path.iter().map(|part| format!("/{}", pointer_part(part))).collect(),
        told: format!("{}: {sentence}", place.join(", ")),
    }
}

/// A value as a lead reads it: no brackets and quotation marks of the notation.
fn words(value: &Value) -> String {
    let text = match value {
        Value::Null => "nothing".to_owned(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) if text.is_empty() => "nothing".to_owned(),
        Value::String(text) if is_name(text) => text.replace('_', " "),
        Value::String(text) => format!("\u{201c}{text}\u{201d}"),
        Value::Array(list) if list.is_empty() => "none".to_owned(),
        Value::Array(list) => list.iter().map(words).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => {
            let field = |(key, value): (&String, &Value)| {
                format!("{} {}", key.replace('_', " "), words(value))
            };
            fields.iter().map(field).collect::<Vec<_>>().join(", ")
        }
    };
    shorten(&text, VALUE_CHARS_MAX)
}

/// Whether a text is a name of ours rather than somebody's words.
fn is_name(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_lowercase() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told_between(before: &str, after: &str) -> Vec<String> {
        let (before, after) = (serde_json::from_str(before), serde_json::from_str(after));
        changes(&before.unwrap(), &after.unwrap()).into_iter().map(|change| change.told).collect()
    }

    #[test]
    fn a_lead_reads_what_changed() {
        let before = r#"{"skills":{"returns":"supervised"}}"#;
        let after = r#"{"skills":{"returns":"autonomous"},"brand":{"name":"Fern & Hill"}}"#;
        assert_eq!(
            told_between(before, after),
            [
                "brand, name: \u{201c}Fern & Hill\u{201d} instead of \u{201c}our shop\u{201d}",
                "skills, returns: autonomous instead of supervised",
            ]
        );
        assert_eq!(told_between(after, after), Vec::<String>::new());
    }

    #[test]
    fn an_entry_taken_from_a_list_is_told_as_one_change() {
        let two = r#"{"guardrails":{"windows":[
            {"actions":["return"],"days":30},{"actions":["exchange"],"days":14}]}}"#;
        let one = r#"{"guardrails":{"windows":[{"actions":["exchange"],"days":14}]}}"#;
        let gone = told_between(two, one);
        assert_eq!(gone.len(), 1, "{gone:?}");
        assert!(gone[0].starts_with("guardrails, windows: without"), "{gone:?}");
        let back = told_between(one, two);
        assert!(
            back.len() == 1 && back[0].starts_with("guardrails, windows, no. 1: also"),
            "{back:?}"
        );
    }
}
