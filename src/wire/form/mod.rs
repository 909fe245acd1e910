//! A document as a form: what its schema allows becomes fields that anyone can fill in, and what was filled
//! in becomes the document again. Nothing here knows what the document is about.

mod change;
mod posted;
mod shape;

use serde_json::Value;

pub use change::{Step, changed};
pub use posted::{Posted, read};
pub use shape::Choice;
use shape::{Kind, Shape};

use crate::base::text::{pointer_key, pointer_part};

/// How a part of a form is named: the JSON pointer of what it stands for.
pub type Pointer = String;

/// A JSON Schema with the types that it refers to.
#[derive(Clone, Copy, Debug)]
pub struct FormSchema<'a> {
    root: &'a Value,
}

/// A field, or several that belong together.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// What it stands for.
    pub pointer: Pointer,
    /// What it is called in the document.
    pub name: String,
    /// What it is for; empty where its schema does not say.
    pub help: String,
    /// Whether it may be left out.
    pub optional: bool,
    /// Whether something stands there, be it empty.
    pub present: bool,
    /// How it is filled in.
    pub kind: FieldKind,
}

/// How a field is filled in.
#[derive(Clone, Debug, PartialEq)]
pub enum FieldKind {
    /// Several fields that may be there, and are not.
    Absent,
    /// One of a closed list.
    Choice {
        /// Which; empty where none is.
        value: String,
        /// Which there are.
        of: Vec<Choice>,
    },
    /// Any of a closed list.
    Choices {
        /// Which.
        values: Vec<String>,
        /// Which there are.
        of: Vec<Choice>,
    },
    /// Yes or no.
    Flag(bool),
    /// Several that belong together.
    Group(Vec<Field>),
    /// As it stands in the document: its schema says more than a form can.
    Json(String),
    /// Any number of the same.
    List(Vec<Field>),
    /// Any number of the same, each with a name.
    Map(Vec<Field>),
    /// A whole number.
    Number {
        /// As it was written.
        value: String,
        /// At least.
        min: Option<i64>,
        /// At most.
        max: Option<i64>,
    },
    /// A text.
    Text(String),
    /// Any number of texts.
    Texts(Vec<String>),
}

impl Field {
    /// Whether a form must say that this is there: what may be left out is, where it is empty.
    #[must_use]
    pub fn keeps(&self) -> bool {
        let empty = match &self.kind {
            FieldKind::Text(text) => text.is_empty(),
            FieldKind::Group(_) | FieldKind::Json(_) | FieldKind::List(_) => true,
            FieldKind::Choices { .. } | FieldKind::Map(_) | FieldKind::Texts(_) => true,
            FieldKind::Absent
            | FieldKind::Choice { .. }
            | FieldKind::Flag(_)
            | FieldKind::Number { .. } => false,
        };
        self.optional && self.present && empty
    }
}

impl<'a> FormSchema<'a> {
    /// A schema as it was read.
    #[must_use]
    pub const fn new(root: &'a Value) -> Self {
        Self { root }
    }

    /// The parts of the document, by name, with what each is for.
    #[must_use]
    pub fn parts(self) -> Vec<(&'a str, String)> {
        let Kind::Group { properties, .. } = self.shape(self.root).kind else { return Vec::new() };
        let about = |(name, of): (&'a String, &'a Value)| (name.as_str(), self.shape(of).help);
        properties.iter().map(about).collect()
    }

    /// A part of the document as a form; nothing where there is no such part.
    #[must_use]
    pub fn part(self, name: &str, value: Option<&Value>) -> Option<Field> {
        let shape = self.at(&format!("/{}", pointer_part(name)))?;
        Some(self.field(&shape, format!("/{}", pointer_part(name)), name, true, value))
    }

    fn field(
        self,
        shape: &Shape<'a>,
        pointer: Pointer,
        name: &str,
        required: bool,
        value: Option<&Value>,
    ) -> Field {
        let value = value.filter(|value| !value.is_null());
        let optional = shape.may_be_left_out(required);
        let kind = self.kind(shape, &pointer, optional, value);
        let (name, help, present) = (name.to_owned(), shape.help.clone(), value.is_some());
        Field { pointer, name, help, optional, present, kind }
    }

    fn kind(
        self,
        shape: &Shape<'a>,
        pointer: &str,
        optional: bool,
        value: Option<&Value>,
    ) -> FieldKind {
        match &shape.kind {
            Kind::Choice(of) => FieldKind::Choice { value: plain(value), of: of.clone() },
            Kind::Flag => FieldKind::Flag(value.and_then(Value::as_bool).unwrap_or_default()),
            Kind::Number { min, max } => {
                FieldKind::Number { value: plain(value), min: *min, max: *max }
            }
            Kind::Text => FieldKind::Text(plain(value)),
            Kind::Group { .. } | Kind::Other if optional && value.is_none() => FieldKind::Absent,
            Kind::List(_) | Kind::Map(_) if shape.nullable && value.is_none() => FieldKind::Absent,
            Kind::Other => FieldKind::Json(match value {
                None => String::new(),
                Some(Value::String(text)) => text.clone(),
                Some(value) => serde_json::to_string_pretty(value).unwrap_or_default(),
            }),
            Kind::Group { properties, required } => {
                let of_each = |(name, of): (&'a String, &'a Value)| {
                    let at = format!("{pointer}/{}", pointer_part(name));
                    let held = value.and_then(|value| value.get(name));
                    self.field(&self.shape(of), at, name, required.contains(&name.as_str()), held)
                };
                FieldKind::Group(properties.iter().map(of_each).collect())
            }
            Kind::List(of) => self.list(&self.shape(of), pointer, value),
            Kind::Map(of) => {
                let of = self.shape(of);
                let held = value.and_then(Value::as_object);
                let of_each = |(name, value): (&String, &Value)| {
                    let at = format!("{pointer}/{}", pointer_part(name));
                    self.field(&of, at, name, true, Some(value))
                };
                FieldKind::Map(held.into_iter().flatten().map(of_each).collect())
            }
        }
    }

    fn list(self, of: &Shape<'a>, pointer: &str, value: Option<&Value>) -> FieldKind {
        let held = value.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let texts = || held.iter().map(|value| plain(Some(value))).collect();
        match &of.kind {
            Kind::Choice(choices) => FieldKind::Choices { values: texts(), of: choices.clone() },
            Kind::Text => FieldKind::Texts(texts()),
            Kind::Flag
            | Kind::Group { .. }
            | Kind::List(_)
            | Kind::Map(_)
            | Kind::Number { .. }
            | Kind::Other => {
                let of_each = |(index, value): (usize, &Value)| {
                    let name = index.saturating_add(1).to_string();
                    self.field(of, format!("{pointer}/{index}"), &name, true, Some(value))
                };
                FieldKind::List(held.iter().enumerate().map(of_each).collect())
            }
        }
    }

    /// What stands at a pointer.
    fn at(self, pointer: &str) -> Option<Shape<'a>> {
        let mut shape = self.shape(self.root);
        for token in pointer.strip_prefix('/')?.split('/') {
            let of = match &shape.kind {
                Kind::Group { properties, .. } => properties.get(&pointer_key(token))?,
                Kind::List(of) | Kind::Map(of) => of,
                Kind::Choice(_) | Kind::Flag | Kind::Number { .. } | Kind::Other | Kind::Text => {
                    return None;
                }
            };
            shape = self.shape(of);
        }
        Some(shape)
    }
}

/// A value as it stands in a field.
fn plain(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(value) => value.to_string(),
    }
}

#[cfg(test)]
mod tests;
