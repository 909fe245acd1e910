//! What a skill of the merchant's own says, in the merchant's words.

use super::{change::Tense, compose::Composer, format, wording::clean_long};
use crate::{
    base::text::shorten,
    commerce::{FieldValue, Fields},
    conversation::{CustomFact, CustomSays},
    playbook::{Node, Playbook, Texts, fields_in},
    understanding::Skill,
};

/// Characters of a text from outside.
const TEXT_CHARS_MAX: usize = 500;

/// What a skill of the merchant's own is called; nothing for another, or one that is not there.
pub(super) fn title(skill: Skill, playbook: &Playbook, language: &str) -> Option<String> {
    let own = playbook.custom(skill.custom()?)?;
    in_language(&own.title, playbook, language).map(str::to_owned)
}

/// Words in a language, else in the one that the shop prefers, else in any.
fn in_language<'a>(texts: &'a Texts, playbook: &Playbook, language: &str) -> Option<&'a str> {
    let preferred = playbook.brand.languages.first().map(String::as_str).unwrap_or_default();
    let found = texts.get(language).or_else(|| texts.get(preferred));
    found.or_else(|| texts.values().next()).map(String::as_str)
}

impl Composer<'_> {
    /// What a skill is for.
    pub(super) fn topic(&self, skill: Skill) -> String {
        title(skill, self.playbook, self.language)
            .unwrap_or_else(|| self.wordings.word("topic", &skill))
    }

    /// Says one of the wordings of a skill; of a change in one tense or the other.
    pub(super) fn custom(&mut self, fact: &CustomFact, tense: Option<Tense>) {
        self.reply.quick_replies.extend(fact.options.iter().map(|option| clean_long(option)));
        let skill = self.playbook.custom(fact.skill);
        let step = |name: &str| skill.and_then(|skill| skill.step(name)?.node().ok());
        let (texts, name) = match (&fact.says, tense) {
            (CustomSays::Act { step: name }, tense) => {
                let planned = tense == Some(Tense::Planned);
                let words = match step(name) {
                    Some(Node::Act(act)) if planned => Some(&act.confirm),
                    Some(Node::Act(act)) => Some(&act.done),
                    _ => None,
                };
                (words, format!("{name}.{}", if planned { "confirm" } else { "done" }))
            }
            (CustomSays::Ask { need }, _) => {
                let need_of = skill.and_then(|skill| skill.need(need));
                (need_of.map(|need| &need.ask), format!("{need}.ask"))
            }
            (CustomSays::Reply { step: name }, _) => {
                let words = match step(name) {
                    Some(Node::Reply(reply, _)) => Some(reply),
                    Some(Node::Offer(_, reply)) => reply,
                    _ => None,
                };
                (words, format!("{name}.reply"))
            }
        };
        let told = texts
            .and_then(|texts| in_language(texts, self.playbook, self.language))
            .and_then(|wording| self.bound(wording, &fact.fields));
        match told {
            Some(told) => {
                self.say_plainly(told, &format!("custom:{}.{name}", fact.skill.as_str()));
            }
            // Where the wording is gone that a change was summarised in, what was done is named.
            None => {
                let mut fields = self.wordings.fields();
                fields.text("topic", &self.topic(Skill::Custom(fact.skill)));
                let tense = if tense == Some(Tense::Done) { "did" } else { "will" };
                self.say(&format!("{tense}_custom"), &fields);
            }
        }
    }

    /// A wording with its values; nothing where one of them is not there.
    fn bound(&self, wording: &str, fields: &Fields) -> Option<String> {
        let mut told = String::new();
        let mut rest = wording;
        for name in fields_in(wording).ok()? {
            let (before, after) = rest.split_once("{{")?;
            told.push_str(before);
            told.push_str(&self.value(fields.get(name)?));
            rest = after.split_once("}}")?.1;
        }
        told.push_str(rest);
        Some(told)
    }

    fn value(&self, value: &FieldValue) -> String {
        let text = |text: &str| shorten(&clean_long(text), TEXT_CHARS_MAX);
        match value {
            FieldValue::Day(day) => {
                let today = self.now.in_zone(self.zone).date();
                let civil: Option<jiff::civil::Date> = day.parse().ok();
                civil.map_or_else(String::new, |day| {
                    format::civil_day(day, today, self.wordings.tongue())
                })
            }
            FieldValue::Money(money) => format::money(*money),
            FieldValue::Number(number) => {
                let sign = if *number < 0 { "-" } else { "" };
                format!("{sign}{}", format::whole(*number))
            }
            FieldValue::Text(told) => text(told.expose()),
            FieldValue::Texts(told) => {
                let told: Vec<String> = told.iter().map(|told| text(told.expose())).collect();
                told.join(", ")
            }
            FieldValue::YesNo(yes) => {
                let word = if *yes { "yes" } else { "no" };
                self.wordings.short(word, &self.wordings.fields()).to_lowercase()
            }
        }
    }
}
