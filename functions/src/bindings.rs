//! The one place that names bindings, secrets and variables.

use edgewise::{
    identity::{CodeKey, IdentityKeys, SessionKey},
    playbook::{CONNECTOR_SECRET, DESTINATION_SECRET, MODEL_SECRET},
    wire::ProblemCode,
};
use wasm_bindgen::JsValue;
use worker::{D1Database, Env, Fetcher, Queue, js_sys::Reflect};

use crate::fault::{Fault, Result};

/// Durable Object namespaces.
pub(crate) const CATALOGUE: &str = "CATALOGUE";
pub(crate) const CUSTOMER: &str = "CUSTOMER";
#[cfg(feature = "demo")]
pub(crate) const DEMO_STORE: &str = "DEMO_STORE";
pub(crate) const HELPDESK: &str = "HELPDESK";
pub(crate) const IDENTIFIER: &str = "IDENTIFIER";
pub(crate) const KNOWLEDGE: &str = "KNOWLEDGE";
pub(crate) const MAILBOX: &str = "MAILBOX";
pub(crate) const PLAYBOOK: &str = "PLAYBOOK";

const ASSETS: &str = "ASSETS";
const INDEX: &str = "INDEX";
const JOBS: &str = "JOBS";
const OUTWARD: &str = "OUTWARD";

/// The files that are served as they are.
pub(crate) fn assets(env: &Env) -> Result<Fetcher> {
    Ok(env.assets(ASSETS)?)
}

/// The operators' index.
pub(crate) fn index(env: &Env) -> Result<D1Database> {
    Ok(env.d1(INDEX)?)
}

/// Work for later.
pub(crate) fn jobs(env: &Env) -> Result<Queue> {
    Ok(env.queue(JOBS)?)
}

/// Work for later that asks systems elsewhere.
pub(crate) fn outward(env: &Env) -> Result<Queue> {
    Ok(env.queue(OUTWARD)?)
}

/// The key that shop backends send.
pub(crate) fn ingest_key(env: &Env) -> Result<String> {
    secret(env, "EDGEWISE_INGEST_KEY")
}

/// The owner's token.
pub(crate) fn operator_token(env: &Env) -> Result<String> {
    secret(env, "EDGEWISE_OPERATOR_TOKEN")
}

/// Cloudflare Access before the console.
pub(crate) struct Access {
    /// The team's own address, for example `https://team.cloudflareaccess.com`.
    pub(crate) team: String,
    /// The tag of the application that the console is.
    pub(crate) audience: String,
}

/// How Access stands before the console, if it does. Half of it is a fault: nobody is to believe that the
/// console is kept by what is not checked.
pub(crate) fn access(env: &Env) -> Result<Option<Access>> {
    match (optional(env, "EDGEWISE_ACCESS_TEAM"), optional(env, "EDGEWISE_ACCESS_AUDIENCE")) {
        (None, None) => Ok(None),
        (Some(team), Some(audience)) => {
            Ok(Some(Access { team: team.trim_end_matches('/').to_owned(), audience }))
        }
        (Some(_), None) | (None, Some(_)) => Err(Fault::internal("access.half_configured")),
    }
}

/// The secret shared with the storefront.
pub(crate) fn identity_secret(env: &Env) -> Result<String> {
    secret(env, "EDGEWISE_IDENTITY_SECRET")
}

/// Signs and verifies session tokens.
pub(crate) fn session_key(env: &Env) -> Result<SessionKey> {
    Ok(SessionKey::derive(&identity_secret(env)?))
}

/// Makes and checks one-time codes.
pub(crate) fn code_key(env: &Env) -> Result<CodeKey> {
    Ok(CodeKey::derive(&identity_secret(env)?))
}

/// The service that sends emails and text messages: its address and token.
pub(crate) fn delivery_service(env: &Env) -> Option<(String, String)> {
    let url = optional(env, "EDGEWISE_DELIVERY_URL")?;
    Some((url, optional(env, "EDGEWISE_DELIVERY_TOKEN").unwrap_or_default()))
}

/// Whether text messages are delivered too, beside emails.
pub(crate) fn delivers_sms(env: &Env) -> bool {
    optional(env, "EDGEWISE_DELIVERY_SMS").as_deref() == Some("on")
}

/// Whether what is sent goes to the developer's mailbox where there is no delivery service. Off
/// unless it is switched on by this very word: a mailbox shows codes to whoever opens it.
pub(crate) fn dev_mailbox(env: &Env) -> bool {
    optional(env, "EDGEWISE_DEV_MAILBOX").as_deref() == Some("on")
}

/// Verifies the storefront's identity tokens.
pub(crate) fn identity_keys(env: &Env) -> Result<IdentityKeys> {
    let public = optional(env, "EDGEWISE_IDENTITY_PUBLIC_KEY");
    IdentityKeys::parse(Some(&identity_secret(env)?), public.as_deref())
        .map_err(|_| Fault::internal("config.identity_public_key"))
}

/// Shopify's app secrets, the current one first.
pub(crate) fn shopify_secrets(env: &Env) -> Vec<String> {
    ["EDGEWISE_SHOPIFY_SECRET", "EDGEWISE_SHOPIFY_SECRET_PREVIOUS"]
        .into_iter()
        .filter_map(|name| optional(env, name))
        .collect()
}

/// The shop's backend: its address and token. The embedded demo store where none is set.
pub(crate) fn commerce_backend(env: &Env) -> Option<(String, String)> {
    let url = optional(env, "COMMERCE_URL")?;
    Some((
        url.trim_end_matches('/').to_owned(),
        optional(env, "COMMERCE_TOKEN").unwrap_or_default(),
    ))
}

/// Whether pages may lie on this machine: only while the embedded demo store is the shop, or where it
/// is switched on by this very word.
pub(crate) fn demo_links(env: &Env) -> bool {
    optional(env, "EDGEWISE_LOCAL_SITES").as_deref() == Some("on")
}

/// The hosts that connectors may ask: the owner's list, with commas or blanks between them. Without
/// it, none.
pub(crate) fn connector_hosts(env: &Env) -> Vec<String> {
    let listed = optional(env, "EDGEWISE_CONNECTOR_HOSTS").unwrap_or_default();
    let hosts = listed.split([',', ' ', '\n']).map(str::trim).filter(|host| !host.is_empty());
    hosts.map(str::to_owned).collect()
}

/// Whether connectors may ask a server on this machine, for development and tests. Off unless it is
/// switched on by this very word.
pub(crate) fn local_connectors(env: &Env) -> bool {
    optional(env, "EDGEWISE_LOCAL_CONNECTORS").as_deref() == Some("on")
}

/// The secret of a connector. Only names that are meant for connectors are looked up.
pub(crate) fn connector_secret(env: &Env, name: &str) -> Option<String> {
    name.starts_with(CONNECTOR_SECRET).then(|| optional(env, name)).flatten()
}

/// The secret of a destination. Only names that are meant for destinations are looked up.
pub(crate) fn destination_secret(env: &Env, name: &str) -> Option<String> {
    name.starts_with(DESTINATION_SECRET).then(|| optional(env, name)).flatten()
}

/// The secret of a language model. Only names that are meant for models are looked up.
pub(crate) fn model_secret(env: &Env, name: &str) -> Option<String> {
    name.starts_with(MODEL_SECRET).then(|| optional(env, name)).flatten()
}

/// Workers AI, where the deployment has it.
pub(crate) fn workers_ai(env: &Env) -> Option<JsValue> {
    let held = Reflect::get(env, &JsValue::from_str("AI")).ok()?;
    (!held.is_undefined() && !held.is_null()).then_some(held)
}

/// Our own address, for links that lead back to the console.
pub(crate) fn public_address(env: &Env) -> Option<String> {
    optional(env, "EDGEWISE_PUBLIC_URL")
}

/// The instant that the demo store takes for today when it is first used; now where not set. Tests
/// and pictures set it to stay the same.
#[cfg(feature = "demo")]
pub(crate) fn demo_base(env: &Env) -> Option<String> {
    optional(env, "EDGEWISE_DEMO_TODAY")
}

/// Names the build that runs.
pub(crate) fn version_id(env: &Env) -> String {
    env.get_binding::<worker::WorkerVersionMetadata>("VERSION")
        .map(|version| version.id())
        .unwrap_or_default()
}

fn secret(env: &Env, name: &str) -> Result<String> {
    // An empty secret would accept everybody: it counts as missing.
    optional(env, name).ok_or_else(|| {
        worker::console_error!("fault code=config.missing name={name}");
        Fault::problem(ProblemCode::Unavailable, "The service is not configured yet.")
    })
}

fn optional(env: &Env, name: &str) -> Option<String> {
    let text = env.secret(name).ok()?.to_string();
    let trimmed = text.trim();
    (!trimmed.is_empty()).then(|| trimmed.to_owned())
}
