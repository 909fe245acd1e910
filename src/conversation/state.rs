//! The state of a dialogue between turns.

use edgewise_tagged::Tagged;
use serde::{Deserialize, Serialize};

use super::{
    ChosenLine, Goal, PendingApproval, Proposal, Recommended, StockChoice, SubscriptionDetail,
};
use crate::{
    base::{
        id::{LineId, OrderId, ProductId, SubscriptionId, TicketId, VariantId},
        pii::Pii,
        time::Timestamp,
    },
    identity::{Challenge, Claim, Identity, Verified},
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
    /// What the customer says of who they are, until it is shown.
    #[serde(default, skip_serializing_if = "Claim::is_empty")]
    pub claim: Claim,
    /// Look-ups that found nobody.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub lookups_failed: u8,
    /// Times in a row that the question who is writing was not answered.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub identity_unanswered: u8,
    /// The one-time code that was sent and has not been typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub challenge: Option<Challenge>,
    /// The proof of who they are, where it was shown in this conversation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<Verified>,
    /// What waits for a person's approval, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub approvals: Vec<PendingApproval>,
    /// What the customer wants and has not got yet, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub goals: Vec<Goal>,
    /// Goals that the conversation has had.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub goal_count: u16,
    /// The orders last spoken of, so that "it" and "the other one" mean something.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub orders_in_focus: Vec<OrderId>,
    /// The products last spoken of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub products_in_focus: Vec<ProductId>,
    /// The repeated deliveries last spoken of, where nothing else was spoken of since.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub subscriptions_in_focus: Vec<SubscriptionId>,
    /// Whether something was offered in place of an end of a repeated delivery.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub stay_offered: bool,
    /// The ticket that a person works on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<TicketId>,
    /// Since when the customer waits for a person; nothing where they do not, or have had an answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting_since: Option<Timestamp>,
    /// Where an answer reaches the customer who has left, as they said while they waited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<Pii<String>>,
    /// How often a person has stepped in. A turn that began before the last time is not answered.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub interventions: u32,
    /// Whether a person has had the assistant only tell, and change nothing, for the rest of the conversation.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub only_answers: bool,
    /// Whether the customer knows that a person has the conversation.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub person_told: bool,
    /// What was recommended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recommended: Option<Recommended>,
    /// Whether one thing more was told unasked.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub up_sold: bool,
    /// Whether something was wrong in this conversation, so that nothing more is told unasked.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub troubled: bool,
    /// The language last spoken, where it is not the one that the shop prefers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Times in a row that the assistant did not understand.
    #[serde(default)]
    pub misunderstood_count: u8,
    /// Insults that wanted nothing.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub insult_count: u8,
    /// What was said last, so that it can be said again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_reply: Option<LastReply>,
    /// Whether a person was called because somebody may be hurt.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub alarmed: bool,
    /// Names of the templates of the last reply, so that it is not said twice in a row.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub last_templates: Vec<String>,
}

/// What was said last.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct LastReply {
    /// As it was said.
    pub text: Pii<String>,
    /// The answers that could be tapped.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quick_replies: Vec<String>,
    /// Whether it was said to somebody whose identity was shown.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub verified: bool,
}

/// What has not happened yet is not stored.
fn is_zero<T: Default + PartialEq>(count: &T) -> bool {
    *count == T::default()
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
#[derive(Clone, Debug, PartialEq, Serialize, Tagged)]
#[serde(rename_all = "snake_case", tag = "for")]
pub enum Awaiting {
    /// Which of these goals, where they exclude each other.
    ChooseGoal {
        /// Those that exclude each other.
        goals: Vec<u16>,
    },
    /// Which of these lines is meant.
    ChooseLine {
        /// For which goal.
        goal: u16,
        /// Those offered, in the order of the list.
        options: Vec<ChosenLine>,
    },
    /// Which of these orders is meant.
    ChooseOrder {
        /// For which goal.
        goal: u16,
        /// Those offered, in the order of the list.
        options: Vec<OrderId>,
    },
    /// Which of these repeated deliveries is meant.
    ChooseSubscription {
        /// For which goal.
        goal: u16,
        /// Those offered, in the order of the list.
        options: Vec<SubscriptionId>,
    },
    /// Which of these variants is wanted.
    ChooseVariant {
        /// For which goal.
        goal: u16,
        /// In place of what.
        line_id: LineId,
        /// Those offered, in the order of the list.
        options: Vec<VariantId>,
    },
    /// Whether a parcel that counts as delivered was found, else a person takes over.
    ConfirmNotReceived {
        /// For which goal.
        goal: u16,
        /// Which.
        order_id: OrderId,
    },
    /// A yes to exactly these changes.
    Consent {
        /// What was summarised.
        proposals: Vec<Proposal>,
    },
    /// Who is writing.
    Identity,
    /// A yes to having something else done, in place of what was refused or is sold out.
    Offer {
        /// What would be done.
        skill: Skill,
        /// With which order, where it is with one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        order_id: Option<OrderId>,
        /// For what, where it is to be waited for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        stock: Option<StockChoice>,
    },
    /// Something that only the customer can say.
    Say {
        /// For which goal.
        goal: u16,
        /// What.
        slot: Slot,
        /// The answers that were offered, in the order of the list.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        options: Vec<String>,
    },
    /// A yes to exactly this in place of an end; a no goes on with that.
    Stay {
        /// For which goal.
        goal: u16,
        /// What was offered.
        proposal: Box<Proposal>,
    },
}

/// What a customer may be asked for.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Slot {
    /// Where to send it.
    Address,
    /// A code for something off.
    Code,
    /// Another email address or telephone number.
    Contact,
    /// What is wanted in place of this line.
    Options(LineId),
    /// What a skill of the merchant's own needs, by its name.
    Need(String),
    /// Which of the shop's pages.
    Page,
    /// Who pays, or where money goes.
    Payment,
    /// How many pieces of this line.
    Pieces(LineId),
    /// What is wrong.
    Problem,
    /// Which product.
    Product,
    /// Which of the shop's reasons.
    Reason,
    /// How something wrong is put right.
    Remedy,
    /// What points are spent on.
    Reward,
    /// What of a repeated delivery.
    Subscription(SubscriptionDetail),
    /// Which of the variants that are sold out.
    Variant,
}

impl Slot {
    /// Its name, for those who look at what the assistant waits for.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Address => "address",
            Self::Code => "discount_code",
            Self::Contact => "contact",
            Self::Options(_) => "options",
            Self::Need(name) => name,
            Self::Page => "page",
            Self::Payment => "payment_method",
            Self::Pieces(_) => "quantity",
            Self::Problem => "problem",
            Self::Product => "product",
            Self::Reason => "reason",
            Self::Remedy => "remedy",
            Self::Reward => "reward",
            Self::Subscription(detail) => detail.name(),
            Self::Variant => "options",
        }
    }
}

impl Awaiting {
    /// The goal that the question is for; none where it is for several.
    #[must_use]
    pub const fn goal(&self) -> Option<u16> {
        match self {
            Self::ChooseLine { goal, .. }
            | Self::ChooseOrder { goal, .. }
            | Self::ChooseSubscription { goal, .. }
            | Self::ChooseVariant { goal, .. }
            | Self::ConfirmNotReceived { goal, .. }
            | Self::Say { goal, .. }
            | Self::Stay { goal, .. } => Some(*goal),
            Self::ChooseGoal { .. }
            | Self::Consent { .. }
            | Self::Identity
            | Self::Offer { .. } => None,
        }
    }
}

impl ConversationState {
    /// Who is writing: as signed in, else as shown in this conversation.
    #[must_use]
    pub fn identity(&self, signed_in: &Identity) -> Identity {
        match (signed_in, &self.proof) {
            (Identity::Anonymous, Some(proof)) => Identity::Verified(proof.clone()),
            _ => signed_in.clone(),
        }
    }

    /// The skill of the goal that a question was asked for.
    #[must_use]
    pub fn skill_asked_for(&self) -> Option<Skill> {
        let goal = self.awaiting.as_ref()?.goal()?;
        self.goals.iter().find(|held| held.id == goal).map(|held| held.skill)
    }
}
