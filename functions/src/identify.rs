//! The calls that find out who is writing: counted before they are made, whoever makes them.

use edgewise::{
    base::{id::VisitorId, time::Timestamp},
    commerce::{Answer, AnsweredCall, Call, PendingCall, ShopFault, ShopResult},
    engine::Outcome,
    identity::{Admission, AttemptBounds},
    playbook::Playbook,
    profile::Identifier,
};
use futures::future::join_all;
use worker::Env;

use crate::{
    bindings, clock,
    contract::{
        self,
        identifier::{Attempt, Succeeded},
    },
    fault::Result,
    shop,
};

/// Performs these calls side by side, those to the shop and those that show who is writing.
pub(crate) async fn perform_all(
    env: &Env,
    visitor_id: &VisitorId,
    calls: Vec<PendingCall>,
    playbook: &Playbook,
    deadline: Timestamp,
) -> Vec<AnsweredCall> {
    let one = |pending| perform(env, visitor_id, pending, playbook, deadline);
    join_all(calls.into_iter().map(one)).await
}

async fn perform(
    env: &Env,
    visitor_id: &VisitorId,
    pending: PendingCall,
    playbook: &Playbook,
    deadline: Timestamp,
) -> AnsweredCall {
    let Some(target) = target_of(&pending.call) else {
        return shop::perform(env, pending, &playbook.shop, deadline).await;
    };
    let asked_at = clock::now();
    let bounds = playbook.identity.attempt_bounds();
    let result: ShopResult = match admit(env, visitor_id, &target, bounds).await {
        // Who cannot be counted cannot be let in.
        Err(fault) => {
            fault.into_problem("identify.admit");
            Err(ShopFault::Unavailable)
        }
        Ok(Admission::Wait { until }) => Ok(Answer::NotNow { until }),
        Ok(Admission::Go) => match &pending.call {
            Call::CheckCode(check) => match bindings::code_key(env) {
                Ok(key) => Ok(Answer::CodeChecked { right: key.is_right(check) }),
                Err(_) => Err(ShopFault::Unavailable),
            },
            Call::Act(_) | Call::Identify(_) | Call::Read(_) => {
                return shop::perform(env, pending, &playbook.shop, deadline).await;
            }
        },
    };
    let answered_at = clock::now();
    AnsweredCall {
        waited_ms: u32::try_from(answered_at.ms_since(asked_at)).unwrap_or_default(),
        id: pending.id,
        call: pending.call,
        result,
        answered_at,
    }
}

/// Whom a call tries to be; nobody where it does not.
fn target_of(call: &Call) -> Option<String> {
    match call {
        Call::Act(_) | Call::Read(_) => None,
        Call::CheckCode(check) => Some(check.target()),
        Call::Identify(lookup) => Some(lookup.target()),
    }
}

/// Counts an attempt on a customer, and of a browser. Both must bear it.
async fn admit(
    env: &Env,
    visitor_id: &VisitorId,
    target: &str,
    bounds: AttemptBounds,
) -> Result<Admission> {
    let attempt = Attempt { bounds, now: clock::now() };
    match contract::call(env, target, &attempt).await? {
        Admission::Go => contract::call(env, &name_of(visitor_id), &attempt).await,
        wait @ Admission::Wait { .. } => Ok(wait),
    }
}

/// Once somebody has shown who they are, what they tried before does not count against them or the
/// browser any more.
pub(crate) async fn forgive(
    env: &Env,
    visitor_id: &VisitorId,
    answers: &[AnsweredCall],
    outcome: &Outcome,
) -> Result<()> {
    if outcome.state.proof.is_none() {
        return Ok(());
    }
    let mut names: Vec<String> =
        answers.iter().filter_map(|answered| target_of(&answered.call)).collect();
    if names.is_empty() {
        return Ok(());
    }
    names.push(name_of(visitor_id));
    for name in names {
        contract::call(env, &name, &Succeeded {}).await?;
    }
    Ok(())
}

fn name_of(visitor_id: &VisitorId) -> String {
    Identifier::Visitor(visitor_id.clone()).object_name()
}
