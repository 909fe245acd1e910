//! What a yes and a no say: to what was summarised, to what was offered, or to nothing.

use super::take::{Taking, is_kin, is_told_at_once, say};
use crate::{
    base::text::{Span, words},
    conversation::{Awaiting, ConversationState, Fact, Goal, Slot},
    understanding::{Command, HeardCommand, Skill, Understanding, names_value, remedy, says_more},
};

impl Taking<'_> {
    pub(super) fn confirm(&mut self, heard: &HeardCommand) {
        match &self.state.awaiting {
            // "Okay, then get me the other one instead" agrees to nothing that was summarised.
            Some(Awaiting::Consent { proposals })
                if has_reservation(self.text, heard, proposals.len(), self.wishes) =>
            {
                if !self.wishes {
                    self.correct(heard);
                }
            }
            Some(Awaiting::Stay { proposal, goal }) => {
                if has_reservation(self.text, heard, 1, self.wishes) {
                    self.taken.denied =
                        Some((*goal, Awaiting::Stay { proposal: proposal.clone(), goal: *goal }));
                } else {
                    self.taken.consented = vec![(**proposal).clone()];
                }
            }
            Some(Awaiting::Consent { proposals }) if self.adds_to_subscriptions(proposals) => {
                self.taken.consented.clone_from(proposals);
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
            // "Yes" and "no" may be what a skill of the merchant's own asks for.
            Some(Awaiting::Say { slot: Slot::Need(_), .. }) => self.inform(heard),
            // "Fine", where there is only one answer.
            Some(Awaiting::Say { goal, options, .. }) if options.len() == 1 => {
                let goal = self.taken.goals.iter_mut().find(|held| held.id == *goal);
                if let (Some(goal), Some(only)) = (goal, options.first()) {
                    say(&mut goal.answers, only.clone());
                }
            }
            Some(Awaiting::Offer { skill, order_id, stock }) => {
                let said = self.part(heard);
                self.taken.goal_count = self.taken.goal_count.saturating_add(1);
                let mut goal = Goal::new(self.taken.goal_count, *skill, said);
                goal.orders.extend(order_id.clone());
                goal.stock.clone_from(stock);
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
            Some(Awaiting::Consent { .. }) if self.wants_else || self.wishes_else => {
                self.replace_asked();
            }
            Some(Awaiting::Consent { proposals }) => {
                if self.correct(heard) {
                    self.taken.denied_proposals.clone_from(proposals);
                } else {
                    self.drop_asked();
                }
            }
            Some(
                awaiting @ (Awaiting::ConfirmNotReceived { goal, .. }
                | Awaiting::Say { goal, slot: Slot::Page, .. }
                | Awaiting::Stay { goal, .. }),
            ) => {
                self.taken.denied = Some((*goal, awaiting.clone()));
            }
            Some(Awaiting::Say { slot: Slot::Need(_), options, .. }) if options.len() == 2 => {
                self.inform(heard);
            }
            Some(awaiting @ Awaiting::Say { goal, .. }) if self.keeps_reason() => {
                self.taken.denied = Some((*goal, awaiting.clone()));
            }
            Some(Awaiting::Offer { .. }) => self.taken.dropped = true,
            Some(_) => {
                if says_more(self.text) && self.leave_out(heard) {
                    return;
                }
                if says_more(self.text) || self.says_value() {
                    self.inform(heard);
                } else {
                    self.drop_asked();
                }
            }
            None => self.unasked(Fact::AllRight),
        }
    }

    /// "On Wednesday, please" is little more than polite, and says all to a skill of the merchant's own
    /// that needs a day.
    pub(super) fn says_value(&self) -> bool {
        let own = match &self.state.awaiting {
            Some(Awaiting::Consent { proposals }) => {
                proposals.iter().any(|proposal| proposal.skill.custom().is_some())
            }
            Some(Awaiting::Say { slot: Slot::Need(_), .. }) => true,
            _ => false,
        };
        own && names_value(self.text)
    }

    /// Adds what is said beside a yes or a no to the goals that were summarised. False where nothing
    /// is.
    pub(super) fn correct(&mut self, heard: &HeardCommand) -> bool {
        if !says_more(self.text) && !self.says_value() {
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
        if !stays(self.text) {
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

/// Whether a yes is less than a clear one: a question, a part of it, a condition, or taken back in the
/// same breath. What is summarised is asked about again then, as it is once the rest was understood.
fn has_reservation(said: &str, yes: &HeardCommand, summarised: usize, wishes: bool) -> bool {
    let span = yes.spans.first().copied().unwrap_or(Span { start: 0, end: 0 });
    let (lead, rest) = said.split_at_checked(span.end).unwrap_or((said, ""));
    let before = lead.get(..span.start).unwrap_or_default();
    let all = words(said);
    let is = |of: &[&str]| all.iter().any(|word| of.contains(&word.folded.as_str()));
    // "Does it fit? If so, yes", "is that right?": who asks has not decided.
    let strong = words(lead.get(span.start..).unwrap_or_default())
        .iter()
        .any(|word| STRONG.contains(&word.folded.as_str()));
    let leading = words(before.rsplit(ENDS).next().unwrap_or_default());
    let opens = leading.len() <= 1 || leading.iter().all(|word| leads(&word.folded));
    let asks = before.contains('?') || said.contains('?') && !(strong && opens && wishes);
    // "Okay, then I'd like the green one" only takes note of what was said.
    let first = all.first().map_or("", |word| word.folded.as_str());
    let wants = is(&["like", "want", "prefer", "need"]) && !is(&["that", "this", "it", "ahead"]);
    let notes = !strong && NOTES.contains(&first) && says_more(said);
    let second = all.get(1).map_or("", |word| word.folded.as_str());
    if asks || !opens || notes && (second == "then" || wants) {
        return true;
    }
    // What stands in the other sentences of a message is another wish, where it was understood as one.
    let near = if wishes { rest.split(ENDS).next().unwrap_or_default() } else { rest };
    let doubtful = words(near).iter().any(|word| {
        TAKES_BACK.contains(&word.folded.as_str())
            || !wishes && NARROWS.contains(&word.folded.as_str())
    });
    // "Yes. And change the lamp. No wait, don't" takes all of it back.
    let stops = |sentence: &str| {
        let first = words(sentence).into_iter().next().map(|word| word.folded);
        first.is_some_and(|word| STOPS.contains(&word.as_str()))
    };
    let stopped = rest.split(ENDS).skip(1).any(stops);
    let partial =
        summarised > 1 && !wishes && !words(near).iter().all(|word| says_all(&word.folded));
    doubtful || stopped || partial
}

const ENDS: [char; 5] = ['.', '!', '?', ';', '\n'];

/// Words that mean yes and nothing else.
const STRONG: &[&str] = &[
    "yes",
    "yeah",
    "yep",
    "yup",
    "y",
    "yea",
    "si",
    "confirm",
    "confirmo",
    "absolutely",
    "definitely",
    "please",
    "go",
    "do",
    "adelante",
    "claro",
];

/// Words that may only take note of something.
const NOTES: &[&str] = &["ok", "okay", "fine", "alright", "well", "right", "hm", "vale", "bueno"];

/// Words after a yes that take it back, or make it depend on something.
const TAKES_BACK: &[&str] = &[
    "no", "not", "dont", "never", "nope", "nah", "stop", "wait", "instead", "rather", "however",
    "if", "unless", "once", "until", "when", "later", "yet", "but", "except", "without",
    "actually", "unsure", "pero", "espera", "mejor", "si", "cuando", "excepto", "menos", "luego",
    "todavia",
];

/// Words with which a later sentence takes back what was said.
const STOPS: &[&str] =
    &["no", "nope", "wait", "stop", "actually", "dont", "never", "espera", "mejor"];

/// Words after a yes that leave less of it.
const NARROWS: &[&str] = &[
    "only", "just", "keep", "leave", "first", "second", "third", "last", "though", "solo",
    "primero", "primera", "segundo", "segunda",
];

/// Whether a word may stand before a yes and say nothing.
fn leads(word: &str) -> bool {
    const LEADS: &[&str] =
        &["hmm", "oh", "ah", "so", "whatever", "great", "perfect", "thanks", "cool"];
    NOTES.contains(&word) || LEADS.contains(&word)
}

/// Whether a word beside a yes says all of what was summarised, or nothing.
fn says_all(word: &str) -> bool {
    const ALL: &[&str] = &[
        "to",
        "for",
        "both",
        "all",
        "everything",
        "of",
        "them",
        "these",
        "this",
        "that",
        "it",
        "please",
        "thanks",
        "thank",
        "you",
        "go",
        "ahead",
        "do",
        "two",
        "and",
        "with",
        "the",
        "a",
        "todo",
        "todos",
        "ambos",
        "ambas",
        "por",
        "favor",
        "gracias",
        "yes",
        "sure",
        "ok",
        "okay",
        "thats",
        "right",
        "correct",
        "great",
        "perfect",
        "sounds",
        "good",
        "fine",
        "is",
        "are",
    ];
    ALL.contains(&word)
}

/// Whether words add something to what was said yes to, in place of correcting it.
fn adds(said: &str) -> bool {
    let more = ["also", "additionally", "besides", "plus", "another"];
    words(said).iter().any(|word| more.contains(&word.folded.as_str()))
}

/// Whether what was summarised is given up for another wish: "forget that, I'd rather return it".
pub(super) fn wants_else(
    text: &str,
    understanding: &Understanding,
    state: &ConversationState,
) -> bool {
    let cancels = understanding.commands.iter().any(|it| it.command == Command::Cancel);
    (cancels || says_forget(text)) && wishes_else(understanding, state)
}

/// Whether something of another kind than what was summarised is wanted.
pub(super) fn wishes_else(understanding: &Understanding, state: &ConversationState) -> bool {
    let Some(Awaiting::Consent { proposals }) = &state.awaiting else { return false };
    let is_asked = |skill: Skill| proposals.iter().any(|asked| is_kin(asked.skill, skill));
    understanding.commands.iter().any(|heard| {
        matches!(&heard.command, Command::StartSkill { skill, .. }
            if !is_told_at_once(*skill) && *skill != Skill::ChangePayment && !is_asked(*skill))
    })
}

/// Whether words drop what was spoken of: "forget about it", "never mind", "I'd rather …".
fn says_forget(said: &str) -> bool {
    let words = words(said);
    words.iter().any(|word| matches!(word.folded.as_str(), "forget" | "rather" | "instead"))
}

/// Whether a thing that was asked about is to stay as it is: "none of these", "I'll keep it".
fn stays(said: &str) -> bool {
    let words = words(said);
    let word = |at: usize| words.get(at).map_or("", |word| word.folded.as_str());
    let none = |word: &str| matches!(word, "none" | "neither" | "nothing" | "ninguno" | "ninguna");
    let kept = words.windows(2).any(|pair| {
        matches!(pair, [verb, thing]
            if matches!(verb.folded.as_str(), "keep" | "leave" | "forget")
                && matches!(thing.folded.as_str(), "it" | "this" | "that" | "them"))
    });
    none(word(0)) || none(word(1)) || kept
}
