//! What a message says of who is writing.

use super::{
    Entity, EntityKind,
    piece::{Piece, pieces},
};
use crate::{base::pii::Pii, identity::Claim};

/// Words after which a name follows.
const INTRODUCTIONS: &[&[&str]] = &[
    &["my", "name", "is"],
    &["name", "is"],
    &["my", "names"],
    &["i", "am"],
    &["im"],
    &["this", "is"],
    &["its"],
    &["name"],
];

/// Words that end a name, or show that none begins.
const NO_NAMES: &[&str] = &[
    "and",
    "my",
    "zip",
    "from",
    "of",
    "in",
    "code",
    "postal",
    "the",
    "a",
    "an",
    "at",
    "with",
    "here",
    "email",
    "looking",
    "trying",
    "not",
    "just",
    "having",
    "calling",
    "writing",
    "interested",
    "so",
    "very",
    "really",
    "still",
    "sorry",
    "sure",
    "quite",
    "moving",
    "going",
    "living",
    "your",
    "order",
    "but",
    "i",
    "is",
    "it",
    "for",
    "to",
    "number",
    "please",
    "also",
    "want",
    "need",
    "would",
    "angry",
    "urgent",
    "about",
    "afraid",
    "glad",
    "happy",
    "hoping",
    "wondering",
    "unhappy",
    "upset",
    "that",
    "thanks",
    "thank",
    "hi",
    "hello",
    "hey",
    "yes",
    "no",
    "try",
    "oh",
    "then",
    "must",
    "be",
    "mixed",
    "up",
    "zipcode",
    "postcode",
    "live",
    "dont",
    "remember",
    "have",
    "know",
    "address",
    "mail",
];

/// Collects what a message says of who is writing. `asked` says that it was just asked for: then the
/// words beside a postal code are a name.
#[must_use]
pub fn claimed(text: &str, entities: &[Entity], asked: bool) -> Claim {
    let pieces = pieces(text);
    let of = |kind: EntityKind| entities.iter().rev().find(|entity| entity.kind == kind);
    let email = of(EntityKind::Email).map(|entity| Pii::new(entity.value.clone()));
    let zip = zip(&pieces, entities);
    let name = introduced(&pieces)
        .or_else(|| {
            let beside = asked.then(|| beside(&pieces, text)).flatten();
            beside.filter(|_| email.is_none())
        })
        .or_else(|| of(EntityKind::Name).map(|entity| entity.value.clone()));
    let order_number = of(EntityKind::OrderNumber).map(|entity| entity.value.clone());
    Claim { email, name: name.map(Pii::new), zip: zip.map(Pii::new), order_number }
}

/// Five digits that are no money, no order and no item; or what is known to be a postal code.
fn zip(pieces: &[Piece], entities: &[Entity]) -> Option<String> {
    let plain = |(at, piece): &(usize, &Piece)| {
        let five = piece.typed.len() == 5 && piece.typed.chars().all(|c| c.is_ascii_digit());
        let before = at.checked_sub(1).and_then(|at| pieces.get(at));
        let other = before.is_some_and(|before| {
            matches!(before.typed.as_str(), "order" | "item" | "number" | "suite" | "w")
        });
        five && !piece.money && !other
    };
    let found = pieces.iter().enumerate().filter(plain).last().map(|(_, piece)| piece);
    found.map(|piece| piece.typed.clone()).or_else(|| {
        let entity = entities.iter().find(|entity| entity.kind == EntityKind::Zip)?;
        Some(entity.value.clone())
    })
}

fn is_name(piece: &Piece) -> bool {
    let letters = piece.typed.chars().all(char::is_alphabetic);
    letters && !NO_NAMES.contains(&piece.typed.as_str())
}

/// The words of a name from a place on, at most four.
fn name_at(pieces: &[Piece], at: usize) -> Option<Vec<&Piece>> {
    let mut name: Vec<&Piece> = Vec::new();
    for piece in pieces.iter().skip(at).take(4) {
        if !is_name(piece) {
            break;
        }
        name.push(piece);
        if piece.pauses || piece.ends {
            break;
        }
    }
    (name.len() >= 2).then_some(name)
}

fn introduced(pieces: &[Piece]) -> Option<String> {
    let mut found = None;
    for at in 0..pieces.len() {
        for words in INTRODUCTIONS {
            let end = at.saturating_add(words.len());
            let here = pieces.get(at..end).unwrap_or_default();
            let said = here.len() == words.len()
                && here.iter().zip(*words).all(|(piece, word)| piece.typed == **word);
            if said && let Some(name) = name_at(pieces, end) {
                found = Some(joined(&name));
            }
        }
    }
    found
}

/// The words before a postal code: "Mei Kovacs, 28236", "mei kovacs zip code 28236".
fn beside(pieces: &[Piece], _text: &str) -> Option<String> {
    let zip = pieces.iter().rposition(|piece| {
        piece.typed.len() == 5 && piece.typed.chars().all(|c| c.is_ascii_digit())
    });
    let end = zip.unwrap_or(pieces.len());
    let sentence = pieces
        .get(..end)
        .unwrap_or_default()
        .iter()
        .rposition(|piece| piece.ends)
        .map_or(0, |at| at.saturating_add(1));
    let before = (sentence..end).find_map(|at| name_at(pieces.get(..end)?, at));
    let after = || {
        let from = zip?.saturating_add(1);
        (from..pieces.len()).find_map(|at| name_at(pieces, at))
    };
    before.or_else(after).map(|name| joined(&name))
}

fn joined(name: &[&Piece]) -> String {
    let words: Vec<&str> = name.iter().map(|piece| piece.typed.as_str()).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        conversation::ConversationState,
        understanding::{Known, understand},
    };

    #[track_caller]
    fn check(text: &str, asked: bool, name: &str, zip: &str) {
        let understood = understand(text, &ConversationState::default(), &Known::default());
        let claim = claimed(text, &understood.entities, asked);
        let shown = |held: Option<Pii<String>>| {
            held.map(|held| serde_json::to_value(held).unwrap().as_str().unwrap().to_owned())
        };
        assert_eq!(shown(claim.name).unwrap_or_default(), name, "{text}");
        assert_eq!(shown(claim.zip).unwrap_or_default(), zip, "{text}");
    }

    #[test]
    fn people_say_who_they_are_in_many_ways() {
        check("I'm Yusuf Rossi, zip code 19122.", true, "yusuf rossi", "19122");
        check("My name is Mei Kovacs and my zip code is 28236.", true, "mei kovacs", "28236");
        check("mei kovacs, 28236", true, "mei kovacs", "28236");
        check(
            "I don't remember my email address. My name is Anna-Lena Öz and my zip code is 10115",
            true,
            "anna lena oz",
            "10115",
        );
        check(
            "I'm Chen Johnson from Houston TX, 77004. I want blue ones.",
            false,
            "chen johnson",
            "77004",
        );
        check("Oh, I mixed that up. It's 19122. Yusuf Rossi.", true, "yusuf rossi", "19122");
        check("I'm looking for my order 19122", false, "", "");
        check("where is my order", false, "", "");
    }
}
