//! The same with many tickets at once, each by itself.

use edgewise::{
    base::id::ClientMessageId,
    escalation::Act,
    release::{Member, Role},
    wire::{BulkAnswer, BulkRequest, BulkResult, BulkTicket},
};
use futures::future::join_all;
use worker::{Env, Response};

use crate::{
    clock,
    contract::customer::WorkOn,
    fault::Result,
    http::{self, Asked},
    playbooks, team, tickets,
};

/// Tickets that are worked on side by side.
const AT_ONCE: usize = 10;

/// `POST /v1/tickets/bulk`
pub(crate) async fn serve(asked: &mut Asked) -> Result<Response> {
    let who = team::require(asked, Role::Agent).await?;
    let request: BulkRequest = asked.json().await?;
    http::json(200, &BulkAnswer { items: work(asked, &who, &request).await? })
}

/// Does what is asked for with each ticket, and tells what came of each.
pub(crate) async fn work(
    asked: &Asked,
    who: &Member,
    request: &BulkRequest,
) -> Result<Vec<BulkResult>> {
    request.check()?;
    let act = act_of(&asked.env, who, request).await?;
    let mut results = Vec::new();
    for some in request.tickets.chunks(AT_ONCE) {
        let named = request.client_message_id.as_ref();
        results.extend(join_all(some.iter().map(|it| one(asked, who, it, &act, named))).await);
    }
    Ok(results)
}

async fn act_of(env: &Env, who: &Member, request: &BulkRequest) -> Result<Act> {
    if let Some(assign) = &request.assign {
        return tickets::assignment(env, who, assign).await;
    }
    if let Some(snooze) = &request.snooze {
        let playbook = playbooks::live_for_most(env).await?;
        return Ok(snooze.act(clock::now(), &playbook)?);
    }
    if let Some(tags) = &request.tags {
        return Ok(tags.act()?);
    }
    let close = request.close.clone().unwrap_or_default();
    Ok(Act::Close { resolution: close.resolution()? })
}

/// What goes wrong with one is told of that one: the others are done all the same.
async fn one(
    asked: &Asked,
    who: &Member,
    ticket: &BulkTicket,
    act: &Act,
    named: Option<&ClientMessageId>,
) -> BulkResult {
    let id = ticket.id.clone();
    let on = match &ticket.mark {
        None => WorkOn::Ticket(id.clone()),
        Some(mark) => WorkOn::Marked(id.clone(), mark.clone()),
    };
    match tickets::work(&asked.env, who, on, act.clone(), named.cloned(), None).await {
        Ok(detail) => BulkResult {
            id,
            status: 200,
            mark: Some(detail.ticket.mark()),
            code: None,
            detail: None,
        },
        Err(fault) => {
            let problem = fault.into_problem(&asked.request_id);
            let (code, detail) = (Some(problem.code), Some(problem.detail));
            BulkResult { id, status: problem.status, mark: None, code, detail }
        }
    }
}
