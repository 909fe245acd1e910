//! How repeated deliveries are changed and ended, as the merchant decides it.

use edgewise_tagged::Tagged;
use serde::{Deserialize, Serialize};

use super::{PlaybookFault, guardrails::BECAUSE_CHARS_MAX};

/// How repeated deliveries are changed and ended.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Subscriptions {
    /// Whether somebody who ends one is asked why, once.
    pub ask_reason: bool,
    /// The reasons to choose from; any words will do where there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<String>,
    /// What is lost with a subscription, in the merchant's words, told before it is ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lost: Option<String>,
    /// What is offered once to somebody who ends one: the first of these that is possible.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stay: Vec<StayOffer>,
    /// Hours before the next charge from which on nothing is changed any more.
    #[cfg_attr(feature = "schema", schemars(range(max = 720)))]
    pub notice_hours: u16,
    /// What becomes of a change that comes later.
    pub late: Late,
}

/// Something that is offered in place of an end.
#[derive(Clone, Debug, PartialEq, Serialize, Tagged)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "snake_case", tag = "offer")]
pub enum StayOffer {
    /// A code, as the first rule of `discounts` gives it that holds where `asked_for` is `stay`.
    Discount {},
    /// More days between deliveries.
    Interval {
        /// How many.
        #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 366)))]
        days: u16,
    },
    /// No deliveries for some days.
    Pause {
        /// How many.
        #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 366)))]
        days: u16,
    },
    /// One delivery is left out.
    SkipNext {},
}

/// What becomes of a change that comes too late before a charge.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Late {
    /// It is refused.
    Deny,
    /// A person decides.
    #[default]
    Person,
}

/// Entries of a list.
const ENTRIES_MAX: usize = 10;

/// Characters of a reason.
const REASON_CHARS_MAX: usize = 60;

impl Subscriptions {
    pub(super) fn check(&self, faults: &mut Vec<PlaybookFault>) {
        let mut fault = |pointer: String, detail: &str| {
            faults.push(PlaybookFault {
                pointer: format!("/subscriptions/{pointer}"),
                detail: detail.to_owned(),
            });
        };
        for (name, len) in [("reasons", self.reasons.len()), ("stay", self.stay.len())] {
            if len > ENTRIES_MAX {
                fault(name.to_owned(), "must have at most 10 entries");
            }
        }
        for (index, reason) in self.reasons.iter().enumerate() {
            if reason.trim().is_empty() || reason.chars().count() > REASON_CHARS_MAX {
                fault(format!("reasons/{index}"), "must have 1 to 60 characters");
            }
            if self.reasons.iter().take(index).any(|other| other == reason) {
                fault(format!("reasons/{index}"), "is listed twice");
            }
        }
        if !self.ask_reason && !self.reasons.is_empty() {
            fault("reasons".to_owned(), "must be empty where no reason is asked");
        }
        let lost = self.lost.as_ref();
        if lost
            .is_some_and(|lost| lost.trim().is_empty() || lost.chars().count() > BECAUSE_CHARS_MAX)
        {
            fault("lost".to_owned(), "must have 1 to 300 characters");
        }
        for (index, offer) in self.stay.iter().enumerate() {
            let days = match offer {
                StayOffer::Discount {} | StayOffer::SkipNext {} => 1,
                StayOffer::Interval { days } | StayOffer::Pause { days } => *days,
            };
            if !(1..=366).contains(&days) {
                fault(format!("stay/{index}/days"), "must be from 1 to 366");
            }
            if self.stay.iter().take(index).any(|other| other == offer) {
                fault(format!("stay/{index}"), "is listed twice");
            }
        }
        if self.notice_hours > 720 {
            fault("notice_hours".to_owned(), "must be at most 720");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::playbook::Playbook;

    fn pointers(subscriptions: &str) -> Vec<String> {
        let playbook: Playbook =
            serde_json::from_str(&format!("{{\"subscriptions\":{subscriptions}}}")).unwrap();
        playbook.check().into_iter().map(|fault| fault.pointer).collect()
    }

    #[test]
    fn settings_of_subscriptions_are_checked_before_they_go_live() {
        let good = r#"{"ask_reason":true,"reasons":["too much","too expensive"],
            "lost":"Subscribers save 10%.","notice_hours":48,"late":"deny",
            "stay":[{"offer":"skip_next"},{"offer":"pause","days":60},{"offer":"discount"}]}"#;
        assert!(pointers(good).is_empty());
        let broken = r#"{"reasons":["","x","x"],"lost":" ","notice_hours":721,
            "stay":[{"offer":"pause","days":0},{"offer":"skip_next"},{"offer":"skip_next"}]}"#;
        assert_eq!(
            pointers(broken),
            [
                "/subscriptions/reasons/0",
                "/subscriptions/reasons/2",
                "/subscriptions/reasons",
                "/subscriptions/lost",
                "/subscriptions/stay/0/days",
                "/subscriptions/stay/2",
                "/subscriptions/notice_hours",
            ]
        );
        let misspelt = r#"{"subscriptions":{"stay":[{"offer":"skip_next","days":3}]}}"#;
        assert!(serde_json::from_str::<Playbook>(misspelt).is_err());
    }
}
