//! Goal: whole conversations end as the people who own the product say they should.
//! Method: each file of `tests/scenarios/` holds conversations as data. A scripted shop speaks the
//! Commerce API through the real connector; the engine is driven as the functions drive it. Every
//! turn is replayed from the stored form of its record.

use std::{collections::BTreeMap, fs, path::Path};

use edgewise::{
    base::{
        id::{ConversationId, CustomerKey, OrderId, TurnId},
        money::Money,
        time::Timestamp,
    },
    commerce::{ActionKind, AnsweredCall, CountedAction},
    conversation::ConversationState,
    engine::{
        Advance, ApprovalDecision, Channel, Inbound, Opening, Outcome, RECORD_SCHEMA_VERSION,
        TurnRecord, advance, learned,
    },
    identity::{Identity, Via},
    playbook::Playbook,
    profile::Profile,
    wire::{AcceptedEvent, EventSubject, parse_single},
};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::shop::{Gate, Shop};

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
    /// Why the shop lets an order be cancelled.
    #[serde(default = "one_reason")]
    cancel_reasons: Vec<String>,
    /// Customers as the shop knows them; the signed-in one is filled in (see [`whole_customer`]).
    #[serde(default)]
    customers: Vec<Value>,
    /// The catalogue: `title`, and variants by id with `price` and options (see [`whole_product`]).
    #[serde(default)]
    products: Vec<Value>,
    /// What was done for the customer before, as it is counted: `action`, `order`, `amount`,
    /// `days_ago`.
    #[serde(default)]
    done_before: Vec<DoneBefore>,
    /// Events that came before the first message: `type`, `data`, and `time` where it matters.
    #[serde(default)]
    events: Vec<Value>,
    /// What the customer says, in turn.
    turns: Vec<Turn>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DoneBefore {
    action: ActionKind,
    #[serde(default)]
    order: Option<String>,
    amount: Money,
    days_ago: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Turn {
    /// The message. `{code}` stands for the one-time code that was sent last, `{wrong code}` for
    /// another one.
    #[serde(default)]
    say: String,
    /// In place of a message: what a person decides about what waits for an approval.
    #[serde(default)]
    approval: Option<ApprovalDecision>,
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

impl DoneBefore {
    fn counted(&self, now: Timestamp) -> CountedAction {
        CountedAction {
            action: self.action,
            order_id: self.order.as_ref().map(|id| OrderId::parse(id.as_str()).unwrap()),
            amount: self.amount,
            at: now.plus_ms(-self.days_ago * 86_400_000),
        }
    }
}

fn one_reason() -> Vec<String> {
    vec!["no longer needed".to_owned()]
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
        let products: Vec<Value> = scenario.products.iter().map(whole_product).collect();
        let whole = |order: &Value| whole_order(order, &owner, &products);
        let orders = scenario.orders.iter().map(whole).collect();
        let mut customers: Vec<Value> = scenario.customers.iter().map(whole_customer).collect();
        let signed_in = scenario.customer.is_some();
        if signed_in && customers.iter().all(|customer| customer["id"] != owner) {
            customers.push(whole_customer(&json!({ "id": owner })));
        }
        let mut run = Self {
            now: scenario.now,
            shop: Shop {
                orders,
                customers,
                products,
                cancel_reasons: scenario.cancel_reasons.clone(),
                instead: BTreeMap::new(),
                calls: Vec::new(),
                keys: Vec::new(),
            },
            gate: Gate::new(playbook.identity.attempt_bounds()),
            profile: Profile::default(),
            state: ConversationState::default(),
            playbook,
            scenario,
        };
        run.gate.counted =
            run.scenario.done_before.iter().map(|done| done.counted(run.now)).collect();
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
            let inbound = match turn.approval {
                None => Inbound::Text { text: say },
                Some(decision) => {
                    let id = self.state.approvals.first().map(|held| held.id.clone());
                    Inbound::Approval { id: id.unwrap(), decision }
                }
            };
            let mut record = self.record(index, inbound);
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
                whole["data"] = whole_order(&whole["data"], &owner, &self.shop.products);
            }
            let body = serde_json::to_vec(&whole).unwrap();
            let AcceptedEvent { subject, .. } = parse_single(&body, self.now).unwrap();
            if let EventSubject::Customer { event, .. } = subject {
                self.profile.fold(*event);
            }
        }
    }

    fn record(&self, index: usize, inbound: Inbound) -> TurnRecord {
        let key = CustomerKey::parse("c0123456789abcdef01234567").unwrap();
        let conversation_id = ConversationId::derive(&key, 1);
        let sequence = u32::try_from(index).unwrap() + 1;
        TurnRecord {
            schema_version: RECORD_SCHEMA_VERSION,
            turn_id: TurnId::derive(&conversation_id, sequence),
            conversation_id,
            opening: Opening {
                at: self.now,
                inbound,
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

/// Fills in what a scenario does not care about. The number names the order and its lines; a line is
/// the id of a variant of the scenario's products, or a title, which costs 20.00 dollars. The card
/// paid for it all.
fn whole_order(short: &Value, owner: &str, products: &[Value]) -> Value {
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
        .map(|(index, line)| whole_line(line, &id, index, products))
        .collect();
    let cents: i64 = lines.iter().map(|line| cents(&line["unit_price"])).sum();
    let total = dollars(cents);
    let mut whole = Map::new();
    whole.insert("id".to_owned(), json!(id));
    whole.insert("customer_id".to_owned(), json!(owner));
    whole.insert("status".to_owned(), json!("shipped"));
    whole.insert("total".to_owned(), total.clone());
    whole.insert("lines".to_owned(), json!(lines));
    whole.insert("shipping_address".to_owned(), home());
    let paid = json!([{ "kind": "payment", "amount": total, "payment_method_id": "pm_card" }]);
    whole.insert("payments".to_owned(), paid);
    whole.extend(order);
    Value::Object(whole)
}

fn dollars(cents: i64) -> Value {
    json!({ "amount": format!("{}.{:02}", cents / 100, cents % 100), "currency": "USD" })
}

fn cents(money: &Value) -> i64 {
    money["amount"].as_str().unwrap().replace('.', "").parse().unwrap()
}

fn home() -> Value {
    json!({ "line1": "1 Main Street", "city": "Denver", "region": "CO", "zip": "80202", "country": "USA" })
}

fn whole_line(line: &Value, order: &str, index: usize, products: &[Value]) -> Value {
    let mut whole = json!({
        "id": format!("{order}-{}", index + 1),
        "product_id": format!("prd_{index}"),
        "variant_id": format!("var_{index}"),
        "quantity": 1,
        "unit_price": { "amount": "20.00", "currency": "USD" },
    });
    let of_catalogue = products.iter().find_map(|product| {
        let variants = product["variants"].as_array().unwrap();
        variants.iter().find(|variant| variant["id"] == *line).map(|variant| (product, variant))
    });
    match (line, of_catalogue) {
        (_, Some((product, variant))) => {
            whole["title"] = product["title"].clone();
            whole["product_id"] = product["id"].clone();
            whole["variant_id"] = variant["id"].clone();
            whole["options"] = variant["options"].clone();
            whole["unit_price"] = variant["price"].clone();
        }
        (Value::String(title), None) => whole["title"] = json!(title),
        (other, None) => merge(&mut whole, other),
    }
    whole
}

/// A product from `{"title": "Desk Lamp", "variants": {"lamp-white": "20.00 color=white"}}`; a price
/// with `-` before it is sold out.
fn whole_product(short: &Value) -> Value {
    let title = short["title"].as_str().unwrap();
    let variant = |(id, text): (&String, &Value)| {
        let text = text.as_str().unwrap();
        let (price, options) = text.split_once(' ').unwrap_or((text, ""));
        let (available, price) = price.strip_prefix('-').map_or((true, price), |it| (false, it));
        let options: Map<String, Value> = options
            .split(", ")
            .filter_map(|option| option.split_once('='))
            .map(|(name, value)| (name.to_owned(), json!(value)))
            .collect();
        json!({
            "id": id,
            "options": options,
            "price": { "amount": price, "currency": "USD" },
            "available": available,
        })
    };
    let variants: Vec<Value> = short["variants"].as_object().unwrap().iter().map(variant).collect();
    json!({
        "id": title.to_lowercase().replace(' ', "-"),
        "title": title,
        "product_type": short["type"],
        "variants": variants,
    })
}

/// Fills in what a scenario does not care about of a customer: an address, and a card, PayPal and a
/// gift card with 50.00 dollars on it.
fn whole_customer(short: &Value) -> Value {
    let mut whole = json!({
        "default_address": home(),
        "payment_methods": [
            { "id": "pm_card", "kind": "credit_card", "brand": "Visa", "last4": "4242" },
            { "id": "pm_paypal", "kind": "paypal" },
            { "id": "pm_gift", "kind": "gift_card", "balance": { "amount": "50.00", "currency": "USD" } },
        ],
    });
    merge(&mut whole, short);
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
