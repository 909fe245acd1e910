//! The words of a message as the recognisers look at them: each word is claimed by one piece.

use std::ops::Range;

use super::{
    Entity, EntityKind,
    gazetteer::{Entry, Gazetteer, List, PHRASE_WORDS_MAX},
};
use crate::{
    base::{
        sort,
        text::{self, Span, Word},
    },
    understanding::{Known, normal::WORDS_MAX},
};

/// A message while its pieces are found.
pub(super) struct Scan<'a> {
    pub(super) known: &'a Known,
    text: &'a str,
    words: Vec<Word>,
    meanings: Vec<&'static [Entry]>,
    /// Whether a phrase of several words may begin here.
    heads: Vec<bool>,
    taken: Vec<bool>,
    found: Vec<Entity>,
}

/// What a recogniser found.
pub(super) struct Piece {
    pub(super) kind: EntityKind,
    /// The words that no other piece may use.
    pub(super) words: Range<usize>,
    pub(super) value: String,
    /// Where it stands, where that is not from the first word to the last.
    pub(super) span: Option<Span>,
}

/// Looks at the words from a place on.
pub(super) type Recogniser = fn(&Scan<'_>, usize) -> Option<Piece>;

impl Piece {
    pub(super) fn new(kind: EntityKind, words: Range<usize>, value: impl Into<String>) -> Self {
        Self { kind, words, value: value.into(), span: None }
    }
}

impl<'a> Scan<'a> {
    pub(super) fn new(text: &'a str, known: &'a Known) -> Self {
        let mut words = text::words(text);
        words.truncate(WORDS_MAX);
        let gazetteer = Gazetteer::built_in();
        let meanings = words.iter().map(|word| gazetteer.meanings(&word.folded)).collect();
        let heads = words.iter().map(|word| gazetteer.is_head(&word.folded)).collect();
        let taken = vec![false; words.len()];
        Self { known, text, words, meanings, heads, taken, found: Vec::new() }
    }

    /// Lets a recogniser claim what it finds among the words that are still free.
    pub(super) fn sweep(&mut self, recogniser: Recogniser) {
        let mut at = 0_usize;
        while at < self.words.len() {
            let piece = if self.is_free(at) { recogniser(self, at) } else { None };
            let next = at.saturating_add(1);
            at = match piece {
                Some(piece) => self.claim(piece).map_or(next, |end| end.max(next)),
                None => next,
            };
        }
    }

    fn claim(&mut self, piece: Piece) -> Option<usize> {
        let Piece { kind, words, value, span } = piece;
        let taken = self.taken.get_mut(words.clone())?;
        if taken.is_empty() || taken.contains(&true) {
            return None;
        }
        taken.fill(true);
        let span = span.unwrap_or_else(|| self.span(words.clone()));
        self.found.push(Entity { kind, value, span });
        Some(words.end)
    }

    /// All pieces, in the order of the text.
    pub(super) fn finish(mut self) -> Vec<Entity> {
        sort::by_key(&mut self.found, |entity| entity.span);
        self.found
    }

    pub(super) fn count(&self) -> usize {
        self.words.len()
    }

    pub(super) fn is_free(&self, at: usize) -> bool {
        self.taken.get(at).is_some_and(|taken| !taken)
    }

    /// The folded word at a place; empty beyond the ends.
    pub(super) fn word(&self, at: usize) -> &str {
        self.words.get(at).map(|word| word.folded.as_str()).unwrap_or_default()
    }

    /// The folded word `back` places before `at`; empty beyond the beginning.
    pub(super) fn before(&self, at: usize, back: usize) -> &str {
        at.checked_sub(back).map(|at| self.word(at)).unwrap_or_default()
    }

    /// The text from the first of some words to the last, as typed.
    pub(super) fn typed(&self, words: Range<usize>) -> &'a str {
        let Span { start, end } = self.span(words);
        self.text.get(start..end).unwrap_or_default()
    }

    /// What stands between a word and the one before it.
    pub(super) fn gap(&self, at: usize) -> &'a str {
        let start = at.checked_sub(1).and_then(|at| self.words.get(at)).map_or(0, |w| w.span.end);
        let end = self.words.get(at).map_or(self.text.len(), |word| word.span.start);
        self.text.get(start..end).unwrap_or_default()
    }

    /// Whether nothing but blanks stands between a word and the one before it.
    pub(super) fn follows(&self, at: usize) -> bool {
        at < self.words.len() && self.gap(at).chars().all(char::is_whitespace)
    }

    pub(super) fn span(&self, words: Range<usize>) -> Span {
        let first = self.words.get(words.start).map_or(self.text.len(), |word| word.span.start);
        let last = words.end.checked_sub(1).and_then(|last| self.words.get(last));
        Span { start: first, end: last.map_or(first, |word| word.span.end).max(first) }
    }

    /// Whether a word is on a list by itself.
    pub(super) fn is(&self, at: usize, list: List) -> bool {
        self.normal(at, list).is_some()
    }

    /// The normal form of a word that is on a list by itself.
    pub(super) fn normal(&self, at: usize, list: List) -> Option<&'static str> {
        let meanings = self.meanings.get(at)?;
        meanings.iter().find(|entry| entry.list == list).map(|entry| entry.normal)
    }

    /// The longest phrase of a list that begins here: one past its last word, and its normal form.
    pub(super) fn longest(&self, at: usize, list: List) -> Option<(usize, &'static str)> {
        let one = self.normal(at, list).map(|normal| (at.saturating_add(1), normal));
        if !self.heads.get(at).is_some_and(|head| *head) {
            return one;
        }
        let gazetteer = Gazetteer::built_in();
        let mut phrase = self.word(at).to_owned();
        let mut longest = one;
        for next in (at.saturating_add(1)..).take(PHRASE_WORDS_MAX.saturating_sub(1)) {
            if next >= self.count()
                || self.gap(next).contains(|c: char| !c.is_whitespace() && c != '-')
            {
                break;
            }
            phrase.push(' ');
            phrase.push_str(self.word(next));
            let meaning = gazetteer.meanings(&phrase).iter().find(|entry| entry.list == list);
            if let Some(entry) = meaning {
                longest = Some((next.saturating_add(1), entry.normal));
            }
        }
        longest
    }

    /// Whether one of the `reach` words before a place fits.
    pub(super) fn any_before(&self, at: usize, reach: usize, fits: impl Fn(usize) -> bool) -> bool {
        (at.saturating_sub(reach)..at).any(fits)
    }

    /// Whether a word begins with a capital letter.
    pub(super) fn is_capital(&self, at: usize) -> bool {
        let typed = self.typed(at..at.saturating_add(1));
        typed.chars().next().is_some_and(char::is_uppercase)
    }

    /// Whether a word is all digits, and how many.
    pub(super) fn digits(&self, at: usize) -> Option<usize> {
        let word = self.word(at);
        let all = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
        all.then_some(word.len())
    }
}
