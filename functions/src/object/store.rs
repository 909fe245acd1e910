//! SQLite of an object: typed reads, and writes that are one commit.

use edgewise::base::json;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use worker::{SqlStorage, SqlStorageValue, State, js_sys};

use crate::fault::{Fault, Result};

/// The object's own database.
#[derive(Clone)]
pub(super) struct Store {
    sql: SqlStorage,
    storage: JsValue,
}

/// Columns that hold a document, in whichever table.
const JSON_COLUMNS: &[&str] = &["answer", "body", "outcome", "record", "timings"];

/// Statements that are written together or not at all.
#[derive(Default)]
pub(super) struct Batch {
    statements: Vec<(&'static str, Vec<SqlStorageValue>)>,
}

/// One row.
pub(super) struct Row(Vec<SqlStorageValue>);

impl Store {
    /// Opens the database and lays out its tables.
    pub(super) fn open(state: &State, tables: &str) -> Self {
        let storage = state.storage();
        let raw: &JsValue = storage.as_raw().as_ref();
        let store = Self { sql: storage.sql(), storage: raw.clone() };
        if let Err(error) = store.sql.exec(tables, None) {
            worker::console_error!("fault code=store.schema cause={error}");
        }
        store
    }

    /// All rows of a query.
    pub(super) fn rows(&self, query: &str, values: Vec<SqlStorageValue>) -> Result<Vec<Row>> {
        let mut rows = Vec::new();
        for row in self.sql.exec(query, values)?.raw() {
            rows.push(Row(row?));
        }
        Ok(rows)
    }

    /// All rows of a query, each as an object of its columns; those that hold JSON as what they hold.
    pub(super) fn objects(&self, query: &str) -> Result<Vec<Map<String, Value>>> {
        let cursor = self.sql.exec(query, None)?;
        let names = cursor.column_names();
        let mut objects = Vec::new();
        for row in cursor.raw() {
            let Value::Array(values) = Row(row?).into_json() else { continue };
            let columns = names.iter().cloned().zip(values).map(|(name, value)| {
                let held = value.as_str().filter(|_| JSON_COLUMNS.contains(&&*name));
                let held = held.and_then(|text| json::read(text).ok());
                (name, held.unwrap_or(value))
            });
            objects.push(columns.collect());
        }
        Ok(objects)
    }

    /// The first row of a query.
    pub(super) fn row(&self, query: &str, values: Vec<SqlStorageValue>) -> Result<Option<Row>> {
        Ok(self.rows(query, values)?.into_iter().next())
    }

    /// The first column of the first row, read as JSON.
    pub(super) fn json<T: DeserializeOwned>(
        &self,
        query: &str,
        values: Vec<SqlStorageValue>,
    ) -> Result<Option<T>> {
        match self.row(query, values)? {
            None => Ok(None),
            Some(row) => Ok(Some(row.json(0)?)),
        }
    }

    /// Writes a batch: all of it in one transaction, or none.
    pub(super) fn commit(&self, batch: Batch) -> Result<()> {
        let sql = self.sql.clone();
        let mut statements = Some(batch.statements);
        let run = Closure::once(move || -> std::result::Result<JsValue, JsValue> {
            for (query, values) in statements.take().unwrap_or_default() {
                sql.exec(query, values).map_err(JsValue::from)?;
            }
            Ok(JsValue::UNDEFINED)
        });
        // The platform binding has no wrapper for the synchronous transaction, which is the only
        // one that nothing can interleave with.
        let transaction: js_sys::Function =
            js_sys::Reflect::get(&self.storage, &JsValue::from_str("transactionSync"))
                .map_err(worker::Error::from)?
                .unchecked_into();
        transaction.call1(&self.storage, run.as_ref()).map_err(worker::Error::from)?;
        Ok(())
    }
}

impl Batch {
    /// Adds a statement.
    pub(super) fn push(&mut self, query: &'static str, values: Vec<SqlStorageValue>) {
        self.statements.push((query, values));
    }
}

impl Row {
    /// A text column; empty where it is null.
    pub(super) fn text(&self, column: usize) -> &str {
        match self.0.get(column) {
            Some(SqlStorageValue::String(text)) => text,
            _ => "",
        }
    }

    /// A whole number; 0 where it is null.
    pub(super) fn int(&self, column: usize) -> i64 {
        match self.0.get(column) {
            Some(SqlStorageValue::Integer(int)) => *int,
            #[expect(clippy::cast_possible_truncation, reason = "written as a whole number")]
            Some(SqlStorageValue::Float(float)) => *float as i64,
            _ => 0,
        }
    }

    /// A number.
    pub(super) fn float(&self, column: usize) -> f64 {
        match self.0.get(column) {
            Some(SqlStorageValue::Float(float)) => *float,
            #[expect(clippy::cast_precision_loss, reason = "a score is small")]
            Some(SqlStorageValue::Integer(int)) => *int as f64,
            _ => 0.0,
        }
    }

    /// A JSON column.
    pub(super) fn json<T: DeserializeOwned>(&self, column: usize) -> Result<T> {
        json::read(self.text(column)).map_err(Fault::from)
    }

    /// All columns as JSON values, for carrying a row elsewhere.
    pub(super) fn into_json(self) -> Value {
        let value = |column| match column {
            SqlStorageValue::Boolean(b) => Value::from(b),
            SqlStorageValue::Float(f) => Value::from(f),
            SqlStorageValue::Integer(i) => Value::from(i),
            SqlStorageValue::String(s) => Value::from(s),
            SqlStorageValue::Blob(_) | SqlStorageValue::Null => Value::Null,
        };
        Value::Array(self.0.into_iter().map(value).collect())
    }
}

/// A column value from JSON, for a row carried from elsewhere.
pub(super) fn column(value: &Value) -> SqlStorageValue {
    match value {
        Value::Bool(b) => i64::from(*b).into(),
        Value::Number(n) => match n.as_i64() {
            Some(int) => int.into(),
            None => n.as_f64().unwrap_or_default().into(),
        },
        Value::String(s) => s.as_str().into(),
        Value::Null | Value::Array(_) | Value::Object(_) => SqlStorageValue::Null,
    }
}

/// An answer for a path that the object does not have.
pub(super) fn no_such_call() -> worker::Result<worker::Response> {
    worker::Response::error("no such call", 404)
}
