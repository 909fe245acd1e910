//! What comes in place of what is delivered.

use super::{Held, SkillContext, SkillEnd, Suspended, Work, change::Step};
use crate::{
    base::money::Money,
    commerce::{Answer, Product, Read, ShopFault, SubscriptionStep, Variant},
    conversation::{
        Fact, FactSource, LineFact, Slot, SourcedFact, SubscriptionDetail, SubscriptionFact,
        SubscriptionStepFact,
    },
    skill::{ask, propose::shop_fault},
    understanding::{Skill, search_words, titles_like},
};

/// What came of a wish for something else.
pub(super) enum Swapped {
    Asks(Box<SkillEnd>),
    Not(Vec<SourcedFact>),
    To(Box<Step>),
}

/// Words that are looked for.
const WORDS_MAX: usize = 4;

/// Things to choose from.
const OPTIONS_MAX: usize = 6;

type Offer<'a> = (&'a Product, &'a Variant);

pub(super) fn swapped(
    cx: &mut SkillContext<'_>,
    work: &Work<'_>,
    held: &Held,
    rest: &str,
) -> Result<Swapped, Suspended> {
    let (products, source) = match products(cx, held, rest)? {
        Ok(found) => found,
        Err(fault) => {
            return Ok(Swapped::Asks(Box::new(shop_fault(&fault, Skill::Subscription))));
        }
    };
    let quantity = held.0.quantity.unwrap_or(1);
    let line =
        |(product, variant): &Offer<'_>| LineFact::of_variant(&product.title, variant, quantity);
    let offers = offers(&products, held, rest);
    let (can, cannot): (Vec<Offer<'_>>, Vec<Offer<'_>>) =
        offers.into_iter().partition(|(_, variant)| variant.available);
    Ok(match (can.as_slice(), cannot.as_slice()) {
        ([only], _) => {
            let variant_id = only.1.id.clone();
            if held.0.variant_id.as_ref() == Some(&variant_id) {
                return Ok(Swapped::Not(vec![
                    Fact::SameVariant { line: line(only) }.sourced(source),
                ]));
            }
            let minor = only.1.price.times(quantity).map_or(0, Money::minor);
            Swapped::To(Box::new(Step {
                step: SubscriptionStep::Swap { variant_id },
                fact: SubscriptionStepFact::Swap { line: line(only) },
                due_minor: minor,
            }))
        }
        ([], _) => {
            let title = held.0.title.clone().unwrap_or_default();
            let own = current(&products, held).into_iter();
            let nearest = own.flat_map(|it| it.variants.iter().map(move |v| (it, v)));
            let nearest = nearest
                .filter(|(_, it)| it.available && Some(&it.id) != held.0.variant_id.as_ref());
            let fact = Fact::NotAvailable {
                title,
                wanted: vec![rest.to_owned()],
                nearest: nearest.take(OPTIONS_MAX).map(|offer| line(&offer)).collect(),
                by_price: false,
            };
            Swapped::Not(vec![fact.sourced(source)])
        }
        (several, _) => {
            let lines: Vec<LineFact> = several.iter().take(OPTIONS_MAX).map(line).collect();
            let name = |it: &LineFact| format!("{} {}", it.title, it.options.join(" "));
            let options = lines.iter().map(name).collect();
            let detail = SubscriptionDetail::Swap;
            let subscription = Box::new(SubscriptionFact::of(&held.0));
            let fact = Fact::AskSubscription { subscription, detail, options: lines };
            let awaiting = ask::one_of(work.request, Slot::Subscription(detail), options);
            Swapped::Asks(Box::new(SkillEnd::asked(fact.sourced(source), awaiting)))
        }
    })
}

/// The products that may be meant, among them the one that is delivered now.
fn products(
    cx: &mut SkillContext<'_>,
    held: &Held,
    rest: &str,
) -> Result<Result<(Vec<Product>, FactSource), ShopFault>, Suspended> {
    let title = held.0.title.as_deref().unwrap_or_default();
    let mut words = search_words(rest);
    words.truncate(WORDS_MAX);
    words.extend(search_words(title.split(',').next().unwrap_or_default()).into_iter().take(1));
    words.dedup();
    // All are asked for before any is waited on.
    let asked: Vec<_> = words.into_iter().map(|word| cx.read(Read::products(word))).collect();
    let mut found: Vec<Product> = Vec::new();
    let mut from = FactSource::Conversation;
    for answer in asked {
        match answer? {
            (Ok(Answer::Products(products)), source) => {
                from = source;
                for product in products {
                    if !found.iter().any(|held| held.id == product.id) {
                        found.push(product);
                    }
                }
            }
            (Ok(_), _) => {}
            (Err(fault), _) => return Ok(Err(fault)),
        }
    }
    Ok(Ok((found, from)))
}

/// The product that is delivered now.
fn current<'a>(products: &'a [Product], held: &Held) -> Option<&'a Product> {
    let has = |it: &Variant| Some(&it.id) == held.0.variant_id.as_ref();
    products.iter().find(|product| product.variants.iter().any(has))
}

/// What the words name: variants of the product that they name, else of the one that is delivered.
fn offers<'a>(products: &'a [Product], held: &Held, rest: &str) -> Vec<Offer<'a>> {
    let titles: Vec<&str> = products.iter().map(|product| product.title.as_str()).collect();
    let named = titles_like(&[rest], &titles);
    let named: Vec<&Product> = named.iter().filter_map(|index| products.get(*index)).collect();
    let current = current(products, held);
    let those: Vec<&Product> = match current {
        _ if named.is_empty() => current.into_iter().collect(),
        // "The 250 g bag of the same" names what is delivered, too.
        Some(current) if named.iter().any(|it| it.id == current.id) && named.len() > 1 => {
            vec![current]
        }
        _ => named,
    };
    let all: Vec<Offer<'_>> =
        those.iter().flat_map(|it| it.variants.iter().map(move |v| (*it, v))).collect();
    let options: Vec<String> = all.iter().map(|(_, it)| in_words(it)).collect();
    let options: Vec<&str> = options.iter().map(String::as_str).collect();
    let like = titles_like(&[rest], &options);
    if !like.is_empty() {
        return like.iter().filter_map(|index| all.get(*index).copied()).collect();
    }
    // Nothing is said of the options: those that it comes in now, of another product.
    let now = current.and_then(|product| {
        product.variants.iter().find(|it| Some(&it.id) == held.0.variant_id.as_ref())
    });
    let alike: Vec<Offer<'_>> = all
        .iter()
        .copied()
        .filter(|(product, it)| {
            now.is_some_and(|now| now.options == it.options && now.id != it.id)
                && current.is_some_and(|current| current.id != product.id)
        })
        .collect();
    if alike.len() == 1 { alike } else { all }
}

fn in_words(variant: &Variant) -> String {
    variant.options.values().cloned().collect::<Vec<_>>().join(" ")
}
