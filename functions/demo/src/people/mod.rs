//! The customers.

mod countries;

use std::collections::BTreeSet;

pub(crate) use countries::{COUNTRIES, Country};
use edgewise::{
    base::{
        id::{CustomerId, IdError, PaymentMethodId},
        pii::Pii,
        text::fold,
        time::{DAY_MS, Timestamp},
    },
    commerce::{Address, Customer, PaymentKind, PaymentMethod},
};

use crate::{
    random::Random,
    shop::{Resources, usd},
};

/// Everybody whom the personas do not play already.
pub(crate) fn settle(made: &mut Resources, seed: u64, base: Timestamp) -> Result<(), IdError> {
    let taken = made.customers.values().filter_map(|customer| customer.email.as_ref());
    let mut emails: BTreeSet<String> = taken.map(|email| email.expose().clone()).collect();
    for number in GENERATED_FIRST..=GENERATED_LAST {
        let mut random = Random::stream(seed ^ STREAM, u64::from(number));
        let Some(country) = country(&mut random) else { continue };
        let (given, family) = (random.entry(country.given), random.entry(country.family));
        let mut email = email(given, family, "");
        if !emails.insert(email.clone()) {
            email = self::email(given, family, &(number % 1_000).to_string());
        }
        let (address, phone) = address(&mut random, country);
        let customer = Customer {
            id: customer_id(number)?,
            first_name: Some(Pii::new(given.to_owned())),
            last_name: Some(Pii::new(family.to_owned())),
            email: Some(Pii::new(email)),
            phone: Some(Pii::new(phone)),
            locale: Some(locale(&mut random, country, &address).to_owned()),
            tags: tags(&mut random),
            default_address: Some(Pii::new(address)),
            payment_methods: payment_methods(&mut random, number)?,
            updated_at: Some(base.plus_ms(random.between(1, 400).saturating_mul(-DAY_MS))),
        };
        made.customers.insert(customer.id.clone(), customer);
    }
    Ok(())
}

/// The id of the customer with this number.
pub(crate) fn customer_id(number: u32) -> Result<CustomerId, IdError> {
    CustomerId::parse(format!("cus_{number}"))
}

/// An address under a name reserved for examples (RFC 2606): nobody's mailbox.
pub(crate) fn email(given: &str, family: &str, suffix: &str) -> String {
    let part =
        |name: &str| -> String { fold(name).chars().filter(char::is_ascii_alphanumeric).collect() };
    format!("{}.{}{suffix}@example.com", part(given), part(family))
}

/// The payment method with this index of the customer with this number.
pub(crate) fn method(
    number: u32,
    index: usize,
    kind: PaymentKind,
) -> Result<PaymentMethod, IdError> {
    let id = PaymentMethodId::parse(format!("pm_{number}_{index}"))?;
    Ok(PaymentMethod { id, kind, brand: None, last4: None, balance: None })
}

fn payment_methods(random: &mut Random, number: u32) -> Result<Vec<PaymentMethod>, IdError> {
    let mut kinds = Vec::new();
    if random.chance(75) {
        kinds.push(PaymentKind::CreditCard);
    }
    if kinds.is_empty() || random.chance(25) {
        kinds.push(PaymentKind::Paypal);
    }
    if random.chance(15) {
        kinds.push(PaymentKind::CreditCard);
    }
    if random.chance(22) {
        kinds.push(PaymentKind::GiftCard);
    }
    if random.chance(10) {
        kinds.push(PaymentKind::StoreCredit);
    }
    let mut methods = Vec::new();
    for (index, kind) in (1..).zip(kinds) {
        let mut made = method(number, index, kind)?;
        match kind {
            PaymentKind::CreditCard => {
                made.brand = Some(random.entry("visa|visa|mastercard|mastercard|amex").to_owned());
                made.last4 = Some(random.pattern("####"));
            }
            PaymentKind::GiftCard => {
                made.balance = Some(usd(random.between(1, 30).saturating_mul(500)));
            }
            PaymentKind::StoreCredit => {
                made.balance = Some(usd(random.between(3, 120).saturating_mul(50)));
            }
            PaymentKind::Other | PaymentKind::Paypal => {}
        }
        methods.push(made);
    }
    Ok(methods)
}

fn country(random: &mut Random) -> Option<&'static Country> {
    let mut left = random.between(1, COUNTRIES.iter().map(|country| country.share).sum());
    COUNTRIES.iter().find(|country| {
        left = left.saturating_sub(country.share);
        left <= 0
    })
}

fn address(random: &mut Random, country: &Country) -> (Address, String) {
    let mut town = random.entry(country.towns).split(',');
    let mut next = || town.next().unwrap_or_default();
    let (city, region, zip, phone) = (next(), next(), next(), next());
    let number = random.between(2, if country.code == "US" { 1_900 } else { 180 });
    let street = random.entry(country.streets);
    let line1 = match (country.code, country.number_first) {
        ("JP", _) => format!("{street} {}-{}-{}", number % 6, number % 23, number % 17),
        (_, true) => format!("{number} {street}"),
        (_, false) => format!("{street} {number}"),
    };
    let line2 = match country.code {
        "US" | "CA" if random.chance(25) => Some(format!("Apt {}", random.between(1, 48))),
        "GB" | "IE" | "AU" if random.chance(25) => Some(format!("Flat {}", random.between(1, 20))),
        _ => None,
    };
    let address = Address {
        line1,
        line2,
        city: city.to_owned(),
        region: Some(region).filter(|region| !region.is_empty()).map(ToOwned::to_owned),
        zip: random.pattern(zip),
        country: country.code.to_owned(),
    };
    // The blank only keeps the pattern readable.
    (address, random.pattern(phone).replace(' ', ""))
}

fn locale(random: &mut Random, country: &Country, address: &Address) -> &'static str {
    match country.code {
        "CA" if address.region.as_deref() == Some("QC") => "fr-CA",
        "US" if random.chance(8) => "es-US",
        _ => country.locale,
    }
}

fn tags(random: &mut Random) -> Vec<String> {
    let mut tags = Vec::new();
    if random.chance(45) {
        tags.push("newsletter".to_owned());
    }
    if random.chance(6) {
        tags.push("vip".to_owned());
    }
    if random.chance(3) {
        tags.push("wholesale".to_owned());
    }
    tags
}

/// The personas have the numbers before.
const GENERATED_FIRST: u32 = 1_010;
const GENERATED_LAST: u32 = 1_229;
/// Keeps these random numbers apart from those of other tables.
const STREAM: u64 = 0x7065_6f70_6c65;

const _: () = assert!(GENERATED_FIRST < GENERATED_LAST);
