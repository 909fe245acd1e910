//! The state of a dialogue between turns.

use serde::{Deserialize, Serialize};

use crate::{
    base::id::{OrderId, TicketId},
    understanding::Skill,
};

/// What a conversation remembers from turn to turn. Stored; see the snapshot test.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct ConversationState {
    /// Whose move it is.
    pub status: ConversationStatus,
    /// What the assistant asked and waits for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub awaiting: Option<Awaiting>,
    /// The orders last spoken of, so that "it" and "the other one" mean something.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub orders_in_focus: Vec<OrderId>,
    /// The ticket that a person works on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<TicketId>,
    /// The language last spoken, where it is not the one that the shop prefers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Times in a row that the assistant did not understand.
    #[serde(default)]
    pub misunderstood_count: u8,
    /// Names of the templates of the last reply, so that it is not said twice in a row.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub last_templates: Vec<String>,
}

/// Whose move it is.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ConversationStatus {
    /// The assistant answers.
    #[default]
    Assistant,
    /// Ended.
    Closed,
    /// A person answers; the assistant is silent.
    Human,
    /// A person has been asked for.
    WaitingHuman,
}

/// What the assistant asked and waits for.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "for")]
pub enum Awaiting {
    /// Which of these orders is meant, for this skill.
    ChooseOrder {
        /// What will be done with it.
        skill: Skill,
        /// The orders offered, in the order of the list.
        options: Vec<OrderId>,
    },
    /// A yes to cancelling this order.
    ConfirmCancel {
        /// Which.
        order_id: OrderId,
    },
    /// Whether a parcel that counts as delivered was found, else a person takes over.
    ConfirmNotReceived {
        /// Which.
        order_id: OrderId,
    },
}
