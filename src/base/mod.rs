//! Floor 0: words everyone uses.

mod fold;
pub(crate) mod hash;
pub mod host;
pub mod id;
pub mod json;
pub mod limits;
pub mod money;
pub mod pii;
pub mod skill_id;
pub mod sort;
pub(crate) mod table;
pub mod text;
pub mod time;
