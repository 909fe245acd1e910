//! What is said beside the goals: talk, and what must be answered calmly whatever is wanted.

use super::{
    serve::{Run, Served, person, said},
    take::Taken,
};
use crate::{
    base::skill_id::SkillId,
    conversation::{Awaiting, Fact, LastReply, SourcedFact, TalkFact},
    escalation::Reason,
    playbook::{AfterAbuse, Autonomy, OfferPerson, Topic},
    skill::{self, Ability, SkillEnd, ability},
    understanding::{ChitchatKind, Skill},
};

/// Characters of a message in which nothing was understood, from which on it is called long.
const LONG_CHARS_MIN: usize = 600;

/// What the assistant may be able to do, in the order in which it is told.
const ABILITIES: &[Skill] = &[
    Skill::OrderStatus,
    Skill::RefundStatus,
    Skill::CancelOrder,
    Skill::ChangeAddress,
    Skill::ChangeItems,
    Skill::ChangePayment,
    Skill::Return,
    Skill::Exchange,
    Skill::Claim,
    Skill::ProductQuestion,
    Skill::Recommendation,
    Skill::BackInStock,
    Skill::Loyalty,
    Skill::Reorder,
    Skill::Cart,
    Skill::Subscription,
    Skill::Discount,
    Skill::Account,
];

impl Run<'_> {
    /// What is said beside the goals.
    pub(super) fn talk(&self, taken: &Taken, served: &mut Served) {
        if taken.person {
            served
                .escalations
                .extend(person(Reason::AskedForPerson, None, self.playbook).escalation);
        }
        if taken.foreign {
            served
                .escalations
                .extend(person(Reason::MissingAbility, None, self.playbook).escalation);
            served.facts.extend(self.other_language(taken, true));
        }
        if taken.dropped {
            served.facts.push(Fact::GoalDropped.said());
        }
        served.only_talk = !taken.talk.is_empty() || taken.unasked.is_some();
        served.facts.extend(taken.unasked.iter().map(|fact| fact.clone().said()));
        for kind in &taken.talk {
            self.chat(*kind, taken, served);
        }
        if taken.not_understood {
            served.not_understood = true;
            let end = self.not_understood(taken);
            // Whoever was asked for a yes is asked again, and not what else they may want.
            if let (Some(Awaiting::Consent { proposals }), None) =
                (&self.record.opening.state.awaiting, &end.escalation)
            {
                let again = Fact::AskConsent { count: proposals.len(), back: None };
                served.facts.push(again.said());
                return;
            }
            served.facts.extend(end.facts);
            served.escalations.extend(end.escalation);
        }
    }

    /// What comes first where somebody may be hurt, and what is said to threats and to orders to the
    /// assistant that want nothing else: never only that they were not understood.
    pub(super) fn calm(&self, topics: &[Topic], taken: &Taken, served: &mut Served) {
        let has = |topic: Topic| topics.contains(&topic);
        let nothing_else = served.not_understood || served.facts.is_empty();
        let first = if has(Topic::Safety) {
            let brand = &self.playbook.brand;
            let preferred = brand.languages.first().map(String::as_str).unwrap_or_default();
            let spoken = self.spoken(taken);
            let words = self.playbook.talk.emergency_words(spoken, preferred).map(str::to_owned);
            served.facts.retain(|_| !served.only_talk);
            TalkFact::Emergency { crisis: taken.crisis, words }
        } else if has(Topic::Legal) && self.record.opening.state.ticket.is_some() {
            return;
        } else if has(Topic::Legal) && (nothing_else || served.only_talk) {
            served.facts.retain(|_| !served.only_talk);
            TalkFact::Legal
        } else if has(Topic::Injection)
            && (nothing_else || served.only_talk || found_nothing(&served.facts))
        {
            served.awaiting = None;
            served.facts.clear();
            // What sounded like a question about the shop was none.
            served
                .escalations
                .retain(|it| it.skill.is_some() || it.reason != Reason::MissingAbility);
            TalkFact::Unmoved
        } else {
            return;
        };
        let unclear = |told: &SourcedFact| {
            matches!(told.fact, Fact::NotUnderstood | Fact::RestNotUnderstood)
                || matches!(&told.fact, Fact::Talk(TalkFact::TooLong | TalkFact::Upset))
        };
        served.facts.retain(|told| !unclear(told));
        served.facts.insert(0, Fact::Talk(first).said());
        if served.not_understood {
            (served.not_understood, served.only_talk) = (false, true);
        }
    }

    fn chat(&self, kind: ChitchatKind, taken: &Taken, served: &mut Served) {
        let state = &self.record.opening.state;
        let talk = |fact: TalkFact| Fact::Talk(fact).said();
        let fact = match kind {
            ChitchatKind::Abuse => return self.abuse(served),
            ChitchatKind::AreYouHuman => Fact::AreYouHuman.said(),
            ChitchatKind::Compliment => talk(TalkFact::Compliment),
            ChitchatKind::Goodbye => {
                served.facts.push(Fact::Goodbye.said());
                if !matches!(state.awaiting, Some(Awaiting::Consent { .. })) {
                    return;
                }
                talk(TalkFact::NothingDone)
            }
            ChitchatKind::Greeting => self.greeting().said(),
            ChitchatKind::HowAreYou => talk(TalkFact::HowAreYou),
            ChitchatKind::Joke => talk(TalkFact::Joke),
            ChitchatKind::Languages => talk(TalkFact::OtherLanguage {
                spoken: self.spoken(taken).to_owned(),
                languages: self.playbook.brand.languages.clone(),
                handed_over: false,
            }),
            ChitchatKind::Listening => self.silence(),
            ChitchatKind::OutOfScope => {
                served.facts.push(talk(TalkFact::OutOfScope));
                // What can be done is told once.
                if state.last_templates.iter().any(|name| name.starts_with("talk_out_of_scope")) {
                    return;
                }
                self.what_i_can_do().said()
            }
            ChitchatKind::Repeat => self.repeated(),
            // A smile before anything was said is no thanks.
            ChitchatKind::Thanks if state.last_templates.is_empty() && self.is_wordless() => {
                talk(TalkFact::Listening)
            }
            ChitchatKind::Thanks => Fact::Thanks.said(),
            ChitchatKind::WhatCanYouDo => self.what_i_can_do().said(),
            ChitchatKind::WhichShop => talk(TalkFact::WhichShop),
            ChitchatKind::WhoMadeYou => talk(TalkFact::WhoMadeYou),
        };
        served.facts.push(fact);
    }

    /// Answered calmly at first, then with a boundary, once; whatever comes after is kept short.
    fn abuse(&self, served: &mut Served) {
        let abuse = &self.playbook.talk.abuse;
        let boundary = self.record.opening.state.insult_count >= abuse.calm_max;
        let freely = self.playbook.escalation.offer_person == OfferPerson::Freely;
        let offers_person = boundary && abuse.then == AfterAbuse::OfferPerson && freely;
        served.insulted = true;
        served.facts.push(Fact::Talk(TalkFact::Abuse { boundary, offers_person }).said());
        if boundary
            && abuse.then == AfterAbuse::Person
            && let Some(mut escalation) = person(Reason::Anger, None, self.playbook).escalation
        {
            escalation.rules.push("/talk/abuse".to_owned());
            served.escalations.push(escalation);
        }
    }

    fn greeting(&self) -> Fact {
        let opening = &self.record.opening;
        let customer = opening.identity.verified_at(opening.at).and(self.profile.customer.as_ref());
        Fact::Greeting { first_name: customer.and_then(|seen| seen.value.first_name.clone()) }
    }

    /// Whoever says nothing is asked again for what is open, and never twice in the same words.
    fn silence(&self) -> SourcedFact {
        let state = &self.record.opening.state;
        let repeated = state.last_templates.iter().any(|name| name.starts_with("talk_repeated"));
        match &state.awaiting {
            Some(Awaiting::Consent { proposals }) => {
                Fact::AskConsent { count: proposals.len(), back: None }.said()
            }
            Some(_) if !repeated => self.repeated(),
            _ => Fact::Talk(TalkFact::Listening).said(),
        }
    }

    fn is_wordless(&self) -> bool {
        !self.record.opening.inbound.text().chars().any(char::is_alphanumeric)
    }

    /// What was said last, again; where nothing was, what can be done.
    fn repeated(&self) -> SourcedFact {
        let opening = &self.record.opening;
        let verified = opening.state.identity(&opening.identity).verified_at(opening.at).is_some();
        // What was told under a proof that has lapsed since is not told again without one.
        let last = opening.state.last_reply.as_ref().filter(|last| verified || !last.verified);
        last.map_or_else(
            || self.what_i_can_do().said(),
            |LastReply { text, quick_replies, .. }| {
                let (text, quick_replies) = (text.clone(), quick_replies.clone());
                Fact::Talk(TalkFact::Repeated { text, quick_replies }).said()
            },
        )
    }

    /// All that the assistant does by itself under this playbook.
    fn what_i_can_do(&self) -> Fact {
        let able = |skill: &Skill| {
            matches!(ability(*skill, self.playbook), Ability::Skill(_)) && self.does(*skill)
        };
        let own = self.playbook.custom_skills.keys().filter_map(|id| SkillId::parse(id));
        let all = ABILITIES.iter().copied().chain(own.map(Skill::Custom));
        Fact::WhatICanDo { skills: all.filter(able).collect() }
    }

    /// Whether the assistant does something by itself, perhaps once a person has approved it.
    pub(super) fn does(&self, skill: Skill) -> bool {
        let autonomy = skill::autonomy(skill, self.playbook);
        matches!(autonomy, Autonomy::Autonomous | Autonomy::Supervised)
    }

    /// The language that the customer speaks, as far as it could be told.
    fn spoken<'a>(&'a self, taken: &'a Taken) -> &'a str {
        let before = self.record.opening.state.language.as_ref();
        let preferred = self.playbook.brand.languages.first();
        taken.language.as_ref().or(before).or(preferred).map(String::as_str).unwrap_or_default()
    }

    /// Says which languages are spoken, where the message is in none of them.
    fn other_language(&self, taken: &Taken, handed_over: bool) -> Option<SourcedFact> {
        let spoken = taken.other_language.clone()?;
        let languages = self.playbook.brand.languages.clone();
        Some(Fact::Talk(TalkFact::OtherLanguage { spoken, languages, handed_over }).said())
    }

    fn not_understood(&self, taken: &Taken) -> SkillEnd {
        let state = &self.record.opening.state;
        if state.ticket.is_some() {
            // A person reads it: asking again would only keep the customer busy.
            return said(Fact::NotedForPerson);
        }
        if state.misunderstood_count >= self.playbook.understanding.clarifications_max {
            return person(Reason::LowConfidence, None, self.playbook);
        }
        let is_long = self.record.opening.inbound.text().chars().count() >= LONG_CHARS_MIN;
        let named = |fact: &SourcedFact| {
            let of = |talk: &TalkFact| matches!(talk, TalkFact::OtherLanguage { spoken, .. } if spoken != "und");
            matches!(&fact.fact, Fact::Talk(talk) if of(talk))
        };
        // Long gibberish is no language.
        if let Some(fact) = self.other_language(taken, false).filter(|it| !is_long || named(it)) {
            return SkillEnd::told(vec![fact]);
        }
        said(match (is_long, taken.upset) {
            (true, _) => Fact::Talk(TalkFact::TooLong),
            (false, true) => Fact::Talk(TalkFact::Upset),
            (false, false) => Fact::NotUnderstood,
        })
    }
}

/// Whether all that came of a message is that nothing in the shop is like its words.
fn found_nothing(facts: &[SourcedFact]) -> bool {
    facts.iter().all(|told| matches!(told.fact, Fact::NothingSuits { .. } | Fact::ProductNotFound))
}
