//! Replaces what is personal: whole values where they are values, and the same wherever they stand in a
//! text, however they are written there.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{personal::Personal, stand_in::StandIns};
use crate::{
    base::{
        sort,
        text::{Span, Word, fold, words},
    },
    understanding::{is_given_name, is_street_word, is_unknown},
    wire::{PersonalKind, Replaced},
};

/// What is replaced by what.
pub(super) struct Masks {
    /// Whole values.
    exact: BTreeMap<String, String>,
    /// Texts that are looked for as they stand, whatever their case: the longest first.
    literal: Vec<(String, String)>,
    /// Digits and letters without what is between them.
    numbers: BTreeMap<String, String>,
    /// Folded words in a row: the longest first.
    phrases: Vec<Phrase>,
    /// The shop's words, which stay.
    titles: Vec<Vec<String>>,
    shops: BTreeSet<String>,
    /// Words that were made.
    made: BTreeSet<String>,
    replaced: Vec<Replaced>,
}

/// Words that are replaced by as many others.
struct Phrase {
    words: Vec<String>,
    to: Vec<String>,
    /// Whether it is an everyday word, too: then only its capital tells that it is a name.
    everyday: bool,
}

/// Fields that are no text of anybody's, and what must come of a turn.
const KEPT: &[&str] = &[
    "amount", "currency", "expect", "kind", "language", "locale", "name", "options", "product_id",
    "schema_version", "source", "status", "time", "variant_id", "variants",
];

/// Where the last seven digits of a number are one number with and without what stands before them.
const LOCAL_MIN: usize = 3;

impl Masks {
    pub(super) fn new(personal: &Personal, set: usize) -> Self {
        let mut taken: BTreeSet<String> = personal.shops.clone();
        for value in personal.values.keys() {
            taken.extend(words(value).into_iter().map(|word| word.folded));
            taken.insert(compact(value));
        }
        let mut masks = Self {
            exact: BTreeMap::new(),
            literal: Vec::new(),
            numbers: BTreeMap::new(),
            phrases: Vec::new(),
            titles: personal.titles.iter().map(|title| folded(title)).collect(),
            shops: personal.shops.clone(),
            made: BTreeSet::new(),
            replaced: replaced(personal),
        };
        let mut made = StandIns::new(set, taken);
        masks.number_all(personal, &mut made);
        masks.name_ids(personal, set);
        for (value, kind) in &personal.values {
            masks.add(*kind, value, &mut made);
        }
        sort::by_key(&mut masks.literal, |(value, _)| usize::MAX.saturating_sub(value.len()));
        sort::by_key(&mut masks.phrases, |phrase| usize::MAX.saturating_sub(phrase.words.len()));
        masks
    }

    /// How many values of each kind are replaced.
    pub(super) fn replaced(&self) -> Vec<Replaced> {
        self.replaced.clone()
    }

    /// A scenario, or a part of it.
    pub(super) fn value(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.whole(text)),
            Value::Array(items) => items.iter().map(|item| self.value(item)).collect(),
            Value::Object(fields) => {
                let field = |(name, value): (&String, &Value)| {
                    let kept = KEPT.contains(&name.as_str()) || name.ends_with("_at");
                    let value = if kept { value.clone() } else { self.value(value) };
                    (self.key(name), value)
                };
                Value::Object(fields.iter().map(field).collect())
            }
            Value::Bool(_) | Value::Null | Value::Number(_) => value.clone(),
        }
    }

    /// A value that may be personal as a whole, or hold what is.
    fn whole(&self, text: &str) -> String {
        self.exact.get(text).cloned().unwrap_or_else(|| self.text(text))
    }

    /// The name of a field, which may be an id.
    fn key(&self, name: &str) -> String {
        self.exact.get(name).cloned().unwrap_or_else(|| self.with_literals(name))
    }

    fn with_literals(&self, text: &str) -> String {
        let mut spans: Vec<(Span, String)> = Vec::new();
        self.find_literals(text, &mut spans);
        put(text, spans)
    }

    /// A text with whatever is personal in it replaced.
    pub(super) fn text(&self, text: &str) -> String {
        let mut spans: Vec<(Span, String)> = Vec::new();
        self.find_literals(text, &mut spans);
        let mut words = words(text);
        words.iter_mut().for_each(|word| without_possessive(text, word));
        let is_free = |spans: &[(Span, String)], word: &Word| {
            spans.iter().all(|(span, _)| word.span.end <= span.start || span.end <= word.span.start)
        };
        let mut at = 0_usize;
        while let Some(word) = words.get(at) {
            let rest = words.get(at..).unwrap_or_default();
            let one = 1_usize;
            let length = if !is_free(&spans, word) {
                one
            } else if let Some(length) = self.title_at(rest) {
                length
            } else if let Some((length, span, to)) = self.number_at(text, &words, at) {
                spans.push((span, to));
                length
            } else if let Some((length, to)) = self.phrase_at(text, &words, at) {
                spans.extend(to);
                length
            } else {
                one
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
            let ours = self.made.contains(&word.folded) || self.shops.contains(&word.folded);
            let unknown = word.folded.chars().count() > 2 && is_unknown(&word.folded);
            !ours && (digits > 1 || unknown || is_given_name(&word.folded))
        };
        words(text).iter().any(unsure)
    }

    /// Numbers, all of one shape together: they keep their order, since lists are sorted by them.
    fn number_all(&mut self, personal: &Personal, made: &mut StandIns) {
        let mut shapes: BTreeMap<(PersonalKind, String), Vec<String>> = BTreeMap::new();
        for (value, kind) in &personal.values {
            if is_number(*kind, value) {
                let value = bare(*kind, value);
                shapes.entry((*kind, shape(&value))).or_default().push(value);
            }
        }
        // The longest first: what is the end of a longer number stays the end of it.
        let mut shapes: Vec<_> = shapes.into_iter().collect();
        sort::by_key(&mut shapes, |((_, shape), _)| usize::MAX.saturating_sub(shape.len()));
        for ((kind, _), mut values) in shapes {
            values.sort_unstable();
            values.dedup();
            values.retain(|value| {
                let ending = self.ending(value);
                let known = ending.is_some();
                if let Some(to) = ending {
                    self.numbers.insert(value.clone(), to);
                }
                !known && !self.numbers.contains_key(value)
            });
            let mut to: Vec<String> = values
                .iter()
                .map(|value| match kind {
                    PersonalKind::Phone => made.phone(value),
                    PersonalKind::TrackingNumber => made.number(value, 2),
                    PersonalKind::Card => checked(value, made.number(value, 0)),
                    _ => made.number(value, 0),
                })
                .collect();
            to.sort_unstable();
            self.made.extend(to.iter().cloned());
            self.numbers.extend(values.into_iter().zip(to));
        }
    }

    /// The end of what stands for a longer number that ends like this.
    fn ending(&self, value: &str) -> Option<String> {
        if value.len() < LOCAL_MIN {
            return None;
        }
        let longer = self.numbers.iter().find(|(longer, _)| longer.ends_with(value))?;
        let from = longer.0.len().saturating_sub(value.len());
        longer.1.get(from..).map(str::to_owned)
    }

    fn name_ids(&mut self, personal: &Personal, set: usize) {
        for (of, ids) in &personal.ids {
            for (id, place) in ids.iter().zip(1_usize..) {
                // An id that is shown is a number.
                let shown = personal.values.get(id).map(|kind| bare(*kind, id));
                let shown = shown.and_then(|bare| self.numbers.get(&bare).map(|to| filled(id, to)));
                let number = place.saturating_add(set.saturating_mul(1_000));
                let to = shown.unwrap_or_else(|| format!("{of}_{number:04}"));
                if id.chars().count() > 4 {
                    self.literal.push((id.clone(), to.clone()));
                }
                self.exact.entry(id.clone()).or_insert(to);
            }
        }
    }

    fn add(&mut self, kind: PersonalKind, value: &str, made: &mut StandIns) {
        match kind {
            PersonalKind::Email | PersonalKind::Link => {
                let lower = value.to_lowercase();
                let known = self.literal.iter().find(|(held, _)| *held == lower);
                let to = known.map(|(_, to)| to.clone()).unwrap_or_else(|| match kind {
                    PersonalKind::Email => made.email(),
                    _ => format!("https://example.com/{}", made.word(&lower)),
                });
                self.made.extend(words(&to).into_iter().map(|word| word.folded));
                self.literal.push((lower, to.clone()));
                self.exact.insert(value.to_owned(), to);
            }
            _ if is_number(kind, value) => {
                if let Some(to) = self.numbers.get(&bare(kind, value)) {
                    self.exact.entry(value.to_owned()).or_insert(filled(value, to));
                }
            }
            _ => self.add_words(kind, value, made),
        }
    }

    fn add_words(&mut self, kind: PersonalKind, value: &str, made: &mut StandIns) {
        if value.chars().any(|letter| letter >= '\u{2e80}') {
            // Scripts without blanks: a name is a part of a longer run.
            self.literal.push((value.to_lowercase(), "林安".to_owned()));
            return;
        }
        let whole = words(value);
        let folded: Vec<String> = whole.iter().map(|word| word.folded.clone()).collect();
        let phrase = folded.join(" ");
        let listed = kind == PersonalKind::City && folded.len() > 1;
        let to: Vec<String> = if listed {
            made.word(&phrase).split(' ').map(str::to_owned).collect()
        } else {
            folded.iter().map(|word| self.stand_in(kind, word, made)).collect()
        };
        self.made.extend(to.iter().cloned());
        let cased = whole.iter().zip(&to).filter_map(|(word, to)| {
            let typed = value.get(word.span.start..word.span.end)?;
            Some((word.span, cased(typed, to)))
        });
        let replaced = if to.len() == folded.len() {
            put(value, cased.collect())
        } else {
            title(&to.join(" "))
        };
        self.exact.entry(value.to_owned()).or_insert(replaced);
        if kind == PersonalKind::Name {
            for (word, to) in folded.into_iter().zip(to).filter(|(word, to)| word != to) {
                let everyday = !is_unknown(&word) && !is_given_name(&word) || is_everyday(&word);
                self.phrases.push(Phrase { words: vec![word], to: vec![to], everyday });
            }
            return;
        }
        for (word, to) in folded.iter().zip(&to) {
            if word.len() > 3 && is_unknown(word) {
                let (words, to) = (vec![word.clone()], vec![to.clone()]);
                self.phrases.push(Phrase { words, to, everyday: false });
            }
        }
        let everyday = folded.len() == 1 && is_everyday(&phrase);
        self.phrases.push(Phrase { words: folded, to, everyday });
    }

    /// For a word of a name or an address. What says that it is one stays: "Mr.", "Street", "Apt".
    fn stand_in(&self, kind: PersonalKind, word: &str, made: &mut StandIns) -> String {
        let says = kind == PersonalKind::Address && (is_street_word(word) || OF_HOUSES.contains(&word));
        let says = says || kind == PersonalKind::Name && TITLES.contains(&word);
        if says {
            word.to_owned()
        } else if word.bytes().any(|byte| byte.is_ascii_digit()) {
            self.numbers.get(word).cloned().unwrap_or_else(|| made.number(word, 0))
        } else {
            made.word(word)
        }
    }

    fn find_literals(&self, text: &str, spans: &mut Vec<(Span, String)>) {
        let bytes = text.as_bytes();
        for (value, to) in &self.literal {
            let length = value.len();
            for start in 0..bytes.len().saturating_sub(length).saturating_add(1) {
                let end = start.saturating_add(length);
                let here = text.get(start..end).is_some_and(|it| it.to_lowercase() == *value);
                let free = |(span, _): &(Span, String)| end <= span.start || span.end <= start;
                if here && length > 0 && spans.iter().all(free) {
                    spans.push((Span { start, end }, to.clone()));
                }
            }
        }
    }

    fn title_at(&self, rest: &[Word]) -> Option<usize> {
        let begins = |title: &&Vec<String>| {
            title.len() <= rest.len() && title.iter().zip(rest).all(|(a, b)| *a == b.folded)
        };
        self.titles.iter().filter(begins).map(Vec::len).max()
    }

    fn number_at(&self, text: &str, words: &[Word], at: usize) -> Option<(usize, Span, String)> {
        let first = words.get(at)?;
        let mut typed = String::new();
        let mut found = None;
        let mut end = first.span.start;
        for (length, word) in (1..).zip(words.get(at..)?.iter().take(NUMBER_WORDS_MAX)) {
            let gap = text.get(end..word.span.start).unwrap_or_default();
            if gap.chars().count() > 2 || gap.contains(|c: char| !" -./()#+".contains(c)) {
                break;
            }
            end = word.span.end;
            typed.push_str(&word.folded);
            if let Some(to) = self.numbers.get(&typed) {
                let span = Span { start: first.span.start, end };
                if !is_amount(text, span, typed.len()) {
                    found = Some((length, span, to));
                }
            }
        }
        let (length, span, to) = found?;
        Some((length, span, filled(text.get(span.start..span.end)?, to)))
    }

    fn phrase_at(
        &self,
        text: &str,
        words: &[Word],
        at: usize,
    ) -> Option<(usize, Vec<(Span, String)>)> {
        let rest = words.get(at..)?;
        let phrase = self.phrases.iter().find(|phrase| {
            phrase.words.len() <= rest.len()
                && phrase.words.iter().zip(rest).all(|(a, b)| *a == b.folded)
                && (!phrase.everyday || self.is_name_there(text, words, at))
        })?;
        let typed = |word: &Word| text.get(word.span.start..word.span.end).unwrap_or_default();
        if phrase.to.len() != phrase.words.len() {
            let last = rest.get(phrase.words.len().saturating_sub(1))?;
            let span = Span { start: rest.first()?.span.start, end: last.span.end };
            return Some((phrase.words.len(), vec![(span, title(&phrase.to.join(" ")))]));
        }
        let each = rest.iter().zip(&phrase.to).map(|(word, to)| (word.span, cased(typed(word), to)));
        Some((phrase.words.len(), each.collect()))
    }

    /// Whether an everyday word is a name where it stands: it has a capital that no sentence gives it, or
    /// another name beside it.
    fn is_name_there(&self, text: &str, words: &[Word], at: usize) -> bool {
        let Some(word) = words.get(at) else { return false };
        let before = text.get(..word.span.start).unwrap_or_default().trim_end();
        let begins = before.is_empty() || before.ends_with(['.', '!', '?', ':']);
        let capital = text.get(word.span.start..).is_some_and(|it| it.starts_with(char::is_uppercase));
        let beside = [at.checked_sub(1), at.checked_add(1)].into_iter().flatten();
        let named = |at: usize| {
            let word = words.get(at).map(|word| word.folded.as_str()).unwrap_or_default();
            self.phrases.iter().any(|phrase| phrase.words == [word])
        };
        capital && (!begins || beside.into_iter().any(named))
    }
}

/// Words of one number that is written with blanks.
const NUMBER_WORDS_MAX: usize = 8;

/// Words of an address that are nobody's.
const OF_HOUSES: &[&str] =
    &["apartment", "apt", "unit", "suite", "floor", "po", "box", "of", "the", "north", "south", "east", "west", "n", "s", "e", "w"];

/// Words before a name.
const TITLES: &[&str] =
    &["mr", "mrs", "ms", "miss", "dr", "prof", "sir", "madam", "senor", "senora", "herr", "frau"];

fn replaced(personal: &Personal) -> Vec<Replaced> {
    let mut counts: BTreeMap<PersonalKind, BTreeSet<String>> = BTreeMap::new();
    for (value, kind) in &personal.values {
        counts.entry(*kind).or_default().insert(fold(value));
    }
    // Ids of events tell of nobody, and would be most of them.
    let ids = personal.ids.iter().filter(|(of, _)| **of != "event").flat_map(|(_, ids)| ids);
    counts.entry(PersonalKind::Id).or_default().extend(ids.cloned());
    let counted = counts.into_iter().filter(|(_, values)| !values.is_empty());
    let count = |values: &BTreeSet<String>| u32::try_from(values.len()).unwrap_or(u32::MAX);
    counted.map(|(kind, values)| Replaced { kind, count: count(&values) }).collect()
}

/// Whether a value is replaced digit by digit.
fn is_number(kind: PersonalKind, value: &str) -> bool {
    matches!(
        kind,
        PersonalKind::Card
            | PersonalKind::Number
            | PersonalKind::OrderNumber
            | PersonalKind::Phone
            | PersonalKind::TrackingNumber
            | PersonalKind::Zip
    ) && value.bytes().any(|byte| byte.is_ascii_digit())
}

/// A number without what says that it is one: of "Visa ending in 4242" the digits.
fn bare(kind: PersonalKind, value: &str) -> String {
    match kind {
        PersonalKind::Card | PersonalKind::Phone => {
            value.chars().filter(char::is_ascii_digit).collect()
        }
        _ => compact(value),
    }
}

fn compact(value: &str) -> String {
    words(value).into_iter().map(|word| word.folded).collect()
}

fn folded(text: &str) -> Vec<String> {
    words(text).into_iter().map(|word| word.folded).collect()
}

/// What two numbers have in common that are of one kind.
fn shape(value: &str) -> String {
    value.chars().map(|letter| if letter.is_ascii_digit() { '0' } else { 'a' }).collect()
}

/// A number as it was typed, with other digits and letters.
fn filled(typed: &str, to: &str) -> String {
    // Of "Visa ending in 4242" only the end is a number.
    let count = typed.chars().filter(|letter| letter.is_alphanumeric()).count();
    let mut skipped = count.saturating_sub(to.chars().count());
    let mut letters = to.chars();
    let put = |letter: char| {
        if !letter.is_alphanumeric() {
            return letter;
        }
        if skipped > 0 {
            skipped = skipped.saturating_sub(1);
            return letter;
        }
        let to = letters.next().unwrap_or('0');
        if letter.is_uppercase() { to.to_ascii_uppercase() } else { to }
    };
    typed.chars().map(put).collect()
}

/// A card's number whose check digit (ISO/IEC 7812) holds, where the number has one.
fn checked(value: &str, mut made: String) -> String {
    if value.len() < 13 {
        return made;
    }
    made.pop();
    let sum: u32 = made
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, byte)| match (place.is_multiple_of(2), u32::from(byte.saturating_sub(b'0'))) {
            (false, digit) => digit,
            (true, digit @ 0..=4) => digit.saturating_mul(2),
            (true, digit) => digit.saturating_mul(2).saturating_sub(9),
        })
        .fold(0, u32::saturating_add);
    let check = 10_u32.saturating_sub(sum.checked_rem(10).unwrap_or_default());
    made.extend(char::from_digit(check.checked_rem(10).unwrap_or_default(), 10));
    made
}

/// Whether digits are a part of an amount of money, or too few to be a number without a mark.
fn is_amount(text: &str, span: Span, length: usize) -> bool {
    let before = text.get(..span.start).unwrap_or_default();
    let after = text.get(span.end..).unwrap_or_default();
    let cents = after.strip_prefix(['.', ',']).is_some_and(|it| it.starts_with(|c: char| c.is_ascii_digit()));
    let priced = before.ends_with(['$', '€', '£']);
    let short = length < LOCAL_MIN && !before.ends_with('#');
    priced || short || cents && length < 7
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

/// A word with the capitals of another.
fn cased(typed: &str, to: &str) -> String {
    let mut capitals = typed.chars().filter(|letter| letter.is_alphabetic()).map(char::is_uppercase);
    let (first, others) = (capitals.next() == Some(true), capitals.collect::<Vec<_>>());
    if first && !others.is_empty() && others.iter().all(|is| *is) {
        to.to_uppercase()
    } else if first {
        title(to)
    } else {
        to.to_owned()
    }
}

/// Each word with a capital.
fn title(words: &str) -> String {
    let one = |word: &str| {
        let mut letters = word.chars();
        let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
        format!("{first}{}", letters.as_str())
    };
    words.split(' ').map(one).collect::<Vec<_>>().join(" ")
}

/// Whether a word is said every day, though it may be a name.
fn is_everyday(word: &str) -> bool {
    word.chars().count() < 3 || EVERYDAY.contains(&word)
}

/// Given names and towns that are everyday words.
const EVERYDAY: &[&str] = &[
    "bath", "bill", "cork", "frank", "grace", "june", "lima", "mark", "may", "mobile", "nice", "rose",
    "rob", "sue", "will",
];

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
