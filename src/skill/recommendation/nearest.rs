//! What comes nearest to something that cannot be had any more: another thing of the same kind.

use super::held::Held;
use crate::{
    base::{sort, text::words},
    commerce::{Order, OrderLine, Product, Variant},
    skill::{SkillContext, Suspended, catalogue},
    understanding::{Need, name_word},
};

/// What comes nearest to what was bought, the nearest first; never anything that was sent back. `sold` is
/// the record of what was bought, where there still is one.
pub(in crate::skill) fn nearest(
    cx: &mut SkillContext<'_>,
    orders: Vec<Order>,
    line: &OrderLine,
    sold: Option<&Product>,
    max: usize,
) -> Result<Vec<(Product, Variant)>, Suspended> {
    let kind = sold.and_then(|product| product.product_type.clone());
    let searched = name_word(&line.title).into_iter().chain(kind.as_deref().and_then(name_word));
    // That the shop cannot be asked leaves it at what was said.
    let Ok(known) = catalogue::search(cx, searched.collect())? else { return Ok(Vec::new()) };
    let need = Need { again: true, ..Need::default() };
    let held = Held::of(cx, orders, &need);
    let mut fitting: Vec<(usize, Product, Variant)> = Vec::new();
    for (product, _) in known {
        let other = product.id != line.product_id && !held.barred.contains(&product.id);
        let fits = kind.is_none() || product.product_type == kind;
        let common = common(&product, line, sold);
        if let Some(variant) = like(&product, line)
            && other
            && fits
            && common > 0
        {
            fitting.push((common, product, variant));
        }
    }
    sort::by(&mut fitting, |(one, a, _), (other, b, _)| {
        other.cmp(one).then_with(|| a.id.cmp(&b.id))
    });
    fitting.truncate(max);
    Ok(fitting.into_iter().map(|(_, product, variant)| (product, variant)).collect())
}

/// How much two things have in common: their kind, words of their names, labels.
fn common(product: &Product, line: &OrderLine, sold: Option<&Product>) -> usize {
    const KIND_WORTH: usize = 2;
    let said = words(&line.title);
    let named = words(&product.title);
    let named = named
        .iter()
        .filter(|word| word.folded.len() > 2 && said.iter().any(|own| own.folded == word.folded));
    let tagged =
        sold.map_or(0, |sold| product.tags.iter().filter(|tag| sold.tags.contains(tag)).count());
    let kind = sold.is_some_and(|sold| {
        sold.product_type.is_some() && sold.product_type == product.product_type
    });
    let kind = if kind { KIND_WORTH } else { 0 };
    named.count().saturating_mul(KIND_WORTH).saturating_add(tagged).saturating_add(kind)
}

/// Of what can be had of a thing the variant that has most in common with what was bought.
fn like(product: &Product, line: &OrderLine) -> Option<Variant> {
    let same = |variant: &Variant| {
        let shared = |(name, value): &(&String, &String)| line.options.get(*name) == Some(*value);
        variant.options.iter().filter(shared).count()
    };
    let had = product.variants.iter().filter(|variant| variant.available);
    had.min_by_key(|it| (std::cmp::Reverse(same(it)), it.price.minor(), it.id.clone())).cloned()
}
