//! What a customer waits for: something that is sold out.

use serde::{Deserialize, Serialize};

use crate::base::id::{ProductId, VariantId};

/// One variant of a product, with the words by which it is told.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct StockItem {
    /// The product.
    pub product_id: ProductId,
    /// Which of its variants.
    pub variant_id: VariantId,
    /// Name of the product.
    pub title: String,
    /// Options of the variant, as they are told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
}
