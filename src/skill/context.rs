//! What a skill may see and do.

use serde::{Deserialize, Serialize};

use crate::{
    base::{
        id::{CallId, TurnId},
        limits::CALLS_PER_TURN_MAX,
        time::{SECOND_MS, Timestamp},
    },
    commerce::{
        Action, Answer, AnsweredCall, Call, Order, PendingCall, Read, ShopFault, ShopResult,
    },
    conversation::{ConversationState, Fact, FactSource, SourcedFact},
    guardrail::{self, ActionFacts, Consent, GuardrailDecision, Verdict},
    identity::{Identity, Verified},
    playbook::Playbook,
    profile::{Profile, Seen},
};

/// The run cannot go on without an answer that is not recorded yet.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Suspended;

/// What a skill may see and do. It reads and acts only through this.
#[derive(Debug)]
pub struct SkillContext<'a> {
    turn: &'a TurnId,
    goal: usize,
    step: usize,
    answers: &'a [AnsweredCall],
    /// Now, for the whole turn.
    pub now: Timestamp,
    /// All that the merchant decided.
    pub playbook: &'a Playbook,
    /// What was known when the turn opened.
    pub profile: &'a Profile,
    /// Where the dialogue stood when the turn opened.
    pub state: &'a ConversationState,
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

/// What a skill learns about an action it asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum Acted {
    /// Done: this is the order as read back, and the call that read it.
    Done(Box<Order>, FactSource),
    /// A guardrail forbids it.
    Forbidden(GuardrailDecision),
    /// The shop refused, and changed nothing.
    Refused(ShopFault),
    /// It may have happened; nobody knows.
    Unknown,
}

impl<'a> SkillContext<'a> {
    /// The context of the `goal`-th goal of a turn.
    #[expect(clippy::too_many_arguments, reason = "the one place where a context is put together")]
    pub fn new(
        turn: &'a TurnId,
        goal: usize,
        answers: &'a [AnsweredCall],
        now: Timestamp,
        playbook: &'a Playbook,
        profile: &'a Profile,
        state: &'a ConversationState,
        identity: &'a Identity,
        trace: &'a mut Trace,
    ) -> Self {
        Self { turn, goal, step: 0, answers, now, playbook, profile, state, identity, trace }
    }

    /// The proof of who is asking, where there is one.
    #[must_use]
    pub fn verified(&self) -> Option<&'a Verified> {
        self.identity.verified_at(self.now)
    }

    /// Asks the shop. The answer comes with where it came from.
    ///
    /// # Errors
    /// [`Suspended`] until the answer is recorded.
    pub fn read(&mut self, read: Read) -> Result<(ShopResult, FactSource), Suspended> {
        let answered = self.call(Call::Read(read))?;
        let source =
            FactSource::Shop { call: answered.id.clone(), answered_at: answered.answered_at };
        Ok((answered.result.clone(), source))
    }

    /// Does something, if the guardrails allow it, and reads the shop's record back.
    ///
    /// `is_done` says whether the record shows the change. What the shop answered is not enough:
    /// nothing is called done that its own record, read after the change, does not show.
    ///
    /// # Errors
    /// [`Suspended`] until the answers are recorded.
    pub fn act(
        &mut self,
        action: Action,
        order: &Order,
        consent: Consent,
        is_done: fn(&Order) -> bool,
    ) -> Result<Acted, Suspended> {
        let facts = ActionFacts { order, consent, now: self.now };
        let decision = guardrail::decide(&action, facts, self.identity, self.playbook);
        self.trace.decisions.push(decision.clone());
        let (Verdict::Allow, Some(who)) = (decision.verdict, self.verified()) else {
            return Ok(Acted::Forbidden(decision));
        };
        let answered = self.call(Call::Act(action.clone()))?;
        let call = answered.id.clone();
        if let Err(fault) = &answered.result
            && !matches!(fault, ShopFault::Unknown)
        {
            let end = ActionEnd::Refused(fault.clone());
            self.trace.actions.push(ActionReceipt { call, action, end, read_back: None });
            return Ok(Acted::Refused(fault.clone()));
        }
        let (read_back, source) = self.read(Read::order(who, action.order_id().clone()))?;
        let read_back_call = match &source {
            FactSource::Shop { call, .. } => Some(call.clone()),
            FactSource::Conversation | FactSource::Profile { .. } => None,
        };
        let acted = match read_back {
            Ok(Answer::Order(order)) if is_done(&order) => Acted::Done(order, source),
            _ => Acted::Unknown,
        };
        let done = matches!(acted, Acted::Done(..));
        let end = if done { ActionEnd::Done } else { ActionEnd::Unknown };
        self.trace.actions.push(ActionReceipt { call, action, end, read_back: read_back_call });
        Ok(acted)
    }

    /// Whether something learned at `learned_at` may still be told without asking the shop.
    #[must_use]
    pub fn is_fresh(&self, learned_at: Timestamp) -> bool {
        let bound_ms = i64::from(self.playbook.freshness.orders_seconds).saturating_mul(SECOND_MS);
        self.now.ms_since(learned_at) <= bound_ms
    }

    fn call(&mut self, call: Call) -> Result<&'a AnsweredCall, Suspended> {
        let id = CallId::derive(self.turn, self.goal, self.step);
        self.step = self.step.saturating_add(1);
        if let Some(answered) = self.answers.iter().find(|a| a.id == id && a.call == call) {
            return Ok(answered);
        }
        let asked = self.answers.len().saturating_add(self.trace.pending.len());
        if asked >= CALLS_PER_TURN_MAX {
            self.trace.exhausted = true;
        } else {
            self.trace.pending.push(PendingCall { id, call });
        }
        Err(Suspended)
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
