//! Words as they were said, for asking what stands among them.

use crate::base::text::words;

/// Folded words, in their order.
pub(super) struct Said(pub(super) Vec<String>);

impl Said {
    /// The words of some texts, one after the other.
    pub(super) fn of(texts: &[&str]) -> Self {
        Self(texts.iter().flat_map(|text| words(text)).map(|word| word.folded).collect())
    }

    /// Whether one of these words was said.
    pub(super) fn has(&self, of: &[&str]) -> bool {
        self.0.iter().any(|word| of.contains(&word.as_str()))
    }

    /// Whether these words stand beside each other somewhere.
    pub(super) fn phrase(&self, phrase: &str) -> bool {
        let wanted: Vec<&str> = phrase.split(' ').collect();
        self.0.windows(wanted.len()).any(|held| held.iter().zip(&wanted).all(|(a, b)| a == b))
    }

    /// Whether one of these phrases was said.
    pub(super) fn any(&self, phrases: &[&str]) -> bool {
        phrases.iter().any(|phrase| self.phrase(phrase))
    }
}
