//! What each change does: to the resource, to money, to stock, and to nothing else.

use edgewise::{
    base::{id::VariantId, time::DAY_MS},
    commerce::{
        Customer, FulfillmentStatus, Loyalty, Order, OrderLine, OrderStatus, PaymentDirection,
        Product, ReturnStatus, Subscription, SubscriptionStatus, Variant,
    },
};
use serde_json::{Value, json};

use crate::support::{Client, check_problem, event, json, now, store};

fn parse(response: &edgewise_demo::StoreResponse) -> Order {
    assert!(matches!(response.status, 200 | 201), "{}", response.body);
    let order: Order = serde_json::from_str(&response.body).unwrap();
    assert_eq!(order.updated_at, Some(now()));
    assert_eq!(*event(response, "order.updated"), json(response));
    order
}

fn inventory(store: &mut Client, line: &OrderLine, variant_id: &VariantId) -> i64 {
    let product: Product = store.read(&format!("/products/{}", line.product_id));
    product.variants.iter().find(|v| v.id == *variant_id).unwrap().inventory.unwrap()
}

/// Another variant of a line's product that is in stock and costs more, less or as much.
fn other_variant(
    store: &mut Client,
    line: &OrderLine,
    is_wanted: impl Fn(i64) -> bool,
) -> Option<Variant> {
    let product: Product = store.read(&format!("/products/{}", line.product_id));
    product.variants.into_iter().find(|variant| {
        variant.id != line.variant_id
            && variant.inventory >= Some(i64::from(line.quantity))
            && is_wanted(variant.price.minor() - line.unit_price.minor())
    })
}

#[test]
fn cancelling_gives_the_money_back_and_restocks() {
    let mut store = store();
    let order = store.pending_order();
    let line = order.lines[0].clone();
    let before = inventory(&mut store, &line, &line.variant_id);
    let path = format!("/orders/{}/cancel", order.id);
    let response = store.post(&path, &json!({"reason": "ordered by mistake"}));
    let changed = parse(&response);
    assert_eq!(changed.status, OrderStatus::Cancelled);
    assert_eq!(changed.cancel_reason.as_deref(), Some("ordered by mistake"));
    let refund = changed.payments.last().unwrap();
    assert_eq!((refund.kind, refund.amount), (PaymentDirection::Refund, order.total));
    assert_eq!(refund.payment_method_id, order.payments[0].payment_method_id);
    assert_eq!(refund.at, Some(now()));
    assert_eq!(store.order(order.id.as_str()), changed);
    assert_eq!(inventory(&mut store, &line, &line.variant_id), before + i64::from(line.quantity));
}

#[test]
fn cancelling_drops_the_points_that_were_pending() {
    let mut store = store();
    let order = store.orders_of("cus_1004").remove(0);
    let before: Loyalty = store.read("/customers/cus_1004/loyalty");
    let response = store.post(&format!("/orders/{}/cancel", order.id), &json!({"reason": "other"}));
    parse(&response);
    let after: Loyalty = store.read("/customers/cus_1004/loyalty");
    assert_eq!(after.points, before.points);
    assert_eq!(after.history.len() + 1, before.history.len());
    assert!(after.history.iter().all(|entry| entry.order_id.as_ref() != Some(&order.id)));
    assert_eq!(event(&response, "loyalty.updated")["customer_id"], "cus_1004");
}

#[test]
fn addresses_change_until_the_order_ships() {
    let mut store = store();
    let address = json!({"line1": "1 New Road", "city": "Austin", "region": "TX", "zip": "78701",
                         "country": "US"});
    let order = store.pending_order();
    let path = format!("/orders/{}/shipping-address", order.id);
    let changed = parse(&store.change("PUT", &path, &address));
    assert_eq!(changed.shipping_address.unwrap().expose().zip, "78701");
    assert_eq!(changed.status, OrderStatus::Pending);

    let response = store.change("PUT", "/customers/cus_1001/default-address", &address);
    let customer: Customer = serde_json::from_str(&response.body).unwrap();
    assert_eq!(customer.default_address.as_ref().unwrap().expose().city, "Austin");
    assert_eq!(store.read::<Customer>("/customers/cus_1001"), customer);
    assert_eq!(*event(&response, "customer.updated"), json(&response));
    // Orders keep the address that they were placed with.
    let order = store.orders_of("cus_1001").remove(0);
    assert_eq!(order.shipping_address.unwrap().expose().city, "Denver");
}

#[test]
fn another_payment_method_pays_and_the_first_gets_its_money_back() {
    let mut store = store();
    // Priya's desk lamp costs 89 dollars, and her gift card holds 120.
    let order = store.orders_of("cus_1004").remove(1);
    let path = format!("/orders/{}/payment-method", order.id);
    let changed = parse(&store.change("PUT", &path, &json!({"payment_method_id": "pm_1004_2"})));
    let moved: Vec<_> = changed
        .payments
        .iter()
        .map(|p| (p.kind, p.payment_method_id.as_ref().unwrap().as_str(), p.amount.minor()))
        .collect();
    assert_eq!(
        moved,
        [
            (PaymentDirection::Payment, "pm_1004_1", 8_900),
            (PaymentDirection::Payment, "pm_1004_2", 8_900),
            (PaymentDirection::Refund, "pm_1004_1", 8_900),
        ]
    );
    assert_eq!(balance(&mut store, "cus_1004"), "31.00");
    let refused = store.change("PUT", &path, &json!({"payment_method_id": "pm_1004_2"}));
    check_problem(&refused, 409, "not_allowed", "");
    // Back again: the card pays, the gift card is filled.
    parse(&store.change("PUT", &path, &json!({"payment_method_id": "pm_1004_1"})));
    assert_eq!(balance(&mut store, "cus_1004"), "120.00");
}

fn balance(store: &mut Client, customer_id: &str) -> String {
    let customer: Customer = store.read(&format!("/customers/{customer_id}"));
    customer.payment_methods.iter().find_map(|method| method.balance).unwrap().amount()
}

#[test]
fn lines_are_swapped_once_and_the_difference_is_settled() {
    for (sign, kind) in [(1, PaymentDirection::Payment), (-1, PaymentDirection::Refund)] {
        let mut store = store();
        let pending: Vec<Order> = store
            .orders()
            .into_iter()
            .filter(|order| order.status == OrderStatus::Pending && order.payments.len() == 1)
            .collect();
        let (order, wanted) = pending
            .into_iter()
            .find_map(|order| {
                let wanted = other_variant(&mut store, &order.lines[0], |d| d * sign > 0)?;
                Some((order, wanted))
            })
            .unwrap();
        let line = order.lines[0].clone();
        let old_stock = inventory(&mut store, &line, &line.variant_id);
        let path = format!("/orders/{}/line-changes", order.id);
        let body = json!({"changes": [{"line_id": line.id, "variant_id": wanted.id}]});
        let changed = parse(&store.post(&path, &body));
        assert_eq!(changed.status, OrderStatus::PendingModified);
        let new = &changed.lines[0];
        assert_eq!((&new.id, &new.variant_id), (&line.id, &wanted.id));
        assert_eq!((&new.options, new.unit_price), (&wanted.options, wanted.price));
        let difference =
            (wanted.price.minor() - line.unit_price.minor()) * i64::from(line.quantity);
        assert_eq!(changed.total.minor(), order.total.minor() + difference);
        let payment = changed.payments.last().unwrap();
        assert_eq!((payment.kind, payment.amount.minor()), (kind, difference.abs()));
        let count = i64::from(line.quantity);
        assert_eq!(inventory(&mut store, &line, &line.variant_id), old_stock + count);
        let left = inventory(&mut store, &line, &wanted.id);
        assert_eq!(left, wanted.inventory.unwrap() - count);
        check_problem(&store.post(&path, &body), 409, "not_allowed", "");
        let cancel = format!("/orders/{}/cancel", order.id);
        check_problem(&store.post(&cancel, &json!({"reason": "other"})), 409, "not_allowed", "");
    }
}

#[test]
fn delivered_lines_are_returned_piece_by_piece() {
    let mut store = store();
    let order = store.find_order(|order| {
        order.status == OrderStatus::Delivered
            && order.payments.len() == 1
            && order.lines[0].quantity >= 2
            && order.lines[0].final_sale.is_none()
    });
    let line = &order.lines[0];
    let path = format!("/orders/{}/returns", order.id);
    let one = json!({"lines": [{"line_id": line.id, "quantity": 1, "reason": "does not fit"}]});
    let changed = parse(&store.post(&path, &one));
    assert_eq!(changed.status, OrderStatus::ReturnRequested);
    let request = changed.returns.last().unwrap();
    assert_eq!(request.status, Some(ReturnStatus::Approved));
    assert_eq!(request.refund_amount, Some(line.unit_price));
    assert_eq!(request.refund_to, order.payments[0].payment_method_id);
    assert!(request.label_url.is_some() && request.requested_at == Some(now()));
    // The money follows the goods.
    assert_eq!(changed.payments, order.payments);

    // Without a quantity all that is left comes back.
    let rest = json!({"lines": [{"line_id": line.id}]});
    let changed = parse(&store.post(&path, &rest));
    let request = changed.returns.last().unwrap();
    assert_eq!(request.lines[0].quantity, Some(line.quantity - 1));
    assert_ne!(changed.returns[0].id, changed.returns[1].id);
    check_problem(&store.post(&path, &rest), 409, "not_allowed", "");
}

#[test]
fn an_exchange_keeps_the_wanted_pieces_aside_and_settles_the_difference() {
    let mut store = store();
    let delivered: Vec<Order> = store
        .orders()
        .into_iter()
        .filter(|order| {
            order.status == OrderStatus::Delivered
                && order.payments.len() == 1
                && order.lines[0].final_sale.is_none()
        })
        .collect();
    let (order, wanted) = delivered
        .into_iter()
        .find_map(|order| {
            let wanted = other_variant(&mut store, &order.lines[0], |d| d > 0)?;
            Some((order, wanted))
        })
        .unwrap();
    let line = order.lines[0].clone();
    let path = format!("/orders/{}/exchanges", order.id);
    let body = json!({"lines": [{"line_id": line.id, "variant_id": wanted.id}]});
    let changed = parse(&store.post(&path, &body));
    assert_eq!(changed.status, OrderStatus::ExchangeRequested);
    let exchange = changed.exchanges.last().unwrap();
    let difference = (wanted.price.minor() - line.unit_price.minor()) * i64::from(line.quantity);
    assert_eq!(exchange.price_difference.unwrap().minor(), difference);
    assert_eq!(exchange.settle_with, order.payments[0].payment_method_id);
    assert_eq!(changed.payments.last().unwrap().amount.minor(), difference);
    assert_eq!(changed.lines, order.lines);
    let left = inventory(&mut store, &line, &wanted.id);
    assert_eq!(left, wanted.inventory.unwrap() - i64::from(line.quantity));
    check_problem(&store.post(&path, &body), 409, "not_allowed", "");
    let returns = format!("/orders/{}/returns", order.id);
    let body = json!({"lines": [{"line_id": line.id}]});
    check_problem(&store.post(&returns, &body), 409, "not_allowed", "");
}

#[test]
fn refunds_never_add_up_to_more_than_was_paid() {
    let mut store = store();
    let order = store.delivered_order();
    let path = format!("/orders/{}/refunds", order.id);
    let body = |cents: i64| {
        let amount = format!("{}.{:02}", cents / 100, cents % 100);
        json!({"amount": {"amount": amount, "currency": "USD"}, "reason": "arrived damaged"})
    };
    let changed = parse(&store.post(&path, &body(100)));
    assert_eq!(changed.status, order.status);
    let refund = changed.payments.last().unwrap();
    assert_eq!((refund.kind, refund.amount.minor()), (PaymentDirection::Refund, 100));
    let total = order.total.minor();
    check_problem(&store.post(&path, &body(total - 99)), 409, "not_allowed", "");
    // A return is promised what is left, not what the line cost.
    let lines: Vec<Value> = order.lines.iter().map(|line| json!({"line_id": line.id})).collect();
    let returned = store.post(&format!("/orders/{}/returns", order.id), &json!({"lines": lines}));
    let returned = parse(&returned);
    assert_eq!(returned.returns[0].refund_amount.unwrap().minor(), total - 100);
    check_problem(&store.post(&path, &body(1)), 409, "not_allowed", "");
}

#[test]
fn refunds_may_go_to_a_gift_card_of_the_customer() {
    let mut store = store();
    let order = store.orders_of("cus_1001").remove(1);
    let path = format!("/orders/{}/refunds", order.id);
    let body = json!({"amount": {"amount": "10.00", "currency": "USD"}, "reason": "goodwill",
                      "line_ids": [order.lines[0].id], "refund_to": "pm_1001_2"});
    let response = store.post(&path, &body);
    parse(&response);
    assert_eq!(balance(&mut store, "cus_1001"), "60.00");
    assert_eq!(event(&response, "customer.updated")["id"], "cus_1001");
}

#[test]
fn goodwill_is_not_paid_again_when_the_order_is_cancelled_or_changed() {
    let mut store = store();
    let order = store.orders_of("cus_1004").remove(0);
    let path = format!("/orders/{}", order.id);
    let total = order.total.minor();
    let goodwill = json!({"amount": {"amount": "60.00", "currency": "USD"}, "reason": "goodwill",
                          "refund_to": "pm_1004_2"});
    parse(&store.post(&format!("{path}/refunds"), &goodwill));
    // The gift card now holds 180 dollars, and 167 of the payment are left.
    let method = json!({"payment_method_id": "pm_1004_2"});
    let changed = parse(&store.change("PUT", &format!("{path}/payment-method"), &method));
    assert_eq!(changed.payments.last().unwrap().amount.minor(), total - 6_000);
    let changed =
        parse(&store.post(&format!("{path}/cancel"), &json!({"reason": "no longer needed"})));
    let sum = |kind: PaymentDirection| -> i64 {
        let moved = changed.payments.iter().filter(|payment| payment.kind == kind);
        moved.map(|payment| payment.amount.minor()).sum()
    };
    assert_eq!(sum(PaymentDirection::Payment), sum(PaymentDirection::Refund));
}

#[test]
fn a_replacement_is_a_parcel_of_its_own_and_sent_once() {
    let mut store = store();
    let orders = store.orders();
    let order = orders
        .into_iter()
        .filter(|order| order.status == OrderStatus::Delivered)
        .find(|order| {
            let line = &order.lines[0];
            inventory(&mut store, line, &line.variant_id) > i64::from(line.quantity)
        })
        .unwrap();
    let line = &order.lines[0];
    let before = inventory(&mut store, line, &line.variant_id);
    let path = format!("/orders/{}/replacements", order.id);
    let body = json!({"line_ids": [line.id], "reason": "arrived broken"});
    let changed = parse(&store.post(&path, &body));
    let parcel = changed.fulfillments.last().unwrap();
    assert_eq!(changed.fulfillments.len(), order.fulfillments.len() + 1);
    assert_eq!(parcel.status, Some(FulfillmentStatus::LabelCreated));
    assert_eq!(parcel.line_ids.as_slice(), std::slice::from_ref(&line.id));
    assert!(parcel.estimated_delivery_at > Some(now()));
    assert_ne!(parcel.tracking_numbers, order.fulfillments[0].tracking_numbers);
    assert_eq!(changed.status, OrderStatus::Processed);
    assert_eq!(changed.payments, order.payments);
    let after = inventory(&mut store, line, &line.variant_id);
    assert_eq!(after, before - i64::from(line.quantity));
    check_problem(&store.post(&path, &body), 409, "not_allowed", "");
}

#[test]
fn rewards_take_points_and_give_a_code_that_a_checkout_accepts() {
    let mut store = store();
    let before: Loyalty = store.read("/customers/cus_1007/loyalty");
    let path = "/customers/cus_1007/loyalty/redemptions";
    let response = store.post(path, &json!({"reward_id": "rwd_5_off"}));
    assert_eq!(response.status, 201, "{}", response.body);
    let after: Loyalty = serde_json::from_str(&response.body).unwrap();
    assert_eq!(after.points, before.points.map(|points| points - 500));
    assert_eq!(after.tier, before.tier);
    let entry = &after.history[0];
    assert_eq!((entry.delta, entry.at), (-500, Some(now())));
    let sum: i64 = after.history.iter().map(|entry| entry.delta).sum();
    assert_eq!(after.points, Some(sum));
    assert_eq!(store.read::<Loyalty>("/customers/cus_1007/loyalty"), after);

    let code = entry.reason.as_ref().unwrap().rsplit(' ').next().unwrap();
    let product = store.products().into_iter().find(|p| p.variants[0].inventory > Some(3)).unwrap();
    let variant = &product.variants[0];
    let cart = json!({"customer_id": "cus_1007", "discount_code": code,
                      "lines": [{"variant_id": variant.id, "quantity": 2}]});
    let checkout = json(&store.post("/checkouts", &cart));
    let total = variant.price.minor() * 2 - 500;
    assert_eq!(checkout["total"]["amount"], format!("{}.{:02}", total / 100, total % 100));
    // Somebody else's code is no code.
    let cart = json!({"customer_id": "cus_1001", "discount_code": code,
                      "lines": [{"variant_id": variant.id, "quantity": 2}]});
    check_problem(&store.post("/checkouts", &cart), 422, "invalid", "/discount_code");

    check_problem(
        &store.post(path, &json!({"reward_id": "rwd_30_off"})),
        409,
        "insufficient_balance",
        "",
    );
    check_problem(&store.post(path, &json!({"reward_id": "x"})), 422, "invalid", "/reward_id");
}

#[test]
fn discounts_are_percentages_of_a_checkout() {
    let mut store = store();
    let response = store.post("/discounts", &json!({"customer_id": "cus_1001", "percent": 15}));
    assert_eq!(response.status, 201);
    let made = json(&response);
    assert_eq!(made["percent"], 15);
    assert_eq!(made["expires_at"], now().plus_ms(90 * DAY_MS).to_string());
    assert!(response.events.is_empty());
    let other = json(&store.post("/discounts", &json!({"customer_id": "cus_1001", "percent": 15})));
    assert_ne!(made["code"], other["code"]);
    let product = store.products().into_iter().find(|p| p.variants[0].inventory > Some(1)).unwrap();
    let variant = &product.variants[0];
    let cart = json!({"customer_id": "cus_1001", "discount_code": made["code"],
                      "lines": [{"variant_id": variant.id, "quantity": 1}]});
    let response = store.post("/checkouts", &cart);
    assert_eq!(response.status, 201, "{}", response.body);
    let checkout = json(&response);
    let total = variant.price.minor() - (variant.price.minor() * 15 + 50) / 100;
    assert_eq!(checkout["total"]["amount"], format!("{}.{:02}", total / 100, total % 100));
    assert!(checkout["url"].as_str().unwrap().starts_with("https://"));
    let again = json(&store.post("/checkouts", &cart));
    assert_ne!(again["id"], checkout["id"]);
    // A cart holds no stock.
    assert_eq!(store.read::<Product>(&format!("/products/{}", product.id)), product);
}

#[test]
fn subscriptions_change_in_every_way_that_the_contract_names() {
    let mut store = store();
    let before: Subscription = store.read("/subscriptions/sub_2001");
    let mut change = |body: Value| -> Subscription {
        let response = store.post("/subscriptions/sub_2001/changes", &body);
        assert_eq!(response.status, 200, "{}", response.body);
        let held = serde_json::from_str(&response.body).unwrap();
        assert_eq!(store.read::<Subscription>("/subscriptions/sub_2001"), held);
        assert_eq!(*event(&response, "subscription.updated"), json(&response));
        held
    };
    let next = before.next_charge_at.unwrap();
    let held = change(json!({"kind": "skip_next"}));
    assert_eq!(held.next_charge_at, Some(next.plus_ms(30 * DAY_MS)));
    let held = change(json!({"kind": "set_interval", "interval_days": 14}));
    assert_eq!(held.interval_days, Some(14));
    let held = change(json!({"kind": "set_quantity", "quantity": 3}));
    assert_eq!(held.price.unwrap().minor(), before.price.unwrap().minor() * 3);
    let at = now().plus_ms(9 * DAY_MS);
    let held = change(json!({"kind": "set_next_charge", "next_charge_at": at}));
    assert_eq!(held.next_charge_at, Some(at));
    let held = change(json!({"kind": "pause", "resume_at": now().plus_ms(20 * DAY_MS)}));
    assert_eq!((held.status, held.next_charge_at), (SubscriptionStatus::Paused, None));
    assert_eq!(held.resume_at, Some(now().plus_ms(20 * DAY_MS)));
    let held = change(json!({"kind": "resume"}));
    assert_eq!(held.status, SubscriptionStatus::Active);
    assert_eq!(held.next_charge_at, Some(now().plus_ms(14 * DAY_MS)));
    assert_eq!(held.resume_at, None);
    let held = change(json!({"kind": "cancel", "reason": "too much tea"}));
    assert_eq!((held.status, held.next_charge_at), (SubscriptionStatus::Cancelled, None));
    let response = store.post("/subscriptions/sub_2001/changes", &json!({"kind": "resume"}));
    check_problem(&response, 409, "not_allowed", "");
}

#[test]
fn a_subscription_is_swapped_for_something_that_is_used_up() {
    let mut store = store();
    let path = "/subscriptions/sub_2001/changes";
    let products = store.products();
    let pick = |product_type: &str| {
        products
            .iter()
            .filter(|product| product.product_type.as_deref() == Some(product_type))
            .find_map(|product| product.variants.iter().find(|variant| variant.available))
            .unwrap()
    };
    let tea = pick("Tea");
    let response = store.post(path, &json!({"kind": "swap", "variant_id": tea.id}));
    let held: Subscription = serde_json::from_str(&response.body).unwrap();
    assert_eq!(held.variant_id.as_ref(), Some(&tea.id));
    assert_eq!(held.price.unwrap().minor(), tea.price.minor() * 90 / 100);
    assert!(held.title.unwrap().starts_with("Earl Grey Supreme"));
    let lamp = json!({"kind": "swap", "variant_id": pick("Lighting").id});
    check_problem(&store.post(path, &lamp), 409, "not_allowed", "");
}

#[test]
fn what_is_sold_out_comes_back_with_a_delivery_unless_it_is_not_sold_any_more() {
    let mut store = store();
    let products: Vec<Product> = store.items("/products?limit=250");
    let is_over = |product: &Product| product.tags.iter().any(|tag| tag == "discontinued");
    let gone = |product: &Product| product.variants.iter().any(|variant| !variant.available);
    let sold_out = products.iter().find(|product| gone(product) && !is_over(product)).unwrap();
    let response = store.store.deliver(sold_out.id.as_str(), now());
    let delivered: Product = serde_json::from_str(&response.body).unwrap();
    assert_eq!(*event(&response, "product.updated"), json(&response));
    for (before, after) in sold_out.variants.iter().zip(&delivered.variants) {
        let grown = if before.available { before.inventory } else { Some(12) };
        assert_eq!((after.available, after.inventory), (true, grown));
    }
    assert_eq!(store.read::<Product>(&format!("/products/{}", sold_out.id)), delivered);
    // Once more changes nothing, and tells nobody anything.
    let again = store.store.deliver(sold_out.id.as_str(), now());
    assert!(again.changes.is_empty() && again.events.is_empty());
    let over = products.iter().find(|product| is_over(product)).unwrap();
    let response = store.store.deliver(over.id.as_str(), now());
    let still: Product = serde_json::from_str(&response.body).unwrap();
    assert!(still.variants.iter().all(|variant| !variant.available));
    check_problem(&store.store.deliver("unheard-of", now()), 404, "not_found", "");
}
