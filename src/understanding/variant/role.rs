//! What a value that a sentence names is there for: wanted, not wanted, or what they have.

use super::{
    About,
    mention::{DENIALS, Mention},
    vocabulary::Vocabulary,
};
use crate::understanding::piece::{Piece, stretch};

/// What a value is named for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Role {
    /// It will do besides what they have.
    Accepted,
    /// Any other value will do: "they don't need to be waterproof".
    Free,
    /// It only tells which thing is meant.
    Had,
    Refused,
    Wanted,
}

/// Words that may stand between a cue and its value.
const FILLERS: &[&str] = &[
    "a", "an", "the", "my", "with", "in", "being", "it", "its", "is", "one", "ones", "that",
    "thats", "this", "another", "just", "for",
];

/// Words that may stand between a denial and its value besides.
const DENIED: &[&str] =
    &["want", "like", "need", "any", "have", "be", "get", "to", "really", "wanting"];

/// Words after which what is wanted comes.
const WANTS: &[&str] =
    &["want", "wanted", "need", "like", "id", "prefer", "should", "become", "be", "rather", "wish"];

const CHANGES: &[&str] = &[
    "exchange",
    "exchanging",
    "change",
    "changing",
    "swap",
    "swapping",
    "replace",
    "replaced",
    "switch",
    "modify",
    "turn",
    "upgrade",
    "exchanged",
    "changed",
    "swapped",
    "switched",
    "trade",
    "modified",
    "convert",
    "replacing",
    "switching",
    "modifying",
    "trading",
    "update",
    "move",
];

/// The role of every value that a sentence names.
pub(super) fn roles(
    sentence: &[Piece],
    words: &[&str],
    found: &[Mention],
    about: &About<'_>,
    vocabulary: &Vocabulary,
) -> Vec<Role> {
    let pivot = pivot(words);
    let wants = words.iter().position(|word| WANTS.contains(word));
    let mut roles: Vec<Role> = Vec::with_capacity(found.len());
    let mut before: Option<&Mention> = None;
    for mention in found {
        let start = before.map_or(0, |before| before.at.end);
        let cue = cue(sentence, words, mention, start, vocabulary);
        let listed = before.is_some_and(|before| {
            let between = words.get(before.at.end..mention.at.start).unwrap_or_default();
            before.option == mention.option && matches!(between, ["or" | "nor"])
        });
        let role = match (cue, roles.last()) {
            // "A mountain bike is fine instead of a road bike" refuses neither.
            (Some(Role::Refused), Some(Role::Accepted)) => Role::Had,
            (Some(role), _) => role,
            _ if mention.excluded => Role::Refused,
            (None, Some(Role::Refused)) if listed => Role::Refused,
            _ if is_accepted(words, mention) => Role::Accepted,
            _ if describes(mention, pivot, wants, about) => Role::Had,
            _ => Role::Wanted,
        };
        roles.push(role);
        before = Some(mention);
    }
    roles
}

/// What the words right before a value say of it, back to a pause: "no, the blue one" denies
/// nothing of blue.
fn cue(
    sentence: &[Piece],
    words: &[&str],
    mention: &Mention,
    start: usize,
    vocabulary: &Vocabulary,
) -> Option<Role> {
    let names = |piece: &Piece| {
        let mut of_option = vocabulary.names.iter().filter(|name| name.option == mention.option);
        of_option.any(|name| name.has(piece))
    };
    let mut wanting = false;
    let (mut needs, mut to) = (false, false);
    for at in (start..mention.at.start).rev().take(6) {
        let (Some(piece), Some(word)) = (sentence.get(at), words.get(at).copied()) else { break };
        if piece.pauses && !piece.introduces || piece.ends {
            break;
        }
        let before = at.checked_sub(1).and_then(|at| words.get(at)).copied().unwrap_or_default();
        match word {
            "of" if before == "instead" => return Some(Role::Refused),
            "but" if matches!(before, "anything" | "everything" | "any") => {
                return Some(Role::Refused);
            }
            "than" | "from" | "except" | "avoid" if !wanting => return Some(Role::Refused),
            "currently" | "current" => return Some(Role::Had),
            denial if DENIALS.contains(&denial) => {
                return Some(if needs && to { Role::Free } else { Role::Refused });
            }
            // "This one is too small" complains of it.
            "too" => return Some(Role::Had),
            word if FILLERS.contains(&word) || names(piece) => {}
            word if DENIED.contains(&word) => {
                wanting = true;
                needs |= word == "need";
                to |= word == "to";
            }
            _ => break,
        }
    }
    None
}

/// "I'm okay with a mountain bike", "green is fine too".
fn is_accepted(words: &[&str], mention: &Mention) -> bool {
    const FINE: &[&str] = &["ok", "okay", "fine", "alright", "acceptable", "happy", "good"];
    let before = words.get(..mention.at.start).unwrap_or_default();
    let plain = |word: &&&str| !matches!(**word, "a" | "an" | "the");
    let mut near = before.iter().rev().filter(plain);
    let with = near.next() == Some(&"with") && near.next().is_some_and(|word| FINE.contains(word));
    let after = stretch(words, mention.at.end, mention.at.end.saturating_add(6));
    let fine = after.iter().position(|word| FINE.contains(word) || *word == "works");
    let too = |at: usize| {
        let rest = after.get(at..).unwrap_or_default();
        rest.iter().any(|word| matches!(*word, "too" | "also" | "well"))
    };
    with || fine.is_some_and(too)
}

/// Where what is wanted begins: after "to", "for", "into" or "with" that follow a verb of changing.
fn pivot(words: &[&str]) -> Option<usize> {
    let verb = words.iter().position(|word| CHANGES.contains(word))?;
    let is_pivot = |at: &usize| {
        let word = words.get(*at).copied().unwrap_or_default();
        let next = words.get(at.saturating_add(1)).copied().unwrap_or_default();
        let turns = matches!(word, "to" | "for" | "into" | "with" | "by");
        // "For my pending order" and "to exchange" lead to nothing that is wanted.
        turns
            && !CHANGES.contains(&next)
            && !(word == "for" && next != "one" && is_order(words, *at))
    };
    (verb.saturating_add(1)..words.len()).find(is_pivot)
}

fn is_order(words: &[&str], at: usize) -> bool {
    stretch(words, at, at.saturating_add(5)).contains(&"order")
}

/// Whether a value only tells which thing is meant: "change the small shirt to purple", "my red
/// kettle should be white".
fn describes(
    mention: &Mention,
    pivot: Option<usize>,
    wants: Option<usize>,
    about: &About<'_>,
) -> bool {
    let Some(current) = about.current else { return false };
    let is_current = current.options.get(&mention.option) == Some(&mention.value)
        || mention.or_of.iter().any(|(option, value)| current.options.get(option) == Some(value));
    let of_another = about
        .others
        .iter()
        .any(|other| other.line.options.get(&mention.option) == Some(&mention.value));
    let comes_before = |turn: Option<usize>| turn.is_some_and(|turn| mention.at.start <= turn);
    comes_before(pivot) && (is_current || of_another) || comes_before(wants) && is_current
}

/// Whether a sentence says what to do where the one before it cannot be done.
pub(super) fn falls_back(words: &[&str]) -> bool {
    let first = words.iter().find(|word| !matches!(**word, "and" | "or" | "but" | "then" | "so"));
    matches!(first, Some(&("otherwise" | "failing" | "alternatively")))
        || words.starts_with(&["if", "not"])
        || words.starts_with(&["or", "else"])
        || words.starts_with(&["if"])
            && words.iter().take(8).any(|word| {
                matches!(
                    *word,
                    "isnt" | "not" | "unavailable" | "gone" | "arent" | "none" | "dont" | "cant"
                )
            })
}
