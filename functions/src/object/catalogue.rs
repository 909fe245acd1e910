//! The catalogue object: the products that events told.
//!
//! Table `product`: id, time and source_id (which event told it last), body (the product as JSON,
//! or null when it is gone). Table `applied_event`: (source, id) of every event applied.

use edgewise::{profile::EventKey, wire::CatalogueChange};
use worker::{DurableObject, Env, Request, Response, State, durable_object};

use super::store::{Batch, Store, no_such_call};
use crate::{
    clock,
    contract::{ObjectCall, catalogue::ApplyProducts, customer::Applied, serve},
    fault::Result,
};

const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS product (
        id TEXT PRIMARY KEY, time INTEGER NOT NULL, source TEXT NOT NULL, event TEXT NOT NULL,
        body TEXT) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS applied_event (
        source TEXT NOT NULL, id TEXT NOT NULL, received_at INTEGER NOT NULL,
        PRIMARY KEY (source, id)) WITHOUT ROWID";

/// See the module.
#[durable_object]
pub(crate) struct CatalogueObject {
    store: Store,
}

impl DurableObject for CatalogueObject {
    fn new(state: State, _env: Env) -> Self {
        Self { store: Store::open(&state, TABLES) }
    }

    async fn fetch(&self, request: Request) -> worker::Result<Response> {
        match request.path().as_str() {
            ApplyProducts::PATH => serve(request, |call| self.apply(call)).await,
            _ => no_such_call(),
        }
    }
}

impl CatalogueObject {
    fn apply(&self, call: ApplyProducts) -> Result<Vec<Applied>> {
        let mut batch = Batch::default();
        let mut applied: Vec<Applied> = Vec::new();
        let mut keys: Vec<(String, String)> = Vec::new();
        for (key, change) in call.changes {
            let known = (key.source.clone(), key.id.clone());
            if keys.contains(&known) || self.is_applied(&key)? {
                applied.push(Applied::Before);
                continue;
            }
            keys.push(known);
            applied.push(Applied::Now);
            push(&mut batch, &key, &change)?;
        }
        self.store.commit(batch)?;
        Ok(applied)
    }

    fn is_applied(&self, key: &EventKey) -> Result<bool> {
        let row = self.store.row(
            "SELECT 1 FROM applied_event WHERE source = ?1 AND id = ?2",
            vec![key.source.as_str().into(), key.id.as_str().into()],
        )?;
        Ok(row.is_some())
    }
}

fn push(batch: &mut Batch, key: &EventKey, change: &CatalogueChange) -> Result<()> {
    let (id, body) = match change {
        CatalogueChange::Deleted(id) => (id, None),
        CatalogueChange::Updated(product) => (&product.id, Some(serde_json::to_string(product)?)),
    };
    batch.push(
        "INSERT INTO applied_event VALUES (?1, ?2, ?3)",
        vec![key.source.as_str().into(), key.id.as_str().into(), clock::now().as_ms().into()],
    );
    // The newest by (time, source, id) stays, whatever the order of arrival.
    batch.push(
        "INSERT INTO product VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (id) DO UPDATE SET time = excluded.time, source = excluded.source,
            event = excluded.event, body = excluded.body
         WHERE (excluded.time, excluded.source, excluded.event) > (time, source, event)",
        vec![
            id.as_str().into(),
            key.time.as_ms().into(),
            key.source.as_str().into(),
            key.id.as_str().into(),
            body.into(),
        ],
    );
    Ok(())
}
