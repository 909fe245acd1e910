//! Sizes, quantities, colours, option values and kinds of accounts.

use std::ops::Bound;

use super::{
    EntityKind,
    gazetteer::List,
    scan::{Piece, Scan},
};
use crate::understanding::typo;

/// `XL`, `size 42`, `EU 42`, `a size smaller`, `two sizes up`.
pub(super) fn size(scan: &Scan<'_>, at: usize) -> Option<Piece> {
    relative_size(scan, at).or_else(|| numbered_size(scan, at)).or_else(|| lettered_size(scan, at))
}

fn is_size_word(word: &str) -> bool {
    matches!(word, "size" | "sizes" | "sized" | "talla" | "grosse" | "taille" | "maat" | "taglia")
}

/// `one size smaller`, `a size up`, `half a size bigger`, `size up`.
fn relative_size(scan: &Scan<'_>, at: usize) -> Option<Piece> {
    let half = scan.word(at) == "half";
    let from = if half { at.saturating_add(1) } else { at };
    let (named, count) = match scan.normal(from, List::Number) {
        Some(count) => (from.saturating_add(1), if half { "0.5" } else { count }),
        None if half => (from, "0.5"),
        None => (from, "1"),
    };
    let after = named.saturating_add(1);
    let sign = match scan.word(after) {
        "up" | "bigger" | "larger" | "greater" => '+',
        "down" | "smaller" | "less" => '-',
        _ => return None,
    };
    let end = after.saturating_add(1);
    is_size_word(scan.word(named))
        .then(|| Piece::new(EntityKind::Size, at..end, format!("{sign}{count}")))
}

/// `size 42`, `EU 42`, `UK 8.5`, `42 EU`, `shoe 42`.
fn numbered_size(scan: &Scan<'_>, at: usize) -> Option<Piece> {
    let next = at.saturating_add(1);
    let region = |at: usize| {
        let word = scan.word(at);
        matches!(word, "eu" | "uk" | "us" | "eur" | "fr" | "de").then(|| word.to_uppercase())
    };
    if let Some((end, number)) = size_number(scan, at) {
        let region = region(end).filter(|_| scan.follows(end) && end < scan.count())?;
        let shown = scan.typed(end..end.saturating_add(1));
        let capital = shown.chars().all(char::is_uppercase);
        return capital.then(|| {
            Piece::new(EntityKind::Size, at..end.saturating_add(1), format!("{region} {number}"))
        });
    }
    if let Some(region) = region(at) {
        let (end, number) = size_number(scan, next)?;
        let capital = scan.typed(at..next).chars().all(char::is_uppercase);
        let sized = capital || scan.any_before(at, 2, |at| is_size_word(scan.word(at)));
        return sized.then(|| Piece::new(EntityKind::Size, at..end, format!("{region} {number}")));
    }
    let sized = is_size_word(scan.word(at)) || matches!(scan.word(at), "shoe" | "shoes" | "waist");
    let from = if is_size_word(scan.word(next)) { next.saturating_add(1) } else { next };
    if !sized {
        return None;
    }
    if let Some(region) = region(from) {
        let (end, number) = size_number(scan, from.saturating_add(1))?;
        return Some(Piece::new(EntityKind::Size, at..end, format!("{region} {number}")));
    }
    let (end, number) = size_number(scan, from)?;
    Some(Piece::new(EntityKind::Size, at..end, number))
}

/// A number that sizes have: up to 60, halves with a point or comma.
fn size_number(scan: &Scan<'_>, at: usize) -> Option<(usize, String)> {
    scan.digits(at).filter(|digits| *digits <= 2)?;
    let half = at.saturating_add(1);
    if matches!(scan.gap(half), "." | ",") && scan.word(half) == "5" {
        return Some((half.saturating_add(1), format!("{}.5", scan.word(at))));
    }
    Some((half, scan.word(at).to_owned()))
}

/// `XL`, `extra large`, `size M`, `an S`.
fn lettered_size(scan: &Scan<'_>, at: usize) -> Option<Piece> {
    let next = at.saturating_add(1);
    if let Some((end, size)) = scan.longest(at, List::Size) {
        // "Too small" and "a large order" are no sizes that anything comes in.
        let plain = matches!(size, "S" | "M" | "L");
        let alone = scan.count() <= 2;
        let told = SIZED.contains(&scan.before(at, 1)) && !UNSIZED.contains(&scan.word(end));
        let named = is_size_word(scan.before(at, 1)) || is_size_word(scan.word(end));
        return (!plain || alone || told || named)
            .then(|| Piece::new(EntityKind::Size, at..end, size));
    }
    let typed = scan.typed(at..next);
    let letter = matches!(typed, "S" | "M" | "L");
    let sized = is_size_word(scan.before(at, 1)) || is_size_word(scan.word(next));
    let lower = matches!(typed, "s" | "m" | "l") && is_size_word(scan.before(at, 1));
    let led = matches!(
        scan.before(at, 1),
        "a" | "an"
            | "in"
            | "to"
            | "from"
            | "or"
            | "the"
            | "for"
            | "of"
            | "need"
            | "want"
            | "instead"
    );
    ((letter && (sized || led)) || lower)
        .then(|| Piece::new(EntityKind::Size, at..next, typed.to_uppercase()))
}

/// Words before "small", "medium" and "large" that make sizes of them.
const SIZED: &[&str] =
    &["a", "and", "as", "for", "in", "into", "my", "need", "of", "or", "the", "want", "wear"];

/// Words after them that do not.
const UNSIZED: &[&str] = &["amount", "number", "order", "orders", "part", "quantity", "problem"];

/// `x2`, `2x`, `3 pieces`, `quantity to 4`, `two of them`, `2 mugs` of a product that is known.
pub(super) fn quantity(scan: &Scan<'_>, at: usize) -> Option<Piece> {
    let next = at.saturating_add(1);
    let word = scan.word(at);
    let times = word.strip_prefix('x').or_else(|| word.strip_suffix('x'));
    if let Some(count) = times.filter(|count| is_count(count)) {
        return Some(Piece::new(EntityKind::Quantity, at..next, count));
    }
    let count = match scan.digits(at) {
        Some(digits) if digits <= 3 => word,
        Some(_) => return None,
        None => {
            scan.normal(at, List::Number).filter(|_| !matches!(word, "a" | "an" | "un" | "una"))?
        }
    };
    let told =
        scan.any_before(at, 3, |at| matches!(scan.word(at), "qty" | "quantity" | "cantidad"));
    let after = scan.word(next);
    let of = after == "of"
        && matches!(scan.word(next.saturating_add(1)), "them" | "these" | "those" | "the");
    let counted = scan.follows(next)
        && (scan.is(next, List::Count) || of || scan.known.is_product_word(after));
    (told || counted).then(|| Piece::new(EntityKind::Quantity, at..next, count))
}

fn is_count(text: &str) -> bool {
    !text.is_empty() && text.len() <= 3 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A value that the shop's products come in.
pub(super) fn option(scan: &Scan<'_>, at: usize) -> Option<Piece> {
    let known = scan.known;
    let first = scan.word(at);
    let mut from_here = known.options.range::<str, _>((Bound::Included(first), Bound::Unbounded));
    if !from_here.next().is_some_and(|(option, _)| option.starts_with(first)) {
        return None;
    }
    let mut phrase = String::new();
    let mut longest = None;
    for end in at.saturating_add(1)..=at.saturating_add(4) {
        if end > scan.count()
            || (end > at.saturating_add(1) && !scan.follows(end.saturating_sub(1)))
        {
            break;
        }
        if !phrase.is_empty() {
            phrase.push(' ');
        }
        phrase.push_str(scan.word(end.saturating_sub(1)));
        if let Some(name) = known.options.get(&phrase) {
            longest = Some((end, format!("{name}={phrase}")));
        }
    }
    let (end, value) = longest?;
    Some(Piece::new(EntityKind::Option, at..end, value))
}

/// `dark blue`, `navy`.
pub(super) fn color(scan: &Scan<'_>, at: usize) -> Option<Piece> {
    let shade =
        matches!(scan.word(at), "dark" | "light" | "bright" | "pale" | "royal" | "sky" | "forest");
    let from = if shade { at.saturating_add(1) } else { at };
    let (end, name) = scan.longest(from, List::Color)?;
    let value = if shade { format!("{} {name}", scan.word(at)) } else { name.to_owned() };
    Some(Piece::new(EntityKind::Color, at..end, value))
}

/// `a Platinum account`, `the free plan`.
pub(super) fn tier(scan: &Scan<'_>, at: usize) -> Option<Piece> {
    let next = at.saturating_add(1);
    let word = scan.word(at);
    if !scan.is(at, List::Tier) && !scan.known.tiers.contains(word) {
        return None;
    }
    let after = scan.word(next);
    let tiered = scan.is(next, List::Tiered) || typo::distance(after, "account", 2).is_some();
    let levelled = scan.before(at, 1) == "level" || scan.before(at, 2) == "level";
    (tiered || levelled).then(|| Piece::new(EntityKind::AccountTier, at..next, word))
}
