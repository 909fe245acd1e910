use super::*;
use crate::{
    base::{
        id::{LineId, ProductId},
        money::Money,
    },
    commerce::Variant,
};

/// A product whose variants are written `id price option=value,…`; a leading `-` is sold out.
fn product(title: &str, variants: &[&str]) -> Product {
    let variant = |text: &&str| {
        let (available, text) = text.strip_prefix('-').map_or((true, *text), |rest| (false, rest));
        let mut parts = text.splitn(3, ' ');
        let (id, price) = (parts.next().unwrap(), parts.next().unwrap());
        let options = parts.next().unwrap().split(',');
        let options = options.map(|option| {
            let (name, value) = option.split_once('=').unwrap();
            (name.to_owned(), value.to_owned())
        });
        Variant {
            id: VariantId::parse(id).unwrap(),
            sku: None,
            options: options.collect(),
            price: Money::parse(price, "USD").unwrap(),
            available,
            inventory: None,
        }
    };
    Product {
        id: ProductId::parse("p").unwrap(),
        title: title.to_owned(),
        description: None,
        product_type: None,
        tags: Vec::new(),
        image_url: None,
        url: None,
        variants: variants.iter().map(variant).collect(),
        updated_at: None,
    }
}

fn line(product: &Product, id: &str) -> OrderLine {
    let variant = product.variants.iter().find(|variant| variant.id.as_str() == id).unwrap();
    OrderLine {
        id: LineId::parse("l1").unwrap(),
        product_id: product.id.clone(),
        variant_id: variant.id.clone(),
        title: product.title.clone(),
        options: variant.options.clone(),
        quantity: 1,
        unit_price: variant.price,
        final_sale: None,
    }
}

#[track_caller]
fn check(product: &Product, has: &str, said: &str, expected: &str) {
    let line = line(product, has);
    let about = About { product, current: Some(&line), others: &[], synonyms: &[] };
    let texts: Vec<&str> = said.split(" | ").collect();
    let wish = VariantWish::read(&texts, &about);
    let found = match choose(&wish, &about) {
        Choice::One { variant, given_up } if given_up.is_empty() => variant.to_string(),
        Choice::One { variant, given_up } => format!("{variant} not {}", given_up.join(",")),
        Choice::Several(ids) => ids.iter().map(VariantId::as_str).collect::<Vec<_>>().join("/"),
        Choice::NotAvailable { nearest, .. } => {
            let ids: Vec<&str> = nearest.iter().map(VariantId::as_str).collect();
            format!("none near {}", ids.join("/"))
        }
        Choice::Same => "same".to_owned(),
        Choice::Unsaid => "unsaid".to_owned(),
    };
    assert_eq!(found, expected, "{said}: {wish:?}");
}

fn lamp() -> Product {
    product(
        "Desk Lamp",
        &[
            "a 30.00 color=white,brightness=medium,power=USB",
            "b 35.00 color=silver,brightness=low,power=battery",
            "c 33.00 color=silver,brightness=low,power=AC adapter",
            "d 40.00 color=black,brightness=high,power=AC adapter",
            "-e 40.00 color=white,brightness=high,power=USB",
        ],
    )
}

fn shirt() -> Product {
    product(
        "T-Shirt",
        &[
            "s1 20.00 color=blue,size=S,material=cotton,style=v-neck",
            "s2 21.00 color=purple,size=S,material=polyester,style=v-neck",
            "s3 19.00 color=purple,size=S,material=cotton,style=v-neck",
            "s4 22.00 color=black,size=M,material=cotton,style=crew neck",
            "s5 22.00 color=black,size=XL,material=cotton,style=crew neck",
            "s6 24.00 color=black,size=L,material=cotton,style=crew neck",
        ],
    )
}

#[test]
fn values_are_found_in_shoppers_words_and_the_rest_is_kept() {
    check(&shirt(), "s1", "change it to purple, same size, v-neck, preferably polyester", "s2");
    check(&shirt(), "s1", "swap my small blue T-shirt for a purple cotton one", "s3");
    check(&shirt(), "s5", "one size smaller please, black", "s6");
    check(&shirt(), "s5", "I'd like it in medium", "s4");
    check(&shirt(), "s4", "size XL", "s5");
    check(&shirt(), "s1", "hello", "unsaid");
    check(&shirt(), "s4", "for a black one in M", "same");
}

#[test]
fn rankings_are_walked_until_something_can_be_had() {
    check(
        &lamp(),
        "a",
        "a less bright one, and I'd prefer battery, then USB, then AC",
        "b not color",
    );
    check(
        &lamp(),
        "a",
        "a less bright one. I prefer AC adapter over battery over USB",
        "c not color",
    );
    check(&lamp(), "a", "a brighter one, AC adapter, if not battery, if not USB", "d not color");
    check(&lamp(), "a", "the white one with high brightness", "none near d");
    check(&lamp(), "a", "a less bright one", "c/b");
}

#[test]
fn superlatives_are_over_what_can_be_had() {
    check(&lamp(), "b", "exchange it for the cheapest one", "a");
    check(&lamp(), "a", "the most expensive one", "d");
    check(&lamp(), "a", "the cheapest silver one", "c");
}

#[test]
fn later_words_correct_earlier_ones() {
    check(&shirt(), "s1", "a purple cotton one | no, polyester please", "s2");
}

#[test]
fn numbers_have_units() {
    let bottle = product(
        "Water Bottle",
        &[
            "w1 10.00 capacity=500ml,material=glass,color=black",
            "w2 12.00 capacity=750ml,material=glass,color=black",
            "w3 14.00 capacity=1000ml,material=metal,color=red",
            "w4 14.00 capacity=1000ml,material=glass,color=blue",
        ],
    );
    check(&bottle, "w1", "a bigger one", "w2");
    check(&bottle, "w1", "the 1 liter metal one", "w3 not color");
    check(&bottle, "w1", "1000 ml", "w4 not color");
    let puzzle = product(
        "Jigsaw Puzzle",
        &[
            "j1 10.00 pieces=1000,theme=art,difficulty level=beginner",
            "j2 12.00 pieces=2000,theme=animals,difficulty level=beginner",
            "j3 12.00 pieces=2000,theme=art,difficulty level=expert",
            "j4 9.00 pieces=500,theme=art,difficulty level=beginner",
            "j5 12.00 pieces=2000,theme=art,difficulty level=beginner",
        ],
    );
    check(
        &puzzle,
        "j1",
        "same difficulty, but 1000 more pieces, and I prefer animal over art theme if both are \
         available",
        "j2",
    );
    check(&puzzle, "j3", "the easiest one with the fewest pieces", "j4");
    check(&puzzle, "j1", "a 500 piece one", "j4");
}

#[test]
fn what_is_denied_is_not_wanted() {
    let earbuds = product(
        "Wireless Earbuds",
        &[
            "e1 10.00 color=blue,battery life=8 hours,water resistance=IPX4",
            "e2 12.00 color=black,battery life=4 hours,water resistance=not resistant",
            "e3 12.00 color=black,battery life=4 hours,water resistance=IPX7",
        ],
    );
    check(
        &earbuds,
        "e1",
        "exchange my blue earbuds for ones that are black, with 4 hours battery life and not water \
         resistant",
        "e2",
    );
    let boots = product(
        "Hiking Boots",
        &[
            "b1 10.00 size=7,material=leather,waterproof=yes",
            "b2 12.00 size=8,material=leather,waterproof=no",
            "b3 12.00 size=7,material=leather,waterproof=no",
        ],
    );
    check(
        &boots,
        "b1",
        "change the boots to a size 8. Same material, I don't care if they're waterproof or not",
        "b2",
    );
    check(&boots, "b3", "the exact same pair but waterproof", "b1");
    let thermostat = product(
        "Smart Thermostat",
        &[
            "t1 10.00 compatibility=Apple HomeKit,color=black",
            "t2 12.00 compatibility=Google Assistant,color=black",
            "t3 12.00 compatibility=Amazon Alexa,color=black",
        ],
    );
    check(&thermostat, "t1", "one that works with Google instead of Apple HomeKit", "t2");
}
