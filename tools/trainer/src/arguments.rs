//! The command line: `--name value`, where a name may stand again, and `--flag`.

use std::path::{Path, PathBuf};

use thiserror::Error;

/// Where the shipped model lies, seen from this package.
const SHIPPED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../src/understanding/model/en.bin");

/// What is wrong with the command line.
#[derive(Debug, Error)]
pub(crate) enum ArgumentFault {
    #[error("`--{0}` is needed")]
    Missing(String),
    #[error("`--{0}` needs a value")]
    NoValue(String),
    #[error("`--{0}` takes a whole number")]
    NotANumber(String),
    #[error("`{0}` is not understood here")]
    Unknown(String),
}

/// What is left to be taken of the command line.
#[derive(Debug)]
pub(crate) struct Arguments(Vec<String>);

impl Arguments {
    pub(crate) fn new(arguments: impl IntoIterator<Item = String>) -> Self {
        Self(arguments.into_iter().collect())
    }

    /// Takes a flag: whether it stands there.
    pub(crate) fn flag(&mut self, name: &str) -> bool {
        let place = self.0.iter().position(|argument| argument.strip_prefix("--") == Some(name));
        place.map(|place| self.0.remove(place)).is_some()
    }

    /// Takes a name and its value.
    pub(crate) fn take(&mut self, name: &str) -> Result<Option<String>, ArgumentFault> {
        let place = self.0.iter().position(|argument| argument.strip_prefix("--") == Some(name));
        let Some(place) = place else { return Ok(None) };
        self.0.remove(place);
        if place < self.0.len() {
            Ok(Some(self.0.remove(place)))
        } else {
            Err(ArgumentFault::NoValue(name.to_owned()))
        }
    }

    pub(crate) fn number(&mut self, name: &str) -> Result<Option<u64>, ArgumentFault> {
        let number =
            |text: String| text.parse().map_err(|_| ArgumentFault::NotANumber(name.to_owned()));
        self.take(name)?.map(number).transpose()
    }

    pub(crate) fn path(&mut self, name: &str) -> Result<PathBuf, ArgumentFault> {
        let path = self.take(name)?.ok_or_else(|| ArgumentFault::Missing(name.to_owned()))?;
        Ok(path.into())
    }

    pub(crate) fn paths(&mut self, name: &str) -> Result<Vec<PathBuf>, ArgumentFault> {
        let paths = self.paths_or_none(name)?;
        if paths.is_empty() { Err(ArgumentFault::Missing(name.to_owned())) } else { Ok(paths) }
    }

    pub(crate) fn paths_or_none(&mut self, name: &str) -> Result<Vec<PathBuf>, ArgumentFault> {
        let mut paths = Vec::new();
        while let Some(path) = self.take(name)? {
            paths.push(path.into());
        }
        Ok(paths)
    }

    /// The model whose base is used: the shipped one, if no other is named.
    pub(crate) fn model(&mut self) -> Result<PathBuf, ArgumentFault> {
        Ok(self.take("model")?.map_or_else(|| Path::new(SHIPPED).to_owned(), PathBuf::from))
    }

    /// Nothing may be left over.
    pub(crate) fn finish(self) -> Result<(), ArgumentFault> {
        self.0.into_iter().next().map_or(Ok(()), |rest| Err(ArgumentFault::Unknown(rest)))
    }
}
