//! Finding a phrase of the lexicon in the words of a clause.

use crate::base::text::{Span, Word};
use std::{collections::BTreeSet, sync::Arc};

/// Other words allowed between two words of a phrase.
const GAP_MAX: usize = 3;

/// Words that must appear in this order.
#[derive(Debug)]
pub(super) struct Phrase(pub(super) Vec<Part>);

/// A place in a phrase.
#[derive(Debug)]
pub(super) enum Part {
    /// Any word of a class.
    Class(Arc<BTreeSet<String>>),
    /// One word.
    Word(String),
}

/// Where a phrase stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// The place of its first word in the clause.
    pub(super) first: usize,
    /// The text from its first word to its last.
    pub(super) span: Span,
    /// Whether every word was spelt right.
    pub(super) exact: bool,
}

impl Phrase {
    /// The first place where the phrase stands in a clause.
    pub(super) fn locate(&self, clause: &[Word]) -> Option<Place> {
        (0..clause.len()).find_map(|first| self.locate_from(clause, first))
    }

    fn locate_from(&self, clause: &[Word], first: usize) -> Option<Place> {
        let mut at = first;
        let mut exact = true;
        let mut span: Option<Span> = None;
        for (index, part) in self.0.iter().enumerate() {
            let reach = if index == 0 { 1 } else { GAP_MAX.saturating_add(1) };
            let (offset, word, spelt) = part.next(clause.get(at..)?, reach)?;
            let start = span.map_or(word.span.start, |span| span.start);
            span = Some(Span { start, end: word.span.end });
            exact &= spelt;
            at = at.saturating_add(offset).saturating_add(1);
        }
        span.map(|span| Place { first, span, exact })
    }
}

impl Part {
    /// The first word that fits, with its offset and whether it is spelt right.
    fn next<'a>(&self, words: &'a [Word], reach: usize) -> Option<(usize, &'a Word, bool)> {
        words.iter().take(reach).enumerate().find_map(|(offset, word)| {
            let spelt = self.spelt(&word.folded)?;
            Some((offset, word, spelt))
        })
    }

    /// Whether a word is spelt right, where it fits at all.
    fn spelt(&self, word: &str) -> Option<bool> {
        let (same, near) = match self {
            Self::Class(words) => {
                (words.contains(word), words.iter().any(|known| is_typo(word, known)))
            }
            Self::Word(known) => (known == word, is_typo(word, known)),
        };
        (same || near).then_some(same)
    }
}

/// Whether `word` is `known` with one letter wrong, missing, added or two swapped. Short words are
/// left alone: one letter makes another word of them.
fn is_typo(word: &str, known: &str) -> bool {
    let (long, short) = if word.len() >= known.len() { (word, known) } else { (known, word) };
    if known.len() < 5 || word.len() < 4 || long.len().saturating_sub(short.len()) > 1 {
        return false;
    }
    let (long, short) = (long.as_bytes(), short.as_bytes());
    let same = long.iter().zip(short).take_while(|(a, b)| a == b).count();
    let from = |skip: usize| same.saturating_add(skip);
    if long.len() > short.len() {
        return long.get(from(1)..) == short.get(from(0)..);
    }
    let swapped = long.get(same) == short.get(from(1))
        && long.get(from(1)) == short.get(same)
        && long.get(from(2)..) == short.get(from(2)..);
    swapped || long.get(from(1)..) == short.get(from(1)..)
}
