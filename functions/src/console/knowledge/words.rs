//! For whom and when something holds, in words.

use edgewise::{
    base::time::Timestamp,
    knowledge::{Audience, Passage, Validity, country_name},
};
use maud::{Markup, html};

/// Languages that texts of a shop are in, by code.
pub(super) const LANGUAGES: &[(&str, &str)] = &[
    ("en", "English"),
    ("es", "Spanish"),
    ("de", "German"),
    ("fr", "French"),
    ("it", "Italian"),
    ("nl", "Dutch"),
    ("pt", "Portuguese"),
    ("da", "Danish"),
    ("sv", "Swedish"),
    ("pl", "Polish"),
    ("ja", "Japanese"),
    ("zh", "Chinese"),
];

/// The name of a language, else its code.
pub(super) fn language(code: &str) -> &str {
    LANGUAGES.iter().find(|(known, _)| *known == code).map_or(code, |(_, name)| name)
}

/// For whom something holds, within a sentence.
pub(super) fn audience(audience: &Audience) -> String {
    let countries: Vec<String> = audience.countries.iter().map(|code| country_name(code)).collect();
    let parts = [("in", &countries), ("in tier", &audience.tiers), ("on", &audience.channels)];
    let told: Vec<String> = parts
        .iter()
        .filter_map(|(how, names)| {
            let (last, others) = names.split_last()?;
            let others = others.join(", ");
            let or = if others.is_empty() { "" } else { " or " };
            Some(format!("{how} {others}{or}{last}"))
        })
        .collect();
    if told.is_empty() { "everybody".to_owned() } else { format!("customers {}", told.join(", ")) }
}

/// The same at the beginning of one.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The first and the last day on which something holds; empty where there is none.
pub(super) fn days(validity: Validity, zone: &str) -> [String; 2] {
    let day = |at: Timestamp| at.in_zone(zone).date().to_string();
    let last = validity.until.map(|until| day(until.plus_ms(-1)));
    [validity.from.map(day).unwrap_or_default(), last.unwrap_or_default()]
}

/// From when to when something holds.
pub(super) fn validity(validity: Validity, zone: &str, now: Timestamp) -> Markup {
    let [first, last] = days(validity, zone);
    html! {
        @if validity.is_over_at(now) { span.status.over { "Over" } " since " (last) }
        @else if validity.from.is_some_and(|from| from > now) {
            span.status.waiting { "Not yet" } ", from " (first)
            @if !last.is_empty() { " to " (last) }
        }
        @else if !last.is_empty() { "Until " (last) }
        @else { "Always" }
    }
}

/// Where a passage stands, in the words that a customer is told.
pub(super) fn place(passage: &Passage) -> String {
    let names = std::iter::once(&passage.title).chain(&passage.headings);
    names.filter(|name| !name.is_empty()).map(String::as_str).collect::<Vec<_>>().join(": ")
}

/// Text that keeps its lines, whichever way it is written.
pub(super) fn lines(text: &str) -> Markup {
    html! { @for line in text.lines() { p dir="auto" { (line) } } }
}
