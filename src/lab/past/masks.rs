//! Replaces what is personal: whole values where they are values, and the same wherever they stand in a
//! text, however they are written there.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{
    number::{Numbers, is_number},
    personal::{FREE, Personal},
    phrase::{Phrases, replaced},
    stand_in::StandIns,
};
use crate::{
    base::{
        sort,
        text::{Span, Word, fold, words},
    },
    understanding::{is_given_name, is_street_word, is_unknown, street_ending},
    wire::{PersonalKind, Replaced},
};

/// What is replaced by what.
pub(super) struct Masks {
    /// Whole values.
    exact: BTreeMap<String, String>,
    /// Texts that are looked for as they stand, whatever their case: the longest first.
    literal: Vec<(String, String)>,
    numbers: Numbers,
    phrases: Phrases,
    /// Names of the shop's goods, which stay whole.
    titles: Vec<Vec<String>>,
    /// Words that tell of nobody: the shop's, and those that were made.
    nobodys: BTreeSet<String>,
    replaced: Vec<Replaced>,
}

/// Fields that are no text of anybody's, and what must come of a turn.
const KEPT: &[&str] = &[
    "amount",
    "currency",
    "expect",
    "kind",
    "language",
    "locale",
    "name",
    "options",
    "product_id",
    "schema_version",
    "source",
    "status",
    "time",
    "variant_id",
    "variants",
];

/// Characters of an id that is found within a text, too.
const LONG_ID_MIN: usize = 5;

impl Masks {
    pub(super) fn new(personal: &Personal, set: usize) -> Self {
        let mut taken: BTreeSet<String> = personal.shops.clone();
        for value in personal.values.keys() {
            let words = folded(value);
            taken.insert(words.concat());
            taken.extend(words);
        }
        let mut made = StandIns::new(set, taken);
        let mut masks = Self {
            exact: BTreeMap::new(),
            literal: Vec::new(),
            numbers: Numbers::new(personal, &mut made),
            phrases: Phrases::default(),
            titles: personal.titles.iter().map(|title| folded(title)).collect(),
            nobodys: personal.shops.clone(),
            replaced: counted(personal),
        };
        masks.nobodys.extend(masks.numbers.made().cloned());
        masks.name_ids(personal, set);
        for (value, kind) in &personal.values {
            masks.add(*kind, value, &mut made);
        }
        sort::by_key(&mut masks.literal, |(value, _)| usize::MAX.saturating_sub(value.len()));
        masks.phrases.sort();
        masks
    }

    /// How many values of each kind are replaced.
    pub(super) fn replaced(&self) -> Vec<Replaced> {
        self.replaced.clone()
    }

    /// A scenario with whatever is personal in it replaced.
    pub(super) fn value(&self, value: &Value) -> Value {
        self.part(value, false)
    }

    /// A text with whatever is personal in it replaced.
    pub(super) fn text(&self, text: &str) -> String {
        let mut spans = self.literals(text);
        let mut words = words(text);
        words.iter_mut().for_each(|word| without_possessive(text, word));
        let mut at = 0_usize;
        while let Some(word) = words.get(at) {
            let is_free = |(span, _): &(Span, String)| is_beside(*span, word.span);
            let length = if !spans.iter().all(is_free) {
                1
            } else if let Some(length) = self.title_at(words.get(at..).unwrap_or_default()) {
                length
            } else if let Some((length, span, to)) = self.numbers.at(text, &words, at) {
                spans.push((span, to));
                length
            } else if let Some((length, to)) = self.phrases.at(text, &words, at) {
                spans.extend(to);
                length
            } else {
                1
            };
            at = at.saturating_add(length.max(1));
        }
        put(text, spans)
    }

    /// Whether a text with stand-ins in it may still hold something personal: a word that nobody knows, or
    /// a number.
    pub(super) fn is_unsure(&self, text: &str) -> bool {
        let unsure = |word: &Word| {
            let digits = word.folded.bytes().filter(u8::is_ascii_digit).count();
            let unknown = word.folded.chars().count() > 2 && is_unknown(&word.folded);
            let named = unknown || is_given_name(&word.folded);
            !self.nobodys.contains(&word.folded) && (digits > 1 || named)
        };
        words(text).iter().any(unsure)
    }

    /// A part; `free` where no field says what it holds.
    fn part(&self, value: &Value, free: bool) -> Value {
        match value {
            Value::String(text) => {
                Value::String(self.exact.get(text).cloned().unwrap_or_else(|| self.text(text)))
            }
            Value::Array(items) => items.iter().map(|item| self.part(item, free)).collect(),
            Value::Object(fields) => {
                let field = |(name, value): (&String, &Value)| {
                    let kept = KEPT.contains(&name.as_str()) || name.ends_with("_at");
                    let free = free || name == FREE;
                    let value = if kept && !free { value.clone() } else { self.part(value, free) };
                    (self.key(name), value)
                };
                Value::Object(fields.iter().map(field).collect())
            }
            Value::Bool(_) | Value::Null | Value::Number(_) => value.clone(),
        }
    }

    /// The name of a field, which may be an id or hold one.
    fn key(&self, name: &str) -> String {
        self.exact.get(name).cloned().unwrap_or_else(|| put(name, self.literals(name)))
    }

    /// Ids keep their order, since lists are sorted by them. One that is a number, too, is the same.
    fn name_ids(&mut self, personal: &Personal, set: usize) {
        for (of, ids) in &personal.ids {
            for (id, place) in ids.iter().zip(1_usize..) {
                let shown = self.numbers.of(PersonalKind::Number, id);
                let number = place.saturating_add(set.saturating_mul(1_000));
                let to = shown.unwrap_or_else(|| format!("{of}_{number:04}"));
                // No text holds the id of an event.
                if id.len() >= LONG_ID_MIN && *of != "event" {
                    self.literal.push((id.clone(), to.clone()));
                }
                self.exact.entry(id.clone()).or_insert(to);
            }
        }
    }

    fn add(&mut self, kind: PersonalKind, value: &str, made: &mut StandIns) {
        if kind == PersonalKind::Email {
            self.add_literal(value, |email| made.email(email));
        } else if kind == PersonalKind::Link {
            self.add_literal(value, |link| {
                let name = made.word(link);
                // What is no address of a page is made none.
                let is_page = link.starts_with("https://");
                if is_page { format!("https://example.com/{name}") } else { name }
            });
        } else if is_number(kind, value) {
            let to = self.numbers.of(kind, value);
            self.exact.extend(to.map(|to| (value.to_owned(), to)));
        } else if value.chars().any(|letter| letter >= CJK_FIRST) {
            self.literal.push((value.to_owned(), CJK_NAME.to_owned()));
        } else {
            self.add_words(kind, value, made);
        }
    }

    /// A text that is looked for as it stands; the same in another case is the same.
    fn add_literal(&mut self, value: &str, made: impl FnOnce(&str) -> String) {
        let lower = value.to_ascii_lowercase();
        let known = self.literal.iter().find(|(held, _)| *held == lower);
        let to = known.map(|(_, to)| to.clone()).unwrap_or_else(|| made(&lower));
        self.nobodys.extend(folded(&to));
        self.literal.push((lower, to.clone()));
        self.exact.insert(value.to_owned(), to);
    }

    fn add_words(&mut self, kind: PersonalKind, value: &str, made: &mut StandIns) {
        let whole = words(value);
        let own: Vec<String> = whole.iter().map(|word| word.folded.clone()).collect();
        // The name of a town is one name, whatever its words.
        let to: Vec<String> = if kind == PersonalKind::City && own.len() > 1 {
            made.word(&own.join(" ")).split(' ').map(str::to_owned).collect()
        } else {
            own.iter().map(|word| self.stand_in(kind, word, made)).collect()
        };
        self.nobodys.extend(to.iter().cloned());
        let told = put(value, replaced(value, &whole, &to));
        self.exact.entry(value.to_owned()).or_insert(told);
        for (word, to) in own.iter().zip(&to).filter(|(word, to)| word != to) {
            if kind == PersonalKind::Name || tells_alone(word) {
                self.phrases.add(vec![word.clone()], vec![to.clone()]);
            }
        }
        if kind != PersonalKind::Name {
            self.phrases.add(own, to);
        }
    }

    /// For a word of a name or an address. What says that it is one stays: "Mr.", "Street", "Apt".
    fn stand_in(&self, kind: PersonalKind, word: &str, made: &mut StandIns) -> String {
        let of_streets = kind == PersonalKind::Address;
        let says = if of_streets {
            is_street_word(word) || OF_HOUSES.contains(&word)
        } else {
            TITLES.contains(&word)
        };
        if says {
            return word.to_owned();
        }
        let ending = street_ending(word).filter(|_| of_streets).unwrap_or_default();
        match self.numbers.of_word(word) {
            Some(number) => number.clone(),
            None => format!("{}{ending}", made.word(word)),
        }
    }

    fn literals(&self, text: &str) -> Vec<(Span, String)> {
        let mut spans: Vec<(Span, String)> = Vec::new();
        for (value, to) in &self.literal {
            let places = text.len().saturating_add(1).saturating_sub(value.len());
            for start in 0..places {
                let span = Span { start, end: start.saturating_add(value.len()) };
                let same = |it: &str| it.eq_ignore_ascii_case(value);
                let here = text.get(start..span.end).is_some_and(same) && is_whole(text, span);
                if here && spans.iter().all(|(other, _)| is_beside(*other, span)) {
                    spans.push((span, to.clone()));
                }
            }
        }
        spans
    }

    fn title_at(&self, rest: &[Word]) -> Option<usize> {
        let begins = |title: &&Vec<String>| {
            let mut pairs = title.iter().zip(rest);
            title.len() <= rest.len() && pairs.all(|(wanted, word)| *wanted == word.folded)
        };
        self.titles.iter().filter(begins).map(Vec::len).max()
    }
}

/// The first letter of the scripts that have no blanks: there, a name is a part of a longer run.
const CJK_FIRST: char = '\u{2e80}';

/// What stands for a name in them.
const CJK_NAME: &str = "林安";

/// Words of an address that are nobody's.
const OF_HOUSES: &[&str] = &[
    "apartment",
    "apt",
    "box",
    "de",
    "del",
    "e",
    "east",
    "flat",
    "floor",
    "la",
    "n",
    "north",
    "of",
    "po",
    "s",
    "south",
    "suite",
    "the",
    "unit",
    "w",
    "west",
];

/// Words before a name.
const TITLES: &[&str] =
    &["dr", "frau", "herr", "madam", "miss", "mr", "mrs", "ms", "prof", "senor", "senora", "sir"];

/// Whether one word of an address leads there by itself.
fn tells_alone(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let numbered = digits > 0 && digits < word.len();
    numbered || word.len() > 3 && is_unknown(word)
}

fn counted(personal: &Personal) -> Vec<Replaced> {
    let mut counts: BTreeMap<PersonalKind, BTreeSet<String>> = BTreeMap::new();
    for (value, kind) in &personal.values {
        counts.entry(*kind).or_default().insert(fold(value));
    }
    // Ids of events tell of nobody, and would be most of them.
    let ids = personal.ids.iter().filter(|(of, _)| **of != "event").flat_map(|(_, ids)| ids);
    counts.entry(PersonalKind::Id).or_default().extend(ids.cloned());
    let count = |values: &BTreeSet<String>| u32::try_from(values.len()).unwrap_or(u32::MAX);
    let counted = counts.into_iter().filter(|(_, values)| !values.is_empty());
    counted.map(|(kind, values)| Replaced { kind, count: count(&values) }).collect()
}

fn folded(text: &str) -> Vec<String> {
    words(text).into_iter().map(|word| word.folded).collect()
}

/// Without the ending that is no part of a name: `Ada's`.
fn without_possessive(text: &str, word: &mut Word) {
    let typed = text.get(word.span.start..word.span.end).unwrap_or_default();
    let ending = ["'s", "’s", "'S", "’S"].into_iter().find(|ending| typed.ends_with(ending));
    if let Some(ending) = ending {
        word.span.end = word.span.end.saturating_sub(ending.len());
        word.folded.pop();
    }
}

const fn is_beside(one: Span, other: Span) -> bool {
    one.end <= other.start || other.end <= one.start
}

/// Whether a piece is no part of a longer word or number.
fn is_whole(text: &str, span: Span) -> bool {
    let before =
        text.get(..span.start).is_some_and(|it| it.ends_with(|c: char| c.is_ascii_alphanumeric()));
    let after =
        text.get(span.end..).is_some_and(|it| it.starts_with(|c: char| c.is_ascii_alphanumeric()));
    !before && !after
}

/// Puts other words into a text.
fn put(text: &str, mut spans: Vec<(Span, String)>) -> String {
    sort::by_key(&mut spans, |(span, _)| span.start);
    let mut out = String::with_capacity(text.len());
    let mut at = 0_usize;
    for (span, to) in spans {
        out.push_str(text.get(at..span.start).unwrap_or_default());
        out.push_str(&to);
        at = span.end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}
