//! What the shop's own pages answer though nobody asked them: what was not understood, and what was taken
//! for a wish and is a question that holds for everybody.

use super::{serve::Run, take::Taken};
use crate::{
    base::text::words,
    conversation::{Fact, Goal, SourcedFact},
    skill::{self, SkillContext, SkillEnd, Suspended},
    understanding::{Pointer, Skill, asks_in_general},
};

impl Run<'_> {
    /// The answer of the pages to a message that was not understood. Whoever was asked something is
    /// asked again instead, and what a person works on is theirs.
    pub(super) fn answer_of_pages(
        &self,
        cx: &mut SkillContext<'_>,
        taken: &Taken,
    ) -> Result<Option<SourcedFact>, Suspended> {
        if !taken.not_understood || !self.may_ask_pages(cx, taken) {
            return Ok(None);
        }
        skill::answer_unasked(cx, self.record.opening.inbound.text())
    }

    /// The answer of the pages to a goal that asks something in general: "how do points work" is no
    /// question about one's own, whichever skill its words belong to.
    pub(super) fn answer_in_general(
        &self,
        cx: &mut SkillContext<'_>,
        taken: &Taken,
        goal: &Goal,
    ) -> Result<Option<SourcedFact>, Suspended> {
        let numbered = |(id, pointer): &(u16, Pointer)| {
            *id == goal.id && matches!(pointer, Pointer::Number(_))
        };
        let said = goal.texts().join(". ");
        let open = matches!(
            goal.skill,
            Skill::AskKnowledge | Skill::Cart | Skill::ProductQuestion | Skill::Recommendation
        );
        if open
            || !self.is_new(goal)
            || taken.pointers.iter().any(numbered)
            || !asks_in_general(&said, goal.skill)
            || speaks_of_own(self.record.opening.inbound.text())
            || !self.may_ask_pages(cx, taken)
        {
            return Ok(None);
        }
        skill::answer_unasked(cx, &said)
    }

    /// The answer of the pages in place of one that says that nothing is known.
    pub(super) fn answer_instead(
        &self,
        cx: &mut SkillContext<'_>,
        taken: &Taken,
        goal: &Goal,
        end: &SkillEnd,
    ) -> Result<Option<SourcedFact>, Suspended> {
        // Whoever looks for a jacket does not ask how its sizes are measured.
        let asks = goal.skill == Skill::ProductQuestion
            || goal.skill == Skill::Recommendation
                && asks_in_general(&goal.texts().join(". "), goal.skill);
        let knows_nothing = !end.facts.is_empty() && end.facts.iter().all(says_nothing);
        if !asks || !knows_nothing || !self.is_new(goal) || !self.may_ask_pages(cx, taken) {
            return Ok(None);
        }
        skill::answer_unasked(cx, &goal.texts().join(". "))
    }

    fn is_new(&self, goal: &Goal) -> bool {
        goal.id > self.record.opening.state.goal_count
    }

    fn may_ask_pages(&self, cx: &SkillContext<'_>, taken: &Taken) -> bool {
        let state = &self.record.opening.state;
        state.awaiting.is_none()
            && state.ticket.is_none()
            && !taken.person
            && cx.topics.is_empty()
            && skill::does(Skill::AskKnowledge, self.playbook)
    }
}

/// Whether a message speaks of one's own anywhere: "is there a delay with points? Mine are missing".
fn speaks_of_own(text: &str) -> bool {
    words(text).iter().any(|word| matches!(word.folded.as_str(), "my" | "mine" | "mi" | "mis"))
}

/// Whether a fact says only that nothing is known.
fn says_nothing(told: &SourcedFact) -> bool {
    let found_nothing = matches!(told.fact, Fact::NothingSuits { .. } | Fact::ProductNotFound);
    found_nothing || matches!(&told.fact, Fact::SaidOfProduct(said) if said.quotes.is_empty())
}
