//! Where is my order? (being written)
use super::{SkillContext, SkillEnd, SkillRequest, Suspended, orders::KnownOrder};
use crate::{base::id::OrderId, conversation::ConversationState, understanding::Skill};
pub(super) enum Meant { One(OrderId), End(SkillEnd) }
pub(super) fn resolve(_skill: Skill, _request: &SkillRequest, _state: &ConversationState, _known: &[KnownOrder], _likely: fn(&KnownOrder) -> bool) -> Meant { Meant::End(SkillEnd::default()) }
pub(super) fn run(_cx: &mut SkillContext<'_>, _request: &SkillRequest) -> Result<SkillEnd, Suspended> { Ok(SkillEnd::default()) }
