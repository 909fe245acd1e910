//! Goal: whatever understanding emits, no action outside the guardrails reaches the shop, none
//! without identity, none without a fresh yes, none twice, and nothing panics.
//! Method: conversations of random, hostile and malformed commands run through the real engine
//! against a shop that does whatever it is asked. Before an action leaves, an oracle that says the
//! rules in its own words judges it. Everything follows from the seed of the conversation.
//!
//! `simulation [--turns N] [--seed S]`: N turns in all, or the one conversation of a seed, told.

mod chance;
mod heard;
mod matching;
mod oracle;
mod world;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    process::ExitCode,
    sync::atomic::{AtomicU64, Ordering},
    thread,
    time::Instant,
};

use chance::Chance;
use edgewise::{
    base::{
        id::{ConversationId, CustomerKey, TurnId},
        time::Timestamp,
    },
    commerce::{AnsweredCall, Call, Change, CountedAction, ShopFault},
    conversation::ConversationState,
    engine::{
        Advance, ApprovalDecision, Channel, Inbound, Opening, Outcome, RECORD_SCHEMA_VERSION,
        TurnRecord, advance, advance_understood,
    },
    identity::{Identity, Verified},
    profile::Profile,
    skill::ActionEnd,
    understanding::Understanding,
};
use oracle::{Consents, Leaving};
use serde_json::json;
use world::{World, playbook};

/// Turns of one conversation.
const TURNS: usize = 20;

/// Rounds of calls that one turn may take.
const ROUNDS_MAX: usize = 24;

/// What has come of the conversations so far.
#[derive(Default)]
struct Tally {
    turns: u64,
    actions: u64,
    custom: u64,
    refused: u64,
    handed_over: u64,
    waiting: u64,
}

#[expect(clippy::disallowed_methods, reason = "speed is measured here, not decided on")]
fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    let value = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1)?.parse::<u64>().ok()
    };
    if let Some(seed) = value("--seed") {
        return match converse(seed, true) {
            Ok(_) => ExitCode::SUCCESS,
            Err(fault) => {
                println!("seed {seed}: {fault}");
                ExitCode::FAILURE
            }
        };
    }
    let turns = value("--turns").unwrap_or(1_000_000);
    // A fixed start makes a run comparable; another one looks elsewhere.
    let first = value("--first").unwrap_or(1);
    let begun = Instant::now();
    let next = AtomicU64::new(first);
    let conversations = turns.div_ceil(u64::try_from(TURNS).unwrap_or(1));
    let threads = thread::available_parallelism().map_or(2, std::num::NonZero::get);
    let results: Vec<(Tally, Vec<String>)> = thread::scope(|scope| {
        let work = || {
            let (mut tally, mut faults) = (Tally::default(), Vec::new());
            loop {
                let seed = next.fetch_add(1, Ordering::Relaxed);
                if seed >= first + conversations || faults.len() >= 10 {
                    return (tally, faults);
                }
                match catch_unwind(AssertUnwindSafe(|| converse(seed, false))) {
                    Ok(Ok(one)) => tally.add(&one),
                    Ok(Err(fault)) => faults.push(format!("seed {seed}: {fault}")),
                    Err(_) => faults.push(format!("seed {seed}: it panicked")),
                }
            }
        };
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        running.into_iter().map(|thread| thread.join().expect("a thread ends")).collect()
    });
    let mut tally = Tally::default();
    let mut faults = Vec::new();
    for (one, found) in results {
        tally.add(&one);
        faults.extend(found);
    }
    println!(
        "{} turns of {conversations} conversations in {:.0} s: {} actions reached the shop, {} of them \
         by a skill that the merchant wrote, {} were refused or left out by guardrails, {} waited for an approval, {} conversations went to a \
         person; {} faults",
        tally.turns,
        begun.elapsed().as_secs_f64(),
        tally.actions,
        tally.custom,
        tally.refused,
        tally.waiting,
        tally.handed_over,
        faults.len(),
    );
    for fault in &faults {
        println!("{fault}");
    }
    if let Some(seed) = faults.first().and_then(|fault| fault.split([' ', ':']).nth(1)) {
        println!("Told in full: cargo run --profile simulation -p simulation -- --seed {seed}");
    }
    // A simulation in which nothing is ever done proves nothing.
    let is_alive = tally.actions * 200 >= tally.turns && tally.waiting > 0 && tally.custom > 0;
    if !is_alive {
        println!("too few actions were reached");
    }
    if faults.is_empty() && is_alive { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

impl Tally {
    fn add(&mut self, other: &Self) {
        self.turns += other.turns;
        self.actions += other.actions;
        self.custom += other.custom;
        self.refused += other.refused;
        self.handed_over += other.handed_over;
        self.waiting += other.waiting;
    }
}

/// One conversation; what went wrong in it, if anything.
fn converse(seed: u64, told: bool) -> Result<Tally, String> {
    let mut chance = Chance::new(seed);
    let mut now = Timestamp::parse("2026-10-05T09:00:00Z").expect("it is a time");
    let playbook = playbook(&mut chance);
    let mut world = World::new(&mut chance, now);
    let mut state = ConversationState::default();
    let mut consents = Consents::default();
    let mut done: Vec<CountedAction> = Vec::new();
    let mut tally = Tally::default();
    let key = CustomerKey::parse("c0123456789abcdef01234567").expect("it is a key");
    let conversation_id = ConversationId::derive(&key, 1);
    for turn in 1..=TURNS {
        now = now.plus_ms(i64::try_from(chance.below(7_200_000)).unwrap_or_default());
        if chance.percent(5) {
            now = now.plus_ms(86_400_000);
        }
        if chance.percent(4) {
            world.drift(&mut chance);
        }
        let inbound = inbound(&mut chance, &state);
        let text = inbound.text().to_owned();
        let by_words = chance.percent(5);
        let mut record = TurnRecord {
            schema_version: RECORD_SCHEMA_VERSION,
            turn_id: TurnId::derive(&conversation_id, u32::try_from(turn).unwrap_or_default()),
            conversation_id: conversation_id.clone(),
            opening: Opening {
                at: now,
                inbound,
                channel: Channel::WebChat,
                identity: identity(&mut chance, now),
                state: state.clone(),
                profile_snapshot: String::new(),
                playbook_version: 1,
                reach: Vec::new(),
            },
            answers: Vec::new(),
        };
        let given = heard::understanding(&mut chance, &text, &state);
        let outcome = run(
            &mut record,
            &given,
            by_words,
            &playbook,
            &mut world,
            &mut chance,
            &mut consents,
            &mut done,
            &mut tally,
        )?;
        if told {
            let reply = outcome.reply.as_ref().map_or("", |reply| reply.text.as_str());
            println!("> {text:?} {:?}\n{reply}\n{:?}\n", commands(&given), outcome.decisions);
        }
        tally.turns += 1;
        tally.handed_over += u64::from(outcome.ticket.is_some());
        tally.waiting += u64::from(outcome.state.approvals.len() > state.approvals.len());
        let stopped = |end: &&edgewise::guardrail::GuardrailDecision| {
            end.verdict != edgewise::guardrail::Verdict::Allow && !end.lacks_only_consent()
        };
        tally.refused +=
            u64::try_from(outcome.decisions.iter().filter(stopped).count()).unwrap_or_default();
        if outcome.state.awaiting != state.awaiting || !outcome.actions.is_empty() {
            consents.summarised(&outcome.state);
        }
        uncount(&mut world, &record, &outcome, &mut done);
        state = outcome.state;
    }
    Ok(tally)
}

fn commands(given: &Understanding) -> Vec<String> {
    given.commands.iter().map(|heard| format!("{:?}", heard.command)).collect()
}

fn inbound(chance: &mut Chance, state: &ConversationState) -> Inbound {
    if let Some(held) = state.approvals.first()
        && chance.percent(40)
    {
        let decision = *chance.pick(&[
            ApprovalDecision::Approved,
            ApprovalDecision::Approved,
            ApprovalDecision::Declined,
            ApprovalDecision::Expired,
        ]);
        return Inbound::Approval { id: held.id.clone(), decision };
    }
    Inbound::Text { text: heard::text(chance, state) }
}

fn identity(chance: &mut Chance, now: Timestamp) -> Identity {
    let customer = if chance.percent(97) { "cus_ada" } else { "cus_bob" };
    let level = if chance.percent(85) { "strong" } else { chance.pick(&["verified", "claimed"]) };
    let lives_ms = if chance.percent(95) { 3_600_000 } else { -1 };
    if chance.percent(2) {
        return Identity::Anonymous;
    }
    let proof =
        json!({ "customer_id": customer, "level": level, "expires_at": now.plus_ms(lives_ms) });
    let proof: Verified = world::read(proof);
    Identity::Verified(proof)
}

#[expect(clippy::too_many_arguments, reason = "all that a turn touches")]
fn run(
    record: &mut TurnRecord,
    given: &Understanding,
    by_words: bool,
    playbook: &edgewise::playbook::Playbook,
    world: &mut World,
    chance: &mut Chance,
    consents: &mut Consents,
    done: &mut Vec<CountedAction>,
    tally: &mut Tally,
) -> Result<Outcome, String> {
    let profile = Profile::default();
    for _ in 0..ROUNDS_MAX {
        let step = if by_words {
            advance(record, &profile, playbook)
        } else {
            advance_understood(record, &profile, playbook, given)
        };
        let calls = match step.map_err(|error| error.to_string())? {
            Advance::Done(outcome) => return Ok(*outcome),
            Advance::Need(calls) => calls,
        };
        for pending in calls {
            let mut moved = 0;
            let result = if let Call::Act(action) = &pending.call {
                let leaving = Leaving {
                    record,
                    heard: given,
                    by_words,
                    playbook,
                    done,
                    left_since_summary: consents.left(action),
                };
                if let Some(fault) = leaving.fault(action) {
                    return Err(format!("turn {}: {fault}", record.turn_id));
                }
                tally.actions += 1;
                tally.custom += u64::from(matches!(action.change(), Change::Custom(_)));
                moved = leaving.moved(action);
                match chance.below(20) {
                    0 => Err(ShopFault::Refused { code: "not_allowed".to_owned() }),
                    1 => Err(ShopFault::Unknown),
                    2 => world.perform(action.change()).and(Err(ShopFault::Unknown)),
                    _ => world.perform(action.change()),
                }
            } else {
                if let Some(fault) = oracle::read_fault(&pending.call, record) {
                    return Err(format!("turn {}: {fault}", record.turn_id));
                }
                if chance.below(400) == 0 {
                    Err(ShopFault::Unavailable)
                } else {
                    world.answer(&pending.call)
                }
            };
            if let (Call::Act(action), true) =
                (&pending.call, !matches!(result, Err(ShopFault::Refused { .. })))
            {
                done.push(CountedAction {
                    action: action.kind(),
                    order_id: action.order_id().cloned(),
                    skill: match action.change() {
                        Change::Custom(custom) => Some(custom.skill),
                        _ => None,
                    },
                    amount: edgewise::base::money::Money::from_minor(
                        moved,
                        edgewise::base::money::Currency::USD,
                    ),
                    at: record.opening.at,
                });
            }
            let (id, call) = (pending.id, pending.call);
            let answered_at = record.opening.at;
            record.answers.push(AnsweredCall { id, call, result, answered_at, waited_ms: 0 });
        }
    }
    Err(format!("turn {} does not end", record.turn_id))
}

/// Takes back what was counted and not done, as the functions do.
fn uncount(world: &mut World, record: &TurnRecord, outcome: &Outcome, _done: &mut [CountedAction]) {
    for answered in &record.answers {
        let Call::Count(count) = &answered.call else { continue };
        let Some(held) = count.hold() else { continue };
        let is_done = outcome.actions.iter().any(|receipt| {
            receipt.action.kind() == held.action
                && receipt.action.order_id() == held.order_id.as_ref()
                && !matches!(receipt.end, ActionEnd::Refused(_))
        });
        if !is_done && let Some(at) = world.counted.iter().rposition(|(_, one)| one == held) {
            world.counted.remove(at);
        }
    }
}
