//! Which skill serves which goal.

use super::{
    SkillContext, SkillEnd, SkillRequest, Suspended, address, ask_knowledge, back_in_stock,
    cancel_order, cart, change_payment, claim, custom, discount, loyalty, order_question,
    order_status, personal, product_question, recommendation, redeem, reorder, returns,
    subscription, swap,
};
use crate::{
    base::skill_id::SkillId,
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
    let run: Run = match skill {
        Skill::Account => personal::run,
        Skill::AskKnowledge => ask_knowledge::run,
        Skill::BackInStock => back_in_stock::run,
        Skill::CancelOrder => cancel_order::run,
        Skill::Cart => cart::run,
        Skill::ChangeAddress => address::run,
        // Where the order stands decides which of the two it is; the guardrails judge that one.
        Skill::ChangeItems | Skill::Exchange => swap::run,
        Skill::ChangePayment => change_payment::run,
        Skill::Custom(_) => custom::run,
        Skill::Claim => claim::run,
        Skill::DefaultAddress => address::run_default,
        Skill::Discount => discount::run,
        Skill::Loyalty => loyalty::run,
        Skill::OrderStatus => order_status::run,
        Skill::RedeemReward => redeem::run,
        Skill::Reorder => reorder::run,
        Skill::Recommendation => recommendation::run,
        Skill::Return => returns::run,
        Skill::OrderQuestion | Skill::RefundStatus => order_question::run,
        Skill::ProductQuestion => product_question::run,
        Skill::Subscription => subscription::run,
    };
    let swaps = [Skill::ChangeItems, Skill::Exchange];
    let asked = [skill];
    let any_of = if swaps.contains(&skill) { swaps.as_slice() } else { asked.as_slice() };
    if any_of.iter().any(|skill| is_served(autonomy(*skill, playbook))) {
        Ability::Skill(run)
    } else {
        without_skill(autonomy(skill, playbook))
    }
}

const fn is_served(autonomy: Autonomy) -> bool {
    match autonomy {
        Autonomy::Assist | Autonomy::Autonomous | Autonomy::Supervised => true,
        Autonomy::NotOffered | Autonomy::Off => false,
    }
}

/// Names of the skills that the assistant has under this playbook.
#[must_use]
pub fn served(playbook: &Playbook) -> Vec<String> {
    let own = playbook.custom_skills.keys().filter_map(|id| SkillId::parse(id));
    let all = Skill::BUILT_IN.iter().map(|(_, skill)| *skill).chain(own.map(Skill::Custom));
    all.filter(|skill| is_served(autonomy(*skill, playbook))).map(Skill::name).collect()
}

/// Whether the assistant does something by itself, perhaps once a person has approved it.
#[must_use]
pub fn does(skill: Skill, playbook: &Playbook) -> bool {
    matches!(autonomy(skill, playbook), Autonomy::Autonomous | Autonomy::Supervised)
}

/// How far a skill may go without a person.
#[must_use]
pub fn autonomy(skill: Skill, playbook: &Playbook) -> Autonomy {
    let skills = &playbook.skills;
    match skill {
        Skill::AskKnowledge => skills.ask_knowledge,
        Skill::BackInStock => skills.back_in_stock,
        Skill::CancelOrder => skills.cancel_order,
        Skill::Cart => skills.cart,
        Skill::ChangeAddress => skills.change_address,
        Skill::ChangeItems => skills.change_items,
        Skill::ChangePayment => skills.change_payment,
        Skill::Claim => skills.claim,
        Skill::Custom(id) => playbook.custom(id).map_or(Autonomy::Off, |own| own.autonomy),
        Skill::DefaultAddress => skills.default_address,
        Skill::Discount => skills.discount,
        Skill::Exchange => skills.exchange,
        Skill::OrderQuestion => skills.order_question,
        Skill::OrderStatus => skills.order_status,
        Skill::ProductQuestion => skills.product_question,
        Skill::Recommendation => skills.recommendation,
        Skill::RedeemReward => skills.redeem_reward,
        Skill::RefundStatus => skills.refund_status,
        Skill::Reorder => skills.reorder,
        Skill::Return => skills.returns,
        Skill::Loyalty => skills.loyalty,
        Skill::Account => skills.account,
        Skill::Subscription => skills.subscription,
    }
}

/// What becomes of a wish that the assistant cannot fulfil.
const fn without_skill(autonomy: Autonomy) -> Ability {
    match autonomy {
        Autonomy::NotOffered => Ability::NotOffered,
        Autonomy::Assist | Autonomy::Autonomous | Autonomy::Off | Autonomy::Supervised => {
            Ability::Person
        }
    }
}
