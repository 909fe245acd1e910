//! Values that a merchant's own skills work with: what was said, what a service answered.

use edgewise_tagged::Tagged;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    base::{json, money::Money, pii::Pii},
    condition::{FactKind, FactValue},
};

/// Bytes of a text of a service's answer.
const TEXT_BYTES_MAX: usize = 2_000;

/// Texts of a list of a service's answer.
const TEXTS_MAX: usize = 50;

/// What a value can be.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// A day, written `2026-12-24`.
    Day,
    /// An amount: in JSON `{"amount": "12.50", "currency": "USD"}`, in conditions minor units.
    Money,
    /// A whole number.
    Number,
    /// A text.
    Text,
    /// Any number of texts.
    Texts,
    /// True or false.
    YesNo,
}

/// A value. Texts are taken for personal: nobody knows what a customer wrote.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Tagged)]
#[serde(rename_all = "snake_case", tag = "kind", content = "value")]
pub enum FieldValue {
    /// A day.
    Day(String),
    /// An amount.
    Money(Money),
    /// A whole number.
    Number(i64),
    /// A text.
    Text(Pii<String>),
    /// Any number of texts.
    Texts(Vec<Pii<String>>),
    /// True or false.
    YesNo(bool),
}

impl FieldKind {
    /// How conditions see it.
    #[must_use]
    pub const fn fact_kind(self) -> FactKind {
        match self {
            Self::Day | Self::Text => FactKind::Text,
            Self::Money | Self::Number => FactKind::Int,
            Self::Texts => FactKind::Texts,
            Self::YesNo => FactKind::Bool,
        }
    }
}

impl FieldValue {
    /// A text.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(Pii::new(text.into()))
    }

    /// Reads what a service answered; nothing where that is of another kind. A text may be a number there:
    /// what is a name to one is a number to another.
    #[must_use]
    pub fn read(value: &Value, kind: FieldKind) -> Option<Self> {
        let text = |value: &Value| match value {
            Value::String(text) if text.len() <= TEXT_BYTES_MAX => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            Value::Array(_)
            | Value::Bool(_)
            | Value::Null
            | Value::Object(_)
            | Value::String(_) => None,
        };
        Some(match kind {
            FieldKind::Day => {
                let day: jiff::civil::Date = value.as_str()?.get(..10)?.parse().ok()?;
                Self::Day(day.to_string())
            }
            FieldKind::Money => {
                let (amount, currency) = (value.get("amount")?, value.get("currency")?);
                Self::Money(Money::parse(amount.as_str()?, currency.as_str()?).ok()?)
            }
            FieldKind::Number => Self::Number(value.as_i64()?),
            FieldKind::Text => Self::text(text(value)?),
            FieldKind::Texts => {
                let texts = value.as_array()?.iter().take(TEXTS_MAX);
                Self::Texts(texts.map(|it| Some(Pii::new(text(it)?))).collect::<Option<_>>()?)
            }
            FieldKind::YesNo => Self::YesNo(value.as_bool()?),
        })
    }

    /// What a service is given.
    #[must_use]
    pub fn written(&self) -> Value {
        match self {
            Self::Day(day) => Value::from(day.clone()),
            Self::Money(money) => json::value(money),
            Self::Number(number) => Value::from(*number),
            Self::Text(text) => Value::from(text.expose().clone()),
            Self::Texts(texts) => {
                Value::from(texts.iter().map(|text| text.expose().clone()).collect::<Vec<_>>())
            }
            Self::YesNo(yes) => Value::from(*yes),
        }
    }

    /// Of which kind it is.
    #[must_use]
    pub const fn kind(&self) -> FieldKind {
        match self {
            Self::Day(_) => FieldKind::Day,
            Self::Money(_) => FieldKind::Money,
            Self::Number(_) => FieldKind::Number,
            Self::Text(_) => FieldKind::Text,
            Self::Texts(_) => FieldKind::Texts,
            Self::YesNo(_) => FieldKind::YesNo,
        }
    }

    /// As conditions see it.
    #[must_use]
    pub fn fact(&self) -> FactValue {
        match self {
            Self::Day(day) => FactValue::Text(day.clone()),
            Self::Money(money) => FactValue::Int(money.minor()),
            Self::Number(number) => FactValue::Int(*number),
            Self::Text(text) => FactValue::Text(text.expose().clone()),
            Self::Texts(texts) => {
                FactValue::Texts(texts.iter().map(|text| text.expose().clone()).collect())
            }
            Self::YesNo(yes) => FactValue::Bool(*yes),
        }
    }
}
