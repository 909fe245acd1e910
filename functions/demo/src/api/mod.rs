//! Serving the Commerce API: path to operation, operation to answer.

mod customers;
mod lines;
mod loyalty;
mod orders;
mod payment;
mod products;
mod query;
mod refunds;
mod returns;
mod sales;
mod subscriptions;

use edgewise::{
    base::{limits::BODY_BYTES_MAX, time::Timestamp},
    commerce::Capabilities,
};
use percent_encoding::percent_decode_str;
use query::{Body, Query};

use crate::{
    draft::Draft,
    idempotency::Answers,
    json,
    message::{StoreRequest, StoreResponse},
    people::COUNTRIES,
    problem::Problem,
    random::fingerprint,
    reason::{CANCEL_REASONS, RETURN_REASONS},
    shop::Shop,
};

/// Characters of an idempotency key.
const KEY_CHARS_MAX: usize = 255;

/// An accepted answer.
struct Reply {
    status: u16,
    body: String,
}

impl Reply {
    fn ok(resource: &impl serde::Serialize) -> Self {
        Self { status: 200, body: json::write(resource) }
    }

    fn created(resource: &impl serde::Serialize) -> Self {
        Self { status: 201, body: json::write(resource) }
    }
}

/// How an operation is carried out.
enum Handler {
    Read(fn(&Shop, &str, &Query) -> Result<Reply, Problem>),
    Write(&'static str, fn(&mut Draft<'_>, &str, &Body<'_>) -> Result<Reply, Problem>),
}

/// Serves one request.
pub(crate) fn serve(
    shop: &mut Shop,
    answers: &mut Answers,
    request: &StoreRequest,
    now: Timestamp,
) -> StoreResponse {
    match answer(shop, answers, request, now) {
        Ok(response) => response,
        Err(problem) => plain(problem.status(), problem.body()),
    }
}

fn answer(
    shop: &mut Shop,
    answers: &mut Answers,
    request: &StoreRequest,
    now: Timestamp,
) -> Result<StoreResponse, Problem> {
    let segments = segments(&request.path).ok_or_else(|| Problem::not_found("path"))?;
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    let (handler, id) = route(&segments).ok_or_else(|| Problem::not_found("path"))?;
    let wanted = match handler {
        Handler::Read(_) => "GET",
        Handler::Write(method, _) => method,
    };
    if request.method != wanted {
        return Err(Problem::method_not_allowed(wanted));
    }
    match handler {
        Handler::Read(read) => {
            let reply = read(shop, id, &Query::parse(&request.query))?;
            Ok(plain(reply.status, reply.body))
        }
        Handler::Write(_, write) => {
            let key = request.idempotency_key.as_deref().unwrap_or_default();
            if key.is_empty() || key.chars().count() > KEY_CHARS_MAX {
                let detail =
                    format!("Every change needs a key of 1 to {KEY_CHARS_MAX} characters.");
                return Err(Problem::invalid_header("Idempotency-Key", detail));
            }
            let path = segments.iter().map(|segment| segment.as_bytes());
            let print = fingerprint(path.chain([request.body.as_slice()]));
            if let Some(first) = answers.find(key, print)? {
                return Ok(plain(first.status, first.body.clone()));
            }
            let mut draft = Draft::new(shop, now, answers.next_sequence());
            let result = check_size(&request.body)
                .and_then(|()| write(&mut draft, id, &Body::new(&request.body)));
            let (reply, resources, mut changes, events) = match result {
                Ok(reply) => {
                    let ms = now.as_ms().to_be_bytes();
                    let event_print = fingerprint([key.as_bytes(), &print.to_be_bytes(), &ms]);
                    let (resources, changes, events) = draft.close(event_print);
                    (reply, Some(resources), changes, events)
                }
                Err(problem) => {
                    let reply = Reply { status: problem.status(), body: problem.body() };
                    (reply, None, Vec::new(), Vec::new())
                }
            };
            if let Some(resources) = resources {
                shop.lay_over(resources);
            }
            let Reply { status, body } = reply;
            changes.push(answers.remember(key.to_owned(), print, status, body.clone()));
            Ok(StoreResponse { changes, events, ..plain(status, body) })
        }
    }
}

/// Puts pieces of whatever is sold out of a product on the shelf.
pub(crate) fn deliver(
    shop: &mut Shop,
    product_id: &str,
    now: Timestamp,
    sequence: u64,
) -> StoreResponse {
    let mut draft = Draft::new(shop, now, sequence);
    match products::deliver(&mut draft, product_id) {
        Ok(reply) => {
            let ms = now.as_ms().to_be_bytes();
            let print = fingerprint([product_id.as_bytes(), &sequence.to_be_bytes(), &ms]);
            let (resources, changes, events) = draft.close(print);
            shop.lay_over(resources);
            StoreResponse { changes, events, ..plain(reply.status, reply.body) }
        }
        Err(problem) => plain(problem.status(), problem.body()),
    }
}

/// The operation of a path, and the id in it.
fn route<'a>(segments: &[&'a str]) -> Option<(Handler, &'a str)> {
    use Handler::{Read, Write};
    Some(match *segments {
        ["capabilities"] => (Read(capabilities), ""),
        ["customers"] => (Read(customers::find), ""),
        ["customers", id] => (Read(customers::read), id),
        ["customers", id, "default-address"] => (Write("PUT", customers::set_default_address), id),
        ["customers", id, "loyalty"] => (Read(loyalty::read), id),
        ["customers", id, "loyalty", "redemptions"] => (Write("POST", loyalty::redeem), id),
        ["customers", id, "orders"] => (Read(orders::list), id),
        ["customers", id, "subscriptions"] => (Read(subscriptions::list), id),
        ["checkouts"] => (Write("POST", sales::create_checkout), ""),
        ["discounts"] => (Write("POST", sales::create_discount), ""),
        ["orders", id] => (Read(orders::read), id),
        ["orders", id, "cancel"] => (Write("POST", orders::cancel), id),
        ["orders", id, "exchanges"] => (Write("POST", returns::create_exchange), id),
        ["orders", id, "line-changes"] => (Write("POST", lines::change), id),
        ["orders", id, "payment-method"] => (Write("PUT", orders::set_payment_method), id),
        ["orders", id, "refunds"] => (Write("POST", refunds::create_refund), id),
        ["orders", id, "replacements"] => (Write("POST", refunds::create_replacement), id),
        ["orders", id, "returns"] => (Write("POST", returns::create_return), id),
        ["orders", id, "shipping-address"] => (Write("PUT", orders::set_shipping_address), id),
        ["products"] => (Read(products::list), ""),
        ["products", id] => (Read(products::read), id),
        ["subscriptions", id] => (Read(subscriptions::read), id),
        ["subscriptions", id, "changes"] => (Write("POST", subscriptions::change), id),
        _ => return None,
    })
}

fn capabilities(_: &Shop, _: &str, _: &Query) -> Result<Reply, Problem> {
    let owned = |list: &[&str]| list.iter().map(|entry| (*entry).to_owned()).collect();
    Ok(Reply::ok(&Capabilities {
        operations: owned(OPERATIONS),
        cancel_reasons: owned(CANCEL_REASONS),
        return_reasons: owned(RETURN_REASONS),
        currency: Some("USD".to_owned()),
        countries: COUNTRIES.iter().map(|country| country.code.to_owned()).collect(),
    }))
}

const OPERATIONS: &[&str] = &[
    "cancelOrder",
    "changeLines",
    "changeSubscription",
    "createCheckout",
    "createDiscount",
    "createExchange",
    "createRefund",
    "createReplacement",
    "createReturn",
    "findCustomers",
    "getCapabilities",
    "getCustomer",
    "getLoyalty",
    "getOrder",
    "getProduct",
    "getSubscription",
    "listOrders",
    "listProducts",
    "listSubscriptions",
    "redeemReward",
    "setDefaultAddress",
    "setPaymentMethod",
    "setShippingAddress",
];

fn segments(path: &str) -> Option<Vec<String>> {
    let path = path.strip_prefix('/')?;
    path.split('/')
        .map(|segment| percent_decode_str(segment).decode_utf8().ok().map(Into::into))
        .collect()
}

fn check_size(body: &[u8]) -> Result<(), Problem> {
    if body.len() > BODY_BYTES_MAX {
        let detail = format!("The body must not have more than {BODY_BYTES_MAX} bytes.");
        return Err(Problem::invalid("", detail));
    }
    Ok(())
}

const fn plain(status: u16, body: String) -> StoreResponse {
    StoreResponse {
        status,
        retry_after_seconds: None,
        body,
        changes: Vec::new(),
        events: Vec::new(),
    }
}
