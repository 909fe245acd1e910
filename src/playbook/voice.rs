//! How the assistant sounds: its tone, the merchant's words for things, an emoji, how mails end.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::LANGUAGES;

/// Words that are said otherwise, in one language.
const WORDS_MAX: usize = 60;

/// Characters of one of them, and of what is said instead.
const WORD_CHARS_MAX: usize = 40;

/// Characters with which a mail ends.
const SIGN_OFF_CHARS_MAX: usize = 200;

/// Characters of one emoji: some are made of several.
const EMOJI_CHARS_MAX: usize = 8;

/// Words that make a sentence mean what it means. Said otherwise they would change what is told, not how.
const KEPT: &[&str] = &[
    "no", "not", "never", "none", "nothing", "without", "yes", "only", "until", "before", "after",
    "if", "is", "are", "was", "will", "can", "cannot", "has", "have", "had", "nobody", "nor",
    "minus", "plus", "below", "above", "less", "more", "nunca", "nada", "nadie", "sin", "ni", "sí",
    "si", "solo", "hasta", "antes", "después", "es", "está", "puede", "tampoco", "menos", "más",
    "ningún", "ninguna", "ninguno",
];

/// How the assistant sounds. It changes how things are said, never what: values, quotations and the
/// merchant's own wordings stay as they are.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Voice {
    /// How formal its English is.
    pub tone: Tone,
    /// What is called otherwise here, by ISO 639-1 code of the language: a word or words to avoid, with what is
    /// said instead, for example `cart` and `basket`. Whole words; a capital stays one.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub words: BTreeMap<String, BTreeMap<String, String>>,
    /// An emoji after greetings, thanks and goodbyes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub emoji: Option<String>,
    /// How mails end, for example `Your Fernhill team`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sign_off: Option<String>,
}

/// How formal the assistant's English is.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// As people talk: "I've", "that's", "can't".
    #[default]
    Relaxed,
    /// In full words: "I have", "that is", "cannot".
    Formal,
}

impl Voice {
    /// Whether everything is said as the product says it.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        *self == Self::default()
    }

    /// Names what cannot go live.
    pub(super) fn check(&self, fault: &mut impl FnMut(&str, String)) {
        for (language, words) in &self.words {
            let place = format!("/brand/voice/words/{language}");
            if !LANGUAGES.contains(&language.as_str()) {
                fault(&place, format!("must be for one of {}", LANGUAGES.join(", ")));
            }
            if words.len() > WORDS_MAX {
                fault(&place, format!("must have at most {WORDS_MAX} words"));
            }
            for (avoided, said) in words {
                let at = format!("{place}/{}", crate::base::text::pointer_part(avoided));
                if let Some(detail) = wrong_words(avoided, said) {
                    fault(&at, detail);
                }
            }
        }
        if self.emoji.as_ref().is_some_and(|it| !is_emoji(it)) {
            fault("/brand/voice/emoji", "must be one emoji".to_owned());
        }
        let line = |text: &String| {
            !text.trim().is_empty()
                && text.chars().count() <= SIGN_OFF_CHARS_MAX
                && !text.chars().any(|c| c.is_control() && c != '\n')
        };
        if self.sign_off.as_ref().is_some_and(|it| !line(it)) {
            let detail = format!("must have 1 to {SIGN_OFF_CHARS_MAX} characters");
            fault("/brand/voice/sign_off", detail);
        }
    }
}

/// Why words cannot be said instead of others.
fn wrong_words(avoided: &str, said: &str) -> Option<String> {
    let spells = |text: &str| {
        let fits = |c: char| c.is_alphabetic() || matches!(c, ' ' | '\'' | '-');
        let edge = |c: Option<char>| c.is_some_and(char::is_alphabetic);
        text.chars().all(fits) && edge(text.chars().next()) && edge(text.chars().next_back())
    };
    if [avoided, said].iter().any(|it| !spells(it) || it.chars().count() > WORD_CHARS_MAX) {
        return Some(format!(
            "must be words of letters, at most {WORD_CHARS_MAX} characters, on both sides"
        ));
    }
    let kept = |text: &str| {
        let parts = text.split(|c: char| !c.is_alphabetic() && c != '\'').map(str::to_lowercase);
        let mut parts = parts.filter(|word| !word.is_empty());
        parts.find(|word| KEPT.contains(&word.as_str()) || word.contains('\''))
    };
    let word = kept(avoided).or_else(|| kept(said))?;
    Some(format!("holds `{word}`, which would change what is said and not how"))
}

fn is_emoji(text: &str) -> bool {
    let plain =
        |c: char| c.is_alphanumeric() || c.is_whitespace() || c.is_control() || c.is_ascii();
    !text.is_empty() && text.chars().count() <= EMOJI_CHARS_MAX && !text.chars().any(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(voice: &Voice) -> Vec<String> {
        let mut found = Vec::new();
        voice.check(&mut |pointer, detail| found.push(format!("{pointer} {detail}")));
        found
    }

    fn said(avoided: &str, said: &str) -> Voice {
        let words = BTreeMap::from([(avoided.to_owned(), said.to_owned())]);
        Voice { words: BTreeMap::from([("en".to_owned(), words)]), ..Voice::default() }
    }

    #[test]
    fn a_voice_that_only_sounds_otherwise_is_taken() {
        for (avoided, instead) in
            [("cart", "basket"), ("Our team", "the crew"), ("parcel", "colis")]
        {
            assert_eq!(faults(&said(avoided, instead)), Vec::<String>::new(), "{avoided}");
        }
        for emoji in ["🌿", "👋🏽", "👩‍🚀", "☕"] {
            let voice = Voice { emoji: Some(emoji.to_owned()), ..Voice::default() };
            assert_eq!(faults(&voice), Vec::<String>::new(), "{emoji}");
        }
    }

    #[test]
    fn what_would_say_something_else_is_refused() {
        for (avoided, instead) in [
            ("not", "now"),
            ("refund", "no refund"),
            ("is not", "was"),
            ("hasn't", "has"),
            ("cancelled", "not-cancelled"),
            ("nobody", "our team"),
            ("below", "above"),
            ("cart", "{{ secret }}"),
            ("cart", "basket 2"),
            ("", "x"),
            (" cart", "basket"),
            ("cart", ""),
        ] {
            assert_eq!(faults(&said(avoided, instead)).len(), 1, "{avoided}: {instead}");
        }
        for emoji in ["", "x", "OK 👍", "!!", "🌿🌿🌿🌿🌿🌿🌿🌿🌿"] {
            let voice = Voice { emoji: Some(emoji.to_owned()), ..Voice::default() };
            assert_eq!(faults(&voice).len(), 1, "{emoji}");
        }
        let voice = Voice { sign_off: Some("x".repeat(201)), ..Voice::default() };
        assert_eq!(faults(&voice).len(), 1);
        let french = Voice {
            words: BTreeMap::from([("fr".to_owned(), BTreeMap::new())]),
            ..Voice::default()
        };
        assert_eq!(faults(&french).len(), 1);
    }
}
