//! What a customer would want to know before they ask: at most one thing, the most important first.
//!
//! Works on the profile alone and asks nobody. What an event of the shop's said is told for some
//! hours (`greeting.events_hours`); what the shop was only asked for, while it is fresh. What has come
//! to its end, such as a delivery, is told as long as it is news.

use super::{cart, order_status::status_fact};
use crate::{
    base::{
        sort,
        time::{HOUR_MS, Timestamp},
    },
    commerce::{Order, ReturnStatus},
    conversation::{Fact, FactSource, NewsFact, OrderSituation, OrderStatusFact, SourcedFact},
    identity::{Identity, Verified},
    playbook::{NewsKind, Playbook},
    profile::{LEARNED_SOURCE, Profile, Seen},
};

/// Hours for which a new order is news.
const PLACED_HOURS_MAX: i64 = 4;

/// What to tell somebody first; nothing where nothing is news, or the merchant keeps it. Account facts
/// are told to a proven customer alone.
#[must_use]
pub fn news(
    profile: &Profile,
    identity: &Identity,
    playbook: &Playbook,
    now: Timestamp,
) -> Option<SourcedFact> {
    let who = identity.verified_at(now);
    let orders = who.map(|who| Orders::of(profile, who, playbook, now)).unwrap_or_default();
    let told = |kind: &NewsKind| playbook.greeting.tell.contains(kind);
    NewsKind::ALL.into_iter().filter(told).find_map(|kind| match kind {
        NewsKind::BackInStock => {
            let seen = who.and_then(|_| profile.returned().into_iter().next())?;
            let news =
                NewsFact::BackInStock { item: seen.value.item.clone(), since: seen.learned_at };
            Some(Fact::News(Box::new(news)).sourced(FactSource::profile(seen)))
        }
        NewsKind::Cart => {
            let (cart, source) = cart::held(profile, who, now)?;
            Some(Fact::News(Box::new(NewsFact::Cart(cart))).sourced(source))
        }
        NewsKind::PointsExpiring => None,
        NewsKind::Delivered
        | NewsKind::DeliveryProblem
        | NewsKind::Late
        | NewsKind::OutForDelivery
        | NewsKind::Placed
        | NewsKind::Return => orders.first(kind),
    })
}

/// The orders of a customer, with what is news about each.
#[derive(Default)]
struct Orders(Vec<(NewsKind, OrderStatusFact, FactSource)>);

impl Orders {
    fn of(profile: &Profile, who: &Verified, playbook: &Playbook, now: Timestamp) -> Self {
        let zone = &playbook.brand.time_zone;
        let mut orders = profile.orders_of(who.customer_id());
        sort::by_key(&mut orders, |seen| std::cmp::Reverse(seen.value.placed_at));
        let news = |seen: Seen<Order>| {
            let status = status_fact(&seen.value, now, zone);
            let is_current = is_current(&seen, playbook, now);
            let kind = kind_of(&status, &seen, is_current, now, zone)?;
            Some((kind, status, FactSource::profile(&seen)))
        };
        Self(orders.into_iter().filter_map(news).collect())
    }

    /// The newest order of which this is news.
    fn first(&self, kind: NewsKind) -> Option<SourcedFact> {
        let (_, status, source) = self.0.iter().find(|(held, _, _)| *held == kind)?;
        let news = NewsFact::Order { kind, status: Box::new(status.clone()) };
        Some(Fact::News(Box::new(news)).sourced(source.clone()))
    }
}

/// Whether something may still be told as it was learned.
fn is_current<T>(seen: &Seen<T>, playbook: &Playbook, now: Timestamp) -> bool {
    let age = now.ms_since(seen.learned_at);
    let fresh = i64::from(playbook.freshness.orders_seconds).saturating_mul(1_000);
    let held = i64::from(playbook.greeting.events_hours).saturating_mul(HOUR_MS);
    age <= if seen.from.source == LEARNED_SOURCE { fresh } else { held.max(fresh) }
}

/// What is news about an order.
fn kind_of(
    status: &OrderStatusFact,
    seen: &Seen<Order>,
    is_current: bool,
    now: Timestamp,
    zone: &str,
) -> Option<NewsKind> {
    let today = |at: Timestamp| at.in_zone(zone).date() == now.in_zone(zone).date();
    let returns = matches!(
        status.return_status,
        Some(
            ReturnStatus::Approved
                | ReturnStatus::InTransit
                | ReturnStatus::Received
                | ReturnStatus::Requested
        )
    );
    if returns {
        return is_current.then_some(NewsKind::Return);
    }
    match status.situation {
        OrderSituation::Exception | OrderSituation::Returned => {
            is_current.then_some(NewsKind::DeliveryProblem)
        }
        OrderSituation::Late => is_current.then_some(NewsKind::Late),
        // On the van is news of the day on which it was told.
        OrderSituation::OutForDelivery => {
            (is_current && today(seen.from.time)).then_some(NewsKind::OutForDelivery)
        }
        OrderSituation::Delivered => {
            let at = status.parcels.iter().filter_map(|parcel| parcel.delivered_at).max()?;
            let yesterday = now.in_zone(zone).date().yesterday().ok();
            let is_news = at <= now && (today(at) || Some(at.in_zone(zone).date()) == yesterday);
            is_news.then_some(NewsKind::Delivered)
        }
        OrderSituation::Preparing | OrderSituation::LabelCreated => {
            let age = now.ms_since(status.placed_at?);
            let is_new = (0..=PLACED_HOURS_MAX.saturating_mul(HOUR_MS)).contains(&age);
            (is_current && is_new).then_some(NewsKind::Placed)
        }
        OrderSituation::Cancelled
        | OrderSituation::ExchangeRequested
        | OrderSituation::InTransit
        | OrderSituation::PartlyDelivered
        | OrderSituation::Refunded
        | OrderSituation::ReturnRequested => None,
    }
}
