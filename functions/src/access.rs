//! Cloudflare Access before the console: who came through it is read from the token that it adds.
//!
//! Where it is switched on, nobody who came another way gets as far as a page. The keys are those that the
//! team publishes. They are fetched when a token names one that is not known, once a minute at most.

use std::cell::RefCell;

use edgewise::{
    base::{
        pii::Pii,
        time::{SECOND_MS, Timestamp},
    },
    identity::AccessToken,
    wire::ProblemCode,
};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CryptoKey, SubtleCrypto, WorkerGlobalScope};
use worker::{
    Fetch,
    js_sys::{self, Array, JSON, Object, Reflect, Uint8Array},
    wasm_bindgen_futures::JsFuture,
};

use crate::{
    bindings, clock,
    fault::{Fault, Result},
    http::Asked,
    shop::within,
};

/// Milliseconds that fetching the keys may take.
const FETCH_MS: i64 = 3_000;

/// Milliseconds within which they are not fetched again, whatever key a token names.
const FETCH_AGAIN_MS: i64 = 60 * SECOND_MS;

/// RSA as RS256 has it: RFC 7518, 3.3.
const ALGORITHM: &str = "RSASSA-PKCS1-v1_5";

thread_local! {
    /// The team's keys as JSON web keys, and when they were fetched.
    static KEYS: RefCell<Option<(Array, Timestamp)>> = RefCell::default();
}

/// Who came through Access, by email address: nobody where it does not stand before the console, or
/// where a service came through. Ends the request where somebody came past it.
pub(crate) async fn person(asked: &Asked) -> Result<Option<Pii<String>>> {
    let Some(access) = bindings::access(&asked.env)? else { return Ok(None) };
    let token = asked.header("cf-access-jwt-assertion").ok_or_else(came_past)?;
    let token = AccessToken::parse(&token).map_err(|_| came_past())?;
    let email = token.person(&access.team, &access.audience, clock::now());
    let email = email.map_err(|_| came_past())?.cloned();
    let key = key(&access.team, token.key_id()).await?.ok_or_else(came_past)?;
    let is_signed = is_signed(&key, &token).await.map_err(|_| Fault::internal("access.verify"))?;
    if is_signed { Ok(email) } else { Err(came_past()) }
}

fn came_past() -> Fault {
    let detail = "The console is reached through Cloudflare Access only.";
    Fault::problem(ProblemCode::Forbidden, detail)
}

/// The team's key of this name.
async fn key(team: &str, name: &str) -> Result<Option<JsValue>> {
    let known = KEYS.with_borrow(Clone::clone);
    if let Some((keys, fetched_at)) = &known {
        let found = named(keys, name);
        if found.is_some() || clock::now().ms_since(*fetched_at) < FETCH_AGAIN_MS {
            return Ok(found);
        }
    }
    let keys = within(published(team), FETCH_MS)
        .await
        .unwrap_or_else(|| Err(Fault::internal("access.keys_late")))?;
    let found = named(&keys, name);
    KEYS.with_borrow_mut(|known| *known = Some((keys, clock::now())));
    Ok(found)
}

fn named(keys: &Array, name: &str) -> Option<JsValue> {
    let kid = JsValue::from_str("kid");
    keys.iter()
        .find(|key| Reflect::get(key, &kid).is_ok_and(|it| it.as_string().as_deref() == Some(name)))
}

async fn published(team: &str) -> Result<Array> {
    let url = format!("{team}/cdn-cgi/access/certs").parse();
    let url = url.map_err(|_| Fault::internal("access.team"))?;
    let mut response = Fetch::Url(url).send().await?;
    let body = response.text().await?;
    let body = JSON::parse(&body).map_err(|_| Fault::internal("access.keys"))?;
    Reflect::get(&body, &JsValue::from_str("keys"))
        .and_then(JsCast::dyn_into)
        .map_err(|_| Fault::internal("access.keys"))
}

async fn is_signed(key: &JsValue, token: &AccessToken<'_>) -> std::result::Result<bool, JsValue> {
    let subtle = subtle()?;
    let algorithm = Object::new();
    for (name, value) in [("name", ALGORITHM), ("hash", "SHA-256")] {
        Reflect::set(&algorithm, &JsValue::from_str(name), &JsValue::from_str(value))?;
    }
    let usages = Array::of1(&JsValue::from_str("verify"));
    let imported =
        subtle.import_key_with_object("jwk", key.unchecked_ref(), &algorithm, false, &usages)?;
    let key: CryptoKey = JsFuture::from(imported).await?.unchecked_into();
    let (signature, signed) =
        (Uint8Array::from(token.signature()), Uint8Array::from(token.signed()));
    let verified = subtle
        .verify_with_str_and_js_u8_array_and_js_u8_array(ALGORITHM, &key, &signature, &signed)?;
    Ok(JsFuture::from(verified).await?.is_truthy())
}

fn subtle() -> std::result::Result<SubtleCrypto, JsValue> {
    Ok(js_sys::global().unchecked_into::<WorkerGlobalScope>().crypto()?.subtle())
}
