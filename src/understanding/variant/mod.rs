//! Which variant of a product is wanted in place of what a customer has.
//!
//! The words are read against the options that the product really comes in, so that nothing of a
//! shop's goods has to be known beforehand. `aside` leaves out names of people and streets,
//! `vocabulary` holds the words for options and their values, `mention` finds them in a text,
//! `foreign` those that the product does not come in, `role` tells what is wanted from what they
//! have, `relative`, `like`, `price` and `free` hear what is compared, copied, bounded and left
//! open, `read` makes wishes of it all, `scale` knows which value is more than another, and `pick`
//! finds what can be bought and fits. What is not clear is said to be, with all that could be meant.

mod aside;
mod foreign;
mod free;
mod like;
mod mention;
mod pick;
mod price;
mod read;
mod relative;
mod role;
mod scale;
mod vocabulary;

use std::collections::BTreeMap;

use crate::{
    base::id::VariantId,
    commerce::{Order, OrderLine, Product},
};

pub use pick::{asks_for_options, choose, fitting, matching};

/// What a wish is read against.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    /// The product as it can be bought now.
    pub product: &'a Product,
    /// What the customer has; none for a question about the catalogue.
    pub current: Option<&'a OrderLine>,
    /// The customer's other lines of this product.
    pub others: &'a [OtherLine<'a>],
    /// The shop's own words, folded: what is said, and what the catalogue calls it.
    pub synonyms: &'a [(String, String)],
}

/// Another line of the same product.
#[derive(Clone, Copy, Debug)]
pub struct OtherLine<'a> {
    /// Its order.
    pub order: &'a Order,
    /// Whether that is the customer's newest order.
    pub newest: bool,
    /// The line.
    pub line: &'a OrderLine,
}

/// What a text asks of a variant of one product.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct VariantWish {
    /// The variant itself, by its number.
    id: Option<VariantId>,
    /// By the name of the option.
    options: BTreeMap<String, OptionWish>,
    /// The cheapest or the dearest of those that fit.
    price: Option<Extreme>,
    /// What it may cost.
    bounds: Bounds,
    /// Values that may be of one option or of another.
    unclear: Vec<Vec<(String, String)>>,
    /// What they have, and nothing else.
    same: bool,
    /// It should be like another thing of theirs, and it is not clear which: those that it may be.
    models: Option<Vec<VariantId>>,
}

/// What is asked of one option.
#[derive(Clone, Debug, Default, PartialEq)]
struct OptionWish {
    /// Values wanted, the best first; those side by side are equally good.
    ranked: Vec<Vec<String>>,
    /// Whether any other value will do where none of these can be had.
    soft: bool,
    /// Values that will do as well as the one they have: "a mountain bike is fine too".
    accepted: Vec<String>,
    /// Values that are not wanted.
    refused: Vec<String>,
    /// Any value will do.
    free: bool,
    /// Compared with what they have, or with all there are.
    step: Option<Step>,
}

/// What a variant may cost, in minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Bounds {
    at_least_minor: Option<i64>,
    at_most_minor: Option<i64>,
    /// As near to this as there is.
    near_minor: Option<i64>,
}

/// More or less of something.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Step {
    /// More than they have.
    More(Reach),
    /// Less than they have.
    Less(Reach),
    /// The most or least that there is.
    Extreme(Extreme),
}

/// How far a step goes.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Reach {
    /// Anything beyond what they have.
    Any,
    /// This much exactly.
    By(f64),
    /// The nearest value that can be had.
    Next,
    /// The very next value that there is, whether or not it can be had.
    One,
}

/// An end of a scale.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Extreme {
    Least,
    Most,
}

impl VariantWish {
    /// Whether a price was asked for, too.
    #[must_use]
    pub fn bounds_price(&self) -> bool {
        self.bounds != Bounds::default()
    }
}

/// What comes of a wish.
#[derive(Clone, Debug, PartialEq)]
pub enum Choice {
    /// Exactly one.
    One {
        /// Which.
        variant: VariantId,
        /// Options that differ from what they have though nobody asked for it.
        given_up: Vec<String>,
    },
    /// Several fit equally: the customer chooses. At most eight, cheapest first.
    Several(Vec<VariantId>),
    /// What was asked for cannot be bought now, or does not exist.
    NotAvailable {
        /// What was asked for, by option.
        wanted: BTreeMap<String, String>,
        /// What can be had and fits best, cheapest first; may be empty.
        nearest: Vec<VariantId>,
    },
    /// They ask for what they have.
    Same,
    /// The text says nothing about the new variant.
    Unsaid,
}

impl VariantWish {
    /// Reads what was said, oldest first: what is said later corrects what was said before.
    #[must_use]
    pub fn read(texts: &[&str], about: &About<'_>) -> Self {
        let vocabulary = vocabulary::Vocabulary::of(about);
        let mut wish = Self::default();
        for text in texts {
            read::read(text, about, &vocabulary, &mut wish);
        }
        wish
    }

    /// Whether values were named, and not only compared.
    fn asks_values(&self) -> bool {
        let named = self.options.values().any(|held| !held.ranked.is_empty());
        self.price.is_none() && (named || !self.unclear.is_empty())
    }

    /// Whether the end of a scale is asked for: then what nobody spoke of is free.
    fn is_superlative(&self) -> bool {
        let ends = |held: &OptionWish| matches!(held.step, Some(Step::Extreme(_)));
        self.price.is_some() || self.bounds.near_minor.is_some() || self.options.values().any(ends)
    }

    /// Whether nothing was said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Bounds {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn allows(&self, minor: i64) -> bool {
        self.at_least_minor.is_none_or(|least| minor >= least)
            && self.at_most_minor.is_none_or(|most| minor <= most)
    }
}

#[cfg(test)]
mod tests;
