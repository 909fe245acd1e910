//! What a draft changes of past turns, counted.

use serde::{Deserialize, Serialize};

use crate::base::{
    id::{ConversationId, TurnId},
    time::Timestamp,
};

/// Kinds of change that are told apart; what comes after them is counted with the last.
const GROUPS_MAX: usize = 200;

/// What a turn did, as far as a playbook decides it.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Changed something.
    Done,
    /// Sent a change that the shop refused, or whose end is not known.
    NotDone,
    /// Has a person approve a change.
    WaitsForApproval,
    /// Asked the customer for a yes.
    AsksForYes,
    /// Asked something else.
    Asks,
    /// Said that it may not be done.
    Refuses,
    /// Handed it to a person.
    Person,
    /// Told what was asked.
    Answers,
    /// Said nothing.
    Silent,
    /// Would have asked the shop for something that was not asked then: how it goes on is not known.
    AsksShop,
}

/// One thing that a turn did.
#[derive(Clone, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Course {
    /// What.
    pub step: Step,
    /// With what: an action, a reason, a question; nothing where there is nothing more to say.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub of: String,
}

/// A past turn that would have gone another way.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChangedTurn {
    /// Where.
    pub conversation_id: ConversationId,
    /// Which.
    pub turn_id: TurnId,
    /// When.
    pub at: Timestamp,
    /// What the customer wrote.
    pub said: String,
    /// What it comes to under the live playbook.
    pub before: Vec<Course>,
    /// What it would come to.
    pub after: Vec<Course>,
    /// The reply under the live playbook.
    pub reply_before: String,
    /// The reply that would be given.
    pub reply_after: String,
    /// Money that goes to the customer, before and after, by currency.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub money: Vec<MoneyMoved>,
}

/// Money that goes to customers, done, waiting or asked for, in one currency.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MoneyMoved {
    /// ISO 4217.
    pub currency: String,
    /// In minor units, under the live playbook.
    pub before_minor: i64,
    /// In minor units, under the draft.
    pub after_minor: i64,
}

/// Turns that change in the same way.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Group {
    /// What they come to under the live playbook.
    pub before: Vec<Course>,
    /// What they would come to. The same as before where only amounts or words change.
    pub after: Vec<Course>,
    /// How many.
    pub turns: u32,
    /// Money that goes to customers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub money: Vec<MoneyMoved>,
}

/// What a draft changes of past turns, so far.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WhatIf {
    /// Turns that were run.
    pub turns: u32,
    /// Those that change.
    pub changed: u32,
    /// Those that this build cannot read any more.
    pub unreadable: u32,
    /// The changes by kind, in the order in which they were met.
    pub groups: Vec<Group>,
}

impl WhatIf {
    /// Counts a turn that was run.
    pub fn count<E>(&mut self, compared: Result<Option<&ChangedTurn>, &E>) {
        self.turns = self.turns.saturating_add(1);
        match compared {
            Ok(None) => {}
            Err(_) => self.unreadable = self.unreadable.saturating_add(1),
            Ok(Some(turn)) => {
                self.changed = self.changed.saturating_add(1);
                self.add_group(&Group {
                    before: turn.before.clone(),
                    after: turn.after.clone(),
                    turns: 1,
                    money: turn.money.clone(),
                });
            }
        }
    }

    /// Adds what was found of other turns.
    pub fn add(&mut self, other: &Self) {
        self.turns = self.turns.saturating_add(other.turns);
        self.changed = self.changed.saturating_add(other.changed);
        self.unreadable = self.unreadable.saturating_add(other.unreadable);
        for group in &other.groups {
            self.add_group(group);
        }
    }

    fn add_group(&mut self, more: &Group) {
        let same = |group: &Group| group.before == more.before && group.after == more.after;
        let at = match self.groups.iter().position(same) {
            Some(at) => at,
            None if self.groups.len() < GROUPS_MAX => {
                self.groups.push(more.clone());
                return;
            }
            None => GROUPS_MAX.saturating_sub(1),
        };
        let Some(group) = self.groups.get_mut(at) else { return };
        group.turns = group.turns.saturating_add(more.turns);
        for money in &more.money {
            match group.money.iter_mut().find(|held| held.currency == money.currency) {
                None => group.money.push(money.clone()),
                Some(held) => {
                    held.before_minor = held.before_minor.saturating_add(money.before_minor);
                    held.after_minor = held.after_minor.saturating_add(money.after_minor);
                }
            }
        }
    }
}
