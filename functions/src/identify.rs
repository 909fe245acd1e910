//! The calls that no shop answers: those that find out who is writing, counted before they are made,
//! whoever makes them; those that count what was done; and changes of our own record.

use edgewise::{
    base::{
        id::{CustomerKey, VisitorId},
        time::Timestamp,
    },
    commerce::{
        Action, Answer, AnsweredCall, Call, Count, CountedAction, PendingCall, ShopFault,
        ShopResult,
    },
    engine::Outcome,
    identity::{Admission, AttemptBounds},
    playbook::Playbook,
    profile::Identifier,
    skill::ActionEnd,
};
use futures::future::join_all;
use worker::Env;

use crate::{
    bindings, clock, connectors,
    contract::{
        self,
        customer::{ChangeOwn, CountActions, Uncount},
        identifier::{Attempt, Succeeded},
    },
    fault::Result,
    knowledge, language_model,
    people::{self, call_customer},
    shop::{self, answered},
    stock,
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
    if let Call::Act(action) = &pending.call
        && action.is_own()
    {
        return changed(env, &pending, action).await;
    }
    if pending.call.service().is_some() {
        return connectors::perform(env, pending, playbook, deadline).await;
    }
    if let Call::Search(search) = &pending.call {
        let hosts = &playbook.knowledge.sources;
        return knowledge::answer(env, &pending, search, hosts).await;
    }
    if let Call::Understand(question) = &pending.call {
        let question = question.clone();
        return language_model::perform(env, pending, &question, playbook, deadline).await;
    }
    if let Call::Count(count) = &pending.call {
        return counted(env, &pending, count).await;
    }
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
            Call::Act(_)
            | Call::Ask(_)
            | Call::Count(_)
            | Call::Identify(_)
            | Call::Read(_)
            | Call::Search(_)
            | Call::Understand(_) => {
                return shop::perform(env, pending, &playbook.shop, deadline).await;
            }
        },
    };
    answered(pending, asked_at, result)
}

/// Changes our own record of the customer, wherever the conversation is held.
async fn changed(env: &Env, pending: &PendingCall, action: &Action) -> AnsweredCall {
    let asked_at = clock::now();
    let result = match change_own(env, pending, action).await {
        Ok(answer) => Ok(answer),
        // It may have happened: the answer is what is missing.
        Err(fault) => {
            fault.into_problem("identify.change_own");
            Err(ShopFault::Unknown)
        }
    };
    answered(pending.clone(), asked_at, result)
}

async fn change_own(env: &Env, pending: &PendingCall, action: &Action) -> Result<Answer> {
    let home = people::resolve(env, &Identifier::Shop(action.customer_id().clone())).await?;
    let now = clock::now();
    let call =
        |_: &CustomerKey| ChangeOwn { call: pending.id.clone(), action: action.clone(), now };
    let (home, answer) = call_customer(env, &home, call).await?;
    stock::note(env, &home, action, &answer).await?;
    Ok(answer)
}

/// Asks the customer's own object, wherever the conversation is held.
async fn counted(env: &Env, pending: &PendingCall, count: &Count) -> AnsweredCall {
    let asked_at = clock::now();
    let result = match count_actions(env, pending, count).await {
        Ok(before) => Ok(Answer::Counted(before)),
        // What cannot be counted is not done.
        Err(fault) => {
            fault.into_problem("identify.count");
            Err(ShopFault::Unavailable)
        }
    };
    answered(pending.clone(), asked_at, result)
}

async fn count_actions(
    env: &Env,
    pending: &PendingCall,
    count: &Count,
) -> Result<Vec<CountedAction>> {
    let home = people::resolve(env, &Identifier::Shop(count.customer_id().clone())).await?;
    let now = clock::now();
    let call = |_: &CustomerKey| CountActions {
        hold: count.hold().map(|action| (pending.id.clone(), action.clone())),
        now,
    };
    call_customer(env, &home, call).await.map(|(_, before)| before)
}

/// Takes back what was counted before it was to be done, and was not done. The answer is committed
/// by now and is given whatever comes of this: a count too many only makes a person look.
pub(crate) async fn uncount(env: &Env, answers: &[AnsweredCall], outcome: &Outcome) {
    for answered in answers {
        let Call::Count(count) = &answered.call else { continue };
        let Some(held) = count.hold() else { continue };
        let is_done = outcome.actions.iter().any(|receipt| {
            receipt.action.kind() == held.action
                && receipt.action.order_id() == held.order_id.as_ref()
                && !matches!(receipt.end, ActionEnd::Refused(_))
        });
        if !is_done && give_back(env, count, answered).await.is_err() {
            worker::console_error!("fault code=count.not_given_back call={}", answered.id);
        }
    }
}

async fn give_back(env: &Env, count: &Count, answered: &AnsweredCall) -> Result<()> {
    let home = people::resolve(env, &Identifier::Shop(count.customer_id().clone())).await?;
    let call = |_: &CustomerKey| Uncount { calls: vec![answered.id.clone()] };
    call_customer(env, &home, call).await.map(|_| ())
}

/// Whom a call tries to be; nobody where it does not.
fn target_of(call: &Call) -> Option<String> {
    match call {
        Call::Act(_)
        | Call::Ask(_)
        | Call::Count(_)
        | Call::Read(_)
        | Call::Search(_)
        | Call::Understand(_) => None,
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
