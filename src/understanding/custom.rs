//! Skills that a merchant wrote, recognised by what their examples are like.
//!
//! A handful of sentences is enough: see [`super::intent::FewShot`]. Beside them stand sentences that
//! mean something else (`ordinary.txt`), so that not every message is like the nearest of them.

use std::sync::{Arc, Mutex, PoisonError};

use super::{
    Command, Confidence, HeardCommand, Skill,
    clause::Clause,
    embedded::Reading,
    intent::{FewShot, Model, nearest},
};
use crate::{
    base::{skill_id::SkillId, text::Span},
    playbook::{Playbook, PlaybookFault},
};

/// Sentences that customers say who want none of a merchant's own skills, each after what they want.
const ORDINARY: &str = include_str!("ordinary.txt");

/// Under which name they are learnt. It is no name of a skill.
const OTHER: &str = "-";

/// Least probability with which one is meant that no phrase contradicts.
const MEANT_MIN: f32 = 0.5;

/// Least confidence, in thousandths, with which one is meant by a part of a message.
const SURE_PERMILLE: u16 = 700;

/// The same where a phrase of the lexicon says something else, or something else was asked.
const SURER_PERMILLE: u16 = 850;

/// The skills of one playbook, ready to be recognised.
#[derive(Clone, Debug)]
pub struct CustomSkills {
    ids: Vec<SkillId>,
    few_shot: FewShot,
}

/// What skills are recognised by.
type Examples = Vec<(SkillId, Vec<String>)>;

/// Playbooks whose skills are kept ready: the live one, one on trial, a draft that is compared.
const KEPT_MAX: usize = 4;

impl CustomSkills {
    /// The skills of a playbook; nothing where it has none. What was made ready before is not made
    /// ready again: it depends on the examples alone.
    #[must_use]
    pub fn of(playbook: &Playbook) -> Option<Arc<Self>> {
        static KEPT: Mutex<Vec<(Examples, Arc<CustomSkills>)>> = Mutex::new(Vec::new());
        if playbook.custom_skills.is_empty() {
            return None;
        }
        let is_same = |examples: &Examples| {
            let own = playbook.custom_skills.iter();
            examples.len() == own.len()
                && examples.iter().zip(own).all(|((held, said), (id, skill))| {
                    held.as_str() == id && *said == skill.examples
                })
        };
        let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, ready)) = kept.iter().find(|(examples, _)| is_same(examples)) {
            return Some(Arc::clone(ready));
        }
        let examples = examples(playbook);
        let ready = Arc::new(Self::ready(&examples)?);
        if kept.len() >= KEPT_MAX {
            kept.remove(0);
        }
        kept.push((examples, Arc::clone(&ready)));
        Some(ready)
    }

    fn ready(examples: &[(SkillId, Vec<String>)]) -> Option<Self> {
        let reading = &Model::english()?.reading;
        let own = examples
            .iter()
            .map(|(id, said)| (id.as_str(), said.iter().map(String::as_str).collect::<Vec<_>>()));
        let ordinary = (OTHER, ordinary().map(|(_, said)| said).collect::<Vec<_>>());
        let few_shot = FewShot::new(reading, own.chain([ordinary]));
        Some(Self { ids: examples.iter().map(|(id, _)| *id).collect(), few_shot })
    }

    /// The skill that a text asks for, and how sure that is, in thousandths.
    #[must_use]
    pub fn meant(&self, text: &str) -> Option<(Skill, u16)> {
        let reading = &Model::english()?.reading;
        let ranking = self.few_shot.rank(&reading.features(text));
        let best = ranking.scored.first()?;
        let id = *self.ids.get(best.intent)?;
        let sure = best.confidence.min(ranking.in_scope);
        (sure >= MEANT_MIN).then(|| (Skill::Custom(id), permille(sure)))
    }
}

fn examples(playbook: &Playbook) -> Examples {
    let own = playbook.custom_skills.iter();
    own.filter_map(|(id, skill)| Some((SkillId::parse(id)?, skill.examples.clone()))).collect()
}

fn ordinary() -> impl Iterator<Item = (&'static str, &'static str)> {
    ORDINARY.lines().filter_map(|line| line.split_once(": "))
}

/// The pairs of skills that cannot be told apart: half of what the one is recognised by is liker to the
/// other. Both of the merchant's own and those that every shop has count.
#[must_use]
pub fn confused(playbook: &Playbook) -> Vec<PlaybookFault> {
    let Some(model) = Model::english() else { return Vec::new() };
    let own = examples(playbook);
    let mut skills: Vec<(&str, Vec<&str>)> = own
        .iter()
        .map(|(id, said)| (id.as_str(), said.iter().map(String::as_str).collect()))
        .collect();
    for (intent, said) in ordinary() {
        match skills.get_mut(own.len()..).and_then(|rest| rest.iter_mut().find(|it| it.0 == intent))
        {
            Some((_, held)) => held.push(said),
            None => skills.push((intent, vec![said])),
        }
    }
    let nearest = nearest(&model.reading, &skills);
    let mut faults = Vec::new();
    for (index, (id, _)) in own.iter().enumerate() {
        let Some(own_nearest) = nearest.get(index) else { continue };
        for (other, (name, _)) in skills.iter().enumerate().filter(|(other, _)| *other != index) {
            let liker = own_nearest.iter().filter(|found| **found == other).count();
            if liker.saturating_mul(2) < own_nearest.len() {
                continue;
            }
            let of =
                if other < own.len() { "your own skill" } else { "what every assistant hears as" };
            let detail = format!(
                "cannot be told from {of} `{name}`: {liker} of {} sentences are liker to one of its \
                 sentences than to any other here. Say in them what only this skill is for",
                own_nearest.len()
            );
            let pointer = format!("/custom_skills/{}/examples", id.as_str());
            faults.push(PlaybookFault { pointer, detail });
        }
    }
    faults
}

fn permille(probability: f32) -> u16 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to thousandths, which is what a confidence counts"
    )]
    let permille = (probability.clamp(0.0, 1.0) * 1_000.0) as u16;
    permille
}

impl Reading<'_> {
    /// What a part of a message asks for, where it is a skill of the merchant's own. The merchant's
    /// examples count more than a phrase, where a message is much like them.
    pub(super) fn custom(
        &self,
        part: Span,
        clause: &Clause<'_>,
        phrase: Option<&HeardCommand>,
    ) -> Option<HeardCommand> {
        let said = self.text.get(part.start..part.end)?;
        let (skill, sure) = self.known.custom.as_ref()?.meant(said)?;
        let talk = |heard: &HeardCommand| {
            matches!(heard.command, Command::Chitchat { .. } | Command::CannotHandle)
        };
        let least = if phrase.is_none_or(talk) { SURE_PERMILLE } else { SURER_PERMILLE };
        let order = self.orders(clause.words).into_iter().next();
        let command = Command::StartSkill { skill, order, not_received: false };
        let mut heard = HeardCommand::new(command, Confidence::from_permille(sure), vec![part]);
        heard.about = self.references(clause.words, Some(skill));
        (sure >= least).then_some(heard)
    }

    /// Whether a message asks for a skill of the merchant's own, and not for what was asked about.
    pub(super) fn other_custom(&self) -> bool {
        let (Some(custom), Some(_)) = (&self.known.custom, &self.state.awaiting) else {
            return false;
        };
        let meant = custom.meant(self.text).filter(|(_, sure)| *sure >= SURER_PERMILLE);
        meant.is_some_and(|(skill, _)| self.state.skill_asked_for() != Some(skill))
    }

    /// What a message in which nothing was found resembles: a skill of the merchant's own where it is
    /// likelier that.
    pub(super) fn likelier_custom(&self, guess: Option<HeardCommand>) -> Option<HeardCommand> {
        let found = self.known.custom.as_ref().and_then(|custom| custom.meant(self.text));
        let held = guess.as_ref().map_or(0, |guess| guess.confidence.permille());
        let Some((skill, sure)) = found.filter(|(_, sure)| *sure > held) else { return guess };
        let end = self.words.last().map_or(0, |word| word.span.end);
        let whole = Span { start: 0, end };
        let order = self.orders(self.words).into_iter().next();
        let command = Command::StartSkill { skill, order, not_received: false };
        let mut heard = HeardCommand::new(command, Confidence::from_permille(sure), vec![whole]);
        heard.about = self.references(self.words, Some(skill));
        Some(heard)
    }
}
