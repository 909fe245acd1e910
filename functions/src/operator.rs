//! The operators' surface.

use edgewise::{
    base::{
        id::{ApprovalId, ConversationId, CustomerKey, TurnId},
        json,
        time::Timestamp,
    },
    engine::{Advance, ApprovalDecision, advance},
    release::Role,
    wire::{
        ApprovalRequest, ChatAnswer, PersonsDecision, Problem, ReplayAnswer, difference, story_of,
    },
};
use worker::{Env, Response};

use crate::{
    approval,
    contract::customer::{ReadConversation, ReadTurn, StoredTurn},
    fault::{Fault, Result},
    http::{self, Asked},
    index::{self, Filter},
    people::call_customer,
    playbooks, team,
};

/// `GET /v1/conversations`
pub(crate) async fn conversations(asked: &Asked) -> Result<Response> {
    team::require(asked, Role::Viewer).await?;
    http::json(200, &index::list(&asked.env, &filter(asked).await?).await?)
}

/// What a list of conversations is to be narrowed to.
///
/// # Errors
/// [`Problem`] where the day is none.
pub(crate) async fn filter(asked: &Asked) -> Result<Filter> {
    let said = |name: &str| {
        asked.query(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    };
    let day = said("day");
    let within = match &day {
        None => None,
        Some(day) => {
            let zone = playbooks::time_zone(&asked.env).await?;
            let within = Timestamp::of_day(day, &zone);
            Some(
                within
                    .ok_or_else(|| Problem::invalid("/day", "must be a day such as 2026-11-19"))?,
            )
        }
    };
    let (state, skill) = (said("state"), said("skill"));
    Ok(Filter { state, skill, q: said("q"), day, within, cursor: said("cursor") })
}

/// `GET /v1/conversations/{id}`
pub(crate) async fn conversation(asked: &Asked, id: &str) -> Result<Response> {
    team::require(asked, Role::Viewer).await?;
    http::json(200, &read_conversation(&asked.env, id).await?)
}

/// A whole conversation.
pub(crate) async fn read_conversation(
    env: &Env,
    id: &str,
) -> Result<edgewise::wire::ConversationDetail> {
    let (key, id) = conversation_of(id)?;
    let call = |_: &CustomerKey| ReadConversation { conversation_id: id.clone() };
    let (_, detail) = call_customer(env, &key, call).await?;
    detail.ok_or_else(Fault::not_found)
}

/// `POST /v1/conversations/{id}/approvals/{approval_id}`
pub(crate) async fn decide(asked: &mut Asked, id: &str, approval: &str) -> Result<Response> {
    team::require(asked, Role::Agent).await?;
    let request: ApprovalRequest = asked.json().await?;
    http::json(200, &decide_approval(asked, id, approval, request.decision).await?)
}

/// Carries out what a person decided about a change.
pub(crate) async fn decide_approval(
    asked: &mut Asked,
    id: &str,
    approval: &str,
    decision: PersonsDecision,
) -> Result<ChatAnswer> {
    let (key, conversation_id) = conversation_of(id)?;
    let approval_id = ApprovalId::parse(approval).map_err(|_| Fault::not_found())?;
    let decision = match decision {
        PersonsDecision::Approved => ApprovalDecision::Approved,
        PersonsDecision::Declined => ApprovalDecision::Declined,
    };
    let timings = &mut asked.timings;
    approval::decide(&asked.env, &key, conversation_id, approval_id, decision, timings)
        .await?
        .ok_or_else(Fault::not_found)
}

/// `GET /v1/conversations/{id}/turns/{turn_id}`
pub(crate) async fn turn(asked: &Asked, id: &str, turn: &str) -> Result<Response> {
    team::require(asked, Role::Viewer).await?;
    http::json(200, &read_turn(&asked.env, id, turn).await?.receipt)
}

/// A turn with its receipt told in words.
pub(crate) async fn read_turn(env: &Env, id: &str, turn: &str) -> Result<StoredTurn> {
    let (key, conversation_id) = conversation_of(id)?;
    let turn_id = TurnId::parse(turn).map_err(|_| Fault::not_found())?;
    let call = |_: &CustomerKey| ReadTurn {
        conversation_id: conversation_id.clone(),
        turn_id: turn_id.clone(),
    };
    let (_, stored) = call_customer(env, &key, call).await?;
    let mut stored = stored.ok_or_else(Fault::not_found)?;
    stored.receipt.story = story_of(&stored.receipt.record, &stored.receipt.outcome);
    Ok(stored)
}

/// `POST /v1/conversations/{id}/turns/{turn_id}/replay`
pub(crate) async fn replay(asked: &Asked, id: &str, turn: &str) -> Result<Response> {
    team::require(asked, Role::Viewer).await?;
    let stored = read_turn(&asked.env, id, turn).await?;
    let record = &stored.receipt.record;
    let version = record.opening.playbook_version;
    let playbook = playbooks::of_version(&asked.env, version).await?;
    let advanced = advance(record, &stored.profile, &playbook)
        .map_err(|error| Fault::internal(error.code()))?;
    let difference = match advanced {
        Advance::Done(outcome) => {
            difference(&json::value(&stored.receipt.outcome), &json::value(&*outcome))
        }
        Advance::Need(_) => vec![edgewise::wire::FieldFault {
            pointer: String::new(),
            detail: "the turn now asks for calls that it did not make".to_owned(),
        }],
    };
    let identical = difference.is_empty();
    let difference = (!identical).then_some(difference);
    http::json(200, &ReplayAnswer { identical, difference })
}

/// A conversation, and the key of whose it is.
pub(crate) fn conversation_of(id: &str) -> Result<(CustomerKey, ConversationId)> {
    let id = ConversationId::parse(id).map_err(|_| Fault::not_found())?;
    let key = id.customer_key().map_err(|_| Fault::not_found())?;
    Ok((key, id))
}
