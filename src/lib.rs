//! The pure core of Edgewise.
pub mod base;
pub mod commerce;
pub mod conversation;
pub mod engine;
pub mod escalation;
pub mod guardrail;
pub mod identity;
pub mod playbook;
pub mod profile;
pub mod reply;
pub mod skill;
pub mod understanding;
pub mod wire;
