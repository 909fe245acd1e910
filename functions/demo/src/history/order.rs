//! Putting one past order together.
#![expect(clippy::arithmetic_side_effects, reason = "hours and cents of a few years of one shop")]

use edgewise::{
    base::{
        id::{IdError, LineId, OrderId, PaymentMethodId},
        time::Timestamp,
    },
    commerce::{
        Customer, Fulfillment, FulfillmentStatus, Order, OrderLine, OrderStatus, Payment,
        PaymentDirection, Product, Variant,
    },
};

use crate::{
    SHOP_ORIGIN,
    catalogue::{FINAL_SALE, has_tag},
    random::fingerprint,
    shop::{hours_before, usd},
};

/// The number of an order placed just now; every hour of age counts one down. So numbers grow with
/// time, and a persona's order keeps its number whatever else the shop sells.
const NEWEST_NUMBER: i64 = 27_000;

/// What is bought.
#[derive(Clone, Copy)]
pub(crate) struct Item<'a> {
    pub(crate) product: &'a Product,
    pub(crate) variant: &'a Variant,
    pub(crate) quantity: u32,
}

/// A parcel of an order; hours count back from the base instant.
pub(crate) struct Parcel<'a> {
    pub(crate) status: FulfillmentStatus,
    pub(crate) lines: &'a [OrderLine],
    pub(crate) shipped: Option<i64>,
    pub(crate) due: i64,
    pub(crate) delivered: Option<i64>,
}

/// A paid order that nobody has packed yet.
pub(crate) fn place(
    customer: &Customer,
    items: &[Item<'_>],
    method_id: &PaymentMethodId,
    age_hours: i64,
    base: Timestamp,
) -> Result<Order, IdError> {
    let number = NEWEST_NUMBER - age_hours;
    let placed_at = hours_before(base, age_hours);
    let mut lines = Vec::new();
    for (index, item) in (1..).zip(items) {
        lines.push(line(LineId::parse(format!("ln_{number}_{index}"))?, *item));
    }
    let total = usd(lines.iter().map(line_cents).sum());
    Ok(Order {
        id: OrderId::parse(format!("ord_{number}"))?,
        number: Some(format!("#F{number}")),
        customer_id: customer.id.clone(),
        status: OrderStatus::Pending,
        placed_at: Some(placed_at),
        lines,
        total,
        shipping_address: customer.default_address.clone(),
        fulfillments: Vec::new(),
        payments: vec![Payment {
            kind: PaymentDirection::Payment,
            amount: total,
            payment_method_id: Some(method_id.clone()),
            at: Some(placed_at),
        }],
        returns: Vec::new(),
        exchanges: Vec::new(),
        cancel_reason: None,
        updated_at: Some(placed_at),
    })
}

/// A line of an order as the shopper bought it.
pub(crate) fn line(id: LineId, item: Item<'_>) -> OrderLine {
    OrderLine {
        id,
        product_id: item.product.id.clone(),
        variant_id: item.variant.id.clone(),
        title: item.product.title.clone(),
        options: item.variant.options.clone(),
        quantity: item.quantity,
        unit_price: item.variant.price,
        final_sale: has_tag(item.product, FINAL_SALE).then_some(true),
    }
}

/// What a line cost in all.
pub(crate) fn line_cents(line: &OrderLine) -> i64 {
    line.unit_price.minor().saturating_mul(i64::from(line.quantity))
}

/// A parcel with its label, not yet handed over.
pub(crate) fn label(order: &Order, lines: &[LineId], due_at: Timestamp) -> Fulfillment {
    let count = order.fulfillments.len().saturating_add(1);
    let number = order.id.as_str().trim_start_matches("ord_");
    // As text, because the bytes of a count differ between 32 and 64 bits.
    let print = fingerprint([order.id.as_str().as_bytes(), count.to_string().as_bytes()]);
    let (carrier, prefix) = carrier(order);
    let tracking_number = format!("{prefix}{:012}", print % 1_000_000_000_000);
    Fulfillment {
        id: Some(format!("ful_{number}_{count}")),
        status: Some(FulfillmentStatus::LabelCreated),
        carrier: Some(carrier.to_owned()),
        tracking_url: Some(format!("{SHOP_ORIGIN}/track/{tracking_number}")),
        tracking_numbers: vec![tracking_number],
        line_ids: lines.to_vec(),
        shipped_at: None,
        estimated_delivery_at: Some(due_at),
        delivered_at: None,
    }
}

/// Adds a parcel as it stands at the base instant.
pub(crate) fn add_parcel(order: &mut Order, parcel: &Parcel<'_>, base: Timestamp) {
    let lines: Vec<LineId> = parcel.lines.iter().map(|line| line.id.clone()).collect();
    let made = Fulfillment {
        status: Some(parcel.status),
        shipped_at: parcel.shipped.map(|hours| hours_before(base, hours)),
        delivered_at: parcel.delivered.map(|hours| hours_before(base, hours)),
        ..label(order, &lines, hours_before(base, parcel.due))
    };
    order.fulfillments.push(made);
}

/// Gives all money back some hours before the base instant.
pub(crate) fn refund_all(order: &mut Order, hours: i64, base: Timestamp) {
    let at = Some(hours_before(base, hours));
    let refunds: Vec<Payment> = order
        .payments
        .iter()
        .filter(|payment| payment.kind == PaymentDirection::Payment)
        .map(|payment| Payment { kind: PaymentDirection::Refund, at, ..payment.clone() })
        .collect();
    order.payments.extend(refunds);
}

/// Sets the last change to the latest thing that happened.
pub(crate) fn stamp(order: &mut Order) {
    let parcels =
        order.fulfillments.iter().flat_map(|parcel| [parcel.shipped_at, parcel.delivered_at]);
    let payments = order.payments.iter().map(|payment| payment.at);
    let returns = order.returns.iter().map(|request| request.requested_at);
    order.updated_at =
        parcels.chain(payments).chain(returns).chain([order.updated_at]).flatten().max();
}

/// Invented carriers: a made-up number at a real one might be somebody's parcel.
fn carrier(order: &Order) -> (&'static str, &'static str) {
    let country = order.shipping_address.as_ref().map(|address| address.expose().country.as_str());
    match country {
        Some("US") => ("Northway Parcel", "NWP"),
        Some("AU" | "CA" | "GB" | "IE") => ("Swiftpost", "SP"),
        _ => ("Meridian Express", "MX"),
    }
}
