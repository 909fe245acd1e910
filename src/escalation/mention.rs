//! Mentions: whom of the team a note speaks to, by `@` and their name.

use super::Colleague;
use crate::base::text::{Word, words};

/// People that one note can speak to.
pub const MENTIONS_MAX: usize = 10;

/// Whom of `team` a note speaks to, in their order in it, each once.
///
/// A name is found without capitals and accents, as a whole or by its beginning (`@ana` for Ana Núñez) where that
/// is nobody else's. An `@` within a word, as in an address, speaks to nobody. Two of the same name are both meant.
#[must_use]
pub fn mentioned(text: &str, team: &[Colleague]) -> Vec<Colleague> {
    let names: Vec<Vec<Word>> = team.iter().map(|member| words(&member.name)).collect();
    let mut found: Vec<Colleague> = Vec::new();
    for (at, _) in text.match_indices('@') {
        let (before, after) = text.split_at(at);
        let after = after.get(1..).unwrap_or_default();
        let begins = after.chars().next().is_some_and(char::is_alphanumeric);
        if before.ends_with(|it: char| it.is_alphanumeric()) || !begins {
            continue;
        }
        for index in meant(&words(after), &names) {
            let Some(member) = team.get(index) else { continue };
            if found.len() < MENTIONS_MAX && !found.iter().any(|it| it.id == member.id) {
                found.push(member.clone());
            }
        }
    }
    found
}

/// Whose name stands there: all whose whole name does, the longest; else the one whose name begins like it.
fn meant(said: &[Word], names: &[Vec<Word>]) -> Vec<usize> {
    let alike = |name: &[Word]| {
        let pairs = name.iter().zip(said);
        pairs.take_while(|(name, said)| name.folded == said.folded).count()
    };
    let shared: Vec<usize> = names.iter().map(|name| alike(name)).collect();
    let whole = |(index, shared): (usize, &usize)| {
        let is_whole = *shared > 0 && names.get(index).is_some_and(|name| name.len() == *shared);
        is_whole.then_some((index, *shared))
    };
    let wholes: Vec<(usize, usize)> = shared.iter().enumerate().filter_map(whole).collect();
    if let Some(longest) = wholes.iter().map(|(_, shared)| *shared).max() {
        return wholes.iter().filter(|it| it.1 == longest).map(|it| it.0).collect();
    }
    let longest = shared.iter().copied().max().filter(|shared| *shared > 0);
    let begun = shared.iter().enumerate().filter(|(_, shared)| Some(**shared) == longest);
    let begun: Vec<usize> = begun.map(|(index, _)| index).collect();
    // Whoever it could be as well is not meant for sure.
    if begun.len() == 1 { begun } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let team =
            ["Ana Núñez", "Ana Maria Núñez", "Kim", "Kim Lee", "Sam O'Neil", "Sam Oslo", "李雷"];
        let named = |(index, name): (usize, &&str)| Colleague {
            id: format!("m{index}"),
            name: (*name).to_owned(),
        };
        let team: Vec<Colleague> = team.iter().enumerate().map(named).collect();
        let found: Vec<String> = mentioned(text, &team).into_iter().map(|it| it.name).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn whoever_is_named_after_an_at_is_meant() {
        check("@Ana Nunez, please look", &["Ana Núñez"]);
        check("please (@kim) look", &["Kim"]);
        check("@Kim Lee knows", &["Kim Lee"]);
        check("@sam oneil and @李雷", &["Sam O'Neil", "李雷"]);
        check("@Kim @kim and @Kim Lee", &["Kim", "Kim Lee"]);
        check("@ana maria", &["Ana Maria Núñez"]);
    }

    #[test]
    fn who_could_be_somebody_else_is_not_meant_and_an_address_means_nobody() {
        check("@sam", &[]);
        check("@ana", &[]);
        check("write to ada@kim.example", &[]);
        check("@ Kim, @nobody, @", &[]);
        check("@Kimberly", &[]);
    }

    #[test]
    fn two_of_the_same_name_are_both_meant_and_there_is_a_bound() {
        let twice = |id: &str| Colleague { id: id.to_owned(), name: "Kim".to_owned() };
        let both = [twice("a"), twice("b")];
        assert_eq!(mentioned("@kim", &both), both);
        let many: Vec<Colleague> = (0..20).map(|n| twice(&format!("m{n}"))).collect();
        assert_eq!(mentioned("@kim", &many).len(), MENTIONS_MAX);
    }
}
