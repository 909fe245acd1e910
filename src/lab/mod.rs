//! Trying a playbook before a shopper meets it: what past turns would have come to.

mod what_if;

pub use what_if::compare;
