//! The catalogue object: the products that events told, and who waits for what of them.
//!
//! Table `product`: id, time and source_id (which event told it last), body (the product as JSON,
//! or null when it is gone). Table `applied_event`: (source, id) of every event applied. Table `watch`:
//! variant, the customer's object, product, and when it is to be looked whether the variant can be had;
//! null as long as nothing tells that it might. It holds nothing else about anybody.

use edgewise::{
    base::{
        id::{CustomerKey, ProductId, VariantId},
        time::SECOND_MS,
    },
    commerce::{Product, StockItem, Variant},
    profile::EventKey,
    wire::CatalogueChange,
};
use worker::{DurableObject, Env, Request, Response, State, durable_object};

use super::store::{Batch, Store, no_such_call};
use crate::{
    bindings, clock,
    contract::{
        ObjectCall,
        catalogue::{ApplyProducts, Looked, Unwatch, Watch},
        customer::Applied,
        serve,
    },
    fault::{Fault, Result},
    jobs::Job,
};

const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS product (
        id TEXT PRIMARY KEY, time INTEGER NOT NULL, source TEXT NOT NULL, event TEXT NOT NULL,
        body TEXT) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS applied_event (
        source TEXT NOT NULL, id TEXT NOT NULL, received_at INTEGER NOT NULL,
        PRIMARY KEY (source, id)) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS watch (
        variant TEXT NOT NULL, customer TEXT NOT NULL, product TEXT NOT NULL, due_at INTEGER,
        PRIMARY KEY (variant, customer)) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS watch_due ON watch (due_at) WHERE due_at IS NOT NULL;
    CREATE INDEX IF NOT EXISTS watch_customer ON watch (customer)";

/// Milliseconds after which it is looked again where nobody said what came of it.
const RETRY_MS: i64 = 15 * SECOND_MS;

/// Customers told at once of one variant. The rest are told right after.
const TOLD_AT_ONCE: i64 = 100;

/// See the module.
#[durable_object]
pub(crate) struct CatalogueObject {
    store: Store,
    state: State,
    env: Env,
}

impl DurableObject for CatalogueObject {
    fn new(state: State, env: Env) -> Self {
        Self { store: Store::open(&state, TABLES), state, env }
    }

    async fn fetch(&self, request: Request) -> worker::Result<Response> {
        let response = match request.path().as_str() {
            ApplyProducts::PATH => serve(request, |call| self.apply(call)).await,
            Looked::PATH => serve(request, |call| self.looked(&call)).await,
            Unwatch::PATH => serve(request, |call| self.unwatch(&call)).await,
            Watch::PATH => serve(request, |call| self.watch(&call)).await,
            _ => return no_such_call(),
        };
        self.set_alarm(0).await?;
        response
    }

    async fn alarm(&self) -> worker::Result<Response> {
        let least_ms = match self.ring().await {
            Ok(()) => 0,
            Err(fault) => {
                fault.into_problem("catalogue.alarm");
                RETRY_MS
            }
        };
        self.set_alarm(least_ms).await?;
        Response::empty()
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
            if let CatalogueChange::Updated(product) = &change {
                // An event may be old: whether it is so is asked of the shop.
                for variant in product.variants.iter().filter(|variant| variant.available) {
                    push_due(&mut batch, variant);
                }
            }
        }
        self.store.commit(batch)?;
        Ok(applied)
    }

    /// What events told may be newer than what the customer was told: then it is looked at once.
    fn watch(&self, call: &Watch) -> Result<()> {
        let mut batch = Batch::default();
        for StockItem { product_id, variant_id, .. } in &call.items {
            let ids = vec![variant_id.as_str().into(), call.key.as_str().into()];
            if !call.on {
                batch.push("DELETE FROM watch WHERE variant = ?1 AND customer = ?2", ids);
                continue;
            }
            batch.push(
                "INSERT OR IGNORE INTO watch (variant, customer, product) VALUES (?1, ?2, ?3)",
                ids.into_iter().chain([product_id.as_str().into()]).collect(),
            );
            let query = "SELECT body FROM product WHERE id = ?1 AND body IS NOT NULL";
            let known: Option<Product> =
                self.store.json(query, vec![product_id.as_str().into()])?;
            let variants = known.iter().flat_map(|product| &product.variants);
            for variant in variants.filter(|it| it.id == *variant_id && it.available) {
                push_due(&mut batch, variant);
            }
        }
        self.store.commit(batch)
    }

    fn looked(&self, call: &Looked) -> Result<()> {
        let mut batch = Batch::default();
        for key in &call.keys {
            let statement = if call.available {
                "DELETE FROM watch WHERE variant = ?1 AND customer = ?2"
            } else {
                "UPDATE watch SET due_at = NULL WHERE variant = ?1 AND customer = ?2"
            };
            batch.push(statement, vec![call.variant_id.as_str().into(), key.as_str().into()]);
        }
        self.store.commit(batch)
    }

    fn unwatch(&self, call: &Unwatch) -> Result<()> {
        let mut batch = Batch::default();
        batch.push("DELETE FROM watch WHERE customer = ?1", vec![call.key.as_str().into()]);
        self.store.commit(batch)
    }

    /// Hands to the queue what is to be looked at now, one variant a job. The rows stay until it is
    /// known what came of it.
    async fn ring(&self) -> Result<()> {
        let now = clock::now();
        let rows = self.store.rows(
            "SELECT variant, product, customer FROM watch WHERE due_at <= ?1
             ORDER BY variant, customer LIMIT ?2",
            vec![now.as_ms().into(), TOLD_AT_ONCE.into()],
        )?;
        let mut batch = Batch::default();
        let mut jobs: Vec<Job> = Vec::new();
        for row in rows {
            let (variant, customer) = (row.text(0), row.text(2));
            batch.push(
                "UPDATE watch SET due_at = ?3 WHERE variant = ?1 AND customer = ?2",
                vec![variant.into(), customer.into(), now.plus_ms(RETRY_MS).as_ms().into()],
            );
            let key = CustomerKey::parse(customer).map_err(|_| Fault::internal("watch.key"))?;
            let parsed = VariantId::parse(variant).map_err(|_| Fault::internal("watch.variant"))?;
            match jobs.last_mut() {
                Some(Job::LookAtStock { variant_id, keys, .. }) if *variant_id == parsed => {
                    keys.push(key);
                }
                _ => jobs.push(Job::LookAtStock {
                    product_id: ProductId::parse(row.text(1))
                        .map_err(|_| Fault::internal("watch.product"))?,
                    variant_id: parsed,
                    keys: vec![key],
                }),
            }
        }
        self.store.commit(batch)?;
        if !jobs.is_empty() {
            bindings::jobs(&self.env)?.send_batch(jobs).await?;
        }
        Ok(())
    }

    /// Has the object wake when something is to be looked at, and not before so many milliseconds.
    async fn set_alarm(&self, least_ms: i64) -> worker::Result<()> {
        let query = "SELECT min(due_at) FROM watch WHERE due_at IS NOT NULL";
        let row = self.store.row(query, vec![]);
        match row.ok().flatten().map(|row| row.int(0)).filter(|at| *at > 0) {
            Some(at) => {
                let wait_ms = at.saturating_sub(clock::now().as_ms()).max(least_ms);
                self.state.storage().set_alarm(wait_ms).await
            }
            None => Ok(()),
        }
    }

    fn is_applied(&self, key: &EventKey) -> Result<bool> {
        let row = self.store.row(
            "SELECT 1 FROM applied_event WHERE source = ?1 AND id = ?2",
            vec![key.source.as_str().into(), key.id.as_str().into()],
        )?;
        Ok(row.is_some())
    }
}

fn push_due(batch: &mut Batch, variant: &Variant) {
    batch.push(
        "UPDATE watch SET due_at = ?2 WHERE variant = ?1 AND due_at IS NULL",
        vec![variant.id.as_str().into(), clock::now().as_ms().into()],
    );
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
