//! What was done for this customer, as limits count it.

use edgewise::{
    base::time::{DAY_MS, Timestamp},
    commerce::CountedAction,
    playbook::COUNTED_DAYS_MAX,
};

use super::{super::store::Batch, CustomerObject};
use crate::{
    contract::customer::{CountActions, Uncount},
    fault::Result,
};

impl CustomerObject {
    /// What was counted before. What is about to be done is counted in the same step, so that of two
    /// conversations at once the second sees what the first has begun.
    pub(super) fn count_actions(&self, call: &CountActions) -> Result<Vec<CountedAction>> {
        if let Some((id, action)) = &call.hold {
            let mut batch = Batch::default();
            batch.push(
                "INSERT OR IGNORE INTO counted (id, at, body) VALUES (?1, ?2, ?3)",
                vec![
                    id.as_str().into(),
                    action.at.as_ms().into(),
                    serde_json::to_string(action)?.into(),
                ],
            );
            self.store.commit(batch)?;
        }
        let own = call.hold.as_ref().map_or("", |(id, _)| id.as_str());
        let rows = self.store.rows(
            "SELECT body FROM counted
             WHERE at >= ?1 AND position < coalesce(
                (SELECT position FROM counted WHERE id = ?2), 9223372036854775807)
             ORDER BY position",
            vec![oldest(call.now).as_ms().into(), own.into()],
        )?;
        rows.iter().map(|row| row.json(0)).collect()
    }

    pub(super) fn uncount(&self, call: &Uncount) -> Result<()> {
        let mut batch = Batch::default();
        for id in &call.calls {
            batch.push("DELETE FROM counted WHERE id = ?1", vec![id.as_str().into()]);
        }
        self.store.commit(batch)
    }
}

/// What happened before this counts for no limit any more.
pub(super) fn oldest(now: Timestamp) -> Timestamp {
    now.plus_ms(i64::from(COUNTED_DAYS_MAX).saturating_mul(DAY_MS).saturating_neg())
}
