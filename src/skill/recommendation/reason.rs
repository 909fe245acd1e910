//! What speaks for a thing: facts of its record, of the need, and of what the customer did.

use super::fit::{Candidate, Sought};
use crate::{
    commerce::{Product, Variant},
    conversation::WhyFact,
    understanding::{Field, ProductText, Term},
};

/// Characters of a description that are quoted.
pub(super) const SHOWN_CHARS_MAX: usize = 160;

/// What is told of one thing, at most.
const REASONS_MAX: usize = 3;

/// What speaks for a thing.
pub(super) fn reasons(
    candidate: &Candidate<'_>,
    sought: &Sought<'_>,
    cheapest: bool,
    over: bool,
) -> Vec<WhyFact> {
    let mut reasons = Vec::new();
    let currency = candidate.variant.price.currency();
    let price = &sought.need.price;
    if let (Some(most), false, false) = (price.most_in(currency), over, price.is_foreign(currency))
    {
        reasons.push(WhyFact::Budget { most });
    }
    for (_, found) in &candidate.found {
        if found.field == Field::Tag {
            reasons.push(WhyFact::Label { label: found.own.clone() });
        }
    }
    if let Some((value, title)) = &candidate.size {
        reasons.push(WhyFact::Size { value: value.clone(), title: title.clone() });
    }
    reasons.extend(own(candidate, sought));
    if cheapest {
        reasons.push(WhyFact::Cheapest);
    }
    reasons.dedup();
    reasons.truncate(REASONS_MAX);
    reasons
}

/// What of the customer's own speaks for it.
pub(super) fn own(candidate: &Candidate<'_>, sought: &Sought<'_>) -> Vec<WhyFact> {
    let (held, text, product) = (sought.held, &candidate.text, candidate.product);
    let mut reasons = Vec::new();
    if let Some(like) = sought.like
        && let Some(kind) = &product.product_type
        && like.product.product_type.as_ref() == Some(kind)
    {
        let (title, kind) = (like.product.title.clone(), kind.clone());
        reasons.push(WhyFact::SameKind { title, kind, bought: like.bought });
    }
    let quiz = held.quiz.iter().find(|(_, terms)| {
        let says = |term: &Term| {
            text.find(term).is_some_and(|place| place.literal || place.field != Field::Description)
        };
        terms.iter().all(says)
    });
    reasons.extend(quiz.map(|(answer, _)| WhyFact::Quiz { answer: answer.clone() }));
    if held.viewed.contains(&product.id) {
        reasons.push(WhyFact::Viewed);
    }
    // What is of the same kind takes the place of a thing; it does not go with it.
    if sought.like.is_none() {
        reasons.extend(goes_with(text, product, sought));
    }
    reasons
}

/// What in the cart or among what was bought its own description speaks of, or it was bought with.
pub(super) fn goes_with(
    text: &ProductText,
    product: &Product,
    sought: &Sought<'_>,
) -> Option<WhyFact> {
    let held = sought.held;
    let in_cart = held.cart.iter().find_map(|(_, title)| {
        let words = text.speaks_of(title)?;
        Some(WhyFact::GoesWithCart { title: title.clone(), words })
    });
    let bought = || {
        held.bought.iter().find_map(|line| {
            let words = text.speaks_of(&line.title)?;
            let title = line.title.clone();
            (line.product_id != product.id).then_some(WhyFact::GoesWithBought { title, words })
        })
    };
    let together = || {
        let with =
            held.together.iter().find(|order| order.iter().any(|(id, _)| *id == product.id))?;
        let chosen = |id| held.cart.iter().any(|(held, _)| held.as_ref() == Some(id));
        let (_, title) = with.iter().find(|(id, _)| *id != product.id && chosen(id))?;
        Some(WhyFact::BoughtWith { title: title.clone() })
    };
    in_cart.or_else(bought).or_else(together)
}

/// The size that the customer bought something in, among those that can be had: name, value, and
/// what was bought. Sizes of what is worn only: nobody has a size of tea.
pub(super) fn own_size(
    product: &Product,
    variants: &[&Variant],
    sought: &Sought<'_>,
) -> Option<(String, String, String)> {
    const WORN: &[&str] = &["xxs", "xs", "s", "m", "l", "xl", "xxl", "xxxl"];
    if sought.need.gift {
        return None;
    }
    let size = |options: &std::collections::BTreeMap<String, String>| {
        let named = |(name, value): &(&String, &String)| {
            let value = value.to_lowercase();
            let number = value.parse::<u8>().is_ok_and(|number| (30..=60).contains(&number));
            name.to_lowercase().contains("size") && (WORN.contains(&value.as_str()) || number)
        };
        options.iter().find(named).map(|(name, value)| (name.clone(), value.clone()))
    };
    let sized = |value: &str| {
        product.variants.iter().filter_map(|it| size(&it.options)).any(|(_, own)| own == value)
    };
    let bought = sought.held.bought.iter().filter_map(|line| {
        let (_, value) = size(&line.options)?;
        sized(&value).then(|| (value, line.title.clone()))
    });
    let (value, title) = bought.into_iter().next()?;
    let has = |it: &&&Variant| size(&it.options).is_some_and(|(_, own)| own == value);
    let variant = variants.iter().find(has)?;
    let (name, value) = size(&variant.options)?;
    Some((name, value, title))
}
