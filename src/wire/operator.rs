//! The operators' surface.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    base::{
        id::{ApprovalId, ConversationId, CustomerId, CustomerKey, TicketId, TurnId},
        pii::Pii,
        time::Timestamp,
    },
    conversation::{ConversationStatus, Message, PendingApproval},
    engine::Rating,
    escalation::Ticket,
    playbook::Playbook,
};

/// One conversation in a list.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ConversationSummary {
    /// The conversation.
    pub id: ConversationId,
    /// The shop's customer id, once known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<CustomerId>,
    /// Whose move it is.
    pub status: ConversationStatus,
    /// First message.
    pub opened_at: Timestamp,
    /// Last message.
    pub updated_at: Timestamp,
    /// Turns so far.
    pub turn_count: u32,
    /// What was asked for, for example `order_status`.
    #[serde(default)]
    pub skills: Vec<String>,
    /// Its ticket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket_id: Option<TicketId>,
    /// Changes that wait for a person's approval.
    #[serde(default)]
    pub approvals_waiting: u32,
    /// The playbook that it began with.
    pub playbook_version: u32,
}

/// `GET /v1/conversations`.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ConversationList {
    /// Newest first.
    pub items: Vec<ConversationSummary>,
    /// For the next page.
    pub next_cursor: Option<String>,
}

/// `GET /v1/conversations/{id}`.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ConversationDetail {
    /// As in the list.
    #[serde(flatten)]
    pub summary: ConversationSummary,
    /// Oldest first.
    pub messages: Vec<Message>,
    /// The turns, oldest first, for their receipts.
    pub turns: Vec<TurnId>,
    /// Its tickets.
    pub tickets: Vec<Ticket>,
    /// What waits for an approval, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub approvals: Vec<ApprovalView>,
    /// What the shopper thinks of the assistant, and of people.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ratings: Vec<Rating>,
}

/// A change that the customer said yes to and that waits for a person's approval.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ApprovalView {
    /// Names it.
    pub id: ApprovalId,
    /// The action, for example `cancel_order`.
    pub action: String,
    /// What the customer was told, and said yes to.
    pub told: String,
    /// The rules that made it wait.
    pub rules: Vec<String>,
    /// Since when.
    pub asked_at: Timestamp,
    /// Until when it may be given.
    pub expires_at: Timestamp,
}

impl ApprovalView {
    /// Shows one.
    #[must_use]
    pub fn of(pending: &PendingApproval) -> Self {
        Self {
            id: pending.id.clone(),
            action: pending.proposal.action.name().to_owned(),
            told: pending.told.expose().clone(),
            rules: pending.rules.clone(),
            asked_at: pending.asked_at,
            expires_at: pending.expires_at,
        }
    }
}

/// `POST /v1/conversations/{id}/approvals/{approval_id}`.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ApprovalRequest {
    /// What is decided.
    pub decision: PersonsDecision,
}

/// What a person may decide.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PersonsDecision {
    /// Do it.
    Approved,
    /// Do not.
    Declined,
}

/// `GET /v1/customers/{id}`: the unified profile.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CustomerView {
    /// What events told.
    pub profile: Value,
    /// Conversations, newest first.
    pub conversations: Vec<ConversationSummary>,
    /// Tickets, newest first.
    pub tickets: Vec<Ticket>,
}

/// `GET /v1/customers/{id}/export`: everything that is held about a person.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CustomerExport {
    /// When it was made.
    pub exported_at: Timestamp,
    /// Under which key it is kept.
    pub key: CustomerKey,
    /// What leads to this customer: the shop's id, email address, telephone number, browsers.
    pub identifiers: Vec<CustomerIdentifier>,
    /// What events told.
    pub profile: Value,
    /// Every row that is kept, by table: conversations, messages, turns, tickets and the rest.
    pub held: BTreeMap<String, Vec<Map<String, Value>>>,
}

/// See [`CustomerExport::identifiers`].
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CustomerIdentifier {
    /// `shop`, `email`, `phone` or `visitor`.
    pub kind: String,
    /// As it is known.
    pub value: Pii<String>,
}

/// A playbook that is or was live.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PlaybookRelease {
    /// Counts up from 1; 0 is the built-in default.
    pub version: u32,
    /// When it went live.
    pub released_at: Timestamp,
    /// The document.
    pub playbook: Playbook,
}
