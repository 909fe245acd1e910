//! One step of a turn.

use super::{
    Inbound, Outcome, RECORD_SCHEMA_VERSION, TurnError, TurnRecord, handoff,
    plan::{self, Goal},
};
use crate::{
    base::text,
    commerce::PendingCall,
    conversation::{ConversationState, ConversationStatus, Fact, SourcedFact},
    escalation::{Escalation, Reason},
    playbook::{OtherLanguages, Playbook},
    profile::Profile,
    reply::{self, Reply},
    skill::{Ability, SkillContext, SkillEnd, Suspended, Trace, ability},
    understanding::{
        ChitchatKind, Command, Confidence, HeardCommand, Known, Signals, Skill, Tone,
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
    if state.status == ConversationStatus::Human {
        return Ok(Advance::Done(Box::new(silent(understanding, state))));
    }
    let words: Vec<String> =
        text::words(record.opening.inbound.text()).into_iter().map(|word| word.folded).collect();
    let goals = if is_foreign(&understanding, playbook) {
        vec![Goal::Person(None)]
    } else {
        plan::goals(&understanding.commands, &words, state, playbook)
    };
    let mut run = Run { record, profile, playbook, trace: Trace::default(), suspended: false };
    let ends: Vec<SkillEnd> =
        goals.iter().enumerate().map(|(index, goal)| run.serve(index, goal)).collect();
    if run.suspended && !run.trace.exhausted {
        return Ok(Advance::Need(run.trace.pending));
    }
    Ok(Advance::Done(Box::new(run.close(understanding, &goals, ends))))
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
        Inbound::HandoffRequest => Understanding {
            maker: "button".to_owned(),
            commands: vec![HeardCommand::new(Command::AskPerson, Confidence::CERTAIN, Vec::new())],
            entities: Vec::new(),
            language: None,
            tone: Tone::Calm,
            signals: Signals::default(),
        },
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
        reply: None,
        state: state.clone(),
    }
}

struct Run<'a> {
    record: &'a TurnRecord,
    profile: &'a Profile,
    playbook: &'a Playbook,
    trace: Trace,
    suspended: bool,
}

impl Run<'_> {
    /// Serves one goal as far as it goes. A suspended goal does not keep the next from naming its
    /// calls too, so that the driver can perform them side by side.
    fn serve(&mut self, index: usize, goal: &Goal) -> SkillEnd {
        match goal {
            Goal::Chitchat(kind) => said(self.chitchat(*kind)),
            Goal::Drop => said(Fact::GoalDropped),
            Goal::NotUnderstood => self.not_understood(),
            Goal::Person(skill) => person(Reason::MissingAbility, *skill),
            Goal::PersonAskedFor => person(Reason::AskedForPerson, None),
            Goal::Skill(skill, request) => {
                let Ability::Skill(run) = ability(*skill, self.playbook) else {
                    return person(Reason::MissingAbility, Some(*skill));
                };
                let opening = &self.record.opening;
                let mut cx = SkillContext::new(
                    &self.record.turn_id,
                    index,
                    &self.record.answers,
                    opening.at,
                    self.playbook,
                    self.profile,
                    &opening.state,
                    &opening.identity,
                    &mut self.trace,
                );
                match run(&mut cx, request) {
                    Ok(end) => end,
                    Err(Suspended) if self.trace.exhausted => {
                        person(Reason::ShopFault, Some(*skill))
                    }
                    Err(Suspended) => {
                        self.suspended = true;
                        SkillEnd::default()
                    }
                }
            }
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

    fn close(self, understanding: Understanding, goals: &[Goal], ends: Vec<SkillEnd>) -> Outcome {
        let before = &self.record.opening.state;
        let mut state = next_state(before, goals, &ends);
        let escalations: Vec<Escalation> =
            ends.iter().filter_map(|end| end.escalation.clone()).collect();
        let mut facts: Vec<SourcedFact> = ends.into_iter().flat_map(|end| end.facts).collect();
        let mut ticket = None;
        if !escalations.is_empty() {
            if before.ticket.is_some() {
                facts.push(Fact::NotedForPerson.said());
            } else {
                facts.extend(self.handed_over(&escalations));
                ticket = handoff::ticket(
                    self.record,
                    self.playbook,
                    &understanding,
                    &escalations,
                    &facts,
                    &self.trace.actions,
                );
                state.ticket = ticket.as_ref().map(|ticket| ticket.id.clone());
                state.status = ConversationStatus::WaitingHuman;
                state.awaiting = None;
            }
        }
        let language = self.language(&understanding, before);
        state.language = language.clone().filter(|code| Some(code) != self.preferred());
        let reply = self.reply(&facts, before, language.as_deref());
        state.last_templates.clone_from(&reply.templates);
        Outcome {
            understanding,
            facts,
            decisions: self.trace.decisions,
            actions: self.trace.actions,
            escalations,
            ticket,
            reply: Some(reply),
            state,
        }
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

fn next_state(before: &ConversationState, goals: &[Goal], ends: &[SkillEnd]) -> ConversationState {
    let mut state = before.clone();
    let only_talk = goals.iter().all(|goal| matches!(goal, Goal::Chitchat(_)));
    let misunderstood = goals.iter().any(|goal| matches!(goal, Goal::NotUnderstood));
    // A question stays open through small talk and through one unclear answer. Any other message
    // closes it: a later yes must not confirm what was summarised before something else.
    if !only_talk && !misunderstood {
        state.awaiting = ends.iter().rev().find_map(|end| end.awaiting.clone());
    }
    state.misunderstood_count =
        if misunderstood { state.misunderstood_count.saturating_add(1) } else { 0 };
    let focus: Vec<_> = ends.iter().flat_map(|end| end.orders_in_focus.clone()).collect();
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
