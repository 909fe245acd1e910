//! For machines that watch: health, version, the interface.

use serde_json::json;
use worker::{Headers, Response};

use crate::{
    bindings, contract,
    contract::playbook::{NAME, ReadStanding},
    fault::Result,
    http::{self, Asked},
    index,
};

/// `GET /healthz`: 200 when every binding answers.
pub(crate) async fn health(asked: &Asked) -> Result<Response> {
    let env = &asked.env;
    bindings::ingest_key(env)?;
    bindings::operator_token(env)?;
    bindings::identity_keys(env)?;
    bindings::jobs(env)?;
    index::ping(env).await?;
    contract::call(env, NAME, &ReadStanding {}).await?;
    http::json(200, &json!({ "status": "ok" }))
}

/// `GET /version`
pub(crate) fn version(asked: &Asked) -> Result<Response> {
    let version = json!({
        "name": "edgewise",
        "version": env!("CARGO_PKG_VERSION"),
        "deployment": bindings::version_id(&asked.env),
    });
    http::json(200, &version)
}

/// `GET /openapi.json`
pub(crate) async fn openapi(asked: &Asked) -> Result<Response> {
    let assets = bindings::assets(&asked.env)?;
    let mut document = assets.fetch("https://assets/openapi.json", None).await?;
    let headers = Headers::new();
    headers.set("content-type", "application/json")?;
    headers.set("cache-control", "public, max-age=300")?;
    Ok(Response::ok(document.text().await?)?.with_headers(headers))
}
