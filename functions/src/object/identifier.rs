//! The identifier object: remembers where one identifier points.
//!
//! Table `meta`: one row, `key` = `points_at`.

use worker::{DurableObject, Env, Request, Response, State, durable_object};

use super::store::{Batch, Store, no_such_call};
use crate::{
    contract::{
        ObjectCall,
        identifier::{Forget, Point, Resolve},
        serve,
    },
    fault::Result,
};
use edgewise::base::id::CustomerKey;

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
            Forget::PATH => serve(request, |_: Forget| self.forget()).await,
            Point::PATH => serve(request, |call: Point| self.point(&call.to)).await,
            Resolve::PATH => serve(request, |call| self.resolve(call)).await,
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

    fn forget(&self) -> Result<()> {
        let mut batch = Batch::default();
        batch.push("DELETE FROM meta", vec![]);
        self.store.commit(batch)
    }
}
