//! Folding events into a profile, and joining two profiles.

use std::collections::BTreeMap;

use super::{EventBody, EventKey, PartOf, Profile, ProfileEvent, Seen};
use crate::{
    base::{
        limits::{
            PROFILE_LOYALTY_ENTRIES_MAX, PROFILE_MARKETING_MAX, PROFILE_ORDER_PARTS_MAX,
            PROFILE_ORDERS_MAX, PROFILE_SUBSCRIPTIONS_MAX, PROFILE_TIMELINE_MAX, STOCK_WATCHES_MAX,
        },
        time::Timestamp,
    },
    commerce::{Loyalty, Order, OrderList},
};

impl Profile {
    /// Folds one event in. Folding it again, or in another order, ends in the same profile.
    pub fn fold(&mut self, event: ProfileEvent) {
        let ProfileEvent { key, received_at, body } = event;
        match body {
            EventBody::Cart(cart) => newest(&mut self.cart, seen(cart, key, received_at)),
            EventBody::Consent { channel, consent } => {
                newest_of(&mut self.consents, channel, seen(consent, key, received_at));
            }
            EventBody::Customer(customer) => {
                self.customer_id.get_or_insert_with(|| customer.id.clone());
                newest(&mut self.customer, seen(*customer, key, received_at));
            }
            EventBody::Loyalty(loyalty) => {
                newest(&mut self.loyalty, seen(bounded_loyalty(*loyalty), key, received_at));
            }
            EventBody::Marketing(entry) => {
                insert(&mut self.marketing, seen(entry, key, received_at), PROFILE_MARKETING_MAX);
            }
            EventBody::Order(order) => {
                self.customer_id.get_or_insert_with(|| order.customer_id.clone());
                self.fold_order(seen(*order, key, received_at));
            }
            EventBody::OrderPart { order_id, part } => {
                let name = format!("{order_id} {}", part.name(&key.id));
                let part = seen(PartOf { order_id, part }, key, received_at);
                newest_of(&mut self.order_parts, name, part);
                bound(&mut self.order_parts, PROFILE_ORDER_PARTS_MAX);
            }
            EventBody::OrdersListed(list) => self.fold_list(list, &key, received_at),
            EventBody::PrivacyRequested(request) => {
                let kind = request.kind.as_str().to_owned();
                newest_of(&mut self.privacy, kind, seen(request, key, received_at));
            }
            EventBody::QuizAnswered(answers) => {
                for (question, answer) in answers {
                    let answer = seen(answer, key.clone(), received_at);
                    newest_of(&mut self.quiz_answers, question, answer);
                }
                bound(&mut self.quiz_answers, PROFILE_TIMELINE_MAX);
            }
            EventBody::Stock(watch) => {
                let id = watch.item.variant_id.clone();
                newest_of(&mut self.stock, id, seen(watch, key, received_at));
                bound(&mut self.stock, STOCK_WATCHES_MAX);
            }
            EventBody::Subscription(subscription) => {
                let id = subscription.id.clone();
                newest_of(&mut self.subscriptions, id, seen(*subscription, key, received_at));
                bound(&mut self.subscriptions, PROFILE_SUBSCRIPTIONS_MAX);
            }
            EventBody::SubscriptionsListed(list) => {
                for subscription in list {
                    let id = subscription.id.clone();
                    let new = seen(subscription, key.clone(), received_at);
                    newest_of(&mut self.subscriptions, id, new);
                }
                bound(&mut self.subscriptions, PROFILE_SUBSCRIPTIONS_MAX);
                self.subscriptions_listed_at = self.subscriptions_listed_at.max(Some(received_at));
            }
            EventBody::Timeline(entry) => {
                insert(&mut self.timeline, seen(entry, key, received_at), PROFILE_TIMELINE_MAX);
            }
            EventBody::VisitorLinked { visitor_id, customer_id } => {
                self.visitors.insert(visitor_id);
                self.customer_id = self.customer_id.take().or(customer_id);
            }
        }
    }

    /// Joins what another profile knows of the same person.
    pub fn join(&mut self, other: Self) {
        self.customer_id = self.customer_id.take().or(other.customer_id);
        join_newest(&mut self.customer, other.customer);
        join_newest(&mut self.loyalty, other.loyalty);
        join_newest(&mut self.cart, other.cart);
        self.visitors.extend(other.visitors);
        for order in other.orders.into_values() {
            self.fold_order(order);
        }
        for (name, part) in other.order_parts {
            newest_of(&mut self.order_parts, name, part);
        }
        bound(&mut self.order_parts, PROFILE_ORDER_PARTS_MAX);
        // A list that was complete for one part is not complete for the whole.
        self.orders_listed_at = None;
        self.subscriptions_listed_at = None;
        for (id, subscription) in other.subscriptions {
            newest_of(&mut self.subscriptions, id, subscription);
        }
        bound(&mut self.subscriptions, PROFILE_SUBSCRIPTIONS_MAX);
        for (channel, consent) in other.consents {
            newest_of(&mut self.consents, channel, consent);
        }
        for (kind, request) in other.privacy {
            newest_of(&mut self.privacy, kind, request);
        }
        for (id, watch) in other.stock {
            newest_of(&mut self.stock, id, watch);
        }
        bound(&mut self.stock, STOCK_WATCHES_MAX);
        for (question, answer) in other.quiz_answers {
            newest_of(&mut self.quiz_answers, question, answer);
        }
        bound(&mut self.quiz_answers, PROFILE_TIMELINE_MAX);
        for entry in other.marketing {
            insert(&mut self.marketing, entry, PROFILE_MARKETING_MAX);
        }
        for entry in other.timeline {
            insert(&mut self.timeline, entry, PROFILE_TIMELINE_MAX);
        }
    }

    fn fold_order(&mut self, order: Seen<Order>) {
        newest_of(&mut self.orders, order.value.id.clone(), order);
        bound(&mut self.orders, PROFILE_ORDERS_MAX);
    }

    /// The shop's own list is as true as the instant it was asked for, but no newer than what the
    /// shop says of each order: an event that tells a later change still wins.
    fn fold_list(&mut self, list: OrderList, key: &EventKey, received_at: Timestamp) {
        for order in list.orders {
            let time = order.updated_at.unwrap_or(key.time);
            let from = EventKey { time, ..key.clone() };
            match self.orders.get_mut(&order.id) {
                // Nothing newer is known: the shop has just confirmed what we hold.
                Some(held) if held.from.time >= time => held.confirm(&order, received_at),
                _ => self.fold_order(seen(order, from, received_at)),
            }
        }
        self.orders_listed_at = self.orders_listed_at.max(Some(received_at));
    }
}

impl Seen<Order> {
    fn confirm(&mut self, read: &Order, read_at: Timestamp) {
        if self.value == *read {
            self.learned_at = self.learned_at.max(read_at);
        }
    }
}

fn seen<T>(value: T, from: EventKey, learned_at: Timestamp) -> Seen<T> {
    Seen { value, from, learned_at }
}

fn newest<T>(slot: &mut Option<Seen<T>>, new: Seen<T>) {
    match slot {
        Some(held) if held.from >= new.from => {}
        _ => *slot = Some(new),
    }
}

fn join_newest<T>(slot: &mut Option<Seen<T>>, other: Option<Seen<T>>) {
    if let Some(other) = other {
        newest(slot, other);
    }
}

fn newest_of<K: Ord, T>(map: &mut BTreeMap<K, Seen<T>>, key: K, new: Seen<T>) {
    match map.get(&key) {
        Some(held) if held.from >= new.from => {}
        _ => {
            map.insert(key, new);
        }
    }
}

/// Keeps the `max` newest. Because a value's key only ever grows, the survivors do not depend on
/// the order of arrival.
fn bound<K: Ord + Clone, T>(map: &mut BTreeMap<K, Seen<T>>, max: usize) {
    while map.len() > max {
        let oldest = map.iter().min_by(|a, b| a.1.from.cmp(&b.1.from)).map(|(key, _)| key.clone());
        match oldest {
            Some(key) => map.remove(&key),
            None => return,
        };
    }
}

/// Inserts into a list that is kept newest first, without repeats, at most `max` long.
fn insert<T>(list: &mut Vec<Seen<T>>, new: Seen<T>, max: usize) {
    match list.binary_search_by(|held| new.from.cmp(&held.from)) {
        Ok(_) => {}
        Err(index) => {
            list.insert(index, new);
            list.truncate(max);
        }
    }
}

fn bounded_loyalty(mut loyalty: Loyalty) -> Loyalty {
    loyalty.history.truncate(PROFILE_LOYALTY_ENTRIES_MAX);
    loyalty
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::{
            id::{CustomerId, OrderId},
            money::{Currency, Money},
        },
        commerce::OrderStatus,
        profile::{TimelineEntry, TimelineKind},
    };

    fn order(id: usize, status: OrderStatus) -> Order {
        Order {
            id: OrderId::parse(format!("o{id}")).unwrap(),
            number: None,
            customer_id: CustomerId::parse("c1").unwrap(),
            status,
            placed_at: None,
            lines: Vec::new(),
            total: Money::from_minor(100, Currency::USD),
            shipping_address: None,
            fulfillments: Vec::new(),
            payments: Vec::new(),
            returns: Vec::new(),
            exchanges: Vec::new(),
            cancel_reason: None,
            updated_at: None,
        }
    }

    fn event(time: i64, id: usize, body: EventBody) -> ProfileEvent {
        let key = EventKey {
            time: Timestamp::from_ms(time),
            source: "shop".to_owned(),
            id: id.to_string(),
        };
        ProfileEvent { key, received_at: Timestamp::from_ms(1), body }
    }

    /// A long mixed history: more orders and entries than the bounds, with updates of each.
    fn history() -> Vec<ProfileEvent> {
        let statuses = [OrderStatus::Pending, OrderStatus::Shipped, OrderStatus::Delivered];
        (0..600_usize)
            .map(|n| {
                let time = i64::try_from(n.wrapping_mul(7919) % 601).unwrap();
                let body = match n % 3 {
                    0 => EventBody::Order(Box::new(order(n % 70, statuses[n % 7 % 3]))),
                    1 => EventBody::Timeline(TimelineEntry {
                        name: format!("e{n}"),
                        kind: TimelineKind::PageViewed { url: None, title: None },
                    }),
                    _ => EventBody::QuizAnswered(
                        [(format!("q{}", n % 9), n.to_string())].into_iter().collect(),
                    ),
                };
                event(time, n, body)
            })
            .collect()
    }

    fn folded(events: impl IntoIterator<Item = ProfileEvent>) -> Profile {
        let mut profile = Profile::default();
        for event in events {
            profile.fold(event);
        }
        profile
    }

    #[test]
    fn any_order_of_arrival_and_any_repetition_end_in_the_same_profile() {
        let events = history();
        let expected = folded(events.clone());
        for seed in 1..40_usize {
            let mut shuffled = events.clone();
            for i in 0..shuffled.len() {
                shuffled
                    .swap(i, i.wrapping_mul(31).wrapping_add(seed.wrapping_mul(17)) % events.len());
            }
            shuffled.extend(shuffled[..50].to_vec());
            assert_eq!(folded(shuffled), expected, "seed {seed}");
        }
    }

    #[test]
    fn two_halves_join_to_the_whole() {
        let events = history();
        let (left, right) = events.split_at(250);
        let mut joined = folded(left.to_vec());
        joined.join(folded(right.to_vec()));
        assert_eq!(joined, folded(events));
    }

    #[test]
    fn an_old_event_that_arrives_late_changes_nothing() {
        let mut profile = Profile::default();
        profile.fold(event(9, 2, EventBody::Order(Box::new(order(1, OrderStatus::Delivered)))));
        let before = profile.clone();
        profile.fold(event(5, 1, EventBody::Order(Box::new(order(1, OrderStatus::Pending)))));
        assert_eq!(profile, before);
    }

    #[test]
    fn a_list_read_from_the_shop_never_undoes_a_newer_event() {
        let mut profile = Profile::default();
        profile.fold(event(9, 2, EventBody::Order(Box::new(order(1, OrderStatus::Delivered)))));
        let mut stale = order(1, OrderStatus::Shipped);
        stale.updated_at = Some(Timestamp::from_ms(5));
        let list = OrderList { orders: vec![stale, order(2, OrderStatus::Pending)], more: false };
        profile.fold(event(7, 3, EventBody::OrdersListed(list)));
        let statuses: Vec<_> = profile.orders.values().map(|seen| seen.value.status).collect();
        assert_eq!(statuses, [OrderStatus::Delivered, OrderStatus::Pending]);
        assert!(profile.orders_listed_at.is_some());
    }
}
