//! The proof that a conversation belongs to a customer.

use edgewise_tagged::Tagged;
use serde::{Deserialize, Serialize};

use crate::base::{id::CustomerId, time::Timestamp};

/// Who the other side of a conversation is, for one turn.
#[derive(Clone, Debug, PartialEq, Serialize, Tagged)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Identity {
    /// Nobody we know.
    Anonymous,
    /// A proven customer.
    Verified(Verified),
}

/// How well a customer is known. Each action states the least that it needs.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum IdentityLevel {
    /// Nothing shown.
    Anonymous,
    /// Said, not shown.
    Claimed,
    /// Shown.
    Verified,
    /// Shown by the storefront's own sign-in.
    Strong,
}

/// The proof that a message comes from this customer. Made only by checking a signature (see
/// [`super::SessionKey::verify`]), by a look-up that found exactly one customer
/// ([`super::Lookup::proof`]), by a one-time code ([`super::Challenge::note`]), or by reading a
/// record of a turn that had it; whoever holds one may read the customer's things until it expires.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Verified {
    customer_id: CustomerId,
    level: IdentityLevel,
    expires_at: Timestamp,
}

impl Verified {
    pub(super) const fn new(
        customer_id: CustomerId,
        level: IdentityLevel,
        expires_at: Timestamp,
    ) -> Self {
        Self { customer_id, level, expires_at }
    }

    /// The customer.
    #[must_use]
    pub const fn customer_id(&self) -> &CustomerId {
        &self.customer_id
    }

    /// How it was shown.
    #[must_use]
    pub const fn level(&self) -> IdentityLevel {
        self.level
    }

    /// The same proof for something that was said yes to while it held, and that is done by then.
    #[must_use]
    pub fn until(&self, expires_at: Timestamp) -> Self {
        Self { expires_at, ..self.clone() }
    }

    /// Whether the proof still holds.
    #[must_use]
    pub fn holds_at(&self, now: Timestamp) -> bool {
        now < self.expires_at
    }
}

impl Identity {
    /// The proof, where there is one that still holds.
    #[must_use]
    pub fn verified_at(&self, now: Timestamp) -> Option<&Verified> {
        match self {
            Self::Anonymous => None,
            Self::Verified(proof) => proof.holds_at(now).then_some(proof),
        }
    }
}
