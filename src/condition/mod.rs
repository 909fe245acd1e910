//! Conditions that a merchant writes over named facts, in CEL (the Common Expression Language).
//!
//! A condition is total and has no side effects: it is true, false, or a fault that [`check`] finds
//! before it can go live. It is bounded in length, size and depth.

mod check;

use std::sync::{Arc, LazyLock};

use cel::{Context, Env, Value, common::ast::IdedExpr, parser::PrattParser};

pub use check::{check, check_rows, check_value, names};

/// Bytes of one condition.
pub const CONDITION_BYTES_MAX: usize = 500;

/// Nodes of the tree that a condition is read into.
const NODES_MAX: usize = 200;

/// Depth of that tree.
const DEPTH_MAX: u16 = 24;

/// A fact that conditions may name.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct FactShape<'a> {
    /// Its name.
    pub name: &'a str,
    /// What it can be.
    pub kind: FactKind,
    /// A sentence for the person who writes a condition.
    pub about: &'a str,
}

/// What a fact can be.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum FactKind {
    /// True or false.
    Bool,
    /// A whole number.
    Int,
    /// A text.
    Text,
    /// Any number of texts.
    Texts,
}

/// What a fact is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum FactValue {
    /// True or false.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A text.
    Text(String),
    /// Any number of texts.
    Texts(Vec<String>),
}

/// Why a condition is neither true nor false.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum ConditionFault {
    /// It is no CEL.
    #[error("cannot be read: {0}")]
    Unreadable(String),
    /// It is longer or deeper than a condition may be.
    #[error("is too long or too deep: at most {CONDITION_BYTES_MAX} characters")]
    TooLarge,
    /// It compares what cannot be compared, or the like.
    #[error("cannot be worked out: {0}")]
    Unworkable(String),
    /// It comes to a number or a text.
    #[error("must come to true or false")]
    NotABool,
    /// It comes to something that is no fact.
    #[error("must come to a number, a text, a list of texts, or true or false")]
    NotAFact,
}

/// Whether a condition holds of some facts.
///
/// # Errors
/// [`ConditionFault`], never for a condition that [`check`] passed and facts of the shapes that it
/// was checked with.
pub fn holds(source: &str, facts: &[(&str, FactValue)]) -> Result<bool, ConditionFault> {
    evaluate(&read(source)?, facts)
}

/// What an expression comes to for some facts: a number, a text, texts, or true or false.
///
/// # Errors
/// As [`holds`], never for an expression that [`check_value`] passed.
pub fn value(source: &str, facts: &[(&str, FactValue)]) -> Result<FactValue, ConditionFault> {
    fact_value(&resolve(&read(source)?, facts)?).ok_or(ConditionFault::NotAFact)
}

fn read(source: &str) -> Result<IdedExpr, ConditionFault> {
    if source.len() > CONDITION_BYTES_MAX {
        return Err(ConditionFault::TooLarge);
    }
    PrattParser::new()
        .max_recursion_depth(DEPTH_MAX)
        .max_expression_node_count(NODES_MAX)
        .parse(source)
        .map_err(|errors| ConditionFault::Unreadable(first_line(&errors.to_string())))
}

fn evaluate(expression: &IdedExpr, facts: &[(&str, FactValue)]) -> Result<bool, ConditionFault> {
    let value = resolve(expression, facts)?;
    if let Value::Bool(holds) = value { Ok(holds) } else { Err(ConditionFault::NotABool) }
}

fn resolve(expression: &IdedExpr, facts: &[(&str, FactValue)]) -> Result<Value, ConditionFault> {
    // The language's own functions are the same for all conditions.
    static LANGUAGE: LazyLock<Arc<Env>> = LazyLock::new(|| Arc::new(Env::stdlib()));
    let mut context = Context::with_env(Arc::clone(&LANGUAGE));
    for (name, value) in facts {
        context.add_variable_from_value((*name).to_owned(), cel_value(value));
    }
    Value::resolve(expression, &context)
        .map_err(|error| ConditionFault::Unworkable(first_line(&error.to_string())))
}

fn fact_value(value: &Value) -> Option<FactValue> {
    Some(match value {
        Value::Bool(value) => FactValue::Bool(*value),
        Value::Int(value) => FactValue::Int(*value),
        Value::String(value) => FactValue::Text(value.to_string()),
        Value::List(values) => {
            let text = |value: &Value| {
                if let Value::String(text) = value { Some(text.to_string()) } else { None }
            };
            FactValue::Texts(values.iter().map(text).collect::<Option<_>>()?)
        }
        Value::Bytes(_)
        | Value::Float(_)
        | Value::Function(..)
        | Value::Map(_)
        | Value::Null
        | Value::Opaque(_)
        | Value::Struct(_)
        | Value::UInt(_) => return None,
    })
}

fn cel_value(value: &FactValue) -> Value {
    match value {
        FactValue::Bool(value) => Value::from(*value),
        FactValue::Int(value) => Value::from(*value),
        FactValue::Text(value) => Value::from(value.clone()),
        FactValue::Texts(values) => Value::from(values.clone()),
    }
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().chars().take(160).collect()
}
