//! The record of a turn: all that its outcome depends on.

use edgewise_tagged::Tagged;
use serde::{Deserialize, Serialize};

use crate::{
    base::{
        id::{ApprovalId, ConversationId, TurnId},
        time::Timestamp,
    },
    commerce::{Answer, AnsweredCall},
    conversation::ConversationState,
    identity::{Identity, Via},
    profile::{EventBody, EventKey, LEARNED_SOURCE, ProfileEvent},
};

/// Version of the stored shape that this build reads and writes.
pub const RECORD_SCHEMA_VERSION: u16 = 1;

/// All that the outcome of a turn depends on, beside two things that are stored once and named
/// here: the profile (by snapshot) and the playbook (by version).
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct TurnRecord {
    /// Version of this stored shape.
    pub schema_version: u16,
    /// The turn.
    pub turn_id: TurnId,
    /// Its conversation.
    pub conversation_id: ConversationId,
    /// What it began with.
    pub opening: Opening,
    /// What the shop answered, in the order of the answers.
    pub answers: Vec<AnsweredCall>,
}

/// What a turn began with.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Opening {
    /// Now, for the whole turn.
    pub at: Timestamp,
    /// What came in.
    pub inbound: Inbound,
    /// On which surface.
    pub channel: Channel,
    /// Who says so.
    pub identity: Identity,
    /// Where the dialogue stood.
    pub state: ConversationState,
    /// The stored profile that the turn saw.
    pub profile_snapshot: String,
    /// The playbook that the conversation began with.
    pub playbook_version: u32,
    /// How something can be sent to a customer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reach: Vec<Via>,
}

/// What came in.
#[derive(Clone, Debug, PartialEq, Serialize, Tagged)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Inbound {
    /// What became of an approval that a change waits for.
    Approval {
        /// Which.
        id: ApprovalId,
        /// What was decided.
        decision: ApprovalDecision,
    },
    /// The shopper pressed "talk to a person".
    HandoffRequest,
    /// A person has given the conversation back, and something is to be taken up again.
    Resumed {
        /// What: what the customer wrote at a step before, or what a person says in its place.
        text: String,
        /// Whether it is a person's. It shows nothing of who is writing.
        by_person: bool,
    },
    /// A message.
    Text {
        /// As typed.
        text: String,
    },
}

/// What became of an approval.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ApprovalDecision {
    /// A person approved.
    Approved,
    /// A person decided against it.
    Declined,
    /// Nobody decided in time.
    Expired,
}

/// The surface that a message travels on.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// The widget, or a storefront's own chat.
    WebChat,
}

impl Inbound {
    /// The text as typed; empty where nothing was typed.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Approval { .. } | Self::HandoffRequest => "",
            Self::Resumed { text, .. } | Self::Text { text } => text,
        }
    }
}

/// What the profile learns from the shop's answers, so that the next turn need not ask again while
/// they are fresh.
#[must_use]
pub fn learned(answers: &[AnsweredCall]) -> Vec<ProfileEvent> {
    answers.iter().filter_map(learned_from).collect()
}

fn learned_from(answered: &AnsweredCall) -> Option<ProfileEvent> {
    let (time, body) = match answered.result.as_ref().ok()? {
        Answer::Orders(list) => (answered.answered_at, EventBody::OrdersListed(list.clone())),
        Answer::Order(order) => {
            (order.updated_at.unwrap_or(answered.answered_at), EventBody::Order(order.clone()))
        }
        Answer::Customer(customer) => (
            customer.updated_at.unwrap_or(answered.answered_at),
            EventBody::Customer(customer.clone()),
        ),
        Answer::Subscription(held) => (answered.answered_at, EventBody::Subscription(held.clone())),
        Answer::Subscriptions(list) => {
            (answered.answered_at, EventBody::SubscriptionsListed(list.clone()))
        }
        Answer::Capabilities(_)
        | Answer::Checkout(_)
        | Answer::CodeChecked { .. }
        | Answer::Consents(_)
        | Answer::Privacy(_)
        | Answer::Discount(_)
        | Answer::Loyalty(_)
        | Answer::Counted(_)
        | Answer::Fields(_)
        | Answer::Found(_)
        | Answer::NotNow { .. }
        | Answer::Passages(_)
        | Answer::Product(_)
        | Answer::Products(_)
        | Answer::Waiting(_)
        | Answer::Wishes(_) => return None,
    };
    let key = EventKey { time, source: LEARNED_SOURCE.to_owned(), id: answered.id.to_string() };
    Some(ProfileEvent { key, received_at: answered.answered_at, body })
}
