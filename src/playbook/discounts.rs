//! Who gets what off, as the merchant decides it.

use serde::{Deserialize, Serialize};

use super::{
    COUNTED_DAYS_MAX, PlaybookFault,
    guardrails::{BECAUSE_CHARS_MAX, ENTRIES_MAX, fact},
};
use crate::{
    base::money::Money,
    condition::{self, FactKind, FactShape},
};

/// Who gets what off. Nothing is given that no rule gives, however it is asked for.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Discounts {
    /// From the first to the last; the first that holds decides, and where none holds nothing is
    /// given.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<DiscountRule>,
    /// Days after a discount in which this customer gets no other one.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 400)))]
    pub once_days: u16,
    /// What becomes of a price that has fallen since the order; a person's where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price_adjustment: Option<PriceAdjustment>,
}

/// Who gets how much off.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DiscountRule {
    /// When it holds: a condition in CEL over [`DISCOUNT_FACTS`].
    pub when: String,
    /// Hundredths off at most. With 0 it is refused, and the reason told.
    #[cfg_attr(feature = "schema", schemars(range(max = 100)))]
    pub percent: u8,
    /// Days for which the code can be used.
    #[serde(default = "expires_days")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 365)))]
    pub expires_days: u16,
    /// What the customer is told of the reason, in the merchant's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
}

/// Until when, and how much, the difference to a lower price is refunded.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PriceAdjustment {
    /// Whole days since the order, on the shop's calendar.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 400)))]
    pub days: u16,
    /// Money at most, of one order. What is more is a person's, as is another currency.
    pub max_amount: Money,
}

/// The facts that a rule of discounts may name.
pub const DISCOUNT_FACTS: &[FactShape<'_>] = &[
    fact(
        "asked_for",
        FactKind::Text,
        "what for, as the customer puts it: `any`, `first_order`, `goodwill`, `loyal`, \
         `price_match`, `stay` or `student`",
    ),
    fact(
        "cart_total",
        FactKind::Int,
        "what lies in the cart, in minor units; 0 where nothing does",
    ),
    fact("customer_tags", FactKind::Texts, "the shop's labels of the customer"),
    fact(
        "days_late",
        FactKind::Int,
        "most days that a parcel of the last 60 days is or was late; 0 where none was",
    ),
    fact("days_since_first_order", FactKind::Int, "whole days; -1 where there is none"),
    fact("orders_count", FactKind::Int, "orders that were not cancelled"),
    fact("tier", FactKind::Text, "loyalty tier; empty where there is none"),
];

const fn expires_days() -> u16 {
    30
}

impl Default for Discounts {
    fn default() -> Self {
        Self { rules: Vec::new(), once_days: 90, price_adjustment: None }
    }
}

impl Discounts {
    pub(super) fn check(&self, faults: &mut Vec<PlaybookFault>) {
        let mut fault = |pointer: String, detail: &str| {
            faults.push(PlaybookFault {
                pointer: format!("/discounts/{pointer}"),
                detail: detail.to_owned(),
            });
        };
        if self.rules.len() > ENTRIES_MAX {
            fault("rules".to_owned(), "must have at most 50 entries");
        }
        if !(1..=COUNTED_DAYS_MAX).contains(&self.once_days) {
            fault("once_days".to_owned(), "must be from 1 to 400");
        }
        for (index, rule) in self.rules.iter().enumerate() {
            let at = format!("rules/{index}");
            if rule.percent > 100 {
                fault(format!("{at}/percent"), "must be from 0 to 100");
            }
            if !(1..=365).contains(&rule.expires_days) {
                fault(format!("{at}/expires_days"), "must be from 1 to 365");
            }
            if rule.because.as_ref().is_some_and(|it| it.chars().count() > BECAUSE_CHARS_MAX) {
                fault(format!("{at}/because"), "must have at most 300 characters");
            }
            for detail in condition::check(&rule.when, DISCOUNT_FACTS) {
                fault(format!("{at}/when"), &detail);
            }
        }
        let Some(adjustment) = &self.price_adjustment else { return };
        if !(1..=COUNTED_DAYS_MAX).contains(&adjustment.days) {
            fault("price_adjustment/days".to_owned(), "must be from 1 to 400");
        }
        if adjustment.max_amount.minor() <= 0 {
            fault("price_adjustment/max_amount".to_owned(), "must be more than nothing");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::playbook::Playbook;

    fn pointers(discounts: &str) -> Vec<String> {
        let playbook: Playbook =
            serde_json::from_str(&format!("{{\"discounts\":{discounts}}}")).unwrap();
        playbook.check().into_iter().map(|fault| fault.pointer).collect()
    }

    #[test]
    fn rules_of_discounts_are_checked_before_they_go_live() {
        assert!(
            pointers(
                r#"{"rules":[{"when":"asked_for == \"student\" && \"student\" in customer_tags",
                "percent":15,"expires_days":30,"because":"Students save."}],
                "price_adjustment":{"days":14,"max_amount":{"amount":"20.00","currency":"USD"}}}"#
            )
            .is_empty()
        );
        let broken = r#"{"once_days":0,"rules":[{"when":"vip","percent":101,"expires_days":0}],
            "price_adjustment":{"days":0,"max_amount":{"amount":"0.00","currency":"USD"}}}"#;
        assert_eq!(
            pointers(broken),
            [
                "/discounts/once_days",
                "/discounts/rules/0/percent",
                "/discounts/rules/0/expires_days",
                "/discounts/rules/0/when",
                "/discounts/price_adjustment/days",
                "/discounts/price_adjustment/max_amount",
            ]
        );
    }
}
