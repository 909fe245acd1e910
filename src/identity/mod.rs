//! Who is typing: identity tokens of the storefront, session tokens of ours, claims and one-time
//! codes, and the proof that comes of them.

mod access;
mod attempt;
mod claim;
mod code;
mod proof;
mod token;

pub use access::AccessToken;
pub use attempt::{Admission, AttemptBounds, Attempts};
pub use claim::{Claim, Found, Lookup, LookupBy, Means, Missing, Via, target_of_name};
pub use code::{Challenge, Checked, CodeCheck, CodeDelivery, CodeKey};
pub use proof::{Identity, IdentityLevel, Verified};
pub use token::{
    IdentityClaims, IdentityKeys, SessionClaims, SessionKey, TokenFault, hmac_sha256,
    secrets_match, sign_identity, verify_hmac_sha256,
};
