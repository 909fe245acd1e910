//! What is recommended, as the merchant decides it.

use serde::{Deserialize, Serialize};

use super::PlaybookFault;

/// How things are recommended. Whether they are at all is `skills.recommendation`.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Recommendations {
    /// Things told at once.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 3)))]
    pub items_max: u8,
    /// What is told unasked.
    pub up_sell: UpSell,
}

/// One thing more, told beside an answer. At most once in a conversation, and never where something is
/// wrong in it: a claim, a return, a refusal, a late parcel, a person asked for, anger.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct UpSell {
    /// Beside which answers. With none, nothing is told unasked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<UpSellAfter>,
    /// How well it must go with what the customer has, in thousandths: 600 is enough for what was bought
    /// in one order with it, 750 for a description that speaks of it by two words of its name, 850 by
    /// three or more.
    #[cfg_attr(feature = "schema", schemars(range(max = 1000)))]
    pub fit_permille: u16,
}

/// An answer beside which one thing more may be told.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum UpSellAfter {
    /// Points were told.
    Loyalty,
    /// What is in an order was told.
    OrderQuestion,
    /// Where an order is was told, and all is well with it.
    OrderStatus,
    /// A cart with what was bought before was prepared.
    Reorder,
}

impl Default for Recommendations {
    fn default() -> Self {
        Self { items_max: 3, up_sell: UpSell::default() }
    }
}

impl Default for UpSell {
    fn default() -> Self {
        Self { after: Vec::new(), fit_permille: 750 }
    }
}

impl Recommendations {
    pub(super) fn check(&self, faults: &mut Vec<PlaybookFault>) {
        let mut fault = |pointer: String, detail: &str| {
            faults.push(PlaybookFault {
                pointer: format!("/recommendations/{pointer}"),
                detail: detail.to_owned(),
            });
        };
        if !(1..=3).contains(&self.items_max) {
            fault("items_max".to_owned(), "must be from 1 to 3");
        }
        if self.up_sell.fit_permille > 1_000 {
            fault("up_sell/fit_permille".to_owned(), "must be at most 1000");
        }
        for (index, after) in self.up_sell.after.iter().enumerate() {
            if self.up_sell.after.iter().take(index).any(|other| other == after) {
                fault(format!("up_sell/after/{index}"), "is listed twice");
            }
        }
    }
}
