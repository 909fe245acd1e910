//! What is said of repeated deliveries while something was asked about them.

use super::take::Taking;
use crate::{
    commerce::{Change, SubscriptionStep},
    conversation::{Awaiting, Goal, Proposal, Slot},
    understanding::{Skill, SubscriptionWish, says_more, wishes_of_subscription},
};

impl Taking<'_> {
    /// "Just cancel it", where something else was offered: the end is still wanted.
    pub(super) fn goes_on_ending(&mut self) -> bool {
        let Some(awaiting @ Awaiting::Stay { goal, .. }) = &self.state.awaiting else {
            return false;
        };
        let ends = wishes_of_subscription(self.text).contains(&SubscriptionWish::Cancel);
        if ends {
            self.taken.denied = Some((*goal, awaiting.clone()));
        }
        ends
    }

    /// "No", where it was asked why a repeated delivery is to end: it still is to.
    pub(super) fn keeps_reason(&self) -> bool {
        let asked = matches!(&self.state.awaiting, Some(Awaiting::Say { slot: Slot::Reason, .. }));
        let mine = self.state.skill_asked_for() == Some(Skill::Subscription);
        let wishes = wishes_of_subscription(self.text);
        let ends = wishes.contains(&SubscriptionWish::Cancel);
        asked && mine && (ends || wishes.is_empty() && !says_more(self.text))
    }

    /// Whether a message that seems a wish only says why a repeated delivery is to end: "I have too many
    /// deliveries".
    pub(super) fn says_reason_of_end(&self) -> bool {
        let asked = matches!(&self.state.awaiting, Some(Awaiting::Say { slot: Slot::Reason, .. }));
        let subscription = self.state.skill_asked_for() == Some(Skill::Subscription);
        let wishes = wishes_of_subscription(self.text);
        let same = |wish: &SubscriptionWish| {
            matches!(
                wish,
                SubscriptionWish::Ask | SubscriptionWish::Cancel | SubscriptionWish::Interval(None)
            )
        };
        asked && subscription && wishes.iter().all(same)
    }

    /// "Yes, and skip the next one": what is wanted beside a yes to changes of repeated deliveries is
    /// another wish. False where nothing else is.
    pub(super) fn adds_to_subscriptions(&mut self, proposals: &[Proposal]) -> bool {
        let mine = |held: &Proposal| held.skill == Skill::Subscription;
        if !proposals.iter().all(mine) || !says_more(self.text) {
            return false;
        }
        let held: Vec<&SubscriptionStep> = proposals.iter().filter_map(step).collect();
        let wishes = wishes_of_subscription(self.text);
        let new = |wish: &SubscriptionWish| !held.iter().any(|step| is_of(step, wish));
        if wishes.is_empty() || !wishes.iter().all(new) {
            return false;
        }
        self.taken.goal_count = self.taken.goal_count.saturating_add(1);
        let mut goal = Goal::new(self.taken.goal_count, Skill::Subscription, self.text.to_owned());
        let ids = proposals.iter().filter_map(|held| held.action.subscription_id());
        goal.subscriptions = ids.take(1).cloned().collect();
        self.taken.goals.push(goal);
        true
    }
}

fn step(proposal: &Proposal) -> Option<&SubscriptionStep> {
    if let Change::Subscription { step, .. } = proposal.action.change() { Some(step) } else { None }
}

/// Whether a wish is for what a step does, or for another of its kind.
fn is_of(step: &SubscriptionStep, wish: &SubscriptionWish) -> bool {
    match wish {
        SubscriptionWish::Ask | SubscriptionWish::Dispute => false,
        SubscriptionWish::Interval(_) => matches!(step, SubscriptionStep::SetInterval { .. }),
        SubscriptionWish::Quantity(_) => matches!(step, SubscriptionStep::SetQuantity { .. }),
        SubscriptionWish::Swap(_) => matches!(step, SubscriptionStep::Swap { .. }),
        SubscriptionWish::Cancel
        | SubscriptionWish::Keep
        | SubscriptionWish::Move(_)
        | SubscriptionWish::Pause(_)
        | SubscriptionWish::Resume(_)
        | SubscriptionWish::Skip(_) => !matches!(
            step,
            SubscriptionStep::SetInterval { .. }
                | SubscriptionStep::SetQuantity { .. }
                | SubscriptionStep::Swap { .. }
        ),
    }
}
