//! Which repeated deliveries are meant, each with what is wanted of it.

use super::{Held, SkillContext, SkillEnd, Suspended, Work};
use crate::{
    commerce::{Answer, Product, Read, SubscriptionStatus},
    conversation::{Awaiting, Fact, SubscriptionFact},
    understanding::{SubscriptionSaid, SubscriptionWish, titles_like},
};

/// What is meant.
pub(super) enum Meant {
    /// These, with what is wanted of each and in which text it stands.
    These(Vec<(usize, Vec<(usize, SubscriptionWish)>)>),
    End(Box<SkillEnd>),
}

pub(super) fn meant(
    cx: &mut SkillContext<'_>,
    work: &Work<'_>,
    said: &[SubscriptionSaid],
    held: &[Held],
) -> Result<Meant, Suspended> {
    let titles: Vec<&str> =
        held.iter().map(|(it, _)| it.title.as_deref().unwrap_or_default()).collect();
    let mut wanted: Vec<(Option<Vec<usize>>, usize, SubscriptionWish)> = Vec::new();
    let mut mentions: Vec<Vec<usize>> = Vec::new();
    let mut current: Option<Vec<usize>> = None;
    let wishing: Vec<usize> =
        said.iter().filter(|it| it.wish.is_some()).map(|it| it.text).collect();
    for part in said {
        let words = match &part.wish {
            Some(SubscriptionWish::Swap(Some(rest))) => part.words.replace(rest.as_str(), ""),
            _ => part.words.clone(),
        };
        let like = titles_like(&[words.as_str()], &titles);
        let like = narrowed(like, held, part.wish.as_ref());
        // "No, the sencha": what was wanted of one is wanted of another.
        let corrects = like.len() == 1 && !wishing.contains(&part.text);
        for (target, ..) in wanted.iter_mut().filter(|_| corrects) {
            *target = Some(like.clone());
        }
        if !like.is_empty() {
            current = Some(like.clone());
            mentions.push(like);
        }
        if let Some(wish) = &part.wish {
            wanted.push((current.clone(), part.text, wish.clone()));
        }
    }
    let fallback = match fallback(cx, work, said, held, &mentions)? {
        Ok(fallback) => fallback,
        Err(end) => return Ok(Meant::End(Box::new(end))),
    };
    let mut meant: Vec<(usize, Vec<(usize, SubscriptionWish)>)> = Vec::new();
    if wanted.is_empty() {
        meant.extend(fallback.iter().map(|index| (*index, Vec::new())));
    }
    for (target, text, wish) in wanted {
        let target = target.filter(|target| target.len() == 1);
        for index in target.as_ref().unwrap_or(&fallback) {
            match meant.iter_mut().find(|(held, _)| held == index) {
                Some((_, wishes)) => wishes.push((text, wish.clone())),
                None => meant.push((*index, vec![(text, wish.clone())])),
            }
        }
    }
    Ok(Meant::These(meant))
}

/// Of several that are called alike those of which it can be wanted.
fn narrowed(like: Vec<usize>, held: &[Held], wish: Option<&SubscriptionWish>) -> Vec<usize> {
    let can = |index: &usize| {
        let status = held.get(*index).map(|(it, _)| it.status);
        status.is_some_and(|status| fits(status, wish))
    };
    let fitting: Vec<usize> = like.iter().copied().filter(|index| can(index)).collect();
    if fitting.is_empty() { like } else { fitting }
}

/// Whether something can be wanted of what stands so.
fn fits(status: SubscriptionStatus, wish: Option<&SubscriptionWish>) -> bool {
    match (status, wish) {
        (_, None | Some(SubscriptionWish::Ask)) => true,
        (SubscriptionStatus::Paused, Some(SubscriptionWish::Resume(_))) => true,
        (_, Some(SubscriptionWish::Resume(_))) | (SubscriptionStatus::Cancelled, _) => false,
        (SubscriptionStatus::Active, _) => true,
        (SubscriptionStatus::Paused, Some(wish)) => {
            !matches!(wish, SubscriptionWish::Pause(_) | SubscriptionWish::Skip(_))
        }
    }
}

/// What is meant where a wish names none.
fn fallback(
    cx: &mut SkillContext<'_>,
    work: &Work<'_>,
    said: &[SubscriptionSaid],
    held: &[Held],
    mentions: &[Vec<usize>],
) -> Result<Result<Vec<usize>, SkillEnd>, Suspended> {
    let place = |(index, (it, _)): (usize, &Held)| {
        work.request.goal.subscriptions.contains(&it.id).then_some(index)
    };
    let chosen: Vec<usize> = held.iter().enumerate().filter_map(place).collect();
    if !chosen.is_empty() {
        return Ok(Ok(chosen));
    }
    if let Some(only) = mentions.iter().find(|like| like.len() == 1) {
        return Ok(Ok(only.clone()));
    }
    let every: Vec<usize> = (0..held.len()).collect();
    let open: Vec<usize> = every
        .iter()
        .copied()
        .filter(|index| {
            held.get(*index).is_some_and(|(it, _)| it.status != SubscriptionStatus::Cancelled)
        })
        .collect();
    if said.iter().any(|part| part.all) {
        return Ok(Ok(if open.is_empty() { every } else { open }));
    }
    let mut candidates = mentions.last().cloned();
    let mut mention = None;
    if candidates.is_none()
        && let Some(named) = said.iter().rev().find_map(|part| part.named.clone())
    {
        match by_product(cx, &named, held)? {
            Some(found) if found.is_empty() => mention = Some(named),
            found => candidates = found,
        }
    }
    // "Which one do you think?" asks something, and what is wanted is still an end.
    let asked =
        |wish: &&SubscriptionWish| matches!(wish, SubscriptionWish::Ask | SubscriptionWish::Keep);
    let wishes = || said.iter().rev().filter_map(|part| part.wish.as_ref());
    let wish = wishes().find(|wish| !asked(wish)).or_else(|| wishes().next());
    let asks = matches!(wish, None | Some(SubscriptionWish::Ask));
    let focus = &cx.state.subscriptions_in_focus;
    if let (None, None, [only]) = (&candidates, &mention, focus.as_slice())
        && let Some(index) = held.iter().position(|(it, _)| it.id == *only)
    {
        return Ok(Ok(vec![index]));
    }
    let those = candidates.unwrap_or(if open.is_empty() { every } else { open });
    let fitting = narrowed(those, held, wish);
    if mention.is_none() && (fitting.len() == 1 || asks && wish.is_some()) {
        return Ok(Ok(fitting));
    }
    if mention.is_none() && asks && !crate::understanding::asks_to_change(&texts(said)) {
        return Ok(Ok(fitting));
    }
    Ok(Err(which(work, held, &fitting, mention)))
}

fn texts(said: &[SubscriptionSaid]) -> Vec<&str> {
    said.iter().map(|part| part.words.as_str()).collect()
}

/// Those whose goods the shop finds under a word; nothing where the shop knows no such goods.
fn by_product(
    cx: &mut SkillContext<'_>,
    named: &str,
    held: &[Held],
) -> Result<Option<Vec<usize>>, Suspended> {
    let products = match cx.read(Read::products(named.to_owned()))?.0 {
        Ok(Answer::Products(products)) if !products.is_empty() => products,
        _ => return Ok(None),
    };
    let sold = |(index, (it, _)): (usize, &Held)| {
        let has = |product: &Product| {
            product.variants.iter().any(|variant| Some(&variant.id) == it.variant_id.as_ref())
        };
        products.iter().any(has).then_some(index)
    };
    Ok(Some(held.iter().enumerate().filter_map(sold).collect()))
}

/// Asks which one is meant.
fn which(work: &Work<'_>, held: &[Held], places: &[usize], mention: Option<String>) -> SkillEnd {
    let those: Vec<&Held> = places.iter().filter_map(|index| held.get(*index)).collect();
    let options = those.iter().map(|(it, _)| SubscriptionFact::of(it)).collect();
    let ids = those.iter().map(|(it, _)| it.id.clone()).collect();
    let awaiting = Awaiting::ChooseSubscription { goal: work.request.goal.id, options: ids };
    let fact = Fact::WhichSubscription { mention, options };
    match those.first() {
        Some((_, source)) => SkillEnd::asked(fact.sourced(source.clone()), awaiting),
        None => SkillEnd::told(vec![Fact::NoSubscriptions.said()]),
    }
}
