//! What was found when a playbook was checked.

use serde::{Deserialize, Serialize};

use super::Hash;
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
}

impl CheckReport {
    /// Checks a playbook.
    #[must_use]
    pub fn of(playbook: &Playbook) -> Self {
        Self { content: Hash::of_playbook(playbook), faults: playbook.check() }
    }

    /// Whether it may go live.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.faults.is_empty()
    }

    /// Of this report.
    #[must_use]
    pub fn hash(&self) -> Hash {
        Hash::of_json(self)
    }
}
