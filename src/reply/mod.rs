//! Replies: facts become sentences and cards. The only place that owns wording.
//!
//! The wordings are data (`en.json`): per name one or more templates, whose fields are bound by
//! [`compose`] from facts alone. A field that a template names and nobody binds is a fault that the
//! tests find, never an empty place in a sentence.

mod card;
mod change;
mod chip;
mod compose;
mod custom;
mod first_words;
mod format;
mod macros;
mod own;
mod pages;
mod points;
mod recommendation;
mod sentence;
mod stock;
mod subscription;
mod talk;
mod voice;
mod wording;

use serde::{Deserialize, Serialize};

use crate::{
    base::pii::Pii,
    conversation::{Card, SourcedFact},
    playbook::Playbook,
    understanding::Skill,
};

pub use chip::{Chip, chip};
pub use compose::compose;
pub use first_words::{FirstWords, greeting};
pub use macros::{MacroValues, check_macros, macros};
pub use own::{WordingValues, check_wordings, own_wordings};
pub use sentence::sentences;
pub use stock::stock_message;
use wording::{Fields, Wordings};

/// A reply, ready to be shown.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct Reply {
    /// Plain text; paragraphs are separated by an empty line.
    pub text: String,
    /// Cards.
    pub cards: Vec<Card>,
    /// Answers that the shopper may tap.
    pub quick_replies: Vec<String>,
    /// Names of the wordings used, in order, each with the number of the alternative.
    pub templates: Vec<String>,
}

/// A message to a customer, outside of the conversation.
#[derive(Clone, Debug, PartialEq)]
pub struct SentMessage {
    /// Subject of an email.
    pub subject: String,
    /// The whole text.
    pub text: Pii<String>,
}

/// The message with a one-time code, in the language last spoken, else the preferred one.
#[must_use]
pub fn code_message(
    code: &Pii<String>,
    language: Option<&str>,
    playbook: &Playbook,
) -> SentMessage {
    sent_message("code", language, playbook, |fields| fields.text("code", code.expose()))
}

/// What a person answered, for a customer who has left.
#[must_use]
pub fn answer_message(text: &str, language: Option<&str>, playbook: &Playbook) -> SentMessage {
    let about = sent_message("answer", language, playbook, |_| {});
    let text = Pii::new(format!("{text}\n\n{}", about.text.expose()));
    SentMessage { subject: about.subject, text }
}

/// The message of a name, in the language last spoken, else the preferred one.
fn sent_message(
    name: &str,
    language: Option<&str>,
    playbook: &Playbook,
    bind: impl FnOnce(&mut Fields),
) -> SentMessage {
    let preferred = playbook.brand.languages.first().map(String::as_str);
    let wordings = Wordings::in_words_of(playbook, language.or(preferred).unwrap_or_default());
    let mut fields = wordings.fields();
    fields.text("brand", &playbook.brand.name);
    bind(&mut fields);
    let subject = wordings.short(&format!("{name}_subject"), &fields);
    let mut text = wordings.short(&format!("{name}_message"), &fields);
    // A code may come as a text message, where every letter costs.
    let sign_off = playbook.brand.voice.sign_off.as_ref().filter(|_| name != "code");
    if let Some(sign_off) = sign_off {
        text.extend(["\n\n", sign_off.trim()]);
    }
    SentMessage { subject, text: Pii::new(text) }
}

/// What a skill is about, for a person: for example `change the delivery address`.
#[must_use]
pub fn topic_of(skill: Skill, playbook: &Playbook) -> String {
    custom::title(skill, playbook, "en")
        .unwrap_or_else(|| Wordings::english().word("topic", &skill))
}

/// What a human agent might answer first.
#[must_use]
pub fn suggested_reply(skill: Option<Skill>, playbook: &Playbook) -> String {
    let mut fields = Fields::default();
    let topic = skill.map(|skill| topic_of(skill, playbook));
    fields.maybe_text("topic", topic.as_deref());
    Wordings::english().say("suggested_reply", &fields, &[]).0
}

#[cfg(test)]
mod property_tests;

/// The facts of a list, without their sources.
fn facts(sourced: &[SourcedFact]) -> impl Iterator<Item = &crate::conversation::Fact> {
    sourced.iter().map(|sourced| &sourced.fact)
}
