//! Adding to a form, and taking away from it.

use serde_json::{Map, Value};

use super::{FormSchema, Kind, Shape};
use crate::base::text::pointer_key;

/// A change of what a form consists of.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Step {
    /// One more of a list or map, or fields that may be there.
    Add {
        /// Where.
        pointer: String,
        /// What the new one of a map is called.
        name: String,
    },
    /// One less.
    Remove {
        /// Which.
        pointer: String,
    },
}

/// Changes a document. Nothing where there is no such place, where what is to be added has no name, or where
/// there is one of that name.
#[must_use]
pub fn changed(schema: FormSchema<'_>, document: &Value, step: &Step) -> Option<Value> {
    let mut document = document.clone();
    match step {
        Step::Add { pointer, name } => {
            let shape = schema.at(pointer)?;
            let (parent, last) = pointer.rsplit_once('/')?;
            let holder = document.pointer_mut(parent)?;
            match &shape.kind {
                Kind::List(of) => {
                    let new = new(schema, &schema.shape(of));
                    entry(holder, last, Value::Array(Vec::new()))?.as_array_mut()?.push(new);
                }
                Kind::Map(of) => {
                    let new = new(schema, &schema.shape(of));
                    let held = entry(holder, last, Value::Object(Map::new()))?.as_object_mut()?;
                    let name = name.trim();
                    if name.is_empty() || held.contains_key(name) {
                        return None;
                    }
                    held.insert(name.to_owned(), new);
                }
                Kind::Choice(_)
                | Kind::Flag
                | Kind::Group { .. }
                | Kind::Number { .. }
                | Kind::Other
                | Kind::Text => {
                    let new = shape.default.cloned().unwrap_or_else(|| new(schema, &shape));
                    holder.as_object_mut()?.insert(pointer_key(last), new);
                }
            }
        }
        Step::Remove { pointer } => {
            let (parent, last) = pointer.rsplit_once('/')?;
            match document.pointer_mut(parent)? {
                Value::Array(items) => {
                    let index = last.parse().ok().filter(|index| *index < items.len())?;
                    items.remove(index);
                }
                Value::Object(held) => {
                    held.remove(&pointer_key(last))?;
                }
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return None,
            }
        }
    }
    Some(document)
}

/// What is held under a name, made where it is not there.
fn entry<'a>(holder: &'a mut Value, name: &str, new: Value) -> Option<&'a mut Value> {
    match holder {
        Value::Object(held) => {
            let held = held.entry(pointer_key(name)).or_insert(Value::Null);
            if held.is_null() {
                *held = new;
            }
            Some(held)
        }
        Value::Array(items) => items.get_mut(name.parse::<usize>().ok()?),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

/// A new one: what must be there, as empty as it may be.
fn new(schema: FormSchema<'_>, shape: &Shape<'_>) -> Value {
    match &shape.kind {
        Kind::Choice(of) => {
            of.first().map_or(Value::Null, |choice| Value::String(choice.value.clone()))
        }
        Kind::Flag => Value::Bool(false),
        Kind::Group { properties, required } => {
            let of_each = |(name, of): (&String, &_)| {
                required.contains(&name.as_str()).then(|| {
                    let shape = schema.shape(of);
                    let value = shape.default.cloned();
                    (name.clone(), value.unwrap_or_else(|| new(schema, &shape)))
                })
            };
            let held = properties.iter().filter_map(of_each);
            Value::Object(held.collect())
        }
        Kind::List(_) => Value::Array(Vec::new()),
        Kind::Map(_) => Value::Object(Map::new()),
        Kind::Number { min, .. } => Value::from(min.unwrap_or_default()),
        Kind::Other => Value::Object(Map::new()),
        Kind::Text => Value::String(String::new()),
    }
}
