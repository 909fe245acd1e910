//! Words as the search sees them: without endings, without those that say nothing, and with those
//! that mean the same.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use crate::base::text;

/// Words of one text that are looked at: a bound on the time.
const WORDS_MAX: usize = 400;

/// Shortest stem that an ending is taken from.
const STEM_LETTERS_MIN: usize = 3;

/// What words mean, read once.
struct Vocabulary {
    /// Words that say nothing about what is asked.
    silent: BTreeSet<String>,
    /// Words that are in so many sentences of a shop that they tell none apart.
    light: BTreeSet<String>,
    /// Meanings by stem.
    meanings: BTreeMap<String, Vec<u16>>,
    /// Meanings by two stems in a row.
    pairs: BTreeMap<(String, String), Vec<u16>>,
    /// Names of countries, one to three words, with their codes.
    countries: BTreeMap<String, String>,
    /// The first name of each country, as it is written.
    country_names: BTreeMap<String, String>,
}

static VOCABULARY: LazyLock<Vocabulary> =
    LazyLock::new(|| Vocabulary::read(include_str!("words.txt")));

impl Vocabulary {
    /// Reads the file: `[silent]`, `[light]`, `[same]` (one meaning a line), `[countries]`.
    fn read(file: &str) -> Self {
        let mut read = Self {
            silent: BTreeSet::new(),
            light: BTreeSet::new(),
            meanings: BTreeMap::new(),
            pairs: BTreeMap::new(),
            countries: BTreeMap::new(),
            country_names: BTreeMap::new(),
        };
        let mut part = "";
        for (number, line) in file.lines().enumerate() {
            let line = line.trim();
            if line.starts_with('[') {
                part = line;
            } else if !line.is_empty() && !line.starts_with('#') {
                read.line(part, line, u16::try_from(number).unwrap_or_default());
            }
        }
        read
    }

    fn line(&mut self, part: &str, line: &str, number: u16) {
        match part {
            "[silent]" => self.silent.extend(line.split_whitespace().map(text::fold)),
            "[light]" => self.light.extend(line.split_whitespace().map(stem)),
            "[same]" => line.split('|').for_each(|phrase| self.same(phrase, number)),
            "[countries]" => {
                let (code, names) = line.split_once(':').unwrap_or_default();
                let first = names.split('|').next().unwrap_or_default();
                self.country_names.insert(code.trim().to_owned(), capitalised(first));
                for name in names.split('|') {
                    self.countries.insert(text::fold(name.trim()), code.trim().to_owned());
                }
            }
            _ => {}
        }
    }

    fn same(&mut self, phrase: &str, meaning: u16) {
        let stems: Vec<String> = text::words(phrase).iter().map(|it| stem(&it.folded)).collect();
        match stems.as_slice() {
            [one] => self.meanings.entry(one.clone()).or_default().push(meaning),
            [one, two] => {
                let pair = (one.clone(), two.clone());
                self.pairs.entry(pair).or_default().push(meaning);
            }
            _ => {}
        }
    }
}

/// A name with a capital letter at the beginning of each word.
fn capitalised(name: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |it| it.to_uppercase().chain(letters).collect())
    };
    name.split_whitespace().map(word).collect::<Vec<String>>().join(" ")
}

/// What a text says: its stems, and what they mean.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Said {
    /// Stems of the words that say something, each once, in their order.
    pub(super) stems: Vec<String>,
    /// Meanings that its words have.
    pub(super) meanings: BTreeSet<u16>,
    /// The meanings of each stem.
    pub(super) of_stem: Vec<Vec<u16>>,
    /// Meanings of pairs, which are asked for beside the stems.
    pub(super) of_pairs: Vec<u16>,
}

impl Said {
    /// Reads a text.
    pub(super) fn read(text: &str) -> Self {
        let vocabulary = &*VOCABULARY;
        let mut said = Self::default();
        let words = text::words(text);
        let folded: Vec<&str> =
            words.iter().take(WORDS_MAX).map(|word| word.folded.as_str()).collect();
        let stemmed: Vec<String> = folded.iter().map(|word| stem(word)).collect();
        for pair in stemmed.windows(2) {
            if let [one, two] = pair
                && let Some(meanings) = vocabulary.pairs.get(&(one.clone(), two.clone()))
            {
                said.meanings.extend(meanings);
                said.of_pairs.extend(meanings);
            }
        }
        for (word, stem) in folded.iter().zip(stemmed) {
            let meanings = vocabulary.meanings.get(&stem).cloned().unwrap_or_default();
            if vocabulary.silent.contains(*word) && meanings.is_empty() {
                continue;
            }
            said.meanings.extend(&meanings);
            if !said.stems.contains(&stem) {
                said.stems.push(stem);
                said.of_stem.push(meanings);
            }
        }
        // A money sign is no word, and says that something costs.
        if text.contains(['$', '€', '£']) {
            said.meanings.extend(vocabulary.meanings.get("cost").into_iter().flatten());
        }
        said
    }
}

/// The stems of the words of a text that say something, each once.
#[must_use]
pub fn stems(text: &str) -> Vec<String> {
    Said::read(text).stems
}

/// Whether a word says nothing about what is asked.
pub(super) fn is_silent(folded: &str) -> bool {
    VOCABULARY.silent.contains(folded)
}

/// Whether a stem is in so many sentences of a shop that it tells none apart.
pub(super) fn is_light(stem: &str) -> bool {
    VOCABULARY.light.contains(stem)
}

/// Whether a word is one that shops and shoppers use.
pub(super) fn is_common(folded: &str) -> bool {
    is_silent(folded) || VOCABULARY.meanings.contains_key(&stem(folded)) || is_light(&stem(folded))
}

/// The codes of the countries that a text names.
pub(super) fn countries(text: &str) -> Vec<String> {
    let words: Vec<String> = text::words(text).into_iter().map(|word| word.folded).collect();
    let mut found: Vec<String> = Vec::new();
    for length in 1..=3 {
        for window in words.windows(length) {
            if let Some(code) = VOCABULARY.countries.get(&window.join(" "))
                && !found.contains(code)
            {
                found.push(code.clone());
            }
        }
    }
    found
}

/// The code of a country, by its code or a name of it. "UK" is a name.
#[must_use]
pub fn country_code(country: &str) -> Option<String> {
    let plain = country.trim();
    let is_code = plain.len() == 2 && plain.bytes().all(|byte| byte.is_ascii_alphabetic());
    let named = countries(plain).into_iter().next();
    named.or_else(|| is_code.then(|| plain.to_ascii_uppercase()))
}

/// The name of a country, else its code.
#[must_use]
pub fn country_name(code: &str) -> String {
    let named = VOCABULARY.country_names.get(code);
    named.cloned().unwrap_or_else(|| code.to_owned())
}

/// A folded word without its ending: enough that a question and an answer meet, for English and
/// Spanish plurals and verbs.
pub(super) fn stem(word: &str) -> String {
    if !word.is_ascii() || word.bytes().any(|byte| byte.is_ascii_digit()) {
        return word.to_owned();
    }
    let mut stem = word.strip_suffix("ies").map_or(word, |_| cut(word, 2));
    for ending in ["ations", "ation", "ments", "ment", "ings", "ing", "ed", "es", "s"] {
        if let Some(rest) = stem.strip_suffix(ending)
            && rest.len() >= STEM_LETTERS_MIN
            && !(ending == "s" && rest.ends_with('s'))
            && rest.contains(['a', 'e', 'i', 'o', 'u', 'y'])
        {
            stem = rest;
            break;
        }
    }
    let letters = stem.as_bytes();
    if let [.., one, two] = letters
        && one == two
        && !matches!(one, b's' | b'e' | b'o')
        && stem.len() > STEM_LETTERS_MIN
    {
        stem = cut(stem, 1);
    }
    if stem.len() > STEM_LETTERS_MIN
        && let Some(rest) = stem.strip_suffix(['e', 'y', 'i'])
    {
        stem = rest;
    }
    stem.to_owned()
}

/// A word without its last letters; the word is ASCII.
fn cut(word: &str, letters: usize) -> &str {
    word.get(..word.len().saturating_sub(letters)).unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_meet() {
        let same = [
            "ship ships shipped shipping shipment shipments",
            "deliver delivers delivered delivery deliveries delivering",
            "return returns returned returning",
            "cancel cancelled cancelling cancellation",
            "exchange exchanged exchanging exchanges",
            "policy policies",
            "damage damaged",
        ];
        for forms in same {
            let stems: BTreeSet<String> = forms.split(' ').map(stem).collect();
            assert_eq!(stems.len(), 1, "{stems:?}");
        }
        for word in ["address", "gas", "bus", "shoes", "a", "", "is", "300s"] {
            assert!(stem(word).len() <= word.len());
        }
    }

    #[test]
    fn countries_are_found_by_name() {
        assert_eq!(countries("Do you ship to Canada or the United Kingdom?"), ["CA", "GB"]);
        assert!(countries("can you ship it to us").is_empty());
        let codes = ["UK", "us", "canada", "LI", "Atlantis"].map(country_code);
        let code = |code: &str| Some(code.to_owned());
        assert_eq!(codes, [code("GB"), code("US"), code("CA"), code("LI"), None]);
    }
}
