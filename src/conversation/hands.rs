//! Who has a conversation: the assistant or a person. What was asked and not answered before it changed
//! hands is not answered after: a late yes must not confirm what nobody speaks of any more.

use super::{Awaiting, ConversationState, ConversationStatus};
use crate::base::{id::TicketId, time::Timestamp};

impl ConversationState {
    /// A person has it from now on; the assistant is silent.
    pub fn take_over(&mut self, ticket: TicketId) {
        self.change_hands(ConversationStatus::Human);
        self.ticket = Some(ticket);
    }

    /// Nobody has it any more who had it: the customer waits for a person, and the assistant helps
    /// meanwhile as far as it can.
    pub fn wait_for_person(&mut self, now: Timestamp) {
        self.change_hands(ConversationStatus::WaitingHuman);
        self.waiting_since.get_or_insert(now);
    }

    /// A person has answered: the customer sees who is there.
    pub fn answer_by_person(&mut self, ticket: TicketId) {
        self.take_over(ticket);
        self.person_told = true;
        self.waiting_since = None;
    }

    /// The assistant goes on, with nothing open of what was before.
    pub fn give_back(&mut self) {
        self.change_hands(ConversationStatus::Assistant);
        self.leave();
    }

    /// Goes back to what was wanted before a step. What was done since is done; and a question that a yes or a
    /// proof answers is not open again, so that nothing is done, or shown, by what was said before.
    pub fn go_back_to(&mut self, before: &Self) {
        self.goals.clone_from(&before.goals);
        for goal in &mut self.goals {
            goal.asked_count = 0;
        }
        self.goal_count = self.goal_count.max(before.goal_count);
        self.awaiting = before.awaiting.clone().filter(|asked| match asked {
            Awaiting::ChooseGoal { .. }
            | Awaiting::ChooseLine { .. }
            | Awaiting::ChooseOrder { .. }
            | Awaiting::ChooseSubscription { .. }
            | Awaiting::ChooseVariant { .. }
            | Awaiting::Say { .. } => true,
            Awaiting::ConfirmNotReceived { .. }
            | Awaiting::Consent { .. }
            | Awaiting::Identity
            | Awaiting::Offer { .. }
            | Awaiting::Stay { .. } => false,
        });
        self.orders_in_focus.clone_from(&before.orders_in_focus);
        self.products_in_focus.clone_from(&before.products_in_focus);
        self.subscriptions_in_focus.clone_from(&before.subscriptions_in_focus);
    }

    /// It has ended.
    pub fn end(&mut self) {
        self.change_hands(ConversationStatus::Closed);
        self.leave();
    }

    /// What a turn made of the dialogue that had acted before a person stepped in: what it did counts,
    /// and the person keeps the conversation.
    #[must_use]
    pub fn under_person(&self, made: &Self) -> Self {
        Self {
            status: self.status,
            awaiting: self.awaiting.clone(),
            ticket: self.ticket.clone(),
            waiting_since: self.waiting_since,
            interventions: self.interventions,
            person_told: self.person_told,
            only_answers: self.only_answers,
            reply_to: self.reply_to.clone(),
            ..made.clone()
        }
    }

    fn change_hands(&mut self, to: ConversationStatus) {
        self.person_told &= self.status == to;
        self.status = to;
        self.awaiting = None;
        self.interventions = self.interventions.saturating_add(1);
    }

    fn leave(&mut self) {
        self.ticket = None;
        self.waiting_since = None;
        self.reply_to = None;
        self.goals.clear();
        self.misunderstood_count = 0;
        self.identity_unanswered = 0;
        self.insult_count = 0;
        self.alarmed = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::understanding::Skill;

    fn ticket() -> TicketId {
        TicketId::parse("c1-1-1-t").unwrap()
    }

    #[test]
    fn what_was_asked_before_a_person_stepped_in_is_not_open_afterwards() {
        let mut state = ConversationState {
            awaiting: Some(Awaiting::Identity),
            misunderstood_count: 2,
            ..ConversationState::default()
        };
        state.take_over(ticket());
        assert_eq!((state.awaiting.clone(), state.status), (None, ConversationStatus::Human));
        state.give_back();
        let fresh = ConversationState { interventions: 2, ..ConversationState::default() };
        assert_eq!(state, fresh);
    }

    #[test]
    fn the_customer_is_told_once_each_time_that_a_person_steps_in() {
        let mut state = ConversationState::default();
        state.take_over(ticket());
        state.person_told = true;
        state.take_over(ticket());
        assert!(state.person_told, "somebody else of the team has it now");
        state.give_back();
        state.take_over(ticket());
        assert!(!state.person_told);
        state.answer_by_person(ticket());
        assert!(state.person_told);
    }

    #[test]
    fn what_was_wanted_before_a_step_is_wanted_again_and_no_yes_is_waited_for() {
        let order = |awaiting| ConversationState {
            goals: vec![crate::conversation::Goal {
                asked_count: 2,
                ..crate::conversation::Goal::new(1, Skill::CancelOrder, "cancel it".to_owned())
            }],
            goal_count: 1,
            awaiting: Some(awaiting),
            ..ConversationState::default()
        };
        let mut state = ConversationState { goal_count: 3, ..ConversationState::default() };
        state.take_over(ticket());
        state.give_back();
        let which = Awaiting::ChooseOrder { goal: 1, options: Vec::new() };
        state.go_back_to(&order(which.clone()));
        assert_eq!((state.goals.len(), state.goals[0].asked_count, state.goal_count), (1, 0, 3));
        assert_eq!(state.awaiting, Some(which));
        for answered_by_yes in [Awaiting::Consent { proposals: Vec::new() }, Awaiting::Identity] {
            state.go_back_to(&order(answered_by_yes));
            assert_eq!(state.awaiting, None);
        }
    }

    #[test]
    fn what_was_done_meanwhile_counts_and_the_person_keeps_the_conversation() {
        let mut now = ConversationState::default();
        now.take_over(ticket());
        let made = ConversationState {
            goal_count: 3,
            awaiting: Some(Awaiting::Identity),
            ..ConversationState::default()
        };
        let after = now.under_person(&made);
        assert_eq!((after.goal_count, after.status), (3, ConversationStatus::Human));
        assert_eq!((after.awaiting, after.ticket), (None, Some(ticket())));
    }
}
