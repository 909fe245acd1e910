//! "Bigger", "less bright", "one size smaller", "1000 more pieces", "the fewest pieces".

use super::{
    About, Extreme, Reach, Step,
    scale::{position, values},
    vocabulary::{Vocabulary, is_of_name},
};
use crate::understanding::piece::{Piece, is_number, quantity, stretch};

/// Words that compare, whether they mean more, and the options that they speak of.
const COMPARING: &[(&str, bool, &[&str])] = &[
    ("bigger", true, SIZE),
    ("larger", true, SIZE),
    ("smaller", false, SIZE),
    ("longer", true, &["length", "battery", "duration", "life"]),
    ("shorter", false, &["length", "height", "duration"]),
    ("taller", true, &["height", "length"]),
    ("wider", true, &["width"]),
    ("narrower", false, &["width"]),
    ("brighter", true, &["brightness"]),
    ("dimmer", false, &["brightness"]),
    ("darker", false, &["brightness"]),
    ("darker", true, &["tone", "roast", "shade"]),
    ("thicker", true, &["thickness"]),
    ("thinner", false, &["thickness"]),
    ("heavier", true, &["weight", "thickness"]),
    ("lighter", false, &["weight", "thickness", "tone", "roast", "shade"]),
    ("harder", true, &["difficulty", "firmness"]),
    ("easier", false, &["difficulty"]),
    ("stronger", true, &["strength", "power"]),
    ("weaker", false, &["strength", "power"]),
    ("faster", true, &["speed"]),
    ("slower", false, &["speed"]),
    ("sharper", true, &["resolution"]),
];

/// Words for an end of a scale.
const ENDS: &[(&str, bool, &[&str])] = &[
    ("biggest", true, SIZE),
    ("largest", true, SIZE),
    ("smallest", false, SIZE),
    ("longest", true, &["length", "battery", "duration", "life"]),
    ("shortest", false, &["length", "height", "duration"]),
    ("tallest", true, &["height"]),
    ("brightest", true, &["brightness"]),
    ("dimmest", false, &["brightness"]),
    ("thickest", true, &["thickness"]),
    ("thinnest", false, &["thickness"]),
    ("heaviest", true, &["weight"]),
    ("lightest", false, &["weight"]),
    ("hardest", true, &["difficulty"]),
    ("easiest", false, &["difficulty"]),
    ("fastest", true, &["speed"]),
];

/// What is wrong with the one they have, whether more is needed, and of what.
const COMPLAINTS: &[(&str, bool, &[&str])] = &[
    ("big", false, SIZE),
    ("large", false, SIZE),
    ("loose", false, &["size"]),
    ("small", true, SIZE),
    ("tight", true, &["size"]),
    ("long", false, &["length"]),
    ("short", true, &["length", "height"]),
    ("tall", false, &["height"]),
    ("low", true, &["height"]),
    ("bright", false, &["brightness"]),
    ("dim", true, &["brightness"]),
    ("dark", true, &["brightness"]),
    ("heavy", false, &["weight"]),
    ("thin", true, &["thickness"]),
    ("thick", false, &["thickness"]),
    ("hard", false, &["difficulty"]),
    ("difficult", false, &["difficulty"]),
    ("easy", true, &["difficulty"]),
];

/// What is big or small.
const SIZE: &[&str] = &[
    "size", "capacity", "volume", "screen", "frame", "pieces", "storage", "diameter", "length",
    "width", "height", "weight",
];

/// The comparisons of a sentence, with the option that each speaks of.
pub(super) fn steps(
    sentence: &[Piece],
    about: &About<'_>,
    vocabulary: &Vocabulary,
) -> Vec<(String, Step)> {
    let mut found = Vec::new();
    for (at, piece) in sentence.iter().enumerate() {
        let word = piece.typed.as_str();
        let reach = || reach(sentence, at);
        if COMPARING.iter().any(|(name, ..)| *name == word) {
            // The same word may mean more of one thing and less of another.
            let meant: Vec<(String, bool, bool)> = COMPARING
                .iter()
                .filter(|(name, ..)| *name == word)
                .filter_map(|(_, more, of)| {
                    let option = option_of(sentence, at, of, about, vocabulary)?;
                    let own = is_of_kind(&option, of, vocabulary);
                    Some((option, *more, own))
                })
                .collect();
            let best = meant.iter().find(|(.., own)| *own).or(meant.first());
            if let Some((option, more, _)) = best {
                let step = if *more { Step::More(reach()) } else { Step::Less(reach()) };
                found.push((option.clone(), step));
            }
        } else if let Some((_, most, of)) = ENDS.iter().find(|(name, ..)| *name == word) {
            if let Some(option) = option_of(sentence, at, of, about, vocabulary) {
                found.push((option, Step::Extreme(end(*most))));
            }
        } else if let Some((_, more, of)) =
            COMPLAINTS.iter().find(|(name, ..)| *name == word && follows(sentence, at, "too"))
        {
            if let Some(option) = option_of(sentence, at, of, about, vocabulary) {
                let step = if *more { Step::More(Reach::Any) } else { Step::Less(Reach::Any) };
                found.push((option, step));
            }
        } else if matches!(word, "up" | "down") && follows(sentence, at, "size") {
            if let Some(option) = option_of(sentence, at, SIZE, about, vocabulary) {
                let up = word == "up";
                found.push((
                    option,
                    if up { Step::More(Reach::One) } else { Step::Less(Reach::One) },
                ));
            }
        } else if let Some((step, option)) = counted(sentence, at, about, vocabulary) {
            found.push((option, step));
        }
    }
    found
}

/// Whether a word stands right after another; "half a size up" is no whole size.
fn follows(sentence: &[Piece], at: usize, word: &str) -> bool {
    let before = stretch(sentence, at.saturating_sub(3), at);
    before.last().is_some_and(|piece| piece.typed == word)
        && !before.iter().any(|piece| matches!(piece.typed.as_str(), "half" | "two" | "2"))
}

/// Whether a word compares: a number before it says by how much.
pub(super) fn compares(piece: &Piece) -> bool {
    let word = piece.typed.as_str();
    matches!(word, "more" | "fewer" | "less" | "higher" | "lower")
        || COMPARING.iter().any(|(name, ..)| *name == word)
}

const fn end(most: bool) -> Extreme {
    if most { Extreme::Most } else { Extreme::Least }
}

/// "More", "less", "higher", "maximum" with the option named right after.
fn counted(
    sentence: &[Piece],
    at: usize,
    about: &About<'_>,
    vocabulary: &Vocabulary,
) -> Option<(Step, String)> {
    let word = sentence.get(at)?.typed.as_str();
    let step = match word {
        "more" | "higher" | "greater" | "better" => Step::More(reach(sentence, at)),
        "less" | "fewer" | "lower" | "worse" => Step::Less(reach(sentence, at)),
        "most" | "highest" | "maximum" | "max" | "maximal" => Step::Extreme(Extreme::Most),
        "fewest" | "least" | "lowest" | "minimum" | "minimal" => Step::Extreme(Extreme::Least),
        _ => return None,
    };
    let after = stretch(sentence, at.saturating_add(1), at.saturating_add(4));
    let until = after.iter().take_while(|piece| !piece.pauses && !piece.ends).count();
    let after = stretch(after, 0, until.saturating_add(1));
    let named = vocabulary.names.iter().find(|name| {
        name.words.iter().any(|word| after.iter().any(|piece| is_of_name(&piece.word, word)))
            && is_scaled(about, &name.option)
    });
    named.map(|name| (step, name.option.clone()))
}

/// "One size", "slightly", "1000 more".
fn reach(sentence: &[Piece], at: usize) -> Reach {
    let before = sentence.get(at.saturating_sub(3)..at).unwrap_or_default();
    let near: Vec<&str> = before.iter().map(|piece| piece.typed.as_str()).collect();
    if near.ends_with(&["one", "size"])
        || near.ends_with(&["a", "size"])
        || near.ends_with(&["next", "size"])
    {
        return Reach::One;
    }
    let small = |word: &&&str| {
        matches!(**word, "slightly" | "bit" | "little" | "touch" | "somewhat" | "marginally")
    };
    if near.iter().any(|word| small(&word)) {
        return Reach::Next;
    }
    let said: Vec<String> = before.iter().map(|piece| piece.word.clone()).collect();
    // "1000 more", "15 cm taller".
    let from = said.iter().rposition(|word| is_number(word));
    let amount = from.and_then(|from| said.get(from..)).filter(|said| said.len() <= 2);
    amount.and_then(quantity).map_or(Reach::Any, |(amount, _)| Reach::By(amount))
}

/// Whether an option is of one of the kinds that a word compares.
fn is_of_kind(option: &str, of: &[&str], vocabulary: &Vocabulary) -> bool {
    let mut names = vocabulary.names.iter().filter(|name| name.option == option);
    names.any(|name| name.words.iter().any(|word| of.iter().any(|kind| is_of_name(word, kind))))
}

/// The option that a comparison speaks of: one named near it, else the first that it may mean.
fn option_of(
    sentence: &[Piece],
    at: usize,
    of: &[&str],
    about: &About<'_>,
    vocabulary: &Vocabulary,
) -> Option<String> {
    let near = stretch(sentence, at, at.saturating_add(4));
    let named = vocabulary.names.iter().find(|name| {
        name.words.iter().any(|word| near.iter().any(|piece| is_of_name(&piece.word, word)))
            && is_scaled(about, &name.option)
    });
    if let Some(name) = named {
        return Some(name.option.clone());
    }
    of.iter().find_map(|kind| {
        let fits = |name: &&super::vocabulary::Name| {
            name.words.iter().any(|word| is_of_name(word, &crate::base::text::singular(kind)))
                && is_scaled(about, &name.option)
        };
        vocabulary.names.iter().find(fits).map(|name| name.option.clone())
    })
}

/// Whether the values of an option have an order.
fn is_scaled(about: &About<'_>, option: &str) -> bool {
    let values = values(about.product, option);
    values.len() > 1 && values.iter().all(|value| position(about.product, option, value).is_some())
}
