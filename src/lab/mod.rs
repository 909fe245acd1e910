//! Trying a playbook before a shopper meets it: what past turns would have come to, and what
//! conversations that are kept as data come to.

mod scenario;
mod what_if;

pub use scenario::{Pages, Played, PlayedTurn, Player, came, coverage, differences, play, told};
pub use what_if::compare;
