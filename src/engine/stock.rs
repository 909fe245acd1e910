//! What is sold out: whether it is to be told when it is back, and who is to be told.

use super::{
    identify::{self, Said},
    serve::{Run, Served},
    take::Taken,
    unasked::is_troubled,
};
use crate::{
    commerce::{Action, Answer, Change, Product, Read, ShopFault, StockItem, Variant},
    conversation::{
        Awaiting, ChangeFact, Fact, Goal, LineFact, Proposal, SourcedFact, StockFact, WatchFact,
    },
    identity::Verified,
    skill::{self, SkillContext, SkillEnd, SoldOut, Suspended},
    understanding::Skill,
};

/// What was wanted, as far as it is to be waited for still, and what is told of the rest. The proposal
/// is gone where nothing is left of it.
pub(super) type StillWanted = (Option<Proposal>, Vec<SourcedFact>);

/// Asks the shop once more what is sold out of what is to be waited for: time went by since it was
/// wanted. Any other proposal stays as it is. None where the shop did not say.
pub(super) fn still_sold_out(
    cx: &mut SkillContext<'_>,
    who: &Verified,
    proposal: &Proposal,
) -> Result<Option<StillWanted>, Suspended> {
    let Change::WatchStock { items, on: true } = proposal.action.change() else {
        return Ok(Some((Some(proposal.clone()), Vec::new())));
    };
    // All are asked for before any answer is waited on.
    let asked: Vec<_> =
        items.iter().map(|item| cx.read(Read::product(item.product_id.clone()))).collect();
    let (mut waiting, mut told): (Vec<StockItem>, Vec<SourcedFact>) = (Vec::new(), Vec::new());
    for (item, answer) in items.iter().zip(asked) {
        let (result, source) = answer?;
        let product = match result {
            Ok(Answer::Product(product)) => Some(*product),
            Err(ShopFault::NotFound) => None,
            Ok(_) | Err(_) => return Ok(None),
        };
        match settled(item, product.as_ref()) {
            None => waiting.push(item.clone()),
            Some(fact) => told.push(fact.sourced(source)),
        }
    }
    let by_email = matches!(&proposal.fact, ChangeFact::WatchStock(fact) if fact.by_email);
    let left = (!waiting.is_empty()).then(|| Proposal {
        action: Action::new(who, Change::WatchStock { items: waiting.clone(), on: true }),
        fact: ChangeFact::WatchStock(Box::new(WatchFact { items: waiting, on: true, by_email })),
        ..proposal.clone()
    });
    Ok(Some((left, told)))
}

/// Why something is waited for no more; none where it is sold out still.
fn settled(item: &StockItem, product: Option<&Product>) -> Option<Fact> {
    let is_meant = |variant: &&Variant| variant.id == item.variant_id;
    let Some((product, variant)) =
        product.and_then(|product| Some((product, product.variants.iter().find(is_meant)?)))
    else {
        return Some(Fact::ProductNotFound);
    };
    let in_stock = || StockFact::InStock {
        lines: vec![LineFact::of_variant(&product.title, variant, 1)],
        url: product.url.clone().filter(|url| url.starts_with("https://")),
    };
    variant.available.then(|| Fact::Stock(Box::new(in_stock())))
}

impl Run<'_> {
    /// Asks who is writing where a skill found out only now that it has to know. What it found out is
    /// told with the question.
    pub(super) fn ask_identity(
        &self,
        cx: &mut SkillContext<'_>,
        taken: &Taken,
        said: &Said,
        ends: Vec<(Goal, SkillEnd)>,
        served: &mut Served,
    ) -> Result<(), Suspended> {
        let found = identify::identify(cx, self.record, said, true)?;
        self.note_identity(cx, taken, found, served)?;
        if self.record.opening.state.awaiting != Some(Awaiting::Identity) {
            served.facts.splice(0..0, ends.into_iter().flat_map(|(_, end)| end.facts));
        }
        Ok(())
    }

    /// Offers to tell when something that is wanted and sold out is back, where nothing else is asked
    /// and nothing is wrong.
    pub(super) fn offer_to_tell(
        &self,
        taken: &Taken,
        sold_out: Option<SoldOut>,
        served: &mut Served,
    ) {
        let Some(SoldOut { choice: stock, title, options }) = sold_out else { return };
        let skill = Skill::BackInStock;
        let waits = stock.variant_id.as_ref().is_some_and(|id| self.profile.waits_for(id));
        if waits
            || !skill::does(skill, self.playbook)
            || served.awaiting.is_some()
            || self.record.opening.state.ticket.is_some()
            || is_troubled(taken, served)
        {
            return;
        }
        served.awaiting = Some(Awaiting::Offer { skill, order_id: None, stock: Some(stock) });
        served.facts.push(Fact::Stock(Box::new(StockFact::Offer { title, options })).said());
    }
}
