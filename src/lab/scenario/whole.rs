//! What a scenario leaves out: orders, products and customers made whole, as the Commerce API tells
//! them.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::{
    base::{
        json,
        money::{Currency, Money},
        text::pointer_part,
    },
    wire::{FieldFault, parse_value},
};

/// What could not be made whole, place by place.
pub(super) type Faults = Vec<FieldFault>;

/// Fields of an order, beside those that the shop alone writes.
const ORDER: &[&str] = &[
    "id",
    "number",
    "customer_id",
    "status",
    "placed_at",
    "lines",
    "total",
    "shipping_address",
    "fulfillments",
    "payments",
    "returns",
    "exchanges",
    "cancel_reason",
    "updated_at",
];

/// Fields of a product, short or whole.
const PRODUCT: &[&str] = &[
    "id",
    "title",
    "description",
    "product_type",
    "type",
    "tags",
    "url",
    "image_url",
    "variants",
    "currency",
    "updated_at",
];

/// Fields of a customer.
const CUSTOMER: &[&str] = &[
    "id",
    "first_name",
    "last_name",
    "email",
    "phone",
    "locale",
    "tags",
    "default_address",
    "payment_methods",
    "updated_at",
];

/// Whatever may be of one kind, made whole one by one; all faults are found.
pub(super) fn all<T: DeserializeOwned>(
    place: &str,
    shorts: &[Value],
    faults: &mut Faults,
    whole: impl Fn(&Map<String, Value>, usize) -> Result<Value, FieldFault>,
) -> Vec<Value> {
    let mut made = Vec::new();
    for (index, short) in shorts.iter().enumerate() {
        let at = format!("{place}/{index}");
        let Value::Object(fields) = short else {
            faults.push(fault(at, "must be an object with named fields"));
            continue;
        };
        match whole(fields, index) {
            Ok(value) => match parse_value::<T>(value.clone(), &at) {
                Ok(_) => made.push(value),
                Err(problem) => faults.extend(problem.errors),
            },
            Err(inner) => {
                faults.push(FieldFault { pointer: format!("{at}{}", inner.pointer), ..inner })
            }
        }
    }
    made
}

/// Fills in what a scenario does not care about. The number names the order and its lines; a line is
/// the id of a variant of the scenario's products, or a title, which costs 20.00 dollars. The card
/// paid for it all.
pub(super) fn order(
    short: &Map<String, Value>,
    owner: &str,
    products: &[Value],
) -> Result<Value, FieldFault> {
    known("an order", ORDER, short)?;
    let Some(number) = short.get("number").and_then(Value::as_str) else {
        return Err(fault("/number", "must be a text such as `#1001`"));
    };
    let id = match short.get("id").and_then(Value::as_str) {
        Some(id) => id.to_owned(),
        None => format!("ord_{}", number.trim_start_matches('#').to_lowercase()),
    };
    let one_lamp = json!(["Walnut Desk Lamp"]);
    let Some(lines) = short.get("lines").unwrap_or(&one_lamp).as_array() else {
        return Err(fault("/lines", "must be a list"));
    };
    let lines: Vec<Value> =
        lines.iter().enumerate().map(|(index, given)| line(given, &id, index, products)).collect();
    let total = json!(total(&lines)?);
    let paid = json!([{ "kind": "payment", "amount": total, "payment_method_id": "pm_card" }]);
    let mut whole = json!({
        "id": id,
        "customer_id": owner,
        "status": "shipped",
        "total": total,
        "shipping_address": home(),
        "payments": paid,
    });
    if let Some(fields) = whole.as_object_mut() {
        fields.extend(short.clone());
        fields.insert("lines".to_owned(), json!(lines));
    }
    Ok(whole)
}

/// What the lines cost together.
fn total(lines: &[Value]) -> Result<Money, FieldFault> {
    let mut sum: Option<Money> = None;
    for (index, line) in lines.iter().enumerate() {
        let at = format!("/lines/{index}");
        let unreadable = |_| fault(format!("{at}/unit_price"), "must be an amount of money");
        let price: Money = json::read_value(field(line, "unit_price")).map_err(unreadable)?;
        let quantity = line.get("quantity").and_then(Value::as_u64).unwrap_or(1);
        let cost = price.times(u32::try_from(quantity).unwrap_or(u32::MAX));
        let added = cost.and_then(|cost| sum.map_or(Ok(cost), |sum| sum.plus(cost)));
        sum = Some(added.map_err(|error| fault(at.as_str(), &error.to_string()))?);
    }
    Ok(sum.unwrap_or(Money::from_minor(0, Currency::USD)))
}

fn home() -> Value {
    json!({ "line1": "1 Main Street", "city": "Denver", "region": "CO", "zip": "80202", "country": "USA" })
}

fn line(given: &Value, order: &str, index: usize, products: &[Value]) -> Value {
    let mut whole = json!({
        "id": format!("{order}-{}", index.saturating_add(1)),
        "product_id": format!("prd_{index}"),
        "variant_id": format!("var_{index}"),
        "quantity": 1,
        "unit_price": { "amount": "20.00", "currency": "USD" },
    });
    let of_catalogue = given.as_str().and_then(|id| variant(products, id));
    match (given, of_catalogue) {
        (_, Some((product, variant))) => merge(
            &mut whole,
            &json!({
                "title": product.get("title"),
                "product_id": product.get("id"),
                "variant_id": variant.get("id"),
                "options": variant.get("options"),
                "unit_price": variant.get("price"),
            }),
        ),
        (Value::String(title), None) => merge(&mut whole, &json!({ "title": title })),
        (other, None) => merge(&mut whole, other),
    }
    whole
}

/// A variant of the catalogue, with its product.
pub(super) fn variant<'a>(products: &'a [Value], id: &str) -> Option<(&'a Value, &'a Value)> {
    products.iter().find_map(|product| {
        let found = list(product, "variants").iter().find(|variant| text(variant, "id") == id)?;
        Some((product, found))
    })
}

/// A product from `{"title": "Desk Lamp", "variants": {"lamp-white": "20.00 color=white"}}`; a price
/// with `-` before it is sold out. In dollars, where no `currency` is named.
pub(super) fn product(short: &Map<String, Value>) -> Result<Value, FieldFault> {
    known("a product", PRODUCT, short)?;
    let variants = match short.get("variants") {
        Some(Value::Object(variants)) => variants,
        Some(Value::Array(_)) => return Ok(Value::Object(short.clone())),
        _ => return Err(fault("/variants", "must be an object of variants by id")),
    };
    let currency = short.get("currency").and_then(Value::as_str).unwrap_or("USD");
    let mut made = Vec::new();
    for (id, told) in variants {
        let Some(told) = told.as_str() else {
            let at = format!("/variants/{}", pointer_part(id));
            return Err(fault(at, "must be a text such as `20.00 color=white`"));
        };
        let (price, options) = told.split_once(' ').unwrap_or((told, ""));
        let (available, price) = price.strip_prefix('-').map_or((true, price), |it| (false, it));
        let options: Map<String, Value> = options
            .split(", ")
            .filter_map(|option| option.split_once('='))
            .map(|(name, value)| (name.to_owned(), json!(value)))
            .collect();
        made.push(json!({
            "id": id,
            "options": options,
            "price": { "amount": price, "currency": currency },
            "available": available,
        }));
    }
    let title = short.get("title").and_then(Value::as_str).unwrap_or_default();
    let id = title.to_lowercase().replace(' ', "-");
    Ok(json!({
        "id": short.get("id").cloned().unwrap_or_else(|| json!(id)),
        "title": short.get("title"),
        "description": short.get("description"),
        "product_type": short.get("type").or_else(|| short.get("product_type")),
        "tags": short.get("tags").cloned().unwrap_or_else(|| json!([])),
        "url": short.get("url"),
        "variants": made,
    }))
}

/// Fills in what a scenario does not care about of a customer: an address, and a card, PayPal and a
/// gift card with 50.00 dollars on it.
pub(super) fn customer(short: &Map<String, Value>) -> Result<Value, FieldFault> {
    known("a customer", CUSTOMER, short)?;
    let mut whole = json!({
        "default_address": home(),
        "payment_methods": [
            { "id": "pm_card", "kind": "credit_card", "brand": "Visa", "last4": "4242" },
            { "id": "pm_paypal", "kind": "paypal" },
            { "id": "pm_gift", "kind": "gift_card", "balance": { "amount": "50.00", "currency": "USD" } },
        ],
    });
    merge(&mut whole, &Value::Object(short.clone()));
    Ok(whole)
}

/// Fills in what a scenario does not care about of a repeated delivery.
pub(super) fn subscription(
    short: &Map<String, Value>,
    owner: &str,
    index: usize,
) -> Result<Value, FieldFault> {
    let mut whole = json!({
        "id": format!("sub_{}", index.saturating_add(1)),
        "customer_id": owner,
        "status": "active",
        "interval_days": 30,
        "quantity": 1,
    });
    merge(&mut whole, &Value::Object(short.clone()));
    Ok(whole)
}

/// Lays `over` over `base`, objects field by field; what is `null` stays as it is.
pub(super) fn merge(base: &mut Value, over: &Value) {
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

/// A text field; empty where there is none.
pub(super) fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// A list; empty where there is none.
pub(super) fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// A field of any kind.
pub(super) fn field(value: &Value, name: &str) -> Value {
    value.get(name).cloned().unwrap_or_default()
}

/// Sets a field of an object.
pub(super) fn set(value: &mut Value, name: &str, to: Value) {
    if let Some(fields) = value.as_object_mut() {
        fields.insert(name.to_owned(), to);
    }
}

pub(super) fn fault(pointer: impl Into<String>, detail: &str) -> FieldFault {
    FieldFault { pointer: pointer.into(), detail: detail.to_owned() }
}

fn known(what: &str, fields: &[&str], short: &Map<String, Value>) -> Result<(), FieldFault> {
    match short.keys().find(|key| !fields.contains(&key.as_str())) {
        None => Ok(()),
        Some(key) => {
            let detail = format!("is not a field of {what}; it has {}", fields.join(", "));
            Err(fault(format!("/{}", pointer_part(key)), &detail))
        }
    }
}
