//! The cart.

use serde::{Deserialize, Serialize};

use crate::base::{
    id::{ProductId, VariantId},
    money::Money,
};

/// What lies in the cart. Replaces what lay there before.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Cart {
    /// Lines; empty when the cart was emptied.
    #[serde(default)]
    pub lines: Vec<CartLine>,
    /// Sum, as the shop shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<Money>,
    /// Where the shopper goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

impl Cart {
    /// What lies in it, in money: as the shop shows it, else line by line.
    #[must_use]
    pub fn sum(&self) -> Option<Money> {
        self.total.or_else(|| {
            let cost = |line: &CartLine| line.unit_price?.times(line.quantity.unwrap_or(1)).ok();
            let (first, rest) = self.lines.split_first()?;
            rest.iter().try_fold(cost(first)?, |sum, line| sum.plus(cost(line)?).ok())
        })
    }
}

/// One line of a cart.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CartLine {
    /// Product.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product_id: Option<ProductId>,
    /// Variant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant_id: Option<VariantId>,
    /// Name as the shopper sees it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Pieces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<u32>,
    /// Price of one piece.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_price: Option<Money>,
}
