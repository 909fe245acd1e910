//! Guardrails: the one gate that every action passes.
//!
//! Default deny, deny wins, and every decision cites the rules that made it. What understanding or
//! a model said is not an input here: facts, identity, consent and the playbook are.

mod state;

use serde::{Deserialize, Serialize};

use crate::{
    base::time::Timestamp,
    commerce::{Action, Change, Customer, Order},
    identity::{Identity, IdentityLevel},
    playbook::{Autonomy, Playbook},
};

/// May this action be done now?
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GuardrailDecision {
    /// The action judged, for example `cancel_order`.
    pub action: String,
    /// The verdict.
    pub verdict: Verdict,
    /// The rules that made it, for example `cancel_order.not_pending`.
    pub rules: Vec<String>,
}

/// What a guardrail says.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It may be done.
    Allow,
    /// It may not.
    Deny,
    /// A person decides.
    Escalate,
    /// Identity must be shown first.
    Verify,
}

/// The facts that an action is judged by.
#[derive(Clone, Copy, Debug)]
pub struct ActionFacts<'a> {
    /// The order as the shop shows it in this turn, where the action is on one.
    pub order: Option<&'a Order>,
    /// The customer as the shop shows them.
    pub customer: &'a Customer,
    /// What the customer pays for it, in minor units of the order's currency; negative where money
    /// goes back.
    pub due_minor: i64,
    /// Whether the customer said yes to exactly this in this turn.
    pub consent: Consent,
    /// Now.
    pub now: Timestamp,
}

/// Whether the customer said yes to exactly this action, after a summary of it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Consent {
    /// A clear yes in this turn's message.
    Given,
    /// Not asked yet: the action is only being summarised.
    Missing,
}

/// Decides whether `action` may be done. Total and free of side effects. Without consent nothing is
/// allowed: an action that only lacks it is denied by the rule [`NO_CONSENT`] alone.
#[must_use]
pub fn decide(
    action: &Action,
    facts: ActionFacts<'_>,
    identity: &Identity,
    playbook: &Playbook,
) -> GuardrailDecision {
    let decision = |verdict, rule: &str| GuardrailDecision {
        action: action.name().to_owned(),
        verdict,
        rules: vec![format!("{}.{rule}", action.name())],
    };
    let Some(who) = identity.verified_at(facts.now) else {
        return decision(Verdict::Verify, "identity");
    };
    if who.customer_id() != action.customer_id() || facts.customer.id != *who.customer_id() {
        return decision(Verdict::Deny, "not_theirs");
    }
    if who.level() < IdentityLevel::Verified {
        return decision(Verdict::Verify, "identity");
    }
    if let Some(order_id) = action.order_id() {
        let Some(order) = facts.order.filter(|order| order.id == *order_id) else {
            return decision(Verdict::Deny, "other_order");
        };
        if order.customer_id != *who.customer_id() {
            return decision(Verdict::Deny, "not_theirs");
        }
    }
    match autonomy(action.change(), playbook) {
        Autonomy::Autonomous => {}
        Autonomy::NotOffered => return decision(Verdict::Deny, "not_offered"),
        Autonomy::Off => return decision(Verdict::Escalate, "skill_off"),
    }
    if let Some(rule) = state::obstacle(action.change(), &facts) {
        return decision(Verdict::Deny, rule);
    }
    if facts.consent == Consent::Missing {
        return decision(Verdict::Deny, NO_CONSENT);
    }
    decision(Verdict::Allow, "confirmed")
}

/// The rule that denies what the customer has not said yes to.
pub const NO_CONSENT: &str = "no_consent";

impl GuardrailDecision {
    /// Whether nothing but the customer's yes is missing.
    #[must_use]
    pub fn lacks_only_consent(&self) -> bool {
        self.verdict == Verdict::Deny
            && self.rules.iter().all(|rule| rule.strip_prefix(&self.action) == Some(".no_consent"))
    }
}

/// How far the skill of a change may go.
const fn autonomy(change: &Change, playbook: &Playbook) -> Autonomy {
    let skills = &playbook.skills;
    match change {
        Change::CancelOrder { .. } => skills.cancel_order,
        Change::ChangeLines { .. } => skills.change_items,
        Change::Exchange { .. } => skills.exchange,
        Change::Refund { .. } | Change::Replace { .. } => skills.claim,
        Change::Return { .. } => skills.returns,
        Change::SetDefaultAddress { .. } => skills.default_address,
        Change::SetPaymentMethod { .. } => skills.change_payment,
        Change::SetShippingAddress { .. } => skills.change_address,
    }
}
