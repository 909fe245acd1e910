//! How the assistant answers what is no wish: insults, emergencies.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::LANGUAGES;

/// Characters of what a merchant says in an emergency.
const EMERGENCY_CHARS_MAX: usize = 400;

/// How the assistant answers what is no wish.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Talk {
    /// What becomes of insults that want nothing.
    pub abuse: Abuse,
    /// What is said where somebody may be hurt, in the merchant's words, by ISO 639-1 code of the
    /// language, for example whom to call. It stands beside our own sentence.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub emergency: BTreeMap<String, String>,
}

/// What becomes of insults that want nothing. Whatever is wanted beside an insult is served.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Abuse {
    /// Insults in one conversation that are answered calmly before a boundary is drawn.
    #[cfg_attr(feature = "schema", schemars(range(max = 5)))]
    pub calm_max: u8,
    /// What comes with the boundary.
    pub then: AfterAbuse,
}

/// What comes with the boundary that is drawn against insults.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum AfterAbuse {
    /// A person is offered.
    #[default]
    OfferPerson,
    /// A person takes over.
    Person,
    /// Nothing: whoever insults stays with the assistant.
    Stay,
}

impl Talk {
    /// What the merchant has said in an emergency, in a language, else in their preferred one.
    #[must_use]
    pub fn emergency_words(&self, language: &str, preferred: &str) -> Option<&str> {
        let words = self.emergency.get(language).or_else(|| self.emergency.get(preferred));
        words.map(String::as_str)
    }

    /// Names what cannot go live.
    pub(super) fn check(&self, fault: &mut impl FnMut(&str, String)) {
        if self.abuse.calm_max > 5 {
            fault("/talk/abuse/calm_max", "must be at most 5".to_owned());
        }
        for (language, words) in &self.emergency {
            let at = format!("/talk/emergency/{language}");
            if !LANGUAGES.contains(&language.as_str()) {
                fault(&at, format!("must be for one of {}", LANGUAGES.join(", ")));
            }
            if words.trim().is_empty() || words.chars().count() > EMERGENCY_CHARS_MAX {
                fault(&at, format!("must have 1 to {EMERGENCY_CHARS_MAX} characters"));
            }
        }
    }
}

impl Default for Abuse {
    fn default() -> Self {
        Self { calm_max: 1, then: AfterAbuse::default() }
    }
}

#[cfg(test)]
mod tests {
    use crate::playbook::Playbook;

    #[test]
    fn words_for_an_emergency_are_checked() {
        let text = r#"{"talk":{"abuse":{"calm_max":9},"emergency":{"en":" ","tlh":"Qapla'"}}}"#;
        let playbook: Playbook = serde_json::from_str(text).unwrap();
        let pointers: Vec<_> = playbook.check().into_iter().map(|fault| fault.pointer).collect();
        let expected = ["/talk/abuse/calm_max", "/talk/emergency/en", "/talk/emergency/tlh"];
        assert_eq!(pointers, expected);
    }
}
