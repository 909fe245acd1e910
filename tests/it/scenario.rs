//! Goal: whole conversations end as the people who own the product say they should.
//! Method: each file of `tests/scenarios/` holds conversations as data. A scripted shop speaks the
//! Commerce API through the real connector; the engine is driven as the functions drive it. Every
//! turn is replayed from the stored form of its record.

use std::{collections::BTreeMap, fs, path::Path};

use edgewise::{
    base::{
        id::{ConversationId, CustomerKey, TurnId},
        time::Timestamp,
    },
    commerce::{
        Answer, AnsweredCall, Call, PendingCall, ShopFault, ShopResult,
        connector::{ShopRequest, ShopResponse, Verdict, commerce_api},
    },
    conversation::ConversationState,
    engine::{
        Advance, Channel, Inbound, Opening, Outcome, RECORD_SCHEMA_VERSION, TurnRecord, advance,
        learned,
    },
    identity::{Admission, AttemptBounds, Attempts, CodeKey, Identity, Via},
    playbook::Playbook,
    profile::Profile,
    wire::{AcceptedEvent, EventSubject, parse_single},
};
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// A conversation as data. Unknown fields are refused, so that an expectation is never skipped.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Scenario {
    /// What it shows, as a sentence.
    name: String,
    /// The instant of the first message.
    now: Timestamp,
    /// The signed-in customer; nobody where absent.
    #[serde(default)]
    customer: Option<String>,
    /// Customers that the shop knows.
    #[serde(default)]
    customers: Vec<Value>,
    /// How something can be sent to customers: `email`, `sms`.
    #[serde(default)]
    reach: Vec<Via>,
    /// Differences to the default playbook.
    #[serde(default)]
    playbook: Value,
    /// What the shop holds, as the Commerce API tells it; what a scenario does not care about may
    /// be left out (see [`whole_order`]).
    #[serde(default)]
    orders: Vec<Value>,
    /// Events that came before the first message: `type`, `data`, and `time` where it matters.
    #[serde(default)]
    events: Vec<Value>,
    /// What the customer says, in turn.
    turns: Vec<Turn>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Turn {
    /// The message. `{code}` stands for the one-time code that was sent last, `{wrong code}` for
    /// another one.
    say: String,
    /// Minutes since the message before.
    #[serde(default)]
    minutes_later: i64,
    /// Events that came just before the message.
    #[serde(default)]
    events: Vec<Value>,
    /// What the shop answers instead of the truth, by call (`GET orders`, `POST cancel`): a status,
    /// `timed_out`, `lost` (done, but the answer never came) or a body.
    #[serde(default)]
    shop: BTreeMap<String, Value>,
    /// What must come of it.
    expect: Expect,
}

/// What must come of a turn. Only what is named is compared; lists are compared whole.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Expect {
    /// Kinds of the facts told, in their order; `order_status` with its situation after a colon.
    facts: Option<Vec<String>>,
    /// Pieces of the reply.
    reply_has: Vec<String>,
    /// What must not be in the reply.
    reply_lacks: Vec<String>,
    /// Numbers of the orders told with a card, in their order.
    cards: Option<Vec<String>>,
    /// Calls made, in their order, for example `GET orders`.
    calls: Option<Vec<String>>,
    /// Actions with their ends, for example `cancel_order done`.
    actions: Option<Vec<String>>,
    /// Rules of the guardrail decisions.
    rules: Option<Vec<String>>,
    /// Reason of the ticket that this turn opens; `null` where it must open none.
    #[serde(deserialize_with = "told")]
    ticket: Option<Option<String>>,
    /// What is left for the person.
    ticket_left: Vec<String>,
    /// What the assistant waits for.
    asks: Option<Vec<String>>,
    /// Where a one-time code is sent to; `null` where none is sent.
    #[serde(deserialize_with = "told")]
    code_to: Option<Option<String>>,
    /// The customer who is known after the turn; `null` where nobody is.
    #[serde(deserialize_with = "told")]
    proven: Option<Option<String>>,
    /// Answers offered to tap.
    quick_replies: Option<Vec<String>>,
}

/// Tells a `null` from an absent field.
fn told<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(from).map(Some)
}

#[test]
fn every_scenario_ends_as_it_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let mut faults = Vec::new();
    let mut count = 0_usize;
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let scenarios: Vec<Scenario> = serde_json::from_str(&text)
            .unwrap_or_else(|fault| panic!("{}: {fault}", path.display()));
        for scenario in scenarios {
            count += 1;
            let file = path.file_stem().unwrap().to_string_lossy().into_owned();
            let title = format!("{file}: {}", scenario.name);
            faults.extend(Run::new(scenario).play().into_iter().map(|f| format!("{title}: {f}")));
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    assert!(count >= 40, "only {count} scenarios were found");
}

/// One conversation under way.
struct Run {
    scenario: Scenario,
    playbook: Playbook,
    shop: Shop,
    gate: Gate,
    profile: Profile,
    state: ConversationState,
    now: Timestamp,
}

impl Run {
    fn new(scenario: Scenario) -> Self {
        let mut playbook = serde_json::to_value(Playbook::default()).unwrap();
        merge(&mut playbook, &scenario.playbook);
        let playbook: Playbook = serde_json::from_value(playbook).unwrap();
        assert_eq!(playbook.check(), [], "{}", scenario.name);
        let owner = scenario.customer.clone().unwrap_or_else(|| "nobody".to_owned());
        let orders = scenario.orders.iter().map(|order| whole_order(order, &owner)).collect();
        let mut run = Self {
            now: scenario.now,
            shop: Shop {
                customers: scenario.customers.clone(),
                orders,
                instead: BTreeMap::new(),
                calls: Vec::new(),
            },
            gate: Gate { bounds: playbook.identity.attempt_bounds(), ..Gate::new() },
            profile: Profile::default(),
            state: ConversationState::default(),
            playbook,
            scenario,
        };
        let events = std::mem::take(&mut run.scenario.events);
        run.hear(&events);
        run
    }

    /// Plays the whole conversation; gives what was not as expected.
    fn play(mut self) -> Vec<String> {
        let mut faults = Vec::new();
        for (index, turn) in std::mem::take(&mut self.scenario.turns).into_iter().enumerate() {
            self.now = self.now.plus_ms(turn.minutes_later * 60_000);
            self.hear(&turn.events);
            self.shop.calls.clear();
            self.shop.instead = turn.shop;
            let say = self.gate.with_code(&turn.say);
            let mut record = self.record(index, &say);
            let outcome = self.drive(&mut record);
            self.replay(&record, &outcome);
            let mut seen = Seen { outcome: &outcome, calls: &self.shop.calls, faults: Vec::new() };
            seen.compare(&turn.expect);
            faults.extend(seen.faults.into_iter().map(|fault| {
                let reply = outcome.reply.as_ref().map_or("", |reply| reply.text.as_str());
                format!("“{}”: {fault}\n    reply: {reply}", turn.say)
            }));
            for event in learned(&record.answers) {
                self.profile.fold(event);
            }
            if let Some(delivery) = &outcome.delivery {
                self.gate.code = self.gate.key.code(delivery).expose().clone();
            }
            if outcome.state.proof != self.state.proof {
                self.gate.attempts.clear();
            }
            self.state = outcome.state;
        }
        faults
    }

    /// Events arrive through the public door.
    fn hear(&mut self, events: &[Value]) {
        for event in events {
            let mut whole = json!({ "specversion": "1.0", "source": "shop", "time": self.now });
            merge(&mut whole, event);
            let id = format!("{}", self.profile.timeline.len() + self.profile.orders.len());
            whole.as_object_mut().unwrap().entry("id").or_insert(json!(id));
            if whole["type"] == "order.updated" {
                let owner = self.scenario.customer.clone().unwrap();
                whole["data"] = whole_order(&whole["data"], &owner);
            }
            let body = serde_json::to_vec(&whole).unwrap();
            let AcceptedEvent { subject, .. } = parse_single(&body, self.now).unwrap();
            if let EventSubject::Customer { event, .. } = subject {
                self.profile.fold(*event);
            }
        }
    }

    fn record(&self, index: usize, text: &str) -> TurnRecord {
        let key = CustomerKey::parse("c0123456789abcdef01234567").unwrap();
        let conversation_id = ConversationId::derive(&key, 1);
        let sequence = u32::try_from(index).unwrap() + 1;
        TurnRecord {
            schema_version: RECORD_SCHEMA_VERSION,
            turn_id: TurnId::derive(&conversation_id, sequence),
            conversation_id,
            opening: Opening {
                at: self.now,
                inbound: Inbound::Text { text: text.to_owned() },
                channel: Channel::WebChat,
                identity: self.identity(),
                state: self.state.clone(),
                profile_snapshot: "profile".to_owned(),
                playbook_version: 1,
                reach: self.scenario.reach.clone(),
            },
            answers: Vec::new(),
        }
    }

    fn identity(&self) -> Identity {
        match &self.scenario.customer {
            None => Identity::Anonymous,
            Some(customer_id) => Identity::Verified(
                serde_json::from_value(json!({
                    "customer_id": customer_id,
                    "level": "strong",
                    "expires_at": self.now.plus_ms(3_600_000),
                }))
                .unwrap(),
            ),
        }
    }

    fn drive(&mut self, record: &mut TurnRecord) -> Outcome {
        for _ in 0..ROUNDS_MAX {
            match advance(record, &self.profile, &self.playbook).unwrap() {
                Advance::Done(outcome) => return *outcome,
                Advance::Need(calls) => {
                    for pending in calls {
                        let answered = match self.gate.answer(&pending.call, self.now) {
                            None => self.shop.perform(pending, self.now),
                            Some(answer) => AnsweredCall {
                                id: pending.id,
                                call: pending.call,
                                result: Ok(answer),
                                answered_at: self.now,
                                waited_ms: 0,
                            },
                        };
                        record.answers.push(answered);
                    }
                }
            }
        }
        panic!("{}: the turn does not end", self.scenario.name);
    }

    /// The stored form of the record gives the same outcome, bit for bit.
    fn replay(&self, record: &TurnRecord, outcome: &Outcome) {
        let stored = serde_json::to_string(record).unwrap();
        let record: TurnRecord = serde_json::from_str(&stored).unwrap();
        let profile = serde_json::to_string(&self.profile).unwrap();
        let profile: Profile = serde_json::from_str(&profile).unwrap();
        match advance(&record, &profile, &self.playbook).unwrap() {
            Advance::Done(again) => assert_eq!(*again, *outcome, "{}", self.scenario.name),
            Advance::Need(calls) => panic!("{}: a replay asks {calls:?}", self.scenario.name),
        }
    }
}

/// Twice what the longest skill needs.
const ROUNDS_MAX: usize = 12;

/// The scripted shop. It holds orders, cancels what is pending, and misbehaves where told to.
struct Shop {
    customers: Vec<Value>,
    orders: Vec<Value>,
    instead: BTreeMap<String, Value>,
    calls: Vec<String>,
}

impl Shop {
    fn perform(&mut self, pending: PendingCall, now: Timestamp) -> AnsweredCall {
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
            Call::CheckCode(_) | Call::Identify(_) | Call::Read(_) => ShopFault::TimedOut,
        };
        let (status, body) = match self.instead.get(name) {
            None => self.truth(request, now),
            Some(Value::String(how)) if how == "timed_out" => return Err(late),
            Some(Value::String(how)) if how == "lost" => {
                self.truth(request, now);
                return Err(late);
            }
            Some(Value::Number(status)) => {
                (u16::try_from(status.as_u64().unwrap()).unwrap(), json!({ "code": "not_allowed" }))
            }
            Some(body) => (200, body.clone()),
        };
        let body = serde_json::to_vec(&body).unwrap();
        let response = ShopResponse { status, retry_after_ms: None, body };
        match commerce_api::interpret(call, &response) {
            // The tries of the functions are over.
            Verdict::Final(result) => result,
            Verdict::Retry { fault, .. } => Err(fault),
        }
    }

    fn truth(&mut self, request: &ShopRequest, now: Timestamp) -> (u16, Value) {
        let path = request.path.split('?').next().unwrap();
        let parts: Vec<&str> = path.split('/').skip(1).collect();
        match parts.as_slice() {
            ["capabilities"] => {
                (200, json!({ "operations": [], "cancel_reasons": ["no longer needed"] }))
            }
            ["customers"] => {
                let query = request.path.split_once('?').unwrap().1;
                let fits = |customer: &&Value| query.split('&').all(|pair| is_of(customer, pair));
                let items: Vec<&Value> = self.customers.iter().filter(fits).collect();
                (200, json!({ "items": items, "next_cursor": null }))
            }
            ["customers", id] => match self.customers.iter().find(|held| held["id"] == *id) {
                Some(customer) => (200, customer.clone()),
                None => (404, json!({ "code": "not_found" })),
            },
            ["customers", id, "orders"] => {
                let items: Vec<&Value> =
                    self.orders.iter().filter(|order| order["customer_id"] == *id).collect();
                (200, json!({ "items": items, "next_cursor": null }))
            }
            ["orders", id] => match self.orders.iter().find(|order| order["id"] == *id) {
                Some(order) => (200, order.clone()),
                None => (404, json!({ "code": "not_found" })),
            },
            ["orders", id, "cancel"] => {
                let order = self.orders.iter_mut().find(|order| order["id"] == *id).unwrap();
                if order["status"] != "pending" {
                    return (409, json!({ "code": "not_allowed" }));
                }
                order["status"] = json!("cancelled");
                order["payments"] = json!([{ "kind": "refund", "amount": order["total"] }]);
                order["updated_at"] = json!(now);
                (200, order.clone())
            }
            _ => (404, json!({ "code": "not_found" })),
        }
    }
}

/// Whether `email=ada%40example.com` and its like hold of a customer.
fn is_of(customer: &Value, pair: &str) -> bool {
    let (name, value) = pair.split_once('=').unwrap();
    let value = percent_encoding::percent_decode_str(value).decode_utf8().unwrap().to_lowercase();
    let held = if name == "zip" { &customer["default_address"][name] } else { &customer[name] };
    held.as_str().is_some_and(|held| held.to_lowercase() == value)
}

/// What the functions do about identity: they count attempts, and make and check codes.
struct Gate {
    key: CodeKey,
    bounds: AttemptBounds,
    attempts: BTreeMap<String, Attempts>,
    /// The code sent last.
    code: String,
}

impl Gate {
    fn new() -> Self {
        Self {
            key: CodeKey::derive("scenario"),
            bounds: Playbook::default().identity.attempt_bounds(),
            attempts: BTreeMap::new(),
            code: String::new(),
        }
    }

    fn answer(&mut self, call: &Call, now: Timestamp) -> Option<Answer> {
        let target = match call {
            Call::CheckCode(check) => check.target(),
            Call::Identify(lookup) => lookup.target(),
            Call::Act(_) | Call::Read(_) => return None,
        };
        for name in [target, "browser".to_owned()] {
            let attempts = self.attempts.entry(name).or_default();
            if let Admission::Wait { until } = attempts.admit(self.bounds, now) {
                return Some(Answer::NotNow { until });
            }
        }
        match call {
            Call::CheckCode(check) => Some(Answer::CodeChecked { right: self.key.is_right(check) }),
            Call::Act(_) | Call::Identify(_) | Call::Read(_) => None,
        }
    }

    fn with_code(&self, say: &str) -> String {
        let wrong = if self.code == "000000" { "000001" } else { "000000" };
        say.replace("{code}", &self.code).replace("{wrong code}", wrong)
    }
}

/// `GET orders`, `GET order`, `POST cancel`: what a call is, without ids.
fn name_of(request: &ShopRequest) -> String {
    let path = request.path.split('?').next().unwrap();
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    let what = match parts.as_slice() {
        ["orders", _] => "order",
        ["customers", _] => "customer",
        [.., last] => last,
        [] => "",
    };
    format!("{} {what}", request.method)
}

/// A turn beside what was expected of it.
struct Seen<'a> {
    outcome: &'a Outcome,
    calls: &'a [String],
    faults: Vec<String>,
}

impl Seen<'_> {
    fn compare(&mut self, expect: &Expect) {
        let outcome = self.outcome;
        let text = outcome.reply.as_ref().map(|reply| reply.text.clone()).unwrap_or_default();
        for piece in &expect.reply_has {
            if !text.contains(piece.as_str()) {
                self.faults.push(format!("the reply lacks “{piece}”"));
            }
        }
        for piece in &expect.reply_lacks {
            if text.contains(piece.as_str()) {
                self.faults.push(format!("the reply has “{piece}”"));
            }
        }
        let cards = outcome.reply.iter().flat_map(|reply| &reply.cards).map(number_on).collect();
        let offered = outcome.reply.iter().flat_map(|reply| reply.quick_replies.clone()).collect();
        let rules = outcome.decisions.iter().flat_map(|decision| decision.rules.clone()).collect();
        let asks = outcome.state.asks().into_iter().map(str::to_owned).collect();
        self.list("facts", &expect.facts, facts_of(outcome));
        self.list("cards", &expect.cards, cards);
        self.list("calls", &expect.calls, self.calls.to_vec());
        self.list("actions", &expect.actions, actions_of(outcome));
        self.list("rules", &expect.rules, rules);
        self.list("asks", &expect.asks, asks);
        self.list("quick replies", &expect.quick_replies, offered);
        let ticket = outcome.ticket.as_ref().map(|ticket| name(&ticket.reason));
        if expect.ticket.as_ref().is_some_and(|wanted| *wanted != ticket) {
            self.faults.push(format!("the ticket is for {ticket:?}"));
        }
        let code_to = outcome.delivery.as_ref().map(|delivery| delivery.to.expose().clone());
        if expect.code_to.as_ref().is_some_and(|wanted| *wanted != code_to) {
            self.faults.push(format!("a code is sent to {code_to:?}"));
        }
        let proven = outcome.state.proof.as_ref().map(|proof| proof.customer_id().to_string());
        if expect.proven.as_ref().is_some_and(|wanted| *wanted != proven) {
            self.faults.push(format!("{proven:?} is proven"));
        }
        let left = outcome.ticket.as_ref().map(|t| t.left.join("\n")).unwrap_or_default();
        for piece in &expect.ticket_left {
            if !left.contains(piece.as_str()) {
                self.faults.push(format!("the ticket does not leave “{piece}” but “{left}”"));
            }
        }
    }

    fn list(&mut self, what: &str, wanted: &Option<Vec<String>>, found: Vec<String>) {
        if wanted.as_ref().is_some_and(|wanted| *wanted != found) {
            self.faults.push(format!("{what} are {found:?}"));
        }
    }
}

fn facts_of(outcome: &Outcome) -> Vec<String> {
    let kind = |fact: &Value| {
        let kind = fact["fact"].as_str().unwrap();
        let situation = fact["situation"].as_str().map(|situation| format!(":{situation}"));
        format!("{kind}{}", situation.unwrap_or_default())
    };
    outcome
        .facts
        .iter()
        .map(|sourced| kind(&serde_json::to_value(&sourced.fact).unwrap()))
        .collect()
}

fn actions_of(outcome: &Outcome) -> Vec<String> {
    let end = |end: &Value| match end {
        Value::Object(refused) => refused.keys().next().unwrap().clone(),
        other => other.as_str().unwrap().to_owned(),
    };
    let action = |receipt: &edgewise::skill::ActionReceipt| {
        format!("{} {}", receipt.action.name(), end(&serde_json::to_value(&receipt.end).unwrap()))
    };
    outcome.actions.iter().map(action).collect()
}

fn number_on(card: &edgewise::conversation::Card) -> String {
    let edgewise::conversation::Card::Order(order) = card;
    order.title.trim_start_matches("Order ").to_owned()
}

fn name<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_value(value).unwrap().as_str().unwrap().to_owned()
}

/// Fills in what a scenario does not care about: the number names the order and its lines, lines
/// may be titles only, and each costs 20.00 dollars.
fn whole_order(short: &Value, owner: &str) -> Value {
    let mut order = short.as_object().unwrap().clone();
    let number = order["number"].as_str().unwrap().to_owned();
    let id = format!("ord_{}", number.trim_start_matches('#').to_lowercase());
    let lines: Vec<Value> = order
        .remove("lines")
        .unwrap_or_else(|| json!(["Walnut Desk Lamp"]))
        .as_array()
        .unwrap()
        .iter()
        .enumerate()
        .map(|(index, line)| whole_line(line, &id, index))
        .collect();
    let total = json!({ "amount": format!("{}.00", lines.len() * 20), "currency": "USD" });
    let mut whole = Map::new();
    whole.insert("id".to_owned(), json!(id));
    whole.insert("customer_id".to_owned(), json!(owner));
    whole.insert("status".to_owned(), json!("shipped"));
    whole.insert("total".to_owned(), total);
    whole.insert("lines".to_owned(), json!(lines));
    whole.extend(order);
    Value::Object(whole)
}

fn whole_line(line: &Value, order: &str, index: usize) -> Value {
    let mut whole = json!({
        "id": format!("{order}-{}", index + 1),
        "product_id": format!("prd_{index}"),
        "variant_id": format!("var_{index}"),
        "quantity": 1,
        "unit_price": { "amount": "20.00", "currency": "USD" },
    });
    match line {
        Value::String(title) => whole["title"] = json!(title),
        other => merge(&mut whole, other),
    }
    whole
}

/// Lays `over` over `base`, objects field by field.
fn merge(base: &mut Value, over: &Value) {
    match (base, over) {
        (Value::Object(base), Value::Object(over)) => {
            for (key, value) in over {
                merge(base.entry(key.clone()).or_insert(Value::Null), value);
            }
        }
        (_, Value::Null) => {}
        (base, over) => *base = over.clone(),
    }
}
