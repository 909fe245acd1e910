//! What nobody understood may still be a question that the shop's own pages answer.

use super::{serve::Run, take::Taken};
use crate::{
    conversation::SourcedFact,
    skill::{self, SkillContext, Suspended},
    understanding::Skill,
};

impl Run<'_> {
    /// The answer of the pages to a message that was not understood. Whoever was asked something is
    /// asked again instead, and what a person works on is theirs.
    pub(super) fn answer_of_pages(
        &self,
        cx: &mut SkillContext<'_>,
        taken: &Taken,
    ) -> Result<Option<SourcedFact>, Suspended> {
        let state = &self.record.opening.state;
        let free = state.awaiting.is_none()
            && state.ticket.is_none()
            && !taken.person
            && cx.topics.is_empty();
        if !taken.not_understood || !free || !skill::does(Skill::AskKnowledge, self.playbook) {
            return Ok(None);
        }
        skill::answer_unasked(cx, self.record.opening.inbound.text())
    }
}
