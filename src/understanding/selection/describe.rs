//! Which of several like things words describe: "the 500 ml bottle", "the pricier of the two".

use super::{
    mention::{Count, Mention, Reading},
    narrow::Held,
};
use crate::{
    base::id::{ProductId, VariantId},
    commerce::{Product, Variant},
    understanding::{
        piece::Piece,
        variant::{About, VariantWish, matching},
    },
};

/// Keeps the lines that the words around a mention describe: "the 500 ml bottle", "the more expensive
/// of my two tablets", "the speaker that is not water resistant".
pub(super) fn describe(
    reading: &Reading,
    index: usize,
    mention: &Mention,
    lines: &mut Vec<Held<'_>>,
) {
    if lines.len() < 2 {
        return;
    }
    let pieces = &reading.pieces;
    let next = reading.mentions.get(index.saturating_add(1)).map_or(pieces.len(), |m| m.from);
    let after = pieces.get(mention.at.end..next).unwrap_or_default();
    let ends = |piece: &Piece| {
        matches!(piece.typed.as_str(), "to" | "for" | "into" | "instead" | "refunded" | "refund")
    };
    let mut length = 0_usize;
    // "Replace the shelf with a white one" says what is wanted, not which shelf.
    let swaps = pieces.get(..mention.from).unwrap_or_default().iter().any(|piece| {
        matches!(
            piece.typed.as_str(),
            "replace" | "replaced" | "replacing" | "swap" | "switch" | "exchange" | "trade"
        )
    });
    let clause =
        after.first().is_some_and(|piece| {
            matches!(piece.typed.as_str(), "that" | "which" | "in" | "whose" | "without" | "i")
                || piece.typed == "with" && !swaps
                || piece.word == "1"
        }) || mention.at.end.checked_sub(1).and_then(|at| pieces.get(at)).is_some_and(|p| p.pauses);
    if clause {
        length = after.iter().take_while(|piece| !ends(piece) && !piece.ends).count();
        length = length.saturating_add(1).min(after.len());
    }
    let last = mention.at.end.saturating_add(length);
    let first = mention.from.saturating_sub(COMPARING_WORDS);
    let start = pieces.get(..mention.from).unwrap_or_default();
    let sentence = start.iter().rposition(|piece| piece.ends).map_or(0, |at| at.saturating_add(1));
    let previous = index.checked_sub(1).and_then(|at| reading.mentions.get(at));
    let first = first.max(sentence).max(previous.map_or(0, |held| held.at.end));
    let span = |at: usize| pieces.get(at).map(|piece| piece.span);
    let (Some(from), Some(to)) = (span(first), span(last.saturating_sub(1))) else { return };
    let text = reading.text.get(from.start..to.end.max(from.start)).unwrap_or_default();
    keep_described(text, lines);
}

/// "Of the two tablets I return the pricier one": several were named, and one of them is wanted.
pub(super) fn single_out(reading: &Reading, mention: &mut Mention, lines: &mut Vec<Held<'_>>) {
    if mention.count == Count::One || lines.len() < 2 {
        return;
    }
    let pieces = &reading.pieces;
    let typed = |at: usize| pieces.get(at).map_or("", |piece| piece.typed.as_str());
    for at in (mention.at.end..pieces.len()).filter(|at| typed(*at) == "one") {
        let led = typed(at.saturating_sub(1));
        let compared = led.ends_with("er") || led.ends_with("est") || led == "expensive";
        let only = matches!(led, "need" | "only" | "just" | "want" | "keep");
        if !compared && !only {
            continue;
        }
        mention.count = Count::One;
        let from = pieces.get(at.saturating_sub(3)).map_or(0, |piece| piece.span.start);
        let to = pieces.get(at).map_or(from, |piece| piece.span.end);
        if compared && let Some(text) = reading.text.get(from..to) {
            keep_described(text, lines);
        }
    }
}

/// Keeps the lines that words describe, where they describe some of them.
pub(super) fn keep_described(text: &str, lines: &mut Vec<Held<'_>>) {
    let Some(product) = as_product(lines) else { return };
    let about = About { product: &product, current: None, others: &[], synonyms: &[] };
    let wish = VariantWish::read(&[&comparing(text)], &about);
    if wish.is_empty() {
        return;
    }
    let found: Vec<usize> = matching(&wish, &product, false)
        .into_iter()
        .filter_map(|variant| variant.id.as_str().parse().ok())
        .collect();
    if !found.is_empty() {
        let mut at = 0_usize;
        lines.retain(|_| {
            let keep = found.contains(&at);
            at = at.saturating_add(1);
            keep
        });
    }
}

/// Words before a thing's own that may compare it: "the more expensive one of the two tablets".
const COMPARING_WORDS: usize = 5;

/// Among things that a customer has, "more expensive" means the most expensive one.
fn comparing(text: &str) -> String {
    let lower = text.to_lowercase();
    let pairs = [
        ("more expensive", "most expensive"),
        ("pricier", "most expensive"),
        ("costlier", "most expensive"),
        ("less expensive", "least expensive"),
        ("cheaper", "cheapest"),
        ("bigger", "biggest"),
        ("larger", "largest"),
        ("smaller", "smallest"),
        ("longer", "longest"),
        ("shorter", "shortest"),
    ];
    pairs.iter().fold(lower, |text, (said, meant)| text.replace(said, meant))
}

/// The lines of one kind of thing as a product whose variants they are, so that one reader
/// understands what describes a variant and what describes something owned.
fn as_product(lines: &[Held<'_>]) -> Option<Product> {
    let (_, first) = lines.first()?;
    let variant = |(index, (_, line)): (usize, &Held<'_>)| {
        VariantId::parse(index.to_string()).ok().map(|id| Variant {
            id,
            sku: None,
            options: line.options.clone(),
            price: line.unit_price,
            available: true,
            inventory: None,
        })
    };
    Some(Product {
        id: ProductId::parse("held").ok()?,
        title: first.title.clone(),
        description: None,
        product_type: None,
        tags: Vec::new(),
        image_url: None,
        url: None,
        variants: lines.iter().enumerate().filter_map(variant).collect(),
        updated_at: None,
    })
}
