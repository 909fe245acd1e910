//! A client of the store, and short ways to look things up.

use edgewise::{
    base::time::Timestamp,
    commerce::{Customer, Loyalty, Order, OrderStatus, Product, Subscription},
};
use edgewise_demo::{DemoStore, StoreRequest, StoreResponse};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The seed of all tests that do not say otherwise.
pub(crate) const SEED: u64 = 2_026;

pub(crate) fn base() -> Timestamp {
    Timestamp::parse("2026-03-02T10:00:00Z").unwrap()
}

pub(crate) fn store() -> Client {
    Client { store: DemoStore::generate(SEED, base()), keys: 0, stored: Vec::new() }
}

pub(crate) struct Client {
    pub(crate) store: DemoStore,
    keys: u32,
    /// Everything that a wrapper would have stored.
    pub(crate) stored: Vec<edgewise_demo::StoredChange>,
}

impl Client {
    pub(crate) fn send(
        &mut self,
        method: &str,
        target: &str,
        key: Option<&str>,
        body: &str,
    ) -> StoreResponse {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let request = StoreRequest {
            method: method.to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
            idempotency_key: key.map(ToOwned::to_owned),
            body: body.as_bytes().to_vec(),
        };
        let response = self.store.handle(&request, now());
        self.stored.extend(response.changes.clone());
        response
    }

    /// A change under a key of its own.
    pub(crate) fn change(&mut self, method: &str, path: &str, body: &Value) -> StoreResponse {
        self.keys += 1;
        let key = format!("key-{}", self.keys);
        self.send(method, path, Some(&key), &body.to_string())
    }

    pub(crate) fn post(&mut self, path: &str, body: &Value) -> StoreResponse {
        self.change("POST", path, body)
    }

    pub(crate) fn get(&mut self, target: &str) -> StoreResponse {
        let response = self.send("GET", target, None, "");
        assert!(response.changes.is_empty() && response.events.is_empty());
        response
    }

    pub(crate) fn read<T: DeserializeOwned>(&mut self, target: &str) -> T {
        let response = self.get(target);
        assert_eq!(response.status, 200, "{target}: {}", response.body);
        serde_json::from_str(&response.body).unwrap()
    }

    pub(crate) fn items<T: DeserializeOwned>(&mut self, target: &str) -> Vec<T> {
        let page: Value = self.read(target);
        serde_json::from_value(page["items"].clone()).unwrap()
    }

    pub(crate) fn customers(&mut self) -> Vec<Customer> {
        (1_001..3_000)
            .map(|number| self.get(&format!("/customers/cus_{number}")))
            .take_while(|response| response.status == 200)
            .map(|response| serde_json::from_str(&response.body).unwrap())
            .collect()
    }

    pub(crate) fn orders(&mut self) -> Vec<Order> {
        let customers = self.customers();
        let lists = customers.iter().map(|customer| self.orders_of(customer.id.as_str()));
        lists.collect::<Vec<_>>().into_iter().flatten().collect()
    }

    pub(crate) fn orders_of(&mut self, customer_id: &str) -> Vec<Order> {
        self.items(&format!("/customers/{customer_id}/orders?limit=250"))
    }

    pub(crate) fn order(&mut self, id: &str) -> Order {
        self.read(&format!("/orders/{id}"))
    }

    pub(crate) fn products(&mut self) -> Vec<Product> {
        self.items("/products?limit=250")
    }

    pub(crate) fn subscriptions(&mut self) -> Vec<Subscription> {
        let customers = self.customers();
        let mut all = Vec::new();
        for customer in customers {
            let target = format!("/customers/{}/subscriptions", customer.id);
            all.extend(self.items::<Subscription>(&target));
        }
        all
    }

    pub(crate) fn loyalty(&mut self) -> Vec<(Customer, Loyalty)> {
        let mut all = Vec::new();
        for customer in self.customers() {
            let response = self.get(&format!("/customers/{}/loyalty", customer.id));
            if response.status == 200 {
                all.push((customer, serde_json::from_str(&response.body).unwrap()));
            }
        }
        all
    }

    /// The first order that is as wanted.
    #[track_caller]
    pub(crate) fn find_order(&mut self, is_wanted: impl Fn(&Order) -> bool) -> Order {
        self.orders().into_iter().find(is_wanted).unwrap()
    }

    pub(crate) fn pending_order(&mut self) -> Order {
        self.find_order(|order| order.status == OrderStatus::Pending && order.payments.len() == 1)
    }

    /// A delivered order whose lines may all come back.
    pub(crate) fn delivered_order(&mut self) -> Order {
        self.find_order(|order| {
            order.status == OrderStatus::Delivered
                && order.payments.len() == 1
                && order.lines.iter().all(|line| line.final_sale.is_none())
        })
    }

    /// Everything that the shop can be asked, as one text.
    pub(crate) fn snapshot(&mut self) -> String {
        let mut text = String::new();
        for customer in self.customers() {
            let id = customer.id.as_str();
            for target in ["", "/orders?limit=250", "/loyalty", "/subscriptions?limit=250"] {
                text.push_str(&self.get(&format!("/customers/{id}{target}")).body);
            }
        }
        text.push_str(&self.get("/products?limit=250").body);
        text
    }
}

/// An hour after the shop was made.
pub(crate) fn now() -> Timestamp {
    base().plus_ms(edgewise::base::time::HOUR_MS)
}

pub(crate) fn json(response: &StoreResponse) -> Value {
    serde_json::from_str(&response.body).unwrap()
}

#[track_caller]
pub(crate) fn check_problem(response: &StoreResponse, status: u16, code: &str, pointer: &str) {
    let problem = json(response);
    assert_eq!((response.status, &problem["code"]), (status, &code.into()), "{problem}");
    assert_eq!(problem["status"], status);
    for field in ["type", "title", "detail"] {
        assert!(problem[field].as_str().is_some_and(|text| !text.is_empty()), "{problem}");
    }
    if !pointer.is_empty() {
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{problem}");
    }
    assert!(response.events.is_empty());
}

/// The only event of this type.
#[track_caller]
pub(crate) fn event<'a>(response: &'a StoreResponse, event_type: &str) -> &'a Value {
    let mut found = response.events.iter().filter(|event| event.event_type == event_type);
    let event = found.next().unwrap_or_else(|| panic!("no {event_type} in {:?}", response.events));
    assert!(found.next().is_none());
    assert_eq!(event.time, now());
    &event.data
}
