//! Whether what is bought again and again is meant, and which of the names of things.

use std::ops::Range;

use super::{
    lexicon::Lexicon,
    need::Need,
    piece::{Piece, pieces},
    subscription::number,
};

/// Whether what is bought again and again is meant.
#[must_use]
pub fn is_usual(texts: &[&str]) -> bool {
    let words = words(texts);
    let has = |of: &[&str]| words.iter().any(|word| of.contains(&word.as_str()));
    has(&["usual", "regular", "always", "everything", "stuff", "same", "siempre"])
}

/// Whether all that was ever bought is meant.
#[must_use]
pub fn is_all_ever(texts: &[&str]) -> bool {
    let words = words(texts);
    let has = |of: &[&str]| words.iter().any(|word| of.contains(&word.as_str()));
    has(&["all", "everything", "todo"]) && has(&["ever", "siempre"])
}

/// How many pieces of each of these things are wanted, as far as it was said: "three of the earl grey and
/// two silver needles", "make it 3". What is said later counts.
#[must_use]
pub fn pieces_wanted(texts: &[&str], titles: &[&str]) -> Vec<Option<u32>> {
    /// Words between a number and what it counts: "2 bags of that lovely grey".
    const NAMED_WITHIN: usize = 5;
    let mut wanted: Vec<Option<u32>> = vec![None; titles.len()];
    let titles: Vec<Vec<Piece>> = titles.iter().map(|title| pieces(title)).collect();
    for text in texts {
        let said = pieces(text);
        let names = |piece: &Piece, title: &[Piece]| {
            piece.word.len() > 2 && title.iter().any(|word| word.word == piece.word)
        };
        for (at, count) in counts(&said, |it| titles.iter().any(|title| names(it, title))) {
            // "The 3 wick candle" counts nothing.
            let next = at.saturating_add(1);
            let (number, next) = (said.get(at), said.get(next));
            let of = |title: &[Piece], piece: Option<&Piece>| {
                title.iter().any(|word| piece.is_some_and(|it| it.word == word.word))
            };
            if titles.iter().any(|title| of(title, number) && of(title, next)) {
                continue;
            }
            let place = |range: Range<usize>, title: &Vec<Piece>| {
                let mut words = said.get(range).unwrap_or_default().iter();
                words.position(|piece| names(piece, title))
            };
            // What is named soon after a number, or else what was named last before it.
            let soon = at..at.saturating_add(NAMED_WITHIN);
            let after = titles
                .iter()
                .enumerate()
                .filter_map(|(index, title)| {
                    Some((place(soon.start..soon.end.min(said.len()), title)?, index))
                })
                .min();
            let before = || {
                let named = titles.iter().enumerate().filter_map(|(index, title)| {
                    let last = (0..at)
                        .rev()
                        .find(|at| place(*at..at.saturating_add(1), title).is_some())?;
                    Some((last, index))
                });
                named.max()
            };
            // "Earl grey x2".
            let trails = number.is_some_and(|it| it.typed.starts_with('x'));
            let meant = if trails { before().or(after) } else { after.or_else(before) };
            match meant {
                Some((_, index)) => {
                    wanted.iter_mut().skip(index).take(1).for_each(|it| *it = Some(count))
                }
                None if titles.iter().any(|title| place(0..said.len(), title).is_some()) => {}
                None => wanted.iter_mut().for_each(|it| *it = Some(count)),
            }
        }
    }
    wanted
}

/// The numbers of pieces in a text, with their places.
fn counts(said: &[Piece], is_named: impl Fn(&Piece) -> bool) -> Vec<(usize, u32)> {
    /// Pieces of one thing that are no slip of the finger.
    const PIECES_MAX: u32 = 99;
    const VERBS: &[&str] = &[
        "get", "order", "reorder", "buy", "want", "need", "send", "take", "have", "add", "make",
        "it", "that", "quiero", "pedir", "compra", "comprar",
    ];
    const NOUNS: &[&str] = &[
        "bag", "pack", "packet", "piece", "box", "bottle", "tin", "jar", "pouch", "unit", "x",
        "each", "bolsa", "paquete", "caja", "unidad", "lata", "bote",
    ];
    const UNITS: &[&str] = &[
        "g", "gram", "kg", "oz", "ml", "l", "lb", "cm", "inch", "percent", "day", "week", "month",
        "year", "hour", "time", "star", "order", "am", "pm", "dollar",
    ];
    let word = |at: usize| said.get(at).map_or("", |piece| piece.word.as_str());
    (0..said.len())
        .filter_map(|at| {
            let typed = said.get(at)?.typed.as_str();
            let times = typed.strip_prefix('x').or_else(|| typed.strip_suffix('x'));
            let times = times.and_then(|count| count.parse().ok());
            let count = times.or_else(|| number(typed)).or_else(|| {
                (typed == "couple" && word(at.saturating_add(1)) == "of").then_some(2)
            })?;
            let before = at.checked_sub(1).map_or("", word);
            let after = word(at.saturating_add(1));
            let only = said.len() <= 3
                && said
                    .iter()
                    .all(|piece| FILLS.contains(&piece.typed.as_str()) || piece.typed == typed);
            let counts = times.is_some()
                || typed == "couple"
                || NOUNS.contains(&after)
                || matches!(after, "of" | "de" | "more" | "mas")
                || VERBS.contains(&before)
                || said.get(at.saturating_add(1)).is_some_and(&is_named)
                || matches!(before, "qty" | "quantity" | "cantidad")
                || only;
            let is_price = said.get(at)?.money;
            (counts && !is_price && !UNITS.contains(&after) && (1..=PIECES_MAX).contains(&count))
                .then_some((at, count))
        })
        .collect()
}

/// Words beside a number that stands alone.
const FILLS: &[&str] =
    &["actually", "please", "pls", "just", "only", "no", "rather", "instead", "mejor", "solo"];

/// Whether a text speaks of having something again.
#[must_use]
pub fn asks_again(text: &str) -> bool {
    let again = ["again", "same", "another", "more", "reorder", "repeat", "refill", "restock"];
    let spanish = ["mismo", "misma", "otra", "otro", "repetir", "siempre"];
    words(&[text])
        .iter()
        .any(|word| again.contains(&word.as_str()) || spanish.contains(&word.as_str()))
}

/// What is named to be had again: "earl grey" of "that same earl grey again". None where words only point
/// at what was bought: "the same order", "it".
#[must_use]
pub fn named_again(texts: &[&str]) -> Option<String> {
    const POINTS: &[&str] = &[
        "same", "that", "those", "the", "my", "some", "mismo", "misma", "mismos", "mismas", "el",
        "la", "los", "las", "ese", "esa", "esos", "esas", "mi", "mis",
    ];
    /// What stands for whatever was bought.
    const WHATEVER: &[&str] = &[
        "order",
        "purchase",
        "stuff",
        "thing",
        "item",
        "lot",
        "batch",
        "bunch",
        "round",
        "package",
        "parcel",
        "shipment",
        "delivery",
        "selection",
        "cart",
        "basket",
        "list",
        "way",
        "again",
        "pedido",
        "compra",
        "cosa",
        "paquete",
    ];
    texts.iter().find_map(|text| {
        let said = pieces(text);
        let kind = Need::read(&[text]).kinds.into_iter().next()?.said;
        let named = pieces(&kind);
        let starts = said.windows(named.len().max(1)).position(|window| {
            window.iter().map(|piece| &piece.word).eq(named.iter().map(|piece| &piece.word))
        })?;
        let before = said.get(starts.checked_sub(1)?)?;
        let names = named.iter().all(|piece| !WHATEVER.contains(&piece.word.as_str()));
        (POINTS.contains(&before.typed.as_str()) && names).then_some(kind)
    })
}

fn words(texts: &[&str]) -> Vec<String> {
    texts.iter().flat_map(|text| pieces(text)).map(|piece| piece.typed).collect()
}

/// Which of these names share most words with what was said; none where none shares any.
#[must_use]
pub fn titles_like(texts: &[&str], titles: &[&str]) -> Vec<usize> {
    let lexicon = Lexicon::english();
    let said: Vec<String> = texts
        .iter()
        .flat_map(|text| pieces(text))
        .filter(|piece| piece.word.len() > 2 && !lexicon.is_word_of("filler", &piece.typed))
        .map(|piece| piece.word)
        .collect();
    let shared = |title: &&str| {
        let words: Vec<String> = pieces(title).into_iter().map(|piece| piece.word).collect();
        words.iter().filter(|word| said.contains(word)).count()
    };
    let counts: Vec<usize> = titles.iter().map(shared).collect();
    let most = counts.iter().copied().max().unwrap_or_default();
    let best = counts.iter().enumerate().filter(|(_, count)| most > 0 && **count == most);
    best.map(|(index, _)| index).collect()
}

/// Which of these names are called by at least two words that none of the `chosen` names has.
#[must_use]
pub fn titles_beside(texts: &[&str], titles: &[&str], chosen: &[&str]) -> Vec<usize> {
    const SHARED_MIN: usize = 2;
    let lexicon = Lexicon::english();
    let of = |titles: &[&str]| -> Vec<String> {
        titles.iter().flat_map(|title| pieces(title)).map(|piece| piece.word).collect()
    };
    let taken = of(chosen);
    let said: Vec<String> = texts
        .iter()
        .flat_map(|text| pieces(text))
        .filter(|piece| piece.word.len() > 2 && !lexicon.is_word_of("filler", &piece.typed))
        .map(|piece| piece.word)
        .filter(|word| !taken.contains(word))
        .collect();
    let shared = |title: &str| of(&[title]).iter().filter(|word| said.contains(word)).count();
    let named = titles.iter().enumerate().filter(|(_, title)| shared(title) >= SHARED_MIN);
    named.map(|(index, _)| index).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_counted_for_what_they_stand_beside() {
        let titles = ["Earl Grey Supreme", "Silver Needle White", "3 Wick Candle"];
        let check = |text: &str, expected: [Option<u32>; 3]| {
            assert_eq!(pieces_wanted(&[text], &titles), expected, "{text}");
        };
        check("make it 3", [Some(3); 3]);
        check("actually two please", [Some(2); 3]);
        check("order 2 of the earl grey again", [Some(2), None, None]);
        check("three of the earl grey and 2 silver needles", [Some(3), Some(2), None]);
        check("earl grey x2 and one of the silver needle", [Some(2), Some(1), None]);
        check("can I get a couple of the silver needle again", [None, Some(2), None]);
        for none in [
            "the 3 wick candle again",
            "the same as 2 weeks ago",
            "order 1001 again",
            "earl grey 250 g again",
            "the one I had again",
            "can I get that same earl grey again",
            "another earl grey for $20",
            "order the earl grey again",
        ] {
            check(none, [None; 3]);
        }
    }

    #[test]
    fn what_is_named_is_told_from_what_is_pointed_at() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(named_again(&[text]).as_deref(), expected, "{text}");
        };
        check("also can I get that same earl grey again", Some("earl grey"));
        check("i'd like to reorder the candles", Some("candles"));
        for none in [
            "same as last time please",
            "order the usual",
            "reorder my last order",
            "can i get the same thing again",
            "same order again please",
            "get me everything again",
            "the same again please and hurry",
            "repeat the whole lot",
            "the same stuff again",
            "my regular order please",
            "send the last batch again",
            "buy the same again for my mom",
            "repeat my october order",
            "reorder everything from that order",
            "please reorder my last purchase to my home address",
            "lo mismo de siempre",
            "otra vez el mismo pedido",
        ] {
            check(none, None);
        }
    }

    #[test]
    fn a_name_is_found_by_some_of_its_words() {
        let titles = ["Earl Grey Supreme", "Silver Needle White", "Tea Mug"];
        assert_eq!(titles_like(&["can I get that earl grey again"], &titles), [0]);
        assert_eq!(titles_like(&["more of the silver needles"], &titles), [1]);
        assert!(titles_like(&["the same again please"], &titles).is_empty());
    }
}
