//! Sites whose pages are read by themselves, for who runs the shop.

use serde::{Deserialize, Serialize};

use super::FieldFault;
use crate::{
    base::time::Timestamp,
    knowledge::{Site, VisitOutcome},
};

/// Hours between two readings, at most: a month.
const EVERY_HOURS_MAX: u16 = 31 * 24;

/// Pages of one site that are read, at most.
const PAGES_MAX: u16 = 1_000;

/// A site, as it is handed in.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SiteRequest {
    /// Names it. The same id again replaces it.
    pub id: String,
    /// Where to begin, for example `https://shop.example/`. Nothing beside this host is read.
    pub url: String,
    /// Hours from the end of one reading to the next.
    #[serde(default = "daily")]
    pub every_hours: u16,
    /// Pages that are read. What is found first is read first.
    #[serde(default = "pages_usual")]
    pub pages_max: u16,
}

/// A site, and what its last reading came to.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SiteView {
    /// Names it.
    pub id: String,
    /// Where reading begins.
    pub url: String,
    /// Hours from the end of one reading to the next.
    pub every_hours: u16,
    /// Pages that are read.
    pub pages_max: u16,
    /// Whether it is being read now.
    pub reading: bool,
    /// When it is read next; while it is being read, when that goes on.
    pub next_at: Timestamp,
    /// The reading that runs, or the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<SiteReport>,
}

/// What a reading came to.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SiteReport {
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    /// Addresses that are still to be visited.
    pub pending: u32,
    /// Pages that are kept from it, changed or not.
    pub kept: u32,
    /// Pages that were kept and are not any more.
    pub forgotten: u32,
    /// What became of the addresses, and some of each.
    pub outcomes: Vec<OutcomeView>,
    /// Why it could not be read as a whole. Then nothing is forgotten that it did not come to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<SiteProblem>,
}

/// Addresses with the same outcome.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OutcomeView {
    /// What became of them.
    pub outcome: VisitOutcome,
    /// How many.
    pub count: u32,
    /// The first of them.
    pub urls: Vec<String>,
}

/// Why a site could not be read as a whole.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SiteProblem {
    /// `robots.txt` could not be had: until it can, nothing may be asked for.
    RobotsUnreachable,
    /// Its first page or a sitemap could not be had.
    StartUnreachable,
}

/// `GET /v1/knowledge/sites`.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SiteList {
    /// By id.
    pub items: Vec<SiteView>,
}

impl SiteRequest {
    /// Everything that is wrong with it; empty where it can be taken. `local` lets it be a server on this
    /// machine, for development.
    #[must_use]
    pub fn check(&self, local: bool) -> Vec<FieldFault> {
        let mut faults = Vec::new();
        let mut fault = |pointer: &str, detail: String| {
            faults.push(FieldFault { pointer: pointer.to_owned(), detail });
        };
        let allowed = |it: u8| it.is_ascii_alphanumeric() || b"-_".contains(&it);
        if self.id.is_empty() || self.id.len() > 60 || !self.id.bytes().all(allowed) {
            fault("/id", "must have 1 to 60 letters, digits, or any of - _".to_owned());
        }
        if let Err(reason) = Site::parse(&self.url, local) {
            fault("/url", reason.to_string());
        }
        let bounds = [
            ("/every_hours", self.every_hours, EVERY_HOURS_MAX),
            ("/pages_max", self.pages_max, PAGES_MAX),
        ];
        for (pointer, value, max) in bounds {
            if value == 0 || value > max {
                fault(pointer, format!("must be from 1 to {max}"));
            }
        }
        faults
    }
}

const fn daily() -> u16 {
    24
}

const fn pages_usual() -> u16 {
    300
}
