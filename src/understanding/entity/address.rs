//! Street addresses, postal codes, towns and countries.

use super::{
    EntityKind,
    gazetteer::{Gazetteer, List},
    scan::{Piece, Scan},
};

/// Words between a house number and the word for the street.
const STREET_WORDS_MAX: usize = 4;

/// `12 High Street, Flat 2`, `Lindenstraße 5a`, `12 bis rue de la Paix`, `Calle Mayor 7`.
pub(super) fn street(scan: &Scan<'_>, at: usize) -> Option<Piece> {
    let end = number_first(scan, at)
        .or_else(|| post_box(scan, at))
        .or_else(|| one_word_street(scan, at))
        .or_else(|| kind_first(scan, at))?;
    let end = with_flat(scan, end);
    let typed = scan.typed(at..end);
    let value = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(Piece::new(EntityKind::Address, at..end, value))
}

fn is_house_number(word: &str) -> bool {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_lowercase());
    !digits.is_empty()
        && digits.len() <= 5
        && word.len().saturating_sub(digits.len()) <= 1
        && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Words that stand in no street's name.
const NEVER: &[&str] = &[
    "a", "an", "and", "are", "at", "by", "day", "days", "for", "has", "have", "i", "in", "is",
    "it", "item", "items", "my", "on", "or", "order", "orders", "please", "that", "this", "to",
    "was", "week", "weeks", "were", "which", "with", "you", "not", "no", "its", "but", "from",
];

fn number_first(scan: &Scan<'_>, at: usize) -> Option<usize> {
    if !is_house_number(scan.word(at)) {
        return None;
    }
    let first = at.saturating_add(1);
    let first =
        if matches!(scan.word(first), "bis" | "ter") { first.saturating_add(1) } else { first };
    if is_street_kind(scan.word(first)) {
        return street_name(scan, first.saturating_add(1));
    }
    let mut end = first;
    while end.saturating_sub(first) <= STREET_WORDS_MAX && end < scan.count() {
        let gap = scan.gap(end);
        if !matches!(gap, " " | ", " | ". ") || NEVER.contains(&scan.word(end)) {
            return None;
        }
        // "Street" needs a name before it, "St" may also be "Saint".
        if scan.is(end, List::Street) && end > first {
            let direction = matches!(scan.word(end.saturating_add(1)), "n" | "s" | "e" | "w");
            return Some(end.saturating_add(1).saturating_add(usize::from(direction)));
        }
        end = end.saturating_add(1);
    }
    None
}

/// Words for a street that stand before its name: French, Spanish, Italian.
fn is_street_kind(word: &str) -> bool {
    matches!(
        word,
        "rue"
            | "boulevard"
            | "chemin"
            | "impasse"
            | "allee"
            | "quai"
            | "calle"
            | "avenida"
            | "avda"
            | "plaza"
            | "paseo"
            | "camino"
            | "via"
            | "viale"
            | "piazza"
            | "corso"
            | "avenue"
    )
}

/// The name of a street up to a comma, at most some words.
fn street_name(scan: &Scan<'_>, from: usize) -> Option<usize> {
    let mut end = from;
    while end.saturating_sub(from) < STREET_WORDS_MAX
        && scan.follows(end)
        && scan.digits(end).is_none()
    {
        end = end.saturating_add(1);
    }
    (end > from).then_some(end)
}

/// `Calle Mayor 7`, `Via Roma, 12`.
fn kind_first(scan: &Scan<'_>, at: usize) -> Option<usize> {
    let kind = scan.word(at);
    if !is_street_kind(kind) || matches!(kind, "avenue" | "via" if !scan.is_capital(at)) {
        return None;
    }
    let number = street_name(scan, at.saturating_add(1))?;
    let near = scan.gap(number).trim_matches([',', ' ', 'º']).is_empty();
    (near && is_house_number(scan.word(number))).then(|| number.saturating_add(1))
}

/// What the name of a street ends with that is one word: `strasse` of `lindenstrasse`.
#[must_use]
pub fn street_ending(word: &str) -> Option<&'static str> {
    const ENDS: &[&str] = &[
        "strasse", "str", "weg", "platz", "allee", "gasse", "damm", "ufer", "straat", "laan",
        "gracht", "plein",
    ];
    let long = word.len() > 7 || word.ends_with("str");
    let mut ends = ENDS.iter().copied().filter(|_| long);
    ends.find(|end| word.len() > end.len().saturating_add(2) && word.ends_with(end))
}

/// Whether a folded word says that a street is named.
#[must_use]
pub fn is_street_word(word: &str) -> bool {
    let meanings = Gazetteer::built_in().meanings(word);
    is_street_kind(word) || meanings.iter().any(|entry| entry.list == List::Street)
}

/// `Lindenstraße 5a`, `Kerkstraat 12`.
fn one_word_street(scan: &Scan<'_>, at: usize) -> Option<usize> {
    let named = street_ending(scan.word(at)).is_some();
    let number = at.saturating_add(1);
    let near = matches!(scan.gap(number), " " | ". " | ".");
    (named && near && is_house_number(scan.word(number))).then(|| number.saturating_add(1))
}

fn post_box(scan: &Scan<'_>, at: usize) -> Option<usize> {
    let next = |by: usize| scan.word(at.saturating_add(by));
    let number = match (scan.word(at), next(1), next(2)) {
        ("po", "box", _) => at.saturating_add(2),
        ("p", "o", "box") => at.saturating_add(3),
        ("postfach", _, _) => at.saturating_add(1),
        _ => return None,
    };
    scan.digits(number).map(|_| number.saturating_add(1))
}

/// `Apt 4B`, `Flat 2`, `#5` after a street.
fn with_flat(scan: &Scan<'_>, end: usize) -> usize {
    let next = end.saturating_add(1);
    let near = scan.gap(end).trim_matches([',', '.', ' ']);
    let flat = matches!(
        scan.word(end),
        "apt" | "apartment" | "unit" | "suite" | "ste" | "flat" | "floor" | "piso" | "appt"
    );
    if flat && near.is_empty() && scan.word(next).bytes().any(|b| b.is_ascii_digit()) {
        next.saturating_add(1)
    } else if near == "#" && scan.digits(end).is_some() {
        next
    } else {
        end
    }
}

/// Words that say that a number is a postal code.
const CODED: &[&str] = &["zip", "zipcode", "postcode", "postal", "plz", "codigo", "zcode", "cp"];

/// `80202`, `80202-1234`, `SW1A 1AA`, `K1A 0B1`, `1012 AB`.
pub(super) fn zip(scan: &Scan<'_>, at: usize) -> Option<Piece> {
    let next = at.saturating_add(1);
    let two = at.saturating_add(2);
    let typed = scan.typed(at..next);
    let pair = scan.typed(at..two);
    if scan.follows(next) && (is_british(typed, scan.typed(next..two)) || is_canadian(pair)) {
        return Some(Piece::new(EntityKind::Zip, at..two, pair.to_uppercase()));
    }
    let coded = scan.any_before(at, 4, |at| CODED.contains(&scan.word(at)))
        || (scan.follows(next) && CODED.contains(&scan.word(next)));
    let placed =
        scan.any_before(at, 6, |near| !scan.is_free(near) && is_address_end(scan, near, at));
    let state = scan.is(at.saturating_sub(1), List::State)
        && at > 0
        && scan.before(at, 1).len() == 2
        && scan.typed(at.saturating_sub(1)..at).bytes().all(|b| b.is_ascii_uppercase());
    match scan.digits(at)? {
        5 if coded || state || placed => {
            let four = scan.gap(next) == "-" && scan.digits(next) == Some(4);
            let end = if four { two } else { next };
            Some(Piece::new(EntityKind::Zip, at..end, scan.typed(at..end)))
        }
        4 if (coded || placed) && scan.follows(next) && is_dutch_end(scan.typed(next..two)) => {
            Some(Piece::new(EntityKind::Zip, at..two, pair))
        }
        4 if coded => Some(Piece::new(EntityKind::Zip, at..next, typed)),
        _ => None,
    }
}

/// Whether a claimed word may end an address that is still open at `at`: no sentence ends between.
fn is_address_end(scan: &Scan<'_>, near: usize, at: usize) -> bool {
    let open = (near.saturating_add(1)..=at).all(|at| !scan.gap(at).contains(['?', '!', ';']));
    let number = scan.word(near).bytes().any(|byte| byte.is_ascii_digit());
    open && (number || scan.is(near, List::Street))
}

fn is_british(first: &str, second: &str) -> bool {
    let [first, second] = [first.as_bytes(), second.as_bytes()];
    let digit_at = |at: usize| first.get(at).is_some_and(u8::is_ascii_digit);
    (2..=4).contains(&first.len())
        && first.first().is_some_and(u8::is_ascii_alphabetic)
        && (digit_at(1) || digit_at(2))
        && first.iter().all(u8::is_ascii_alphanumeric)
        && matches!(second, [digit, a, b] if digit.is_ascii_digit() && a.is_ascii_alphabetic() && b.is_ascii_alphabetic())
}

fn is_canadian(pair: &str) -> bool {
    matches!(pair.as_bytes(), [a, b, c, b' ', d, e, f]
        if a.is_ascii_alphabetic() && b.is_ascii_digit() && c.is_ascii_alphabetic()
            && d.is_ascii_digit() && e.is_ascii_alphabetic() && f.is_ascii_digit())
}

fn is_dutch_end(typed: &str) -> bool {
    matches!(typed.as_bytes(), [a, b] if a.is_ascii_uppercase() && b.is_ascii_uppercase())
}

/// A town or a country: by its name, or by a capital after "ship to" and the like.
pub(super) fn place(scan: &Scan<'_>, at: usize) -> Option<Piece> {
    let city = scan.longest(at, List::City);
    let country = scan.longest(at, List::Country);
    match (city, country) {
        (Some((end, _)), _) if country.is_none_or(|(other, _)| other <= end) => {
            let start = whole_city(scan, at)?;
            Some(Piece::new(EntityKind::City, start..end, scan.typed(start..end)))
        }
        (_, Some((end, code))) => Some(Piece::new(EntityKind::Country, at..end, code)),
        _ => sent_to(scan, at),
    }
}

/// Where the name of a town begins that ends in a known town: `San Lima`. None where the word
/// before it makes a person's name of it: `Alessandro Phoenix`.
fn whole_city(scan: &Scan<'_>, at: usize) -> Option<usize> {
    let Some(before) = at.checked_sub(1).filter(|_| scan.follows(at)) else { return Some(at) };
    let prefix = matches!(
        scan.word(before),
        "san"
            | "santa"
            | "saint"
            | "st"
            | "new"
            | "north"
            | "south"
            | "east"
            | "west"
            | "fort"
            | "port"
    );
    if prefix && scan.is_free(before) {
        return Some(before);
    }
    let known = crate::understanding::lexicon::Lexicon::english().is_known(scan.word(before));
    let named = scan.is_capital(at) && scan.is_capital(before) && scan.is_free(before) && !known;
    (!named).then_some(at)
}

/// `do you ship to Walla Walla`: capitals after "to" or "from" where things are sent or bought.
fn sent_to(scan: &Scan<'_>, at: usize) -> Option<Piece> {
    const SENT: &[&str] = &[
        "ship",
        "ships",
        "shipping",
        "shipped",
        "shipment",
        "shipments",
        "deliver",
        "delivers",
        "delivery",
        "deliveries",
        "delivering",
        "order",
        "ordering",
        "send",
        "live",
        "moved",
        "buy",
    ];
    let led = matches!(scan.before(at, 1), "to" | "from" | "in" | "into" | "within");
    let sent = led && scan.any_before(at, 4, |at| SENT.contains(&scan.word(at)));
    let named = |at: usize| {
        let word = scan.word(at);
        scan.is_capital(at)
            && scan.is_free(at)
            && word.len() > 3
            && word.chars().all(char::is_alphabetic)
            && !scan.is(at, List::Given)
            && !scan.is(at, List::Title)
            && !crate::understanding::lexicon::Lexicon::english().is_known(word)
    };
    if !sent || !named(at) {
        return None;
    }
    let mut end = at.saturating_add(1);
    while end.saturating_sub(at) < 3 && scan.follows(end) && named(end) {
        end = end.saturating_add(1);
    }
    Some(Piece::new(EntityKind::City, at..end, scan.typed(at..end)))
}
