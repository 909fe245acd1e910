//! From a draft to what is live.

use edgewise::{
    playbook::Playbook,
    release::{
        AuditAction, Candidate, CandidateState, CheckReport, Hash, Refusal, Signed, changes,
    },
    wire::{DraftView, ReleaseList, ReleaseReview, Standings},
};

use super::{Log, PlaybookObject};
use crate::{
    contract::playbook::{Allowed, Ask, Load, Release, Review, Share, Sign, Withdraw},
    fault::{Fault, Result},
};

/// Versions in one list.
const RELEASES_MAX: i64 = 100;

impl PlaybookObject {
    pub(super) fn releases(&self) -> Result<ReleaseList> {
        let rows = self.store.rows(
            "SELECT paper FROM candidate ORDER BY version DESC LIMIT ?1",
            vec![RELEASES_MAX.into()],
        )?;
        let items = rows.iter().map(|row| row.json(0)).collect::<Result<_>>()?;
        Ok(ReleaseList { standing: self.standing()?, items })
    }

    /// A version with its report, and what it changes of the one that it was written for.
    pub(super) fn review(&self, call: &Review) -> Result<Option<ReleaseReview>> {
        let Some((release, body)) = self.candidate(call.version)? else { return Ok(None) };
        let of = |version| -> Result<Playbook> {
            let released = self.load(&Load { version })?;
            Ok(released.map_or_else(Playbook::default, |released| released.playbook))
        };
        let playbook = match body {
            Some(playbook) => playbook,
            None => of(release.version)?,
        };
        let report = self.report(&release.report)?;
        let given = u8::try_from(release.signatures.len()).unwrap_or(u8::MAX);
        let signatures_missing = match release.state {
            CandidateState::Waiting => {
                self.live_playbook()?.releases.signatures.saturating_sub(given)
            }
            CandidateState::Released | CandidateState::Withdrawn => 0,
        };
        // The text of what was withdrawn is not kept: it went back into the draft.
        let changes = match release.state {
            CandidateState::Withdrawn => Vec::new(),
            CandidateState::Released | CandidateState::Waiting => {
                changes(&of(release.base)?, &playbook)
            }
        };
        Ok(Some(ReleaseReview { release, signatures_missing, report, changes }))
    }

    fn report(&self, hash: &Hash) -> Result<Option<CheckReport>> {
        self.store.json("SELECT body FROM report WHERE hash = ?1", vec![hash.as_str().into()])
    }

    /// Asks that the draft go live. It is the draft no longer then.
    pub(super) fn ask(&self, call: Ask) -> Result<Allowed<Standings>> {
        let Some(draft) = self.one::<DraftView>("draft")? else {
            return Ok(Err(Refusal::Unknown));
        };
        if draft.content != call.content {
            return Ok(Err(Refusal::OtherContent));
        }
        let Some(report) = self.report(&call.report)? else { return Ok(Err(Refusal::Unknown)) };
        if let Err(refusal) = Candidate::admit(&draft.content, &report) {
            return Ok(Err(refusal));
        }
        let played = report.scenarios.as_ref().map(|played| &played.scenarios);
        if played != self.scenarios_hash()?.1.as_ref() {
            return Ok(Err(Refusal::OtherScenarios));
        }
        let (standing, live) = (self.standing()?, self.live_playbook()?);
        if standing.trial.is_some() {
            return Ok(Err(Refusal::OnTrial));
        }
        if Hash::of_playbook(&live) == draft.content {
            return Ok(Err(Refusal::NoChange));
        }
        let mut candidate = Candidate {
            version: self.next_version()?,
            base: standing.live,
            content: call.content,
            report: call.report,
            authors: draft.authors,
            note: call.note,
            percent: call.percent,
            at_once: call.at_once,
            asked_by: call.by.id.clone(),
            asked_at: call.at,
            signatures: Vec::new(),
            state: CandidateState::Waiting,
        };
        let needed = live.releases.signatures;
        let signed = candidate.sign_as_asker(&call.by, call.at, needed);
        let mut log = self.log(&call.by, call.at)?;
        log.about(AuditAction::ReleaseAsked, &candidate)?;
        log.forget_draft();
        self.settle(log, candidate, &draft.playbook, signed, needed)
    }

    pub(super) fn sign(&self, call: &Sign) -> Result<Allowed<Standings>> {
        let Some((mut candidate, playbook)) = self.candidate(call.version)? else {
            return Ok(Err(Refusal::Unknown));
        };
        let Some(playbook) = playbook else { return Ok(Err(Refusal::NotWaiting)) };
        let needed = self.live_playbook()?.releases.signatures;
        let hashes = (&call.content, &call.report);
        let signed = match candidate.sign(&call.by, call.at, hashes, needed, &self.standing()?) {
            Ok(signed) => signed,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let mut log = self.log(&call.by, call.at)?;
        log.about(AuditAction::ReleaseSigned, &candidate)?;
        self.settle(log, candidate, &playbook, signed, needed)
    }

    /// Takes back what waits. It is the draft again, unless there is another one.
    pub(super) fn withdraw(&self, call: &Withdraw) -> Result<Allowed<Standings>> {
        let Some((mut candidate, playbook)) = self.candidate(call.version)? else {
            return Ok(Err(Refusal::Unknown));
        };
        if candidate.state != CandidateState::Waiting {
            return Ok(Err(Refusal::NotWaiting));
        }
        candidate.state = CandidateState::Withdrawn;
        let mut log = self.log(&call.by, call.at)?;
        log.about(AuditAction::ReleaseWithdrawn, &candidate)?;
        log.keep(&candidate, None)?;
        if let Some(playbook) = playbook {
            self.give_back(&mut log, &candidate, playbook)?;
        }
        self.store.commit(log.batch)?;
        let standing = self.standing()?;
        Ok(Ok(Standings { release: candidate, signatures_missing: 0, standing }))
    }

    /// Widens, narrows or ends the trial.
    pub(super) fn share(&self, call: &Share) -> Result<Allowed<Standings>> {
        let mut standing = self.standing()?;
        if standing.trial.is_none_or(|trial| trial.version != call.version) {
            return Ok(Err(Refusal::Unknown));
        }
        let Some((candidate, _)) = self.candidate(call.version)? else {
            return Ok(Err(Refusal::Unknown));
        };
        let action = if call.percent == 0 {
            standing.end_trial();
            AuditAction::ReleaseWithdrawn
        } else {
            standing.release(call.version, call.percent, candidate.at_once);
            AuditAction::Released
        };
        let mut log = self.log(&call.by, call.at)?;
        log.line(action, &subject(&candidate), &format!("for {} % of customers", call.percent))?;
        log.put("standing", &standing)?;
        self.store.commit(log.batch)?;
        Ok(Ok(Standings { release: candidate, signatures_missing: 0, standing }))
    }

    /// Makes a playbook live with one signature: one that was handed in, or an earlier version. What
    /// was on trial is ended by it.
    pub(super) fn release_now(&self, call: &Release) -> Result<Allowed<Standings>> {
        let content = Hash::of_playbook(&call.playbook);
        if let Err(refusal) = Candidate::admit(&content, &call.report) {
            return Ok(Err(refusal));
        }
        let base = self.standing()?.live;
        let (action, note) = match call.back_to {
            None => (AuditAction::Imported, "handed in".to_owned()),
            Some(version) => (AuditAction::RolledBack, format!("back to version {version}")),
        };
        let mut candidate = Candidate {
            version: self.next_version()?,
            base,
            content,
            report: call.report.hash(),
            authors: vec![call.by.id.clone()],
            note,
            percent: 100,
            at_once: call.at_once,
            asked_by: call.by.id.clone(),
            asked_at: call.at,
            signatures: Vec::new(),
            state: CandidateState::Waiting,
        };
        let signed = candidate.sign_as_asker(&call.by, call.at, 1);
        let mut log = self.log(&call.by, call.at)?;
        log.about(action, &candidate)?;
        self.settle(log, candidate, &call.playbook, signed, 1)
    }

    /// Keeps a candidate that was signed, and makes it live where that was the last signature.
    fn settle(
        &self,
        mut log: Log,
        candidate: Candidate,
        playbook: &Playbook,
        signed: Signed,
        needed: u8,
    ) -> Result<Allowed<Standings>> {
        let mut standing = self.standing()?;
        match signed {
            Signed::Waiting => log.keep(&candidate, Some(playbook))?,
            Signed::Complete => {
                standing.release(candidate.version, candidate.percent, candidate.at_once);
                log.keep(&candidate, None)?;
                log.release(&candidate, playbook)?;
                let detail = format!("for {} % of customers", candidate.percent);
                log.line(AuditAction::Released, &subject(&candidate), &detail)?;
                log.put("standing", &standing)?;
            }
        }
        self.store.commit(log.batch)?;
        let given = u8::try_from(candidate.signatures.len()).unwrap_or(u8::MAX);
        let signatures_missing = match signed {
            Signed::Complete => 0,
            Signed::Waiting => needed.saturating_sub(given),
        };
        Ok(Ok(Standings { release: candidate, signatures_missing, standing }))
    }

    fn candidate(&self, version: u32) -> Result<Option<(Candidate, Option<Playbook>)>> {
        let row = self.store.row(
            "SELECT paper, body FROM candidate WHERE version = ?1",
            vec![i64::from(version).into()],
        )?;
        let Some(row) = row else { return Ok(None) };
        let playbook = if row.text(1).is_empty() { None } else { Some(row.json(1)?) };
        Ok(Some((row.json(0)?, playbook)))
    }

    fn next_version(&self) -> Result<u32> {
        let row = self.store.row(
            "SELECT MAX(version) FROM
             (SELECT version FROM release UNION ALL SELECT version FROM candidate)",
            vec![],
        )?;
        let newest = row.map_or(0, |row| u32::try_from(row.int(0)).unwrap_or_default());
        newest.checked_add(1).ok_or_else(|| Fault::internal("playbook.versions"))
    }
}

impl Log<'_> {
    /// A line about a version, with what was signed.
    fn about(&mut self, action: AuditAction, candidate: &Candidate) -> Result<()> {
        let (content, report) = (candidate.content.as_str(), candidate.report.as_str());
        let mut detail = format!("content {content}, report {report}");
        if !candidate.note.is_empty() {
            detail.push_str(&format!(", note: {}", candidate.note));
        }
        self.line(action, &subject(candidate), &detail)
    }

    fn keep(&mut self, candidate: &Candidate, playbook: Option<&Playbook>) -> Result<()> {
        let body = match playbook {
            None => String::new(),
            Some(playbook) => serde_json::to_string(playbook)?,
        };
        self.batch.push(
            "INSERT INTO candidate VALUES (?1, ?2, ?3)
             ON CONFLICT (version) DO UPDATE SET paper = excluded.paper, body = excluded.body",
            vec![
                i64::from(candidate.version).into(),
                serde_json::to_string(candidate)?.into(),
                body.into(),
            ],
        );
        Ok(())
    }

    fn release(&mut self, candidate: &Candidate, playbook: &Playbook) -> Result<()> {
        self.batch.push(
            "INSERT INTO release VALUES (?1, ?2, ?3)",
            vec![
                i64::from(candidate.version).into(),
                self.at.as_ms().into(),
                serde_json::to_string(playbook)?.into(),
            ],
        );
        Ok(())
    }
}

fn subject(candidate: &Candidate) -> String {
    format!("version {}", candidate.version)
}
