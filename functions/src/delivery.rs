//! Sends things to customers outside of the conversation: one-time codes, by email or text message,
//! that something they waited for is back, and what a person answered them after they had left, by email.
//!
//! To the operator's delivery service where one is set; else, in development alone, to a mailbox that
//! the developer reads at `/dev/mailbox`. A code is made here, in the moment in which it is sent.

use edgewise::{
    base::{
        id::CustomerKey,
        pii::Pii,
        time::{SECOND_MS, Timestamp},
    },
    escalation::next_attempt_ms,
    identity::Via,
    reply::{self, SentMessage},
};
use serde_json::json;
use wasm_bindgen::JsValue;
use worker::{Env, Fetch, Headers, Method, Request, RequestInit};

use crate::{
    bindings, clock,
    contract::{
        self,
        customer::{AnswerMessage, BeginDelivery, Delivered, Delivery, StockMessage},
        mailbox::{self, Mail},
    },
    fault::{Fault, Result},
    people::call_customer,
    playbooks, random,
    shop::within,
};

/// Milliseconds that the delivery service may take: less than after which a delivery is handed over again.
const WAIT_MS: i64 = 20 * SECOND_MS;

/// How something can be sent to a customer.
pub(crate) fn reach(env: &Env) -> Vec<Via> {
    if bindings::delivery_service(env).is_none() && !bindings::dev_mailbox(env) {
        return Vec::new();
    }
    if bindings::delivers_sms(env) { vec![Via::Email, Via::Sms] } else { vec![Via::Email] }
}

/// Sends one thing, unless it was sent or this attempt was begun before, and tells the object that keeps it what
/// came of it. What fails is handed over again, ever later.
pub(crate) async fn deliver(env: &Env, key: &CustomerKey, id: &str, generation: u32) -> Result<()> {
    let now = clock::now();
    let begin = |_: &CustomerKey| BeginDelivery { id: id.to_owned(), generation, now };
    let (key, delivery) = call_customer(env, key, begin).await?;
    let Some(delivery) = delivery else { return Ok(()) };
    let failed = match send(env, &delivery).await {
        Ok(()) => None,
        Err(fault) => {
            let code = fault.code().trim_start_matches("delivery.").to_owned();
            fault.into_problem("job.deliver");
            let attempts = delivery.attempts.saturating_add(1);
            Some((code, next_attempt_ms(attempts, random::permille()?)))
        }
    };
    let now = clock::now();
    let call = |key: &CustomerKey| Delivered {
        key: key.clone(),
        id: id.to_owned(),
        generation,
        failed: failed.clone(),
        now,
    };
    call_customer(env, &key, call).await.map(|_| ())
}

/// Sends one thing. Repeating it sends the same again, under the same id.
async fn send(env: &Env, delivery: &Delivery) -> Result<()> {
    let now = clock::now();
    let playbook = playbooks::of_version(env, delivery.playbook_version).await?;
    let language = delivery.language.as_deref();
    if let Some(AnswerMessage { to, text, .. }) = &delivery.answer {
        let message = reply::answer_message(text, language, &playbook);
        return hand_on(env, delivery.id(), (Via::Email, to, message, None), now).await;
    }
    let one = match (&delivery.code, &delivery.stock) {
        (Some(code), _) if now >= code.expires_at => return Ok(()),
        (Some(code), _) => {
            let typed = bindings::code_key(env)?.code(code);
            let message = reply::code_message(&typed, language, &playbook);
            (code.via, &code.to, message, Some(code.expires_at))
        }
        (None, Some(StockMessage { to, news, .. })) => {
            let url = news.url.as_deref();
            let message = reply::stock_message(&news.line, url, language, &playbook);
            (Via::Email, to, message, None)
        }
        (None, None) => return Ok(()),
    };
    hand_on(env, delivery.id(), one, now).await
}

/// Sends an email to the team.
pub(crate) async fn send_to_team(
    env: &Env,
    id: &str,
    to: &Pii<String>,
    message: SentMessage,
) -> Result<()> {
    hand_on(env, id, (Via::Email, to, message, None), clock::now()).await
}

/// Hands one message on: how, to whom, what, and until when it is good for anything.
async fn hand_on(
    env: &Env,
    id: &str,
    (via, to, message, expires_at): (Via, &Pii<String>, SentMessage, Option<Timestamp>),
    now: Timestamp,
) -> Result<()> {
    let SentMessage { subject, text } = message;
    match bindings::delivery_service(env) {
        Some((url, token)) => {
            let body = json!({
                "id": id, "channel": via, "to": to, "subject": subject, "text": text,
                "expires_at": expires_at,
            });
            post(&url, &token, id, &body.to_string()).await
        }
        None if bindings::dev_mailbox(env) => {
            let mail = Mail { to: to.clone(), via, subject, text, at: now };
            contract::call(env, mailbox::NAME, &mailbox::Put { mail }).await
        }
        None => Err(Fault::internal("delivery.not_configured")),
    }
}

async fn post(url: &str, token: &str, id: &str, body: &str) -> Result<()> {
    let headers = Headers::new();
    headers.set("content-type", "application/json")?;
    headers.set("idempotency-key", id)?;
    if !token.is_empty() {
        headers.set("authorization", &format!("Bearer {token}"))?;
    }
    let mut init = RequestInit::new();
    init.with_method(Method::Post).with_headers(headers).with_body(Some(JsValue::from_str(body)));
    let request = Fetch::Request(Request::new_with_init(url, &init)?);
    let Some(response) = within(request.send(), WAIT_MS).await else {
        return Err(Fault::internal("delivery.timed_out"));
    };
    match response?.status_code() {
        200..=299 => Ok(()),
        status => Err(Fault::internal(format!("delivery.status_{status}"))),
    }
}

impl Delivery {
    /// Recognises a repetition.
    pub(crate) fn id(&self) -> &str {
        let code = self.code.as_ref().map(|code| code.challenge.as_str());
        let stock = self.stock.as_ref().map(|message| message.id.as_str());
        let answer = self.answer.as_ref().map(|message| message.id.as_str());
        code.or(stock).or(answer).unwrap_or_default()
    }
}
