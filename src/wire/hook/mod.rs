//! Hooks of other systems: their own wire format, verified over the raw bytes, mapped onto our
//! events. Values in, values out; only `functions` receives them.

mod payload;
pub mod shopify;

/// Why a hook is refused.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum HookFault {
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
            Self::Malformed(_) => "hook.malformed",
            Self::MissingHeader(_) => "hook.missing_header",
            Self::NoSecret => "hook.no_secret",
            Self::Signature => "hook.signature",
        }
    }
}
