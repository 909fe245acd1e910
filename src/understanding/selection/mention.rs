//! Where a text names goods, and what it says of them.

use std::ops::Range;

use super::goods::Goods;
use crate::understanding::piece::{Piece, pieces, stretch};

/// A text with the goods that it names.
pub(super) struct Reading {
    pub(super) text: String,
    pub(super) pieces: Vec<Piece>,
    pub(super) mentions: Vec<Mention>,
    /// All things of an order, or what is left of it.
    pub(super) everything: bool,
}

/// Goods that a text names.
#[derive(Clone, Debug)]
pub(super) struct Mention {
    /// Titles that may be meant.
    pub(super) titles: Vec<String>,
    /// The pieces that name them.
    pub(super) at: Range<usize>,
    /// Where what describes them begins: "the small blue T-shirt".
    pub(super) from: usize,
    /// What it is named for.
    pub(super) role: Role,
    /// How many are wanted: "both", "two", "all".
    pub(super) count: Count,
    /// Whether nothing but this is wanted.
    pub(super) only: bool,
}

/// What goods are named for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Role {
    /// Something is to be done with them.
    Wanted,
    /// Nothing is to be done with them.
    Excluded,
    /// To tell which order is not meant.
    NotOfOrder,
    /// To tell which order is meant.
    OfOrder,
    /// As what another thing should be like.
    Model,
}

/// How many are wanted.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Count {
    One,
    Several(usize),
    All,
}

impl Reading {
    pub(super) fn of(text: &str, goods: &Goods) -> Self {
        let pieces = pieces(text);
        let mut mentions: Vec<Mention> = Vec::new();
        let mut at = 0_usize;
        while at < pieces.len() {
            let rest = pieces.get(at..).unwrap_or_default();
            match goods.named(rest) {
                Some(named) => {
                    let range = at..at.saturating_add(named.length);
                    let last = mentions.last().map_or(0, |held| held.at.end);
                    mentions.push(mention(&pieces, named.titles, range.clone(), last));
                    at = range.end;
                }
                None => at = at.saturating_add(1),
            }
        }
        let everything = says_everything(&pieces);
        spread(&pieces, &mut mentions);
        Self { text: text.to_owned(), pieces, mentions, everything }
    }
}

fn mention(pieces: &[Piece], titles: Vec<String>, at: Range<usize>, last: usize) -> Mention {
    let sentence = sentence_start(pieces, at.start).max(last);
    let before = pieces.get(sentence..at.start).unwrap_or_default();
    let words: Vec<&str> = before.iter().map(|piece| piece.typed.as_str()).collect();
    let from = sentence.saturating_add(description_start(before));
    Mention {
        role: role(&words, pieces, &at),
        count: count(&words),
        only: is_only(&words),
        titles,
        at,
        from,
    }
}

fn sentence_start(pieces: &[Piece], at: usize) -> usize {
    let before = pieces.get(..at).unwrap_or_default();
    before.iter().rposition(|piece| piece.ends).map_or(0, |end| end.saturating_add(1))
}

/// Where the words that describe a thing begin, among those before it: after its determiner.
fn description_start(before: &[Piece]) -> usize {
    const WORDS_MAX: usize = 6;
    let stops = |piece: &Piece| {
        matches!(
            piece.typed.as_str(),
            "the"
                | "my"
                | "a"
                | "an"
                | "this"
                | "that"
                | "all"
                | "both"
                | "and"
                | "or"
                | "to"
                | "for"
                | "of"
                | "with"
                | "exchange"
                | "return"
                | "cancel"
                | "change"
                | "swap"
                | "replace"
                | "modify"
                | "our"
                | "her"
                | "his"
                | "two"
                | "every"
                | "any"
                | "only"
                | "just"
        )
    };
    let near = before.len().saturating_sub(WORDS_MAX);
    let stop = before
        .iter()
        .enumerate()
        .rposition(|(at, piece)| at >= near && (stops(piece) || piece.pauses || piece.ends));
    stop.map_or(near, |at| at.saturating_add(1))
}

/// What goods are named for, by the words before and right after them.
fn role(words: &[&str], pieces: &[Piece], at: &Range<usize>) -> Role {
    let near = |count: usize| words.get(words.len().saturating_sub(count)..).unwrap_or_default();
    let has = |count: usize, of: &[&str]| near(count).iter().any(|word| of.contains(word));
    let pair =
        |count: usize, one: &str, two: &str| near(count).windows(2).any(|pair| pair == [one, two]);
    // "Everything except the tablet", "but keep the kettle", "not the bottle".
    let except = has(4, &["except", "excluding", "besides", "minus"])
        || pair(5, "apart", "from")
        || pair(4, "other", "than")
        || pair(3, "everything", "but")
        || pair(4, "all", "but")
        || pair(4, "items", "but")
        || pair(4, "it", "but")
        || has(4, &["keep", "keeping", "leave", "leaving", "forget"])
        || pair(3, "not", "the")
        || pair(3, "not", "my")
        || pair(4, "but", "not");
    if except && !has(2, &["only", "just"]) || is_kept(pieces, at.end) {
        return Role::Excluded;
    }
    let models =
        [["same", "as"], ["like", "my"], ["like", "the"], ["type", "as"], ["identical", "to"]];
    let wide = near(8);
    let like = models.iter().any(|[one, two]| {
        let first = wide.iter().position(|word| word == one);
        first.is_some_and(|at| wide.get(at.saturating_add(1)..).unwrap_or_default().contains(two))
            && !(*one == "like" && has(8, &["would", "d", "id"]))
    });
    if like {
        return Role::Model;
    }
    // "For the cheapest of the other earbuds".
    let pivots = words.iter().any(|word| matches!(*word, "for" | "to"));
    let other = has(3, &["other", "others"]);
    if other && (pivots && has(5, &["of", "as"]) || has(4, &["to", "like", "as"])) {
        return Role::Model;
    }
    // "Where the order with the lamp goes", "the address of the order with the lamp".
    // "Change the address of my tent order" names the order that is to be changed.
    let changes = words
        .iter()
        .any(|word| matches!(*word, "change" | "update" | "correct" | "modify" | "switch" | "fix"));
    let placed = near(8).contains(&"where") || pair(8, "address", "of") && !changes;
    if placed && (has(6, &["order"]) || pieces.get(at.end).is_some_and(|p| p.word == "order")) {
        return Role::Model;
    }
    let order = words.iter().rposition(|word| matches!(*word, "order" | "orders"));
    if let Some(order) = order
        && words.get(order.saturating_add(1)..).unwrap_or_default().contains(&"without")
    {
        return Role::NotOfOrder;
    }
    if order.is_none() && tells_other(words, pieces, at.end) {
        return Role::NotOfOrder;
    }
    if let Some(order) = order {
        let between = words.get(order.saturating_add(1)..).unwrap_or_default();
        let contains = between.iter().any(|word| {
            matches!(
                *word,
                "with"
                    | "containing"
                    | "contains"
                    | "has"
                    | "had"
                    | "includes"
                    | "including"
                    | "where"
                    | "for"
                    | "of"
            )
        });
        let acts = between.iter().any(|word| is_action(word) || matches!(*word, "to" | "into"));
        if contains && !acts && between.len() <= 6 {
            return Role::OfOrder;
        }
    }
    // "My laptop order", "the boots order".
    let next = pieces.get(at.end);
    if next.is_some_and(|piece| piece.word == "order" && piece.typed != "ordered") {
        return Role::OfOrder;
    }
    // "The backpack that I got with the vacuum cleaner", "along with the sneakers".
    let with = has(3, &["with", "alongside"]);
    let came = words.iter().any(|word| {
        matches!(
            *word,
            "received" | "got" | "bought" | "came" | "along" | "together" | "ordered" | "goes"
        )
    });
    if with && came {
        return Role::OfOrder;
    }
    Role::Wanted
}

/// "I bought a lamp, but another order goes to my old place": the lamp's order is not meant.
fn tells_other(before: &[&str], pieces: &[Piece], end: usize) -> bool {
    let bought = before.iter().any(|word| matches!(*word, "bought" | "ordered" | "got" | "have"));
    let breaks = end.checked_sub(1).and_then(|at| pieces.get(at)).is_some_and(|it| it.ends);
    let after = pieces.get(end..).unwrap_or_default();
    let length =
        after.iter().position(|piece| piece.ends).map_or(after.len(), |at| at.saturating_add(1));
    let after: Vec<&str> = stretch(after, 0, length).iter().map(|it| it.typed.as_str()).collect();
    let but = after.iter().position(|word| *word == "but").unwrap_or(after.len());
    let other = after
        .get(but..)
        .unwrap_or_default()
        .windows(2)
        .any(|pair| matches!(pair, ["another" | "other" | "different" | "second", "order"]));
    bought && other && !breaks
}

/// "Only the kettle stays", "the kettle I keep", "the kettle should remain with me".
fn is_kept(pieces: &[Piece], end: usize) -> bool {
    const WORDS_MAX: usize = 4;
    let breaks = end.checked_sub(1).and_then(|at| pieces.get(at)).is_some_and(|it| it.ends);
    let after = stretch(pieces, end, end.saturating_add(WORDS_MAX)).iter();
    let mut seen = 0_usize;
    for piece in after.take_while(|_| !breaks) {
        match piece.typed.as_str() {
            "stays" | "stay" | "remains" | "remain" => return true,
            "keep" | "keeping" | "kept" => return seen > 0,
            "i" | "im" | "ill" | "we" | "is" | "are" | "should" | "can" | "will" | "must"
            | "to" | "be" | "would" | "d" | "want" | "like" => seen = seen.saturating_add(1),
            _ => return false,
        }
        if piece.ends || piece.pauses {
            return false;
        }
    }
    false
}

fn is_action(word: &str) -> bool {
    matches!(
        word,
        "return"
            | "exchange"
            | "cancel"
            | "swap"
            | "replace"
            | "change"
            | "modify"
            | "send"
            | "switch"
    )
}

fn count(words: &[&str]) -> Count {
    let near = words.get(words.len().saturating_sub(5)..).unwrap_or_default();
    // A number that describes the thing itself has a unit: "two-piece".
    for (index, word) in near.iter().enumerate() {
        let unit = near
            .get(index.saturating_add(1))
            .is_some_and(|next| matches!(*next, "piece" | "pieces" | "inch" | "in" | "pack"));
        if unit {
            continue;
        }
        match *word {
            "both" => return Count::Several(2),
            "all" | "every" | "each" => return Count::All,
            "two" | "2" => {
                // "The more expensive of my two tablets" is one of them; the "quality of the two
                // tablets" is that of both.
                let before = near.get(..index).unwrap_or_default();
                let of = before.iter().rposition(|word| *word == "of");
                let led = of.and_then(|of| before.get(of.checked_sub(1)?)).copied();
                if !of.is_some_and(|_| led.is_none_or(picks_one)) {
                    return Count::Several(2);
                }
            }
            "three" | "3" => return Count::Several(3),
            _ => {}
        }
    }
    Count::One
}

/// Whether "… of my two tablets" is one of them: "the cheaper of", "one of", "either of".
fn picks_one(word: &str) -> bool {
    matches!(word, "one" | "either" | "which" | "any" | "expensive" | "first" | "second" | "last")
        || word.ends_with("er")
        || word.ends_with("est")
}

/// "Only the lamp", "just the thermostat"; but not "I just bought the lamp".
fn is_only(words: &[&str]) -> bool {
    let near = words.get(words.len().saturating_sub(6)..).unwrap_or_default();
    near.iter().enumerate().any(|(at, word)| {
        let next = near.get(at.saturating_add(1)).copied().unwrap_or_default();
        let bought = matches!(
            next,
            "bought"
                | "ordered"
                | "placed"
                | "received"
                | "got"
                | "purchased"
                | "lost"
                | "want"
                | "tried"
        );
        // "Not only that" adds.
        let adds = at.checked_sub(1).and_then(|at| near.get(at)) == Some(&"not");
        !adds && (*word == "only" && next != "need" || *word == "just" && !bought)
    })
}

/// "Everything", "all items", "all of it", "the rest of it".
fn says_everything(pieces: &[Piece]) -> bool {
    let words: Vec<&str> = pieces.iter().map(|piece| piece.typed.as_str()).collect();
    let goods = |word: &str| {
        matches!(
            word,
            "items"
                | "things"
                | "products"
                | "of"
                | "stuff"
                | "articles"
                | "item"
                | "goods"
                | "pieces"
        )
    };
    words.iter().enumerate().any(|(at, word)| {
        let after = stretch(&words, at.saturating_add(1), at.saturating_add(4));
        // "Everything that has nothing to do with sports" is more than can be told from words.
        let told = stretch(&words, at.saturating_add(1), at.saturating_add(8));
        let described = told.iter().any(|word| {
            matches!(
                *word,
                "not" | "isnt" | "arent" | "nothing" | "unrelated" | "related" | "associated"
            )
        });
        if described {
            return false;
        }
        match *word {
            "every" | "each" => after.first().is_some_and(|word| goods(word)),
            "everything" => !after.contains(&"else") && !after.contains(&"sorted"),
            "all" => {
                let next = after.first().copied().unwrap_or_default();
                let of_orders = after.contains(&"orders");
                goods(next) && !of_orders
                    || matches!(next, "the" | "my" | "these" | "those" | "four" | "five" | "three")
                        && after.get(1).is_some_and(|word| goods(word))
            }
            _ => false,
        }
    })
}

/// A list shares what stands before it: "both skateboards and e-readers", "not the lamp or the mug".
fn spread(pieces: &[Piece], mentions: &mut [Mention]) {
    for index in 1..mentions.len() {
        let Some(before) = mentions.get(index.saturating_sub(1)).cloned() else { continue };
        let Some(mention) = mentions.get_mut(index) else { continue };
        let between = pieces.get(before.at.end..mention.from).unwrap_or_default();
        let plain = between.iter().all(|piece| {
            matches!(
                piece.typed.as_str(),
                "and" | "the" | "my" | "or" | "a" | "an" | "also" | "both" | "plus"
            )
        });
        let breaks = pieces
            .get(before.at.end.saturating_sub(1)..mention.from)
            .unwrap_or_default()
            .iter()
            .any(|piece| piece.ends);
        if plain && !breaks {
            if mention.role == Role::Wanted {
                mention.role = before.role;
            }
            mention.only |= before.only;
            if before.count == Count::All && mention.count == Count::One {
                mention.count = Count::All;
            }
        }
    }
}

/// Lets later texts correct earlier ones: "only the lamp" leaves out what was wanted before.
pub(super) fn correct(readings: &mut [Reading]) {
    for index in 1..readings.len() {
        let (before, after) = readings.split_at_mut(index);
        let Some(new) = after.first() else { continue };
        let wanted = |mention: &&Mention| mention.role == Role::Wanted;
        let only = new.mentions.iter().filter(wanted).any(|mention| mention.only);
        let named: Vec<&String> =
            new.mentions.iter().filter(wanted).flat_map(|mention| &mention.titles).collect();
        let adds = new
            .pieces
            .iter()
            .any(|piece| matches!(piece.typed.as_str(), "also" | "too" | "plus" | "add" | "well"));
        for reading in before.iter_mut() {
            if only || !named.is_empty() && !adds {
                reading.everything = false;
            }
            for mention in &mut reading.mentions {
                let again = mention.titles.iter().any(|title| named.contains(&title));
                if only && mention.role == Role::Wanted && !again {
                    mention.role = Role::Excluded;
                }
                if again && mention.role == Role::Excluded {
                    mention.role = Role::Wanted;
                }
            }
        }
    }
}
