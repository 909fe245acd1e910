//! What is told out of the shop's own pages.

use edgewise_tagged::Tagged;
use serde::{Deserialize, Serialize};

use crate::{
    base::pii::Pii,
    knowledge::{Gap, GapKind},
};

/// What the shop's own pages say about a question, or do not say.
#[derive(Clone, Debug, PartialEq, Serialize, Tagged)]
#[serde(rename_all = "snake_case", tag = "situation")]
pub enum PagesFact {
    /// What would you like to know?
    AskMore,
    /// Two pages contradict each other.
    Conflict(Outside),
    /// What they say holds for others only.
    ForOthers(QuotedFact),
    /// Which of these is meant?
    Offered {
        /// What they are called, the likeliest first.
        titles: Vec<String>,
    },
    /// What they said does not hold any more.
    OutOfDate(Outside),
    /// A passage answers it.
    Quoted(QuotedFact),
    /// They say nothing about it.
    Silent(Outside),
}

/// A passage in its own words.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct QuotedFact {
    /// What the page is called.
    pub title: String,
    /// Its words, as they stand: paragraphs, items and rows.
    pub lines: Vec<String>,
    /// Where it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// ISO 639-1 code of the language that it is in, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// For whom alone it holds.
    #[serde(default, skip_serializing_if = "ForWhom::is_everybody")]
    pub holds_for: ForWhom,
    /// For whom something else holds, which is not told here.
    #[serde(default, skip_serializing_if = "ForWhom::is_everybody")]
    pub otherwise_for: ForWhom,
}

/// For whom something holds, in names.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct ForWhom {
    /// Countries that parcels go to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub countries: Vec<String>,
    /// Loyalty tiers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tiers: Vec<String>,
}

/// A question that the pages do not answer.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Outside {
    /// In the customer's words.
    pub question: Pii<String>,
}

impl ForWhom {
    /// Whether it leaves nobody out.
    #[must_use]
    pub const fn is_everybody(&self) -> bool {
        self.countries.is_empty() && self.tiers.is_empty()
    }
}

impl PagesFact {
    /// What is missing on the pages, for who writes them.
    #[must_use]
    pub fn gap(&self) -> Option<Gap> {
        let (kind, outside) = match self {
            Self::Conflict(outside) => (GapKind::Conflict, outside),
            Self::OutOfDate(outside) => (GapKind::OutOfDate, outside),
            Self::Silent(outside) => (GapKind::Unanswered, outside),
            Self::AskMore | Self::ForOthers(_) | Self::Offered { .. } | Self::Quoted(_) => {
                return None;
            }
        };
        Some(Gap { kind, question: outside.question.expose().clone() })
    }
}
