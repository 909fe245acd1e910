//! Products.

use edgewise::{
    base::{id::ProductId, text::fold, time::Timestamp},
    commerce::Product,
};

use super::{Reply, query::Query};
use crate::{draft::Draft, problem::Problem, shop::Shop};

/// Products that have every word of the query and changed since, in order of their ids.
pub(super) fn list(shop: &Shop, _: &str, query: &Query) -> Result<Reply, Problem> {
    let since = match query.value("updated_since") {
        None => None,
        Some(text) => Some(
            Timestamp::parse(text)
                .map_err(|error| Problem::invalid_parameter("updated_since", error.to_string()))?,
        ),
    };
    let wanted = fold(query.value("query").unwrap_or_default());
    let is_wanted = |product: &&Product| {
        since.is_none_or(|since| product.updated_at >= Some(since)) && matches(product, &wanted)
    };
    let found: Vec<&Product> = shop.known().products.values().filter(is_wanted).collect();
    query.page(&found, |product| product.id.as_str())
}

pub(super) fn read(shop: &Shop, id: &str, _: &Query) -> Result<Reply, Problem> {
    Ok(Reply::ok(product(shop, id)?))
}

/// See [`super::deliver`].
pub(super) fn deliver(draft: &mut Draft<'_>, id: &str) -> Result<Reply, Problem> {
    /// Pieces of each variant that come.
    const PIECES: u32 = 12;
    let product = product(draft.shop(), id)?;
    let sold_out = product.variants.iter().filter(|variant| !variant.available);
    for variant in sold_out {
        draft.restock(&variant.id, PIECES);
    }
    let delivered = product.variants.first().and_then(|variant| draft.variant(&variant.id));
    Ok(Reply::ok(delivered.map_or(product, |(product, _)| product)))
}

fn product<'a>(shop: &'a Shop, id: &str) -> Result<&'a Product, Problem> {
    let id = ProductId::parse(id).ok();
    let product = id.and_then(|id| shop.known().products.get(&id));
    product.ok_or_else(|| Problem::not_found("product"))
}

fn matches(product: &Product, wanted: &str) -> bool {
    if wanted.is_empty() {
        return true;
    }
    let mut text = fold(&product.title);
    for part in [&product.description, &product.product_type].into_iter().flatten() {
        text.push(' ');
        text.push_str(&fold(part));
    }
    for label in product.tags.iter().chain(product.variants.iter().flat_map(|v| v.options.values()))
    {
        text.push(' ');
        text.push_str(&fold(label));
    }
    // The start of a word is enough: "mug" finds "mugs".
    wanted.split(' ').all(|word| text.split(' ').any(|own| own.starts_with(word)))
}
