//! The draft, and the reports of its checks.

use edgewise::{
    playbook::Playbook,
    release::{AuditAction, Candidate, Hash, Refusal, changes},
    wire::DraftView,
};

use super::{Batch, Log, PlaybookObject};
use crate::{
    contract::playbook::{Allowed, DropDraft, KeepReport, Load, SaveDraft},
    fault::Result,
};

/// Check reports kept: enough for what waits to be signed.
const REPORTS_MAX: i64 = 200;

/// Changes that the log names of one save.
const CHANGES_LOGGED_MAX: usize = 10;

impl PlaybookObject {
    pub(super) fn draft(&self) -> Result<Option<DraftView>> {
        let Some(mut draft) = self.one::<DraftView>("draft")? else { return Ok(None) };
        draft.changes = changes(&self.live_playbook()?, &draft.playbook);
        Ok(Some(draft))
    }

    /// Keeps a draft. Nobody overwrites what somebody else saved without having read it.
    pub(super) fn save_draft(&self, call: SaveDraft) -> Result<Allowed<DraftView>> {
        let stored = self.one::<DraftView>("draft")?;
        if let Err(refusal) = may_replace(stored.as_ref(), call.read, &call.by.id) {
            return Ok(Err(refusal));
        }
        let (revision, mut authors, before) = match stored {
            Some(stored) => (stored.revision, stored.authors, stored.playbook),
            None => (self.revision()?, Vec::new(), self.live_playbook()?),
        };
        if !authors.contains(&call.by.id) {
            authors.push(call.by.id.clone());
        }
        let changed = changes(&before, &call.playbook);
        let mut draft = DraftView {
            revision: revision.saturating_add(1),
            content: Hash::of_playbook(&call.playbook),
            playbook: call.playbook,
            authors,
            saved_at: call.at,
            changes: Vec::new(),
        };
        let mut log = self.log(&call.by, call.at)?;
        let mut told: Vec<String> =
            changed.iter().take(CHANGES_LOGGED_MAX).map(|change| change.told.clone()).collect();
        if changed.len() > CHANGES_LOGGED_MAX {
            told.push(format!("and {} more", changed.len().saturating_sub(CHANGES_LOGGED_MAX)));
        }
        let subject = format!("draft {}", draft.revision);
        log.line(AuditAction::DraftSaved, &subject, &told.join("; "))?;
        log.put("draft", &draft)?;
        log.put("revision", &draft.revision)?;
        self.store.commit(log.batch)?;
        draft.changes = changes(&self.live_playbook()?, &draft.playbook);
        Ok(Ok(draft))
    }

    pub(super) fn drop_draft(&self, call: &DropDraft) -> Result<Allowed<()>> {
        let Some(stored) = self.one::<DraftView>("draft")? else {
            return Ok(Err(Refusal::Unknown));
        };
        if let Err(refusal) = may_replace(Some(&stored), call.read, &call.by.id) {
            return Ok(Err(refusal));
        }
        let mut log = self.log(&call.by, call.at)?;
        let subject = format!("draft {}", stored.revision);
        log.line(AuditAction::DraftDropped, &subject, stored.content.as_str())?;
        log.forget_draft();
        self.store.commit(log.batch)?;
        Ok(Ok(()))
    }

    pub(super) fn keep_report(&self, call: &KeepReport) -> Result<()> {
        let mut batch = Batch::default();
        batch.push(
            "INSERT OR IGNORE INTO report VALUES (?1, ?2, ?3)",
            vec![
                call.report.hash().as_str().into(),
                call.report.content.as_str().into(),
                serde_json::to_string(&call.report)?.into(),
            ],
        );
        batch.push(
            "DELETE FROM report WHERE rowid <= (SELECT MAX(rowid) FROM report) - ?1",
            vec![REPORTS_MAX.into()],
        );
        self.store.commit(batch)
    }

    /// Makes what was asked for the draft again, unless somebody has begun another one.
    pub(super) fn give_back(
        &self,
        log: &mut Log,
        candidate: &Candidate,
        playbook: Playbook,
    ) -> Result<()> {
        if self.one::<DraftView>("draft")?.is_some() {
            return Ok(());
        }
        let draft = DraftView {
            revision: self.revision()?.saturating_add(1),
            playbook,
            content: candidate.content.clone(),
            authors: candidate.authors.clone(),
            saved_at: log.at,
            changes: Vec::new(),
        };
        log.put("draft", &draft)?;
        log.put("revision", &draft.revision)
    }

    /// What is live for everybody whom no trial takes.
    pub(super) fn live_playbook(&self) -> Result<Playbook> {
        let load = Load { version: self.standing()?.live };
        Ok(self.load(&load)?.map_or_else(Playbook::default, |release| release.playbook))
    }

    /// The last revision of any draft: a new one begins after it, so that what somebody read of an
    /// earlier one is never taken for it.
    fn revision(&self) -> Result<u32> {
        Ok(self.one("revision")?.unwrap_or_default())
    }
}

impl Log<'_> {
    pub(super) fn forget_draft(&mut self) {
        self.batch.push("DELETE FROM one WHERE name = 'draft'", vec![]);
    }
}

/// Whoever read the newest revision may; without having read, only its only author, and anybody
/// where there is none.
fn may_replace(stored: Option<&DraftView>, read: Option<u32>, by: &str) -> Allowed<()> {
    let allowed = match (stored, read) {
        (None, None) => true,
        (None, Some(_)) => false,
        (Some(stored), Some(read)) => stored.revision == read,
        (Some(stored), None) => stored.authors.iter().all(|author| author == by),
    };
    if allowed { Ok(()) } else { Err(Refusal::Changed) }
}
