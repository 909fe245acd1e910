//! Hooks of other systems: their own wire format, verified over the raw bytes, mapped onto our
//! events, or onto what people did with a ticket in a helpdesk. Values in, values out; only `functions`
//! receives them.

pub mod gorgias;
mod payload;
pub mod shopify;
pub mod zendesk;

use crate::base::id::TicketId;

/// A ticket of ours in a helpdesk.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Elsewhere {
    /// Which of ours.
    pub ticket_id: TicketId,
    /// What it is called there.
    pub remote_id: String,
}

/// What somebody did with a ticket in a helpdesk.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Did {
    /// Closed it.
    Closed,
    /// Wrote something.
    Wrote(Written),
}

/// What somebody wrote in a helpdesk.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Written {
    /// Names it there.
    pub id: String,
    /// Names who wrote it there.
    pub author_id: String,
    /// What they are called, where that is told.
    pub author: Option<String>,
    /// Plain text.
    pub text: String,
    /// Whether the customer is to read it; else it is for the team.
    pub to_customer: bool,
}

/// The ticket of ours that an external id names; nothing where it is somebody else's.
fn ticket_of(external_id: &str) -> Option<TicketId> {
    let (key, rest) = external_id.split_once('-')?;
    let digits = key.strip_prefix('c')?;
    let key_is_ours = digits.len() == 24 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let last = rest.rsplit('-').next()?;
    let is_ticket = last == "t" || last.strip_prefix('p').is_some_and(|n| n.parse::<u32>().is_ok());
    if key_is_ours && is_ticket { TicketId::parse(external_id).ok() } else { None }
}

/// Why a hook is refused.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum HookFault {
    /// The signature is right, and was made too long ago or too far ahead.
    #[error("the instant of the webhook is too far from now")]
    Expired,
    /// The signature is right, the body is not what the topic promises.
    #[error("the body is not what its topic promises, at `{0}`")]
    Malformed(String),
    /// A header that is needed is absent.
    #[error("the header `{0}` is missing")]
    MissingHeader(&'static str),
    /// No secret is configured: nothing can be verified, so nothing is accepted.
    #[error("no secret is configured for this hook")]
    NoSecret,
    /// The signature does not match the bytes.
    #[error("the signature does not match the body")]
    Signature,
}

impl HookFault {
    /// Stable code for problem documents and metrics.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Expired => "hook.expired",
            Self::Malformed(_) => "hook.malformed",
            Self::MissingHeader(_) => "hook.missing_header",
            Self::NoSecret => "hook.no_secret",
            Self::Signature => "hook.signature",
        }
    }
}
