//! The embedded demo store: a shop that serves the Commerce API, as an object.
//!
//! Table `meta`: the instant that the shop takes for today (`base`). Table `change`: what has been
//! changed since the shop was generated. Table `event`: what happened and is not told yet. The generated part is not stored: it is the same every
//! time.

use std::cell::RefCell;

use edgewise::{
    base::{json, time::Timestamp},
    commerce::Product,
};
use edgewise_demo::{ChangeKind, DemoStore, StoreEvent, StoreRequest, StoreResponse, StoredChange};
use worker::{DurableObject, Env, Headers, Request, Response, State, durable_object};

use super::store::{Batch, Store};
use crate::{
    bindings, clock,
    contract::{
        ObjectCall,
        demo_store::{Deliver, PersonaView, Personas},
        serve,
    },
    fault::Result,
    jobs::Job,
};

const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS change (
        kind TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL,
        PRIMARY KEY (kind, id)) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS event (id TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID";

/// Generates the same shop everywhere.
const SEED: u64 = 2026;

/// See the module.
#[durable_object]
pub(crate) struct DemoStoreObject {
    store: Store,
    env: Env,
    /// The shop as generated and changed; made at the first request.
    shop: RefCell<Option<DemoStore>>,
}

impl DurableObject for DemoStoreObject {
    fn new(state: State, env: Env) -> Self {
        Self { store: Store::open(&state, TABLES), env, shop: RefCell::default() }
    }

    async fn fetch(&self, request: Request) -> worker::Result<Response> {
        if request.path() == Personas::PATH {
            return serve(request, |_: Personas| self.personas()).await;
        }
        if request.path() == Deliver::PATH {
            let delivered = serve(request, |call| self.deliver(&call)).await?;
            return match self.send_events().await {
                Ok(()) => Ok(delivered),
                Err(fault) => Response::error(fault.into_problem("demo_store").code, 500),
            };
        }
        match self.serve_shop(request).await {
            Ok(response) => Ok(response),
            Err(fault) => Response::error(fault.into_problem("demo_store").code, 500),
        }
    }
}

/// The event as a backend would post it.
fn cloud_event(event: &StoreEvent) -> Result<serde_json::Value> {
    let mut event = json::value(event);
    if let Some(fields) = event.as_object_mut() {
        fields.insert("specversion".to_owned(), "1.0".into());
        fields.insert("source".to_owned(), "demo-store".into());
    }
    Ok(event)
}

impl DemoStoreObject {
    fn personas(&self) -> Result<Vec<PersonaView>> {
        self.with_shop(|shop| {
            Ok(shop
                .personas()
                .into_iter()
                .map(|persona| PersonaView {
                    customer_id: persona.customer_id,
                    name: persona.name,
                    blurb: persona.blurb,
                })
                .collect())
        })
    }

    async fn serve_shop(&self, mut request: Request) -> Result<Response> {
        let url = request.url()?;
        let asked = StoreRequest {
            method: request.method().to_string(),
            path: url.path().to_owned(),
            query: url.query().unwrap_or_default().to_owned(),
            idempotency_key: request.headers().get("idempotency-key")?,
            body: request.bytes().await?,
        };
        let answer = self.changed(|shop| shop.handle(&asked, clock::now()))?;
        self.send_events().await?;
        let headers = Headers::new();
        let problem = answer.status >= 400;
        let kind = if problem { "application/problem+json" } else { "application/json" };
        headers.set("content-type", kind)?;
        if let Some(seconds) = answer.retry_after_seconds {
            headers.set("retry-after", &seconds.to_string())?;
        }
        Ok(Response::ok(answer.body)?.with_status(answer.status).with_headers(headers))
    }

    fn deliver(&self, call: &Deliver) -> Result<Option<Product>> {
        let answer = self.changed(|shop| shop.deliver(&call.product_id, clock::now()))?;
        Ok(if answer.status == 200 { Some(json::read(&answer.body)?) } else { None })
    }

    /// Has the shop do something, and stores what that changed before it is answered.
    fn changed(&self, act: impl FnOnce(&mut DemoStore) -> StoreResponse) -> Result<StoreResponse> {
        let answer = self.with_shop(|shop| {
            let answer = act(shop);
            let mut batch = Batch::default();
            for change in &answer.changes {
                batch.push(
                    "INSERT OR REPLACE INTO change VALUES (?1, ?2, ?3)",
                    vec![
                        change.kind.name().into(),
                        change.id.as_str().into(),
                        change.body.as_str().into(),
                    ],
                );
            }
            for event in &answer.events {
                batch.push(
                    "INSERT OR REPLACE INTO event VALUES (?1, ?2)",
                    vec![event.id.as_str().into(), cloud_event(event)?.to_string().into()],
                );
            }
            self.store.commit(batch)?;
            Ok(answer)
        });
        if answer.is_err() {
            // What could not be stored did not happen: the shop is made again from its storage.
            self.shop.take();
        }
        answer
    }

    /// Tells what happened, also what an earlier request could not tell any more.
    async fn send_events(&self) -> Result<()> {
        let rows = self.store.rows("SELECT id, body FROM event ORDER BY id", vec![])?;
        if rows.is_empty() {
            return Ok(());
        }
        let events: Vec<&str> = rows.iter().map(|row| row.text(1)).collect();
        let body = format!("[{}]", events.join(","));
        bindings::jobs(&self.env)?.send(Job::Events { body }).await?;
        let mut sent = Batch::default();
        for row in &rows {
            sent.push("DELETE FROM event WHERE id = ?1", vec![row.text(0).into()]);
        }
        self.store.commit(sent)
    }

    fn with_shop<T>(&self, use_it: impl FnOnce(&mut DemoStore) -> Result<T>) -> Result<T> {
        let mut shop = self.shop.borrow_mut();
        match shop.as_mut() {
            Some(shop) => use_it(shop),
            None => use_it(shop.insert(self.open_shop()?)),
        }
    }

    fn open_shop(&self) -> Result<DemoStore> {
        let stored = self.store.row("SELECT value FROM meta WHERE key = 'base'", vec![])?;
        let base = stored.map(|row| row.text(0).to_owned());
        let base = match base.and_then(|text| Timestamp::parse(&text).ok()) {
            Some(base) => base,
            None => self.found_today()?,
        };
        let mut shop = DemoStore::generate(SEED, base);
        let rows = self.store.rows("SELECT kind, id, body FROM change", vec![])?;
        let changes = rows.iter().filter_map(|row| {
            let (id, body) = (row.text(1).to_owned(), row.text(2).to_owned());
            Some(StoredChange { kind: ChangeKind::parse(row.text(0))?, id, body })
        });
        shop.restore(changes);
        Ok(shop)
    }

    fn found_today(&self) -> Result<Timestamp> {
        let set = bindings::demo_base(&self.env).and_then(|text| Timestamp::parse(&text).ok());
        let base = set.unwrap_or_else(clock::now);
        let mut batch = Batch::default();
        batch
            .push("INSERT OR REPLACE INTO meta VALUES ('base', ?1)", vec![base.to_string().into()]);
        self.store.commit(batch)?;
        Ok(base)
    }
}
