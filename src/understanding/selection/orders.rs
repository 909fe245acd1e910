//! Which orders a text speaks of.

use super::place::Destinations;
use crate::{
    base::id::OrderId,
    commerce::{Order, OrderStatus},
    understanding::{
        piece::{Piece, stretch},
        resolve::Holdings,
    },
};

/// What a text says of orders.
#[derive(Clone, Debug, Default)]
pub(super) struct OrdersSaid {
    /// Those named by number or described beyond doubt.
    pub(super) named: Vec<OrderId>,
    /// Numbers that are none of theirs.
    pub(super) unknown_numbers: Vec<String>,
    /// Where the orders meant stand.
    pub(super) status: Option<OrderStatus>,
    /// Ordered just now: it has hardly arrived yet.
    pub(super) just_ordered: bool,
    /// The newest that fits.
    pub(super) newest: bool,
    /// Those that were spoken of before.
    pub(super) same: bool,
    /// One that was not spoken of before.
    pub(super) other: bool,
    /// All of them.
    pub(super) all: bool,
}

/// Digits of a number that may be an order's.
const DIGITS_MIN: usize = 3;

pub(super) fn read(
    pieces: &[Piece],
    holdings: &Holdings<'_>,
    destinations: &Destinations<'_>,
) -> OrdersSaid {
    let words: Vec<&str> = pieces.iter().map(|piece| piece.typed.as_str()).collect();
    let mut said = OrdersSaid::default();
    for (at, piece) in pieces.iter().enumerate() {
        number(&words, at, piece, holdings, &mut said);
    }
    said.named.extend(destinations.named_in(pieces).map(|order| order.id.clone()));
    // What follows "same as" speaks of a model, not of what is to be done.
    let model = words.windows(2).position(|pair| pair == ["same", "as"] || pair == ["type", "as"]);
    let type_in = words.iter().position(|word| matches!(*word, "type" | "same"));
    let end = model.or(type_in.filter(|at| {
        words
            .get(*at..)
            .unwrap_or_default()
            .iter()
            .any(|word| matches!(*word, "as" | "in" | "already"))
    }));
    let own = words.get(..end.unwrap_or(words.len())).unwrap_or_default();
    let has = |word: &str| own.contains(&word);
    let pair = |one: &str, two: &str| own.windows(2).any(|pair| pair == [one, two]);
    said.status = status(own);
    let bought = ["bought", "ordered", "placed", "received", "got", "purchased"];
    said.newest = has("recent")
        || has("latest")
        || has("newest")
        || pair("last", "order")
        || has("recently")
        || bought.iter().any(|verb| pair("just", verb));
    said.just_ordered =
        ["bought", "ordered", "placed", "purchased"].iter().any(|verb| pair("just", verb));
    said.same = pair("same", "order") || pair("that", "order") || pair("this", "order");
    said.other = pair("other", "order") || pair("another", "order") || pair("different", "order");
    let orders = |from: usize| stretch(own, from, from.saturating_add(4)).contains(&"orders");
    said.all = own.iter().enumerate().any(|(at, word)| {
        matches!(*word, "all" | "both" | "every")
            && (orders(at) || *word == "every" && own.get(at.saturating_add(1)) == Some(&"order"))
    });
    said
}

/// An order by its number: as typed, or by its digits where they tell it apart.
fn number(
    words: &[&str],
    at: usize,
    piece: &Piece,
    holdings: &Holdings<'_>,
    said: &mut OrdersSaid,
) {
    let typed = piece.typed.as_str();
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    let plain = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    // Typed as it is written, however few of its letters are digits.
    let exact = |order: &&&Order| typed.len() >= 4 && plain(order.shown_number()) == typed;
    if let Some(order) = holdings.orders.iter().find(exact).filter(|_| !digits.is_empty()) {
        if !said.named.contains(&order.id) {
            said.named.push(order.id.clone());
        }
        return;
    }
    if digits.len() < DIGITS_MIN || piece.money {
        return;
    }
    let own_digits = |order: &Order| -> String {
        order.shown_number().chars().filter(char::is_ascii_digit).collect()
    };
    let is = |order: &&&Order| {
        plain(order.shown_number()) == typed
            || plain(order.id.as_str()) == typed
            || own_digits(order) == digits && typed == digits
    };
    if let Some(order) = holdings.orders.iter().find(is) {
        if !said.named.contains(&order.id) {
            said.named.push(order.id.clone());
        }
        return;
    }
    let lead = words.get(at.saturating_sub(3)..at).unwrap_or_default();
    let called = lead.iter().any(|word| matches!(*word, "order" | "orders"));
    // A letter before the digits is how many shops number their orders.
    let lettered = typed.len() > digits.len() && typed.len() >= 5 && called;
    let year = digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20"));
    if called && !year && (lettered || digits.len() >= 4) && lead.last() != Some(&"item") {
        said.unknown_numbers.push(typed.to_uppercase());
    }
}

fn status(words: &[&str]) -> Option<OrderStatus> {
    let has = |word: &str| words.contains(&word);
    let pair = |one: &str, two: &str| words.windows(2).any(|pair| pair == [one, two]);
    let no = |verb: &str| ["not", "havent", "hasnt", "didnt"].iter().any(|not| pair(not, verb));
    if no("arrived") || no("received") || no("come") || no("arrive") {
        return Some(OrderStatus::Pending);
    }
    if has("pending") || pair("not", "shipped") || pair("hasnt", "shipped") || has("unshipped") {
        return Some(OrderStatus::Pending);
    }
    if has("delivered") || has("received") || has("arrived") {
        return Some(OrderStatus::Delivered);
    }
    let cancelled = |before: &str| pair(before, "cancelled") || pair(before, "canceled");
    if pair("cancelled", "order")
        || pair("canceled", "order")
        || ["my", "was", "were", "got"].into_iter().any(cancelled)
    {
        return Some(OrderStatus::Cancelled);
    }
    has("processed").then_some(OrderStatus::Processed)
}
