//! The console: server-rendered pages for people who look after the assistant: the inbox of those who
//! answer customers; conversations, each with its tickets, the receipt of every turn and what waits for
//! approval; customers; what came of all that they brought; and what the shop's own pages say and
//! do not say; and the playbook: what waits to be signed, scenarios, a chat with the draft, the log. What a
//! script adds (keys, news while a page is open) is there for who has it: every page does what it is for
//! without. What somebody's role does not allow is not offered, and refused where it is sent.

mod customers;
mod form;
mod frame;
mod inbox;
mod insights;
mod keys;
mod knowledge;
mod page;
mod playbook;
mod session;

use edgewise::{
    release::{Member, Role},
    wire::{PersonsDecision, ProblemCode},
};
use maud::Markup;
use worker::{Headers, Method, Response};

use self::{form::Form, inbox::Draft};
use crate::{
    access,
    fault::{Fault, Result},
    http::{self, Asked},
    index::{self, Filter},
    operator, team,
};

/// Conversations whose receipts are shown on one page, newest turns last.
const RECEIPTS_MAX: usize = 50;

/// Serves the pages below `/console`. What goes wrong is told as a page, too.
pub(crate) async fn serve(asked: &mut Asked, parts: &[&str]) -> Result<Response> {
    match answer(asked, parts).await {
        Err(fault) => {
            let problem = fault.into_problem(&asked.request_id);
            if problem.status == 404 {
                return html(404, frame::not_found());
            }
            html(problem.status, frame::fault(&problem))
        }
        answered => answered,
    }
}

async fn answer(asked: &mut Asked, parts: &[&str]) -> Result<Response> {
    let method = asked.request.method();
    let through = access::person(asked).await?;
    if method == Method::Post && session::is_foreign(asked) {
        return Err(Fault::problem(
            ProblemCode::Forbidden,
            "This was sent by a page of another site. Nothing was changed.",
        ));
    }
    match (&method, parts) {
        (Method::Post, ["sign-in"]) => session::sign_in(asked).await,
        (Method::Post, ["sign-out"]) => session::sign_out(asked),
        (Method::Post, ["knowledge", rest @ ..]) => {
            let who = session::signed_in(asked, through.as_ref()).await?;
            knowledge::change(asked, who.as_ref(), rest).await
        }
        (Method::Post, ["inbox", rest @ ..]) => {
            let Some(who) = session::signed_in(asked, through.as_ref()).await? else {
                return html(401, frame::sign_in(None));
            };
            inbox::take(asked, &who, rest).await
        }
        (
            Method::Get,
            []
            | ["inbox" | "insights"]
            | ["conversations", _]
            | ["customers" | "knowledge" | "playbook", ..],
        )
        | (
            Method::Post,
            ["conversations", _, "approvals" | "work", _]
            | ["conversations", _, "scenario"]
            | ["customers" | "playbook", ..],
        ) => {
            let Some(who) = session::signed_in(asked, through.as_ref()).await? else {
                return html(401, frame::sign_in(None));
            };
            signed_in(asked, &who, parts).await
        }
        (
            _,
            []
            | ["sign-in"]
            | ["sign-out"]
            | ["inbox" | "insights"]
            | ["inbox", ..]
            | ["conversations", _]
            | ["conversations", _, "approvals" | "work", _]
            | ["conversations", _, "scenario"]
            | ["customers" | "knowledge" | "playbook", ..],
        ) => Err(http::not_offered(&method)),
        _ => Err(Fault::not_found()),
    }
}

/// A page or a form of somebody who has signed in.
async fn signed_in(asked: &mut Asked, who: &Member, parts: &[&str]) -> Result<Response> {
    match parts {
        ["conversations", id, "approvals", approval] => {
            team::allow(who, Role::Agent)?;
            decide(asked, id, approval).await
        }
        ["conversations", id, "scenario"] => playbook::make(asked, who, id).await,
        ["conversations", id, "work", what] => inbox::change(asked, who, id, what).await,
        ["conversations", id] => show_conversation(asked, who, id, 200, &Draft::default()).await,
        ["customers", rest @ ..] => customers::serve(asked, who, rest).await,
        ["insights"] => insights::show(asked).await,
        ["inbox"] => inbox::show(asked, who).await,
        ["knowledge", rest @ ..] => knowledge::show(asked, who, rest).await,
        ["playbook", rest @ ..] => playbook::serve(asked, who, rest).await,
        _ => conversations(asked).await,
    }
}

async fn conversations(asked: &Asked) -> Result<Response> {
    // A day that is none narrows nothing: the field shows it, to be put right.
    let filter = match operator::filter(asked).await {
        Err(Fault::Problem(problem)) if problem.status == 422 => {
            Filter { day: asked.query("day"), ..Filter::default() }
        }
        filter => filter?,
    };
    let list = index::list(&asked.env, &filter).await?;
    html(200, page::conversations(&list, &filter))
}

/// A conversation, with what was typed above it where that was not done.
async fn show_conversation(
    asked: &Asked,
    who: &Member,
    id: &str,
    status: u16,
    draft: &Draft,
) -> Result<Response> {
    let detail = operator::read_conversation(&asked.env, id).await?;
    let skipped = detail.turns.len().saturating_sub(RECEIPTS_MAX);
    let mut receipts = Vec::new();
    for turn in detail.turns.iter().skip(skipped) {
        receipts.push(operator::read_turn(&asked.env, id, turn.as_str()).await?.receipt);
    }
    let above = inbox::above(&asked.env, who, &detail, draft).await?;
    html(status, page::conversation(&detail, &receipts, skipped, who.role, &above))
}

/// A person's decision about what waits for it. What does not wait any more is simply shown.
async fn decide(asked: &mut Asked, id: &str, approval: &str) -> Result<Response> {
    let decision = match Form::read(asked).await?.field("decision") {
        "approved" => PersonsDecision::Approved,
        "declined" => PersonsDecision::Declined,
        _ => return Err(Fault::problem(ProblemCode::BadRequest, "Approve or decline it.")),
    };
    match operator::decide_approval(asked, id, approval, decision).await {
        Ok(_) => {}
        Err(Fault::Problem(problem)) if matches!(problem.status, 404 | 409) => {}
        Err(fault) => return Err(fault),
    }
    see(&format!("/console/conversations/{id}"))
}

/// Leads to a page after a change, so that reloading does not send it again.
fn see(address: &str) -> Result<Response> {
    let headers = Headers::new();
    headers.set("location", address)?;
    headers.set("cache-control", "no-store")?;
    Ok(Response::empty()?.with_status(303).with_headers(headers))
}

/// A page, with a policy that lets it load its own style and script, ask its own origin, and nothing else.
fn html(status: u16, markup: Markup) -> Result<Response> {
    let headers = Headers::new();
    headers.set("content-type", "text/html; charset=utf-8")?;
    headers.set("cache-control", "no-store")?;
    headers.set("referrer-policy", "same-origin")?;
    headers.set(
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
         connect-src 'self'; form-action 'self'; \
         frame-ancestors 'none'; base-uri 'none'",
    )?;
    let response = Response::ok(markup.into_string())?;
    Ok(response.with_status(status).with_headers(headers))
}
