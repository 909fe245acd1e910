//! Sites in the knowledge object: what is to be visited of them, and what was.

use edgewise::{
    base::time::Timestamp,
    knowledge::{VisitKind, Visited},
    wire::{SiteList, SiteRequest, SiteView},
};
use serde::{Deserialize, Serialize};

use crate::bindings::KNOWLEDGE;

/// Keeps a site, in the place of one with its id, and has it read at once. Nothing is answered where
/// there are as many as there may be.
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

calls! {
    KNOWLEDGE;
    PutSite, "/put-site" => Option<SiteView>;
    ReadSiteNow, "/read-site-now" => Option<SiteView>;
    ReadSites, "/read-sites" => SiteList;
    RemoveSite, "/remove-site" => bool;
    TakeVisits, "/take-visits" => Option<Visits>;
    TellVisits, "/tell-visits" => ();
}
