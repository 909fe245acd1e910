//! From commands to goals: what this turn will do, in order.

use crate::{
    conversation::{Awaiting, ConversationState},
    playbook::Playbook,
    skill::{Ability, Prompt, SkillRequest, ability},
    understanding::{ChitchatKind, Command, HeardCommand, Pointer, Skill},
};

/// One thing that the turn will do.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Goal {
    /// Talk back.
    Chitchat(ChitchatKind),
    /// Drop what was under way.
    Drop,
    /// Not understood.
    NotUnderstood,
    /// A person must do it.
    Person(Option<Skill>),
    /// A person was asked for.
    PersonAskedFor,
    /// A skill of ours does it.
    Skill(Skill, SkillRequest),
}

/// The goals of a message. Never empty; none is dropped but pure talk beside a real goal.
pub(super) fn goals(
    commands: &[HeardCommand],
    words: &[String],
    state: &ConversationState,
    playbook: &Playbook,
) -> Vec<Goal> {
    let mut goals: Vec<Goal> = Vec::new();
    for heard in commands {
        let goal = goal(heard, words, state, playbook);
        if !goals.contains(&goal) {
            goals.push(goal);
        }
    }
    let serious = |goal: &Goal| !matches!(goal, Goal::Chitchat(_) | Goal::NotUnderstood);
    if goals.iter().any(serious) {
        goals.retain(serious);
    } else if goals.iter().any(|goal| matches!(goal, Goal::Chitchat(_))) {
        goals.retain(|goal| matches!(goal, Goal::Chitchat(_)));
        goals.truncate(1);
    }
    if goals.is_empty() {
        goals.push(Goal::NotUnderstood);
    }
    goals.truncate(GOALS_PER_TURN_MAX);
    goals
}

/// Goals that one message may hold. What is said beyond that is asked again by the customer; a
/// bound keeps a pasted list from becoming a hundred shop calls.
const GOALS_PER_TURN_MAX: usize = 6;

fn goal(
    heard: &HeardCommand,
    words: &[String],
    state: &ConversationState,
    playbook: &Playbook,
) -> Goal {
    let sure = heard.confidence.permille() >= playbook.understanding.start_permille;
    let request = |order: Option<Pointer>, prompt: Prompt| SkillRequest {
        order,
        words: words.to_vec(),
        not_received: matches!(heard.command, Command::StartSkill { not_received: true, .. }),
        prompt,
    };
    match &heard.command {
        Command::AskKnowledge if sure => Goal::Person(None),
        Command::AskPerson if sure => Goal::PersonAskedFor,
        Command::Cancel => Goal::Drop,
        Command::Chitchat { kind } => Goal::Chitchat(*kind),
        Command::Confirm => answer(state, &request, Prompt::Confirmed),
        Command::Deny => answer(state, &request, Prompt::Denied),
        Command::SetOrder { order } => {
            let skill = match &state.awaiting {
                Some(Awaiting::ChooseOrder { skill, .. }) => *skill,
                Some(Awaiting::ConfirmCancel { .. }) => Skill::CancelOrder,
                Some(Awaiting::ConfirmNotReceived { .. }) | None => Skill::OrderStatus,
            };
            serve(skill, request(Some(order.clone()), Prompt::Asked), playbook)
        }
        Command::StartSkill { skill, order, .. } if sure => {
            serve(*skill, request(order.clone(), Prompt::Asked), playbook)
        }
        Command::AskKnowledge
        | Command::AskPerson
        | Command::CannotHandle
        | Command::StartSkill { .. } => Goal::NotUnderstood,
    }
}

fn answer(
    state: &ConversationState,
    request: &dyn Fn(Option<Pointer>, Prompt) -> SkillRequest,
    prompt: fn(Awaiting) -> Prompt,
) -> Goal {
    match &state.awaiting {
        None => Goal::NotUnderstood,
        Some(awaiting) => {
            let skill = match awaiting {
                Awaiting::ChooseOrder { skill, .. } => *skill,
                Awaiting::ConfirmCancel { .. } => Skill::CancelOrder,
                Awaiting::ConfirmNotReceived { .. } => Skill::OrderStatus,
            };
            // Whoever was asked also hears the answer: what the playbook switched off since then
            // is caught by the guardrails.
            Goal::Skill(skill, request(None, prompt(awaiting.clone())))
        }
    }
}

fn serve(skill: Skill, request: SkillRequest, playbook: &Playbook) -> Goal {
    match ability(skill, playbook) {
        Ability::Person => Goal::Person(Some(skill)),
        Ability::Skill(_) => Goal::Skill(skill, request),
    }
}
