//! Amounts of money.

use super::{
    EntityKind,
    gazetteer::List,
    scan::{Piece, Scan},
};
use crate::base::{money::Money, text::Span};

/// `$50`, `1.299,00 €`, `EUR 20`, `50 bucks`, `under $50`, `fifty dollars`.
pub(super) fn money(scan: &Scan<'_>, at: usize) -> Option<Piece> {
    let number = number(scan, at)?;
    let said = currency_before(scan, at).or_else(|| currency_after(scan, &number));
    let Said { currency, end, cents } = said?;
    let amount = if cents { cents_of(&number.amount)? } else { number.amount.clone() };
    let amount = Money::parse(&amount, &currency).ok()?;
    let bound = bound_before(scan, at);
    let value = format!("{bound}{} {}", amount.amount(), amount.currency().code());
    let piece = Piece::new(EntityKind::Money, at..end.max(number.end), value);
    Some(Piece { span: Some(number.span), ..piece })
}

/// A number as typed.
struct Number {
    /// One past its last word.
    end: usize,
    /// Digits with an optional fraction after a point.
    amount: String,
    span: Span,
    /// Letters that follow the digits in the same word: `50usd`.
    rest: String,
}

fn number(scan: &Scan<'_>, at: usize) -> Option<Number> {
    let next = at.saturating_add(1);
    let span = scan.span(at..next);
    if scan.digits(at).is_some() {
        let (end, amount) = grouped(scan, at);
        return Some(Number { end, amount, span: scan.span(at..end), rest: String::new() });
    }
    if let Some((end, said)) = scan.longest(at, List::Number).filter(|(_, said)| said.len() > 1) {
        let amount = said.to_owned();
        return Some(Number { end, amount, span: scan.span(at..end), rest: String::new() });
    }
    let word = scan.word(at);
    let letters = word.find(|c: char| !c.is_ascii_digit()).filter(|letters| *letters > 0)?;
    let (digits, rest) = word.split_at_checked(letters)?;
    let end = span.start.saturating_add(digits.len());
    let (amount, rest) = (digits.to_owned(), rest.to_owned());
    Some(Number { end: next, amount, span: Span { start: span.start, end }, rest })
}

/// Joins `1`, `299`, `00` by the marks between them. The last group is the fraction where it has
/// one or two digits.
fn grouped(scan: &Scan<'_>, at: usize) -> (usize, String) {
    const GROUPS_MAX: usize = 5;
    let mut amount = scan.word(at).to_owned();
    let mut end = at.saturating_add(1);
    while end < scan.count() && end.saturating_sub(at) < GROUPS_MAX {
        let digits = scan.digits(end).filter(|_| matches!(scan.gap(end), "," | "." | "'"));
        match digits {
            Some(3) => amount.push_str(scan.word(end)),
            Some(1 | 2) => {
                amount.push('.');
                amount.push_str(scan.word(end));
                return (end.saturating_add(1), amount);
            }
            _ => break,
        }
        end = end.saturating_add(1);
    }
    (end, amount)
}

/// A currency as it was said.
struct Said {
    currency: String,
    /// One past the last word that belongs to the amount.
    end: usize,
    cents: bool,
}

impl Said {
    fn of(code: &str, end: usize, local: &str) -> Self {
        let cents = code == "CENT";
        let currency = match code {
            "CENT" | "LOCAL" => local,
            "POUND" => "GBP",
            code => code,
        };
        Self { currency: currency.to_owned(), end, cents }
    }
}

fn currency_before(scan: &Scan<'_>, at: usize) -> Option<Said> {
    let local = scan.known.currency.as_str();
    let gap = scan.gap(at).trim_end();
    if let Some(symbol) = gap.chars().next_back() {
        let dollars = match scan.before(at, 1) {
            "us" => Some("USD"),
            "ca" | "c" => Some("CAD"),
            "a" | "au" => Some("AUD"),
            _ => None,
        };
        let code = match symbol {
            '$' => dollars.filter(|_| gap == "$").unwrap_or("LOCAL"),
            other => of_symbol(other)?,
        };
        return Some(Said::of(code, at, local));
    }
    let code = at.checked_sub(1).and_then(|before| scan.normal(before, List::Currency))?;
    // "USD 50", but not "pounds 50": only codes stand before the number.
    let written = scan.before(at, 1).len() == 3 && !matches!(code, "LOCAL" | "POUND" | "CENT");
    (written && scan.follows(at)).then(|| Said::of(code, at, local))
}

fn currency_after(scan: &Scan<'_>, number: &Number) -> Option<Said> {
    let local = scan.known.currency.as_str();
    let end = number.end;
    if !number.rest.is_empty() {
        let meanings = super::gazetteer::Gazetteer::built_in().meanings(&number.rest);
        let code = meanings.iter().find(|entry| entry.list == List::Currency)?.normal;
        return Some(Said::of(code, end, local));
    }
    let gap = scan.gap(end).trim_start();
    if let Some(code) = gap.chars().next().and_then(of_symbol) {
        return Some(Said::of(code, end, local));
    }
    if gap.starts_with('$') && !scan.gap(end).ends_with('$') {
        return Some(Said::of("LOCAL", end, local));
    }
    if !scan.follows(end) {
        return None;
    }
    let (after, code) = match scan.longest(end, List::Currency) {
        Some(found) => found,
        None if is_dollars_misspelt(scan.word(end)) => (end.saturating_add(1), "LOCAL"),
        None => return None,
    };
    // "2 pounds of coffee" is a weight.
    let weight = code == "POUND" && scan.word(after) == "of";
    (!weight).then(|| Said::of(code, after, local))
}

fn is_dollars_misspelt(word: &str) -> bool {
    crate::understanding::typo::distance(word, "dollars", 2).is_some()
}

fn of_symbol(symbol: char) -> Option<&'static str> {
    Some(match symbol {
        '€' => "EUR",
        '£' => "GBP",
        '¥' => "JPY",
        '₹' => "INR",
        '¢' => "CENT",
        _ => return None,
    })
}

fn cents_of(amount: &str) -> Option<String> {
    let cents: u64 = amount.parse().ok()?;
    Some(format!("{}.{:02}", cents.checked_div(100)?, cents.checked_rem(100)?))
}

fn bound_before(scan: &Scan<'_>, at: usize) -> &'static str {
    const WORDS_MAX: usize = 3;
    let near = at.saturating_sub(WORDS_MAX)..at;
    let bound = near.rev().find_map(|from| {
        scan.longest(from, List::Bound).filter(|(end, _)| *end == at).map(|(_, bound)| bound)
    });
    bound.unwrap_or_default()
}
