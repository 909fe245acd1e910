//! The console: server-rendered pages for people who look after the assistant: the list of
//! conversations, and each conversation with the receipt of every turn and what waits for approval.

mod page;
mod session;

use edgewise::wire::{PersonsDecision, ProblemCode};
use maud::Markup;
use worker::{Headers, Method, Response};

use crate::{
    fault::{Fault, Result},
    http::Asked,
    index::{self, Filter},
    operator,
};

/// Conversations whose receipts are shown on one page, newest turns last.
const RECEIPTS_MAX: usize = 50;

/// Serves the pages below `/console`.
pub(crate) async fn serve(asked: &mut Asked, parts: &[&str]) -> Result<Response> {
    let method = asked.request.method();
    match (&method, parts) {
        (Method::Post, ["sign-in"]) => session::sign_in(asked).await,
        (Method::Post, ["sign-out"]) => session::sign_out(),
        (Method::Post, ["conversations", id, "approvals", approval]) => {
            if !session::is_signed_in(asked)? {
                return html(401, page::sign_in(None));
            }
            decide(asked, id, approval).await
        }
        (Method::Get, [] | ["conversations", _]) => {
            if !session::is_signed_in(asked)? {
                return html(401, page::sign_in(None));
            }
            match parts {
                ["conversations", id] => conversation(asked, id).await,
                _ => conversations(asked).await,
            }
        }
        (
            _,
            []
            | ["sign-in"]
            | ["sign-out"]
            | ["conversations", _]
            | ["conversations", _, "approvals", _],
        ) => Err(Fault::problem(
            ProblemCode::MethodNotAllowed,
            format!("{method} is not offered at this address."),
        )),
        _ => html(404, page::not_found()),
    }
}

async fn conversations(asked: &Asked) -> Result<Response> {
    let filter = Filter {
        state: asked.query("state"),
        skill: None,
        q: asked.query("q").map(|q| q.trim().to_owned()),
        cursor: asked.query("cursor"),
    };
    let list = index::list(&asked.env, &filter).await?;
    html(200, page::conversations(&list, &filter))
}

async fn conversation(asked: &Asked, id: &str) -> Result<Response> {
    let detail = match operator::read_conversation(&asked.env, id).await {
        Ok(detail) => detail,
        Err(Fault::Problem(problem)) if problem.status == 404 => {
            return html(404, page::not_found());
        }
        Err(fault) => return Err(fault),
    };
    let skipped = detail.turns.len().saturating_sub(RECEIPTS_MAX);
    let mut receipts = Vec::new();
    for turn in detail.turns.iter().skip(skipped) {
        receipts.push(operator::read_turn(&asked.env, id, turn.as_str()).await?.receipt);
    }
    html(200, page::conversation(&detail, &receipts, skipped))
}

/// A person's decision about what waits for it. What does not wait any more is simply shown.
async fn decide(asked: &mut Asked, id: &str, approval: &str) -> Result<Response> {
    let body = asked.body().await?;
    let decision = match session::form_field(&body, "decision").as_str() {
        "approved" => PersonsDecision::Approved,
        "declined" => PersonsDecision::Declined,
        _ => return html(400, page::not_found()),
    };
    match operator::decide_approval(asked, id, approval, decision).await {
        Ok(_) => {}
        Err(Fault::Problem(problem)) if matches!(problem.status, 404 | 409) => {}
        Err(fault) => return Err(fault),
    }
    let headers = Headers::new();
    headers.set("location", &format!("/console/conversations/{id}"))?;
    Ok(Response::empty()?.with_status(303).with_headers(headers))
}

/// A page, with a policy that lets it load its own style and nothing else.
fn html(status: u16, markup: Markup) -> Result<Response> {
    let headers = Headers::new();
    headers.set("content-type", "text/html; charset=utf-8")?;
    headers.set("cache-control", "no-store")?;
    headers.set("referrer-policy", "no-referrer")?;
    headers.set(
        "content-security-policy",
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; \
         frame-ancestors 'none'; base-uri 'none'",
    )?;
    let response = Response::ok(markup.into_string())?;
    Ok(response.with_status(status).with_headers(headers))
}
