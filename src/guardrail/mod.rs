//! Guardrails: the one gate that every action passes.
//!
//! Default deny, deny wins, and every decision cites the rules that made it. What understanding or
//! a model said is not an input here: facts, identity, consent and the playbook are.

mod custom;
mod discount;
mod settings;
mod state;
mod subscription;

use serde::{Deserialize, Serialize};

pub use discount::{Shopper, discount_rule};

use crate::{
    base::{id::LineId, time::Timestamp},
    commerce::{Action, Change, CountedAction, Customer, Loyalty, Order, Subscription},
    identity::{Identity, IdentityLevel},
    playbook::{Autonomy, Playbook, Topic},
};

/// May this action be done now?
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GuardrailDecision {
    /// The action judged, for example `cancel_order`.
    pub action: String,
    /// The verdict.
    pub verdict: Verdict,
    /// The rules that made it, for example `cancel_order.not_pending`; where it is a setting of the
    /// playbook, followed by a JSON pointer to it.
    pub rules: Vec<String>,
    /// The proof of identity that is needed, where it is the proof that is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<IdentityLevel>,
}

/// What a guardrail says.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It may be done.
    Allow,
    /// It may be done once a person has approved it.
    Approve,
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
    /// The repeated delivery as the shop shows it in this turn, where the action is on one.
    pub subscription: Option<&'a Subscription>,
    /// The customer as the shop shows them.
    pub customer: &'a Customer,
    /// The loyalty account as the shop shows it, where points are spent.
    pub loyalty: Option<&'a Loyalty>,
    /// What the customer pays for it, in minor units of the order's currency; negative where money
    /// goes back.
    pub due_minor: i64,
    /// Whether the customer said yes to exactly this in this turn.
    pub consent: Consent,
    /// Whether a person approved exactly this.
    pub approval: Approval,
    /// What was done for the customer before, where a limit asks for it.
    pub past: &'a [CountedAction],
    /// The product types of the things it is about, where a setting asks for them.
    pub categories: &'a [LineCategory],
    /// The customer's loyalty tier.
    pub tier: Option<&'a str>,
    /// What they have, where the action is a discount.
    pub shopper: Option<Shopper<'a>>,
    /// What the message is about beside what it asks for.
    pub topics: &'a [Topic],
    /// Whether a person has had the assistant change nothing in this conversation.
    pub only_answers: bool,
    /// Now.
    pub now: Timestamp,
}

/// The product type of one line.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LineCategory {
    /// Which line.
    pub line_id: LineId,
    /// The shop's own word for what it is.
    pub category: String,
}

/// Whether a person approved exactly this action.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Approval {
    /// By somebody who may.
    Given,
    /// Not asked for, or not answered.
    Missing,
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
        level: (verdict == Verdict::Verify).then_some(IdentityLevel::Verified),
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
    if let Some(id) = action.subscription_id() {
        let Some(held) = facts.subscription.filter(|held| held.id == *id) else {
            return decision(Verdict::Deny, "other_subscription");
        };
        if held.customer_id != *who.customer_id() {
            return decision(Verdict::Deny, "not_theirs");
        }
    }
    let mut stops = settings::stops(action, &facts, who, playbook);
    if let Some(rule) = state::obstacle(action.change(), &facts) {
        stops.insert(0, Stop::new(Verdict::Deny, rule));
    }
    if let Some(rule) = state::doubt(action.change(), &facts) {
        stops.push(Stop::new(Verdict::Escalate, rule));
    }
    // What a person approves by itself is theirs to say, too.
    if facts.only_answers && facts.approval == Approval::Missing {
        stops.push(Stop::new(Verdict::Escalate, "only_answers"));
    }
    match autonomy(action.change(), playbook) {
        Autonomy::Assist => stops.push(Stop::new(Verdict::Escalate, "assist")),
        Autonomy::Autonomous => {}
        Autonomy::NotOffered => stops.push(Stop::new(Verdict::Deny, "not_offered")),
        Autonomy::Off => stops.push(Stop::new(Verdict::Escalate, "skill_off")),
        Autonomy::Supervised => stops.push(Stop::new(Verdict::Approve, "supervised")),
    }
    for verdict in [Verdict::Deny, Verdict::Escalate, Verdict::Verify] {
        if let Some(decision) = stopped(action, verdict, &stops) {
            return decision;
        }
    }
    if facts.consent == Consent::Missing && !action.needs_no_yes() {
        return decision(Verdict::Deny, NO_CONSENT);
    }
    match (stopped(action, Verdict::Approve, &stops), facts.approval) {
        (Some(decision), Approval::Missing) => decision,
        (Some(_), Approval::Given) => decision(Verdict::Allow, "approved"),
        (None, _) if facts.consent == Consent::Missing => decision(Verdict::Allow, "asked_for"),
        (None, _) => decision(Verdict::Allow, "confirmed"),
    }
}

/// Something that keeps an action from being done just so.
#[derive(Clone, Debug)]
struct Stop {
    verdict: Verdict,
    /// Last part of the rule's name.
    rule: String,
    /// JSON pointer to the setting, where it is one.
    setting: Option<String>,
    level: Option<IdentityLevel>,
}

impl Stop {
    fn new(verdict: Verdict, rule: &str) -> Self {
        Self { verdict, rule: rule.to_owned(), setting: None, level: None }
    }
}

/// The decision of the stops that say `verdict`, where there are any.
fn stopped(action: &Action, verdict: Verdict, stops: &[Stop]) -> Option<GuardrailDecision> {
    let those: Vec<&Stop> = stops.iter().filter(|stop| stop.verdict == verdict).collect();
    let mut rules = Vec::new();
    for stop in &those {
        rules.push(format!("{}.{}", action.name(), stop.rule));
        rules.extend(stop.setting.clone());
    }
    let level = those.iter().filter_map(|stop| stop.level).max();
    (!rules.is_empty()).then(|| GuardrailDecision {
        action: action.name().to_owned(),
        verdict,
        rules,
        level,
    })
}

/// An action as it is counted: what moves, either way, and when.
#[must_use]
pub fn counted(action: &Action, facts: &ActionFacts<'_>) -> CountedAction {
    settings::counted(action, facts)
}

/// What may not be judged for want of a fact: a person decides.
#[must_use]
pub fn undecided(action: &Action, rule: &str) -> GuardrailDecision {
    GuardrailDecision {
        action: action.name().to_owned(),
        verdict: Verdict::Escalate,
        rules: vec![format!("{}.{rule}", action.name())],
        level: None,
    }
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

impl GuardrailDecision {
    /// Whether nothing stands in the way but that the merchant has a person send what is drafted.
    #[must_use]
    pub fn lacks_only_a_person(&self) -> bool {
        self.verdict == Verdict::Escalate
            && self.rules.iter().all(|rule| rule.strip_prefix(&self.action) == Some(".assist"))
    }
}

/// How far the skill of a change may go.
#[must_use]
pub fn autonomy(change: &Change, playbook: &Playbook) -> Autonomy {
    let skills = &playbook.skills;
    match change {
        Change::CancelOrder { .. } => skills.cancel_order,
        Change::ChangeLines { .. } => skills.change_items,
        Change::Checkout { .. } => skills.reorder,
        Change::Custom(custom) => {
            playbook.custom(custom.skill).map_or(Autonomy::Off, |skill| skill.autonomy)
        }
        Change::AdjustPrice { .. } | Change::Discount { .. } => skills.discount,
        Change::Exchange { .. } => skills.exchange,
        Change::RedeemReward { .. } => skills.redeem_reward,
        Change::Refund { .. } | Change::Replace { .. } => skills.claim,
        Change::RequestPrivacy { .. } | Change::SetConsent { .. } => skills.account,
        Change::Return { .. } => skills.returns,
        Change::SetDefaultAddress { .. } => skills.default_address,
        Change::SetPaymentMethod { .. } => skills.change_payment,
        Change::SetShippingAddress { .. } => skills.change_address,
        Change::Subscription { .. } => skills.subscription,
        Change::WatchStock { .. } => skills.back_in_stock,
    }
}
