//! Finds what suits: from a need in words, from what the customer bought, looked at, answered in a quiz
//! or has in the cart; compares things side by side; puts what is chosen into a prepared cart.
//!
//! Needs: nothing. Calls: the catalogue; the orders of a proven customer, so that nothing is shown
//! that they sent back; a cart, where something is chosen. Open to everybody.

mod choose;
mod compare;
mod fit;
mod held;
mod nearest;
mod reason;
mod up_sell;

#[cfg(test)]
mod property_tests;

use held::Held;

use super::{
    SkillContext, SkillEnd, SkillRequest, Suspended, catalogue, propose::shop_fault, registry::does,
};
use crate::{
    base::{id::ProductId, pii::Pii},
    commerce::Product,
    conversation::{Fact, FactSource, Recommended, ShownProduct},
    understanding::{Follow, Need, PriceWish, Skill, Term, compares, follow},
};

pub(super) use nearest::nearest;
pub use up_sell::up_sell;

/// Words that are looked for in the catalogue at once.
const SEARCHES_MAX: usize = 8;

/// Products that are read by themselves: looked at, in the cart, bought.
const OWN_MAX: usize = 4;

pub(super) fn run(
    cx: &mut SkillContext<'_>,
    request: &SkillRequest<'_>,
) -> Result<SkillEnd, Suspended> {
    let state = cx.state;
    let before = state.recommended.as_ref().filter(|held| held.open);
    let texts = request.goal.all_texts();
    let shown = before.map(|held| held.shown.as_slice()).unwrap_or_default();
    let said = texts.iter().rev().find_map(|text| follow(text, shown));
    match said {
        Some(Follow::Choose(places)) => return choose::choose(cx, request, shown, &places),
        Some(Follow::Compare(places)) => return compare::shown(cx, request, shown, &places),
        Some(Follow::Cheaper | Follow::Others) | None => {}
    }
    if compares(&texts)
        && let Some(end) = compare::named(cx, request)?
    {
        return Ok(end);
    }
    let others = matches!(said, Some(Follow::Cheaper | Follow::Others));
    let next = remember(before, &texts, others);
    let mut need = Need::read(&next.texts());
    if said == Some(Follow::Cheaper) {
        let least = shown.iter().min_by_key(|it| it.price.minor());
        need.price.below = least.map(|it| PriceWish::hundredths(it.price));
    }
    suggest(cx, request, &need, next)
}

/// What the shop has of what was named to be had again, whether it was bought before or not.
pub(super) fn named(
    cx: &mut SkillContext<'_>,
    request: &SkillRequest<'_>,
) -> Result<SkillEnd, Suspended> {
    let texts = request.goal.all_texts();
    let need = Need { again: true, ..Need::read(&texts) };
    suggest(cx, request, &need, remember(None, &texts, false))
}

/// What is remembered from here on: what was said before counts on where this says more of it.
fn remember(before: Option<&Recommended>, texts: &[&str], others: bool) -> Recommended {
    const TEXTS_MAX: usize = 6;
    let mut next = Recommended { open: true, ..Recommended::default() };
    let own = Need::read(texts);
    if let Some(before) = before {
        let anew = !others && !before.asked && !own.kinds.is_empty();
        next.asked = before.asked;
        if !anew {
            next.said.clone_from(&before.said);
            next.hidden.clone_from(&before.hidden);
        }
        if others {
            next.hidden.extend(before.shown.iter().map(|it| it.product_id.clone()));
        }
    }
    for text in texts {
        next.said.push(Pii::new((*text).to_owned()));
    }
    let over = next.said.len().saturating_sub(TEXTS_MAX);
    next.said.drain(..over);
    next
}

/// Finds what suits a need, and tells it.
fn suggest(
    cx: &mut SkillContext<'_>,
    request: &SkillRequest<'_>,
    need: &Need,
    mut next: Recommended,
) -> Result<SkillEnd, Suspended> {
    let orders = held::orders(cx);
    let mut words: Vec<String> = need.like.iter().flatten().cloned().collect();
    for word in need.search_words(SEARCHES_MAX) {
        if !words.contains(&word) && words.len() < SEARCHES_MAX {
            words.push(word);
        }
    }
    let found = catalogue::search(cx, words);
    let (orders, found) = (orders?, found?);
    let skill = request.goal.skill;
    let held = match orders {
        Ok(orders) => Held::of(cx, orders, need),
        Err(fault) => return Ok(shop_fault(&fault, skill)),
    };
    let mut found = match found {
        Ok(found) => found,
        Err(fault) => return Ok(shop_fault(&fault, skill)),
    };
    let mut need = need.clone();
    let only_gift = need.gift && need.is_open();
    let like = fit::likened(&mut need, &found, &held);
    let open = need.is_open() && !only_gift;
    if only_gift {
        need.terms.extend(Need::gifts());
        match catalogue::search(cx, need.search_words(1))? {
            Ok(gifts) => gifts.into_iter().for_each(|it| catalogue::add(&mut found, it)),
            Err(fault) => return Ok(shop_fault(&fault, skill)),
        }
    }
    let more = if open { held.words() } else { like.iter().flat_map(fit::kind_words).collect() };
    let ids: Vec<ProductId> = if open { held.own_ids(OWN_MAX) } else { Vec::new() };
    let (more, own) = (catalogue::search(cx, more), catalogue::by_ids(cx, ids));
    match (more?, own?) {
        (Ok(more), Ok(own)) => {
            for product in own.into_iter().chain(more) {
                catalogue::add(&mut found, product);
            }
        }
        (Err(fault), _) | (_, Err(fault)) => return Ok(shop_fault(&fault, skill)),
    }
    if open && !held.has_signs() {
        if !next.asked {
            next.asked = true;
            return Ok(remembering(Fact::AskNeed, FactSource::Conversation, next));
        }
        let popular = Need::read(&["bestseller"]);
        need.terms.extend(popular.terms);
        match catalogue::search(cx, need.search_words(1))? {
            Ok(popular) => found = popular,
            Err(fault) => return Ok(shop_fault(&fault, skill)),
        }
    }
    // Where nothing else is known, more of the kind that was bought last is.
    let mut like = like;
    if open && like.is_none() && held.only_bought() {
        like = held.newest(&found);
        let more = like.iter().flat_map(fit::kind_words).collect();
        match catalogue::search(cx, more)? {
            Ok(more) => more.into_iter().for_each(|product| catalogue::add(&mut found, product)),
            Err(fault) => return Ok(shop_fault(&fault, skill)),
        }
    }
    let max = usize::from(cx.playbook.recommendations.items_max);
    let sought =
        fit::Sought { need: &need, held: &held, like: like.as_ref(), hidden: &next.hidden };
    let Some((mut fact, shown, source)) = fit::best(&sought, &found, max) else {
        if only_gift && !next.asked {
            next.asked = true;
            return Ok(remembering(Fact::AskNeed, FactSource::Conversation, next));
        }
        let asked = asked_for(&need);
        let again = !next.hidden.is_empty();
        next.shown.clear();
        return Ok(remembering(
            Fact::NothingSuits { asked, again },
            FactSource::Conversation,
            next,
        ));
    };
    fact.cart = may_fill_cart(cx);
    next.shown = shown;
    Ok(remembering(Fact::Recommended(Box::new(fact)), source, next))
}

fn remembering(fact: Fact, source: FactSource, next: Recommended) -> SkillEnd {
    let mut end = SkillEnd::told(vec![fact.sourced(source)]);
    end.recommended = Some(next);
    end
}

/// What was asked for, in the customer's words.
fn asked_for(need: &Need) -> Vec<String> {
    let kinds = need.kinds.iter().take(1);
    let asked = |term: &&Term| term.role.is_asked() && need.kinds.is_empty();
    let mut said: Vec<String> = Vec::new();
    for term in kinds.chain(need.terms.iter().filter(asked)) {
        if !said.contains(&term.said) {
            said.push(term.said.clone());
        }
    }
    said
}

/// Whether what is chosen can be put into a cart here.
fn may_fill_cart(cx: &SkillContext<'_>) -> bool {
    does(Skill::Reorder, cx.playbook) && cx.verified().is_some()
}

/// A product as it is remembered once it was shown.
pub(super) fn shown_product(product: &Product, variant: &crate::commerce::Variant) -> ShownProduct {
    ShownProduct {
        product_id: product.id.clone(),
        variant_id: variant.id.clone(),
        title: product.title.clone(),
        price: variant.price,
    }
}
