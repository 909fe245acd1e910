//! From method and path to a handler. Exhaustive: a path that is not here is 404, a method that is
//! not offered is 405.

use edgewise::escalation::Deed;
use worker::{Context, Env, Method, Request, Response};

use crate::{
    bulk, chat, console, customers, desk,
    driver::Timings,
    elsewhere, events,
    fault::{Fault, Result, problem_response},
    hooks,
    http::{self, Asked},
    insights, knowledge, mailbox, operator, past, random, releases, sites, socket, team, tickets,
    tickets::Then,
    unattended,
};

/// Serves a request; whatever goes wrong becomes a problem document.
pub(crate) async fn serve(
    request: Request,
    env: Env,
    context: Context,
) -> worker::Result<Response> {
    let url = request.url()?;
    let cross_origin = is_cross_origin(url.path());
    let request_id = random::hex(8).unwrap_or_default();
    if request.method() == Method::Options && cross_origin {
        return preflight();
    }
    let mut asked = Asked { env, context, request, url, request_id, timings: Timings::start() };
    let answer = dispatch(&mut asked).await;
    let response = match answer {
        Ok(response) => response,
        Err(fault) => problem_response(&fault.into_problem(&asked.request_id))?,
    };
    if response.status_code() == 101
        || add_headers(response.headers(), &asked, cross_origin).is_ok()
    {
        return Ok(response);
    }
    // What an object or the assets answered has headers that cannot be changed: they are copied.
    let headers = worker::Headers::from_iter(response.headers().entries());
    add_headers(&headers, &asked, cross_origin)?;
    Ok(response.with_headers(headers))
}

fn add_headers(headers: &worker::Headers, asked: &Asked, cross_origin: bool) -> worker::Result<()> {
    headers.set("x-request-id", &asked.request_id)?;
    headers.set("server-timing", &asked.timings.header())?;
    headers.set("x-content-type-options", "nosniff")?;
    if cross_origin {
        headers.set("access-control-allow-origin", "*")?;
        headers.set("access-control-expose-headers", "x-request-id, server-timing, retry-after")?;
    }
    Ok(())
}

async fn dispatch(asked: &mut Asked) -> Result<Response> {
    let path = asked.url.path().to_owned();
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    let method = asked.request.method();
    let (get, post) = (method == Method::Get, method == Method::Post);
    match parts.as_slice() {
        ["v1", "sessions"] if post => chat::open_session(asked).await,
        ["v1", "chat"] if post => chat::message(asked).await,
        ["v1", "chat", "socket"] if get => socket::open(asked).await,
        ["v1", "conversations", id, "messages"] if get => chat::messages(asked, id).await,
        ["v1", "conversations", id, "feedback"] if post => chat::feedback(asked, id).await,
        ["v1", "conversations", id, "handoff"] if post => chat::handoff(asked, id).await,
        ["v1", "events"] if post => events::take(asked).await,
        ["hooks", "gorgias"] if post => elsewhere::gorgias(asked).await,
        ["hooks", "shopify"] if post => hooks::shopify(asked).await,
        ["hooks", "zendesk"] if post => elsewhere::zendesk(asked).await,
        ["v1", "customers"] if get => customers::find(asked).await,
        ["v1", "customers", id] if get => customers::one(asked, id).await,
        ["v1", "customers", id] if method == Method::Delete => customers::erase(asked, id).await,
        ["v1", "customers", id, "export"] if get => customers::export(asked, id).await,
        ["v1", "conversations"] if get => operator::conversations(asked).await,
        ["v1", "conversations", id] if get => operator::conversation(asked, id).await,
        ["v1", "conversations", id, "scenario"] if post => past::scenario(asked, id).await,
        ["v1", "conversations", id, "approvals", approval] if post => {
            operator::decide(asked, id, approval).await
        }
        ["v1", "conversations", id, "turns", turn] if get => operator::turn(asked, id, turn).await,
        ["v1", "conversations", id, "turns", turn, "replay"] if post => {
            operator::replay(asked, id, turn).await
        }
        ["v1", "conversations", id, "take-over"] if post => {
            tickets::act(asked, id, Deed::TookOver).await
        }
        ["v1", "tickets"] if get => tickets::list(asked).await,
        ["v1", "tickets", "bulk"] if post => bulk::serve(asked).await,
        ["v1", "tickets", id] if get => tickets::one(asked, id).await,
        ["v1", "deliveries"] if get => tickets::late(asked).await,
        ["v1", "tickets", id, "deliveries", destination, then] if post => match then_of(then) {
            Some(then) => tickets::unsent(asked, id, destination, then).await,
            None => Err(Fault::not_found()),
        },
        ["v1", "conversations", id, "emails", email, then] if post => match then_of(then) {
            Some(then) => tickets::unsent_email(asked, id, email, then).await,
            None => Err(Fault::not_found()),
        },
        ["v1", "tickets", id, "presence"] if post => desk::presence(asked, id).await,
        ["v1", "tickets", id, "draft"] if method == Method::Put => desk::draft(asked, id).await,
        ["v1", "tickets", id, part] if post => match deed_of(part) {
            Some(deed) => tickets::act(asked, id, deed).await,
            None => Err(Fault::not_found()),
        },
        ["v1", "playbook", ..] => releases::serve(asked, parts.get(2..).unwrap_or_default()).await,
        ["v1", "insights"] if get => insights::read(asked).await,
        ["v1", "team"] if get => team::list(asked).await,
        ["v1", "team"] if post => team::add(asked).await,
        ["v1", "team", id] if method == Method::Delete => team::remove(asked, id).await,
        ["v1", "audit"] if get => releases::audit(asked).await,
        ["v1", "knowledge"] if get => knowledge::list(asked).await,
        ["v1", "knowledge"] if post => knowledge::take(asked).await,
        ["v1", "knowledge", "articles", id] if get => knowledge::read(asked, id).await,
        ["v1", "knowledge", "articles", id] if method == Method::Put => {
            knowledge::put_one(asked, id).await
        }
        ["v1", "knowledge", "articles", id] if method == Method::Delete => {
            knowledge::remove(asked, id).await
        }
        ["v1", "knowledge", "sites"] if get => sites::list(asked).await,
        ["v1", "knowledge", "sites", id] if get => sites::read(asked, id).await,
        ["v1", "knowledge", "sites", id] if method == Method::Put => sites::put(asked, id).await,
        ["v1", "knowledge", "sites", id] if method == Method::Delete => {
            sites::remove(asked, id).await
        }
        ["v1", "knowledge", "sites", id, "read"] if post => sites::read_now(asked, id).await,
        ["v1", "knowledge", "findings"] if get => knowledge::findings(asked).await,
        ["v1", "knowledge", "search"] if post => knowledge::try_question(asked).await,
        ["console", ..] => console::serve(asked, parts.get(1..).unwrap_or_default()).await,
        ["dev", "mailbox"] if get => mailbox::page(asked).await,
        #[cfg(feature = "demo")]
        ["demo", "api", rest @ ..] if is_known(&parts) => {
            crate::demo::serve(asked, &method, rest).await
        }
        ["healthz"] if get => unattended::health(asked).await,
        ["version"] if get => unattended::version(asked),
        ["openapi.json"] if get => unattended::openapi(asked).await,
        _ if is_known(&parts) => Err(http::not_offered(&method)),
        _ => Err(Fault::not_found()),
    }
}

/// What is to become of something that could not be sent, by the last part of the address.
pub(crate) fn then_of(part: &str) -> Option<Then> {
    match part {
        "leave-out" => Some(Then::LeaveOut),
        "send-again" => Some(Then::SendAgain),
        _ => None,
    }
}

/// What somebody does with a ticket, by the last part of the address.
pub(crate) fn deed_of(part: &str) -> Option<Deed> {
    Some(match part {
        "assign" => Deed::Assigned,
        "close" => Deed::Closed,
        "notes" => Deed::Noted,
        "reply" => Deed::Replied,
        "return-to-agent" => Deed::Returned,
        "snooze" => Deed::Snoozed,
        "tags" => Deed::Tagged,
        "wake" => Deed::Woke,
        _ => return None,
    })
}

/// Addresses that exist with another method.
fn is_known(parts: &[&str]) -> bool {
    matches!(parts, ["v1", "tickets", _, part] if deed_of(part).is_some())
        || matches!(
            parts,
            [
                "v1",
                "sessions"
                    | "chat"
                    | "events"
                    | "customers"
                    | "conversations"
                    | "audit"
                    | "insights"
                    | "team"
                    | "tickets"
                    | "deliveries"
                    | "knowledge"
            ] | ["v1", "knowledge", "articles", _]
                | ["v1", "knowledge", "sites", _]
                | ["v1", "knowledge", "sites", _, "read"]
                | ["v1", "knowledge", "findings" | "search" | "sites"]
                | ["v1", "chat", "socket"]
                | ["v1", "customers", _, "export"]
                | ["v1", "conversations" | "customers" | "team" | "tickets", _]
                | [
                    "v1",
                    "conversations",
                    _,
                    "messages" | "feedback" | "handoff" | "scenario" | "take-over"
                ]
                | ["v1", "tickets", _, "draft" | "presence"]
                | ["v1", "tickets", _, "deliveries", _, "send-again"]
                | ["v1", "conversations", _, "approvals" | "turns", _]
                | ["v1", "conversations", _, "turns", _, "replay"]
                | ["hooks", "gorgias" | "shopify" | "zendesk"]
                | ["demo", "api", "personas" | "products" | "identity-token"]
                | ["demo", "api", "products", _, "delivery"]
                | ["healthz" | "version" | "openapi.json"]
        )
}

/// The shopper's surface is called from other people's shops. It takes no cookies, so any origin may
/// call: what counts is the token.
fn is_cross_origin(path: &str) -> bool {
    let shopper = ["/v1/sessions", "/v1/chat", "/openapi.json", "/version"];
    let own = ["/messages", "/feedback", "/handoff"];
    shopper.contains(&path)
        || (path.starts_with("/v1/conversations/") && own.iter().any(|end| path.ends_with(end)))
}

fn preflight() -> worker::Result<Response> {
    let headers = worker::Headers::new();
    headers.set("access-control-allow-origin", "*")?;
    headers.set("access-control-allow-methods", "GET, POST, OPTIONS")?;
    headers.set("access-control-allow-headers", "authorization, content-type, accept")?;
    headers.set("access-control-max-age", "86400")?;
    Ok(Response::empty()?.with_status(204).with_headers(headers))
}
