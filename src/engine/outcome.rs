//! What came of a turn.

use serde::{Deserialize, Serialize};

use crate::{
    conversation::{Awaiting, ConversationState, ConversationStatus, SourcedFact},
    escalation::{Escalation, Ticket},
    guardrail::GuardrailDecision,
    identity::CodeDelivery,
    reply::Reply,
    skill::ActionReceipt,
    understanding::{Skill, Understanding},
};

/// What came of a turn. A function of its record, the profile it saw and its playbook.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Outcome {
    /// What was understood.
    pub understanding: Understanding,
    /// What the reply tells, with sources.
    pub facts: Vec<SourcedFact>,
    /// What guardrails said.
    pub decisions: Vec<GuardrailDecision>,
    /// What was done.
    pub actions: Vec<ActionReceipt>,
    /// Why a person is needed, goal by goal.
    pub escalations: Vec<Escalation>,
    /// The ticket that this turn opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<Ticket>,
    /// The one-time code that is to be sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery: Option<CodeDelivery>,
    /// What is said; nothing while a person has the conversation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply: Option<Reply>,
    /// Where the dialogue stands now.
    pub state: ConversationState,
    /// What came of each ability that was at work. Empty where none was, and in what was kept before this was
    /// noted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub served: Vec<ServedSkill>,
}

/// An ability that was at work in a turn.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct ServedSkill {
    /// Which.
    pub skill: Skill,
    /// What came of it.
    pub came: Came,
}

/// What came of an ability in a turn; of several, the greatest counts.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Came {
    /// Neither told nor done: refused, not found, or asked about.
    Nothing,
    /// It is not wanted any more.
    Dropped,
    /// Something was told that helps.
    Told,
    /// It was done, and the shop's own record shows it.
    Done,
}

/// Where a conversation stands, for the shopper's side.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PublicState {
    /// The assistant asked something.
    AwaitingCustomer,
    /// Ended.
    Closed,
    /// Anything may be asked.
    Open,
    /// A person has it, or has been asked for.
    WithHuman,
}

impl ConversationState {
    /// Where the conversation stands, for the shopper's side.
    #[must_use]
    pub const fn public(&self) -> PublicState {
        match (self.status, &self.awaiting) {
            (ConversationStatus::Closed, _) => PublicState::Closed,
            (ConversationStatus::Human | ConversationStatus::WaitingHuman, _) => {
                PublicState::WithHuman
            }
            (ConversationStatus::Assistant, Some(_)) => PublicState::AwaitingCustomer,
            (ConversationStatus::Assistant, None) => PublicState::Open,
        }
    }

    /// Names of what the assistant waits for: a debugging aid.
    #[must_use]
    pub fn asks(&self) -> Vec<&str> {
        match &self.awaiting {
            None => Vec::new(),
            Some(Awaiting::ChooseGoal { .. }) => vec!["either_or"],
            Some(Awaiting::ChooseLine { .. }) => vec!["item"],
            Some(Awaiting::ChooseOrder { .. }) => vec!["order"],
            Some(Awaiting::ChooseSubscription { .. }) => vec!["subscription"],
            Some(Awaiting::ChooseVariant { .. }) => vec!["options"],
            Some(Awaiting::ConfirmNotReceived { .. }) => vec!["found"],
            Some(Awaiting::Consent { .. }) => vec!["confirm"],
            Some(Awaiting::Identity) => vec!["identity"],
            Some(Awaiting::Offer { .. }) => vec!["offer"],
            Some(Awaiting::Say { slot, .. }) => vec![slot.name()],
            Some(Awaiting::Stay { .. }) => vec!["stay"],
        }
    }
}
