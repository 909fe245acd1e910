//! Trying a playbook before a shopper meets it: what is wrong with it, what past turns would have come
//! to, and what conversations that are kept as data come to. A past conversation becomes one of these.

mod check;
mod past;
mod scenario;
mod skill_tests;
mod what_if;

pub use check::check;
pub use past::{NoScenario, PastTurn, from_past, masked_fixture};
pub use scenario::{Pages, Played, PlayedTurn, Player, came, coverage, differences, play, told};
pub use skill_tests::skill_tests;
pub use what_if::compare;
