//! The one integration binary of the core.
//!
//! `corpus`: public data is understood as well as we say. `language`: customers are answered in
//! their own. `schema`: `schemas/` is what the types say. `stored`: the stored form of records does
//! not change unseen. `tidy`: the floors and arrows of the code itself.

#![expect(clippy::unwrap_used, reason = "a failed test panics")]

mod corpus;
mod language;
mod schema;
mod stored;
mod tidy;
