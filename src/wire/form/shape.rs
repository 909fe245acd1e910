//! What a schema allows, as far as a form can show it.

use serde_json::{Map, Value};

use super::FormSchema;

/// One of a closed list.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Choice {
    /// As the document has it.
    pub value: String,
    /// What it means; empty where the schema does not say.
    pub help: String,
}

/// What may stand at one place.
pub(super) struct Shape<'a> {
    pub(super) help: String,
    /// Whether `null` may stand here.
    pub(super) nullable: bool,
    /// What stands here where nothing is said.
    pub(super) default: Option<&'a Value>,
    pub(super) kind: Kind<'a>,
}

pub(super) enum Kind<'a> {
    Choice(Vec<Choice>),
    Flag,
    Group { properties: &'a Map<String, Value>, required: Vec<&'a str> },
    List(&'a Value),
    Map(&'a Value),
    Number { min: Option<i64>, max: Option<i64> },
    Other,
    Text,
}

impl Shape<'_> {
    /// Whether nothing may stand here. Fields that belong together and have values by themselves are
    /// always there.
    pub(super) const fn may_be_left_out(&self, required: bool) -> bool {
        self.nullable || !required && !matches!(self.kind, Kind::Group { .. })
    }
}

/// References that lead to references. None of ours does so twice.
const REFERENCES_MAX: usize = 8;

impl<'a> FormSchema<'a> {
    /// Reads what a schema allows. What stands beside a reference counts more than what it leads to.
    pub(super) fn shape(self, schema: &'a Value) -> Shape<'a> {
        let (mut schema, mut nullable) = (schema, false);
        let mut help: Option<&str> = None;
        let mut default = None;
        for _ in 0..REFERENCES_MAX {
            help = help.or_else(|| schema.get("description").and_then(Value::as_str));
            default = default.or_else(|| schema.get("default").filter(|value| !value.is_null()));
            let others = schema.get("anyOf").and_then(Value::as_array);
            let next = if let Some(others) = others {
                nullable |= others.iter().any(is_null);
                let mut rest = others.iter().filter(|it| !is_null(it));
                rest.next().filter(|_| rest.next().is_none())
            } else {
                let name = schema.get("$ref").and_then(Value::as_str);
                let name = name.and_then(|name| name.rsplit('/').next());
                name.and_then(|name| self.root.get("$defs")?.get(name))
            };
            match next {
                None => break,
                Some(next) => schema = next,
            }
        }
        let (kind, or_null) = kind(schema);
        let help = help.unwrap_or_default().replace('\n', " ");
        Shape { help, nullable: nullable || or_null, default, kind }
    }
}

fn is_null(schema: &Value) -> bool {
    schema.get("type").and_then(Value::as_str) == Some("null")
}

fn kind(schema: &Value) -> (Kind<'_>, bool) {
    if let Some(choices) = choices(schema) {
        return (Kind::Choice(choices), false);
    }
    let (name, nullable) = match schema.get("type") {
        Some(Value::String(name)) => (name.as_str(), false),
        Some(Value::Array(names)) => {
            let mut named = names.iter().filter_map(Value::as_str).filter(|it| *it != "null");
            (named.next().unwrap_or_default(), true)
        }
        _ => ("", false),
    };
    let kind = match name {
        "array" => schema.get("items").map_or(Kind::Other, Kind::List),
        "boolean" => Kind::Flag,
        "integer" => {
            let bound = |name| schema.get(name).and_then(Value::as_i64);
            Kind::Number { min: bound("minimum"), max: bound("maximum") }
        }
        "object" if schema.get("oneOf").is_none() => match schema.get("additionalProperties") {
            Some(of) if of.is_object() => Kind::Map(of),
            _ => match schema.get("properties").and_then(Value::as_object) {
                None => Kind::Other,
                Some(properties) => {
                    let required = schema.get("required").and_then(Value::as_array);
                    let required = required.into_iter().flatten().filter_map(Value::as_str);
                    Kind::Group { properties, required: required.collect() }
                }
            },
        },
        "string" => Kind::Text,
        _ => Kind::Other,
    };
    (kind, nullable)
}

/// The values of a closed list.
fn choices(schema: &Value) -> Option<Vec<Choice>> {
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        let of_each =
            |value: &Value| Some(Choice { value: value.as_str()?.to_owned(), help: String::new() });
        return values.iter().map(of_each).collect();
    }
    let of_each = |one: &Value| {
        let help = one.get("description").and_then(Value::as_str).unwrap_or_default();
        let value = one.get("const")?.as_str()?.to_owned();
        Some(Choice { value, help: help.replace('\n', " ") })
    };
    schema.get("oneOf")?.as_array()?.iter().map(of_each).collect()
}
