//! What a product's own text says.
//!
//! The text is a merchant's, and comes from outside: it is data. Markup is taken out of it, it is
//! bounded, and nothing that it says is followed.

use super::{Aspect, Question, vocabulary};
use crate::base::sort;
use crate::{base::text::shorten, commerce::Product, understanding::piece::words};

/// A product's own text, sentence by sentence.
#[derive(Clone, Debug)]
pub struct ProductSays {
    sentences: Vec<(String, Vec<String>)>,
}

impl ProductSays {
    /// Reads the text and the labels of a product.
    #[must_use]
    pub fn of(product: &Product) -> Self {
        let mut sentences: Vec<String> = Vec::new();
        if let Some(description) = &product.description {
            let bounded: String = description.chars().take(TEXT_CHARS_MAX).collect();
            sentences.extend(split(&plain(&bounded)));
        }
        // A label tells by itself: "machine washable".
        sentences
            .extend(product.tags.iter().take(TAGS_MAX).map(|tag| plain(tag).replace('_', " ")));
        let known = sentences.into_iter().map(|sentence| {
            let words = words(&sentence);
            (shorten(&sentence, SENTENCE_CHARS_MAX), words)
        });
        Self { sentences: known.filter(|(_, words)| !words.is_empty()).collect() }
    }

    /// The sentences that may tell what is asked about, those that say most of it first.
    #[must_use]
    pub fn about(&self, aspect: Aspect, question: &Question) -> Vec<String> {
        let Some(entry) = vocabulary().entries.iter().find(|entry| entry.aspect == aspect) else {
            return Vec::new();
        };
        let scored = self.sentences.iter().filter_map(|(sentence, words)| {
            let told = entry.tell.iter().filter(|phrase| holds(words, phrase)).count();
            let measured = has_unit(words, &entry.units);
            let shared = question.terms.iter().filter(|term| words.contains(term)).count();
            // Whether it goes with one certain thing is told only where that thing stands.
            let certain = aspect == Aspect::Compatibility && !question.terms.is_empty();
            let tells = if certain { shared > 0 } else { told > 0 || measured };
            let score =
                told.saturating_add(shared.saturating_mul(2)).saturating_add(usize::from(measured));
            tells.then_some((score, sentence.clone()))
        });
        best(scored.collect())
    }

    /// The sentences in which most of the words of a question stand.
    #[must_use]
    pub fn with(&self, terms: &[String]) -> Vec<String> {
        let scored = self.sentences.iter().filter_map(|(sentence, words)| {
            let shared = terms.iter().filter(|term| words.contains(term)).count();
            (shared > 0).then_some((shared, sentence.clone()))
        });
        best(scored.collect())
    }
}

fn best(mut scored: Vec<(usize, String)>) -> Vec<String> {
    sort::by_key(&mut scored, |(score, _)| std::cmp::Reverse(*score));
    scored.truncate(QUOTES_MAX);
    scored.into_iter().map(|(_, sentence)| sentence).collect()
}

fn holds(words: &[String], phrase: &[String]) -> bool {
    !phrase.is_empty() && words.windows(phrase.len()).any(|window| window == phrase)
}

/// Whether a number with one of these units stands in it: `30 cm`, `30cm`.
fn has_unit(words: &[String], units: &[String]) -> bool {
    let is_number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    let apart = words
        .windows(2)
        .any(|pair| matches!(pair, [number, unit] if is_number(number) && units.contains(unit)));
    let joined = |word: &String| {
        let unit = word.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        unit.len() < word.len() && units.iter().any(|held| held == unit)
    };
    apart || words.iter().any(joined)
}

/// A text without markup: a tag parts sentences, as does a new line.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let (before, from) = rest.split_at(at);
        plain.push_str(before);
        let opens =
            from.chars().nth(1).is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '/' | '!'));
        match from.find('>').filter(|_| opens) {
            Some(end) => {
                let name = from.get(1..end).unwrap_or_default().trim_start_matches('/');
                let inline = matches!(
                    name.split(' ').next(),
                    Some("b" | "i" | "em" | "strong" | "span" | "a" | "u")
                );
                plain.push(if inline { ' ' } else { '\n' });
                rest = from.get(end.saturating_add(1)..).unwrap_or_default();
            }
            None => {
                plain.push(' ');
                rest = from.get(1..).unwrap_or_default();
            }
        }
    }
    plain.push_str(rest);
    plain.replace("&amp;", "&").replace("&nbsp;", " ").replace("&#39;", "'").replace("&quot;", "\"")
}

fn split(text: &str) -> Vec<String> {
    let mut sentences = Vec::new();
    for line in text.split(['\n', '\r', '•', '·']) {
        let mut sentence = String::new();
        let mut letters = line.chars().peekable();
        while let Some(letter) = letters.next() {
            sentence.push(if letter.is_control() { ' ' } else { letter });
            let over = letters.peek().is_none_or(|next| next.is_whitespace());
            if matches!(letter, '.' | '!' | '?') && over {
                sentences.push(std::mem::take(&mut sentence));
            }
        }
        sentences.push(sentence);
    }
    let tidy = |sentence: String| sentence.split_whitespace().collect::<Vec<_>>().join(" ");
    sentences.into_iter().map(tidy).filter(|sentence| !sentence.is_empty()).collect()
}

/// Characters of a product's text that are read.
const TEXT_CHARS_MAX: usize = 6_000;

/// Labels of a product that are read.
const TAGS_MAX: usize = 40;

/// Characters of one sentence that are told.
const SENTENCE_CHARS_MAX: usize = 240;

/// Sentences told at once.
const QUOTES_MAX: usize = 3;
