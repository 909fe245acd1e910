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
    let phone = of(EntityKind::Phone).map(|entity| Pii::new(entity.value.clone()));
    let zip = zip(&pieces, entities);
    let name = introduced(&pieces, text)
        .or_else(|| {
            let beside = asked.then(|| beside(&pieces, text)).flatten();
            beside.filter(|_| email.is_none() && phone.is_none())
        })
        .or_else(|| of(EntityKind::Name).map(|entity| entity.value.clone()));
    let order_number = of(EntityKind::OrderNumber).map(|entity| entity.value.clone());
    Claim { email, phone, name: name.map(Pii::new), zip: zip.map(Pii::new), order_number }
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
    let found = pieces.iter().enumerate().rfind(plain).map(|(_, piece)| piece);
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

fn introduced(pieces: &[Piece], text: &str) -> Option<String> {
    let mut found = None;
    for at in 0..pieces.len() {
        for words in INTRODUCTIONS {
            let end = at.saturating_add(words.len());
            let here = pieces.get(at..end).unwrap_or_default();
            let said = here.len() == words.len()
                && here.iter().zip(*words).all(|(piece, word)| piece.typed == **word);
            if said && let Some(name) = name_at(pieces, end) {
                found = Some(as_typed(&name, text));
            }
        }
    }
    found
}

/// The words before a postal code: "Mei Kovacs, 28236", "mei kovacs zip code 28236".
fn beside(pieces: &[Piece], text: &str) -> Option<String> {
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
    before.or_else(after).map(|name| as_typed(&name, text))
}

/// A name with the accents and hyphens that were typed.
fn as_typed(name: &[&Piece], text: &str) -> String {
    let (Some(first), Some(last)) = (name.first(), name.last()) else { return String::new() };
    let typed = text.get(first.span.start..last.span.end).unwrap_or_default();
    typed.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The one-time code in a message, where one is waited for: six digits, also in two or three groups.
#[must_use]
pub fn typed_code(text: &str) -> Option<Pii<String>> {
    const DIGITS: usize = 6;
    let is_digits = |word: &&str| word.bytes().all(|byte| byte.is_ascii_digit());
    let words: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    for from in 0..words.len() {
        for count in [1_usize, 2, 3, DIGITS] {
            let group = words.get(from..from.saturating_add(count)).unwrap_or_default();
            let digits = group.concat();
            if digits.len() == DIGITS && group.iter().all(is_digits) {
                return Some(Pii::new(digits));
            }
        }
    }
    None
}

/// Whether a message asks for the code once more: "I didn't get it", "send me another one".
#[must_use]
pub fn asks_for_another_code(text: &str) -> bool {
    let folded = crate::base::text::fold(text);
    let has = |any: &[&str]| any.iter().any(|phrase| folded.contains(phrase));
    has(&["resend", "send it again", "new code", "another code", "code again", "another one"])
        || has(&["otro codigo", "nuevo codigo", "codigo nuevo", "enviar de nuevo", "otra vez"])
        || has(&["didnt get", "did not get", "havent received", "didnt receive", "not received"])
        || has(&["no code", "nothing came", "nothing arrived", "hasnt arrived", "no me llego"])
        || has(&["no he recibido", "no llego", "no me ha llegado", "have not received"])
}

/// Whose things a customer may speak of that are not their own.
const OTHERS: &[&str] = &[
    "wifes",
    "husbands",
    "friends",
    "neighbors",
    "neighbours",
    "sisters",
    "brothers",
    "moms",
    "mums",
    "mothers",
    "dads",
    "fathers",
    "parents",
    "sons",
    "daughters",
    "partners",
    "girlfriends",
    "boyfriends",
    "roommates",
    "coworkers",
    "colleagues",
    "bosss",
    "cousins",
    "elses",
];

/// What is somebody's own at a shop.
/// An address is not: a parcel may go to anybody.
const OWN: &[&str] = &[
    "account",
    "accounts",
    "order",
    "orders",
    "points",
    "profile",
    "subscription",
    "subscriptions",
];

/// Whether a message is about the account of somebody else: "my friend's order", "another
/// customer's address", "someone else's account".
#[must_use]
pub fn speaks_of_another(text: &str) -> bool {
    let words = crate::base::text::words(text);
    let words: Vec<&str> = words.iter().map(|word| word.folded.as_str()).collect();
    let is = |at: usize, any: &[&str]| words.get(at).is_some_and(|word| any.contains(word));
    let owned = |from: usize| (from..from.saturating_add(2)).any(|at| is(at, OWN));
    (0..words.len()).any(|at| {
        let next = at.saturating_add(1);
        let relation = is(at, OTHERS) && owned(next);
        let customer = is(at, &["another", "other", "different"])
            && is(next, &["customer", "customers", "person", "persons", "user", "users"])
            && owned(next.saturating_add(1));
        let account = is(at, &["another", "someone", "somebody"])
            && (is(next, &["customer", "customers", "persons"])
                || (is(next, &["elses"]) && owned(next)));
        let theirs = is(at, OWN) && is(next, &["of"]) && {
            let from = next.saturating_add(1);
            (from..from.saturating_add(2))
                .any(|at| is(at, &["friend", "neighbor", "wife", "husband"]))
        };
        relation || customer || account || theirs
    })
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
        check("I'm Yusuf Rossi, zip code 19122.", true, "Yusuf Rossi", "19122");
        check("My name is Mei Kovacs and my zip code is 28236.", true, "Mei Kovacs", "28236");
        check("mei kovacs, 28236", true, "mei kovacs", "28236");
        check(
            "I don't remember my email address. My name is Anna-Lena Öz and my zip code is 10115",
            true,
            "Anna-Lena Öz",
            "10115",
        );
        check(
            "I'm Chen Johnson from Houston TX, 77004. I want blue ones.",
            false,
            "Chen Johnson",
            "77004",
        );
        check("Oh, I mixed that up. It's 19122. Yusuf Rossi.", true, "Yusuf Rossi", "19122");
        check("I'm looking for my order 19122", false, "", "");
        check("where is my order", false, "", "");
        check("Sean O'Brien 02139", true, "Sean O'Brien", "02139");
        check(
            "my name is josé maría garcía lópez zip 28013",
            true,
            "josé maría garcía lópez",
            "28013",
        );
    }

    #[test]
    fn a_code_is_six_digits_however_they_are_grouped() {
        for text in [
            "482913",
            "The code is 482913.",
            "482 913",
            "482-913 thanks",
            "48 29 13",
            "4 8 2 9 1 3",
        ] {
            assert_eq!(typed_code(text), Some(Pii::new("482913".to_owned())), "{text}");
        }
        for text in ["48291", "4829133", "order W482913", "my zip is 19122", "hello"] {
            assert_eq!(typed_code(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_somebody_elses_is_told_from_what_is_for_somebody_else() {
        for text in [
            "Can you also check my friend's order?",
            "cancel my friend's subscription",
            "cancel my wife’s last order please",
            "change the address of another customer",
            "I want to look at someone else's account",
            "what is another customer's address",
        ] {
            assert!(speaks_of_another(text), "{text}");
        }
        for text in [
            "I ordered it for my wife",
            "return the other order",
            "use the other account's card, I mean my other address",
            "send it to my friend's house, the address is 5 Elm St",
            "exchange it for another one",
            "my son wants a different color",
        ] {
            assert!(!speaks_of_another(text), "{text}");
        }
    }

    #[test]
    fn another_code_is_asked_for_in_many_ways() {
        for text in ["I didn't get it", "Please resend the code", "no me llegó nada"] {
            assert!(asks_for_another_code(text), "{text}");
        }
        assert!(!asks_for_another_code("it is 482913"));
    }
}
