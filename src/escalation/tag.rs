//! Tags: free words by which a team sorts its tickets.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Tags of one ticket.
pub const TAGS_MAX: usize = 12;

/// Characters of a tag.
pub const TAG_CHARS_MAX: usize = 40;

/// A word by which the team sorts tickets, in its one form: lower case, its parts joined by `-`.
///
/// Lists and addresses of the console show tags, so nothing personal belongs there: what looks like an address
/// or a telephone number is no tag.
#[derive(Clone, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "schema", schemars(with = "String"))]
pub struct Tag(String);

/// Why a text is no tag.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum TagError {
    /// Nothing is left of it.
    #[error("a tag must have a letter or a digit")]
    Empty,
    /// More than [`TAG_CHARS_MAX`] characters.
    #[error("a tag must have at most {TAG_CHARS_MAX} characters")]
    TooLong,
    /// A telephone number, or much like one.
    #[error("a tag must not be a number of more than {DIGITS_MAX} digits: nothing personal in it")]
    TooManyDigits,
    /// A character that is no letter, digit, space, `-`, `_` or `.`.
    #[error(
        "a tag must have only letters, digits, spaces, `-`, `_` and `.`: nothing personal in it"
    )]
    Unfit,
}

/// Digits of a tag: a year and a week have six, the shortest telephone numbers with their prefix more.
const DIGITS_MAX: usize = 6;

impl Tag {
    /// Puts what somebody typed into its one form. A `#` before it is left out.
    ///
    /// # Errors
    /// [`TagError`].
    pub fn parse(text: &str) -> Result<Self, TagError> {
        let text = text.trim();
        let text = text.strip_prefix('#').unwrap_or(text).to_lowercase();
        let parts: Vec<&str> = text.split_whitespace().collect();
        let tag = parts.join("-");
        if tag.chars().count() > TAG_CHARS_MAX {
            return Err(TagError::TooLong);
        }
        // Marks of scripts that need them (as in Devanagari) count as letters.
        let fits = |it: char| it.is_alphanumeric() || matches!(it, '-' | '_' | '.');
        if !tag.chars().all(fits) {
            return Err(TagError::Unfit);
        }
        if !tag.chars().any(char::is_alphanumeric) {
            return Err(TagError::Empty);
        }
        if tag.chars().filter(|it| it.is_numeric()).count() > DIGITS_MAX {
            return Err(TagError::TooManyDigits);
        }
        Ok(Self(tag))
    }

    /// The tag as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Tag {
    type Error = TagError;

    fn try_from(text: String) -> Result<Self, TagError> {
        Self::parse(&text)
    }
}

impl From<Tag> for String {
    fn from(tag: Tag) -> Self {
        tag.0
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(typed: &str, expected: Result<&str, TagError>) {
        assert_eq!(Tag::parse(typed).as_ref().map(Tag::as_str), expected.as_ref().copied());
    }

    #[test]
    fn a_tag_has_one_form() {
        check("  Late   Parcel ", Ok("late-parcel"));
        check("#VIP", Ok("vip"));
        check("Größe_2.0", Ok("größe_2.0"));
        check("देर", Ok("देर"));
        check("2026-48", Ok("2026-48"));
    }

    #[test]
    fn what_is_no_tag_is_refused() {
        for empty in ["", " ", "#", "-", "._-"] {
            check(empty, Err(TagError::Empty));
        }
        for unfit in ["ada@example.com", "a,b", "<b>", "a\u{0}b", "+49", "a/b"] {
            check(unfit, Err(TagError::Unfit));
        }
        check("0176 1234567", Err(TagError::TooManyDigits));
        check(&"é".repeat(TAG_CHARS_MAX), Ok(&"é".repeat(TAG_CHARS_MAX)));
        check(&"é".repeat(TAG_CHARS_MAX + 1), Err(TagError::TooLong));
    }

    #[test]
    fn reading_puts_it_into_its_form() {
        assert_eq!(serde_json::from_str::<Tag>("\"Late Parcel\"").unwrap().as_str(), "late-parcel");
        assert!(serde_json::from_str::<Tag>("\"a@b\"").is_err());
    }
}
