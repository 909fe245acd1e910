//! The catalogue.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::{
    id::{ProductId, VariantId},
    money::Money,
    time::Timestamp,
};

/// A product with all its variants.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Product {
    /// The shop's id.
    pub id: ProductId,
    /// Name as in the shop.
    pub title: String,
    /// The shop's own text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Category.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product_type: Option<String>,
    /// The shop's own labels.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_url: Option<String>,
    /// Page in the shop.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// What can be bought.
    pub variants: Vec<Variant>,
    /// Last change, on the shop's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
}

impl Product {
    /// Whether the shop says, by a label, that it is made no more and does not come back.
    #[must_use]
    pub fn is_discontinued(&self) -> bool {
        self.tags.iter().any(|tag| tag.eq_ignore_ascii_case("discontinued"))
    }
}

/// One buyable form of a product.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Variant {
    /// The shop's id.
    pub id: VariantId,
    /// Stock-keeping unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sku: Option<String>,
    /// Size, colour and the like.
    pub options: BTreeMap<String, String>,
    /// Price today.
    pub price: Money,
    /// Whether it can be bought now.
    pub available: bool,
    /// Pieces in stock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inventory: Option<i64>,
}
