//! "The same as the one I already received": another line of the customer's as the model.

use std::ops::Range;

use super::{
    About, OptionWish, OtherLine, VariantWish,
    mention::{Mention, mentions},
    vocabulary::{Vocabulary, is_of_name},
};
use crate::{
    commerce::{
        OrderLine,
        OrderStatus::{Delivered, Pending},
    },
    understanding::piece::Piece,
};

/// "The same as the one I already received", "like my other 1000 ml bottle": copies that line. Gives
/// the words that only describe it.
pub(super) fn read_like(
    sentence: &[Piece],
    about: &About<'_>,
    vocabulary: &Vocabulary,
    wish: &mut VariantWish,
) -> Option<Range<usize>> {
    let words: Vec<&str> = sentence.iter().map(|piece| piece.typed.as_str()).collect();
    let models = |word: &&str| {
        matches!(*word, "same" | "like" | "type" | "kind" | "as" | "match" | "matching" | "version")
    };
    let wishes = |at: usize| {
        let before = at.checked_sub(1).and_then(|at| words.get(at));
        before.is_some_and(|word| matches!(*word, "d" | "would" | "id" | "i"))
    };
    if let Some(range) = cheapest_of_others(&words, about, wish) {
        return Some(range);
    }
    let from = words
        .iter()
        .enumerate()
        .position(|(at, word)| models(&word) && !(*word == "like" && wishes(at)))
        .or_else(|| {
            words.windows(2).position(|pair| pair == ["the", "other"] || pair == ["my", "other"])
        })?;
    let after = words.get(from.saturating_add(1)..)?;
    let owns = after.iter().any(|word| {
        matches!(
            *word,
            "other"
                | "already"
                | "received"
                | "have"
                | "pending"
                | "ordered"
                | "delivered"
                | "bought"
                | "got"
        )
    });
    if !owns || about.others.is_empty() {
        return None;
    }
    let range = from..words.len();
    let described: Vec<Mention> = mentions(sentence, vocabulary)
        .into_iter()
        .filter(|mention| range.contains(&mention.at.start))
        .collect();
    let other = model(after, &described, about)?;
    // "The color to be the same as": only that option is copied.
    let lead = words.get(from.saturating_sub(5)..from).unwrap_or_default();
    let named: Vec<&String> = vocabulary
        .names
        .iter()
        .filter(|name| {
            let near = lead.iter().chain(after.iter().take(1));
            let plain =
                |word: &&str| matches!(*word, "type" | "kind" | "version" | "one" | "model");
            let mut near = near.copied().filter(|word| !plain(word));
            near.any(|word| name.words.iter().any(|own| own.len() > 3 && is_of_name(word, own)))
        })
        .map(|name| &name.option)
        .collect();
    for (option, value) in &other.options {
        if named.is_empty() || named.contains(&option) {
            let held = wish.options.entry(option.clone()).or_default();
            let freed = held.free;
            *held = OptionWish {
                ranked: vec![vec![value.clone()]],
                soft: freed,
                ..OptionWish::default()
            };
        }
    }
    Some(range)
}

/// "The cheapest of the other ones in that order": what they have themselves, not what there is.
fn cheapest_of_others(
    words: &[&str],
    about: &About<'_>,
    wish: &mut VariantWish,
) -> Option<Range<usize>> {
    let end = words.iter().position(|word| matches!(*word, "cheapest"))?;
    let after = words.get(end..)?;
    let of_own = after.windows(3).any(|three| matches!(three, ["of", "the" | "my", "other"]))
        || after.contains(&"rest");
    let other = about.others.iter().min_by_key(|other| other.line.unit_price.minor())?;
    if !of_own {
        return None;
    }
    wish.price = None;
    for (option, value) in &other.line.options {
        let ranked = vec![vec![value.clone()]];
        wish.options.insert(option.clone(), OptionWish { ranked, ..OptionWish::default() });
    }
    Some(end..words.len())
}

/// The other line that is meant as the model.
fn model<'a>(after: &[&str], described: &[Mention], about: &About<'a>) -> Option<&'a OrderLine> {
    let has = |word: &str| after.contains(&word);
    let fits = |other: &&OtherLine<'_>| {
        let delivered = has("received") || has("delivered") || has("already") && has("got");
        let pending = has("pending");
        (!delivered || other.order.status == Delivered)
            && (!pending || other.order.status == Pending)
    };
    let matches = |other: &OtherLine<'_>| {
        let told =
            |mention: &&Mention| other.line.options.get(&mention.option) == Some(&mention.value);
        described.iter().filter(told).count()
    };
    let mut fitting: Vec<&OtherLine<'a>> = about.others.iter().filter(fits).collect();
    let most = fitting.iter().map(|other| matches(other)).max()?;
    fitting.retain(|other| matches(other) == most);
    let first = fitting.first()?;
    let alike = fitting.iter().all(|other| other.line.variant_id == first.line.variant_id);
    alike.then_some(first.line)
}
