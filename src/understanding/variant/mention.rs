//! Values and names of options found in a sentence.

use std::ops::Range;

use super::vocabulary::{Vocabulary, is_of_name};
use crate::understanding::piece::{Piece, is_alike, quantity, stretch};

/// A value that a sentence names.
#[derive(Clone, Debug)]
pub(super) struct Mention {
    pub(super) option: String,
    pub(super) value: String,
    pub(super) at: Range<usize>,
}

/// Words that deny what follows them.
pub(super) const DENIALS: &[&str] = &[
    "not", "no", "without", "isnt", "isn", "arent", "dont", "doesnt", "non", "never", "nor",
    "lacks", "wasnt",
];

/// The values that a sentence names, none within another, in its order.
pub(super) fn mentions(sentence: &[Piece], vocabulary: &Vocabulary) -> Vec<Mention> {
    let mut found: Vec<Mention> = Vec::new();
    let mut at = 0_usize;
    while at < sentence.len() {
        let here = value_at(sentence, at, vocabulary, &found)
            .or_else(|| switch_at(sentence, at, vocabulary));
        match here {
            Some(mention) => {
                at = mention.at.end.max(at.saturating_add(1));
                found.push(mention);
            }
            None => at = at.saturating_add(1),
        }
    }
    found
}

/// The longest value that begins here.
fn value_at(
    sentence: &[Piece],
    at: usize,
    vocabulary: &Vocabulary,
    before: &[Mention],
) -> Option<Mention> {
    let mut best: Vec<(usize, &super::vocabulary::Value)> = Vec::new();
    for value in &vocabulary.values {
        let Some(length) = matched(sentence, at, &value.words) else { continue };
        let end = at.saturating_add(length);
        if value.letter && !is_size_letter(sentence, at) {
            continue;
        }
        if value.bare && !is_numbered(sentence, at..end, &value.option, vocabulary) {
            continue;
        }
        match best.first() {
            Some((held, _)) if *held > length => {}
            Some((held, _)) if *held == length => best.push((length, value)),
            _ => best = vec![(length, value)],
        }
    }
    let end_of = |length: usize| at.saturating_add(length);
    // The same word may be a value of two options: the one that is named beside it is meant, else
    // one that has not been spoken of.
    let named = best.iter().find(|(length, value)| {
        names_beside(sentence, at..end_of(*length), &value.option, vocabulary)
    });
    let new = best.iter().find(|(_, value)| !before.iter().any(|m| m.option == value.option));
    let (length, value) = named.or(new).or(best.first())?;
    Some(Mention {
        option: value.option.clone(),
        value: value.value.clone(),
        at: at..end_of(*length),
    })
}

/// How many pieces a value takes here; quantities may be in another unit.
fn matched(sentence: &[Piece], at: usize, words: &[String]) -> Option<usize> {
    let here = sentence.get(at..at.saturating_add(words.len()))?;
    let crosses = here.iter().rev().skip(1).any(|piece| piece.ends);
    if !crosses && here.iter().zip(words).all(|(piece, word)| is_alike(&piece.word, word)) {
        return Some(words.len());
    }
    let two = sentence.get(at..at.saturating_add(2))?;
    let said: Vec<String> = two.iter().map(|piece| piece.word.clone()).collect();
    let same = words.len() == 2 && quantity(&said).is_some() && quantity(&said) == quantity(words);
    same.then_some(2)
}

/// "M" and "size m", but not the m of "I'm".
fn is_size_letter(sentence: &[Piece], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|at| sentence.get(at));
    let sized = before.is_some_and(|piece| piece.word == "size");
    sized
        || sentence
            .get(at)
            .is_some_and(|piece| piece.capital && piece.word != "i" && piece.word != "a")
}

/// A bare number counts where its option is named beside it, and is no money and no order.
fn is_numbered(
    sentence: &[Piece],
    at: Range<usize>,
    option: &str,
    vocabulary: &Vocabulary,
) -> bool {
    let money = sentence.get(at.start).is_some_and(|piece| piece.money);
    // "1000 more pieces" says by how much, not how many.
    let compares = stretch(sentence, at.end, at.end.saturating_add(2)).iter().any(|piece| {
        matches!(piece.typed.as_str(), "more" | "fewer" | "less" | "bigger" | "larger" | "smaller")
    });
    let money = money || compares;
    !money && names_beside(sentence, at, option, vocabulary)
}

/// Whether the name of an option stands right beside a place.
fn names_beside(
    sentence: &[Piece],
    at: Range<usize>,
    option: &str,
    vocabulary: &Vocabulary,
) -> bool {
    let near = |index: Option<usize>| index.and_then(|index| sentence.get(index));
    let beside = [
        near(at.start.checked_sub(1)),
        near(at.start.checked_sub(2)),
        near(Some(at.end)),
        near(Some(at.end.saturating_add(1))),
    ];
    let names = vocabulary.names.iter().filter(|name| name.option == option);
    let mut words = names.flat_map(|name| &name.words);
    words.any(|name| beside.iter().flatten().any(|piece| is_of_name(&piece.word, name)))
}

/// "Waterproof", "not water resistant", "without backlight": an option by its name alone.
fn switch_at(sentence: &[Piece], at: usize, vocabulary: &Vocabulary) -> Option<Mention> {
    let piece = sentence.get(at)?;
    for name in &vocabulary.names {
        let Some(first) = name.words.iter().find(|word| is_of_name(&piece.word, word)) else {
            continue;
        };
        if first.len() < 4 {
            continue;
        }
        let rest = sentence.get(at.saturating_add(1));
        let longer = rest.is_some_and(|piece| {
            name.words.iter().any(|word| word != first && is_of_name(&piece.word, word))
        });
        let end = at.saturating_add(if longer { 2 } else { 1 });
        let from = at.saturating_sub(3);
        let before = stretch(sentence, from, at);
        let paused = before.iter().rposition(|piece| piece.pauses || piece.ends);
        let before = stretch(before, paused.map_or(0, |at| at.saturating_add(1)), before.len());
        let denied = before.iter().any(|piece| DENIALS.contains(&piece.word.as_str()));
        let value = if denied { name.without.clone() } else { name.with.clone() };
        if let Some(value) = value {
            return Some(Mention { option: name.option.clone(), value, at: at..end });
        }
    }
    None
}
