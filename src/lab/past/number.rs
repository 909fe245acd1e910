//! Numbers that name somebody or something of theirs: replaced digit by digit, wherever they stand and
//! whatever stands between their digits.

use std::collections::BTreeMap;

use super::{personal::Personal, stand_in::StandIns};
use crate::{
    base::{
        sort,
        text::{Span, Word, words},
    },
    wire::PersonalKind,
};

/// Digits and letters without what is between them, with others for them.
#[derive(Default)]
pub(super) struct Numbers(BTreeMap<String, String>);

/// Words of one number that is written with blanks.
const WORDS_MAX: usize = 8;

/// Digits that name something by themselves, and what a longer number may be called by: its end.
const DIGITS_MIN: usize = 3;

/// From so many digits on, a number is no amount of money.
const LONG_MIN: usize = 7;

impl Numbers {
    /// All of one shape are replaced together, and keep their order: lists are sorted by them.
    pub(super) fn new(personal: &Personal, made: &mut StandIns) -> Self {
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
        let mut numbers = Self::default();
        for ((kind, _), mut values) in shapes {
            values.sort_unstable();
            values.dedup();
            values.retain(|value| !numbers.knows(value));
            let stand_in = |value: &String| made.of_kind(kind, value);
            let mut to: Vec<String> = values.iter().map(stand_in).collect();
            to.sort_unstable();
            numbers.0.extend(values.into_iter().zip(to));
        }
        numbers
    }

    /// What stands for a value as it is written.
    pub(super) fn of(&self, kind: PersonalKind, value: &str) -> Option<String> {
        Some(filled(value, self.0.get(&bare(kind, value))?))
    }

    /// What stands for one word.
    pub(super) fn of_word(&self, word: &str) -> Option<&String> {
        self.0.get(word)
    }

    /// All that stand for something.
    pub(super) fn made(&self) -> impl Iterator<Item = &String> {
        self.0.values()
    }

    /// The longest number that begins at a word: how many words it has, where it stands, and what stands
    /// for it.
    pub(super) fn at(
        &self,
        text: &str,
        words: &[Word],
        at: usize,
    ) -> Option<(usize, Span, String)> {
        let start = words.get(at)?.span.start;
        let mut typed = String::new();
        let mut found = None;
        let mut end = start;
        for (length, word) in (1..).zip(words.get(at..)?.iter().take(WORDS_MAX)) {
            let gap = text.get(end..word.span.start).unwrap_or_default();
            if gap.chars().count() > 2 || gap.contains(|c: char| !" -./()#+".contains(c)) {
                break;
            }
            end = word.span.end;
            typed.push_str(&word.folded);
            let span = Span { start, end };
            if let Some(to) = self.0.get(&typed).filter(|_| !is_amount(text, span, typed.len())) {
                found = Some((length, span, to));
            }
        }
        let (length, span, to) = found?;
        Some((length, span, filled(text.get(span.start..span.end)?, to)))
    }

    /// Whether a number has a stand-in; the end of a longer one gets the end of that one's.
    fn knows(&mut self, value: &str) -> bool {
        if self.0.contains_key(value) {
            return true;
        }
        let is_end = |(longer, _): &(&String, &String)| longer.ends_with(value);
        let longer = self.0.iter().find(is_end).filter(|_| value.len() >= DIGITS_MIN);
        let end = longer.and_then(|(longer, to)| {
            to.get(longer.len().saturating_sub(value.len())..).map(str::to_owned)
        });
        let known = end.is_some();
        self.0.extend(end.map(|to| (value.to_owned(), to)));
        known
    }
}

impl StandIns {
    fn of_kind(&mut self, kind: PersonalKind, value: &str) -> String {
        match kind {
            PersonalKind::Phone => self.phone(value),
            PersonalKind::Card => with_check_digit(value, self.number(value, 0)),
            // Its beginning names the carrier.
            PersonalKind::TrackingNumber => self.number(value, 2),
            PersonalKind::Address
            | PersonalKind::City
            | PersonalKind::Email
            | PersonalKind::Id
            | PersonalKind::Link
            | PersonalKind::Name
            | PersonalKind::Number
            | PersonalKind::OrderNumber
            | PersonalKind::Zip => self.number(value, 0),
        }
    }
}

/// Whether a value is replaced digit by digit.
pub(super) fn is_number(kind: PersonalKind, value: &str) -> bool {
    let kinds = [
        PersonalKind::Card,
        PersonalKind::Number,
        PersonalKind::OrderNumber,
        PersonalKind::Phone,
        PersonalKind::TrackingNumber,
        PersonalKind::Zip,
    ];
    kinds.contains(&kind) && value.bytes().any(|byte| byte.is_ascii_digit())
}

/// A number without what says that it is one: of "Visa ending in 4242" the digits.
fn bare(kind: PersonalKind, value: &str) -> String {
    match kind {
        PersonalKind::Card | PersonalKind::Phone => {
            value.chars().filter(char::is_ascii_digit).collect()
        }
        PersonalKind::Address
        | PersonalKind::City
        | PersonalKind::Email
        | PersonalKind::Id
        | PersonalKind::Link
        | PersonalKind::Name
        | PersonalKind::Number
        | PersonalKind::OrderNumber
        | PersonalKind::TrackingNumber
        | PersonalKind::Zip => words(value).into_iter().map(|word| word.folded).collect(),
    }
}

/// What two numbers have in common that are of one kind.
fn shape(value: &str) -> String {
    value.chars().map(|letter| if letter.is_ascii_digit() { '0' } else { 'a' }).collect()
}

/// A number as it was typed, with other digits and letters. Where it was typed with more before it, that
/// stays.
fn filled(typed: &str, to: &str) -> String {
    let count = typed.chars().filter(|letter| letter.is_alphanumeric()).count();
    let mut before = count.saturating_sub(to.chars().count());
    let mut letters = to.chars();
    let put = |letter: char| {
        if !letter.is_alphanumeric() {
            return letter;
        }
        if before > 0 {
            before = before.saturating_sub(1);
            return letter;
        }
        let to = letters.next().unwrap_or('0');
        if letter.is_uppercase() { to.to_ascii_uppercase() } else { to }
    };
    typed.chars().map(put).collect()
}

/// A whole number of a card with the check digit of ISO/IEC 7812; the end of one as it is.
fn with_check_digit(value: &str, mut made: String) -> String {
    if value.len() < 13 {
        return made;
    }
    made.pop();
    let doubled = |(place, byte): (usize, u8)| {
        let digit = u32::from(byte.saturating_sub(b'0'));
        match (place.is_multiple_of(2), digit) {
            (false, digit) => digit,
            (true, digit @ 0..=4) => digit.saturating_mul(2),
            (true, digit) => digit.saturating_mul(2).saturating_sub(9),
        }
    };
    let sum = made.bytes().rev().enumerate().map(doubled).fold(0, u32::saturating_add);
    let check = 10_u32.saturating_sub(sum.checked_rem(10).unwrap_or_default());
    made.extend(char::from_digit(check.checked_rem(10).unwrap_or_default(), 10));
    made
}

/// Whether digits are a part of an amount of money, or too few to name anything without a mark.
fn is_amount(text: &str, span: Span, length: usize) -> bool {
    let before = text.get(..span.start).unwrap_or_default();
    let after = text.get(span.end..).unwrap_or_default();
    let digit = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    let cents = after.strip_prefix(['.', ',']).is_some_and(digit) && length < LONG_MIN;
    let priced = before.ends_with(['$', '€', '£']);
    let short = length < DIGITS_MIN && !before.ends_with('#');
    priced || short || cents
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_form_and_a_card_its_check_digit() {
        assert_eq!(filled("(415) 867-5309", "2025550123"), "(202) 555-0123");
        assert_eq!(filled("Visa ending in 4242", "7001"), "Visa ending in 7001");
        assert_eq!(filled("rm 123 GB", "rm456gb"), "rm 456 GB");
        // A number of the standard's examples.
        assert_eq!(
            with_check_digit("4111111111111111", "4111111111111119".into()),
            "4111111111111111"
        );
    }

    #[test]
    fn an_amount_is_no_number() {
        let amount = |text: &str, typed: &str| {
            let start = text.find(typed).unwrap();
            is_amount(text, Span { start, end: start + typed.len() }, typed.len())
        };
        assert!(amount("it was $1001", "1001") && amount("it was 1001.50", "1001"));
        assert!(
            amount("I want 7", "7") && !amount("order #7", "7") && !amount("order 1001.", "1001")
        );
    }
}
