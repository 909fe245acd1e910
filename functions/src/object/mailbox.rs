//! The developer's mailbox.
//!
//! Table `mail`: position, body (the message as JSON). The oldest go first.

use worker::{DurableObject, Env, Request, Response, State, durable_object};

use super::store::{Batch, Store, no_such_call};
use crate::{
    contract::{
        ObjectCall,
        mailbox::{List, Mail, Put},
        serve,
    },
    fault::Result,
};

const TABLES: &str =
    "CREATE TABLE IF NOT EXISTS mail (position INTEGER PRIMARY KEY, body TEXT NOT NULL)";

/// See the module.
#[durable_object]
pub(crate) struct MailboxObject {
    store: Store,
}

impl DurableObject for MailboxObject {
    fn new(state: State, _env: Env) -> Self {
        Self { store: Store::open(&state, TABLES) }
    }

    async fn fetch(&self, request: Request) -> worker::Result<Response> {
        match request.path().as_str() {
            List::PATH => serve(request, |_: List| self.list()).await,
            Put::PATH => serve(request, |call| self.put(&call)).await,
            _ => no_such_call(),
        }
    }
}

impl MailboxObject {
    fn put(&self, call: &Put) -> Result<()> {
        let mut batch = Batch::default();
        batch.push(
            "INSERT INTO mail (body) VALUES (?1)",
            vec![serde_json::to_string(&call.mail)?.into()],
        );
        batch.push(
            "DELETE FROM mail WHERE position <= (SELECT max(position) FROM mail) - ?1",
            vec![MAILS_MAX.into()],
        );
        self.store.commit(batch)
    }

    fn list(&self) -> Result<Vec<Mail>> {
        let rows = self.store.rows("SELECT body FROM mail ORDER BY position DESC", vec![])?;
        rows.iter().map(|row| row.json(0)).collect()
    }
}

/// Messages kept.
const MAILS_MAX: i64 = 50;
