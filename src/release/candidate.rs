//! A version that somebody asked to make live, and what must be signed before it is.

use serde::{Deserialize, Serialize};

use super::{CheckReport, Hash, Member, Role, Standing};
use crate::base::time::Timestamp;

/// A version that somebody asked to make live.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Candidate {
    /// Its number. Numbers of versions that never went live are not given again.
    pub version: u32,
    /// Which one was live when it was asked for.
    pub base: u32,
    /// Of the playbook.
    pub content: Hash,
    /// Of the report that was looked at.
    pub report: Hash,
    /// Who changed the draft, by id.
    pub authors: Vec<String>,
    /// Why, in the words of who asked.
    pub note: String,
    /// How many of a hundred customers it serves first; 100 for all.
    pub percent: u8,
    /// Whether conversations that have begun change to it, too: for a mend that cannot wait.
    pub at_once: bool,
    /// Who asked, by id.
    pub asked_by: String,
    /// When.
    pub asked_at: Timestamp,
    /// Who signed.
    pub signatures: Vec<Signature>,
    /// What became of it.
    pub state: CandidateState,
}

/// Somebody's name under a release.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Signature {
    /// Who, by id.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// What became of a candidate.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CandidateState {
    /// Waits for signatures.
    Waiting,
    /// Went live, or in front of some customers.
    Released,
    /// Was taken back before that.
    Withdrawn,
}

/// What a signature led to.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub enum Signed {
    /// Another one is missing.
    Waiting,
    /// It goes live.
    Complete,
}

/// Why something was not done. Nothing has changed then.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize, thiserror::Error)]
pub enum Refusal {
    /// There is no such version, draft or report.
    #[error("there is nothing under this address")]
    Unknown,
    /// The role is too low.
    #[error("this role may not do that")]
    NotAllowed,
    /// Two people are demanded, and who changed it is not the one to approve it.
    #[error("whoever changed a playbook does not approve it where two people are demanded")]
    OwnChange,
    /// They signed before.
    #[error("this person has signed already; another one is needed")]
    SignedBefore,
    /// The hashes are not those of what waits.
    #[error("this is not what waits to be signed: read it again, then sign its hashes")]
    OtherContent,
    /// The report is of another playbook.
    #[error("this report is of another playbook: check this draft, then ask again")]
    OtherReport,
    /// The report found faults, or scenarios that fail or were not all played.
    #[error(
        "the check found faults, or scenarios that fail or have not all been played: mend them first"
    )]
    Faulty,
    /// The scenarios are not those that were played.
    #[error("the scenarios have changed since this report: check the draft again")]
    OtherScenarios,
    /// It does not wait any more.
    #[error("this version does not wait for a signature any more")]
    NotWaiting,
    /// Another version went live since it was asked for.
    #[error("another version went live meanwhile: ask again, so that the difference is seen")]
    Superseded,
    /// Some customers have another version on trial.
    #[error("another version is on trial: widen it to everybody or end it first")]
    OnTrial,
    /// The draft was changed by somebody else.
    #[error("somebody else changed the draft meanwhile: read it again, then save")]
    Changed,
    /// It says what is live already.
    #[error("this is what is live already")]
    NoChange,
}

impl Candidate {
    /// Whether a report allows this content to be asked for.
    ///
    /// # Errors
    /// [`Refusal::OtherReport`], [`Refusal::Faulty`].
    pub fn admit(content: &Hash, report: &CheckReport) -> Result<(), Refusal> {
        if report.content != *content {
            return Err(Refusal::OtherReport);
        }
        if report.passed() { Ok(()) } else { Err(Refusal::Faulty) }
    }

    /// Whoever may sign signs by asking.
    pub fn sign_as_asker(&mut self, by: &Member, at: Timestamp, needed: u8) -> Signed {
        if by.role >= Role::Approver {
            self.signatures.push(Signature { by: by.id.clone(), at });
        }
        self.after_signature(needed)
    }

    /// Adds the signature of somebody who looked at exactly this content and this report. `needed`
    /// is how many people the live playbook demands.
    ///
    /// # Errors
    /// A [`Refusal`]; nothing has changed then.
    pub fn sign(
        &mut self,
        by: &Member,
        at: Timestamp,
        (content, report): (&Hash, &Hash),
        needed: u8,
        standing: &Standing,
    ) -> Result<Signed, Refusal> {
        if by.role < Role::Approver {
            return Err(Refusal::NotAllowed);
        }
        if self.state != CandidateState::Waiting {
            return Err(Refusal::NotWaiting);
        }
        if self.content != *content || self.report != *report {
            return Err(Refusal::OtherContent);
        }
        if self.base != standing.live {
            return Err(Refusal::Superseded);
        }
        if standing.trial.is_some() {
            return Err(Refusal::OnTrial);
        }
        if self.signatures.iter().any(|signature| signature.by == by.id) {
            return Err(Refusal::SignedBefore);
        }
        if needed > 1 && self.authors.contains(&by.id) {
            return Err(Refusal::OwnChange);
        }
        self.signatures.push(Signature { by: by.id.clone(), at });
        Ok(self.after_signature(needed))
    }

    fn after_signature(&mut self, needed: u8) -> Signed {
        if self.signatures.len() < usize::from(needed.max(1)) {
            return Signed::Waiting;
        }
        self.state = CandidateState::Released;
        Signed::Complete
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::playbook::Playbook;

    fn member(id: &str, role: Role) -> Member {
        Member { id: id.to_owned(), name: id.to_owned(), role }
    }

    fn asked(authors: &[&str]) -> Candidate {
        Candidate {
            version: 4,
            base: 3,
            content: Hash::of(b"content"),
            report: Hash::of(b"report"),
            authors: authors.iter().map(|author| (*author).to_owned()).collect(),
            note: String::new(),
            percent: 100,
            at_once: false,
            asked_by: "ed".to_owned(),
            asked_at: Timestamp::from_ms(0),
            signatures: Vec::new(),
            state: CandidateState::Waiting,
        }
    }

    fn sign(candidate: &mut Candidate, by: &Member, needed: u8) -> Result<Signed, Refusal> {
        let standing = Standing { live: 3, ..Standing::default() };
        let (content, report) = (Hash::of(b"content"), Hash::of(b"report"));
        candidate.sign(by, Timestamp::from_ms(1), (&content, &report), needed, &standing)
    }

    #[test]
    fn one_approver_is_enough_where_one_is_demanded() {
        let (ed, ann) = (member("ed", Role::Editor), member("ann", Role::Approver));
        let mut candidate = asked(&["ed"]);
        assert_eq!(candidate.sign_as_asker(&ed, Timestamp::from_ms(0), 1), Signed::Waiting);
        assert_eq!(sign(&mut candidate, &ed, 1), Err(Refusal::NotAllowed));
        assert_eq!(sign(&mut candidate, &ann, 1), Ok(Signed::Complete));
        assert_eq!(sign(&mut candidate, &ann, 1), Err(Refusal::NotWaiting));
        let mut own = asked(&["ann"]);
        assert_eq!(own.sign_as_asker(&ann, Timestamp::from_ms(0), 1), Signed::Complete);
    }

    #[test]
    fn where_two_are_demanded_they_are_two_and_the_second_did_not_write_it() {
        let (ann, bo) = (member("ann", Role::Approver), member("bo", Role::Owner));
        let mut candidate = asked(&["ann"]);
        assert_eq!(candidate.sign_as_asker(&ann, Timestamp::from_ms(0), 2), Signed::Waiting);
        assert_eq!(sign(&mut candidate, &ann, 2), Err(Refusal::SignedBefore));
        assert_eq!(sign(&mut candidate, &bo, 2), Ok(Signed::Complete));
        let mut both = asked(&["ann", "bo"]);
        assert_eq!(both.sign_as_asker(&ann, Timestamp::from_ms(0), 2), Signed::Waiting);
        assert_eq!(sign(&mut both, &bo, 2), Err(Refusal::OwnChange));
        let mut unsigned = asked(&["ed"]);
        assert_eq!(sign(&mut unsigned, &ann, 2), Ok(Signed::Waiting));
        assert_eq!(sign(&mut unsigned, &ann, 2), Err(Refusal::SignedBefore));
        assert_eq!(sign(&mut unsigned, &bo, 2), Ok(Signed::Complete));
    }

    #[test]
    fn what_is_signed_is_what_was_looked_at() {
        let ann = member("ann", Role::Approver);
        let mut candidate = asked(&[]);
        let now = Timestamp::from_ms(1);
        let (right, wrong) = (Hash::of(b"content"), Hash::of(b"other"));
        let report = Hash::of(b"report");
        let at_three = Standing { live: 3, ..Standing::default() };
        let stale = candidate.sign(&ann, now, (&wrong, &report), 1, &at_three);
        assert_eq!(stale, Err(Refusal::OtherContent));
        let other_report = candidate.sign(&ann, now, (&right, &wrong), 1, &at_three);
        assert_eq!(other_report, Err(Refusal::OtherContent));
        let at_five = Standing { live: 5, ..Standing::default() };
        let late = candidate.sign(&ann, now, (&right, &report), 1, &at_five);
        assert_eq!(late, Err(Refusal::Superseded));
        assert_eq!(candidate, asked(&[]), "a refusal changes nothing");
    }

    #[test]
    fn a_report_counts_for_its_own_playbook_only() {
        let good = Playbook::default();
        let mut bad = Playbook::default();
        bad.brand.time_zone = "Mars/Olympus".to_owned();
        let report = CheckReport::of(&good);
        assert_eq!(Candidate::admit(&Hash::of_playbook(&good), &report), Ok(()));
        let other = Candidate::admit(&Hash::of_playbook(&bad), &report);
        assert_eq!(other, Err(Refusal::OtherReport));
        let faulty = Candidate::admit(&Hash::of_playbook(&bad), &CheckReport::of(&bad));
        assert_eq!(faulty, Err(Refusal::Faulty));
    }
}
