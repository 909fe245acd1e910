//! Finding products in the shop's catalogue, as they can be bought now. Open to everybody.

use super::{SkillContext, Suspended};
use crate::{
    base::id::ProductId,
    commerce::{Answer, Product, Read, ShopFault},
    conversation::FactSource,
    understanding::spellings,
};

/// A product with where it is known from.
pub(super) type Known = (Product, FactSource);

/// One product as it can be bought now.
///
/// # Errors
/// [`Suspended`] until the answer is recorded; inside, the shop's fault.
pub(super) fn product(
    cx: &mut SkillContext<'_>,
    id: ProductId,
) -> Result<Result<Known, ShopFault>, Suspended> {
    let (result, source) = cx.read(Read::product(id))?;
    Ok(match result {
        Ok(Answer::Product(product)) => Ok((*product, source)),
        Ok(_) => Err(ShopFault::Malformed { reason: "not a product".to_owned() }),
        Err(fault) => Err(fault),
    })
}

/// The products that fit one of some words, each once, in the order of the words.
///
/// # Errors
/// [`Suspended`] until the answers are recorded; inside, the shop's fault.
pub(super) fn search(
    cx: &mut SkillContext<'_>,
    words: Vec<String>,
) -> Result<Result<Vec<Known>, ShopFault>, Suspended> {
    let mut all = words.clone();
    all.extend(words.iter().flat_map(|word| spellings(word)).map(str::to_owned));
    // All words are looked for before any answer is waited on.
    let asked: Vec<_> = all.into_iter().map(|word| cx.read(Read::products(word))).collect();
    let mut known: Vec<Known> = Vec::new();
    for answer in asked {
        let (result, source) = answer?;
        match result {
            Ok(Answer::Products(found)) => {
                for product in found {
                    add(&mut known, (product, source.clone()));
                }
            }
            Ok(_) => {}
            Err(fault) => return Ok(Err(fault)),
        }
    }
    Ok(Ok(known))
}

/// Some products by their ids. What is not sold any more is left out.
///
/// # Errors
/// [`Suspended`] until the answers are recorded; inside, the shop's fault.
pub(super) fn by_ids(
    cx: &mut SkillContext<'_>,
    ids: impl IntoIterator<Item = ProductId>,
) -> Result<Result<Vec<Known>, ShopFault>, Suspended> {
    // All are asked for before any answer is waited on; the same is asked for once.
    let asked: Vec<_> = ids.into_iter().map(|id| product(cx, id)).collect();
    let mut known: Vec<Known> = Vec::new();
    for answer in asked {
        match answer? {
            Ok(product) => add(&mut known, product),
            Err(ShopFault::NotFound) => {}
            Err(fault) => return Ok(Err(fault)),
        }
    }
    Ok(Ok(known))
}

/// Adds a product that is not among the others.
pub(super) fn add(known: &mut Vec<Known>, product: Known) {
    if !known.iter().any(|(held, _)| held.id == product.0.id) {
        known.push(product);
    }
}
