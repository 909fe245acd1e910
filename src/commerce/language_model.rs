//! What a language model is asked about a message, and what it may answer.
//!
//! The question holds no more than what it takes: the parts of the message with personal data taken out,
//! and what is under way. The answer names wishes from a closed list, and nothing else.

use serde::{Deserialize, Serialize};

use crate::base::pii::Pii;

/// Parts of a message that a model is shown. What is said after them is read by the embedded
/// understanding alone.
pub const MODEL_PARTS_MAX: usize = 24;

/// Wishes of one message that a model may name.
pub const MODEL_WISHES_MAX: usize = 12;

/// What a message wants, asked of a language model.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct ModelQuestion {
    /// The message in its parts, in their order.
    pub parts: Vec<Pii<String>>,
    /// Names of the skills that are under way.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub under_way: Vec<String>,
}

/// One wish that a model has found.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct ModelWish {
    /// Name of a skill, `ask_person`, or `out_of_scope`.
    pub wish: String,
    /// Which parts of the message speak of it, counted from 0.
    pub parts: Vec<usize>,
}
