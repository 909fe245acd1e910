//! Which skill serves which goal.

use super::{
    SkillContext, SkillEnd, SkillRequest, Suspended, address, cancel_order, change_payment,
    order_status, returns, swap,
};
use crate::{
    playbook::{Autonomy, Playbook},
    understanding::Skill,
};

/// Runs a skill on a request.
pub type Run = fn(&mut SkillContext<'_>, &SkillRequest<'_>) -> Result<SkillEnd, Suspended>;

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
    let skills = &playbook.skills;
    let (autonomy, run): (Autonomy, Run) = match skill {
        Skill::CancelOrder => (skills.cancel_order, cancel_order::run),
        Skill::ChangeAddress => (skills.change_address, address::run),
        // Where the order stands decides which of the two it is; the guardrails judge that one.
        Skill::ChangeItems | Skill::Exchange => {
            let either = skills.change_items == Autonomy::Off;
            (if either { skills.exchange } else { skills.change_items }, swap::run)
        }
        Skill::ChangePayment => (skills.change_payment, change_payment::run),
        Skill::DefaultAddress => (skills.default_address, address::run_default),
        Skill::OrderStatus => (skills.order_status, order_status::run),
        Skill::Return => (skills.returns, returns::run),
        Skill::Account
        | Skill::Claim
        | Skill::Discount
        | Skill::Loyalty
        | Skill::OrderQuestion
        | Skill::ProductQuestion
        | Skill::Recommendation
        | Skill::RefundStatus
        | Skill::Reorder
        | Skill::Subscription => return Ability::Person,
    };
    match autonomy {
        Autonomy::Autonomous => Ability::Skill(run),
        Autonomy::Off => Ability::Person,
    }
}
