//! The shop port: performs calls, with tries, time bounds and `Retry-After`.
//!
//! Two shops, one code path: any backend that serves the Commerce API, and in a build with the feature
//! `demo` the embedded demo store, which is an object that serves the same API.

use std::time::Duration;

use edgewise::{
    base::{id::CallId, time::Timestamp},
    commerce::{
        AnsweredCall, Call, PendingCall, ShopFault, ShopResult,
        connector::{ShopRequest, ShopResponse, Verdict, commerce_api},
    },
    playbook::ShopBounds,
};
use futures::future::{Either, join_all, select};
use wasm_bindgen::JsValue;
use worker::{
    AbortController, AbortSignal, Delay, Env, Fetch, Headers, Method, Request, RequestInit,
    Response,
};

#[cfg(not(feature = "demo"))]
use crate::fault::Fault;
use crate::{bindings, clock, fault::Result};

/// Performs these calls side by side. `deadline` bounds them all: a turn that is late gets faults,
/// not answers. For calls that show who is writing see `identify`.
pub(crate) async fn perform_all(
    env: &Env,
    calls: Vec<PendingCall>,
    bounds: &ShopBounds,
    deadline: Timestamp,
) -> Vec<AnsweredCall> {
    join_all(calls.into_iter().map(|pending| perform(env, pending, bounds, deadline))).await
}

/// Performs one call.
pub(crate) async fn perform(
    env: &Env,
    pending: PendingCall,
    bounds: &ShopBounds,
    deadline: Timestamp,
) -> AnsweredCall {
    let asked_at = clock::now();
    let until = asked_at.plus_ms(i64::from(bounds.wait_ms)).min(deadline);
    let result = tried(env, &pending.call, &pending.id, bounds.tries_max, until).await;
    answered(pending, asked_at, result)
}

/// A call with what came of it now.
pub(crate) fn answered(
    pending: PendingCall,
    asked_at: Timestamp,
    result: ShopResult,
) -> AnsweredCall {
    let answered_at = clock::now();
    AnsweredCall {
        waited_ms: u32::try_from(answered_at.ms_since(asked_at)).unwrap_or_default(),
        id: pending.id,
        call: pending.call,
        result,
        answered_at,
    }
}

async fn tried(env: &Env, call: &Call, id: &CallId, tries_max: u8, until: Timestamp) -> ShopResult {
    let request = commerce_api::request(call, id);
    let late = || call.unheard(ShopFault::TimedOut);
    let mut fault = late();
    for _ in 0..tries_max.max(1) {
        let left_ms = until.ms_since(clock::now());
        if left_ms <= 0 {
            return Err(fault);
        }
        let verdict = match within(send(env, &request), left_ms).await {
            None => return Err(late()),
            Some(Ok(response)) => commerce_api::interpret(call, &response),
            Some(Err(_)) => Verdict::Retry {
                after_ms: UNREACHABLE_RETRY_MS,
                fault: call.unheard(ShopFault::Unavailable),
            },
        };
        match verdict {
            Verdict::Final(result) => return result,
            Verdict::Retry { after_ms, fault: why } => {
                fault = why;
                let left_ms = until.ms_since(clock::now());
                if i64::from(after_ms) >= left_ms {
                    return Err(fault);
                }
                Delay::from(Duration::from_millis(u64::from(after_ms))).await;
            }
        }
    }
    Err(fault)
}

/// Milliseconds before another try where the shop could not be reached at all.
const UNREACHABLE_RETRY_MS: u32 = 100;

/// Bytes of a shop's answer that are read. The largest (250 orders) have about a megabyte.
const ANSWER_BYTES_MAX: usize = 4 * 1024 * 1024;

/// What a future gives, unless it takes longer than `ms`.
pub(crate) async fn within<T>(future: impl Future<Output = T>, ms: i64) -> Option<T> {
    let pause = Delay::from(Duration::from_millis(u64::try_from(ms).unwrap_or_default()));
    let future = std::pin::pin!(future);
    match select(future, std::pin::pin!(pause)).await {
        Either::Left((value, _)) => Some(value),
        Either::Right(_) => None,
    }
}

async fn send(env: &Env, asked: &ShopRequest) -> Result<ShopResponse> {
    let Some((url, token)) = bindings::commerce_backend(env) else {
        return without(env, asked).await;
    };
    // Whoever stops waiting drops this, and the request ends with it.
    let abort = AbortOnDrop::new(AbortController::default());
    let signal = abort.signal();
    let request = request(asked, &url, &token)?;
    let mut response = match signal {
        Some(signal) => Fetch::Request(request).send_with_signal(&signal).await?,
        None => Fetch::Request(request).send().await?,
    };
    let answer = read(&mut response).await;
    abort.disarm();
    answer
}

/// Without a backend, the demo store is the shop.
#[cfg(feature = "demo")]
async fn without(env: &Env, asked: &ShopRequest) -> Result<ShopResponse> {
    use crate::contract::{self, demo_store};
    let stub = contract::stub(env, bindings::DEMO_STORE, demo_store::NAME)?;
    read(&mut stub.fetch_with_request(request(asked, "https://demo-store", "")?).await?).await
}

/// Without a backend there is no shop.
#[cfg(not(feature = "demo"))]
async fn without(_: &Env, _: &ShopRequest) -> Result<ShopResponse> {
    Err(Fault::internal("config.commerce_url"))
}

/// Ends a request that nobody waits for any more.
pub(crate) struct AbortOnDrop(Option<AbortController>);

impl AbortOnDrop {
    pub(crate) fn new(controller: AbortController) -> Self {
        Self(Some(controller))
    }

    pub(crate) fn signal(&self) -> Option<AbortSignal> {
        self.0.as_ref().map(AbortController::signal)
    }

    pub(crate) fn disarm(mut self) {
        self.0 = None;
    }
}

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        if let Some(controller) = self.0.take() {
            controller.abort();
        }
    }
}

async fn read(response: &mut Response) -> Result<ShopResponse> {
    let status = response.status_code();
    let retry_after_ms = response
        .headers()
        .get("retry-after")?
        .and_then(|seconds| seconds.trim().parse::<u32>().ok())
        .map(|seconds| seconds.saturating_mul(1_000));
    let mut body = response.bytes().await?;
    if body.len() > ANSWER_BYTES_MAX {
        // Too long to be what the API promises: an empty body reads as malformed.
        body.clear();
    }
    Ok(ShopResponse { status, retry_after_ms, body })
}

fn request(asked: &ShopRequest, base: &str, token: &str) -> Result<Request> {
    let headers = Headers::new();
    headers.set("accept", "application/json")?;
    if !token.is_empty() {
        headers.set("authorization", &format!("Bearer {token}"))?;
    }
    let mut init = RequestInit::new();
    if let Some(body) = &asked.body {
        headers.set("content-type", "application/json")?;
        init.with_body(Some(JsValue::from_str(body)));
    }
    if let Some(key) = &asked.idempotency_key {
        headers.set("idempotency-key", key)?;
    }
    init.with_method(match asked.method {
        "POST" => Method::Post,
        "PUT" => Method::Put,
        _ => Method::Get,
    });
    init.with_headers(headers);
    Ok(Request::new_with_init(&format!("{base}{}", asked.path), &init)?)
}
