//! Reading and writing JSON, always in the same way.

pub(crate) use edgewise::base::json::read_bytes as read;
use serde::Serialize;

pub(crate) fn write(resource: &impl Serialize) -> String {
    serde_json::to_string(resource).unwrap_or_else(|_| "null".to_owned())
}
