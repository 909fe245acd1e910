//! Runs a turn: opens it on the customer's object, advances the core, performs the calls that it
//! names, journals before acting, closes in one write, and only then answers.

use std::time::Duration;

use edgewise::{
    base::{
        id::{ClientMessageId, ConversationId, CustomerKey},
        limits::TURN_MS_MAX,
        time::Timestamp,
    },
    commerce::{AnsweredCall, Call, PendingCall},
    engine::{
        Advance, Channel, Inbound, Outcome, TurnRecord, Understood, advance_understood, understood,
    },
    identity::{Identity, Verified},
    profile::Identifier,
    wire::{ChatAnswer, ProblemCode, StageTiming},
};
use worker::{Delay, Env};

use crate::{
    clock,
    contract::{
        self,
        customer::{
            AbandonTurn, CloseTurn, JournalTurn, OpenTurn, OpenedTurn, TurnOpened, Visitor, Written,
        },
    },
    delivery, destinations,
    fault::{Fault, Result},
    identify, knowledge,
    people::{self, call_customer},
    playbooks,
};

/// One message of one shopper.
#[derive(Clone)]
pub(crate) struct Asked {
    /// The object that held the customer when the session was made.
    pub(crate) key: CustomerKey,
    /// Who.
    pub(crate) visitor: Visitor,
    /// The conversation; the newest open one where absent.
    pub(crate) conversation_id: Option<ConversationId>,
    /// Recognises a repeated request.
    pub(crate) client_message_id: ClientMessageId,
    /// What came in.
    pub(crate) inbound: Inbound,
}

/// Milliseconds for which a message waits for the one before it. Longer than a lease, so that a
/// turn left behind is finished by whoever waits for it.
const WAIT_MS_MAX: i64 = 35_000;

/// Answers a message.
pub(crate) async fn answer(env: &Env, asked: Asked, timings: &mut Timings) -> Result<ChatAnswer> {
    let begun_at = clock::now();
    loop {
        let standing = playbooks::standing(env).await?;
        let now = clock::now();
        let open = |key: &CustomerKey| OpenTurn {
            key: key.clone(),
            visitor: asked.visitor.clone(),
            conversation_id: asked.conversation_id.clone(),
            client_message_id: asked.client_message_id.clone(),
            inbound: asked.inbound.clone(),
            channel: Channel::WebChat,
            standing: standing.clone(),
            reach: delivery::reach(env),
            now,
        };
        let (key, opened) = call_customer(env, &asked.key, open).await?;
        timings.mark("open");
        match opened {
            TurnOpened::Answered(answer) => return Ok(*answer),
            TurnOpened::Busy { retry_ms } => {
                if clock::now().ms_since(begun_at) > WAIT_MS_MAX {
                    return Err(Fault::problem(
                        ProblemCode::Unavailable,
                        "The message before this one is still being answered.",
                    ));
                }
                Delay::from(Duration::from_millis(u64::from(retry_ms))).await;
                timings.mark("wait");
            }
            TurnOpened::Conflict => {
                return Err(Fault::problem(
                    ProblemCode::MessageConflict,
                    "This client_message_id was used for another text.",
                ));
            }
            TurnOpened::Full => {
                return Err(Fault::problem(
                    ProblemCode::TooMany,
                    "Too many messages of this conversation wait for an answer.",
                ));
            }
            TurnOpened::NoConversation => return Err(Fault::not_found()),
            TurnOpened::Open(turn) => {
                if let Some(answer) = run(env, &key, &asked.visitor, *turn, timings).await? {
                    return Ok(answer);
                }
            }
            TurnOpened::Orphan(turn) => {
                run(env, &key, &asked.visitor, *turn, timings).await?;
            }
        }
    }
}

/// Runs a turn to its end. Nothing where another owner was faster: the turn must be opened again.
pub(crate) async fn run(
    env: &Env,
    key: &CustomerKey,
    visitor: &Visitor,
    mut turn: OpenedTurn,
    timings: &mut Timings,
) -> Result<Option<ChatAnswer>> {
    let done = run_to_outcome(env, key, visitor, &mut turn, timings).await;
    let outcome = match done {
        Ok(Some(outcome)) => outcome,
        Ok(None) => return Ok(None),
        Err(fault) => {
            abandon(env, key, &turn).await;
            return Err(fault);
        }
    };
    let destinations = match &outcome.ticket {
        Some(ticket) => destinations::taking(env, key, &ticket.queue, ticket.reason).await?,
        None => Vec::new(),
    };
    let now = clock::now();
    let close = |key: &CustomerKey| CloseTurn {
        record: turn.record.clone(),
        outcome: outcome.clone(),
        client_message_id: turn.client_message_id.clone(),
        generation: turn.generation,
        visitor: visitor.clone(),
        key: key.clone(),
        timings: timings.stages.clone(),
        destinations: destinations.clone(),
        now,
    };
    let (_, written) = call_customer(env, key, close).await?;
    timings.mark("close");
    match written {
        Written::Done(answer) => {
            identify::uncount(env, &turn.record.answers, &outcome).await;
            knowledge::tell_gaps(env, &turn.record, &outcome).await;
            if let (Some(proof), Identity::Anonymous) = (&outcome.state.proof, &visitor.identity) {
                settle_in(env, key, visitor, proof).await?;
                let answers = &turn.record.answers;
                identify::forgive(env, &visitor.visitor_id, answers, &outcome).await?;
                timings.mark("people");
            }
            Ok(Some(answer))
        }
        Written::Stale => Ok(None),
    }
}

/// Whoever was found out to be a customer lives on there, with this conversation. Can be repeated:
/// where it was cut short, the next turn does it.
async fn settle_in(
    env: &Env,
    key: &CustomerKey,
    visitor: &Visitor,
    proof: &Verified,
) -> Result<()> {
    let home = people::resolve(env, &Identifier::Shop(proof.customer_id().clone())).await?;
    if home == *key {
        return Ok(());
    }
    people::link(env, &Identifier::Visitor(visitor.visitor_id.clone()), &home).await
}

async fn run_to_outcome(
    env: &Env,
    key: &CustomerKey,
    visitor: &Visitor,
    turn: &mut OpenedTurn,
    timings: &mut Timings,
) -> Result<Option<Outcome>> {
    let playbook = playbooks::of_version(env, turn.record.opening.playbook_version).await?;
    // A turn that is finished by another than its first owner gets its whole time again.
    let deadline = clock::now().plus_ms(TURN_MS_MAX);
    let by = &visitor.visitor_id;
    let understanding = loop {
        match understood(&turn.record, &turn.profile, &playbook) {
            Understood::Read(understanding) => break understanding,
            Understood::Asks(pending) => {
                let asked = vec![*pending];
                let answers = identify::perform_all(env, by, asked, &playbook, deadline).await;
                timings.mark("model");
                add(&mut turn.record, answers);
            }
        }
    };
    loop {
        let advanced = advance_understood(&turn.record, &turn.profile, &playbook, &understanding)
            .map_err(|error| Fault::internal(error.code()))?;
        match advanced {
            Advance::Done(outcome) => return Ok(Some(*outcome)),
            Advance::Need(calls) => {
                if acts(&calls) {
                    if !journal(env, key, visitor, turn).await? {
                        return Ok(None);
                    }
                    timings.mark("journal");
                }
                let answers = identify::perform_all(env, by, calls, &playbook, deadline).await;
                timings.mark("shop");
                add(&mut turn.record, answers);
            }
        }
    }
}

fn acts(calls: &[PendingCall]) -> bool {
    calls.iter().any(|pending| matches!(pending.call, Call::Act(_)))
}

fn add(record: &mut TurnRecord, answers: Vec<AnsweredCall>) {
    record.answers.extend(answers);
}

/// Writes the turn down before an action leaves. False where another owner was faster.
async fn journal(
    env: &Env,
    key: &CustomerKey,
    visitor: &Visitor,
    turn: &mut OpenedTurn,
) -> Result<bool> {
    let now: Timestamp = clock::now();
    let call = |key: &CustomerKey| JournalTurn {
        record: turn.record.clone(),
        client_message_id: turn.client_message_id.clone(),
        generation: turn.generation,
        visitor: visitor.clone(),
        key: key.clone(),
        now,
    };
    let (_, written) = call_customer(env, key, call).await?;
    turn.journalled = matches!(written, Written::Done(()));
    Ok(turn.journalled)
}

/// Lets the next message in at once. Best effort: the lease ends by itself.
async fn abandon(env: &Env, key: &CustomerKey, turn: &OpenedTurn) {
    let call = AbandonTurn { turn_id: turn.record.turn_id.clone(), generation: turn.generation };
    if let Err(fault) = contract::call(env, key.as_str(), &call).await {
        fault.into_problem("abandon");
    }
}

/// How long the stages of a request took, from one instant of I/O to the next.
pub(crate) struct Timings {
    last: Timestamp,
    /// The stages so far.
    pub(crate) stages: Vec<StageTiming>,
}

impl Timings {
    /// Starts the clock.
    pub(crate) fn start() -> Self {
        Self { last: clock::now(), stages: Vec::new() }
    }

    /// Ends a stage; the same stage again adds up.
    pub(crate) fn mark(&mut self, stage: &str) {
        let now = clock::now();
        let ms = now.ms_since(self.last);
        self.last = now;
        match self.stages.iter_mut().find(|timing| timing.stage == stage) {
            Some(timing) => timing.ms = timing.ms.saturating_add(ms),
            None => self.stages.push(StageTiming { stage: stage.to_owned(), ms }),
        }
    }

    /// The `server-timing` header.
    pub(crate) fn header(&self) -> String {
        let stages = self.stages.iter().map(|stage| format!("{};dur={}", stage.stage, stage.ms));
        stages.collect::<Vec<_>>().join(", ")
    }
}
