//! Takes a message into the dialogue: what the customer wants now, and what they answered.

use super::{
    consent::{wants_else, wishes_else},
    join::points_back,
};
use crate::{
    base::{
        id::{LineId, SubscriptionId, VariantId},
        pii::Pii,
        text::Span,
    },
    conversation::{
        Awaiting, ChosenLine, ChosenVariant, ConversationState, Fact, Goal, Proposal, SaidOfLine,
        SaidOfNeed, Slot, SubscriptionDetail,
    },
    playbook::{Autonomy, Playbook},
    understanding::{
        ChitchatKind, Command, HeardCommand, Pointer, Reference, Skill, Tie, Tone, Understanding,
        says_more,
    },
};

/// Goals that are under way at once. What is said beyond that is asked again by the customer; a
/// bound keeps a pasted list from becoming a hundred shop calls.
const GOALS_MAX: usize = 8;

/// Texts that one goal remembers. The oldest is kept: it says what is wanted at all.
const TEXTS_MAX: usize = 12;

/// The dialogue once a message is taken in.
#[derive(Debug, Default)]
pub(super) struct Taken {
    /// What is wanted and not done yet, oldest first.
    pub(super) goals: Vec<Goal>,
    /// How many goals the conversation has had.
    pub(super) goal_count: u16,
    /// Which orders this message names, by goal.
    pub(super) pointers: Vec<(u16, Pointer)>,
    /// Talk.
    pub(super) talk: Vec<ChitchatKind>,
    /// The changes that were said yes to.
    pub(super) consented: Vec<Proposal>,
    /// The changes that were said no to, though more was said.
    pub(super) denied_proposals: Vec<Proposal>,
    /// The goal whose question was answered with yes.
    pub(super) confirmed: Option<u16>,
    /// The question that was answered with no, for the goal that asked it.
    pub(super) denied: Option<(u16, Awaiting)>,
    /// Whether something that was wanted is not wanted any more.
    pub(super) dropped: bool,
    /// Whether a person was asked for.
    pub(super) person: bool,
    /// Whether it is in a language that the merchant gives to a person.
    pub(super) foreign: bool,
    /// The language that it is in, where that is not served.
    pub(super) other_language: Option<String>,
    /// The language that it is in, where it could be told.
    pub(super) language: Option<String>,
    /// Whether somebody may hurt themselves.
    pub(super) crisis: bool,
    /// The email address that was said.
    pub(super) email: Option<Pii<String>>,
    /// Whether nothing in it was understood.
    pub(super) not_understood: bool,
    /// Whether something was wanted beside a yes, and nobody knows what.
    pub(super) rest_unclear: bool,
    /// Whether the customer sounds upset.
    pub(super) upset: bool,
    /// What is said to a yes or a no to nothing.
    pub(super) unasked: Option<Fact>,
}

/// Takes a message in.
pub(super) fn take(
    text: &str,
    understanding: &Understanding,
    state: &ConversationState,
    playbook: &Playbook,
) -> Taken {
    let mut taken =
        Taken { goals: state.goals.clone(), goal_count: state.goal_count, ..Taken::default() };
    taken.upset = understanding.tone != Tone::Calm;
    taken.crisis = understanding.signals.crisis;
    let claims = matches!(
        playbook.skills.claim,
        Autonomy::Assist | Autonomy::Autonomous | Autonomy::Supervised
    );
    let wants_else = wants_else(text, understanding, state);
    let is_wish = |heard: &HeardCommand| matches!(&heard.command, Command::StartSkill { skill, .. } if *skill != Skill::ChangePayment);
    let wishes = understanding.commands.iter().any(is_wish);
    let wishes_else = wishes_else(understanding, state);
    let mut taking =
        Taking { text, state, taken, claims, wants_else, wishes, wishes_else, abouts: Vec::new() };
    for heard in &understanding.commands {
        taking.hear(heard, heard.confidence.permille() >= playbook.understanding.start_permille);
    }
    taking.finish()
}

pub(super) struct Taking<'a> {
    pub(super) text: &'a str,
    pub(super) state: &'a ConversationState,
    pub(super) taken: Taken,
    /// Whether the assistant puts right what arrived wrong.
    pub(super) claims: bool,
    /// Whether something else is wanted in place of what was summarised.
    pub(super) wants_else: bool,
    /// Whether it wants something at all.
    pub(super) wishes: bool,
    /// Whether it wants something of another kind than what was summarised.
    pub(super) wishes_else: bool,
    /// What this message's new goals are about.
    pub(super) abouts: Vec<(u16, Vec<Reference>)>,
}

impl Taking<'_> {
    fn hear(&mut self, heard: &HeardCommand, sure: bool) {
        match &heard.command {
            Command::AskKnowledge if sure => self.start(heard, Skill::AskKnowledge, None, false),
            Command::AskPerson if sure => self.taken.person = true,
            // "No, just cancel" is no to what was offered in place of an end, and yes to that end.
            Command::Cancel if self.goes_on_ending() => {}
            Command::Cancel if says_more(self.text) && self.leave_out(heard) => {}
            Command::Cancel => self.drop_asked(),
            Command::Chitchat { kind } => self.taken.talk.push(*kind),
            Command::Confirm => self.confirm(heard),
            Command::Deny => self.deny(heard),
            Command::Inform => self.inform(heard),
            Command::SetOrder { order } => self.set_order(heard, order),
            Command::StartSkill { skill, order, not_received } if sure => {
                self.start(heard, *skill, order.as_ref(), *not_received);
            }
            Command::AskKnowledge
            | Command::AskPerson
            | Command::CannotHandle
            | Command::StartSkill { .. } => self.unclear(heard),
        }
    }

    /// The part of the message that a command is about.
    pub(super) fn part(&self, heard: &HeardCommand) -> String {
        // What stands together stays together: a list that goes on has no end of a sentence in it.
        let mut spans: Vec<Span> = Vec::new();
        for part in &heard.parts {
            match spans.last_mut() {
                Some(last) if last.end == part.start => last.end = part.end,
                _ => spans.push(*part),
            }
        }
        let piece = |span: &Span| self.text.get(span.start..span.end).unwrap_or_default().trim();
        if let Some(last) = spans.last_mut() {
            last.end = last.end.saturating_add(self.closes(last.end));
        }
        let pieces: Vec<&str> = spans.iter().map(piece).collect();
        if pieces.is_empty() { self.text.to_owned() } else { pieces.join(". ") }
    }

    /// Bytes after the last word of a part that belong to its words: the marks up to a closing quotation
    /// mark, and all marks where something was asked for in any words.
    fn closes(&self, end: usize) -> usize {
        let rest = self.text.get(end..).unwrap_or_default();
        if rest.contains(char::is_alphanumeric) {
            return 0;
        }
        let free = matches!(&self.state.awaiting, Some(Awaiting::Say { slot: Slot::Need(_), .. }));
        let quote = rest.char_indices().rfind(|(_, mark)| "\"“”«»".contains(*mark));
        match quote {
            _ if free => rest.len(),
            Some((at, mark)) => at.saturating_add(mark.len_utf8()),
            None => 0,
        }
    }

    fn start(
        &mut self,
        heard: &HeardCommand,
        skill: Skill,
        order: Option<&Pointer>,
        not_received: bool,
    ) {
        let said = self.part(heard);
        if skill == Skill::ChangePayment
            && (self.pays_for_asked(&said) || self.pays_difference(&said))
        {
            return;
        }
        if self.is_address_asked() && is_address(skill)
            || self.is_payment_asked() && skill == Skill::ChangePayment
        {
            return self.inform(heard);
        }
        if skill == Skill::Subscription && self.says_reason_of_end() {
            return self.inform(heard);
        }
        if self.says_remedy(skill, &said) || self.says_reason(heard, skill, &said) {
            return;
        }
        self.give_up(skill);
        self.choose_goal(skill);
        let said = self.with_antecedent(heard, skill, said);
        // Of two numbers in one clause both are about all that it says.
        let says_else = |goal: &Goal| !goal.texts().iter().any(|text| said.starts_with(text));
        let apart = self.numbered_apart(order);
        let running = self.taken.goals.iter_mut().rev();
        let running = running.into_iter().find(|goal| {
            is_kin(goal.skill, skill) && !(apart.contains(&goal.id) && says_else(goal))
        });
        let id = match running {
            // Two orders asked about in one message are one question; and so is what is asked again
            // with who is asking.
            Some(goal)
                if is_told_at_once(skill)
                    && skill != Skill::AskKnowledge
                    && (goal.id > self.state.goal_count
                        || self.state.awaiting == Some(Awaiting::Identity)) =>
            {
                say(&mut goal.said, said);
                goal.id
            }
            // "Only the lamp, please" corrects what was wanted before.
            Some(goal) if !is_told_at_once(skill) => {
                say(&mut goal.said, said);
                goal.variants.clear();
                goal.of_lines.clear();
                goal.tie = None;
                goal.id
            }
            _ => {
                if self.taken.goals.len() >= GOALS_MAX {
                    return;
                }
                self.taken.goal_count = self.taken.goal_count.saturating_add(1);
                let id = self.taken.goal_count;
                let mut goal = Goal::new(id, skill, said);
                goal.tie = heard.tie;
                goal.condition = heard.condition;
                goal.not_received = not_received;
                // "Let me know when it's back", where that was offered.
                if let Some(Awaiting::Offer { skill: offered, stock, .. }) = &self.state.awaiting
                    && *offered == skill
                {
                    goal.stock.clone_from(stock);
                }
                if heard.tie == Some(Tie::Instead) {
                    self.replace_asked();
                }
                self.taken.goals.push(goal);
                self.abouts.push((id, heard.about.clone()));
                id
            }
        };
        if let Some(order) = order {
            self.taken.pointers.push((id, order.clone()));
        }
        // "My parcel was late, and I study. So what about a discount?": reasons stand anywhere.
        let reasons = (skill == Skill::Discount).then(|| self.text.to_owned());
        let goal = self.taken.goals.iter_mut().find(|goal| goal.id == id);
        if let (Some(reasons), Some(goal)) = (reasons, goal) {
            say(&mut goal.answers, reasons);
        }
    }

    /// The goals of this message about orders of other numbers: "cancel 1001, which I don't need, and
    /// 1002, which was a mistake" are two wishes.
    fn numbered_apart(&self, order: Option<&Pointer>) -> Vec<u16> {
        let Some(Pointer::Number(number)) = order else { return Vec::new() };
        let pointers = self.taken.pointers.iter();
        let other = |(id, pointer): &(u16, Pointer)| {
            let apart = matches!(pointer, Pointer::Number(other) if other != number);
            (apart && *id > self.state.goal_count).then_some(*id)
        };
        pointers.filter_map(other).collect()
    }

    /// Whether the customer was asked for an address, of whichever goal.
    const fn is_address_asked(&self) -> bool {
        matches!(&self.state.awaiting, Some(Awaiting::Say { slot: Slot::Address, .. }))
    }

    /// Whether the customer was asked who pays or is paid.
    const fn is_payment_asked(&self) -> bool {
        matches!(&self.state.awaiting, Some(Awaiting::Say { slot: Slot::Payment, .. }))
    }

    /// Whoever was refused something and speaks of something else has given it up.
    fn give_up(&mut self, skill: Skill) {
        let asked = self.asked_goals();
        self.taken.goals.retain(|goal| {
            !(goal.refused && asked.contains(&goal.id) && !is_kin(goal.skill, skill))
        });
    }

    /// Of goals that exclude each other the one that is named is kept.
    fn choose_goal(&mut self, skill: Skill) {
        let Some(Awaiting::ChooseGoal { goals }) = &self.state.awaiting else { return };
        let held = |goal: &Goal| goals.contains(&goal.id);
        let named = |goal: &Goal| held(goal) && is_kin(goal.skill, skill);
        if self.taken.goals.iter().any(named) {
            self.taken.goals.retain(|goal| !held(goal) || is_kin(goal.skill, skill));
        }
    }

    /// "Return it instead": what was about to be done is not wanted any more.
    pub(super) fn replace_asked(&mut self) {
        let asked = self.asked_goals();
        self.taken.goals.retain(|goal| !asked.contains(&goal.id));
    }

    /// The goals that the last question was about.
    pub(super) fn asked_goals(&self) -> Vec<u16> {
        match &self.state.awaiting {
            Some(Awaiting::Consent { proposals }) => {
                proposals.iter().flat_map(|proposal| proposal.goals.clone()).collect()
            }
            Some(Awaiting::ChooseGoal { goals }) => goals.clone(),
            Some(awaiting) => awaiting.goal().into_iter().collect(),
            None => Vec::new(),
        }
    }

    pub(super) fn drop_asked(&mut self) {
        // What is only begun in the same breath is not what is dropped.
        let before = self.state.goal_count;
        if self.state.goals.is_empty() && self.taken.goals.iter().any(|goal| goal.id > before) {
            return;
        }
        let asked = self.asked_goals();
        let all = asked.is_empty();
        // "Cancel the lamp and keep the rest" drops nothing of what it asks for itself.
        let is_new = |goal: &Goal| goal.id > self.state.goal_count;
        let beside = self.taken.goals.iter().any(is_new);
        let before = self.taken.goals.len();
        self.taken.goals.retain(|goal| is_new(goal) || !all && !asked.contains(&goal.id));
        self.taken.dropped |= !beside || self.taken.goals.len() < before;
    }

    fn set_order(&mut self, heard: &HeardCommand, order: &Pointer) {
        let Some(Awaiting::ChooseOrder { goal, options }) = &self.state.awaiting else {
            match &self.state.awaiting {
                None | Some(Awaiting::Offer { .. }) => {
                    self.start(heard, Skill::OrderStatus, Some(order), false);
                }
                Some(_) => self.inform(heard),
            }
            return;
        };
        let said = self.part(heard);
        if let Some(held) = self.taken.goals.iter_mut().find(|held| held.id == *goal) {
            if let Pointer::Position(position) = order {
                held.orders = at(options, *position).into_iter().collect();
            } else if matches!(order, Pointer::All | Pointer::Both) && is_short(&said) {
                held.orders.clone_from(options);
            } else {
                say(&mut held.said, said);
            }
            self.taken.pointers.push((*goal, order.clone()));
        }
    }

    pub(super) fn inform(&mut self, heard: &HeardCommand) {
        let said = self.part(heard);
        let position = position(heard);
        let Some(awaiting) = &self.state.awaiting else {
            self.taken.not_understood = true;
            return;
        };
        if *awaiting == Awaiting::Identity {
            // Who is writing is read from the message by itself.
            return;
        }
        if let Awaiting::Consent { .. } = awaiting {
            if !self.correct(heard) {
                self.taken.not_understood = true;
            }
            return;
        }
        if self.leave_out(heard) {
            return;
        }
        let Some(goal) =
            awaiting.goal().and_then(|id| self.taken.goals.iter_mut().find(|goal| goal.id == id))
        else {
            self.taken.not_understood = true;
            return;
        };
        match awaiting {
            Awaiting::ChooseLine { options, .. } => {
                match position.and_then(|position| at::<ChosenLine>(options, position)) {
                    Some(line) => goal.lines.push(line),
                    None => say(&mut goal.which, said),
                }
            }
            Awaiting::ChooseVariant { line_id, options, .. } => {
                match position.and_then(|position| at::<VariantId>(options, position)) {
                    Some(variant_id) => {
                        let line_id = line_id.clone();
                        goal.variants.push(ChosenVariant { line_id, variant_id });
                    }
                    None => say_of_line(goal, line_id, said),
                }
            }
            Awaiting::ChooseOrder { .. } => say(&mut goal.said, said),
            Awaiting::ChooseSubscription { options, .. } => {
                match position.and_then(|position| at::<SubscriptionId>(options, position)) {
                    Some(id) => goal.subscriptions = vec![id],
                    None => say(&mut goal.said, said),
                }
            }
            Awaiting::Stay { .. } => say(&mut goal.said, said),
            Awaiting::Say { slot: Slot::Need(need), options, .. } => {
                let chosen = position.and_then(|position| at(options, position));
                let after = goal.said.len();
                let said = Pii::new(chosen.unwrap_or(said));
                if goal.needs.len() >= TEXTS_MAX {
                    goal.needs.remove(0);
                }
                goal.needs.push(SaidOfNeed { need: need.clone(), said, after });
            }
            Awaiting::Say { slot: Slot::Subscription(detail), options, .. } => {
                let chosen = position.and_then(|position| at(options, position));
                let said = chosen.unwrap_or(said);
                // What comes instead is named without a verb.
                let swaps = *detail == SubscriptionDetail::Swap;
                say(&mut goal.said, if swaps { format!("swap to {said}") } else { said });
            }
            Awaiting::Say { slot: Slot::Options(line_id) | Slot::Pieces(line_id), .. } => {
                say_of_line(goal, &line_id.clone(), said);
            }
            // "The first one", of the answers that were offered.
            Awaiting::Say { options, .. }
                if position.and_then(|position| at(options, position)).is_some() =>
            {
                let chosen = position.and_then(|position| at(options, position));
                say(&mut goal.answers, chosen.unwrap_or(said));
            }
            // "Yes", where one product was asked about.
            Awaiting::Say { slot: Slot::Product, options, .. }
                if options.len() == 1 && !says_more(self.text) =>
            {
                say(&mut goal.answers, options.first().cloned().unwrap_or(said));
            }
            // "Sorry, I meant order 1002": another order than was asked about.
            Awaiting::Say { .. } if names_order(heard, self.text) => {
                goal.orders.clear();
                say(&mut goal.said, said);
            }
            Awaiting::Say { slot, .. } => {
                say(&mut goal.answers, said.clone());
                if *slot == Slot::Address {
                    self.send_there_too(&said);
                }
            }
            Awaiting::ChooseGoal { .. }
            | Awaiting::ConfirmNotReceived { .. }
            | Awaiting::Consent { .. }
            | Awaiting::Identity
            | Awaiting::Offer { .. } => self.taken.not_understood = true,
        }
    }

    /// Whatever else is to go "there, too" goes where the answer says.
    fn send_there_too(&mut self, said: &str) {
        for goal in self.taken.goals.iter_mut().filter(|goal| is_address(goal.skill)) {
            if goal.all_texts().last().is_some_and(|text| points_back(text)) {
                say(&mut goal.answers, said.to_owned());
            }
        }
    }

    /// Something that no command was found in: an answer, where something was asked.
    fn unclear(&mut self, heard: &HeardCommand) {
        match &self.state.awaiting {
            Some(_) if says_more(self.text) || self.says_value() => self.inform(heard),
            _ => self.taken.not_understood = true,
        }
    }

    fn finish(self) -> Taken {
        let mut taken = self.taken;
        if taken.crisis {
            // "I don't want it any more" may be said of one's life: nothing is proposed then.
            let told = |skill| matches!(skill, Skill::OrderStatus | Skill::RefundStatus);
            taken.goals.retain(|goal| told(goal.skill));
        }
        let serious = taken.person
            || taken.dropped
            || taken.confirmed.is_some()
            || taken.denied.is_some()
            || !taken.consented.is_empty()
            || taken.goals != self.state.goals
            || !taken.pointers.is_empty();
        if serious || !taken.talk.is_empty() || taken.not_understood {
            taken.unasked = None;
        }
        if serious {
            taken.talk.clear();
            taken.not_understood = false;
        } else if !taken.talk.is_empty() {
            taken.not_understood = false;
            if taken.talk.iter().any(|kind| *kind != ChitchatKind::Greeting) {
                taken.talk.retain(|kind| *kind != ChitchatKind::Greeting);
            }
            taken.talk.truncate(1);
        }
        taken
    }
}

fn position(heard: &HeardCommand) -> Option<u8> {
    let place = |pointer: &Pointer| {
        if let Pointer::Position(position) = pointer { Some(*position) } else { None }
    };
    if let Command::SetOrder { order } = &heard.command {
        return place(order);
    }
    heard.about.iter().find_map(|reference| place(&reference.by))
}

fn at<T: Clone>(options: &[T], position: u8) -> Option<T> {
    options.get(usize::from(position).checked_sub(1)?).cloned()
}

pub(super) fn say(said: &mut Vec<Pii<String>>, text: String) {
    if said.iter().any(|held| *held.expose() == text) {
        return;
    }
    if said.len() >= TEXTS_MAX {
        said.remove(1.min(said.len().saturating_sub(1)));
    }
    said.push(Pii::new(text));
}

fn say_of_line(goal: &mut Goal, line_id: &LineId, text: String) {
    if goal.of_lines.len() >= TEXTS_MAX {
        goal.of_lines.remove(0);
    }
    let said = Pii::new(text.clone());
    goal.of_lines.push(SaidOfLine { line_id: line_id.clone(), said });
    say(&mut goal.answers, text);
}

/// Whether two skills are one wish to a customer: where an order stands decides which it is.
pub(super) fn is_kin(one: Skill, other: Skill) -> bool {
    matches!(
        (one, other),
        (Skill::ChangeItems | Skill::Exchange, Skill::ChangeItems | Skill::Exchange)
    ) || one == other
}

/// Whether a number is said to be an order's, so that it is no part of an address.
fn names_order(heard: &HeardCommand, text: &str) -> bool {
    let said = text.contains('#') || text.to_lowercase().contains("order");
    said && heard.about.iter().any(|reference| matches!(reference.by, Pointer::Number(_)))
}

/// Whether a text is a mere answer: in a longer one "my orders" may say something else than all.
fn is_short(said: &str) -> bool {
    const WORDS_MAX: usize = 6;
    crate::base::text::words(said).len() <= WORDS_MAX
}

/// Whether a skill sends something elsewhere.
pub(super) const fn is_address(skill: Skill) -> bool {
    matches!(skill, Skill::ChangeAddress | Skill::DefaultAddress)
}

/// Whether a skill only tells: then a second question is another question.
pub(super) const fn is_told_at_once(skill: Skill) -> bool {
    matches!(
        skill,
        Skill::AskKnowledge
            | Skill::Loyalty
            | Skill::OrderQuestion
            | Skill::OrderStatus
            | Skill::ProductQuestion
            | Skill::RefundStatus
    )
}
