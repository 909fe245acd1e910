use super::*;
use crate::{
    conversation::ConversationState,
    playbook::Playbook,
    profile::Profile,
    understanding::{Command, Known, understand},
};

fn order(id: &str, placed: &str, total: &str, city: &str, titles: &[&str]) -> Order {
    let lines: Vec<_> = titles
        .iter()
        .map(|title| {
            let price = if title.contains("Tablet") { "300.00" } else { "20.00" };
            serde_json::json!({
                "id": format!("{id}-{title}"), "product_id": "p", "variant_id": "v",
                "title": title, "options": {"color": "green"}, "quantity": 1,
                "unit_price": {"amount": price, "currency": "USD"},
            })
        })
        .collect();
    serde_json::from_value(serde_json::json!({
        "id": id, "number": format!("#{id}"), "customer_id": "c", "status": "pending",
        "placed_at": format!("{placed}T12:00:00Z"), "lines": lines,
        "total": {"amount": total, "currency": "USD"},
        "shipping_address": {
            "line1": "1 Main St", "city": city, "zip": "10001", "country": "US",
        },
    }))
    .unwrap()
}

/// Newest first.
fn orders() -> Vec<Order> {
    vec![
        order("F300", "2026-05-10", "320.00", "New York", &["Travel Tablet", "Oak Desk Lamp"]),
        order("F200", "2026-05-05", "20.00", "Boston", &["Stoneware Mug"]),
        order("F100", "2026-04-01", "40.00", "New York", &["Stoneware Mug", "Floor Lamp"]),
    ]
}

/// What the references of a message come to, as `kind: things`, joined by `; `.
fn shown(message: &str, in_focus: &[&str], offered: &[&str]) -> String {
    let ids = |ids: &[&str]| -> Vec<OrderId> {
        ids.iter().map(|id| OrderId::parse(*id).unwrap()).collect()
    };
    let (in_focus, offered) = (ids(in_focus), ids(offered));
    let orders = orders();
    let now = Timestamp::parse("2026-05-13T12:00:00Z").unwrap();
    let mut known = Known::of(&Profile::default(), &Playbook::default(), now);
    orders.iter().flat_map(|order| &order.lines).for_each(|line| known.add_title(&line.title));
    let orders: Vec<&Order> = orders.iter().collect();
    let coffee: Subscription = serde_json::from_value(serde_json::json!({
        "id": "s1", "customer_id": "c", "status": "active", "title": "House Coffee",
    }))
    .unwrap();
    let holdings = Holdings {
        orders: &orders,
        subscriptions: &[&coffee],
        in_focus: &in_focus,
        offered: &offered,
        time_zone: "UTC",
        ..Holdings::default()
    };
    let understood = understand(message, &ConversationState::default(), &known);
    let about = understood.commands.iter().flat_map(|heard| &heard.about);
    let shown: Vec<String> = about.map(|reference| named(&resolve(reference, &holdings))).collect();
    shown.join("; ")
}

fn named(resolved: &Resolved) -> String {
    let (kind, things) = match resolved {
        Resolved::Ambiguous(things) => ("one of ", things.as_slice()),
        Resolved::Meant(things) => ("", things.as_slice()),
        Resolved::Nothing => ("nothing", &[][..]),
    };
    let names: Vec<String> = things
        .iter()
        .map(|thing| match thing {
            Thing::Address(order) => format!("to {}", order.as_ref().map_or("-", OrderId::as_str)),
            Thing::Line(_, line) => line.to_string(),
            Thing::Order(order) => order.to_string(),
            Thing::Subscription(id) => id.to_string(),
        })
        .collect();
    format!("{kind}{}", names.join(", "))
}

#[track_caller]
fn check(in_focus: &[&str], offered: &[&str], cases: &[(&str, &str)]) {
    let wrong: Vec<String> = cases
        .iter()
        .map(|(message, expected)| (message, shown(message, in_focus, offered), expected))
        .filter(|(_, found, expected)| found != *expected)
        .map(|(message, found, expected)| format!("{message}: {found} and not {expected}"))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn things_are_named_by_their_words() {
    check(
        &[],
        &[],
        &[
            ("I want to return the tablet", "F300-Travel Tablet"),
            ("return my desk lamp", "F300-Oak Desk Lamp"),
            ("return the lamp", "one of F300-Oak Desk Lamp, F100-Floor Lamp"),
            ("return the bicycle", "nothing"),
            ("cancel order #F200", "F200"),
            ("cancel order 200", "F200"),
            ("pause my coffee subscription", "s1"),
            (
                "my tablet arrived broken, I want to return it",
                "F300-Travel Tablet; F300-Travel Tablet",
            ),
        ],
    );
}

#[test]
fn things_are_told_apart_by_where_they_stand() {
    check(
        &[],
        &[],
        &[
            ("cancel my last order", "F300"),
            ("cancel my first order", "F100"),
            ("cancel the cheapest order", "F200"),
            ("cancel the most expensive order", "F300"),
            ("cancel the order I placed on May 5", "F200"),
            ("cancel what I ordered before the 10th of April", "F100"),
            ("cancel all my orders", "F300, F200, F100"),
        ],
    );
    check(
        &["F300", "F100"],
        &[],
        &[
            ("cancel the cheaper of the two", "F100"),
            ("cancel both orders", "F300, F100"),
            ("cancel the other order", "F200"),
            ("cancel it", "one of F300, F100"),
        ],
    );
    check(&["F200"], &[], &[("cancel the other one", "one of F300, F100"), ("cancel it", "F200")]);
}

#[test]
fn what_is_left_out_is_left_out() {
    check(
        &["F300"],
        &[],
        &[
            ("return everything but the tablet", "F300-Oak Desk Lamp"),
            ("cancel everything but the tablet", "F300-Oak Desk Lamp"),
            ("return everything except my lamp", "F300-Travel Tablet"),
        ],
    );
    check(&[], &[], &[("cancel all my orders except #F200", "F300, F100")]);
}

#[test]
fn addresses_are_those_of_orders() {
    check(
        &["F300"],
        &[],
        &[
            ("ship it to my Boston address", "to F200"),
            ("change it to the same address as the other order", "one of to F200, to F100"),
            ("change it to the same address as order #F200", "to F200"),
        ],
    );
}

#[test]
fn an_order_that_is_not_there_is_not_found() {
    let message = "cancel order #F999";
    assert_eq!(shown(message, &[], &[]), "nothing");
    let known = Known::default();
    let heard = understand(message, &ConversationState::default(), &known).commands.remove(0);
    assert!(matches!(heard.command, Command::StartSkill { order: Some(Pointer::Number(_)), .. }));
}
