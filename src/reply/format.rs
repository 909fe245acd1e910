//! How values are written for a customer.

use jiff::civil::Date;

use crate::base::{money::Money, text::shorten, time::Timestamp};

/// A language in which values are written.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) enum Tongue {
    #[default]
    English,
    Spanish,
}

impl Tongue {
    /// Its ISO 639-1 code.
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Spanish => "es",
        }
    }
}

/// Characters of a product's name in a sentence.
const TITLE_CHARS_MAX: usize = 60;

/// Titles named in a sentence before "and 2 more".
const TITLES_MAX: usize = 3;

/// `$1,234.50`, `€12.00`, `¥1,200`; other currencies by code.
#[must_use]
pub(super) fn money(money: Money) -> String {
    let amount = money.amount();
    let (sign, amount) = match amount.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", amount.as_str()),
    };
    let (whole, fraction) = amount.split_once('.').unwrap_or((amount, ""));
    let mut grouped = grouped(whole);
    if !fraction.is_empty() {
        grouped.push('.');
        grouped.push_str(fraction);
    }
    match money.currency().code() {
        "USD" => format!("{sign}${grouped}"),
        "EUR" => format!("{sign}€{grouped}"),
        "GBP" => format!("{sign}£{grouped}"),
        "JPY" => format!("{sign}¥{grouped}"),
        code => format!("{sign}{grouped} {code}"),
    }
}

/// Digits in groups of three.
fn grouped(digits: &str) -> String {
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        let left = digits.len().saturating_sub(index);
        if index > 0 && left % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A whole number without its sign: `1,240`.
#[must_use]
pub(super) fn whole(number: i64) -> String {
    grouped(&number.unsigned_abs().to_string())
}

/// Options as they are told: `blue, size M`.
#[must_use]
pub(super) fn options(options: &[String]) -> String {
    options.join(", ")
}

/// `today`, `yesterday`, `Friday, October 10`, with the year where it is another.
#[must_use]
pub(super) fn day(at: Timestamp, now: Timestamp, zone: &str, tongue: Tongue) -> String {
    civil_day(at.in_zone(zone).date(), now.in_zone(zone).date(), tongue)
}

/// The same for days on the merchant's calendar.
#[must_use]
pub(super) fn civil_day(day: Date, today: Date, tongue: Tongue) -> String {
    if let Some(near) = near(day, today, tongue) {
        return near.to_owned();
    }
    let this_year = day.year() == today.year();
    match tongue {
        Tongue::English => {
            let pattern = if this_year { "%A, %B %-d" } else { "%B %-d, %Y" };
            day.strftime(pattern).to_string()
        }
        Tongue::Spanish => {
            let month = usize::try_from(day.month()).ok().and_then(|month| month.checked_sub(1));
            let month = month.and_then(|month| MONTHS.get(month)).copied().unwrap_or_default();
            let year = if this_year { String::new() } else { format!(" de {}", day.year()) };
            format!("{} de {month}{year}", day.day())
        }
    }
}

const MONTHS: [&str; 12] = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
];

fn near(day: Date, today: Date, tongue: Tongue) -> Option<&'static str> {
    let [same, before, after] = match tongue {
        Tongue::English => ["today", "yesterday", "tomorrow"],
        Tongue::Spanish => ["hoy", "ayer", "mañana"],
    };
    if day == today {
        Some(same)
    } else if day.tomorrow().is_ok_and(|next| next == today) {
        Some(before)
    } else if today.tomorrow().is_ok_and(|next| next == day) {
        Some(after)
    } else {
        None
    }
}

/// The same for the middle of a sentence: `on Friday, October 10`, but `yesterday`.
#[must_use]
pub(super) fn on_day(at: Timestamp, now: Timestamp, zone: &str, tongue: Tongue) -> String {
    let text = day(at, now, zone, tongue);
    let (day, today) = (at.in_zone(zone).date(), now.in_zone(zone).date());
    match (near(day, today, tongue), tongue) {
        (Some(_), _) => text,
        (None, Tongue::English) => format!("on {text}"),
        (None, Tongue::Spanish) => format!("el {text}"),
    }
}

/// A day with the time: `today at 5:30 PM (CET)`.
#[must_use]
pub(super) fn at_time(at: Timestamp, now: Timestamp, zone: &str, tongue: Tongue) -> String {
    let day = on_day(at, now, zone, tongue);
    let clock = at.in_zone(zone);
    match tongue {
        Tongue::English => format!("{day} at {}", clock.strftime("%-I:%M %p (%Z)")),
        Tongue::Spanish => format!("{day} a las {}", clock.strftime("%-H:%M (%Z)")),
    }
}

/// `A, B and C`; long lists end in `and 2 more`.
#[must_use]
pub(super) fn titles(titles: &[String], tongue: Tongue) -> String {
    let (and, others) = match tongue {
        Tongue::English => ("and", "more"),
        Tongue::Spanish => ("y", "más"),
    };
    let mut named: Vec<String> =
        titles.iter().take(TITLES_MAX).map(|title| shorten(title, TITLE_CHARS_MAX)).collect();
    let more = titles.len().saturating_sub(named.len());
    if more > 0 {
        named.push(format!("{more} {others}"));
    }
    match named.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} {and} {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_grouped_and_has_its_own_decimals() {
        let check = |amount, currency, expected: &str| {
            assert_eq!(money(Money::parse(amount, currency).unwrap()), expected);
        };
        check("1234.5", "USD", "$1,234.50");
        check("12", "EUR", "€12.00");
        check("1200", "JPY", "¥1,200");
        check("-3.00", "GBP", "-£3.00");
        check("1234567.00", "CHF", "1,234,567.00 CHF");
    }

    #[test]
    fn days_are_told_on_the_merchants_wall_clock() {
        let now = Timestamp::parse("2026-03-01T23:30:00Z").unwrap();
        let check = |at: &str, zone, expected: &str| {
            assert_eq!(day(Timestamp::parse(at).unwrap(), now, zone, Tongue::English), expected);
        };
        check("2026-03-01T01:00:00Z", "UTC", "today");
        check("2026-02-28T12:00:00Z", "UTC", "yesterday");
        check("2026-03-02T12:00:00Z", "UTC", "tomorrow");
        check("2026-03-02T12:00:00Z", "Asia/Tokyo", "today");
        check("2026-03-06T12:00:00Z", "UTC", "Friday, March 6");
        check("2025-12-24T12:00:00Z", "UTC", "December 24, 2025");
    }

    #[test]
    fn long_lists_and_long_names_stay_readable() {
        let names: Vec<String> = ["Lamp", "Mug", "Rug", "Tea"].map(str::to_owned).to_vec();
        assert_eq!(titles(&names[..1], Tongue::English), "Lamp");
        assert_eq!(titles(&names[..2], Tongue::Spanish), "Lamp y Mug");
        assert_eq!(titles(&names, Tongue::English), "Lamp, Mug, Rug and 1 more");
        assert!(titles(&["x".repeat(500)], Tongue::English).chars().count() <= 60);
    }
}
