//! Identifier objects: where an email address, a telephone number or a browser points, and how often
//! somebody has tried to be its owner.
//!
//! Name: see [`edgewise::profile::Identifier::object_name`]; for attempts on a name, see
//! [`edgewise::identity::Lookup::target`]. A shop's customer id has no object: it
//! never points elsewhere, so its customer is named by a hash of it (see `people`).

use edgewise::{
    base::{id::CustomerKey, time::Timestamp},
    identity::{Admission, AttemptBounds},
};
use serde::{Deserialize, Serialize};

use crate::bindings::IDENTIFIER;

/// Where does it point? Where it has never been pointed anywhere, it stays with `otherwise`.
#[derive(Deserialize, Serialize)]
pub(crate) struct Resolve {
    /// The customer where nothing is remembered.
    pub(crate) otherwise: CustomerKey,
    /// Whether that answer is to be remembered.
    pub(crate) remember: bool,
}

/// Points at this customer from now on.
#[derive(Deserialize, Serialize)]
pub(crate) struct Point {
    /// The customer.
    pub(crate) to: CustomerKey,
}

/// May somebody try to show that they are its owner? Counted, if so.
#[derive(Deserialize, Serialize)]
pub(crate) struct Attempt {
    /// How much is borne.
    pub(crate) bounds: AttemptBounds,
    /// When.
    pub(crate) now: Timestamp,
}

/// An attempt has succeeded: the count starts anew.
#[derive(Deserialize, Serialize)]
pub(crate) struct Succeeded {}

/// Forgets where it points, and all attempts.
#[derive(Deserialize, Serialize)]
pub(crate) struct Forget {}

calls! {
    IDENTIFIER;
    Resolve, "/resolve" => CustomerKey;
    Point, "/point" => ();
    Attempt, "/attempt" => Admission;
    Succeeded, "/succeeded" => ();
    Forget, "/forget" => ();
}
