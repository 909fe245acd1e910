//! What a customer bought, gets again and again, has in the cart, and waits for.

use edgewise::{
    base::{money::Money, sort},
    commerce::{Order, Subscription},
    profile::{Profile, Seen},
};
use maud::{Markup, html};

use super::super::frame::{instant, name_of, words};

/// Orders that are shown at once; the others are opened.
const ORDERS_SHOWN_MAX: usize = 10;

pub(super) fn money(amount: Money) -> String {
    format!("{} {}", amount.amount(), amount.currency().code())
}

pub(super) fn orders(profile: &Profile) -> Markup {
    let mut orders = profile.current_orders();
    let at = |seen: &Seen<Order>| seen.value.placed_at.unwrap_or(seen.from.time);
    sort::by(&mut orders, |left, right| at(right).cmp(&at(left)));
    let (newest, earlier) = orders.split_at(orders.len().min(ORDERS_SHOWN_MAX));
    html! {
        section {
            h2 { "Orders" }
            @if orders.is_empty() { p.quiet { "None is known." } } @else { (table(newest)) }
            @if !earlier.is_empty() {
                details.whole { summary { (earlier.len()) " earlier orders" } (table(earlier)) }
            }
        }
    }
}

fn table(orders: &[Seen<Order>]) -> Markup {
    html! {
        table {
            thead { tr {
                th scope="col" { "Order" }
                th scope="col" { "Status" }
                th scope="col" { "What" }
                th scope="col" { "Total" }
                th scope="col" { "Placed" }
                th scope="col" { "As of" }
            } }
            tbody { @for seen in orders { (order(seen)) } }
        }
    }
}

fn order(seen: &Seen<Order>) -> Markup {
    let order = &seen.value;
    html! {
        tr {
            td data-label="Order" { bdi { (order.shown_number()) } }
            td data-label="Status" { (words(order.status.as_str())) }
            td data-label="What" { div {
                @for (index, line) in order.lines.iter().enumerate() {
                    @if index > 0 { br; }
                    (line.quantity) " × " bdi { (line.title) }
                }
            } }
            td data-label="Total" { (money(order.total)) }
            td data-label="Placed" { @match order.placed_at { Some(at) => (instant(at)), None => "–" } }
            td data-label="As of" { (instant(seen.from.time)) }
        }
    }
}

pub(super) fn subscriptions(profile: &Profile) -> Markup {
    html! {
        @if !profile.subscriptions.is_empty() {
            section {
                h2 { "Subscriptions" }
                table {
                    thead { tr {
                        th scope="col" { "What" }
                        th scope="col" { "Status" }
                        th scope="col" { "Every" }
                        th scope="col" { "Price" }
                        th scope="col" { "Next charge" }
                    } }
                    tbody { @for seen in profile.subscriptions.values() { (subscription(&seen.value)) } }
                }
            }
        }
    }
}

fn subscription(held: &Subscription) -> Markup {
    html! {
        tr {
            td data-label="What" { div {
                @if let Some(quantity) = held.quantity { (quantity) " × " }
                bdi { (held.title.as_deref().unwrap_or(held.id.as_str())) }
            } }
            td data-label="Status" { (name_of(&held.status)) }
            td data-label="Every" { @match held.interval_days { Some(days) => { (days) " days" } None => "–" } }
            td data-label="Price" { @match held.price { Some(price) => (money(price)), None => "–" } }
            td data-label="Next charge" { @match held.next_charge_at { Some(at) => (instant(at)), None => "–" } }
        }
    }
}

pub(super) fn cart(profile: &Profile) -> Markup {
    html! {
        @if let Some(seen) = &profile.cart {
            @if !seen.value.lines.is_empty() {
                section {
                    h2 { "In the cart" }
                    ul { @for line in &seen.value.lines { li {
                        (line.quantity.unwrap_or(1)) " × " bdi { (line.title.as_deref().unwrap_or("something without a name")) }
                        @if let Some(price) = line.unit_price { span.quiet { " at " (money(price)) } }
                    } } }
                    p.quiet {
                        @if let Some(sum) = seen.value.sum() { (money(sum)) " in all, " }
                        "as of " (instant(seen.from.time))
                    }
                }
            }
        }
    }
}

pub(super) fn waits_for(profile: &Profile) -> Markup {
    let waiting = profile.waiting();
    html! {
        @if !waiting.is_empty() {
            section {
                h2 { "Waits until it is back" }
                ul { @for item in &waiting { li { bdi { (item.title) } @if !item.options.is_empty() { " (" bdi { (item.options.join(", ")) } ")" } } } }
            }
        }
    }
}
