//! The demo shop page's own needs. Only there while the embedded demo store is the shop: with a real
//! backend nobody may choose who to be.

use edgewise::{
    base::{id::CustomerId, time::HOUR_MS},
    identity::sign_identity,
    wire::ProblemCode,
};
use serde::Deserialize;
use serde_json::json;
use worker::{Method, Response};

use crate::{
    bindings, clock,
    contract::{self, demo_store},
    fault::{Fault, Result},
    http::{self, Asked},
};

/// All of `/demo/api`.
pub(crate) async fn serve(asked: &mut Asked, method: &Method, parts: &[&str]) -> Result<Response> {
    demo_only(asked)?;
    match (method, parts) {
        (Method::Get, ["personas"]) => personas(asked).await,
        (Method::Get, ["products"]) => products(asked).await,
        (Method::Post, ["products", id, "delivery"]) => deliver(asked, id).await,
        (Method::Post, ["identity-token"]) => identity_token(asked).await,
        _ => {
            let detail = format!("{method} is not offered at this address.");
            Err(Fault::problem(ProblemCode::MethodNotAllowed, detail))
        }
    }
}

/// `GET /demo/api/personas`
async fn personas(asked: &Asked) -> Result<Response> {
    let call = demo_store::Personas {};
    let items = contract::call(&asked.env, demo_store::NAME, &call).await?;
    http::json(200, &json!({ "items": items }))
}

/// `GET /demo/api/products`
async fn products(asked: &Asked) -> Result<Response> {
    let stub = contract::stub(&asked.env, bindings::DEMO_STORE, demo_store::NAME)?;
    let query = asked.url.query().unwrap_or_default();
    Ok(stub.fetch_with_str(&format!("https://demo-store/products?{query}")).await?)
}

/// `POST /demo/api/products/{id}/delivery`: goods arrive, so that what is waited for comes back.
async fn deliver(asked: &Asked, id: &str) -> Result<Response> {
    let call = demo_store::Deliver { product_id: id.to_owned() };
    let delivered = contract::call(&asked.env, demo_store::NAME, &call).await?;
    http::json(200, &delivered.ok_or_else(Fault::not_found)?)
}

#[derive(Deserialize)]
struct Chosen {
    customer_id: CustomerId,
}

/// `POST /demo/api/identity-token`: signs a visitor in as one of the personas.
async fn identity_token(asked: &mut Asked) -> Result<Response> {
    let chosen: Chosen = asked.json().await?;
    let call = demo_store::Personas {};
    let personas = contract::call(&asked.env, demo_store::NAME, &call).await?;
    if !personas.iter().any(|persona| persona.customer_id == chosen.customer_id.as_str()) {
        return Err(Fault::not_found());
    }
    let secret = bindings::identity_secret(&asked.env)?;
    let token = sign_identity(&secret, &chosen.customer_id, clock::now().plus_ms(HOUR_MS))
        .map_err(|_| Fault::internal("demo.sign"))?;
    http::json(200, &json!({ "identity_token": token }))
}

fn demo_only(asked: &Asked) -> Result<()> {
    match bindings::commerce_backend(&asked.env) {
        None => Ok(()),
        Some(_) => Err(Fault::not_found()),
    }
}
