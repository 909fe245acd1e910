//! The console (being written).
use worker::Response;
use crate::{fault::{Fault, Result}, http::Asked};
pub(crate) async fn serve(asked: &mut Asked, _parts: &[&str]) -> Result<Response> { let _ = asked; Err(Fault::not_found()) }
