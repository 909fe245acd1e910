//! The connector of any backend that serves the Commerce API (`commerce-api.yaml`, version 1).

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, de::DeserializeOwned};

use super::{ShopRequest, ShopResponse, Verdict};
use crate::{
    base::{id::CallId, limits::PROFILE_ORDERS_MAX},
    commerce::{
        Action, Answer, Call, Capabilities, Customer, Order, OrderList, Read, ShopFault,
        ShopResult, call::ReadWhat,
    },
};

/// The request that performs `call`.
#[must_use]
pub fn request(call: &Call, id: &CallId) -> ShopRequest {
    match call {
        Call::Act(action) => act_request(action, id),
        Call::Read(read) => {
            ShopRequest { method: "GET", path: read_path(read), body: None, idempotency_key: None }
        }
    }
}

/// What a response to `call` means.
///
/// 429 and 5xx are worth another try (an action repeats under the same idempotency key). A change
/// whose answer cannot be read is [`ShopFault::Unknown`], never a failure: it may have happened.
#[must_use]
pub fn interpret(call: &Call, response: &ShopResponse) -> Verdict {
    match response.status {
        200..=299 => match read_body(call, &response.body) {
            Err(ShopFault::Malformed { .. }) if matches!(call, Call::Act(_)) => {
                Verdict::Final(Err(ShopFault::Unknown))
            }
            result => Verdict::Final(result),
        },
        // A customer whom the shop does not know has no orders there.
        404 if lists_orders(call) => {
            Verdict::Final(Ok(Answer::Orders(OrderList { orders: Vec::new(), more: false })))
        }
        404 => Verdict::Final(Err(ShopFault::NotFound)),
        429 => Verdict::Retry {
            after_ms: response.retry_after_ms.unwrap_or(DEFAULT_RETRY_MS),
            fault: ShopFault::RateLimited,
        },
        400..=499 | 501 => Verdict::Final(Err(refusal(&response.body))),
        _ => Verdict::Retry {
            after_ms: response.retry_after_ms.unwrap_or(DEFAULT_RETRY_MS),
            fault: match call {
                Call::Act(_) => ShopFault::Unknown,
                Call::Read(_) => ShopFault::Unavailable,
            },
        },
    }
}

fn lists_orders(call: &Call) -> bool {
    matches!(call, Call::Read(read) if *read.what() == ReadWhat::Orders)
}

fn act_request(action: &Action, id: &CallId) -> ShopRequest {
    match action {
        Action::CancelOrder(cancel) => ShopRequest {
            method: "POST",
            path: format!("/orders/{}/cancel", segment(action.order_id().as_str())),
            body: Some(serde_json::json!({ "reason": cancel.reason() }).to_string()),
            idempotency_key: Some(id.to_string()),
        },
    }
}

fn read_path(read: &Read) -> String {
    let customer = segment(read.customer_id().as_str());
    match read.what() {
        ReadWhat::Capabilities => "/capabilities".to_owned(),
        ReadWhat::Customer => format!("/customers/{customer}"),
        ReadWhat::Order(order_id) => format!("/orders/{}", segment(order_id.as_str())),
        ReadWhat::Orders => format!("/customers/{customer}/orders?limit={PROFILE_ORDERS_MAX}"),
    }
}

fn read_body(call: &Call, body: &[u8]) -> ShopResult {
    match call {
        Call::Act(action) => {
            let order: Order = parse(body)?;
            if order.customer_id == *action.customer_id() {
                Ok(Answer::Order(Box::new(order)))
            } else {
                Err(ShopFault::Malformed { reason: "another customer's order".to_owned() })
            }
        }
        Call::Read(read) => match read.what() {
            ReadWhat::Capabilities => parse::<Capabilities>(body).map(Answer::Capabilities),
            ReadWhat::Customer => {
                let customer: Customer = parse(body)?;
                if customer.id == *read.customer_id() {
                    Ok(Answer::Customer(Box::new(customer)))
                } else {
                    Err(ShopFault::NotFound)
                }
            }
            ReadWhat::Order(_) => {
                let order: Order = parse(body)?;
                // Somebody else's order does not exist for this customer.
                if order.customer_id == *read.customer_id() {
                    Ok(Answer::Order(Box::new(order)))
                } else {
                    Err(ShopFault::NotFound)
                }
            }
            ReadWhat::Orders => {
                let mut page: OrderPage = parse(body)?;
                page.items.retain(|order| order.customer_id == *read.customer_id());
                let more = page.next_cursor.is_some();
                Ok(Answer::Orders(OrderList { orders: page.items, more }))
            }
        },
    }
}

#[derive(Deserialize)]
struct OrderPage {
    items: Vec<Order>,
    #[serde(default)]
    next_cursor: Option<String>,
}

#[derive(Deserialize)]
struct Problem {
    #[serde(default)]
    code: Option<String>,
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, ShopFault> {
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    serde_path_to_error::deserialize(&mut deserializer).map_err(|error| ShopFault::Malformed {
        // The path and the kind of fault only: the value may be somebody's address.
        reason: format!("{:?} at `{}`", error.inner().classify(), error.path()),
    })
}

fn refusal(body: &[u8]) -> ShopFault {
    let code = serde_json::from_slice::<Problem>(body).ok().and_then(|problem| problem.code);
    match code.as_deref() {
        Some("not_found") => ShopFault::NotFound,
        Some(code) if is_code(code) => ShopFault::Refused { code: code.to_owned() },
        _ => ShopFault::Refused { code: "invalid".to_owned() },
    }
}

fn is_code(code: &str) -> bool {
    code.len() <= 60 && code.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
}

fn segment(id: &str) -> String {
    utf8_percent_encode(id, SEGMENT).to_string()
}

const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Milliseconds before another try where the shop names none.
const DEFAULT_RETRY_MS: u32 = 200;
