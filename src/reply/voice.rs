//! The product's wordings in the merchant's voice: only the words of a template change, never a value in it,
//! nor when it is told.

use std::{borrow::Cow, collections::BTreeMap};

use super::{format::Tongue, own::FIXED};
use crate::playbook::{Tone, Voice};

/// Wordings after which an emoji may stand.
const FRIENDLY: &[&str] = &["goodbye", "greeting", "session_greeting", "thanks"];

/// Wordings whose words stand: what the assistant is, codes, and where somebody may be hurt.
const PLAIN: &[&str] =
    &["code_message", "session_greeting", "talk_crisis", "talk_emergency", "talk_who_made_you"];

/// What people say in short, with what it stands for. In the product's English `'s` is "is" and `'d` is
/// "would"; a test reads them all.
const CONTRACTIONS: &[(&str, &str)] = &[
    ("can't", "cannot"),
    ("won't", "will not"),
    ("let's", "let us"),
    ("here's", "here is"),
    ("it's", "it is"),
    ("that's", "that is"),
    ("there's", "there is"),
    ("what's", "what is"),
    ("who's", "who is"),
];

/// Endings of other words, with what each stands for.
const ENDINGS: &[(&str, &str)] = &[
    ("n't", " not"),
    ("'re", " are"),
    ("'ve", " have"),
    ("'ll", " will"),
    ("'m", " am"),
    ("'d", " would"),
];

/// A template in this voice; as it is where the voice has nothing to change in it.
pub(super) fn voiced<'a>(
    template: &'a str,
    name: &str,
    tongue: Tongue,
    voice: &Voice,
) -> Cow<'a, str> {
    if voice.is_plain() {
        return Cow::Borrowed(template);
    }
    let formal = voice.tone == Tone::Formal && tongue == Tongue::English;
    let fixed = FIXED.contains(&name) || PLAIN.contains(&name);
    let words = voice.words.get(tongue.code()).filter(|_| !fixed);
    let say = |text: &str| {
        let text = if formal { in_full(text) } else { text.to_owned() };
        words.map_or_else(|| text.clone(), |words| renamed(&text, words))
    };
    let mut said = String::new();
    let mut rest = template;
    while let Some((text, tag)) = rest.split_once('{') {
        said.push_str(&say(text));
        let close = if tag.starts_with('%') { "%}" } else { "}}" };
        let (inside, after) = tag.split_once(close).unwrap_or((tag, ""));
        said.extend(["{", inside, close]);
        rest = after;
    }
    said.push_str(&say(rest));
    if let (Some(emoji), true) = (&voice.emoji, FRIENDLY.contains(&name)) {
        said.extend([" ", emoji]);
    }
    Cow::Owned(said)
}

/// A text without contractions.
fn in_full(text: &str) -> String {
    rewritten(text, |rest| {
        let end = rest.find(|c: char| !c.is_alphabetic() && c != '\'').unwrap_or(rest.len());
        let word = rest.get(..end)?;
        let small = word.to_lowercase();
        if let Some((_, full)) = CONTRACTIONS.iter().find(|(short, _)| *short == small) {
            return Some((end, cased(word, full)));
        }
        let (ending, full) = ENDINGS.iter().find(|(ending, _)| small.ends_with(ending))?;
        let stem = word.get(..word.len().checked_sub(ending.len())?)?;
        Some((end, format!("{stem}{full}")))
    })
}

/// A text with these words in place of those; of two that fit the longer.
fn renamed(text: &str, words: &BTreeMap<String, String>) -> String {
    rewritten(text, |rest| {
        // What customers are told to say is said as it is understood.
        for (opens, closes) in [('“', '”'), ('«', '»')] {
            if let Some(after) = rest.strip_prefix(opens) {
                let quoted = after.split_once(closes).map_or(after, |(quoted, _)| quoted);
                let bytes = opens.len_utf8().saturating_add(quoted.len());
                return Some((bytes, format!("{opens}{quoted}")));
            }
        }
        let fits = |avoided: &&String| {
            let here = rest.get(..avoided.len())?;
            let after = rest.get(avoided.len()..)?;
            let ends = !after.starts_with(|c: char| c.is_alphabetic() || c == '\'');
            (ends && here.to_lowercase() == avoided.to_lowercase()).then_some(here)
        };
        let longest = words.keys().filter(|it| fits(it).is_some()).max_by_key(|it| it.len())?;
        Some((longest.len(), cased(fits(&longest)?, words.get(longest)?)))
    })
}

/// A text in which whatever stands at the beginning of a word may be said otherwise: so many bytes of it
/// become this. What was put in is not looked at again.
fn rewritten(text: &str, otherwise: impl Fn(&str) -> Option<(usize, String)>) -> String {
    let mut said = String::with_capacity(text.len());
    let mut rest = text;
    let mut inside = false;
    while let Some(first) = rest.chars().next() {
        let new = if inside { None } else { otherwise(rest).filter(|(bytes, _)| *bytes > 0) };
        let (bytes, put) = new.unwrap_or_else(|| (first.len_utf8(), first.to_string()));
        said.push_str(&put);
        let (taken, left) = rest.split_at_checked(bytes).unwrap_or((rest, ""));
        inside = taken.chars().next_back().is_some_and(|c| c.is_alphabetic() || c == '\'');
        rest = left;
    }
    said
}

/// Words with a capital where the ones before them had one.
fn cased(before: &str, said: &str) -> String {
    let mut rest = said.chars();
    match rest.next() {
        Some(first) if before.starts_with(char::is_uppercase) => {
            first.to_uppercase().chain(rest).collect()
        }
        _ => said.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reply::wording::Wordings;

    fn voice(words: &[(&str, &str)]) -> Voice {
        let words = words.iter().map(|&(avoided, said)| (avoided.to_owned(), said.to_owned()));
        Voice { words: BTreeMap::from([("en".to_owned(), words.collect())]), ..Voice::default() }
    }

    #[track_caller]
    fn check(voice: &Voice, template: &str, expected: &str) {
        assert_eq!(voiced(template, "thanks", Tongue::English, voice), expected);
    }

    #[test]
    fn words_are_said_otherwise_as_whole_words_and_once() {
        let swapped =
            voice(&[("cart", "basket"), ("basket", "cart"), ("your cart", "the trolley")]);
        check(&swapped, "Cart and carts, a basket.", "Basket and carts, a cart.");
        check(&swapped, "Your cart is ready.", "The trolley is ready.");
        check(
            &swapped,
            "{{ cart }}{% if cart %} cart{% endif %}",
            "{{ cart }}{% if cart %} basket{% endif %}",
        );
        check(&voice(&[("café", "bistro")]), "Café, cafés", "Bistro, cafés");
        let person = voice(&[("person", "specialist"), ("won", "earned")]);
        check(
            &person,
            "Say “person”: a person won't wait.",
            "Say “person”: a specialist won't wait.",
        );
    }

    #[test]
    fn formal_english_has_no_contractions() {
        let formal = Voice { tone: Tone::Formal, ..Voice::default() };
        check(
            &formal,
            "I've done it, that's all you'd need.",
            "I have done it, that is all you would need.",
        );
        check(
            &formal,
            "It's late. I can't say; it isn't here.",
            "It is late. I cannot say; it is not here.",
        );
        let shop = "{{ brand }}'s shop and today's price";
        check(&formal, shop, shop);
        let spanish = voiced("No, it's", "thanks", Tongue::Spanish, &formal);
        assert_eq!(spanish, "No, it's");
    }

    #[test]
    fn no_wording_of_ours_keeps_a_contraction_in_a_formal_voice() {
        let formal = Voice { tone: Tone::Formal, ..Voice::default() };
        let wordings = Wordings::english();
        for name in wordings.names() {
            for text in wordings.alternatives(name) {
                let said = voiced(text, name, Tongue::English, &formal);
                for (at, _) in said.match_indices('\'') {
                    let (before, after) = said.split_at_checked(at).unwrap();
                    // What is left is somebody's, or a quotation mark.
                    let of = after.starts_with("'s ") && !before.ends_with("it");
                    let quoted = !after.chars().nth(1).is_some_and(char::is_alphabetic);
                    let opens = !before.ends_with(char::is_alphabetic);
                    assert!(of || quoted || opens, "{name}: {said}");
                }
                for wrong in [" would better", " would been", " is been", " is got"] {
                    assert!(!said.contains(wrong), "{name}: {said}");
                }
            }
        }
    }

    #[test]
    fn an_emoji_stands_after_what_is_friendly_alone() {
        let voice = Voice { emoji: Some("🌿".to_owned()), ..Voice::default() };
        assert_eq!(voiced("Hello!", "greeting", Tongue::English, &voice), "Hello! 🌿");
        assert_eq!(voiced("It is late.", "order_late", Tongue::English, &voice), "It is late.");
    }
}
