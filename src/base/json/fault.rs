//! Why JSON could not be read, and where.

use std::fmt;

use serde::de;

use crate::base::text::pointer_part;

/// Why JSON could not be read.
#[derive(Debug, Eq, PartialEq)]
pub enum JsonFault {
    /// It ends or breaks. Lines and columns count from 1; both are 0 where it is no text.
    Malformed {
        /// The line.
        line: usize,
        /// The column.
        column: usize,
    },
    /// It is not what was expected.
    Unexpected(Box<Unexpected>),
}

/// What was not as expected.
#[derive(Debug, Eq, PartialEq)]
pub struct Unexpected {
    /// Where, as a JSON pointer.
    pub pointer: String,
    /// What, in serde's words. It may repeat a value.
    pub message: String,
}

impl JsonFault {
    pub(super) fn malformed(error: &serde_json::Error) -> Self {
        Self::Malformed { line: error.line(), column: error.column() }
    }

    pub(super) fn not_text() -> Self {
        Self::Malformed { line: 0, column: 0 }
    }

    pub(super) fn new(message: String) -> Self {
        Self::Unexpected(Box::new(Unexpected { pointer: String::new(), message }))
    }

    /// The fault as the level above sees it.
    pub(super) fn below(mut self, part: &dyn fmt::Display) -> Self {
        if let Self::Unexpected(unexpected) = &mut self {
            let part = pointer_part(&part.to_string());
            unexpected.pointer = format!("/{part}{}", unexpected.pointer);
        }
        self
    }

    /// Where the fault is, as a JSON pointer, without the value that is there.
    #[must_use]
    pub fn pointer(&self) -> &str {
        match self {
            Self::Malformed { .. } => "",
            Self::Unexpected(unexpected) => &unexpected.pointer,
        }
    }

    /// A word for logs, free of personal data.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed { .. } => "malformed",
            Self::Unexpected(_) => "unexpected",
        }
    }
}

impl fmt::Display for JsonFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed { line, column } => write!(f, "breaks at line {line}, column {column}"),
            Self::Unexpected(unexpected) => f.write_str(&unexpected.message),
        }
    }
}

impl std::error::Error for JsonFault {}

impl de::Error for JsonFault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(message.to_string())
    }
}
