//! Values that a text asks for though the product does not come in them: they must be said to be
//! missing, and never be passed over.

use super::{
    About,
    mention::{Mention, foreign_quantity},
    vocabulary::{Name, SIZES, Vocabulary},
};
use crate::understanding::piece::{Piece, is_number};

/// Colours that are asked for by name.
const COLORS: &[&str] = &[
    "red",
    "orange",
    "yellow",
    "green",
    "blue",
    "purple",
    "violet",
    "pink",
    "brown",
    "black",
    "white",
    "gray",
    "silver",
    "gold",
    "beige",
    "navy",
    "teal",
    "turquoise",
    "maroon",
    "burgundy",
    "ivory",
    "khaki",
    "lavender",
    "magenta",
    "bronze",
    "copper",
];

/// Materials that are asked for by name.
const MATERIALS: &[&str] = &[
    "cotton",
    "polyester",
    "wool",
    "silk",
    "linen",
    "leather",
    "suede",
    "denim",
    "nylon",
    "plastic",
    "glass",
    "metal",
    "steel",
    "aluminum",
    "wood",
    "bamboo",
    "rubber",
    "silicone",
    "ceramic",
    "velvet",
    "canvas",
    "cork",
    "marble",
];

/// Materials by a wider word.
const WIDER: &[(&str, &[&str])] = &[
    ("metal", &["steel", "iron", "aluminum", "titanium", "brass"]),
    ("wood", &["oak", "maple", "walnut", "pine", "beech", "bamboo"]),
];

/// Kinds of values, with the word that names an option of that kind.
const KINDS: &[(&str, &[&str])] = &[("color", COLORS), ("material", MATERIALS)];

/// The values in a sentence that no variant has, where they stand between `found`.
pub(super) fn foreign(
    sentence: &[Piece],
    found: &[Mention],
    about: &About<'_>,
    vocabulary: &Vocabulary,
) -> Vec<Mention> {
    // Among all there is, what is not there narrows nothing.
    if about.current.is_none() {
        return Vec::new();
    }
    let mut missing = Vec::new();
    for (at, piece) in sentence.iter().enumerate() {
        let taken = found.iter().any(|mention| mention.at.contains(&at));
        if taken || vocabulary.title.contains(&piece.word) {
            continue;
        }
        let members = members(piece, vocabulary);
        if !members.is_empty() {
            missing.extend(members.into_iter().map(|(option, value)| Mention {
                option,
                value,
                at: at..at.saturating_add(1),
                or_of: Vec::new(),
                excluded: false,
            }));
            continue;
        }
        let here = of_kind(piece, vocabulary)
            .or_else(|| size(sentence, at, vocabulary))
            .map(|(option, value)| (option, value, 1))
            .or_else(|| foreign_quantity(sentence, at, vocabulary).map(|(o, v)| (o, v, 2)));
        if let Some((option, value, length)) = here {
            let at = at..at.saturating_add(length);
            missing.push(Mention { option, value, at, or_of: Vec::new(), excluded: false });
        }
    }
    missing
}

/// The values that a wider word means: "metal" where there is stainless steel.
fn members(piece: &Piece, vocabulary: &Vocabulary) -> Vec<(String, String)> {
    let Some((_, of)) = WIDER.iter().find(|(wider, _)| *wider == piece.word) else {
        return Vec::new();
    };
    let mut found: Vec<(String, String)> = Vec::new();
    for value in &vocabulary.values {
        let pair = (value.option.clone(), value.value.clone());
        if value.words.iter().any(|word| of.contains(&word.as_str())) && !found.contains(&pair) {
            found.push(pair);
        }
    }
    found
}

fn of_kind(piece: &Piece, vocabulary: &Vocabulary) -> Option<(String, String)> {
    let (kind, _) = KINDS.iter().find(|(_, values)| values.contains(&piece.word.as_str()))?;
    let name = vocabulary.names.iter().find(|name| name.words.iter().any(|word| word == kind))?;
    Some((name.option.clone(), piece.typed.clone()))
}

/// "Size 13", "an XXL": sizes that there are not.
fn size(sentence: &[Piece], at: usize, vocabulary: &Vocabulary) -> Option<(String, String)> {
    let piece = sentence.get(at)?;
    let of_size = |name: &&Name| name.words == ["size"];
    let option = &vocabulary.names.iter().find(of_size)?.option;
    let mut values = vocabulary.values.iter().filter(|value| value.option == *option);
    let before = at.checked_sub(1).and_then(|at| sentence.get(at));
    let sized = before.is_some_and(|piece| piece.word == "size" && !piece.pauses);
    if is_number(&piece.word) {
        let bare = values.any(|value| value.bare);
        return (bare && sized).then(|| (option.clone(), piece.typed.clone()));
    }
    let letter = |word: &str| SIZES.iter().any(|(size, _)| *size == word);
    if !values.any(|value| value.words.first().is_some_and(|word| letter(word))) {
        return None;
    }
    let said = SIZES.iter().any(|(size, name)| {
        *name == piece.typed || *size == piece.typed && (sized || size.len() > 1)
    });
    said.then(|| (option.clone(), piece.typed.clone()))
}
