//! The shop as its callers see it: through requests only.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking; clippy's exemption does not reach helpers"
)]

mod changes;
mod contract;
mod fuzz;
mod generated;
mod help;
mod prompts;
mod refusals;
mod support;
