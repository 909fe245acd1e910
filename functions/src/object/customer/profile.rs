//! Events become profile.

use edgewise::{
    commerce::Answer,
    profile::{EventKey, Profile, ProfileEvent},
};

use super::{super::store::Batch, CustomerObject, row::StoredProfile};
use crate::{
    clock,
    contract::customer::{Applied, ApplyEvents, ChangeOwn},
    fault::{Fault, Result},
};

impl CustomerObject {
    /// Folds events in, each once. One commit for all of them.
    pub(super) fn apply_events(&self, call: ApplyEvents) -> Result<Vec<Applied>> {
        let mut stored = self.stored_profile()?;
        let mut batch = Batch::default();
        self.keep_snapshots(&mut batch, &stored)?;
        let applied = self.fold(&mut batch, &mut stored.profile, call.events)?;
        if applied.contains(&Applied::Now) {
            stored.profile.retain(clock::now());
            write_profile(&mut batch, &stored)?;
            self.store.commit(batch)?;
        }
        Ok(applied)
    }

    /// Changes our own record, and reads it back.
    pub(super) fn change_own(&self, call: &ChangeOwn) -> Result<Answer> {
        let mut stored = self.stored_profile()?;
        let events = stored.profile.events_of(&call.action, &call.call, call.now);
        let mut batch = Batch::default();
        self.keep_snapshots(&mut batch, &stored)?;
        let applied = self.fold(&mut batch, &mut stored.profile, events)?;
        if applied.contains(&Applied::Now) {
            let owner = || call.action.customer_id().clone();
            stored.profile.customer_id.get_or_insert_with(owner);
            write_profile(&mut batch, &stored)?;
            self.store.commit(batch)?;
        }
        stored.profile.shows(&call.action).ok_or_else(|| Fault::internal("customer.change_own"))
    }

    /// Folds what is new into `profile` and notes it as applied.
    pub(super) fn fold(
        &self,
        batch: &mut Batch,
        profile: &mut Profile,
        events: Vec<ProfileEvent>,
    ) -> Result<Vec<Applied>> {
        let mut seen: Vec<(String, String)> = Vec::new();
        let mut applied = Vec::with_capacity(events.len());
        for event in events {
            let key = (event.key.source.clone(), event.key.id.clone());
            if seen.contains(&key) || self.is_applied(&event.key)? {
                applied.push(Applied::Before);
                continue;
            }
            batch.push(
                "INSERT INTO applied_event VALUES (?1, ?2, ?3)",
                vec![
                    key.0.as_str().into(),
                    key.1.as_str().into(),
                    event.received_at.as_ms().into(),
                ],
            );
            seen.push(key);
            profile.fold(event);
            applied.push(Applied::Now);
        }
        Ok(applied)
    }

    /// A turn under way has seen the profile as it is now: kept for its receipt before it changes.
    pub(super) fn keep_snapshots(&self, batch: &mut Batch, stored: &StoredProfile) -> Result<()> {
        for id in self.leases.borrow().snapshots() {
            if id.ends_with(&format!(":{}", stored.revision)) {
                write_snapshot(batch, id, &stored.profile)?;
            }
        }
        Ok(())
    }

    fn is_applied(&self, key: &EventKey) -> Result<bool> {
        let row = self.store.row(
            "SELECT 1 FROM applied_event WHERE source = ?1 AND id = ?2",
            vec![key.source.as_str().into(), key.id.as_str().into()],
        )?;
        Ok(row.is_some())
    }
}

/// Stores the profile as its next revision.
pub(super) fn write_profile(batch: &mut Batch, stored: &StoredProfile) -> Result<()> {
    const UPSERT: &str = "INSERT INTO meta VALUES (?1, ?2)
        ON CONFLICT (key) DO UPDATE SET value = excluded.value";
    batch.push(UPSERT, vec!["profile".into(), serde_json::to_string(&stored.profile)?.into()]);
    let revision = stored.revision.saturating_add(1).to_string();
    batch.push(UPSERT, vec!["revision".into(), revision.into()]);
    Ok(())
}

/// Stores what a turn has seen, once.
pub(super) fn write_snapshot(batch: &mut Batch, id: &str, profile: &Profile) -> Result<()> {
    batch.push(
        "INSERT OR IGNORE INTO snapshot VALUES (?1, ?2)",
        vec![id.into(), serde_json::to_string(profile)?.into()],
    );
    Ok(())
}
