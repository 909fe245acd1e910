//! The way to pay or to be paid that a text names.

use crate::{
    base::id::PaymentMethodId,
    commerce::{PaymentKind, PaymentMethod},
    understanding::piece::{Piece, pieces},
};

/// A way to pay that a text names.
#[derive(Clone, Debug, PartialEq)]
pub enum PaymentSaid {
    /// This one.
    Method(PaymentMethodId),
    /// One that is not on file, as said.
    NotOnFile(String),
    /// That of another order.
    OfOtherOrder,
    /// The one that paid.
    Original,
    /// Several at once.
    Split,
    /// Several could be meant.
    Unclear(Vec<PaymentMethodId>),
    /// None.
    Unsaid,
}

/// Finds the way to pay that was said last.
#[must_use]
pub fn payment(texts: &[&str], methods: &[PaymentMethod]) -> PaymentSaid {
    let said = texts.iter().rev().map(|text| read(text, methods));
    said.into_iter().find(|said| *said != PaymentSaid::Unsaid).unwrap_or(PaymentSaid::Unsaid)
}

/// Card brands, with the names by which they are called.
const BRANDS: &[(&str, &[&str])] = &[
    ("visa", &["visa"]),
    ("mastercard", &["mastercard", "master"]),
    ("american express", &["amex", "american"]),
    ("discover", &["discover"]),
    ("diners", &["diners"]),
    ("jcb", &["jcb"]),
];

fn read(text: &str, methods: &[PaymentMethod]) -> PaymentSaid {
    let pieces = pieces(text);
    let words: Vec<&str> = pieces.iter().map(|piece| piece.typed.as_str()).collect();
    let has = |word: &str| words.contains(&word);
    let pair = |one: &str, two: &str| words.windows(2).any(|pair| pair == [one, two]);
    if has("split") && (has("payment") || has("card") || has("cards") || has("pay")) {
        return PaymentSaid::Split;
    }
    if has("other")
        && (has("orders") || pair("other", "order"))
        && (has("payment") || has("method") || has("refund") || has("refunded"))
        && (has("payment") || has("method"))
    {
        return PaymentSaid::OfOtherOrder;
    }
    let found: Vec<(usize, PaymentSaid)> = (0..pieces.len())
        .filter(|at| !is_left(&words, *at))
        .filter_map(|at| named(&pieces, &words, at, methods).map(|said| (at, said)))
        .collect();
    if found.is_empty() {
        let original = has("original")
            && (has("payment") || has("method") || has("card") || has("way"))
            || pair("same", "payment")
            || pair("way", "i") && has("paid")
            || pair("what", "i") && has("paid");
        return if original { PaymentSaid::Original } else { PaymentSaid::Unsaid };
    }
    // "PayPal instead of the original method": what is named is wanted.
    let last = found.into_iter().next_back();
    last.map_or(PaymentSaid::Unsaid, |(_, said)| said)
}

/// "Instead of PayPal", "not the gift card": what is left.
fn is_left(words: &[&str], at: usize) -> bool {
    let before = words.get(at.saturating_sub(4)..at).unwrap_or_default();
    let pair = |one: &str, two: &str| before.windows(2).any(|pair| pair == [one, two]);
    pair("instead", "of")
        || pair("rather", "than")
        || before.contains(&"not")
        || before.contains(&"from") && !takes_from(words, at)
        || pair("paid", "with") && !before.contains(&"be")
}

/// "Take the difference from my gift card", unlike "change it from my gift card to PayPal".
fn takes_from(words: &[&str], at: usize) -> bool {
    const WORDS_MAX: usize = 10;
    let before = words.get(at.saturating_sub(WORDS_MAX)..at).unwrap_or_default();
    let takes = |word: &&str| {
        matches!(
            *word,
            "take" | "taken" | "pay" | "paid" | "deduct" | "deducted" | "charge" | "charged"
        )
    };
    before.iter().any(takes)
}

fn named(
    pieces: &[Piece],
    words: &[&str],
    at: usize,
    methods: &[PaymentMethod],
) -> Option<PaymentSaid> {
    let word = *words.get(at)?;
    let next = words.get(at.saturating_add(1)).copied().unwrap_or_default();
    let of_kind = |kind: PaymentKind| -> Vec<&PaymentMethod> {
        methods.iter().filter(|method| method.kind == kind).collect()
    };
    let card = |next: &str| matches!(next, "card" | "cards");
    let found = match word {
        "paypal" => of_kind(PaymentKind::Paypal),
        "pay" if next == "pal" => of_kind(PaymentKind::Paypal),
        "gift" if card(next) => {
            // "A gift card for the difference" asks for a new one.
            let article = at.checked_sub(1).and_then(|at| words.get(at)).copied();
            let new = matches!(article, Some("a" | "new" | "another")) && words.contains(&"get");
            if new {
                return Some(PaymentSaid::NotOnFile("a new gift card".to_owned()));
            }
            of_kind(PaymentKind::GiftCard)
        }
        "giftcard" => of_kind(PaymentKind::GiftCard),
        "store" if next == "credit" => of_kind(PaymentKind::StoreCredit),
        "credit" | "debit" | "bank" if card(next) => of_kind(PaymentKind::CreditCard),
        _ => return brand(pieces, word, methods).or_else(|| last_digits(words, at, methods)),
    };
    // Digits or a brand elsewhere in the sentence tell cards apart.
    let told: Vec<&PaymentMethod> = found
        .iter()
        .copied()
        .filter(|method| {
            method.last4.as_deref().is_some_and(|last4| words.contains(&last4))
                || method
                    .brand
                    .as_deref()
                    .is_some_and(|own| words.iter().any(|word| is_brand(own, word)))
        })
        .collect();
    let found = if told.is_empty() { found } else { told };
    Some(match found.as_slice() {
        [] => PaymentSaid::NotOnFile(word.to_owned()),
        [one] => PaymentSaid::Method(one.id.clone()),
        several => PaymentSaid::Unclear(several.iter().map(|method| method.id.clone()).collect()),
    })
}

fn is_brand(own: &str, word: &str) -> bool {
    let own = own.to_lowercase();
    BRANDS.iter().filter(|(_, names)| names.contains(&word)).any(|(brand, names)| {
        own.starts_with(brand) || names.iter().any(|name| own.starts_with(name))
    })
}

fn brand(_pieces: &[Piece], word: &str, methods: &[PaymentMethod]) -> Option<PaymentSaid> {
    if !BRANDS.iter().any(|(_, names)| names.contains(&word)) {
        return None;
    }
    let own: Vec<&PaymentMethod> = methods
        .iter()
        .filter(|method| method.brand.as_deref().is_some_and(|brand| is_brand(brand, word)))
        .collect();
    Some(match own.as_slice() {
        [] => PaymentSaid::NotOnFile(word.to_owned()),
        [one] => PaymentSaid::Method(one.id.clone()),
        several => PaymentSaid::Unclear(several.iter().map(|method| method.id.clone()).collect()),
    })
}

/// "The card ending in 1234".
fn last_digits(words: &[&str], at: usize, methods: &[PaymentMethod]) -> Option<PaymentSaid> {
    let word = *words.get(at)?;
    let before = words.get(at.saturating_sub(3)..at).unwrap_or_default();
    let ending = before.iter().any(|word| matches!(*word, "ending" | "ends" | "card"));
    let own = methods.iter().find(|method| method.last4.as_deref() == Some(word))?;
    ending.then(|| PaymentSaid::Method(own.id.clone()))
}
