//! The customer and the shop of past turns, as far as the turns saw them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::PastTurn;
use crate::{
    base::{json, time::DAY_MS},
    commerce::{Answer, AnsweredCall, Call, FieldValue, Order, ServiceCall, ShopFault},
    engine::Opening,
    identity::Identity,
    knowledge::FoundPassage,
    playbook::{TestAnswer, TestFailure},
    profile::{Profile, TimelineKind},
    wire::{DoneBefore, Scenario},
};

/// A scenario with nothing said yet. Of what was seen more than once, the first counts: what was done
/// to it later is done again.
pub(super) fn fixture(turns: &[PastTurn<'_>]) -> Scenario {
    let opening = turns.first().map(|past| &past.record.opening);
    let profile = turns.first().map(|past| cleaned(past.profile)).unwrap_or_default();
    let mut held = Held::default();
    let answers = || turns.iter().flat_map(|past| &past.record.answers);
    answers().filter(|answered| !matches!(answered.call, Call::Act(_))).for_each(|it| held.see(it));
    for seen in profile.current_orders() {
        held.order(&seen.value);
    }
    if let Some(seen) = &profile.customer {
        held.add("customers", json::value(&seen.value));
    }
    if let Some(seen) = &profile.loyalty {
        held.loyalty.get_or_insert_with(|| json::value(&seen.value));
    }
    for seen in profile.subscriptions.values() {
        held.add("subscriptions", json::value(&seen.value));
    }
    answers().filter(|answered| matches!(answered.call, Call::Act(_))).for_each(|it| held.see(it));
    let mut list = |name: &str| held.lists.remove(name).unwrap_or_default();
    Scenario {
        name: "A past conversation".to_owned(),
        now: opening.map(|opening| opening.at).unwrap_or_default(),
        customer: opening.and_then(signed_in),
        reach: opening.map(|opening| opening.reach.clone()).unwrap_or_default(),
        orders: list("orders"),
        subscriptions: list("subscriptions"),
        customers: list("customers"),
        products: list("products"),
        articles: list("articles"),
        cancel_reasons: held.cancel_reasons.unwrap_or_else(|| vec!["no longer needed".to_owned()]),
        loyalty: held.loyalty.unwrap_or_default(),
        codes: BTreeMap::new(),
        services: held.services,
        done_before: opening.map(|opening| done_before(opening, answers())).unwrap_or_default(),
        events: Vec::new(),
        session: None,
        turns: Vec::new(),
        profile: (profile != Profile::default()).then(|| Box::new(profile)),
    }
}

/// A profile without what no turn depends on and anything may stand in: the pages where somebody was, and
/// events that we do not know.
pub(super) fn cleaned(profile: &Profile) -> Profile {
    let mut clean = profile.clone();
    clean.timeline.retain(|seen| !matches!(seen.value.kind, TimelineKind::Other { .. }));
    for seen in &mut clean.timeline {
        match &mut seen.value.kind {
            TimelineKind::CheckoutStarted { url } => *url = None,
            TimelineKind::PageViewed { url, title } => (*url, *title) = (None, None),
            TimelineKind::Other { .. }
            | TimelineKind::ProductViewed { .. }
            | TimelineKind::VisitorLinked { .. } => {}
        }
    }
    clean
}

/// What was seen of the shop, each thing once.
#[derive(Default)]
struct Held {
    lists: BTreeMap<&'static str, Vec<Value>>,
    cancel_reasons: Option<Vec<String>>,
    loyalty: Option<Value>,
    services: BTreeMap<String, Vec<TestAnswer>>,
}

impl Held {
    fn see(&mut self, answered: &AnsweredCall) {
        if let Some((service, _)) = answered.call.service() {
            return self.service(service, answered);
        }
        let Ok(answer) = &answered.result else { return };
        match answer {
            Answer::Capabilities(told) => {
                self.cancel_reasons.get_or_insert_with(|| told.cancel_reasons.clone());
            }
            Answer::Customer(told) => self.add("customers", json::value(told)),
            Answer::Found(told) => {
                told.iter().for_each(|one| self.add("customers", json::value(one)));
            }
            Answer::Loyalty(told) => {
                self.loyalty.get_or_insert_with(|| json::value(told));
            }
            Answer::Order(told) => self.order(told),
            Answer::Orders(list) => list.orders.iter().for_each(|one| self.order(one)),
            Answer::Passages(found) => found.iter().for_each(|one| self.passage(one)),
            Answer::Product(told) => self.add("products", json::value(told)),
            Answer::Products(told) => {
                told.iter().for_each(|one| self.add("products", json::value(one)));
            }
            Answer::Subscription(told) => self.add("subscriptions", json::value(told)),
            Answer::Subscriptions(told) => {
                told.iter().for_each(|one| self.add("subscriptions", json::value(one)));
            }
            Answer::Checkout(_)
            | Answer::CodeChecked { .. }
            | Answer::Consents(_)
            | Answer::Counted(_)
            | Answer::Discount(_)
            | Answer::Fields(_)
            | Answer::NotNow { .. }
            | Answer::Privacy(_)
            | Answer::Waiting(_)
            | Answer::Wishes(_) => {}
        }
    }

    fn add(&mut self, list: &'static str, value: Value) {
        let list = self.lists.entry(list).or_default();
        if list.iter().all(|held| held.get("id") != value.get("id")) {
            list.push(value);
        }
    }

    /// An order with what a scenario would fill in otherwise.
    fn order(&mut self, order: &Order) {
        let mut value = json::value(order);
        if let Some(fields) = value.as_object_mut() {
            fields.entry("number").or_insert_with(|| json!(order.shown_number()));
            fields.entry("payments").or_insert_with(|| json!([]));
            fields.entry("shipping_address").or_insert(Value::Null);
        }
        self.add("orders", value);
    }

    /// The pages are known as far as passages of them were found.
    fn passage(&mut self, found: &FoundPassage) {
        let passage = &found.passage;
        let text = passage.text.replace('\n', "\n\n");
        let headings = passage.headings.iter().map(|heading| format!("## {heading}\n\n"));
        let part = format!("{}{text}", headings.collect::<String>());
        let articles = self.lists.entry("articles").or_default();
        let same =
            |held: &&mut Value| held.get("id").and_then(Value::as_str) == Some(&passage.article);
        match articles.iter_mut().find(same) {
            Some(held) => {
                let body = held.get("body").and_then(Value::as_str).unwrap_or_default();
                if !body.contains(&part) {
                    let body = format!("{body}\n\n{part}");
                    if let Some(fields) = held.as_object_mut() {
                        fields.insert("body".to_owned(), json!(body));
                    }
                }
            }
            None => articles.push(json!({
                "id": passage.article,
                "title": passage.title,
                "url": passage.link.as_deref().and_then(|link| link.split('#').next()),
                "language": passage.language,
                "audience": json::value(&passage.audience),
                "body": part,
            })),
        }
    }

    fn service(&mut self, call: &ServiceCall, answered: &AnsweredCall) {
        let answer = match &answered.result {
            Ok(Answer::Fields(fields)) => {
                let plain = fields.iter().map(|(name, value)| (name.clone(), plain(value)));
                TestAnswer { gives: Some(plain.collect()), fails: None }
            }
            Err(ShopFault::NotFound) => failed(TestFailure::Missing),
            Err(ShopFault::Unknown) => failed(TestFailure::Lost),
            Ok(_) | Err(_) => failed(TestFailure::Failed),
        };
        let name = format!("{}.{}", call.connector, call.operation);
        self.services.entry(name).or_default().push(answer);
    }
}

fn failed(how: TestFailure) -> TestAnswer {
    TestAnswer { gives: None, fails: Some(how) }
}

/// A value as a service answers it: what it is named by is left out.
fn plain(value: &FieldValue) -> Value {
    let told = json::value(value);
    told.get("value").cloned().unwrap_or(told)
}

/// Who had signed in. Somebody who has proven in the conversation who they are had not: it is done again.
pub(super) fn signed_in(opening: &Opening) -> Option<String> {
    match &opening.identity {
        Identity::Verified(proof) if opening.state.proof.as_ref() != Some(proof) => {
            Some(proof.customer_id().to_string())
        }
        Identity::Anonymous | Identity::Verified(_) => None,
    }
}

/// What limits counted when they were asked first.
fn done_before<'a>(
    opening: &Opening,
    mut answers: impl Iterator<Item = &'a AnsweredCall>,
) -> Vec<DoneBefore> {
    let first = answers.find_map(|answered| match &answered.result {
        Ok(Answer::Counted(counted)) => Some(counted),
        Ok(_) | Err(_) => None,
    });
    let days_ago = |ms: i64| ms.checked_div(DAY_MS).unwrap_or_default();
    let done = first.into_iter().flatten().map(|counted| DoneBefore {
        action: counted.action,
        order: counted.order_id.as_ref().map(ToString::to_string),
        amount: counted.amount,
        days_ago: days_ago(opening.at.ms_since(counted.at)),
    });
    done.collect()
}
