//! From what was filled in to the document.

use serde_json::{Map, Value};

use super::{FormSchema, Kind, Shape};
use crate::base::text::pointer_part;

/// Items of one list that are read. The longest of a sound document has fewer.
const ITEMS_MAX: usize = 1_000;

/// What a browser sent. A field is named by its pointer; a pointer with `/#` at its end names the items that a
/// list or map has, and one with `/?` fields that may be left out and are not.
pub trait Posted {
    /// All values of a name, in their order.
    fn all(&self, name: &str) -> Vec<&str>;

    /// The value of a name; empty where there is none.
    fn one(&self, name: &str) -> &str {
        self.all(name).first().copied().unwrap_or_default()
    }
}

/// A part of the document as it was filled in. What is no number where one belongs stays as it was written, so
/// that reading the document finds it.
#[must_use]
pub fn read(schema: FormSchema<'_>, part: &str, posted: &dyn Posted) -> Option<Value> {
    let pointer = format!("/{}", pointer_part(part));
    let shape = schema.at(&pointer)?;
    value(schema, &shape, &pointer, false, posted)
}

/// What stands at a pointer; nothing where it is left out.
fn value(
    schema: FormSchema<'_>,
    shape: &Shape<'_>,
    pointer: &str,
    optional: bool,
    posted: &dyn Posted,
) -> Option<Value> {
    let optional = shape.may_be_left_out(!optional);
    let text = || posted.one(pointer).replace("\r\n", "\n");
    let is_there = || !optional || posted.one(&format!("{pointer}/?")) == "yes";
    match &shape.kind {
        Kind::Choice(_) => {
            let chosen = text();
            (!optional || !chosen.is_empty()).then_some(Value::String(chosen))
        }
        Kind::Flag => Some(Value::Bool(posted.one(pointer) == "yes")),
        Kind::Number { .. } => {
            let written = text().trim().to_owned();
            if optional && written.is_empty() {
                return None;
            }
            Some(written.parse::<i64>().map_or(Value::String(written), Value::from))
        }
        Kind::Text => {
            let written = text();
            (is_there() || !written.is_empty()).then_some(Value::String(written))
        }
        Kind::Other => is_there().then(|| {
            let written = text();
            serde_json::from_str(&written).unwrap_or(Value::String(written))
        }),
        Kind::Group { properties, required } => is_there().then(|| {
            let mut held = Map::new();
            for (name, of) in *properties {
                let at = format!("{pointer}/{}", pointer_part(name));
                let optional = !required.contains(&name.as_str());
                let value = value(schema, &schema.shape(of), &at, optional, posted);
                held.extend(value.map(|value| (name.clone(), value)));
            }
            Value::Object(held)
        }),
        Kind::List(_) | Kind::Map(_) if shape.nullable && !is_there() => None,
        Kind::List(of) => Some(Value::Array(list(schema, &schema.shape(of), pointer, posted))),
        Kind::Map(of) => {
            let of = schema.shape(of);
            let mut held = Map::new();
            for name in posted.all(&format!("{pointer}/#")).into_iter().take(ITEMS_MAX) {
                let at = format!("{pointer}/{}", pointer_part(name));
                let value = value(schema, &of, &at, false, posted).unwrap_or_default();
                held.insert(name.to_owned(), value);
            }
            Some(Value::Object(held))
        }
    }
}

fn list(schema: FormSchema<'_>, of: &Shape<'_>, pointer: &str, posted: &dyn Posted) -> Vec<Value> {
    match &of.kind {
        Kind::Choice(_) => {
            posted.all(pointer).into_iter().map(|chosen| Value::String(chosen.to_owned())).collect()
        }
        // One on each line.
        Kind::Text => {
            let lines = posted.one(pointer).lines().map(str::trim).filter(|line| !line.is_empty());
            lines.map(|line| Value::String(line.to_owned())).collect()
        }
        Kind::Flag
        | Kind::Group { .. }
        | Kind::List(_)
        | Kind::Map(_)
        | Kind::Number { .. }
        | Kind::Other => {
            let count = posted.one(&format!("{pointer}/#")).parse().unwrap_or(0_usize);
            let at = |index: usize| format!("{pointer}/{index}");
            let of_each = |index| value(schema, of, &at(index), false, posted).unwrap_or_default();
            (0..count.min(ITEMS_MAX)).map(of_each).collect()
        }
    }
}
