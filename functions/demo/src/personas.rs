//! The people of the demo page, placed by hand: the same for every seed.

use edgewise::{
    base::{
        id::IdError,
        pii::Pii,
        time::{DAY_MS, Timestamp},
    },
    commerce::{
        Address, Customer, FulfillmentStatus, Order, OrderStatus, PaymentKind, Product,
        ReturnStatus, SubscriptionStatus,
    },
};

use crate::{
    history::{
        Item, Parcel, Slots, add_parcel, place, refund_all, request_return, stamp, usual_method,
    },
    loyalty::{Wish, account, order_moments, welcome},
    message::Persona,
    people::{customer_id, email, method},
    reason::{CANCEL_REASONS, RETURN_REASONS},
    shop::{Resources, hours_before, usd},
    subscriptions,
};

/// Personas; they have the first customer numbers.
pub(crate) const COUNT: usize = SHEETS.len();

/// All personas in the order of the demo page.
pub(crate) fn list() -> Vec<Persona> {
    let persona = |sheet: &Sheet| Persona {
        customer_id: format!("cus_{}", sheet.number),
        name: format!("{} {}", sheet.given, sheet.family),
        blurb: sheet.blurb.to_owned(),
    };
    SHEETS.iter().map(persona).collect()
}

/// Adds the personas with all that their stories need.
pub(crate) fn settle(
    made: &mut Resources,
    slots: &mut Slots,
    base: Timestamp,
) -> Result<(), IdError> {
    for sheet in SHEETS {
        let customer = customer(sheet, base)?;
        let mut scene = Scene { customer: &customer, products: &*made, slots, base };
        let mut orders = Vec::new();
        for episode in sheet.episodes {
            orders.extend(scene.play(episode)?);
        }
        let joined_at = hours_before(base, sheet.joined_days.saturating_mul(24));
        let mut moments = vec![welcome(joined_at)];
        moments.extend(orders.iter().flat_map(|order| order_moments(order, base)));
        let wishes = sheet.redeemed_hours.iter().map(|hours| Wish {
            at: hours_before(base, *hours),
            reward_id: "rwd_5_off",
            code: format!("THANKS-{}", sheet.number),
        });
        let loyalty = account(&customer.id, moments, wishes.collect(), base);
        made.orders.extend(orders.into_iter().map(|order| (order.id.clone(), order)));
        made.loyalty.insert(customer.id.clone(), loyalty);
        made.customers.insert(customer.id.clone(), customer);
    }
    subscribe(made, base)
}

/// One persona on one page.
struct Sheet {
    number: u32,
    given: &'static str,
    family: &'static str,
    blurb: &'static str,
    phone: &'static str,
    locale: &'static str,
    /// Street, town, region, postal code, country.
    address: [&'static str; 5],
    /// Brand and last digits; PayPal where absent.
    card: Option<(&'static str, &'static str)>,
    gift_card_cents: Option<i64>,
    joined_days: i64,
    redeemed_hours: &'static [i64],
    episodes: &'static [Episode],
}

/// One order of a persona: product, option values, pieces. Hours count back from the base instant.
struct Episode {
    age: i64,
    items: &'static [(&'static str, &'static [&'static str], u32)],
    turn: Turn,
}

/// What became of it.
enum Turn {
    Cancelled {
        after: i64,
    },
    Delivered {
        hours: i64,
    },
    Exception {
        due: i64,
    },
    OnItsWay {
        status: FulfillmentStatus,
        due: i64,
    },
    Pending,
    Processed,
    Refunded {
        delivered: i64,
        asked: i64,
    },
    /// The first line has arrived, the rest is due.
    Split {
        delivered: i64,
        due: i64,
    },
}

struct Scene<'a> {
    customer: &'a Customer,
    products: &'a Resources,
    slots: &'a mut Slots,
    base: Timestamp,
}

impl Scene<'_> {
    fn play(&mut self, episode: &Episode) -> Result<Option<Order>, IdError> {
        let items = episode.items.iter().map(|wish| find_item(self.products, wish));
        let items: Option<Vec<Item<'_>>> = items.collect();
        let (Some(items), Some(method)) = (items, usual_method(self.customer)) else {
            return Ok(None);
        };
        let age = self.slots.take(episode.age);
        let mut order = place(self.customer, &items, &method.id, age, self.base)?;
        turn(&mut order, &episode.turn, age, self.base);
        stamp(&mut order);
        Ok(Some(order))
    }
}

fn turn(order: &mut Order, turn: &Turn, age: i64, base: Timestamp) {
    let lines = order.lines.clone();
    let shipped = Some(age.saturating_sub(20));
    let arrived = |hours: i64| Parcel {
        status: FulfillmentStatus::Delivered,
        lines: &lines,
        shipped,
        due: hours.saturating_sub(3),
        delivered: Some(hours),
    };
    let moving = |status, due| Parcel { status, lines: &lines, shipped, due, delivered: None };
    match *turn {
        Turn::Cancelled { after } => {
            refund_all(order, age.saturating_sub(after), base);
            order.cancel_reason = CANCEL_REASONS.first().map(|reason| (*reason).to_owned());
            order.status = OrderStatus::Cancelled;
        }
        Turn::Delivered { hours } => {
            add_parcel(order, &arrived(hours), base);
            order.status = OrderStatus::Delivered;
        }
        Turn::Exception { due } => {
            add_parcel(order, &moving(FulfillmentStatus::Exception, due), base);
            order.status = OrderStatus::Shipped;
        }
        Turn::OnItsWay { status, due } => {
            add_parcel(order, &moving(status, due), base);
            order.status = OrderStatus::Shipped;
        }
        Turn::Pending => {}
        Turn::Processed => order.status = OrderStatus::Processed,
        Turn::Refunded { delivered, asked } => {
            add_parcel(order, &arrived(delivered), base);
            let reason = RETURN_REASONS.first().copied();
            request_return(order, ReturnStatus::Refunded, asked, reason, base);
        }
        Turn::Split { delivered, due } => {
            let (first, rest) = lines.split_at(lines.len().min(1));
            add_parcel(order, &Parcel { lines: first, ..arrived(delivered) }, base);
            let second = Parcel { lines: rest, ..moving(FulfillmentStatus::InTransit, due) };
            add_parcel(order, &second, base);
            order.status = OrderStatus::Shipped;
        }
    }
}

fn customer(sheet: &Sheet, base: Timestamp) -> Result<Customer, IdError> {
    let [line1, city, region, zip, country] = sheet.address.map(ToOwned::to_owned);
    let address = Address {
        line1,
        line2: None,
        city,
        region: Some(region).filter(|region| !region.is_empty()),
        zip,
        country,
    };
    let mut payment_methods = Vec::new();
    match sheet.card {
        Some((brand, last4)) => {
            let mut card = method(sheet.number, 1, PaymentKind::CreditCard)?;
            card.brand = Some(brand.to_owned());
            card.last4 = Some(last4.to_owned());
            payment_methods.push(card);
        }
        None => payment_methods.push(method(sheet.number, 1, PaymentKind::Paypal)?),
    }
    if let Some(cents) = sheet.gift_card_cents {
        let mut card = method(sheet.number, 2, PaymentKind::GiftCard)?;
        card.balance = Some(usd(cents));
        payment_methods.push(card);
    }
    Ok(Customer {
        id: customer_id(sheet.number)?,
        first_name: Some(Pii::new(sheet.given.to_owned())),
        last_name: Some(Pii::new(sheet.family.to_owned())),
        email: Some(Pii::new(email(sheet.given, sheet.family, ""))),
        phone: Some(Pii::new(sheet.phone.to_owned())),
        locale: Some(sheet.locale.to_owned()),
        tags: vec!["newsletter".to_owned()],
        default_address: Some(Pii::new(address)),
        payment_methods,
        updated_at: Some(base.plus_ms(-DAY_MS)),
    })
}

fn subscribe(made: &mut Resources, base: Timestamp) -> Result<(), IdError> {
    let owner = customer_id(SUBSCRIBER)?;
    let held = [
        (2_001, ("Sencha Asamushi", &["125 g"][..], 1), SubscriptionStatus::Active),
        (2_002, ("Soy Candle", &["cedar", "220 g"][..], 1), SubscriptionStatus::Paused),
    ];
    for (number, wish, status) in held {
        let Some(item) = find_item(made, &wish) else { continue };
        let goods = (item.product, item.variant);
        let mut held = subscriptions::start(number, &owner, goods, item.quantity)?;
        held.status = status;
        match status {
            SubscriptionStatus::Active => held.next_charge_at = Some(base.plus_ms(DAY_MS)),
            SubscriptionStatus::Paused | SubscriptionStatus::Cancelled => {
                held.resume_at = Some(base.plus_ms(DAY_MS.saturating_mul(40)));
            }
        }
        made.subscriptions.insert(held.id.clone(), held);
    }
    Ok(())
}

fn find_item<'a>(
    made: &'a Resources,
    (title, options, quantity): &(&str, &[&str], u32),
) -> Option<Item<'a>> {
    let product: &Product = made.products.values().find(|product| product.title == *title)?;
    let variant = product.variants.iter().find(|variant| {
        options.iter().all(|wanted| variant.options.values().any(|value| value == wanted))
    })?;
    Some(Item { product, variant, quantity: *quantity })
}

const SUBSCRIBER: u32 = 1_008;

const SHEETS: &[Sheet] = &[
    Sheet {
        number: 1_001,
        given: "Hannah",
        family: "Whitfield",
        blurb: "One order on its way, on time",
        phone: "+13035550117",
        locale: "en-US",
        address: ["418 Juniper Lane", "Denver", "CO", "80205", "US"],
        card: Some(("visa", "4417")),
        gift_card_cents: Some(5_000),
        joined_days: 300,
        redeemed_hours: &[],
        episodes: &[
            Episode {
                age: 2_100,
                items: &[("Linen Notebook", &["A5", "dotted"], 2)],
                turn: Turn::Delivered { hours: 2_010 },
            },
            Episode {
                age: 65,
                items: &[
                    ("Weekender Bag", &["olive"], 1),
                    ("Packing Cubes", &["set of 3", "sand"], 1),
                ],
                turn: Turn::OnItsWay { status: FulfillmentStatus::InTransit, due: -30 },
            },
        ],
    },
    Sheet {
        number: 1_002,
        given: "Mateo",
        family: "García-López",
        blurb: "One order split into two parcels, the second is late",
        phone: "+34960500118",
        locale: "es-ES",
        address: ["Carrer de Sueca 27", "Valencia", "", "46006", "ES"],
        card: None,
        gift_card_cents: None,
        joined_days: 120,
        redeemed_hours: &[],
        episodes: &[Episode {
            age: 172,
            items: &[
                ("Stoneware Teapot", &["1.1 l", "moss"], 1),
                ("Stoneware Mug", &["moss"], 2),
                ("Gooseneck Kettle", &["brushed steel"], 1),
            ],
            turn: Turn::Split { delivered: 50, due: 38 },
        }],
    },
    Sheet {
        number: 1_003,
        given: "Zoë",
        family: "van Dijk",
        blurb: "A parcel that was delivered yesterday, says the carrier, but is not there",
        phone: "+31305550119",
        locale: "nl-NL",
        address: ["Oudegracht 214", "Utrecht", "", "3511 NR", "NL"],
        card: Some(("mastercard", "8820")),
        gift_card_cents: None,
        joined_days: 410,
        redeemed_hours: &[],
        episodes: &[
            Episode {
                age: 122,
                items: &[("Over-Ear Headphones", &["sand"], 1)],
                turn: Turn::Delivered { hours: 26 },
            },
            Episode {
                age: 4_300,
                items: &[("Wool Throw", &["charcoal"], 1)],
                turn: Turn::Delivered { hours: 4_200 },
            },
        ],
    },
    Sheet {
        number: 1_004,
        given: "Priya",
        family: "Raman",
        blurb: "Several open orders at different points of their way",
        phone: "+441134960121",
        locale: "en-GB",
        address: ["9 Church Lane", "Leeds", "", "LS7 3LY", "GB"],
        card: Some(("visa", "1093")),
        gift_card_cents: Some(12_000),
        joined_days: 90,
        redeemed_hours: &[],
        episodes: &[
            Episode {
                age: 99,
                items: &[("Rain Jacket", &["M", "moss"], 1)],
                turn: Turn::OnItsWay { status: FulfillmentStatus::OutForDelivery, due: -4 },
            },
            Episode {
                age: 71,
                items: &[("Soy Candle", &["earl grey", "220 g"], 2)],
                turn: Turn::OnItsWay { status: FulfillmentStatus::InTransit, due: -45 },
            },
            Episode {
                age: 31,
                items: &[("Desk Lamp Pivot", &["moss", "UK"], 1)],
                turn: Turn::Processed,
            },
            Episode {
                age: 5,
                items: &[
                    ("Linen Duvet Cover", &["queen", "sage"], 1),
                    ("Pillowcase Pair", &["standard", "white"], 1),
                ],
                turn: Turn::Pending,
            },
        ],
    },
    Sheet {
        number: 1_005,
        given: "Jonas",
        family: "Müller",
        blurb: "One cancelled order and one refunded return",
        phone: "+4930231250122",
        locale: "de-DE",
        address: ["Bergmannstraße 61", "Berlin", "", "10961", "DE"],
        card: Some(("visa", "7365")),
        gift_card_cents: None,
        joined_days: 200,
        redeemed_hours: &[],
        episodes: &[
            Episode {
                age: 700,
                items: &[("Fleece Pullover", &["L", "charcoal"], 1), ("Wool Beanie", &["oat"], 1)],
                turn: Turn::Refunded { delivered: 600, asked: 550 },
            },
            Episode {
                age: 140,
                items: &[("Turntable", &["walnut", "EU"], 1)],
                turn: Turn::Cancelled { after: 6 },
            },
        ],
    },
    Sheet {
        number: 1_006,
        given: "Freja",
        family: "Sørensen",
        blurb: "New here, with no orders at all",
        phone: "+4532555023",
        locale: "da-DK",
        address: ["Vesterbrogade 88", "København", "", "1620", "DK"],
        card: None,
        gift_card_cents: None,
        joined_days: 2,
        redeemed_hours: &[],
        episodes: &[],
    },
    Sheet {
        number: 1_007,
        given: "Eleanor",
        family: "O'Brien",
        blurb: "A loyal tea drinker with points, some of them redeemed and some pending",
        phone: "+16175550124",
        locale: "en-US",
        address: ["32 Prospect Avenue", "Boston", "MA", "02127", "US"],
        card: Some(("amex", "3006")),
        gift_card_cents: None,
        joined_days: 290,
        redeemed_hours: &[3_000],
        episodes: &[
            Episode {
                age: 6_600,
                items: &[("Earl Grey Supreme", &["250 g", "strong"], 1)],
                turn: Turn::Delivered { hours: 6_500 },
            },
            Episode {
                age: 4_900,
                items: &[
                    ("Earl Grey Supreme", &["250 g", "strong"], 1),
                    ("Earl Grey Lavender", &["50 g"], 1),
                ],
                turn: Turn::Delivered { hours: 4_810 },
            },
            Episode {
                age: 3_310,
                items: &[("Earl Grey Supreme", &["250 g", "strong"], 1)],
                turn: Turn::Delivered { hours: 3_220 },
            },
            Episode {
                age: 1_700,
                items: &[("Earl Grey Supreme", &["250 g", "strong"], 1)],
                turn: Turn::Delivered { hours: 1_605 },
            },
            Episode {
                age: 80,
                items: &[
                    ("Earl Grey Supreme", &["250 g", "strong"], 1),
                    ("Silver Needle White", &["50 g"], 1),
                ],
                turn: Turn::OnItsWay { status: FulfillmentStatus::InTransit, due: -20 },
            },
        ],
    },
    Sheet {
        number: SUBSCRIBER,
        given: "Minh Châu",
        family: "Nguyễn",
        blurb: "A tea subscription whose next charge is tomorrow",
        phone: "+15035550125",
        locale: "en-US",
        address: ["1507 Cedar Court", "Portland", "OR", "97211", "US"],
        card: Some(("mastercard", "5251")),
        gift_card_cents: None,
        joined_days: 150,
        redeemed_hours: &[],
        episodes: &[Episode {
            age: 697,
            items: &[("Sencha Asamushi", &["125 g"], 1)],
            turn: Turn::Delivered { hours: 610 },
        }],
    },
    Sheet {
        number: 1_009,
        given: "Marcus",
        family: "Bell",
        blurb: "A parcel that stopped on its way",
        phone: "+13125550126",
        locale: "en-US",
        address: ["740 Harrison Street", "Chicago", "IL", "60607", "US"],
        card: Some(("visa", "9148")),
        gift_card_cents: None,
        joined_days: 60,
        redeemed_hours: &[],
        episodes: &[Episode {
            age: 118,
            items: &[("Two-Person Tent", &["moss"], 1), ("Headlamp 400", &["charcoal"], 1)],
            turn: Turn::Exception { due: 6 },
        }],
    },
];
