//! Asks the language model that a playbook names what a message wants.
//!
//! A model over HTTP is reached as a connector is: on hosts that the deployment allows, over `https`, never
//! this machine or a private network; redirections are refused, and an answer is read up to a bound. A model
//! of Workers AI is reached through its binding.

use std::time::Duration;

use edgewise::{
    base::{host::public_address, time::Timestamp},
    commerce::{AnsweredCall, ModelQuestion, PendingCall, ShopFault, ShopResult},
    playbook::{LanguageModel, MODEL_SECRET, ModelProvider, Playbook, PlaybookFault},
    wire::language_model::{self, ModelRequest},
};
use wasm_bindgen::{JsCast, JsValue};
use worker::{
    AbortController, Delay, Env, Fetch, Headers, Method, Request, RequestInit, RequestRedirect,
    console_error,
    js_sys::{Array, Function, JSON, Promise, Reflect},
    wasm_bindgen_futures::JsFuture,
};

use crate::{
    bindings, clock, connectors,
    fault::Result,
    http::gathered,
    shop::{AbortOnDrop, answered, within},
};

/// Bytes of an answer.
const ANSWER_BYTES_MAX: usize = 64 * 1024;

/// Tries of one question, as long as there is time.
const TRIES_MAX: u8 = 2;

/// Milliseconds before another.
const RETRY_MS: i64 = 250;

/// Asks the playbook's model.
pub(crate) async fn perform(
    env: &Env,
    pending: PendingCall,
    question: &ModelQuestion,
    playbook: &Playbook,
    deadline: Timestamp,
) -> AnsweredCall {
    let asked_at = clock::now();
    let result = match &playbook.understanding.model {
        Some(model) => ask(env, model, question, playbook, deadline).await,
        None => Err(ShopFault::Unavailable),
    };
    if let Err(fault) = &result {
        console_error!("fault code={} of=language_model", fault.code());
    }
    answered(pending, asked_at, result)
}

/// What keeps the model of a playbook from being asked in this deployment.
pub(crate) fn faults(env: &Env, playbook: &Playbook) -> Vec<PlaybookFault> {
    let mut faults = Vec::new();
    let Some(model) = &playbook.understanding.model else { return faults };
    let mut fault = |field: &str, detail: &str| {
        let pointer = format!("/understanding/model/{field}");
        faults.push(PlaybookFault { pointer, detail: detail.to_owned() });
    };
    if model.provider == ModelProvider::WorkersAi && bindings::workers_ai(env).is_none() {
        fault("provider", "needs the binding AI, which this deployment does not have");
    }
    // What is wrong with a name is told where the playbook itself is checked.
    if let Some(secret) = &model.secret
        && secret.starts_with(MODEL_SECRET)
        && bindings::model_secret(env, secret).is_none()
    {
        fault("secret", "names a secret that this deployment does not have");
    }
    if let Some(why) = model.url.as_ref().and_then(|url| connectors::address_fault(env, url)) {
        fault("url", &why);
    }
    faults
}

async fn ask(
    env: &Env,
    model: &LanguageModel,
    question: &ModelQuestion,
    playbook: &Playbook,
    deadline: Timestamp,
) -> ShopResult {
    let request = language_model::request(model, question, playbook);
    let until = clock::now().plus_ms(i64::from(model.wait_ms)).min(deadline);
    let mut fault = ShopFault::TimedOut;
    for _ in 0..TRIES_MAX {
        let left_ms = until.ms_since(clock::now());
        if left_ms <= 0 {
            return Err(fault);
        }
        let tried = async {
            match model.provider {
                ModelProvider::WorkersAi => Ok(run(env, model, &request).await),
                ModelProvider::Anthropic | ModelProvider::Openai => {
                    send(env, model, &request).await
                }
            }
        };
        fault = match within(tried, left_ms).await {
            None => return Err(ShopFault::TimedOut),
            Some(Ok(Ok(body))) => return language_model::answer(question, playbook, &body),
            Some(Ok(Err((why, true)))) => why,
            Some(Ok(Err((why, false)))) => return Err(why),
            Some(Err(_)) => ShopFault::Unavailable,
        };
        if until.ms_since(clock::now()) <= RETRY_MS {
            return Err(fault);
        }
        Delay::from(Duration::from_millis(RETRY_MS.unsigned_abs())).await;
    }
    Err(fault)
}

/// A body, or why there is none, and whether another try may help.
type Tried = std::result::Result<Vec<u8>, (ShopFault, bool)>;

async fn send(env: &Env, model: &LanguageModel, asked: &ModelRequest) -> Result<Tried> {
    let refused = |code: &str| Ok(Err((ShopFault::Refused { code: code.to_owned() }, false)));
    let url = model.url.as_deref().unwrap_or_default();
    let Ok(url) = public_address(url, bindings::local_connectors(env)) else {
        return refused("model_address");
    };
    if !connectors::is_allowed(env, url.host_str().unwrap_or_default()) {
        return refused("model_host");
    }
    let headers = Headers::new();
    headers.set("accept", "application/json")?;
    headers.set("content-type", "application/json")?;
    headers.set("user-agent", "edgewise/1.0")?;
    for (name, value) in &asked.headers {
        headers.set(name, value)?;
    }
    if let Some(name) = &model.secret {
        let Some(secret) = bindings::model_secret(env, name) else {
            return refused("model_secret");
        };
        let (header, before) = asked.secret;
        headers.set(header, &format!("{before}{secret}"))?;
    }
    let mut init = RequestInit::new();
    init.with_method(Method::Post)
        .with_headers(headers)
        .with_redirect(RequestRedirect::Manual)
        .with_body(Some(JsValue::from_str(asked.body.expose())));
    let to = format!("{}{}", url.as_str().trim_end_matches('/'), asked.path);
    let request = Request::new_with_init(&to, &init)?;
    // Whoever stops waiting drops this, and the request ends with it.
    let abort = AbortOnDrop::new(AbortController::default());
    let mut response = match abort.signal() {
        Some(signal) => Fetch::Request(request).send_with_signal(&signal).await?,
        None => Fetch::Request(request).send().await?,
    };
    if let Some(fault) = language_model::fault(response.status_code()) {
        return Ok(Err(fault));
    }
    let body = gathered(response.stream(), ANSWER_BYTES_MAX).await?;
    abort.disarm();
    let long = ShopFault::Malformed { reason: "the answer is too long".to_owned() };
    Ok(body.ok_or((long, false)))
}

/// Runs a model of Workers AI.
async fn run(env: &Env, model: &LanguageModel, asked: &ModelRequest) -> Tried {
    let Some(ai) = bindings::workers_ai(env) else {
        return Err((ShopFault::Unavailable, false));
    };
    ran(&ai, &model.name, asked.body.expose()).await.map_err(|why| {
        // What Workers AI tells of a fault begins with a number of its own.
        let message = Reflect::get(&why, &JsValue::from_str("message")).ok();
        let message = message.and_then(|it| it.as_string()).unwrap_or_default();
        match message.split(':').next() {
            Some("3040") => (ShopFault::RateLimited, true),
            Some("5007") => (ShopFault::Refused { code: "model_unknown".to_owned() }, false),
            _ => (ShopFault::Unavailable, true),
        }
    })
}

async fn ran(ai: &JsValue, name: &str, body: &str) -> std::result::Result<Vec<u8>, JsValue> {
    let run: Function = Reflect::get(ai, &JsValue::from_str("run"))?.unchecked_into();
    let inputs = Array::of2(&JsValue::from_str(name), &JSON::parse(body)?);
    let running = Reflect::apply(&run, ai, &inputs)?;
    let given = JsFuture::from(Promise::resolve(&running)).await?;
    Ok(JSON::stringify(&given)?.as_string().unwrap_or_default().into_bytes())
}
