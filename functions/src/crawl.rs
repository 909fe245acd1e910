//! Reads the pages of the merchant's own site: visits what the knowledge object hands out, one after the
//! other, and tells it what came of each.
//!
//! Only the site itself is asked: the address was checked when it was handed in, what a page or sitemap
//! names is dropped unless it is of the same host, and a redirection is not followed but judged like a link.

use std::time::Duration;

use edgewise::knowledge::{
    Robots, Site, VisitAnswer, VisitKind, VisitOutcome, Visited, charset, robots, visited,
};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ReadableWritablePair, TextDecoder};
use worker::{
    AbortController, Delay, Env, Fetch, Headers, Request, RequestInit, RequestRedirect, Response,
    Url,
    js_sys::{self, Array, Function, Reflect},
};

use crate::{
    bindings, clock,
    contract::{
        self,
        knowledge::NAME,
        site::{TakeVisits, TellVisits, Visit},
    },
    fault::{Fault, Result},
    http::gathered,
    shop::{AbortOnDrop, within},
};

/// Milliseconds that one request may take.
const REQUEST_MS: i64 = 8_000;

/// Milliseconds after which a job begins no further visit. With one request more it ends before the
/// object would hand the same visits to another.
const JOB_MS: i64 = 15_000;

/// Milliseconds between two requests, where the site asks for no other pause.
const PAUSE_MS: i64 = 100;

/// Bytes of a page that are read. The longest terms and conditions have about half of that.
const PAGE_BYTES_MAX: usize = 512 * 1024;

/// Bytes of a sitemap, or of the site's rules, that are read.
const SITEMAP_BYTES_MAX: usize = 2 * 1024 * 1024;

/// How a file begins that is packed with gzip: RFC 1952, 2.3.1.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Goes on with the reading of a site.
pub(crate) async fn read_on(env: &Env, id: &str) -> Result<()> {
    let started = clock::now();
    let call = TakeVisits { site: id.to_owned(), at: started };
    let Some(taken) = contract::call(env, NAME, &call).await? else { return Ok(()) };
    let site = Site::parse(&taken.url, bindings::demo_links(env))
        .map_err(|_| Fault::internal("site.address"))?;
    let mut told = TellVisits {
        site: id.to_owned(),
        reading: taken.reading,
        visited: None,
        sitemaps: Vec::new(),
        at: started,
        pause_ms: 0,
    };
    let address = site.at("/robots.txt");
    let answer = ask(&address, SITEMAP_BYTES_MAX, "", "").await;
    if let Some(rules) = robots(&answer) {
        told.pause_ms = rules.pause_ms.unwrap_or(PAUSE_MS);
        told.sitemaps = sitemaps(&site, &rules);
        let mut done = Vec::new();
        for visit in &taken.visits {
            if clock::now().ms_since(started) > JOB_MS {
                break;
            }
            done.push(self::visit(&site, &rules, visit, told.pause_ms).await);
        }
        told.visited = Some(done);
    }
    told.at = clock::now();
    contract::call(env, NAME, &told).await
}

/// Those that the rules name, else the usual one.
fn sitemaps(site: &Site, rules: &Robots) -> Vec<String> {
    let named: Vec<String> = rules.sitemaps.iter().filter_map(|it| site.sitemap(it)).collect();
    if named.is_empty() { vec![site.at("/sitemap.xml")] } else { named }
}

async fn visit(site: &Site, rules: &Robots, visit: &Visit, pause_ms: i64) -> Visited {
    let path = Url::parse(&visit.url).map(|url| match url.query() {
        None => url.path().to_owned(),
        Some(query) => format!("{}?{query}", url.path()),
    });
    if !path.is_ok_and(|path| rules.allows(&path)) {
        return Visited::only(&visit.url, visit.kind, VisitOutcome::Disallowed);
    }
    Delay::from(Duration::from_millis(u64::try_from(pause_ms).unwrap_or_default())).await;
    let bytes_max = match visit.kind {
        VisitKind::Page => PAGE_BYTES_MAX,
        VisitKind::Sitemap => SITEMAP_BYTES_MAX,
    };
    let answer = ask(&visit.url, bytes_max, &visit.etag, &visit.modified).await;
    visited(site, &visit.url, visit.kind, &answer)
}

/// Asks for an address. Whatever goes wrong is an answer without a status.
async fn ask(url: &str, bytes_max: usize, etag: &str, modified: &str) -> VisitAnswer {
    match within(answer(url, bytes_max, etag, modified), REQUEST_MS).await {
        Some(Ok(answer)) => answer,
        Some(Err(_)) | None => VisitAnswer::default(),
    }
}

async fn answer(url: &str, bytes_max: usize, etag: &str, modified: &str) -> Result<VisitAnswer> {
    let headers = Headers::new();
    headers.set("user-agent", "edgewise/1.0")?;
    headers.set("accept", "text/html, application/xhtml+xml, application/xml, text/plain")?;
    for (name, value) in [("if-none-match", etag), ("if-modified-since", modified)] {
        if !value.is_empty() {
            headers.set(name, value)?;
        }
    }
    let mut init = RequestInit::new();
    init.with_headers(headers).with_redirect(RequestRedirect::Manual);
    let request = Request::new_with_init(url, &init)?;
    // Whoever stops waiting or reading drops this, and the request ends with it.
    let abort = AbortOnDrop::new(AbortController::default());
    let mut response = match abort.signal() {
        Some(signal) => Fetch::Request(request).send_with_signal(&signal).await?,
        None => Fetch::Request(request).send().await?,
    };
    let header = |name: &str| response.headers().get(name).ok().flatten().unwrap_or_default();
    let mut answer = VisitAnswer {
        status: response.status_code(),
        content_type: header("content-type"),
        location: header("location"),
        etag: header("etag"),
        modified: header("last-modified"),
        body: None,
    };
    if !(200..=299).contains(&answer.status) {
        return Ok(answer);
    }
    let body = match gathered(response.stream(), bytes_max).await? {
        Some(body) if body.starts_with(&GZIP) => unpacked(body, bytes_max).await?,
        body => body,
    };
    // What is too long is not waited for.
    if body.is_some() {
        abort.disarm();
    }
    answer.body = body.map(|body| decoded(&answer.content_type, &body));
    Ok(answer)
}

/// What was packed as a file, as large sitemaps are. The bound holds for what comes out, too.
async fn unpacked(mut packed: Vec<u8>, bytes_max: usize) -> Result<Option<Vec<u8>>> {
    let packed = web_sys::Response::new_with_opt_u8_array(Some(&mut packed)).map_err(failed)?;
    let Some(stream) = packed.body() else { return Ok(Some(Vec::new())) };
    let unpacking = unpacking().map_err(failed)?;
    let plain = stream.pipe_through(unpacking.unchecked_ref::<ReadableWritablePair>());
    let plain = web_sys::Response::new_with_opt_readable_stream(Some(&plain)).map_err(failed)?;
    gathered(Response::from(plain).stream(), bytes_max).await
}

/// The platform's `DecompressionStream`, which `web-sys` counts as unsettled still.
fn unpacking() -> std::result::Result<JsValue, JsValue> {
    let maker = Reflect::get(&js_sys::global(), &JsValue::from_str("DecompressionStream"))?;
    Reflect::construct(maker.unchecked_ref::<Function>(), &Array::of1(&JsValue::from_str("gzip")))
}

/// The text of an answer, in the encoding that it names. What that does not know is read as UTF-8.
fn decoded(content_type: &str, body: &[u8]) -> String {
    TextDecoder::new_with_label(&charset(content_type, body))
        .and_then(|decoder| decoder.decode_with_u8_array(body))
        .unwrap_or_else(|_| String::from_utf8_lossy(body).into_owned())
}

fn failed(_: JsValue) -> Fault {
    Fault::internal("crawl.unpack")
}
