//! One turn, from a message to its outcome. The only module that knows all the others.
//!
//! A turn re-runs from its record: [`advance`] is pure, so the driver performs the calls that it
//! names, appends the answers and runs it again from the start, until it is done. Crash recovery,
//! replay and what-if are the same call on the same record.

mod advance;
mod approval;
mod close;
mod consent;
mod error;
mod goals;
mod handoff;
mod identify;
mod issue;
mod join;
mod outcome;
mod pages;
mod rating;
mod record;
mod repeated;
mod serve;
mod served;
mod settle;
mod stock;
mod take;
mod talk;
mod unasked;

pub use advance::{Advance, Understood, advance, advance_understood, understood};
pub use error::TurnError;
pub use handoff::taken_over;
pub use issue::{ISSUES_MAX, Issue, IssueOutcome, IssueStanding, SILENT_MS, note_issues};
pub use outcome::{Came, Outcome, PublicState, ServedSkill};
pub use rating::{Rated, Rating};
pub use record::{
    ApprovalDecision, Channel, Inbound, Opening, RECORD_SCHEMA_VERSION, TurnRecord, learned,
};
