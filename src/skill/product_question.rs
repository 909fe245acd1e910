//! Answers what a product comes in, what it costs and whether it can be had.
//!
//! Needs: the words of a product. Calls: the catalogue, as it can be bought now. Open to everybody.

use super::{
    Becomes, SkillContext, SkillEnd, SkillRequest, Suspended, catalogue, meant,
    propose::shop_fault, registry::autonomy,
};
use crate::{
    base::text::{Word, words},
    commerce::Product,
    conversation::{Fact, FactSource, LineFact, ProductAnswer},
    playbook::Autonomy,
    understanding::{
        About, Need, ProductText, Skill, VariantWish, matching, search_words, titles_named,
    },
};

/// Variants told one by one.
const VARIANTS_MAX: usize = 12;

pub(super) fn run(
    cx: &mut SkillContext<'_>,
    request: &SkillRequest<'_>,
) -> Result<SkillEnd, Suspended> {
    let texts = request.goal.texts();
    let text = texts.join(" ");
    let products = match catalogue::search(cx, search_words(&text))? {
        Ok(products) => products,
        Err(fault) => return Ok(shop_fault(&fault, request.goal.skill)),
    };
    let titles: Vec<&str> = products.iter().map(|(product, _)| product.title.as_str()).collect();
    let synonyms = meant::synonyms(cx);
    let named = titles_named(&text, &titles, &synonyms);
    let named: Vec<&(Product, FactSource)> =
        products.iter().filter(|(product, _)| named.contains(&product.title)).collect();
    let Some((product, source)) = named.first().copied() else {
        return Ok(not_named(cx, &text));
    };
    if asks_for_kind(&text, &product.title, named.len()) {
        return Ok(not_named(cx, &text));
    }
    let about = About { product, current: None, others: &[], synonyms: &synonyms };
    let wish = VariantWish::read(&texts, &about);
    let mut found = matching(&wish, product, true);
    found.sort_by_key(|variant| variant.price.minor());
    let count = found.len();
    let fact = ProductAnswer {
        title: product.title.clone(),
        count,
        narrowed: !wish.is_empty(),
        from: found.first().map(|variant| variant.price),
        to: found.last().map(|variant| variant.price),
        variants: found
            .iter()
            .take(VARIANTS_MAX)
            .map(|variant| LineFact::of_variant(&product.title, variant, 1))
            .collect(),
    };
    Ok(SkillEnd::told(vec![Fact::ProductAnswer(Box::new(fact)).sourced(source.clone())]))
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
    let served =
        matches!(autonomy(skill, cx.playbook), Autonomy::Autonomous | Autonomy::Supervised);
    if !served || is_of_one(text) || Need::read(&[text]).is_open() {
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
