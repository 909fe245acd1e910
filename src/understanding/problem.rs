//! What is wrong with something that was bought, and how it is to be put right.

use super::{
    lexicon::{Lexicon, Target, hits},
    normal::{self, Token},
};
use crate::{
    base::text,
    commerce::{Problem, Remedy},
};

/// What is said to be wrong. What is said last counts.
#[must_use]
pub fn problem(texts: &[&str]) -> Option<Problem> {
    last(texts, |target| if let Target::Problem(problem) = target { Some(problem) } else { None })
}

/// How it is to be put right, as far as it was said. What is said last counts.
#[must_use]
pub fn remedy(texts: &[&str]) -> Option<Remedy> {
    last(texts, |target| if let Target::Remedy(remedy) = target { Some(remedy) } else { None })
}

/// How many of `quantity` pieces it is about, as far as it was said.
#[must_use]
pub fn pieces(texts: &[&str], quantity: u32) -> Option<u32> {
    texts.iter().rev().find_map(|said| {
        let words: Vec<String> = text::words(said).into_iter().map(|word| word.folded).collect();
        let lone = words.len() <= 4;
        words.iter().enumerate().find_map(|(at, word)| {
            let next = words.get(at.saturating_add(1)).map(String::as_str);
            let before = words.get(at.saturating_sub(3)..at).unwrap_or_default();
            let count = match word.as_str() {
                "all" | "everything" | "todas" | "todos" => Some(quantity),
                "both" | "ambas" | "ambos" => Some(2),
                // "The blue one" counts nothing.
                "one" | "una" | "uno" if lone || matches!(next, Some("of" | "de")) => Some(1),
                "one" | "una" | "uno" => None,
                word => number(word),
            }?;
            let only = |word: &String| matches!(word.as_str(), "only" | "just" | "solo");
            let only = before.iter().any(only);
            // "I only got one" of two: the other one is what it is about.
            let meant = if only && !lone { quantity.checked_sub(count)? } else { count };
            (1..=quantity).contains(&meant).then_some(meant)
        })
    })
}

fn number(word: &str) -> Option<u32> {
    const WORDS: &[(&str, u32)] = &[
        ("two", 2),
        ("three", 3),
        ("four", 4),
        ("five", 5),
        ("six", 6),
        ("seven", 7),
        ("eight", 8),
        ("nine", 9),
        ("ten", 10),
        ("dos", 2),
        ("tres", 3),
        ("cuatro", 4),
        ("cinco", 5),
        ("seis", 6),
    ];
    let named = WORDS.iter().find(|(name, _)| *name == word).map(|(_, count)| *count);
    named.or_else(|| word.parse().ok())
}

/// What the last phrase says that says something of this kind, in either language.
fn last<T>(texts: &[&str], means: impl Fn(Target) -> Option<T>) -> Option<T> {
    texts.iter().rev().find_map(|said| {
        let read = |lexicon: &'static Lexicon| {
            let words = normal::tokens(said, text::words(said), lexicon, &super::Known::default());
            hits(&words)
                .filter(|hit| !is_denied(&words, hit.place.first, lexicon))
                .filter_map(|hit| Some((hit.place.last, means(hit.target)?)))
                .max_by_key(|(at, _)| *at)
        };
        let languages = crate::playbook::LANGUAGES.iter().filter_map(|name| Lexicon::of(name));
        languages.filter_map(read).map(|(_, meant)| meant).next()
    })
}

/// "I don't want a refund" asks for none.
fn is_denied(words: &[Token], first: usize, lexicon: &Lexicon) -> bool {
    let before = words.get(first.saturating_sub(3)..first).unwrap_or_default();
    // "I'd rather have a refund" wants one.
    before.iter().any(|word| word.typed != "rather" && lexicon.is("denies", word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_read_from_many_words() {
        let said = [
            ("the lamp arrived broken", Problem::Damaged),
            ("my kettle doesn't work", Problem::Damaged),
            ("the mug was cracked when I opened the box", Problem::Damaged),
            ("you sent me the wrong colour", Problem::Wrong),
            ("this is not what I ordered", Problem::Wrong),
            ("I received somebody else's order", Problem::Wrong),
            ("one of the cups is missing from the parcel", Problem::Missing),
            ("the box was missing the charger", Problem::Missing),
            ("there were only two in the box", Problem::Missing),
            ("it says delivered but I never got it", Problem::NotReceived),
            ("la lámpara llegó rota", Problem::Damaged),
            ("me enviaron el color equivocado", Problem::Wrong),
            ("falta una taza en el paquete", Problem::Missing),
        ];
        for (text, wanted) in said {
            assert_eq!(problem(&[text]), Some(wanted), "{text}");
        }
        assert_eq!(problem(&["where is my order?"]), None);
    }

    #[test]
    fn how_it_is_put_right_is_what_was_said_last() {
        assert_eq!(remedy(&["please send me a new one"]), Some(Remedy::Replace));
        assert_eq!(remedy(&["I want my money back"]), Some(Remedy::Refund));
        assert_eq!(remedy(&["a replacement", "no, refund me instead"]), Some(Remedy::Refund));
        assert_eq!(remedy(&["I don't want a refund, send another"]), Some(Remedy::Replace));
        assert_eq!(remedy(&["quiero un reembolso"]), Some(Remedy::Refund));
        assert_eq!(remedy(&["it is broken"]), None);
    }

    #[test]
    fn pieces_are_counted_as_they_were_said() {
        assert_eq!(pieces(&["one of the two cups is broken"], 2), Some(1));
        assert_eq!(pieces(&["both cups are broken"], 2), Some(2));
        assert_eq!(pieces(&["all of them"], 6), Some(6));
        assert_eq!(pieces(&["the blue one is broken"], 2), None);
        assert_eq!(pieces(&["I only got one of the three"], 3), Some(2));
        assert_eq!(pieces(&["just one"], 3), Some(1));
        assert_eq!(pieces(&["order 1001 is broken"], 2), None);
        assert_eq!(pieces(&["the cups are broken"], 2), None);
    }
}
