//! Hooks of other systems: verified over the raw bytes, then mapped onto the same events.

use edgewise::wire::{EventsAnswer, hook::shopify};
use worker::Response;

use crate::{
    bindings, clock,
    elsewhere::refused,
    fault::Result,
    http::{self, Asked},
    ingest,
};

/// `POST /hooks/shopify`: a wrong signature is 401 and changes nothing; a repeated one changes
/// nothing either.
pub(crate) async fn shopify(asked: &mut Asked) -> Result<Response> {
    let body = asked.body().await?;
    let headers = |name: &str| asked.header(name);
    let secrets = bindings::shopify_secrets(&asked.env);
    shopify::verify(&secrets, &headers, &body).map_err(|fault| refused(&fault))?;
    let events = shopify::map(&headers, &body, clock::now()).map_err(|fault| refused(&fault))?;
    let counts: EventsAnswer = ingest::apply(&asked.env, events).await?;
    asked.timings.mark("apply");
    http::json(200, &counts)
}
