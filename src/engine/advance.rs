//! One step of a turn.

use super::{
    ApprovalDecision, Inbound, Outcome, RECORD_SCHEMA_VERSION, TurnError, TurnRecord, approval,
    identify,
    serve::{Run, Served},
    take::{self, Taken},
};
use crate::{
    base::{
        id::{ApprovalId, CallId},
        pii::Pii,
    },
    commerce::{Answer, Call, PendingCall},
    conversation::{ConversationStatus, Fact},
    identity::Identity,
    playbook::{ModelUse, OtherLanguages, Playbook, Topic},
    profile::Profile,
    skill::{SkillContext, Suspended, Trace},
    understanding::{
        Command, Confidence, HeardCommand, Known, Signals, Tone, Understanding, is_unsure,
        question, understand, understand_proposed,
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
    match understood(record, profile, playbook) {
        Understood::Read(understanding) => {
            advance_understood(record, profile, playbook, &understanding)
        }
        Understood::Asks(pending) => Ok(Advance::Need(vec![*pending])),
    }
}

/// What the message of a turn means, as far as its record goes.
#[derive(Clone, Debug, PartialEq)]
pub enum Understood {
    /// A language model is to be asked first.
    Asks(Box<PendingCall>),
    /// This.
    Read(Understanding),
}

/// What the message of a turn means. Once it is read it is the same in all runs of the turn, so a driver
/// asks until then.
#[must_use]
pub fn understood(record: &TurnRecord, profile: &Profile, playbook: &Playbook) -> Understood {
    Understood::Read(match &record.opening.inbound {
        Inbound::Resumed { text, .. } | Inbound::Text { text } => {
            return read(text, record, profile, playbook);
        }
        Inbound::Approval { .. } => unsaid("approval", Vec::new()),
        Inbound::HandoffRequest => {
            let asked = HeardCommand::new(Command::AskPerson, Confidence::CERTAIN, Vec::new());
            unsaid("button", vec![asked])
        }
    })
}

/// Reads a message: by the embedded understanding and, where the playbook says so, by a language model.
/// Where that does not answer, the message is taken as it was read without it.
fn read(text: &str, record: &TurnRecord, profile: &Profile, playbook: &Playbook) -> Understood {
    let state = &record.opening.state;
    let known = Known::of(profile, playbook, record.opening.at);
    let embedded = understand(text, state, &known);
    let Some(model) = &playbook.understanding.model else { return Understood::Read(embedded) };
    let served = &playbook.brand.languages;
    let wanted =
        model.when == ModelUse::Always || is_unsure(&embedded, model.unsure_permille, served);
    if !wanted || state.status == ConversationStatus::Human {
        return Understood::Read(embedded);
    }
    let asked = |call: &Call| matches!(call, Call::Understand(_));
    match record.answers.iter().find(|answered| asked(&answered.call)) {
        None => {
            let id = CallId::derive(&record.turn_id, record.answers.len());
            let call = Call::Understand(question(text, state, &known));
            Understood::Asks(Box::new(PendingCall { id, call }))
        }
        Some(answered) => Understood::Read(match &answered.result {
            Ok(Answer::Wishes(wishes)) => {
                understand_proposed(text, state, &known, wishes, &model.name)
            }
            Ok(_) | Err(_) => embedded,
        }),
    }
}

/// The same with an understanding that is at hand, [`understood`] or from elsewhere. Nothing that it
/// holds is trusted: whatever it says is wanted, what is done is decided by the guardrails.
///
/// # Errors
/// As [`advance`].
pub fn advance_understood(
    record: &TurnRecord,
    profile: &Profile,
    playbook: &Playbook,
    understanding: &Understanding,
) -> Result<Advance, TurnError> {
    if record.schema_version != RECORD_SCHEMA_VERSION {
        return Err(TurnError::UnknownRecord {
            expected: RECORD_SCHEMA_VERSION,
            found: record.schema_version,
        });
    }
    let state = &record.opening.state;
    if let Inbound::Approval { id, decision } = &record.opening.inbound {
        return Ok(run_approval(record, profile, playbook, understanding, (id, *decision)));
    }
    if state.status == ConversationStatus::Human {
        let run = Run { record, profile, playbook };
        return Ok(Advance::Done(Box::new(run.silent(understanding))));
    }
    let opening = &record.opening;
    let resumed = match &opening.inbound {
        Inbound::Resumed { by_person, .. } => Some(*by_person),
        Inbound::Approval { .. } | Inbound::HandoffRequest | Inbound::Text { .. } => None,
    };
    let understanding = &match resumed {
        Some(_) => without_answers(understanding),
        None => understanding.clone(),
    };
    let identity = state.identity(&opening.identity);
    // What a person says of the customer shows nothing of who is writing.
    let said = match resumed {
        Some(true) => identify::said("", &[], state),
        Some(false) | None => {
            identify::said(opening.inbound.text(), &understanding.entities, state)
        }
    };
    let mut taken = take::take(opening.inbound.text(), understanding, state, playbook);
    let other_language = other_language(understanding, playbook);
    if other_language.is_some() && playbook.brand.other_languages == OtherLanguages::Person {
        taken = Taken { foreign: true, ..Taken::default() };
    }
    taken.other_language = other_language;
    taken.language.clone_from(&understanding.language);
    taken.email = said.email();
    taken.crisis = understanding.signals.crisis;
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
    cx.reach = &opening.reach;
    let run = Run { record, profile, playbook };
    let ran = run.serve(&mut cx, &taken, &said, &identity);
    match ran {
        Ok(mut served) => {
            if let Some(by_person) = resumed {
                let instead = by_person.then(|| Pii::new(opening.inbound.text().to_owned()));
                served.facts.insert(0, Fact::Resumed { instead }.said());
            }
            let outcome = run.close(understanding.clone(), &taken, served, trace);
            Ok(Advance::Done(Box::new(outcome)))
        }
        Err(Suspended) if trace.exhausted => {
            let served = run.exhausted(&taken);
            Ok(Advance::Done(Box::new(run.close(understanding.clone(), &taken, served, trace))))
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
    understanding: &Understanding,
    (id, decision): (&ApprovalId, ApprovalDecision),
) -> Advance {
    let state = &record.opening.state;
    let run = Run { record, profile, playbook };
    let Some(pending) = state.approvals.iter().find(|held| held.id == *id) else {
        return Advance::Done(Box::new(run.unmoved(understanding)));
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
    let mut outcome = run.close(understanding.clone(), &Taken::default(), served, trace);
    if state.status == ConversationStatus::Human {
        // Whoever has the conversation tells the customer.
        outcome.reply = None;
    }
    Advance::Done(Box::new(outcome))
}

/// What is wanted, without what answers a question: a yes of before, or of somebody else, is none, and whoever has
/// come back from a person is not sent there again by the same words.
fn without_answers(understanding: &Understanding) -> Understanding {
    let mut wanted = understanding.clone();
    wanted.commands.retain(|heard| {
        !matches!(heard.command, Command::AskPerson | Command::Confirm | Command::Deny)
    });
    wanted
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
    if signals.safety || signals.crisis {
        topics.push(Topic::Safety);
    }
    topics
}

/// The language of a message, where it is not served.
fn other_language(understanding: &Understanding, playbook: &Playbook) -> Option<String> {
    let served = |code: &String| playbook.brand.languages.contains(code);
    understanding.language.clone().filter(|code| !served(code))
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

impl Run<'_> {
    /// While a person has the conversation, the message is kept for them, and nothing is said but once
    /// who reads it.
    fn silent(&self, understanding: &Understanding) -> Outcome {
        let mut outcome = self.unmoved(understanding);
        let text = self.record.opening.inbound.text();
        let said = identify::said(text, &understanding.entities, &outcome.state);
        outcome.state.reply_to = said.email().or(outcome.state.reply_to.take());
        if !outcome.state.person_told {
            let language = self.language(understanding, &outcome.state);
            outcome.facts.push(Fact::WithPerson.said());
            outcome.reply = Some(self.reply(&outcome.facts, &outcome.state, language.as_deref()));
            outcome.state.person_told = true;
        }
        outcome
    }

    /// Nothing is said, and all stands as it stood.
    fn unmoved(&self, understanding: &Understanding) -> Outcome {
        Outcome {
            understanding: understanding.clone(),
            facts: Vec::new(),
            decisions: Vec::new(),
            actions: Vec::new(),
            escalations: Vec::new(),
            ticket: None,
            delivery: None,
            reply: None,
            state: self.record.opening.state.clone(),
            served: Vec::new(),
        }
    }
}
