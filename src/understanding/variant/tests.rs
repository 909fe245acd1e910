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

fn jacket() -> Product {
    product(
        "Rain Jacket",
        &[
            "j1 80.00 color=navy,size=M,zipper=full,hood=yes",
            "j2 82.00 color=navy,size=L,zipper=half,hood=yes",
            "j3 78.00 color=red,size=L,zipper=half,hood=no",
            "j4 85.00 color=red,size=S,zipper=full,hood=yes",
            "j5 90.00 color=black,size=M,zipper=full,hood=no",
            "-j6 84.00 color=olive,size=M,zipper=full,hood=yes",
        ],
    )
}

#[test]
fn clothes_are_told_by_colour_size_and_cut() {
    let at = jacket();
    check(&at, "j1", "a large red jacket with a half zipper", "j3 not hood");
    check(&at, "j1", "red, size L, half zipper, without a hood please", "j3");
    check(&at, "j1", "I'd rather have the black one, no hood", "j5");
    check(&at, "j5", "the same but with a hood, navy", "j1");
    check(&at, "j1", "does it come in purple? I want purple", "none near j4/j5");
    check(&at, "j1", "change it to the olive one", "none near j4/j5");
    check(&at, "j1", "in XXL please", "none near j2/j4");
    check(&at, "j1", "my navy jacket, size M, should be a size L", "j2 not zipper");
    check(&at, "j1", "not navy, keep everything else", "j4/j5");
    check(&at, "j1", "anything but navy, and a hood", "j4 not size");
    check(&at, "j1", "the black one. Actually no, make it red, small", "j4");
    check(&at, "j1", "the black one | sorry, the red one in S", "j4");
    check(&at, "j2", "the hood isn't needed, red would be nice", "j3");
}

#[test]
fn shoes_are_told_by_bare_numbers() {
    let at = product(
        "Trail Shoes",
        &[
            "f1 60.00 size=8,color=gray,width=wide",
            "f2 60.00 size=9,color=gray,width=wide",
            "f3 62.00 size=10,color=gray,width=regular",
            "f4 64.00 size=9,color=yellow,width=regular",
            "-f5 60.00 size=10,color=gray,width=wide",
        ],
    );
    check(&at, "f1", "a 9 instead of an 8", "f2");
    check(&at, "f1", "one size bigger", "f2");
    check(&at, "f1", "I need them in grey, size 9", "f2");
    check(&at, "f1", "from size 8 to size 9", "f2");
    check(&at, "f1", "in a 9, yellow if possible", "f4 not width");
    check(&at, "f2", "a half size or a size smaller", "f1");
    check(&at, "f1", "size 13", "none near f2");
    check(&at, "f1", "size 10, the width can be different", "f3");
    check(&at, "f4", "a wide one", "f2 not color");
    check(
        &at,
        "f1",
        "I ordered order 9 days ago, please change them to yellow",
        "f4 not size,width",
    );
}

#[test]
fn goods_are_told_by_quantities() {
    let at = product(
        "Thermos",
        &[
            "q1 20.00 capacity=0.5L,lid=cup lid,color=green",
            "q2 24.00 capacity=750 ml,lid=cup lid,color=green",
            "q3 30.00 capacity=1L,lid=straw lid,color=green",
            "q4 31.00 capacity=1L,lid=straw lid,color=white",
            "q5 33.00 capacity=1.5L,lid=cup lid,color=white",
        ],
    );
    check(&at, "q1", "750ml", "q2");
    check(&at, "q1", "the 1.5 litre one", "q5 not color");
    check(&at, "q1", "1500ml", "q5 not color");
    check(&at, "q1", "a 1 liter one with a straw", "q3");
    check(&at, "q3", "a smaller one with a cup lid", "q1/q2");
    check(&at, "q3", "a slightly smaller one, any lid", "q2");
    check(&at, "q1", "the biggest one", "q5");
    check(&at, "q5", "the smallest", "q1");
    check(&at, "q1", "the 2 liter one", "none near q2");
    check(&at, "q1", "a bigger one for under $25", "q2");
    check(&at, "q1", "a bigger white one, at most 31.50 dollars", "q4 not lid");
    check(&at, "q4", "something cheaper in green with a cup lid", "none near q1/q2");
    check(&at, "q2", "whichever is closest in price, in white", "q4");
    let kit = product(
        "Building Blocks",
        &[
            "k1 15.00 pieces=250,theme=castle",
            "k2 25.00 pieces=500,theme=castle",
            "k3 29.00 pieces=500,theme=space",
            "k4 60.00 pieces=1250,theme=space",
        ],
    );
    check(&kit, "k1", "250 more pieces", "k2");
    check(&kit, "k1", "1,250 pieces", "k4 not theme");
    check(&kit, "k4", "fewer pieces, space too", "k3");
    check(&kit, "k4", "I'd prefer castle over space, with 500 pieces", "k2");
    check(&kit, "k2", "the one with the most pieces", "k4");
}

#[test]
fn electronics_are_told_by_their_figures() {
    let at = product(
        "Notebook Computer",
        &[
            "n1 900.00 screen size=13-inch,processor=i5,ram=8GB,storage=256GB SSD,color=silver",
            "n2 1100.00 screen size=13-inch,processor=i7,ram=16GB,storage=512GB SSD,color=silver",
            "n3 1300.00 screen size=15-inch,processor=i7,ram=16GB,storage=1TB SSD,color=space grey",
            "n4 1250.00 screen size=15-inch,processor=i5,ram=16GB,storage=1TB SSD,color=black",
            "n5 1500.00 screen size=17-inch,processor=i9,ram=32GB,storage=1TB SSD,color=black",
        ],
    );
    check(&at, "n1", "the 13 inch i7 with 16 gb and 512gb", "n2");
    check(&at, "n1", "I want the 15\" one with an i7, 16GB and 1TB SSD, in space gray", "n3");
    check(&at, "n5", "change the 17-inch laptop to the 15-inch version, i5, 16gb", "n4");
    check(&at, "n1", "more storage, 13 inch, i7 processor, 16GB of RAM", "n2");
    check(&at, "n5", "a smaller screen, i5 rather than i7, 16 GB", "n4");
    check(
        &at,
        "n3",
        "silver or black rather than other colors, same processor, 13\"",
        "n2 not storage",
    );
    check(&at, "n1", "the one with 1000 GB and an i9", "n5 not color,ram,screen size");
    check(&at, "n1", "the cheapest with an i7", "n2");
    check(&at, "n1", "64GB RAM please", "none near n2");
    let camera = product(
        "Door Camera",
        &[
            "c1 50.00 resolution=1080p,night vision=none,power=battery",
            "c2 70.00 resolution=2K,night vision=color,power=battery",
            "c3 90.00 resolution=4K,night vision=color,power=battery",
            "c4 88.00 resolution=4K,night vision=infrared,power=wired",
        ],
    );
    check(&camera, "c3", "a slightly lower resolution, the rest unchanged", "c2");
    check(&camera, "c1", "4K with infrared night vision", "c4 not power");
    check(&camera, "c2", "one without night vision", "c1 not resolution");
    check(&camera, "c2", "higher resolution", "c3");
    check(&camera, "c1", "power: wired", "c4 not night vision,resolution");
}

#[test]
fn furniture_tea_and_lamps_know_their_grades() {
    let table = product(
        "Side Table",
        &[
            "t1 100.00 material=oak,height=45 cm,finish=matte",
            "t2 110.00 material=oak,height=60 cm,finish=matte",
            "t3 120.00 material=glass,height=60 cm,finish=glossy",
            "t4 130.00 material=oak,height=75 cm,finish=matte",
        ],
    );
    check(&table, "t2", "a shorter one", "t1");
    check(&table, "t1", "a taller one", "t2/t4");
    check(&table, "t1", "a bit taller", "t2");
    check(&table, "t1", "60cm, glass", "t3 not finish");
    check(&table, "t2", "15 cm taller", "t4");
    check(&table, "t1", "a walnut or glass one", "t3 not finish,height");
    let tea = product(
        "Black Tea",
        &[
            "a1 8.00 form=loose leaf,weight=100 g,strength=mild",
            "a2 9.00 form=tea bags,weight=100 g,strength=medium",
            "a3 20.00 form=loose leaf,weight=1 kg,strength=strong",
            "a4 14.00 form=loose leaf,weight=500 g,strength=strong",
        ],
    );
    check(&tea, "a1", "I'd like the black tea in bags", "a2 not strength");
    check(&tea, "a1", "the 1000g pack", "a3 not strength");
    check(&tea, "a1", "half a kilo, 0.5 kg", "a4 not strength");
    check(&tea, "a3", "500 grams is enough", "a4");
    check(&lamp(), "a", "can you make it the silver one with battery?", "b not brightness");
    check(&lamp(), "a", "a dimmer one. Battery preferred, otherwise AC adapter.", "b not color");
    check(&lamp(), "b", "a brighter one, black if there are several colors", "d not power");
    check(&lamp(), "a", "not a USB one but an AC one in silver", "c not brightness");
    check(&lamp(), "a", "brightness high, color black", "d not power");
    check(
        &lamp(),
        "a",
        "the battery one. If that is not available, USB.",
        "b not brightness,color",
    );
    check(&lamp(), "a", "the brightest one", "d");
    check(&lamp(), "b", "the silver lamp with the AC adapter", "c");
    check(&lamp(), "a", "any color, AC adapter, low brightness", "c");
    check(&lamp(), "a", "I don't mind the color, high brightness, any power", "d");
}

#[test]
fn another_line_is_a_model() {
    use crate::commerce::{Order, OrderStatus};
    let at = jacket();
    let order = |id: &str, status: OrderStatus| Order {
        id: crate::base::id::OrderId::parse(id).unwrap(),
        number: None,
        customer_id: crate::base::id::CustomerId::parse("c").unwrap(),
        status,
        placed_at: None,
        lines: Vec::new(),
        total: Money::parse("1.00", "USD").unwrap(),
        shipping_address: None,
        fulfillments: Vec::new(),
        payments: Vec::new(),
        returns: Vec::new(),
        exchanges: Vec::new(),
        cancel_reason: None,
        updated_at: None,
    };
    let (pending, delivered) =
        (order("o1", OrderStatus::Pending), order("o2", OrderStatus::Delivered));
    let (own, one, two) = (line(&at, "j1"), line(&at, "j3"), line(&at, "j4"));
    let others = [
        OtherLine { order: &pending, newest: true, line: &one },
        OtherLine { order: &delivered, newest: false, line: &two },
    ];
    let about = About { product: &at, current: Some(&own), others: &others, synonyms: &[] };
    for (said, expected) in [
        ("the same as the one in my pending order", "j3"),
        ("make it the same as the one I already received", "j4"),
        ("exactly like my other jacket in size L", "j3"),
        ("the same color as the one I already received, in size S", "j4"),
        ("the same size, but black and with no hood, if you have it", "j5"),
        ("the same jacket that I ordered but in red, size S", "j4"),
    ] {
        let wish = VariantWish::read(&[said], &about);
        let Choice::One { variant, .. } = choose(&wish, &about) else {
            panic!("{said}: {:?} {wish:?}", choose(&wish, &about))
        };
        assert_eq!(variant.as_str(), expected, "{said}");
    }
}

#[test]
fn the_shops_own_words_are_known() {
    let at = product(
        "Thermostat",
        &["t1 10.00 works with=Apple HomeKit", "t2 12.00 works with=Google Assistant"],
    );
    let own = line(&at, "t1");
    let synonyms = [("google home".to_owned(), "google assistant".to_owned())];
    let about = About { product: &at, current: Some(&own), others: &[], synonyms: &synonyms };
    let wish = VariantWish::read(&["one for Google Home instead of Apple HomeKit"], &about);
    let one = Choice::One { variant: VariantId::parse("t2").unwrap(), given_up: Vec::new() };
    assert_eq!(choose(&wish, &about), one);
}

#[test]
fn the_catalogue_is_searched_with_the_same_words() {
    let at = lamp();
    for (said, expected) in [
        ("silver ones", "b c"),
        ("lamps under $34", "a c"),
        ("between 33 dollars and $36", "b c"),
        ("over $35", "d"),
        ("no USB, low brightness", "b c"),
        ("how many do you have", "a b c d"),
        ("the cheapest", "a"),
    ] {
        let about = About { product: &at, current: None, others: &[], synonyms: &[] };
        let wish = VariantWish::read(&[said], &about);
        let found: Vec<&str> =
            matching(&wish, &at, true).iter().map(|variant| variant.id.as_str()).collect();
        assert_eq!(found.join(" "), expected, "{said}: {wish:?}");
    }
}

#[test]
fn complaints_and_plain_speech_are_understood() {
    let at = product(
        "Sweater",
        &[
            "p1 40.00 size=S,color=blue,neck=crew neck,material=wool",
            "p2 41.00 size=M,color=blue,neck=crew neck,material=wool",
            "p3 42.00 size=L,color=blue,neck=crew neck,material=wool",
            "p4 42.00 size=XL,color=blue,neck=v-neck,material=wool",
            "p5 45.00 size=M,color=green,neck=v-neck,material=organic cotton",
        ],
    );
    check(&at, "p2", "it's too small, I need the next size up", "p3");
    check(&at, "p2", "too big on me", "p1");
    check(&at, "p2", "this medium is too tight, large please", "p3");
    check(&at, "p2", "a greenish one? no, a green crewneck", "none near p5");
    check(&at, "p2", "a green v neck in cotton", "p5");
    check(&at, "p3", "a size down", "p2");
    check(&at, "p1", "medium, keep the color", "p2");
    check(&at, "p1", "the medium one with the same neck", "p2");
    check(&at, "p2", "I changed my mind about it", "unsaid");
    check(&at, "p2", "a green one | actually, the small blue one instead", "p1");
    check(&at, "p2", "yes please, go ahead", "unsaid");
    check(&at, "p2", "crew neck in wool", "same");
    check(&at, "p2", "I don't need wool, green is what I want", "p5 not neck");
    let chair = product(
        "Desk Chair",
        &[
            "d1 90.00 armrest=none,color=black,base=steel",
            "d2 95.00 armrest=fixed,color=black,base=steel",
            "d3 99.00 armrest=adjustable,color=red,base=oak",
            "d4 89.00 armrest=none,color=red,base=oak",
        ],
    );
    check(&chair, "d1", "with armrests please", "d2");
    check(&chair, "d2", "no armrests", "d1");
    check(&chair, "d3", "without an armrest, same color", "d4");
    check(&chair, "d4", "a metal base", "d1 not color");
    check(&chair, "d1", "a wooden one", "d4 not color");
    check(&chair, "d4", "black is fine too, but it must have armrests", "d3");
    check(&chair, "d4", "armrest adjustable instead of none", "d3");
    check(&chair, "d1", "the chair doesn't need to be black, I want it in oak", "d4");
    check(&chair, "d2", "a cheaper one in the same color", "d1 not armrest");
    check(&chair, "d1", "the second cheapest", "unsaid");
    check(&chair, "d1", "I thought it was cheaper. It was over $85!", "unsaid");
    let case = product(
        "Travel Case",
        &[
            "g1 90.00 shell=hardshell,color=black,tone=light",
            "g2 95.00 shell=softshell,color=black,tone=light",
            "g3 95.00 shell=softshell,color=silver,tone=dark",
        ],
    );
    check(&case, "g1", "a soft one in black", "g2");
    check(&case, "g2", "a hard shell", "g1");
    check(&case, "g2", "a darker tone", "g3 not color");
    check(&case, "g1", "soft, black or silver, silver preferred", "g3 not tone");
}

#[test]
fn names_streets_and_cards_are_no_goods() {
    let at = product(
        "Bookend",
        &[
            "o1 9.00 color=green,material=maple",
            "o2 9.00 color=brown,material=maple",
            "o3 9.00 color=green,material=oak",
            "o4 9.00 color=gold,material=maple",
        ],
    );
    check(&at, "o1", "My name is Mia Brown, please change it to oak", "o3");
    check(&at, "o2", "Mia Green here. I live at 12 Oak Street, I want it in gold", "o4");
    check(&at, "o3", "mia_brown_12 or mia.gold@shop.example: in maple please", "o1");
    check(&at, "o1", "pay with my gold card and make it brown", "o2");
    check(&at, "o1", "I want Oak", "o3");
    let memory = product(
        "Voice Recorder",
        &["v1 9.00 storage=SD card,disk=64GB SSD", "v2 9.00 storage=CF card,disk=1TB SSD"],
    );
    check(&memory, "v1", "with a CF card and a 1 TB drive", "v2");
    check(&at, "o1", "Bookend Brown", "o2");
}
