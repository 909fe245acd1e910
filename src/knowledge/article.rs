//! Articles: what a merchant writes about their shop.

use serde::{Deserialize, Serialize};

use super::{Audience, Validity, site::is_link};
use crate::base::time::Timestamp;

/// Characters of a title.
const TITLE_CHARS_MAX: usize = 200;

/// Bytes of a body. The longest terms and conditions have about half of that.
const BODY_BYTES_MAX: usize = 128 * 1024;

/// Countries, tiers or channels of one audience.
const AUDIENCE_MAX: usize = 60;

/// Characters of the name of a tier or channel.
const NAME_CHARS_MAX: usize = 60;

/// One article, as it is handed in.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Article {
    /// Names it. The same id again replaces it.
    pub id: String,
    /// Its title as customers know it.
    pub title: String,
    /// Where customers find it: `https://…`. Quoted with the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// How the body is written.
    #[serde(default)]
    pub format: Format,
    /// The text.
    pub body: String,
    /// ISO 639-1 code of the language that it is in; found out where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// For whom it holds.
    #[serde(default, skip_serializing_if = "Audience::is_everybody")]
    pub audience: Audience,
    /// From when on it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<Timestamp>,
    /// Until just before when it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Timestamp>,
}

/// How a body is written.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// HTML.
    Html,
    /// `CommonMark` with tables.
    #[default]
    Markdown,
}

/// What is wrong with an article, and where.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ArticleFault {
    /// JSON pointer into the article.
    pub pointer: String,
    /// A sentence for the person who wrote it.
    pub detail: String,
}

impl Article {
    /// From when to when it holds.
    #[must_use]
    pub const fn validity(&self) -> Validity {
        Validity { from: self.valid_from, until: self.valid_until }
    }

    /// Everything that is wrong with it; empty where it can be taken. `local` lets links lead to
    /// this machine, for development.
    #[must_use]
    pub fn check(&self, local: bool) -> Vec<ArticleFault> {
        let mut faults = Vec::new();
        let mut fault = |pointer: &str, detail: String| {
            faults.push(ArticleFault { pointer: pointer.to_owned(), detail });
        };
        let allowed = |letter: char| letter.is_ascii_alphanumeric() || "-_.:".contains(letter);
        if self.id.is_empty() || self.id.len() > 120 || !self.id.chars().all(allowed) {
            fault("/id", "must have 1 to 120 letters, digits, or any of - _ . :".to_owned());
        }
        let title = self.title.trim().chars().count();
        if title == 0 || title > TITLE_CHARS_MAX {
            fault("/title", format!("must have 1 to {TITLE_CHARS_MAX} characters"));
        }
        if self.url.as_ref().is_some_and(|url| !is_link(url, local)) {
            fault("/url", "must be a whole https address".to_owned());
        }
        if self.body.trim().is_empty() || self.body.len() > BODY_BYTES_MAX {
            fault("/body", format!("must have 1 to {BODY_BYTES_MAX} bytes"));
        }
        let is_code =
            |code: &String| code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_lowercase());
        if self.language.as_ref().is_some_and(|code| !is_code(code)) {
            fault("/language", "is not an ISO 639-1 code such as en".to_owned());
        }
        for (index, country) in self.audience.countries.iter().enumerate() {
            if country.len() != 2 || !country.bytes().all(|byte| byte.is_ascii_uppercase()) {
                let at = format!("/audience/countries/{index}");
                fault(&at, "is not an ISO 3166-1 code such as US".to_owned());
            }
        }
        let lists = [
            ("countries", &self.audience.countries),
            ("tiers", &self.audience.tiers),
            ("channels", &self.audience.channels),
        ];
        for (name, list) in lists {
            if list.len() > AUDIENCE_MAX {
                fault(&format!("/audience/{name}"), format!("must have at most {AUDIENCE_MAX}"));
            }
            for (index, it) in list.iter().enumerate() {
                if it.trim().is_empty() || it.chars().count() > NAME_CHARS_MAX {
                    let detail = format!("must have 1 to {NAME_CHARS_MAX} characters");
                    fault(&format!("/audience/{name}/{index}"), detail);
                }
            }
        }
        if let (Some(from), Some(until)) = (self.valid_from, self.valid_until)
            && until <= from
        {
            fault("/valid_until", "must be later than valid_from".to_owned());
        }
        faults
    }
}
