//! What was found when a playbook was checked.

use serde::{Deserialize, Serialize};

use super::{Hash, ScenariosReport, WhatIf};
use crate::playbook::{Playbook, PlaybookFault};

/// What was found when a playbook was checked. A release is signed over its hash and that of the
/// content, so that nobody signs what was not looked at.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CheckReport {
    /// Of the playbook that was checked.
    pub content: Hash,
    /// What must be mended before it can go live.
    pub faults: Vec<PlaybookFault>,
    /// What it changes of past turns, where that was looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub past: Option<WhatIf>,
    /// What the scenarios kept beside the playbook came to; nothing where there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scenarios: Option<ScenariosReport>,
}

impl CheckReport {
    /// Checks a playbook.
    #[must_use]
    pub fn of(playbook: &Playbook) -> Self {
        Self {
            content: Hash::of_playbook(playbook),
            faults: playbook.check(),
            past: None,
            scenarios: None,
        }
    }

    /// Whether it may go live: nothing must be mended, and every scenario was played and passed.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.faults.is_empty() && self.scenarios.as_ref().is_none_or(ScenariosReport::passed)
    }

    /// Of this report.
    #[must_use]
    pub fn hash(&self) -> Hash {
        Hash::of_json(self)
    }
}
