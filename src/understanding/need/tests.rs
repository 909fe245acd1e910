use super::*;

fn said(terms: &[Term]) -> Vec<&str> {
    terms.iter().map(|term| term.said.as_str()).collect()
}

#[test]
fn what_a_thing_may_cost_is_read() {
    let price = |text| Need::read(&[text]).price;
    assert_eq!(price("a case under $120").most, Some(12_000));
    assert_eq!(price("something around 50 bucks").near, Some(5_000));
    let between = price("between $20 and $40.50");
    assert_eq!((between.least, between.most), (Some(2_000), Some(4_050)));
    assert_eq!(price("una mochila por menos de 60 euros").most, Some(6_000));
    assert_eq!(price("the cheapest lamp").end, Some(PriceEnd::Least));
    assert_eq!(price("a tent for 2 people").most, None);
    assert_eq!(price("a backpack under 40 l").most, None);
}

#[test]
fn a_kind_and_its_qualities_are_told_apart() {
    let need = Need::read(&["I'm looking for a waterproof backpack for camping"]);
    assert!(said(&need.kinds).contains(&"backpack"));
    assert!(said(&need.terms).contains(&"waterproof"));
    let camping = need.terms.iter().find(|term| term.said == "camping").unwrap();
    assert_eq!(camping.role, Role::Purpose);
    let need = Need::read(&["busco una mochila impermeable"]);
    assert!(said(&need.kinds).contains(&"mochila"));
}

#[test]
fn what_it_must_not_be_and_what_it_is_like_are_read() {
    let need = Need::read(&["a bag but not leather"]);
    assert_eq!(said(&need.excluded), ["leather"]);
    let need = Need::read(&["something like the green tea I had, less bitter"]);
    assert_eq!(need.like, Some(vec!["green".to_owned(), "tea".to_owned()]));
    assert_eq!(said(&need.terms), ["less bitter"]);
    assert!(need.kinds.is_empty());
}
