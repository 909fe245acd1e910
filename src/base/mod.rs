//! Floor 0: words everyone uses.

mod fold;
pub mod host;
pub mod id;
pub mod json;
pub mod limits;
pub mod money;
pub mod pii;
pub mod skill_id;
pub mod sort;
pub mod text;
pub mod time;
