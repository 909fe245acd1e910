//! Connectors: a call becomes an HTTP request value, bytes become an answer. No I/O.
//!
//! Only `functions` may use this module: a skill that knows how a shop is reached is a bug.

pub mod commerce_api;

/// An HTTP request to a shop, not yet sent.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ShopRequest {
    /// `GET`, `POST` or `PUT`.
    pub method: &'static str,
    /// Path and query below the shop's base address, percent-encoded, with a leading slash.
    pub path: String,
    /// JSON body of a change.
    pub body: Option<String>,
    /// Lets the shop recognise a repetition; on every change.
    pub idempotency_key: Option<String>,
}

/// What came back, not yet understood.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ShopResponse {
    /// HTTP status.
    pub status: u16,
    /// The `Retry-After` header in milliseconds.
    pub retry_after_ms: Option<u32>,
    /// Raw body.
    pub body: Vec<u8>,
}

/// What to do with a response.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// This is the answer, or a fault that repeating cannot mend.
    Final(super::ShopResult),
    /// Worth another try after this pause, if there is time; this is the fault if there is not.
    Retry {
        /// Milliseconds to wait.
        after_ms: u32,
        /// The fault when no try is left.
        fault: super::ShopFault,
    },
}
