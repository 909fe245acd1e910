//! The operators' surface.

use edgewise::{
    base::{
        id::{ApprovalId, ConversationId, CustomerId, CustomerKey, TurnId},
        json,
    },
    engine::{Advance, ApprovalDecision, advance},
    identity::target_of_name,
    profile::Identifier,
    release::Role,
    wire::{
        ApprovalRequest, ChatAnswer, PersonsDecision, ProblemCode, ReplayAnswer, difference,
        story_of,
    },
};
use worker::{Env, Response};

use crate::{
    approval,
    contract::{
        self,
        catalogue::{self, Unwatch},
        customer::{Erase, ReadConversation, ReadCustomer, ReadTurn, StoredTurn},
        identifier::Forget,
    },
    fault::{Fault, Result},
    http::{self, Asked},
    index::{self, Filter},
    people::{self, call_customer},
    playbooks, team,
};

/// `GET /v1/customers/{id}`
pub(crate) async fn customer(asked: &Asked, id: &str) -> Result<Response> {
    team::require(asked, Role::Agent).await?;
    let id = CustomerId::parse(decoded(id)).map_err(|_| Fault::not_found())?;
    view(asked, &Identifier::Shop(id)).await
}

/// `GET /v1/customers?email=|phone=`
pub(crate) async fn find_customer(asked: &Asked) -> Result<Response> {
    team::require(asked, Role::Agent).await?;
    let bad = |detail: &str| Fault::problem(ProblemCode::BadRequest, detail);
    let identifier = match (asked.query("email"), asked.query("phone")) {
        (Some(email), None) => Identifier::email(&email),
        (None, Some(phone)) => Identifier::phone(&phone),
        _ => return Err(bad("Give either `email` or `phone`.")),
    };
    view(asked, &identifier.map_err(|error| bad(&error.to_string()))?).await
}

async fn view(asked: &Asked, identifier: &Identifier) -> Result<Response> {
    let key = people::resolve(&asked.env, identifier).await?;
    let (_, view) = call_customer(&asked.env, &key, |_| ReadCustomer {}).await?;
    let unknown = view.conversations.is_empty()
        && view.profile == json::value(&edgewise::profile::Profile::default());
    if unknown { Err(Fault::not_found()) } else { http::json(200, &view) }
}

/// `DELETE /v1/customers/{id}`: nothing readable is left.
pub(crate) async fn erase(asked: &Asked, id: &str) -> Result<Response> {
    team::require(asked, Role::Owner).await?;
    let id = CustomerId::parse(decoded(id)).map_err(|_| Fault::not_found())?;
    let key = people::resolve(&asked.env, &Identifier::Shop(id)).await?;
    let (key, erased) = call_customer(&asked.env, &key, |_| Erase {}).await?;
    contract::call(&asked.env, catalogue::NAME, &Unwatch { key }).await?;
    index::forget(&asked.env, &erased.conversations).await?;
    for name in identifiers_of(&erased.profile) {
        contract::call(&asked.env, &name, &Forget {}).await?;
    }
    Ok(Response::empty()?.with_status(202))
}

/// Objects that remember something of this customer: where identifiers point, and attempts.
fn identifiers_of(profile: &edgewise::profile::Profile) -> Vec<String> {
    let mut identifiers: Vec<Identifier> =
        profile.visitors.iter().cloned().map(Identifier::Visitor).collect();
    if let Some(customer) = &profile.customer {
        let email = customer.value.email.as_ref().map(|email| Identifier::email(email.expose()));
        let phone = customer.value.phone.as_ref().map(|phone| Identifier::phone(phone.expose()));
        identifiers.extend([email, phone].into_iter().flatten().flatten());
    }
    let attempts_on_name = profile
        .customer
        .as_ref()
        .and_then(|customer| customer.value.full_name())
        .map(|name| target_of_name(&name));
    identifiers.iter().map(Identifier::object_name).chain(attempts_on_name).collect()
}

/// `GET /v1/conversations`
pub(crate) async fn conversations(asked: &Asked) -> Result<Response> {
    team::require(asked, Role::Viewer).await?;
    let filter = Filter {
        state: asked.query("state"),
        skill: asked.query("skill"),
        q: asked.query("q"),
        cursor: asked.query("cursor"),
    };
    http::json(200, &index::list(&asked.env, &filter).await?)
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

/// A path segment with its percent signs resolved; as it stands where they make no sense.
fn decoded(segment: &str) -> String {
    percent_encoding::percent_decode_str(segment)
        .decode_utf8()
        .map_or_else(|_| segment.to_owned(), std::borrow::Cow::into_owned)
}
