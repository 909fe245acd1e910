//! What a yes and a no say: to what was summarised, to what was offered, or to nothing.

use super::take::{Taking, is_kin, is_told_at_once, say};
use crate::{
    conversation::{Awaiting, ConversationState, Fact, Goal, Slot},
    understanding::{Command, HeardCommand, Skill, Understanding, remedy, says_more},
};

impl Taking<'_> {
    pub(super) fn confirm(&mut self, heard: &HeardCommand) {
        match &self.state.awaiting {
            // "Okay, then get me the other one instead" agrees to nothing that was summarised.
            Some(Awaiting::Consent { .. }) if has_reservation(self.text, heard) => {
                if !self.wishes {
                    self.correct(heard);
                }
            }
            Some(Awaiting::Consent { proposals }) => {
                self.taken.consented.clone_from(proposals);
                // "Yes, but with PayPal" may make it another change, which needs another yes. What is
                // wanted besides says nothing of it.
                match (self.wishes, adds(self.text)) {
                    (true, _) => {}
                    (false, true) => self.taken.rest_unclear = true,
                    (false, false) => {
                        self.correct(heard);
                    }
                }
            }
            // "Fine", where there is only one answer.
            Some(Awaiting::Say { options, .. }) if options.len() == 1 => self.inform(heard),
            Some(Awaiting::Offer { skill, order_id }) => {
                let said = self.part(heard);
                self.taken.goal_count = self.taken.goal_count.saturating_add(1);
                let mut goal = Goal::new(self.taken.goal_count, *skill, said);
                goal.orders.push(order_id.clone());
                self.taken.goals.push(goal);
            }
            Some(awaiting) => self.taken.confirmed = awaiting.goal(),
            None => self.unasked(Fact::GoOn),
        }
    }

    /// A yes or a no to nothing is polite, or for the person who reads it.
    pub(super) fn unasked(&mut self, fact: Fact) {
        match self.state.ticket {
            None => self.taken.unasked = Some(fact),
            Some(_) => self.taken.not_understood = true,
        }
    }

    pub(super) fn deny(&mut self, heard: &HeardCommand) {
        match &self.state.awaiting {
            // "No, forget that. I'd rather return it": another wish takes the place of what was asked.
            Some(Awaiting::Consent { .. }) if self.wants_else => self.replace_asked(),
            Some(Awaiting::Consent { proposals }) => {
                if self.correct(heard) {
                    self.taken.denied_proposals.clone_from(proposals);
                } else {
                    self.drop_asked();
                }
            }
            Some(awaiting @ Awaiting::ConfirmNotReceived { goal, .. }) => {
                self.taken.denied = Some((*goal, awaiting.clone()));
            }
            Some(Awaiting::Offer { .. }) => self.taken.dropped = true,
            Some(_) => {
                if says_more(self.text) && self.leave_out(heard) {
                    return;
                }
                if says_more(self.text) {
                    self.inform(heard);
                } else {
                    self.drop_asked();
                }
            }
            None => self.unasked(Fact::AllRight),
        }
    }

    /// Adds what is said beside a yes or a no to the goals that were summarised. False where nothing
    /// is.
    pub(super) fn correct(&mut self, heard: &HeardCommand) -> bool {
        if !says_more(self.text) {
            return false;
        }
        let said = self.part(heard);
        let asked = self.asked_goals();
        for goal in self.taken.goals.iter_mut().filter(|goal| asked.contains(&goal.id)) {
            // "I'd rather have a refund" names none of the things.
            let answers = goal.skill == Skill::Claim && remedy(&[&said]).is_some();
            say(if answers { &mut goal.answers } else { &mut goal.said }, said.clone());
        }
        true
    }
}

impl Taking<'_> {
    /// "None of these, I'll keep it. Just exchange the shirt": the thing that was asked about stays as it
    /// is, and the rest is said of the others. False where nothing says so.
    pub(super) fn leave_out(&mut self, heard: &HeardCommand) -> bool {
        let (goal, line) = match &self.state.awaiting {
            Some(Awaiting::ChooseVariant { goal, line_id, .. }) => (*goal, line_id.clone()),
            Some(Awaiting::Say { goal, slot: Slot::Options(line_id), .. }) => {
                (*goal, line_id.clone())
            }
            _ => return false,
        };
        let words = crate::base::text::words(self.text);
        let stays = ["keep", "leave", "forget", "none", "nothing", "neither"];
        if !words.iter().any(|word| stays.contains(&word.folded.as_str())) {
            return false;
        }
        let said = self.part(heard);
        let Some(goal) = self.taken.goals.iter_mut().find(|held| held.id == goal) else {
            return false;
        };
        goal.left_out.push(line);
        say(&mut goal.said, said);
        true
    }
}

/// Whether a yes is taken back in the same breath. What is summarised is asked about again then,
/// as it is once the rest was understood.
fn has_reservation(said: &str, yes: &HeardCommand) -> bool {
    // "Does it fit? If so, yes" is for whoever can say that it does.
    let start = yes.spans.first().map_or(0, |span| span.start);
    let asks = said.get(..start).is_some_and(|before| before.contains('?'));
    let words = crate::base::text::words(said);
    let has = |of: &[&str]| words.iter().any(|word| of.contains(&word.folded.as_str()));
    let depends = crate::base::text::words(sentence_at(said, start))
        .iter()
        .any(|word| matches!(word.folded.as_str(), "if" | "unless"));
    // "Yes, but only the first", "but with PayPal": less of it, or otherwise, is found as such.
    let narrows = has(&["only", "just", "not", "without", "with"]);
    // "Okay, then I'd like the green one" only takes note of what was said.
    let word = |at: usize| words.get(at).map_or("", |word| word.folded.as_str());
    let notes = matches!(word(0), "ok" | "okay" | "fine" | "alright" | "well" | "right" | "hm");
    let wants = has(&["like", "want", "prefer", "need"]) && !has(&["that", "this", "it", "ahead"]);
    if notes && says_more(said) && (word(1) == "then" || wants) {
        return true;
    }
    asks || depends || has(&["instead", "rather", "wait", "however"]) || has(&["but"]) && !narrows
}

/// The sentence that stands at a place.
fn sentence_at(said: &str, at: usize) -> &str {
    const ENDS: [char; 5] = ['.', '!', '?', ';', '\n'];
    let (before, after) = said.split_at_checked(at).unwrap_or(("", said));
    let start = before.rfind(ENDS).map_or(0, |end| end.saturating_add(1));
    let end = after.find(ENDS).map_or(said.len(), |end| at.saturating_add(end));
    said.get(start..end).unwrap_or(said)
}

/// Whether words add something to what was said yes to, in place of correcting it.
fn adds(said: &str) -> bool {
    let more = ["also", "additionally", "besides", "plus", "another"];
    crate::base::text::words(said).iter().any(|word| more.contains(&word.folded.as_str()))
}

/// Whether what was summarised is given up for another wish: "forget that, I'd rather return it".
pub(super) fn wants_else(
    text: &str,
    understanding: &Understanding,
    state: &ConversationState,
) -> bool {
    let Some(Awaiting::Consent { proposals }) = &state.awaiting else { return false };
    let is_asked = |skill: Skill| proposals.iter().any(|asked| is_kin(asked.skill, skill));
    let is_else = |heard: &HeardCommand| {
        matches!(&heard.command, Command::StartSkill { skill, .. }
            if !is_told_at_once(*skill) && *skill != Skill::ChangePayment && !is_asked(*skill))
    };
    let commands = &understanding.commands;
    let drops = says_forget(text) || commands.iter().any(|it| it.command == Command::Cancel);
    drops && commands.iter().any(is_else)
}

/// Whether words drop what was spoken of: "forget about it", "never mind", "I'd rather …".
fn says_forget(said: &str) -> bool {
    let words = crate::base::text::words(said);
    words.iter().any(|word| matches!(word.folded.as_str(), "forget" | "rather" | "instead"))
}
