//! Words that mean nothing to any part of the understanding: most names are among them.

use super::{Known, entity, language_of, lexicon::Lexicon, normal};
use crate::base::text::words;

/// Whether a word is in no lexicon, is no misspelt word of one, names nothing and tells no language. One
/// such word is as good as another.
#[must_use]
pub fn is_unknown(word: &str) -> bool {
    let folded = words(word);
    let named = folded.iter().any(|word| entity::is_named(&word.folded));
    let lexicons = [Lexicon::english(), Lexicon::alarms()].into_iter().chain(Lexicon::of("es"));
    let read = |lexicon| normal::tokens(word, folded.clone(), lexicon, &Known::default());
    let known = |lexicon| read(lexicon).iter().any(|token| token.id.is_some());
    !named && language_of(word).is_none() && !lexicons.into_iter().any(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_mean_something_are_known_even_misspelt() {
        for word in ["order", "oredr", "denver", "emma", "pedido", "blue", "tracking"] {
            assert!(!is_unknown(word), "{word}");
        }
        for word in ["zelmor", "Tavrik", "vexley"] {
            assert!(is_unknown(word), "{word}");
        }
    }
}
