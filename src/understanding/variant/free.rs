//! "I don't care whether it is waterproof", "the material can be different", "any color".

use super::{
    OptionWish, VariantWish,
    mention::{DENIALS, Mention},
    vocabulary::{Vocabulary, is_of_name},
};
use crate::understanding::piece::{Piece, stretch};

/// Frees the options that a sentence says may be anything.
pub(super) fn free(
    sentence: &[Piece],
    words: &[&str],
    found: &[Mention],
    vocabulary: &Vocabulary,
    wish: &mut VariantWish,
) {
    let mut freed: Vec<String> = Vec::new();
    for mention in found {
        if loosens(sentence, words, mention.at.start, mention.at.end) {
            freed.push(mention.option.clone());
        }
    }
    for name in &vocabulary.names {
        let is_name = |piece: &Piece| {
            name.words.iter().any(|word| word.len() > 2 && is_of_name(&piece.word, word))
        };
        let Some(at) = sentence.iter().position(is_name) else { continue };
        let count = sentence.iter().skip(at).take_while(|piece| is_name(piece)).count();
        if !loosens(sentence, words, at, at.saturating_add(count)) {
            continue;
        }
        match wish.options.get_mut(&name.option).filter(|held| !held.ranked.is_empty()) {
            // What was named is still liked best.
            Some(held) => held.soft = true,
            None => freed.push(name.option.clone()),
        }
    }
    for option in freed {
        wish.options.insert(option, OptionWish { free: true, ..OptionWish::default() });
    }
}

/// Whether the words around a place, between the pauses around it, make it anything.
fn loosens(sentence: &[Piece], words: &[&str], at: usize, end: usize) -> bool {
    let before = sentence.get(..at).unwrap_or_default();
    let start = before.iter().rposition(|piece| piece.pauses).map_or(0, |at| at.saturating_add(1));
    let before = words.get(start.max(at.saturating_sub(6))..at).unwrap_or_default();
    let last = end.saturating_sub(1);
    let rest = sentence.get(last..).unwrap_or_default();
    let length = rest.iter().position(|piece| piece.pauses).unwrap_or(rest.len());
    let after = stretch(words, end, end.saturating_add(length.min(6)));

    let is_care = |word: &&str| matches!(*word, "care" | "matter" | "matters" | "mind" | "picky");
    let denies = |word: &&str| DENIALS.contains(word);
    let cares_not = |near: &[&str]| near.iter().any(denies) && near.iter().any(is_care);
    let has = |near: &[&str], of: &[&str]| near.iter().any(|word| of.contains(word));
    let may = has(after, &["can", "may", "could", "might"]);
    let differs = has(after, &["different", "differ", "differently", "change", "vary", "anything"]);
    let other =
        before.last().is_some_and(|word| matches!(*word, "different" | "other" | "another"));
    let fine = has(after, &["fine", "ok", "okay", "works", "alright", "acceptable"]);
    let any =
        before.iter().rev().take(2).any(|word| matches!(*word, "any" | "whichever" | "whatever"));
    cares_not(before)
        || cares_not(after)
        || may && differs
        || other && fine
        || any
        || after.first() == Some(&"whatever")
        || after.starts_with(&["or", "not"])
        || has(after, &["irrelevant", "unimportant"])
        || after.iter().any(denies) && has(after, &["important", "necessary", "needed", "required"])
}
