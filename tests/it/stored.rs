//! Goal: no rename can lose what customers' objects have stored.
//! Method: a record, an outcome, a profile and a dispatch in the stored form of version 1 are read, and written
//! back to the same JSON. A change that breaks this needs a new version and a migration.

use edgewise::{
    engine::{Advance, Outcome, TurnRecord, advance},
    escalation::Dispatch,
    playbook::Playbook,
    profile::Profile,
};
use serde_json::Value;

const PROFILE: &str = include_str!("../stored/profile.v1.json");
const RECORD: &str = include_str!("../stored/record.v1.json");
const DISPATCH: &str = include_str!("../stored/dispatch.v1.json");
const OUTCOME: &str = include_str!("../stored/outcome.v1.json");

#[test]
fn a_stored_profile_survives_a_round_trip() {
    round_trip::<Profile>(PROFILE);
}

#[test]
fn a_stored_record_survives_a_round_trip() {
    round_trip::<TurnRecord>(RECORD);
}

#[test]
fn a_stored_dispatch_survives_a_round_trip() {
    round_trip::<Dispatch>(DISPATCH);
}

#[test]
fn a_stored_outcome_survives_a_round_trip() {
    round_trip::<Outcome>(OUTCOME);
}

#[test]
fn a_stored_turn_replays_to_its_stored_outcome() {
    let record: TurnRecord = serde_json::from_str(RECORD).unwrap();
    let profile: Profile = serde_json::from_str(PROFILE).unwrap();
    let expected: Outcome = serde_json::from_str(OUTCOME).unwrap();
    match advance(&record, &profile, &Playbook::default()).unwrap() {
        // Better understanding changes outcomes on purpose; their stored form stays the same.
        Advance::Done(outcome) if std::env::var_os("EDGEWISE_UPDATE").is_some() => {
            let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/stored/outcome.v1.json");
            let text = serde_json::to_string_pretty(&outcome).unwrap();
            std::fs::write(path, format!("{text}\n")).unwrap();
        }
        Advance::Done(outcome) => assert_eq!(*outcome, expected),
        Advance::Need(calls) => panic!("the turn now asks for {calls:?}"),
    }
}

#[test]
fn a_record_of_a_newer_build_is_a_fault_and_never_a_guess() {
    let mut record: TurnRecord = serde_json::from_str(RECORD).unwrap();
    record.schema_version += 1;
    let error = advance(&record, &Profile::default(), &Playbook::default()).unwrap_err();
    assert_eq!(error.code(), "turn.unknown_record");
}

#[track_caller]
fn round_trip<T: serde::de::DeserializeOwned + serde::Serialize>(text: &str) {
    let stored: Value = serde_json::from_str(text).unwrap();
    let read: T = serde_json::from_str(text).unwrap();
    assert_eq!(serde_json::to_value(read).unwrap(), stored);
}
