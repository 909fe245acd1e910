//! Words that name a piece of meaning by themselves, kept as data with their normal forms.

use std::sync::LazyLock;

use serde::{Deserialize, de::value::StrDeserializer};

use crate::base::{sort, table::Table};

/// What a word of the gazetteer is.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "snake_case")]
pub(super) enum List {
    Bound,
    Card,
    Carrier,
    City,
    Color,
    Count,
    Country,
    Currency,
    Given,
    Invoice,
    Month,
    Number,
    Order,
    Payment,
    Size,
    State,
    Street,
    Tier,
    Tiered,
    Title,
    Unit,
    Weekday,
}

/// One meaning of a phrase.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub(super) list: List,
    pub(super) normal: &'static str,
}

/// All phrases of the file.
#[derive(Debug, Default)]
pub(super) struct Gazetteer {
    phrases: Table<&'static str, Vec<Entry>>,
    /// First words of phrases of several words.
    heads: Table<&'static str, ()>,
}

/// Words of the longest phrase.
pub(super) const PHRASE_WORDS_MAX: usize = 4;

impl Gazetteer {
    /// The one that is compiled in.
    pub(super) fn built_in() -> &'static Self {
        // A fault in the file is found by the test below.
        static BUILT_IN: LazyLock<Gazetteer> =
            LazyLock::new(|| Gazetteer::read(include_str!("gazetteer.txt")).unwrap_or_default());
        &BUILT_IN
    }

    /// What a phrase means.
    pub(super) fn meanings(&self, phrase: &str) -> &[Entry] {
        self.phrases.get(phrase).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether a longer phrase begins with this word.
    pub(super) fn is_head(&self, word: &str) -> bool {
        self.heads.get(word).is_some()
    }

    /// Other phrases of as many words that stand on the same lists, and no others.
    pub(super) fn like(&self, phrase: &str) -> Vec<&'static str> {
        let lists = |entries: &[Entry]| entries.iter().map(|entry| entry.list).collect::<Vec<_>>();
        let (own, length) = (lists(self.meanings(phrase)), phrase.split(' ').count());
        let alike = self.phrases.entries().filter(|(other, entries)| {
            *other != phrase && other.split(' ').count() == length && lists(entries) == own
        });
        let mut alike: Vec<&'static str> = alike.map(|(other, _)| *other).collect();
        sort::by(&mut alike, Ord::cmp);
        alike
    }

    fn read(text: &'static str) -> Result<Self, &'static str> {
        let mut gazetteer = Self::default();
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            gazetteer.add(line).ok_or(line)?;
        }
        Ok(gazetteer)
    }

    fn add(&mut self, line: &'static str) -> Option<()> {
        let (head, phrases) = line.split_once(": ")?;
        let (list, normal) = head.split_once(' ')?;
        let named = StrDeserializer::<serde::de::value::Error>::new(list);
        let list = List::deserialize(named).ok()?;
        for phrase in phrases.split(", ") {
            let normal = if normal == "-" { phrase } else { normal };
            self.phrases.learn(phrase)?.push(Entry { list, normal });
            if let Some((first, _)) = phrase.split_once(' ') {
                self.heads.learn(first)?;
            }
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_read_whole_and_its_phrases_are_folded() {
        let gazetteer = Gazetteer::read(include_str!("gazetteer.txt")).unwrap();
        for (phrase, _) in gazetteer.phrases.entries() {
            assert_eq!(crate::base::text::fold(phrase), *phrase);
            assert!(phrase.split(' ').count() <= PHRASE_WORDS_MAX, "{phrase}");
        }
        assert_eq!(gazetteer.meanings("grey").first().map(|entry| entry.normal), Some("gray"));
    }

    #[test]
    fn a_line_in_another_form_is_named() {
        for line in ["color gray grey", "planet -: mars", "color: red"] {
            assert_eq!(Gazetteer::read(line).err(), Some(line));
        }
    }
}
