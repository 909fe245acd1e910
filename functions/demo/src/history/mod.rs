//! What was ordered, and what became of it.
#![expect(clippy::arithmetic_side_effects, reason = "counts of one generated shop")]

mod order;
mod scenario;

use std::collections::BTreeSet;

use edgewise::{
    base::{id::IdError, time::Timestamp},
    commerce::{
        Customer, Order, OrderStatus, Payment, PaymentDirection, PaymentKind, PaymentMethod,
        Product,
    },
};
pub(crate) use order::{
    Item, Parcel, add_parcel, label, line, line_cents, place, refund_all, stamp,
};
pub(crate) use scenario::request_return;
use scenario::{Scenario, Stage, WEIGHTS, WEIGHTS_SUM, play};

use crate::{
    catalogue::{DISCONTINUED, has_tag},
    random::Random,
    shop::{Resources, usd},
};

/// Which hours have their order: a number stands for an hour, so an hour has one order at most.
#[derive(Debug, Default)]
pub(crate) struct Slots(BTreeSet<i64>);

impl Slots {
    /// The first free hour of age from here on.
    pub(crate) fn take(&mut self, age_hours: i64) -> i64 {
        let mut age = age_hours;
        while !self.0.insert(age) {
            age += 1;
        }
        age
    }
}

/// Orders for everybody who has none yet. Some customers stay without.
pub(crate) fn fill(
    made: &mut Resources,
    slots: &mut Slots,
    seed: u64,
    base: Timestamp,
) -> Result<(), IdError> {
    let products: Vec<&Product> = made.products.values().collect();
    let served: BTreeSet<_> = made.orders.values().map(|order| order.customer_id.clone()).collect();
    let mut random = Random::stream(seed, STREAM);
    let mut turns = vec![0_usize; WEIGHTS.len()];
    let mut orders = Vec::new();
    // The personas have the orders that their story needs, and no others.
    let buyers = made
        .customers
        .values()
        .skip(crate::personas::COUNT)
        .filter(|customer| !served.contains(&customer.id));
    for (index, customer) in buyers.enumerate() {
        for _ in 0..order_count(&mut random, index) {
            let (index, scenario, ages) = scenario(&mut random);
            let age_hours = slots.take(random.between(ages.0, ages.1));
            let items = items(&mut random, &products, scenario, age_hours);
            let Some(first) = items.first().map(|item| item.product) else { continue };
            let Some(method) = usual_method(customer) else { continue };
            let turn = turns.get(index).copied().unwrap_or(0);
            let mut order = place(customer, &items, &method.id, age_hours, base)?;
            play(&mut order, &Stage { scenario, age_hours, base, turn, first }, &mut random);
            share_payment(&mut random, &mut order, customer);
            stamp(&mut order);
            orders.push((order.id.clone(), order));
            if let Some(turn) = turns.get_mut(index) {
                *turn += 1;
            }
        }
    }
    made.orders.extend(orders);
    Ok(())
}

/// The method that a customer pays with when nothing else is said.
pub(crate) fn usual_method(customer: &Customer) -> Option<&PaymentMethod> {
    customer
        .payment_methods
        .iter()
        .find(|method| matches!(method.kind, PaymentKind::CreditCard | PaymentKind::Paypal))
}

fn order_count(random: &mut Random, index: usize) -> i64 {
    // Every twentieth customer is a regular.
    if index % 20 == 7 {
        return random.between(11, 14);
    }
    match random.between(1, 100) {
        1..=10 => 0,
        11..=32 => 1,
        _ => random.between(2, 5),
    }
}

fn scenario(random: &mut Random) -> (usize, Scenario, (i64, i64)) {
    let mut left = random.between(1, WEIGHTS_SUM);
    for (index, (scenario, weight, ages)) in WEIGHTS.iter().enumerate() {
        left -= weight;
        if left <= 0 {
            return (index, *scenario, *ages);
        }
    }
    (0, Scenario::Pending, (1, 22))
}

fn items<'a>(
    random: &mut Random,
    products: &[&'a Product],
    scenario: Scenario,
    age_hours: i64,
) -> Vec<Item<'a>> {
    let count = random.between(1, 10) / 3 + 1;
    let mut items: Vec<Item<'a>> = Vec::new();
    let wanted = usize::try_from(count.max(scenario.lines_min())).unwrap_or(1);
    while items.len() < wanted {
        let Some(product) = random.pick(products).copied() else { break };
        let Some(variant) = random.pick(&product.variants) else { break };
        // Discontinued products have not been sold for two months.
        let is_gone = has_tag(product, DISCONTINUED) && age_hours < 1_440;
        if is_gone || items.iter().any(|item| item.product.id == product.id) {
            continue;
        }
        let quantity = match random.between(1, 10) {
            1..=7 => 1,
            8..=9 => 2,
            _ => 3,
        };
        items.push(Item { product, variant, quantity });
    }
    items
}

/// Lets a gift card pay part of some orders that nothing was changed of.
fn share_payment(random: &mut Random, order: &mut Order, customer: &Customer) {
    let cards = &customer.payment_methods;
    let Some(card) = cards.iter().find(|method| method.kind == PaymentKind::GiftCard) else {
        return;
    };
    let is_plain = matches!(order.status, OrderStatus::Delivered | OrderStatus::Pending);
    let [whole] = order.payments.as_mut_slice() else { return };
    let part = random.between(5, 20) * 100;
    if !is_plain || !random.chance(40) || part * 2 > whole.amount.minor() {
        return;
    }
    whole.amount = usd(whole.amount.minor() - part);
    let at = whole.at;
    order.payments.push(Payment {
        kind: PaymentDirection::Payment,
        amount: usd(part),
        payment_method_id: Some(card.id.clone()),
        at,
    });
}

/// Keeps these random numbers apart from those of other tables.
const STREAM: u64 = 0x6f72_6465_7273;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_add_up_and_an_hour_has_one_order() {
        assert_eq!(WEIGHTS.iter().map(|(_, weight, _)| weight).sum::<i64>(), WEIGHTS_SUM);
        let mut slots = Slots::default();
        assert_eq!((slots.take(5), slots.take(5), slots.take(6)), (5, 6, 7));
    }
}
