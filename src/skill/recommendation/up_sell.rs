//! One thing more, beside an answer: only where the merchant allows it and nothing is wrong.

use super::{fit::Sought, held, held::Held, reason, shown_product};
use crate::{
    commerce::{Product, Variant},
    conversation::{Fact, LineFact, Recommended, RecommendedFact, SourcedFact, WhyFact},
    skill::{SkillContext, Suspended, catalogue},
    understanding::{Need, ProductText, name_word},
};

/// Things of the customer's for which something is looked for.
const THINGS_MAX: usize = 3;

/// The thing that goes best with what lies in the cart or was bought, by its own description; none
/// where nothing does. That the shop cannot be asked is no reason to say anything.
///
/// # Errors
/// [`Suspended`] until the answers are recorded.
pub fn up_sell(cx: &mut SkillContext<'_>) -> Result<Option<(SourcedFact, Recommended)>, Suspended> {
    if cx.verified().is_none() {
        return Ok(None);
    }
    let Ok(orders) = held::orders(cx)? else { return Ok(None) };
    let need = Need::default();
    let held = Held::of(cx, orders, &need);
    let titles =
        held.cart.iter().map(|(_, title)| title).chain(held.bought.iter().map(|it| &it.title));
    let mut words: Vec<String> = Vec::new();
    for word in titles.filter_map(|title| name_word(title)) {
        if words.len() < THINGS_MAX && !words.contains(&word) {
            words.push(word);
        }
    }
    let Ok(known) = catalogue::search(cx, words)? else { return Ok(None) };
    let sought = Sought { need: &need, held: &held, like: None, hidden: &[] };
    let least = cx.playbook.recommendations.up_sell.fit_permille;
    let mut best: Option<(u16, &catalogue::Known, &Variant, WhyFact)> = None;
    for known in &known {
        let product: &Product = &known.0;
        let text = ProductText::of(product);
        let had = product.variants.iter().filter(|it| it.available);
        let Some(variant) = had.min_by_key(|it| (it.price.minor(), it.id.clone())) else {
            continue;
        };
        if held.barred.contains(&product.id) {
            continue;
        }
        let Some(why) = reason::goes_with(&text, product, &sought) else { continue };
        let fit = fit(&why);
        if fit >= least && best.as_ref().is_none_or(|(held, ..)| *held < fit) {
            best = Some((fit, known, variant, why));
        }
    }
    let Some((_, (product, source), variant, why)) = best else { return Ok(None) };
    let dearest =
        product.variants.iter().filter(|it| it.available).map(|it| it.price.minor()).max();
    let item = RecommendedFact {
        line: LineFact { options: Vec::new(), ..LineFact::of_variant(&product.title, variant, 1) },
        from: dearest > Some(variant.price.minor()),
        quote: ProductText::of(product).quote(&[], reason::SHOWN_CHARS_MAX),
        reasons: vec![why],
    };
    let next = Recommended {
        shown: vec![shown_product(product, variant)],
        open: true,
        ..Recommended::default()
    };
    Ok(Some((Fact::Suggested(Box::new(item)).sourced(source.clone()), next)))
}

/// How surely a thing goes with another, in thousandths: the more of its name a description says, the
/// surer.
fn fit(why: &WhyFact) -> u16 {
    match why {
        WhyFact::GoesWithCart { words, .. } => 700_u16.saturating_add(of_words(words)),
        WhyFact::GoesWithBought { words, .. } => 650_u16.saturating_add(of_words(words)),
        WhyFact::BoughtWith { .. } => 600,
        WhyFact::Budget { .. }
        | WhyFact::Cheapest
        | WhyFact::Label { .. }
        | WhyFact::Option { .. }
        | WhyFact::Quiz { .. }
        | WhyFact::SameKind { .. }
        | WhyFact::Size { .. }
        | WhyFact::Viewed => 0,
    }
}

fn of_words(words: &str) -> u16 {
    let count = u16::try_from(words.split(' ').count()).unwrap_or_default();
    count.saturating_mul(50).min(200)
}
