//! Holds a conversation under way.

use serde_json::{Value, json};

use super::{
    gate::Gate,
    pages::Pages,
    seen,
    services::Services,
    shop::Shop,
    whole::{self, Faults, merge, text},
};
use crate::{
    base::{
        id::{CallId, ConversationId, CustomerKey, OrderId, TicketId, TurnId},
        json,
        time::{DAY_MS, HOUR_MS, MINUTE_MS, Timestamp},
    },
    commerce::{
        AnsweredCall, Call, CountedAction, Customer, Order, PendingCall, Product, Read,
        Subscription,
    },
    conversation::ConversationState,
    engine::{
        Advance, Channel, Inbound, Opening, Outcome, RECORD_SCHEMA_VERSION, TurnRecord, Understood,
        advance_understood, learned, understood,
    },
    identity::Identity,
    playbook::Playbook,
    profile::Profile,
    understanding::Known,
    welcome::{Visit, Welcome, welcome},
    wire::{
        DoneBefore, EventSubject, FieldFault, Scenario, ScenarioSession, ScenarioTurn, parse_single,
    },
};

/// Runs of one turn: twice what the longest skill needs.
const ROUNDS_MAX: usize = 12;

/// Hours for which a signed-in customer stays so.
const SIGNED_IN_MS: i64 = HOUR_MS;

/// A conversation under way, with all that it needs. A copy goes on by itself.
#[derive(Clone)]
pub struct Player<'a> {
    playbook: &'a Playbook,
    scenario: &'a Scenario,
    conversation_id: ConversationId,
    shop: Shop,
    services: Services,
    pages: Pages,
    gate: Gate,
    profile: Profile,
    state: ConversationState,
    now: Timestamp,
    turns: u32,
}

/// A turn that was played.
#[derive(Clone, Debug, PartialEq)]
pub struct PlayedTurn {
    /// All that its outcome depends on.
    pub record: TurnRecord,
    /// The profile that it saw.
    pub profile: Profile,
    /// What came of it.
    pub outcome: Outcome,
    /// The shop's calls, for example `GET orders`.
    pub calls: Vec<String>,
    /// Changes that were sent twice, as sentences.
    pub repeated: Vec<String>,
}

impl std::fmt::Debug for Player<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Player").field("turns", &self.turns).finish_non_exhaustive()
    }
}

impl<'a> Player<'a> {
    /// Sets the shop and the customer of a scenario up.
    ///
    /// # Errors
    /// All that the shop cannot hold, place by place.
    pub fn new(scenario: &'a Scenario, playbook: &'a Playbook) -> Result<Self, Vec<FieldFault>> {
        let mut faults = scenario.over_bounds();
        let key = CustomerKey::parse("c0123456789abcdef01234567")
            .map_err(|_| vec![whole::fault("", "cannot be played")])?;
        let shop = shop(scenario, &mut faults);
        let mut player = Self {
            playbook,
            scenario,
            conversation_id: ConversationId::derive(&key, 1),
            shop,
            services: Services::new(&scenario.services),
            pages: Pages::read(&scenario.articles, &mut faults),
            gate: Gate::new(playbook.identity.attempt_bounds(), counted(scenario, &mut faults)),
            profile: scenario.profile.as_deref().cloned().unwrap_or_default(),
            state: ConversationState::default(),
            now: scenario.now,
            turns: 0,
        };
        player.hear(&scenario.events, "/events", &mut faults);
        // Events of later turns are read now, too: all faults are found before anything is played.
        let before = player.profile.clone();
        for (index, turn) in scenario.turns.iter().enumerate() {
            player.hear(&turn.events, &format!("/turns/{index}/events"), &mut faults);
        }
        player.profile = before;
        if faults.is_empty() { Ok(player) } else { Err(faults) }
    }

    /// Opens the chat, as the functions open it: with as much of the profile as may be told.
    pub fn open(&mut self, session: &ScenarioSession) -> (Welcome, Vec<String>) {
        let identity = self.identity();
        if let Some(minutes) = session.asked_minutes_ago {
            self.meet(self.now.plus_ms(minutes.saturating_mul(MINUTE_MS).saturating_neg()));
        }
        let profile = self.profile.clone().for_greeting(&identity, self.now);
        let visit = Visit {
            profile: &profile,
            identity: &identity,
            product: session.product.as_deref(),
            locale: session.locale.as_deref(),
            now: self.now,
        };
        let opened = welcome(&visit, self.playbook);
        let known = Known::of(&self.profile, self.playbook, self.now);
        let told = seen::greeted(session, &opened, &known);
        (opened, told)
    }

    /// Goes on under another playbook.
    pub const fn under(&mut self, playbook: &'a Playbook) {
        self.playbook = playbook;
    }

    /// Plays a turn.
    ///
    /// # Errors
    /// In words, where it cannot be played or does not end.
    pub fn turn(&mut self, turn: &ScenarioTurn) -> Result<PlayedTurn, String> {
        self.now = self.now.plus_ms(turn.minutes_later.saturating_mul(MINUTE_MS));
        if let Some(profile) = &turn.profile {
            self.profile.clone_from(profile);
        }
        self.hear(&turn.events, "", &mut Vec::new());
        if turn.person_joins {
            self.state.take_over(TicketId::of_person(&self.conversation_id, 0));
        }
        self.shop.calls.clear();
        self.shop.instead.clone_from(&turn.shop);
        self.shop.become_of(&turn.orders);
        let mut record = self.record(self.inbound(turn)?);
        let outcome = self.drive(&mut record)?;
        let profile = self.profile.clone();
        for event in self.gate.take_own().into_iter().chain(learned(&record.answers)) {
            self.profile.fold(event);
        }
        if let Some(delivery) = &outcome.delivery {
            self.gate.send(delivery);
        }
        if outcome.state.proof != self.state.proof {
            self.gate.forgive();
        }
        self.state.clone_from(&outcome.state);
        let calls = std::mem::take(&mut self.shop.calls);
        let repeated = std::mem::take(&mut self.shop.repeated).into_iter();
        let repeated = repeated.map(|key| format!("A change was sent twice as {key}."));
        Ok(PlayedTurn { record, profile, outcome, calls, repeated: repeated.collect() })
    }

    /// Asks the shop for customer and orders, as a first session does.
    fn meet(&mut self, at: Timestamp) {
        let identity = self.identity();
        let Some(who) = identity.verified_at(at) else { return };
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
    fn hear(&mut self, events: &[Value], place: &str, faults: &mut Faults) {
        for (index, given) in events.iter().enumerate() {
            let at = format!("{place}/{index}");
            let mut event = json!({ "specversion": "1.0", "source": "shop" });
            merge(&mut event, given);
            let Some(fields) = event.as_object_mut() else {
                faults.push(whole::fault(at, "must be an object with named fields"));
                continue;
            };
            let hours = fields.remove("hours_ago").and_then(|hours| hours.as_i64());
            let ago = hours.unwrap_or_default().saturating_mul(HOUR_MS).saturating_neg();
            fields.entry("time").or_insert(json!(self.now.plus_ms(ago)));
            let known = self.profile.timeline.len().saturating_add(self.profile.orders.len());
            fields.entry("id").or_insert(json!(known.to_string()));
            let owner = self.owner();
            let told = match (fields.get("type").and_then(Value::as_str), fields.get("data")) {
                (Some("subscription.updated"), Some(Value::Object(data))) => {
                    Some(whole::subscription(data, owner, 0))
                }
                (Some("order.updated"), Some(Value::Object(data))) => {
                    Some(whole::order(data, owner, &self.shop.products))
                }
                _ => None,
            };
            match told.transpose() {
                Ok(None) => {}
                Ok(Some(data)) => {
                    fields.insert("data".to_owned(), data);
                }
                Err(inner) => {
                    let pointer = format!("{at}/data{}", inner.pointer);
                    faults.push(FieldFault { pointer, ..inner });
                    continue;
                }
            }
            match parse_single(event.to_string().as_bytes(), self.now.plus_ms(ago)) {
                Ok(accepted) => {
                    if let EventSubject::Customer { event, .. } = accepted.subject {
                        self.profile.fold(*event);
                    }
                }
                Err(problem) if problem.errors.is_empty() => {
                    faults.push(whole::fault(at, &problem.detail));
                }
                Err(problem) => faults.extend(problem.errors.into_iter().map(|inner| FieldFault {
                    pointer: format!("{at}{}", inner.pointer),
                    ..inner
                })),
            }
        }
    }

    fn inbound(&self, turn: &ScenarioTurn) -> Result<Inbound, String> {
        if turn.asks_person {
            return Ok(Inbound::HandoffRequest);
        }
        let Some(decision) = turn.approval else {
            return Ok(Inbound::Text { text: self.gate.with_code(&turn.say) });
        };
        match self.state.approvals.first() {
            Some(held) => Ok(Inbound::Approval { id: held.id.clone(), decision }),
            None => Err("A person should decide about a change, and none waits.".to_owned()),
        }
    }

    fn record(&mut self, inbound: Inbound) -> TurnRecord {
        self.turns = self.turns.saturating_add(1);
        TurnRecord {
            schema_version: RECORD_SCHEMA_VERSION,
            turn_id: TurnId::derive(&self.conversation_id, self.turns),
            conversation_id: self.conversation_id.clone(),
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

    fn owner(&self) -> &'a str {
        owner(self.scenario)
    }

    fn identity(&self) -> Identity {
        let Some(customer_id) = &self.scenario.customer else { return Identity::Anonymous };
        // A proof is made by reading a record that has it.
        let proof = json::read_value(json!({
            "customer_id": customer_id,
            "level": "strong",
            "expires_at": self.now.plus_ms(SIGNED_IN_MS),
        }));
        proof.map_or(Identity::Anonymous, Identity::Verified)
    }

    fn drive(&mut self, record: &mut TurnRecord) -> Result<Outcome, String> {
        let understanding = loop {
            match understood(record, &self.profile, self.playbook) {
                Understood::Read(understanding) => break understanding,
                Understood::Asks(pending) => {
                    let answered = self.answer(*pending)?;
                    record.answers.push(answered);
                }
            }
        };
        for _ in 0..ROUNDS_MAX {
            let advanced = advance_understood(record, &self.profile, self.playbook, &understanding)
                .map_err(|error| format!("The turn cannot be run: {}.", error.code()))?;
            match advanced {
                Advance::Done(outcome) => return Ok(*outcome),
                Advance::Need(calls) => {
                    for pending in calls {
                        let answered = self.answer(pending)?;
                        record.answers.push(answered);
                    }
                }
            }
        }
        Err("The turn does not end.".to_owned())
    }

    fn answer(&mut self, pending: PendingCall) -> Result<AnsweredCall, String> {
        if let Some((service, once)) = pending.call.service() {
            self.shop.calls.push(format!("{}.{}", service.connector, service.operation));
            let result = self.services.answer(service, once.is_some(), self.playbook)?;
            let PendingCall { id, call } = pending;
            return Ok(AnsweredCall { id, call, result, answered_at: self.now, waited_ms: 0 });
        }
        if let Some(result) = self.shop.proposed(&pending.call) {
            let PendingCall { id, call } = pending;
            return Ok(AnsweredCall { id, call, result, answered_at: self.now, waited_ms: 0 });
        }
        let hosts = &self.playbook.knowledge.sources;
        let ours = self.shop.found(&pending.call);
        let ours = ours.or_else(|| self.pages.answer(&pending.call, hosts));
        let ours = ours.or_else(|| self.gate.answer(&pending, &self.profile, self.now));
        Ok(match ours {
            None => self.shop.perform(pending, self.now),
            Some(answer) => AnsweredCall {
                id: pending.id,
                call: pending.call,
                result: Ok(answer),
                answered_at: self.now,
                waited_ms: 0,
            },
        })
    }
}

/// Whose orders are that name nobody.
fn owner(scenario: &Scenario) -> &str {
    scenario.customer.as_deref().unwrap_or("nobody")
}

/// The shop as a scenario gives it.
fn shop(scenario: &Scenario, faults: &mut Faults) -> Shop {
    let owner = owner(scenario);
    let products =
        whole::all::<Product>("/products", &scenario.products, faults, |it, _| whole::product(it));
    let orders = whole::all::<Order>("/orders", &scenario.orders, faults, |it, _| {
        whole::order(it, owner, &products)
    });
    let subscriptions = whole::all::<Subscription>(
        "/subscriptions",
        &scenario.subscriptions,
        faults,
        |it, index| whole::subscription(it, owner, index),
    );
    let mut customers =
        whole::all::<Customer>("/customers", &scenario.customers, faults, |it, _| {
            whole::customer(it)
        });
    if scenario.customer.is_some() && customers.iter().all(|held| text(held, "id") != owner) {
        let short = serde_json::Map::from_iter([("id".to_owned(), json!(owner))]);
        customers.extend(whole::customer(&short));
    }
    Shop {
        orders,
        customers,
        products,
        subscriptions,
        codes: scenario.codes.clone(),
        cancel_reasons: scenario.cancel_reasons.clone(),
        loyalty: scenario.loyalty.clone(),
        ..Shop::default()
    }
}

fn counted(scenario: &Scenario, faults: &mut Faults) -> Vec<CountedAction> {
    let mut counted = Vec::new();
    for (index, done) in scenario.done_before.iter().enumerate() {
        let DoneBefore { action, order, amount, days_ago } = done;
        let ago = days_ago.saturating_mul(DAY_MS).saturating_neg();
        match order.as_deref().map(OrderId::parse).transpose() {
            Ok(order_id) => counted.push(CountedAction {
                action: *action,
                order_id,
                skill: None,
                amount: *amount,
                at: scenario.now.plus_ms(ago),
            }),
            Err(error) => {
                faults
                    .push(whole::fault(format!("/done_before/{index}/order"), &error.to_string()));
            }
        }
    }
    counted
}
