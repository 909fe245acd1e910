//! What may be said in the merchant's own words.

use serde::{Deserialize, Serialize};

use crate::{playbook::Playbook, reply::own_wordings};

/// `GET /v1/playbook/wordings?language=`: what may be put into other words, by name.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WordingList {
    /// ISO 639-1 code of the language.
    pub language: String,
    /// By name.
    pub items: Vec<WordingView>,
}

/// A wording.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WordingView {
    /// Its name, below `/wordings/{language}` of a playbook.
    pub name: String,
    /// The product's own alternatives.
    pub texts: Vec<String>,
    /// The live playbook's alternatives, which are said instead.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub own: Vec<String>,
    /// Values that must be told in any case.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub always: Vec<String>,
    /// Values that may be told where they are there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sometimes: Vec<String>,
}

impl WordingList {
    /// What may be put otherwise in a language, beside what a playbook says instead.
    #[must_use]
    pub fn of(playbook: &Playbook, language: &str) -> Self {
        let own = playbook.wordings.get(language);
        let view = |(name, (texts, values)): (&str, (&[String], crate::reply::WordingValues))| {
            let sometimes = values.known.difference(&values.always).cloned().collect();
            WordingView {
                name: name.to_owned(),
                texts: texts.to_vec(),
                own: own.and_then(|own| own.get(name)).cloned().unwrap_or_default(),
                always: values.always.into_iter().collect(),
                sometimes,
            }
        };
        let items = own_wordings(language).into_iter().map(view).collect();
        Self { language: language.to_owned(), items }
    }
}
