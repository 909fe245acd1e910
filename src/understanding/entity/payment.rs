//! Ways to pay.

use super::{
    EntityKind,
    gazetteer::List,
    scan::{Piece, Scan},
};

/// `card ending in 1234`, `Visa 1234`, or a whole card number, of which only the end is kept.
pub(super) fn card(scan: &Scan<'_>, at: usize) -> Option<Piece> {
    ending(scan, at).or_else(|| whole_number(scan, at))
}

fn ending(scan: &Scan<'_>, at: usize) -> Option<Piece> {
    if !scan.is(at, List::Card) {
        return None;
    }
    let brand = scan
        .normal(at, List::Payment)
        .filter(|name| matches!(*name, "visa" | "mastercard" | "amex"));
    let mut end = at.saturating_add(1);
    let mut told = brand.is_some();
    let linking = |word: &str| {
        matches!(
            word,
            "card"
                | "cards"
                | "ending"
                | "ends"
                | "in"
                | "with"
                | "on"
                | "number"
                | "that"
                | "the"
                | "my"
        )
    };
    while end.saturating_sub(at) < 6 && linking(scan.word(end)) && scan.follows(end) {
        told |= matches!(scan.word(end), "ending" | "ends");
        end = end.saturating_add(1);
    }
    told |= matches!(scan.word(at), "ending" | "ends");
    let masked = scan.gap(end).contains('*') || scan.word(end).starts_with("xx");
    let last = scan.word(end).trim_start_matches('x');
    let four = last.len() == 4 && last.bytes().all(|byte| byte.is_ascii_digit());
    let carded = brand.is_some()
        || scan.any_before(end, 6, |at| {
            matches!(scan.word(at), "card" | "visa" | "mastercard" | "amex")
        });
    if !four || !(told || masked) || !carded {
        return None;
    }
    let brand = brand.unwrap_or("card");
    Some(Piece::new(EntityKind::Payment, at..end.saturating_add(1), format!("{brand}:{last}")))
}

/// Thirteen to nineteen digits that pass the check of card numbers.
fn whole_number(scan: &Scan<'_>, at: usize) -> Option<Piece> {
    const GROUPS_MAX: usize = 5;
    scan.digits(at)?;
    let mut digits = scan.word(at).to_owned();
    let mut end = at.saturating_add(1);
    while end.saturating_sub(at) < GROUPS_MAX
        && scan.digits(end).is_some()
        && matches!(scan.gap(end), " " | "-")
    {
        digits.push_str(scan.word(end));
        end = end.saturating_add(1);
    }
    let grouped = end.saturating_sub(at) >= 3;
    let told = scan.any_before(at, 4, |at| scan.word(at) == "card");
    let fours = digits.len() == 16 && end.saturating_sub(at) == 4;
    let checked = (grouped || told) && passes_check(&digits);
    let card = (13..=19).contains(&digits.len()) && (fours || checked);
    let last = digits.get(digits.len().saturating_sub(4)..)?;
    card.then(|| Piece::new(EntityKind::Payment, at..end, format!("card:{last}")))
}

/// The check digit of ISO/IEC 7812.
fn passes_check(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, byte)| {
            let digit = u32::from(byte.saturating_sub(b'0'));
            match (place.is_multiple_of(2), digit) {
                (true, digit) => digit,
                (false, digit @ 0..=4) => digit.saturating_mul(2),
                (false, digit) => digit.saturating_mul(2).saturating_sub(9),
            }
        })
        .fold(0, u32::saturating_add);
    sum.is_multiple_of(10)
}

/// `PayPal`, `gift card`, `apple pay`.
pub(super) fn method(scan: &Scan<'_>, at: usize) -> Option<Piece> {
    let (end, name) = scan.longest(at, List::Payment)?;
    Some(Piece::new(EntityKind::Payment, at..end, name))
}
