//! The helpdesk object: which tickets have changed in helpdesks and are still to be read there.
//!
//! Table `changed`: destination and what the ticket is called there, how often it was said to have changed
//! (`generation`), the attempts to read it that failed, and when it is to be read. A row stays until what it
//! stood for was read and done: whoever dies meanwhile loses nothing, and what changes meanwhile is read again.

use edgewise::base::time::{SECOND_MS, Timestamp};
use worker::{DurableObject, Env, Request, Response, State, durable_object};

use super::store::{Batch, Store, no_such_call};
use crate::{
    bindings, clock,
    contract::{
        ObjectCall,
        helpdesk::{Changed, HaveRead},
        serve,
    },
    fault::Result,
    jobs::Job,
};

const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS changed (
        destination TEXT NOT NULL, remote_id TEXT NOT NULL, generation INTEGER NOT NULL,
        attempts INTEGER NOT NULL, due_at INTEGER NOT NULL,
        PRIMARY KEY (destination, remote_id)) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS changed_due ON changed (due_at)";

/// Milliseconds after which one is handed over again where nobody said what came of it: longer than reading may
/// take.
const RETRY_MS: i64 = 45 * SECOND_MS;

/// Tickets handed over at once. The rest follow right after.
const HANDED_MAX: i64 = 20;

/// See the module.
#[durable_object]
pub(crate) struct HelpdeskObject {
    store: Store,
    state: State,
    env: Env,
}

impl DurableObject for HelpdeskObject {
    fn new(state: State, env: Env) -> Self {
        Self { store: Store::open(&state, TABLES), state, env }
    }

    async fn fetch(&self, request: Request) -> worker::Result<Response> {
        let response = match request.path().as_str() {
            Changed::PATH => serve(request, |call| self.changed(&call)).await,
            HaveRead::PATH => serve(request, |call| self.have_read(&call)).await,
            _ => return no_such_call(),
        };
        self.set_alarm(0).await?;
        response
    }

    async fn alarm(&self) -> worker::Result<Response> {
        let least_ms = match self.ring().await {
            Ok(()) => 0,
            Err(fault) => {
                fault.into_problem("helpdesk.alarm");
                RETRY_MS
            }
        };
        self.set_alarm(least_ms).await?;
        Response::empty()
    }
}

impl HelpdeskObject {
    fn changed(&self, call: &Changed) -> Result<()> {
        let mut batch = Batch::default();
        batch.push(
            "INSERT INTO changed VALUES (?1, ?2, 1, 0, ?3)
             ON CONFLICT (destination, remote_id) DO UPDATE SET generation = generation + 1,
                attempts = 0, due_at = excluded.due_at",
            vec![
                call.destination.as_str().into(),
                call.remote_id.as_str().into(),
                call.now.as_ms().into(),
            ],
        );
        self.store.commit(batch)
    }

    /// Where it has changed once more since, that is still to be read.
    fn have_read(&self, call: &HaveRead) -> Result<()> {
        let mut values = vec![
            call.destination.as_str().into(),
            call.remote_id.as_str().into(),
            i64::from(call.generation).into(),
        ];
        let mut batch = Batch::default();
        match call.wait_ms {
            None => batch.push(
                "DELETE FROM changed
                 WHERE destination = ?1 AND remote_id = ?2 AND generation = ?3",
                values,
            ),
            Some(ms) => {
                values.push(call.now.plus_ms(ms).as_ms().into());
                batch.push(
                    "UPDATE changed SET attempts = attempts + 1, due_at = ?4
                     WHERE destination = ?1 AND remote_id = ?2 AND generation = ?3",
                    values,
                );
            }
        }
        self.store.commit(batch)
    }

    /// Hands to the queue what is to be read now.
    async fn ring(&self) -> Result<()> {
        let now = clock::now();
        let rows = self.store.rows(
            "SELECT destination, remote_id, generation, attempts FROM changed WHERE due_at <= ?1
             ORDER BY due_at LIMIT ?2",
            vec![now.as_ms().into(), HANDED_MAX.into()],
        )?;
        let mut batch = Batch::default();
        let mut jobs: Vec<Job> = Vec::new();
        for row in &rows {
            batch.push(
                "UPDATE changed SET due_at = ?3 WHERE destination = ?1 AND remote_id = ?2",
                vec![row.text(0).into(), row.text(1).into(), now.plus_ms(RETRY_MS).as_ms().into()],
            );
            jobs.push(Job::ReadHelpdesk {
                destination: row.text(0).to_owned(),
                remote_id: row.text(1).to_owned(),
                generation: u32::try_from(row.int(2)).unwrap_or(u32::MAX),
                attempts: u32::try_from(row.int(3)).unwrap_or(u32::MAX),
            });
        }
        self.store.commit(batch)?;
        if !jobs.is_empty() {
            bindings::outward(&self.env)?.send_batch(jobs).await?;
        }
        Ok(())
    }

    /// Has the object wake when something is to be read, and not before so many milliseconds.
    async fn set_alarm(&self, least_ms: i64) -> worker::Result<()> {
        let row = self.store.row("SELECT min(due_at) FROM changed", vec![]);
        match row.ok().flatten().map(|row| row.int(0)).filter(|at| *at > 0) {
            Some(at) => {
                let wait_ms = Timestamp::from_ms(at).ms_since(clock::now()).max(least_ms);
                self.state.storage().set_alarm(wait_ms).await
            }
            None => Ok(()),
        }
    }
}
