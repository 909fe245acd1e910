use super::*;
use crate::base::time::Timestamp;

/// A Wednesday.
const NOW: &str = "2026-05-13T12:00:00Z";

fn known() -> Known {
    let mut known = Known {
        now: Timestamp::parse(NOW).unwrap(),
        time_zone: "America/New_York".to_owned(),
        currency: "USD".to_owned(),
        order_patterns: vec!["F#####".to_owned(), "#AB-###-@@".to_owned()],
        ..Known::default()
    };
    known.add_option("Color", "Walnut");
    known.add_option("Roast", "Extra Dark");
    known.add_title("Stoneware Mug");
    known
}

/// Messages with their pieces as `kind value`, joined by `; `.
#[track_caller]
fn check(cases: &[(&str, &str)]) {
    check_with(&known(), cases);
}

#[track_caller]
fn check_with(known: &Known, cases: &[(&str, &str)]) {
    let wrong: Vec<String> = cases
        .iter()
        .map(|(text, expected)| (text, shown(text, known), expected))
        .filter(|(_, found, expected)| found != *expected)
        .map(|(text, found, expected)| format!("{text}: {found} and not {expected}"))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn shown(text: &str, known: &Known) -> String {
    let found: Vec<String> = entities(text, known)
        .into_iter()
        .map(|entity| {
            assert!(text.get(entity.span.start..entity.span.end).is_some(), "{text}");
            let kind = serde_json::to_value(entity.kind).unwrap();
            format!("{} {}", kind.as_str().unwrap(), entity.value)
        })
        .collect();
    found.join("; ")
}

#[test]
fn order_numbers_have_the_shops_form_or_a_likely_one() {
    check(&[
        ("where is #F10234?", "order_number F10234"),
        ("f10234 and ab-123-xy", "order_number F10234; order_number AB-123-XY"),
        ("order 123 please", "order_number 123"),
        ("purchase 113542617735902", "order_number 113542617735902"),
        ("order113542617735902", "order_number 113542617735902"),
        ("order number is 55821", "order_number 55821"),
        ("#7", "order_number 7"),
        ("my 2nd order from the 1st shop", ""),
        ("I have 5000 points", ""),
        ("ABC-12345", "order_number ABC-12345"),
    ]);
}

#[test]
fn invoices_and_parcels_have_numbers_of_their_own() {
    check(&[
        ("send me invoice #12588", "invoice_number 12588"),
        ("my bill no. 2044", "invoice_number 2044"),
        ("track 1Z999AA10123456784", "tracking ups:1Z999AA10123456784"),
        ("RM123456785GB", "tracking royal_mail:RM123456785GB"),
        ("9400 1000 0000 0000 0000 00", "tracking usps:9400100000000000000000"),
        ("fedex 449044304137821", "tracking fedex:449044304137821"),
        ("my tracking number 1234567890", "tracking dhl:1234567890"),
        ("tracking my order 370795561790", "order_number 370795561790"),
        ("JD014600006281230704", "tracking dhl:JD014600006281230704"),
    ]);
}

#[test]
fn ways_to_reach_a_person_are_found() {
    check(&[
        ("I'm Ada.Lovelace+shop@Example.co.uk.", "email ada.lovelace+shop@example.co.uk"),
        ("a@b", ""),
        ("call me at (415) 555-0123", "phone 4155550123"),
        ("+49 30 1234567", "phone +49301234567"),
        ("415-555-0123", "phone 4155550123"),
        ("my phone is 4155550123", "phone 4155550123"),
        ("order 4155550123", "order_number 4155550123"),
        ("my name is ada lovelace", "name ada lovelace"),
        ("It's Albert Sanders", "name Albert Sanders"),
        ("it's Broken", ""),
        ("invoice from Mr. Jones", "name Mr. Jones"),
        ("bill from Anna Freeman, how", "name Anna Freeman"),
        ("this is Zarathustra Quimby", "name Zarathustra Quimby"),
        ("I am Happy With This", ""),
        ("Hi Sarah", ""),
        ("Alessandro Phoenix", "name Alessandro Phoenix"),
        ("Rodriguez Domingo", ""),
        ("Dress Shirt", ""),
    ]);
}

#[test]
fn addresses_and_places_are_found() {
    check(&[
        ("12 High Street, Flat 2", "address 12 High Street, Flat 2"),
        (
            "ship to 443 Maple Ave, Denver, CO 80202",
            "address 443 Maple Ave; city Denver; zip 80202",
        ),
        ("Lindenstraße 5a, 10969 Berlin", "address Lindenstraße 5a; zip 10969; city Berlin"),
        ("12 rue de la Paix, 75002 Paris", "address 12 rue de la Paix; zip 75002; city Paris"),
        ("10 Downing St, London SW1A 1AA", "address 10 Downing St; city London; zip SW1A 1AA"),
        ("PO Box 77", "address PO Box 77"),
        ("zip code 80202", "zip 80202"),
        ("6811 2nd Ave San Lima, MI 36797", "address 6811 2nd Ave; city San Lima; zip 36797"),
        ("do you ship to new york or the UK", "city new york; country GB"),
        ("can I order from Walla Walla?", "city Walla Walla"),
        ("3 days on the way", ""),
        ("my order 12345 is a mess", "order_number 12345"),
    ]);
}

#[test]
fn money_is_found_where_its_number_stands() {
    check(&[
        ("under $50", "money <50.00 USD"),
        ("1.299,00 € paid", "money 1299.00 EUR"),
        ("$1,299.50", "money 1299.50 USD"),
        ("50 bucks", "money 50.00 USD"),
        ("50usd", "money 50.00 USD"),
        ("EUR 20", "money 20.00 EUR"),
        ("about fifty dollars", "money ~50.00 USD"),
        ("CA$20", "money 20.00 CAD"),
        ("99 cents", "money 0.99 USD"),
        ("2 pounds of coffee for 5 pounds", "money 5.00 GBP"),
    ]);
    let text = "refund of $350!";
    let entity = entities(text, &known()).remove(0);
    assert_eq!(text.get(entity.span.start..entity.span.end), Some("350"));
}

#[test]
fn days_are_told_from_now() {
    check(&[
        ("yesterday", "date 2026-05-12"),
        ("last Tuesday", "date 2026-05-12"),
        ("since Monday", "date 2026-05-11/.."),
        ("by Friday", "date ../2026-05-15"),
        ("before the 5th", "date ../2026-06-04"),
        ("on the 5th", "date 2026-05-05"),
        ("two weeks ago", "date 2026-04-29"),
        ("a couple of days ago", "date 2026-05-11"),
        ("within 2 weeks", "date 2026-05-13/2026-05-27"),
        ("in 3 days", "date 2026-05-16"),
        ("the last 10 days", "date 2026-05-03/2026-05-13"),
        ("between 3 and 5 May", "date 2026-05-03/2026-05-05"),
        ("May 3 to 5", "date 2026-05-03/2026-05-05"),
        ("from Monday to Wednesday", "date 2026-05-11/2026-05-13"),
        ("next week", "date 2026-05-18/2026-05-24"),
        ("last month", "date 2026-04-01/2026-04-30"),
        ("December 24th", "date 2025-12-24"),
        ("24 Dec 2026", "date 2026-12-24"),
        ("in 2024", "date 2024-01-01/2024-12-31"),
        ("2026-03-12", "date 2026-03-12"),
        ("12/03/2026", "date 2026-12-03"),
        ("31/03/2026", "date 2026-03-31"),
        ("13.5.26", "date 2026-05-13"),
        ("the day before yesterday", "date 2026-05-11"),
        ("I may go on the march", ""),
        ("the second one", ""),
    ]);
    let european = Known { day_first: true, ..known() };
    check_with(&european, &[("12/03/2026", "date 2026-03-12")]);
    // Half past one at night in New York is still the day before.
    let night = Known { now: Timestamp::parse("2026-05-13T03:00:00Z").unwrap(), ..known() };
    check_with(&night, &[("today", "date 2026-05-12")]);
}

#[test]
fn goods_are_described() {
    check(&[
        ("size XL in dark blue", "size XL; color dark blue"),
        ("an extra large grey one", "size XL; color gray"),
        ("one size smaller", "size -1"),
        ("a size up", "size +1"),
        ("half a size bigger", "size +0.5"),
        ("EU 42 or UK 8.5", "size EU 42; size UK 8.5"),
        ("shoe size 42", "size 42"),
        ("I need an M", "size M"),
        ("it is too small for such a large order", ""),
        ("I'm here, it's Mr M", ""),
        ("2x and 3 pieces", "quantity 2; quantity 3"),
        ("qty 4", "quantity 4"),
        ("two mugs", "quantity 2"),
        ("two of them in walnut", "quantity 2; option color=walnut"),
        ("the extra dark one", "option roast=extra dark"),
    ]);
}

#[test]
fn ways_to_pay_are_found() {
    check(&[
        ("paypal or a gift card", "payment paypal; payment gift_card"),
        ("my card ending in 1234", "payment card:1234"),
        ("visa ending 4242", "payment visa:4242"),
        ("4111 1111 1111 1111", "payment card:1111"),
        ("apple pay", "payment apple_pay"),
        ("a Platinum account", "account_tier platinum"),
        ("free shipping in gold", "color gold"),
    ]);
}
