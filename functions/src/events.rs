//! The ingest surface: `POST /v1/events`.

use edgewise::wire::{EventsAnswer, ProblemCode, parse_batch, parse_single};
use worker::Response;

use crate::{
    bindings, clock,
    fault::{Fault, Result},
    http::{self, Asked},
    ingest,
};

/// Takes one CloudEvent or a batch. After the 202, the next turn sees them.
pub(crate) async fn take(asked: &mut Asked) -> Result<Response> {
    asked.require(&bindings::ingest_key(&asked.env)?)?;
    let media = asked.header("content-type").unwrap_or_default();
    let media = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let body = asked.body().await?;
    let now = clock::now();
    // Plain JSON is taken for what it looks like: many senders cannot set the exact type.
    let is_batch = match media.as_str() {
        "application/cloudevents-batch+json" => true,
        "application/cloudevents+json" => false,
        "application/json" => body.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'['),
        _ => {
            return Err(Fault::problem(
                ProblemCode::UnsupportedMedia,
                "Send application/cloudevents+json or application/cloudevents-batch+json.",
            ));
        }
    };
    let mut accepted = Vec::new();
    let mut rejected = Vec::new();
    if is_batch {
        for event in parse_batch(&body, now)? {
            match event {
                Ok(event) => accepted.push(event),
                Err(rejection) => rejected.push(rejection),
            }
        }
    } else {
        accepted.push(parse_single(&body, now)?);
    }
    let counts = ingest::apply(&asked.env, accepted).await?;
    asked.timings.mark("apply");
    http::json(202, &EventsAnswer { rejected, ..counts })
}
