//! Understanding: from a message and the dialogue's state to commands.
//!
//! Reading a message changes nothing and asks nobody: it returns a value. Two makers of this type
//! are foreseen, the embedded one (here) and a language model; the engine treats both alike.

mod command;
mod embedded;
mod entity;
pub mod intent;
mod lexicon;
mod phrase;

pub use command::{
    Alternative, ChitchatKind, Command, Confidence, HeardCommand, OrderRef, Skill, Tone,
    Understanding,
};
pub use embedded::understand;
pub use entity::{Entity, EntityKind};
