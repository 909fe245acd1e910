//! What a customer may ask to have done with all that is held about them.

use serde::{Deserialize, Serialize};

use crate::base::time::Timestamp;

/// What a customer may ask for.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PrivacyKind {
    /// That it is erased.
    Deletion,
    /// That they get a copy of it.
    Export,
}

impl PrivacyKind {
    /// Stable name, for example `deletion`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Deletion => "deletion",
            Self::Export => "export",
        }
    }
}

/// A request that a person carries out.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct PrivacyRequest {
    /// What was asked for.
    pub kind: PrivacyKind,
    /// When.
    pub asked_at: Timestamp,
    /// By when it must be done.
    pub due_at: Timestamp,
}
