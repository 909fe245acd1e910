//! Past turns told again as a scenario that comes to what they came to. Nothing is replaced yet.

use serde_json::{Value, json};

use super::{
    NoScenario, PastTurn,
    fixture::{cleaned, fixture, signed_in},
    is_same,
};
use crate::{
    base::{json, text::words, time::MINUTE_MS},
    commerce::{Answer, AnsweredCall, Call, ShopFault},
    conversation::ConversationStatus,
    engine::{Inbound, Outcome},
    lab::{PlayedTurn, Player, scenario::name_of_call},
    wire::{Scenario, ScenarioTurn},
};

/// Tells them again, each as simply as it comes to the same.
///
/// # Errors
/// [`NoScenario`] for the first turn of which a scenario cannot hold what it depended on.
pub(super) fn retell(
    turns: &[PastTurn<'_>],
    outcomes: &[Outcome],
) -> Result<(Scenario, Vec<PlayedTurn>), NoScenario> {
    let bare = fixture(turns);
    let mut told = bare.clone();
    let mut played = Vec::new();
    let Some(first) = turns.first() else { return Ok((told, played)) };
    let unheld =
        |number| NoScenario::at(number, "depended on something that a scenario cannot hold.");
    let mut player = Player::new(&bare, first.playbook).map_err(|_| unheld(1))?;
    let began = &first.record.opening;
    let mut before = (0_i64, ConversationStatus::default());
    for ((past, outcome), number) in turns.iter().zip(outcomes).zip(1..) {
        let opening = &past.record.opening;
        if signed_in(opening) != signed_in(began) {
            return Err(NoScenario::at(
                number,
                "was written by somebody who had signed in or out.",
            ));
        }
        let minutes = opening.at.ms_since(began.at).checked_div(MINUTE_MS).unwrap_or_default();
        let (minutes_before, status) = before;
        let joined = opening.state.status == ConversationStatus::Human;
        let plain = ScenarioTurn {
            minutes_later: minutes.saturating_sub(minutes_before).max(0),
            person_joins: joined && status != ConversationStatus::Human,
            ..begun(past)
        };
        player.under(past.playbook);
        let same = tellings(plain, past).into_iter().find_map(|turn| {
            let mut playing = player.clone();
            let came = playing.turn(&turn).ok()?;
            is_same(outcome, &came.outcome, str::to_owned).then_some((turn, playing, came))
        });
        let Some((turn, after, came)) = same else { return Err(unheld(number)) };
        player = after;
        before = (minutes_before.saturating_add(turn.minutes_later), outcome.state.status);
        told.turns.push(turn);
        played.push(came);
    }
    Ok((told, played))
}

/// A turn in ever more words: as the scripted shop answers it, with the answers of then, and with what
/// was known of the customer.
fn tellings(plain: ScenarioTurn, past: &PastTurn<'_>) -> [ScenarioTurn; 4] {
    let informed = |turn: &ScenarioTurn| {
        let profile = Some(Box::new(cleaned(past.profile)));
        ScenarioTurn { profile, ..turn.clone() }
    };
    let shop = answers(&past.record.answers).into_iter().collect();
    let answered = ScenarioTurn { shop, ..plain.clone() };
    [plain.clone(), answered.clone(), informed(&plain), informed(&answered)]
}

/// What a turn began with.
fn begun(past: &PastTurn<'_>) -> ScenarioTurn {
    let bare = ScenarioTurn::default();
    match &past.record.opening.inbound {
        Inbound::Approval { decision, .. } => ScenarioTurn { approval: Some(*decision), ..bare },
        Inbound::HandoffRequest => ScenarioTurn { asks_person: true, ..bare },
        Inbound::Resumed { text, .. } | Inbound::Text { text } => {
            let say = without_code(text, &past.record.answers);
            ScenarioTurn { say, ..bare }
        }
    }
}

/// A message with the one-time code that was typed replaced by what stands for it: another conversation
/// has another code.
fn without_code(text: &str, answers: &[AnsweredCall]) -> String {
    let checked = answers.iter().find_map(|answered| {
        let Call::CheckCode(_) = &answered.call else { return None };
        let right = matches!(answered.result, Ok(Answer::CodeChecked { right: true }));
        let call = json::value(&answered.call);
        let said = call.get("said").and_then(Value::as_str)?.to_owned();
        Some((said, if right { "{code}" } else { "{wrong code}" }))
    });
    let Some((said, stands)) = checked else { return text.to_owned() };
    let words = words(text);
    for from in 0..words.len() {
        let mut typed = String::new();
        for word in words.iter().skip(from) {
            typed.push_str(&word.folded);
            let start = words.get(from).map_or(0, |first| first.span.start);
            if typed == said
                && let (Some(before), Some(after)) = (text.get(..start), text.get(word.span.end..))
            {
                return format!("{before}{stands}{after}");
            }
        }
    }
    text.to_owned()
}

/// What the shop answered, call by call, as a scenario has it answer.
fn answers(answered: &[AnsweredCall]) -> Vec<(String, Value)> {
    let mut told: Vec<(String, Vec<Value>)> = Vec::new();
    for answered in answered {
        let Some(name) = name_of_call(&answered.call, &answered.id) else { continue };
        let answer = match &answered.result {
            Ok(answer) => body(answer),
            Err(fault) => instead(fault),
        };
        match told.iter_mut().find(|(known, _)| *known == name) {
            Some((_, answers)) => answers.push(answer),
            None => told.push((name, vec![answer])),
        }
    }
    told.into_iter().map(|(name, answers)| (name, Value::Array(answers))).collect()
}

/// An answer as the Commerce API tells it.
fn body(answer: &Answer) -> Value {
    match answer {
        Answer::Capabilities(told) => json::value(told),
        Answer::Checkout(told) => json::value(told),
        Answer::Customer(told) => json::value(told),
        Answer::Discount(told) => json::value(told),
        Answer::Found(told) => json!({ "items": json::value(told) }),
        Answer::Loyalty(told) => json::value(told),
        Answer::Order(told) => json::value(told),
        Answer::Orders(list) => {
            let next = if list.more { json!("more") } else { Value::Null };
            json!({ "items": json::value(&list.orders), "next_cursor": next })
        }
        Answer::Passages(told) => json!({ "items": json::value(told) }),
        Answer::Product(told) => json::value(told),
        Answer::Products(told) => json!({ "items": json::value(told) }),
        Answer::Subscription(told) => json::value(told),
        Answer::Subscriptions(told) => json!({ "items": json::value(told) }),
        Answer::Wishes(told) => json!({ "wishes": json::value(told) }),
        // Ours, which is asked anew.
        Answer::CodeChecked { .. }
        | Answer::Consents(_)
        | Answer::Counted(_)
        | Answer::Fields(_)
        | Answer::NotNow { .. }
        | Answer::Privacy(_)
        | Answer::Waiting(_) => Value::Null,
    }
}

/// Why there was no answer, as a scenario says it.
fn instead(fault: &ShopFault) -> Value {
    match fault {
        // A body without anything that an answer has.
        ShopFault::Malformed { .. } => json!([]),
        ShopFault::NotFound => json!(404),
        ShopFault::RateLimited => json!(429),
        ShopFault::Refused { code } => json!(code),
        ShopFault::TimedOut | ShopFault::Unknown => json!("timed_out"),
        ShopFault::Unavailable => json!(503),
    }
}
