//! A past conversation as a scenario, with personal data replaced.
//!
//! Two steps, each proven by playing. First the records become a scenario that holds what they held
//! ([`fixture`]), and comes to what they came to. Then whatever is personal in it is replaced
//! ([`personal`], [`stand_in`], [`masks`]), and it must still come to the same, turn by turn, in the
//! same words but for what was replaced. Where it does not, other stand-ins are tried; where none will
//! do, it is refused: a scenario that shows something else than the conversation is worth nothing.

mod fixture;
mod masks;
mod number;
mod personal;
mod phrase;
mod retell;
mod stand_in;

use serde_json::Value;

use self::{fixture::fixture, masks::Masks, personal::Personal, retell::retell};
use super::{PlayedTurn, Player, came};
use crate::{
    base::json,
    engine::{Advance, Outcome, TurnRecord, advance},
    playbook::Playbook,
    profile::Profile,
    wire::{FieldFault, SCENARIO_BYTES_MAX, SCENARIO_TURNS_MAX, Scenario, ScenarioDraft, ToRead},
};

/// A turn of a past conversation, with all that running it again needs.
#[derive(Clone, Copy, Debug)]
pub struct PastTurn<'a> {
    /// All that its outcome depends on.
    pub record: &'a TurnRecord,
    /// The profile that it saw.
    pub profile: &'a Profile,
    /// The playbook that served it.
    pub playbook: &'a Playbook,
}

/// Why a conversation cannot become a scenario.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{told}")]
pub struct NoScenario {
    /// At which turn, from 1; 0 where it is the conversation as a whole.
    pub turn: usize,
    /// In words, without personal data.
    pub told: String,
}

/// Sets of stand-ins that are tried.
const SETS_MAX: usize = 12;

/// Makes a scenario of a past conversation. Equal turns give the same one.
///
/// # Errors
/// [`NoScenario`], where what came of a turn cannot be shown again.
pub fn from_past(turns: &[PastTurn<'_>]) -> Result<ScenarioDraft, NoScenario> {
    if turns.len() > SCENARIO_TURNS_MAX {
        return Err(NoScenario::whole(format!("It has more than {SCENARIO_TURNS_MAX} turns.")));
    }
    let outcomes = ended(turns)?;
    let (unmasked, played) = retell(turns, &outcomes)?;
    let whole = json::value(&unmasked);
    let personal = Personal::of(&whole, &played, turns);
    let mut furthest: Option<NoScenario> = None;
    for set in 0..SETS_MAX {
        let masks = Masks::new(&personal, set);
        match masked(&whole, &masks, &played, turns) {
            Ok(scenario) => {
                let read = to_read(&scenario, &masks);
                return Ok(ScenarioDraft { scenario, replaced: masks.replaced(), read });
            }
            Err(refused) if furthest.as_ref().is_some_and(|it| it.turn >= refused.turn) => {}
            Err(refused) => furthest = Some(refused),
        }
    }
    Err(furthest.unwrap_or_else(|| NoScenario::whole("Nothing was said.".to_owned())))
}

/// The customer and the shop of a past conversation as they were when it began, with personal data
/// replaced and nothing said yet.
///
/// # Errors
/// [`NoScenario`], where a turn cannot be run again.
pub fn masked_fixture(turns: &[PastTurn<'_>]) -> Result<Scenario, NoScenario> {
    ended(turns)?;
    let whole = json::value(&fixture(turns));
    let masks = Masks::new(&Personal::of(&whole, &[], turns), 0);
    read(masks.value(&whole))
}

/// What came of each turn.
fn ended(turns: &[PastTurn<'_>]) -> Result<Vec<Outcome>, NoScenario> {
    let ended = turns.iter().zip(1..).map(|(past, turn)| {
        match advance(past.record, past.profile, past.playbook) {
            Ok(Advance::Done(outcome)) => Ok(*outcome),
            Ok(Advance::Need(_)) | Err(_) => {
                Err(NoScenario::at(turn, "cannot be run again by this build."))
            }
        }
    });
    ended.collect()
}

/// A scenario with personal data replaced that comes to the same, with what it comes to.
fn masked(
    whole: &Value,
    masks: &Masks,
    unmasked: &[PlayedTurn],
    turns: &[PastTurn<'_>],
) -> Result<Scenario, NoScenario> {
    let mut scenario = read(masks.value(whole))?;
    let fixture = Scenario { turns: Vec::new(), ..scenario.clone() };
    let mut player: Option<Player<'_>> = None;
    let each = scenario.turns.iter_mut().zip(unmasked).zip(turns).zip(1..);
    for (((turn, before), past), number) in each {
        let differs = || NoScenario::at(number, "is understood otherwise without personal data.");
        let playing = match player.as_mut() {
            Some(playing) => playing,
            None => player.insert(Player::new(&fixture, past.playbook).map_err(|_| differs())?),
        };
        playing.under(past.playbook);
        let after = playing.turn(turn).map_err(|_| differs())?;
        if !is_same(&before.outcome, &after.outcome, |text| masks.text(text)) {
            return Err(differs());
        }
        turn.expect = came(&after.outcome);
    }
    Ok(scenario)
}

/// Whether two turns came to the same: the same was understood, decided, done, asked and handed over,
/// and the same was said, but for what `masked` replaces in the first.
fn is_same(one: &Outcome, other: &Outcome, masked: impl Fn(&str) -> String) -> bool {
    let said = |outcome: &Outcome, masked: &dyn Fn(&str) -> String| {
        let reply = outcome.reply.as_ref()?;
        let taps: Vec<String> = reply.quick_replies.iter().map(|text| masked(text)).collect();
        Some((masked(&reply.text), taps, reply.cards.len()))
    };
    came(one) == came(other) && said(one, &masked) == said(other, &|text| text.to_owned())
}

fn read(value: Value) -> Result<Scenario, NoScenario> {
    if value.to_string().len() > SCENARIO_BYTES_MAX {
        return Err(NoScenario::whole(format!("It has more than {SCENARIO_BYTES_MAX} bytes.")));
    }
    let unreadable = |_| NoScenario::whole("It cannot be read back.".to_owned());
    let scenario: Scenario = json::read_value(value).map_err(unreadable)?;
    match scenario.over_bounds().first() {
        None => Ok(scenario),
        Some(FieldFault { pointer, detail }) => {
            Err(NoScenario::whole(format!("Its `{pointer}` {detail}.")))
        }
    }
}

/// The messages in which something may be left that is personal and looks like nothing that is.
fn to_read(scenario: &Scenario, masks: &Masks) -> Vec<ToRead> {
    let unsure = scenario.turns.iter().zip(1..).filter(|(turn, _)| masks.is_unsure(&turn.say));
    unsure.map(|(turn, number)| ToRead { turn: number, said: turn.say.clone() }).collect()
}

impl NoScenario {
    const fn whole(told: String) -> Self {
        Self { turn: 0, told }
    }

    fn at(turn: usize, what: &str) -> Self {
        Self { turn, told: format!("Turn {turn} {what}") }
    }
}
