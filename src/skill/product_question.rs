//! Answers what is asked about a product: what it comes in and costs, and what the shop's own text
//! says of it. What the text does not say is not known.
//!
//! Needs: the words of a product, or one spoken of or looked at before. Calls: the catalogue, as it
//! can be bought now. Open to everybody.

use super::{
    Becomes, SkillContext, SkillEnd, SkillRequest, Suspended, ask, catalogue,
    catalogue::Known,
    meant,
    propose::{left_to_person, shop_fault},
    registry::does,
};
use crate::{
    base::{
        id::ProductId,
        sort,
        text::{Word, words},
        time::MINUTE_MS,
    },
    commerce::{Product, ShopFault},
    conversation::{Fact, FactSource, LineFact, ProductAnswer, SaidOfProduct, Slot, SourcedFact},
    escalation::Reason,
    profile::{Seen, TimelineKind},
    understanding::{
        About, Aspect, Need, ProductSays, ProductText, Question, Skill, VariantWish, matching,
        product_words, search_words, titles_like, titles_named,
    },
};

/// Variants told one by one.
const VARIANTS_MAX: usize = 12;

/// Products to choose from, told at once.
const CHOICES_MAX: usize = 5;

/// Minutes for which somebody still looks at the product that they opened last.
const VIEWED_MINUTES_MAX: i64 = 30;

pub(super) fn run(
    cx: &mut SkillContext<'_>,
    request: &SkillRequest<'_>,
) -> Result<SkillEnd, Suspended> {
    let text = request.goal.all_texts().join(". ");
    let points = Question::read(&text, &[]).points;
    let focus = focus(cx);
    let known = match found(cx, &text, points, &focus)? {
        Ok(known) => known,
        Err(fault) => return Ok(shop_fault(&fault, request.goal.skill)),
    };
    let (product, source) =
        match meant(cx, request, &known, &text, points.then_some(focus.as_slice())) {
            Meant::One(known) => known,
            Meant::None => return Ok(not_named(cx, &text)),
            Meant::Several(titles) => {
                if titles.first().is_some_and(|title| asks_for_kind(&text, title, titles.len())) {
                    return Ok(not_named(cx, &text));
                }
                let awaiting = ask::one_of(request, Slot::Product, titles.clone());
                return Ok(SkillEnd::asked(Fact::WhichProduct { titles }.said(), awaiting));
            }
        };
    let question = Question::read(&text, &[product.title.as_str()]);
    if !question.points && asks_for_kind(&text, &product.title, 1) {
        return Ok(not_named(cx, &text));
    }
    let (facts, grave) = answered(cx, request, product, source, &question);
    let mut end = SkillEnd::told(facts);
    end.products_in_focus = vec![product.id.clone()];
    if grave {
        // Where health or safety hangs on it, the shop's text is told and a person answers, too.
        let rules = vec!["product.safety".to_owned()];
        end.escalation = Some(left_to_person(Reason::Guardrail, rules, Skill::ProductQuestion));
    }
    Ok(end)
}

/// The products that may be meant: those that the words find, then the one spoken of before.
fn found(
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
fn focus(cx: &SkillContext<'_>) -> Vec<ProductId> {
    if !cx.products.is_empty() {
        return cx.products.clone();
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

enum Meant<'a> {
    One(&'a Known),
    None,
    Several(Vec<String>),
}

fn meant<'a>(
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

/// What is told of a product, and whether health or safety hangs on it.
fn answered(
    cx: &SkillContext<'_>,
    request: &SkillRequest<'_>,
    product: &Product,
    source: &FactSource,
    question: &Question,
) -> (Vec<SourcedFact>, bool) {
    let says = ProductSays::of(product);
    let mut facts: Vec<Fact> = Vec::new();
    let told = |aspect: Option<Aspect>, quotes: Vec<String>| {
        let url = product.url.clone().filter(|url| url.starts_with("https://"));
        Fact::SaidOfProduct(Box::new(SaidOfProduct {
            title: product.title.clone(),
            aspect,
            quotes,
            url,
        }))
    };
    for aspect in question.aspects.iter().take(ASPECTS_MAX) {
        facts.push(told(Some(*aspect), says.about(*aspect, question)));
    }
    let sized = |aspect: &Aspect| matches!(aspect, Aspect::Dimensions | Aspect::Fit);
    // "Does it run small?" wishes for no S.
    let said = if question.aspects.iter().any(sized) { Vec::new() } else { request.goal.texts() };
    let variants = variants(cx, &said, product);
    if question.aspects.is_empty() {
        let unknown: Vec<String> =
            question.terms.iter().filter(|term| !comes_in(product, term)).cloned().collect();
        if question.yes_or_no && !unknown.is_empty() && !variants.narrowed {
            facts.push(told(None, says.with(&unknown)));
        } else {
            facts.push(Fact::ProductAnswer(Box::new(variants)));
        }
    } else if question.aspects.iter().any(sized) && variants.count > 0 {
        facts.push(Fact::ProductAnswer(Box::new(variants)));
    }
    let grave = question.aspects.iter().any(|aspect| aspect.is_grave());
    (facts.into_iter().map(|fact| fact.sourced(source.clone())).collect(), grave)
}

/// Whether a word names something that a product comes in, or its kind.
fn comes_in(product: &Product, term: &str) -> bool {
    let holds = |text: &str| text.to_lowercase().contains(term);
    let options = product.variants.iter().flat_map(|variant| &variant.options);
    options.into_iter().any(|(name, value)| holds(name) || holds(value))
        || product.product_type.as_deref().is_some_and(holds)
}

/// What can be had of a product, as far as it was asked for.
fn variants(cx: &SkillContext<'_>, said: &[&str], product: &Product) -> ProductAnswer {
    let synonyms = meant::synonyms(cx);
    let about = About { product, current: None, others: &[], synonyms: &synonyms };
    let wish = VariantWish::read(said, &about);
    let mut found = matching(&wish, product, true);
    sort::by_key(&mut found, |variant| variant.price.minor());
    ProductAnswer {
        title: product.title.clone(),
        count: found.len(),
        narrowed: !wish.is_empty(),
        from: found.first().map(|variant| variant.price),
        to: found.last().map(|variant| variant.price),
        variants: found
            .iter()
            .take(VARIANTS_MAX)
            .map(|variant| LineFact::of_variant(&product.title, variant, 1))
            .collect(),
    }
}

/// Whether a text names no product but a kind of which there may be several: "any lamps under $50?".
fn asks_for_kind(text: &str, title: &str, named: usize) -> bool {
    let need = Need::read(&[text]);
    let said = ProductText::titled(title).count_of(&search_words(text));
    let whole = ProductText::titled(title).count_of(&search_words(title));
    let vague = named > 1 || said < 2 && whole > 1;
    vague
        && !is_of_one(text)
        && (need.price.bounds()
            || need.own_size
            || need.price.end.is_some()
            || need.terms.len() > 1)
}

/// No product is named. Who asks for a kind of thing wants to be shown some: "do you have anything
/// waterproof under $50?".
fn not_named(cx: &SkillContext<'_>, text: &str) -> SkillEnd {
    let skill = Skill::Recommendation;
    if !does(skill, cx.playbook) || is_of_one(text) || Need::read(&[text]).is_open() {
        return SkillEnd::told(vec![Fact::ProductNotFound.said()]);
    }
    let becomes = Becomes { skill, order: None, not_received: false };
    SkillEnd { becomes: Some(becomes), ..SkillEnd::default() }
}

/// Whether a text speaks of one thing: "how much is the kettle?".
fn is_of_one(text: &str) -> bool {
    let points =
        |word: &Word| matches!(word.folded.as_str(), "the" | "this" | "that" | "el" | "la");
    words(text).iter().any(points)
}

/// Questions about one product that are answered at once.
const ASPECTS_MAX: usize = 4;

/// Words that speak of what was bought.
const BOUGHT: &[&str] =
    &["bought", "ordered", "purchased", "my ", "compre", "compré", "pedi", "pedí"];
