//! The name of a skill that a merchant wrote.

use std::{fmt, str};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Bytes of a name.
const BYTES_MAX: usize = 40;

/// The name of a skill that a merchant wrote, for example `gift_message`: small letters, digits and
/// underscores, at most 40. It is as small and as freely copied as the name of a built-in skill.
#[derive(Clone, Copy, Eq, Ord, PartialEq, PartialOrd)]
pub struct SkillId([u8; BYTES_MAX]);

impl SkillId {
    /// Reads a name; nothing for what is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let fits = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || *byte == b'_';
        let begins = text.as_bytes().first().is_some_and(u8::is_ascii_lowercase);
        if !begins || !text.as_bytes().iter().all(fits) {
            return None;
        }
        let mut bytes = [0; BYTES_MAX];
        bytes.get_mut(..text.len())?.copy_from_slice(text.as_bytes());
        Some(Self(bytes))
    }

    /// As text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let end = self.0.iter().position(|byte| *byte == 0).unwrap_or(BYTES_MAX);
        self.0.get(..end).and_then(|bytes| str::from_utf8(bytes).ok()).unwrap_or_default()
    }
}

impl fmt::Debug for SkillId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for SkillId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for SkillId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| de::Error::custom("is no name of a skill"))
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for SkillId {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "SkillId".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^[a-z][a-z0-9_]{0,39}$" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_small_letters_digits_and_underscores() {
        for name in ["gift_message", "a", "x2", &"a".repeat(40)] {
            assert_eq!(SkillId::parse(name).unwrap().as_str(), name);
        }
        for name in ["", "2x", "_a", "Gift", "gift-message", "gift message", &"a".repeat(41), "é"]
        {
            assert_eq!(SkillId::parse(name), None, "{name}");
        }
    }
}
