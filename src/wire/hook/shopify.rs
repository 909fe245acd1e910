//! Shopify's webhooks: verified by HMAC-SHA256 over the raw body, mapped onto our events.
//!
//! Shopify sends from two families of headers; where both are there the newer one counts. A whole
//! order, customer or product replaces what was known; parcels and refunds come as parts of an order
//! that do not say whose it is, so they are about the order. `orders/edited` holds ids only and is
//! followed by `orders/updated`, which tells the same in full: it carries nothing for us.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::de::DeserializeOwned;

use super::{HookFault, payload};
use crate::{
    base::{
        id::{CustomerId, LineId, OrderId, ProductId, VariantId, VisitorId},
        json,
        money::{Currency, Money},
        pii::Pii,
        time::Timestamp,
    },
    commerce::{
        Address, Customer, Fulfillment, FulfillmentStatus, Order, OrderLine, OrderPart,
        OrderStatus, Payment, PaymentDirection, Product, Variant,
    },
    identity::verify_hmac_sha256,
    profile::{
        Cart, CartLine, Consent, EventBody, EventKey, Identifier, ProfileEvent, TimelineEntry,
        TimelineKind,
    },
    wire::{AcceptedEvent, CatalogueChange, EventSubject, foreign_id::ForeignId as Id},
};

/// The headers of a webhook, by lower-case name.
pub type Headers<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Verifies the signature over the bytes as they came. `secrets` holds the current secret and, while
/// it is being rotated, the previous one.
///
/// # Errors
/// [`HookFault`]; nothing of the body may be looked at then.
pub fn verify(secrets: &[String], headers: Headers<'_>, body: &[u8]) -> Result<(), HookFault> {
    if secrets.iter().all(String::is_empty) {
        return Err(HookFault::NoSecret);
    }
    let signature =
        header(headers, "hmac-sha256").ok_or(HookFault::MissingHeader("X-Shopify-Hmac-Sha256"))?;
    let mac = STANDARD.decode(signature.trim()).map_err(|_| HookFault::Signature)?;
    // The newer family is complete or worth nothing: a part of it could be added to an old request.
    if headers("shopify-hmac-sha256").is_some() {
        for name in NEWER_HEADERS {
            headers(name)
                .filter(|value| !value.is_empty())
                .ok_or(HookFault::MissingHeader(name))?;
        }
    }
    let matches = secrets.iter().any(|secret| verify_hmac_sha256(secret.as_bytes(), body, &mac));
    if matches { Ok(()) } else { Err(HookFault::Signature) }
}

/// Maps a verified webhook onto events. A topic that carries nothing for us gives none.
///
/// # Errors
/// [`HookFault`] when a header is missing or the body is not what its topic promises.
pub fn map(
    headers: Headers<'_>,
    body: &[u8],
    received_at: Timestamp,
) -> Result<Vec<AcceptedEvent>, HookFault> {
    let topic = header(headers, "topic").ok_or(HookFault::MissingHeader("X-Shopify-Topic"))?;
    let shop =
        header(headers, "shop-domain").ok_or(HookFault::MissingHeader("X-Shopify-Shop-Domain"))?;
    // One action of a merchant may raise several topics under one event id.
    let id = header(headers, "event-id")
        .map(|id| format!("{topic} {id}"))
        .or_else(|| header(headers, "webhook-id"))
        .ok_or(HookFault::MissingHeader("X-Shopify-Webhook-Id"))?;
    let triggered_at = header(headers, "triggered-at")
        .and_then(|text| Timestamp::parse(&text).ok())
        .unwrap_or(received_at);
    let origin = Origin { source: format!("shopify:{shop}"), id, triggered_at, received_at };
    events(&topic, body, &origin)
}

const NEWER_HEADERS: &[&str] = &[
    "shopify-topic",
    "shopify-shop-domain",
    "shopify-api-version",
    "shopify-webhook-id",
    "shopify-event-id",
];

fn header(headers: Headers<'_>, name: &str) -> Option<String> {
    let given = |name: String| headers(&name).filter(|value| !value.is_empty());
    given(format!("shopify-{name}")).or_else(|| given(format!("x-shopify-{name}")))
}

/// Where an event comes from.
struct Origin {
    source: String,
    id: String,
    triggered_at: Timestamp,
    received_at: Timestamp,
}

impl Origin {
    fn key(&self, time: Option<Timestamp>, suffix: &str) -> EventKey {
        EventKey {
            time: time.unwrap_or(self.triggered_at),
            source: self.source.clone(),
            id: format!("{}{suffix}", self.id),
        }
    }

    fn about(
        &self,
        identifiers: Vec<Identifier>,
        time: Option<Timestamp>,
        suffix: &str,
        body: EventBody,
    ) -> Vec<AcceptedEvent> {
        if identifiers.is_empty() {
            return Vec::new();
        }
        let key = self.key(time, suffix);
        let event = ProfileEvent { key: key.clone(), received_at: self.received_at, body };
        let subject = EventSubject::Customer { identifiers, event: Box::new(event) };
        vec![AcceptedEvent { index: 0, key, subject }]
    }

    fn catalogue(&self, time: Option<Timestamp>, change: CatalogueChange) -> Vec<AcceptedEvent> {
        let subject = EventSubject::Catalogue(change);
        vec![AcceptedEvent { index: 0, key: self.key(time, ""), subject }]
    }
}

fn events(topic: &str, body: &[u8], origin: &Origin) -> Result<Vec<AcceptedEvent>, HookFault> {
    match topic {
        "orders/create"
        | "orders/updated"
        | "orders/paid"
        | "orders/cancelled"
        | "orders/fulfilled"
        | "orders/partially_fulfilled" => order(&read(body)?, origin),
        "customers/create" | "customers/update" | "customers/enable" | "customers/disable" => {
            customer(&read(body)?, origin, "")
        }
        "customers_email_marketing_consent/update" | "customers_marketing_consent/update" => {
            consent(&read(body)?, origin)
        }
        "fulfillments/create" | "fulfillments/update" => fulfillment(&read(body)?, origin),
        "fulfillment_events/create" => fulfillment_event(&read(body)?, origin),
        "refunds/create" => refund(&read(body)?, origin),
        "products/create" | "products/update" => product(&read(body)?, origin),
        "products/delete" => {
            let gone: payload::Gone = read(body)?;
            let id = id(&gone.id, ProductId::parse)?;
            Ok(origin.catalogue(None, CatalogueChange::Deleted(id)))
        }
        "carts/create" | "carts/update" => cart(&read(body)?, origin),
        "checkouts/create" | "checkouts/update" => checkout(&read(body)?, origin),
        _ => Ok(Vec::new()),
    }
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, HookFault> {
    json::read_bytes(body).map_err(|fault| HookFault::Malformed(fault.pointer().to_owned()))
}

fn id<T, E>(id: &Id, parse: impl Fn(String) -> Result<T, E>) -> Result<T, HookFault> {
    // Ids come as numbers or as global ids (`gid://shopify/Order/1`): the last part is the number.
    let number = id.0.rsplit('/').next().unwrap_or_default();
    parse(number.to_owned()).map_err(|_| HookFault::Malformed("id".to_owned()))
}

fn contact(email: Option<&String>, phone: Option<&String>) -> Vec<Identifier> {
    let email = email.and_then(|email| Identifier::email(email).ok());
    let phone = phone.and_then(|phone| Identifier::phone(phone).ok());
    [email, phone].into_iter().flatten().collect()
}

fn order(told: &payload::Order, origin: &Origin) -> Result<Vec<AcceptedEvent>, HookFault> {
    let order_id = id(&told.id, OrderId::parse)?;
    let mut identifiers = Vec::new();
    let customer_id = match &told.customer {
        Some(customer) => {
            let customer_id = id(&customer.id, CustomerId::parse)?;
            identifiers.push(Identifier::Shop(customer_id.clone()));
            customer_id
        }
        // A guest: known by address or number only, under an id that no account can have.
        None => {
            identifiers.extend(contact(told.email.as_ref(), told.phone.as_ref()));
            id(&told.id, |number| CustomerId::parse(format!("guest of order {number}")))?
        }
    };
    identifiers.push(Identifier::Order(order_id.clone()));
    let currency = told.currency.as_deref().unwrap_or("USD");
    let total = told.current_total_price.as_deref().or(told.total_price.as_deref());
    let total = total
        .map(|total| Money::parse(total, currency))
        .unwrap_or_else(|| Currency::parse(currency).map(|c| Money::from_minor(0, c)))
        .map_err(|_| HookFault::Malformed("total_price".to_owned()))?;
    let fulfillments: Vec<Fulfillment> =
        told.fulfillments.iter().flatten().map(parcel).collect::<Result<_, _>>()?;
    let mapped = Order {
        id: order_id,
        number: told.name.clone(),
        customer_id,
        status: order_status(told, &fulfillments),
        placed_at: told.processed_at.or(told.created_at),
        lines: lines(told, currency)?,
        total,
        shipping_address: told.shipping_address.as_ref().map(address),
        fulfillments,
        payments: told.refunds.iter().flatten().flat_map(|r| payments(r, currency)).collect(),
        returns: Vec::new(),
        exchanges: Vec::new(),
        cancel_reason: told.cancel_reason.clone().filter(|_| told.cancelled_at.is_some()),
        updated_at: told.updated_at,
    };
    let time = told.updated_at;
    let mut events = match &told.customer {
        Some(known) => customer(known, origin, " customer")?,
        None => Vec::new(),
    };
    events.extend(origin.about(identifiers, time, "", EventBody::Order(Box::new(mapped))));
    Ok(events)
}

fn order_status(told: &payload::Order, fulfillments: &[Fulfillment]) -> OrderStatus {
    if told.cancelled_at.is_some() {
        return OrderStatus::Cancelled;
    }
    let delivered = |parcel: &Fulfillment| parcel.status == Some(FulfillmentStatus::Delivered);
    match told.fulfillment_status.as_deref() {
        Some("fulfilled") if !fulfillments.is_empty() && fulfillments.iter().all(delivered) => {
            OrderStatus::Delivered
        }
        Some("fulfilled" | "partial") => OrderStatus::Shipped,
        _ => OrderStatus::Pending,
    }
}

fn lines(told: &payload::Order, currency: &str) -> Result<Vec<OrderLine>, HookFault> {
    let none = Currency::parse(currency)
        .map(|currency| Money::from_minor(0, currency))
        .map_err(|_| HookFault::Malformed("currency".to_owned()))?;
    let line = |item: &payload::LineItem| -> Result<OrderLine, HookFault> {
        // Custom items have neither product nor variant: they are known by their line.
        let product = item.product_id.as_ref().unwrap_or(&item.id);
        let variant = item.variant_id.as_ref().unwrap_or(&item.id);
        let option = item.variant_title.clone().filter(|title| title != "Default Title");
        Ok(OrderLine {
            id: id(&item.id, LineId::parse)?,
            product_id: id(product, ProductId::parse)?,
            variant_id: id(variant, VariantId::parse)?,
            title: item.title.clone().unwrap_or_default(),
            options: option.map(|title| ("variant".to_owned(), title)).into_iter().collect(),
            quantity: item.current_quantity.or(item.quantity).unwrap_or(1).max(1),
            unit_price: item.price.as_ref().and_then(|p| p.in_currency(currency)).unwrap_or(none),
            final_sale: None,
        })
    };
    told.line_items.iter().flatten().map(line).collect()
}

fn parcel(told: &payload::Fulfillment) -> Result<Fulfillment, HookFault> {
    let status = parcel_status(told.status.as_deref(), told.shipment_status.as_deref());
    let lines = told.line_items.iter().flatten().map(|item| id(&item.id, LineId::parse));
    Ok(Fulfillment {
        id: Some(told.id.0.clone()),
        status: Some(status),
        carrier: told.tracking_company.clone(),
        tracking_numbers: told.tracking_numbers.clone().unwrap_or_default(),
        tracking_url: told.tracking_url.clone(),
        line_ids: lines.collect::<Result<_, _>>()?,
        shipped_at: told.created_at,
        estimated_delivery_at: None,
        delivered_at: told.updated_at.filter(|_| status == FulfillmentStatus::Delivered),
    })
}

/// Where a parcel is, from the fulfillment's own status and the carrier's.
fn parcel_status(status: Option<&str>, shipment: Option<&str>) -> FulfillmentStatus {
    match shipment {
        Some("delivered") => FulfillmentStatus::Delivered,
        Some("out_for_delivery") => FulfillmentStatus::OutForDelivery,
        Some("attempted_delivery" | "failure" | "delayed") => FulfillmentStatus::Exception,
        Some("label_printed" | "label_purchased" | "confirmed") => FulfillmentStatus::LabelCreated,
        Some("in_transit" | "ready_for_pickup" | "carrier_picked_up") => {
            FulfillmentStatus::InTransit
        }
        _ => match status {
            Some("cancelled" | "error" | "failure") => FulfillmentStatus::Exception,
            Some("pending" | "open") => FulfillmentStatus::LabelCreated,
            _ => FulfillmentStatus::InTransit,
        },
    }
}

fn fulfillment(
    told: &payload::Fulfillment,
    origin: &Origin,
) -> Result<Vec<AcceptedEvent>, HookFault> {
    let order_id = told.order_id.as_ref().ok_or(HookFault::Malformed("order_id".to_owned()))?;
    let order_id = id(order_id, OrderId::parse)?;
    let part = OrderPart::Fulfillment(parcel(told)?);
    let about = vec![Identifier::Order(order_id.clone())];
    Ok(origin.about(about, told.updated_at, "", EventBody::OrderPart { order_id, part }))
}

fn fulfillment_event(
    told: &payload::FulfillmentEvent,
    origin: &Origin,
) -> Result<Vec<AcceptedEvent>, HookFault> {
    let order_id = id(&told.order_id, OrderId::parse)?;
    let part = OrderPart::FulfillmentStatus {
        fulfillment_id: told.fulfillment_id.0.clone(),
        status: parcel_status(None, told.status.as_deref()),
    };
    let about = vec![Identifier::Order(order_id.clone())];
    Ok(origin.about(about, told.happened_at, "", EventBody::OrderPart { order_id, part }))
}

fn refund(told: &payload::Refund, origin: &Origin) -> Result<Vec<AcceptedEvent>, HookFault> {
    let order_id = told.order_id.as_ref().ok_or(HookFault::Malformed("order_id".to_owned()))?;
    let order_id = id(order_id, OrderId::parse)?;
    // A transaction may leave its currency out; the refunded lines name the shop's.
    let currency = told
        .refund_line_items
        .iter()
        .flatten()
        .find_map(|line| line.subtotal_set.as_ref())
        .map_or("USD", |set| set.shop_money.currency_code.as_str());
    let part = OrderPart::Refund(payments(told, currency));
    let about = vec![Identifier::Order(order_id.clone())];
    let time = told.processed_at.or(told.created_at);
    Ok(origin.about(about, time, "", EventBody::OrderPart { order_id, part }))
}

fn payments(told: &payload::Refund, currency: &str) -> Vec<Payment> {
    let refunded = |transaction: &&payload::Transaction| {
        transaction.kind.as_deref() == Some("refund")
            && transaction.status.as_deref().is_none_or(|status| status == "success")
    };
    let payment = |transaction: &payload::Transaction| {
        let currency = transaction.currency.as_deref().unwrap_or(currency);
        Some(Payment {
            kind: PaymentDirection::Refund,
            amount: transaction.amount.as_ref()?.in_currency(currency)?,
            payment_method_id: None,
            at: transaction.processed_at.or(transaction.created_at),
        })
    };
    told.transactions.iter().flatten().filter(refunded).filter_map(payment).collect()
}

fn customer(
    told: &payload::Customer,
    origin: &Origin,
    suffix: &str,
) -> Result<Vec<AcceptedEvent>, HookFault> {
    let customer_id = id(&told.id, CustomerId::parse)?;
    let mut identifiers = vec![Identifier::Shop(customer_id.clone())];
    identifiers.extend(contact(told.email.as_ref(), told.phone.as_ref()));
    let customer = Customer {
        id: customer_id,
        first_name: told.first_name.clone().map(Pii::new),
        last_name: told.last_name.clone().map(Pii::new),
        email: told.email.clone().map(Pii::new),
        phone: told.phone.clone().map(Pii::new),
        locale: None,
        tags: split_tags(told.tags.as_deref()),
        default_address: told.default_address.as_ref().map(address),
        payment_methods: Vec::new(),
        updated_at: told.updated_at,
    };
    let body = EventBody::Customer(Box::new(customer));
    Ok(origin.about(identifiers, told.updated_at, suffix, body))
}

fn address(told: &payload::Address) -> Pii<Address> {
    let country = told.country_code.clone().or_else(|| told.country.clone());
    Pii::new(Address {
        line1: told.address1.clone().unwrap_or_default(),
        line2: told.address2.clone().filter(|line| !line.is_empty()),
        city: told.city.clone().unwrap_or_default(),
        region: told.province_code.clone(),
        zip: told.zip.clone().unwrap_or_default(),
        country: country.unwrap_or_default(),
    })
}

fn consent(
    told: &payload::ConsentUpdate,
    origin: &Origin,
) -> Result<Vec<AcceptedEvent>, HookFault> {
    let about =
        || Ok::<_, HookFault>(vec![Identifier::Shop(id(&told.customer_id, CustomerId::parse)?)]);
    let mut events = Vec::new();
    let channels = [("email", &told.email_marketing_consent), ("sms", &told.sms_marketing_consent)];
    for (channel, state) in channels {
        let Some(state) = state else { continue };
        let consent = Consent {
            granted: state.state.as_deref() == Some("subscribed"),
            collected_from: Some("shopify".to_owned()),
        };
        let body = EventBody::Consent { channel: channel.to_owned(), consent };
        events.extend(origin.about(about()?, state.consent_updated_at, channel, body));
    }
    Ok(events)
}

fn product(told: &payload::Product, origin: &Origin) -> Result<Vec<AcceptedEvent>, HookFault> {
    let names: Vec<String> =
        told.options.iter().flatten().filter_map(|option| option.name.clone()).collect();
    let variants = told.variants.iter().flatten().map(|told| variant(told, &names));
    let product = Product {
        id: id(&told.id, ProductId::parse)?,
        title: told.title.clone(),
        description: told.body_html.clone(),
        product_type: told.product_type.clone().filter(|kind| !kind.is_empty()),
        tags: split_tags(told.tags.as_deref()),
        image_url: told.image.as_ref().and_then(|image| image.src.clone()),
        url: None,
        variants: variants.collect::<Result<_, _>>()?,
        updated_at: told.updated_at,
    };
    Ok(origin.catalogue(told.updated_at, CatalogueChange::Updated(Box::new(product))))
}

fn variant(told: &payload::Variant, names: &[String]) -> Result<Variant, HookFault> {
    let given = [&told.option1, &told.option2, &told.option3];
    let mut options = std::collections::BTreeMap::new();
    for (index, value) in given.into_iter().enumerate() {
        let Some(value) = value.clone().filter(|value| value != "Default Title") else { continue };
        let fallback = || format!("option{}", index.saturating_add(1));
        options.insert(names.get(index).cloned().unwrap_or_else(fallback), value);
    }
    // A product hook does not say its currency: prices are in the shop's, and only shown after the
    // shop has been asked.
    let price = told.price.as_ref().and_then(|price| price.in_currency("USD"));
    let stock = told.inventory_quantity;
    Ok(Variant {
        id: id(&told.id, VariantId::parse)?,
        sku: told.sku.clone(),
        options,
        price: price.ok_or(HookFault::Malformed("variants.price".to_owned()))?,
        available: told.inventory_policy.as_deref() == Some("continue")
            || stock.is_none_or(|pieces| pieces > 0),
        inventory: stock,
    })
}

/// A cart belongs to a browser until its checkout names somebody.
fn cart(told: &payload::Cart, origin: &Origin) -> Result<Vec<AcceptedEvent>, HookFault> {
    let line = |item: &payload::LineItem| CartLine {
        product_id: item.product_id.as_ref().and_then(|p| id(p, ProductId::parse).ok()),
        variant_id: item.variant_id.as_ref().and_then(|v| id(v, VariantId::parse).ok()),
        title: item.title.clone(),
        quantity: item.quantity,
        unit_price: None,
    };
    let lines = told.line_items.iter().flatten().map(line).collect();
    let body = EventBody::Cart(Cart { lines, total: None, url: None });
    Ok(origin.about(vec![cart_visitor(&told.token)?], told.updated_at, "", body))
}

fn cart_visitor(token: &str) -> Result<Identifier, HookFault> {
    // Newer tokens carry a key after a question mark, which is no part of the cart's name.
    let name = token.split('?').next().unwrap_or_default();
    VisitorId::parse(format!("shopify-cart-{name}"))
        .map(Identifier::Visitor)
        .map_err(|_| HookFault::Malformed("token".to_owned()))
}

fn checkout(told: &payload::Checkout, origin: &Origin) -> Result<Vec<AcceptedEvent>, HookFault> {
    let mut identifiers = Vec::new();
    if let Some(customer) = &told.customer {
        identifiers.push(Identifier::Shop(id(&customer.id, CustomerId::parse)?));
    }
    identifiers.extend(contact(told.email.as_ref(), told.phone.as_ref()));
    if let Some(token) = &told.cart_token {
        identifiers.push(cart_visitor(token)?);
    }
    let body = EventBody::Timeline(TimelineEntry {
        name: "checkout.started".to_owned(),
        kind: TimelineKind::CheckoutStarted { url: told.abandoned_checkout_url.clone() },
    });
    Ok(origin.about(identifiers, told.updated_at, "", body))
}

fn split_tags(tags: Option<&str>) -> Vec<String> {
    let tags = tags.unwrap_or_default().split(',').map(str::trim);
    tags.filter(|tag| !tag.is_empty()).map(str::to_owned).collect()
}
