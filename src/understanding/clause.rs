//! Splitting a message into clauses that may hold a wish each, and how a wish hangs on the one
//! before it.

use std::ops::Range;

use super::{
    Condition, ConditionKind, Tie,
    lexicon::{Lexicon, Meaning, Target, hits},
    normal::Token,
    wish::{Found, best, is_negation},
};
use crate::base::{sort, text::Span};

/// A piece of a message that may hold a wish of its own.
#[derive(Clone, Debug)]
pub(super) struct Clause<'a> {
    pub(super) words: &'a [Token],
    /// How its wish hangs on the one before it.
    pub(super) tie: Option<Tie>,
    /// When its wish is to be done at all.
    pub(super) condition: Option<Condition>,
}

/// Splits at the ends of sentences, at words that tie wishes together or state a condition, and at
/// joining words where both sides want something else.
pub(super) fn clauses<'a>(text: &str, words: &'a [Token], lexicon: &Lexicon) -> Vec<Clause<'a>> {
    let mut clauses: Vec<Clause<'a>> = Vec::new();
    let mut tie = None;
    let mut condition = None;
    let ends = |before: usize, after: usize| {
        let gap = gap(text, words, before, after);
        ends_sentence(gap) || gap.starts_with(')') && is_mark(words.get(before))
    };
    for sentence in split(words, ends) {
        let first = clauses.len();
        for part in parts(sentence, lexicon) {
            match part.mark {
                Some(Mark::Tie(said)) => tie = Some(said),
                Some(Mark::Condition(said)) => {
                    let own = clauses.get_mut(first..).unwrap_or_default();
                    match own.iter_mut().rev().find(|clause| best(clause.words, lexicon).is_some())
                    {
                        // "Cancel it if it has not shipped."
                        Some(wish) => wish.condition = Some(said),
                        // "If it has not shipped, cancel it."
                        None => condition = Some(said),
                    }
                }
                None => {}
            }
            for words in pieces(text, part.words, lexicon) {
                let wish = best(words, lexicon).is_some();
                let mut clause = Clause { words, tie: None, condition: None };
                if wish {
                    clause.tie = tie.take().or_else(|| said_within(words));
                    clause.condition = condition.take();
                }
                clauses.push(clause);
            }
        }
    }
    clauses
}

/// "Two things: 1) my points 2) my order": the number before a bracket begins something else.
fn is_mark(word: Option<&Token>) -> bool {
    word.is_some_and(|word| {
        word.typed.len() == 1 && word.typed.chars().all(|it| it.is_ascii_digit())
    })
}

fn ends_sentence(gap: &str) -> bool {
    gap.contains(['.', '?', '!', ';', '\n'])
}

/// "Instead" stands anywhere in what it is about.
fn said_within(words: &[Token]) -> Option<Tie> {
    let instead = Target::Tie(Tie::Instead);
    // "Black instead of blue" says what of, not in place of which wish.
    let of = |last: usize| words.get(last.saturating_add(1)).is_some_and(|word| word.typed == "of");
    let said = hits(words).any(|hit| hit.target == instead && !of(hit.place.last));
    said.then_some(Tie::Instead)
}

/// A stretch of a sentence with the mark that leads it.
struct Part<'a> {
    mark: Option<Mark>,
    words: &'a [Token],
}

#[derive(Clone, Copy)]
enum Mark {
    Condition(Condition),
    Tie(Tie),
}

/// Marks of one sentence that are looked at: each makes the sentence be read again.
const MARKS_MAX: usize = 6;

/// Cuts a sentence at its marks. A mark that stands beside no wish is none: "I wonder if it has
/// shipped" is a question.
fn parts<'a>(sentence: &'a [Token], lexicon: &Lexicon) -> Vec<Part<'a>> {
    let mut parts = vec![Part { mark: None, words: sentence }];
    for (range, mark) in marks(sentence, lexicon).into_iter().take(MARKS_MAX) {
        let Some(last) = parts.last_mut() else { break };
        // Where the words of the last part begin in the sentence.
        let start = sentence.len().saturating_sub(last.words.len());
        let wish = |range: Range<usize>| {
            sentence.get(range).is_some_and(|words| best(words, lexicon).is_some())
        };
        let before = wish(0..range.start);
        let after = wish(range.end..sentence.len());
        let real = match mark {
            Mark::Condition(_) => before || after,
            Mark::Tie(Tie::Then) => before && after,
            Mark::Tie(_) => after,
        };
        if !real || range.start < start {
            continue;
        }
        last.words = sentence.get(start..range.start).unwrap_or_default();
        let words = sentence.get(range.end..).unwrap_or_default();
        parts.push(Part { mark: Some(mark), words });
    }
    parts
}

/// The words that tie or state a condition, in their order, none within another.
fn marks(sentence: &[Token], lexicon: &Lexicon) -> Vec<(Range<usize>, Mark)> {
    let mut marks: Vec<(usize, Range<usize>, Mark)> = Vec::new();
    for hit in hits(sentence) {
        let range = hit.place.first..hit.place.last.saturating_add(1);
        match hit.target {
            Target::Tie(Tie::Instead) => {}
            Target::Tie(tie) if hit.whole => marks.push((hit.index, range, Mark::Tie(tie))),
            Target::Condition(kind) => {
                if let Some((start, unless)) = condition_word(sentence, range.start, lexicon) {
                    let range = start..with_adverbs(sentence, range.end);
                    let kind = if unless { kind.opposite() } else { kind };
                    let span = span_of(sentence, range.clone());
                    marks.push((hit.index, range, Mark::Condition(Condition { kind, span })));
                }
            }
            Target::Meaning(_)
            | Target::Problem(_)
            | Target::Remedy(_)
            | Target::Said(_)
            | Target::Signal(_)
            | Target::Tie(_) => {}
        }
    }
    // Of marks that overlap the one that begins first, of those the longest, then the file's order.
    sort::by_key(&mut marks, |(index, range, _)| {
        (range.start, std::cmp::Reverse(range.end), *index)
    });
    let mut end = 0_usize;
    marks.retain(|(_, range, _)| {
        let free = range.start >= end;
        end = if free { range.end } else { end };
        free
    });
    marks.into_iter().map(|(_, range, mark)| (range, mark)).collect()
}

/// The "if" or "unless" that leads a condition, and which of them.
fn condition_word(sentence: &[Token], phrase: usize, lexicon: &Lexicon) -> Option<(usize, bool)> {
    const WORDS_BETWEEN_MAX: usize = 5;
    let near = phrase.saturating_sub(WORDS_BETWEEN_MAX)..phrase;
    let at = near.rev().find(|at| is(sentence, *at, "conditions", lexicon))?;
    let asked = at.checked_sub(1).is_some_and(|at| is(sentence, at, "asks", lexicon));
    (!asked).then(|| (at, is(sentence, at, "unless", lexicon)))
}

fn with_adverbs(sentence: &[Token], end: usize) -> usize {
    let adverb = |word: &Token| matches!(word.typed.as_str(), "yet" | "already" | "still" | "now");
    let adverbs = sentence.get(end..).unwrap_or_default().iter().take_while(|word| adverb(word));
    end.saturating_add(adverbs.count())
}

fn is(words: &[Token], at: usize, class: &str, lexicon: &Lexicon) -> bool {
    words.get(at).is_some_and(|word| lexicon.is(class, word))
}

fn span_of(words: &[Token], range: Range<usize>) -> Span {
    let words = words.get(range).unwrap_or_default();
    let start = words.first().map_or(0, |word| word.span.start);
    Span { start, end: words.last().map_or(start, |word| word.span.end) }
}

/// Whether a piece begins as a question does: "and where is the other one?"
fn is_question(piece: &[Token], lexicon: &Lexicon) -> bool {
    let first = piece.iter().find(|word| !lexicon.is("joins", word));
    first.is_some_and(|word| lexicon.is("questions", word))
}

/// What is less sure than this is no wish beside a surer one, in thousandths.
const SURE_PERMILLE: u16 = 800;

/// Splits at joining words and commas, where both sides want something else.
fn pieces<'a>(text: &str, sentence: &'a [Token], lexicon: &Lexicon) -> Vec<&'a [Token]> {
    let pieces = split(sentence, |before, after| {
        let joins = is(sentence, after, "joins", lexicon);
        joins || gap(text, sentence, before, after).contains([',', '&', '+'])
    });
    let found: Vec<Option<Found>> = pieces.iter().map(|piece| best(piece, lexicon)).collect();
    // Beside a sure wish, "from my recent order" is no question where that order is.
    let surest = found.iter().flatten().map(|found| found.permille).max().unwrap_or_default();
    let counts = |piece: &[Token], found: &Found| {
        found.permille >= surest.min(SURE_PERMILLE) || is_question(piece, lexicon)
    };
    let meant: Vec<Option<Meaning>> = found
        .into_iter()
        .zip(&pieces)
        .map(|(found, piece)| found.filter(|it| counts(piece, it)).map(|found| found.meaning))
        .collect();
    let mut distinct: Vec<Meaning> = Vec::new();
    for meaning in meant.iter().flatten() {
        if !distinct.contains(meaning) {
            distinct.push(*meaning);
        }
    }
    let negated = pieces.iter().zip(&meant).any(|(piece, meaning)| {
        meaning.is_none() && piece.iter().any(|word| is_negation(word, lexicon))
    });
    if distinct.len() > 1 || (negated && !distinct.is_empty()) {
        with_their_wish(sentence, &pieces, &meant)
    } else if sentence.is_empty() {
        Vec::new()
    } else {
        vec![sentence]
    }
}

/// A piece without a wish of its own belongs to the piece before it ("where's #1 and #2"), at the
/// beginning to the one after it.
fn with_their_wish<'a>(
    sentence: &'a [Token],
    pieces: &[&'a [Token]],
    meant: &[Option<Meaning>],
) -> Vec<&'a [Token]> {
    let mut joined: Vec<(usize, usize)> = Vec::new();
    let mut at = 0_usize;
    // "The lamp, the mug and the rug: I want to send them back."
    let mut led = false;
    for (piece, meaning) in pieces.iter().zip(meant) {
        let end = at.saturating_add(piece.len());
        match joined.last_mut() {
            Some((_, last)) if meaning.is_none() || led => *last = end,
            _ => joined.push((at, end)),
        }
        led = meaning.is_none() && (led || at == 0);
        at = end;
    }
    joined.iter().filter_map(|(start, end)| sentence.get(*start..*end)).collect()
}

fn split(words: &[Token], cut: impl Fn(usize, usize) -> bool) -> Vec<&[Token]> {
    let mut pieces = Vec::new();
    let mut start = 0_usize;
    for after in 1..words.len() {
        if cut(after.saturating_sub(1), after) {
            pieces.extend(words.get(start..after));
            start = after;
        }
    }
    pieces.extend(words.get(start..).filter(|piece| !piece.is_empty()));
    pieces
}

fn gap<'t>(text: &'t str, words: &[Token], before: usize, after: usize) -> &'t str {
    match (words.get(before), words.get(after)) {
        (Some(before), Some(after)) => {
            text.get(before.span.end..after.span.start).unwrap_or_default()
        }
        _ => "",
    }
}

impl ConditionKind {
    /// What "unless" makes of it.
    const fn opposite(self) -> Self {
        match self {
            Self::Arrived => Self::NotArrived,
            Self::Free => Self::NotFree,
            Self::InStock => Self::OutOfStock,
            Self::NotArrived => Self::Arrived,
            Self::NotFree => Self::Free,
            Self::NotShipped => Self::Shipped,
            Self::OutOfStock => Self::InStock,
            Self::Shipped => Self::NotShipped,
        }
    }
}
