//! Ids of other systems.

use serde::{Deserialize, Deserializer};

/// An id: a number or a text.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct ForeignId(pub(super) String);

impl ForeignId {
    /// Whether it is a number, as ids in addresses of theirs are.
    pub(super) fn is_number(&self) -> bool {
        let digits = self.0.bytes().all(|byte| byte.is_ascii_digit());
        digits && (1..=20).contains(&self.0.len())
    }
}

impl<'de> Deserialize<'de> for ForeignId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Shape {
            Number(u64),
            // Who is nobody's account, such as a rule, has a number below zero.
            Below(i64),
            Text(String),
        }
        Ok(match Shape::deserialize(deserializer)? {
            Shape::Number(number) => Self(number.to_string()),
            Shape::Below(number) => Self(number.to_string()),
            Shape::Text(text) => Self(text),
        })
    }
}
