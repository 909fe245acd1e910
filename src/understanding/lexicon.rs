//! The lexicon of the embedded understanding: word classes, and phrases with what they mean.
//!
//! The words themselves are data, one file a language; this file reads them once.

use super::{
    ChitchatKind, Skill,
    phrase::{Part, Phrase},
};
use serde::{
    Deserialize,
    de::{IntoDeserializer, value::Error},
};
use std::{
    collections::{BTreeMap, BTreeSet},
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
    EveryOrder,
    LastOrder,
    NotReceived,
    OtherOrder,
    /// "The second one", of a list that was shown.
    Position(u8),
}

/// A phrase, and how sure it makes us, in thousandths.
#[derive(Debug)]
pub(super) struct Sure {
    pub(super) permille: u16,
    pub(super) phrase: Phrase,
}

/// One language's words.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    /// Phrases by what they mean, in the order of the file.
    pub(super) meanings: Vec<(Meaning, Vec<Sure>)>,
    /// Phrases by what they say about an order, in the order of the file.
    pub(super) said: Vec<(Said, Vec<Phrase>)>,
    classes: BTreeMap<String, Arc<BTreeSet<String>>>,
    anger: BTreeMap<String, u32>,
    /// Every word of the file.
    vocabulary: BTreeSet<String>,
}

impl Lexicon {
    /// English.
    pub(super) fn english() -> &'static Self {
        // A fault in the file is found by the test below; without words, nothing is understood.
        static ENGLISH: LazyLock<Lexicon> =
            LazyLock::new(|| Lexicon::read(include_str!("lexicon.en.txt")).unwrap_or_default());
        &ENGLISH
    }

    /// Whether a word is of a class.
    pub(super) fn is(&self, class: &str, word: &str) -> bool {
        self.classes.get(class).is_some_and(|words| words.contains(word))
    }

    /// Whether a word stands anywhere in the lexicon.
    pub(super) fn is_known(&self, word: &str) -> bool {
        self.vocabulary.contains(word)
    }

    /// How angry a word is.
    pub(super) fn anger(&self, word: &str) -> u32 {
        self.anger.get(word).copied().unwrap_or_default()
    }

    /// The phrases that say something about an order.
    pub(super) fn saying(&self, said: Said) -> impl Iterator<Item = &Phrase> {
        self.said.iter().filter(move |(known, _)| *known == said).flat_map(|(_, phrases)| phrases)
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
                heading = Some(name.strip_suffix(']').and_then(Heading::read).ok_or(line)?);
                continue;
            }
            let (head, rest) = line.split_once(": ").ok_or(line)?;
            lexicon.add(heading, head, rest).ok_or(line)?;
        }
        Ok(lexicon)
    }

    fn add(&mut self, heading: Option<Heading>, head: &str, rest: &str) -> Option<()> {
        if let Some(name) = head.strip_prefix("class ") {
            let class = self.classes.entry(name.to_owned()).or_default();
            Arc::get_mut(class)?.extend(rest.split(' ').map(str::to_owned));
            self.vocabulary.extend(rest.split(' ').map(str::to_owned));
        } else if let Some(weight) = head.strip_prefix("anger ") {
            let weight = weight.parse().ok()?;
            self.anger.extend(rest.split(' ').map(|word| (word.to_owned(), weight)));
        } else {
            let permille = head.parse().ok()?;
            let phrases =
                rest.split(" | ").map(|text| self.phrase(text)).collect::<Option<Vec<_>>>()?;
            match heading? {
                Heading::Meaning(meaning) => {
                    let sure = phrases.into_iter().map(|phrase| Sure { permille, phrase });
                    entry(&mut self.meanings, meaning)?.extend(sure);
                }
                Heading::Said(said) => entry(&mut self.said, said)?.extend(phrases),
            }
        }
        Some(())
    }

    fn phrase(&mut self, text: &str) -> Option<Phrase> {
        let words = text.split(' ').filter(|part| !part.starts_with('@'));
        self.vocabulary.extend(words.map(str::to_owned));
        let part = |part: &str| {
            Some(match part.strip_prefix('@') {
                Some(class) => Part::Class(Arc::clone(self.classes.get(class)?)),
                None => Part::Word(part.to_owned()),
            })
        };
        text.split(' ').map(part).collect::<Option<Vec<_>>>().map(Phrase)
    }
}

#[derive(Clone, Copy)]
enum Heading {
    Meaning(Meaning),
    Said(Said),
}

impl Heading {
    fn read(name: &str) -> Option<Self> {
        let (kind, of) = name.split_once(' ').unwrap_or((name, ""));
        Some(match (kind, of) {
            ("chitchat", of) => Self::Meaning(Meaning::Chitchat(named(of)?)),
            ("skill", of) => Self::Meaning(Meaning::Skill(named(of)?)),
            ("drop", "") => Self::Meaning(Meaning::Drop),
            ("knowledge", "") => Self::Meaning(Meaning::Knowledge),
            ("no", "") => Self::Meaning(Meaning::No),
            ("person", "") => Self::Meaning(Meaning::Person),
            ("yes", "") => Self::Meaning(Meaning::Yes),
            ("said", "every_order") => Self::Said(Said::EveryOrder),
            ("said", "last_order") => Self::Said(Said::LastOrder),
            ("said", "not_received") => Self::Said(Said::NotReceived),
            ("said", "other_order") => Self::Said(Said::OtherOrder),
            ("position", of) => Self::Said(Said::Position(of.parse().ok()?)),
            _ => return None,
        })
    }
}

/// A value by the name that it has on the wire.
fn named<'a, T: Deserialize<'a>>(name: &'a str) -> Option<T> {
    let deserializer: serde::de::value::StrDeserializer<'a, Error> = name.into_deserializer();
    T::deserialize(deserializer).ok()
}

/// The list of a heading, begun if it is new.
fn entry<K: Copy + PartialEq, V>(lists: &mut Vec<(K, Vec<V>)>, key: K) -> Option<&mut Vec<V>> {
    if !lists.iter().any(|(known, _)| *known == key) {
        lists.push((key, Vec::new()));
    }
    lists.iter_mut().find(|(known, _)| *known == key).map(|(_, list)| list)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_english_file_is_read_whole() {
        let lexicon = Lexicon::read(include_str!("lexicon.en.txt")).unwrap();
        assert!(lexicon.is("filler", "please") && lexicon.anger("scam") == 3);
        for class in ["common", "denies", "filler", "joins"] {
            assert!(lexicon.classes.contains_key(class), "{class}");
        }
        for said in [Said::EveryOrder, Said::LastOrder, Said::NotReceived, Said::OtherOrder] {
            assert!(lexicon.saying(said).next().is_some(), "{said:?}");
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
