//! The connector of any backend that serves the Commerce API (`commerce-api.yaml`, version 1).

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::json;

use super::{ShopRequest, ShopResponse, Verdict};
use crate::{
    base::{
        id::{CallId, CustomerId, OrderId},
        json,
        limits::{PROFILE_ORDERS_MAX, PROFILE_SUBSCRIPTIONS_MAX},
    },
    commerce::{
        Action, Answer, Call, Capabilities, Change, Checkout, Customer, Loyalty, Order, OrderList,
        Product, Read, ShopFault, ShopResult, Subscription, Target, call::ReadWhat,
    },
    identity::{Lookup, LookupBy},
};

/// The request that performs `call`.
#[must_use]
pub fn request(call: &Call, id: &CallId) -> ShopRequest {
    match call {
        // What is ours is no shop's to change: whoever asks it changes nothing.
        Call::Act(action) if action.is_own() || call.service().is_some() => get("/".to_owned()),
        Call::Act(action) => act_request(action, id),
        // What a service of the merchant's own does is no shop's to do.
        Call::Ask(_) => get("/".to_owned()),
        // The shop knows no codes, counts nothing and searches no pages: whoever asks it gets what a
        // wrong code gets.
        Call::CheckCode(_) | Call::Count(_) | Call::Search(_) | Call::Understand(_) => {
            get("/".to_owned())
        }
        Call::Identify(lookup) => get(lookup_path(lookup)),
        Call::Read(read) => read_request(read, id),
    }
}

fn read_request(read: &Read, id: &CallId) -> ShopRequest {
    let ReadWhat::Quote { lines, code } = read.what() else { return get(read_path(read)) };
    let mut body = json!({ "customer_id": read.customer_id(), "lines": lines });
    if let (Some(code), Some(fields)) = (code, body.as_object_mut()) {
        fields.insert("discount_code".to_owned(), json!(code));
    }
    let (body, key) = (Some(body.to_string()), Some(id.to_string()));
    ShopRequest { method: "POST", path: "/checkouts".to_owned(), body, idempotency_key: key }
}

const fn get(path: String) -> ShopRequest {
    ShopRequest { method: "GET", path, body: None, idempotency_key: None }
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
        404 if lists_subscriptions(call) => Verdict::Final(Ok(Answer::Subscriptions(Vec::new()))),
        404 => Verdict::Final(Err(ShopFault::NotFound)),
        429 => Verdict::Retry {
            after_ms: response.retry_after_ms.unwrap_or(DEFAULT_RETRY_MS),
            fault: ShopFault::RateLimited,
        },
        400..=499 | 501 => Verdict::Final(Err(refusal(&response.body))),
        _ => Verdict::Retry {
            after_ms: response.retry_after_ms.unwrap_or(DEFAULT_RETRY_MS),
            fault: call.unheard(ShopFault::Unavailable),
        },
    }
}

fn lists_orders(call: &Call) -> bool {
    matches!(call, Call::Read(read) if *read.what() == ReadWhat::Orders)
}

fn lists_subscriptions(call: &Call) -> bool {
    matches!(call, Call::Read(read) if *read.what() == ReadWhat::Subscriptions)
}

fn act_request(action: &Action, id: &CallId) -> ShopRequest {
    let of =
        |order_id: &OrderId, what: &str| format!("/orders/{}/{what}", segment(order_id.as_str()));
    let (method, path, body) = match action.change() {
        Change::AdjustPrice { order_id, line_ids, amount } => {
            let reason = "price_adjustment";
            let body = json!({ "line_ids": line_ids, "amount": amount, "reason": reason });
            ("POST", of(order_id, "refunds"), body)
        }
        Change::CancelOrder { order_id, reason } => {
            ("POST", of(order_id, "cancel"), json!({ "reason": reason }))
        }
        Change::ChangeLines { order_id, swaps, settle_with } => {
            let body = json!({ "changes": swaps, "settle_with": settle_with });
            ("POST", of(order_id, "line-changes"), body)
        }
        Change::Checkout { lines } => {
            let body = json!({ "customer_id": action.customer_id(), "lines": lines });
            ("POST", "/checkouts".to_owned(), body)
        }
        Change::Discount { percent, reason, expires_at } => {
            let customer = action.customer_id();
            let mut body = json!({ "customer_id": customer, "percent": percent, "reason": reason });
            if let (Some(at), Some(fields)) = (expires_at, body.as_object_mut()) {
                fields.insert("expires_at".to_owned(), json!(at));
            }
            ("POST", "/discounts".to_owned(), body)
        }
        Change::Exchange { order_id, swaps, settle_with } => {
            let body = json!({ "lines": swaps, "settle_with": settle_with });
            ("POST", of(order_id, "exchanges"), body)
        }
        Change::RedeemReward { reward_id, .. } => {
            let customer = segment(action.customer_id().as_str());
            let path = format!("/customers/{customer}/loyalty/redemptions");
            ("POST", path, json!({ "reward_id": reward_id }))
        }
        Change::Refund { order_id, line_ids, amount, reason, refund_to } => {
            let mut body = json!({ "line_ids": line_ids, "amount": amount, "reason": reason });
            if let (Some(to), Some(fields)) = (refund_to, body.as_object_mut()) {
                fields.insert("refund_to".to_owned(), json!(to));
            }
            ("POST", of(order_id, "refunds"), body)
        }
        Change::Replace { order_id, line_ids, reason } => {
            let body = json!({ "line_ids": line_ids, "reason": reason });
            ("POST", of(order_id, "replacements"), body)
        }
        // None of these is the shop's to do: see `request`.
        Change::Custom(_)
        | Change::RequestPrivacy { .. }
        | Change::SetConsent { .. }
        | Change::WatchStock { .. } => ("GET", "/".to_owned(), json!({})),
        Change::Return { order_id, lines, refund_to } => {
            let body = json!({ "lines": lines, "refund_to": refund_to });
            ("POST", of(order_id, "returns"), body)
        }
        Change::SetDefaultAddress { address } => {
            let customer = segment(action.customer_id().as_str());
            ("PUT", format!("/customers/{customer}/default-address"), json!(address))
        }
        Change::SetPaymentMethod { order_id, payment_method_id } => {
            let body = json!({ "payment_method_id": payment_method_id });
            ("PUT", of(order_id, "payment-method"), body)
        }
        Change::SetShippingAddress { order_id, address } => {
            ("PUT", of(order_id, "shipping-address"), json!(address))
        }
        Change::Subscription { subscription_id, step } => {
            let id = segment(subscription_id.as_str());
            ("POST", format!("/subscriptions/{id}/changes"), json!(step))
        }
    };
    let (body, key) = (Some(body.to_string()), Some(id.to_string()));
    ShopRequest { method, path, body, idempotency_key: key }
}

fn read_path(read: &Read) -> String {
    let customer = segment(read.customer_id().map_or("", CustomerId::as_str));
    match read.what() {
        ReadWhat::Capabilities => "/capabilities".to_owned(),
        ReadWhat::Customer => format!("/customers/{customer}"),
        ReadWhat::Loyalty => format!("/customers/{customer}/loyalty"),
        ReadWhat::Order(order_id) => format!("/orders/{}", segment(order_id.as_str())),
        ReadWhat::Orders => format!("/customers/{customer}/orders?limit={PROFILE_ORDERS_MAX}"),
        ReadWhat::Product(product_id) => format!("/products/{}", segment(product_id.as_str())),
        ReadWhat::Quote { .. } => "/checkouts".to_owned(),
        ReadWhat::Products(query) => {
            format!("/products?limit={PRODUCTS_MAX}&query={}", segment(query))
        }
        ReadWhat::Subscription(subscription_id) => {
            format!("/subscriptions/{}", segment(subscription_id.as_str()))
        }
        ReadWhat::Subscriptions => format!("/customers/{customer}/subscriptions"),
    }
}

fn lookup_path(lookup: &Lookup) -> String {
    match lookup.by() {
        LookupBy::Email(email) => format!("/customers?email={}", segment(email.expose())),
        LookupBy::Phone(phone) => format!("/customers?phone={}", segment(phone.expose())),
        LookupBy::Name { first_name, last_name, zip } => format!(
            "/customers?first_name={}&last_name={}&zip={}",
            segment(first_name.expose()),
            segment(last_name.expose()),
            segment(zip.expose()),
        ),
    }
}

fn read_body(call: &Call, body: &[u8]) -> ShopResult {
    match call {
        Call::CheckCode(_) => Ok(Answer::CodeChecked { right: false }),
        Call::Ask(_) | Call::Count(_) | Call::Search(_) | Call::Understand(_) => {
            Err(ShopFault::Unavailable)
        }
        Call::Identify(_) => {
            let page: CustomerPage = parse(body)?;
            Ok(Answer::Found(page.items))
        }
        Call::Act(action) => {
            let theirs = match action.target() {
                Target::Checkout => Some(Answer::Checkout(parse(body)?)),
                Target::Customer => {
                    let customer: Customer = parse(body)?;
                    (customer.id == *action.customer_id())
                        .then(|| Answer::Customer(customer.into()))
                }
                Target::Discount => Some(Answer::Discount(parse(body)?)),
                Target::Own(_) | Target::Service(_) => None,
                Target::Loyalty => Some(Answer::Loyalty(parse(body)?)),
                Target::Order(_) => {
                    let order: Order = parse(body)?;
                    (order.customer_id == *action.customer_id())
                        .then(|| Answer::Order(order.into()))
                }
                Target::Subscription(_) => {
                    let held: Subscription = parse(body)?;
                    (held.customer_id == *action.customer_id())
                        .then(|| Answer::Subscription(held.into()))
                }
            };
            theirs.ok_or_else(|| ShopFault::Malformed { reason: "another customer's".to_owned() })
        }
        Call::Read(read) => match read.what() {
            ReadWhat::Capabilities => parse::<Capabilities>(body).map(Answer::Capabilities),
            ReadWhat::Customer => {
                let customer: Customer = parse(body)?;
                if Some(&customer.id) == read.customer_id() {
                    Ok(Answer::Customer(Box::new(customer)))
                } else {
                    Err(ShopFault::NotFound)
                }
            }
            ReadWhat::Loyalty => parse::<Loyalty>(body).map(|it| Answer::Loyalty(it.into())),
            ReadWhat::Order(_) => {
                let order: Order = parse(body)?;
                // Somebody else's order does not exist for this customer.
                if Some(&order.customer_id) == read.customer_id() {
                    Ok(Answer::Order(Box::new(order)))
                } else {
                    Err(ShopFault::NotFound)
                }
            }
            ReadWhat::Orders => {
                let mut page: OrderPage = parse(body)?;
                page.items.retain(|order| Some(&order.customer_id) == read.customer_id());
                let more = page.next_cursor.is_some();
                Ok(Answer::Orders(OrderList { orders: page.items, more }))
            }
            ReadWhat::Product(_) => parse::<Product>(body).map(|it| Answer::Product(it.into())),
            ReadWhat::Quote { .. } => parse::<Checkout>(body).map(Answer::Checkout),
            ReadWhat::Products(_) => {
                let page: ProductPage = parse(body)?;
                Ok(Answer::Products(page.items))
            }
            ReadWhat::Subscription(_) => {
                let held: Subscription = parse(body)?;
                if Some(&held.customer_id) == read.customer_id() {
                    Ok(Answer::Subscription(held.into()))
                } else {
                    Err(ShopFault::NotFound)
                }
            }
            ReadWhat::Subscriptions => {
                let mut page: SubscriptionPage = parse(body)?;
                page.items.retain(|held| Some(&held.customer_id) == read.customer_id());
                page.items.truncate(PROFILE_SUBSCRIPTIONS_MAX);
                Ok(Answer::Subscriptions(page.items))
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
struct CustomerPage {
    items: Vec<Customer>,
}

#[derive(Deserialize)]
struct ProductPage {
    items: Vec<Product>,
}

#[derive(Deserialize)]
struct SubscriptionPage {
    items: Vec<Subscription>,
}

#[derive(Deserialize)]
struct Problem {
    #[serde(default)]
    code: Option<String>,
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, ShopFault> {
    json::read_bytes(body).map_err(|fault| ShopFault::Malformed {
        // The place and the kind of fault only: the value may be somebody's address.
        reason: format!("{} at `{}`", fault.code(), fault.pointer()),
    })
}

fn refusal(body: &[u8]) -> ShopFault {
    let code = json::read_bytes::<Problem>(body).ok().and_then(|problem| problem.code);
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

/// Products that one question may bring.
const PRODUCTS_MAX: usize = 100;

/// Milliseconds before another try where the shop names none.
const DEFAULT_RETRY_MS: u32 = 200;
