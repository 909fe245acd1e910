//! A code that takes something off.

use serde::{Deserialize, Serialize};

use crate::base::time::Timestamp;

/// What a discount is for. A playbook's conditions name it as `asked_for`.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DiscountReason {
    /// Nothing in particular: they would like to pay less.
    #[default]
    Any,
    /// The first order.
    FirstOrder,
    /// Something went wrong.
    Goodwill,
    /// They have bought here for long, or often, or much.
    Loyal,
    /// Another shop sells it for less.
    PriceMatch,
    /// They stay, rather than end a subscription.
    Stay,
    /// They study.
    Student,
}

impl DiscountReason {
    /// Stable name, for example `first_order`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::FirstOrder => "first_order",
            Self::Goodwill => "goodwill",
            Self::Loyal => "loyal",
            Self::PriceMatch => "price_match",
            Self::Stay => "stay",
            Self::Student => "student",
        }
    }
}

/// A code as the shop made it. There is nothing else to read it by.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Discount {
    /// What the customer types.
    pub code: String,
    /// Hundredths that it takes off.
    pub percent: u8,
    /// Until when it can be used, as far as the shop says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
}

/// Characters of a code that can be told.
pub const CODE_CHARS_MAX: usize = 40;

impl Discount {
    /// Whether the code can be told and typed.
    #[must_use]
    pub fn is_usable(&self) -> bool {
        let len = self.code.chars().count();
        (1..=CODE_CHARS_MAX).contains(&len) && self.code.chars().all(|c| c.is_ascii_graphic())
    }
}
