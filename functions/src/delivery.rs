//! Sends things to customers outside of the conversation: one-time codes, by email or text message.
//!
//! To the operator's delivery service where one is set; else, in development alone, to a mailbox that
//! the developer reads at `/dev/mailbox`. A code is made here, in the moment in which it is sent.

use edgewise::{
    identity::Via,
    reply::{self, CodeMessage},
};
use serde_json::json;
use wasm_bindgen::JsValue;
use worker::{Env, Fetch, Headers, Method, Request, RequestInit};

use crate::{
    bindings, clock,
    contract::{
        self,
        customer::Delivery,
        mailbox::{self, Mail},
    },
    fault::{Fault, Result},
    playbooks,
};

/// How something can be sent to a customer.
pub(crate) fn reach(env: &Env) -> Vec<Via> {
    if bindings::delivery_service(env).is_none() && !bindings::dev_mailbox(env) {
        return Vec::new();
    }
    if bindings::delivers_sms(env) { vec![Via::Email, Via::Sms] } else { vec![Via::Email] }
}

/// Sends one thing. Repeating it sends the same code again.
pub(crate) async fn send(env: &Env, delivery: &Delivery) -> Result<()> {
    let now = clock::now();
    if now >= delivery.code.expires_at {
        return Ok(());
    }
    let playbook = playbooks::of_version(env, delivery.playbook_version).await?;
    let code = bindings::code_key(env)?.code(&delivery.code);
    let message = reply::code_message(&code, delivery.language.as_deref(), &playbook);
    match bindings::delivery_service(env) {
        Some((url, token)) => post(&url, &token, delivery, &message).await,
        None if bindings::dev_mailbox(env) => {
            let CodeMessage { subject, text } = message;
            let to = delivery.code.to.clone();
            let mail = Mail { to, via: delivery.code.via, subject, text, at: now };
            contract::call(env, mailbox::NAME, &mailbox::Put { mail }).await
        }
        None => Err(Fault::internal("delivery.not_configured")),
    }
}

async fn post(url: &str, token: &str, delivery: &Delivery, message: &CodeMessage) -> Result<()> {
    let body = json!({
        "id": delivery.code.challenge,
        "channel": delivery.code.via,
        "to": delivery.code.to,
        "subject": message.subject,
        "text": message.text,
        "expires_at": delivery.code.expires_at,
    });
    let headers = Headers::new();
    headers.set("content-type", "application/json")?;
    headers.set("idempotency-key", delivery.code.challenge.as_str())?;
    if !token.is_empty() {
        headers.set("authorization", &format!("Bearer {token}"))?;
    }
    let mut init = RequestInit::new();
    init.with_method(Method::Post)
        .with_headers(headers)
        .with_body(Some(JsValue::from_str(&body.to_string())));
    let response = Fetch::Request(Request::new_with_init(url, &init)?).send().await?;
    match response.status_code() {
        200..=299 => Ok(()),
        status => Err(Fault::internal(format!("delivery.status_{status}"))),
    }
}
