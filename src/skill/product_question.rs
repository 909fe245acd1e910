//! Answers what a product comes in, what it costs and whether it can be had.
//!
//! Needs: the words of a product. Calls: the catalogue, as it can be bought now. Open to everybody.

use super::{SkillContext, SkillEnd, SkillRequest, Suspended, meant, propose::shop_fault};
use crate::{
    commerce::{Answer, Product, Read},
    conversation::{Fact, FactSource, LineFact, ProductAnswer},
    understanding::{About, VariantWish, matching, search_words, titles_named},
};

/// Variants told one by one.
const VARIANTS_MAX: usize = 12;

pub(super) fn run(
    cx: &mut SkillContext<'_>,
    request: &SkillRequest<'_>,
) -> Result<SkillEnd, Suspended> {
    let texts = request.goal.texts();
    let text = texts.join(" ");
    // All words are looked for before any answer is waited on.
    let asked: Vec<_> =
        search_words(&text).into_iter().map(|word| cx.read(Read::products(word))).collect();
    let mut products: Vec<(Product, FactSource)> = Vec::new();
    for answer in asked {
        let (result, source) = answer?;
        match result {
            Ok(Answer::Products(found)) => {
                for product in found {
                    if !products.iter().any(|(held, _)| held.id == product.id) {
                        products.push((product, source.clone()));
                    }
                }
            }
            Ok(_) => {}
            Err(fault) => return Ok(shop_fault(&fault, request.goal.skill)),
        }
    }
    let titles: Vec<&str> = products.iter().map(|(product, _)| product.title.as_str()).collect();
    let synonyms = meant::synonyms(cx);
    let named = titles_named(&text, &titles, &synonyms);
    let named: Vec<&(Product, FactSource)> =
        products.iter().filter(|(product, _)| named.contains(&product.title)).collect();
    let Some((product, source)) = named.first().copied() else {
        return Ok(SkillEnd::told(vec![Fact::ProductNotFound.said()]));
    };
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
