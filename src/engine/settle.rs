//! From what the skills propose to one summary, and from a yes to it to what was done.

use super::{approval, take::is_kin};
use crate::{
    base::{id::TurnId, money::Money, sort},
    commerce::{
        Action, ActionKind, Answer, Change, Order, PrivacyKind, PrivacyRequest, ShopFault,
        Subscription, SubscriptionStep, facts, named_after,
    },
    condition,
    conversation::{
        Awaiting, ChangeFact, CustomSays, Fact, PendingApproval, Proposal, RefusedFact,
        SourcedFact, SubscriptionFact,
    },
    escalation::{Escalation, Reason},
    guardrail::{Consent, Verdict},
    skill::{Acted, Proposed, SkillContext, Standing, Suspended},
    understanding::Skill,
};

/// What the proposals of a turn come to.
pub(super) enum Settled {
    /// These, in the order in which they are to be done.
    Ready(Vec<Proposed>),
    /// Two that exclude each other: the customer chooses.
    EitherOr(Box<(SourcedFact, Awaiting)>),
}

/// Brings what several goals propose together: what a shop allows once for an order is asked for
/// once, what frees an order for nothing else comes last, and what excludes each other is asked
/// about.
pub(super) fn settle(proposed: Vec<Proposed>) -> Settled {
    let mut kept: Vec<Proposed> = Vec::new();
    for new in proposed {
        // What was wanted first and is not wanted any more: the same thing, otherwise.
        kept.retain(|held| !is_overridden(held, &new));
        let joined = kept.iter_mut().any(|held| join(held, &new));
        if !joined {
            kept.push(new);
        }
    }
    for (index, one) in kept.iter().enumerate() {
        let rest = kept.get(index.saturating_add(1)..).unwrap_or_default();
        if let Some(other) = rest.iter().find(|other| excludes(one, other)) {
            return either_or(one, other);
        }
    }
    sort::by_key(&mut kept, |it| rank(it.proposal.action.change()));
    Settled::Ready(kept)
}

/// Whether a later proposal is about things that an earlier one wanted something else with.
fn is_overridden(held: &Proposed, new: &Proposed) -> bool {
    let (one, other) = (&held.proposal.action, &new.proposal.action);
    let kin = is_kin(held.proposal.skill, new.proposal.skill);
    let lines = |change: &Change| match change {
        Change::ChangeLines { swaps, .. } | Change::Exchange { swaps, .. } => {
            swaps.iter().map(|swap| swap.line_id.clone()).collect::<Vec<_>>()
        }
        Change::Return { lines, .. } => lines.iter().map(|line| line.line_id.clone()).collect(),
        Change::Refund { line_ids, .. } | Change::Replace { line_ids, .. } => line_ids.clone(),
        Change::AdjustPrice { .. }
        | Change::CancelOrder { .. }
        | Change::Checkout { .. }
        | Change::Custom(_)
        | Change::Discount { .. }
        | Change::RequestPrivacy { .. }
        | Change::SetConsent { .. }
        | Change::RedeemReward { .. }
        | Change::SetDefaultAddress { .. }
        | Change::SetPaymentMethod { .. }
        | Change::SetShippingAddress { .. }
        | Change::Subscription { .. }
        | Change::WatchStock { .. } => Vec::new(),
    };
    // One code is given at a time, whatever else was asked for before.
    if one.kind() == ActionKind::Discount && one.target() == other.target() {
        return true;
    }
    let (mine, theirs) = (lines(one.change()), lines(other.change()));
    !kin && one.target() == other.target()
        && !mine.is_empty()
        && mine.iter().all(|line| theirs.contains(line))
}

fn join(held: &mut Proposed, new: &Proposed) -> bool {
    if held.proposal.action == new.proposal.action {
        held.proposal.goals.extend(new.proposal.goals.iter().copied());
        return true;
    }
    let mut action = held.proposal.action.clone();
    let mut fact = held.proposal.fact.clone();
    if !fact.absorb(&new.proposal.fact) || !action.absorb(&new.proposal.action) {
        return false;
    }
    held.proposal.action = action;
    held.proposal.fact = fact;
    held.proposal.goals.extend(new.proposal.goals.iter().copied());
    held.due_minor = held.due_minor.saturating_add(new.due_minor);
    true
}

/// Whether the one leaves nothing for the other to be done to.
fn excludes(one: &Proposed, other: &Proposed) -> bool {
    let (a, b) = (one.proposal.action.change(), other.proposal.action.change());
    let same = one.proposal.action.target() == other.proposal.action.target();
    let is_cancel = |change: &Change| matches!(change, Change::CancelOrder { .. });
    let sends_back =
        |change: &Change| matches!(change, Change::Return { .. } | Change::Exchange { .. });
    same && (is_cancel(a) || is_cancel(b) || (sends_back(a) && sends_back(b)))
}

fn either_or(one: &Proposed, other: &Proposed) -> Settled {
    let number = one.order.as_ref().map(|order| order.shown_number().to_owned());
    let fact = Fact::EitherOr {
        number: number.unwrap_or_default(),
        first: Box::new(one.proposal.fact.clone()),
        second: Box::new(other.proposal.fact.clone()),
    };
    let mut goals = one.proposal.goals.clone();
    goals.extend(other.proposal.goals.iter().copied());
    let asked = (fact.sourced(one.source.clone()), Awaiting::ChooseGoal { goals });
    Settled::EitherOr(Box::new(asked))
}

/// What comes first: a change of lines may freeze an order for every other change.
const fn rank(change: &Change) -> u8 {
    match change {
        // Going on frees a repeated delivery for what else is changed of it.
        Change::SetPaymentMethod { .. }
        | Change::Subscription { step: SubscriptionStep::Resume { .. }, .. } => 0,
        Change::SetShippingAddress { .. } => 1,
        Change::SetDefaultAddress { .. } => 2,
        Change::AdjustPrice { .. }
        | Change::ChangeLines { .. }
        | Change::Exchange { .. }
        | Change::Refund { .. }
        | Change::Replace { .. }
        | Change::Return { .. } => 3,
        Change::Subscription { step, .. } => match step {
            SubscriptionStep::SetInterval { .. }
            | SubscriptionStep::SetQuantity { .. }
            | SubscriptionStep::Swap { .. } => 1,
            SubscriptionStep::SetNextCharge { .. } | SubscriptionStep::SkipNext => 2,
            SubscriptionStep::Cancel { .. }
            | SubscriptionStep::Pause { .. }
            | SubscriptionStep::Resume { .. } => 3,
        },
        Change::CancelOrder { .. } => 4,
        // What points took off can be used in the cart that comes after it.
        Change::Discount { .. } | Change::RedeemReward { .. } => 5,
        Change::Checkout { .. } => 6,
        Change::Custom(_) => 5,
        Change::SetConsent { .. } | Change::WatchStock { .. } => 7,
        Change::RequestPrivacy { kind: PrivacyKind::Export, .. } => 8,
        Change::RequestPrivacy { kind: PrivacyKind::Deletion, .. } => 9,
    }
}

/// What was done on a yes.
#[derive(Debug, Default)]
pub(super) struct Done {
    pub(super) facts: Vec<SourcedFact>,
    pub(super) escalations: Vec<Escalation>,
    /// Goals that are over, one way or the other.
    pub(super) goals: Vec<u16>,
    /// What waits for a person's approval now.
    pub(super) approvals: Vec<PendingApproval>,
    /// What was done and read back: the ability that proposed it, and its goals.
    pub(super) changed: Vec<(Skill, Vec<u16>)>,
}

/// Does what was said yes to, one change after the other. A change that fails keeps none of the
/// others from being done.
///
/// # Errors
/// [`Suspended`] until the answers are recorded.
pub(super) fn perform(
    cx: &mut SkillContext<'_>,
    turn: &TurnId,
    consented: &[Proposed],
) -> Result<Done, Suspended> {
    let mut done = Done::default();
    // An order as the last change left it.
    let mut current: Vec<Order> = Vec::new();
    let mut deliveries: Vec<Subscription> = Vec::new();
    for proposed in consented {
        let Proposal { goals, skill, action, fact } = &proposed.proposal;
        let changed = current.iter().rev().find(|order| Some(&order.id) == action.order_id());
        let order = changed.cloned().or_else(|| proposed.order.clone());
        let changed = deliveries.iter().rev();
        let changed = changed.into_iter().find(|it| Some(&it.id) == action.subscription_id());
        let subscription = changed.cloned().or_else(|| proposed.subscription.clone());
        let standing = Standing {
            order: order.as_ref(),
            subscription: subscription.as_ref(),
            customer: &proposed.customer,
            loyalty: proposed.loyalty.as_ref(),
            due_minor: proposed.due_minor,
        };
        match cx.act(action, standing, Consent::Given)? {
            Acted::Done(after, source) => {
                if let Answer::Privacy(request) = &after {
                    done.escalations.push(carry_out(request, *skill));
                }
                done.changed.push((*skill, goals.clone()));
                let fact = fact.read_back(&after);
                done.escalations.extend(unresolved(cx, action, &after, *skill));
                done.facts.push(Fact::HasDone(Box::new(fact)).sourced(source));
                if let Answer::Order(after) = after {
                    current.push(*after);
                } else if let Answer::Subscription(after) = after {
                    deliveries.push(*after);
                }
            }
            Acted::Forbidden(decision) if decision.verdict == Verdict::Deny => {
                let rule = decision.rules.first().cloned().unwrap_or_default();
                done.facts.push(refused(*skill, rule, order.as_ref()));
            }
            Acted::Forbidden(decision) if decision.verdict == Verdict::Approve => {
                let Some(who) = cx.verified() else { continue };
                let hours = cx.playbook.guardrails.approval.hours;
                let index = done.approvals.len();
                let (pending, fact) =
                    approval::ask(turn, index, proposed, who, decision, cx.now, hours);
                done.approvals.push(pending);
                done.facts.push(fact);
            }
            Acted::Forbidden(decision) => {
                let rules = decision.rules;
                done.escalations.push(escalation(Reason::Guardrail, rules, *skill));
            }
            // What a shop cannot do at all, its people may.
            Acted::Refused(ShopFault::Refused { code }) if code == "unsupported" => {
                let rules = vec!["shop.unsupported".to_owned()];
                done.escalations.push(escalation(Reason::MissingAbility, rules, *skill));
            }
            Acted::Refused(fault) => {
                let rule = format!("shop.{}", code(&fault));
                done.facts.push(refused(*skill, rule, order.as_ref()));
            }
            Acted::Unknown => {
                let mut unknown = escalation(Reason::UnknownResult, Vec::new(), *skill);
                unknown.left.push_str(&way_back(cx, action));
                done.escalations.push(unknown);
            }
        }
        done.goals.extend(goals.iter().copied());
    }
    Ok(done)
}

/// That what was done does not count as resolved, by the merchant's own words.
fn unresolved(
    cx: &SkillContext<'_>,
    action: &Action,
    after: &Answer,
    skill: Skill,
) -> Option<Escalation> {
    let (Change::Custom(custom), Answer::Fields(outputs)) = (action.change(), after) else {
        return None;
    };
    let when = cx.playbook.custom(custom.skill)?.resolved_when.as_ref()?;
    let mut fields = custom.fields.clone();
    fields.extend(custom.read_back(outputs));
    let holds = condition::holds(when, &facts(&fields)) == Ok(true);
    let rules = vec!["custom.not_resolved".to_owned()];
    (!holds).then(|| escalation(Reason::CustomSkill, rules, skill))
}

/// What takes a change back whose end is not known, where the merchant says so.
fn way_back(cx: &SkillContext<'_>, action: &Action) -> String {
    let Change::Custom(custom) = action.change() else { return String::new() };
    let skill = cx.playbook.custom(custom.skill);
    let act = skill.and_then(|skill| skill.step(&custom.step)?.act.as_ref());
    let undo = act.and_then(|act| act.undo.as_ref());
    undo.map(|undo| format!(" `{}` takes it back.", undo.call)).unwrap_or_default()
}

/// What a person does about a request for all that is held.
fn carry_out(request: &PrivacyRequest, skill: Skill) -> Escalation {
    let day = request.due_at.to_string();
    let day = day.split('T').next().unwrap_or_default();
    let left = match request.kind {
        PrivacyKind::Deletion => format!(
            "Erase all that is held about this customer by {day}: in the shop and its other systems \
             first, then here (DELETE /v1/customers/{{id}}). Then tell the customer."
        ),
        PrivacyKind::Export => format!(
            "Send the customer a copy of all that is held about them by {day}: of the shop and \
             its other systems, and of what is kept here (GET /v1/customers/{{id}})."
        ),
    };
    let reason = Reason::PrivacyRequest;
    Escalation {
        reason,
        rules: vec![reason.rule().to_owned()],
        skill: Some(skill),
        left,
        queue: None,
    }
}

fn code(fault: &ShopFault) -> &str {
    if let ShopFault::Refused { code } = fault { code } else { "unavailable" }
}

fn refused(skill: Skill, rule: String, order: Option<&Order>) -> SourcedFact {
    let fact = RefusedFact {
        skill,
        rule,
        number: order.map(|order| order.shown_number().to_owned()),
        status: order.map(|order| order.status),
        titles: Vec::new(),
        alternative: None,
        methods: Vec::new(),
        amount: None,
        because: None,
        setting: None,
    };
    Fact::Refused(Box::new(fact)).said()
}

fn escalation(reason: Reason, mut rules: Vec<String>, skill: Skill) -> Escalation {
    rules.insert(0, reason.rule().to_owned());
    let left = if reason == Reason::UnknownResult {
        "A change was sent but could not be read back: it may have happened. Look at the record, \
         then tell the customer."
    } else {
        "Decide about what the customer wants, do it, and tell them."
    };
    Escalation { reason, rules, skill: Some(skill), left: left.to_owned(), queue: None }
}

/// What a summary tells, change by change, with the question at its end.
pub(super) fn summary(ready: &[Proposed]) -> (Vec<SourcedFact>, Option<Awaiting>) {
    let mut facts: Vec<SourcedFact> = ready
        .iter()
        .map(|it| Fact::WillDo(Box::new(it.proposal.fact.clone())).sourced(it.source.clone()))
        .collect();
    if facts.is_empty() {
        return (facts, None);
    }
    facts.push(Fact::AskConsent { count: ready.len(), back: back(ready) }.said());
    let proposals = ready.iter().map(|it| it.proposal.clone()).collect();
    (facts, Some(Awaiting::Consent { proposals }))
}

/// What comes back for several changes together, where all of them bring money back.
fn back(ready: &[Proposed]) -> Option<Money> {
    let money = |it: &Proposed| {
        let currency = it.order.as_ref()?.total.currency();
        let back = Money::from_minor(it.due_minor.saturating_neg(), currency);
        (back.minor() > 0).then_some(back)
    };
    let (first, rest) = ready.split_first()?;
    if rest.is_empty() {
        return None;
    }
    rest.iter().try_fold(money(first)?, |sum, it| sum.plus(money(it)?).ok())
}

/// Splits what is ready into what exactly was said yes to and the rest.
pub(super) fn split(
    ready: Vec<Proposed>,
    consented: &[Proposal],
) -> (Vec<Proposed>, Vec<Proposed>) {
    let agreed = |it: &Proposed| {
        consented
            .iter()
            .any(|held| held.action == it.proposal.action && held.fact == it.proposal.fact)
    };
    ready.into_iter().partition(agreed)
}

impl ChangeFact {
    /// Adds another change of the same kind to the same order. False where the two do not go
    /// together, and nothing is changed.
    fn absorb(&mut self, other: &Self) -> bool {
        match (self, other) {
            (Self::ChangeLines(held), Self::ChangeLines(more))
            | (Self::Exchange(held), Self::Exchange(more))
                if held.number == more.number && held.method == more.method =>
            {
                let Ok(difference) = held.difference.plus(more.difference) else { return false };
                held.difference = difference;
                held.swaps.extend(more.swaps.iter().cloned());
                true
            }
            (
                Self::Return { number, lines, refund, method, .. },
                Self::Return { number: other, lines: more, refund: plus, method: to, .. },
            ) if number == other && method == to => {
                let Ok(sum) = refund.plus(*plus) else { return false };
                *refund = sum;
                lines.extend(more.iter().cloned());
                true
            }
            _ => false,
        }
    }

    /// The same as the shop's record shows it, where it shows more.
    fn read_back(&self, after: &Answer) -> Self {
        let mut fact = self.clone();
        if let (Self::Return { label_url, refund, .. }, Answer::Order(order)) = (&mut fact, after)
            && let Some(held) = order.returns.last()
        {
            let safe = |url: &&String| url.starts_with("https://") || url.starts_with("http://");
            *label_url = held.label_url.as_ref().filter(safe).cloned();
            *refund = held.refund_amount.unwrap_or(*refund);
        }
        if let (Self::Checkout { url, total, .. }, Answer::Checkout(made)) = (&mut fact, after) {
            *url = Some(made.url.clone()).filter(|url| url.starts_with("https://"));
            *total = made.total.unwrap_or(*total);
        }
        if let (Self::RequestPrivacy { due_at, .. }, Answer::Privacy(held)) = (&mut fact, after) {
            *due_at = held.due_at;
        }
        if let (Self::Discount { code, expires_at, .. }, Answer::Discount(made)) =
            (&mut fact, after)
        {
            *code = Some(made.code.clone());
            *expires_at = made.expires_at;
        }
        if let (Self::Custom(told), Answer::Fields(outputs)) = (&mut fact, after)
            && let CustomSays::Act { step } = &told.says
        {
            told.fields.extend(named_after(step, outputs));
        }
        if let (Self::RedeemReward { cost, left, entry, .. }, Answer::Loyalty(account)) =
            (&mut fact, after)
        {
            *left = account.points.unwrap_or(*left);
            let taken = cost.saturating_neg();
            let new = account.history.iter().find(|held| held.delta == taken);
            *entry = new.and_then(|held| held.reason.clone());
        }
        if let (Self::Subscription(change), Answer::Subscription(held)) = (&mut fact, after) {
            change.subscription = SubscriptionFact::of(held);
        }
        if let (Self::Exchange(swaps), Answer::Order(order)) = (&mut fact, after)
            && let Some(difference) = order.exchanges.last().and_then(|it| it.price_difference)
        {
            swaps.difference = difference;
        }
        fact
    }
}
