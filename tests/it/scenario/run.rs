//! Plays a conversation: events come in, messages are answered as the functions answer them.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use edgewise::{
    base::{
        id::{CallId, ConversationId, CustomerKey, TurnId},
        time::Timestamp,
    },
    commerce::{AnsweredCall, Call, PendingCall, Read},
    conversation::{ConversationState, ConversationStatus},
    engine::{
        Advance, Channel, Inbound, Opening, Outcome, RECORD_SCHEMA_VERSION, TurnRecord, advance,
        advance_understood, learned, understood,
    },
    identity::Identity,
    lab::compare,
    playbook::Playbook,
    profile::Profile,
    understanding::Known,
    welcome::{Visit, welcome},
    wire::{AcceptedEvent, EventSubject, parse_single},
};
use serde_json::{Value, json};

use super::{
    seen::{Seen, show},
    shape::Scenario,
};
use crate::{
    pages::Pages,
    shop::{Gate, Shop},
    whole::{merge, whole_customer, whole_order, whole_product, whole_subscription},
};

/// One conversation under way.
pub(super) struct Run {
    scenario: Scenario,
    pub(super) playbook: Playbook,
    shop: Shop,
    pages: Pages,
    gate: Gate,
    profile: Profile,
    state: ConversationState,
    now: Timestamp,
    /// What was said last.
    last_text: String,
    /// Whether the conversation is printed.
    shows: bool,
    /// The turns so far, each with the profile that it saw.
    pub(super) turns: Vec<(TurnRecord, Profile)>,
    /// What the engine alone took for each message, all its runs together.
    spent: Vec<(Duration, String)>,
}

impl Run {
    pub(super) fn new(scenario: Scenario, shows: bool) -> Self {
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
        let subscriptions = scenario.subscriptions.iter().enumerate();
        let subscriptions =
            subscriptions.map(|(index, held)| whole_subscription(held, &owner, index)).collect();
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
                subscriptions,
                codes: scenario.codes.clone(),
                cancel_reasons: scenario.cancel_reasons.clone(),
                loyalty: scenario.loyalty.clone(),
                instead: BTreeMap::new(),
                calls: Vec::new(),
                keys: Vec::new(),
            },
            pages: Pages::of(&scenario.articles),
            gate: Gate::new(playbook.identity.attempt_bounds()),
            profile: Profile::default(),
            state: ConversationState::default(),
            last_text: String::new(),
            shows,
            spent: Vec::new(),
            turns: Vec::new(),
            playbook,
            scenario,
        };
        run.gate.counted =
            run.scenario.done_before.iter().map(|done| done.counted(run.now)).collect();
        let events = std::mem::take(&mut run.scenario.events);
        run.hear(&events);
        run
    }

    /// What the engine took for each message so far.
    pub(super) fn spent(&self) -> &[(Duration, String)] {
        &self.spent
    }

    /// Plays the whole conversation; gives what was not as expected.
    pub(super) fn play(&mut self) -> Vec<String> {
        let mut faults = self.open();
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
            let same = compare(&record, &self.profile, &self.playbook, &self.playbook).unwrap();
            assert_eq!(same, None, "the same playbook changes nothing");
            self.turns.push((record.clone(), self.profile.clone()));
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
            for event in std::mem::take(&mut self.gate.own) {
                self.profile.fold(event);
            }
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

    /// Opens the chat, as the functions open it: with as much of the profile as may be told.
    fn open(&mut self) -> Vec<String> {
        let Some(session) = self.scenario.session.take() else { return Vec::new() };
        let identity = self.identity();
        if let Some(minutes) = session.asked_minutes_ago {
            self.meet(self.now.plus_ms(-minutes * 60_000));
        }
        let profile = self.profile.clone().for_greeting(&identity, self.now);
        let visit = Visit {
            profile: &profile,
            identity: &identity,
            product: session.product.as_deref(),
            locale: session.locale.as_deref(),
            now: self.now,
        };
        let opened = welcome(&visit, &self.playbook);
        if self.shows {
            show(&format!("  < {}\n    -- {:?}", opened.reply.text, opened.suggestions));
        }
        let known = Known::of(&self.profile, &self.playbook, self.now);
        session.compare(&opened, &known)
    }

    /// Asks the shop for customer and orders, as a first session does.
    fn meet(&mut self, at: Timestamp) {
        let identity = self.identity();
        let who = identity.verified_at(at).unwrap();
        let reads = [Read::customer(who), Read::orders(who)];
        for (step, read) in reads.into_iter().enumerate() {
            let pending = PendingCall { id: CallId::of_session("m", step), call: Call::Read(read) };
            let answered = self.shop.perform(pending, at);
            for event in learned(&[answered]) {
                self.profile.fold(event);
            }
        }
    }

    /// Events arrive through the public door.
    fn hear(&mut self, events: &[Value]) {
        for event in events {
            let mut whole = json!({ "specversion": "1.0", "source": "shop" });
            merge(&mut whole, event);
            let hours = whole.as_object_mut().unwrap().remove("hours_ago");
            let hours = hours.and_then(|hours| hours.as_i64()).unwrap_or_default();
            let at = self.now.plus_ms(-hours * 3_600_000);
            whole.as_object_mut().unwrap().entry("time").or_insert(json!(at));
            let id = format!("{}", self.profile.timeline.len() + self.profile.orders.len());
            whole.as_object_mut().unwrap().entry("id").or_insert(json!(id));
            if whole["type"] == "subscription.updated" {
                let owner = self.scenario.customer.clone().unwrap();
                whole["data"] = whole_subscription(&whole["data"], &owner, 0);
            }
            if whole["type"] == "order.updated" {
                let owner = self.scenario.customer.clone().unwrap();
                whole["data"] = whole_order(&whole["data"], &owner, &self.shop.products);
            }
            let body = serde_json::to_vec(&whole).unwrap();
            let AcceptedEvent { subject, .. } = parse_single(&body, at).unwrap();
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

    #[expect(clippy::disallowed_methods, reason = "the engine's time is told to who measures it")]
    fn drive(&mut self, record: &mut TurnRecord) -> Outcome {
        let from = Instant::now();
        let understanding = understood(record, &self.profile, &self.playbook);
        let mut spent = from.elapsed();
        for _ in 0..ROUNDS_MAX {
            let from = Instant::now();
            let advanced =
                advance_understood(record, &self.profile, &self.playbook, &understanding).unwrap();
            spent += from.elapsed();
            match advanced {
                Advance::Done(outcome) => {
                    self.spent.push((spent, said(record)));
                    return *outcome;
                }
                Advance::Need(calls) => {
                    for pending in calls {
                        let ours = self.pages.answer(&pending.call);
                        let ours =
                            ours.or_else(|| self.gate.answer(&pending, &self.profile, self.now));
                        let answered = match ours {
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

/// What a turn began with, to name it by.
fn said(record: &TurnRecord) -> String {
    match &record.opening.inbound {
        Inbound::Text { text } => text.chars().take(100).collect(),
        other => format!("{other:?}"),
    }
}

/// Twice what the longest skill needs.
const ROUNDS_MAX: usize = 12;
