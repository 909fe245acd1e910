//! A scripted shop that speaks the Commerce API: it holds what a scenario gives it, follows the
//! contract's rules, and misbehaves where told to.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::whole::{field, list, merge, set, text, variant};
use crate::{
    base::{
        id::CallId,
        json,
        money::Money,
        time::{DAY_MS, Timestamp},
    },
    commerce::{
        Answer, AnsweredCall, Call, PendingCall, ShopFault, ShopResult,
        connector::{ShopRequest, ShopResponse, Verdict, commerce_api},
    },
};

/// What the shop holds and was asked.
#[derive(Clone, Debug, Default)]
pub(super) struct Shop {
    pub(super) orders: Vec<Value>,
    pub(super) customers: Vec<Value>,
    pub(super) products: Vec<Value>,
    pub(super) subscriptions: Vec<Value>,
    /// Codes: what each takes off in hundredths, or with what it is refused.
    pub(super) codes: BTreeMap<String, Value>,
    /// The points of the signed-in customer; no account where it is `null`.
    pub(super) loyalty: Value,
    /// Why an order may be cancelled.
    pub(super) cancel_reasons: Vec<String>,
    /// What it answers instead of the truth, by call, or by call and order number.
    pub(super) instead: BTreeMap<String, Value>,
    /// The calls of this turn, for example `GET orders`.
    pub(super) calls: Vec<String>,
    /// Keys of changes that were made: none is made twice.
    pub(super) keys: Vec<String>,
    /// Keys that were used twice.
    pub(super) repeated: Vec<String>,
}

type Told = (u16, Value);

impl Shop {
    pub(super) fn perform(&mut self, pending: PendingCall, now: Timestamp) -> AnsweredCall {
        let request = commerce_api::request(&pending.call, &pending.id);
        let name = name_of(&request);
        self.calls.push(name.clone());
        let result = self.result(&pending.call, &request, &name, now);
        AnsweredCall { id: pending.id, call: pending.call, result, answered_at: now, waited_ms: 0 }
    }

    /// What has become of orders meanwhile, by number.
    pub(super) fn become_of(&mut self, orders: &BTreeMap<String, Value>) {
        for order in &mut self.orders {
            if let Some(over) = orders.get(text(order, "number")) {
                merge(order, &over.clone());
            }
        }
    }

    fn result(
        &mut self,
        call: &Call,
        request: &ShopRequest,
        name: &str,
        now: Timestamp,
    ) -> ShopResult {
        let late = call.unheard(ShopFault::TimedOut);
        let (status, body) = match self.told_instead(request, name) {
            None => self.truth(request, now),
            Some(Value::String(how)) if how == "timed_out" => return Err(late),
            Some(Value::String(how)) if how == "lost" => {
                self.truth(request, now);
                return Err(late);
            }
            Some(Value::String(code)) => refused(&code),
            Some(Value::Number(status)) => {
                let status = status.as_u64().and_then(|status| u16::try_from(status).ok());
                (status.unwrap_or(500), json!({ "code": "not_allowed" }))
            }
            Some(body) => (200, body),
        };
        let response =
            ShopResponse { status, retry_after_ms: None, body: body.to_string().into_bytes() };
        match commerce_api::interpret(call, &response) {
            // The tries of the functions are over.
            Verdict::Final(result) => result,
            Verdict::Retry { fault, .. } => Err(fault),
        }
    }

    /// What it is to answer instead of the truth; of a list the next, until the last is left.
    fn told_instead(&mut self, request: &ShopRequest, name: &str) -> Option<Value> {
        let of_order = format!("{name} {}", self.number_of(request));
        self.next_told(if self.instead.contains_key(&of_order) { &of_order } else { name })
    }

    fn next_told(&mut self, key: &str) -> Option<Value> {
        let told = self.instead.get_mut(key)?;
        let Some(answers) = told.as_array_mut() else { return Some(told.clone()) };
        if answers.len() > 1 { Some(answers.remove(0)) } else { answers.first().cloned() }
    }

    /// What a search of the pages found, where the scenario says so: `search` among what is answered
    /// instead of the truth.
    pub(super) fn found(&mut self, call: &Call) -> Option<Answer> {
        let Call::Search(_) = call else { return None };
        let told = self.next_told(SEARCH)?;
        json::read_value(field(&told, "items")).ok().map(Answer::Passages)
    }

    /// What a language model answers, where the scenario says so: `model` among what is answered instead of
    /// the truth. There is none in the lab, so else it is not available.
    pub(super) fn proposed(&mut self, call: &Call) -> Option<ShopResult> {
        let Call::Understand(_) = call else { return None };
        let told = self.next_told(MODEL).unwrap_or_default();
        let wishes = json::read_value(field(&told, "wishes")).map(Answer::Wishes);
        Some(wishes.map_err(|_| ShopFault::Unavailable))
    }

    /// The number of the order that a call is about.
    fn number_of(&self, request: &ShopRequest) -> &str {
        let on = |order: &&Value| {
            let id = text(order, "id");
            request.path.split(['/', '?']).any(|part| decoded(part) == id)
        };
        self.orders.iter().find(on).map_or("", |order| text(order, "number"))
    }

    fn truth(&mut self, request: &ShopRequest, now: Timestamp) -> Told {
        let (path, query) = request.path.split_once('?').unwrap_or((&request.path, ""));
        let parts: Vec<String> = path.split('/').skip(1).map(decoded).collect();
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let body: Value =
            request.body.as_deref().and_then(|body| json::read(body).ok()).unwrap_or_default();
        if let Some(key) = &request.idempotency_key {
            if self.keys.contains(key) {
                self.repeated.push(key.clone());
            }
            self.keys.push(key.clone());
        }
        match (request.method, parts.as_slice()) {
            ("GET", ["capabilities"]) => {
                let operations = json!(["createRefund", "createReplacement"]);
                let reasons = json!(self.cancel_reasons);
                (200, json!({ "operations": operations, "cancel_reasons": reasons }))
            }
            ("GET", ["customers"]) => (200, json!({ "items": self.customers_like(query) })),
            ("GET", ["customers", id]) => one(by_id(&self.customers, id)),
            ("GET", ["customers", id, "orders"]) => {
                (200, json!({ "items": of_customer(&self.orders, id), "next_cursor": null }))
            }
            ("GET", ["customers", _, "loyalty"]) => {
                one(Some(&self.loyalty).filter(|account| !account.is_null()))
            }
            ("POST", ["customers", _, "loyalty", "redemptions"]) => self.redeem(&body, now),
            ("PUT", ["customers", id, "default-address"]) => {
                match self.customers.iter_mut().find(|held| text(held, "id") == *id) {
                    Some(customer) => {
                        set(customer, "default_address", body);
                        (200, customer.clone())
                    }
                    None => unknown(),
                }
            }
            ("GET", ["products"]) => (200, json!({ "items": self.products_like(query) })),
            ("GET", ["products", id]) => one(by_id(&self.products, id)),
            ("GET", ["customers", id, "subscriptions"]) => {
                (200, json!({ "items": of_customer(&self.subscriptions, id) }))
            }
            ("GET", ["subscriptions", id]) => one(by_id(&self.subscriptions, id)),
            ("POST", ["subscriptions", id, "changes"]) => self.change_subscription(id, &body, now),
            ("GET", ["orders", id]) => one(by_id(&self.orders, id)),
            ("POST", ["checkouts"]) => self.checkout(&body),
            ("POST", ["discounts"]) => {
                let percent = field(&body, "percent");
                let code = format!("FERN{percent}");
                let expires_at = field(&body, "expires_at");
                (201, json!({ "code": code, "percent": percent, "expires_at": expires_at }))
            }
            (_, ["orders", id, what]) => self.change(id, what, &body, now),
            _ => unknown(),
        }
    }

    /// Takes the points that a reward costs, where there are enough.
    fn redeem(&mut self, body: &Value, now: Timestamp) -> Told {
        let wanted = text(body, "reward_id");
        let reward = list(&self.loyalty, "rewards").iter().find(|it| text(it, "id") == wanted);
        let Some(reward) = reward.cloned() else { return unknown() };
        let whole = |value: &Value, name: &str| value.get(name).and_then(Value::as_i64);
        let points = whole(&self.loyalty, "points").unwrap_or_default();
        let cost = whole(&reward, "cost").unwrap_or_default();
        if points < cost {
            return refused("insufficient_balance");
        }
        let reason = format!("Redeemed: {}, code TEA-77", text(&reward, "title"));
        let delta = cost.saturating_neg();
        let entry = json!({ "id": "new", "at": now, "delta": delta, "reason": reason });
        set(&mut self.loyalty, "points", json!(points.saturating_sub(cost)));
        let history: Vec<Value> =
            std::iter::once(entry).chain(list(&self.loyalty, "history").iter().cloned()).collect();
        set(&mut self.loyalty, "history", json!(history));
        (201, self.loyalty.clone())
    }

    /// A cart at today's prices, with a code taken off.
    fn checkout(&self, body: &Value) -> Told {
        let mut total: Option<Money> = None;
        for line in list(body, "lines") {
            let Some((_, variant)) = variant(&self.products, text(line, "variant_id")) else {
                return unknown();
            };
            if variant.get("available") == Some(&Value::Bool(false)) {
                return refused("out_of_stock");
            }
            let quantity = line.get("quantity").and_then(Value::as_u64).unwrap_or(1);
            let price: Option<Money> = json::read_value(field(variant, "price")).ok();
            let cost = price.and_then(|price| price.times(u32::try_from(quantity).ok()?).ok());
            let sum = cost.and_then(|cost| total.map_or(Some(cost), |sum| sum.plus(cost).ok()));
            let Some(sum) = sum else { return invalid() };
            total = Some(sum);
        }
        let Some(mut total) = total else { return invalid() };
        match body.get("discount_code").and_then(Value::as_str).map(|code| self.codes.get(code)) {
            None => {}
            Some(Some(Value::Number(percent))) => {
                let left = 100_i64.saturating_sub(percent.as_i64().unwrap_or_default());
                // Rounded half up, as shops do.
                let minor = total.minor().saturating_mul(left).saturating_add(50) / 100;
                total = Money::from_minor(minor, total.currency());
            }
            Some(Some(how)) => return refused(how.as_str().unwrap_or("invalid")),
            Some(None) => return invalid(),
        }
        (201, json!({ "id": "co_1", "url": "https://shop.example/cart/co_1", "total": total }))
    }

    /// A repeated delivery as the contract has it changed.
    fn change_subscription(&mut self, id: &str, body: &Value, now: Timestamp) -> Told {
        let Some(held) = self.subscriptions.iter_mut().find(|held| text(held, "id") == id) else {
            return unknown();
        };
        let (kind, status) = (text(body, "kind"), text(held, "status").to_owned());
        let allowed = match kind {
            "pause" | "set_next_charge" | "skip_next" => status == "active",
            "resume" => status == "paused",
            _ => status != "cancelled",
        };
        if !allowed {
            return refused("not_allowed");
        }
        let days = held.get("interval_days").and_then(Value::as_i64).unwrap_or_default();
        let later = |from: &str| {
            let from = Timestamp::parse(from).unwrap_or(now);
            json!(from.plus_ms(days.saturating_mul(DAY_MS)))
        };
        match kind {
            "cancel" => {
                set(held, "status", json!("cancelled"));
                set(held, "next_charge_at", Value::Null);
            }
            "pause" => {
                set(held, "status", json!("paused"));
                set(held, "resume_at", field(body, "resume_at"));
                set(held, "next_charge_at", Value::Null);
            }
            "resume" => {
                set(held, "status", json!("active"));
                set(held, "resume_at", Value::Null);
                let wanted = field(body, "next_charge_at");
                let next = if wanted.is_null() { later("") } else { wanted };
                set(held, "next_charge_at", next);
            }
            "set_interval" => set(held, "interval_days", field(body, "interval_days")),
            "set_quantity" => set(held, "quantity", field(body, "quantity")),
            "set_next_charge" => set(held, "next_charge_at", field(body, "next_charge_at")),
            "skip_next" => {
                let next = later(text(held, "next_charge_at"));
                set(held, "next_charge_at", next);
            }
            "swap" => {
                let Some((product, variant)) = variant(&self.products, text(body, "variant_id"))
                else {
                    return unknown();
                };
                let options = variant.get("options").and_then(Value::as_object);
                let options: Vec<&str> =
                    options.into_iter().flatten().filter_map(|(_, it)| it.as_str()).collect();
                let title = format!("{}, {}", text(product, "title"), options.join(", "));
                set(held, "title", json!(title));
                set(held, "variant_id", field(variant, "id"));
                set(held, "price", field(variant, "price"));
            }
            _ => return invalid(),
        }
        (200, held.clone())
    }

    /// Products with a word of the question in their name, text, category or labels.
    fn products_like(&self, query: &str) -> Vec<&Value> {
        let word = decoded(query.rsplit("query=").next().unwrap_or_default()).to_lowercase();
        let fits = |product: &&Value| {
            let says = |name: &str| text(product, name).to_lowercase().contains(&word);
            says("title")
                || says("description")
                || says("product_type")
                || field(product, "tags").to_string().to_lowercase().contains(&word)
        };
        self.products.iter().filter(fits).collect()
    }

    fn customers_like(&self, query: &str) -> Vec<&Value> {
        let asked: Vec<(&str, String)> = query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| (name, decoded(value).to_lowercase()))
            .collect();
        let held = |customer: &Value, name: &str| match name {
            "zip" => text(&field(customer, "default_address"), "zip").to_lowercase(),
            _ => text(customer, name).to_lowercase(),
        };
        let fits =
            |customer: &&Value| asked.iter().all(|(name, value)| held(customer, name) == *value);
        self.customers.iter().filter(fits).collect()
    }

    fn change(&mut self, id: &str, what: &str, body: &Value, now: Timestamp) -> Told {
        let products = &self.products;
        let Some(order) = self.orders.iter_mut().find(|order| text(order, "id") == id) else {
            return unknown();
        };
        let status = text(order, "status").to_owned();
        let allowed = match what {
            "cancel" | "line-changes" => status == "pending",
            "shipping-address" | "payment-method" => status.starts_with("pending"),
            "returns" | "exchanges" => status == "delivered",
            _ => true,
        };
        if !allowed {
            return refused("not_allowed");
        }
        let total = field(order, "total");
        match what {
            "cancel" => {
                set(order, "status", json!("cancelled"));
                push(order, "payments", json!({ "kind": "refund", "amount": total }));
            }
            "shipping-address" => set(order, "shipping_address", body.clone()),
            "payment-method" => {
                let method = field(body, "payment_method_id");
                let paid =
                    json!({ "kind": "payment", "amount": total, "payment_method_id": method });
                push(order, "payments", paid);
            }
            "line-changes" => {
                for swap in list(body, "changes") {
                    swapped(order, swap, products);
                }
                set(order, "status", json!("pending_modified"));
            }
            "exchanges" => {
                let held = json!({ "lines": field(body, "lines"), "status": "requested" });
                push(order, "exchanges", held);
                set(order, "status", json!("exchange_requested"));
            }
            "returns" => {
                let held = json!({
                    "lines": field(body, "lines"),
                    "refund_to": field(body, "refund_to"),
                    "status": "requested",
                    "label_url": "https://labels.example/1",
                });
                push(order, "returns", held);
                set(order, "status", json!("return_requested"));
            }
            "refunds" => {
                let held = json!({ "kind": "refund", "amount": field(body, "amount") });
                push(order, "payments", held);
            }
            "replacements" => {
                let lines = field(body, "line_ids");
                let parcel = json!({ "status": "label_created", "line_ids": lines });
                push(order, "fulfillments", parcel);
            }
            _ => return unknown(),
        }
        set(order, "updated_at", json!(now));
        (200, order.clone())
    }
}

fn by_id<'a>(held: &'a [Value], id: &str) -> Option<&'a Value> {
    held.iter().find(|it| text(it, "id") == id)
}

fn of_customer<'a>(held: &'a [Value], id: &str) -> Vec<&'a Value> {
    held.iter().filter(|it| text(it, "customer_id") == id).collect()
}

fn one(value: Option<&Value>) -> Told {
    value.map_or_else(unknown, |value| (200, value.clone()))
}

fn unknown() -> Told {
    (404, json!({ "code": "not_found" }))
}

fn invalid() -> Told {
    (422, json!({ "code": "invalid" }))
}

fn refused(code: &str) -> Told {
    (409, json!({ "code": code }))
}

fn push(order: &mut Value, name: &str, entry: Value) {
    let entries: Vec<Value> =
        list(order, name).iter().cloned().chain(std::iter::once(entry)).collect();
    set(order, name, json!(entries));
}

fn swapped(order: &mut Value, swap: &Value, products: &[Value]) {
    let Some((_, variant)) = variant(products, text(swap, "variant_id")) else { return };
    let lines = order.get_mut("lines").and_then(Value::as_array_mut);
    let line = lines
        .and_then(|lines| lines.iter_mut().find(|line| text(line, "id") == text(swap, "line_id")));
    if let Some(line) = line {
        set(line, "variant_id", field(variant, "id"));
        set(line, "options", field(variant, "options"));
        set(line, "unit_price", field(variant, "price"));
    }
}

/// What a search of the pages is called among what is answered instead of the truth.
const SEARCH: &str = "search";

/// What a language model's answer is called among what is answered instead of the truth.
const MODEL: &str = "model";

/// What a call is called among what is answered instead of the truth; nothing where it is answered by
/// neither the shop, its pages nor a language model.
pub(in crate::lab) fn name_of_call(call: &Call, id: &CallId) -> Option<String> {
    let own = matches!(call, Call::Act(action) if action.is_own());
    if own || call.service().is_some() {
        return None;
    }
    match call {
        Call::Act(_) | Call::Identify(_) | Call::Read(_) => {
            Some(name_of(&commerce_api::request(call, id)))
        }
        Call::Search(_) => Some(SEARCH.to_owned()),
        Call::Understand(_) => Some(MODEL.to_owned()),
        Call::Ask(_) | Call::CheckCode(_) | Call::Count(_) => None,
    }
}

/// `GET orders`, `GET order`, `POST cancel`: what a call is, without ids.
fn name_of(request: &ShopRequest) -> String {
    let path = request.path.split('?').next().unwrap_or_default();
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    let what = match parts.as_slice() {
        ["orders", _] => "order",
        ["customers", _] => "customer",
        ["products", _] => "product",
        ["subscriptions", _] => "subscription",
        [.., last] => last,
        [] => "",
    };
    format!("{} {what}", request.method)
}

fn decoded(part: &str) -> String {
    percent_encoding::percent_decode_str(part).decode_utf8_lossy().into_owned()
}
