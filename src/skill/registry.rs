//! Which skill serves which goal.

use super::{
    SkillContext, SkillEnd, SkillRequest, Suspended, address, cancel_order, change_payment,
    order_question, order_status, product_question, returns, swap,
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
    /// Nobody does it.
    NotOffered,
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
        Skill::OrderQuestion => (skills.order_question, order_question::run),
        Skill::ProductQuestion => (skills.product_question, product_question::run),
        Skill::RefundStatus => (skills.refund_status, order_question::run),
        Skill::Claim => return without_skill(skills.claim),
        Skill::Discount => return without_skill(skills.discount),
        Skill::Recommendation => return without_skill(skills.recommendation),
        Skill::Reorder => return without_skill(skills.reorder),
        Skill::Account | Skill::Loyalty | Skill::Subscription => return Ability::Person,
    };
    match autonomy {
        Autonomy::Autonomous => Ability::Skill(run),
        Autonomy::NotOffered | Autonomy::Off => without_skill(autonomy),
    }
}

/// What becomes of a wish that the assistant cannot fulfil.
const fn without_skill(autonomy: Autonomy) -> Ability {
    match autonomy {
        Autonomy::NotOffered => Ability::NotOffered,
        Autonomy::Autonomous | Autonomy::Off => Ability::Person,
    }
}
