//! "The same as the one I already received": another line of the customer's as the model.

use std::ops::Range;

use super::{
    About, Extreme, OptionWish, OtherLine, VariantWish,
    mention::{Mention, mentions},
    vocabulary::{Name, Vocabulary, is_of_name},
};
use crate::{
    commerce::{OrderLine, OrderStatus::Pending},
    understanding::piece::{Piece, stretch},
};

/// "The same as the one I already received", "like my other 1000 ml bottle": copies that line. Gives
/// the words that only describe it.
pub(super) fn read_like(
    sentence: &[Piece],
    about: &About<'_>,
    vocabulary: &Vocabulary,
    wish: &mut VariantWish,
) -> Option<Range<usize>> {
    if let Some(range) = cheapest_of_others(sentence, about, vocabulary, wish) {
        return Some(range);
    }
    let words: Vec<&str> = sentence.iter().map(|piece| piece.typed.as_str()).collect();
    let from = likeness(&words)?;
    let after = words.get(from.saturating_add(1)..)?;
    let elsewhere = points_elsewhere(&words, from);
    if !owns(&words, after) || about.others.is_empty() {
        if elsewhere {
            wish.models = Some(Vec::new());
        }
        return None;
    }
    let range = from..words.len();
    let described: Vec<Mention> = mentions(sentence, vocabulary)
        .into_iter()
        .filter(|mention| range.contains(&mention.at.start))
        .collect();
    let named = named(&words, from, vocabulary);
    let lines = model(after, &described, about);
    let alike = |one: &OrderLine, other: &OrderLine| {
        one.variant_id == other.variant_id
            || !named.is_empty()
                && named.iter().all(|option| one.options.get(*option) == other.options.get(*option))
    };
    match lines.as_slice() {
        [first, rest @ ..] if rest.iter().all(|line| alike(first, line)) => {
            copy(first, &named, &described, sentence, vocabulary, wish);
            Some(range)
        }
        [] if !elsewhere => None,
        several => {
            wish.models = Some(several.iter().map(|line| line.variant_id.clone()).collect());
            None
        }
    }
}

/// Where a sentence begins to liken: at "same as", "like", "the other one".
fn likeness(words: &[&str]) -> Option<usize> {
    let models = |word: &str| {
        matches!(word, "same" | "like" | "type" | "kind" | "as" | "match" | "matching" | "version")
    };
    let wishes = |at: usize| {
        let before = at.checked_sub(1).and_then(|at| words.get(at));
        before.is_some_and(|word| matches!(*word, "d" | "would" | "id" | "i"))
    };
    let likens = |(at, word): (usize, &&str)| models(word) && !(*word == "like" && wishes(at));
    words.iter().enumerate().position(likens).or_else(|| {
        words.windows(3).position(
            |three| matches!(three, ["the" | "my", "other", thing] if !thing.starts_with("order")),
        )
    })
}

/// Whether what it is likened to is a thing of theirs, and another one: "the same that I ordered, but
/// in red" is the thing itself.
fn owns(words: &[&str], after: &[&str]) -> bool {
    let has = |of: &[&str]| after.iter().any(|word| of.contains(word));
    // "If you have it" owns nothing.
    let by_them = after.iter().enumerate().any(|(at, word)| {
        let subject = stretch(after, at.saturating_sub(3), at);
        matches!(*word, "have" | "ordered" | "bought" | "got")
            && subject.iter().any(|word| matches!(*word, "i" | "ive" | "we" | "weve"))
    });
    let held = has(&["received", "pending", "delivered"]) || by_them;
    has(&["other", "already"]) || held && !words.contains(&"but")
}

/// The options of which alone the likeness is meant: "the color to be the same as".
fn named<'v>(words: &[&str], from: usize, vocabulary: &'v Vocabulary) -> Vec<&'v String> {
    let plain = |word: &&&str| !matches!(**word, "type" | "kind" | "version" | "one" | "model");
    let lead = words.get(from.saturating_sub(5)..from).unwrap_or_default();
    let next = words.get(from.saturating_add(1)..).unwrap_or_default();
    let near: Vec<&&str> = lead.iter().chain(next.iter().take(1)).filter(plain).collect();
    let is_named = |name: &&Name| {
        let mut own = name.words.iter().filter(|own| own.len() > 3);
        own.any(|own| near.iter().any(|word| is_of_name(word, own)))
    };
    vocabulary.names.iter().filter(is_named).map(|name| &name.option).collect()
}

/// Wishes for the options of another line; all of them where none is named.
fn copy(
    line: &OrderLine,
    named: &[&String],
    described: &[Mention],
    sentence: &[Piece],
    vocabulary: &Vocabulary,
    wish: &mut VariantWish,
) {
    let least = sentence
        .windows(2)
        .position(|pair| matches!(pair, [one, two] if one.typed == "at" && two.typed == "least"));
    for (option, value) in &line.options {
        if !named.is_empty() && !named.contains(&option) {
            continue;
        }
        // "At least in the same color": the rest may differ.
        let firm = least.is_none_or(|least| {
            let rest = sentence.get(least..).unwrap_or_default();
            let mut names = vocabulary.names.iter().filter(|name| name.option == *option);
            names.any(|name| rest.iter().any(|piece| name.has(piece)))
                || described.iter().any(|mention| mention.option == *option)
        });
        let held = wish.options.entry(option.clone()).or_default();
        let soft = held.free || !firm;
        *held = OptionWish { ranked: vec![vec![value.clone()]], soft, ..OptionWish::default() };
    }
}

/// Whether a sentence speaks of another thing of theirs, from the word of likeness on.
fn points_elsewhere(words: &[&str], from: usize) -> bool {
    let after = words.get(from.saturating_add(1)..).unwrap_or_default();
    let has = |of: &[&str]| after.iter().any(|word| of.contains(word));
    let own = words
        .windows(3)
        .any(|three| matches!(three, ["my", "other", thing] if !thing.starts_with("order")));
    let held = has(&["already"]) && has(&["received", "have", "got", "own", "ordered", "bought"]);
    let in_order = matches!(after.first(), Some(&("as" | "that" | "thats")))
        && has(&["pending", "delivered", "received", "ordered"]);
    own || (held || in_order) && !words.contains(&"but")
}

/// "The cheapest of the other ones in that order": what they have themselves, not what there is.
fn cheapest_of_others(
    sentence: &[Piece],
    about: &About<'_>,
    vocabulary: &Vocabulary,
    wish: &mut VariantWish,
) -> Option<Range<usize>> {
    let end = wish.price?;
    let words: Vec<&str> = sentence.iter().map(|piece| piece.typed.as_str()).collect();
    let pair = |one: &str, two: &str| words.windows(2).any(|pair| pair == [one, two]);
    let there = pair("that", "order") || pair("same", "order") || pair("this", "order");
    let of_own = there || words.contains(&"rest") || pair("the", "other") || pair("my", "other");
    if !of_own {
        return None;
    }
    let beside = |other: &&OtherLine<'_>| {
        let mut lines = other.order.lines.iter();
        about.current.is_some_and(|own| lines.any(|line| line.id == own.id))
    };
    let mut others: Vec<&OtherLine<'_>> = about.others.iter().collect();
    if there && about.others.iter().any(|other| beside(&other)) {
        others.retain(beside);
    }
    // "The IPX4 ones of them": what describes the thing itself describes none of the others.
    for mention in mentions(sentence, vocabulary) {
        let told = |other: &&OtherLine<'_>| {
            other.line.options.get(&mention.option) == Some(&mention.value)
        };
        if others.iter().any(told) {
            others.retain(told);
        }
    }
    let price = |other: &&&OtherLine<'_>| other.line.unit_price.minor();
    let other = match end {
        Extreme::Least => others.iter().min_by_key(price)?,
        Extreme::Most => others.iter().max_by_key(price)?,
    };
    wish.price = None;
    wish.models = None;
    for (option, value) in &other.line.options {
        let ranked = vec![vec![value.clone()]];
        wish.options.insert(option.clone(), OptionWish { ranked, ..OptionWish::default() });
    }
    Some(0..words.len())
}

/// The other lines that may be meant as the model.
fn model<'a>(after: &[&str], described: &[Mention], about: &About<'a>) -> Vec<&'a OrderLine> {
    let has = |word: &str| after.contains(&word);
    let fits = |other: &&OtherLine<'_>| {
        let delivered = has("received") || has("delivered") || has("already") && has("got");
        let pending = has("pending");
        (!delivered || other.order.was_delivered()) && (!pending || other.order.status == Pending)
    };
    let matches = |other: &OtherLine<'_>| {
        let told =
            |mention: &&Mention| other.line.options.get(&mention.option) == Some(&mention.value);
        described.iter().filter(told).count()
    };
    let mut fitting: Vec<&OtherLine<'a>> = about.others.iter().filter(fits).collect();
    let most = fitting.iter().map(|other| matches(other)).max();
    fitting.retain(|other| Some(matches(other)) == most);
    fitting.into_iter().map(|other| other.line).collect()
}
