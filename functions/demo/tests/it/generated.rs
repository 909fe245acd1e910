//! The shop as it is made.

use std::collections::{BTreeMap, BTreeSet};

use edgewise::{
    base::time::{DAY_MS, HOUR_MS},
    commerce::{
        Customer, FulfillmentStatus, Order, OrderStatus, PaymentDirection, PaymentKind,
        ReturnStatus, SubscriptionStatus,
    },
};
use edgewise_demo::DemoStore;

use crate::support::{base, store};

#[test]
fn the_same_seed_makes_the_same_shop_byte_for_byte() {
    let snapshot = store().snapshot();
    assert_eq!(snapshot, store().snapshot());
    // FNV-1a of the whole. A new value is right only when the shop was changed on purpose.
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in snapshot.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    assert_eq!(format!("{hash:016x}"), GOLDEN);
}

#[test]
fn another_seed_makes_another_shop_with_the_same_personas() {
    let mut first = store();
    let mut second = store();
    second.store = DemoStore::generate(7, base());
    assert_ne!(first.snapshot(), second.snapshot());
    for persona in first.store.personas() {
        for target in ["", "/orders", "/loyalty", "/subscriptions"] {
            let target = format!("/customers/{}{target}", persona.customer_id);
            assert_eq!(first.get(&target), second.get(&target), "{target}");
        }
    }
}

#[test]
fn the_catalogue_is_wide_enough() {
    let mut store = store();
    let products = store.products();
    assert!(products.len() >= 160, "{}", products.len());
    let types: BTreeSet<_> = products.iter().filter_map(|p| p.product_type.as_deref()).collect();
    assert!(types.len() >= 10, "{types:?}");
    let titles: BTreeSet<_> = products.iter().map(|product| &product.title).collect();
    assert_eq!(titles.len(), products.len());
    let variants: Vec<_> = products.iter().flat_map(|product| &product.variants).collect();
    assert!(variants.len() >= 600, "{}", variants.len());
    assert!(variants.iter().filter(|variant| !variant.available).count() >= 40);
    assert!(variants.iter().all(|variant| variant.price.minor() >= 500));
    assert!(variants.iter().all(|variant| variant.price.minor() % 50 == 0));
    assert!(variants.iter().all(|variant| variant.available == (variant.inventory > Some(0))));
    let ids: BTreeSet<_> = variants.iter().map(|variant| &variant.id).collect();
    assert_eq!(ids.len(), variants.len());
    let skus: BTreeSet<_> = variants.iter().map(|variant| &variant.sku).collect();
    assert_eq!(skus.len(), variants.len());
    for product in &products {
        let options: BTreeSet<_> = product.variants.iter().map(|v| &v.options).collect();
        assert_eq!(options.len(), product.variants.len(), "{}", product.title);
        assert!(product.description.is_some() && !product.variants.is_empty());
    }
    let tagged =
        |tag: &str| products.iter().filter(|p| p.tags.iter().any(|own| own == tag)).count();
    assert!(tagged("final-sale") >= 5 && tagged("discontinued") >= 3);
}

#[test]
fn customers_are_of_many_places_and_all_are_reachable() {
    let mut store = store();
    let customers = store.customers();
    assert!(customers.len() >= 220, "{}", customers.len());
    let addresses = customers.iter().map(|c| c.default_address.as_ref().unwrap().expose());
    let countries: BTreeSet<_> = addresses.map(|address| address.country.clone()).collect();
    assert!(countries.len() >= 10, "{countries:?}");
    let emails: BTreeSet<_> =
        customers.iter().map(|c| c.email.as_ref().unwrap().expose()).collect();
    assert_eq!(emails.len(), customers.len());
    assert!(emails.iter().all(|email| email.is_ascii() && email.ends_with("@example.com")));
    let locales: BTreeSet<_> = customers.iter().filter_map(|c| c.locale.as_deref()).collect();
    assert!(locales.len() >= 10);
    let kinds = |customer: &Customer| {
        customer.payment_methods.iter().map(|method| method.kind as u8).collect::<Vec<_>>()
    };
    for kind in [
        PaymentKind::CreditCard,
        PaymentKind::GiftCard,
        PaymentKind::Paypal,
        PaymentKind::StoreCredit,
    ] {
        assert!(customers.iter().any(|customer| kinds(customer).contains(&(kind as u8))));
    }
    for method in customers.iter().flat_map(|customer| &customer.payment_methods) {
        let is_card = method.kind == PaymentKind::CreditCard;
        let has_balance = matches!(method.kind, PaymentKind::GiftCard | PaymentKind::StoreCredit);
        assert_eq!(method.brand.is_some() && method.last4.is_some(), is_card);
        assert_eq!(method.balance.is_some(), has_balance);
    }
}

#[test]
fn orders_stand_in_every_state() {
    let orders = store().orders();
    assert!(orders.len() >= 600, "{}", orders.len());
    for status in [
        OrderStatus::Cancelled,
        OrderStatus::Delivered,
        OrderStatus::ExchangeRequested,
        OrderStatus::Pending,
        OrderStatus::PendingModified,
        OrderStatus::Processed,
        OrderStatus::ReturnRequested,
        OrderStatus::Shipped,
    ] {
        let count = orders.iter().filter(|order| order.status == status).count();
        assert!(count >= 5, "{status:?}: {count}");
    }
    for status in [
        FulfillmentStatus::Delivered,
        FulfillmentStatus::Exception,
        FulfillmentStatus::InTransit,
        FulfillmentStatus::LabelCreated,
        FulfillmentStatus::OutForDelivery,
        FulfillmentStatus::Returned,
    ] {
        let parcels = orders.iter().flat_map(|order| &order.fulfillments);
        let count = parcels.filter(|parcel| parcel.status == Some(status)).count();
        assert!(count >= 5, "{status:?}: {count}");
    }
    for status in [
        ReturnStatus::Approved,
        ReturnStatus::Cancelled,
        ReturnStatus::Declined,
        ReturnStatus::InTransit,
        ReturnStatus::Received,
        ReturnStatus::Refunded,
        ReturnStatus::Requested,
    ] {
        let returns = orders.iter().flat_map(|order| &order.returns);
        let count = returns.filter(|request| request.status == Some(status)).count();
        assert!(count >= 2, "{status:?}: {count}");
    }
    let parcels =
        |count: usize| orders.iter().filter(move |order| order.fulfillments.len() == count).count();
    assert!(parcels(2) >= 8 && parcels(3) >= 4, "{} {}", parcels(2), parcels(3));
    let is_late = |order: &&Order| {
        order.fulfillments.iter().any(|parcel| {
            parcel.status == Some(FulfillmentStatus::InTransit)
                && parcel.estimated_delivery_at < Some(base())
        })
    };
    assert!(orders.iter().filter(is_late).count() >= 8);
    let delivered_within = |low: i64, high: i64| {
        let within = |order: &&Order| {
            order
                .fulfillments
                .iter()
                .filter_map(|parcel| parcel.delivered_at)
                .any(|at| (low * HOUR_MS..high * HOUR_MS).contains(&base().ms_since(at)))
        };
        orders.iter().filter(within).count()
    };
    assert!(delivered_within(0, 12) >= 5);
    assert!(delivered_within(24, 48) >= 5);
    assert!(delivered_within(24 * 30, 24 * 700) >= 50);
}

#[test]
fn every_order_adds_up() {
    let mut store = store();
    let orders = store.orders();
    let ids: BTreeSet<_> = orders.iter().map(|order| &order.id).collect();
    assert_eq!(ids.len(), orders.len());
    for order in &orders {
        let lines: i64 =
            order.lines.iter().map(|l| l.unit_price.minor() * i64::from(l.quantity)).sum();
        assert_eq!(order.total.minor(), lines, "{}", order.id);
        assert_eq!(order.number.as_deref().unwrap()[2..], order.id.as_str()[4..]);
        let sum = |kind: PaymentDirection| -> i64 {
            let moved = order.payments.iter().filter(|payment| payment.kind == kind);
            moved.map(|payment| payment.amount.minor()).sum()
        };
        let (paid, refunded) = (sum(PaymentDirection::Payment), sum(PaymentDirection::Refund));
        assert!(refunded <= paid, "{}", order.id);
        assert!(order.payments.iter().all(|payment| payment.amount.minor() > 0), "{}", order.id);
        match order.status {
            OrderStatus::Cancelled => {
                assert!(order.cancel_reason.is_some() && paid == refunded);
            }
            OrderStatus::Pending | OrderStatus::PendingModified => {
                assert_eq!(paid - refunded, lines, "{}", order.id);
            }
            OrderStatus::Delivered
            | OrderStatus::ExchangeRequested
            | OrderStatus::Processed
            | OrderStatus::ReturnRequested
            | OrderStatus::Shipped => assert_eq!(paid, lines, "{}", order.id),
        }
        let customer: Customer = store.read(&format!("/customers/{}", order.customer_id));
        for payment in &order.payments {
            let known = customer.payment_methods.iter().map(|method| &method.id);
            assert!(known.clone().any(|id| Some(id) == payment.payment_method_id.as_ref()));
        }
        let placed_at = order.placed_at.unwrap();
        assert!(placed_at < base() && order.updated_at <= Some(base()));
        assert!(order.updated_at >= order.placed_at);
        let mut shipped = BTreeSet::new();
        for parcel in &order.fulfillments {
            assert!(!parcel.line_ids.is_empty(), "{}", order.id);
            assert!(parcel.line_ids.iter().all(|id| shipped.insert(id)), "{}", order.id);
            assert!(parcel.shipped_at.is_none_or(|at| placed_at < at && at < base()));
            assert!(parcel.delivered_at.is_none_or(|at| parcel.shipped_at < Some(at)));
            let is_delivered = parcel.status == Some(FulfillmentStatus::Delivered);
            assert_eq!(parcel.delivered_at.is_some(), is_delivered, "{}", order.id);
        }
        assert!(shipped.is_empty() || shipped.len() == order.lines.len(), "{}", order.id);
        let requested = order.returns.iter().filter_map(|request| request.requested_at);
        for at in requested {
            assert!(order.fulfillments.iter().all(|p| p.delivered_at < Some(at)) && at < base());
        }
    }
}

#[test]
fn orders_are_listed_newest_first_and_numbers_grow_with_time() {
    let mut store = store();
    let mut counts = BTreeMap::new();
    for customer in store.customers() {
        let orders = store.orders_of(customer.id.as_str());
        *counts.entry(orders.len()).or_insert(0) += 1;
        assert!(orders.windows(2).all(|pair| pair[0].placed_at > pair[1].placed_at));
        assert!(orders.windows(2).all(|pair| pair[0].id > pair[1].id));
    }
    let of =
        |range: std::ops::RangeInclusive<usize>| counts.range(range).map(|(_, n)| n).sum::<i32>();
    assert!(of(0..=0) >= 10 && of(1..=1) >= 20 && of(11..=20) >= 8, "{counts:?}");
}

#[test]
fn loyalty_histories_sum_up_to_the_balance() {
    let mut store = store();
    let accounts = store.loyalty();
    assert!(accounts.len() >= 150, "{}", accounts.len());
    let mut reasons = BTreeMap::new();
    for (customer, account) in &accounts {
        let sum: i64 = account.history.iter().map(|entry| entry.delta).sum();
        assert_eq!(account.points, Some(sum), "{}", customer.id);
        let mut balance = 0;
        for entry in account.history.iter().rev() {
            balance += entry.delta;
            assert!(balance >= 0, "{}: {account:?}", customer.id);
            let reason = entry.reason.as_deref().unwrap();
            *reasons.entry(reason.split([' ', ':']).next().unwrap().to_owned()).or_insert(0) += 1;
        }
        assert!(account.history.windows(2).all(|pair| pair[0].at >= pair[1].at));
        assert!(!account.rewards.is_empty() && account.tier.is_some());
    }
    for kind in ["Joined", "Points", "Pending", "Redeemed", "Expired", "Return"] {
        assert!(reasons.get(kind).is_some_and(|count| *count >= 3), "{kind}: {reasons:?}");
    }
    let tiers: BTreeSet<_> = accounts.iter().map(|(_, account)| account.tier.clone()).collect();
    assert_eq!(tiers.len(), 3);
    let tops = accounts.iter().filter(|(_, account)| account.points_to_next_tier.is_none());
    assert!(tops.count() >= 1);
}

#[test]
fn subscriptions_are_active_paused_and_cancelled() {
    let held = store().subscriptions();
    assert!(held.len() >= 40, "{}", held.len());
    for status in
        [SubscriptionStatus::Active, SubscriptionStatus::Paused, SubscriptionStatus::Cancelled]
    {
        assert!(held.iter().filter(|held| held.status == status).count() >= 5, "{status:?}");
    }
    for held in &held {
        let is_active = held.status == SubscriptionStatus::Active;
        assert_eq!(held.next_charge_at.is_some_and(|at| at > base()), is_active);
    }
}

#[test]
fn personas_are_in_the_situation_that_they_are_shown_with() {
    let mut store = store();
    let personas = store.store.personas();
    assert!(personas.len() >= 8);
    for persona in &personas {
        let customer: Customer = store.read(&format!("/customers/{}", persona.customer_id));
        let first = customer.first_name.unwrap();
        assert!(persona.name.starts_with(first.expose().as_str()) && !persona.blurb.is_empty());
        assert!(store.get(&format!("/customers/{}/loyalty", persona.customer_id)).status == 200);
    }
    let mut orders = |number: u32| store.orders_of(&format!("cus_{number}"));
    let status = |order: &Order, index: usize| order.fulfillments[index].status.unwrap();
    let due =
        |order: &Order, index: usize| order.fulfillments[index].estimated_delivery_at.unwrap();

    let on_time = &orders(1_001)[0];
    assert_eq!(status(on_time, 0), FulfillmentStatus::InTransit);
    assert!(due(on_time, 0) > base());
    let split = &orders(1_002)[0];
    assert_eq!(split.fulfillments.len(), 2);
    assert_eq!(status(split, 0), FulfillmentStatus::Delivered);
    assert_eq!(status(split, 1), FulfillmentStatus::InTransit);
    assert!(due(split, 1) < base());
    let arrived = orders(1_003)[0].fulfillments[0].delivered_at.unwrap();
    assert!((DAY_MS..2 * DAY_MS).contains(&base().ms_since(arrived)));
    let open: Vec<_> = orders(1_004).iter().map(|order| order.status).collect();
    let shipped = OrderStatus::Shipped;
    assert_eq!(open, [OrderStatus::Pending, OrderStatus::Processed, shipped, shipped]);
    let done: Vec<_> = orders(1_005).iter().map(|order| order.status).collect();
    assert_eq!(done, [OrderStatus::Cancelled, OrderStatus::ReturnRequested]);
    assert_eq!(orders(1_005)[1].returns[0].status, Some(ReturnStatus::Refunded));
    assert!(orders(1_006).is_empty());
    let teas = orders(1_007);
    assert!(teas.len() >= 4);
    assert!(teas.iter().all(|order| order.lines[0].title == "Earl Grey Supreme"));
    let stopped = &orders(1_009)[0];
    assert_eq!(status(stopped, 0), FulfillmentStatus::Exception);

    let account: edgewise::commerce::Loyalty = store.read("/customers/cus_1007/loyalty");
    assert!(account.history.iter().any(|entry| entry.delta == -500));
    assert!(account.history[0].reason.as_deref().unwrap().starts_with("Pending"));
    let held = store.items::<edgewise::commerce::Subscription>("/customers/cus_1008/subscriptions");
    assert_eq!(held[0].next_charge_at, Some(base().plus_ms(DAY_MS)));
}

#[test]
fn any_seed_makes_a_whole_shop() {
    for seed in [0, 1, 42, u64::MAX] {
        let mut store = store();
        store.store = DemoStore::generate(seed, base());
        assert!(store.orders().len() >= 600, "seed {seed}");
        assert!(store.customers().len() >= 220 && store.products().len() >= 160, "seed {seed}");
    }
}

const GOLDEN: &str = "7b82a5131f73f1e0";
