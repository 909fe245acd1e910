//! Hooks of other systems: verified over the raw bytes, then mapped onto the same events.
use worker::Response;
use crate::{fault::{Fault, Result}, http::Asked};
/// `POST /hooks/shopify`
pub(crate) async fn shopify(asked: &mut Asked) -> Result<Response> { let _ = asked; Err(Fault::not_found()) }
