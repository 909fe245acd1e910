//! The lexicon of the embedded understanding: word classes, and phrases with what they mean.
//!
//! The words themselves are data, one file a language; this file reads them once.

use super::{
    ChitchatKind, ConditionKind, Skill, Tie,
    normal::{Token, letters},
    phrase::{Part, Phrase, Place, WordId, WordSet},
};
use crate::{
    base::table::Table,
    commerce::{Problem, Remedy},
};
use serde::{
    Deserialize,
    de::{IntoDeserializer, value::Error},
};
use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};

/// What a phrase means.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Meaning {
    Chitchat(ChitchatKind),
    Drop,
    Knowledge,
    No,
    Person,
    Skill(Skill),
    Yes,
}

/// What is said about an order beside the wish.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Said {
    All,
    Both,
    Cheapest,
    Dearest,
    EveryOrder,
    Except,
    FirstOrder,
    It,
    LastOrder,
    NotReceived,
    OtherOrder,
    Same,
    PartOfOrder,
    WholeOrder,
    /// "The second one", of a list that was shown.
    Position(u8),
}

/// What a phrase of the file is for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Target {
    Condition(ConditionKind),
    Meaning(Meaning),
    Problem(Problem),
    Remedy(Remedy),
    Said(Said),
    Signal(Signal),
    Tie(Tie),
}

/// What a message shows beside what it wants.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "snake_case")]
pub(super) enum Signal {
    Crisis,
    /// What sounds like an alarm and is none.
    Harmless,
    Injection,
    Legal,
    Safety,
    Urgent,
}

/// A phrase, what it is for, and how sure it makes us, in thousandths.
#[derive(Debug)]
struct Sure {
    target: Target,
    permille: u16,
    phrase: Phrase,
}

/// A phrase found in a clause.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Hit {
    pub(super) target: Target,
    pub(super) permille: u16,
    pub(super) place: Place,
    /// Whether no other words stand between its words.
    pub(super) whole: bool,
    /// Which phrase of the file it is.
    pub(super) index: usize,
}

/// One language's words.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    words: Vec<String>,
    ids: Table<String, WordId>,
    /// The words that a misspelt one may mean, by length in bytes, with the letters that they hold.
    lengths: Vec<Vec<(WordId, u32)>>,
    classes: Table<String, Arc<WordSet>>,
    anger: BTreeMap<WordId, u32>,
    shorts: Table<String, String>,
    signs: BTreeMap<String, String>,
    phrases: Vec<Sure>,
    /// For each word, the phrases that may begin with it.
    beginnings: Vec<Vec<usize>>,
}

impl Lexicon {
    /// English.
    pub(super) fn english() -> &'static Self {
        // A fault in the file is found by the test below; without words, nothing is understood.
        static ENGLISH: LazyLock<Lexicon> =
            LazyLock::new(|| Lexicon::read(include_str!("lexicon.en.txt")).unwrap_or_default());
        &ENGLISH
    }

    /// Spanish.
    fn spanish() -> &'static Self {
        static SPANISH: LazyLock<Lexicon> =
            LazyLock::new(|| Lexicon::read(include_str!("lexicon.es.txt")).unwrap_or_default());
        &SPANISH
    }

    /// What must be heard in whatever language it is said.
    pub(super) fn alarms() -> &'static Self {
        static ALARMS: LazyLock<Lexicon> =
            LazyLock::new(|| Lexicon::read(include_str!("lexicon.alarms.txt")).unwrap_or_default());
        &ALARMS
    }

    /// The lexicon of a language, where there is one.
    pub(super) fn of(language: &str) -> Option<&'static Self> {
        match language {
            "en" => Some(Self::english()),
            "es" => Some(Self::spanish()),
            _ => None,
        }
    }

    /// The word of the lexicon that is spelt like this.
    pub(super) fn id(&self, word: &str) -> Option<WordId> {
        self.ids.get(word).copied()
    }

    /// How a word is spelt.
    pub(super) fn word(&self, id: WordId) -> &str {
        self.words.get(usize::from(id)).map(String::as_str).unwrap_or_default()
    }

    /// Whether a word stands anywhere in the lexicon.
    pub(super) fn is_known(&self, word: &str) -> bool {
        self.ids.get(word).is_some()
    }

    /// The words of a length in bytes that a misspelt one may mean, each with the letters that it holds.
    pub(super) fn of_length(&self, length: usize) -> impl Iterator<Item = (WordId, &str, u32)> {
        let words = self.lengths.get(length).map(Vec::as_slice).unwrap_or_default();
        words.iter().map(|(id, letters)| (*id, self.word(*id), *letters))
    }

    /// What an abbreviation stands for.
    pub(super) fn short(&self, word: &str) -> Option<&str> {
        self.shorts.get(word).map(String::as_str)
    }

    /// What this language says for a sign that says an English word.
    pub(super) fn sign<'a>(&'a self, word: &'a str) -> &'a str {
        self.signs.get(word).map_or(word, String::as_str)
    }

    /// Whether a word is of a class.
    pub(super) fn is(&self, class: &str, token: &Token) -> bool {
        let id = token.id;
        id.is_some_and(|id| self.classes.get(class).is_some_and(|words| words.contains(id)))
    }

    /// Whether a word, as typed and folded, belongs to a class.
    pub(super) fn is_word_of(&self, class: &str, word: &str) -> bool {
        self.id(word)
            .is_some_and(|id| self.classes.get(class).is_some_and(|words| words.contains(id)))
    }

    /// How angry a word is.
    pub(super) fn anger(&self, token: &Token) -> u32 {
        token.id.and_then(|id| self.anger.get(&id)).copied().unwrap_or_default()
    }

    /// Every phrase that begins with a word of a message.
    pub(super) fn begun(&self, words: &[Token], first: usize) -> Vec<Hit> {
        let id = words.get(first).and_then(|word| word.id);
        let phrases = id.and_then(|id| self.beginnings.get(usize::from(id)));
        let hit = |index: &usize| {
            let Sure { target, permille, phrase } = self.phrases.get(*index)?;
            let place = phrase.locate_from(words, first)?;
            let between = place.last.saturating_sub(place.first);
            let whole = between.saturating_add(1) == phrase.0.len();
            let (target, permille, index) = (*target, *permille, *index);
            Some(Hit { target, permille, place, whole, index })
        };
        phrases.into_iter().flatten().filter_map(hit).collect()
    }

    /// Reads the form that the head of the file explains.
    ///
    /// # Errors
    ///
    /// The first line that is not in that form.
    fn read(text: &str) -> Result<Self, &str> {
        let mut lexicon = Self::default();
        let mut heading = None;
        for line in text.lines() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if let Some(name) = line.strip_prefix('[') {
                heading = Some(name.strip_suffix(']').and_then(target).ok_or(line)?);
                continue;
            }
            let (head, rest) = line.split_once(": ").ok_or(line)?;
            lexicon.add(heading, head, rest).ok_or(line)?;
        }
        lexicon.index();
        Ok(lexicon)
    }

    fn add(&mut self, heading: Option<Target>, head: &str, rest: &str) -> Option<()> {
        if let Some(name) = head.strip_prefix("class ") {
            let ids: Vec<WordId> = rest.split(' ').filter_map(|word| self.learn(word)).collect();
            let class = Arc::get_mut(self.classes.learn(name.to_owned())?)?;
            ids.into_iter().for_each(|id| class.insert(id));
        } else if let Some(weight) = head.strip_prefix("anger ") {
            let weight = weight.parse().ok()?;
            let ids: Vec<WordId> = rest.split(' ').filter_map(|word| self.learn(word)).collect();
            self.anger.extend(ids.into_iter().map(|id| (id, weight)));
        } else if let Some(short) = head.strip_prefix("short ") {
            for short in short.split(' ') {
                rest.clone_into(self.shorts.learn(short.to_owned())?);
            }
            rest.split(' ').try_for_each(|word| self.learn(word).map(|_| ()))?;
        } else if let Some(sign) = head.strip_prefix("sign ") {
            self.signs.insert(sign.to_owned(), rest.to_owned());
        } else {
            let permille = head.parse().ok()?;
            let target = heading?;
            for text in rest.split(" | ") {
                let phrase = self.phrase(text)?;
                self.phrases.push(Sure { target, permille, phrase });
            }
        }
        Some(())
    }

    fn phrase(&mut self, text: &str) -> Option<Phrase> {
        let part = |part: &str| {
            Some(match part.strip_prefix('@') {
                Some(class) => Part::Class(Arc::clone(self.classes.get(class)?)),
                None => Part::Word(self.learn(part)?),
            })
        };
        text.split(' ').map(part).collect::<Option<Vec<_>>>().map(Phrase)
    }

    fn learn(&mut self, word: &str) -> Option<WordId> {
        if let Some(id) = self.ids.get(word) {
            return Some(*id);
        }
        let id = WordId::try_from(self.words.len()).ok()?;
        self.words.push(word.to_owned());
        *self.ids.learn(word.to_owned())? = id;
        Some(id)
    }

    fn index(&mut self) {
        self.beginnings = vec![Vec::new(); self.words.len()];
        for (index, sure) in self.phrases.iter().enumerate() {
            for id in sure.phrase.beginnings() {
                if let Some(phrases) = self.beginnings.get_mut(usize::from(id)) {
                    phrases.push(index);
                }
            }
        }
        let longest = self.words.iter().map(String::len).max().unwrap_or_default();
        self.lengths = vec![Vec::new(); longest.saturating_add(1)];
        let plain = self.classes.get("plain");
        for (word, id) in self.words.iter().zip(0..) {
            if plain.is_some_and(|plain| plain.contains(id)) {
                continue;
            }
            if let Some(words) = self.lengths.get_mut(word.len()) {
                words.push((id, letters(word)));
            }
        }
    }
}

/// Every phrase that stands in a clause, at every place where it begins. A phrase takes the nearest
/// words that fit, so that one of the message stands in a clause where its last word does.
pub(super) fn hits(clause: &[Token]) -> impl Iterator<Item = Hit> {
    clause.iter().enumerate().flat_map(move |(first, word)| {
        let here = move |hit: &Hit| {
            let last = first.saturating_add(hit.place.last.saturating_sub(hit.place.first));
            let place = Place { first, last, ..hit.place };
            (last < clause.len()).then_some(Hit { place, ..*hit })
        };
        word.begins.iter().filter_map(here)
    })
}

/// What the phrases below a heading are for.
fn target(name: &str) -> Option<Target> {
    let (kind, of) = name.split_once(' ').unwrap_or((name, ""));
    Some(match (kind, of) {
        ("chitchat", of) => Target::Meaning(Meaning::Chitchat(named(of)?)),
        ("skill", of) => Target::Meaning(Meaning::Skill(named(of)?)),
        ("drop", "") => Target::Meaning(Meaning::Drop),
        ("knowledge", "") => Target::Meaning(Meaning::Knowledge),
        ("no", "") => Target::Meaning(Meaning::No),
        ("person", "") => Target::Meaning(Meaning::Person),
        ("yes", "") => Target::Meaning(Meaning::Yes),
        ("said", "all") => Target::Said(Said::All),
        ("said", "both") => Target::Said(Said::Both),
        ("said", "cheapest") => Target::Said(Said::Cheapest),
        ("said", "dearest") => Target::Said(Said::Dearest),
        ("said", "except") => Target::Said(Said::Except),
        ("said", "first_order") => Target::Said(Said::FirstOrder),
        ("said", "it") => Target::Said(Said::It),
        ("said", "same") => Target::Said(Said::Same),
        ("said", "every_order") => Target::Said(Said::EveryOrder),
        ("said", "last_order") => Target::Said(Said::LastOrder),
        ("said", "not_received") => Target::Said(Said::NotReceived),
        ("said", "part_of_order") => Target::Said(Said::PartOfOrder),
        ("said", "whole_order") => Target::Said(Said::WholeOrder),
        ("said", "other_order") => Target::Said(Said::OtherOrder),
        ("condition", of) => Target::Condition(named(of)?),
        ("problem", of) => Target::Problem(named(of)?),
        ("remedy", of) => Target::Remedy(named(of)?),
        ("tie", of) => Target::Tie(named(of)?),
        ("signal", of) => Target::Signal(named(of)?),
        ("position", of) => Target::Said(Said::Position(of.parse().ok()?)),
        _ => return None,
    })
}

/// A value by the name that it has on the wire.
pub(super) fn named<'a, T: Deserialize<'a>>(name: &'a str) -> Option<T> {
    let deserializer: serde::de::value::StrDeserializer<'a, Error> = name.into_deserializer();
    T::deserialize(deserializer).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_english_file_is_read_whole() {
        let lexicon = Lexicon::read(include_str!("lexicon.en.txt")).unwrap();
        let anger = lexicon.id("scam").and_then(|id| lexicon.anger.get(&id));
        assert_eq!(anger, Some(&3));
        for class in ["denies", "filler", "joins"] {
            assert!(lexicon.classes.get(class).is_some(), "{class}");
        }
        for said in [Said::EveryOrder, Said::LastOrder, Said::NotReceived, Said::OtherOrder] {
            let has = |sure: &Sure| sure.target == Target::Said(said);
            assert!(lexicon.phrases.iter().any(has), "{said:?}");
        }
    }

    #[test]
    fn the_spanish_file_is_read_whole() {
        let lexicon = Lexicon::read(include_str!("lexicon.es.txt")).unwrap();
        for word in lexicon.words {
            assert_eq!(crate::base::text::fold(&word), word);
        }
    }

    #[test]
    fn a_line_in_another_form_is_named() {
        for line in ["[skill juggling]", "950: before a heading", "[yes", "class order", "x: y"] {
            assert_eq!(Lexicon::read(line).err(), Some(line));
        }
        assert_eq!(Lexicon::read("[yes]\n900: @nobody").err(), Some("900: @nobody"));
    }
}
