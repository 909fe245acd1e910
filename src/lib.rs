//! The pure core of Edgewise: no I/O, no clock, no randomness, no platform.
//!
//! A turn is [`engine::advance`]: from a record (the message, what it began with, what the shop
//! answered so far), a profile and a playbook to either the calls it needs next or its outcome. The
//! functions perform the calls and store the outcome; the same record gives the same outcome for
//! ever.
//!
//! Reading order: [`engine`], then what it puts together ([`understanding`] from words to commands,
//! [`skill`] from commands to facts, [`guardrail`] before each action, [`escalation`] when a person
//! is needed, [`reply`] from facts to words), [`welcome`] for the first words, then what they stand on ([`conversation`],
//! [`profile`], [`playbook`], [`commerce`], [`knowledge`], [`identity`], [`base`]). [`wire`] holds the public JSON.

#![warn(missing_docs, missing_debug_implementations)]

// What is derived names the core as others see it.
extern crate self as edgewise;

pub mod base;
pub mod commerce;
pub mod condition;
pub mod conversation;
pub mod engine;
pub mod escalation;
pub mod guardrail;
pub mod identity;
pub mod knowledge;
pub mod lab;
pub mod playbook;
pub mod profile;
pub mod release;
pub mod reply;
pub mod skill;
pub mod understanding;
pub mod welcome;
pub mod wire;
