//! From JSON to values, through one reader for all of them.
//!
//! A reader of serde is compiled once for every type that it reads. With one for texts, one for values
//! and one that keeps track of the place, the same thousand types were compiled four times, and reading
//! JSON was a third of all the code that an isolate loads. Here a text becomes a tree first, and
//! everything is read from that. A fault knows its place: each level that it passes adds its own part.

mod fault;
mod reader;
mod tree;

pub use fault::JsonFault;
use reader::Reader;
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{DeserializeOwned, Error},
};
use serde_json::Value;
use tree::Tree;

/// Reads a text.
///
/// # Errors
/// [`JsonFault`], with its place.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, JsonFault> {
    T::deserialize(Reader(Tree::parse(text)?))
}

/// Reads a text that is still bytes.
///
/// # Errors
/// [`JsonFault`], with its place.
pub fn read_bytes<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, JsonFault> {
    read(std::str::from_utf8(bytes).map_err(|_| JsonFault::not_text())?)
}

/// Reads a value.
///
/// # Errors
/// [`JsonFault`], with its place.
pub fn read_value<T: DeserializeOwned>(value: Value) -> Result<T, JsonFault> {
    T::deserialize(Reader(Tree::from(value)))
}

/// An enum whose variant is named by the field `tag`, as one that is `{"variant": {…}}`: what it holds are the
/// other fields, or the field `content`. For `#[derive(Tagged)]`.
///
/// # Errors
/// Where there is no such field.
pub fn untagged<'de, D: Deserializer<'de>>(
    deserializer: D,
    tag: &'static str,
    content: Option<&str>,
) -> Result<impl Deserializer<'de, Error = JsonFault>, D::Error> {
    Tree::deserialize(deserializer)?.untagged(tag, content).map(Reader).map_err(D::Error::custom)
}

/// Anything as a value; null for what JSON cannot say.
pub fn value<T: Serialize>(told: &T) -> Value {
    // By way of a text, so that nothing is compiled for a second kind of writer.
    serde_json::to_string(told).ok().and_then(|text| read(&text).ok()).unwrap_or_default()
}

/// What a value of a closed list is called in JSON; empty for what is no text there.
pub fn name<T: Serialize>(told: &T) -> String {
    serde_json::to_string(told).ok().and_then(|text| read(&text).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests;
