//! "The cheapest", "under $300", "item 40123": a variant by its price or number.

use super::{About, Extreme, VariantWish};
use crate::{
    base::text::fold,
    understanding::piece::{Piece, stretch},
};

/// Reads what a sentence says of numbers of variants and of prices.
pub(super) fn read_price(
    sentence: &[Piece],
    words: &[&str],
    about: &About<'_>,
    wish: &mut VariantWish,
) {
    read_id(sentence, about, wish);
    let has = |word: &str| words.contains(&word);
    let pair = |one: &str, two: &str| words.windows(2).any(|pair| pair == [one, two]);
    // "The second cheapest" is neither end.
    let middle = words.windows(2).any(|pair| {
        matches!(pair, ["second" | "third" | "2nd" | "3rd" | "next", "cheapest" | "most" | "least"])
    });
    let whichever = (has("whichever") || has("whatever")) && (has("cheaper") || has("less"));
    if middle {
        wish.price = None;
    } else if has("cheapest")
        || pair("least", "expensive")
        || pair("lowest", "price")
        || pair("lowest", "priced")
        || words.windows(3).any(|three| matches!(three, ["cost" | "costs", "the", "least"]))
        || whichever
    {
        wish.price = Some(Extreme::Least);
    } else if pair("most", "expensive") || has("priciest") || pair("highest", "price") {
        wish.price = Some(Extreme::Most);
    }
    if let Some(own) = about.current.map(|line| line.unit_price.minor()) {
        compare(words, own, wish);
    }
    for at in 0..sentence.len() {
        bound(sentence, words, at, about, wish);
    }
}

/// "The same price or lower", "a cheaper one", "closest to the price of mine".
fn compare(words: &[&str], own_minor: i64, wish: &mut VariantWish) {
    let has = |word: &str| words.contains(&word);
    let pair = |one: &str, two: &str| words.windows(2).any(|pair| pair == [one, two]);
    let prices = has("price") || has("priced") || has("cost") || has("costs");
    let no_dearer = (pair("not", "more") || pair("no", "more")) && (has("expensive") || prices)
        || pair("or", "cheaper")
        || prices && (pair("or", "less") || pair("or", "lower") || pair("same", "price"))
        || has("without") && (has("paying") || has("extra")) && has("more");
    if no_dearer {
        wish.bounds.at_most_minor = Some(own_minor);
        return;
    }
    // "I thought it was cheaper" asks for nothing.
    if has("thought") || pair("was", "cheaper") {
        return;
    }
    let near = has("closest") || has("nearest") || pair("as", "close");
    if near && prices {
        wish.bounds.near_minor = Some(own_minor);
    } else if wish.price.is_none() && (has("cheaper") || pair("less", "expensive")) {
        wish.bounds.at_most_minor = own_minor.checked_sub(1);
    } else if wish.price.is_none() && (pair("more", "expensive") || has("pricier")) {
        wish.bounds.at_least_minor = own_minor.checked_add(1);
    }
}

/// "Under $300", "at least 50 dollars", "up to 99.99 euros".
fn bound(sentence: &[Piece], words: &[&str], at: usize, about: &About<'_>, wish: &mut VariantWish) {
    let Some(piece) = sentence.get(at) else { return };
    let next = words.get(at.saturating_add(1)).copied().unwrap_or_default();
    let money = piece.money
        || matches!(next, "dollar" | "dollars" | "bucks" | "usd" | "euros" | "eur" | "pounds");
    if !money {
        return;
    }
    let Some(minor) = minor(&piece.word, about) else { return };
    // "Not more than $20 extra" bounds what is paid beside what they have paid.
    let tail = stretch(words, at, at.saturating_add(5));
    let extra = ["extra", "additional", "difference", "more"].iter().any(|it| tail.contains(it));
    let own = about.current.filter(|_| extra).map_or(0, |line| line.unit_price.minor());
    let minor = minor.saturating_add(own);
    let lead = stretch(words, at.saturating_sub(3), at);
    let has = |word: &str| lead.contains(&word);
    // "It was over $300" tells of what they have.
    if has("was") || has("paid") {
        return;
    }
    let ends = |with: &[&str]| lead.ends_with(with);
    let most = ["most", "within", "max", "maximum"].into_iter().any(has)
        || ends(&["up", "to"])
        || ends(&["no", "more", "than"])
        || ends(&["not", "more", "than"])
        || ends(&["and"]) && words.contains(&"between");
    let least = ends(&["at", "least"]) || has("between");
    let above = has("over") || has("above") || ends(&["more", "than"]);
    let below = has("under") || has("below") || has("than");
    let near = ["around", "about", "closest", "near", "nearest"].into_iter().any(has);
    if most {
        wish.bounds.at_most_minor = Some(minor);
    } else if least {
        wish.bounds.at_least_minor = Some(minor);
    } else if above {
        wish.bounds.at_least_minor = minor.checked_add(1);
    } else if below {
        wish.bounds.at_most_minor = minor.checked_sub(1);
    } else if near {
        wish.bounds.near_minor = Some(minor);
    }
}

/// An amount in the minor units of the product's currency.
fn minor(amount: &str, about: &About<'_>) -> Option<i64> {
    let currency = about.product.variants.first()?.price.currency();
    let decimals = currency.decimals();
    let (whole, fraction) = amount.split_once('.').unwrap_or((amount, ""));
    let fraction: String = fraction.chars().chain("000".chars()).take(decimals).collect();
    format!("{whole}{fraction}").parse().ok()
}

/// "Item 40123".
fn read_id(sentence: &[Piece], about: &About<'_>, wish: &mut VariantWish) {
    const DIGITS_MIN: usize = 4;
    for piece in sentence {
        let long = piece.typed.len() >= DIGITS_MIN;
        let variant = about.product.variants.iter().find(|variant| {
            let id = fold(variant.id.as_str());
            let sku = variant.sku.as_deref().map(fold);
            long && (id == piece.typed || sku.as_deref() == Some(piece.typed.as_str()))
        });
        let current = about.current.map(|line| &line.variant_id);
        if let Some(variant) = variant
            && Some(&variant.id) != current
        {
            wish.id = Some(variant.id.clone());
        }
    }
}
