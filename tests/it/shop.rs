//! A scripted shop that speaks the Commerce API: it holds what a scenario gives it, follows the
//! contract's rules, and misbehaves where told to.

use std::collections::BTreeMap;

use edgewise::{
    base::time::Timestamp,
    commerce::{
        Answer, AnsweredCall, Call, CountedAction, PendingCall, ShopFault, ShopResult,
        connector::{ShopRequest, ShopResponse, Verdict, commerce_api},
    },
    identity::{Admission, AttemptBounds, Attempts, CodeKey},
    profile::{Profile, ProfileEvent},
};
use serde_json::{Value, json};

/// What the shop holds and was asked.
pub(crate) struct Shop {
    pub(crate) orders: Vec<Value>,
    pub(crate) customers: Vec<Value>,
    pub(crate) products: Vec<Value>,
    pub(crate) subscriptions: Vec<Value>,
    /// Codes: what each takes off in hundredths, or with what it is refused.
    pub(crate) codes: BTreeMap<String, Value>,
    /// The points of the signed-in customer; no account where it is `null`.
    pub(crate) loyalty: Value,
    /// Why an order may be cancelled.
    pub(crate) cancel_reasons: Vec<String>,
    /// What it answers instead of the truth, by call, or by call and order number.
    pub(crate) instead: BTreeMap<String, Value>,
    /// The calls of this turn, for example `GET orders`.
    pub(crate) calls: Vec<String>,
    /// Keys of changes that were made: none is made twice.
    pub(crate) keys: Vec<String>,
}

impl Shop {
    pub(crate) fn perform(&mut self, pending: PendingCall, now: Timestamp) -> AnsweredCall {
        let request = commerce_api::request(&pending.call, &pending.id);
        let name = name_of(&request);
        self.calls.push(name.clone());
        let result = self.result(&pending.call, &request, &name, now);
        AnsweredCall { id: pending.id, call: pending.call, result, answered_at: now, waited_ms: 0 }
    }

    fn result(
        &mut self,
        call: &Call,
        request: &ShopRequest,
        name: &str,
        now: Timestamp,
    ) -> ShopResult {
        let late = match call {
            Call::Act(_) => ShopFault::Unknown,
            Call::CheckCode(_)
            | Call::Count(_)
            | Call::Identify(_)
            | Call::Read(_)
            | Call::Search(_) => ShopFault::TimedOut,
        };
        let of_order = format!("{name} {}", self.number_of(request));
        let instead = self.instead.get(&of_order).or_else(|| self.instead.get(name));
        let (status, body) = match instead.cloned() {
            None => self.truth(request, now),
            Some(Value::String(how)) if how == "timed_out" => return Err(late),
            Some(Value::String(how)) if how == "lost" => {
                self.truth(request, now);
                return Err(late);
            }
            Some(Value::String(code)) => (409, json!({ "code": code })),
            Some(Value::Number(status)) => {
                (u16::try_from(status.as_u64().unwrap()).unwrap(), json!({ "code": "not_allowed" }))
            }
            Some(body) => (200, body),
        };
        let body = serde_json::to_vec(&body).unwrap();
        let response = ShopResponse { status, retry_after_ms: None, body };
        match commerce_api::interpret(call, &response) {
            // The tries of the functions are over.
            Verdict::Final(result) => result,
            Verdict::Retry { fault, .. } => Err(fault),
        }
    }

    /// The number of the order that a call is about.
    fn number_of(&self, request: &ShopRequest) -> String {
        let on = |order: &&Value| {
            let id = order["id"].as_str().unwrap();
            request.path.split(['/', '?']).any(|part| part == id)
        };
        let number = self.orders.iter().find(on).map(|order| order["number"].as_str().unwrap());
        number.unwrap_or_default().to_owned()
    }

    fn truth(&mut self, request: &ShopRequest, now: Timestamp) -> (u16, Value) {
        let (path, query) = request.path.split_once('?').unwrap_or((&request.path, ""));
        let parts: Vec<&str> = path.split('/').skip(1).collect();
        let body: Value =
            request.body.as_deref().map_or(Value::Null, |body| serde_json::from_str(body).unwrap());
        if let Some(key) = &request.idempotency_key {
            assert!(!self.keys.contains(key), "the key {key} was used twice");
            self.keys.push(key.clone());
        }
        match (request.method, parts.as_slice()) {
            ("GET", ["capabilities"]) => {
                let operations = json!(["createRefund", "createReplacement"]);
                let reasons = json!(self.cancel_reasons);
                (200, json!({ "operations": operations, "cancel_reasons": reasons }))
            }
            ("GET", ["customers"]) => (200, json!({ "items": self.found(query) })),
            ("GET", ["customers", id]) => {
                found(self.customers.iter().find(|customer| customer["id"] == *id))
            }
            ("GET", ["customers", id, "orders"]) => {
                let items: Vec<&Value> =
                    self.orders.iter().filter(|order| order["customer_id"] == *id).collect();
                (200, json!({ "items": items, "next_cursor": null }))
            }
            ("GET", ["customers", _, "loyalty"]) => {
                found(Some(&self.loyalty).filter(|account| !account.is_null()))
            }
            ("POST", ["customers", _, "loyalty", "redemptions"]) => self.redeem(&body, now),
            ("PUT", ["customers", id, "default-address"]) => {
                let customer = self.customers.iter_mut().find(|it| it["id"] == *id).unwrap();
                customer["default_address"] = body;
                (200, customer.clone())
            }
            ("GET", ["products"]) => {
                let word = query.rsplit("query=").next().unwrap_or_default().to_lowercase();
                let fits = |product: &&Value| {
                    // As the contract has it: a word of the name, the text, the category or a label.
                    let said =
                        |name: &str| product[name].as_str().unwrap_or_default().to_lowercase();
                    product["title"].as_str().unwrap().to_lowercase().contains(&word)
                        || said("description").contains(&word)
                        || said("product_type").contains(&word)
                        || product["tags"].to_string().to_lowercase().contains(&word)
                };
                let items: Vec<&Value> = self.products.iter().filter(fits).collect();
                (200, json!({ "items": items }))
            }
            ("GET", ["products", id]) => {
                found(self.products.iter().find(|product| product["id"] == *id))
            }
            ("GET", ["customers", id, "subscriptions"]) => {
                let own = |held: &&Value| held["customer_id"] == *id;
                let items: Vec<&Value> = self.subscriptions.iter().filter(own).collect();
                (200, json!({ "items": items }))
            }
            ("GET", ["subscriptions", id]) => {
                found(self.subscriptions.iter().find(|held| held["id"] == *id))
            }
            ("POST", ["subscriptions", id, "changes"]) => self.change_subscription(id, &body, now),
            ("GET", ["orders", id]) => found(self.orders.iter().find(|order| order["id"] == *id)),
            ("POST", ["checkouts"]) => self.checkout(&body),
            ("POST", ["discounts"]) => {
                let code = format!("FERN{}", body["percent"]);
                (
                    201,
                    json!({ "code": code, "percent": body["percent"], "expires_at": body["expires_at"] }),
                )
            }
            (_, ["orders", id, what]) => self.change(id, what, &body, now),
            _ => (404, json!({ "code": "not_found" })),
        }
    }

    /// Takes the points that a reward costs, where there are enough.
    fn redeem(&mut self, body: &Value, now: Timestamp) -> (u16, Value) {
        let rewards = self.loyalty["rewards"].as_array().unwrap();
        let reward = rewards.iter().find(|it| it["id"] == body["reward_id"]).unwrap().clone();
        let (points, cost) =
            (self.loyalty["points"].as_i64().unwrap(), reward["cost"].as_i64().unwrap());
        if points < cost {
            return (409, json!({ "code": "insufficient_balance" }));
        }
        let reason = format!("Redeemed: {}, code TEA-77", reward["title"].as_str().unwrap());
        let entry = json!({ "id": "new", "at": now, "delta": -cost, "reason": reason });
        self.loyalty["points"] = json!(points - cost);
        self.loyalty["history"].as_array_mut().unwrap().insert(0, entry);
        (201, self.loyalty.clone())
    }

    /// A cart at today's prices, with a code taken off.
    fn checkout(&self, body: &Value) -> (u16, Value) {
        let sold_out = std::cell::Cell::new(false);
        let variants = || self.products.iter().flat_map(|it| it["variants"].as_array().unwrap());
        let cost = |line: &Value| {
            let variant = variants().find(|it| it["id"] == line["variant_id"]).unwrap();
            sold_out.set(sold_out.get() || variant["available"] == false);
            let price: f64 = variant["price"]["amount"].as_str().unwrap().parse().unwrap();
            price * line["quantity"].as_f64().unwrap()
        };
        let mut total: f64 = body["lines"].as_array().unwrap().iter().map(cost).sum();
        if sold_out.get() {
            return (409, json!({ "code": "out_of_stock" }));
        }
        match body["discount_code"].as_str().map(|code| self.codes.get(code)) {
            None => {}
            Some(Some(Value::Number(percent))) => {
                total -= total * percent.as_f64().unwrap() / 100.0;
            }
            Some(Some(how)) => return (409, json!({ "code": how })),
            Some(None) => return (422, json!({ "code": "invalid" })),
        }
        let total = json!({ "amount": format!("{total:.2}"), "currency": "USD" });
        (201, json!({ "id": "co_1", "url": "https://shop.example/cart/co_1", "total": total }))
    }

    /// A repeated delivery as the contract has it changed.
    fn change_subscription(&mut self, id: &str, body: &Value, now: Timestamp) -> (u16, Value) {
        let products = self.products.clone();
        let held = self.subscriptions.iter_mut().find(|held| held["id"] == *id).unwrap();
        let status = held["status"].as_str().unwrap().to_owned();
        let kind = body["kind"].as_str().unwrap();
        let allowed = match kind {
            "pause" | "set_next_charge" | "skip_next" => status == "active",
            "resume" => status == "paused",
            _ => status != "cancelled",
        };
        if !allowed {
            return (409, json!({ "code": "not_allowed" }));
        }
        let later = |from: &Value, days: i64| {
            let from = from.as_str().map_or(now, |at| Timestamp::parse(at).unwrap());
            json!(from.plus_ms(days * 86_400_000))
        };
        let days = held["interval_days"].as_i64().unwrap();
        match kind {
            "cancel" => {
                held["status"] = json!("cancelled");
                held["next_charge_at"] = Value::Null;
            }
            "pause" => {
                held["status"] = json!("paused");
                held["resume_at"] = body["resume_at"].clone();
                held["next_charge_at"] = Value::Null;
            }
            "resume" => {
                held["status"] = json!("active");
                held["resume_at"] = Value::Null;
                let usual = later(&Value::Null, days);
                let wanted = body["next_charge_at"].clone();
                held["next_charge_at"] = if wanted.is_null() { usual } else { wanted };
            }
            "set_interval" => held["interval_days"] = body["interval_days"].clone(),
            "set_quantity" => held["quantity"] = body["quantity"].clone(),
            "set_next_charge" => held["next_charge_at"] = body["next_charge_at"].clone(),
            "skip_next" => held["next_charge_at"] = later(&held["next_charge_at"], days),
            "swap" => {
                let sold = products.iter().find_map(|product| {
                    let variants = product["variants"].as_array().unwrap();
                    let variant = variants.iter().find(|it| it["id"] == body["variant_id"])?;
                    Some((product["title"].as_str().unwrap(), variant))
                });
                let (title, variant) = sold.unwrap();
                let options = variant["options"].as_object().unwrap().values();
                let options: Vec<&str> = options.map(|it| it.as_str().unwrap()).collect();
                held["title"] = json!(format!("{title}, {}", options.join(", ")));
                held["variant_id"] = variant["id"].clone();
                held["price"] = variant["price"].clone();
            }
            _ => return (422, json!({ "code": "invalid" })),
        }
        (200, held.clone())
    }

    fn found(&self, query: &str) -> Vec<&Value> {
        let asked: Vec<(String, String)> = query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| {
                let value = percent_encoding::percent_decode_str(value).decode_utf8().unwrap();
                (name.to_owned(), value.to_lowercase())
            })
            .collect();
        let held = |customer: &Value, name: &str| -> String {
            let value =
                if name == "zip" { &customer["default_address"]["zip"] } else { &customer[name] };
            value.as_str().unwrap_or_default().to_lowercase()
        };
        let fits =
            |customer: &&Value| asked.iter().all(|(name, value)| held(customer, name) == *value);
        self.customers.iter().filter(fits).collect()
    }

    fn change(&mut self, id: &str, what: &str, body: &Value, now: Timestamp) -> (u16, Value) {
        let products = self.products.clone();
        let order = self.orders.iter_mut().find(|order| order["id"] == *id).unwrap();
        let status = order["status"].as_str().unwrap().to_owned();
        let refused = (409, json!({ "code": "not_allowed" }));
        let allowed = match what {
            "cancel" | "line-changes" => status == "pending",
            "shipping-address" | "payment-method" => status.starts_with("pending"),
            "returns" | "exchanges" => status == "delivered",
            _ => true,
        };
        if !allowed {
            return refused;
        }
        match what {
            "cancel" => {
                order["status"] = json!("cancelled");
                push(order, "payments", json!({ "kind": "refund", "amount": order["total"] }));
            }
            "shipping-address" => order["shipping_address"] = body.clone(),
            "payment-method" => push(
                order,
                "payments",
                json!({
                    "kind": "payment",
                    "amount": order["total"],
                    "payment_method_id": body["payment_method_id"],
                }),
            ),
            "line-changes" => {
                for swap in body["changes"].as_array().unwrap() {
                    swapped(order, swap, &products);
                }
                order["status"] = json!("pending_modified");
            }
            "exchanges" => {
                push(order, "exchanges", json!({ "lines": body["lines"], "status": "requested" }));
                order["status"] = json!("exchange_requested");
            }
            "returns" => {
                let held = json!({
                    "lines": body["lines"],
                    "refund_to": body["refund_to"],
                    "status": "requested",
                    "label_url": "https://labels.example/1",
                });
                push(order, "returns", held);
                order["status"] = json!("return_requested");
            }
            "refunds" => {
                push(order, "payments", json!({ "kind": "refund", "amount": body["amount"] }));
            }
            "replacements" => {
                let parcel = json!({ "status": "label_created", "line_ids": body["line_ids"] });
                push(order, "fulfillments", parcel);
            }
            _ => return (404, json!({ "code": "not_found" })),
        }
        order["updated_at"] = json!(now);
        (200, order.clone())
    }
}

fn found(value: Option<&Value>) -> (u16, Value) {
    value.map_or_else(|| (404, json!({ "code": "not_found" })), |value| (200, value.clone()))
}

fn push(order: &mut Value, list: &str, entry: Value) {
    match order[list].as_array_mut() {
        Some(entries) => entries.push(entry),
        None => order[list] = json!([entry]),
    }
}

fn swapped(order: &mut Value, swap: &Value, products: &[Value]) {
    let variant = products
        .iter()
        .flat_map(|product| product["variants"].as_array().unwrap())
        .find(|variant| variant["id"] == swap["variant_id"])
        .unwrap();
    let lines = order["lines"].as_array_mut().unwrap();
    let line = lines.iter_mut().find(|line| line["id"] == swap["line_id"]).unwrap();
    line["variant_id"] = variant["id"].clone();
    line["options"] = variant["options"].clone();
    line["unit_price"] = variant["price"].clone();
}

/// `GET orders`, `GET order`, `POST cancel`: what a call is, without ids.
fn name_of(request: &ShopRequest) -> String {
    let path = request.path.split('?').next().unwrap();
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

/// What the functions do beside asking the shop: they count attempts and actions, and make and check
/// codes.
pub(crate) struct Gate {
    pub(crate) key: CodeKey,
    bounds: AttemptBounds,
    pub(crate) attempts: BTreeMap<String, Attempts>,
    /// The code sent last.
    pub(crate) code: String,
    /// What was done to our own record in this turn.
    pub(crate) own: Vec<ProfileEvent>,
    /// What was done for the customer.
    pub(crate) counted: Vec<CountedAction>,
}

impl Gate {
    pub(crate) fn new(bounds: AttemptBounds) -> Self {
        Self {
            key: CodeKey::derive("scenario"),
            bounds,
            attempts: BTreeMap::new(),
            code: String::new(),
            own: Vec::new(),
            counted: Vec::new(),
        }
    }

    pub(crate) fn answer(
        &mut self,
        pending: &PendingCall,
        profile: &Profile,
        now: Timestamp,
    ) -> Option<Answer> {
        let call = &pending.call;
        if let Call::Act(action) = call
            && action.is_own()
        {
            // The turn goes on with the profile that it began with.
            let mut after = profile.clone();
            let events = after.events_of(action, &pending.id, now);
            for event in self.own.iter().chain(&events) {
                after.fold(event.clone());
            }
            self.own.extend(events);
            return after.shows(action);
        }
        let target = match call {
            Call::CheckCode(check) => check.target(),
            Call::Identify(lookup) => lookup.target(),
            Call::Count(count) => {
                let before = self.counted.clone();
                self.counted.extend(count.hold().cloned());
                return Some(Answer::Counted(before));
            }
            Call::Act(_) | Call::Read(_) | Call::Search(_) => return None,
        };
        for name in [target, "browser".to_owned()] {
            let attempts = self.attempts.entry(name).or_default();
            if let Admission::Wait { until } = attempts.admit(self.bounds, now) {
                return Some(Answer::NotNow { until });
            }
        }
        match call {
            Call::CheckCode(check) => Some(Answer::CodeChecked { right: self.key.is_right(check) }),
            Call::Act(_) | Call::Count(_) | Call::Identify(_) | Call::Read(_) | Call::Search(_) => {
                None
            }
        }
    }

    pub(crate) fn with_code(&self, say: &str) -> String {
        let wrong = if self.code == "000000" { "000001" } else { "000000" };
        say.replace("{code}", &self.code).replace("{wrong code}", wrong)
    }
}
