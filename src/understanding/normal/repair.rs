//! Undoing what fingers do to words.

use super::super::{lexicon::Lexicon, phrase::WordId, typo};

/// A word with letters held too long: `soooo`, `pleeease`.
pub(super) fn lengthened(word: &str, lexicon: &Lexicon) -> Option<(WordId, String)> {
    if !has_run(word, 3) {
        return None;
    }
    [2, 1].into_iter().find_map(|most| {
        let short = with_runs_of(word, most);
        lexicon.id(&short).map(|id| (id, short))
    })
}

fn has_run(word: &str, length: usize) -> bool {
    runs(word).any(|(letter, run)| run >= length && letter.is_alphabetic())
}

/// The word with its long runs of one letter cut.
fn with_runs_of(word: &str, most: usize) -> String {
    let cut = |(letter, run): (char, usize)| {
        std::iter::repeat_n(letter, if run > 2 { most } else { run })
    };
    runs(word).flat_map(cut).collect()
}

/// The letters of a word, each with how often it stands in a row.
fn runs(word: &str) -> impl Iterator<Item = (char, usize)> {
    let mut letters = word.chars().peekable();
    std::iter::from_fn(move || {
        let letter = letters.next()?;
        let mut run = 1_usize;
        while letters.next_if_eq(&letter).is_some() {
            run = run.saturating_add(1);
        }
        Some((letter, run))
    })
}

/// Shortest word that is taken for a misspelt one: of shorter ones, one letter makes another word.
const TYPED_MIN: usize = 4;
/// Shortest word that is meant by a misspelt one.
const MEANT_MIN: usize = 5;
/// From this length on, a word may have two slips.
const LONG_MIN: usize = 9;

/// The word that is meant by a misspelt one: the nearest, of equally near ones the first of the file.
pub(super) fn misspelt(word: &str, lexicon: &Lexicon) -> Option<WordId> {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let plain = if digits == 0 { word.to_owned() } else { with_letters(word, digits)? };
    if plain.len() < TYPED_MIN {
        return None;
    }
    if digits > 0
        && let Some(id) = lexicon.id(&plain)
    {
        return Some(id);
    }
    let slips = if plain.len() < LONG_MIN { 1 } else { 2 };
    let letters = letters(&plain);
    let mut nearest: Option<(u8, WordId)> = None;
    for length in plain.len().saturating_sub(1).max(MEANT_MIN)..=plain.len().saturating_add(1) {
        for (id, known, theirs) in lexicon.of_length(length) {
            // A slip changes at most two letters of the set.
            let apart = (letters ^ theirs).count_ones();
            if apart > u32::from(slips).saturating_mul(2) {
                continue;
            }
            let cost = typo::distance(&plain, known, slips);
            if let Some(cost) = cost.filter(|cost| nearest.is_none_or(|(least, _)| *cost < least)) {
                nearest = Some((cost, id));
            }
        }
    }
    nearest.map(|(_, id)| id)
}

/// `0rder`, `canc3l`: digits that look like letters.
fn with_letters(word: &str, digits: usize) -> Option<String> {
    if digits.saturating_mul(3) > word.len() || word.len() < MEANT_MIN {
        return None;
    }
    let letter = |digit: char| match digit {
        '0' => 'o',
        '1' => 'l',
        '3' => 'e',
        '4' => 'a',
        '5' => 's',
        '7' => 't',
        other => other,
    };
    Some(word.chars().map(letter).collect())
}

/// The letters of a word, one bit each.
pub(in crate::understanding) fn letters(word: &str) -> u32 {
    word.bytes()
        .filter(u8::is_ascii_lowercase)
        .map(|letter| 1_u32.rotate_left(u32::from(letter.saturating_sub(b'a'))))
        .fold(0, |all, one| all | one)
}

/// Letters of a word that may be several.
const RUN_ON_MIN: usize = 6;
const RUN_ON_MAX: usize = 40;
/// Letters of one of its parts.
const PART_MAX: usize = 14;

/// Words of two letters that a run-on word may hold.
const SMALL: &[&str] = &[
    "a", "am", "at", "do", "i", "in", "is", "it", "its", "me", "my", "no", "of", "on", "to", "we",
    "im",
];

/// The words that a run-on word is made of; empty where it is none. Of several ways the one with the
/// fewest words is taken.
pub(super) fn run_together(word: &str, lexicon: &Lexicon) -> Vec<(WordId, String)> {
    if !(RUN_ON_MIN..=RUN_ON_MAX).contains(&word.len()) {
        return Vec::new();
    }
    // For each end: how many words lead there, and where the last of them begins.
    let mut best: Vec<Option<(usize, usize)>> = vec![None; word.len().saturating_add(1)];
    if let Some(first) = best.first_mut() {
        *first = Some((0, 0));
    }
    for end in 1..=word.len() {
        let mut way: Option<(usize, usize)> = None;
        for start in end.saturating_sub(PART_MAX)..end {
            let Some(Some((count, _))) = best.get(start) else { continue };
            let part = word.get(start..end).unwrap_or_default();
            let usable = part.len() > 2 || SMALL.contains(&part);
            let count = count.saturating_add(1);
            if usable && way.is_none_or(|(least, _)| count < least) && lexicon.id(part).is_some() {
                way = Some((count, start));
            }
        }
        if let Some(cell) = best.get_mut(end) {
            *cell = way;
        }
    }
    parts(word, &best, lexicon)
}

fn parts(word: &str, best: &[Option<(usize, usize)>], lexicon: &Lexicon) -> Vec<(WordId, String)> {
    let mut parts = Vec::new();
    let mut end = word.len();
    while end > 0 {
        let Some(Some((_, start))) = best.get(end) else { return Vec::new() };
        let part = word.get(*start..end).unwrap_or_default();
        let Some(id) = lexicon.id(part) else { return Vec::new() };
        parts.push((id, part.to_owned()));
        end = *start;
    }
    parts.reverse();
    parts
}
