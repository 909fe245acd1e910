//! The floor of the benches: a bare function and a bare object that read and write the same rows as
//! a turn or an event of the product, of the same sizes, and understand and decide nothing.
//!
//! Bodies are opaque text of the caller's size. Paths: `/seed`, `/turn`, `/event`, each with
//! `?object=NAME`; a turn with `&calls=N` also reads the object `shop` so many times at once.

use futures::future::try_join_all;
use worker::{
    Context, DurableObject, Env, Method, Request, RequestInit, Response, Result, SqlStorage,
    SqlStorageValue, State, durable_object, event, wasm_bindgen::JsValue,
};

#[event(fetch)]
async fn fetch(mut request: Request, env: Env, _context: Context) -> Result<Response> {
    let url = request.url()?;
    let body = request.text().await?;
    let asked = |name: &str| {
        let mut pairs = url.query_pairs();
        pairs.find_map(|(key, value)| (key == name).then(|| value.into_owned())).unwrap_or_default()
    };
    let object = asked("object");
    match url.path() {
        "/turn" => {
            // As a turn: read, go back to the function, write, answer.
            let read = call(&env, &object, "/open", &body).await?;
            let calls: usize = asked("calls").parse().unwrap_or_default();
            try_join_all((0..calls).map(|_| call(&env, "shop", "/open", ""))).await?;
            let answer = call(&env, &object, "/close", &body).await?;
            Response::ok(format!("{} {}", read.len(), answer.len()))
        }
        path @ ("/event" | "/seed") => Response::ok(call(&env, &object, path, &body).await?),
        _ => Response::error("no such path", 404),
    }
}

async fn call(env: &Env, object: &str, path: &str, body: &str) -> Result<String> {
    let stub = env.durable_object("FLOOR")?.id_from_name(object)?.get_stub()?;
    let mut init = RequestInit::new();
    init.with_method(Method::Post).with_body(Some(JsValue::from_str(body)));
    let request = Request::new_with_init(&format!("https://object{path}"), &init)?;
    stub.fetch_with_request(request).await?.text().await
}

const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS event (id INTEGER PRIMARY KEY, body TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS conversation (
        id TEXT PRIMARY KEY, updated_at INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS message (
        conversation_id TEXT NOT NULL, position INTEGER NOT NULL, body TEXT NOT NULL,
        PRIMARY KEY (conversation_id, position)) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS turn (id INTEGER PRIMARY KEY, record TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS outbox (
        key TEXT PRIMARY KEY, revision INTEGER NOT NULL) WITHOUT ROWID";

/// See the module.
#[durable_object]
struct FloorObject {
    sql: SqlStorage,
}

impl DurableObject for FloorObject {
    fn new(state: State, _env: Env) -> Self {
        let sql = state.storage().sql();
        if let Err(error) = sql.exec(TABLES, None) {
            worker::console_error!("schema: {error}");
        }
        Self { sql }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        let path = request.path();
        let body = request.text().await?;
        Response::ok(match path.as_str() {
            "/close" => self.close(&body)?,
            "/event" => self.event(&body)?,
            "/open" => self.open()?,
            "/seed" => self.seed(&body)?,
            _ => return Response::error("no such call", 404),
        })
    }
}

impl FloorObject {
    /// What a turn is opened from: the profile and the conversation.
    fn open(&self) -> Result<String> {
        let profile = self.text("SELECT value FROM meta WHERE key = 'profile'")?;
        let conversation = self.text("SELECT body FROM conversation LIMIT 1")?;
        let turns = self.text("SELECT CAST(count(*) AS TEXT) FROM conversation")?;
        Ok([profile, conversation, turns].concat())
    }

    /// What a turn leaves: two messages, the conversation, the record, and its entry in the outbox.
    /// Statements without an await between them are one commit.
    fn close(&self, record: &str) -> Result<String> {
        let message = record.get(..record.len().min(MESSAGE_BYTES)).unwrap_or_default();
        let push = "INSERT INTO message
             SELECT 'c', COALESCE(max(position), -1) + 1, ?1 FROM message";
        self.write(push, vec![message.into()])?;
        self.write(push, vec![message.into()])?;
        let state = record.get(..record.len().min(STATE_BYTES)).unwrap_or_default();
        self.write("INSERT OR REPLACE INTO conversation VALUES ('c', 1, ?1)", vec![state.into()])?;
        self.write("INSERT INTO turn (record) VALUES (?1)", vec![record.into()])?;
        self.write("INSERT OR REPLACE INTO outbox VALUES ('c', 1)", vec![])?;
        Ok(message.to_owned())
    }

    fn event(&self, body: &str) -> Result<String> {
        self.write("INSERT INTO event (body) VALUES (?1)", vec![body.into()])?;
        Ok(String::new())
    }

    fn seed(&self, profile: &str) -> Result<String> {
        let query = "INSERT OR REPLACE INTO meta VALUES ('profile', ?1)";
        self.write(query, vec![profile.into()])?;
        Ok(String::new())
    }

    fn write(&self, query: &str, values: Vec<SqlStorageValue>) -> Result<()> {
        self.sql.exec(query, values).map(|_| ())
    }

    fn text(&self, query: &str) -> Result<String> {
        let row = self.sql.exec(query, None)?.raw().next().transpose()?;
        Ok(match row.and_then(|columns| columns.into_iter().next()) {
            Some(SqlStorageValue::String(text)) => text,
            _ => String::new(),
        })
    }
}

/// About what a message with a card weighs.
const MESSAGE_BYTES: usize = 1_000;

/// About what a conversation's state weighs.
const STATE_BYTES: usize = 1_500;
