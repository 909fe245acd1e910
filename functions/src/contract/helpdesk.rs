//! The helpdesk object: the tickets that are said to have changed in helpdesks, until they were read there.
//!
//! Name: [`NAME`]. Relies on: callers have verified who says so.

use edgewise::base::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::bindings::HELPDESK;

/// Name of the only one.
pub(crate) const NAME: &str = "helpdesk";

/// Keeps that a ticket has changed. One commit, which is awaited before whoever says so is answered.
#[derive(Deserialize, Serialize)]
pub(crate) struct Changed {
    /// In which destination.
    pub(crate) destination: String,
    /// What the ticket is called there.
    pub(crate) remote_id: String,
    /// When.
    pub(crate) now: Timestamp,
}

/// What came of reading one.
#[derive(Deserialize, Serialize)]
pub(crate) struct HaveRead {
    /// In which destination.
    pub(crate) destination: String,
    /// What the ticket is called there.
    pub(crate) remote_id: String,
    /// Which of the times that it was said to have changed.
    pub(crate) generation: u32,
    /// Milliseconds until it is to be tried again; nothing where it was read, or is given up.
    pub(crate) wait_ms: Option<i64>,
    /// When.
    pub(crate) now: Timestamp,
}

calls! {
    HELPDESK;
    Changed, "/changed" => ();
    HaveRead, "/have-read" => ();
}
