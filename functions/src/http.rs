//! Requests and answers as handlers see them.

use edgewise::{
    base::limits::BODY_BYTES_MAX,
    identity::secrets_match,
    wire::{ProblemCode, json_of_yaml, parse_json},
};
use serde::{Serialize, de::DeserializeOwned};
use worker::{ByteStream, Context, Env, Headers, Method, Request, Response, Url};

use crate::{
    driver::Timings,
    fault::{Fault, Result},
};

/// Bytes that are read of a body. One that is a little too long is read to its end and thrown away:
/// an answer given before that cuts the connection, and the sender sees a broken pipe, not the reason.
const READ_BYTES_MAX: usize = 4 * BODY_BYTES_MAX;

/// Media types of YAML: the registered one, and those in use before it.
const YAML: &[&str] = &["application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml"];

/// One request, with what every handler needs.
pub(crate) struct Asked {
    pub(crate) env: Env,
    pub(crate) context: Context,
    pub(crate) request: Request,
    pub(crate) url: Url,
    pub(crate) request_id: String,
    pub(crate) timings: Timings,
}

impl Asked {
    /// A header; nothing where it is absent or empty.
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        self.request.headers().get(name).ok().flatten().filter(|value| !value.is_empty())
    }

    /// The bearer token.
    pub(crate) fn bearer(&self) -> Result<String> {
        self.header("authorization")
            .and_then(|value| {
                let (scheme, token) = value.split_once(' ')?;
                scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
            })
            .ok_or_else(|| {
                Fault::problem(ProblemCode::Unauthorized, "Send `Authorization: Bearer …`.")
            })
    }

    /// Ends the request unless the bearer token is this secret.
    pub(crate) fn require(&self, secret: &str) -> Result<()> {
        if secrets_match(&self.bearer()?, secret) {
            Ok(())
        } else {
            Err(Fault::problem(ProblemCode::Unauthorized, "This token is not accepted here."))
        }
    }

    /// The raw body, within the bound.
    pub(crate) async fn body(&mut self) -> Result<Vec<u8>> {
        self.body_within(BODY_BYTES_MAX).await
    }

    /// The raw body, within a bound of its own, below what is read at all.
    pub(crate) async fn body_within(&mut self, bytes_max: usize) -> Result<Vec<u8>> {
        let announced: Option<usize> =
            self.header("content-length").and_then(|length| length.parse().ok());
        let body = match announced {
            // The runtime lets no more through than was announced, and one read is far cheaper.
            Some(0..=READ_BYTES_MAX) => Some(self.request.bytes().await?),
            Some(_) => {
                discard(self.request.stream()).await;
                None
            }
            None => gathered(self.request.stream(), READ_BYTES_MAX).await?,
        };
        body.filter(|body| body.len() <= bytes_max).ok_or_else(|| {
            let detail = format!("A body may have at most {bytes_max} bytes.");
            Fault::problem(ProblemCode::TooLarge, detail)
        })
    }

    /// The raw body of a document that a person wrote, as JSON: it may come as YAML.
    pub(crate) async fn document(&mut self, bytes_max: usize) -> Result<Vec<u8>> {
        let body = self.body_within(bytes_max).await?;
        let media = self.header("content-type").unwrap_or_default().to_ascii_lowercase();
        let media = media.split(';').next().unwrap_or_default().trim();
        if YAML.contains(&media) { Ok(json_of_yaml(&body)?) } else { Ok(body) }
    }

    /// The body as JSON of a type.
    pub(crate) async fn json<T: DeserializeOwned>(&mut self) -> Result<T> {
        Ok(parse_json(&self.body().await?)?)
    }

    /// The same; the usual where there is no body.
    pub(crate) async fn json_or_default<T: Default + DeserializeOwned>(&mut self) -> Result<T> {
        let body = self.body().await?;
        if body.is_empty() { Ok(T::default()) } else { Ok(parse_json(&body)?) }
    }

    /// The revision that `If-Match` names, as an `ETag` of ours told it.
    pub(crate) fn revision_read(&self) -> Result<Option<u32>> {
        let Some(header) = self.header("if-match") else { return Ok(None) };
        let revision = header.trim().trim_start_matches("W/").trim_matches('"').parse();
        revision.map(Some).map_err(|_| {
            Fault::problem(ProblemCode::PreconditionFailed, "`If-Match` is no `ETag` of ours.")
        })
    }

    /// A query parameter; nothing where it is absent or empty.
    pub(crate) fn query(&self, name: &str) -> Option<String> {
        let pair = self.url.query_pairs().find(|(key, _)| key == name);
        pair.map(|(_, value)| value.into_owned()).filter(|value| !value.is_empty())
    }
}

/// A body of unknown length; nothing where it goes on past what is read.
pub(crate) async fn gathered(
    stream: worker::Result<ByteStream>,
    bytes_max: usize,
) -> Result<Option<Vec<u8>>> {
    let mut body = Vec::new();
    if let Ok(mut stream) = stream {
        while let Some(chunk) = futures::StreamExt::next(&mut stream).await {
            body.extend_from_slice(&chunk?);
            if body.len() > bytes_max {
                return Ok(None);
            }
        }
    }
    Ok(Some(body))
}

/// Lets a body that is refused pass by: whoever is still sending hears the answer only after that. What goes
/// on past the bound is cut off.
async fn discard(stream: worker::Result<ByteStream>) {
    const DISCARDED_BYTES_MAX: usize = 32 * 1024 * 1024;
    let Ok(mut stream) = stream else { return };
    let mut passed = 0_usize;
    while let Some(Ok(chunk)) = futures::StreamExt::next(&mut stream).await {
        passed = passed.saturating_add(chunk.len());
        if passed > DISCARDED_BYTES_MAX {
            return;
        }
    }
}

/// An address that exists with another method.
pub(crate) fn not_offered(method: &Method) -> Fault {
    let detail = format!("{method} is not offered at this address.");
    Fault::problem(ProblemCode::MethodNotAllowed, detail)
}

/// JSON with a status.
pub(crate) fn json<T: Serialize>(status: u16, value: &T) -> Result<Response> {
    let headers = Headers::new();
    headers.set("content-type", "application/json")?;
    headers.set("cache-control", "no-store")?;
    let body = serde_json::to_string(value)?;
    Ok(Response::ok(body)?.with_status(status).with_headers(headers))
}

/// JSON of what counts its changes, with the `ETag` that [`Asked::revision_read`] takes back.
pub(crate) fn json_of_revision<T: Serialize>(value: &T, revision: u32) -> Result<Response> {
    let response = json(200, value)?;
    response.headers().set("etag", &format!("\"{revision}\""))?;
    Ok(response)
}
