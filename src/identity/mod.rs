//! Who is typing: identity tokens of the storefront, session tokens of ours, and the proof.

mod claim;
mod proof;
mod token;

pub use claim::{Claim, Found, Lookup, LookupBy, Means};
pub use proof::{Identity, IdentityLevel, Verified};
pub use token::{
    IdentityClaims, IdentityKeys, SessionClaims, SessionKey, TokenFault, secrets_match,
    sign_identity, verify_hmac_sha256,
};
