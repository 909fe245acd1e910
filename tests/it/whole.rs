//! What a scenario leaves out: orders, products and customers made whole, as the Commerce API tells
//! them.

use serde_json::{Map, Value, json};

/// Fills in what a scenario does not care about. The number names the order and its lines; a line is
/// the id of a variant of the scenario's products, or a title, which costs 20.00 dollars. The card
/// paid for it all.
pub(crate) fn whole_order(short: &Value, owner: &str, products: &[Value]) -> Value {
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
    let total = total(&lines);
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

/// What the lines cost together, in the currency of the first.
fn total(lines: &[Value]) -> Value {
    let cost = |line: &Value| cents(&line["unit_price"]) * line["quantity"].as_i64().unwrap();
    let cents: i64 = lines.iter().map(cost).sum();
    let currency = lines.first().map_or(json!("USD"), |it| it["unit_price"]["currency"].clone());
    json!({ "amount": format!("{}.{:02}", cents / 100, cents % 100), "currency": currency })
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
/// with `-` before it is sold out. In dollars, where no `currency` is named.
pub(crate) fn whole_product(short: &Value) -> Value {
    let title = short["title"].as_str().unwrap();
    let currency = short["currency"].as_str().unwrap_or("USD");
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
            "price": { "amount": price, "currency": currency },
            "available": available,
        })
    };
    let variants: Vec<Value> = short["variants"].as_object().unwrap().iter().map(variant).collect();
    json!({
        "id": title.to_lowercase().replace(' ', "-"),
        "title": title,
        "description": short["description"],
        "product_type": short["type"],
        "tags": short["tags"].as_array().cloned().unwrap_or_default(),
        "url": short["url"],
        "variants": variants,
    })
}

/// Fills in what a scenario does not care about of a customer: an address, and a card, PayPal and a
/// gift card with 50.00 dollars on it.
pub(crate) fn whole_customer(short: &Value) -> Value {
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
pub(crate) fn merge(base: &mut Value, over: &Value) {
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

/// Fills in what a scenario does not care about of a repeated delivery.
pub(crate) fn whole_subscription(short: &Value, owner: &str, index: usize) -> Value {
    let mut whole = json!({
        "id": format!("sub_{}", index + 1),
        "customer_id": owner,
        "status": "active",
        "interval_days": 30,
        "quantity": 1,
    });
    merge(&mut whole, short);
    whole
}
