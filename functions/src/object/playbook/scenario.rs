//! The scenarios beside the playbook, and how far they were played.

use edgewise::{
    base::time::Timestamp,
    release::{AuditAction, Hash},
    wire::{Against, SCENARIOS_MAX, ScenarioBrief, ScenarioList, ScenarioRunView, ScenarioView},
};

use super::{Batch, PlaybookObject, put};
use crate::{
    contract::playbook::{
        ListScenarios, NextScenarios, ReadScenario, ReadScenarioRun, RemoveScenario, SaveScenario,
        StepScenarioRun,
    },
    fault::Result,
    object::store::Row,
};

/// Scenarios in one list.
const PAGE: i64 = 100;

/// Scenarios that are played in one go, and bytes of them.
const NEXT_MAX: i64 = 40;
const NEXT_BYTES_MAX: usize = 512 * 1024;

impl PlaybookObject {
    /// How many there are, and the hash of them all as they stand; none where there are none.
    pub(super) fn scenarios_hash(&self) -> Result<(u32, Option<Hash>)> {
        let rows = self.store.rows("SELECT id, hash FROM scenario ORDER BY id", vec![])?;
        let lines: Vec<String> =
            rows.iter().map(|row| format!("{} {}\n", row.text(0), row.text(1))).collect();
        let count = u32::try_from(lines.len()).unwrap_or(u32::MAX);
        Ok((count, (count > 0).then(|| Hash::of(lines.concat().as_bytes()))))
    }

    pub(super) fn save_scenario(&self, call: &SaveScenario) -> Result<Option<ScenarioView>> {
        let id = call.id.as_str();
        let known = self.store.row("SELECT 1 FROM scenario WHERE id = ?1", vec![id.into()])?;
        if known.is_none() && self.scenarios_hash()?.0 >= SCENARIOS_MAX {
            return Ok(None);
        }
        let body = serde_json::to_string(&call.scenario)?;
        let hash = Hash::of(body.as_bytes());
        let turns = i64::try_from(call.scenario.turns.len()).unwrap_or(i64::MAX);
        let mut log = self.log(&call.by, call.at)?;
        log.line(AuditAction::ScenarioSaved, &format!("scenario {id}"), hash.as_str())?;
        log.batch.push(
            "INSERT OR REPLACE INTO scenario VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            vec![
                id.into(),
                call.scenario.name.as_str().into(),
                turns.into(),
                hash.as_str().into(),
                call.at.as_ms().into(),
                body.into(),
            ],
        );
        self.store.commit(log.batch)?;
        Ok(Some(ScenarioView {
            id: call.id.clone(),
            saved_at: call.at,
            scenario: call.scenario.clone(),
        }))
    }

    pub(super) fn remove_scenario(&self, call: &RemoveScenario) -> Result<bool> {
        let id = call.id.as_str();
        let known = self.store.row("SELECT hash FROM scenario WHERE id = ?1", vec![id.into()])?;
        let Some(known) = known else { return Ok(false) };
        let mut log = self.log(&call.by, call.at)?;
        log.line(AuditAction::ScenarioRemoved, &format!("scenario {id}"), known.text(0))?;
        log.batch.push("DELETE FROM scenario WHERE id = ?1", vec![id.into()]);
        self.store.commit(log.batch)?;
        Ok(true)
    }

    pub(super) fn scenario(&self, call: &ReadScenario) -> Result<Option<ScenarioView>> {
        let row = self.store.row(
            "SELECT id, saved_at, body FROM scenario WHERE id = ?1",
            vec![call.id.as_str().into()],
        )?;
        row.map(|row| view(&row)).transpose()
    }

    pub(super) fn scenarios(&self, call: &ListScenarios) -> Result<ScenarioList> {
        let rows = self.store.rows(
            "SELECT id, name, turns, saved_at FROM scenario WHERE id > ?1 ORDER BY id LIMIT ?2",
            vec![call.after.as_str().into(), PAGE.into()],
        )?;
        let brief = |row: &Row| ScenarioBrief {
            id: row.text(0).to_owned(),
            name: row.text(1).to_owned(),
            turns: u32::try_from(row.int(2)).unwrap_or_default(),
            saved_at: Timestamp::from_ms(row.int(3)),
        };
        let items: Vec<ScenarioBrief> = rows.iter().map(brief).collect();
        let is_full = i64::try_from(items.len()).is_ok_and(|count| count == PAGE);
        let next = items.last().filter(|_| is_full).map(|last| last.id.clone());
        let (of, scenarios) = self.scenarios_hash()?;
        let scenarios = scenarios.unwrap_or_else(|| Hash::of(b""));
        Ok(ScenarioList { scenarios, of, items, next })
    }

    /// As many as are played in one go; at least one, where there is one.
    pub(super) fn next_scenarios(&self, call: &NextScenarios) -> Result<Vec<ScenarioView>> {
        let rows = self.store.rows(
            "SELECT id, saved_at, body FROM scenario WHERE id > ?1 ORDER BY id LIMIT ?2",
            vec![call.after.as_str().into(), NEXT_MAX.into()],
        )?;
        let mut bytes = 0_usize;
        let fits = |row: &&Row| {
            let first = bytes == 0;
            bytes = bytes.saturating_add(row.text(2).len());
            first || bytes <= NEXT_BYTES_MAX
        };
        rows.iter().take_while(fits).map(view).collect()
    }

    pub(super) fn scenario_run(&self, call: &ReadScenarioRun) -> Result<Option<ScenarioRunView>> {
        self.one(run_name(call.against))
    }

    pub(super) fn step_scenario_run(&self, call: &StepScenarioRun) -> Result<bool> {
        let name = run_name(call.run.against);
        if let Some(from) = &call.from {
            let stored = self.one::<ScenarioRunView>(name)?;
            let is_next = stored.is_some_and(|stored| {
                stored.content == call.run.content
                    && stored.scenarios == call.run.scenarios
                    && stored.after == *from
                    && !stored.done
            });
            if !is_next {
                return Ok(false);
            }
        }
        let mut batch = Batch::default();
        put(&mut batch, name, &call.run)?;
        self.store.commit(batch)?;
        Ok(true)
    }
}

const fn run_name(against: Against) -> &'static str {
    match against {
        Against::Draft => "scenario_run_draft",
        Against::Live => "scenario_run_live",
    }
}

fn view(row: &Row) -> Result<ScenarioView> {
    Ok(ScenarioView {
        id: row.text(0).to_owned(),
        saved_at: Timestamp::from_ms(row.int(1)),
        scenario: row.json(2)?,
    })
}
