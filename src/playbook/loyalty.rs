//! What the merchant says of points and tiers: what the shop's own record does not tell.

use serde::{Deserialize, Serialize};

use super::PlaybookFault;
use crate::base::money::Money;

/// Tiers of one program.
const TIERS_MAX: usize = 12;

/// Benefits of one tier.
const BENEFITS_MAX: usize = 8;

/// Characters of the name of a tier.
const NAME_CHARS_MAX: usize = 40;

/// Characters of one benefit.
const BENEFIT_CHARS_MAX: usize = 160;

/// What points and tiers are worth. What is left out is not told.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct LoyaltyProgram {
    /// The tiers, the lowest first, by the names that the shop gives them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tiers: Vec<LoyaltyTier>,
    /// What a tier is counted by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tier_counts: Option<TierCounts>,
    /// Days for which points are good, from the day they were added, the oldest used first. Needed to
    /// tell when points expire.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 3650)))]
    pub points_valid_days: Option<u16>,
    /// Days after the delivery when the points of a purchase are added. Needed to tell until when
    /// points are pending, beyond what the shop's own words say.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(range(max = 365)))]
    pub points_pending_days: Option<u16>,
}

/// A tier with what it brings. How long its customers may return things is a window of the
/// guardrails, and is told from there.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LoyaltyTier {
    /// As the shop calls it.
    pub name: String,
    /// What it brings, each in a few words of the merchant's own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub benefits: Vec<String>,
    /// The least order that is delivered free of charge; `0` where every order is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub free_shipping_from: Option<Money>,
}

/// What a tier is counted by.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TierCounts {
    /// The balance: spending points can cost the tier.
    Balance,
    /// What was earned: spending points changes nothing.
    Earned,
}

impl LoyaltyProgram {
    /// A tier by the name that the shop gives it.
    #[must_use]
    pub fn tier(&self, name: &str) -> Option<&LoyaltyTier> {
        self.tiers.iter().find(|tier| tier.name.eq_ignore_ascii_case(name))
    }

    /// The tier after one; nothing after the highest or an unknown one.
    #[must_use]
    pub fn after(&self, name: &str) -> Option<&LoyaltyTier> {
        let at = self.tiers.iter().position(|tier| tier.name.eq_ignore_ascii_case(name))?;
        self.tiers.get(at.saturating_add(1))
    }

    pub(super) fn check(&self, faults: &mut Vec<PlaybookFault>) {
        let mut fault = |pointer: String, detail: String| {
            faults.push(PlaybookFault { pointer: format!("/loyalty/{pointer}"), detail });
        };
        if self.tiers.len() > TIERS_MAX {
            fault("tiers".to_owned(), format!("must have at most {TIERS_MAX} entries"));
        }
        for (index, tier) in self.tiers.iter().enumerate() {
            let at = format!("tiers/{index}");
            if !is_short(&tier.name, NAME_CHARS_MAX) {
                let detail = format!("must have 1 to {NAME_CHARS_MAX} characters");
                fault(format!("{at}/name"), detail);
            }
            let same = |other: &LoyaltyTier| other.name.eq_ignore_ascii_case(&tier.name);
            if self.tiers.iter().take(index).any(same) {
                fault(format!("{at}/name"), "is the name of another tier".to_owned());
            }
            if tier.benefits.len() > BENEFITS_MAX {
                let detail = format!("must have at most {BENEFITS_MAX} entries");
                fault(format!("{at}/benefits"), detail);
            }
            for (place, benefit) in tier.benefits.iter().enumerate() {
                if !is_short(benefit, BENEFIT_CHARS_MAX) {
                    let detail = format!("must have 1 to {BENEFIT_CHARS_MAX} characters");
                    fault(format!("{at}/benefits/{place}"), detail);
                }
            }
            if tier.free_shipping_from.is_some_and(|from| from.minor() < 0) {
                fault(format!("{at}/free_shipping_from"), "must not be negative".to_owned());
            }
        }
        if self.points_valid_days.is_some_and(|days| !(1..=3_650).contains(&days)) {
            fault("points_valid_days".to_owned(), "must be from 1 to 3650".to_owned());
        }
        if self.points_pending_days.is_some_and(|days| days > 365) {
            fault("points_pending_days".to_owned(), "must be at most 365".to_owned());
        }
    }
}

fn is_short(text: &str, chars_max: usize) -> bool {
    !text.trim().is_empty() && text.chars().count() <= chars_max
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_merchant_says_of_tiers_is_checked_with_its_place() {
        let long = "x".repeat(161);
        let program = serde_json::json!({
            "tiers": [
                { "name": "Leaf", "benefits": ["fine", long] },
                { "name": "leaf" },
                { "name": " ", "free_shipping_from": { "amount": "-1.00", "currency": "USD" } },
            ],
            "points_valid_days": 0,
            "points_pending_days": 400,
        });
        let program: LoyaltyProgram = serde_json::from_value(program).unwrap();
        let mut faults = Vec::new();
        program.check(&mut faults);
        let pointers: Vec<String> = faults.into_iter().map(|fault| fault.pointer).collect();
        assert_eq!(
            pointers,
            [
                "/loyalty/tiers/0/benefits/1",
                "/loyalty/tiers/1/name",
                "/loyalty/tiers/2/name",
                "/loyalty/tiers/2/free_shipping_from",
                "/loyalty/points_valid_days",
                "/loyalty/points_pending_days",
            ]
        );
    }

    #[test]
    fn the_next_tier_is_the_one_after_it() {
        let tier = |name: &str| LoyaltyTier { name: name.to_owned(), ..LoyaltyTier::default() };
        let program = LoyaltyProgram {
            tiers: vec![tier("Leaf"), tier("Branch")],
            ..LoyaltyProgram::default()
        };
        assert_eq!(program.after("LEAF").map(|tier| tier.name.as_str()), Some("Branch"));
        assert_eq!(program.after("Branch"), None);
        assert_eq!(program.after("Gold"), None);
    }
}
