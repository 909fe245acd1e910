//! The conversations that custom skills bring as their tests, played as scenarios are.

use serde_json::{Value, json};

use super::Player;
use crate::{
    base::{
        json,
        money::Money,
        time::{DAY_MS, HOUR_MS, Timestamp},
    },
    commerce::Call,
    conversation::{Awaiting, Slot},
    engine::Outcome,
    playbook::{Playbook, PlaybookFault, SkillTest, TestOrder, TestTurn},
    skill::ActionEnd,
    wire::{Scenario, ScenarioTurn},
};

/// The day on which tests are played, a Friday, at ten in the morning on the shop's clock.
const DAY: &str = "2026-02-27";

/// Who writes in tests in which somebody is signed in.
const CUSTOMER: &str = "cus_1";

/// Plays the tests of all custom skills of a playbook that has no other faults; each fault names the
/// message after which something else came of it than the test says.
#[must_use]
pub fn skill_tests(playbook: &Playbook) -> Vec<PlaybookFault> {
    let mut faults = Vec::new();
    for (id, skill) in &playbook.custom_skills {
        for (index, test) in skill.tests.iter().enumerate() {
            if let Err((at, why)) = play(playbook, test) {
                faults.push(PlaybookFault {
                    pointer: format!("/custom_skills/{id}/tests/{index}{at}"),
                    detail: format!("the test “{}” fails: {why}", test.name),
                });
            }
        }
    }
    faults
}

/// Where a test fails, and why.
type Failure = (String, String);

fn play(playbook: &Playbook, test: &SkillTest) -> Result<(), Failure> {
    let scenario = scenario(playbook, test)?;
    let mut player = Player::new(&scenario, playbook).map_err(|faults| {
        let first = faults.into_iter().next();
        (
            String::new(),
            first.map_or_else(String::new, |it| format!("{} {}", it.pointer, it.detail)),
        )
    })?;
    for (index, (turn, expected)) in scenario.turns.iter().zip(&test.turns).enumerate() {
        let at = format!("/turns/{index}");
        let came = player.turn(turn).map_err(|why| (at.clone(), why))?;
        compare(expected, &came.outcome).map_err(|why| (at, why))?;
    }
    Ok(())
}

fn scenario(playbook: &Playbook, test: &SkillTest) -> Result<Scenario, Failure> {
    let midnight = Timestamp::of_day(DAY, &playbook.brand.time_zone).map(|(start, _)| start);
    let now = midnight.unwrap_or_default().plus_ms(HOUR_MS.saturating_mul(10));
    let orders: Option<Vec<Value>> = test.orders.iter().map(|order| whole(order, now)).collect();
    let broken = |at: &str, why: &str| (at.to_owned(), why.to_owned());
    let orders =
        orders.ok_or_else(|| broken("/orders", "an item is a name with a price after it"))?;
    let customer = json!({
        "id": CUSTOMER,
        "email": "ada@example.com",
        "first_name": "Ada",
        "last_name": "Lovelace",
        "phone": "+15550100",
    });
    let mut told = json!({ "name": test.name, "now": now, "orders": orders });
    if let (true, Some(fields)) = (test.signed_in, told.as_object_mut()) {
        fields.insert("customer".to_owned(), json!(CUSTOMER));
        fields.insert("customers".to_owned(), json!([customer]));
    }
    let mut scenario: Scenario =
        json::read_value(told).map_err(|_| broken("", "it cannot be played"))?;
    scenario.services.clone_from(&test.answers);
    let say = |turn: &TestTurn| ScenarioTurn { say: turn.say.clone(), ..ScenarioTurn::default() };
    scenario.turns = test.turns.iter().map(say).collect();
    Ok(scenario)
}

/// What came of a message, against what the test says.
fn compare(turn: &TestTurn, outcome: &Outcome) -> Result<(), String> {
    let reply = outcome.reply.as_ref().map(|reply| reply.text.as_str()).unwrap_or_default();
    if let Some(told) = turn.told.iter().find(|told| !reply.contains(told.as_str())) {
        return Err(format!("it does not say “{told}” but “{reply}”"));
    }
    let asks = asked(outcome);
    if let Some(wanted) = turn.asks.as_ref().filter(|wanted| **wanted != asks) {
        return Err(format!("it waits for `{asks}`, not for `{wanted}`; it says “{reply}”"));
    }
    let done: Vec<String> = outcome
        .actions
        .iter()
        .filter(|receipt| receipt.end == ActionEnd::Done)
        .filter_map(|receipt| {
            let call = Call::Act(receipt.action.clone());
            let (service, _) = call.service()?;
            Some(format!("{}.{}", service.connector, service.operation))
        })
        .collect();
    if let Some(wanted) = turn.done.as_ref().filter(|wanted| **wanted != done) {
        return Err(format!(
            "it does [{}], not [{}]; it says “{reply}”",
            done.join(", "),
            wanted.join(", ")
        ));
    }
    let queue = outcome.ticket.as_ref().map(|ticket| ticket.queue.as_str()).unwrap_or_default();
    if let Some(wanted) = turn.queue.as_ref().filter(|wanted| *wanted != queue) {
        return Err(format!(
            "it is handed over to `{queue}`, not to `{wanted}`; it says “{reply}”"
        ));
    }
    Ok(())
}

/// What is waited for, as tests name it.
fn asked(outcome: &Outcome) -> String {
    match &outcome.state.awaiting {
        None => String::new(),
        Some(Awaiting::Consent { .. }) => "yes_or_no".to_owned(),
        Some(Awaiting::ChooseLine { .. }) => "items".to_owned(),
        Some(Awaiting::Say { slot: Slot::Need(need), .. }) => need.clone(),
        Some(_) => outcome.state.asks().first().copied().unwrap_or_default().to_owned(),
    }
}

/// An order as a scenario tells it; nothing where an item is no name with a price.
fn whole(order: &TestOrder, now: Timestamp) -> Option<Value> {
    let days = |days: u16| now.plus_ms(DAY_MS.saturating_mul(i64::from(days)).saturating_neg());
    let line = |item: &String| {
        let (title, price) = item.rsplit_once(' ')?;
        Some(json!({ "title": title, "unit_price": Money::parse(price, "USD").ok()? }))
    };
    let lines: Option<Vec<Value>> = order.items.iter().map(line).collect();
    let mut whole = json!({
        "number": order.number,
        "status": order.status,
        "placed_at": days(order.days),
        "lines": lines?,
    });
    if let Some(delivered) = order.delivered_days {
        let parcel =
            json!({ "status": "delivered", "line_ids": [], "delivered_at": days(delivered) });
        whole.as_object_mut()?.insert("fulfillments".to_owned(), json!([parcel]));
    }
    Some(whole)
}
