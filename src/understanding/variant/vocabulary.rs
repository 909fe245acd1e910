//! The options of one product and their values, as words that may stand in a text.

use super::{
    About,
    mention::DENIALS,
    scale::{options, values},
};
use crate::base::sort;
use crate::understanding::piece::{Piece, is_alike, is_number, words};

/// Everything that a text may say about one product.
pub(super) struct Vocabulary {
    /// The words of the product's own name.
    pub(super) title: Vec<String>,
    pub(super) names: Vec<Name>,
    pub(super) values: Vec<Value>,
}

/// An option by its name.
pub(super) struct Name {
    pub(super) option: String,
    pub(super) words: Vec<String>,
    /// All words of a name that is made of the values: `bagged/bagless`.
    spelt: Vec<String>,
    /// The value for "without it", where there is one: `no`, `none`, `not resistant`.
    pub(super) without: Option<String>,
    /// The value for "with it", where the option is only that: `yes`.
    pub(super) with: Option<String>,
}

/// A way to say a value.
pub(super) struct Value {
    pub(super) option: String,
    pub(super) value: String,
    pub(super) words: Vec<String>,
    /// Whether it is a bare number, which needs its option's name or unit beside it.
    pub(super) bare: bool,
    /// Whether it is one letter, which needs to be a capital.
    pub(super) letter: bool,
}

/// Sizes in words.
pub(super) const SIZES: &[(&str, &str)] = &[
    ("xs", "extra small"),
    ("s", "small"),
    ("m", "medium"),
    ("l", "large"),
    ("xl", "extra large"),
    ("xl", "x large"),
    ("xxl", "double extra large"),
    ("xxl", "2 xl"),
    ("xxl", "extra extra large"),
];

/// Words beside a value that say nothing of their own.
const ADDED: &[&str] = &["adapter", "powered", "type", "style", "version", "level", "mode"];

/// Parts of values that every sentence has: the "in" of `in-ear` tells nothing.
const EVERYDAY: &[&str] = &[
    "in", "on", "off", "up", "over", "out", "to", "for", "by", "all", "and", "with", "at", "from",
    "free", "one", "any", "new", "set", "own", "my", "it", "is", "the", "as", "or", "if", "so",
    "do", "be", "down", "order", "card", "gift", "pay",
];

impl Name {
    /// Whether a piece of a text is of this name.
    pub(super) fn has(&self, piece: &Piece) -> bool {
        self.words.iter().any(|word| is_of_name(&piece.word, word))
    }

    /// How many pieces a name that is made of values takes here.
    pub(super) fn spelt_out(&self, sentence: &[Piece], at: usize) -> Option<usize> {
        let length = self.spelt.len();
        let here = sentence.get(at..at.saturating_add(length))?;
        let same = here.iter().zip(&self.spelt).all(|(piece, word)| piece.word == *word);
        (length > 1 && same).then_some(length)
    }
}

impl Vocabulary {
    pub(super) fn of(about: &About<'_>) -> Self {
        let mut vocabulary =
            Self { title: words(&about.product.title), names: Vec::new(), values: Vec::new() };
        for option in options(about.product) {
            let values = values(about.product, &option);
            vocabulary.add_name(&option, &values);
            for value in &values {
                vocabulary.add_value(&option, value, &values, about);
            }
        }
        sort::by_key(&mut vocabulary.values, |value| std::cmp::Reverse(value.words.len()));
        vocabulary
    }

    fn add_name(&mut self, option: &str, values: &[String]) {
        let is = |value: &String, of: &[&str]| of.contains(&value.to_lowercase().as_str());
        let switch = values.iter().all(|value| is(value, &["yes", "no", "true", "false"]));
        let with = values.iter().find(|value| switch && is(value, &["yes", "true"])).cloned();
        let without = values.iter().find(|value| {
            let first = words(value).first().cloned().unwrap_or_default();
            is(value, &["no", "none", "false"]) || matches!(first.as_str(), "not" | "no" | "non")
        });
        // "Bagged/bagless" names its option by the values: they stay values.
        let is_value = |word: &String| values.iter().any(|value| words(value) == [word.as_str()]);
        let (spelt, own): (Vec<_>, Vec<_>) = words(option).into_iter().partition(is_value);
        self.names.push(Name {
            spelt,
            option: option.to_owned(),
            words: own,
            without: without.cloned(),
            with,
        });
    }

    fn add_value(&mut self, option: &str, value: &str, values: &[String], about: &About<'_>) {
        let own = words(value);
        if matches!(value.to_lowercase().as_str(), "yes" | "no" | "true" | "false" | "none") {
            return;
        }
        let bare = own.iter().all(|word| is_number(word));
        let letter = own.len() == 1 && own.first().is_some_and(|word| word.len() == 1);
        let mut add = |words: Vec<String>, bare: bool, letter: bool| {
            if !words.is_empty()
                && !self
                    .values
                    .iter()
                    .any(|held| held.option == option && held.value == value && held.words == words)
            {
                let (option, value) = (option.to_owned(), value.to_owned());
                self.values.push(Value { option, value, words, bare, letter });
            }
        };
        add(own.clone(), bare, letter && !bare);
        let lower = value.to_lowercase();
        for (_, said) in SIZES.iter().filter(|(size, _)| *size == lower) {
            add(words(said), false, false);
        }
        for (said, _) in about.synonyms.iter().filter(|(_, meant)| words(meant) == own) {
            add(words(said), false, false);
        }
        // "Soft" for `softshell` beside `hardshell`.
        if let ([word], Some(part)) = (own.as_slice(), first_part(&own, values))
            && part != word.as_str()
        {
            add(vec![part.to_owned()], false, false);
        }
        // The part of a denial is its opposite.
        if own.iter().any(|word| DENIALS.contains(&word.as_str())) {
            return;
        }
        // A telling part of a longer value: "battery", "1TB" of "1TB SSD", "Google".
        let names = words(option);
        let others: Vec<Vec<String>> =
            values.iter().filter(|other| *other != value).map(|other| words(other)).collect();
        let unique = |part: &[String]| {
            let has = |other: &Vec<String>| other.windows(part.len()).any(|window| window == part);
            !others.iter().any(has)
        };
        for length in 1..own.len() {
            for part in own.windows(length) {
                let telling = part.iter().any(|word| {
                    word.len() > 1
                        && !ADDED.contains(&word.as_str())
                        && !EVERYDAY.contains(&word.as_str())
                        && !is_number(word)
                        && !names.contains(word)
                });
                let starts = !part.first().is_some_and(|word| {
                    matches!(word.as_str(), "not" | "no" | "non" | "and" | "with" | "of")
                });
                let unit = part.len() == 1 && is_unit(part.first());
                let title = part.len() == 1
                    && words(&about.product.title).iter().any(|word| part.contains(word));
                if telling && starts && !unit && !title && unique(part) {
                    add(part.to_vec(), false, false);
                }
            }
        }
    }
}

/// What tells a compound value from another that ends alike.
fn first_part<'w>(own: &'w [String], values: &[String]) -> Option<&'w str> {
    const END_MIN: usize = 4;
    let word = own.first()?;
    let alike = |value: &String| {
        let other = words(value);
        let [other] = other.as_slice() else { return None };
        let same = word.chars().rev().zip(other.chars().rev()).take_while(|(a, b)| a == b).count();
        let length = word.chars().count().saturating_sub(same);
        (other != word && same >= END_MIN && length >= 3).then_some(length)
    };
    let length = values.iter().find_map(alike)?;
    let end = word.char_indices().nth(length).map(|(end, _)| end)?;
    word.get(..end)
}

fn is_unit(word: Option<&String>) -> bool {
    const UNITS: &[&str] = &[
        "inch",
        "gb",
        "tb",
        "ml",
        "l",
        "hour",
        "ft",
        "piece",
        "mp",
        "kg",
        "g",
        "lb",
        "oz",
        "cm",
        "mm",
        "m",
        "x",
        "mah",
        "w",
        "hz",
        "day",
        "pack",
        "bit",
        "percent",
        "degree",
        "cup",
        "bar",
        "equivalent",
    ];
    word.is_some_and(|word| UNITS.contains(&word.as_str()))
}

/// Whether a word of a text names an option: `resistant` for `resistance`, `bright` for `brightness`.
pub(super) fn is_of_name(word: &str, name: &str) -> bool {
    if is_alike(word, name) {
        return true;
    }
    let common = word.chars().zip(name.chars()).take_while(|(a, b)| a == b).count();
    common >= 5 && word.len().abs_diff(name.len()) <= 5
}
