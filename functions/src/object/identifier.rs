//! The identifier object: remembers where one identifier points, and who tried to be its owner how
//! often.
//!
//! Table `meta`: `points_at` and `attempts`.

use worker::{DurableObject, Env, Request, Response, State, durable_object};

use super::store::{Batch, Store, no_such_call};
use crate::{
    contract::{
        ObjectCall,
        identifier::{Attempt, Forget, Point, Resolve, Succeeded},
        serve,
    },
    fault::Result,
};
use edgewise::{
    base::id::CustomerKey,
    identity::{Admission, Attempts},
};

const TABLES: &str =
    "CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID";

/// See the module.
#[durable_object]
pub(crate) struct IdentifierObject {
    store: Store,
}

impl DurableObject for IdentifierObject {
    fn new(state: State, _env: Env) -> Self {
        Self { store: Store::open(&state, TABLES) }
    }

    async fn fetch(&self, request: Request) -> worker::Result<Response> {
        match request.path().as_str() {
            Attempt::PATH => serve(request, |call| self.attempt(&call)).await,
            Forget::PATH => serve(request, |_: Forget| self.forget()).await,
            Point::PATH => serve(request, |call: Point| self.point(&call.to)).await,
            Resolve::PATH => serve(request, |call| self.resolve(call)).await,
            Succeeded::PATH => serve(request, |_: Succeeded| self.succeeded()).await,
            _ => no_such_call(),
        }
    }
}

impl IdentifierObject {
    fn resolve(&self, call: Resolve) -> Result<CustomerKey> {
        let row = self.store.row("SELECT value FROM meta WHERE key = 'points_at'", vec![])?;
        match row.map(|row| CustomerKey::parse(row.text(0))) {
            Some(Ok(key)) => Ok(key),
            Some(Err(_)) | None => {
                if call.remember {
                    self.point(&call.otherwise)?;
                }
                Ok(call.otherwise)
            }
        }
    }

    fn point(&self, to: &CustomerKey) -> Result<()> {
        let mut batch = Batch::default();
        batch.push(
            "INSERT INTO meta VALUES ('points_at', ?1)
             ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            vec![to.as_str().into()],
        );
        self.store.commit(batch)
    }

    fn attempt(&self, call: &Attempt) -> Result<Admission> {
        let query = "SELECT value FROM meta WHERE key = 'attempts'";
        let mut attempts: Attempts = self.store.json(query, vec![])?.unwrap_or_default();
        let admission = attempts.admit(call.bounds, call.now);
        let mut batch = Batch::default();
        batch.push(
            "INSERT INTO meta VALUES ('attempts', ?1)
             ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            vec![serde_json::to_string(&attempts)?.into()],
        );
        self.store.commit(batch)?;
        Ok(admission)
    }

    fn succeeded(&self) -> Result<()> {
        let mut batch = Batch::default();
        batch.push("DELETE FROM meta WHERE key = 'attempts'", vec![]);
        self.store.commit(batch)
    }

    fn forget(&self) -> Result<()> {
        let mut batch = Batch::default();
        batch.push("DELETE FROM meta", vec![]);
        self.store.commit(batch)
    }
}
