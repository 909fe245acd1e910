use super::*;
use crate::{
    base::pii::Pii,
    commerce::{Address, PaymentKind, PaymentMethod},
};

/// An order from `number status place: title [options]; …`, as a customer of a sports shop has it.
fn order(text: &str) -> Order {
    let (head, lines) = text.split_once(": ").unwrap();
    let mut head = head.splitn(3, ' ');
    let (number, status) = (head.next().unwrap(), head.next().unwrap());
    let (city, region) = head.next().unwrap().split_once(", ").unwrap();
    let lines: Vec<serde_json::Value> = lines
        .split("; ")
        .enumerate()
        .map(|(index, line)| {
            let (title, options) = line.split_once(" [").unwrap_or((line, "]"));
            let options: serde_json::Map<String, serde_json::Value> = options
                .trim_end_matches(']')
                .split(", ")
                .filter_map(|option| option.split_once('='))
                .map(|(name, value)| (name.to_owned(), value.into()))
                .collect();
            serde_json::json!({
                "id": format!("{number}-{index}"), "product_id": title, "variant_id": title,
                "title": title, "options": options, "quantity": 1,
                "unit_price": { "amount": format!("2{index}.00"), "currency": "USD" },
            })
        })
        .collect();
    serde_json::from_value(serde_json::json!({
        "id": number, "number": number, "customer_id": "ada", "status": status, "lines": lines,
        "total": { "amount": "90.00", "currency": "USD" },
        "shipping_address": {
            "line1": "1 High Street", "city": city, "region": region, "zip": "10001",
            "country": "USA",
        },
    }))
    .unwrap()
}

fn orders() -> Vec<Order> {
    [
        "#A101 pending Los Angeles, CA: Trail Tent [color=green, size=2]; Camping Stove",
        "#A102 delivered Denver, CO: Running Shoes [color=red, size=9]; Trail Tent [color=blue, \
         size=4]; Steel Flask [capacity=500ml]",
        "#A103 delivered Austin, TX: Steel Flask [capacity=1000ml]; Yoga Mat",
    ]
    .into_iter()
    .map(order)
    .collect()
}

/// What a text selects, as `line line | orders | ? unclear`.
#[track_caller]
fn check(said: &str, expected: &str) {
    let orders = orders();
    let held: Vec<&Order> = orders.iter().collect();
    let holdings = Holdings { orders: &held, ..Holdings::default() };
    let texts: Vec<&str> = said.split(" | ").collect();
    let delivered = |order: &Order| order.status == crate::commerce::OrderStatus::Delivered;
    let found = select(&texts, &holdings, &delivered, &[]);
    let mut parts: Vec<String> = found.lines.iter().map(|line| line.line.to_string()).collect();
    parts.extend(found.orders.iter().map(|order| format!("order {order}")));
    parts.extend(found.unclear.iter().map(|unclear| format!("? {}", unclear.candidates.len())));
    assert_eq!(parts.join(" "), expected, "{said}");
}

#[test]
fn things_are_called_by_many_names() {
    check("return my running shoes", "#A102-0");
    check("the sneakers have to go back", "#A102-0");
    check("I want to send back the yoga mat", "#A103-1");
    check("return the yga mat and the shoes", "#A103-1 #A102-0");
    check("exchange the camping stove", "#A101-1");
}

#[test]
fn what_describes_a_thing_tells_it_apart() {
    check("return the flask", "? 2");
    check("return the 1000ml flask", "#A103-0");
    check("return the 1 liter flask", "#A103-0");
    check("return both flasks", "#A102-2 #A103-0");
    check("return the flask | the 500ml one", "#A102-2");
    check("return the flask | the 500ml flask", "#A102-2");
}

#[test]
fn later_words_correct_earlier_ones() {
    check("return the mat and the shoes | only the shoes please", "#A102-0");
    check("return the mat | also the shoes", "#A103-1 #A102-0");
    check("return the shoes but keep the tent", "#A102-0");
    check("return the mat and the shoes | not the mat, I keep that", "#A102-0");
    check("return everything from order A103 | the mat stays with me", "#A103-0 order #A103");
    check("all of order A103 goes back, only the mat stays", "#A103-0 order #A103");
}

#[test]
fn one_of_several_named_things_may_be_meant() {
    check("you sent two flasks, I return the bigger one", "#A103-0");
    check("I have two flasks and I only need one, return it", "? 2");
    check("the quality of the two flasks is bad, return them", "#A102-2 #A103-0");
}

#[test]
fn words_of_ordinary_talk_name_no_goods() {
    let cans = order("#B1 delivered Boise, ID: Studio Headphones [color=black]; Desk Mat");
    let held = [&cans];
    let holdings = Holdings { orders: &held, ..Holdings::default() };
    let found = |text: &str| select(&[text], &holdings, &|_| true, &[]).lines.len();
    assert_eq!(found("can you look it up, if you can?"), 0);
    assert_eq!(found("return my cans please"), 1);
}

#[test]
fn orders_are_told_apart_by_what_is_in_them() {
    let of = |text: &str| {
        let orders = orders();
        let held: Vec<&Order> = orders.iter().collect();
        let holdings = Holdings { orders: &held, ..Holdings::default() };
        let found = select(&[text], &holdings, &|_| true, &[]);
        found.orders.iter().map(ToString::to_string).collect::<Vec<String>>().join(" ")
    };
    assert_eq!(of("cancel order A103, and the order with the stove"), "#A103 #A101");
    assert_eq!(of("the order with the shoes. The order with the mat, too."), "#A102 #A103");
    assert_eq!(of("I bought a stove, but another order goes to my old place"), "#A102 #A103");
    assert_eq!(of("send it where it should go to Austin"), "");
}

#[test]
fn everything_may_leave_something_out() {
    check("return everything from order A103", "#A103-0 #A103-1 order #A103");
    check("return everything but the yoga mat", "#A103-0");
    check("everything that is not for running", "");
}

#[test]
fn orders_are_named_in_many_ways() {
    check("cancel my LA order", "order #A101");
    check("the order that was sent to Texas", "order #A103");
    check("order 102 please", "order #A102");
    check("my pending order", "order #A101");
    check("the order with the yoga mat", "order #A103");
}

fn method(id: &str, kind: PaymentKind, brand: Option<&str>) -> PaymentMethod {
    PaymentMethod {
        id: crate::base::id::PaymentMethodId::parse(id).unwrap(),
        kind,
        brand: brand.map(str::to_owned),
        last4: None,
        balance: None,
    }
}

#[test]
fn ways_to_pay_are_understood() {
    let methods = [
        method("card", PaymentKind::CreditCard, Some("Visa")),
        method("gift", PaymentKind::GiftCard, None),
    ];
    let of = |text: &str| payment(&[text], &methods);
    let is = |id: &str| PaymentSaid::Method(crate::base::id::PaymentMethodId::parse(id).unwrap());
    assert_eq!(of("use my gift card"), is("gift"));
    assert_eq!(of("the visa please, not the gift card"), is("card"));
    assert_eq!(of("refund it to the original payment method"), PaymentSaid::Original);
    assert_eq!(of("to my paypal"), PaymentSaid::NotOnFile("paypal".to_owned()));
    assert_eq!(of("can you split the payment over two cards"), PaymentSaid::Split);
    assert_eq!(of("thank you"), PaymentSaid::Unsaid);
}

#[test]
fn reasons_are_the_shops_own() {
    let reasons = ["no longer needed".to_owned(), "ordered by mistake".to_owned()];
    let of = |text: &str| reason(&[text], &reasons);
    assert_eq!(of("I found it cheaper elsewhere").as_deref(), Some("no longer needed"));
    assert_eq!(of("oh that was by accident").as_deref(), Some("ordered by mistake"));
    assert_eq!(of("because"), None);
}

#[test]
fn addresses_are_given_or_known() {
    let orders = orders();
    let held: Vec<&Order> = orders.iter().collect();
    let own = Pii::new(Address {
        line1: "5 Elm Road".to_owned(),
        line2: None,
        city: "Portland".to_owned(),
        region: Some("OR".to_owned()),
        zip: "97201".to_owned(),
        country: "USA".to_owned(),
    });
    let holdings = Holdings { orders: &held, default_address: Some(&own), ..Holdings::default() };
    let current = orders.first().and_then(|order| order.shipping_address.as_ref());
    let of = |text: &str| address(&[text], &holdings, current.map(Pii::expose));
    let AddressSaid::Given(said) = of("445 Maple Drive, Suite 394, Fort Worth, Texas 76165") else {
        panic!("an address was given");
    };
    assert_eq!(said.line1.as_deref(), Some("445 Maple Drive"));
    assert_eq!(said.line2.as_deref(), Some("Suite 394"));
    assert_eq!(said.city.as_deref(), Some("Fort Worth"));
    assert_eq!(said.region.as_deref(), Some("TX"));
    assert_eq!(said.zip.as_deref(), Some("76165"));
    for (text, line1, zip, city, country) in [
        ("Calle de Alcalá 5, 28014 Madrid, Spain", "Calle de Alcalá 5", "28014", "Madrid", "Spain"),
        ("Hauptstraße 12a, 10115 Berlin please", "Hauptstraße 12a", "10115", "Berlin", ""),
        ("12 rue de la Paix, 75002 Paris, France", "12 rue de la Paix", "75002", "Paris", "France"),
        ("12 High Street, London SW1A 1AA, UK", "12 High Street", "SW1A 1AA", "London", "UK"),
        ("12 Main Street please", "12 Main Street", "", "", ""),
    ] {
        let AddressSaid::Given(said) = of(text) else { panic!("{text}") };
        let parts = [said.line1, said.zip, said.city, said.country].map(Option::unwrap_or_default);
        assert_eq!(parts, [line1, zip, city, country]);
    }
    let AddressSaid::Given(said) = of("it is 9 oak lane, flat 3, st paul, minesota 55101") else {
        panic!("an address was given");
    };
    assert_eq!(said.line1.as_deref(), Some("9 Oak Lane"));
    assert_eq!(said.city.as_deref(), Some("St Paul"));
    assert_eq!(said.region.as_deref(), Some("MN"));
    let parts = |texts: &[&str]| {
        let said = address(texts, &holdings, current.map(Pii::expose));
        let AddressSaid::Given(said) = said else { panic!("{texts:?}") };
        [said.line1, said.zip, said.city].map(Option::unwrap_or_default)
    };
    let whole = "send it to 7 Elm Street, Boulder, CO 80301";
    assert_eq!(parts(&[whole, "no, 9 Elm Street"]), ["9 Elm Street", "80301", "Boulder"]);
    let begun = "send it to 7 Elm Street, Boulder";
    assert_eq!(parts(&[begun, "80301"]), ["7 Elm Street", "80301", "Boulder"]);
    let town = |said: AddressSaid| {
        if let AddressSaid::Known(address) = said { address.city } else { String::new() }
    };
    assert_eq!(town(of("send it to my Denver address")), "Denver");
    assert_eq!(town(of("change it to my default address")), "Portland");
    assert_eq!(of("please change the address"), AddressSaid::Unsaid);
}
