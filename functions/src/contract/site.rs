//! Sites in the knowledge object: what is to be visited of them, and what was.

use edgewise::{
    base::time::Timestamp,
    knowledge::{VisitKind, Visited},
    wire::{SiteList, SiteRequest, SiteView},
};
use serde::{Deserialize, Serialize};

use super::ObjectCall;
use crate::bindings::KNOWLEDGE;

/// Keeps a site, in the place of one with its id, and has it read at once.
#[derive(Deserialize, Serialize)]
pub(crate) struct PutSite {
    /// What, already checked.
    pub(crate) site: SiteRequest,
    /// When.
    pub(crate) at: Timestamp,
}

/// Has a site read at once.
#[derive(Deserialize, Serialize)]
pub(crate) struct ReadSiteNow {
    /// Which.
    pub(crate) id: String,
    /// When.
    pub(crate) at: Timestamp,
}

/// A site, or all.
#[derive(Deserialize, Serialize)]
pub(crate) struct ReadSites {
    /// Which.
    pub(crate) id: Option<String>,
}

/// Forgets a site with its pages.
#[derive(Deserialize, Serialize)]
pub(crate) struct RemoveSite {
    /// Which.
    pub(crate) id: String,
}

/// What is to be visited next. Who gets it has it for a while; nobody else does meanwhile.
#[derive(Deserialize, Serialize)]
pub(crate) struct TakeVisits {
    /// Of which site.
    pub(crate) site: String,
    /// When.
    pub(crate) at: Timestamp,
}

/// Addresses to visit.
#[derive(Deserialize, Serialize)]
pub(crate) struct Visits {
    /// Where the site begins.
    pub(crate) url: String,
    /// In which reading of it.
    pub(crate) reading: i64,
    /// Which.
    pub(crate) visits: Vec<Visit>,
}

/// An address to visit.
#[derive(Deserialize, Serialize)]
pub(crate) struct Visit {
    /// Which.
    pub(crate) url: String,
    /// What is looked for.
    pub(crate) kind: VisitKind,
    /// As the last answer said it; empty where it did not.
    pub(crate) etag: String,
    /// As the last answer said it; empty where it did not.
    pub(crate) modified: String,
}

/// What came of visits.
#[derive(Deserialize, Serialize)]
pub(crate) struct TellVisits {
    /// Of which site.
    pub(crate) site: String,
    /// In which reading of it.
    pub(crate) reading: i64,
    /// What; nothing where the site's rules could not be had.
    pub(crate) visited: Option<Vec<Visited>>,
    /// Sitemaps that the site's rules name.
    pub(crate) sitemaps: Vec<String>,
    /// When.
    pub(crate) at: Timestamp,
    /// Milliseconds until it may be asked again.
    pub(crate) pause_ms: i64,
}

impl ObjectCall for PutSite {
    const BINDING: &'static str = KNOWLEDGE;
    const PATH: &'static str = "/put-site";
    /// Nothing where there are as many as there may be.
    type Answer = Option<SiteView>;
}

impl ObjectCall for ReadSiteNow {
    const BINDING: &'static str = KNOWLEDGE;
    const PATH: &'static str = "/read-site-now";
    type Answer = Option<SiteView>;
}

impl ObjectCall for ReadSites {
    const BINDING: &'static str = KNOWLEDGE;
    const PATH: &'static str = "/read-sites";
    type Answer = SiteList;
}

impl ObjectCall for RemoveSite {
    const BINDING: &'static str = KNOWLEDGE;
    const PATH: &'static str = "/remove-site";
    type Answer = bool;
}

impl ObjectCall for TakeVisits {
    const BINDING: &'static str = KNOWLEDGE;
    const PATH: &'static str = "/take-visits";
    type Answer = Option<Visits>;
}

impl ObjectCall for TellVisits {
    const BINDING: &'static str = KNOWLEDGE;
    const PATH: &'static str = "/tell-visits";
    type Answer = ();
}
