//! How a playbook goes live: a draft is checked, asked for, signed by people and released, and each of
//! these steps stands in a log that cannot be rewritten unseen.
//!
//! Here is what is allowed and what follows from it; the playbook object keeps it.

mod audit;
mod candidate;
mod difference;
mod past;
mod report;
mod scenarios;
mod standing;
mod team;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub use audit::{AuditAction, AuditEntry, AuditLine, first_break};
pub use candidate::{Candidate, CandidateState, Refusal, Signature, Signed};
pub use difference::{Changed, changes};
pub use past::{ChangedTurn, Course, Group, MoneyMoved, Step, WhatIf};
pub use report::CheckReport;
pub use scenarios::{
    Coverage, Covered, ScenarioFault, ScenarioResult, ScenariosFound, ScenariosReport, Touched,
};
pub use standing::{Standing, Trial};
pub use team::{Member, Role, TOKEN_PREFIX, TeamMember};

use crate::{base::text::hex, playbook::Playbook};

/// SHA-256 of something, as 64 lower-case hexadecimal digits.
#[derive(Clone, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Hash(String);

impl Hash {
    /// Of bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(hex(Sha256::digest(bytes)))
    }

    /// Of a playbook: the same for two that say the same, however they were written down.
    #[must_use]
    pub fn of_playbook(playbook: &Playbook) -> Self {
        Self::of_json(playbook)
    }

    /// Its digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn of_json<T: Serialize>(value: &T) -> Self {
        // What comes here are documents of ours, which have no keys but texts.
        Self::of(&serde_json::to_vec(value).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_the_published_one() {
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(Hash::of(b"abc").as_str(), abc);
    }

    #[test]
    fn a_playbook_that_says_the_same_has_the_same_hash() {
        let short: Playbook = serde_json::from_str("{}").unwrap();
        assert_eq!(Hash::of_playbook(&short), Hash::of_playbook(&Playbook::default()));
        let other: Playbook = serde_json::from_str(r#"{"brand":{"name":"Fernhill"}}"#).unwrap();
        assert_ne!(Hash::of_playbook(&other), Hash::of_playbook(&short));
    }
}
