//! The run of past turns under the draft: how far it is, and the turns that change.

use edgewise::wire::{WhatIfTurns, WhatIfView};

use super::{Batch, PlaybookObject, put};
use crate::{
    contract::playbook::{ForgetPast, ReadWhatIfTurns, StartWhatIf, StepWhatIf},
    fault::Result,
};

/// Turns in one answer.
const TURNS_PAGE: i64 = 50;

impl PlaybookObject {
    pub(super) fn what_if(&self) -> Result<Option<WhatIfView>> {
        self.one("what_if")
    }

    pub(super) fn start_what_if(&self, call: &StartWhatIf) -> Result<()> {
        let mut batch = Batch::default();
        batch.push("DELETE FROM what_if_turn", vec![]);
        batch.push("DELETE FROM what_if_forgotten", vec![]);
        put(&mut batch, "what_if", &call.run)?;
        self.store.commit(batch)
    }

    pub(super) fn step_what_if(&self, call: &StepWhatIf) -> Result<bool> {
        let Some(stored) = self.what_if()? else { return Ok(false) };
        let is_next = stored.content == call.run.content
            && stored.until == call.run.until
            && stored.after == call.from
            && !stored.done;
        if !is_next {
            return Ok(false);
        }
        let mut batch = Batch::default();
        for turn in &call.turns {
            batch.push(
                "INSERT INTO what_if_turn (body) SELECT ?1
                 WHERE NOT EXISTS (SELECT 1 FROM what_if_forgotten WHERE id = ?2)",
                vec![serde_json::to_string(turn)?.into(), turn.conversation_id.as_str().into()],
            );
        }
        put(&mut batch, "what_if", &call.run)?;
        self.store.commit(batch)?;
        Ok(true)
    }

    pub(super) fn forget_past(&self, call: &ForgetPast) -> Result<()> {
        if self.what_if()?.is_none() {
            return Ok(());
        }
        let mut batch = Batch::default();
        for id in &call.conversations {
            batch.push(
                "INSERT OR IGNORE INTO what_if_forgotten VALUES (?1)",
                vec![id.as_str().into()],
            );
            batch.push(
                "DELETE FROM what_if_turn WHERE json_extract(body, '$.conversation_id') = ?1",
                vec![id.as_str().into()],
            );
        }
        self.store.commit(batch)
    }

    pub(super) fn what_if_turns(&self, call: &ReadWhatIfTurns) -> Result<WhatIfTurns> {
        let (before, after) = match &call.of {
            None => (String::new(), String::new()),
            Some((before, after)) => {
                (serde_json::to_string(before)?, serde_json::to_string(after)?)
            }
        };
        let rows = self.store.rows(
            "SELECT place, body FROM what_if_turn WHERE place > ?1 AND (?3 = ''
                OR json_extract(body, '$.before') = ?3 AND json_extract(body, '$.after') = ?4)
             ORDER BY place LIMIT ?2",
            vec![i64::from(call.after).into(), TURNS_PAGE.into(), before.into(), after.into()],
        )?;
        let items = rows.iter().map(|row| row.json(1)).collect::<Result<Vec<_>>>()?;
        let is_full = i64::try_from(items.len()).is_ok_and(|count| count == TURNS_PAGE);
        let next = rows.last().filter(|_| is_full).and_then(|row| u32::try_from(row.int(0)).ok());
        Ok(WhatIfTurns { items, next })
    }
}
