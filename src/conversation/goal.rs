//! Goals: what a customer wants done, from the first word about it to its end.

use serde::{Deserialize, Serialize};

use super::{ChangeFact, StockChoice};
use crate::{
    base::{
        id::{ApprovalId, LineId, OrderId, SubscriptionId, VariantId},
        pii::Pii,
        time::Timestamp,
    },
    commerce::Action,
    identity::Verified,
    understanding::{Condition, Skill, Tie},
};

/// Something that a customer wants and that is not done yet.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Goal {
    /// Its number in the conversation.
    pub id: u16,
    /// What is to be done.
    pub skill: Skill,
    /// Everything the customer said about it, oldest first. What is said later corrects what was
    /// said before.
    pub said: Vec<Pii<String>>,
    /// Answers that say nothing of which things are meant: who pays, why, where to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<Pii<String>>,
    /// Answers to what a skill of the merchant's own asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<SaidOfNeed>,
    /// What was said when it was asked which things are meant. It tells them apart, and says nothing
    /// of what is wanted in their place.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub which: Vec<Pii<String>>,
    /// Lines that are to stay as they are after all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<LineId>,
    /// What was said of one line alone, when that was asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub of_lines: Vec<SaidOfLine>,
    /// Orders that were chosen where several could be meant.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub orders: Vec<OrderId>,
    /// Lines that were chosen where several could be meant.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<ChosenLine>,
    /// Variants that were chosen where several could be meant.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub variants: Vec<ChosenVariant>,
    /// Repeated deliveries that were chosen where several could be meant.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub subscriptions: Vec<SubscriptionId>,
    /// What is waited for, where that was offered or asked about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stock: Option<StockChoice>,
    /// Whether something was offered in place of an end, which is done once.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub stay_offered: bool,
    /// Whether it was asked why, which is done once.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reason_asked: bool,
    /// How it hangs on the goal before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tie: Option<Tie>,
    /// When it is to be done at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Condition>,
    /// Whether something counts as delivered and is not there.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub not_received: bool,
    /// Whether it was refused, and something else was offered: whoever speaks of other things then
    /// has given it up.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub refused: bool,
    /// Times that the customer was asked about it without an answer that helped.
    #[serde(default)]
    pub asked_count: u8,
}

/// What was answered when something was asked for.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct SaidOfNeed {
    /// What.
    pub need: String,
    /// In the customer's words.
    pub said: Pii<String>,
    /// How much had been said about the goal before: what is said later corrects what was said
    /// before.
    pub after: usize,
}

/// What was said of one line.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct SaidOfLine {
    /// Which line.
    pub line_id: LineId,
    /// In the customer's words.
    pub said: Pii<String>,
}

/// A line that was chosen.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct ChosenLine {
    /// Of which order.
    pub order_id: OrderId,
    /// Which line.
    pub line_id: LineId,
}

/// A variant that was chosen for a line.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct ChosenVariant {
    /// In place of what is on this line.
    pub line_id: LineId,
    /// Which.
    pub variant_id: VariantId,
}

/// A change that was summarised and waits for a yes. Nothing else than exactly this may be done
/// on that yes.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Proposal {
    /// The goals that it serves.
    pub goals: Vec<u16>,
    /// The skill that proposes it.
    pub skill: Skill,
    /// What will be done.
    pub action: Action,
    /// What was told of it.
    pub fact: ChangeFact,
}

/// A change that the customer said yes to and that waits for a person's approval. Nothing else than
/// exactly this may be done on it.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct PendingApproval {
    /// Names it.
    pub id: ApprovalId,
    /// What was said yes to.
    pub proposal: Proposal,
    /// What the customer pays for it, in minor units; negative where money goes back.
    pub due_minor: i64,
    /// Who said yes. Holds until the approval expires.
    pub who: Verified,
    /// What exactly the customer was told of it, and said yes to.
    pub told: Pii<String>,
    /// The rules that made it wait.
    pub rules: Vec<String>,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// Until when it may be given.
    pub expires_at: Timestamp,
}

impl Goal {
    /// A goal as it was first said.
    #[must_use]
    pub fn new(id: u16, skill: Skill, said: String) -> Self {
        Self {
            id,
            skill,
            said: vec![Pii::new(said)],
            answers: Vec::new(),
            needs: Vec::new(),
            which: Vec::new(),
            left_out: Vec::new(),
            of_lines: Vec::new(),
            orders: Vec::new(),
            lines: Vec::new(),
            variants: Vec::new(),
            subscriptions: Vec::new(),
            stock: None,
            stay_offered: false,
            reason_asked: false,
            tie: None,
            condition: None,
            not_received: false,
            refused: false,
            asked_count: 0,
        }
    }

    /// What was said about it, oldest first.
    #[must_use]
    pub fn texts(&self) -> Vec<&str> {
        self.said.iter().map(|said| said.expose().as_str()).collect()
    }

    /// What was said when it was asked which things are meant, oldest first.
    #[must_use]
    pub fn told_apart(&self) -> Vec<&str> {
        self.which.iter().map(|said| said.expose().as_str()).collect()
    }

    /// What was answered to questions about it, oldest first.
    #[must_use]
    pub fn answered(&self) -> Vec<&str> {
        self.answers.iter().map(|said| said.expose().as_str()).collect()
    }

    /// What was said about it and what was answered to questions about it.
    #[must_use]
    pub fn all_texts(&self) -> Vec<&str> {
        self.texts().into_iter().chain(self.answered()).collect()
    }
}
