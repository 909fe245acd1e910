//! One step of a turn.

use super::{
    ApprovalDecision, Inbound, Outcome, RECORD_SCHEMA_VERSION, TurnError, TurnRecord, approval,
    handoff,
    identify::{self, Identified, Said},
    settle::{self, Settled},
    take::{self, Taken},
};
use crate::{
    base::id::{ApprovalId, OrderId},
    commerce::PendingCall,
    conversation::{
        Awaiting, ConversationState, ConversationStatus, Fact, Goal, PendingApproval, SourcedFact,
    },
    escalation::{Escalation, Reason},
    identity::{Challenge, Claim, CodeDelivery, Identity, Verified},
    playbook::{Autonomy, OtherLanguages, Playbook, Topic},
    profile::Profile,
    reply::{self, Reply},
    skill::{
        self, Ability, Prompt, SkillContext, SkillEnd, SkillRequest, Suspended, Trace, ability,
    },
    understanding::{
        ChitchatKind, Command, Confidence, HeardCommand, Known, Signals, Skill, Tie, Tone,
        Understanding, understand,
    },
};

/// What a turn wants next.
#[derive(Clone, Debug, PartialEq)]
pub enum Advance {
    /// It is over.
    Done(Box<Outcome>),
    /// These calls, which do not depend on each other.
    Need(Vec<PendingCall>),
}

/// Advances a turn as far as its record goes.
///
/// Pure: no clock, no randomness, no I/O; equal inputs give equal results with equal call ids. The
/// driver performs the calls of [`Advance::Need`], appends the answers to the record, and calls
/// again. `profile` and `playbook` are those that the record names.
///
/// # Errors
/// [`TurnError`] only for stored data that this build cannot read; never for what a customer wrote.
pub fn advance(
    record: &TurnRecord,
    profile: &Profile,
    playbook: &Playbook,
) -> Result<Advance, TurnError> {
    if record.schema_version != RECORD_SCHEMA_VERSION {
        return Err(TurnError::UnknownRecord {
            expected: RECORD_SCHEMA_VERSION,
            found: record.schema_version,
        });
    }
    let state = &record.opening.state;
    let known = Known::of(profile, playbook, record.opening.at);
    let understanding = understood(&record.opening.inbound, state, &known);
    if let Inbound::Approval { id, decision } = &record.opening.inbound {
        return Ok(run_approval(record, profile, playbook, understanding, (id, *decision)));
    }
    if state.status == ConversationStatus::Human {
        return Ok(Advance::Done(Box::new(silent(understanding, state))));
    }
    let opening = &record.opening;
    let identity = state.identity(&opening.identity);
    let said = identify::said(opening.inbound.text(), &understanding.entities, state);
    let mut taken = take::take(opening.inbound.text(), &understanding, state, playbook);
    if is_foreign(&understanding, playbook) {
        taken = Taken { foreign: true, ..Taken::default() };
    }
    let mut trace = Trace::default();
    let mut cx = SkillContext::new(
        &record.turn_id,
        &record.answers,
        opening.at,
        playbook,
        profile,
        state,
        &identity,
        &mut trace,
    );
    cx.topics = topics(&understanding.signals);
    let run = Run { record, profile, playbook };
    let ran = run.serve(&mut cx, &taken, &said, &identity);
    match ran {
        Ok(served) => {
            let outcome = run.close(understanding, &taken, served, trace);
            Ok(Advance::Done(Box::new(outcome)))
        }
        Err(Suspended) if trace.exhausted => {
            let served = run.exhausted(&taken);
            Ok(Advance::Done(Box::new(run.close(understanding, &taken, served, trace))))
        }
        Err(Suspended) => Ok(Advance::Need(trace.pending)),
    }
}

/// Carries out what a person decided about a change that waited for it. A decision on what does not
/// wait any more changes nothing.
fn run_approval(
    record: &TurnRecord,
    profile: &Profile,
    playbook: &Playbook,
    understanding: Understanding,
    (id, decision): (&ApprovalId, ApprovalDecision),
) -> Advance {
    let state = &record.opening.state;
    let Some(pending) = state.approvals.iter().find(|held| held.id == *id) else {
        return Advance::Done(Box::new(silent(understanding, state)));
    };
    let identity = Identity::Verified(pending.who.clone());
    let mut trace = Trace::default();
    let mut cx = SkillContext::new(
        &record.turn_id,
        &record.answers,
        record.opening.at,
        playbook,
        profile,
        state,
        &identity,
        &mut trace,
    );
    let done = match approval::settle(&mut cx, record, pending, decision) {
        Ok(done) => done,
        Err(Suspended) => return Advance::Need(trace.pending),
    };
    // The dialogue goes on where it was: a person's decision answers nothing that was asked.
    let served = Served {
        facts: done.facts,
        escalations: done.escalations,
        only_talk: true,
        settled: Some(id.clone()),
        ..Served::default()
    };
    let run = Run { record, profile, playbook };
    Advance::Done(Box::new(run.close(understanding, &Taken::default(), served, trace)))
}

/// What a message is about beside what it asks for.
fn topics(signals: &Signals) -> Vec<Topic> {
    let mut topics = Vec::new();
    if !signals.injection.is_empty() {
        topics.push(Topic::Injection);
    }
    if signals.legal {
        topics.push(Topic::Legal);
    }
    if signals.safety {
        topics.push(Topic::Safety);
    }
    topics
}

/// Whether a message is in a language that the merchant gives to a person.
fn is_foreign(understanding: &Understanding, playbook: &Playbook) -> bool {
    let brand = &playbook.brand;
    let served = |code: &String| brand.languages.contains(code);
    brand.other_languages == OtherLanguages::Person
        && understanding.language.as_ref().is_some_and(|code| !served(code))
}

fn understood(inbound: &Inbound, state: &ConversationState, known: &Known) -> Understanding {
    match inbound {
        Inbound::Text { text } => understand(text, state, known),
        Inbound::Approval { .. } => unsaid("approval", Vec::new()),
        Inbound::HandoffRequest => {
            let asked = HeardCommand::new(Command::AskPerson, Confidence::CERTAIN, Vec::new());
            unsaid("button", vec![asked])
        }
    }
}

/// What is understood where nothing was said.
fn unsaid(maker: &str, commands: Vec<HeardCommand>) -> Understanding {
    Understanding {
        maker: maker.to_owned(),
        commands,
        entities: Vec::new(),
        language: None,
        tone: Tone::Calm,
        signals: Signals::default(),
    }
}

/// While a person has the conversation, the message is kept and nothing is said.
fn silent(understanding: Understanding, state: &ConversationState) -> Outcome {
    Outcome {
        understanding,
        facts: Vec::new(),
        decisions: Vec::new(),
        actions: Vec::new(),
        escalations: Vec::new(),
        ticket: None,
        delivery: None,
        reply: None,
        state: state.clone(),
    }
}

struct Run<'a> {
    record: &'a TurnRecord,
    profile: &'a Profile,
    playbook: &'a Playbook,
}

/// What serving the goals of a turn came to.
#[derive(Default)]
struct Served {
    facts: Vec<SourcedFact>,
    escalations: Vec<Escalation>,
    awaiting: Option<Awaiting>,
    /// Goals that go on.
    goals: Vec<Goal>,
    focus: Vec<OrderId>,
    not_understood: bool,
    only_talk: bool,
    /// What waits for a person's approval since this turn.
    approvals: Vec<PendingApproval>,
    /// The approval that this turn was about.
    settled: Option<ApprovalId>,
    /// What a person may send in the assistant's place.
    drafts: Vec<SourcedFact>,
    identity: Option<WhoIsWriting>,
}

/// What is known of who is writing.
struct WhoIsWriting {
    claim: Claim,
    lookups_failed: u8,
    challenge: Option<Challenge>,
    delivery: Option<CodeDelivery>,
    proof: Option<Verified>,
}

impl Served {
    /// Keeps what a skill came to for a person, who sends it and does what it announces.
    fn draft(&mut self, goal: &Goal, end: SkillEnd) {
        self.drafts.extend(end.facts);
        for proposed in &end.proposals {
            let fact = Fact::WillDo(Box::new(proposed.proposal.fact.clone()));
            self.drafts.push(fact.sourced(proposed.source.clone()));
        }
        self.escalations.extend(person(Reason::Assist, Some(goal.skill)).escalation);
    }
}

impl Run<'_> {
    /// Serves everything that is wanted as far as it goes: tells, asks, summarises, does.
    fn serve(
        &self,
        cx: &mut SkillContext<'_>,
        taken: &Taken,
        said: &Said,
        identity: &Identity,
    ) -> Result<Served, Suspended> {
        let mut served = Served::default();
        let needed = taken.goals.iter().any(|goal| self.needs_identity(goal));
        let found = identify::identify(cx, self.record, said, needed)?;
        let identity = identify::identity_of(&found, identity);
        let cx = &mut cx.identified(&identity);
        let stops = self.note_identity(cx, taken, found, &mut served)?;
        if stops {
            return Ok(served);
        }
        self.talk(taken, &mut served);
        if served.only_talk || served.not_understood {
            return Ok(served);
        }
        let ends = self.run_goals(cx, taken)?;
        let mut proposed = Vec::new();
        let mut asked: Option<(u16, SkillEnd)> = None;
        for (goal, mut end) in ends {
            served.focus.extend(end.orders_in_focus.iter().cloned());
            served.escalations.extend(end.escalation.take());
            if skill::autonomy(goal.skill, self.playbook) == Autonomy::Assist {
                served.draft(&goal, end);
                continue;
            }
            let mut going_on = !end.proposals.is_empty() || end.waits;
            proposed.append(&mut end.proposals);
            if end.awaiting.is_some() {
                going_on = true;
                if asked.is_none() {
                    asked = Some((goal.id, end));
                }
            } else {
                served.facts.append(&mut end.facts);
            }
            if going_on {
                served.goals.push(goal);
            }
        }
        let ready = match settle::settle(proposed) {
            Settled::Ready(ready) => ready,
            Settled::EitherOr(fact, awaiting) => {
                if asked.is_none() {
                    served.facts.push(fact);
                    served.awaiting = Some(awaiting);
                }
                Vec::new()
            }
        };
        let (agreed, rest) = settle::split(ready, &taken.consented);
        // What was said no to is not proposed again as it was.
        let (denied, rest) = settle::split(rest, &taken.denied_proposals);
        if !denied.is_empty() {
            let gone: Vec<u16> =
                denied.iter().flat_map(|denied| denied.proposal.goals.clone()).collect();
            served.goals.retain(|goal| !gone.contains(&goal.id));
            served.facts.push(Fact::GoalDropped.said());
        }
        let done = settle::perform(cx, &self.record.turn_id, &agreed)?;
        served.goals.retain(|goal| !done.goals.contains(&goal.id));
        served.facts.extend(done.facts);
        served.escalations.extend(done.escalations);
        served.approvals = done.approvals;
        match asked {
            // One question at a time: what can be said yes to waits until all is known.
            Some((goal, end)) => self.ask(goal, end, &mut served),
            None if served.awaiting.is_none() => {
                let (facts, awaiting) = settle::summary(&rest);
                served.facts.extend(facts);
                served.awaiting = awaiting;
            }
            None => {}
        }
        Ok(served)
    }

    /// Whether a goal is about things that are only somebody's own.
    fn needs_identity(&self, goal: &Goal) -> bool {
        let open = matches!(goal.skill, Skill::ProductQuestion | Skill::Recommendation);
        !open && matches!(ability(goal.skill, self.playbook), Ability::Skill(_))
    }

    /// Takes note of who is writing. True where nothing else can be done in this turn.
    fn note_identity(
        &self,
        cx: &mut SkillContext<'_>,
        taken: &Taken,
        found: Identified,
        served: &mut Served,
    ) -> Result<bool, Suspended> {
        let Identified { claim, lookups_failed, challenge, delivery, proof, .. } = found;
        let Identified { facts, awaiting, person: why, refused, .. } = found;
        let proven = proof.is_some();
        let who = WhoIsWriting { claim, lookups_failed, challenge, delivery, proof };
        served.identity = Some(who);
        if let Some(why) = why {
            served.escalations.extend(person(why, None).escalation);
            return Ok(true);
        }
        if !facts.is_empty() {
            served.facts = facts;
            served.awaiting = awaiting;
            let before = &self.record.opening.state.goals;
            served.goals.clone_from(if refused { before } else { &taken.goals });
            return Ok(true);
        }
        if proven && taken.goals.is_empty() && !taken.person && !taken.knowledge {
            let first_name = skill::first_name(cx)?;
            served.facts.push(Fact::Identified { first_name }.said());
            return Ok(true);
        }
        Ok(false)
    }

    /// Asks, unless it was asked too often already: then a person takes over.
    fn ask(&self, goal: u16, end: SkillEnd, served: &mut Served) {
        let again = self.record.opening.state.awaiting == end.awaiting;
        let Some(held) = served.goals.iter_mut().find(|held| held.id == goal) else { return };
        held.refused = end.refused;
        held.asked_count = if again { held.asked_count.saturating_add(1) } else { 0 };
        if held.asked_count > self.playbook.understanding.clarifications_max {
            let skill = Some(held.skill);
            served.goals.retain(|held| held.id != goal);
            served.escalations.extend(person(Reason::LowConfidence, skill).escalation);
            return;
        }
        served.facts.extend(end.facts);
        served.awaiting = end.awaiting;
    }

    /// Runs the skill of every goal whose turn it is. All are run before any is waited on, so that
    /// the driver can perform their calls side by side.
    fn run_goals(
        &self,
        cx: &mut SkillContext<'_>,
        taken: &Taken,
    ) -> Result<Vec<(Goal, SkillEnd)>, Suspended> {
        let mut ends: Vec<(Goal, SkillEnd)> = Vec::new();
        let mut suspended = false;
        for goal in &taken.goals {
            let before = ends.last();
            if goal.tie == Some(Tie::Otherwise)
                && let Some((_, end)) = before
                && !end.refused
            {
                // It is wanted only where the one before cannot be done, which is not known yet.
                if !end.proposals.is_empty() || end.awaiting.is_some() {
                    ends.push((goal.clone(), SkillEnd { waits: true, ..SkillEnd::default() }));
                }
                continue;
            }
            match self.run_goal(cx, taken, goal) {
                Ok(end) => {
                    // What the next goal calls "that order" is what this one is about.
                    if !end.orders_in_focus.is_empty() {
                        cx.focus.clone_from(&end.orders_in_focus);
                    }
                    ends.push((goal.clone(), end));
                }
                Err(Suspended) => suspended = true,
            }
        }
        if suspended { Err(Suspended) } else { Ok(ends) }
    }

    fn run_goal(
        &self,
        cx: &mut SkillContext<'_>,
        taken: &Taken,
        goal: &Goal,
    ) -> Result<SkillEnd, Suspended> {
        let run = match ability(goal.skill, self.playbook) {
            Ability::NotOffered => return Ok(skill::not_offered_at_all(goal.skill)),
            Ability::Person => return Ok(person(Reason::MissingAbility, Some(goal.skill))),
            Ability::Skill(run) => run,
        };
        let pointer = taken.pointers.iter().rev().find(|(id, _)| *id == goal.id);
        let consented = taken.consented.iter().any(|held| held.goals.contains(&goal.id));
        let prompt = match &taken.denied {
            Some((id, awaiting)) if *id == goal.id => Prompt::Denied(awaiting.clone()),
            _ if consented || taken.confirmed == Some(goal.id) => Prompt::Confirmed,
            _ => Prompt::Asked,
        };
        let order = pointer.map(|(_, pointer)| pointer.clone());
        let beside = taken.goals.len() > 1;
        run(cx, &SkillRequest { goal, order, prompt, beside })
    }

    /// What is said beside the goals.
    fn talk(&self, taken: &Taken, served: &mut Served) {
        if taken.person {
            served.escalations.extend(person(Reason::AskedForPerson, None).escalation);
        }
        if taken.knowledge || taken.foreign {
            served.escalations.extend(person(Reason::MissingAbility, None).escalation);
        }
        if taken.dropped {
            served.facts.push(Fact::GoalDropped.said());
        }
        served.only_talk = !taken.talk.is_empty();
        served.facts.extend(taken.talk.iter().map(|kind| self.chitchat(*kind).said()));
        if taken.not_understood {
            served.not_understood = true;
            let end = self.not_understood();
            served.facts.extend(end.facts);
            served.escalations.extend(end.escalation);
        }
    }

    /// The turn asked for more calls than it may.
    fn exhausted(&self, taken: &Taken) -> Served {
        let skill = taken.goals.last().map(|goal| goal.skill);
        Served {
            escalations: person(Reason::ShopFault, skill).escalation.into_iter().collect(),
            ..Served::default()
        }
    }

    fn chitchat(&self, kind: ChitchatKind) -> Fact {
        match kind {
            ChitchatKind::AreYouHuman => Fact::AreYouHuman,
            ChitchatKind::Goodbye => Fact::Goodbye,
            ChitchatKind::Greeting => Fact::Greeting {
                first_name: self
                    .record
                    .opening
                    .identity
                    .verified_at(self.record.opening.at)
                    .and(self.profile.customer.as_ref())
                    .and_then(|customer| customer.value.first_name.clone()),
            },
            ChitchatKind::Thanks => Fact::Thanks,
            ChitchatKind::WhatCanYouDo => Fact::WhatICanDo,
        }
    }

    fn not_understood(&self) -> SkillEnd {
        let state = &self.record.opening.state;
        if state.ticket.is_some() {
            // A person reads it: asking again would only keep the customer busy.
            return said(Fact::NotedForPerson);
        }
        let asked = state.misunderstood_count;
        if asked >= self.playbook.understanding.clarifications_max {
            person(Reason::LowConfidence, None)
        } else {
            said(Fact::NotUnderstood)
        }
    }

    fn close(
        &self,
        understanding: Understanding,
        taken: &Taken,
        served: Served,
        trace: Trace,
    ) -> Outcome {
        let before = &self.record.opening.state;
        let mut state = next_state(before, taken, &served);
        let Served { mut facts, escalations, identity, drafts, .. } = served;
        let delivery = identity.and_then(|who| who.delivery);
        let mut ticket = None;
        if before.ticket.is_some() {
            // "My size is M, by the way" is for the person who reads it, not for the catalogue.
            for told in facts.iter_mut().filter(|told| told.fact == Fact::ProductNotFound) {
                told.fact = Fact::NotedForPerson;
            }
        }
        if !escalations.is_empty() {
            if before.ticket.is_some() {
                facts.push(Fact::NotedForPerson.said());
            } else {
                facts.extend(self.handed_over(&escalations));
                let draft = self.draft(&drafts, before, &understanding);
                ticket = handoff::ticket(
                    self.record,
                    self.playbook,
                    &understanding,
                    &escalations,
                    &facts,
                    &trace.actions,
                    draft,
                );
                state.ticket = ticket.as_ref().map(|ticket| ticket.id.clone());
                state.status = ConversationStatus::WaitingHuman;
            }
        }
        let language = self.language(&understanding, before);
        state.language = language.clone().filter(|code| Some(code) != self.preferred());
        let reply = self.reply(&facts, before, language.as_deref());
        state.last_templates.clone_from(&reply.templates);
        Outcome {
            understanding,
            facts,
            decisions: trace.decisions,
            actions: trace.actions,
            escalations,
            ticket,
            delivery,
            reply: Some(reply),
            state,
        }
    }

    /// What a person may send in the assistant's place, in words.
    fn draft(
        &self,
        drafts: &[SourcedFact],
        before: &ConversationState,
        understood: &Understanding,
    ) -> Option<String> {
        let language = self.language(understood, before);
        (!drafts.is_empty()).then(|| self.reply(drafts, before, language.as_deref()).text)
    }

    fn handed_over(&self, escalations: &[Escalation]) -> Vec<SourcedFact> {
        let mut facts: Vec<SourcedFact> = Vec::new();
        for escalation in escalations {
            let fact = Fact::HandedOver {
                skill: escalation.skill,
                promise: self.playbook.escalation.reply_promise.clone(),
                because_of_shop: escalation.reason == Reason::ShopFault,
            }
            .said();
            if !facts.contains(&fact) {
                facts.push(fact);
            }
        }
        facts
    }

    fn preferred(&self) -> Option<&String> {
        self.playbook.brand.languages.first()
    }

    /// The language to answer in: that of the message where it is served; that spoken before where
    /// the message tells none; else the preferred one.
    fn language(&self, understood: &Understanding, before: &ConversationState) -> Option<String> {
        let spoken = understood.language.as_ref().or(before.language.as_ref());
        let served = |code: &&String| self.playbook.brand.languages.contains(code);
        spoken.filter(served).or(self.preferred()).cloned()
    }

    fn reply(
        &self,
        facts: &[SourcedFact],
        before: &ConversationState,
        language: Option<&str>,
    ) -> Reply {
        let now = self.record.opening.at;
        let language = language.unwrap_or_default();
        reply::compose(facts, self.playbook, language, now, &before.last_templates)
    }
}

fn next_state(before: &ConversationState, taken: &Taken, served: &Served) -> ConversationState {
    let mut state = before.clone();
    // A question stays open through small talk and through one unclear answer. Any other message
    // closes it: a later yes must not confirm what was summarised before something else.
    if served.only_talk || served.not_understood {
        state.goals.clone_from(&before.goals);
    } else {
        state.awaiting.clone_from(&served.awaiting);
        state.goals.clone_from(&served.goals);
    }
    if let Some(who) = &served.identity {
        state.claim.clone_from(&who.claim);
        state.lookups_failed = who.lookups_failed;
        state.challenge.clone_from(&who.challenge);
        state.proof = who.proof.clone().or(state.proof);
    }
    state.approvals.retain(|held| Some(&held.id) != served.settled.as_ref());
    state.approvals.extend(served.approvals.iter().cloned());
    state.goal_count = taken.goal_count.max(before.goal_count);
    state.misunderstood_count =
        if served.not_understood { state.misunderstood_count.saturating_add(1) } else { 0 };
    let mut focus: Vec<OrderId> = Vec::new();
    for order in &served.focus {
        if !focus.contains(order) {
            focus.push(order.clone());
        }
    }
    if !focus.is_empty() {
        state.orders_in_focus = focus;
    }
    state
}

fn said(fact: Fact) -> SkillEnd {
    SkillEnd { facts: vec![fact.said()], ..SkillEnd::default() }
}

fn person(reason: Reason, skill: Option<Skill>) -> SkillEnd {
    let left = match skill {
        Some(skill) => format!("Help the customer: {}.", reply::topic_of(skill)),
        None => "Read the conversation and answer the customer.".to_owned(),
    };
    SkillEnd {
        escalation: Some(Escalation { reason, rules: vec![reason.rule().to_owned()], skill, left }),
        ..SkillEnd::default()
    }
}
