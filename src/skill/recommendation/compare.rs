//! Things side by side, by what their records say. Nothing is judged.

use super::{SEARCHES_MAX, shown_product};
use crate::{
    base::{money::Money, pii::Pii},
    commerce::{Product, Variant},
    conversation::{
        ComparedFact, ComparedTerm, ComparisonFact, Fact, FactSource, OptionFact, Recommended,
        ShownProduct,
    },
    skill::{
        SkillContext, SkillEnd, SkillRequest, Suspended,
        catalogue::{self, Known},
        propose::shop_fault,
    },
    understanding::{Need, ProductText, Term, named_side_by_side, search_words},
};

/// Things side by side.
const ITEMS_MAX: usize = 3;

/// Compares things that were shown.
pub(super) fn shown(
    cx: &mut SkillContext<'_>,
    request: &SkillRequest<'_>,
    shown: &[ShownProduct],
    places: &[usize],
) -> Result<SkillEnd, Suspended> {
    let ids = places.iter().filter_map(|at| shown.get(*at)).map(|it| it.product_id.clone());
    match catalogue::by_ids(cx, ids)? {
        Ok(known) => Ok(side_by_side(cx, request, &known.iter().collect::<Vec<_>>())),
        Err(fault) => Ok(shop_fault(&fault, request.goal.skill)),
    }
}

/// Compares things that are named; nothing where fewer than two are.
pub(super) fn named(
    cx: &mut SkillContext<'_>,
    request: &SkillRequest<'_>,
) -> Result<Option<SkillEnd>, Suspended> {
    let texts = request.goal.all_texts();
    let text = texts.last().copied().unwrap_or_default();
    let mut words = search_words(text);
    words.truncate(SEARCHES_MAX);
    let known = match catalogue::search(cx, words)? {
        Ok(known) => known,
        Err(fault) => return Ok(Some(shop_fault(&fault, request.goal.skill))),
    };
    let titles: Vec<&str> = known.iter().map(|(product, _)| product.title.as_str()).collect();
    let named: Vec<&Known> = named_side_by_side(text, &titles)
        .into_iter()
        .filter_map(|at| known.get(at))
        .take(ITEMS_MAX)
        .collect();
    Ok((named.len() > 1).then(|| side_by_side(cx, request, &named)))
}

fn side_by_side(cx: &SkillContext<'_>, request: &SkillRequest<'_>, known: &[&Known]) -> SkillEnd {
    let texts = request.goal.all_texts();
    let need = Need::read(&texts);
    // The names themselves are no wishes.
    let titles: Vec<ProductText> =
        known.iter().map(|(product, _)| ProductText::titled(&product.title)).collect();
    let named = |term: &&Term| titles.iter().any(|title| title.find(term).is_some());
    let asked = need.terms.iter().filter(|term| term.role.is_asked() && !named(term));
    let says = |term: &Term| {
        let fits =
            known.iter().filter(|(product, _)| ProductText::of(product).find(term).is_some());
        fits.map(|(product, _)| product.title.clone()).collect::<Vec<_>>()
    };
    let asked: Vec<ComparedTerm> =
        asked.map(|term| ComparedTerm { said: term.said.clone(), titles: says(term) }).collect();
    let items: Vec<ComparedFact> =
        known.iter().filter_map(|(product, _)| compared(product)).collect();
    let shown = known.iter().filter_map(|(product, _)| {
        let had = product.variants.iter().filter(|it| it.available);
        had.min_by_key(|it| it.price.minor()).map(|it| shown_product(product, it))
    });
    let mut next = cx.state.recommended.clone().unwrap_or_default();
    next.open = true;
    next.said = texts.iter().map(|text| Pii::new((*text).to_owned())).collect();
    next.shown = shown.collect();
    let source = known.first().map_or(FactSource::Conversation, |(_, source)| source.clone());
    let fact = Fact::Compared(Box::new(ComparisonFact { items, asked }));
    let mut end = SkillEnd::told(vec![fact.sourced(source)]);
    end.recommended = Some(Recommended { asked: false, ..next });
    end
}

fn compared(product: &Product) -> Option<ComparedFact> {
    let had: Vec<&Variant> = product.variants.iter().filter(|it| it.available).collect();
    let available = !had.is_empty();
    let of: Vec<&Variant> = if available { had } else { product.variants.iter().collect() };
    let prices: Vec<Money> = of.iter().map(|it| it.price).collect();
    let mut options: Vec<OptionFact> = Vec::new();
    for (name, value) in of.iter().flat_map(|it| &it.options).filter(|_| available) {
        match options.iter_mut().find(|held| held.name == *name) {
            Some(held) if held.values.contains(value) => {}
            Some(held) => held.values.push(value.clone()),
            None => options.push(OptionFact { name: name.clone(), values: vec![value.clone()] }),
        }
    }
    Some(ComparedFact {
        title: product.title.clone(),
        kind: product.product_type.clone(),
        from: prices.iter().min_by_key(|it| it.minor()).copied()?,
        to: prices.iter().max_by_key(|it| it.minor()).copied()?,
        available,
        options,
        description: product.description.clone(),
    })
}
