//! Runs a turn once more from its record, as its driver ran it.

use std::time::{Duration, Instant};

use edgewise::{
    commerce::PendingCall,
    engine::{Advance, Outcome, TurnRecord, Understood, advance_understood, understood},
    lab::PlayedTurn,
    playbook::Playbook,
    profile::Profile,
};

/// Record and profile as they come back from where they were stored.
pub(super) fn stored(turn: &PlayedTurn) -> (TurnRecord, Profile) {
    let record = serde_json::to_string(&turn.record).unwrap();
    let profile = serde_json::to_string(&turn.profile).unwrap();
    (serde_json::from_str(&record).unwrap(), serde_json::from_str(&profile).unwrap())
}

/// What came of it, and what the engine alone took, all its runs together.
#[expect(clippy::disallowed_methods, reason = "the engine's time is told to who measures it")]
pub(super) fn rerun(
    record: &TurnRecord,
    profile: &Profile,
    playbook: &Playbook,
) -> (Outcome, Duration) {
    let mut under_way = TurnRecord { answers: Vec::new(), ..record.clone() };
    let from = Instant::now();
    let answer = |pending: &PendingCall| {
        record.answers.iter().find(|it| it.id == pending.id).unwrap().clone()
    };
    let understanding = loop {
        match understood(&under_way, profile, playbook) {
            Understood::Read(understanding) => break understanding,
            Understood::Asks(pending) => under_way.answers.push(answer(&pending)),
        }
    };
    let mut spent = from.elapsed();
    loop {
        let from = Instant::now();
        let advanced = advance_understood(&under_way, profile, playbook, &understanding).unwrap();
        spent += from.elapsed();
        match advanced {
            Advance::Done(outcome) => return (*outcome, spent),
            Advance::Need(calls) => {
                assert!(!calls.is_empty());
                for pending in calls {
                    under_way.answers.push(answer(&pending));
                }
            }
        }
    }
}
