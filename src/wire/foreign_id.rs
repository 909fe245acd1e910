//! Ids of other systems.

use serde::{Deserialize, Deserializer};

/// An id: a number or a text.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct ForeignId(pub(super) String);

impl<'de> Deserialize<'de> for ForeignId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Shape {
            Number(u64),
            Text(String),
        }
        Ok(match Shape::deserialize(deserializer)? {
            Shape::Number(number) => Self(number.to_string()),
            Shape::Text(text) => Self(text),
        })
    }
}
