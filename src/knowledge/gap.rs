//! Gaps: questions that the shop's pages did not answer, for the person who writes them.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use super::word::{Said, is_common};
use crate::base::{sort, text, time::Timestamp};

/// Characters of a question that are kept.
const QUESTION_CHARS_MAX: usize = 200;

/// Why a question was not answered.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum GapKind {
    /// Two passages contradict each other.
    Conflict,
    /// What answered it does not hold any more.
    OutOfDate,
    /// Nothing answers it surely enough.
    Unanswered,
}

/// A question that was not answered.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Gap {
    /// Why.
    pub kind: GapKind,
    /// What was asked, in the customer's words; see [`without_names`].
    pub question: String,
}

/// A question without what may be personal: numbers, addresses, links, and words that neither the
/// shop's pages nor shops at large use, which may be names.
#[must_use]
pub fn without_names(question: &str, is_known: &dyn Fn(&str) -> bool) -> String {
    let mut kept: Vec<String> = Vec::new();
    let mut named = false;
    for token in question.split_whitespace() {
        let words = text::words(token);
        let plain = !token.contains(['@', '/', '_', '#'])
            && !token.chars().any(|letter| letter.is_ascii_digit())
            && !words.is_empty();
        let known = plain && words.iter().all(|it| is_common(&it.folded) || is_known(&it.folded));
        // Whoever says a name says it after these words.
        let is_name = named && !words.iter().any(|it| is_common(&it.folded));
        named = words.iter().any(|it| matches!(it.folded.as_str(), "name" | "im" | "called"))
            || named && (is_name || words.iter().any(|it| it.folded == "is"));
        if known && !is_name {
            kept.push(token.to_owned());
        } else if kept.last().is_none_or(|last| last != "…") {
            kept.push("…".to_owned());
        }
    }
    text::shorten(&kept.join(" "), QUESTION_CHARS_MAX)
}

/// Questions that ask the same.
#[derive(Clone, Debug, PartialEq)]
pub struct GapGroup {
    /// In which words, the newest first; never empty.
    pub wordings: Vec<String>,
    /// How often they were asked.
    pub count: u32,
    /// When last.
    pub last_at: Timestamp,
}

/// The questions of a list that ask the same, the most asked first.
#[must_use]
pub fn grouped(mut asked: Vec<(String, u32, Timestamp)>) -> Vec<GapGroup> {
    sort::by_key(&mut asked, |(_, _, at)| Reverse(*at));
    let mut groups: Vec<(Said, GapGroup)> = Vec::new();
    for (question, count, at) in asked {
        let said = Said::read(&question);
        match groups.iter_mut().find(|(held, _)| asks_same(held, &said)) {
            Some((_, group)) => {
                group.count = group.count.saturating_add(count);
                group.wordings.push(question);
            }
            None => {
                groups.push((said, GapGroup { wordings: vec![question], count, last_at: at }));
            }
        }
    }
    let mut groups: Vec<GapGroup> = groups.into_iter().map(|(_, group)| group).collect();
    sort::by_key(&mut groups, |group| Reverse((group.count, group.last_at)));
    groups
}

/// Whether two questions share most of their words.
fn asks_same(one: &Said, other: &Said) -> bool {
    let meets = |stem: &String, own: &Vec<u16>, other: &Said| {
        other.stems.contains(stem) || own.iter().any(|it| other.meanings.contains(it))
    };
    let met = |one: &Said, other: &Said| {
        one.stems.iter().zip(&one.of_stem).filter(|(stem, own)| meets(stem, own, other)).count()
    };
    let all = one.stems.len().saturating_add(other.stems.len());
    let shared = met(one, other).saturating_add(met(other, one));
    all > 0 && shared.saturating_mul(10) >= all.saturating_mul(7)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_that_ask_the_same_are_one_group_whose_newest_wording_comes_first() {
        let asked =
            |question: &str, count, at| (question.to_owned(), count, Timestamp::from_ms(at));
        let groups = grouped(vec![
            asked("do you rent out your showroom?", 2, 10),
            asked("is there a dress code", 1, 40),
            asked("can I rent your showroom", 1, 30),
        ]);
        let rent = GapGroup {
            wordings: vec![
                "can I rent your showroom".to_owned(),
                "do you rent out your showroom?".to_owned(),
            ],
            count: 3,
            last_at: Timestamp::from_ms(30),
        };
        assert_eq!(groups.first(), Some(&rent));
        assert_eq!(groups.len(), 2);
        assert!(grouped(Vec::new()).is_empty());
    }
}
