//! Why a turn cannot advance.

/// A fault of the driver or of stored data. An unclear, hostile or impossible *message* is not an
/// error but an ordinary outcome.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum TurnError {
    /// The record was written by a newer build: reading it would be a guess.
    #[error("the record has shape {found}, this build reads {expected}")]
    UnknownRecord {
        /// What this build reads.
        expected: u16,
        /// What was found.
        found: u16,
    },
}

impl TurnError {
    /// Stable, free of personal data.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::UnknownRecord { .. } => "turn.unknown_record",
        }
    }
}
