//! Passages that contradict each other: two that hold for the same customer and say other numbers
//! about the same.

use std::collections::BTreeSet;

use super::{
    Index, Passage,
    quote::sentences,
    word::{Said, is_light},
};
use crate::base::text;

/// Conflicts that are listed.
const CONFLICTS_MAX: usize = 200;

/// Share of the shorter sentence's words that the other must have, in hundredths.
const SAME_PERCENT: usize = 75;

/// Two sentences that cannot both be true.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// Ids of the passages.
    pub passages: [String; 2],
    /// What they say.
    pub sentences: [String; 2],
}

/// A number with what it counts.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Unit {
    Days,
    Hours,
    Money,
    Months,
    Percent,
    Weeks,
    Years,
}

/// What a sentence says about what, in numbers.
struct Claim<'a> {
    sentence: &'a str,
    about: BTreeSet<String>,
    quantities: BTreeSet<(Unit, u64)>,
}

/// Whether two passages of different articles contradict each other, and how.
#[must_use]
pub fn conflict(one: &Passage, other: &Passage) -> Option<Conflict> {
    if !may_conflict(one, other) {
        return None;
    }
    between((one, &claims(one)), (other, &claims(other)))
}

/// All conflicts of the passages of an article with those of others.
#[must_use]
pub fn conflicts(index: &Index, article: &str) -> Vec<Conflict> {
    let mine: Vec<(&Passage, Vec<Claim<'_>>)> = index
        .passages()
        .filter(|it| it.article == article)
        .map(|it| (it, claims(it)))
        .filter(|(_, claims)| !claims.is_empty())
        .collect();
    let mut found = Vec::new();
    for other in index.passages() {
        let mut met = mine.iter().filter(|(one, _)| may_conflict(one, other)).peekable();
        if met.peek().is_none() {
            continue;
        }
        // Read once for all passages of the article.
        let theirs = claims(other);
        found.extend(met.filter_map(|(one, own)| between((one, own), (other, &theirs))));
        if found.len() >= CONFLICTS_MAX {
            found.truncate(CONFLICTS_MAX);
            return found;
        }
    }
    found
}

/// Whether two passages are for the same people at the same time, and say numbers. What is said to
/// fewer people is an exception, not a contradiction.
fn may_conflict(one: &Passage, other: &Passage) -> bool {
    let counts = |passage: &Passage| passage.text.contains(|it: char| it.is_ascii_digit());
    one.article != other.article
        && counts(one)
        && counts(other)
        && one.audience.conditions() == other.audience.conditions()
        && one.audience.meets(&other.audience)
        && one.validity.meets(&other.validity)
}

fn between(
    (one, mine): (&Passage, &[Claim<'_>]),
    (other, theirs): (&Passage, &[Claim<'_>]),
) -> Option<Conflict> {
    mine.iter().find_map(|mine| {
        let theirs = theirs.iter().find(|theirs| contradict(mine, theirs))?;
        Some(Conflict {
            passages: [one.id.clone(), other.id.clone()],
            sentences: [mine.sentence.to_owned(), theirs.sentence.to_owned()],
        })
    })
}

fn contradict(mine: &Claim<'_>, theirs: &Claim<'_>) -> bool {
    /// Words that two sentences must share to be about the same.
    const SHARED_MIN: usize = 2;
    let shorter = mine.about.len().min(theirs.about.len());
    let longer = mine.about.len().max(theirs.about.len());
    let shared = mine.about.intersection(&theirs.about).count();
    let same = shared >= SHARED_MIN
        && shared.saturating_mul(100) >= shorter.saturating_mul(SAME_PERCENT)
        && shared.saturating_mul(2) >= longer;
    let units: BTreeSet<Unit> = mine.quantities.iter().map(|(unit, _)| *unit).collect();
    same && units.into_iter().any(|unit| {
        let of = |claim: &Claim<'_>| -> BTreeSet<u64> {
            let own = claim.quantities.iter().filter(|(held, _)| *held == unit);
            own.map(|(_, value)| *value).collect()
        };
        let (left, right) = (of(mine), of(theirs));
        !right.is_empty() && left.is_disjoint(&right)
    })
}

fn claims(passage: &Passage) -> Vec<Claim<'_>> {
    let heading = passage.headings.last().map(String::as_str).unwrap_or_default();
    let all = sentences(&passage.text);
    all.into_iter()
        .filter(|sentence| sentence.contains(|it: char| it.is_ascii_digit()))
        .filter_map(|sentence| {
            let quantities = quantities(sentence);
            let said = Said::read(&format!("{sentence} {heading}"));
            let tells = |stem: &String| {
                !is_light(stem)
                    && !is_unit(stem)
                    && !stem.starts_with(|it: char| it.is_ascii_digit())
            };
            let about: BTreeSet<String> = said.stems.into_iter().filter(tells).collect();
            (!quantities.is_empty()).then_some(Claim { sentence, about, quantities })
        })
        .collect()
}

/// The numbers of a sentence that count something.
fn quantities(sentence: &str) -> BTreeSet<(Unit, u64)> {
    let words = text::words(sentence);
    let mut found = BTreeSet::new();
    for (index, word) in words.iter().enumerate() {
        let Ok(value) = word.folded.parse::<u64>() else { continue };
        let before = sentence.get(..word.span.start).unwrap_or_default().trim_end();
        let after = sentence.get(word.span.end..).unwrap_or_default();
        // The cents after a point belong to the number before it.
        let is_fraction = before.ends_with('.')
            && before.trim_end_matches('.').ends_with(|it: char| it.is_ascii_digit());
        if is_fraction {
            continue;
        }
        if before.ends_with(['$', '€', '£']) {
            found.insert((Unit::Money, value));
        } else if after.trim_start().starts_with('%') {
            found.insert((Unit::Percent, value));
        } else {
            // "3–5 business days": the unit may come after another number and one word.
            let next = words.iter().skip(index.saturating_add(1)).take(3);
            let unit = next.map(|word| unit_of(&word.folded)).find(Option::is_some).flatten();
            found.extend(unit.map(|unit| (unit, value)));
        }
    }
    found
}

fn unit_of(word: &str) -> Option<Unit> {
    Some(match word {
        "day" | "days" | "dias" => Unit::Days,
        "hour" | "hours" | "horas" => Unit::Hours,
        "week" | "weeks" | "semanas" => Unit::Weeks,
        "month" | "months" | "meses" => Unit::Months,
        "year" | "years" => Unit::Years,
        "percent" => Unit::Percent,
        "usd" | "dollars" | "eur" | "euros" => Unit::Money,
        _ => return None,
    })
}

fn is_unit(stem: &str) -> bool {
    ["day", "hour", "week", "month", "year", "business", "work", "busines"].contains(&stem)
}
