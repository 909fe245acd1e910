//! What is said of things that are sold out, and of waiting for them.

use serde::{Deserialize, Serialize};

use super::LineFact;
use crate::{
    base::id::{ProductId, VariantId},
    commerce::StockItem,
};

/// What was found out about something that a customer waits for, or may want to.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "stock")]
pub enum StockFact {
    /// No more things can be waited for.
    Full {
        /// How many can.
        max: usize,
    },
    /// It can be had right now.
    InStock {
        /// What, cheapest first.
        lines: Vec<LineFact>,
        /// Its page.
        url: Option<String>,
    },
    /// Nothing is waited for.
    NotWaiting,
    /// It is sold out: should it be told when that changes?
    Offer {
        /// Name of the product.
        title: String,
        /// Options of the variant; none where several are meant.
        options: Vec<String>,
    },
    /// It is sold out.
    SoldOut {
        /// What.
        line: LineFact,
    },
    /// Several variants are sold out: which of them?
    Which {
        /// Name of the product.
        title: String,
        /// Those that are sold out.
        lines: Vec<LineFact>,
    },
}

/// What is meant where something is sold out.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct StockChoice {
    /// The product.
    pub product_id: ProductId,
    /// Which of its variants, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant_id: Option<VariantId>,
}

/// Things waited for, or not any more, as they are told.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct WatchFact {
    /// Which.
    pub items: Vec<StockItem>,
    /// Whether they are waited for.
    pub on: bool,
    /// Whether it will be told by email, too.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_email: bool,
}
