//! What is told of codes and prices.

use serde::{Deserialize, Serialize};

use super::LineFact;
use crate::base::money::Money;

/// A code, and what the shop said of it for the customer's cart.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct CodeFact {
    /// As typed.
    pub code: String,
    /// What came of trying it.
    pub end: CodeEnd,
}

/// What came of trying a code.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CodeEnd {
    /// There is no cart to try it on.
    NoCart,
    /// The shop has it, and does not take it for this.
    NotAllowed,
    /// It is not the code: something in the cart has sold out.
    SoldOut,
    /// The shop has no such code for this customer.
    Unknown,
    /// It works.
    Works {
        /// What the cart comes to with it, as far as the shop says.
        total: Option<Money>,
        /// Where it is paid; `https` only.
        url: Option<String>,
    },
}

/// A thing that was bought, and what it costs now.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct PriceFact {
    /// What, at the price that was paid.
    pub line: LineFact,
    /// What a piece costs today.
    pub now: Money,
}
