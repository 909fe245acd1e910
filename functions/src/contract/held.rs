//! What a customer object holds, for whom it is about.

use std::collections::BTreeMap;

use edgewise::profile::Profile;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::customer::Here;
use crate::bindings::CUSTOMER;

/// Everything that is held about this customer.
#[derive(Deserialize, Serialize)]
pub(crate) struct ReadHeld {}

/// See [`ReadHeld`].
#[derive(Deserialize, Serialize)]
pub(crate) struct Held {
    /// The profile.
    pub(crate) profile: Profile,
    /// Rows by table, each with its columns.
    pub(crate) tables: BTreeMap<String, Vec<Map<String, Value>>>,
}

calls! {
    CUSTOMER;
    ReadHeld, "/read-held" => Here<Held>;
}
