//! A day that is still to come, on the shop's calendar.

use jiff::{Span, civil::Date};

use super::word::Clause;
use crate::understanding::{
    Known,
    entity::{EntityKind, entities},
};

/// Today, on the shop's calendar.
pub(super) fn today(known: &Known) -> Date {
    known.now.in_zone(&known.time_zone).date()
}

/// The day that a clause names. Where the nearest such day is over, the one after it is meant.
pub(super) fn day(clause: &Clause, known: &Known) -> Option<Date> {
    let text = in_english(&clause.text);
    let today = today(known);
    let found = entities(&text, known).into_iter().find(|entity| entity.kind == EntityKind::Date);
    let Some(found) = found else {
        return month_alone(clause, today).or_else(|| year_alone(clause));
    };
    let value = found.value;
    let parse = |text: &str| text.parse::<Date>().ok();
    let date = match value.split_once('/') {
        None => parse(&value)?,
        // "Until January" ends on the day before it begins again.
        Some(("..", last)) if clause.has(&["by"]) => parse(last)?,
        Some(("..", last)) => parse(last)?.tomorrow().ok()?,
        Some((first, _)) => parse(first)?,
    };
    // What is said to be over stays so: the guardrails refuse it.
    if date > today
        || year(clause).is_some()
        || clause.has(&["yesterday", "ago", "ayer", "anteayer"])
    {
        return Some(date);
    }
    let next = if clause.has(WEEKDAYS) {
        Span::new().days(7)
    } else if (0..clause.count()).any(|at| month(clause.word(at)).is_some()) || value.contains('/')
    {
        Span::new().years(1)
    } else {
        Span::new().months(1)
    };
    date.checked_add(next).ok().filter(|date| *date >= today)
}

/// The words before a day as the calendar reads them.
fn in_english(text: &str) -> String {
    let word = |word: &str| match word.to_lowercase().as_str() {
        "hasta" => "until".to_owned(),
        "para" => "on".to_owned(),
        _ => word.to_owned(),
    };
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

const WEEKDAYS: &[&str] = &[
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "mon",
    "tue",
    "tues",
    "wed",
    "thu",
    "thurs",
    "fri",
    "sat",
    "sun",
    "lunes",
    "martes",
    "miercoles",
    "jueves",
    "viernes",
    "sabado",
    "domingo",
];

/// Names of months, each with the languages and short forms.
const MONTHS: [&[&str]; 12] = [
    &["january", "jan", "enero"],
    &["february", "feb", "febrero"],
    &["march", "mar", "marzo"],
    &["april", "apr", "abril"],
    &["may", "mayo"],
    &["june", "jun", "junio"],
    &["july", "jul", "julio"],
    &["august", "aug", "agosto"],
    &["september", "sep", "sept", "septiembre"],
    &["october", "oct", "octubre"],
    &["november", "nov", "noviembre"],
    &["december", "dec", "diciembre"],
];

fn month(word: &str) -> Option<i8> {
    let at = MONTHS.iter().position(|names| names.contains(&word))?;
    i8::try_from(at.saturating_add(1)).ok()
}

/// A year that is named.
fn year(clause: &Clause) -> Option<i16> {
    let years = 1_970..=2_199;
    (0..clause.count()).find_map(|at| clause.word(at).parse().ok().filter(|it| years.contains(it)))
}

/// "Until 2027": the year's first day.
fn year_alone(clause: &Clause) -> Option<Date> {
    let led = clause.has(&["until", "till", "til", "hasta", "in", "en"]);
    year(clause).filter(|_| led).and_then(|year| Date::new(year, 1, 1).ok())
}

/// "Until march": the month's first day, the next time it comes.
fn month_alone(clause: &Clause, today: Date) -> Option<Date> {
    const LEADS: &[&str] =
        &["until", "till", "til", "hasta", "in", "en", "to", "by", "next", "of", "for", "para"];
    (1..clause.count()).find_map(|at| {
        let before = clause.word(at.saturating_sub(1));
        let month = month(clause.word(at)).filter(|_| LEADS.contains(&before))?;
        if let Some(year) = year(clause) {
            return Date::new(year, month, 1).ok();
        }
        let first = Date::new(today.year(), month, 1).ok()?;
        if first > today { Some(first) } else { first.checked_add(Span::new().years(1)).ok() }
    })
}
