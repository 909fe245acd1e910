//! What the assistant says first.

use serde::{Deserialize, Serialize};

/// Hours for which the longest-lived event may be told at most.
const EVENTS_HOURS_MAX: u16 = 720;

/// What the assistant says first.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Greeting {
    /// What of a customer's own may be told before they ask, at most one of it in a session. Nothing
    /// where empty. Which of several is told is not this order but that of importance.
    pub tell: Vec<NewsKind>,
    /// Hours for which something is still told that an event of the shop's said. What the shop was
    /// only asked for is told while it is fresh.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 720)))]
    pub events_hours: u16,
}

/// What may be news to a customer, most important first.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum NewsKind {
    /// A parcel is stuck, or came back to the shop.
    DeliveryProblem,
    /// A parcel should have arrived on an earlier day.
    Late,
    /// A parcel should arrive today.
    OutForDelivery,
    /// An order was placed within the last hours.
    Placed,
    /// An order was delivered today or yesterday.
    Delivered,
    /// A return is under way.
    Return,
    /// Something that they waited for is back in stock.
    BackInStock,
    /// Something lies in the cart.
    Cart,
    /// Points are about to expire.
    PointsExpiring,
}

impl NewsKind {
    /// All of them, most important first.
    pub const ALL: [Self; 9] = [
        Self::DeliveryProblem,
        Self::Late,
        Self::OutForDelivery,
        Self::Placed,
        Self::Delivered,
        Self::Return,
        Self::BackInStock,
        Self::Cart,
        Self::PointsExpiring,
    ];
}

impl Greeting {
    /// Names what cannot go live.
    pub(super) fn check(&self, fault: &mut impl FnMut(&str, String)) {
        for (index, kind) in self.tell.iter().enumerate() {
            if self.tell.iter().take(index).any(|other| other == kind) {
                fault(&format!("/greeting/tell/{index}"), "is listed twice".to_owned());
            }
        }
        if !(1..=EVENTS_HOURS_MAX).contains(&self.events_hours) {
            let detail = format!("must be from 1 to {EVENTS_HOURS_MAX}");
            fault("/greeting/events_hours", detail);
        }
    }
}

impl Default for Greeting {
    fn default() -> Self {
        Self { tell: NewsKind::ALL.to_vec(), events_hours: 72 }
    }
}

#[cfg(test)]
mod tests {
    use crate::playbook::Playbook;

    #[test]
    fn what_is_told_first_is_checked() {
        let text = r#"{"greeting":{"tell":["late","cart","late"],"events_hours":0}}"#;
        let playbook: Playbook = serde_json::from_str(text).unwrap();
        let pointers: Vec<_> = playbook.check().into_iter().map(|fault| fault.pointer).collect();
        assert_eq!(pointers, ["/greeting/tell/2", "/greeting/events_hours"]);
        assert!(serde_json::from_str::<Playbook>(r#"{"greeting":{"tell":["weather"]}}"#).is_err());
    }
}
