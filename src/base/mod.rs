//! Floor 0: words everyone uses.

mod fold;
pub mod id;
pub mod limits;
pub mod money;
pub mod pii;
pub mod text;
pub mod time;
