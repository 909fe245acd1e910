//! What the merchant wants to reach. It changes nothing that the assistant does: insights tell how near it is.

use serde::{Deserialize, Serialize};

/// Minutes of the longest first answer that may be aimed at: two weeks.
const ANSWER_MINUTES_MAX: u32 = 20_160;

/// What the merchant wants to reach, told beside what was reached in the insights.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Goals {
    /// Of a hundred issues that have ended, how many are to be resolved beyond doubt.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 100)))]
    pub resolved_percent: Option<u8>,
    /// Minutes in which half of those who need a person are to have a first answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 20160)))]
    pub first_answer_minutes: Option<u32>,
}

impl Goals {
    /// Whether nothing is aimed at.
    #[must_use]
    pub const fn is_none(&self) -> bool {
        self.resolved_percent.is_none() && self.first_answer_minutes.is_none()
    }

    /// Names what cannot go live.
    pub(super) fn check(&self, fault: &mut impl FnMut(&str, String)) {
        if self.resolved_percent.is_some_and(|it| !(1..=100).contains(&it)) {
            fault("/goals/resolved_percent", "must be from 1 to 100".to_owned());
        }
        if self.first_answer_minutes.is_some_and(|it| !(1..=ANSWER_MINUTES_MAX).contains(&it)) {
            let detail = format!("must be from 1 to {ANSWER_MINUTES_MAX}");
            fault("/goals/first_answer_minutes", detail);
        }
    }
}
