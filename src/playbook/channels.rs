//! On which channels customers are served.

use serde::{Deserialize, Serialize};

/// On which channels customers are served.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Channels {
    /// The chat in the shop's own pages.
    pub web_chat: WebChat,
}

/// The chat in the shop's own pages.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct WebChat {
    /// Whether anybody may begin to chat. Who has begun is served until the end.
    pub open: bool,
}

impl Default for WebChat {
    fn default() -> Self {
        Self { open: true }
    }
}
