//! Goal: a customer is answered in their language where the playbook serves it, and otherwise as the
//! playbook says. Method: the stored turn, with another message.

use edgewise::{
    engine::{Advance, Inbound, Outcome, TurnRecord, advance},
    playbook::Playbook,
    profile::Profile,
};
use serde_json::json;

const PROFILE: &str = include_str!("../stored/profile.v1.json");
const RECORD: &str = include_str!("../stored/record.v1.json");

fn answered(text: &str, brand: serde_json::Value) -> Outcome {
    let playbook: Playbook =
        serde_json::from_value(json!({ "brand": brand, "skills": { "ask_knowledge": "off" } }))
            .unwrap();
    assert_eq!(playbook.check(), []);
    let mut record: TurnRecord = serde_json::from_str(RECORD).unwrap();
    record.opening.inbound = Inbound::Text { text: text.to_owned() };
    let profile: Profile = serde_json::from_str(PROFILE).unwrap();
    let Advance::Done(outcome) = advance(&record, &profile, &playbook).unwrap() else {
        unreachable!("the record holds all answers");
    };
    *outcome
}

fn said(outcome: &Outcome) -> &str {
    outcome.reply.as_ref().map(|reply| reply.text.as_str()).unwrap_or_default()
}

#[test]
fn a_language_that_is_served_is_answered_in() {
    let outcome = answered("¿Dónde está mi pedido?", json!({ "languages": ["en", "es"] }));
    let text = said(&outcome);
    assert!(text.starts_with("El pedido #F10001"), "{text}");
    assert!(text.contains("el 30 de noviembre"), "{text}");
    assert_eq!(outcome.state.language.as_deref(), Some("es"));
}

#[test]
fn a_language_that_is_not_served_is_answered_as_the_playbook_says() {
    let outcome = answered("Wo ist meine Bestellung?", json!({ "other_languages": "person" }));
    assert!(outcome.ticket.is_some());
    assert!(said(&outcome).starts_with("Ich kann nur auf Englisch antworten"));
    assert!(said(&outcome).contains("I've passed this to our team"));
    let outcome = answered("Wo ist meine Bestellung?", json!({}));
    assert!(outcome.ticket.is_none());
}

#[test]
fn a_language_without_words_of_ours_cannot_be_chosen() {
    let playbook: Playbook =
        serde_json::from_value(json!({ "brand": { "languages": ["en", "tlh", "en"] } })).unwrap();
    let pointers: Vec<_> = playbook.check().into_iter().map(|fault| fault.pointer).collect();
    assert_eq!(pointers, ["/brand/languages/1", "/brand/languages/2"]);
}
