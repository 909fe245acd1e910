//! Finds in words what a skill of the merchant's own needs.

use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};

use super::{
    Known,
    entity::{Entity, EntityKind, entities},
    lexicon::{Lexicon, Meaning},
    normal,
    wish::best,
};
use crate::{
    base::{
        money::Money,
        text::{fold, words},
    },
    commerce::FieldValue,
};

/// What is looked for.
#[derive(Clone, Debug)]
pub enum Needed<'a> {
    /// One of these: what it is, and what it is called.
    Choice(Vec<(String, Vec<&'a str>)>),
    /// Something that looks like this: `#` is a digit, `@` a letter.
    Code(&'a str),
    /// A day; where it is one to come, a weekday is the next of its name.
    Day {
        /// Whether it is.
        to_come: bool,
    },
    /// An email address.
    Email,
    /// An amount.
    Money,
    /// A whole number.
    Number,
    /// A telephone number.
    Phone,
    /// Any words.
    Text,
    /// Yes or no.
    YesNo,
}

/// What a text says of it; nothing where it says nothing, or several things. `asked` is whether it was
/// asked for: then bare words are the answer.
#[must_use]
pub fn needed(text: &str, needed: &Needed<'_>, asked: bool, known: &Known) -> Option<FieldValue> {
    match needed {
        Needed::Choice(options) => choice(text, options).map(FieldValue::text),
        Needed::Code(pattern) => code(text, pattern).map(FieldValue::text),
        Needed::Day { to_come } => day(text, *to_come, known),
        Needed::Email => entity(text, EntityKind::Email, known).map(FieldValue::text),
        Needed::Money => {
            let value = entity(text, EntityKind::Money, known)?;
            let (amount, currency) = value.split_once(' ')?;
            Money::parse(amount.trim_start_matches(['<', '>', '~']), currency)
                .ok()
                .map(FieldValue::Money)
        }
        Needed::Number => number(text, asked, known).map(FieldValue::Number),
        Needed::Phone => entity(text, EntityKind::Phone, known).map(FieldValue::text),
        Needed::Text if asked => {
            let told = text.trim().trim_matches(QUOTES);
            (!told.is_empty()).then(|| FieldValue::text(told))
        }
        Needed::Text => quoted(text).map(FieldValue::text),
        Needed::YesNo if asked => {
            let lexicon = Lexicon::english();
            let tokens = normal::tokens(text, words(text), lexicon, known);
            match best(&tokens, lexicon)?.meaning {
                Meaning::Yes => Some(FieldValue::YesNo(true)),
                Meaning::No => Some(FieldValue::YesNo(false)),
                Meaning::Chitchat(_)
                | Meaning::Drop
                | Meaning::Knowledge
                | Meaning::Person
                | Meaning::Skill(_) => None,
            }
        }
        Needed::YesNo => None,
    }
}

/// Whether a text says something that has a form of its own: a day, an amount, a number, an address.
#[must_use]
pub fn names_value(text: &str) -> bool {
    let value = |kind| {
        matches!(
            kind,
            EntityKind::Date
                | EntityKind::Email
                | EntityKind::Money
                | EntityKind::OrderNumber
                | EntityKind::Phone
                | EntityKind::Quantity
        )
    };
    // Where the clock stands makes no difference to whether a day is named.
    let known = Known { time_zone: "UTC".to_owned(), ..Known::default() };
    entities(text, &known).iter().any(|entity| value(entity.kind))
}

const QUOTES: [char; 8] = ['"', '“', '”', '„', '«', '»', '‘', '’'];

fn entity(text: &str, kind: EntityKind, known: &Known) -> Option<String> {
    let found: Vec<Entity> = entities(text, known);
    let mut values: Vec<String> =
        found.into_iter().filter(|it| it.kind == kind).map(|it| it.value).collect();
    values.dedup();
    // Of several, nobody knows which is meant.
    if values.len() > 1 { None } else { values.pop() }
}

/// The option that is named. One whose name holds another's is the one that is meant.
fn choice(text: &str, options: &[(String, Vec<&str>)]) -> Option<String> {
    let said = format!(" {} ", plain(text));
    let mut found: Vec<(String, &String)> = Vec::new();
    for (value, names) in options {
        let named = names.iter().map(|name| plain(name)).chain([plain(value)]);
        let longest = named
            .filter(|name| !name.is_empty() && said.contains(&format!(" {name} ")))
            .max_by_key(String::len);
        found.extend(longest.map(|name| (name, value)));
    }
    let part = |name: &String| {
        found.iter().any(|(other, _)| other.len() > name.len() && other.contains(name.as_str()))
    };
    let mut meant = found.iter().filter(|(name, _)| !part(name));
    let (_, value) = meant.next()?;
    meant.next().is_none().then(|| (*value).clone())
}

/// Folded words with one space between them; times stay whole.
fn plain(text: &str) -> String {
    let folded = fold(text);
    let parts = folded.split(|c: char| !(c.is_alphanumeric() || c == ':'));
    let parts: Vec<&str> =
        parts.map(|part| part.trim_matches(':')).filter(|part| !part.is_empty()).collect();
    parts.join(" ")
}

fn code(text: &str, pattern: &str) -> Option<String> {
    let fits = |word: &str| {
        word.chars().count() == pattern.chars().count()
            && word.chars().zip(pattern.chars()).all(|(held, wanted)| match wanted {
                '#' => held.is_ascii_digit(),
                '@' => held.is_ascii_alphabetic(),
                other => held.eq_ignore_ascii_case(&other),
            })
    };
    let edges = |c: char| !c.is_alphanumeric();
    let mut found: Vec<String> = text
        .split_whitespace()
        .map(|word| word.trim_matches(edges))
        .filter(|word| fits(word))
        .map(str::to_ascii_uppercase)
        .collect();
    found.dedup();
    if found.len() > 1 { None } else { found.pop() }
}

fn day(text: &str, to_come: bool, known: &Known) -> Option<FieldValue> {
    let found: Vec<Entity> = entities(text, known);
    let mut days = found.into_iter().filter(|it| it.kind == EntityKind::Date);
    let entity = days.next()?;
    if days.next().is_some() {
        return None;
    }
    let mut date: Date = entity.value.parse().ok()?;
    let today = known.now.in_zone(&known.time_zone).date();
    let said = fold(text.get(entity.span.start..entity.span.end)?);
    if to_come && date < today && said.split(' ').any(is_weekday) {
        date = date.checked_add(7.days()).ok()?;
    }
    Some(FieldValue::Day(date.to_string()))
}

fn is_weekday(word: &str) -> bool {
    const SPANISH: [&str; 7] =
        ["lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo"];
    let english = word.ends_with("day") && !matches!(word, "today" | "yesterday" | "day");
    english || SPANISH.contains(&word)
}

/// The name of a day's weekday, in small English letters, as conditions know it.
#[must_use]
pub fn weekday_name(day: Date) -> &'static str {
    match day.weekday() {
        Weekday::Monday => "monday",
        Weekday::Tuesday => "tuesday",
        Weekday::Wednesday => "wednesday",
        Weekday::Thursday => "thursday",
        Weekday::Friday => "friday",
        Weekday::Saturday => "saturday",
        Weekday::Sunday => "sunday",
    }
}

fn number(text: &str, asked: bool, known: &Known) -> Option<i64> {
    if let Some(pieces) = entity(text, EntityKind::Quantity, known) {
        return pieces.parse().ok();
    }
    if !asked {
        return None;
    }
    let plain = text.replace([',', '\u{202f}', '\u{a0}'], "");
    let mut numbers: Vec<i64> =
        words(&plain).into_iter().filter_map(|word| word.folded.parse().ok()).collect();
    if numbers.len() > 1 { None } else { numbers.pop() }
}

/// What stands in quotation marks, or after "say" and the like.
fn quoted(text: &str) -> Option<String> {
    let opens = text.find(QUOTES.as_slice());
    let within = opens.and_then(|start| {
        let mark = text.get(start..)?.chars().next()?;
        // An apostrophe within a word opens nothing.
        let before = text.get(..start)?.chars().next_back();
        if mark == '’' && before.is_some_and(char::is_alphanumeric) {
            return None;
        }
        let rest = text.get(start.checked_add(mark.len_utf8())?..)?;
        rest.get(..rest.rfind(QUOTES.as_slice())?)
    });
    let after = || {
        let folded = text.to_lowercase();
        let verbs =
            [" says: ", " say: ", " saying: ", " saying ", " that says ", " to say ", " it say "];
        let found = verbs.iter().filter_map(|verb| folded.find(verb)?.checked_add(verb.len()));
        // Letters whose small form is longer would shift the place.
        let start = found.min().filter(|_| folded.len() == text.len())?;
        text.get(start..)
    };
    let told = within.or_else(after)?.trim();
    (!told.is_empty()).then(|| told.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::time::Timestamp;

    fn said(text: &str, wanted: &Needed<'_>, asked: bool) -> Option<FieldValue> {
        let known = Known {
            // A Thursday.
            now: Timestamp::parse("2026-11-26T10:00:00Z").unwrap(),
            time_zone: "UTC".to_owned(),
            currency: "USD".to_owned(),
            ..Known::default()
        };
        needed(text, wanted, asked, &known)
    }

    #[test]
    fn each_kind_is_found_in_what_was_said() {
        let text = |text: &str| Some(FieldValue::text(text));
        let stores = Needed::Choice(vec![
            ("downtown".to_owned(), vec!["Downtown", "Main Street"]),
            ("airport".to_owned(), vec!["Airport"]),
        ]);
        assert_eq!(
            said("When does the store on main street open?", &stores, false),
            text("downtown")
        );
        assert_eq!(said("downtown or airport", &stores, true), None);
        assert_eq!(said("the other one", &stores, true), None);
        let slots =
            Needed::Choice(vec![("10:00".to_owned(), vec![]), ("14:30".to_owned(), vec![])]);
        assert_eq!(said("at 14:30 please", &slots, true), text("14:30"));
        let serial = Needed::Code("@@######");
        assert_eq!(said("It's ab123456.", &serial, false), text("AB123456"));
        assert_eq!(said("It's ab12345.", &serial, true), None);
        let day = Needed::Day { to_come: true };
        assert_eq!(said("Saturday", &day, true), Some(FieldValue::Day("2026-11-28".to_owned())));
        assert_eq!(said("tomorrow", &day, true), Some(FieldValue::Day("2026-11-27".to_owned())));
        assert_eq!(said("whenever", &day, true), None);
        let money = said("They have it for $19.99", &Needed::Money, false);
        assert_eq!(money, Some(FieldValue::Money(Money::parse("19.99", "USD").unwrap())));
        assert_eq!(said("about 1,200", &Needed::Number, true), Some(FieldValue::Number(1_200)));
        assert_eq!(said("ada@example.com", &Needed::Email, true), text("ada@example.com"));
        assert_eq!(said("yes please", &Needed::YesNo, true), Some(FieldValue::YesNo(true)));
        assert_eq!(said("no", &Needed::YesNo, true), Some(FieldValue::YesNo(false)));
    }

    #[test]
    fn words_are_taken_whole_where_they_were_asked_for_and_else_where_they_are_quoted() {
        let text = |text: &str| Some(FieldValue::text(text));
        assert_eq!(said("Happy birthday, Mum!", &Needed::Text, true), text("Happy birthday, Mum!"));
        assert_eq!(said("Add a card: “With love”", &Needed::Text, false), text("With love"));
        assert_eq!(said("Make it say With love", &Needed::Text, false), text("With love"));
        assert_eq!(said("I'd like a gift card on Mum's order", &Needed::Text, false), None);
    }
}
