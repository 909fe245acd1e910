//! Where two JSON values differ.

use serde_json::Value;

use super::FieldFault;
use crate::base::text::{pointer_part, shorten};

/// Differences named at once; the first ones say what went wrong.
const DIFFERENCES_MAX: usize = 20;

/// The places where `now` differs from `then`, as JSON pointers with both values, shortened.
#[must_use]
pub fn difference(then: &Value, now: &Value) -> Vec<FieldFault> {
    let mut found = Vec::new();
    walk("", then, now, &mut found);
    found.truncate(DIFFERENCES_MAX);
    found
}

fn walk(place: &str, then: &Value, now: &Value, found: &mut Vec<FieldFault>) {
    if then == now || found.len() > DIFFERENCES_MAX {
        return;
    }
    match (then, now) {
        (Value::Object(before), Value::Object(after)) => {
            for (key, value) in before {
                let place = format!("{place}/{}", pointer_part(key));
                walk(&place, value, after.get(key).unwrap_or(&Value::Null), found);
            }
            for (key, value) in after.iter().filter(|(key, _)| !before.contains_key(*key)) {
                let place = format!("{place}/{}", pointer_part(key));
                walk(&place, &Value::Null, value, found);
            }
        }
        (Value::Array(before), Value::Array(after)) if before.len() == after.len() => {
            for (index, (then, now)) in before.iter().zip(after).enumerate() {
                walk(&format!("{place}/{index}"), then, now, found);
            }
        }
        _ => found.push(FieldFault {
            pointer: place.to_owned(),
            detail: format!("was {}, is {}", short(then), short(now)),
        }),
    }
}

fn short(value: &Value) -> String {
    shorten(&value.to_string(), 80)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn equal_values_do_not_differ_and_others_are_named_by_place() {
        let then = json!({"a": [1, {"b/c": true}], "gone": 1});
        assert_eq!(difference(&then, &then.clone()), []);
        let now = json!({"a": [1, {"b/c": false}], "new": 2});
        let places: Vec<_> = difference(&then, &now).into_iter().map(|d| d.pointer).collect();
        assert_eq!(places, ["/a/1/b~1c", "/gone", "/new"]);
    }
}
