//! The address that a text names: given in words, or one of the customer's own.

use super::{
    goods::Goods,
    mention::{Reading, Role},
    place::{is_destination, names_place, state_code},
};
use crate::{
    base::pii::Pii,
    commerce::{Address, Order},
    understanding::{
        piece::{Piece, pieces, stretch},
        resolve::Holdings,
    },
};

/// An address that a text names.
#[derive(Clone, Debug, PartialEq)]
pub enum AddressSaid {
    /// In words, perhaps only a part of it.
    Given(PartialAddress),
    /// One of the customer's own.
    Known(Address),
    /// Several of the customer's own could be meant.
    Unclear(Vec<Address>),
    /// None.
    Unsaid,
}

/// The parts of an address that were said.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct PartialAddress {
    /// Street and number.
    pub line1: Option<String>,
    /// Flat, floor, building.
    pub line2: Option<String>,
    /// Town.
    pub city: Option<String>,
    /// State or province.
    pub region: Option<String>,
    /// Postal code.
    pub zip: Option<String>,
    /// Country.
    pub country: Option<String>,
}

/// Finds the address that was said last. `current` is the one that is to be changed.
#[must_use]
pub fn address(texts: &[&str], holdings: &Holdings<'_>, current: Option<&Address>) -> AddressSaid {
    for text in texts.iter().rev() {
        if let Some(given) = given(text) {
            return AddressSaid::Given(given);
        }
        let said = known(text, holdings, current);
        if said != AddressSaid::Unsaid {
            return said;
        }
    }
    AddressSaid::Unsaid
}

/// Words by which a street ends.
const STREETS: &[&str] = &[
    "street",
    "st",
    "avenue",
    "ave",
    "road",
    "rd",
    "drive",
    "dr",
    "lane",
    "ln",
    "boulevard",
    "blvd",
    "court",
    "ct",
    "place",
    "pl",
    "square",
    "sq",
    "terrace",
    "way",
    "parkway",
    "pkwy",
    "circle",
    "highway",
    "hwy",
    "trail",
    "crescent",
    "close",
    "row",
    "alley",
    "loop",
];

/// Words that begin a second line.
const UNITS: &[&str] = &["suite", "apt", "apartment", "unit", "flat", "floor", "room", "ste"];

/// An address in words: "445 Maple Drive, Suite 394, Fort Worth, Texas 76165", or "Suite 641".
fn given(text: &str) -> Option<PartialAddress> {
    let pieces = pieces(text);
    let is = |piece: &Piece, of: &[&str]| of.contains(&piece.typed.as_str());
    let digits = |piece: &Piece| piece.typed.chars().all(|c| c.is_ascii_digit());
    let slice = |from: usize, to: usize| -> Option<String> {
        let start = pieces.get(from)?.span.start;
        let end = pieces.get(to.checked_sub(1)?)?.span.end;
        text.get(start..end).map(str::to_owned)
    };
    let mut said = PartialAddress::default();
    let mut rest = 0_usize;
    let street = (0..pieces.len()).find_map(|at| {
        let number = pieces.get(at).filter(|piece| digits(piece) && piece.typed.len() <= 5)?;
        let near = stretch(&pieces, at.saturating_add(1), at.saturating_add(6)).iter();
        let broken = number.pauses;
        let end = near.take_while(|piece| !digits(piece)).position(|piece| is(piece, STREETS))?;
        (!broken).then(|| (at, at.saturating_add(end).saturating_add(2)))
    });
    let street = street.or_else(|| short_street(&pieces));
    if let Some((from, to)) = street {
        said.line1 = slice(from, to);
        rest = to;
    }
    let unit = pieces.iter().enumerate().skip(rest).find(|(at, piece)| {
        let next = pieces.get(at.saturating_add(1));
        is(piece, UNITS)
            && next.is_some_and(|next| {
                next.typed.chars().any(|c| c.is_ascii_digit()) || next.typed.len() <= 2
            })
    });
    if let Some((at, _)) = unit {
        let end = at.saturating_add(2);
        said.line2 = slice(at, end);
        rest = rest.max(end);
    }
    if said.line1.is_none() {
        return said.line2.is_some().then_some(said);
    }
    town(&pieces, rest, text, &mut said);
    Some(said)
}

/// A street without one of the usual endings, followed by a comma: "12 Broadway, New York".
fn short_street(pieces: &[Piece]) -> Option<(usize, usize)> {
    let digits = |piece: &Piece| piece.typed.chars().all(|c| c.is_ascii_digit());
    (0..pieces.len()).find_map(|at| {
        let number = pieces.get(at)?;
        let house = digits(number) && number.typed.len() <= 4 && !number.pauses && !number.money;
        let zip = pieces.iter().skip(at).any(|piece| digits(piece) && piece.typed.len() == 5);
        let pause = pieces.iter().skip(at).take(5).position(|piece| piece.pauses)?;
        (house && zip && pause > 0).then(|| (at, at.saturating_add(pause).saturating_add(1)))
    })
}

/// Town, state, postal code and country after the street.
fn town(pieces: &[Piece], from: usize, text: &str, said: &mut PartialAddress) {
    let after = pieces.get(from..).unwrap_or_default();
    let digits = |piece: &Piece| piece.typed.chars().all(|c| c.is_ascii_digit());
    let zip = after.iter().position(|piece| digits(piece) && piece.typed.len() == 5);
    said.zip = zip.and_then(|at| after.get(at)).map(|piece| piece.typed.clone());
    let end = zip.unwrap_or_else(|| {
        after.iter().position(|piece| piece.ends).map_or(after.len(), |at| at.saturating_add(1))
    });
    let words = after.get(..end).unwrap_or_default();
    let words: Vec<&Piece> = words
        .iter()
        .filter(|piece| !matches!(piece.typed.as_str(), "zip" | "code" | "in" | "and" | "postal"))
        .collect();
    let joined = |words: &[&Piece]| {
        let names: Vec<&str> = words.iter().map(|piece| piece.typed.as_str()).collect();
        names.join(" ")
    };
    let mut city = words.as_slice();
    for length in [3_usize, 2, 1] {
        let Some(at) = words.len().checked_sub(length) else { continue };
        let Some((before, state)) = words.split_at_checked(at) else { continue };
        if let Some(code) = state_code(&joined(state))
            && !before.is_empty()
        {
            said.region = Some(code.to_owned());
            city = before;
            break;
        }
    }
    let first = city.first().map(|piece| piece.span.start);
    let last = city.last().map(|piece| piece.span.end);
    if let (Some(first), Some(last)) = (first, last)
        && city.len() <= 4
    {
        said.city = text.get(first..last).map(str::to_owned);
    }
    let country = after
        .iter()
        .skip(end)
        .find(|piece| matches!(piece.typed.as_str(), "usa" | "us" | "america"));
    said.country = country.map(|_| "USA".to_owned());
}

/// One of the customer's own: "my New York address", "my default address", "where the tablet goes".
fn known(text: &str, holdings: &Holdings<'_>, current: Option<&Address>) -> AddressSaid {
    let pieces = pieces(text);
    let words: Vec<&str> = pieces.iter().map(|piece| piece.typed.as_str()).collect();
    let mut all: Vec<&Address> = Vec::new();
    let own = holdings.default_address.map(Pii::expose);
    let orders = holdings.orders.iter().filter_map(|o| o.shipping_address.as_ref());
    for address in own.into_iter().chain(orders.map(Pii::expose)) {
        if !all.iter().any(|held| held.is_same_place(address)) {
            all.push(address);
        }
    }
    // Places that are not said as where an order goes now.
    let placed: Vec<&Address> = all
        .iter()
        .copied()
        .filter(|address| {
            (0..pieces.len()).any(|at| {
                let rest = pieces.get(at..).unwrap_or_default();
                names_place(rest, address)
                    .is_some_and(|length| !is_destination(&pieces, at, length))
            })
        })
        .filter(|address| current.is_none_or(|held| !held.is_same_place(address)))
        .collect();
    match placed.as_slice() {
        [one] => return AddressSaid::Known((*one).clone()),
        [] => {}
        several => return AddressSaid::Unclear(several.iter().map(|a| (*a).clone()).collect()),
    }
    // The default address as what is wanted, not as what is to be changed.
    let turn = words
        .windows(2)
        .rposition(|pair| {
            pair.first() == Some(&"to") && matches!(pair.last(), Some(&("my" | "the" | "our")))
        })
        .unwrap_or_default();
    let after = words.get(turn..).unwrap_or_default();
    let new = words.windows(2).any(|pair| pair == ["new", "home"]);
    let default = after
        .iter()
        .any(|word| matches!(*word, "default" | "profile" | "usual") || *word == "home" && !new);
    if default
        && let Some(own) = own
        && current.is_none_or(|held| !held.is_same_place(own))
    {
        return AddressSaid::Known(own.clone());
    }
    of_order(text, &words, holdings, current)
}

/// The address of an order: of the other one, of the recent one, of the one with the tablet.
fn of_order(
    text: &str,
    words: &[&str],
    holdings: &Holdings<'_>,
    current: Option<&Address>,
) -> AddressSaid {
    let has = |word: &str| words.contains(&word);
    if !(has("order") || has("orders") || has("where") || has("one") || has("it")) {
        return AddressSaid::Unsaid;
    }
    let elsewhere = |order: &&&Order| {
        order
            .shipping_address
            .as_ref()
            .is_some_and(|address| current.is_none_or(|held| !held.is_same_place(address.expose())))
    };
    let mut orders: Vec<&&Order> = holdings.orders.iter().filter(elsewhere).collect();
    let goods = Goods::of(holdings.orders, &[]);
    let reading = Reading::of(text, &goods);
    let content: Vec<&super::mention::Mention> =
        reading.mentions.iter().filter(|m| m.role != Role::Excluded).collect();
    let holds = |order: &&&Order| {
        content
            .iter()
            .any(|mention| order.lines.iter().any(|line| mention.titles.contains(&line.title)))
    };
    if orders.iter().any(holds) {
        orders.retain(holds);
    } else if (has("recent") || has("latest") || has("last")) && !orders.is_empty() {
        orders.truncate(1);
    }
    let mut distinct: Vec<&Address> = Vec::new();
    for order in orders {
        let Some(address) = order.shipping_address.as_ref().map(Pii::expose) else { continue };
        if !distinct.iter().any(|held| held.is_same_place(address)) {
            distinct.push(address);
        }
    }
    match distinct.as_slice() {
        [] => AddressSaid::Unsaid,
        [one] => AddressSaid::Known((*one).clone()),
        several => AddressSaid::Unclear(several.iter().map(|a| (*a).clone()).collect()),
    }
}
