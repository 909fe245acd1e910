//! What is sold out: whether it is to be told when it is back, and who is to be told.

use super::{
    identify::{self, Said},
    serve::{Run, Served},
    take::Taken,
    unasked::is_troubled,
};
use crate::{
    conversation::{Awaiting, Fact, Goal, StockFact},
    skill::{self, SkillContext, SkillEnd, SoldOut, Suspended},
    understanding::Skill,
};

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
