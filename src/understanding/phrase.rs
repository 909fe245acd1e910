//! Finding a phrase of the lexicon in the words of a clause.

use super::lexicon::{CLASSES, GAP_MAX, PEOPLE};
use crate::base::text::{Span, Word};

/// Where a phrase stands: its first word, its span, and whether every word was spelt right.
pub(super) fn locate(clause: &[Word], phrase: &str) -> Option<(usize, Span, bool)> {
    let parts: Vec<&str> = phrase.split(' ').collect();
    'start: for start in 0..clause.len() {
        let mut at = start;
        let mut exact = true;
        let mut span: Option<Span> = None;
        for (index, part) in parts.iter().enumerate() {
            let reach = if index == 0 { 1 } else { GAP_MAX.saturating_add(1) };
            let Some((place, spelt)) = next(clause, at, reach, part) else { continue 'start };
            let word = clause.get(place)?;
            span = Some(Span {
                start: span.map_or(word.span.start, |span| span.start),
                end: word.span.end,
            });
            exact &= spelt;
            at = place.saturating_add(1);
        }
        if let Some(span) = span {
            return Some((start, span, exact));
        }
    }
    None
}

fn next(clause: &[Word], from: usize, reach: usize, part: &str) -> Option<(usize, bool)> {
    let window = clause.get(from..from.saturating_add(reach).min(clause.len()))?;
    window.iter().enumerate().find_map(|(offset, word)| {
        let spelt = matches_part(&word.folded, part)?;
        Some((from.saturating_add(offset), spelt))
    })
}

/// Whether a word fits a part of a phrase; `Some(false)` where one letter is wrong.
fn matches_part(word: &str, part: &str) -> Option<bool> {
    if part == "@person" {
        return PEOPLE.contains(&word).then_some(true);
    }
    if part.starts_with('@') {
        let class = CLASSES.iter().find(|(name, _)| *name == part)?.1;
        if class.contains(&word) {
            return Some(true);
        }
        return class.iter().any(|known| is_typo(word, known)).then_some(false);
    }
    if word == part {
        return Some(true);
    }
    is_typo(word, part).then_some(false)
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
    let rest = |bytes: &'_ [u8], skip: usize| -> Vec<u8> {
        bytes.get(same.saturating_add(skip)..).unwrap_or_default().to_vec()
    };
    if long.len() > short.len() {
        return rest(long, 1) == rest(short, 0);
    }
    let swapped = long.get(same) == short.get(same.saturating_add(1))
        && long.get(same.saturating_add(1)) == short.get(same)
        && rest(long, 2) == rest(short, 2);
    swapped || rest(long, 1) == rest(short, 1)
}
