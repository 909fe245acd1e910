//! Skills: what the assistant can do for a customer, one file each, all of one shape.
//!
//! A skill is straight-line code over [`SkillContext`]: it reads and acts through it, and each
//! missing answer ends the run with [`Suspended`] until the driver has it; then the skill runs
//! again from the start. It deals in facts: it never writes sentences (`reply` does), never reaches
//! a shop (`functions` does), never judges what is allowed (`guardrail` does) and never starts
//! another skill (`engine` does).

mod cancel_order;
mod context;
mod meant;
mod order_status;
mod orders;
mod registry;

use serde::{Deserialize, Serialize};

pub use context::{ActionEnd, ActionReceipt, SkillContext, Suspended, Trace};
pub use registry::{Ability, Run, ability};

use crate::{
    base::id::OrderId,
    conversation::{Awaiting, SourcedFact},
    escalation::Escalation,
    understanding::Pointer,
};

/// What a skill is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct SkillRequest {
    /// The order meant, as it was said.
    pub order: Option<Pointer>,
    /// The words of the message, folded: a product's name may be among them.
    pub words: Vec<String>,
    /// Whether the customer says that something counts as delivered and is not there.
    pub not_received: bool,
    /// Why the skill runs.
    pub prompt: Prompt,
}

/// Why a skill runs.
#[derive(Clone, Debug, PartialEq)]
pub enum Prompt {
    /// The customer asked for it.
    Asked,
    /// The customer said no to what the skill asked last.
    Denied(Awaiting),
    /// The customer said yes to what the skill asked last.
    Confirmed(Awaiting),
}

/// What came of it.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct SkillEnd {
    /// What may be told.
    pub facts: Vec<SourcedFact>,
    /// What was asked of the customer.
    pub awaiting: Option<Awaiting>,
    /// The orders spoken of.
    pub orders_in_focus: Vec<OrderId>,
    /// That a person is needed.
    pub escalation: Option<Escalation>,
}
