//! One day or span, without the words before it.

use jiff::{Span, civil::Date};

use super::{Days, Scan, month};
use crate::understanding::entity::gazetteer::List;

/// Whether a word may begin a day: all others are passed over fast.
pub(super) fn may_begin(scan: &Scan<'_>, at: usize) -> bool {
    let word = scan.word(at);
    let number = word.bytes().next().is_some_and(|byte| byte.is_ascii_digit());
    number
        || relative_day(word).is_some()
        || turn(word).is_some()
        || matches!(word, "in" | "hace" | "within" | "day")
        || scan.is(at, List::Weekday)
        || scan.is(at, List::Month)
        || scan.is(at, List::Number)
}

/// The day or span that begins here.
pub(super) fn days(scan: &Scan<'_>, at: usize, today: Date, future: bool) -> Option<Days> {
    near(scan, at, today)
        .or_else(|| counted(scan, at, today))
        .or_else(|| turned(scan, at, today))
        .or_else(|| weekday(scan, at, today, future))
        .or_else(|| numeric(scan, at, today))
        .or_else(|| named(scan, at, today))
        .or_else(|| ordinal(scan, at, today, future))
}

/// A bare number from 1 to 31, or an ordinal.
pub(super) fn day_of_month(scan: &Scan<'_>, at: usize) -> Option<i8> {
    let word = scan.word(at);
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end));
    let day: i8 = digits.unwrap_or(word).parse().ok()?;
    (1..=31).contains(&day).then_some(day)
}

/// Whether a day that begins here tells its month.
pub(super) fn has_month(scan: &Scan<'_>, at: usize) -> bool {
    (at..at.saturating_add(3)).any(|at| scan.is(at, List::Month))
}

fn relative_day(word: &str) -> Option<i64> {
    Some(match word {
        "today" | "tonight" | "hoy" | "heute" => 0,
        "tomorrow" | "tomorow" | "tmrw" | "manana" | "morgen" => 1,
        "yesterday" | "ayer" | "gestern" | "yday" => -1,
        _ => return None,
    })
}

fn one(end: usize, day: Date) -> Days {
    Days { end, first: day, last: day }
}

fn near(scan: &Scan<'_>, at: usize, today: Date) -> Option<Days> {
    if scan.word(at) == "day" {
        let far = at.saturating_add(2);
        let shift = match (scan.word(at.saturating_add(1)), scan.word(far)) {
            ("before", "yesterday") => -2,
            ("after", "tomorrow") => 2,
            _ => return None,
        };
        return Some(one(far.saturating_add(1), moved(today, "D", shift)?));
    }
    let shift = relative_day(scan.word(at))?;
    Some(one(at.saturating_add(1), moved(today, "D", shift)?))
}

/// `two weeks ago`, `in 3 days`, `last 10 days`, `hace 2 semanas`.
fn counted(scan: &Scan<'_>, at: usize, today: Date) -> Option<Days> {
    let lead = scan.word(at);
    let led = matches!(lead, "in" | "hace" | "within") || turn(lead).is_some();
    let from = if led { at.saturating_add(1) } else { at };
    let (after, count) = count(scan, from)?;
    let unit = scan.normal(after, List::Unit)?;
    let end = after.saturating_add(1);
    let ago = scan.word(end) == "ago";
    let shift = |by: i64| moved(today, unit, by);
    if ago || lead == "hace" {
        let end = if ago { end.saturating_add(1) } else { end };
        return Some(one(end, shift(count.saturating_neg())?));
    }
    match turn(lead) {
        Some(-1) => Some(Days { end, first: shift(count.saturating_neg())?, last: today }),
        Some(1) => Some(Days { end, first: today, last: shift(count)? }),
        _ if lead == "within" => Some(Days { end, first: today, last: shift(count)? }),
        _ if lead == "in" => Some(one(end, shift(count)?)),
        _ => None,
    }
}

fn count(scan: &Scan<'_>, at: usize) -> Option<(usize, i64)> {
    if scan.digits(at).is_some_and(|digits| digits <= 3) {
        return Some((at.saturating_add(1), scan.word(at).parse().ok()?));
    }
    let (end, number) = scan.longest(at, List::Number)?;
    Some((end, number.parse().ok()?))
}

/// Which way a word turns the span after it.
fn turn(word: &str) -> Option<i64> {
    Some(match word {
        "last" | "past" | "previous" => -1,
        "this" | "current" => 0,
        "next" | "coming" | "following" => 1,
        _ => return None,
    })
}

/// `last Tuesday`, `next week`, `this month`.
fn turned(scan: &Scan<'_>, at: usize, today: Date) -> Option<Days> {
    let turn = turn(scan.word(at))?;
    let named = at.saturating_add(1);
    let end = named.saturating_add(1);
    if let Some(number) = scan.normal(named, List::Weekday) {
        let day = on_weekday(today, number.parse().ok()?, turn >= 0)?;
        return Some(one(end, day));
    }
    if let Some(month) = month(scan, named) {
        let year = today.year();
        let same = first_of(year, month)?;
        let passed = same <= today;
        let year = match (turn, passed) {
            (-1, false) => year.checked_sub(1)?,
            (1, true) => year.checked_add(1)?,
            _ => year,
        };
        return whole_month(end, first_of(year, month)?);
    }
    if scan.word(named) == "weekend" {
        let saturday = on_weekday(today, 6, turn >= 0)?;
        return Some(Days { end, first: saturday, last: moved(saturday, "D", 1)? });
    }
    match scan.normal(named, List::Unit)? {
        "W" => {
            let back = i64::from(today.weekday().to_monday_zero_offset()).saturating_neg();
            let first = moved(moved(today, "D", back)?, "W", turn)?;
            Some(Days { end, first, last: moved(first, "D", 6)? })
        }
        "M" => whole_month(end, moved(today.first_of_month(), "M", turn)?),
        "Y" => {
            let first = moved(today.first_of_year(), "Y", turn)?;
            Some(Days { end, first, last: first.last_of_year() })
        }
        _ => None,
    }
}

fn weekday(scan: &Scan<'_>, at: usize, today: Date, future: bool) -> Option<Days> {
    let number = scan.normal(at, List::Weekday)?;
    // "sun", "sat" and "mon" are other words too.
    let word = scan.word(at);
    let english = word.contains("day") || word.len() < 6 && scan.is_capital(at);
    // In other languages some are names of people too: an article tells.
    let told = matches!(scan.before(at, 1), "el" | "al" | "am" | "le" | "del" | "este" | "diesen");
    if !english && !told {
        return None;
    }
    Some(one(at.saturating_add(1), on_weekday(today, number.parse().ok()?, future)?))
}

/// `2026-03-12`, `12/03/2026`, `12.3.26`, `12/3`.
fn numeric(scan: &Scan<'_>, at: usize, today: Date) -> Option<Days> {
    let second = at.saturating_add(1);
    let third = at.saturating_add(2);
    let mark = scan.gap(second);
    if !matches!(mark, "/" | "." | "-") {
        return None;
    }
    let value =
        |at: usize| scan.digits(at).filter(|n| *n <= 4).and_then(|_| scan.word(at).parse().ok());
    let (a, b): (i16, i16) = (value(at)?, value(second)?);
    let c: Option<i16> = value(third).filter(|_| scan.gap(third) == mark);
    let end = third.saturating_add(usize::from(c.is_some()));
    let day_first = scan.known.day_first || mark == ".";
    let date = match (scan.digits(at)?, c) {
        (4, Some(c)) => civil(a, b, c),
        (1 | 2, Some(c)) => {
            let year = if c < 100 { c.checked_add(2_000)? } else { c };
            let (day, month) = if day_first { (a, b) } else { (b, a) };
            civil(year, month, day).or_else(|| civil(year, day, month))
        }
        // Without a year only where a slash says that it is one: "1.5" and "3-4" are numbers.
        (1 | 2, None) if mark == "/" => {
            let (day, month) = if day_first { (a, b) } else { (b, a) };
            nearest(today, i8::try_from(month).ok()?, i8::try_from(day).ok()?)
        }
        _ => None,
    };
    Some(one(end, date?))
}

/// `5 May`, `5th of May 2026`, `May 5`, `in May`, `in 2024`.
fn named(scan: &Scan<'_>, at: usize, today: Date) -> Option<Days> {
    let next = at.saturating_add(1);
    if let Some(number) = month(scan, at) {
        if let Some(day) = day_of_month(scan, next) {
            return dated(scan, next.saturating_add(1), today, number, day);
        }
        return month_alone(scan, at, today, number);
    }
    if scan.digits(at) == Some(4) {
        let year: i16 = scan.word(at).parse().ok()?;
        let told = matches!(scan.before(at, 1), "in" | "of" | "since" | "from" | "year");
        let first = Date::new(year, 1, 1).ok()?;
        let plausible = told && (1990..=2100).contains(&year);
        return plausible.then_some(Days { end: next, first, last: first.last_of_year() });
    }
    let day = day_of_month(scan, at)?;
    let of = matches!(scan.word(next), "of" | "de");
    let named = if of { next.saturating_add(1) } else { next };
    dated(scan, named.saturating_add(1), today, month(scan, named)?, day)
}

fn dated(scan: &Scan<'_>, end: usize, today: Date, month: i8, day: i8) -> Option<Days> {
    let year = scan.digits(end).filter(|n| *n == 4).and_then(|_| scan.word(end).parse().ok());
    match year {
        Some(year) if (1990..=2100).contains(&year) => {
            Some(one(end.saturating_add(1), Date::new(year, month, day).ok()?))
        }
        _ => Some(one(end, nearest(today, month, day)?)),
    }
}

fn month_alone(scan: &Scan<'_>, at: usize, today: Date, number: i8) -> Option<Days> {
    let end = at.saturating_add(1);
    let told = matches!(scan.before(at, 1), "in" | "since" | "until" | "of" | "from" | "by" | "en");
    // "may", "march" and "mar" are other words too.
    let certain = scan.is_capital(at) || scan.word(at).len() > 5;
    if !told || !certain {
        return None;
    }
    let year = scan.digits(end).filter(|n| *n == 4).and_then(|_| scan.word(end).parse().ok());
    match year {
        Some(year) => whole_month(end.saturating_add(1), first_of(year, number)?),
        None => whole_month(end, nearest(today, number, 1)?),
    }
}

/// `the 5th`: of the month that is nearest.
fn ordinal(scan: &Scan<'_>, at: usize, today: Date, future: bool) -> Option<Days> {
    let day = day_of_month(scan, at).filter(|_| scan.digits(at).is_none())?;
    // "the 1st shop" counts shops: a day stands alone, or before a word that joins or goes on.
    let next = at.saturating_add(1);
    let ends = !scan.follows(next) || JOINING.contains(&scan.word(next));
    if scan.before(at, 1) != "the" || !ends {
        return None;
    }
    let near = [-1, 0, 1]
        .into_iter()
        .filter_map(|by| moved(today.first_of_month(), "M", by)?.with().day(day).build().ok());
    let after = |date: &Date| !future || *date >= today;
    Some(one(at.saturating_add(1), closest(today, near.filter(after))?))
}

/// Words that may follow a day of the month.
const JOINING: &[&str] = &[
    "and", "because", "but", "for", "i", "is", "it", "its", "of", "or", "please", "so", "till",
    "to", "until", "was", "when",
];

fn on_weekday(today: Date, number: i64, future: bool) -> Option<Date> {
    let now = i64::from(today.weekday().to_monday_one_offset());
    let ahead = number.saturating_sub(now).rem_euclid(7);
    let by = match (future, ahead) {
        (true, 0) => 7,
        (true, ahead) => ahead,
        (false, ahead) => ahead.saturating_sub(7),
    };
    moved(today, "D", by)
}

/// A day of the year nearest to now.
fn nearest(today: Date, month: i8, day: i8) -> Option<Date> {
    let years = [-1, 0, 1].into_iter().filter_map(|by: i16| today.year().checked_add(by));
    closest(today, years.filter_map(|year| Date::new(year, month, day).ok()))
}

fn closest(today: Date, dates: impl Iterator<Item = Date>) -> Option<Date> {
    dates.min_by_key(|date| today.until(*date).map_or(i32::MAX, |span| span.get_days().abs()))
}

fn civil(year: i16, month: i16, day: i16) -> Option<Date> {
    let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    (1990..=2100).contains(&date.year()).then_some(date)
}

fn first_of(year: i16, month: i8) -> Option<Date> {
    Date::new(year, month, 1).ok()
}

fn whole_month(end: usize, first: Date) -> Option<Days> {
    Some(Days { end, first, last: first.last_of_month() })
}

/// A day moved by some units; an hour is no more than the same day.
fn moved(day: Date, unit: &str, by: i64) -> Option<Date> {
    let span = match unit {
        "D" => Span::new().try_days(by),
        "M" => Span::new().try_months(by),
        "W" => Span::new().try_weeks(by),
        "Y" => Span::new().try_years(by),
        _ => return Some(day),
    };
    day.checked_add(span.ok()?).ok()
}
