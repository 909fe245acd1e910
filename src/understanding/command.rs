//! What a message means for the dialogue.

use edgewise_tagged::Tagged;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{Condition, Entity, Pointer, Reference, Signals, Skill, Tie};
use crate::base::text::Span;

/// Everything that was understood of one message.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Understanding {
    /// Who understood: `embedded`, or the name of a model.
    pub maker: String,
    /// What is to be done, in the order in which it was said. Never empty: a message without any
    /// meaning for us holds [`Command::CannotHandle`].
    pub commands: Vec<HeardCommand>,
    /// Pieces of meaning and where they stand.
    pub entities: Vec<Entity>,
    /// BCP 47 language of the message, where it could be told; `und` where it is one that we do not
    /// know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// How the customer sounds.
    pub tone: Tone,
    /// What it shows beside what it wants.
    #[serde(default, skip_serializing_if = "Signals::is_none")]
    pub signals: Signals,
}

/// One command, how sure we are, and what else it might have been.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HeardCommand {
    /// What is to be done.
    pub command: Command,
    /// How sure we are.
    pub confidence: Confidence,
    /// The words that say so.
    pub spans: Vec<Span>,
    /// The part of the message that speaks of it: its clause, and those after it that want nothing
    /// of their own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Span>,
    /// What else it might have been, most likely first, at most three.
    pub alternatives: Vec<Alternative>,
    /// How it hangs on the command before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tie: Option<Tie>,
    /// When it is to be done at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Condition>,
    /// What of the customer's it is about, in the order in which it was said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub about: Vec<Reference>,
}

impl HeardCommand {
    /// A command that was heard by itself.
    #[must_use]
    pub const fn new(command: Command, confidence: Confidence, spans: Vec<Span>) -> Self {
        Self {
            command,
            confidence,
            spans,
            parts: Vec::new(),
            alternatives: Vec::new(),
            tie: None,
            condition: None,
            about: Vec::new(),
        }
    }
}

/// What a command might have been instead.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Alternative {
    /// The other command.
    pub command: Command,
    /// How sure we would be.
    pub confidence: Confidence,
}

/// What a message asks of the dialogue.
#[derive(Clone, Debug, PartialEq, Serialize, Tagged)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", tag = "command")]
pub enum Command {
    /// Asks something that only the shop's own pages can answer.
    AskKnowledge,
    /// Asks for a person.
    AskPerson,
    /// Drops the goal.
    Cancel,
    /// Nothing that we can name.
    CannotHandle,
    /// Talk.
    Chitchat {
        /// Of which kind.
        kind: ChitchatKind,
    },
    /// Yes, to what was just asked.
    Confirm,
    /// No, to what was just asked.
    Deny,
    /// Says what was asked for, in words that only the goal can read.
    Inform,
    /// Names the order that was asked for, or another one than before.
    SetOrder {
        /// Which.
        order: Pointer,
    },
    /// Wants something done.
    StartSkill {
        /// What.
        skill: Skill,
        /// About which order, where it is said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        order: Option<Pointer>,
        /// Whether the customer says that something counts as delivered and is not there.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        not_received: bool,
    },
}

/// Kinds of talk.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ChitchatKind {
    /// Insults.
    Abuse,
    /// Are you a bot?
    AreYouHuman,
    /// Praise.
    Compliment,
    /// Goodbye.
    Goodbye,
    /// Hello.
    Greeting,
    /// How are you?
    HowAreYou,
    /// Tell me a joke.
    Joke,
    /// Which languages do you speak?
    Languages,
    /// Nothing but a sign, or a "hello?".
    Listening,
    /// The weather, politics, homework.
    OutOfScope,
    /// Say that again.
    Repeat,
    /// Thank you.
    Thanks,
    /// What can you do?
    WhatCanYouDo,
    /// Which shop is this?
    WhichShop,
    /// Who made you?
    WhoMadeYou,
}

/// How the customer sounds, from calm to furious.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// Nothing remarkable.
    #[default]
    Calm,
    /// Impatient or disappointed.
    Upset,
    /// Insults, threats.
    Furious,
}

/// How sure we are, in thousandths. On the wire a number from 0 to 1.
///
/// An integer inside, so that a replay on another processor gives the same bits.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub struct Confidence(u16);

impl Confidence {
    /// Certain.
    pub const CERTAIN: Self = Self(1_000);

    /// `permille` thousandths, at most 1000.
    #[must_use]
    pub const fn from_permille(permille: u16) -> Self {
        Self(if permille > 1_000 { 1_000 } else { permille })
    }

    /// Thousandths.
    #[must_use]
    pub const fn permille(self) -> u16 {
        self.0
    }
}

impl Serialize for Confidence {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(f64::from(self.0) / 1_000.0)
    }
}

impl<'de> Deserialize<'de> for Confidence {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = f64::deserialize(deserializer)?;
        if !(0.0..=1.0).contains(&value) {
            return Err(de::Error::custom("a confidence is a number from 0 to 1"));
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "just checked to lie between 0 and 1"
        )]
        let permille = (value * 1_000.0).round() as u16;
        Ok(Self(permille))
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Confidence {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Confidence".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "number", "minimum": 0, "maximum": 1 })
    }
}
