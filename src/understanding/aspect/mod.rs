//! What is asked about a product, and the shop's own sentences that may hold the answer.
//!
//! Both are found by words that are data. A sentence is quoted as it stands: whether it answers with
//! yes or with no is for whoever reads it.

mod text;

use std::sync::LazyLock;

use serde::{Deserialize, Serialize, de::IntoDeserializer, de::value::Error};

use super::{
    lexicon::Lexicon,
    piece::{Piece, is_alike, pieces, words},
};
use crate::base::sort;
pub use text::ProductSays;

/// What may be asked about a product.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Aspect {
    /// What somebody may be allergic to.
    Allergens,
    /// Its battery.
    Battery,
    /// Whether it holds caffeine.
    Caffeine,
    /// How much goes into it.
    Capacity,
    /// What it works with.
    Compatibility,
    /// How big it is.
    Dimensions,
    /// Whether it may go into the dishwasher.
    Dishwasher,
    /// Its power supply.
    Electrical,
    /// How it fits.
    Fit,
    /// On which hobs it works.
    Induction,
    /// What is in it.
    Ingredients,
    /// What it is made of.
    Material,
    /// Whether it suits somebody's health.
    Medical,
    /// Whether it may go into the microwave.
    Microwave,
    /// Where it was made.
    Origin,
    /// Whether it may go into the oven.
    Oven,
    /// Its guarantee.
    Warranty,
    /// How it is washed and cared for.
    Washing,
    /// Whether it keeps water out.
    Waterproof,
    /// How heavy it is.
    Weight,
}

impl Aspect {
    /// Whether a wrong answer may hurt somebody, so that a person answers, too.
    #[must_use]
    pub fn is_grave(self) -> bool {
        vocabulary().entries.iter().any(|entry| entry.aspect == self && entry.grave)
    }
}

/// What a question about a product asks for, beside the words that name the product.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Question {
    /// What is asked about, in the order of the question.
    pub aspects: Vec<Aspect>,
    /// Words that name neither a product nor something that we know to be asked about.
    pub terms: Vec<String>,
    /// Whether it asks for a yes or a no.
    pub yes_or_no: bool,
    /// Whether it points at a product spoken of before: "it", "that one".
    pub points: bool,
}

impl Question {
    /// Reads a question; `names` are the names of the product, which ask for nothing.
    #[must_use]
    pub fn read(text: &str, names: &[&str]) -> Self {
        let named: Vec<String> = names.iter().flat_map(|name| words(name)).collect();
        let all = pieces(text);
        let is_name = |piece: &&Piece| named.iter().any(|word| is_alike(word, &piece.word));
        let left: Vec<&Piece> = all.iter().filter(|piece| !is_name(piece)).collect();
        let mut found: Vec<(usize, usize, Aspect)> = Vec::new();
        for entry in &vocabulary().entries {
            for phrase in &entry.ask {
                if let Some(at) = place(&left, phrase) {
                    found.push((at, phrase.len(), entry.aspect));
                }
            }
        }
        // "Nut milk" and "milk": the longer phrase says what is meant where both stand.
        let inside = |one: &(usize, usize, Aspect), other: &(usize, usize, Aspect)| {
            one.2 != other.2
                && one.1 < other.1
                && one.0 >= other.0
                && one.0.saturating_add(one.1) <= other.0.saturating_add(other.1)
        };
        let mut kept: Vec<_> =
            found.iter().filter(|one| !found.iter().any(|other| inside(one, other))).collect();
        sort::by(&mut kept, Ord::cmp);
        let mut aspects: Vec<Aspect> = Vec::new();
        for (_, _, aspect) in &kept {
            if !aspects.contains(aspect) {
                aspects.push(*aspect);
            }
        }
        let asked = |at: usize| {
            kept.iter().any(|(from, len, _)| (*from..from.saturating_add(*len)).contains(&at))
        };
        // "Does it work with induction?" asks for the hobs, and for nothing else that it works with.
        if aspects.len() > 1 {
            aspects.retain(|aspect| *aspect != Aspect::Compatibility);
        }
        let terms = left.iter().enumerate().filter(|(at, piece)| !asked(*at) && is_term(piece));
        Self {
            aspects,
            terms: terms.map(|(_, piece)| piece.word.clone()).collect(),
            yes_or_no: asks_yes_or_no(&all),
            points: all.iter().any(|piece| POINTING.contains(&piece.typed.as_str())),
        }
    }
}

/// The words of a text by which a catalogue may be searched, without those that say what is asked.
#[must_use]
pub fn product_words(text: &str) -> Vec<String> {
    /// Words that are looked for.
    const WORDS_MAX: usize = 5;
    let all = pieces(text);
    let all: Vec<&Piece> = all.iter().collect();
    let mut found: Vec<String> = Vec::new();
    for piece in &all {
        let letters = piece.word.chars().all(char::is_alphabetic) && piece.word.chars().count() > 2;
        if letters && is_term(piece) && !found.contains(&piece.word) {
            found.push(piece.word.clone());
        }
    }
    // What asks for something is looked for last: there may be a "waterproof jacket".
    let asks = |word: &String| {
        vocabulary()
            .entries
            .iter()
            .any(|entry| entry.ask.iter().any(|phrase| phrase.contains(word)))
    };
    sort::by_key(&mut found, |word| asks(word));
    found.truncate(WORDS_MAX);
    found
}

/// How one aspect is asked for and told.
struct Entry {
    aspect: Aspect,
    grave: bool,
    ask: Vec<Vec<String>>,
    tell: Vec<Vec<String>>,
    units: Vec<String>,
}

#[derive(Default)]
struct Vocabulary {
    entries: Vec<Entry>,
    plain: Vec<String>,
}

fn vocabulary() -> &'static Vocabulary {
    // A fault in the file is found by the test below; without words, nothing is found.
    static WORDS: LazyLock<Vocabulary> =
        LazyLock::new(|| read(include_str!("aspects.txt")).unwrap_or_default());
    &WORDS
}

fn read(text: &str) -> Option<Vocabulary> {
    let mut vocabulary = Vocabulary::default();
    let mut is_plain = false;
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            let (grave, name) = name.strip_prefix('!').map_or((false, name), |rest| (true, rest));
            is_plain = name == "plain";
            if !is_plain {
                let aspect =
                    Aspect::deserialize(IntoDeserializer::<Error>::into_deserializer(name));
                let (ask, tell, units) = (Vec::new(), Vec::new(), Vec::new());
                vocabulary.entries.push(Entry { aspect: aspect.ok()?, grave, ask, tell, units });
            }
            continue;
        }
        let (kind, list) = line.split_once(": ")?;
        let phrases = list.split(" | ").map(words);
        if is_plain {
            vocabulary.plain.extend(phrases.flatten());
            continue;
        }
        let entry = vocabulary.entries.last_mut()?;
        match kind {
            "ask" => entry.ask.extend(phrases),
            "tell" => entry.tell.extend(phrases),
            "units" => entry.units.extend(phrases.flatten()),
            _ => return None,
        }
    }
    Some(vocabulary)
}

/// Where a phrase begins among pieces.
fn place(pieces: &[&Piece], phrase: &[String]) -> Option<usize> {
    let fits = |at: usize| {
        let here = pieces.get(at..at.saturating_add(phrase.len())).unwrap_or_default();
        here.len() == phrase.len()
            && here.iter().zip(phrase).all(|(it, word)| is_alike(&it.word, word))
    };
    (0..pieces.len()).find(|at| !phrase.is_empty() && fits(*at))
}

/// Whether a word says something by itself.
fn is_term(piece: &Piece) -> bool {
    let lexicon = Lexicon::english();
    let known =
        ["filler", "asked", "polite"].iter().any(|class| lexicon.is_word_of(class, &piece.typed));
    let pointing = POINTING.contains(&piece.typed.as_str());
    piece.word.len() > 1 && !known && !pointing && !vocabulary().plain.contains(&piece.word)
}

fn asks_yes_or_no(pieces: &[Piece]) -> bool {
    let starts = |at: usize| {
        at == 0 || pieces.get(at.saturating_sub(1)).is_some_and(|it| it.ends || it.pauses)
    };
    let typed = |at: usize| pieces.get(at).map_or("", |piece| piece.typed.as_str());
    (0..pieces.len()).any(|at| {
        starts(at) && OPENING.contains(&typed(at)) || {
            let led = matches!(typed(at), "if" | "whether") && at > 0;
            led && matches!(
                typed(at.saturating_add(1)),
                "it" | "its" | "the" | "this" | "that" | "they"
            )
        }
    })
}

/// Words that begin a question for a yes or a no.
const OPENING: &[&str] = &[
    "are", "can", "could", "does", "has", "is", "isnt", "will", "es", "son", "tiene", "sirve",
    "puede", "puedo",
];

/// Words that point at what was spoken of.
const POINTING: &[&str] = &[
    "it", "its", "itself", "them", "they", "theyre", "this", "that", "these", "those", "thing",
    "este", "esta", "ese", "esa", "esto", "eso", "lo",
];

#[cfg(test)]
mod tests;
