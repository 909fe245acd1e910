//! Goal: whole conversations end as the people who own the product say they should.
//! Method: each file of `tests/scenarios/` holds conversations as data. A scripted shop speaks the
//! Commerce API through the real connector; the engine is driven as the functions drive it. Every
//! turn is replayed from the stored form of its record. What holds for every reply is checked of
//! every reply (see [`Seen::keep_promises`]). `EDGEWISE_SHOW=returns` plays one file alone and
//! prints its conversations as they were held.

use std::{collections::BTreeMap, fs, path::Path};

use edgewise::{
    base::{
        id::{ConversationId, CustomerKey, OrderId, TurnId},
        money::Money,
        time::Timestamp,
    },
    commerce::{ActionKind, AnsweredCall, CountedAction},
    conversation::{ConversationState, ConversationStatus},
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
use serde_json::{Value, json};

use crate::{
    shop::{Gate, Shop},
    whole::{merge, whole_customer, whole_order, whole_product},
};

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
    /// How far every skill may go of which the playbook says nothing; as the default playbook has
    /// it where absent.
    #[serde(default)]
    autonomy: Option<String>,
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
    /// Whether a person has taken the conversation over just before the message.
    #[serde(default)]
    person_joins: bool,
    /// Minutes since the message before.
    #[serde(default)]
    minutes_later: i64,
    /// Events that came just before the message.
    #[serde(default)]
    events: Vec<Value>,
    /// What has become of orders in the shop since the message before, by number.
    #[serde(default)]
    orders: BTreeMap<String, Value>,
    /// What the shop answers instead of the truth, by call (`GET orders`, `POST cancel`, or
    /// `POST cancel #1001` for one order): a status, a code with which it refuses, `timed_out`,
    /// `lost` (done, but the answer never came) or a body.
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
    let shown = std::env::var_os("EDGEWISE_SHOW").and_then(|shown| shown.into_string().ok());
    let mut faults = Vec::new();
    let mut count = 0_usize;
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let file = path.file_stem().unwrap().to_string_lossy().into_owned();
        if shown.as_ref().is_some_and(|shown| *shown != file) {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let scenarios: Vec<Scenario> = serde_json::from_str(&text)
            .unwrap_or_else(|fault| panic!("{}: {fault}", path.display()));
        for scenario in scenarios {
            count += 1;
            let title = format!("{file}: {}", scenario.name);
            if shown.is_some() {
                show(&format!("\n# {}", scenario.name));
            }
            let run = Run::new(scenario, shown.is_some());
            faults.extend(run.play().into_iter().map(|f| format!("{title}: {f}")));
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    assert!(shown.is_some() || count >= 500, "only {count} scenarios were found");
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
    /// What was said last.
    last_text: String,
    /// Whether the conversation is printed.
    shows: bool,
}

impl Run {
    fn new(scenario: Scenario, shows: bool) -> Self {
        let mut playbook = serde_json::to_value(Playbook::default()).unwrap();
        if let Some(autonomy) = &scenario.autonomy {
            for skill in playbook["skills"].as_object_mut().unwrap().values_mut() {
                *skill = json!(autonomy);
            }
        }
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
            last_text: String::new(),
            shows,
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
            if turn.person_joins {
                self.state.status = ConversationStatus::Human;
            }
            self.shop.calls.clear();
            self.shop.instead = turn.shop;
            for order in &mut self.shop.orders {
                let number = order["number"].as_str().unwrap().to_owned();
                merge(order, turn.orders.get(&number).unwrap_or(&Value::Null));
            }
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
            seen.keep_promises(&self.last_text);
            if self.shows {
                seen.print(&turn.say);
            }
            self.last_text = seen.text();
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
    fn text(&self) -> String {
        self.outcome.reply.as_ref().map(|reply| reply.text.clone()).unwrap_or_default()
    }

    /// What holds for every reply: nothing is called done that was not done, nothing is said twice
    /// in one reply, no question is asked twice in a row in the same words, and no sentence is
    /// broken.
    fn keep_promises(&mut self, before: &str) {
        let facts = facts_of(self.outcome);
        let told = facts.iter().filter(|fact| *fact == "has_done").count();
        let done = actions_of(self.outcome).iter().filter(|it| it.ends_with(" done")).count();
        if told != done {
            self.faults.push(format!("{told} changes are called done, {done} were done"));
        }
        let text = self.text();
        let paragraphs: Vec<&str> = text.split("\n\n").collect();
        for (index, paragraph) in paragraphs.iter().enumerate() {
            let empty = paragraph.trim().is_empty() && self.outcome.reply.is_some();
            if empty || paragraphs[..index].contains(paragraph) {
                self.faults.push(format!("the paragraph “{paragraph}” is empty or said twice"));
            }
        }
        let asks = |fact: &String| fact.starts_with("ask_") || fact.starts_with("which_");
        if !text.is_empty() && text == before && facts.iter().any(asks) {
            self.faults.push("the same is asked again in the same words".to_owned());
        }
        for broken in ["  ", " ,", " .", "..", "()", ": ."] {
            if text.contains(broken) {
                self.faults.push(format!("a sentence is broken: it has “{broken}”"));
            }
        }
    }

    fn print(&self, say: &str) {
        let outcome = self.outcome;
        let ticket = outcome.ticket.as_ref().map(|ticket| name(&ticket.reason));
        let text = self.text().replace('\n', "\n    ");
        show(&format!("  > {say}\n    {text}"));
        let (facts, asks, actions) = (facts_of(outcome), outcome.state.asks(), actions_of(outcome));
        show(&format!("    -- {facts:?} asks {asks:?} did {actions:?} ticket {ticket:?}"));
    }

    fn compare(&mut self, expect: &Expect) {
        let outcome = self.outcome;
        let text = self.text();
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

/// Prints a line for who asked for it.
#[expect(clippy::print_stdout, reason = "asked for by the environment")]
fn show(line: &str) {
    println!("{line}");
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
