//! The playbook object: every version that was ever live.
//!
//! Table `release`: version, released_at (ms), body (the document as JSON). Versions are immutable:
//! nothing updates or deletes a row.

use edgewise::{base::time::Timestamp, wire::PlaybookRelease};
use worker::{DurableObject, Env, Request, Response, State, durable_object};

use super::store::{Batch, Row, Store, no_such_call};
use crate::{
    contract::{
        ObjectCall,
        playbook::{Load, Release},
        serve,
    },
    fault::Result,
};

const TABLES: &str = "CREATE TABLE IF NOT EXISTS release (
    version INTEGER PRIMARY KEY, released_at INTEGER NOT NULL, body TEXT NOT NULL)";

/// See the module.
#[durable_object]
pub(crate) struct PlaybookObject {
    store: Store,
}

impl DurableObject for PlaybookObject {
    fn new(state: State, _env: Env) -> Self {
        Self { store: Store::open(&state, TABLES) }
    }

    async fn fetch(&self, request: Request) -> worker::Result<Response> {
        match request.path().as_str() {
            Load::PATH => serve(request, |call| self.load(&call)).await,
            Release::PATH => serve(request, |call| self.release(call)).await,
            _ => no_such_call(),
        }
    }
}

impl PlaybookObject {
    fn load(&self, call: &Load) -> Result<Option<PlaybookRelease>> {
        const COLUMNS: &str = "SELECT version, released_at, body FROM release";
        let row = match call.version {
            None => self.store.row(&format!("{COLUMNS} ORDER BY version DESC LIMIT 1"), vec![])?,
            Some(version) => self
                .store
                .row(&format!("{COLUMNS} WHERE version = ?1"), vec![i64::from(version).into()])?,
        };
        row.map(read).transpose()
    }

    fn release(&self, call: Release) -> Result<PlaybookRelease> {
        let newest = self.load(&Load { version: None })?.map_or(0, |release| release.version);
        let release = PlaybookRelease {
            version: newest.saturating_add(1),
            released_at: call.at,
            playbook: call.playbook,
        };
        let mut batch = Batch::default();
        batch.push(
            "INSERT INTO release VALUES (?1, ?2, ?3)",
            vec![
                i64::from(release.version).into(),
                release.released_at.as_ms().into(),
                serde_json::to_string(&release.playbook)?.into(),
            ],
        );
        self.store.commit(batch)?;
        Ok(release)
    }
}

fn read(row: Row) -> Result<PlaybookRelease> {
    Ok(PlaybookRelease {
        version: u32::try_from(row.int(0)).unwrap_or_default(),
        released_at: Timestamp::from_ms(row.int(1)),
        playbook: row.json(2)?,
    })
}
