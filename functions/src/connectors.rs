//! Asks the merchant's own services, as their connectors say.
//!
//! A connector can only reach hosts that the deployment allows, over `https`, and never this machine
//! or a private network; redirections are refused; an answer is read up to its bound. The secret is
//! read where it is sent, and nowhere else.

use std::time::Duration;

use edgewise::{
    base::{host::public_address, time::Timestamp},
    commerce::{Answer, AnsweredCall, Fields, PendingCall, ServiceCall, ShopFault, ShopResult},
    playbook::{Connector, Operation, Playbook, PlaybookFault, ServiceRequest},
};
use wasm_bindgen::JsValue;
use worker::{
    AbortController, Delay, Env, Fetch, Headers, Method, Request, RequestInit, RequestRedirect,
};

use crate::{
    bindings, clock,
    fault::Result,
    http::gathered,
    shop::{AbortOnDrop, answered, within},
};

/// Milliseconds before another try.
const RETRY_MS: i64 = 200;

const NOT_ALLOWED: &str =
    "names a host that the owner has not allowed: see EDGEWISE_CONNECTOR_HOSTS";

/// Performs a call to a service of the merchant's own.
pub(crate) async fn perform(
    env: &Env,
    pending: PendingCall,
    playbook: &Playbook,
    deadline: Timestamp,
) -> AnsweredCall {
    let asked_at = clock::now();
    let result = match pending.call.service() {
        Some((asked, once)) => ask(env, asked, once, playbook, deadline).await,
        None => Err(ShopFault::Unavailable),
    };
    answered(pending, asked_at, result)
}

/// What keeps the connectors of a playbook from being asked in this deployment: a host that the owner
/// has not allowed, or a secret that is not there.
pub(crate) fn faults(env: &Env, playbook: &Playbook) -> Vec<PlaybookFault> {
    let mut faults = Vec::new();
    for (name, connector) in &playbook.connectors {
        let mut fault = |field: &str, detail: String| {
            faults.push(PlaybookFault { pointer: format!("/connectors/{name}/{field}"), detail });
        };
        match connector.base(bindings::local_connectors(env)) {
            Err(why) => fault("url", why.to_string()),
            Ok(url) if !is_allowed(env, url.host_str().unwrap_or_default()) => {
                fault("url", NOT_ALLOWED.to_owned());
            }
            Ok(_) => {}
        }
        if let Some(secret) = &connector.secret
            && bindings::connector_secret(env, secret).is_none()
        {
            fault("secret", "names a secret that this deployment does not have".to_owned());
        }
    }
    faults
}

/// Why nobody is asked at an address from here, beside what is wrong with the address itself, which is told
/// where the playbook is checked.
pub(crate) fn address_fault(env: &Env, url: &str) -> Option<String> {
    match public_address(url, bindings::local_connectors(env)) {
        Err(why) => public_address(url, true).is_ok().then(|| why.to_string()),
        Ok(url) if !is_allowed(env, url.host_str().unwrap_or_default()) => {
            Some(NOT_ALLOWED.to_owned())
        }
        Ok(_) => None,
    }
}

/// Whether the owner has allowed a host.
pub(crate) fn is_allowed(env: &Env, host: &str) -> bool {
    bindings::connector_hosts(env).iter().any(|allowed| allowed.eq_ignore_ascii_case(host))
}

/// One way of asking, with all that it takes.
struct Asking<'a> {
    connector: &'a Connector,
    operation: &'a Operation,
    request: ServiceRequest,
    secret: Option<String>,
    once: Option<&'a str>,
}

/// What came of one try.
enum Tried {
    /// This.
    Done(ShopResult),
    /// Another try may help.
    Again(ShopFault),
}

async fn ask(
    env: &Env,
    asked: &ServiceCall,
    once: Option<&str>,
    playbook: &Playbook,
    deadline: Timestamp,
) -> ShopResult {
    let asking = prepared(env, asked, once, playbook)?;
    let wait = i64::from(asking.connector.wait_ms);
    let until = clock::now().plus_ms(wait).min(deadline);
    // Nobody knows whether a change that was sent has happened.
    let late = || if once.is_some() { ShopFault::Unknown } else { ShopFault::TimedOut };
    let mut fault = late();
    for _ in 0..asking.connector.tries_max.max(1) {
        let left_ms = until.ms_since(clock::now());
        if left_ms <= 0 {
            return Err(fault);
        }
        match within(asking.send(), left_ms).await {
            None => return Err(late()),
            Some(Ok(Tried::Done(result))) => return result,
            Some(Ok(Tried::Again(why))) => fault = why,
            Some(Err(_)) => {
                fault = if once.is_some() { ShopFault::Unknown } else { ShopFault::Unavailable };
            }
        }
        if until.ms_since(clock::now()) <= RETRY_MS {
            return Err(fault);
        }
        Delay::from(Duration::from_millis(RETRY_MS.unsigned_abs())).await;
    }
    Err(fault)
}

/// Nothing has been sent where this fails.
fn prepared<'a>(
    env: &Env,
    asked: &ServiceCall,
    once: Option<&'a str>,
    playbook: &'a Playbook,
) -> std::result::Result<Asking<'a>, ShopFault> {
    let refused = |code: &str| ShopFault::Refused { code: code.to_owned() };
    let found = playbook.connectors.get(&asked.connector);
    let connector = found.ok_or_else(|| refused("no_connector"))?;
    let operation = connector.operations.get(&asked.operation);
    let operation = operation.ok_or_else(|| refused("no_connector"))?;
    let local = bindings::local_connectors(env);
    let request = connector.request(local, operation, &asked.inputs);
    let request = request.ok_or_else(|| refused("connector_address"))?;
    if !is_allowed(env, &request.host) {
        return Err(refused("connector_host"));
    }
    let secret = match &connector.secret {
        None => None,
        Some(name) => {
            let held = bindings::connector_secret(env, name);
            Some(held.ok_or_else(|| refused("connector_secret"))?)
        }
    };
    Ok(Asking { connector, operation, request, secret, once })
}

impl Asking<'_> {
    async fn send(&self) -> Result<Tried> {
        let headers = Headers::new();
        headers.set("accept", "application/json")?;
        headers.set("user-agent", "edgewise/1.0")?;
        let mut init = RequestInit::new();
        if let Some(body) = &self.request.body {
            headers.set("content-type", "application/json")?;
            init.with_body(Some(JsValue::from_str(body)));
        }
        if let Some(once) = self.once {
            headers.set("idempotency-key", once)?;
        }
        if let Some(secret) = &self.secret {
            match &self.connector.secret_header {
                Some(header) => headers.set(header, secret)?,
                None => headers.set("authorization", &format!("Bearer {secret}"))?,
            }
        }
        init.with_method(match self.request.method {
            "DELETE" => Method::Delete,
            "PATCH" => Method::Patch,
            "POST" => Method::Post,
            "PUT" => Method::Put,
            _ => Method::Get,
        });
        init.with_headers(headers).with_redirect(RequestRedirect::Manual);
        let request = Request::new_with_init(&self.request.url, &init)?;
        // Whoever stops waiting or reading drops this, and the request ends with it.
        let abort = AbortOnDrop::new(AbortController::default());
        let mut response = match abort.signal() {
            Some(signal) => Fetch::Request(request).send_with_signal(&signal).await?,
            None => Fetch::Request(request).send().await?,
        };
        let acts = self.once.is_some();
        let tried = match response.status_code() {
            200..=299 => {
                let body = self.body(&mut response).await?;
                Tried::Done(self.outputs(body.as_deref()))
            }
            404 => Tried::Done(Err(ShopFault::NotFound)),
            429 => Tried::Again(ShopFault::RateLimited),
            300..=499 => {
                let code = "not_allowed".to_owned();
                Tried::Done(Err(if acts {
                    ShopFault::Refused { code }
                } else {
                    ShopFault::Unavailable
                }))
            }
            _ if acts => Tried::Again(ShopFault::Unknown),
            _ => Tried::Again(ShopFault::Unavailable),
        };
        abort.disarm();
        Ok(tried)
    }

    /// The body; nothing where it is longer than it may be.
    async fn body(&self, response: &mut worker::Response) -> Result<Option<Vec<u8>>> {
        let bytes_max = usize::try_from(self.connector.bytes_max).unwrap_or_default();
        gathered(response.stream(), bytes_max).await
    }

    fn outputs(&self, body: Option<&[u8]>) -> ShopResult {
        // What a change answers is not what shows it: that is read back.
        if self.once.is_some() && self.operation.outputs.is_empty() {
            return Ok(Answer::Fields(Fields::new()));
        }
        let outputs = body.and_then(|body| self.operation.outputs_of(body));
        outputs.map(Answer::Fields).ok_or_else(|| match self.once {
            Some(_) => ShopFault::Unknown,
            None => ShopFault::Malformed { reason: "not what the connector says".to_owned() },
        })
    }
}
