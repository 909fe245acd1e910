//! What a skill of the merchant's own says.

use edgewise_tagged::Tagged;
use serde::{Deserialize, Serialize};

use crate::{base::skill_id::SkillId, commerce::Fields};

/// What a skill of the merchant's own says: which of its wordings, with the values in it.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct CustomFact {
    /// Which skill.
    pub skill: SkillId,
    /// Which of its wordings.
    pub says: CustomSays,
    /// The values that the wording names.
    #[serde(default, skip_serializing_if = "Fields::is_empty")]
    pub fields: Fields,
    /// Answers to choose from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
}

/// A wording of a skill of the merchant's own.
#[derive(Clone, Debug, PartialEq, Serialize, Tagged)]
#[serde(rename_all = "snake_case", tag = "says")]
pub enum CustomSays {
    /// What a step changes: its summary, or that it was done.
    Act {
        /// Which step.
        step: String,
    },
    /// How a need is asked for.
    Ask {
        /// Which need.
        need: String,
    },
    /// What a step tells.
    Reply {
        /// Which step.
        step: String,
    },
}
