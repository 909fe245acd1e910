//! The catalogue object: one, holding the products that events told.

use edgewise::{profile::EventKey, wire::CatalogueChange};
use serde::{Deserialize, Serialize};

use super::{ObjectCall, customer::Applied};
use crate::bindings::CATALOGUE;

/// Name of the only one.
pub(crate) const NAME: &str = "catalogue";

/// Applies changes, each once per (source, id).
#[derive(Deserialize, Serialize)]
pub(crate) struct ApplyProducts {
    /// Which event told what.
    pub(crate) changes: Vec<(EventKey, CatalogueChange)>,
}

impl ObjectCall for ApplyProducts {
    const BINDING: &'static str = CATALOGUE;
    const PATH: &'static str = "/apply";
    type Answer = Vec<Applied>;
}
