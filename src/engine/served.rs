//! Which ability told or did what in a turn: what one came to says nothing of another beside it.

use super::{
    outcome::{Came, ServedSkill},
    take::Taken,
};
use crate::{
    conversation::{Fact, FactSource, Goal, SourcedFact},
    skill::SkillEnd,
    understanding::{Skill, Tie},
};

/// Notes what the goals of a turn came to, before anything is done.
pub(super) fn note_ends(served: &mut Vec<ServedSkill>, taken: &Taken, ends: &[(Goal, SkillEnd)]) {
    for wanted in &taken.goals {
        let ran = ends.iter().find(|(goal, end)| goal.id == wanted.id && !end.waits);
        let Some((goal, end)) = ran else {
            // What is wanted only where the one before it cannot be is not wanted while that one can.
            let otherwise = wanted.tie == Some(Tie::Otherwise);
            note(served, wanted.skill, if otherwise { Came::Dropped } else { Came::Nothing });
            continue;
        };
        let came = came_of(&end.facts);
        note(served, wanted.skill, came);
        // It may have turned out to be something else.
        note(served, goal.skill, came);
    }
}

/// Notes what a proposal came to: for the ability that made it, and for the goals that it is for.
pub(super) fn note_proposal(
    served: &mut Vec<ServedSkill>,
    taken: &Taken,
    (skill, ids): (Skill, &[u16]),
    came: Came,
) {
    note(served, skill, came);
    for goal in taken.goals.iter().filter(|goal| ids.contains(&goal.id)) {
        note(served, goal.skill, came);
    }
}

/// Notes what an ability came to; what it came to already is not lessened.
pub(super) fn note(served: &mut Vec<ServedSkill>, skill: Skill, came: Came) {
    if let Some(held) = served.iter_mut().find(|held| held.skill == skill) {
        held.came = held.came.max(came);
    } else {
        served.push(ServedSkill { skill, came });
    }
}

/// What facts come to, whoever told them.
pub(super) fn came_of(facts: &[SourcedFact]) -> Came {
    if facts.iter().any(helps) {
        Came::Told
    } else if facts.iter().any(|it| matches!(it.fact, Fact::GoalDropped | Fact::AllRight)) {
        Came::Dropped
    } else {
        Came::Nothing
    }
}

/// Whether a fact tells something that helps: from the shop, the profile or a page.
fn helps(told: &SourcedFact) -> bool {
    let helps = !matches!(
        told.fact,
        Fact::IdentityNotFound { .. }
            | Fact::ItemNotFound { .. }
            | Fact::NothingSuits { .. }
            | Fact::NotUnderstood
            | Fact::OrderNotFound { .. }
            | Fact::ProductNotFound
            | Fact::Refused(_)
            | Fact::ShopUnreachable
    );
    helps && told.source != FactSource::Conversation
}
