//! The one integration binary of the core.
//!
//! `corpus`: public data is understood as well as we say. `language`: customers are answered in
//! their own. `scenario`: conversations as data end as they say. `schema`: `schemas/` is what the
//! types say. `stored`: the stored form of records does not change unseen. `tidy`: the floors and
//! arrows of the code itself. `variant`: what a customer wants instead is found in many wordings.

#![expect(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm,
    reason = "a failed test panics"
)]

mod corpus;
mod language;
mod scenario;
mod schema;
mod skills;
mod stored;
mod tidy;
mod variant;
