//! What is wanted, served as far as it goes.

use super::{
    Came, ServedSkill, TurnRecord,
    goals::pin,
    identify::{self, Identified, Said},
    served::{came_of, note, note_ends, note_proposal},
    settle::{self, Settled},
    take::{Taken, is_told_at_once},
};
use crate::{
    base::id::{ApprovalId, OrderId, ProductId, SubscriptionId},
    conversation::{
        Awaiting, Fact, Goal, PendingApproval, Proposal, Recommended, RefusedFact, SourcedFact,
    },
    escalation::{Escalation, Reason},
    guardrail,
    identity::{Challenge, Claim, CodeDelivery, Identity, Verified},
    playbook::{Autonomy, Playbook, Topic},
    profile::Profile,
    reply,
    skill::{self, Ability, Proposed, SkillContext, SkillEnd, Suspended, ability},
    understanding::{Skill, says_more},
};

pub(super) struct Run<'a> {
    pub(super) record: &'a TurnRecord,
    pub(super) profile: &'a Profile,
    pub(super) playbook: &'a Playbook,
}

/// What serving the goals of a turn came to.
#[derive(Default)]
pub(super) struct Served {
    pub(super) facts: Vec<SourcedFact>,
    pub(super) escalations: Vec<Escalation>,
    pub(super) awaiting: Option<Awaiting>,
    /// Goals that go on.
    pub(super) goals: Vec<Goal>,
    pub(super) focus: Vec<OrderId>,
    pub(super) products: Vec<ProductId>,
    /// The repeated deliveries spoken of.
    pub(super) deliveries: Vec<SubscriptionId>,
    /// Whether something was offered in place of an end of one.
    pub(super) stay_offered: bool,
    pub(super) not_understood: bool,
    pub(super) only_talk: bool,
    /// Whether it was an insult.
    pub(super) insulted: bool,
    /// What waits for a person's approval since this turn.
    pub(super) approvals: Vec<PendingApproval>,
    /// The approval that this turn was about.
    pub(super) settled: Option<ApprovalId>,
    /// What is remembered of what was recommended.
    pub(super) recommended: Option<Recommended>,
    /// What a person may send in the assistant's place.
    pub(super) drafts: Vec<SourcedFact>,
    pub(super) identity: Option<WhoIsWriting>,
    /// What came of each ability.
    pub(super) came: Vec<ServedSkill>,
}

/// What is known of who is writing.
pub(super) struct WhoIsWriting {
    pub(super) claim: Claim,
    pub(super) lookups_failed: u8,
    pub(super) unanswered: u8,
    pub(super) challenge: Option<Challenge>,
    pub(super) delivery: Option<CodeDelivery>,
    pub(super) proof: Option<Verified>,
}

impl Served {
    /// Keeps what a skill came to for a person, who sends it and does what it announces.
    fn draft(&mut self, goal: &Goal, end: SkillEnd, playbook: &Playbook) {
        self.drafts.extend(end.facts);
        for proposed in &end.proposals {
            let fact = Fact::WillDo(Box::new(proposed.proposal.fact.clone()));
            self.drafts.push(fact.sourced(proposed.source.clone()));
        }
        self.escalations.extend(person(Reason::Assist, Some(goal.skill), playbook).escalation);
    }
}

impl Run<'_> {
    /// Serves everything that is wanted as far as it goes: tells, asks, summarises, does.
    pub(super) fn serve(
        &self,
        cx: &mut SkillContext<'_>,
        taken: &Taken,
        said: &Said,
        identity: &Identity,
    ) -> Result<Served, Suspended> {
        let topics = cx.topics.clone();
        let mut served = self.serve_goals(cx, taken, said, identity)?;
        self.calm(&topics, taken, &mut served);
        Ok(served)
    }

    fn serve_goals(
        &self,
        cx: &mut SkillContext<'_>,
        taken: &Taken,
        said: &Said,
        identity: &Identity,
    ) -> Result<Served, Suspended> {
        let mut served = Served::default();
        let needed = self.needs_any_identity(cx, taken)?;
        let found = identify::identify(cx, self.record, said, needed)?;
        let identity = identify::identity_of(&found, identity);
        let cx = &mut cx.identified(&identity);
        let stops = self.note_identity(cx, taken, found, &mut served)?;
        if stops {
            // A person is asked for, or needed, whoever it is: who has heard the question once answers it
            // or has somebody come, and is not asked again in the same breath.
            if taken.person {
                if self.record.opening.state.awaiting == Some(Awaiting::Identity) {
                    served.facts.retain(|told| !asks_who(&told.fact));
                }
                served
                    .escalations
                    .extend(person(Reason::AskedForPerson, None, self.playbook).escalation);
            }
            self.person_topics(cx, &mut served);
            return Ok(served);
        }
        if let Some(fact) = self.answer_of_pages(cx, taken)? {
            served.facts.push(fact);
            return Ok(served);
        }
        self.talk(taken, &mut served);
        if served.only_talk || served.not_understood {
            self.person_topics(cx, &mut served);
            return Ok(served);
        }
        if self.only_asks_for_person(taken) {
            served.goals.clone_from(&taken.goals);
            return Ok(served);
        }
        let ends = self.run_goals(cx, taken)?;
        note_ends(&mut served.came, taken, &ends);
        if cx.verified().is_none() && ends.iter().any(|(_, end)| end.identity) {
            self.ask_identity(cx, taken, said, ends, &mut served)?;
            return Ok(served);
        }
        let mut proposed = Vec::new();
        let mut asides = Vec::new();
        let mut sold_out = None;
        let mut offered = None;
        let mut asked_beside: Vec<Goal> = Vec::new();
        let mut asked: Option<(u16, SkillEnd)> = None;
        for (goal, mut end) in ends {
            served.focus.extend(end.orders_in_focus.iter().cloned());
            served.products.extend(end.products_in_focus.iter().cloned());
            served.deliveries.extend(end.subscriptions_in_focus.iter().cloned());
            // What is asked or wanted beside a yes is told as it is once that is done.
            let beside =
                goal.skill == Skill::Subscription && goal.id > self.record.opening.state.goal_count;
            if !taken.consented.is_empty() && (is_told_at_once(goal.skill) || beside) {
                asked_beside.push(goal);
                continue;
            }
            served.recommended = end.recommended.take().or(served.recommended);
            sold_out = end.sold_out.take().or(sold_out);
            served.escalations.extend(end.escalation.take());
            offered = end.offers.take().or(offered);
            if self.is_drafted(&goal, &end) {
                served.draft(&goal, end, self.playbook);
                continue;
            }
            if self.is_plain_yes(taken, &goal) {
                end.facts.retain(|told| !was_told(&told.fact, &taken.consented));
            }
            let mut going_on = !end.proposals.is_empty() || end.waits;
            proposed.append(&mut end.proposals);
            if end.awaiting.is_some() {
                going_on = true;
                if asked.is_none() {
                    asked = Some((goal.id, end));
                }
            } else if end.aside {
                asides.append(&mut end.facts);
            } else {
                served.facts.append(&mut end.facts);
            }
            if going_on {
                served.goals.push(goal);
            }
        }
        let ready = match settle::settle(proposed) {
            Settled::Ready(ready) => ready,
            Settled::EitherOr(choice) => {
                let (fact, awaiting) = *choice;
                if asked.is_none() {
                    served.facts.push(fact);
                    served.awaiting = Some(awaiting);
                }
                Vec::new()
            }
        };
        let (mut agreed, rest) = settle::split(ready, &taken.consented);
        let (at_once, rest): (Vec<Proposed>, Vec<Proposed>) =
            rest.into_iter().partition(|it| it.proposal.action.needs_no_yes());
        agreed.extend(at_once);
        // What was said no to is not proposed again as it was.
        let (mut denied, mut rest) = settle::split(rest, &taken.denied_proposals);
        // "Use PayPal, and only change the lamp" says no to what was to be changed otherwise, not to
        // what stands beside it.
        let corrected = rest
            .iter()
            .any(|new| taken.denied_proposals.iter().any(|held| held.goals == new.proposal.goals));
        if corrected {
            rest.splice(0..0, denied.drain(..));
        }
        if !denied.is_empty() {
            let gone: Vec<u16> =
                denied.iter().flat_map(|denied| denied.proposal.goals.clone()).collect();
            served.goals.retain(|goal| !gone.contains(&goal.id));
            for Proposed { proposal, .. } in &denied {
                let of = (proposal.skill, proposal.goals.as_slice());
                note_proposal(&mut served.came, taken, of, Came::Dropped);
            }
            served.facts.push(Fact::GoalDropped.said());
        }
        let done = settle::perform(cx, &self.record.turn_id, &agreed)?;
        served.goals.retain(|goal| !done.goals.contains(&goal.id));
        for (skill, goals) in &done.changed {
            note_proposal(&mut served.came, taken, (*skill, goals), Came::Done);
        }
        served.facts.extend(done.facts);
        served.escalations.extend(done.escalations);
        served.approvals = done.approvals;
        for goal in asked_beside {
            let (mut goal, mut end) = self.run_goal_on(cx, taken, &goal)?;
            pin(&mut goal, &end);
            note(&mut served.came, goal.skill, came_of(&end.facts));
            served.escalations.extend(end.escalation.take());
            if !end.proposals.is_empty() || end.awaiting.is_some() {
                served.goals.push(goal.clone());
            }
            rest.append(&mut end.proposals);
            if end.awaiting.is_some() && asked.is_none() {
                asked = Some((goal.id, end));
            } else {
                served.facts.extend(end.facts);
            }
        }
        // One question at a time: what can be said yes to waits until all is known. What is wanted now
        // comes before a question about what was wanted before.
        let before = self.record.opening.state.goal_count;
        let is_new = |proposed: &Proposed| proposed.proposal.goals.iter().any(|id| *id > before);
        // What is done to an order may leave nothing for what else is wanted with it.
        let apart = |end: &SkillEnd| {
            let on = |it: &Proposed| {
                it.order.as_ref().is_some_and(|order| end.orders_in_focus.contains(&order.id))
            };
            !end.orders_in_focus.is_empty() && !rest.iter().any(on)
        };
        let asked =
            asked.filter(|(goal, end)| *goal > before || !rest.iter().any(is_new) || !apart(end));
        if rest.is_empty() && asked.as_ref().is_none_or(|(goal, _)| *goal <= before) {
            served.facts.append(&mut asides);
        }
        if let Some((goal, end)) = asked {
            self.ask(goal, end, taken.goal_count > before, &mut served);
        }
        if served.awaiting.is_none() {
            let (facts, awaiting) = settle::summary(&rest);
            served.facts.extend(facts);
            served.awaiting = awaiting;
        }
        if taken.rest_unclear && served.awaiting.is_none() {
            served.facts.push(Fact::RestNotUnderstood.said());
        }
        self.person_topics(cx, &mut served);
        self.offer(&mut served);
        self.offer_instead(offered, &mut served);
        self.offer_to_tell(taken, sold_out, &mut served);
        self.up_sell(cx, taken, &mut served)?;
        Ok(served)
    }

    /// Asks whether the nearest thing that can be done is wanted, where one thing was refused and
    /// nothing else is asked. What the assistant does not do itself is not offered.
    fn offer(&self, served: &mut Served) {
        let mut refused: Vec<&mut RefusedFact> = Vec::new();
        for sourced in &mut served.facts {
            if let Fact::Refused(fact) = &mut sourced.fact {
                refused.push(fact);
            }
        }
        for fact in &mut refused {
            fact.alternative = fact.alternative.filter(|skill| skill::does(*skill, self.playbook));
        }
        let alternative = match refused.as_slice() {
            [only] => only.alternative,
            _ => None,
        };
        let mut focus = served.focus.clone();
        focus.dedup();
        if let (Some(skill), [order_id], None, true) =
            (alternative, focus.as_slice(), &served.awaiting, served.escalations.is_empty())
        {
            let order_id = Some(order_id.clone());
            served.awaiting = Some(Awaiting::Offer { skill, order_id, stock: None });
            served.facts.push(Fact::AskOffer.said());
        }
    }

    /// Asks whether what a skill of the merchant's own offers in its place is wanted.
    fn offer_instead(&self, offered: Option<Skill>, served: &mut Served) {
        let offered = offered.filter(|skill| skill::does(*skill, self.playbook));
        if let (Some(skill), None, true) =
            (offered, &served.awaiting, served.escalations.is_empty())
        {
            served.awaiting = Some(Awaiting::Offer { skill, order_id: None, stock: None });
            served.facts.push(Fact::AskOffer.said());
        }
    }

    /// Whether a person sends what a goal came to. Where it came to a change, that change decides: a
    /// swap may be a change of items or an exchange.
    fn is_drafted(&self, goal: &Goal, end: &SkillEnd) -> bool {
        let assist = |autonomy| autonomy == Autonomy::Assist;
        match end.proposals.as_slice() {
            [] => assist(skill::autonomy(goal.skill, self.playbook)),
            proposed => proposed.iter().any(|proposed| {
                assist(guardrail::autonomy(proposed.proposal.action.change(), self.playbook))
            }),
        }
    }

    /// Whether a goal is about things that are only somebody's own.
    fn needs_identity(&self, goal: &Goal) -> bool {
        let own = goal.skill.custom().and_then(|id| self.playbook.custom(id));
        let for_all = own.is_some_and(|own| own.identity.is_none());
        let open = for_all
            || matches!(
                goal.skill,
                Skill::AskKnowledge
                    | Skill::BackInStock
                    | Skill::Cart
                    | Skill::ProductQuestion
                    | Skill::Recommendation
            );
        !open && matches!(ability(goal.skill, self.playbook), Ability::Skill(_))
    }

    /// Whether any goal is about things that are only somebody's own. All are looked at before any is
    /// waited on.
    fn needs_any_identity(
        &self,
        cx: &mut SkillContext<'_>,
        taken: &Taken,
    ) -> Result<bool, Suspended> {
        let mine: Vec<&Goal> = taken.goals.iter().filter(|it| self.needs_identity(it)).collect();
        let answers: Vec<_> =
            mine.into_iter().map(|goal| self.answer_in_general(cx, taken, goal)).collect();
        let mut needed = false;
        for answer in answers {
            needed |= answer?.is_none();
        }
        Ok(needed)
    }

    /// Takes note of who is writing. True where nothing else can be done in this turn.
    pub(super) fn note_identity(
        &self,
        cx: &mut SkillContext<'_>,
        taken: &Taken,
        found: Identified,
        served: &mut Served,
    ) -> Result<bool, Suspended> {
        let Identified { claim, lookups_failed, unanswered, challenge, delivery, proof, .. } =
            found;
        let Identified { facts, awaiting, person: why, refused, .. } = found;
        let proven = proof.is_some();
        let who = WhoIsWriting { claim, lookups_failed, unanswered, challenge, delivery, proof };
        served.identity = Some(who);
        if let Some(why) = why {
            served.escalations.extend(person(why, None, self.playbook).escalation);
            return Ok(true);
        }
        if !facts.is_empty() {
            served.facts = facts;
            served.awaiting = awaiting;
            let before = &self.record.opening.state.goals;
            served.goals.clone_from(if refused { before } else { &taken.goals });
            return Ok(true);
        }
        if proven && taken.goals.is_empty() && !taken.person {
            let first_name = skill::first_name(cx)?;
            served.facts.push(Fact::Identified { first_name }.said());
            return Ok(true);
        }
        Ok(false)
    }

    /// Whether a message asks for a person and for nothing else: then nothing that was wanted before
    /// is asked about again.
    fn only_asks_for_person(&self, taken: &Taken) -> bool {
        let state = &self.record.opening.state;
        taken.person && taken.consented.is_empty() && taken.goals == state.goals
    }

    /// Asks, unless it was asked too often already: then a person takes over. Whoever wants something
    /// else meanwhile has not failed to answer.
    fn ask(&self, goal: u16, end: SkillEnd, wants_more: bool, served: &mut Served) {
        let again = !wants_more && self.record.opening.state.awaiting == end.awaiting;
        let Some(held) = served.goals.iter_mut().find(|held| held.id == goal) else { return };
        held.refused = end.refused;
        held.asked_count = if again { held.asked_count.saturating_add(1) } else { 0 };
        if held.asked_count > self.playbook.understanding.clarifications_max {
            let skill = Some(held.skill);
            served.goals.retain(|held| held.id != goal);
            served
                .escalations
                .extend(person(Reason::LowConfidence, skill, self.playbook).escalation);
            return;
        }
        served.facts.extend(end.facts);
        served.stay_offered = matches!(end.awaiting, Some(Awaiting::Stay { .. }));
        served.awaiting = end.awaiting;
    }

    /// Whether the message says yes to what was proposed for a goal, and nothing else.
    fn is_plain_yes(&self, taken: &Taken, goal: &Goal) -> bool {
        taken.consented.iter().any(|held| held.goals.contains(&goal.id))
            && !says_more(self.record.opening.inbound.text())
    }

    /// What a person takes over whatever is asked for; a change that it stopped is theirs already.
    /// That somebody may be hurt is read before anything else.
    fn person_topics(&self, cx: &SkillContext<'_>, served: &mut Served) {
        let mine = |topic: &&Topic| self.playbook.guardrails.person_topics.contains(topic);
        let grave = cx.topics.iter().filter(mine).find(|topic| **topic == Topic::Safety);
        let Some(topic) = grave.or_else(|| cx.topics.iter().find(mine)) else { return };
        let is_theirs = match topic {
            Topic::Safety => false,
            Topic::Injection | Topic::Legal => !served.escalations.is_empty(),
        };
        if !is_theirs
            && let Some(mut escalation) =
                person(Reason::SensitiveTopic, None, self.playbook).escalation
        {
            escalation.rules.push(format!("any.{}", topic.rule()));
            escalation.rules.push("/guardrails/person_topics".to_owned());
            if escalation.is_alarm() {
                "Answer at once: somebody may be hurt.".clone_into(&mut escalation.left);
            }
            served.escalations.insert(0, escalation);
        }
    }

    /// The turn asked for more calls than it may.
    pub(super) fn exhausted(&self, taken: &Taken) -> Served {
        let skill = taken.goals.last().map(|goal| goal.skill);
        Served {
            escalations: person(Reason::ShopFault, skill, self.playbook)
                .escalation
                .into_iter()
                .collect(),
            ..Served::default()
        }
    }
}

/// Whether something was told with the summary already: all that is not about what was said yes to.
fn was_told(fact: &Fact, consented: &[Proposal]) -> bool {
    let is_new = |refused: &RefusedFact| {
        consented.iter().any(|held| held.fact.number() == refused.number.as_deref())
    };
    let said_before = matches!(
        fact,
        Fact::ItemNotFound { .. } | Fact::OtherRemedy { .. } | Fact::SameVariant { .. }
    );
    said_before || matches!(fact, Fact::Refused(refused) if !is_new(refused))
}

/// Whether the customer is asked who they are.
const fn asks_who(fact: &Fact) -> bool {
    matches!(fact, Fact::AskIdentity { .. } | Fact::AskIdentityMore { .. } | Fact::AskCode { .. })
}

pub(super) fn said(fact: Fact) -> SkillEnd {
    SkillEnd { facts: vec![fact.said()], ..SkillEnd::default() }
}

pub(super) fn person(reason: Reason, skill: Option<Skill>, playbook: &Playbook) -> SkillEnd {
    let left = match skill {
        Some(skill) => {
            format!("Help the customer: {}.", reply::topic_of(skill, playbook))
        }
        None => "Read the conversation and answer the customer.".to_owned(),
    };
    SkillEnd {
        escalation: Some(Escalation {
            reason,
            rules: vec![reason.rule().to_owned()],
            skill,
            left,
            queue: None,
        }),
        ..SkillEnd::default()
    }
}
