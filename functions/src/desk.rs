//! People at their desks: who has a ticket open, and what they have written so far.

use edgewise::{
    base::id::{CustomerKey, TicketId},
    release::{Member, Role},
    wire::{Doing, DraftRequest, PresenceRequest, TicketPresence},
};
use worker::{Env, Response};

use crate::{
    clock,
    contract::customer::{KeepDraft, Look},
    fault::{Fault, Result},
    http::{self, Asked},
    people::call_customer,
    team,
    tickets::colleague,
};

/// `POST /v1/tickets/{id}/presence`
pub(crate) async fn presence(asked: &mut Asked, id: &str) -> Result<Response> {
    let who = team::require(asked, Role::Agent).await?;
    let request: PresenceRequest = asked.json().await?;
    http::json(200, &look(&asked.env, &who, id, request.doing).await?)
}

/// `PUT /v1/tickets/{id}/draft`
pub(crate) async fn draft(asked: &mut Asked, id: &str) -> Result<Response> {
    let who = team::require(asked, Role::Agent).await?;
    let request: DraftRequest = asked.json().await?;
    keep(&asked.env, &who, id, &request).await?;
    Ok(Response::empty()?.with_status(204))
}

/// Notes what somebody does with a ticket, and tells who else has it open.
pub(crate) async fn look(
    env: &Env,
    who: &Member,
    id: &str,
    doing: Doing,
) -> Result<TicketPresence> {
    let (ticket_id, key) = ticket(id)?;
    let now = clock::now();
    let call =
        |_: &CustomerKey| Look { ticket_id: ticket_id.clone(), by: colleague(who), doing, now };
    let (_, seen) = call_customer(env, &key, call).await?;
    seen.ok_or_else(Fault::not_found)
}

/// Keeps what somebody has written so far.
pub(crate) async fn keep(env: &Env, who: &Member, id: &str, request: &DraftRequest) -> Result<()> {
    let (ticket_id, key) = ticket(id)?;
    let (text, now) = (request.text()?.to_owned(), clock::now());
    let call = |_: &CustomerKey| KeepDraft {
        ticket_id: ticket_id.clone(),
        by: who.id.clone(),
        text: text.clone(),
        now,
    };
    let (_, kept) = call_customer(env, &key, call).await?;
    if kept { Ok(()) } else { Err(Fault::not_found()) }
}

fn ticket(id: &str) -> Result<(TicketId, CustomerKey)> {
    let ticket_id = TicketId::parse(id).map_err(|_| Fault::not_found())?;
    let key = ticket_id.customer_key().map_err(|_| Fault::not_found())?;
    Ok((ticket_id, key))
}
