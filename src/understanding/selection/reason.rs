//! Which of the shop's reasons a customer gives.

use std::sync::LazyLock;

use crate::understanding::piece::words;

/// A meaning with its phrases, each as pieces of a text.
type Phrases = (Meaning, Vec<Vec<String>>);

/// [`MEANINGS`], cut into pieces once.
static PHRASES: LazyLock<Vec<Phrases>> = LazyLock::new(|| {
    let cut = |phrases: &[&str]| phrases.iter().map(|phrase| words(phrase)).collect();
    MEANINGS.iter().map(|(meaning, phrases)| (*meaning, cut(phrases))).collect()
});

/// What a reason comes down to, with the words by which shops and customers say it. What stands
/// first is looked for first.
const MEANINGS: &[(Meaning, &[&str])] = &[
    (
        Meaning::Mistake,
        &[
            "mistake",
            "mistakenly",
            "accident",
            "accidentally",
            "wrong item",
            "wrong product",
            "wrong order",
            "duplicate",
            "twice",
            "double",
            "didnt mean",
            "error",
            "wrongly",
            "misclick",
            "typo",
            "by accident",
            "unintentionally",
        ],
    ),
    (
        Meaning::Damaged,
        &[
            "damaged",
            "broken",
            "defective",
            "faulty",
            "cracked",
            "torn",
            "scratched",
            "doesnt work",
            "not working",
            "stopped working",
        ],
    ),
    (Meaning::WrongItem, &["wrong item", "not what i ordered", "different item", "incorrect item"]),
    (
        Meaning::Size,
        &["too big", "too small", "too large", "too tight", "doesnt fit", "wrong size", "fit"],
    ),
    (
        Meaning::Quality,
        &["quality", "not as described", "expected", "disappointed", "disappointing"],
    ),
    (Meaning::Late, &["too late", "took too long", "arrived late", "late"]),
    (
        Meaning::NotNeeded,
        &[
            "no longer need",
            "no longer needed",
            "dont need",
            "not need",
            "not needed",
            "dont want",
            "not want",
            "no longer want",
            "changed my mind",
            "change of mind",
            "found it cheaper",
            "found a better",
            "better deal",
            "better price",
            "cheaper",
            "too expensive",
            "cant afford",
            "budget",
            "credit",
            "money",
            "changed plans",
            "plans changed",
            "changed plan",
            "life change",
            "unneeded",
            "unwanted",
            "lost",
            "regret",
            "dont use",
            "unnecessary",
            "customer",
            "other reason",
            "goes with",
            "dont like",
            "back to the office",
            "moved",
            "moving",
            "somewhere else",
            "elsewhere",
            "get rid",
        ],
    ),
];

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Meaning {
    Damaged,
    Late,
    Mistake,
    NotNeeded,
    Quality,
    Size,
    WrongItem,
}

/// The shop's own reason that was given last; nothing where none of them was.
#[must_use]
pub fn reason(texts: &[&str], reasons: &[String]) -> Option<String> {
    texts.iter().rev().find_map(|text| read(text, reasons))
}

fn read(text: &str, reasons: &[String]) -> Option<String> {
    let said = words(text);
    let own = |reason: &&String| {
        let words = words(reason);
        !words.is_empty() && said.windows(words.len()).any(|window| window == words)
    };
    if let Some(reason) = reasons.iter().find(own) {
        return Some(reason.clone());
    }
    PHRASES.iter().filter(|(_, phrases)| says(&said, phrases)).find_map(|(meaning, _)| {
        let means = |reason: &&String| {
            let words = words(reason);
            let first = PHRASES.iter().find(|(_, phrases)| says(&words, phrases));
            first.is_some_and(|(other, _)| other == meaning)
        };
        reasons.iter().find(means).cloned()
    })
}

fn says(said: &[String], phrases: &[Vec<String>]) -> bool {
    phrases.iter().any(|phrase| said.windows(phrase.len()).any(|window| window == phrase))
}
