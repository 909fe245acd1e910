//! From what was served to the outcome: the reply, the ticket, and where the dialogue stands.

use std::slice::from_ref;

use super::{
    Outcome,
    handoff::{self, Handoff},
    serve::{Run, Served, person},
    take::Taken,
    unasked,
};
use crate::{
    base::{id::OrderId, pii::Pii},
    commerce::Answer,
    conversation::{
        ChangeFact, ConversationState, ConversationStatus, Fact, FactSource, LastReply,
        SourcedFact, TalkFact,
    },
    escalation::{Escalation, Found, Reason},
    identity::Via,
    reply::{self, Reply},
    skill::Trace,
    understanding::{Skill, Tone, Understanding},
};

impl Run<'_> {
    pub(super) fn close(
        &self,
        understanding: Understanding,
        taken: &Taken,
        served: Served,
        trace: Trace,
    ) -> Outcome {
        let before = &self.record.opening.state;
        let mut state = next_state(before, taken, &served);
        for held in &mut state.approvals {
            if held.told.expose().is_empty() {
                held.told = self.told(&held.proposal.fact, before);
            }
        }
        let Served { mut facts, mut escalations, identity, drafts, came, .. } = served;
        escalations.extend(self.vip(&understanding, &escalations));
        let delivery = identity.and_then(|who| who.delivery);
        let mut ticket = None;
        if before.ticket.is_some() {
            // "My size is M, by the way" is for the person who reads it, not for the catalogue.
            for told in facts.iter_mut().filter(|told| {
                matches!(told.fact, Fact::NothingSuits { .. } | Fact::ProductNotFound)
            }) {
                told.fact = Fact::NotedForPerson;
            }
        }
        if taken.email.is_some() && before.ticket.is_some() && self.sends_email() {
            // An address that is said while somebody waits is where they are reached.
            state.reply_to.clone_from(&taken.email);
            let unclear = |told: &SourcedFact| {
                matches!(told.fact, Fact::NotUnderstood | Fact::NotedForPerson)
            };
            facts.retain(|told| !unclear(told));
            facts.push(Fact::AnswerByEmail.said());
        }
        if facts.is_empty() && escalations.is_empty() {
            // Nothing is ever answered with nothing.
            facts.push(Fact::NotUnderstood.said());
        }
        if !escalations.is_empty() {
            // What must be done by a day has a ticket of its own, whoever else is at work; so has,
            // once, that somebody may be hurt.
            let dated = escalations.iter().any(|it| it.reason == Reason::PrivacyRequest);
            let alarms = escalations.iter().any(Escalation::is_alarm);
            let alarming = alarms && !before.alarmed;
            state.alarmed |= alarms;
            if before.ticket.is_some() && !dated && !alarming {
                // What nobody knows the end of is said whoever works on it already.
                let grave = |it: &&Escalation| {
                    matches!(it.reason, Reason::ShopFault | Reason::UnknownResult)
                };
                let grave: Vec<Escalation> = escalations.iter().filter(grave).cloned().collect();
                facts.extend(self.handed_over(taken, &grave));
                let noted = |told: &SourcedFact| told.fact == Fact::NotedForPerson;
                if grave.is_empty() && !facts.iter().any(noted) {
                    facts.push(Fact::NotedForPerson.said());
                }
            } else {
                // The question is said last.
                let asked = |told: &SourcedFact| matches!(told.fact, Fact::WillDo(_));
                let at = facts.iter().position(asked).unwrap_or(facts.len());
                facts.splice(at..at, self.handed_over(taken, &escalations));
                state.reply_to = taken.email.clone().or(state.reply_to.take());
                let since = *state.waiting_since.get_or_insert(self.record.opening.at);
                let language = self.language(&understanding, before);
                let handoff = Handoff {
                    understanding: &understanding,
                    escalations: &escalations,
                    facts: &facts,
                    actions: &trace.actions,
                    found: self.found(&facts, &state, language.as_deref()),
                    draft: self.draft(&drafts, before, &understanding),
                    language,
                    who: state.identity(&self.record.opening.identity),
                    waiting_since: since,
                };
                ticket = handoff.ticket(self.record, self.playbook);
                state.ticket = ticket.as_ref().map(|ticket| ticket.id.clone());
                if state.status != ConversationStatus::Human {
                    state.status = ConversationStatus::WaitingHuman;
                }
            }
        }
        let language = self.language(&understanding, before);
        state.language = language.clone().filter(|code| Some(code) != self.preferred());
        let reply = self.reply(&facts, before, language.as_deref());
        state.last_templates.clone_from(&reply.templates);
        let repeats =
            |told: &SourcedFact| matches!(told.fact, Fact::Talk(TalkFact::Repeated { .. }));
        if !facts.iter().any(repeats) {
            let opening = &self.record.opening;
            let identity = state.identity(&opening.identity);
            state.last_reply = Some(LastReply {
                text: Pii::new(reply.text.clone()),
                quick_replies: reply.quick_replies.clone(),
                verified: identity.verified_at(opening.at).is_some(),
            });
        }
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
            served: came,
        }
    }

    /// What the customer was told of a change before they said yes to it.
    fn told(&self, change: &ChangeFact, before: &ConversationState) -> Pii<String> {
        let fact = Fact::WillDo(Box::new(change.clone())).said();
        let language = before.language.as_deref();
        Pii::new(self.reply(&[fact], before, language).text)
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

    fn sends_email(&self) -> bool {
        self.record.opening.reach.contains(&Via::Email)
    }

    /// Whether an address is known at which an answer reaches whoever has left.
    fn is_reached_by_email(&self, taken: &Taken) -> bool {
        let opening = &self.record.opening;
        let shown = opening.state.identity(&opening.identity).verified_at(opening.at).is_some();
        let customer = self.profile.customer.as_ref().filter(|_| shown);
        taken.email.is_some()
            || opening.state.reply_to.is_some()
            || customer.is_some_and(|seen| seen.value.email.is_some())
    }

    /// That a person helps a customer of those whom the playbook names as soon as they are upset.
    fn vip(&self, understood: &Understanding, others: &[Escalation]) -> Option<Escalation> {
        let opening = &self.record.opening;
        let calm = understood.tone == Tone::Calm;
        if calm || !others.is_empty() || opening.state.ticket.is_some() {
            return None;
        }
        opening.state.identity(&opening.identity).verified_at(opening.at)?;
        let tags = &self.playbook.escalation.vip_tags;
        let held = self.profile.customer.as_ref().map(|seen| &seen.value.tags)?;
        held.iter().any(|tag| tags.contains(tag)).then_some(())?;
        let mut escalation = person(Reason::Vip, None, self.playbook).escalation?;
        escalation.rules.push("/escalation/vip_tags".to_owned());
        Some(escalation)
    }

    /// What was found out, for the person: what was told from a source, and the orders spoken of.
    fn found(
        &self,
        facts: &[SourcedFact],
        state: &ConversationState,
        language: Option<&str>,
    ) -> Vec<Found> {
        let mut found = Vec::new();
        for told in facts {
            let of_pages = matches!(told.fact, Fact::Pages(_));
            let source = match told.source {
                FactSource::Conversation if of_pages => "pages",
                FactSource::Conversation if matches!(told.fact, Fact::Refused(_)) => "conversation",
                FactSource::Conversation => continue,
                FactSource::Page { .. } => "pages",
                FactSource::Profile { .. } => "profile",
                FactSource::Shop { .. } => "shop",
            };
            let what = self.reply(from_ref(told), state, language).text;
            found.push(Found { what, source: source.to_owned() });
        }
        let asked = |id: &OrderId| {
            self.record.answers.iter().rev().find_map(|answered| match &answered.result {
                Ok(Answer::Order(order)) if order.id == *id => Some((**order).clone()),
                Ok(Answer::Orders(list)) => {
                    list.orders.iter().find(|order| order.id == *id).cloned()
                }
                _ => None,
            })
        };
        let kept = self.profile.current_orders();
        for id in &state.orders_in_focus {
            let known = kept.iter().find(|seen| seen.value.id == *id);
            match (asked(id), known) {
                (Some(order), _) => found.push(handoff::found_order(&order, "shop")),
                (None, Some(seen)) => found.push(handoff::found_order(&seen.value, "profile")),
                (None, None) => {}
            }
        }
        found
    }

    fn handed_over(&self, taken: &Taken, escalations: &[Escalation]) -> Vec<SourcedFact> {
        // What a person takes over for the same reason is told in one sentence.
        let why = |escalation: &Escalation| {
            (escalation.reason == Reason::ShopFault, escalation.reason == Reason::UnknownResult)
        };
        let mut told: Vec<((bool, bool), Vec<Skill>)> = Vec::new();
        // A request for all that is held is told with its day already.
        for escalation in escalations.iter().filter(|it| it.reason != Reason::PrivacyRequest) {
            let at = told.iter().position(|(held, _)| *held == why(escalation));
            let at = at.unwrap_or_else(|| {
                told.push((why(escalation), Vec::new()));
                told.len().saturating_sub(1)
            });
            if let (Some((_, skills)), Some(skill)) = (told.get_mut(at), escalation.skill)
                && !skills.contains(&skill)
            {
                skills.push(skill);
            }
        }
        let by_email = self.is_reached_by_email(taken);
        let fact = |((because_of_shop, unknown_result), skills)| {
            let rules = &self.playbook.escalation;
            let due = rules.due(self.record.opening.at, &self.playbook.brand.time_zone);
            Fact::HandedOver {
                skills,
                promise: rules.reply_promise.clone(),
                opens_at: due.opens_at,
                answer_by: due.answer_by.filter(|_| rules.reply_promise.is_none()),
                by_email: self.sends_email().then_some(by_email),
                because_of_shop,
                unknown_result,
            }
            .said()
        };
        told.into_iter().map(fact).collect()
    }

    fn preferred(&self) -> Option<&String> {
        self.playbook.brand.languages.first()
    }

    /// The language to answer in: that of the message where it is served; that spoken before where
    /// the message tells none; else the preferred one.
    pub(super) fn language(
        &self,
        understood: &Understanding,
        before: &ConversationState,
    ) -> Option<String> {
        let spoken = understood.language.as_ref().or(before.language.as_ref());
        let served = |code: &&String| self.playbook.brand.languages.contains(code);
        spoken.filter(served).or(self.preferred()).cloned()
    }

    pub(super) fn reply(
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
        state.identity_unanswered = who.unanswered;
        state.challenge.clone_from(&who.challenge);
        state.proof = who.proof.clone().or(state.proof);
    }
    state.insult_count = state.insult_count.saturating_add(u8::from(served.insulted));
    state.approvals.retain(|held| Some(&held.id) != served.settled.as_ref());
    state.approvals.extend(served.approvals.iter().cloned());
    state.goal_count = taken.goal_count.max(before.goal_count);
    state.misunderstood_count =
        if served.not_understood { state.misunderstood_count.saturating_add(1) } else { 0 };
    state.troubled |= unasked::is_troubled(taken, served);
    let suggested = |told: &SourcedFact| matches!(told.fact, Fact::Suggested(_));
    state.up_sold |= served.facts.iter().any(suggested);
    match (&served.recommended, &mut state.recommended) {
        (Some(next), held) => *held = Some(next.clone()),
        // Whoever speaks of other things has left what was shown.
        (None, Some(held)) if !served.only_talk && !served.not_understood => {
            held.open &= taken.goals.iter().all(|goal| goal.skill == Skill::Recommendation);
        }
        (None, _) => {}
    }
    let mut focus: Vec<OrderId> = Vec::new();
    for order in &served.focus {
        if !focus.contains(order) {
            focus.push(order.clone());
        }
    }
    if !focus.is_empty() {
        state.orders_in_focus = focus;
        state.subscriptions_in_focus.clear();
    }
    if !served.products.is_empty() {
        state.products_in_focus.clone_from(&served.products);
        state.products_in_focus.dedup();
        state.products_in_focus.truncate(PRODUCTS_IN_FOCUS_MAX);
    }
    if !served.deliveries.is_empty() {
        state.subscriptions_in_focus.clone_from(&served.deliveries);
        state.subscriptions_in_focus.dedup();
    }
    state.stay_offered |= served.stay_offered;
    state
}

/// Products that "it" and "they" may mean.
const PRODUCTS_IN_FOCUS_MAX: usize = 4;
