//! Why a person is needed, and the ticket that the person receives.

use serde::{Deserialize, Serialize};

use crate::{
    base::{
        id::{ConversationId, CustomerId, TicketId, TurnId},
        time::Timestamp,
    },
    playbook::Topic,
    understanding::{Skill, Tone},
};

/// Why a person is needed: the closed list.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The customer asked for a person.
    AskedForPerson,
    /// The playbook has a person send what the assistant drafts.
    Assist,
    /// A skill of the merchant's own hands over.
    CustomSkill,
    /// A guardrail keeps the assistant from doing it.
    Guardrail,
    /// Not understood, more often than the playbook allows.
    LowConfidence,
    /// No skill does it, or the playbook has switched it off.
    MissingAbility,
    /// The customer did not receive what counts as delivered.
    NotReceived,
    /// The customer asked for all that is held about them, or to have it erased.
    PrivacyRequest,
    /// The shop could not be asked.
    ShopFault,
    /// An action was sent and its end is not known.
    UnknownResult,
}

impl Reason {
    /// The rule that receipts, tickets and metrics cite.
    #[must_use]
    pub const fn rule(self) -> &'static str {
        match self {
            Self::AskedForPerson => "escalation.asked_for_person",
            Self::Assist => "escalation.assist",
            Self::CustomSkill => "escalation.custom_skill",
            Self::Guardrail => "escalation.guardrail",
            Self::LowConfidence => "escalation.low_confidence",
            Self::MissingAbility => "escalation.missing_ability",
            Self::NotReceived => "escalation.not_received",
            Self::PrivacyRequest => "escalation.privacy_request",
            Self::ShopFault => "escalation.shop_fault",
            Self::UnknownResult => "escalation.unknown_result",
        }
    }
}

/// A decision that a person is needed for one goal.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Escalation {
    /// Why.
    pub reason: Reason,
    /// The rules that decided it, the reason's own first.
    pub rules: Vec<String>,
    /// What the customer wanted, where it was understood.
    pub skill: Option<Skill>,
    /// What is left to do, for the person, one sentence.
    pub left: String,
    /// Queue of the ticket, where it is not the usual one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue: Option<String>,
}

impl Escalation {
    /// Whether somebody may be hurt.
    #[must_use]
    pub fn is_alarm(&self) -> bool {
        let rule = Topic::Safety.rule();
        self.rules.iter().any(|held| held.strip_prefix("any.") == Some(rule))
    }
}

/// The record that a person receives. The customer's profile and the whole history of the
/// conversation are added when it is read, so that they are always current.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Ticket {
    /// Derived from the turn that opened it.
    pub id: TicketId,
    /// Where it was opened.
    pub conversation_id: ConversationId,
    /// Which turn opened it.
    pub turn_id: TurnId,
    /// When.
    pub opened_at: Timestamp,
    /// Where it stands.
    pub status: TicketStatus,
    /// Who should take it.
    pub queue: String,
    /// Why a person is needed.
    pub reason: Reason,
    /// The rules that decided it.
    pub rules: Vec<String>,
    /// The shop's customer id, where identity is proven.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<CustomerId>,
    /// What they want, in one line.
    pub wants: String,
    /// When the customer began to wait for a person.
    pub waiting_since: Timestamp,
    /// What was tried, with results.
    pub tried: Vec<Tried>,
    /// What is left to do.
    pub left: Vec<String>,
    /// What the person might answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suggested_reply: Option<String>,
    /// What the person might do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suggested_action: Option<String>,
    /// Language of the customer, BCP 47, where it could be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// How the customer sounds.
    pub tone: Tone,
}

/// Where a ticket stands.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TicketStatus {
    /// Done.
    Closed,
    /// Waits for a person.
    Open,
}

/// Something the assistant tried.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Tried {
    /// What.
    pub what: String,
    /// With which result.
    pub result: String,
}
