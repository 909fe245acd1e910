//! The catalogue object: one, holding the products that events told, and who waits for what of them.

use edgewise::{
    base::id::{CustomerKey, VariantId},
    commerce::StockItem,
    profile::EventKey,
    wire::CatalogueChange,
};
use serde::{Deserialize, Serialize};

use super::customer::Applied;
use crate::bindings::CATALOGUE;

/// Name of the only one.
pub(crate) const NAME: &str = "catalogue";

/// Applies changes, each once per (source, id).
#[derive(Deserialize, Serialize)]
pub(crate) struct ApplyProducts {
    /// Which event told what.
    pub(crate) changes: Vec<(EventKey, CatalogueChange)>,
}

/// Notes that a customer waits for things, or no more. Can be repeated.
#[derive(Deserialize, Serialize)]
pub(crate) struct Watch {
    /// For what.
    pub(crate) items: Vec<StockItem>,
    /// The customer's object.
    pub(crate) key: CustomerKey,
    /// Whether they wait for them.
    pub(crate) on: bool,
}

/// Notes what came of looking whether a variant can be had.
#[derive(Deserialize, Serialize)]
pub(crate) struct Looked {
    /// Which.
    pub(crate) variant_id: VariantId,
    /// Whose objects were told.
    pub(crate) keys: Vec<CustomerKey>,
    /// Whether it can be had, so that nobody of them waits any more.
    pub(crate) available: bool,
}

/// Forgets all that a customer waits for.
#[derive(Deserialize, Serialize)]
pub(crate) struct Unwatch {
    /// The customer's object.
    pub(crate) key: CustomerKey,
}

calls! {
    CATALOGUE;
    ApplyProducts, "/apply" => Vec<Applied>;
    Looked, "/looked" => ();
    Unwatch, "/unwatch" => ();
    Watch, "/watch" => ();
}
