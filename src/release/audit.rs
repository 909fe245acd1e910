//! The log of who decided what: each entry carries the hash of the one before, so nothing can be
//! changed or left out of the middle without every later hash being wrong.

use serde::{Deserialize, Serialize};

use super::{Hash, Member, Role};
use crate::base::time::Timestamp;

/// What somebody did.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum AuditAction {
    /// Changed the draft.
    DraftSaved,
    /// Threw the draft away.
    DraftDropped,
    /// Asked that a version go live.
    ReleaseAsked,
    /// Signed one.
    ReleaseSigned,
    /// Took back one that waited, or a trial.
    ReleaseWithdrawn,
    /// A version went live, or in front of some customers.
    Released,
    /// Went back to an earlier version.
    RolledBack,
    /// Handed a playbook in and made it live at once.
    Imported,
    /// Put a scenario beside the playbook, or changed one.
    ScenarioSaved,
    /// Removed one.
    ScenarioRemoved,
    /// Added a team member.
    MemberAdded,
    /// Removed one.
    MemberRemoved,
    /// Took a copy of all that is held about a customer.
    CustomerExported,
    /// Had all that is held about a customer erased.
    CustomerErased,
}

/// One thing that somebody did.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AuditEntry {
    /// Counts up from 1.
    pub sequence: u32,
    /// When.
    pub at: Timestamp,
    /// Who: the id of a team member.
    pub by: String,
    /// What they may do, then.
    pub role: Role,
    /// What.
    pub action: AuditAction,
    /// To what: a version, a team member, the key of a customer.
    pub subject: String,
    /// How, in words: hashes that were signed, what changed.
    pub detail: String,
    /// Hash of the entry before; of nothing for the first.
    pub previous: Hash,
}

/// An entry with its own hash: the SHA-256 of the entry as JSON, in the order of its fields and
/// without spaces.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AuditLine {
    /// What was done.
    pub entry: AuditEntry,
    /// Its hash.
    pub hash: Hash,
}

impl AuditLine {
    /// The line that follows another.
    #[must_use]
    pub fn after(
        last: Option<&Self>,
        by: &Member,
        at: Timestamp,
        action: AuditAction,
        subject: impl Into<String>,
        detail: impl Into<String>,
    ) -> Self {
        let entry = AuditEntry {
            sequence: last.map_or(1, |last| last.entry.sequence.saturating_add(1)),
            at,
            by: by.id.clone(),
            role: by.role,
            action,
            subject: subject.into(),
            detail: detail.into(),
            previous: last.map_or_else(|| Hash::of(b""), |last| last.hash.clone()),
        };
        let hash = Hash::of_json(&entry);
        Self { entry, hash }
    }
}

/// The sequence at which a log is broken: an entry was changed, left out, or put in. Nothing where
/// it is whole. `before` is the line in front of the first.
#[must_use]
pub fn first_break(before: Option<&AuditLine>, lines: &[AuditLine]) -> Option<u32> {
    let mut last = before;
    for line in lines {
        let expected = last.map_or(1, |last| last.entry.sequence.saturating_add(1));
        let previous = last.map_or_else(|| Hash::of(b""), |last| last.hash.clone());
        let whole = line.entry.sequence == expected
            && line.entry.previous == previous
            && line.hash == Hash::of_json(&line.entry);
        if !whole {
            return Some(expected);
        }
        last = Some(line);
    }
    None
}

impl AuditAction {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 14] = [
        Self::DraftSaved,
        Self::DraftDropped,
        Self::ReleaseAsked,
        Self::ReleaseSigned,
        Self::ReleaseWithdrawn,
        Self::Released,
        Self::RolledBack,
        Self::Imported,
        Self::ScenarioSaved,
        Self::ScenarioRemoved,
        Self::MemberAdded,
        Self::MemberRemoved,
        Self::CustomerExported,
        Self::CustomerErased,
    ];
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log() -> Vec<AuditLine> {
        let mut lines: Vec<AuditLine> = Vec::new();
        for version in 1..=5 {
            let line = AuditLine::after(
                lines.last(),
                &Member::owner(),
                Timestamp::from_ms(1_000),
                AuditAction::Released,
                version.to_string(),
                "to \u{201c}everybody\u{201d}\n",
            );
            lines.push(line);
        }
        lines
    }

    #[test]
    fn a_log_is_whole_until_somebody_touches_it() {
        assert_eq!(first_break(None, &log()), None);
        let broken = |touch: fn(&mut Vec<AuditLine>)| {
            let mut lines = log();
            touch(&mut lines);
            first_break(None, &lines)
        };
        assert_eq!(broken(|lines| drop(lines.remove(2))), Some(3));
        assert_eq!(broken(|lines| lines.swap(1, 2)), Some(2));
        assert_eq!(broken(|lines| lines[3].entry.by = "somebody".to_owned()), Some(4));
        // Whoever makes the hash of a changed entry anew breaks the next one.
        let rehashed = |lines: &mut Vec<AuditLine>| {
            lines[1].entry.role = Role::Viewer;
            lines[1].hash = Hash::of_json(&lines[1].entry);
        };
        assert_eq!(broken(rehashed), Some(3));
    }

    #[test]
    fn the_rest_of_a_log_is_read_after_what_stands_before_it() {
        let lines = log();
        assert_eq!(first_break(lines.get(1), &lines[2..]), None);
        assert_eq!(first_break(None, &lines[2..]), Some(1));
    }
}
