//! Order numbers, invoice numbers and tracking numbers.

use super::{
    EntityKind,
    gazetteer::List,
    scan::{Piece, Scan},
};
use crate::{base::text::Span, understanding::typo};

/// Words of one number that is written with hyphens.
const PARTS_MAX: usize = 5;

/// Characters of the longest number that is one.
const NUMBER_CHARS_MAX: usize = 24;

/// A number in one of the shop's own patterns: `#` is a digit, `@` a letter, the rest itself.
pub(super) fn shop_pattern(scan: &Scan<'_>, at: usize) -> Option<Piece> {
    let known = scan.known;
    (1..=PARTS_MAX.min(scan.count().saturating_sub(at))).rev().find_map(|parts| {
        let end = at.saturating_add(parts);
        let typed = scan.typed(at..end);
        let fits = known.order_patterns.iter().any(|pattern| fits(pattern, typed));
        fits.then(|| numbered(scan, EntityKind::OrderNumber, at, end))
    })
}

fn fits(pattern: &str, typed: &str) -> bool {
    let pattern =
        pattern.strip_prefix('#').filter(|rest| !rest.starts_with('#')).unwrap_or(pattern);
    let same = |(pattern, typed): (char, char)| match pattern {
        '#' => typed.is_ascii_digit(),
        '@' => typed.is_ascii_alphabetic(),
        other => other.eq_ignore_ascii_case(&typed),
    };
    pattern.chars().count() == typed.chars().count() && pattern.chars().zip(typed.chars()).all(same)
}

/// Words that say that a number belongs to a parcel.
const TRACKED: &[&str] =
    &["tracking", "track", "waybill", "consignment", "awb", "seguimiento", "sendungsnummer"];

/// `1Z999AA10123456784`, `9400 1000 0000 0000 0000 00`, `RM123456785GB`.
pub(super) fn tracking(scan: &Scan<'_>, at: usize) -> Option<Piece> {
    let (end, number) = spaced(scan, at)?;
    let letters = number.bytes().filter(u8::is_ascii_alphabetic).count();
    let digits = number.len().saturating_sub(letters);
    let carrier = carrier_near(scan, at);
    let told = carrier.is_some() || scan.any_before(at, 5, |at| TRACKED.contains(&scan.word(at)));
    let shape = if number.starts_with("1Z") && number.len() == 18 {
        Some("ups")
    } else if (number.starts_with("JD") || number.starts_with("JJD")) && digits >= 16 {
        Some("dhl")
    } else if is_postal_union(&number) {
        Some(if number.ends_with("GB") { "royal_mail" } else { carrier.unwrap_or_default() })
    } else if letters == 0 && number.starts_with('9') && (20..=22).contains(&digits) {
        Some("usps")
    } else if told && letters <= 4 && (8..=34).contains(&number.len()) && digits >= 6 {
        Some(carrier.unwrap_or(match (letters, digits) {
            (0, 12 | 15) => "fedex",
            (0, 10) => "dhl",
            _ => "",
        }))
    } else {
        None
    };
    // "order 123456789012" is an order, whatever its length.
    let ordered = letters == 0 && scan.any_before(at, 2, |at| scan.is(at, List::Order));
    let shape = shape.filter(|shape| *shape == "usps" || !ordered)?;
    Some(Piece::new(EntityKind::Tracking, at..end, format!("{shape}:{number}")))
}

/// Letters and digits with single blanks between groups of digits, as labels print them; nothing
/// where there are too few digits.
fn spaced(scan: &Scan<'_>, at: usize) -> Option<(usize, String)> {
    let mut number = scan.word(at).to_uppercase();
    let mut end = at.saturating_add(1);
    let grouped = number.bytes().any(|byte| byte.is_ascii_digit());
    while grouped && end < scan.count() && scan.gap(end) == " " && number.len() < 34 {
        let word = scan.word(end);
        if !word.bytes().any(|byte| byte.is_ascii_digit()) || word.len() > 6 {
            break;
        }
        number.push_str(&word.to_uppercase());
        end = end.saturating_add(1);
    }
    let long = number.bytes().filter(u8::is_ascii_digit).count() > 5;
    (number.is_ascii() && long).then_some((end, number))
}

/// Two letters, nine digits, two letters: the form of the Universal Postal Union.
fn is_postal_union(number: &str) -> bool {
    let letter = |at: usize| number.as_bytes().get(at).is_some_and(u8::is_ascii_alphabetic);
    number.len() == 13
        && [0, 1, 11, 12].into_iter().all(letter)
        && number.get(2..11).is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_digit()))
}

fn carrier_near(scan: &Scan<'_>, at: usize) -> Option<&'static str> {
    let near = (at.saturating_sub(5)..at.saturating_add(3)).rev();
    near.filter_map(|at| scan.longest(at, List::Carrier)).map(|(_, carrier)| carrier).next()
}

/// `invoice #12588`, `bill no. 2044-7`.
pub(super) fn invoice(scan: &Scan<'_>, at: usize) -> Option<Piece> {
    let end = compound(scan, at);
    let least = if scan.gap(at).contains('#') { 1 } else { 3 };
    if digits_in(scan, at, end) < least {
        return None;
    }
    let named = scan.any_before(at, 3, |near| {
        (scan.is(near, List::Invoice) || is_invoice_misspelt(scan.word(near)))
            && (near.saturating_add(1)..at).all(|at| is_number_word(scan, at))
    });
    named.then(|| numbered(scan, EntityKind::InvoiceNumber, at, end))
}

fn is_invoice_misspelt(word: &str) -> bool {
    typo::distance(word, "invoice", 2).is_some() || typo::distance(word, "invoices", 2).is_some()
}

/// Units after which a number counts something and names nothing.
const UNITS: &[&str] = &[
    "points", "point", "puntos", "punkte", "ml", "mah", "kg", "g", "lbs", "lb", "oz", "cm", "mm",
    "km", "miles", "watts", "watt", "w", "v", "gb", "tb", "mg", "percent",
];

/// Whether a folded word after a number says what is counted.
#[must_use]
pub fn is_unit(word: &str) -> bool {
    UNITS.contains(&word)
}

/// Words before numbers that name something else.
const OTHER_IDS: &[&str] = &["account", "username", "pin", "password", "model", "serial", "sku"];

/// A number that may name an order: marked by `#`, told by a word before it, or long enough.
pub(super) fn order(scan: &Scan<'_>, at: usize) -> Option<Piece> {
    if let Some(piece) = run_on_order(scan, at) {
        return Some(piece);
    }
    let end = compound(scan, at);
    let digits = digits_in(scan, at, end);
    if digits == 0 {
        return None;
    }
    let typed = scan.typed(at..end);
    let marked = scan.gap(at).ends_with('#');
    let money = scan.gap(at).ends_with(['$', '€', '£']) || scan.gap(end).starts_with(['€', '%']);
    let before = at.checked_sub(1);
    let named = before.is_some_and(|at| scan.is(at, List::Order) || is_number_word(scan, at));
    let least = match (marked, named) {
        (true, _) => 1,
        (_, true) => 3,
        _ => 4,
    };
    let counted = !marked && is_unit(scan.word(end));
    let other = OTHER_IDS.iter().any(|id| scan.any_before(at, 3, |at| scan.word(at) == *id));
    // A shop that says how its orders are numbered has no order of another length: "Denver 80202".
    let patterns = &scan.known.order_patterns;
    let numbered_so = |pattern: &String| pattern.chars().filter(|c| *c == '#').count() == digits;
    let own = marked || named || patterns.is_empty() || patterns.iter().any(numbered_so);
    let simple = typed.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    let likely = simple
        && !money
        && !counted
        && (marked || !other)
        && own
        && typed.len() <= NUMBER_CHARS_MAX
        && digits >= least
        && !is_ordinal(scan.word(at));
    likely.then(|| numbered(scan, EntityKind::OrderNumber, at, end))
}

/// `order113542617735902`: the word and the number run together.
fn run_on_order(scan: &Scan<'_>, at: usize) -> Option<Piece> {
    let word = scan.typed(at..at.saturating_add(1));
    let digits_at = word.find(|c: char| c.is_ascii_digit())?;
    let (name, digits) = word.split_at_checked(digits_at)?;
    let named = matches!(name.to_lowercase().as_str(), "order" | "purchase" | "pedido" | "number");
    if !named || digits.len() < 3 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let Span { start, end } = scan.span(at..at.saturating_add(1));
    let start = start.saturating_add(digits_at);
    let piece = Piece::new(EntityKind::OrderNumber, at..at.saturating_add(1), digits);
    Some(Piece { span: Some(Span { start, end }), ..piece })
}

/// A number with the mark before it as its place, and without it as its value.
fn numbered(scan: &Scan<'_>, kind: EntityKind, at: usize, end: usize) -> Piece {
    let Span { start, end: last } = scan.span(at..end);
    let mark = if scan.gap(at).ends_with('#') { 1 } else { 0 };
    let span = Span { start: start.saturating_sub(mark), end: last };
    let value = scan.typed(at..end).to_uppercase();
    Piece { span: Some(span), ..Piece::new(kind, at..end, value) }
}

/// One past the last word of a number that is written with hyphens.
fn compound(scan: &Scan<'_>, at: usize) -> usize {
    let mut end = at.saturating_add(1);
    while end < scan.count() && end.saturating_sub(at) < PARTS_MAX && scan.gap(end) == "-" {
        if !scan.is_free(end) {
            break;
        }
        end = end.saturating_add(1);
    }
    end
}

fn digits_in(scan: &Scan<'_>, at: usize, end: usize) -> usize {
    scan.typed(at..end).bytes().filter(u8::is_ascii_digit).count()
}

fn is_number_word(scan: &Scan<'_>, at: usize) -> bool {
    matches!(scan.word(at), "number" | "no" | "nr" | "id" | "num" | "numero" | "nummer" | "is")
        && (scan.word(at) != "is"
            || scan.any_before(at, 2, |at| scan.word(at) == "number" || scan.is(at, List::Order)))
}

fn is_ordinal(word: &str) -> bool {
    ["st", "nd", "rd", "th"].iter().any(|end| word.ends_with(end))
}
