//! Joins a wish to what was said before it, in the same message or as an answer: who pays, how
//! something wrong is put right, why something goes back, what "it" is.

use super::take::{Taking, is_address, say};
use crate::{
    base::text::Span,
    conversation::{Awaiting, Goal},
    understanding::{HeardCommand, Pointer, Reference, Skill, remedy},
};

impl Taking<'_> {
    /// "Could I use PayPal instead?" speaks of who pays for what was just summarised.
    pub(super) fn pays_for_asked(&mut self, said: &str) -> bool {
        if !matches!(self.state.awaiting, Some(Awaiting::Consent { .. })) {
            return false;
        }
        // "Refund each order to the other one's card" is about where the money goes, not who pays.
        let said_low = said.to_lowercase();
        let of_order = said_low.contains("order") && !said_low.contains("refund");
        let asked = self.asked_goals();
        let mut found = false;
        for goal in self.taken.goals.iter_mut().filter(|goal| asked.contains(&goal.id)) {
            if !of_order && goal.skill != Skill::CancelOrder {
                say(&mut goal.answers, said.to_owned());
                found = true;
            }
        }
        found
    }

    /// "Use my card for the difference" speaks of who pays for what is wanted beside it.
    pub(super) fn pays_difference(&mut self, said: &str) -> bool {
        let words = crate::base::text::words(said);
        let difference = words.iter().any(|word| {
            matches!(word.folded.as_str(), "difference" | "charges" | "extra" | "additional")
        });
        let settles = |goal: &&mut Goal| {
            matches!(goal.skill, Skill::ChangeItems | Skill::Exchange | Skill::Return)
        };
        let goal = self.taken.goals.iter_mut().rev().find(settles);
        let Some(goal) = goal.filter(|_| difference) else { return false };
        say(&mut goal.answers, said.to_owned());
        true
    }

    /// "A refund, please": how something wrong is put right, where that was asked or summarised.
    pub(super) fn says_remedy(&mut self, skill: Skill, said: &str) -> bool {
        if !is_remedy(skill) || remedy(&[said]).is_none() || asks_where(said) {
            return false;
        }
        let asked = self.asked_goals();
        let before = self.state.goal_count;
        let is_claim = |goal: &&mut Goal| {
            goal.skill == Skill::Claim && asked.contains(&goal.id)
                || goal.not_received && goal.id > before
        };
        let Some(goal) = self.taken.goals.iter_mut().find(is_claim) else { return false };
        say(&mut goal.answers, said.to_owned());
        true
    }

    /// "The lamp arrived broken, I want to return it": what is wrong with a thing and what is wanted
    /// for it are one wish. False where the two are about different things.
    pub(super) fn says_reason(&mut self, heard: &HeardCommand, skill: Skill, said: &str) -> bool {
        let wanted = |skill: Skill| skill == Skill::Return || is_remedy(skill);
        // "Exchange it for the black one" speaks of what was named before it.
        let named = heard.about.iter().map(|reference| reference.span.start).min();
        let begins = heard.parts.first().map(|part| part.start);
        let lead = begins.zip(named).and_then(|(start, end)| self.text.get(start..end));
        let leads = lead.is_some_and(stands_for);
        let same = |(_, about): &&(u16, Vec<Reference>)| {
            let vague = |about: &[Reference]| about.iter().all(|it| it.by == Pointer::It);
            let held = |it: &Reference| about.iter().any(|held| held.span == it.span);
            heard.about.iter().any(held) || vague(about) || vague(&heard.about) || leads
        };
        let before: Vec<u16> = self.abouts.iter().filter(same).map(|(id, _)| *id).collect();
        let goal = self.taken.goals.iter_mut().rev().find(|goal| {
            let pair = goal.skill == Skill::Claim && wanted(skill)
                || skill == Skill::Claim && wanted(goal.skill);
            pair && before.contains(&goal.id)
        });
        let Some(goal) = goal else { return false };
        let wish = if goal.skill == Skill::Claim { skill } else { goal.skill };
        // What something is swapped for is a claim's remedy, where claims are served at all.
        let claim = is_remedy(wish) && self.claims;
        goal.skill = if claim { Skill::Claim } else { wish };
        say(&mut goal.said, said.to_owned());
        true
    }

    /// "I'd like to return the lamp. If I can't, exchange it": the lamp is meant again.
    pub(super) fn with_antecedent(
        &self,
        heard: &HeardCommand,
        skill: Skill,
        said: String,
    ) -> String {
        // What stands in another part of the message, or before it, is only pointed back at.
        let own = |span: &Span| {
            heard.parts.iter().any(|part| part.start <= span.start && span.end <= part.end)
        };
        let pronoun = crate::base::text::words(&said)
            .iter()
            .any(|word| matches!(word.folded.as_str(), "it" | "them" | "they" | "these" | "those"));
        let vague = !heard.about.is_empty()
            && heard.about.iter().all(|it| it.by == Pointer::It || pronoun && !own(&it.span));
        let said = match self.taken.goals.iter().rev().find(|goal| is_address(goal.skill)) {
            // "And my default address to it as well": the address was said for another goal.
            Some(goal) if is_address(skill) && points_back(&said) => {
                let before = goal.all_texts().join(" ");
                return format!("{before} {said}");
            }
            _ => said,
        };
        let known: Vec<u16> = self.state.goals.iter().map(|goal| goal.id).collect();
        let before = self.taken.goals.iter().rev().find(|goal| !known.contains(&goal.id));
        match before.and_then(|goal| goal.texts().last().map(|text| (*text).to_owned())) {
            Some(before) if vague => format!("{before} {said}"),
            _ => said,
        }
    }
}

/// Whether a text asks about something rather than for it: "what about my refund".
fn asks_where(said: &str) -> bool {
    let first = crate::base::text::words(said).into_iter().next().map(|word| word.folded);
    let questions = ["what", "whats", "when", "whens", "where", "wheres", "why", "how"];
    first.is_some_and(|word| questions.contains(&word.as_str()))
}

/// Whether a text speaks of something that was named before it.
fn stands_for(said: &str) -> bool {
    let pronouns = ["it", "them", "this", "these"];
    crate::base::text::words(said).iter().any(|word| pronouns.contains(&word.folded.as_str()))
}

/// Whether words point back at a place that was named before.
pub(super) fn points_back(said: &str) -> bool {
    let words = crate::base::text::words(said);
    let back = ["it", "that", "there", "well", "too", "same", "home", "also"];
    words.iter().any(|word| back.contains(&word.folded.as_str()))
        && !words.iter().any(|word| word.folded.chars().all(|c| c.is_ascii_digit()))
}

/// Whether a skill may be what is wanted for something that is wrong.
const fn is_remedy(skill: Skill) -> bool {
    matches!(skill, Skill::ChangeItems | Skill::Exchange | Skill::RefundStatus | Skill::Reorder)
}
