//! Pieces of meaning found in a message, each with its place and a normal form.
//!
//! Every word belongs to at most one piece: the recognisers look at the message one after the
//! other, those with the most telling shapes first. Each looks at a bounded number of words from a
//! place on, so that the time is linear in the length.

mod address;
mod contact;
mod date;
mod gazetteer;
mod money;
mod number;
mod payment;
mod product;
mod scan;

use serde::{Deserialize, Serialize};

pub use address::{is_street_word, street_ending};
pub use number::is_unit;

use super::Known;
use crate::base::text::Span;
use scan::{Recogniser, Scan};

/// A piece of meaning and where it stands.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Entity {
    /// What it is.
    pub kind: EntityKind,
    /// Normal form.
    pub value: String,
    /// Where it stands.
    pub span: Span,
}

/// Kinds of pieces, each with its normal form.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum EntityKind {
    /// A kind of account or membership, lower case: `platinum`.
    AccountTier,
    /// Street and number, as typed, with single spaces.
    Address,
    /// A town, as typed.
    City,
    /// A colour, American, lower case: `gray`, `dark blue`.
    Color,
    /// A country by its ISO 3166-1 code: `CA`.
    Country,
    /// A day `2026-05-03`, or an interval with either end open: `2026-05-03/2026-05-05`,
    /// `../2026-05-04`, `2026-05-03/..`.
    Date,
    /// An email address, lower case.
    Email,
    /// An invoice or bill number as typed, without `#`, upper case.
    InvoiceNumber,
    /// `12.50 USD`, with `<`, `>` or `~` before it where a bound is said. The place is that of the
    /// number itself.
    Money,
    /// A person's name, as typed.
    Name,
    /// A value that the shop's products come in: `color=walnut`.
    Option,
    /// An order number as typed, without `#`, upper case.
    OrderNumber,
    /// A way to pay: `paypal`, `gift_card`, `card:1234`, `visa:1234`.
    Payment,
    /// A telephone number: digits, with `+` before them where it was typed.
    Phone,
    /// A number of pieces: `2`.
    Quantity,
    /// A size: `XL`, `42`, `EU 42`; relative ones with a sign: `+1`, `-1`.
    Size,
    /// A parcel's number with its carrier, where the shape tells it: `ups:1Z…`, `:1234…`.
    Tracking,
    /// A postal code, upper case: `80202`, `SW1A 1AA`.
    Zip,
}

/// Whether a folded word names something by itself: a colour, a town, a person.
pub(super) fn is_named(word: &str) -> bool {
    !gazetteer::Gazetteer::built_in().meanings(word).is_empty()
}

/// Other phrases that are all that this folded one is, and nothing more: for `denver` other towns.
#[must_use]
pub fn named_like(phrase: &str) -> Vec<&'static str> {
    gazetteer::Gazetteer::built_in().like(phrase)
}

/// Whether a folded word is a given name.
#[must_use]
pub fn is_given_name(word: &str) -> bool {
    let meanings = gazetteer::Gazetteer::built_in().meanings(word);
    meanings.iter().any(|entry| entry.list == gazetteer::List::Given)
}

/// Whether folded words are the name of a country.
pub(super) fn is_country(words: &str) -> bool {
    let meanings = gazetteer::Gazetteer::built_in().meanings(words);
    meanings.iter().any(|entry| entry.list == gazetteer::List::Country)
}

/// From the most telling shapes to the least.
const RECOGNISERS: &[Recogniser] = &[
    contact::email,
    number::shop_pattern,
    number::tracking,
    payment::card,
    money::money,
    date::date,
    contact::phone,
    address::street,
    address::zip,
    number::invoice,
    number::order,
    product::size,
    product::quantity,
    product::option,
    payment::method,
    contact::titled_name,
    contact::introduced_name,
    address::place,
    contact::plain_name,
    product::tier,
    product::color,
];

/// The pieces of meaning in a message, in their order.
pub(super) fn entities(text: &str, known: &Known) -> Vec<Entity> {
    let mut scan = Scan::new(text, known);
    for recogniser in RECOGNISERS {
        scan.sweep(*recogniser);
    }
    scan.finish()
}

#[cfg(test)]
mod tests;
