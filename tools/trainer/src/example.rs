//! Labelled messages, read from the shapes that public corpora come in.
//!
//! A file holds one JSON object a line, or one JSON array of objects; a name ending in `.gz` is
//! unpacked. An object has a `text` and either a `label` (a string: one label) or a list called
//! `labels` or `intents` (any number of labels, also none). Other fields are passed over.

use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

use flate2::read::GzDecoder;
use serde::Deserialize;
use thiserror::Error;

/// One message and what it means.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Example {
    pub(crate) text: String,
    pub(crate) labels: Vec<String>,
    /// Whether the file gives a list of labels, so that several or none may be right.
    pub(crate) listed: bool,
}

/// Why examples could not be read.
#[derive(Debug, Error)]
pub(crate) enum ExampleFault {
    #[error("cannot read {path}: {1}", path = .0.display())]
    Unreadable(PathBuf, io::Error),
    #[error("{path}, object {1}: {2}", path = .0.display())]
    Malformed(PathBuf, usize, serde_json::Error),
}

#[derive(Deserialize)]
struct Line {
    text: String,
    label: Option<String>,
    #[serde(alias = "intents")]
    labels: Option<Vec<String>>,
}

/// Reads one file.
pub(crate) fn read(path: &Path) -> Result<Vec<Example>, ExampleFault> {
    let text = read_text(path).map_err(|fault| ExampleFault::Unreadable(path.to_owned(), fault))?;
    let malformed = |place, fault| ExampleFault::Malformed(path.to_owned(), place, fault);
    let lines: Vec<Line> = if text.trim_start().starts_with('[') {
        serde_json::from_str(&text).map_err(|fault| malformed(0, fault))?
    } else {
        let lines = text.lines().filter(|line| !line.trim().is_empty()).enumerate();
        lines
            .map(|(place, line)| {
                serde_json::from_str(line).map_err(|fault| malformed(place + 1, fault))
            })
            .collect::<Result<_, _>>()?
    };
    Ok(lines.into_iter().map(Example::from).collect())
}

/// Reads several files as one.
pub(crate) fn read_all(paths: &[PathBuf]) -> Result<Vec<Example>, ExampleFault> {
    let files = paths.iter().map(|path| read(path)).collect::<Result<Vec<_>, _>>()?;
    Ok(files.into_iter().flatten().collect())
}

/// The text of a file, unpacked if its name ends in `.gz`.
pub(crate) fn read_text(path: &Path) -> io::Result<String> {
    String::from_utf8(read_bytes(path)?).map_err(io::Error::other)
}

/// The bytes of a file, unpacked if its name ends in `.gz`.
pub(crate) fn read_bytes(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut file = File::open(path)?;
    if path.extension().is_some_and(|extension| extension == "gz") {
        GzDecoder::new(file).read_to_end(&mut bytes)?;
    } else {
        file.read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

impl From<Line> for Example {
    fn from(line: Line) -> Self {
        let listed = line.label.is_none();
        let labels = line.label.map_or_else(|| line.labels.unwrap_or_default(), |one| vec![one]);
        Self { text: line.text, labels, listed }
    }
}
