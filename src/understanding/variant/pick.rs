//! From a wish to the variants that can be bought and fit.

use std::collections::BTreeMap;

use super::{
    About, Choice, Extreme, OptionWish, Reach, Step, VariantWish,
    scale::{options, position, values},
};
use crate::{
    base::{id::VariantId, sort},
    commerce::{Product, Variant},
};

/// Variants offered to choose from.
const SEVERAL_MAX: usize = 8;

/// All variants that fit a wish, in the order of the catalogue.
#[must_use]
pub fn matching<'p>(
    wish: &VariantWish,
    product: &'p Product,
    only_available: bool,
) -> Vec<&'p Variant> {
    let about = About { product, current: None, others: &[], synonyms: &[] };
    let can_be_bought = |variant: &&Variant| variant.available || !only_available;
    let fitting = |variant: &&Variant| fits(wish, variant, &about);
    let all = product.variants.iter().filter(can_be_bought).filter(fitting).collect();
    extremes(wish, all, &about)
}

/// All that can be bought and is everything that was firmly asked for, cheapest first.
#[must_use]
pub fn fitting(wish: &VariantWish, about: &About<'_>) -> Vec<VariantId> {
    let own = about.current.map(|line| &line.variant_id);
    let mut found: Vec<&Variant> = about
        .product
        .variants
        .iter()
        .filter(|variant| variant.available && Some(&variant.id) != own)
        .filter(|variant| fits(wish, variant, about))
        .collect();
    sort::by_key(&mut found, |variant| variant.price.minor());
    found.into_iter().take(SEVERAL_MAX).map(|variant| variant.id.clone()).collect()
}

/// Whether a text asks to be told what there is before anything is chosen.
#[must_use]
pub fn asks_for_options(text: &str) -> bool {
    let words: Vec<String> =
        crate::base::text::words(text).into_iter().map(|word| word.folded).collect();
    let has = |of: &[&str]| words.iter().any(|word| of.contains(&word.as_str()));
    has(&["options", "ones", "choices", "versions"])
        && has(&["which", "what", "tell", "list", "know"])
}

/// Finds the variant that is wanted.
#[must_use]
pub fn choose(wish: &VariantWish, about: &About<'_>) -> Choice {
    let product = about.product;
    if let Some(id) = &wish.id {
        let found = product.variants.iter().find(|v| v.id == *id && v.available);
        return match found {
            Some(variant) => one(variant, wish, about),
            None => not_available(wish, about),
        };
    }
    if let Some(models) = &wish.models {
        return of_models(models, about);
    }
    let named = !wish.options.is_empty() || !wish.unclear.is_empty();
    if !named && wish.price.is_none() && wish.bounds.is_empty() {
        return if wish.same { Choice::Same } else { Choice::Unsaid };
    }
    if is_had(wish, about) {
        return Choice::Same;
    }
    let available = product.variants.iter().filter(|variant| variant.available);
    let fitting: Vec<&Variant> = available.filter(|variant| fits(wish, variant, about)).collect();
    if fitting.is_empty() {
        let held = |variant: &&Variant| {
            about.current.is_some_and(|line| line.variant_id == variant.id)
                && fits(wish, variant, about)
        };
        return if product.variants.iter().any(|variant| held(&variant)) {
            Choice::Same
        } else {
            not_available(wish, about)
        };
    }
    // Ends of a scale of another option than price come before what is kept: "the largest".
    let ended = nearest_step(wish, ended(wish, fitting, about), about);
    let preferred = preferred(wish, ended, about);
    let by_price_alone = wish.price.is_some() || wish.bounds.near_minor.is_some();
    let kept =
        if by_price_alone && !wish.same { preferred } else { keeping(wish, preferred, about) };
    let mut left = by_price(wish, kept);
    sort::by_key(&mut left, |variant| variant.price.minor());
    match left.as_slice() {
        [] => not_available(wish, about),
        [one_left] => one(one_left, wish, about),
        several => {
            let held = |v: &&&Variant| about.current.is_some_and(|line| line.variant_id == v.id);
            let others: Vec<&&Variant> = several.iter().filter(|v| !held(v)).collect();
            // What they have in other respects cannot be kept, and there are several ways to give
            // it up: what was meant does not exist.
            let gives_up = |variant: &&&&Variant| matches!(one(variant, wish, about), Choice::One { given_up, .. } if !given_up.is_empty());
            match others.as_slice() {
                [only] => one(only, wish, about),
                several
                    if wish.asks_values()
                        && wish.unclear.is_empty()
                        && several.iter().all(|v| gives_up(&v)) =>
                {
                    let nearest = several.iter().take(SEVERAL_MAX).map(|v| v.id.clone()).collect();
                    Choice::NotAvailable { wanted: meant(wish, about), nearest }
                }
                several => Choice::Several(
                    several.iter().take(SEVERAL_MAX).map(|variant| variant.id.clone()).collect(),
                ),
            }
        }
    }
}

/// Whether what they have is all that was asked for, and nothing better was.
fn is_had(wish: &VariantWish, about: &About<'_>) -> bool {
    let Some(current) = about.current else { return false };
    let has = |(option, held): (&String, &OptionWish)| {
        let own = current.options.get(option);
        let best = held.ranked.first().is_none_or(|best| own.is_some_and(|own| best.contains(own)));
        let refused = own.is_some_and(|own| held.refused.contains(own));
        best && !refused && !held.free && held.step.is_none()
    };
    wish.price.is_none()
        && wish.bounds.is_empty()
        && wish.unclear.is_empty()
        && !wish.options.is_empty()
        && wish.options.iter().all(has)
}

/// Which of several things that it should be like can be bought: the customer says which is meant.
fn of_models(models: &[VariantId], about: &About<'_>) -> Choice {
    let own = about.current.map(|line| &line.variant_id);
    let can_be_meant = |variant: &&Variant| {
        variant.available && models.contains(&variant.id) && Some(&variant.id) != own
    };
    let mut found: Vec<&Variant> = about.product.variants.iter().filter(can_be_meant).collect();
    sort::by_key(&mut found, |variant| variant.price.minor());
    let ids: Vec<VariantId> =
        found.into_iter().take(SEVERAL_MAX).map(|variant| variant.id.clone()).collect();
    if ids.len() > 1 { Choice::Several(ids) } else { Choice::Unsaid }
}

fn one(variant: &Variant, wish: &VariantWish, about: &About<'_>) -> Choice {
    let Some(current) = about.current else {
        return Choice::One { variant: variant.id.clone(), given_up: Vec::new() };
    };
    if current.variant_id == variant.id {
        return Choice::Same;
    }
    let unasked = |(option, value): &(&String, &String)| {
        let own = current.options.get(*option);
        let open = wish.unclear.iter().flatten().any(|(open, _)| open == *option);
        let asked = wish.options.get(*option).is_some_and(|held| {
            let wanted = held.ranked.iter().flatten().any(|wanted| wanted == *value);
            let left = own.is_some_and(|own| held.refused.contains(own));
            let accepted = held.accepted.contains(value);
            held.free || wanted || left || accepted || held.step.is_some()
        });
        let free = wish.id.is_some() || wish.is_superlative();
        !asked && !open && !free && own != Some(value)
    };
    let given_up = variant.options.iter().filter(unasked).map(|(option, _)| option.clone());
    Choice::One { variant: variant.id.clone(), given_up: given_up.collect() }
}

/// Whether a variant is everything that was firmly asked for.
fn fits(wish: &VariantWish, variant: &Variant, about: &About<'_>) -> bool {
    let has = |(option, value): &(String, String)| variant.options.get(option) == Some(value);
    wish.bounds.allows(variant.price.minor())
        && wish.unclear.iter().all(|open| open.iter().any(has))
        && wish.options.iter().all(|(option, held)| fits_option(option, held, variant, about))
}

fn fits_option(option: &str, held: &OptionWish, variant: &Variant, about: &About<'_>) -> bool {
    let value = variant.options.get(option).cloned().unwrap_or_default();
    if held.free {
        return true;
    }
    if held.refused.contains(&value) {
        return false;
    }
    if !held.accepted.is_empty() && held.ranked.is_empty() {
        let own = about.current.and_then(|line| line.options.get(option));
        return own == Some(&value) || held.accepted.contains(&value);
    }
    let wanted = held.ranked.iter().flatten().any(|wanted| *wanted == value);
    if !held.ranked.is_empty() && !held.soft && !wanted {
        return false;
    }
    held.compares().is_none_or(|step| is_beyond(option, &value, step, about))
}

/// Whether a value lies where a comparison with what they have points.
fn is_beyond(option: &str, value: &str, step: Step, about: &About<'_>) -> bool {
    let at = |value: &str| position(about.product, option, value);
    let own = about.current.and_then(|line| line.options.get(option)).and_then(|own| at(own));
    let (Some(there), Some(own)) = (at(value), own) else {
        // Without something to compare with, any value will do; the end of the scale decides later.
        return about.current.is_none() || matches!(step, Step::Extreme(_));
    };
    let between = |place: f64| place > own.min(there) && place < own.max(there);
    let exact = |reach: Reach, gap: f64| match reach {
        Reach::By(amount) => (gap - amount).abs() < 1e-9,
        Reach::One => {
            let all = values(about.product, option);
            !all.iter().filter_map(|value| at(value)).any(between)
        }
        Reach::Any | Reach::Next => true,
    };
    match step {
        Step::More(reach) => there > own && exact(reach, there - own),
        Step::Less(reach) => there < own && exact(reach, own - there),
        Step::Extreme(_) => true,
    }
}

/// Only those at the end of each scale that was asked for.
fn ended<'p>(
    wish: &VariantWish,
    mut left: Vec<&'p Variant>,
    about: &About<'_>,
) -> Vec<&'p Variant> {
    for (option, held) in &wish.options {
        let Some(Step::Extreme(end)) = held.step else { continue };
        let at = |variant: &&Variant| {
            let value = variant.options.get(option)?;
            position(about.product, option, value)
        };
        let places = left.iter().filter_map(at);
        let best = match end {
            Extreme::Least => places.reduce(f64::min),
            Extreme::Most => places.reduce(f64::max),
        };
        left.retain(|variant| at(variant) == best);
    }
    left
}

/// Only those with the best of each ranking that any of them has.
fn preferred<'p>(
    wish: &VariantWish,
    mut left: Vec<&'p Variant>,
    _about: &About<'_>,
) -> Vec<&'p Variant> {
    for (option, held) in &wish.options {
        for level in &held.ranked {
            let has = |variant: &&Variant| {
                variant.options.get(option).is_some_and(|value| level.contains(value))
            };
            if left.iter().any(has) {
                left.retain(has);
                break;
            }
        }
    }
    left
}

/// Only those that keep the most of what nobody asked to change.
fn keeping<'p>(wish: &VariantWish, left: Vec<&'p Variant>, about: &About<'_>) -> Vec<&'p Variant> {
    let Some(current) = about.current else { return left };
    let open = |option: &String| {
        wish.options
            .get(option)
            .is_none_or(|held| held.free || held.ranked.is_empty() && held.step.is_none())
    };
    let kept = |variant: &&Variant| {
        let same = |(option, value): &(&String, &String)| {
            open(option) && current.options.get(*option) == Some(value)
        };
        variant.options.iter().filter(same).count()
    };
    let most = left.iter().map(kept).max();
    left.into_iter().filter(|variant| Some(kept(variant)) == most).collect()
}

/// Only the cheapest or dearest, where that was asked for.
fn by_price<'p>(wish: &VariantWish, left: Vec<&'p Variant>) -> Vec<&'p Variant> {
    let prices = left.iter().map(|variant| variant.price.minor());
    if let Some(near) = wish.bounds.near_minor {
        let gap = |variant: &Variant| variant.price.minor().abs_diff(near);
        let least = left.iter().map(|variant| gap(variant)).min();
        return left.into_iter().filter(|variant| Some(gap(variant)) == least).collect();
    }
    let best = match wish.price {
        None => return left,
        Some(Extreme::Least) => prices.min(),
        Some(Extreme::Most) => prices.max(),
    };
    left.into_iter().filter(|variant| Some(variant.price.minor()) == best).collect()
}

/// "Slightly smaller": only those that are nearest to what they have.
fn nearest_step<'p>(
    wish: &VariantWish,
    mut left: Vec<&'p Variant>,
    about: &About<'_>,
) -> Vec<&'p Variant> {
    for (option, held) in &wish.options {
        let nearest = match held.step {
            Some(Step::More(Reach::Next)) => Extreme::Least,
            Some(Step::Less(Reach::Next)) => Extreme::Most,
            _ => continue,
        };
        let at = |variant: &&Variant| {
            let value = variant.options.get(option)?;
            position(about.product, option, value)
        };
        let places = left.iter().filter_map(at);
        let best = match nearest {
            Extreme::Least => places.reduce(f64::min),
            Extreme::Most => places.reduce(f64::max),
        };
        left.retain(|variant| at(variant) == best);
    }
    left
}

fn extremes<'p>(wish: &VariantWish, left: Vec<&'p Variant>, about: &About<'_>) -> Vec<&'p Variant> {
    by_price(wish, ended(wish, left, about))
}

/// What was asked for, with what they have in all other respects.
fn meant(wish: &VariantWish, about: &About<'_>) -> BTreeMap<String, String> {
    let mut meant = about.current.map(|line| line.options.clone()).unwrap_or_default();
    for (option, held) in &wish.options {
        match held.ranked.first().and_then(|level| level.first()) {
            Some(value) => {
                meant.insert(option.clone(), value.clone());
            }
            None => {
                meant.remove(option);
            }
        }
    }
    meant
}

/// What was asked for, and what comes nearest to it.
fn not_available(wish: &VariantWish, about: &About<'_>) -> Choice {
    let wanted: BTreeMap<String, String> = wish
        .options
        .iter()
        .filter_map(|(option, held)| {
            let best = held.ranked.first()?.first()?;
            Some((option.clone(), best.clone()))
        })
        .collect();
    let current = about.current;
    let own = |option: &String| current.and_then(|line| line.options.get(option));
    // What was asked for counts most, above all what would be new; then what stays as it is.
    let score = |variant: &&Variant| {
        let allowed = usize::from(wish.bounds.allows(variant.price.minor()));
        let (mut asked, mut changed, mut kept) = (allowed, 0_usize, 0_usize);
        for option in options(about.product) {
            let is_own = variant.options.get(&option) == own(&option);
            match wish.options.get(&option).filter(|held| !held.free) {
                Some(held) if fits_option(&option, held, variant, about) => {
                    asked = asked.saturating_add(1);
                    changed = changed.saturating_add(usize::from(!is_own));
                }
                Some(_) => {}
                None => kept = kept.saturating_add(usize::from(is_own)),
            }
        }
        (asked, changed, kept)
    };
    let held = |variant: &&Variant| current.is_some_and(|line| line.variant_id == variant.id);
    let mut near: Vec<&Variant> =
        about.product.variants.iter().filter(|v| v.available && !held(v)).collect();
    let best = near.iter().map(score).max();
    near.retain(|variant| Some(score(variant)) == best);
    sort::by_key(&mut near, |variant| variant.price.minor());
    let nearest: Vec<VariantId> =
        near.into_iter().take(SEVERAL_MAX).map(|variant| variant.id.clone()).collect();
    Choice::NotAvailable { wanted, nearest }
}
