//! Goal: the variant that a customer asks for is found, whatever the goods are, and never another.
//! Method: a public catalogue and what customers of its shop really changed, said in many wordings.
//! They are read from `../shared/data` where they are; without them these tests say so and pass.

use std::{collections::BTreeMap, fs, path::PathBuf};

use edgewise::{
    base::{
        id::{LineId, ProductId, VariantId},
        money::Money,
    },
    commerce::{OrderLine, Product, Variant},
    understanding::{About, Choice, VariantWish, choose, matching},
};
use serde_json::Value;

/// Changes that may be asked back about, or not be found, in each wording.
const UNFOUND_PERCENT_MAX: usize = 1;

type Options = BTreeMap<String, String>;

#[test]
fn naming_its_options_finds_a_variant() {
    for product in products() {
        for variant in product.variants.iter().filter(|variant| variant.available) {
            let said = told(&variant.options, &product);
            for text in [format!("I want the one with {said}"), said] {
                let about = About { product: &product, current: None, others: &[], synonyms: &[] };
                let wish = VariantWish::read(&[&text], &about);
                let found = choose(&wish, &about);
                let expected = Choice::One { variant: variant.id.clone(), given_up: Vec::new() };
                assert_eq!(found, expected, "{}: {text}: {wish:?}", product.title);
                let all = matching(&wish, &product, true);
                assert_eq!(all, [variant], "{}: {text}", product.title);
            }
        }
    }
}

#[test]
fn changes_are_found_in_many_wordings() {
    let products = products();
    let mut faults = Vec::new();
    for (name, wording) in WORDINGS {
        let (mut all, mut unfound, mut wrong) = (0_usize, 0_usize, 0_usize);
        for change in changes(&products) {
            all += 1;
            let text = wording(&change);
            let line = line(change.product, change.old);
            let about =
                About { product: change.product, current: Some(&line), others: &[], synonyms: &[] };
            let wish = VariantWish::read(&[&text], &about);
            let found = choose(&wish, &about);
            match &found {
                Choice::One { variant, .. } if *variant == change.new.id => {}
                Choice::One { .. } => wrong += 1,
                _ => unfound += 1,
            }
            if !matches!(&found, Choice::One { variant, .. } if *variant == change.new.id) {
                eprintln!(
                    "{name}: {text} [{:?}]: {found:?} not {:?} {wish:?}",
                    change.old.options, change.new
                );
            }
        }
        eprintln!("{name}: {all} changes, {unfound} not found, {wrong} wrong");
        if wrong > 0 || unfound * 100 > all * UNFOUND_PERCENT_MAX {
            faults.push(*name);
        }
    }
    assert!(faults.is_empty(), "{faults:?}");
}

#[test]
fn superlatives_are_over_what_can_be_bought() {
    for product in products() {
        let prices = || product.variants.iter().filter(|v| v.available).map(|v| v.price.minor());
        for (text, expected) in [
            ("exchange it for the cheapest one", prices().min()),
            ("the most expensive version please", prices().max()),
        ] {
            for variant in &product.variants {
                let line = line(&product, variant);
                let about =
                    About { product: &product, current: Some(&line), others: &[], synonyms: &[] };
                let found = choose(&VariantWish::read(&[text], &about), &about);
                let price = |id: &VariantId| {
                    let variant = product.variants.iter().find(|v| v.id == *id).unwrap();
                    assert!(variant.available, "{}: {text}", product.title);
                    Some(variant.price.minor())
                };
                match found {
                    Choice::One { variant, .. } => assert_eq!(price(&variant), expected),
                    Choice::Several(ids) => assert!(ids.iter().all(|id| price(id) == expected)),
                    Choice::Same => assert_eq!(Some(variant.price.minor()), expected),
                    other => panic!("{}: {text}: {other:?}", product.title),
                }
            }
        }
    }
}

/// A text of what might be said, by a seed: values, comparisons, denials, and any bytes.
fn babble(seed: u64, product: &Product) -> String {
    const WORDS: &[&str] = &[
        "not",
        "instead",
        "of",
        "the",
        "cheapest",
        "bigger",
        "same",
        "as",
        "my",
        "other",
        "or",
        "over",
        "then",
        "if",
        "any",
        "from",
        "to",
        "under",
        "$",
        "1000",
        "more",
        "one",
        "size",
        "smaller",
        ",",
        ".",
        "\u{0}",
        "é",
        "𝐱",
        "“",
        "’",
        "--",
        "\n",
        "0",
        "99999999999999999999",
        "1.5",
        "l",
        "don't",
    ];
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % u64::try_from(below.max(1)).unwrap()).unwrap()
    };
    let count = next(14);
    let mut text = String::new();
    for _ in 0..count {
        let variant = &product.variants[next(product.variants.len())];
        let values: Vec<&String> = variant.options.values().chain(variant.options.keys()).collect();
        match next(3) {
            0 => text.push_str(values[next(values.len())]),
            1 => text.push_str(WORDS[next(WORDS.len())]),
            _ => text.extend(char::from_u32(u32::try_from(next(0x1_1000)).unwrap())),
        }
        if next(4) > 0 {
            text.push(' ');
        }
    }
    text
}

#[test]
fn nothing_that_cannot_be_bought_is_ever_chosen() {
    for product in products() {
        for seed in 0..120_u64 {
            let text = babble(seed, &product);
            let held = &product.variants[usize::try_from(seed).unwrap() % product.variants.len()];
            let line = line(&product, held);
            let current = (seed % 3 > 0).then_some(&line);
            let about = About { product: &product, current, others: &[], synonyms: &[] };
            let wish = VariantWish::read(&[&text], &about);
            let found = choose(&wish, &about);
            assert_eq!(found, choose(&VariantWish::read(&[&text], &about), &about), "{text}");
            let ids = match found {
                Choice::One { variant, .. } => vec![variant],
                Choice::Several(ids) | Choice::NotAvailable { nearest: ids, .. } => ids,
                Choice::Same | Choice::Unsaid => Vec::new(),
            };
            assert!(ids.len() <= 8, "{text}");
            for id in ids {
                let variant = product.variants.iter().find(|v| v.id == id).unwrap();
                assert!(variant.available, "{text}");
            }
        }
    }
}

#[test]
fn a_pasted_page_is_read_in_part() {
    let Some(product) = products().into_iter().next() else { return };
    let about = About { product: &product, current: None, others: &[], synonyms: &[] };
    let page = "not the blue one, a bigger one with 12 colors over black ".repeat(50);
    let read = |text: &str| VariantWish::read(&[text], &about);
    assert!(!read(&page).is_empty());
    assert_eq!(read(&page), read(&format!("{page} but the cheapest in red {page}")));
}

/// A change that somebody made.
struct Change<'a> {
    product: &'a Product,
    old: &'a Variant,
    new: &'a Variant,
    /// Which change it is, to choose among words by.
    number: usize,
}

impl Change<'_> {
    /// What is different, as options of the new variant.
    fn different(&self) -> Options {
        let different =
            |(name, value): &(&String, &String)| self.old.options.get(*name) != Some(*value);
        self.new.options.iter().filter(different).map(|(n, v)| (n.clone(), v.clone())).collect()
    }

    /// What is different, as options of the old one.
    fn replaced(&self) -> Options {
        let different =
            |(name, value): &(&String, &String)| self.new.options.get(*name) != Some(*value);
        self.old.options.iter().filter(different).map(|(n, v)| (n.clone(), v.clone())).collect()
    }

    fn title(&self) -> String {
        self.product.title.to_lowercase()
    }
}

/// A way to say a change.
type Wording = fn(&Change<'_>) -> String;

const WORDINGS: &[(&str, Wording)] = &[
    ("record", |c| {
        let list = |options: &Options| {
            let told: Vec<String> = options.iter().map(|(n, v)| format!("'{n}': '{v}'")).collect();
            format!("{{{}}}", told.join(", "))
        };
        format!("exchange {} {} to {}", c.product.title, list(&c.old.options), list(&c.different()))
    }),
    ("bare", |c| told(&c.different(), c.product)),
    ("for one", |c| {
        let told = told(&c.different(), c.product);
        format!("I'd like to exchange the {} for one that's {told}", c.title())
    }),
    ("described", |c| {
        let (old, new) = (told(&c.old.options, c.product), told(&c.different(), c.product));
        format!("Can you swap my {old} {} for {new}? Everything else the same.", c.title())
    }),
    ("instead of", |c| {
        let told: Vec<String> = c
            .different()
            .iter()
            .map(|(name, value)| {
                let old = &c.old.options[name];
                format!(
                    "{} instead of {}",
                    value_told(name, value, c.product),
                    value_told(name, old, c.product)
                )
            })
            .collect();
        format!("please change the {}: {}", c.title(), told.join(" and "))
    }),
    ("from to", |c| {
        let told: Vec<String> = c
            .different()
            .iter()
            .map(|(name, value)| format!("the {name} from {} to {value}", c.old.options[name]))
            .collect();
        format!("Hi! For my {} change {}.", c.title(), told.join(", "))
    }),
    ("named", |c| {
        let told: Vec<String> =
            c.different().iter().map(|(name, value)| format!("{name} {value}")).collect();
        format!("i want the same {} but with {}", c.title(), told.join(" and "))
    }),
    ("reverse", |c| {
        let (old, new) = (told(&c.replaced(), c.product), told(&c.different(), c.product));
        format!("I got a {old} {} but I need {new}", c.title())
    }),
    ("is", |c| {
        let told: Vec<String> = c
            .different()
            .iter()
            .map(|(name, value)| format!("the {name} should be {value}"))
            .collect();
        format!("{}, rest unchanged", told.join(" and "))
    }),
    ("loud", |c| told(&c.different(), c.product).to_uppercase()),
    ("slips", |c| {
        let told: Vec<String> = c
            .different()
            .iter()
            .map(|(name, value)| format!("{} {name}", slip(value, c.number)))
            .collect();
        format!("swap it for {}", told.join(", "))
    }),
    ("among other things", |c| {
        let told = told(&c.different(), c.product);
        format!(
            "Hello, my name is Olivia Brown and my zip is 80218. I'd like to swap the {} for {told} \
             and the ",
            c.title()
        )
    }),
    ("with a payment", |c| {
        let told = told(&c.different(), c.product);
        format!(
            "The {} should become {told}. Use the card ending in 2000 or my gift card for any \
             difference, no more than $5000, and send it to 9 Maple Street.",
            c.title()
        )
    }),
    ("corrected", |c| {
        let (name, value) = c.different().into_iter().next().unwrap();
        let mut others = c.product.variants.iter().filter_map(|v| v.options.get(&name));
        let wrong = others.rfind(|other| **other != value).unwrap_or(&value);
        let wrong = value_told(&name, wrong, c.product);
        let told = told(&c.different(), c.product);
        format!("change it to {wrong}. Sorry, I meant {told}")
    }),
    ("rather", |c| {
        let told: Vec<String> = c
            .different()
            .iter()
            .map(|(name, value)| {
                let old = &c.old.options[name];
                let told = |value| value_told(name, value, c.product);
                format!("I'd rather have {} than {}", told(value), told(old))
            })
            .collect();
        format!("About the {}. {}.", c.title(), told.join(" and "))
    }),
];

/// Two letters of a long word swapped.
fn slip(value: &str, number: usize) -> String {
    let mut letters: Vec<char> = value.chars().collect();
    if letters.len() > 6 && letters.iter().all(|letter| letter.is_alphabetic()) {
        let at = 1 + number % (letters.len() - 2);
        letters.swap(at, at + 1);
    }
    letters.into_iter().collect()
}

/// Options as a shopper would list them.
fn told(options: &Options, product: &Product) -> String {
    let told: Vec<String> =
        options.iter().map(|(name, value)| value_told(name, value, product)).collect();
    told.join(", ")
}

fn value_told(name: &str, value: &str, product: &Product) -> String {
    let elsewhere = |variant: &Variant| {
        variant.options.iter().any(|(other, held)| other != name && held == value)
    };
    let number = value.chars().all(|c| c.is_ascii_digit());
    match value {
        "yes" => format!("with {name}"),
        "no" | "none" => format!("without {name}"),
        _ if number && name.ends_with('s') => format!("{value} {name}"),
        _ if number || value.len() < 3 => format!("{name} {value}"),
        _ if product.variants.iter().any(elsewhere) => format!("{value} {name}"),
        _ => value.to_owned(),
    }
}

/// The changes of the public tasks, each once.
fn changes(products: &[Product]) -> Vec<Change<'_>> {
    let Some(text) = read("tasks-train.json") else { return Vec::new() };
    let tasks: Value = serde_json::from_str(&text).unwrap();
    let find = |id: &Value| {
        products.iter().find_map(|product| {
            let mut variants = product.variants.iter();
            variants.find(|v| Some(v.id.as_str()) == id.as_str()).map(|variant| (product, variant))
        })
    };
    let mut changes: Vec<Change<'_>> = Vec::new();
    for action in
        tasks.as_array().unwrap().iter().flat_map(|task| task["actions"].as_array().unwrap())
    {
        let ids = |name: &str| action["arguments"][name].as_array().cloned().unwrap_or_default();
        for (old, new) in ids("item_ids").iter().zip(ids("new_item_ids").iter()) {
            let (Some((product, old)), Some((_, new))) = (find(old), find(new)) else { continue };
            let is_known = |change: &Change<'_>| change.old.id == old.id && change.new.id == new.id;
            if old.id != new.id && !changes.iter().any(is_known) {
                changes.push(Change { product, old, new, number: changes.len() });
            }
        }
    }
    changes
}

fn line(product: &Product, variant: &Variant) -> OrderLine {
    OrderLine {
        id: LineId::parse("line").unwrap(),
        product_id: product.id.clone(),
        variant_id: variant.id.clone(),
        title: product.title.clone(),
        options: variant.options.clone(),
        quantity: 1,
        unit_price: variant.price,
        final_sale: None,
    }
}

/// The public catalogue.
fn products() -> Vec<Product> {
    let Some(text) = read("products.json") else { return Vec::new() };
    let all: Value = serde_json::from_str(&text).unwrap();
    let variant = |variant: &Value| Variant {
        id: VariantId::parse(variant["item_id"].as_str().unwrap()).unwrap(),
        sku: None,
        options: serde_json::from_value(variant["options"].clone()).unwrap(),
        price: Money::parse(&variant["price"].to_string(), "USD").unwrap(),
        available: variant["available"].as_bool().unwrap(),
        inventory: None,
    };
    let product = |product: &Value| Product {
        id: ProductId::parse(product["product_id"].as_str().unwrap()).unwrap(),
        title: product["name"].as_str().unwrap().to_owned(),
        description: None,
        product_type: None,
        tags: Vec::new(),
        image_url: None,
        url: None,
        variants: product["variants"].as_object().unwrap().values().map(variant).collect(),
        updated_at: None,
    };
    all.as_object().unwrap().values().map(product).collect()
}

fn read(file: &str) -> Option<String> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data/tau-retail");
    let text = fs::read_to_string(folder.join(file)).ok();
    if text.is_none() {
        eprintln!("skipped: no {file}");
    }
    text
}
