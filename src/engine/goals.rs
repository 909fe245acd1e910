//! The skill of every goal, run as far as it goes.

use super::{
    serve::{Run, person},
    take::Taken,
};
use crate::{
    base::text::{Word, words},
    commerce::{Order, OrderStatus},
    conversation::{Awaiting, Fact, Goal, Slot},
    escalation::Reason,
    skill::{self, Ability, Prompt, SkillContext, SkillEnd, SkillRequest, Suspended, ability},
    understanding::{ConditionKind, Skill, Tie},
};

impl Run<'_> {
    /// Runs the skill of every goal whose turn it is. All are run before any is waited on, so that
    /// the driver can perform their calls side by side.
    pub(super) fn run_goals(
        &self,
        cx: &mut SkillContext<'_>,
        taken: &Taken,
    ) -> Result<Vec<(Goal, SkillEnd)>, Suspended> {
        let mut ends: Vec<(Goal, SkillEnd)> = Vec::new();
        let mut suspended = false;
        for goal in &taken.goals {
            let before = ends.last();
            if goal.tie == Some(Tie::Otherwise)
                && let Some((_, end)) = before
                && !end.refused
            {
                // It is wanted only where the one before cannot be done, which is not known yet.
                if !end.proposals.is_empty() || end.awaiting.is_some() {
                    ends.push((goal.clone(), SkillEnd { waits: true, ..SkillEnd::default() }));
                }
                continue;
            }
            match self.run_goal_on(cx, taken, goal) {
                Ok((mut goal, mut end)) => {
                    pin(&mut goal, &end);
                    keep_condition(&goal, &mut end);
                    // What the next goal calls "that order" is what this one is about.
                    if !end.orders_in_focus.is_empty() {
                        cx.focus.clone_from(&end.orders_in_focus);
                    }
                    if !end.products_in_focus.is_empty() {
                        cx.products.clone_from(&end.products_in_focus);
                    }
                    ends.push((goal, end));
                }
                Err(Suspended) => suspended = true,
            }
        }
        if suspended { Err(Suspended) } else { Ok(ends) }
    }

    /// Runs a goal, and what it turns out to be: somebody who misses a parcel that is lost wants it
    /// made good. What was told on the way is told.
    pub(super) fn run_goal_on(
        &self,
        cx: &mut SkillContext<'_>,
        taken: &Taken,
        goal: &Goal,
    ) -> Result<(Goal, SkillEnd), Suspended> {
        /// What a goal turns out to be, at most: from a claim to where the order is, and back.
        const TURNS_MAX: usize = 2;
        let mut goal = goal.clone();
        let mut end = self.run_goal(cx, taken, &goal)?;
        for _ in 0..TURNS_MAX {
            let Some(becomes) = end.becomes.take() else { break };
            goal.skill = becomes.skill;
            goal.not_received |= becomes.not_received;
            goal.orders.extend(becomes.order);
            let next = self.run_goal(cx, taken, &goal)?;
            let told = std::mem::replace(&mut end, next).facts;
            end.facts.splice(0..0, told);
        }
        Ok((goal, end))
    }

    fn run_goal(
        &self,
        cx: &mut SkillContext<'_>,
        taken: &Taken,
        goal: &Goal,
    ) -> Result<SkillEnd, Suspended> {
        if let Some(answer) = self.answer_in_general(cx, taken, goal)? {
            return Ok(SkillEnd::told(vec![answer]));
        }
        let run = match ability(goal.skill, self.playbook) {
            Ability::NotOffered => return Ok(skill::not_offered_at_all(goal.skill)),
            Ability::Person => {
                return Ok(person(Reason::MissingAbility, Some(goal.skill), self.playbook));
            }
            Ability::Skill(run) => run,
        };
        let pointer = taken.pointers.iter().rev().find(|(id, _)| *id == goal.id);
        let consented = taken.consented.iter().any(|held| held.goals.contains(&goal.id));
        let prompt = match &taken.denied {
            Some((id, awaiting)) if *id == goal.id => Prompt::Denied(awaiting.clone()),
            _ if consented || taken.confirmed == Some(goal.id) => Prompt::Confirmed,
            _ => Prompt::Asked,
        };
        let order = pointer.map(|(_, pointer)| pointer.clone());
        let beside = taken.goals.len() > 1;
        let returns_beside = taken.goals.iter().any(|other| {
            other.id != goal.id && matches!(other.skill, Skill::Exchange | Skill::Return)
        });
        let end = run(cx, &SkillRequest { goal, order, prompt, beside, returns_beside })?;
        Ok(match self.answer_instead(cx, taken, goal, &end)? {
            Some(answer) => SkillEnd::told(vec![answer]),
            None => end,
        })
    }
}

/// Keeps which order "the other one" was: once it is spoken of, the other one is another.
pub(super) fn pin(goal: &mut Goal, end: &SkillEnd) {
    // What is asked once in a goal is not asked again.
    match &end.awaiting {
        Some(Awaiting::Say { slot: Slot::Reason, .. }) => goal.reason_asked = true,
        Some(Awaiting::Say { slot: Slot::Variant, .. }) => goal.stock.clone_from(&end.asked_of),
        Some(Awaiting::Stay { .. }) => goal.stay_offered = true,
        _ => {}
    }
    let said = goal.texts().join(" ");
    let other = |word: &Word| matches!(word.folded.as_str(), "other" | "another");
    if let ([order], true) = (end.orders_in_focus.as_slice(), goal.orders.is_empty())
        && words(&said).iter().any(other)
    {
        goal.orders.push(order.clone());
    }
}

/// Leaves out what is only wanted if an order stands otherwise: "cancel it if it hasn't shipped".
fn keep_condition(goal: &Goal, end: &mut SkillEnd) {
    let Some(condition) = goal.condition else { return };
    let mut left = Vec::new();
    end.proposals.retain(|proposed| {
        let Some(order) = &proposed.order else { return true };
        let holds = holds(condition.kind, order);
        if !holds {
            let number = order.shown_number().to_owned();
            let fact = Fact::ConditionNotMet { number, status: order.status };
            left.push(fact.sourced(proposed.source.clone()));
        }
        holds
    });
    end.refused |= !left.is_empty() && end.proposals.is_empty();
    end.facts.append(&mut left);
}

/// Whether an order stands as a condition wants it. What is not about that is decided by what can be
/// had and what it costs, which the summary shows.
const fn holds(kind: ConditionKind, order: &Order) -> bool {
    let arrived = order.was_delivered();
    let shipped = arrived || matches!(order.status, OrderStatus::Shipped);
    match kind {
        ConditionKind::Arrived => arrived,
        ConditionKind::NotArrived => !arrived,
        ConditionKind::NotShipped => !shipped,
        ConditionKind::Shipped => shipped,
        ConditionKind::Free
        | ConditionKind::InStock
        | ConditionKind::NotFree
        | ConditionKind::OutOfStock => true,
    }
}
