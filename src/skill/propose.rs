//! From an action to a proposal, or to the reason why it is not proposed.

use super::{Account, Proposed, SkillContext, SkillEnd, SkillRequest, Standing, Suspended, ask};
use crate::{
    base::money::Money,
    commerce::{Action, ActionKind, Order, OrderStatus, PaymentKind, ShopFault, Subscription},
    conversation::{
        ApprovalStatus, ChangeFact, Fact, FactSource, MethodFact, Proposal, RefusedFact, Slot,
        SourcedFact,
    },
    escalation::{Escalation, Reason},
    guardrail::{GuardrailDecision, Verdict},
    playbook::{Playbook, RefundTarget},
    understanding::Skill,
};

/// A change that a skill has worked out.
pub(super) struct Draft<'a> {
    /// What would be done.
    pub(super) action: Action,
    /// What would be told of it.
    pub(super) fact: ChangeFact,
    /// Of which order, as known, where it is on one.
    pub(super) order: Option<&'a (Order, FactSource)>,
    /// Of which repeated delivery, as known, where it is on one.
    pub(super) subscription: Option<&'a (Subscription, FactSource)>,
    /// The things that it is about, for a refusal.
    pub(super) titles: Vec<String>,
    /// What the customer pays, in minor units; negative where money goes back.
    pub(super) due_minor: i64,
}

impl Draft<'_> {
    /// What is done to neither an order nor a repeated delivery, and costs nothing.
    pub(super) const fn plain(action: Action, fact: ChangeFact) -> Self {
        Self { action, fact, order: None, subscription: None, titles: Vec::new(), due_minor: 0 }
    }
}

/// Asks the guardrails about a change before the customer is asked, and adds it to what the skill
/// ends with: as a proposal, as a refusal, or as something for a person.
///
/// # Errors
/// [`Suspended`] until the answers are recorded that the guardrails ask for.
pub(super) fn propose(
    cx: &mut SkillContext<'_>,
    request: &SkillRequest<'_>,
    account: &Account,
    draft: Draft<'_>,
    end: &mut SkillEnd,
) -> Result<(), Suspended> {
    let order = draft.order.map(|(order, _)| order);
    if let Some(fact) = waiting(cx, &draft) {
        end.facts.push(fact);
        return Ok(());
    }
    let subscription = draft.subscription.map(|(held, _)| held);
    let standing = Standing {
        order,
        subscription,
        customer: &account.customer,
        loyalty: account.loyalty.as_ref(),
        due_minor: draft.due_minor,
    };
    let decision = cx.judge(&draft.action, standing)?;
    let known = draft.order.map(|(_, source)| source);
    let known = known.or(draft.subscription.map(|(_, source)| source));
    let source = known.cloned().unwrap_or(FactSource::Conversation);
    if let Some(order) = order
        && !end.orders_in_focus.contains(&order.id)
    {
        end.orders_in_focus.push(order.id.clone());
    }
    match decision.verdict {
        Verdict::Allow | Verdict::Approve => {}
        Verdict::Deny if decision.lacks_only_consent() => {}
        Verdict::Deny => {
            let mut fact = refusal(cx.playbook, request.goal.skill, &decision, account, &draft);
            fact.because = cx.playbook.guardrails.because(&decision.rules);
            if !fact.methods.is_empty() {
                // Another way to pay or be paid may do: the goal waits for it.
                let options = fact.methods.iter().map(ask::in_words).collect();
                end.awaiting = Some(ask::one_of(request, Slot::Payment, options));
            }
            end.facts.push(Fact::Refused(Box::new(fact)).sourced(source));
            end.refused = true;
            return Ok(());
        }
        Verdict::Verify => {
            end.facts.push(Fact::SignInNeeded.said());
            return Ok(());
        }
        // A person sends what is drafted, and does it.
        Verdict::Escalate if decision.lacks_only_a_person() => {}
        Verdict::Escalate => {
            end.escalation =
                Some(left_to_person(Reason::Guardrail, decision.rules, request.goal.skill));
            return Ok(());
        }
    }
    let proposal = Proposal {
        goals: vec![request.goal.id],
        skill: request.goal.skill,
        action: draft.action,
        fact: draft.fact,
    };
    end.proposals.push(Proposed {
        proposal,
        source,
        order: order.cloned(),
        subscription: subscription.cloned(),
        customer: account.customer.clone(),
        loyalty: account.loyalty.clone(),
        due_minor: draft.due_minor,
    });
    Ok(())
}

/// What waits for an approval already is not proposed again.
fn waiting(cx: &SkillContext<'_>, draft: &Draft<'_>) -> Option<SourcedFact> {
    let held = cx.state.approvals.iter().find(|held| {
        let action = &held.proposal.action;
        // Of things of one order each may be claimed; what is done to an order is done to all of it.
        let apart = matches!(
            draft.action.kind(),
            ActionKind::Checkout
                | ActionKind::RedeemReward
                | ActionKind::Refund
                | ActionKind::Replace
        );
        // Of one repeated delivery several things may be changed.
        if apart || draft.subscription.is_some() {
            return *action == draft.action;
        }
        action.kind() == draft.action.kind() && action.target() == draft.action.target()
    })?;
    let hours = cx.playbook.guardrails.approval.hours;
    let change = Box::new(held.proposal.fact.clone());
    Some(Fact::Approval { status: ApprovalStatus::Waiting { hours }, change }.said())
}

fn refusal(
    playbook: &Playbook,
    skill: Skill,
    decision: &GuardrailDecision,
    account: &Account,
    draft: &Draft<'_>,
) -> RefusedFact {
    let rule = decision.rules.first().cloned().unwrap_or_default();
    let order = draft.order.map(|(order, _)| order);
    let about_money = rule.ends_with(".refund_target") || rule.ends_with(".balance");
    RefusedFact {
        skill,
        number: order.map(|order| order.shown_number().to_owned()),
        status: order.map(|order| order.status),
        titles: draft.titles.clone(),
        alternative: order.and_then(|order| alternative(skill, order.status)),
        methods: if about_money {
            allowed_methods(playbook, account, draft, &rule)
        } else {
            Vec::new()
        },
        amount: order
            .filter(|_| rule.ends_with(".balance"))
            .map(|order| Money::from_minor(draft.due_minor, order.total.currency())),
        because: None,
        setting: decision.rules.iter().find(|rule| rule.starts_with('/')).cloned(),
        rule,
    }
}

/// The ways to pay or be paid that the refused one could be replaced by.
fn allowed_methods(
    playbook: &Playbook,
    account: &Account,
    draft: &Draft<'_>,
    rule: &str,
) -> Vec<MethodFact> {
    if let (true, Some((order, _))) = (rule.ends_with(".refund_target"), draft.order) {
        return refundable(playbook, account, order);
    }
    let covers = |method: &&crate::commerce::PaymentMethod| {
        method.balance.is_none_or(|balance| balance.minor() >= draft.due_minor)
    };
    account.methods().iter().filter(covers).map(MethodFact::of).collect()
}

/// The ways to pay to which the merchant lets money go back.
pub(super) fn refundable(playbook: &Playbook, account: &Account, order: &Order) -> Vec<MethodFact> {
    let allowed = &playbook.guardrails.refund_to;
    let fits = |method: &&crate::commerce::PaymentMethod| {
        let by_kind = match method.kind {
            PaymentKind::GiftCard => allowed.contains(&RefundTarget::GiftCard),
            PaymentKind::StoreCredit => allowed.contains(&RefundTarget::StoreCredit),
            PaymentKind::CreditCard | PaymentKind::Other | PaymentKind::Paypal => false,
        };
        let paid = order.original_method() == Some(&method.id);
        by_kind || paid && allowed.contains(&RefundTarget::Original)
    };
    account.methods().iter().filter(fits).map(MethodFact::of).collect()
}

/// The nearest thing that the state of an order allows in place of what was wanted.
pub(super) const fn alternative(wanted: Skill, status: OrderStatus) -> Option<Skill> {
    match (wanted, status) {
        (Skill::CancelOrder | Skill::ChangeItems, OrderStatus::Delivered) => Some(Skill::Return),
        (Skill::Return | Skill::Exchange, OrderStatus::Pending) => Some(Skill::CancelOrder),
        _ => None,
    }
}

/// Nobody does what is wanted.
#[must_use]
pub fn not_offered_at_all(skill: Skill) -> SkillEnd {
    let instead = (skill == Skill::Claim).then_some(Skill::Return);
    not_offered(skill, "any.not_offered", None, Vec::new(), instead)
}

/// A refusal that no action stands behind: what is wanted is not among what can be done.
pub(super) fn not_offered(
    skill: Skill,
    rule: &str,
    order: Option<&(Order, FactSource)>,
    titles: Vec<String>,
    alternative: Option<Skill>,
) -> SkillEnd {
    let fact = RefusedFact {
        skill,
        rule: rule.to_owned(),
        number: order.map(|(order, _)| order.shown_number().to_owned()),
        status: order.map(|(order, _)| order.status),
        titles,
        alternative,
        methods: Vec::new(),
        amount: None,
        because: None,
        setting: None,
    };
    let source = order.map_or(FactSource::Conversation, |(_, source)| source.clone());
    let mut end = SkillEnd::refused(Fact::Refused(Box::new(fact)).sourced(source));
    end.orders_in_focus = order.map(|(order, _)| order.id.clone()).into_iter().collect();
    end
}

/// The shop could not be asked: a person takes over.
pub(super) fn shop_fault(fault: &ShopFault, skill: Skill) -> SkillEnd {
    SkillEnd::person(left_to_person(Reason::ShopFault, vec![fault.code().to_owned()], skill))
}

/// What a person does where the assistant may not or cannot.
pub(super) fn left_to_person(reason: Reason, mut rules: Vec<String>, skill: Skill) -> Escalation {
    rules.insert(0, reason.rule().to_owned());
    let left = match reason {
        Reason::UnknownResult => {
            "A change was sent but could not be read back: it may have happened. Look at the \
             record, then tell the customer."
        }
        Reason::Assist => "Check the drafted reply and what it announces, do it, and send it.",
        Reason::MissingFact => "Answer the question, and add the answer to the shop's own pages.",
        Reason::Anger
        | Reason::AskedForPerson
        | Reason::CustomSkill
        | Reason::Guardrail
        | Reason::LowConfidence
        | Reason::MissingAbility
        | Reason::NotReceived
        | Reason::PrivacyRequest
        | Reason::SensitiveTopic
        | Reason::ShopFault
        | Reason::SupervisedApproval
        | Reason::TakenOver
        | Reason::VerificationFailed
        | Reason::Vip => "Decide about what the customer wants, do it, and tell them.",
    };
    Escalation { reason, rules, skill: Some(skill), left: left.to_owned(), queue: None }
}
