//! Which product of the shop is meant: by name, by what was spoken of, looked at or lies in the cart.

use super::{SkillContext, SkillRequest, Suspended, catalogue, catalogue::Known, meant};
use crate::{
    base::{id::ProductId, time::MINUTE_MS},
    commerce::ShopFault,
    profile::{Seen, TimelineKind},
    understanding::{product_words, search_words, titles_like, titles_named},
};

/// Products to choose from, told at once.
const CHOICES_MAX: usize = 5;

/// Minutes for which somebody still looks at the product that they opened last.
const VIEWED_MINUTES_MAX: i64 = 30;

/// The products that may be meant: those that the words find, then the one spoken of before.
pub(super) fn found(
    cx: &mut SkillContext<'_>,
    text: &str,
    points: bool,
    focus: &[ProductId],
) -> Result<Result<Vec<Known>, ShopFault>, Suspended> {
    let mut names = product_words(text);
    if names.is_empty() && !points {
        names = search_words(text);
    }
    // Everything is asked for before any answer is waited on.
    let searched = catalogue::search(cx, names);
    let pointed =
        if points { catalogue::by_ids(cx, focus.iter().cloned()) } else { Ok(Ok(Vec::new())) };
    let (mut known, pointed) = match (searched?, pointed?) {
        (Ok(known), Ok(pointed)) => (known, pointed),
        (Err(fault), _) | (_, Err(fault)) => return Ok(Err(fault)),
    };
    for product in pointed {
        catalogue::add(&mut known, product);
    }
    Ok(Ok(known))
}

/// The products that "it" may be: those spoken of last, else the one on the page, else the only one
/// in the cart.
pub(super) fn focus(cx: &SkillContext<'_>) -> Vec<ProductId> {
    if !cx.products.is_empty() {
        return cx.products.clone();
    }
    if let Some(held) = cx.state.recommended.as_ref().filter(|held| held.open) {
        return held.shown.iter().map(|it| it.product_id.clone()).collect();
    }
    let newest = cx.profile.timeline.iter().filter(|seen| {
        matches!(
            seen.value.kind,
            TimelineKind::ProductViewed { .. } | TimelineKind::PageViewed { .. }
        )
    });
    if let Some(Seen { value, from, .. }) = newest.max_by_key(|seen| seen.from.time)
        && let TimelineKind::ProductViewed { product_id: Some(id), .. } = &value.kind
        && cx.now.ms_since(from.time) <= VIEWED_MINUTES_MAX.saturating_mul(MINUTE_MS)
    {
        return vec![id.clone()];
    }
    let lines = cx.profile.cart.as_ref().map(|cart| cart.value.lines.as_slice());
    match lines.unwrap_or_default() {
        [only] if cx.verified().is_some() || cx.profile.customer_id.is_none() => {
            only.product_id.iter().cloned().collect()
        }
        _ => Vec::new(),
    }
}

/// Which product is meant.
pub(super) enum Meant<'a> {
    /// This one.
    One(&'a Known),
    /// None of them.
    None,
    /// One of these, by their names.
    Several(Vec<String>),
}

/// Finds which of the products found is meant: named, answered, or pointed at.
pub(super) fn meant<'a>(
    cx: &SkillContext<'_>,
    request: &SkillRequest<'_>,
    known: &'a [Known],
    text: &str,
    pointed: Option<&[ProductId]>,
) -> Meant<'a> {
    let titles: Vec<&str> = known.iter().map(|(product, _)| product.title.as_str()).collect();
    let synonyms = meant::synonyms(cx);
    let answer = request.goal.answered().last().copied().unwrap_or_default();
    let mut named: Vec<String> = titles_like(&[answer], &titles)
        .into_iter()
        .filter_map(|index| titles.get(index).map(|title| (*title).to_owned()))
        .collect();
    if named.is_empty() {
        named = titles_named(text, &titles, &synonyms);
    }
    let is_named = |(product, _): &&Known| named.contains(&product.title);
    let mut fit: Vec<&Known> = known.iter().filter(is_named).collect();
    // Of several that are called alike the one spoken of, or the one that they bought, is meant.
    if let Some(focus) = pointed {
        let in_focus = |(product, _): &Known| focus.contains(&product.id);
        if fit.is_empty() {
            fit = known.iter().filter(|known| in_focus(known)).collect();
        }
        if fit.len() > 1 {
            keep_some(&mut fit, in_focus);
        }
    }
    if fit.len() > 1 && BOUGHT.iter().any(|word| text.to_lowercase().contains(word)) {
        let bought = bought(cx);
        keep_some(&mut fit, |(product, _)| bought.contains(&product.id));
    }
    match fit.as_slice() {
        [] => Meant::None,
        [only] => Meant::One(only),
        several => {
            let titles = several.iter().take(CHOICES_MAX).map(|(product, _)| product.title.clone());
            Meant::Several(titles.collect())
        }
    }
}

/// Keeps what fits, where anything does.
fn keep_some(known: &mut Vec<&Known>, fits: impl Fn(&Known) -> bool) {
    if known.iter().any(|it| fits(it)) {
        known.retain(|it| fits(it));
    }
}

/// What a proven customer bought, as far as the profile knows.
fn bought(cx: &SkillContext<'_>) -> Vec<ProductId> {
    let Some(who) = cx.verified() else { return Vec::new() };
    let orders = cx.profile.orders_of(who.customer_id());
    let lines = orders.iter().flat_map(|seen| &seen.value.lines);
    lines.map(|line| line.product_id.clone()).collect()
}

/// Words that speak of what was bought.
const BOUGHT: &[&str] =
    &["bought", "ordered", "purchased", "my ", "compre", "compré", "pedi", "pedí"];
