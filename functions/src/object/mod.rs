//! Durable Objects: what must be orderly.
//!
//! No object calls another, and none calls out while it owns a turn: functions coordinate. Reads
//! and writes are synchronous, so nothing else runs between them; what belongs together is written
//! in one [`store::Batch`].

mod catalogue;
mod customer;
#[cfg(feature = "demo")]
mod demo_store;
mod helpdesk;
mod identifier;
mod knowledge;
mod mailbox;
mod playbook;
mod store;

pub(crate) use customer::SOCKET_PATH;
