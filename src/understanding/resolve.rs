//! What a reference comes to among the things that a customer has. Pure: what is unclear is said to
//! be, with all that could be meant, and never guessed.

use super::{Pointer, Reference, Referent};
use crate::{
    base::{
        id::{LineId, OrderId, SubscriptionId},
        pii::Pii,
        text::{fold, singular},
        time::Timestamp,
    },
    commerce::{Address, Order, OrderLine, Subscription},
};

/// What a customer has, and what was spoken of. Orders and subscriptions are sorted newest first.
#[derive(Clone, Copy, Debug, Default)]
pub struct Holdings<'a> {
    /// Orders.
    pub orders: &'a [&'a Order],
    /// Subscriptions.
    pub subscriptions: &'a [&'a Subscription],
    /// Where parcels go unless an order says otherwise.
    pub default_address: Option<&'a Pii<Address>>,
    /// The orders last spoken of.
    pub in_focus: &'a [OrderId],
    /// The orders offered to choose from, in the order of the list.
    pub offered: &'a [OrderId],
    /// IANA name of the time zone in which days are meant.
    pub time_zone: &'a str,
}

/// One thing that a customer has.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Thing {
    /// Where the parcels of an order go, or by default.
    Address(Option<OrderId>),
    /// Something in an order.
    Line(OrderId, LineId),
    /// An order.
    Order(OrderId),
    /// A subscription.
    Subscription(SubscriptionId),
}

/// What a reference comes to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Resolved {
    /// One of these was meant, and nothing says which.
    Ambiguous(Vec<Thing>),
    /// These, all of them.
    Meant(Vec<Thing>),
    /// Nothing that the customer has.
    Nothing,
}

/// Finds what a reference means.
#[must_use]
pub fn resolve(reference: &Reference, holdings: &Holdings<'_>) -> Resolved {
    let by = &reference.by;
    let found = match reference.to {
        Referent::Address => addresses(by, holdings),
        Referent::Line => lines(by, &reference.except, holdings),
        Referent::Order => {
            let mut orders = orders_meant(by, holdings);
            let left_out: Vec<&Order> =
                reference.except.iter().flat_map(|by| orders_meant(by, holdings)).collect();
            orders.retain(|order| !left_out.iter().any(|left| left.id == order.id));
            orders.into_iter().map(|order| Thing::Order(order.id.clone())).collect()
        }
        Referent::Subscription => subscriptions(by, holdings),
    };
    match (found.as_slice(), by) {
        ([], _) => Resolved::Nothing,
        ([_], _) | (_, Pointer::All) | ([_, _], Pointer::Both) => Resolved::Meant(found),
        _ => Resolved::Ambiguous(found),
    }
}

/// The orders that a pointer may mean; several where it does not tell them apart.
#[must_use]
pub fn orders_meant<'a>(by: &Pointer, holdings: &Holdings<'a>) -> Vec<&'a Order> {
    let Holdings { orders, in_focus, offered, .. } = *holdings;
    let those = |ids: &[OrderId]| -> Vec<&'a Order> {
        orders.iter().copied().filter(|order| ids.contains(&order.id)).collect()
    };
    match by {
        Pointer::All => orders.to_vec(),
        Pointer::Both => both(holdings),
        Pointer::Cheapest => extreme(&spoken_of(holdings), false),
        Pointer::Dearest => extreme(&spoken_of(holdings), true),
        Pointer::First => orders.last().copied().into_iter().collect(),
        Pointer::It => those(in_focus),
        Pointer::Last => orders.first().copied().into_iter().collect(),
        Pointer::Number(number) => by_number(number, orders),
        Pointer::Of(inner) => orders_meant(inner, holdings),
        Pointer::Other => others(holdings),
        Pointer::Placed(days) => placed(days, holdings),
        Pointer::Position(position) => {
            let wanted = offered.get(usize::from(*position).saturating_sub(1));
            orders.iter().copied().filter(|order| Some(&order.id) == wanted).collect()
        }
        Pointer::Words(words) => {
            let score = |order: &Order| {
                let names: Vec<String> = order.lines.iter().flat_map(names_of_line).collect();
                count_of(words, &names)
            };
            best(orders, score)
        }
    }
}

/// The orders of which one is the cheaper: those offered or spoken of, else all.
fn spoken_of<'a>(holdings: &Holdings<'a>) -> Vec<&'a Order> {
    let Holdings { orders, in_focus, offered, .. } = *holdings;
    [offered, in_focus]
        .into_iter()
        .filter(|ids| ids.len() > 1)
        .map(|ids| orders.iter().copied().filter(|order| ids.contains(&order.id)).collect())
        .find(|found: &Vec<&Order>| found.len() > 1)
        .unwrap_or_else(|| orders.to_vec())
}

/// The two that were spoken of; where there were not two, all that could be.
fn both<'a>(holdings: &Holdings<'a>) -> Vec<&'a Order> {
    let spoken = spoken_of(holdings);
    if spoken.len() == 2 { spoken } else { holdings.orders.to_vec() }
}

/// The orders that cost least or most; none where currencies differ.
fn extreme<'a>(orders: &[&'a Order], most: bool) -> Vec<&'a Order> {
    let currency = orders.first().map(|order| order.total.currency());
    if orders.iter().any(|order| Some(order.total.currency()) != currency) {
        return Vec::new();
    }
    let amounts = orders.iter().map(|order| order.total.minor());
    let wanted = if most { amounts.max() } else { amounts.min() };
    orders.iter().copied().filter(|order| Some(order.total.minor()) == wanted).collect()
}

fn others<'a>(holdings: &Holdings<'a>) -> Vec<&'a Order> {
    let Holdings { orders, in_focus, offered, .. } = *holdings;
    let pool: Vec<&Order> = if offered.len() > 1 {
        orders.iter().copied().filter(|order| offered.contains(&order.id)).collect()
    } else {
        orders.to_vec()
    };
    pool.into_iter().filter(|order| !in_focus.contains(&order.id)).collect()
}

/// Orders placed on a day, or between two, either end open.
fn placed<'a>(days: &str, holdings: &Holdings<'a>) -> Vec<&'a Order> {
    let (first, last) = days.split_once('/').unwrap_or((days, days));
    let within = |at: Timestamp| {
        let day = at.in_zone(holdings.time_zone).date().to_string();
        (first == ".." || first <= day.as_str()) && (last == ".." || day.as_str() <= last)
    };
    let orders = holdings.orders.iter().copied();
    orders.filter(|order| order.placed_at.is_some_and(within)).collect()
}

/// The whole number first; else its digits, where a shopper left the letters out.
fn by_number<'a>(asked: &str, orders: &[&'a Order]) -> Vec<&'a Order> {
    /// Digits that are taken for a number without its letters.
    const DIGITS_MIN: usize = 3;
    let asked = plain(asked);
    let whole =
        |order: &&Order| plain(order.shown_number()) == asked || plain(order.id.as_str()) == asked;
    let found: Vec<&Order> = orders.iter().copied().filter(whole).collect();
    let digits = digits_of(&asked);
    if !found.is_empty() || digits.len() < DIGITS_MIN || digits.len() < asked.len() {
        return found;
    }
    let same = |order: &&Order| digits_of(&plain(order.shown_number())) == digits;
    orders.iter().copied().filter(same).collect()
}

fn plain(number: &str) -> String {
    number.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn digits_of(number: &str) -> String {
    number.chars().filter(char::is_ascii_digit).collect()
}

fn names_of_line(line: &OrderLine) -> Vec<String> {
    let options = line.options.values().map(String::as_str);
    let texts = std::iter::once(line.title.as_str()).chain(options);
    texts.flat_map(names).collect()
}

fn names(text: &str) -> Vec<String> {
    fold(text).split(' ').filter(|word| !word.is_empty()).map(singular).collect()
}

fn count_of(words: &[String], names: &[String]) -> usize {
    words.iter().filter(|word| names.contains(&singular(word))).count()
}

/// Those with the highest score above nothing.
fn best<T: Copy>(things: &[T], score: impl Fn(T) -> usize) -> Vec<T> {
    let most = things.iter().map(|thing| score(*thing)).max().filter(|most| *most > 0);
    things.iter().copied().filter(|thing| Some(score(*thing)) == most).collect()
}

/// The lines that a pointer may mean: of the orders spoken of where there are some, else of all.
fn lines(by: &Pointer, except: &[Pointer], holdings: &Holdings<'_>) -> Vec<Thing> {
    let focused = orders_meant(&Pointer::It, holdings);
    let spoken = if focused.is_empty() { holdings.orders } else { focused.as_slice() };
    let all_of = |orders: &[&Order]| -> Vec<(OrderId, OrderLine)> {
        let lines = |order: &&Order| {
            let id = order.id.clone();
            order.lines.clone().into_iter().map(move |line| (id.clone(), line)).collect::<Vec<_>>()
        };
        orders.iter().flat_map(lines).collect()
    };
    let named = |words: &[String], orders: &[&Order]| {
        let lines = all_of(orders);
        let refs: Vec<&(OrderId, OrderLine)> = lines.iter().collect();
        let found = best(&refs, |(_, line)| count_of(words, &names_of_line(line)));
        found.into_iter().cloned().collect::<Vec<_>>()
    };
    let mut found = match by {
        Pointer::Words(words) => {
            let found = named(words, spoken);
            if found.is_empty() { named(words, holdings.orders) } else { found }
        }
        Pointer::Cheapest | Pointer::Dearest => {
            let lines = all_of(spoken);
            let amounts = lines.iter().map(|(_, line)| line.unit_price.minor());
            let wanted = if *by == Pointer::Cheapest { amounts.min() } else { amounts.max() };
            let same = |(_, line): &(OrderId, OrderLine)| Some(line.unit_price.minor()) == wanted;
            lines.into_iter().filter(same).collect()
        }
        Pointer::All | Pointer::Both | Pointer::It | Pointer::Other => all_of(spoken),
        Pointer::First
        | Pointer::Last
        | Pointer::Number(_)
        | Pointer::Of(_)
        | Pointer::Placed(_)
        | Pointer::Position(_) => all_of(&orders_meant(by, holdings)),
    };
    for left in except {
        if let Pointer::Words(words) = left {
            let left = named(words, spoken);
            found.retain(|(_, line)| !left.iter().any(|(_, other)| other.id == line.id));
        }
    }
    found.into_iter().map(|(order, line)| Thing::Line(order, line.id)).collect()
}

/// The addresses that a pointer may mean, each once: a later order to the same place adds nothing.
fn addresses(by: &Pointer, holdings: &Holdings<'_>) -> Vec<Thing> {
    let all = holdings.default_address.map(|address| (None, address)).into_iter();
    let all = all.chain(holdings.orders.iter().filter_map(|order| {
        order.shipping_address.as_ref().map(|address| (Some(&order.id), address))
    }));
    let mut distinct: Vec<(Option<&OrderId>, &Pii<Address>)> = Vec::new();
    for (order, address) in all {
        if !distinct.iter().any(|(_, known)| *known == address) {
            distinct.push((order, address));
        }
    }
    let found: Vec<Option<&OrderId>> = match by {
        Pointer::Words(words) => {
            let score = |(_, address): (Option<&OrderId>, &Pii<Address>)| {
                let Address { line1, city, region, zip, country, .. } = address.expose();
                let region = region.as_deref().unwrap_or_default();
                let texts = [line1.as_str(), city, region, zip, country];
                count_of(words, &texts.into_iter().flat_map(names).collect::<Vec<_>>())
            };
            best(&distinct, score).into_iter().map(|(order, _)| order).collect()
        }
        Pointer::All | Pointer::Both | Pointer::Other => {
            distinct.into_iter().map(|(order, _)| order).collect()
        }
        Pointer::Cheapest
        | Pointer::Dearest
        | Pointer::First
        | Pointer::It
        | Pointer::Last
        | Pointer::Number(_)
        | Pointer::Of(_)
        | Pointer::Placed(_)
        | Pointer::Position(_) => {
            let orders = orders_meant(by, holdings);
            orders.into_iter().map(|order| Some(&order.id)).collect()
        }
    };
    found.into_iter().map(|order| Thing::Address(order.cloned())).collect()
}

fn subscriptions(by: &Pointer, holdings: &Holdings<'_>) -> Vec<Thing> {
    let all = holdings.subscriptions;
    let found: Vec<&Subscription> = match by {
        Pointer::Words(words) => best(all, |subscription: &Subscription| {
            count_of(words, &names(subscription.title.as_deref().unwrap_or_default()))
        }),
        Pointer::Number(number) => {
            let same = |it: &&Subscription| plain(it.id.as_str()) == plain(number);
            all.iter().copied().filter(same).collect()
        }
        Pointer::Last => all.first().copied().into_iter().collect(),
        Pointer::First => all.last().copied().into_iter().collect(),
        Pointer::All
        | Pointer::Both
        | Pointer::Cheapest
        | Pointer::Dearest
        | Pointer::It
        | Pointer::Of(_)
        | Pointer::Other
        | Pointer::Placed(_)
        | Pointer::Position(_) => all.to_vec(),
    };
    found.into_iter().map(|it| Thing::Subscription(it.id.clone())).collect()
}

#[cfg(test)]
#[path = "resolve_tests.rs"]
mod tests;
