//! Finding a phrase of the lexicon in the words of a clause.

use std::sync::Arc;

use super::normal::Token;
use crate::base::text::Span;

/// Other words allowed between two words of a phrase.
const GAP_MAX: usize = 3;

/// A word of the lexicon.
pub(super) type WordId = u16;

/// Words that must appear in this order.
#[derive(Debug)]
pub(super) struct Phrase(pub(super) Vec<Part>);

/// A place in a phrase.
#[derive(Debug)]
pub(super) enum Part {
    /// Any word of a class.
    Class(Arc<WordSet>),
    /// One word.
    Word(WordId),
}

/// Words of a class, one bit each.
#[derive(Clone, Debug, Default)]
pub(super) struct WordSet(Vec<u64>);

/// Where a phrase stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Place {
    /// The place of its first word in the message or in the clause.
    pub(super) first: usize,
    /// The place of its last word there.
    pub(super) last: usize,
    /// The text from its first word to its last.
    pub(super) span: Span,
    /// Whether every word was spelt right.
    pub(super) exact: bool,
}

impl Phrase {
    /// The place where the phrase begins with this word.
    pub(super) fn locate_from(&self, clause: &[Token], first: usize) -> Option<Place> {
        let mut at = first;
        let mut last = first;
        let mut exact = true;
        let mut span: Option<Span> = None;
        for (index, part) in self.0.iter().enumerate() {
            let reach = if index == 0 { 1 } else { GAP_MAX.saturating_add(1) };
            let mut near = clause.get(at..)?.iter().take(reach);
            let offset = near.position(|token| token.id.is_some_and(|id| part.fits(id)))?;
            at = at.saturating_add(offset);
            let token = clause.get(at)?;
            let start = span.map_or(token.span.start, |span| span.start);
            span = Some(Span { start, end: token.span.end });
            exact &= !token.repaired;
            last = at;
            at = at.saturating_add(1);
        }
        span.map(|span| Place { first, last, span, exact })
    }

    /// The words with which the phrase may begin.
    pub(super) fn beginnings(&self) -> Vec<WordId> {
        match self.0.first() {
            Some(Part::Class(words)) => words.iter().collect(),
            Some(Part::Word(word)) => vec![*word],
            None => Vec::new(),
        }
    }
}

impl Part {
    fn fits(&self, id: WordId) -> bool {
        match self {
            Self::Class(words) => words.contains(id),
            Self::Word(known) => *known == id,
        }
    }
}

impl WordSet {
    pub(super) fn insert(&mut self, id: WordId) {
        let (cell, bit) = Self::place(id);
        if self.0.len() <= cell {
            self.0.resize(cell.saturating_add(1), 0);
        }
        if let Some(bits) = self.0.get_mut(cell) {
            *bits |= bit;
        }
    }

    pub(super) fn contains(&self, id: WordId) -> bool {
        let (cell, bit) = Self::place(id);
        self.0.get(cell).is_some_and(|bits| bits & bit != 0)
    }

    fn iter(&self) -> impl Iterator<Item = WordId> {
        (0..WordId::MAX).take(self.0.len().saturating_mul(64)).filter(|id| self.contains(*id))
    }

    fn place(id: WordId) -> (usize, u64) {
        (usize::from(id >> 6), 1_u64.rotate_left(u32::from(id & 63)))
    }
}
