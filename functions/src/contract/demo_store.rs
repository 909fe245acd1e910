//! The embedded demo store: an object that serves the Commerce API.

use edgewise::commerce::Product;
use serde::{Deserialize, Serialize};

use crate::bindings::DEMO_STORE;

/// Name of the only one.
pub(crate) const NAME: &str = "demo";

/// Who a visitor of the demo page may be.
#[derive(Deserialize, Serialize)]
pub(crate) struct Personas {}

/// One of them.
#[derive(Deserialize, Serialize)]
pub(crate) struct PersonaView {
    /// The demo shop's id.
    pub(crate) customer_id: String,
    /// Name.
    pub(crate) name: String,
    /// What is special about them.
    pub(crate) blurb: String,
}

/// Goods arrive: what is sold out of a product can be had again.
#[derive(Deserialize, Serialize)]
pub(crate) struct Deliver {
    /// Which.
    pub(crate) product_id: String,
}

calls! {
    DEMO_STORE;
    Deliver, "/deliver" => Option<Product>;
    Personas, "/personas" => Vec<PersonaView>;
}
