//! What is told unasked: one thing more beside an answer, where the merchant allows it and nothing is
//! wrong in the conversation.

use super::{
    serve::{Run, Served},
    take::Taken,
};
use crate::{
    conversation::{ChangeFact, Fact, OrderSituation, SourcedFact},
    playbook::UpSellAfter,
    skill::{self, SkillContext, Suspended},
    understanding::{Skill, asks_again},
};

impl Run<'_> {
    /// Tells one thing more, at most once in a conversation.
    pub(super) fn up_sell(
        &self,
        cx: &mut SkillContext<'_>,
        taken: &Taken,
        served: &mut Served,
    ) -> Result<(), Suspended> {
        let (state, settings) =
            (&self.record.opening.state, &self.playbook.recommendations.up_sell);
        let allowed = |skill: Skill| after(skill).is_some_and(|it| settings.after.contains(&it));
        let asked_only = !taken.goals.is_empty()
            && taken.goals.iter().all(|goal| allowed(goal.skill))
            && served.awaiting.is_none()
            && served.escalations.is_empty()
            && served.approvals.is_empty();
        // Where the same again was wanted and not heard, something else is no answer.
        let unheard = asks_again(self.record.opening.inbound.text());
        let before = unheard || state.troubled || state.up_sold || state.ticket.is_some();
        if !asked_only || before || is_troubled(taken, served) || !served.facts.iter().all(is_well)
        {
            return Ok(());
        }
        if let Some((fact, next)) = skill::up_sell(cx)? {
            served.facts.push(fact);
            served.recommended = Some(next);
        }
        Ok(())
    }
}

/// Whether something is wrong from here on.
pub(super) fn is_troubled(taken: &Taken, served: &Served) -> bool {
    let wrong = |skill: Skill| {
        matches!(
            skill,
            Skill::CancelOrder
                | Skill::Claim
                | Skill::Exchange
                | Skill::RefundStatus
                | Skill::Return
        )
    };
    taken.upset
        || !served.escalations.is_empty()
        || taken.goals.iter().any(|goal| goal.not_received || wrong(goal.skill))
        || served.facts.iter().any(tells_trouble)
}

fn tells_trouble(told: &SourcedFact) -> bool {
    let late = matches!(&told.fact, Fact::OrderStatus(status) if !is_fine(status.situation));
    late || matches!(
        told.fact,
        Fact::Approval { .. }
            | Fact::HandedOver { .. }
            | Fact::NotReceivedAdvice { .. }
            | Fact::Refused(_)
            | Fact::Regret { .. }
            | Fact::ShopUnreachable
    )
}

/// Whether a fact tells that all is well: what is none of these is not followed by an offer.
fn is_well(told: &SourcedFact) -> bool {
    let cart = |change: &ChangeFact| matches!(change, ChangeFact::Checkout { .. });
    let told_only = matches!(told.fact, Fact::Loyalty(_) | Fact::OrderAnswer(_));
    told_only
        || matches!(&told.fact, Fact::HasDone(change) if cart(change))
        || matches!(&told.fact, Fact::OrderStatus(status) if is_fine(status.situation))
}

const fn is_fine(situation: OrderSituation) -> bool {
    matches!(
        situation,
        OrderSituation::Delivered
            | OrderSituation::InTransit
            | OrderSituation::LabelCreated
            | OrderSituation::OutForDelivery
            | OrderSituation::Preparing
    )
}

fn after(skill: Skill) -> Option<UpSellAfter> {
    let answers = [
        (Skill::Loyalty, UpSellAfter::Loyalty),
        (Skill::OrderQuestion, UpSellAfter::OrderQuestion),
        (Skill::OrderStatus, UpSellAfter::OrderStatus),
        (Skill::Reorder, UpSellAfter::Reorder),
    ];
    answers.into_iter().find(|(of, _)| *of == skill).map(|(_, after)| after)
}
