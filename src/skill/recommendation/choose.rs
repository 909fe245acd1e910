//! Puts what was chosen of the things shown into a prepared cart, or tells where it can be bought.

use super::may_fill_cart;
use crate::{
    commerce::{Action, Change, CheckoutLine, Product, Variant},
    conversation::{CartLineFact, ChangeFact, Fact, LineFact, ShownProduct},
    skill::{
        SkillContext, SkillEnd, SkillRequest, Suspended,
        account::account,
        catalogue, meant,
        propose::{Draft, propose, shop_fault},
    },
};

/// Puts those into a cart.
pub(super) fn choose(
    cx: &mut SkillContext<'_>,
    request: &SkillRequest<'_>,
    shown: &[ShownProduct],
    places: &[usize],
) -> Result<SkillEnd, Suspended> {
    let chosen: Vec<&ShownProduct> = places.iter().filter_map(|at| shown.get(*at)).collect();
    let ids = chosen.iter().map(|it| it.product_id.clone());
    // As it can be bought now, not as it was shown.
    let known = match catalogue::by_ids(cx, ids)? {
        Ok(known) => known,
        Err(fault) => return Ok(shop_fault(&fault, request.goal.skill)),
    };
    let mut end = SkillEnd::default();
    let mut lines: Vec<(&Product, &Variant, &ShownProduct)> = Vec::new();
    for wanted in &chosen {
        let sold = known.iter().find(|(product, _)| product.id == wanted.product_id);
        let variant = sold.and_then(|(product, _)| {
            let mut variants = product.variants.iter();
            variants.find(|it| it.id == wanted.variant_id && it.available).map(|it| (product, it))
        });
        match variant {
            Some((product, variant)) => lines.push((product, variant, wanted)),
            None => {
                let (title, wanted) = (wanted.title.clone(), Vec::new());
                let fact =
                    Fact::NotAvailable { title, wanted, nearest: Vec::new(), by_price: false };
                end.facts.push(fact.said());
            }
        }
    }
    if !may_fill_cart(cx) {
        for (product, variant, _) in lines {
            let url = product.url.clone().filter(|url| url.starts_with("https://"));
            let line = LineFact::of_variant(&product.title, variant, 1);
            end.facts.push(Fact::WhereToBuy { line, url }.said());
        }
        return Ok(end);
    }
    let facts: Vec<CartLineFact> = lines
        .iter()
        .map(|(product, variant, shown)| CartLineFact {
            line: LineFact::of_variant(&product.title, variant, 1),
            was: Some(shown.price).filter(|was| *was != variant.price),
        })
        .collect();
    let (Some(total), Some(who)) = (CartLineFact::total(&facts), cx.verified()) else {
        return Ok(end);
    };
    let account = match account(cx, who, request, meant::is_confirmed(request))? {
        Ok(account) => account,
        Err(end) => return Ok(end),
    };
    let line = |(_, variant, _): &(&Product, &Variant, &ShownProduct)| CheckoutLine {
        variant_id: variant.id.clone(),
        quantity: 1,
    };
    let action = Action::new(who, Change::Checkout { lines: lines.iter().map(line).collect() });
    let fact = ChangeFact::Checkout { lines: facts, total, url: None };
    let draft = Draft::plain(action, fact);
    propose(cx, request, &account, draft, &mut end)?;
    Ok(end)
}
