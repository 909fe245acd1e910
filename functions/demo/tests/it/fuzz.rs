//! Random requests, and starting again from what was stored.

use std::collections::BTreeMap;

use edgewise::{base::limits::BODY_BYTES_MAX, commerce::OrderStatus};
use edgewise_demo::{ChangeKind, DemoStore, StoredChange};
use serde_json::{Value, json};

use crate::support::{Client, SEED, base, store};

/// SplitMix64; the seed is in the message of a failure.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % sides as u64).unwrap()
    }

    fn of<T: Clone>(&mut self, list: &[T]) -> T {
        list[self.roll(list.len())].clone()
    }
}

/// Ids that exist, so that many requests get past the look-up.
struct Ids {
    customers: Vec<String>,
    orders: Vec<Value>,
    subscriptions: Vec<String>,
    variants: Vec<String>,
}

fn ids(store: &mut Client) -> Ids {
    Ids {
        customers: store.customers().iter().map(|c| c.id.to_string()).collect(),
        // Few enough that changes of one order meet.
        orders: store
            .orders()
            .iter()
            .filter(|o| o.status == OrderStatus::Pending || o.id.as_str().ends_with('7'))
            .map(|order| serde_json::to_value(order).unwrap())
            .collect(),
        subscriptions: store.subscriptions().iter().map(|s| s.id.to_string()).collect(),
        variants: store
            .products()
            .iter()
            .flat_map(|product| &product.variants)
            .map(|variant| variant.id.to_string())
            .collect(),
    }
}

fn request(dice: &mut Dice, ids: &Ids) -> (&'static str, String, Value) {
    let customer = dice.of(&ids.customers);
    let order = dice.of(&ids.orders);
    let id = order["id"].as_str().unwrap();
    let lines = order["lines"].as_array().unwrap();
    let line = dice.of(lines)["id"].clone();
    let method = order["payments"][0]["payment_method_id"].clone();
    let product = order["lines"][0]["product_id"].as_str().unwrap().replace("prd", "var");
    let sibling = format!("{product}0{}", 1 + dice.roll(4));
    let first = order["lines"][0]["id"].clone();
    let variant = dice.of(&ids.variants);
    let subscription = dice.of(&ids.subscriptions);
    let address = json!({"line1": "1 Road", "city": "Town", "zip": "12345", "country": "US"});
    let kind = dice.of(&[
        "cancel",
        "pause",
        "resume",
        "set_interval",
        "set_next_charge",
        "set_quantity",
        "skip_next",
        "swap",
    ]);
    let swap = json!([{"line_id": first, "variant_id": sibling}]);
    let number = dice.roll(40);
    match dice.roll(15) {
        0 => ("POST", format!("/orders/{id}/cancel"), json!({"reason": "other"})),
        1 => ("PUT", format!("/orders/{id}/shipping-address"), address),
        2 => ("PUT", format!("/customers/{customer}/default-address"), address),
        3 => {
            let method = method.as_str().unwrap().replace("_1", "_2");
            ("PUT", format!("/orders/{id}/payment-method"), json!({"payment_method_id": method}))
        }
        4 | 5 => ("POST", format!("/orders/{id}/line-changes"), json!({"changes": swap})),
        6 | 7 => ("POST", format!("/orders/{id}/exchanges"), json!({"lines": swap})),
        8 | 9 => ("POST", format!("/orders/{id}/returns"), json!({"lines": [{"line_id": line}]})),
        10 => {
            let amount = json!({"amount": format!("{number}.50"), "currency": "USD"});
            let mut body = json!({"amount": amount, "reason": "x"});
            if number.is_multiple_of(2) {
                body["refund_to"] = json!(method.as_str().unwrap().replace("_1", "_2"));
            }
            ("POST", format!("/orders/{id}/refunds"), body)
        }
        11 => (
            "POST",
            format!("/orders/{id}/replacements"),
            json!({"line_ids": [line], "reason": "x"}),
        ),
        12 => {
            let path = format!("/customers/{customer}/loyalty/redemptions");
            ("POST", path, json!({"reward_id": "rwd_5_off"}))
        }
        13 => {
            let body = json!({"kind": kind, "variant_id": variant, "interval_days": number,
                              "quantity": number, "next_charge_at": "2026-05-01T00:00:00Z"});
            ("POST", format!("/subscriptions/{subscription}/changes"), body)
        }
        _ => {
            let body = json!({"customer_id": customer, "percent": number,
                              "lines": [{"variant_id": variant, "quantity": number}]});
            ("POST", dice.of(&["/checkouts", "/discounts"]).to_owned(), body)
        }
    }
}

/// Breaks a request in one of many ways, or leaves it.
fn spoil(dice: &mut Dice, method: &mut &'static str, path: &mut String, body: &mut String) {
    match dice.roll(14) {
        0 => *method = dice.of(&["GET", "PUT", "POST", "PATCH", "", "\u{7f}"]),
        1 => path.insert(dice.roll(path.len() + 1), dice.of(&['/', '%', '?', '\u{e9}', '#', '\0'])),
        2 => path.truncate(dice.roll(path.len())),
        3 => body.truncate(dice.roll(body.len().max(1))),
        4 => *body = body.replacen(':', dice.of(&[":[", ":null,", ":-", "::"]), 1),
        5 => *body = body.replace('1', "99999999999999999999"),
        6 => *body = "[".repeat(dice.roll(4_000)),
        7 => *body = dice.of(&["null", "[]", "0", "\"\"", "{}", "\u{1F375}"]).to_owned(),
        _ => {}
    }
}

#[test]
fn random_requests_never_panic_and_always_get_json() {
    for seed in 0..4 {
        let mut store = store();
        let ids = ids(&mut store);
        let mut dice = Dice(seed);
        let mut statuses = BTreeMap::new();
        for index in 0..3_000 {
            let (mut method, mut path, body) = request(&mut dice, &ids);
            let mut body = body.to_string();
            spoil(&mut dice, &mut method, &mut path, &mut body);
            let key = format!("k{}", index - dice.roll(2).min(index));
            let response = store.send(method, &path, Some(&key), &body);
            let text: Value = serde_json::from_str(&response.body)
                .unwrap_or_else(|error| panic!("seed {seed}, request {index}: {error}"));
            let is_problem = response.status >= 400;
            assert_eq!(text["code"].is_string() && text["status"] == response.status, is_problem);
            assert!(!is_problem || response.events.is_empty(), "seed {seed}, request {index}");
            *statuses.entry(response.status).or_insert(0) += 1;
        }
        for status in [200, 201, 404, 405, 409, 422] {
            assert!(statuses.contains_key(&status), "seed {seed}: {statuses:?}");
        }
        check_sound(&mut store, seed);
    }
}

/// What must hold whatever was asked.
fn check_sound(store: &mut Client, seed: u64) {
    for order in store.orders() {
        let moved = order.payments.iter().map(|payment| {
            let is_refund = payment.kind == edgewise::commerce::PaymentDirection::Refund;
            if is_refund { -payment.amount.minor() } else { payment.amount.minor() }
        });
        assert!(moved.sum::<i64>() >= 0, "seed {seed}: {}", order.id);
        let lines: i64 =
            order.lines.iter().map(|l| l.unit_price.minor() * i64::from(l.quantity)).sum();
        assert_eq!(order.total.minor(), lines, "seed {seed}: {}", order.id);
    }
    for variant in store.products().iter().flat_map(|product| &product.variants) {
        assert!(variant.inventory >= Some(0), "seed {seed}: {}", variant.id);
    }
    for (customer, account) in store.loyalty() {
        let sum: i64 = account.history.iter().map(|entry| entry.delta).sum();
        assert_eq!(account.points, Some(sum), "seed {seed}: {}", customer.id);
        assert!(sum >= 0);
    }
    for method in store.customers().iter().flat_map(|customer| &customer.payment_methods) {
        assert!(method.balance.is_none_or(|balance| balance.minor() >= 0));
    }
}

#[test]
fn a_store_that_starts_again_answers_as_the_one_that_lived() {
    let mut live = store();
    let ids = ids(&mut live);
    let mut dice = Dice(99);
    let mut sent = Vec::new();
    for index in 0..2_000 {
        let (method, path, body) = request(&mut dice, &ids);
        let key = format!("k{index}");
        let response = live.send(method, &path, Some(&key), &body.to_string());
        sent.push((method, path, key, body.to_string(), response));
    }
    // As a table with kind and id as its key would keep them; the order is not kept.
    let mut kept: BTreeMap<(ChangeKind, String), StoredChange> = BTreeMap::new();
    for change in live.stored.clone() {
        kept.insert((change.kind, change.id.clone()), change);
    }
    assert_eq!(
        kept.keys().map(|(kind, _)| kind).collect::<std::collections::BTreeSet<_>>().len(),
        7
    );
    let mut again = store();
    again.store = DemoStore::generate(SEED, base());
    again.store.restore(kept.into_values());
    assert_eq!(again.snapshot(), live.snapshot());
    for (method, path, key, body, first) in sent {
        let repeated = again.send(method, &path, Some(&key), &body);
        assert_eq!((repeated.status, repeated.body), (first.status, first.body));
        assert!(repeated.changes.is_empty() && repeated.events.is_empty());
    }
    // And both go on alike.
    for index in 0..300 {
        let (method, path, body) = request(&mut dice, &ids);
        let key = format!("later{index}");
        let body = body.to_string();
        let answers = [&mut live, &mut again].map(|s| s.send(method, &path, Some(&key), &body));
        assert_eq!(answers[0], answers[1]);
    }
}

#[test]
fn what_cannot_be_restored_is_left_as_generated() {
    let mut store = store();
    let snapshot = store.snapshot();
    for name in ["answer", "customer", "discount", "loyalty", "order", "product", "subscription"] {
        let kind = ChangeKind::parse(name).unwrap();
        assert_eq!(kind.name(), name);
        for body in ["", "{}", "null", "\u{0}"] {
            let change = StoredChange { kind, id: "\n".to_owned(), body: body.to_owned() };
            store.store.restore([change]);
        }
    }
    assert_eq!(ChangeKind::parse("other"), None);
    assert_eq!(store.snapshot(), snapshot);
}

#[test]
fn a_body_that_is_too_large_is_refused() {
    let mut store = store();
    let body = format!("{{\"reason\":\"{}\"}}", "x".repeat(BODY_BYTES_MAX));
    let order = store.pending_order();
    let response = store.send("POST", &format!("/orders/{}/cancel", order.id), Some("k"), &body);
    assert_eq!(response.status, 422);
}
