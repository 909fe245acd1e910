//! Things as they are told: a line of an order, a variant of a product, what a product comes in.

use serde::{Deserialize, Serialize};

use crate::{
    base::money::Money,
    commerce::{OrderLine, Variant},
};

/// One line of an order.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct LineFact {
    /// Product.
    pub title: String,
    /// Options, in the shop's order.
    pub options: Vec<String>,
    /// Pieces.
    pub quantity: u32,
    /// Price of one piece.
    pub unit_price: Money,
}

impl LineFact {
    /// A line of an order, as it is told.
    #[must_use]
    pub fn of(line: &OrderLine) -> Self {
        Self {
            title: line.title.clone(),
            options: line.options.iter().map(told_option).collect(),
            quantity: line.quantity,
            unit_price: line.unit_price,
        }
    }

    /// A variant of a product, as it is told in place of a line.
    #[must_use]
    pub fn of_variant(title: &str, variant: &Variant, quantity: u32) -> Self {
        Self {
            title: title.to_owned(),
            options: variant.options.iter().map(told_option).collect(),
            quantity,
            unit_price: variant.price,
        }
    }
}

/// A value as it is told: with the name of its option where it says nothing by itself.
fn told_option((name, value): (&String, &String)) -> String {
    let bare = value.chars().all(|c| c.is_ascii_digit() || c == '.')
        || matches!(value.to_lowercase().as_str(), "yes" | "no" | "none" | "true" | "false");
    if bare { format!("{name}: {value}") } else { value.clone() }
}

/// One line to choose from.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct LineChoice {
    /// Of which order.
    pub number: String,
    /// What.
    pub line: LineFact,
}

/// What a product comes in.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct OptionFact {
    /// Name, for example `color`.
    pub name: String,
    /// Values that can be had now.
    pub values: Vec<String>,
}

/// What a product comes in.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct ProductAnswer {
    /// Name.
    pub title: String,
    /// Variants that can be had and are what was asked for.
    pub count: usize,
    /// Whether only some were asked for.
    pub narrowed: bool,
    /// The lowest price of those.
    pub from: Option<Money>,
    /// The highest.
    pub to: Option<Money>,
    /// Those, cheapest first; not more than can be told.
    pub variants: Vec<LineFact>,
}
