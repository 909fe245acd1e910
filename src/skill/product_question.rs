//! Answers what is asked about a product: what it comes in and costs, and what the shop's own text
//! says of it. What the text does not say is not known.
//!
//! Needs: the words of a product, or one spoken of or looked at before. Calls: the catalogue, as it
//! can be bought now. Open to everybody.

use super::{
    Becomes, SkillContext, SkillEnd, SkillRequest, SoldOut, Suspended, ask, meant,
    product::{self, Meant},
    propose::{left_to_person, shop_fault},
    registry::does,
};
use crate::{
    base::{
        sort,
        text::{Word, words},
    },
    commerce::Product,
    conversation::{
        Fact, FactSource, LineFact, ProductAnswer, SaidOfProduct, Slot, SourcedFact, StockChoice,
    },
    escalation::Reason,
    understanding::{
        About, Aspect, Need, ProductSays, ProductText, Question, Skill, VariantWish, matching,
        search_words,
    },
};

/// Variants told one by one.
const VARIANTS_MAX: usize = 12;

pub(super) fn run(
    cx: &mut SkillContext<'_>,
    request: &SkillRequest<'_>,
) -> Result<SkillEnd, Suspended> {
    let text = request.goal.all_texts().join(". ");
    let points = Question::read(&text, &[]).points;
    let focus = product::focus(cx);
    let known = match product::found(cx, &text, points, &focus)? {
        Ok(known) => known,
        Err(fault) => return Ok(shop_fault(&fault, request.goal.skill)),
    };
    let (product, source) =
        match product::meant(cx, request, &known, &text, points.then_some(focus.as_slice())) {
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
    let asks_for_it = end.facts.iter().any(|told| matches!(told.fact, Fact::ProductAnswer(_)));
    end.sold_out = asks_for_it.then(|| sold_out(cx, request, product)).flatten();
    end.products_in_focus = vec![product.id.clone()];
    if grave {
        // Where health or safety hangs on it, the shop's text is told and a person answers, too.
        let rules = vec!["product.safety".to_owned()];
        end.escalation = Some(left_to_person(Reason::Guardrail, rules, Skill::ProductQuestion));
    }
    Ok(end)
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

/// What is wanted of a product where none of it can be had; nothing where it does not come in that.
fn sold_out(
    cx: &SkillContext<'_>,
    request: &SkillRequest<'_>,
    product: &Product,
) -> Option<SoldOut> {
    let synonyms = meant::synonyms(cx);
    let about = About { product, current: None, others: &[], synonyms: &synonyms };
    let wish = VariantWish::read(&request.goal.texts(), &about);
    let fit = matching(&wish, product, false);
    let had = fit.iter().any(|variant| variant.available);
    if fit.is_empty() || had || product.is_discontinued() {
        return None;
    }
    let only = if let [only] = fit.as_slice() { Some(only) } else { None };
    let variant_id = only.map(|variant| variant.id.clone());
    let line = only.map(|variant| LineFact::of_variant(&product.title, variant, 1));
    Some(SoldOut {
        choice: StockChoice { product_id: product.id.clone(), variant_id },
        title: product.title.clone(),
        options: line.map(|line| line.options).unwrap_or_default(),
    })
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
