//! What a skill may see and do.

use serde::{Deserialize, Serialize};

use super::orders;
use crate::{
    base::{
        id::{CallId, OrderId, ProductId, TurnId},
        limits::CALLS_PER_TURN_MAX,
        pii::Pii,
        time::{DAY_MS, SECOND_MS, Timestamp},
    },
    commerce::{
        Action, ActionKind, Address, Answer, AnsweredCall, Before, Call, Change, Count, Customer,
        Loyalty, Order, PendingCall, Read, ServiceCall, ShopFault, ShopResult, Subscription,
        Target,
    },
    conversation::{ConversationState, Fact, FactSource, SourcedFact},
    guardrail::{
        self, ActionFacts, Approval, Consent, GuardrailDecision, LineCategory, Shopper, Verdict,
    },
    identity::{CodeCheck, Identity, IdentityLevel, Lookup, Verified, Via},
    knowledge::KnowledgeSearch,
    playbook::{CustomSkill, Playbook, Topic},
    profile::{Profile, Seen},
};

/// The run cannot go on without an answer that is not recorded yet.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Suspended;

/// What a skill may see and do. It reads and acts only through this.
#[derive(Debug)]
pub struct SkillContext<'a> {
    turn: &'a TurnId,
    answers: &'a [AnsweredCall],
    /// Now, for the whole turn.
    pub now: Timestamp,
    /// All that the merchant decided.
    pub playbook: &'a Playbook,
    /// What was known when the turn opened.
    pub profile: &'a Profile,
    /// Where the dialogue stood when the turn opened.
    pub state: &'a ConversationState,
    /// The orders spoken of last, in this turn or before it.
    pub focus: Vec<OrderId>,
    /// The products spoken of last, in this turn or before it.
    pub products: Vec<ProductId>,
    /// Where something else that is wanted in this turn is to go.
    pub sent_to: Option<Pii<Address>>,
    /// What the message is about beside what it asks for.
    pub topics: Vec<Topic>,
    /// Whether a person approved what is about to be done.
    pub approval: Approval,
    /// How something can be sent to the customer outside of the conversation.
    pub reach: &'a [Via],
    identity: &'a Identity,
    trace: &'a mut Trace,
}

/// What happened while skills ran; becomes part of the receipt.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct Trace {
    /// Calls that have no answer yet.
    pub pending: Vec<PendingCall>,
    /// What guardrails said.
    pub decisions: Vec<GuardrailDecision>,
    /// What was done.
    pub actions: Vec<ActionReceipt>,
    /// Whether the turn asked for more calls than it may.
    pub exhausted: bool,
}

/// An action with what the shop's own record shows after it.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct ActionReceipt {
    /// The call, which is also the idempotency key.
    pub call: CallId,
    /// The action, with what it was done to.
    pub action: Action,
    /// What came of it.
    pub end: ActionEnd,
    /// The call that read the record back, where it was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_back: Option<CallId>,
}

/// What came of an action.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ActionEnd {
    /// The shop's own record shows it.
    Done,
    /// The shop refused, and changed nothing.
    Refused(ShopFault),
    /// It may have happened; nobody knows.
    Unknown,
}

/// What is learned about an action that was asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum Acted {
    /// Done: this is the record as read back, and the call that read it.
    Done(Answer, FactSource),
    /// A guardrail forbids it.
    Forbidden(GuardrailDecision),
    /// The shop refused, and changed nothing.
    Refused(ShopFault),
    /// It may have happened; nobody knows.
    Unknown,
}

/// What an action is judged by, as the shop shows it.
#[derive(Clone, Copy, Debug)]
pub struct Standing<'a> {
    /// The order, where the action is on one.
    pub order: Option<&'a Order>,
    /// The repeated delivery, where the action is on one.
    pub subscription: Option<&'a Subscription>,
    /// The customer.
    pub customer: &'a Customer,
    /// The loyalty account, where points are spent.
    pub loyalty: Option<&'a Loyalty>,
    /// What the customer pays for it, in minor units; negative where money goes back.
    pub due_minor: i64,
}

impl<'a> SkillContext<'a> {
    /// The context of a turn.
    #[expect(clippy::too_many_arguments, reason = "the one place where a context is put together")]
    pub fn new(
        turn: &'a TurnId,
        answers: &'a [AnsweredCall],
        now: Timestamp,
        playbook: &'a Playbook,
        profile: &'a Profile,
        state: &'a ConversationState,
        identity: &'a Identity,
        trace: &'a mut Trace,
    ) -> Self {
        let focus = state.orders_in_focus.clone();
        let products = state.products_in_focus.clone();
        Self {
            turn,
            answers,
            now,
            playbook,
            profile,
            state,
            focus,
            products,
            sent_to: None,
            topics: Vec::new(),
            approval: Approval::Missing,
            reach: &[],
            identity,
            trace,
        }
    }

    /// The proof of who is asking, where there is one that is good enough for orders.
    #[must_use]
    pub fn verified(&self) -> Option<&'a Verified> {
        let proof = self.identity.verified_at(self.now)?;
        (proof.level() >= IdentityLevel::Verified).then_some(proof)
    }

    /// Asks the shop. The answer comes with where it came from. What was asked already since the
    /// last action is not asked again, whichever skill asked it.
    ///
    /// # Errors
    /// [`Suspended`] until the answer is recorded.
    pub fn read(&mut self, read: Read) -> Result<(ShopResult, FactSource), Suspended> {
        let answered = self.call(Call::Read(read))?;
        let source =
            FactSource::Shop { call: answered.id.clone(), answered_at: answered.answered_at };
        Ok((answered.result.clone(), source))
    }

    /// Asks a service of the merchant's own. The answer comes with where it came from.
    ///
    /// # Errors
    /// [`Suspended`] until the answer is recorded.
    pub fn ask(&mut self, asked: ServiceCall) -> Result<(ShopResult, FactSource), Suspended> {
        let answered = self.call(Call::Ask(asked))?;
        let source =
            FactSource::Shop { call: answered.id.clone(), answered_at: answered.answered_at };
        Ok((answered.result.clone(), source))
    }

    /// Searches the shop's own pages. The passages come with the call that found them.
    ///
    /// # Errors
    /// [`Suspended`] until the answer is recorded.
    pub fn search(&mut self, search: KnowledgeSearch) -> Result<&'a AnsweredCall, Suspended> {
        self.call(Call::Search(search))
    }

    /// Looks up who is writing.
    ///
    /// # Errors
    /// [`Suspended`] until the answer is recorded.
    pub fn look_up(&mut self, lookup: &Lookup) -> Result<&'a ShopResult, Suspended> {
        self.call(Call::Identify(lookup.clone())).map(|answered| &answered.result)
    }

    /// Finds out whether a one-time code is right.
    ///
    /// # Errors
    /// [`Suspended`] until the answer is recorded.
    pub fn check_code(&mut self, check: CodeCheck) -> Result<&'a ShopResult, Suspended> {
        self.call(Call::CheckCode(check)).map(|answered| &answered.result)
    }

    /// The same context for somebody who was found out to be writing.
    #[must_use]
    pub fn identified<'b>(&'b mut self, identity: &'b Identity) -> SkillContext<'b>
    where
        'a: 'b,
    {
        SkillContext {
            turn: self.turn,
            answers: self.answers,
            now: self.now,
            playbook: self.playbook,
            profile: self.profile,
            state: self.state,
            focus: self.focus.clone(),
            products: self.products.clone(),
            sent_to: self.sent_to.clone(),
            topics: self.topics.clone(),
            approval: self.approval,
            reach: self.reach,
            identity,
            trace: &mut *self.trace,
        }
    }

    /// What the guardrails say of an action that the customer has not been asked about yet.
    ///
    /// # Errors
    /// [`Suspended`] until the answers are recorded that it takes to judge.
    pub fn judge(
        &mut self,
        action: &Action,
        standing: Standing<'_>,
    ) -> Result<GuardrailDecision, Suspended> {
        self.decide(action, standing, Consent::Missing)
    }

    /// Does something, if the guardrails allow it, and reads the shop's record back.
    ///
    /// What the shop answered is not enough: nothing is called done that its own record, read after
    /// the change, does not show.
    ///
    /// # Errors
    /// [`Suspended`] until the answers are recorded.
    pub fn act(
        &mut self,
        action: &Action,
        standing: Standing<'_>,
        consent: Consent,
    ) -> Result<Acted, Suspended> {
        let decision = self.decide(action, standing, consent)?;
        let (Verdict::Allow, Some(who)) = (decision.verdict, self.verified()) else {
            return Ok(Acted::Forbidden(decision));
        };
        let answered = self.call(Call::Act(action.clone()))?;
        let (call, action) = (answered.id.clone(), action.clone());
        if let Err(fault) = &answered.result
            && !matches!(fault, ShopFault::Unknown)
        {
            let end = ActionEnd::Refused(fault.clone());
            self.trace.actions.push(ActionReceipt { call, action, end, read_back: None });
            return Ok(Acted::Refused(fault.clone()));
        }
        let record = match action.target() {
            Target::Service(_) => None,
            // What is new stands by itself: there is no record to read but what was answered.
            Target::Checkout | Target::Discount | Target::Own(_) => {
                return Ok(self.made(call, action, answered));
            }
            Target::Customer => Some(Read::customer(who)),
            Target::Loyalty => Some(Read::loyalty(who)),
            Target::Order(order_id) => Some(Read::order(who, order_id)),
            Target::Subscription(id) => Some(Read::subscription(who, id)),
        };
        // The receipt is written before the record is read, so that a suspended run knows that
        // what was read before the action is old.
        let end = ActionEnd::Unknown;
        self.trace.actions.push(ActionReceipt {
            call,
            action: action.clone(),
            end,
            read_back: None,
        });
        let (after, source) = match (record, action.change()) {
            (Some(record), _) => self.read(record)?,
            (None, Change::Custom(custom)) => self.ask(custom.verify.clone())?,
            (None, _) => return Ok(Acted::Unknown),
        };
        let done = match after {
            Ok(after) if action.is_shown_by(&after, standing.before()) => Some(after),
            _ => None,
        };
        if let Some(receipt) = self.trace.actions.last_mut() {
            receipt.end = if done.is_some() { ActionEnd::Done } else { ActionEnd::Unknown };
            receipt.read_back = match &source {
                FactSource::Shop { call, .. } => Some(call.clone()),
                FactSource::Conversation | FactSource::Page { .. } | FactSource::Profile { .. } => {
                    None
                }
            };
        }
        Ok(done.map_or(Acted::Unknown, |after| Acted::Done(after, source)))
    }

    /// What an action made anew, as far as it was answered.
    fn made(&mut self, call: CallId, action: Action, answered: &AnsweredCall) -> Acted {
        let source = FactSource::Shop { call: call.clone(), answered_at: answered.answered_at };
        let made = answered.result.as_ref().ok();
        let made = made.filter(|made| action.is_shown_by(made, Before::default()));
        let end = if made.is_some() { ActionEnd::Done } else { ActionEnd::Unknown };
        let read_back = made.map(|_| call.clone());
        self.trace.actions.push(ActionReceipt { call, action, end, read_back });
        made.map_or(Acted::Unknown, |made| Acted::Done(made.clone(), source))
    }

    /// What was done in this turn so far.
    #[must_use]
    pub const fn trace(&self) -> &Trace {
        self.trace
    }

    /// The end of the day so many days from now, on the shop's calendar: the same whenever in a day it
    /// is asked for, so that what is said yes to is what was summarised.
    #[must_use]
    pub fn end_of_day(&self, days: u16) -> Timestamp {
        let later = self.now.plus_ms(i64::from(days).saturating_mul(DAY_MS));
        let day = later.in_zone(&self.playbook.brand.time_zone);
        let end = day.end_of_day().map_or(later.as_ms(), |end| end.timestamp().as_millisecond());
        // Whole seconds: shops keep no more.
        Timestamp::from_ms(end.div_euclid(SECOND_MS).saturating_mul(SECOND_MS))
    }

    /// Whether something learned at `learned_at` may still be told without asking the shop.
    #[must_use]
    pub fn is_fresh(&self, learned_at: Timestamp) -> bool {
        let bound_ms = i64::from(self.playbook.freshness.orders_seconds).saturating_mul(SECOND_MS);
        self.now.ms_since(learned_at) <= bound_ms
    }

    fn decide(
        &mut self,
        action: &Action,
        standing: Standing<'_>,
        consent: Consent,
    ) -> Result<GuardrailDecision, Suspended> {
        let decision = self.decision(action, standing, consent)?;
        self.trace.decisions.push(decision.clone());
        Ok(decision)
    }

    fn decision(
        &mut self,
        action: &Action,
        standing: Standing<'_>,
        consent: Consent,
    ) -> Result<GuardrailDecision, Suspended> {
        let Standing { order, subscription, customer, loyalty, due_minor } = standing;
        let (settings, kind) = (&self.playbook.guardrails, action.kind());
        let mut categories = Vec::new();
        if let (true, Some(order)) = (settings.needs_categories(kind), order) {
            match self.categories(action, order)? {
                Some(found) => categories = found,
                None => return Ok(guardrail::undecided(action, "category_unknown")),
            }
        }
        let mut orders = None;
        if kind == ActionKind::Discount {
            match self.shopper_orders(consent)? {
                Some(found) => orders = Some(found),
                None => return Ok(guardrail::undecided(action, "shopper_unknown")),
            }
        }
        let profile = self.profile;
        let known_tier = || profile.loyalty.as_ref().and_then(|seen| seen.value.tier.clone());
        let tier = match loyalty {
            Some(account) => account.tier.clone(),
            None if settings.needs_tier(kind) => self.tier()?,
            None => known_tier(),
        };
        let tier = tier.as_deref();
        let topics = self.topics.clone();
        let cart = profile.cart.as_ref().and_then(|seen| seen.value.sum());
        let shopper = orders.as_deref().map(|orders| Shopper { customer, tier, orders, cart });
        let mut facts = ActionFacts {
            order,
            subscription,
            customer,
            loyalty,
            due_minor,
            consent,
            approval: self.approval,
            past: &[],
            categories: &categories,
            tier,
            shopper,
            topics: &topics,
            only_answers: self.state.only_answers,
            now: self.now,
        };
        let decide = |facts| guardrail::decide(action, facts, self.identity, self.playbook);
        let uncounted = decide(facts);
        let own =
            if let Change::Custom(custom) = action.change() { Some(custom.skill) } else { None };
        let own = own.and_then(|skill| self.playbook.custom(skill));
        let counts = settings.counts(kind) || own.is_some_and(CustomSkill::counts);
        let (true, Some(who)) = (counts, self.verified()) else {
            return Ok(uncounted);
        };
        let count = match consent {
            Consent::Missing => Count::of(who),
            // Only what nothing else stops is counted as begun.
            Consent::Given if uncounted.verdict == Verdict::Allow => {
                Count::holding(who, guardrail::counted(action, &facts))
            }
            Consent::Given => return Ok(uncounted),
        };
        match &self.call(Call::Count(count))?.result {
            Ok(Answer::Counted(past)) => {
                facts.past = past;
                Ok(guardrail::decide(action, facts, self.identity, self.playbook))
            }
            Ok(_) | Err(_) => Ok(guardrail::undecided(action, "count_unknown")),
        }
    }

    /// The orders of who is asking; nothing where the shop cannot tell them. From the shop once the
    /// customer has said yes.
    fn shopper_orders(&mut self, consent: Consent) -> Result<Option<Vec<Order>>, Suspended> {
        let Some(who) = self.verified() else { return Ok(Some(Vec::new())) };
        let known = match consent {
            Consent::Given => orders::all_live(self, who)?,
            Consent::Missing => orders::all(self, who)?,
        };
        Ok(known.ok().map(|known| known.into_iter().map(|known| known.order).collect()))
    }

    /// The customer's loyalty tier, as events told it while they are fresh, else as the shop says;
    /// nothing where neither knows one.
    fn tier(&mut self) -> Result<Option<String>, Suspended> {
        let held = self.profile.loyalty.as_ref();
        if let Some(seen) = held.filter(|seen| self.is_fresh(seen.learned_at)) {
            return Ok(seen.value.tier.clone());
        }
        let Some(who) = self.verified() else { return Ok(None) };
        let known = held.and_then(|seen| seen.value.tier.clone());
        Ok(match self.read(Read::loyalty(who))?.0 {
            Ok(Answer::Loyalty(account)) => account.tier,
            Ok(_) | Err(_) => known,
        })
    }

    /// The product types of what an action is about; nothing where the shop cannot tell them.
    fn categories(
        &mut self,
        action: &Action,
        order: &Order,
    ) -> Result<Option<Vec<LineCategory>>, Suspended> {
        let lines = action.lines(order);
        // All are asked for before any is waited on.
        let asked: Vec<_> =
            lines.iter().map(|line| self.read(Read::product(line.product_id.clone()))).collect();
        let mut categories = Vec::new();
        for (line, answer) in lines.iter().zip(asked) {
            let Ok(Answer::Product(product)) = answer?.0 else { return Ok(None) };
            let category = product.product_type.clone().unwrap_or_default();
            categories.push(LineCategory { line_id: line.id.clone(), category });
        }
        Ok(Some(categories))
    }

    /// The recorded answer to a call. An action is recorded once in a turn. A question is answered
    /// anew after each action, since the action may have changed the answer.
    fn recorded(&self, call: &Call) -> Option<&'a AnsweredCall> {
        let wanted = match call {
            Call::Act(_) => None,
            Call::Ask(_)
            | Call::CheckCode(_)
            | Call::Count(_)
            | Call::Identify(_)
            | Call::Read(_)
            | Call::Search(_)
            | Call::Understand(_) => Some(self.trace.actions.len()),
        };
        let mut acts = 0_usize;
        self.answers.iter().find(|answered| {
            let at = acts;
            if matches!(answered.call, Call::Act(_)) {
                acts = acts.saturating_add(1);
            }
            answered.call == *call && wanted.is_none_or(|wanted| wanted == at)
        })
    }

    fn call(&mut self, call: Call) -> Result<&'a AnsweredCall, Suspended> {
        if let Some(answered) = self.recorded(&call) {
            return Ok(answered);
        }
        if self.trace.pending.iter().any(|pending| pending.call == call) {
            return Err(Suspended);
        }
        // Derived from how far the record goes: whoever runs the turn again asks under the same id.
        let index = self.answers.len().saturating_add(self.trace.pending.len());
        if index >= CALLS_PER_TURN_MAX {
            self.trace.exhausted = true;
        } else {
            let id = CallId::derive(self.turn, index);
            self.trace.pending.push(PendingCall { id, call });
        }
        Err(Suspended)
    }
}

impl<'a> Standing<'a> {
    const fn before(self) -> Before<'a> {
        Before { order: self.order, loyalty: self.loyalty, subscription: self.subscription }
    }
}

impl FactSource {
    /// The event in the profile that told something.
    #[must_use]
    pub fn profile<T>(seen: &Seen<T>) -> Self {
        Self::Profile {
            event: format!("{} {}", seen.from.source, seen.from.id),
            at: seen.from.time,
            learned_at: seen.learned_at,
        }
    }
}

impl Fact {
    /// This fact with its source.
    #[must_use]
    pub const fn sourced(self, source: FactSource) -> SourcedFact {
        SourcedFact { fact: self, source }
    }

    /// This fact, as said in the conversation or decided by the playbook.
    #[must_use]
    pub const fn said(self) -> SourcedFact {
        self.sourced(FactSource::Conversation)
    }
}
