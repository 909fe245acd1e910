//! The playbook object: one, holding every version that was ever live.

use edgewise::{base::time::Timestamp, playbook::Playbook, wire::PlaybookRelease};
use serde::{Deserialize, Serialize};

use super::ObjectCall;
use crate::bindings::PLAYBOOK;

/// Name of the only one.
pub(crate) const NAME: &str = "playbook";

/// A version: the live one where none is named.
#[derive(Deserialize, Serialize)]
pub(crate) struct Load {
    /// Which.
    pub(crate) version: Option<u32>,
}

/// Makes this the live playbook.
#[derive(Deserialize, Serialize)]
pub(crate) struct Release {
    /// The document, already checked.
    pub(crate) playbook: Playbook,
    /// When.
    pub(crate) at: Timestamp,
}

impl ObjectCall for Load {
    const BINDING: &'static str = PLAYBOOK;
    const PATH: &'static str = "/load";
    type Answer = Option<PlaybookRelease>;
}

impl ObjectCall for Release {
    const BINDING: &'static str = PLAYBOOK;
    const PATH: &'static str = "/release";
    type Answer = PlaybookRelease;
}
