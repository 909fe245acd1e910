//! A prepared cart.

use serde::{Deserialize, Serialize};

use crate::base::{id::VariantId, money::Money};

/// Something in a cart.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct CheckoutLine {
    /// What.
    pub variant_id: VariantId,
    /// Pieces.
    pub quantity: u32,
}

/// A cart with a link where the customer pays.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Checkout {
    /// The shop's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Where the customer pays.
    pub url: String,
    /// What it comes to, as far as the shop says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<Money>,
}
