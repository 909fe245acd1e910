//! Reading, paging, idempotency and events.

use edgewise::commerce::{Capabilities, Customer, Product};
use serde_json::{Value, json};

use crate::support::{base, check_problem, event, json, now, store};

#[test]
fn capabilities_name_every_operation_of_the_contract() {
    let capabilities: Capabilities = store().read("/capabilities");
    // Every operationId of commerce-api.yaml, sorted.
    let expected = [
        "cancelOrder",
        "changeLines",
        "changeSubscription",
        "createCheckout",
        "createDiscount",
        "createExchange",
        "createRefund",
        "createReplacement",
        "createReturn",
        "findCustomers",
        "getCapabilities",
        "getCustomer",
        "getLoyalty",
        "getOrder",
        "getProduct",
        "getSubscription",
        "listOrders",
        "listProducts",
        "listSubscriptions",
        "redeemReward",
        "setDefaultAddress",
        "setPaymentMethod",
        "setShippingAddress",
    ];
    assert_eq!(capabilities.operations, expected);
    assert_eq!(capabilities.currency.as_deref(), Some("USD"));
    assert!(capabilities.countries.len() >= 10);
    assert!(capabilities.cancel_reasons.len() >= 3 && capabilities.return_reasons.len() >= 3);
}

#[test]
fn resources_are_read_by_id() {
    let mut store = store();
    let order = store.pending_order();
    assert_eq!(store.order(order.id.as_str()), order);
    // The id may be percent-encoded.
    let encoded = order.id.as_str().replace('_', "%5F");
    assert_eq!(store.order(&encoded), order);
    let product: Product = store.read("/products/prd_1001");
    assert_eq!(product.title, "Earl Grey Supreme");
    let held: Value = store.read("/subscriptions/sub_2001");
    assert_eq!(held["customer_id"], "cus_1008");
    for target in [
        "/customers/cus_1",
        "/customers/cus_1/orders",
        "/customers/cus_1/loyalty",
        "/customers/cus_1/subscriptions",
        "/orders/ord_1",
        "/orders/%0A",
        "/orders/%FF",
        "/products/prd_1",
        "/subscriptions/sub_1",
        "/nothing",
        "/",
        "",
        "/orders",
        "/orders/",
    ] {
        check_problem(&store.get(target), 404, "not_found", "");
    }
}

#[test]
fn wrong_methods_are_told_apart_from_wrong_paths() {
    let mut store = store();
    for (method, target) in [
        ("POST", "/capabilities"),
        ("DELETE", "/orders/ord_1"),
        ("GET", "/orders/ord_1/cancel"),
        ("POST", "/orders/ord_1/shipping-address"),
        ("get", "/products"),
    ] {
        let response = store.send(method, target, Some("k"), "{}");
        check_problem(&response, 405, "method_not_allowed", "");
        assert!(response.changes.is_empty());
    }
}

#[test]
fn customers_are_found_exactly_or_not_at_all() {
    let mut store = store();
    let zoe: Customer = store.read("/customers/cus_1003");
    for query in [
        "email=zoe.vandijk%40example.com",
        "email=ZOE.vanDijk@Example.com",
        "phone=%2B31305550119",
        "phone=+31%2030%20555%200119",
        "first_name=zo%C3%AB&last_name=VAN%20DIJK&zip=3511nr",
        "first_name=Zo%C3%AB&last_name=van+Dijk&zip=3511+NR&email=zoe.vandijk@example.com",
    ] {
        let found: Vec<Customer> = store.items(&format!("/customers?{query}"));
        assert_eq!(found, std::slice::from_ref(&zoe), "{query}");
    }
    for query in [
        "email=zoe",
        "email=%25",
        "phone=0",
        "phone=x",
        "first_name=Zo%C3%AB&last_name=van+Dijk&zip=3511",
        "email=zoe.vandijk@example.com&phone=1",
    ] {
        let found: Vec<Customer> = store.items(&format!("/customers?{query}"));
        assert!(found.is_empty(), "{query}");
    }
    for query in ["", "first_name=Zo%C3%AB&last_name=van+Dijk", "zip=3511NR", "email="] {
        check_problem(&store.get(&format!("/customers?{query}")), 422, "invalid", "");
    }
}

#[test]
fn pages_cover_a_list_once() {
    let mut store = store();
    let all: Vec<String> = store.products().into_iter().map(|p| p.id.to_string()).collect();
    for limit in [1, 7, 50, 250] {
        let mut seen = Vec::new();
        let mut target = format!("/products?limit={limit}");
        loop {
            let page: Value = store.read(&target);
            let items = page["items"].as_array().unwrap();
            assert!(items.len() <= limit && !items.is_empty());
            seen.extend(items.iter().map(|item| item["id"].as_str().unwrap().to_owned()));
            let Some(cursor) = page["next_cursor"].as_str() else { break };
            target = format!("/products?limit={limit}&cursor={cursor}");
        }
        assert_eq!(seen, all, "limit {limit}");
    }
    assert!(store.read::<Value>("/customers/cus_1006/orders")["next_cursor"].is_null());
    for query in ["limit=0", "limit=251", "limit=x", "limit=-1", "cursor=nobody"] {
        check_problem(&store.get(&format!("/products?{query}")), 422, "invalid", "");
    }
    assert_eq!(store.items::<Value>("/products").len(), 50);
}

#[test]
fn products_are_found_by_words_and_by_last_change() {
    let mut store = store();
    let found: Vec<Product> = store.items("/products?query=earl+GREY&limit=250");
    let titles: Vec<_> = found.iter().map(|product| product.title.as_str()).collect();
    assert_eq!(titles, ["Earl Grey Supreme", "Earl Grey Lavender", "Soy Candle"]);
    assert!(store.items::<Product>("/products?query=submarine").is_empty());
    let order = store.pending_order();
    store.post(&format!("/orders/{}/cancel", order.id), &json!({"reason": "other"}));
    let since = format!("/products?updated_since={}", base().to_string().replace(':', "%3A"));
    let moved: Vec<Product> = store.items(&since);
    assert_eq!(moved.len(), order.lines.len());
    check_problem(&store.get("/products?updated_since=yesterday"), 422, "invalid", "");
}

#[test]
fn a_change_needs_a_key_and_happens_once_under_it() {
    let mut store = store();
    let order = store.pending_order();
    let path = format!("/orders/{}/cancel", order.id);
    let body = json!({"reason": "no longer needed"}).to_string();
    for key in [None, Some(""), Some("k".repeat(256).as_str())] {
        let response = store.send("POST", &path, key, &body);
        check_problem(&response, 422, "invalid", "");
        assert_eq!(json(&response)["errors"][0]["header"], "Idempotency-Key");
        assert!(response.changes.is_empty());
    }
    let first = store.send("POST", &path, Some("turn/1"), &body);
    assert_eq!(first.status, 200);
    assert!(!first.events.is_empty());
    let snapshot = store.snapshot();

    let again = store.send("POST", &path, Some("turn/1"), &body);
    assert_eq!((again.status, &again.body), (first.status, &first.body));
    assert!(again.changes.is_empty() && again.events.is_empty());

    let other_body = store.send("POST", &path, Some("turn/1"), r#"{"reason":"other"}"#);
    check_problem(&other_body, 409, "idempotency_conflict", "");
    let other_path = store.send("POST", "/orders/ord_1/cancel", Some("turn/1"), &body);
    check_problem(&other_path, 409, "idempotency_conflict", "");

    // A refusal is an answer too, and stays the answer.
    let refused = store.send("POST", &path, Some("turn/2"), &body);
    check_problem(&refused, 409, "not_allowed", "");
    assert_eq!(store.send("POST", &path, Some("turn/2"), &body).body, refused.body);
    assert_eq!(store.snapshot(), snapshot);
}

#[test]
fn events_carry_what_a_later_read_returns_and_have_ids_of_their_own() {
    let mut store = store();
    // Paid by gift card, so that the customer changes with the order.
    let order = store.orders_of("cus_1004").remove(0);
    let path = format!("/orders/{}", order.id);
    let method = json!({"payment_method_id": "pm_1004_2"});
    let refused = store.change("PUT", &format!("{path}/payment-method"), &method);
    check_problem(&refused, 409, "insufficient_balance", "");
    let order = store.orders_of("cus_1004").remove(1);
    let path = format!("/orders/{}", order.id);
    let first = store.change("PUT", &format!("{path}/payment-method"), &method);
    assert_eq!(first.status, 200, "{}", first.body);
    assert_eq!(*event(&first, "order.updated"), store.read::<Value>(&path));
    assert_eq!(*event(&first, "order.updated"), json(&first));
    assert_eq!(*event(&first, "customer.updated"), store.read::<Value>("/customers/cus_1004"));
    assert!(first.events.iter().all(|event| event.subject.as_deref() == Some("cus_1004")));

    let second =
        store.post("/customers/cus_1007/loyalty/redemptions", &json!({"reward_id": "rwd_5_off"}));
    assert_eq!(second.status, 201, "{}", second.body);
    let account = event(&second, "loyalty.updated");
    assert_eq!(account["customer_id"], "cus_1007");
    assert_eq!(account["points"], json(&second)["points"]);

    let mut ids: Vec<_> =
        first.events.iter().chain(&second.events).map(|event| &event.id).collect();
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), count);
    let wire = serde_json::to_value(&first.events[0]).unwrap();
    assert_eq!(wire["type"], "order.updated");
    assert_eq!(wire["time"], now().to_string());
}
