//! The everyday words of needs, from the data beside the code.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use crate::understanding::piece::{is_alike, words};

/// The words, read once.
#[derive(Default)]
pub(super) struct Vocabulary {
    skip: BTreeSet<String>,
    whom: BTreeSet<String>,
    part: BTreeSet<String>,
    groups: Vec<Group>,
    /// What shoppers say, by its first word.
    phrases: BTreeMap<String, Vec<Vec<String>>>,
    /// The words of what shoppers say, by their first letter, in the order of the file.
    letters: BTreeMap<char, Vec<String>>,
}

/// What shoppers say, and what a catalogue then says.
struct Group {
    said: Vec<Vec<String>>,
    says: Vec<Vec<String>>,
    /// Whether they name a kind of thing.
    names: bool,
}

impl Vocabulary {
    pub(super) fn get() -> &'static Self {
        static VOCABULARY: LazyLock<Vocabulary> =
            LazyLock::new(|| Vocabulary::read(include_str!("words.txt")));
        &VOCABULARY
    }

    fn read(text: &str) -> Self {
        let (mut skip, mut whom, mut part) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        let (mut groups, mut names) = (Vec::new(), false);
        let phrases = |side: &str| -> Vec<Vec<String>> { side.split('|').map(words).collect() };
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let plain = |rest: &str| -> Vec<String> {
                rest.split_whitespace()
                    .flat_map(|word| [word.to_owned(), words(word).concat()])
                    .collect()
            };
            if let Some(rest) = line.strip_prefix("skip: ") {
                skip.extend(plain(rest));
            } else if let Some(rest) = line.strip_prefix("whom: ") {
                whom.extend(plain(rest));
            } else if let Some(rest) = line.strip_prefix("part: ") {
                part.extend(plain(rest));
            } else if line == "names:" {
                names = true;
            } else if let Some((said, says)) = line.split_once(" = ") {
                groups.push(Group { said: phrases(said), says: phrases(says), names });
            }
        }
        Self { skip, whom, part, groups, ..Self::default() }.indexed()
    }

    fn indexed(mut self) -> Self {
        for phrase in self.groups.iter().flat_map(|group| &group.said) {
            if let Some(first) = phrase.first() {
                self.phrases.entry(first.clone()).or_default().push(phrase.clone());
            }
            for word in phrase {
                let Some(letter) = word.chars().next() else { continue };
                let held = self.letters.entry(letter).or_default();
                if !held.contains(word) {
                    held.push(word.clone());
                }
            }
        }
        self
    }

    /// A word that slipped, as everyday language has it.
    pub(super) fn repaired(&self, word: &str) -> Option<String> {
        const LETTERS_MIN: usize = 5;
        let known = self.skips(word) || self.is_whom(word);
        // Words that begin with another letter are not alike.
        let near = self.letters.get(&word.chars().next()?)?;
        if known || word.len() < LETTERS_MIN || near.iter().any(|own| own == word) {
            return None;
        }
        near.iter().find(|own| own.len() >= LETTERS_MIN && is_alike(own, word)).cloned()
    }

    /// Whether a word says nothing of what is wanted.
    pub(super) fn skips(&self, word: &str) -> bool {
        self.skip.contains(word)
    }

    /// Whether a word says for whom it is.
    pub(super) fn is_whom(&self, word: &str) -> bool {
        self.whom.contains(word)
    }

    /// Whether a name that ends in this word is of a thing that belongs to another.
    pub(super) fn is_part(&self, word: &str) -> bool {
        self.part.contains(word)
    }

    /// Whether a phrase names a kind of thing.
    pub(super) fn is_name(&self, phrase: &[String]) -> bool {
        let said = |group: &Group| group.names && group.said.iter().any(|it| it == phrase);
        self.groups.iter().any(said)
    }

    /// The longest phrase of shoppers that begins these words, by its length.
    pub(super) fn phrase_at(&self, here: &[String]) -> usize {
        let said = here.first().and_then(|first| self.phrases.get(first)).into_iter().flatten();
        let fits = said.filter(|phrase| here.get(..phrase.len()) == Some(phrase.as_slice()));
        fits.map(Vec::len).max().unwrap_or_default()
    }

    /// The words in which a catalogue says what shoppers say in these.
    pub(super) fn says(&self, phrase: &[String]) -> Vec<Vec<String>> {
        let mut says = vec![phrase.to_vec()];
        for group in self.groups.iter().filter(|group| group.said.iter().any(|it| it == phrase)) {
            for phrase in &group.says {
                if !says.contains(phrase) {
                    says.push(phrase.clone());
                }
            }
        }
        says
    }
}
