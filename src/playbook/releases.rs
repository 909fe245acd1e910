//! How a change of the playbook goes live.

use serde::{Deserialize, Serialize};

/// How a change of the playbook goes live.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Releases {
    /// How many people sign a release. With two, they are different people, and whoever only approves
    /// has not changed the draft. What the live playbook says counts, not what a draft would say.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 2)))]
    pub signatures: u8,
}

impl Default for Releases {
    fn default() -> Self {
        Self { signatures: 1 }
    }
}

impl Releases {
    pub(super) fn check(&self, fault: &mut impl FnMut(&str, String)) {
        if !(1..=2).contains(&self.signatures) {
            fault("/releases/signatures", "must be 1 or 2".to_owned());
        }
    }
}
