//! Which skill serves which goal.

use super::{SkillContext, SkillEnd, SkillRequest, Suspended, cancel_order, order_status};
use crate::{
    playbook::{Autonomy, Playbook},
    understanding::Skill,
};

/// Runs a skill on a request.
pub type Run = fn(&mut SkillContext<'_>, &SkillRequest) -> Result<SkillEnd, Suspended>;

/// Whether the assistant can do something, under this playbook.
#[derive(Clone, Copy, Debug)]
pub enum Ability {
    /// A person does it.
    Person,
    /// The assistant does it.
    Skill(Run),
}

/// What serves `skill`. A goal without a skill of its own is a person's, not an error.
#[must_use]
pub fn ability(skill: Skill, playbook: &Playbook) -> Ability {
    let (autonomy, run): (Autonomy, Run) = match skill {
        Skill::CancelOrder => (playbook.skills.cancel_order, cancel_order::run),
        Skill::OrderStatus => (playbook.skills.order_status, order_status::run),
        Skill::Account
        | Skill::ChangeAddress
        | Skill::ChangeItems
        | Skill::ChangePayment
        | Skill::Claim
        | Skill::Discount
        | Skill::Exchange
        | Skill::Loyalty
        | Skill::ProductQuestion
        | Skill::Recommendation
        | Skill::RefundStatus
        | Skill::Reorder
        | Skill::Return
        | Skill::Subscription => return Ability::Person,
    };
    match autonomy {
        Autonomy::Autonomous => Ability::Skill(run),
        Autonomy::Off => Ability::Person,
    }
}
