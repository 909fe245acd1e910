//! The one integration binary of the core.
//!
//! `corpus`: public data is understood as well as we say. `language`: customers are answered in
//! their own. `pages`: the shop's own pages of a scenario. `scenario`: conversations as data end as they say, in
//! a scripted `shop`. `schema`: `schemas/` is what the
//! types say. `stored`: the stored form of records does not change unseen. `tidy`: the floors and
//! arrows of the code itself. `variant`: what a customer wants instead is found in many wordings.
//! `whole`: what a scenario leaves out is filled in.

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
mod pages;
mod scenario;
mod schema;
mod shop;
mod stored;
mod tidy;
mod variant;
mod whole;
