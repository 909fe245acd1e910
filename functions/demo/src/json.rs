//! Reading and writing JSON, always in the same way: a second way of reading a resource would be
//! compiled a second time, and the resources are the largest part of this package in WASM.

use serde::{Serialize, de::DeserializeOwned};
use serde_path_to_error::Path;

/// Why a text is not what it should be, and where.
pub(crate) struct Fault {
    pub(crate) path: Path,
    pub(crate) detail: String,
}

pub(crate) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Fault> {
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let detail = error.inner().to_string();
        Fault { path: error.path().clone(), detail }
    })?;
    let end = deserializer.end();
    end.map_err(|error| Fault { path: root(), detail: error.to_string() })?;
    Ok(value)
}

/// A resource as JSON. Only maps with other keys than texts could fail, and there are none.
pub(crate) fn write(resource: &impl Serialize) -> String {
    serde_json::to_string(resource).unwrap_or_else(|_| "null".to_owned())
}

fn root() -> Path {
    // An empty path cannot be made directly; that of a tracker which saw nothing is one.
    serde_path_to_error::Track::new().path()
}
