//! What is told before anything is asked: at most one thing that a customer would want to know.

use edgewise_tagged::Tagged;
use serde::{Deserialize, Serialize};

use super::{LineFact, OrderStatusFact};
use crate::commerce::StockItem;
use crate::{
    base::{money::Money, time::Timestamp},
    playbook::NewsKind,
};

/// One thing that a customer would want to know.
#[derive(Clone, Debug, PartialEq, Serialize, Tagged)]
#[serde(rename_all = "snake_case", tag = "news")]
pub enum NewsFact {
    /// Something that was waited for came back.
    BackInStock {
        /// What.
        item: StockItem,
        /// When.
        since: Timestamp,
    },
    /// Something lies in the cart.
    Cart(CartFact),
    /// Where an order stands.
    Order {
        /// What about it is news.
        kind: NewsKind,
        /// The order.
        status: Box<OrderStatusFact>,
    },
    /// Points are about to expire.
    Points {
        /// How many.
        points: i64,
        /// When.
        expires_at: Timestamp,
    },
}

/// What lies in a cart.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct CartFact {
    /// Things in it, each with its price where the shop told it.
    pub lines: Vec<CartItemFact>,
    /// What they cost together, as the shop shows it.
    pub total: Option<Money>,
    /// Where it is paid; `https` only.
    pub url: Option<String>,
}

/// One thing in a cart.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct CartItemFact {
    /// Name.
    pub title: String,
    /// Pieces.
    pub quantity: u32,
    /// Price of one piece.
    pub unit_price: Option<Money>,
}

impl NewsFact {
    /// What kind of news it is.
    #[must_use]
    pub const fn kind(&self) -> NewsKind {
        match self {
            Self::BackInStock { .. } => NewsKind::BackInStock,
            Self::Cart(_) => NewsKind::Cart,
            Self::Order { kind, .. } => *kind,
            Self::Points { .. } => NewsKind::PointsExpiring,
        }
    }
}

impl CartItemFact {
    /// The same as a line with a price, where there is one.
    #[must_use]
    pub fn line(&self) -> Option<LineFact> {
        Some(LineFact {
            title: self.title.clone(),
            options: Vec::new(),
            quantity: self.quantity,
            unit_price: self.unit_price?,
        })
    }
}
