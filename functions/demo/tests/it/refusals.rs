//! What is refused, how it is said, and that nothing changed.

use edgewise::commerce::{FulfillmentStatus, Order, OrderStatus, Subscription, SubscriptionStatus};
use serde_json::{Value, json};

use crate::support::{Client, check_problem, store};

/// A client that watches that refusals leave everything as it was.
struct Watch {
    store: Client,
    snapshot: String,
}

impl Watch {
    fn new() -> Self {
        let mut store = store();
        let snapshot = store.snapshot();
        Self { store, snapshot }
    }

    #[track_caller]
    fn check(&mut self, method: &str, path: &str, body: &Value, expected: (u16, &str, &str)) {
        let response = self.store.change(method, path, body);
        check_problem(&response, expected.0, expected.1, expected.2);
        // Only the answer itself is kept.
        assert_eq!(response.changes.len(), 1);
    }

    #[track_caller]
    fn post(&mut self, path: &str, body: &Value, expected: (u16, &str, &str)) {
        self.check("POST", path, body, expected);
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            assert!(self.store.snapshot() == self.snapshot, "a refusal changed something");
        }
    }
}

const NOT_ALLOWED: (u16, &str, &str) = (409, "not_allowed", "");
const NOT_FOUND: (u16, &str, &str) = (404, "not_found", "");

const fn invalid(pointer: &str) -> (u16, &str, &str) {
    (422, "invalid", pointer)
}

fn in_status(store: &mut Client, status: OrderStatus) -> Order {
    store.find_order(|order| order.status == status)
}

#[test]
fn only_a_pending_order_is_cancelled_and_only_for_a_known_reason() {
    let mut watch = Watch::new();
    for status in [
        OrderStatus::Cancelled,
        OrderStatus::Delivered,
        OrderStatus::ExchangeRequested,
        OrderStatus::PendingModified,
        OrderStatus::Processed,
        OrderStatus::ReturnRequested,
        OrderStatus::Shipped,
    ] {
        let path = format!("/orders/{}/cancel", in_status(&mut watch.store, status).id);
        watch.post(&path, &json!({"reason": "other"}), NOT_ALLOWED);
    }
    let path = format!("/orders/{}/cancel", watch.store.pending_order().id);
    watch.post(&path, &json!({"reason": "bored"}), invalid("/reason"));
    watch.post(&path, &json!({}), invalid("/reason"));
    watch.post(&path, &json!({"reason": 1}), invalid("/reason"));
    watch.post(&path, &json!([]), invalid(""));
    watch.post("/orders/ord_1/cancel", &json!({"reason": "other"}), NOT_FOUND);
    for body in ["", "{", "\u{0}", "{\"reason\":\"other\"}}"] {
        let response = watch.store.send("POST", &path, Some(body), body);
        // An empty key is refused as well, so none of these is ever carried out.
        assert_eq!(response.status, 422);
    }
}

#[test]
fn addresses_are_whole_deliverable_and_changed_before_shipping_only() {
    let mut watch = Watch::new();
    let good = json!({"line1": "1 New Road", "city": "Austin", "zip": "78701", "country": "US"});
    for status in [OrderStatus::Shipped, OrderStatus::Delivered, OrderStatus::Cancelled] {
        let order = in_status(&mut watch.store, status);
        let path = format!("/orders/{}/shipping-address", order.id);
        watch.check("PUT", &path, &good, NOT_ALLOWED);
    }
    let labelled = watch.store.find_order(|order| {
        order.status == OrderStatus::Processed && !order.fulfillments.is_empty()
    });
    let path = format!("/orders/{}/shipping-address", labelled.id);
    watch.check("PUT", &path, &good, NOT_ALLOWED);
    let pending = watch.store.pending_order();
    let paths = [
        format!("/orders/{}/shipping-address", pending.id),
        "/customers/cus_1001/default-address".to_owned(),
    ];
    for path in &paths {
        for (field, value) in [
            ("line1", json!("  ")),
            ("line1", json!("a\nb")),
            ("city", json!("")),
            ("zip", json!(78_701)),
            ("country", json!("Atlantis")),
            ("line2", json!("x".repeat(500))),
        ] {
            let mut body = good.clone();
            body[field] = value;
            watch.check("PUT", path, &body, invalid(&format!("/{field}")));
        }
        let mut body = good.clone();
        body.as_object_mut().unwrap().remove("zip");
        watch.check("PUT", path, &body, invalid("/zip"));
    }
    watch.check("PUT", "/customers/cus_1/default-address", &good, NOT_FOUND);
}

#[test]
fn payment_comes_from_the_customers_own_methods_while_they_reach() {
    let mut watch = Watch::new();
    let orders = watch.store.orders_of("cus_1004");
    let path = |order: &Order| format!("/orders/{}/payment-method", order.id);
    let body = |id: &str| json!({"payment_method_id": id});
    let pointer = invalid("/payment_method_id");
    watch.check("PUT", &path(&orders[0]), &body("pm_1001_1"), pointer);
    watch.check("PUT", &path(&orders[0]), &json!({}), pointer);
    watch.check("PUT", &path(&orders[0]), &body("pm_1004_1"), NOT_ALLOWED);
    // The duvet cover costs more than the gift card holds.
    let short = (409, "insufficient_balance", "");
    watch.check("PUT", &path(&orders[0]), &body("pm_1004_2"), short);
    watch.check("PUT", &path(&orders[2]), &body("pm_1004_2"), NOT_ALLOWED);
}

#[test]
fn lines_are_swapped_within_their_product_and_stock() {
    let mut watch = Watch::new();
    let products = watch.store.products();
    let gone = |order: &Order| {
        let line = &order.lines[0];
        let product = products.iter().find(|product| product.id == line.product_id)?;
        let mut others = product.variants.iter().filter(|v| v.id != line.variant_id);
        others.find(|variant| !variant.available).map(|variant| variant.id.clone())
    };
    let is_swappable = |order: &Order| order.status == OrderStatus::Pending;
    let order = watch.store.find_order(is_swappable);
    let path = format!("/orders/{}/line-changes", order.id);
    let line = &order.lines[0];
    let body =
        |line: &str, variant: &str| json!({"changes": [{"line_id": line, "variant_id": variant}]});
    let own = line.id.as_str();
    watch.post(&path, &json!({"changes": []}), invalid("/changes"));
    watch.post(&path, &json!({}), invalid("/changes"));
    watch.post(&path, &body("ln_1", "var_100101"), invalid("/changes/0"));
    watch.post(&path, &body(own, "var_1"), invalid("/changes/0/variant_id"));
    watch.post(&path, &body(own, line.variant_id.as_str()), NOT_ALLOWED);
    let foreign = products.iter().find(|product| product.id != line.product_id).unwrap();
    watch.post(&path, &body(own, foreign.variants[0].id.as_str()), NOT_ALLOWED);
    let twice = json!({"changes": [{"line_id": own, "variant_id": "v"}, {"line_id": own, "variant_id": "v"}]});
    watch.post(&path, &twice, invalid("/changes/1"));
    let sold_out = watch.store.find_order(|order| is_swappable(order) && gone(order).is_some());
    let wanted = gone(&sold_out).unwrap();
    let path = format!("/orders/{}/line-changes", sold_out.id);
    let body = body(sold_out.lines[0].id.as_str(), wanted.as_str());
    watch.post(&path, &body, (409, "out_of_stock", ""));
    for status in [OrderStatus::PendingModified, OrderStatus::Processed, OrderStatus::Delivered] {
        let order = in_status(&mut watch.store, status);
        let body = json!({"changes": [{"line_id": order.lines[0].id, "variant_id": "var_1"}]});
        watch.post(&format!("/orders/{}/line-changes", order.id), &body, NOT_ALLOWED);
    }
}

#[test]
fn only_delivered_lines_that_are_not_final_come_back() {
    let mut watch = Watch::new();
    let body = |order: &Order, index: usize| json!({"lines": [{"line_id": order.lines[index].id}]});
    let path = |order: &Order| format!("/orders/{}/returns", order.id);
    for status in [OrderStatus::Pending, OrderStatus::Processed, OrderStatus::Cancelled] {
        let order = in_status(&mut watch.store, status);
        watch.post(&path(&order), &body(&order, 0), NOT_ALLOWED);
    }
    // Of a split order, what is still on its way.
    let split = watch.store.orders_of("cus_1002").remove(0);
    watch.post(&path(&split), &body(&split, 1), NOT_ALLOWED);
    let is_final = |order: &Order| {
        order.status == OrderStatus::Delivered && order.lines[0].final_sale == Some(true)
    };
    let last = watch.store.find_order(is_final);
    watch.post(&path(&last), &body(&last, 0), NOT_ALLOWED);
    let exchange = json!({"lines": [{"line_id": last.lines[0].id, "variant_id": "var_1"}]});
    watch.post(&format!("/orders/{}/exchanges", last.id), &exchange, NOT_ALLOWED);

    let order = watch.store.delivered_order();
    let id = &order.lines[0].id;
    let too_many = order.lines[0].quantity + 1;
    for (lines, pointer) in [
        (json!([]), "/lines"),
        (json!([{"line_id": "ln_1"}]), "/lines/0"),
        (json!([{"line_id": id, "reason": "bored"}]), "/lines/0/reason"),
        (json!([{"line_id": id, "quantity": 0}]), "/lines/0/quantity"),
        (json!([{"line_id": id, "quantity": too_many}]), "/lines/0/quantity"),
        (json!([{"line_id": id, "quantity": -1}]), "/lines/0/quantity"),
        (json!([{"line_id": id}, {"line_id": id}]), "/lines/1"),
    ] {
        watch.post(&path(&order), &json!({"lines": lines}), invalid(pointer));
    }
    let foreign = json!({"lines": [{"line_id": id}], "refund_to": "pm_9_9"});
    watch.post(&path(&order), &foreign, invalid("/refund_to"));
}

#[test]
fn money_goes_back_only_to_what_paid_or_to_a_balance() {
    let mut watch = Watch::new();
    let customers = watch.store.customers();
    let order = watch.store.find_order(|order| {
        let owner = customers.iter().find(|customer| customer.id == order.customer_id).unwrap();
        order.status == OrderStatus::Delivered
            && order.payments.len() == 1
            && owner.payment_methods.iter().filter(|method| method.balance.is_none()).count() > 1
    });
    let owner = customers.iter().find(|customer| customer.id == order.customer_id).unwrap();
    let other = owner
        .payment_methods
        .iter()
        .find(|m| {
            m.balance.is_none() && Some(&m.id) != order.payments[0].payment_method_id.as_ref()
        })
        .unwrap();
    let path = format!("/orders/{}/refunds", order.id);
    let refund = |amount: &str, currency: &str| json!({"amount": {"amount": amount, "currency": currency}, "reason": "goodwill"});
    let mut body = refund("1.00", "USD");
    body["refund_to"] = json!(other.id);
    watch.post(&path, &body, NOT_ALLOWED);
    watch.post(&path, &refund("100000.00", "USD"), NOT_ALLOWED);
    watch.post(&path, &refund("9999999999999999999.00", "USD"), invalid("/amount"));
    watch.post(&path, &refund("1.00", "EUR"), invalid("/amount/currency"));
    watch.post(&path, &refund("0.00", "USD"), invalid("/amount/amount"));
    watch.post(&path, &refund("-1.00", "USD"), invalid("/amount/amount"));
    watch.post(&path, &refund("1.001", "USD"), invalid("/amount"));
    let mut body = refund("1.00", "USD");
    body["reason"] = json!(" ");
    watch.post(&path, &body, invalid("/reason"));
    let mut body = refund("1.00", "USD");
    body["line_ids"] = json!(["ln_1"]);
    watch.post(&path, &body, invalid("/line_ids/0"));
    let cancelled = in_status(&mut watch.store, OrderStatus::Cancelled);
    let path = format!("/orders/{}/refunds", cancelled.id);
    watch.post(&path, &refund("0.01", "USD"), NOT_ALLOWED);
}

#[test]
fn nothing_is_replaced_before_it_was_sent_or_when_none_is_left() {
    let mut watch = Watch::new();
    let body = |order: &Order| json!({"line_ids": [order.lines[0].id], "reason": "lost"});
    let path = |order: &Order| format!("/orders/{}/replacements", order.id);
    for status in [OrderStatus::Pending, OrderStatus::Processed, OrderStatus::Cancelled] {
        let order = in_status(&mut watch.store, status);
        watch.post(&path(&order), &body(&order), NOT_ALLOWED);
    }
    let products = watch.store.products();
    let is_gone = |order: &Order| {
        let variants = products.iter().flat_map(|product| &product.variants);
        let wanted = &order.lines[0].variant_id;
        variants.filter(|variant| variant.id == *wanted).all(|variant| !variant.available)
    };
    let order = watch.store.find_order(|order| {
        order.fulfillments.len() == 1
            && order.fulfillments[0].status == Some(FulfillmentStatus::Delivered)
            && order.status == OrderStatus::Delivered
            && is_gone(order)
    });
    watch.post(&path(&order), &body(&order), (409, "out_of_stock", ""));
    watch.post(&path(&order), &json!({"line_ids": [], "reason": "x"}), invalid("/line_ids"));
    watch.post(&path(&order), &json!({"line_ids": ["a"], "reason": "x"}), invalid("/line_ids/0"));
    watch.post(&path(&order), &json!({"line_ids": [order.lines[0].id]}), invalid("/reason"));
}

#[test]
fn subscriptions_refuse_what_their_state_forbids() {
    let mut watch = Watch::new();
    let path = |id: &str| format!("/subscriptions/{id}/changes");
    for kind in ["pause", "skip_next", "set_next_charge"] {
        watch.post(&path("sub_2002"), &json!({"kind": kind}), NOT_ALLOWED);
    }
    watch.post(&path("sub_2001"), &json!({"kind": "resume"}), NOT_ALLOWED);
    let held: Vec<Subscription> = watch.store.subscriptions();
    let ended = held.iter().find(|held| held.status == SubscriptionStatus::Cancelled).unwrap();
    for kind in ["cancel", "pause", "resume", "set_interval", "set_quantity", "skip_next", "swap"] {
        watch.post(&path(ended.id.as_str()), &json!({"kind": kind}), NOT_ALLOWED);
    }
    for (body, pointer) in [
        (json!({}), "/kind"),
        (json!({"kind": "explode"}), "/kind"),
        (json!({"kind": "swap"}), "/variant_id"),
        (json!({"kind": "swap", "variant_id": "var_1"}), "/variant_id"),
        (json!({"kind": "set_interval"}), "/interval_days"),
        (json!({"kind": "set_interval", "interval_days": 1}), "/interval_days"),
        (json!({"kind": "set_interval", "interval_days": -1}), "/interval_days"),
        (json!({"kind": "set_quantity", "quantity": 0}), "/quantity"),
        (json!({"kind": "set_next_charge"}), "/next_charge_at"),
        (
            json!({"kind": "set_next_charge", "next_charge_at": "2020-01-01T00:00:00Z"}),
            "/next_charge_at",
        ),
        (json!({"kind": "pause", "resume_at": "2099-01-01T00:00:00Z"}), "/resume_at"),
        (json!({"kind": "pause", "resume_at": "soon"}), "/resume_at"),
    ] {
        watch.post(&path("sub_2001"), &body, invalid(pointer));
    }
    watch.post(&path("sub_1"), &json!({"kind": "cancel"}), NOT_FOUND);
}

#[test]
fn checkouts_and_discounts_are_checked() {
    let mut watch = Watch::new();
    let line = json!([{"variant_id": "var_100101", "quantity": 1}]);
    let gone = watch.store.products().into_iter().flat_map(|product| product.variants);
    let gone = gone.filter(|variant| !variant.available).map(|variant| variant.id).next().unwrap();
    for (body, expected) in [
        (json!({"lines": []}), invalid("/lines")),
        (json!({}), invalid("/lines")),
        (
            json!({"lines": [{"variant_id": "var_1", "quantity": 1}]}),
            invalid("/lines/0/variant_id"),
        ),
        (
            json!({"lines": [{"variant_id": "var_100101", "quantity": 0}]}),
            invalid("/lines/0/quantity"),
        ),
        (json!({"lines": [{"variant_id": gone, "quantity": 1}]}), (409, "out_of_stock", "")),
        (json!({"lines": line, "customer_id": "cus_1"}), invalid("/customer_id")),
        (json!({"lines": line, "discount_code": "NO"}), invalid("/discount_code")),
    ] {
        watch.post("/checkouts", &body, expected);
    }
    for (body, pointer) in [
        (json!({"customer_id": "cus_1", "percent": 5}), "/customer_id"),
        (json!({"customer_id": "cus_1001", "percent": 0}), "/percent"),
        (json!({"customer_id": "cus_1001", "percent": 101}), "/percent"),
        (json!({"customer_id": "cus_1001"}), "/percent"),
        (
            json!({"customer_id": "cus_1001", "percent": 5, "expires_at": "2020-01-01T00:00:00Z"}),
            "/expires_at",
        ),
    ] {
        watch.post("/discounts", &body, invalid(pointer));
    }
    watch.post("/customers/cus_1/loyalty/redemptions", &json!({"reward_id": "x"}), NOT_FOUND);
}

#[test]
fn a_customer_holds_a_bounded_number_of_codes() {
    let mut store = store();
    let body = json!({"customer_id": "cus_1001", "percent": 5});
    for _ in 0..20 {
        assert_eq!(store.post("/discounts", &body).status, 201);
    }
    check_problem(&store.post("/discounts", &body), 409, "not_allowed", "");
}
