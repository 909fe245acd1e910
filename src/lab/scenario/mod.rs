//! Conversations as data, played: events come in, messages are answered as the functions answer them,
//! and what comes of each is held beside what was expected.
//!
//! A scripted shop speaks the Commerce API through the real connector; the engine is driven as the
//! functions drive it. Nothing else is asked, and nothing is done anywhere.

mod coverage;
mod gate;
mod pages;
mod player;
mod seen;
mod services;
mod shop;
mod whole;

pub use coverage::coverage;
pub use pages::Pages;
pub use player::{PlayedTurn, Player};
pub use seen::{came, differences, told};
pub(super) use shop::name_of_call;

use crate::{
    base::json,
    playbook::Playbook,
    release::{ScenarioFault, Touched},
    understanding::{Command, Skill},
    welcome::Welcome,
    wire::{FieldFault, Scenario},
};

/// What a scenario came to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Played {
    /// The first words, where it opens the chat.
    pub opened: Option<Welcome>,
    /// Its turns.
    pub turns: Vec<PlayedTurn>,
    /// What did not come as expected; empty where it passed.
    pub faults: Vec<ScenarioFault>,
}

/// Plays a scenario under a playbook.
///
/// # Errors
/// What the shop cannot hold, place by place.
pub fn play(scenario: &Scenario, playbook: &Playbook) -> Result<Played, Vec<FieldFault>> {
    let mut player = Player::new(scenario, playbook)?;
    let mut played = Played::default();
    if let Some(session) = &scenario.session {
        let (opened, told) = player.open(session);
        let reply = &opened.reply.text;
        played.faults.extend(told.into_iter().map(|told| fault(0, "", told, reply)));
        played.opened = Some(opened);
    }
    for (number, turn) in (1..).zip(&scenario.turns) {
        let mut broken = |told: String| {
            played.faults.push(fault(number, &turn.say, told, ""));
        };
        match player.turn(turn) {
            // What comes after it would be of another conversation.
            Err(told) => {
                broken(told);
                break;
            }
            Ok(came) => {
                let reply = came.outcome.reply.as_ref().map_or("", |reply| reply.text.as_str());
                let told = differences(&turn.expect, &came.outcome, &came.calls);
                let told = told.into_iter().chain(came.repeated.clone());
                played.faults.extend(told.map(|told| fault(number, &turn.say, told, reply)));
                played.turns.push(came);
            }
        }
    }
    Ok(played)
}

impl Played {
    /// What its turns touched.
    #[must_use]
    pub fn touched(&self) -> Touched {
        let mut touched = Touched::default();
        if let Some(opened) = &self.opened {
            touched.note([], [], seen::wordings_of(&opened.reply));
        }
        for turn in &self.turns {
            let outcome = &turn.outcome;
            let commands = outcome.understanding.commands.iter();
            let skills = commands.filter_map(|heard| {
                if let Command::StartSkill { skill, .. } = &heard.command {
                    return Some(json::name(skill));
                }
                let asks = heard.command == Command::AskKnowledge;
                asks.then(|| json::name(&Skill::AskKnowledge))
            });
            let rules = outcome.decisions.iter().flat_map(|decision| &decision.rules);
            touched.note(skills, rules, outcome.reply.iter().flat_map(seen::wordings_of));
        }
        touched
    }
}

fn fault(turn: u32, said: &str, told: String, reply: &str) -> ScenarioFault {
    ScenarioFault { turn, said: said.to_owned(), told, reply: reply.to_owned() }
}
