//! Days and spans of time, relative to now on the shop's wall clock.
//!
//! A day without a year is the one nearest to now; a weekday alone is the last one that was, for
//! customers tell what happened; the words before it ("by", "until", "next") turn it to the future.

mod day;

use jiff::civil::Date;

use super::{
    EntityKind,
    gazetteer::List,
    scan::{Piece, Scan},
};

/// One past the last word, and the first and last day.
#[derive(Clone, Copy, Debug)]
struct Days {
    end: usize,
    first: Date,
    last: Date,
}

/// What the word before a day makes of it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Side {
    After,
    Before,
    By,
    On,
    Since,
}

/// `last Tuesday`, `before the 5th`, `two weeks ago`, `between 3 and 5 May`, `12/03/2026`.
pub(super) fn date(scan: &Scan<'_>, at: usize) -> Option<Piece> {
    let side = side(scan.word(at));
    let from = if side.is_some() { past_article(scan, at.saturating_add(1)) } else { at };
    // Most words begin no date: asking the clock's zone comes after that is known.
    if !day::may_begin(scan, from) {
        return None;
    }
    let today = scan.known.now.in_zone(&scan.known.time_zone).date();
    let future = matches!(side, Some(Side::Before | Side::By));
    if let Some(days) = range(scan, from, today) {
        return Some(piece(at, days, None));
    }
    let days = day::days(scan, from, today, future)?;
    // "on" and the like belong to the date only where they change it.
    let start = if matches!(side, Some(Side::On)) { from } else { at };
    Some(piece(start, days, side))
}

fn side(word: &str) -> Option<Side> {
    Some(match word {
        "after" | "despues" | "nach" => Side::After,
        "before" | "until" | "till" | "antes" | "vor" => Side::Before,
        "by" => Side::By,
        "on" | "between" | "from" | "the" | "el" | "am" | "entre" | "during" => Side::On,
        "since" | "desde" | "seit" => Side::Since,
        _ => return None,
    })
}

fn past_article(scan: &Scan<'_>, at: usize) -> usize {
    let article = matches!(scan.word(at), "the" | "el" | "del" | "dem" | "this" | "de");
    // "this week" is a date of its own.
    let own = scan.word(at) == "this";
    if article && !own { at.saturating_add(1) } else { at }
}

fn piece(start: usize, days: Days, side: Option<Side>) -> Piece {
    let Days { end, first, last } = days;
    let before = first.yesterday().unwrap_or(first);
    let after = last.tomorrow().unwrap_or(last);
    let value = match side {
        Some(Side::After) => format!("{after}/.."),
        Some(Side::Before) => format!("../{before}"),
        Some(Side::By) => format!("../{last}"),
        Some(Side::Since) => format!("{first}/.."),
        _ if first == last => first.to_string(),
        _ => format!("{first}/{last}"),
    };
    Piece::new(EntityKind::Date, start..end, value)
}

/// `3 and 5 May`, `May 3 to 5`, `Monday to Wednesday`, `3 May - 5 May`.
fn range(scan: &Scan<'_>, at: usize, today: Date) -> Option<Days> {
    if let Some(number) = day::day_of_month(scan, at) {
        let second = joined(scan, at.saturating_add(1))?;
        let last = day::days(scan, second, today, false)?;
        let first = last.last.with().day(number).build().ok()?;
        let whole = last.first == last.last && first <= last.last && day::has_month(scan, second);
        return whole.then_some(Days { first, ..last });
    }
    let first = day::days(scan, at, today, false)?;
    let second = joined(scan, first.end)?;
    if let Some(number) = day::day_of_month(scan, second)
        && !day::has_month(scan, second)
        && day::has_month(scan, at)
    {
        let last = first.last.with().day(number).build().ok()?;
        let end = second.saturating_add(1);
        return (first.first <= last).then_some(Days { end, first: first.first, last });
    }
    let last = day::days(scan, second, today, false)?;
    let after = |last: &Days| first.first <= last.last;
    // "Monday to Wednesday" ends with the Wednesday after that Monday.
    let last = if after(&last) { last } else { day::days(scan, second, first.first, true)? };
    (first.first <= last.last).then_some(Days { first: first.first, ..last })
}

/// The place after a word or dash that joins two days.
fn joined(scan: &Scan<'_>, at: usize) -> Option<usize> {
    if scan.gap(at).trim().chars().all(|c| matches!(c, '-' | '–' | '—')) && !scan.follows(at) {
        return (at < scan.count()).then_some(at);
    }
    let word = matches!(scan.word(at), "and" | "to" | "till" | "until" | "through" | "y" | "a");
    word.then(|| past_article(scan, at.saturating_add(1)))
}

/// Whether a word names a month, where it may be another word only with a number beside it.
fn month(scan: &Scan<'_>, at: usize) -> Option<i8> {
    scan.normal(at, List::Month)?.parse().ok()
}
