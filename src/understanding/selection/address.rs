//! The address that a text names: given in words, or one of the customer's own.

use super::{
    goods::Goods,
    mention::{Reading, Role},
    place::{PlaceNames, is_destination, state_code},
};
use crate::{
    base::pii::Pii,
    commerce::{Address, Order},
    understanding::{
        entity::is_country,
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

/// Finds the address that was said last. `current` is the one that is to be changed. What is said
/// in parts is put together: "9 Elm Street" corrects the street said before, "80301" completes it.
#[must_use]
pub fn address(texts: &[&str], holdings: &Holdings<'_>, current: Option<&Address>) -> AddressSaid {
    let mut parts: Option<PartialAddress> = None;
    for text in texts.iter().rev() {
        if let Some(before) = given(text).or_else(|| without_street(text)).map(as_written) {
            let later = parts.take();
            let said = later.map_or_else(|| before.clone(), |later| later.over(&before));
            if said.city.is_some() && said.zip.is_some() && said.line1.is_some() {
                return AddressSaid::Given(said);
            }
            parts = Some(said);
            continue;
        }
        let known = if parts.is_none() { known(text, holdings, current) } else { continue };
        if known != AddressSaid::Unsaid {
            return known;
        }
    }
    let named = parts.filter(|said| said.line1.is_some() || said.line2.is_some());
    named.map_or(AddressSaid::Unsaid, AddressSaid::Given)
}

impl PartialAddress {
    /// What was said later over what was said before. Another street has no old flat.
    fn over(self, before: &Self) -> Self {
        let line2 =
            if self.line1.is_some() { self.line2 } else { self.line2.or(before.line2.clone()) };
        Self {
            line1: self.line1.or(before.line1.clone()),
            line2,
            city: self.city.or(before.city.clone()),
            region: self.region.or(before.region.clone()),
            zip: self.zip.or(before.zip.clone()),
            country: self.country.or(before.country.clone()),
        }
    }
}

/// Whether a text gives an address with its street and its town.
pub(in crate::understanding) fn gives_address(text: &str) -> bool {
    given(text).is_some_and(|said| said.line1.is_some() && said.zip.is_some())
}

/// What was typed without a single capital letter is written as addresses are: "445 Maple Drive".
fn as_written(said: PartialAddress) -> PartialAddress {
    let parts = [&said.line1, &said.line2, &said.city];
    let typed = parts.iter().any(|part| part.iter().any(|it| it.chars().any(char::is_uppercase)));
    if typed {
        return said;
    }
    let capital = |part: Option<String>| part.map(|part| with_capitals(&part));
    PartialAddress {
        line1: capital(said.line1),
        line2: capital(said.line2),
        city: capital(said.city),
        ..said
    }
}

/// Each word with a capital letter, but those that join names and the ends of numbers ("5th").
fn with_capitals(text: &str) -> String {
    const SMALL: &[&str] =
        &["de", "del", "della", "di", "da", "do", "la", "las", "los", "of", "the", "van", "von"];
    let word = |(at, word): (usize, &str)| {
        let mut letters = word.chars();
        match letters.next() {
            Some(first) if at == 0 || !SMALL.contains(&word) => {
                first.to_uppercase().chain(letters).collect()
            }
            _ => word.to_owned(),
        }
    };
    text.split(' ').enumerate().map(word).collect::<Vec<String>>().join(" ")
}

/// Only a town or a postal code, as a short answer: "80301", "Boulder, CO 80301".
fn without_street(text: &str) -> Option<PartialAddress> {
    const PIECES_MAX: usize = 6;
    let pieces = pieces(text);
    zip(&pieces).filter(|_| pieces.len() <= PIECES_MAX)?;
    let mut said = PartialAddress::default();
    town(&pieces, 0, text, &mut said);
    Some(said)
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
    let street = street.or_else(|| kind_first(&pieces)).or_else(|| short_street(&pieces));
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

/// A street that begins with what it is, or says it in its one word: "Calle de Alcalá 5",
/// "Hauptstraße 12a".
fn kind_first(pieces: &[Piece]) -> Option<(usize, usize)> {
    const NAME_MAX: usize = 5;
    let house =
        |piece: &Piece| piece.typed.len() <= 4 && piece.typed.chars().all(|c| c.is_ascii_digit());
    (0..pieces.len()).find_map(|at| {
        let word = pieces.get(at)?.typed.as_str();
        let whole = KIND_ENDS.iter().any(|end| word.len() > end.len() && word.ends_with(end));
        let most = if whole { 1 } else { NAME_MAX };
        if !whole && !KINDS.contains(&word) {
            return None;
        }
        let name = stretch(pieces, at.saturating_add(1), at.saturating_add(most).saturating_add(1));
        let number = name.iter().position(house)?;
        if name.iter().take(number).any(|piece| piece.pauses) {
            return None;
        }
        let number = at.saturating_add(1).saturating_add(number);
        let span = pieces.get(number)?.span;
        // "12a" is two pieces of one word.
        let rest = pieces.get(number..)?.iter().take_while(|piece| piece.span == span).count();
        Some((at, number.saturating_add(rest)))
    })
}

/// Words for a street that stand before its name.
const KINDS: &[&str] = &[
    "calle", "avenida", "plaza", "paseo", "camino", "carrer", "rua", "rue", "viale", "piazza",
    "corso",
];

/// How a street's name ends that says in one word what it is.
const KIND_ENDS: &[&str] =
    &["strasse", "weg", "platz", "allee", "gasse", "straat", "laan", "gracht", "plein"];

/// Where a postal code stands: `80202`, `SW1A 1AA`, `K1A 0B1`.
fn zip(pieces: &[Piece]) -> Option<(usize, usize)> {
    (0..pieces.len()).find_map(|at| {
        let first = pieces.get(at)?;
        if first.typed.len() == 5 && first.typed.chars().all(|c| c.is_ascii_digit()) {
            return Some((at, at.saturating_add(1)));
        }
        let letters = first.typed.starts_with(|c: char| c.is_ascii_alphabetic());
        let digits = first.typed.chars().any(|c| c.is_ascii_digit());
        // "1AA" is two pieces of one word, "0B1" is one.
        let span = pieces.get(at.saturating_add(1))?.span;
        let second = pieces.get(at.saturating_add(1)..)?;
        let count = second.iter().take_while(|piece| piece.span == span).count();
        let inward = span.end.saturating_sub(span.start) == 3
            && second.first().is_some_and(|p| p.typed.starts_with(|c: char| c.is_ascii_digit()))
            && second.iter().take(count).any(|p| p.typed.chars().any(|c| c.is_ascii_alphabetic()));
        let code = letters && digits && (2..=4).contains(&first.typed.len()) && inward;
        code.then(|| (at, at.saturating_add(1).saturating_add(count)))
    })
}

/// Town, state, postal code and country after the street.
fn town(pieces: &[Piece], from: usize, text: &str, said: &mut PartialAddress) {
    let after = pieces.get(from..).unwrap_or_default();
    let typed = |words: &[&Piece]| {
        let (first, last) = (words.first()?, words.last()?);
        text.get(first.span.start..last.span.end).map(str::to_owned)
    };
    let sentence = after.iter().position(|piece| piece.ends);
    let sentence = sentence.map_or(after.len(), |at| at.saturating_add(1));
    let (start, end) = zip(after).unwrap_or((sentence, sentence));
    let code: Vec<&Piece> = stretch(after, start, end).iter().collect();
    said.zip = typed(&code);
    let words = after.get(..start).unwrap_or_default().iter();
    let words: Vec<&Piece> = words
        .take_while(|piece| !ASIDE.contains(&piece.typed.as_str()))
        // "IN" is Indiana.
        .filter(|piece| piece.capital || piece.typed != "in")
        .filter(|piece| !matches!(piece.typed.as_str(), "zip" | "code" | "and" | "postal"))
        .collect();
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
    let rest = after.get(end..).unwrap_or_default();
    // "28014 Madrid": the town stands after its postal code.
    let behind: Vec<&Piece> = {
        let pause = rest.iter().position(|piece| piece.pauses || piece.ends);
        let until = pause.map_or(rest.len(), |at| at.saturating_add(1));
        let words = rest.get(..until).unwrap_or_default().iter();
        words.take_while(|piece| !ASIDE.contains(&piece.typed.as_str())).collect()
    };
    if city.is_empty() && !code.is_empty() {
        city = behind.as_slice();
    }
    if city.len() <= 4 {
        said.city = typed(city);
    }
    said.country = country(rest, text);
}

/// Words that belong to no address.
const ASIDE: &[&str] = &["please", "thanks", "thank", "instead", "now", "asap", "cheers", "ok"];

fn joined(words: &[&Piece]) -> String {
    let names: Vec<&str> = words.iter().map(|piece| piece.typed.as_str()).collect();
    names.join(" ")
}

/// The country that is named last, as shops write it where it is the usual one.
fn country(pieces: &[Piece], text: &str) -> Option<String> {
    if pieces.iter().any(|piece| matches!(piece.typed.as_str(), "usa" | "us" | "america")) {
        return Some("USA".to_owned());
    }
    let all: Vec<&Piece> = pieces.iter().collect();
    (0..all.len()).find_map(|at| {
        (1..=3_usize).rev().find_map(|length| {
            let words = all.get(at..at.saturating_add(length))?;
            let named = is_country(&joined(words));
            let span = words.first()?.span.start..words.last()?.span.end;
            named.then(|| text.get(span).map(str::to_owned)).flatten()
        })
    })
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
            let names = PlaceNames::of(address);
            (0..pieces.len()).any(|at| {
                let length = names.length_at(pieces.get(at..).unwrap_or_default());
                length.is_some_and(|length| !is_destination(&pieces, at, length))
            })
        })
        .collect();
    // "My new home on Elm Avenue" tells two addresses there apart no better than one.
    let is_current = |address: &&Address| current.is_some_and(|held| held.is_same_place(address));
    let alike = placed.iter().any(is_current) && placed.len() > 1;
    let other = words.windows(2).any(|pair| {
        matches!(
            pair,
            ["other" | "another" | "second", "address" | "home" | "place" | "house" | "one"]
        )
    });
    // "To my Boston home", where it goes already.
    let wanted = |address: &Address| {
        let names = PlaceNames::of(address);
        (0..pieces.len()).any(|at| {
            let before = stretch(&pieces, at.saturating_sub(4), at);
            names.length_at(pieces.get(at..).unwrap_or_default()).is_some()
                && before.iter().any(|piece| piece.typed == "to")
                && !before.iter().any(|piece| piece.typed == "from")
        })
    };
    if let [one] = placed.as_slice()
        && is_current(one)
        && wanted(one)
    {
        return AddressSaid::Known((*one).clone());
    }
    let placed: Vec<&Address> =
        placed.into_iter().filter(|address| !is_current(address) && (!alike || other)).collect();
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
    let goods = Goods::of(holdings.orders, &[]);
    let reading = Reading::of(text, &goods);
    let holds = |order: &&&Order, role: Role| {
        let named = |mention: &super::mention::Mention| {
            order.lines.iter().any(|line| mention.titles.contains(&line.title))
        };
        reading.mentions.iter().any(|mention| mention.role == role && named(mention))
    };
    // "Where the order with the lamp goes" is that place, though it be the one it has already.
    let led = |of: &[&str]| {
        words.iter().enumerate().any(|(at, word)| {
            let near = words.get(at.saturating_sub(4)..at).unwrap_or_default();
            let led = near.iter().any(|word| of.contains(word));
            word.starts_with("order") && *word != "ordered" && led
        })
    };
    let changes = words
        .iter()
        .any(|word| matches!(*word, "change" | "update" | "correct" | "modify" | "switch" | "fix"));
    // "It's in my order with the lamp."
    let inside = !changes && led(&["in", "on", "from", "as"]);
    let is_model =
        |order: &&&Order| holds(order, Role::Model) || inside && holds(order, Role::OfOrder);
    let models: Vec<&&Order> = holdings.orders.iter().filter(is_model).collect();
    if !models.is_empty() {
        return distinct(&models);
    }
    let points = led(&["in", "on", "from", "of", "as", "where", "with"]);
    if !points {
        return AddressSaid::Unsaid;
    }
    let elsewhere = |order: &&&Order| {
        order
            .shipping_address
            .as_ref()
            .is_some_and(|address| current.is_none_or(|held| !held.is_same_place(address.expose())))
    };
    let mut orders: Vec<&&Order> = holdings.orders.iter().filter(elsewhere).collect();
    let named = |order: &&&Order| holds(order, Role::Wanted) || holds(order, Role::OfOrder);
    let recent = words.iter().any(|word| matches!(*word, "recent" | "latest" | "last"));
    if orders.iter().any(named) {
        orders.retain(named);
    } else if recent {
        orders.truncate(1);
    }
    distinct(&orders)
}

/// The address of orders, where they all go to one.
fn distinct(orders: &[&&Order]) -> AddressSaid {
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
