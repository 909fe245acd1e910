//! Guardrails: the one gate that every action passes.
//!
//! Default deny, deny wins, and every decision cites the rules that made it. What understanding or
//! a model said is not an input here: facts, identity, consent and the playbook are.

use serde::{Deserialize, Serialize};

use crate::{
    base::time::Timestamp,
    commerce::{Action, Order, OrderStatus},
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
    /// The order as the shop shows it in this turn.
    pub order: &'a Order,
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
    /// Anything else.
    Missing,
}

/// Decides whether `action` may be done. Total and free of side effects.
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
    if who.customer_id() != action.customer_id() || facts.order.customer_id != *who.customer_id() {
        return decision(Verdict::Deny, "not_theirs");
    }
    if who.level() < IdentityLevel::Verified {
        return decision(Verdict::Verify, "identity");
    }
    if facts.order.id != *action.order_id() {
        return decision(Verdict::Deny, "other_order");
    }
    match action {
        Action::CancelOrder(_) => {
            if playbook.skills.cancel_order == Autonomy::Off {
                return decision(Verdict::Escalate, "skill_off");
            }
            if facts.order.status != OrderStatus::Pending {
                return decision(Verdict::Deny, "not_pending");
            }
            if facts.consent == Consent::Missing {
                return decision(Verdict::Deny, "no_consent");
            }
            decision(Verdict::Allow, "pending_and_confirmed")
        }
    }
}
