//! Knowledge: the shop's own pages, as passages that can be quoted.
//!
//! An [`Article`] comes from the merchant or from a crawl of their pages. It is cut into
//! [`Passage`]s at its headings; each keeps for whom it holds, from when to when, and where it
//! stands. [`Index`] finds the passages that may answer a question and says how sure that is;
//! [`choose`] takes the one that holds for this customer, or none. A passage is quoted in its own
//! words or not at all, and whatever it says, it changes nothing but what is quoted.
//!
//! Everything here is a pure function: the same index, question and customer give the same passage.

mod article;
mod charset;
mod choose;
mod conflict;
mod gap;
mod index;
mod page;
mod passage;
mod quote;
mod robots;
mod section;
mod site;
mod sitemap;
mod visit;
mod word;

use serde::{Deserialize, Serialize};

pub use article::{Article, ArticleFault, Format};
pub use charset::charset;
pub use choose::{Choice, Reader, Thresholds, choose, label};
pub use conflict::{Conflict, conflict, conflicts};
pub use gap::{Gap, GapGroup, GapKind, grouped, without_names};
pub use index::{Hit, Index, Vectors};
use page::read_page;
pub use passage::{Passage, passages};
pub use quote::quote;
pub use robots::Robots;
pub use site::{Site, SiteFault};
use sitemap::read_sitemap;
pub use visit::{VisitAnswer, VisitKind, VisitOutcome, Visited, robots, visited};
pub use word::{country_code, country_name, stems};

use crate::base::{pii::Pii, time::Timestamp};

/// Passages that a search answers with.
pub const FOUND_MAX: usize = 8;

/// For whom something holds. An empty list leaves nobody out.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Audience {
    /// ISO 3166-1 codes of the countries that the customer's parcels go to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub countries: Vec<String>,
    /// Names of loyalty tiers. Who is in none is not meant where one is named.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tiers: Vec<String>,
    /// Channels, for example `web_chat`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub channels: Vec<String>,
}

/// From when to when something holds.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Validity {
    /// From this instant on; always before, where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Timestamp>,
    /// Until just before this instant; for ever, where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

/// A passage with how likely it is that it answers the question.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct FoundPassage {
    /// The passage.
    pub passage: Passage,
    /// How likely, in thousandths.
    pub permille: u16,
}

/// A question to the shop's own pages.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct KnowledgeSearch {
    /// In the customer's words.
    pub question: Pii<String>,
    /// Whether nobody understood it as a question: then that there is no answer is no gap.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unasked: bool,
}

impl Audience {
    /// Whether it leaves nobody out.
    #[must_use]
    pub const fn is_everybody(&self) -> bool {
        self.countries.is_empty() && self.tiers.is_empty() && self.channels.is_empty()
    }

    /// How many kinds of conditions it makes: of two that hold, the one with more is meant.
    #[must_use]
    pub fn conditions(&self) -> usize {
        let lists = [&self.countries, &self.tiers, &self.channels];
        lists.iter().filter(|list| !list.is_empty()).count()
    }

    /// Whether somebody may be meant by both.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        let shared = |left: &[String], right: &[String]| {
            left.is_empty() || right.is_empty() || left.iter().any(|it| named(right, it))
        };
        shared(&self.countries, &other.countries)
            && shared(&self.tiers, &other.tiers)
            && shared(&self.channels, &other.channels)
    }

    /// The narrower of both: what a section says of itself stands before what its article says.
    #[must_use]
    pub fn within(&self, outer: &Self) -> Self {
        let narrower = |own: &Vec<String>, outer: &Vec<String>| {
            if own.is_empty() { outer.clone() } else { own.clone() }
        };
        Self {
            countries: narrower(&self.countries, &outer.countries),
            tiers: narrower(&self.tiers, &outer.tiers),
            channels: narrower(&self.channels, &outer.channels),
        }
    }
}

impl Validity {
    /// Whether it holds at an instant.
    #[must_use]
    pub fn holds_at(&self, now: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= now) && !self.is_over_at(now)
    }

    /// Whether it held once and does not any more.
    #[must_use]
    pub fn is_over_at(&self, now: Timestamp) -> bool {
        self.until.is_some_and(|until| until <= now)
    }

    /// Whether there is an instant at which both hold.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        let before = |until: Option<Timestamp>, from: Option<Timestamp>| match (until, from) {
            (Some(until), Some(from)) => until <= from,
            _ => false,
        };
        !before(self.until, other.from) && !before(other.until, self.from)
    }
}

/// Whether a list names something, whatever its case.
fn named(list: &[String], name: &str) -> bool {
    list.iter().any(|listed| listed.eq_ignore_ascii_case(name))
}
