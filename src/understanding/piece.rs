//! Pieces of a text in which what customers write and what a catalogue writes look alike: `1 TB`,
//! `1tb` and `1-TB`; `grey` and `gray`; `two pieces` and `2-piece`.

use super::{lexicon::Lexicon, normal::letters};
use crate::base::text::{self, Span, Word, singular};

/// A piece with its place in the text.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Piece {
    /// Lower case, in the singular, American, units in their short form.
    pub(super) word: String,
    /// As typed, folded.
    pub(super) typed: String,
    /// Where it stands.
    pub(super) span: Span,
    /// Whether a sentence ends after it.
    pub(super) ends: bool,
    /// Whether a comma or dash follows it.
    pub(super) pauses: bool,
    /// Whether it was typed in capital letters.
    pub(super) capital: bool,
    /// Whether a colon follows it.
    pub(super) introduces: bool,
    /// Whether a sign of money stands before it.
    pub(super) money: bool,
}

/// The pieces of a text. Time is linear in its length.
pub(super) fn pieces(said: &str) -> Vec<Piece> {
    let words = with_whole_numbers(said, text::words(said));
    let mut pieces: Vec<Piece> = Vec::with_capacity(words.len());
    for (index, word) in words.iter().enumerate() {
        let next = words.get(index.saturating_add(1)).map_or(said.len(), |next| next.span.start);
        let gap = said.get(word.span.end..next).unwrap_or_default();
        let before = said.get(..word.span.start).unwrap_or_default();
        let typed = said.get(word.span.start..word.span.end).unwrap_or_default();
        let capital =
            typed.chars().any(char::is_uppercase) && !typed.chars().any(char::is_lowercase);
        // Most words are parted by a blank, which says nothing.
        let marked = gap != " ";
        let ends = marked
            && (gap.contains(['?', '!', ';', '\n'])
                || gap.trim_end_matches(' ').starts_with('.') && !gap.starts_with(".5"));
        let pauses = marked && gap.contains([',', '(', ')', ':', '–', '—']);
        let introduces = marked && gap.contains(':');
        let number = word.folded.ends_with(|c: char| c.is_ascii_digit());
        let unit = match gap.trim_start_matches(' ').chars().next() {
            Some('"' | '″' | '”') if number && !gap.starts_with(' ') => Some("inch"),
            Some('%') if number => Some("percent"),
            _ => None,
        };
        let (first, second) = split(&word.folded);
        let parts = [Some(first), second];
        for (at, part) in parts.into_iter().flatten().enumerate() {
            let last = at > 0 || second.is_none();
            let typed = steering(part);
            pieces.push(Piece {
                word: canonical(typed, at > 0),
                typed: typed.to_owned(),
                span: word.span,
                ends: last && unit.is_none() && ends,
                pauses: last && unit.is_none() && pauses,
                capital,
                introduces: last && introduces,
                money: at == 0 && before.trim_end().ends_with(['$', '€', '£']),
            });
        }
        if let Some(unit) = unit {
            pieces.push(Piece {
                word: unit.to_owned(),
                typed: unit.to_owned(),
                span: word.span,
                ends,
                pauses: gap.contains(','),
                capital: false,
                introduces: false,
                money: false,
            });
        }
    }
    pieces
}

/// Words by which a text says what is meant of the things that it names. A slip in one of them
/// would turn the meaning round: "all but my otheer lamp".
const STEERING: &[&str] = &[
    "another",
    "available",
    "cheapest",
    "delivered",
    "different",
    "everything",
    "except",
    "excluding",
    "instead",
    "keeping",
    "other",
    "pending",
    "received",
    "without",
];

/// A steering word as it is spelt; any other word as it was typed.
fn steering(part: &str) -> &str {
    let begins = |word: &str| word.as_bytes().first() == part.as_bytes().first();
    let near = |word: &&&str| begins(word) && part.len().abs_diff(word.len()) <= 2;
    let mut near = STEERING.iter().filter(near).peekable();
    if part.len() < 5 || near.peek().is_none() || Lexicon::english().id(part).is_some() {
        return part;
    }
    near.find(|word| is_alike(part, word)).unwrap_or(&part)
}

/// The words alone, for a name or a value of a catalogue.
pub(super) fn words(said: &str) -> Vec<String> {
    pieces(said).into_iter().map(|piece| piece.word).collect()
}

/// Joins what a point or a comma parts within a number: `1.5l`, `1,000`.
fn with_whole_numbers(said: &str, words: Vec<Word>) -> Vec<Word> {
    let mut whole: Vec<Word> = Vec::with_capacity(words.len());
    for word in words {
        let last = whole.last_mut().filter(|last| {
            let digits = last.folded.chars().all(|c| c.is_ascii_digit());
            let starts = word.folded.chars().take_while(char::is_ascii_digit).count();
            match said.get(last.span.end..word.span.start) {
                Some(".") => digits && starts > 0,
                Some(",") => digits && last.folded.len() <= 3 && starts == 3,
                _ => false,
            }
        });
        let Some(last) = last else {
            whole.push(word);
            continue;
        };
        if said.get(last.span.end..word.span.start) == Some(".") {
            last.folded.push('.');
        }
        last.folded.push_str(&word.folded);
        last.span.end = word.span.end;
    }
    whole
}

/// `8gb` is two pieces; `ipx7` and `i7` are one.
fn split(word: &str) -> (&str, Option<&str>) {
    let digits = word.chars().take_while(|c| c.is_ascii_digit() || *c == '.').count();
    let rest = word.get(digits..).unwrap_or_default();
    if digits == 0 || rest.is_empty() || rest.chars().any(|c| c.is_ascii_digit()) {
        return (word, None);
    }
    if matches!(rest, "st" | "nd" | "rd" | "th") {
        return (word, None);
    }
    (word.get(..digits).unwrap_or_default(), Some(rest))
}

/// The other ways in which a word is written that its own letters do not find: of "gray" also "grey".
/// A shop looks for the letters that it is given.
pub fn spellings(word: &str) -> impl Iterator<Item = &'static str> {
    let same = WRITTEN.iter().filter(move |(_, compared)| *compared == word);
    same.map(|(written, _)| *written).filter(move |written| !written.contains(word))
}

/// Words that are written in several ways, in order, each with the one by which they are compared.
const WRITTEN: &[(&str, &str)] = &[
    ("colors", "color"),
    ("colour", "color"),
    ("colours", "color"),
    ("eight", "8"),
    ("eleven", "11"),
    ("feet", "ft"),
    ("five", "5"),
    ("foot", "ft"),
    ("four", "4"),
    ("gig", "gb"),
    ("gigabyte", "gb"),
    ("gigabytes", "gb"),
    ("gigs", "gb"),
    ("golden", "gold"),
    ("gram", "g"),
    ("grams", "g"),
    ("grey", "gray"),
    ("hours", "hour"),
    ("hr", "hour"),
    ("hrs", "hour"),
    ("inches", "inch"),
    ("kilo", "kg"),
    ("kilogram", "kg"),
    ("kilograms", "kg"),
    ("kilos", "kg"),
    ("lbs", "lb"),
    ("liter", "l"),
    ("liters", "l"),
    ("litre", "l"),
    ("litres", "l"),
    ("megapixel", "mp"),
    ("megapixels", "mp"),
    ("metallic", "metal"),
    ("milliliter", "ml"),
    ("milliliters", "ml"),
    ("millilitre", "ml"),
    ("millilitres", "ml"),
    ("nine", "9"),
    ("one", "1"),
    ("ounce", "oz"),
    ("ounces", "oz"),
    ("pc", "piece"),
    ("pcs", "piece"),
    ("pieces", "piece"),
    ("pound", "lb"),
    ("pounds", "lb"),
    ("seven", "7"),
    ("six", "6"),
    ("ten", "10"),
    ("terabyte", "tb"),
    ("terabytes", "tb"),
    ("three", "3"),
    ("twelve", "12"),
    ("two", "2"),
    ("wooden", "wood"),
    ("woolen", "wool"),
    ("woollen", "wool"),
];

/// Words that are no plural, though they look like one.
const NO_PLURALS: &[&str] = &["always", "canvas", "does", "glasses", "plus", "this"];

fn canonical(word: &str, unit: bool) -> String {
    let unit = match word {
        "in" if unit => Some("inch"),
        "h" if unit => Some("hour"),
        _ => None,
    };
    let known = || WRITTEN.binary_search_by(|(said, _)| (*said).cmp(word)).ok();
    let known = unit.or_else(|| Some(WRITTEN.get(known()?)?.1));
    match known {
        Some(known) => known.to_owned(),
        // A short word that ends in s is seldom a plural: `s` and `xs` are sizes.
        None if word.len() <= 3 || NO_PLURALS.contains(&word) => word.to_owned(),
        None => singular(word),
    }
}

/// A stretch of a list, as much of it as there is.
pub(super) fn stretch<T>(list: &[T], from: usize, to: usize) -> &[T] {
    let to = to.min(list.len());
    list.get(from.min(to)..to).unwrap_or_default()
}

/// Whether two words are one, give or take a slip: a longer word forgives more.
pub(super) fn is_alike(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    // Most words differ in their first letter: that is looked at before anything is counted.
    if one.chars().next() != other.chars().next() {
        return false;
    }
    let shorter = one.chars().count().min(other.chars().count());
    let slips_max: usize = match shorter {
        0..=4 => return false,
        5..=8 => 1,
        _ => 2,
    };
    let digits = |text: &str| text.bytes().any(|c| c.is_ascii_digit());
    if digits(one) || digits(other) {
        return false;
    }
    // A slip changes at most two letters of the set.
    let apart = (letters(one) ^ letters(other)).count_ones();
    if usize::try_from(apart).is_ok_and(|apart| apart > slips_max.saturating_mul(2)) {
        return false;
    }
    distance(one, other, slips_max) <= slips_max
}

/// Letters to change, add, drop or swap with their neighbour; more than `max` is not counted out.
fn distance(one: &str, other: &str, max: usize) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if a.len().abs_diff(b.len()) > max {
        return max.saturating_add(1);
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (row, left) in a.iter().enumerate() {
        let mut next = vec![row.saturating_add(1)];
        for (column, right) in b.iter().enumerate() {
            let at = |line: &[usize], index: usize| line.get(index).copied().unwrap_or(usize::MAX);
            let change = at(&last, column).saturating_add(usize::from(left != right));
            let drop = at(&last, column.saturating_add(1)).saturating_add(1);
            let add = at(&next, column).saturating_add(1);
            let swapped = row > 0
                && column > 0
                && a.get(row.saturating_sub(1)) == Some(right)
                && b.get(column.saturating_sub(1)) == Some(left);
            let swap = if swapped {
                at(&before, column.saturating_sub(1)).saturating_add(1)
            } else {
                usize::MAX
            };
            next.push(change.min(drop).min(add).min(swap));
        }
        before = std::mem::replace(&mut last, next);
    }
    last.last().copied().unwrap_or_default()
}

/// Whether a piece is a number.
pub(super) fn is_number(word: &str) -> bool {
    let plain = |c: char| c.is_ascii_digit() || c == '.';
    word.chars().all(plain) && word.parse::<f64>().is_ok()
}

/// A quantity with its unit in the smallest unit of its kind, where the pieces are one.
pub(super) fn quantity(words: &[String]) -> Option<(f64, String)> {
    let (number, rest) = words.split_first()?;
    let value: f64 = number.parse().ok()?;
    // The lower end of a range stands for it: `5-25 lbs`.
    let unit = rest.iter().find(|word| !is_number(word)).map_or("", String::as_str);
    let (times, unit) = match unit {
        "l" => (1_000.0, "ml"),
        "tb" => (1_000.0, "gb"),
        "cl" => (10.0, "ml"),
        "kg" => (1_000.0, "g"),
        "lb" => (16.0, "oz"),
        // Columns of a picture: 1080p has 1920.
        "k" => (1_000.0, "column"),
        "p" => (16.0 / 9.0, "column"),
        "ft" => (12.0, "inch"),
        other => (1.0, other),
    };
    Some((value * times, unit.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn customers_and_catalogues_look_alike() {
        for (said, written) in [
            ("1 TB SSD", "1tb ssd"),
            ("a two-piece set", "a 2 piece set"),
            ("34\"", "34 inch"),
            ("Grey T-Shirts", "gray t-shirt"),
            ("8 Hours", "8h"),
            ("1.5 liters", "1.5L"),
            ("1,000 pieces", "1000-piece"),
            ("80 percent", "80%"),
        ] {
            assert_eq!(words(said), words(written), "{said}");
        }
        assert!(WRITTEN.is_sorted());
        assert_eq!(words("IPX7 i7"), ["ipx7", "i7"]);
        assert_eq!(quantity(&words("1 liter")), quantity(&words("1000ml")));
    }

    #[test]
    fn a_slip_is_forgiven_in_a_long_word_only() {
        assert!(is_alike("keybaord", "keyboard"));
        assert!(is_alike("polyestr", "polyester"));
        assert!(!is_alike("lamp", "lamb"));
        assert!(!is_alike("1000", "1001"));
        assert!(!is_alike("battery", "pottery"));
    }
}
