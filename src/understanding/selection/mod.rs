//! What a text says of the things that a customer has: which lines of which orders, which address,
//! which way to pay, which of the shop's reasons.
//!
//! `goods` knows what things are called, `mention` finds where a text names them and how,
//! `narrow` finds which of the customer's lines each mention means, `whole` all of an order; `place`, `address`, `pay` and
//! `reason` read the rest. What is unclear is said to be, with all that could be meant.

mod address;
mod describe;
mod goods;
mod mention;
mod narrow;
mod orders;
mod pay;
mod place;
mod reason;
mod whole;

pub(super) use address::gives_address;
pub use address::{AddressSaid, PartialAddress, address};
pub use pay::{PaymentSaid, payment};
pub use reason::reason;

use super::resolve::Holdings;
use crate::{
    base::id::{LineId, OrderId},
    commerce::Order,
};

/// What was said of the customer's things for one goal.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Selection {
    /// Lines meant, in the order of the text, each once.
    pub lines: Vec<MeantLine>,
    /// Mentions that fit several lines, where nothing tells them apart.
    pub unclear: Vec<Unclear>,
    /// Things named that the customer does not have.
    pub missing: Vec<String>,
    /// Orders that were named or described by something else than what is wanted of them.
    pub orders: Vec<OrderId>,
    /// Order numbers said that are none of theirs.
    pub unknown_numbers: Vec<String>,
    /// Whether all things of an order were meant.
    pub everything: bool,
}

/// A mention that fits several lines.
#[derive(Clone, Debug, PartialEq)]
pub struct Unclear {
    /// The words that name them.
    pub mention: String,
    /// What could be meant.
    pub candidates: Vec<(OrderId, LineId)>,
    /// How many of them are wanted.
    pub count: usize,
    /// What was said of it, oldest first.
    pub said: Vec<String>,
}

/// A line that was meant.
#[derive(Clone, Debug, PartialEq)]
pub struct MeantLine {
    /// Its order.
    pub order: OrderId,
    /// The line.
    pub line: LineId,
    /// What was said of it, oldest first.
    pub said: Vec<String>,
}

/// Finds what was said of the customer's things. Texts are oldest first: what is said later corrects
/// what was said before. `fits` says in which orders what is wanted can be done: of several that
/// could be meant those are.
#[must_use]
pub fn select(
    texts: &[&str],
    holdings: &Holdings<'_>,
    fits: &dyn Fn(&Order) -> bool,
    synonyms: &[(String, String)],
) -> Selection {
    let goods = goods::Goods::of(holdings.orders, synonyms);
    let mut readings: Vec<mention::Reading> =
        texts.iter().map(|text| mention::Reading::of(text, &goods)).collect();
    mention::correct(&mut readings);
    narrow::narrow(&readings, holdings, fits)
}

/// The titles that a text names, those named most fully.
#[must_use]
pub fn titles_named(text: &str, titles: &[&str], synonyms: &[(String, String)]) -> Vec<String> {
    let goods = goods::Goods::titled(titles.iter().copied(), synonyms);
    let pieces = super::piece::pieces(text);
    let mut best: Option<goods::Named> = None;
    for at in 0..pieces.len() {
        let named = goods.named(pieces.get(at..).unwrap_or_default());
        if let Some(named) = named
            && best.as_ref().is_none_or(|held| held.length < named.length)
        {
            best = Some(named);
        }
    }
    best.map(|named| named.titles).unwrap_or_default()
}

/// The words of a text by which a catalogue may be searched, those most likely to name a product
/// first.
#[must_use]
pub fn search_words(text: &str) -> Vec<String> {
    /// Words that are looked for.
    const WORDS_MAX: usize = 5;
    let lexicon = super::lexicon::Lexicon::english();
    let mut words: Vec<String> = Vec::new();
    for piece in super::piece::pieces(text) {
        let letters = piece.word.chars().all(char::is_alphabetic) && piece.word.len() > 2;
        let known = lexicon.is_word_of("filler", &piece.typed)
            || lexicon.is_word_of("asked", &piece.typed)
            || lexicon.is_word_of("polite", &piece.typed);
        if letters && !known && !words.contains(&piece.word) {
            words.push(piece.word);
        }
    }
    words.truncate(WORDS_MAX);
    words
}

#[cfg(test)]
mod tests;
