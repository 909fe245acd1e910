//! How much of an order is meant, and whether a message says more than yes or no.

use super::{
    lexicon::{Lexicon, Meaning, Said, Target, hits},
    normal::{self, Token},
};
use crate::base::text;

/// How much of an order is meant.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Extent {
    /// A part, in so many words: "only the lamp", "not the whole order".
    Part,
    /// Nothing was said of it.
    Unsaid,
    /// All of it, in so many words.
    Whole,
}

/// How much of an order is meant. What is said last counts.
#[must_use]
pub fn extent(texts: &[&str]) -> Extent {
    let lexicon = Lexicon::english();
    let mut extent = Extent::Unsaid;
    for said in texts {
        let words = tokens(said, lexicon);
        for hit in hits(&words) {
            if hit.target == Target::Said(Said::PartOfOrder) {
                extent = Extent::Part;
            }
            if hit.target != Target::Said(Said::WholeOrder) {
                continue;
            }
            let start = hit.place.first;
            let before = words.get(start.saturating_sub(6)..start).unwrap_or_default();
            let denied = before.iter().any(|word| lexicon.is("denies", word));
            extent = if denied { Extent::Part } else { Extent::Whole };
        }
    }
    extent
}

/// Whether a message says more than yes, no and what is polite.
#[must_use]
pub fn says_more(said: &str) -> bool {
    let lexicon = Lexicon::english();
    let words = tokens(said, lexicon);
    let mut spoken = vec![false; words.len()];
    for hit in hits(&words) {
        let answers = matches!(
            hit.target,
            Target::Meaning(Meaning::Yes | Meaning::No | Meaning::Drop | Meaning::Chitchat(_))
        );
        if answers {
            for at in hit.place.first..=hit.place.last {
                if let Some(spoken) = spoken.get_mut(at) {
                    *spoken = true;
                }
            }
        }
    }
    let more = |(word, spoken): (&Token, &bool)| {
        let plain = lexicon.is("filler", word) || lexicon.is("polite", word);
        !*spoken && !plain && !lexicon.is("denies", word)
    };
    words.iter().zip(&spoken).any(more)
}

fn tokens(said: &str, lexicon: &Lexicon) -> Vec<Token> {
    normal::tokens(said, text::words(said), lexicon, &super::Known::default())
}
