//! Repeated deliveries.
#![expect(clippy::arithmetic_side_effects, reason = "days and pieces of one subscription")]

use edgewise::{
    base::{
        id::{CustomerId, IdError, SubscriptionId},
        money::Money,
        time::{DAY_MS, HOUR_MS, Timestamp},
    },
    commerce::{Product, Subscription, SubscriptionStatus, Variant},
};

use crate::{
    catalogue::{DISCONTINUED, FINAL_SALE, has_tag},
    random::Random,
    shop::{Resources, usd},
};

/// Subscribers pay this much of the price, in percent.
const SHARE_PERCENT: i64 = 90;

/// Subscriptions for about every fifth customer who is no persona.
pub(crate) fn fill(made: &mut Resources, seed: u64, base: Timestamp) -> Result<(), IdError> {
    let regular: Vec<&Product> = made.products.values().filter(|p| is_regular(p)).collect();
    let mut held = Vec::new();
    let mut number = FIRST_NUMBER;
    for (index, customer) in made.customers.values().enumerate().skip(crate::personas::COUNT) {
        let mut random = Random::stream(seed ^ STREAM, index as u64);
        let count = match random.between(1, 100) {
            1..=18 => 1,
            19..=23 => 2,
            _ => 0,
        };
        for _ in 0..count {
            let Some(product) = random.pick(&regular).copied() else { continue };
            let Some(variant) = random.pick(&product.variants) else { continue };
            let quantity = if random.chance(70) { 1 } else { 2 };
            let mut made = start(number, &customer.id, (product, variant), quantity)?;
            settle_dates(&mut made, &mut random, number, base);
            held.push((made.id.clone(), made));
            number += 1;
        }
    }
    made.subscriptions.extend(held);
    Ok(())
}

/// An active subscription without dates.
pub(crate) fn start(
    number: u32,
    customer_id: &CustomerId,
    (product, variant): (&Product, &Variant),
    quantity: u32,
) -> Result<Subscription, IdError> {
    Ok(Subscription {
        id: SubscriptionId::parse(format!("sub_{number}"))?,
        customer_id: customer_id.clone(),
        status: SubscriptionStatus::Active,
        variant_id: Some(variant.id.clone()),
        title: Some(title(product, variant)),
        quantity: Some(quantity),
        price: Some(price(variant, quantity)),
        interval_days: Some(30),
        next_charge_at: None,
        resume_at: None,
    })
}

/// What one delivery costs.
pub(crate) fn price(variant: &Variant, quantity: u32) -> Money {
    let cents = variant.price.minor().saturating_mul(i64::from(quantity));
    usd(cents.saturating_mul(SHARE_PERCENT) / 100)
}

/// Product and variant in the shop's words.
pub(crate) fn title(product: &Product, variant: &Variant) -> String {
    let options: Vec<&str> = variant.options.values().map(String::as_str).collect();
    format!("{}, {}", product.title, options.join(", "))
}

/// Whether a product is something that one uses up.
pub(crate) fn is_regular(product: &Product) -> bool {
    let is_used_up = matches!(product.product_type.as_deref(), Some("Tea" | "Care"));
    is_used_up && !has_tag(product, FINAL_SALE) && !has_tag(product, DISCONTINUED)
}

fn settle_dates(made: &mut Subscription, random: &mut Random, number: u32, base: Timestamp) {
    made.interval_days = random.pick(&[14, 30, 30, 45, 60]).copied();
    let interval = i64::from(made.interval_days.unwrap_or(30));
    let next = base.plus_ms(random.between(1, interval) * DAY_MS + random.between(1, 9) * HOUR_MS);
    // By turns, so that each status occurs however few there are.
    match number % 6 {
        3 => {
            made.status = SubscriptionStatus::Paused;
            made.resume_at = random.chance(60).then_some(next);
        }
        5 => made.status = SubscriptionStatus::Cancelled,
        _ => made.next_charge_at = Some(next),
    }
}

/// Generated subscriptions are numbered from here; personas have the numbers before.
const FIRST_NUMBER: u32 = 2_010;
/// Keeps these random numbers apart from those of other tables.
const STREAM: u64 = 0x6d6f_6e74_686c;
