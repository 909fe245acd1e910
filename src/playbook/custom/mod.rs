//! Skills that a merchant writes: what customers say, what has to be known, what is decided by it, and
//! what is told or done then. No code, and no loops: a skill goes from step to step, further down only.

mod check;
mod fields;
mod proof;
mod shape;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Autonomy, Per, Then};
use crate::{base::money::Money, identity::IdentityLevel};

pub use fields::{FieldShape, GIVEN, fields_in, is_given};
pub use shape::{Node, SkillTest, TestAnswer, TestFailure, TestOrder, TestTurn};

pub(super) use check::check;

/// Words by the ISO 639-1 code of their language.
pub type Texts = BTreeMap<String, String>;

/// A skill that a merchant wrote.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CustomSkill {
    /// What it is for, as it is told: `add a gift message`.
    pub title: Texts,
    /// How far it may go without a person.
    pub autonomy: Autonomy,
    /// The proof of who is writing without which it does not begin. Without it the skill serves
    /// everybody, and knows nothing of the customer and their orders.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<IdentityLevel>,
    /// What customers say who want it, 5 to 50 sentences.
    pub examples: Vec<String>,
    /// What has to be known. Each is taken from what was said or is on record, and asked for only
    /// where it is missing and a step that is come to needs it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<Need>,
    /// What is done, from the first step on.
    pub steps: Vec<Step>,
    /// What must hold for an end to count as resolved, as a condition in CEL. Where it does not, a
    /// person takes over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolved_when: Option<String>,
    /// How often it may act, and for how much money.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub limits: Vec<SkillLimit>,
    /// Conversations that must go as they say.
    pub tests: Vec<SkillTest>,
}

/// Something that has to be known.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Need {
    /// How conditions, calls and replies name it.
    pub name: String,
    /// What it is.
    pub kind: NeedKind,
    /// How it is asked for. Orders and what is in them are asked for with a list of them, and have no
    /// words of their own here.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub ask: Texts,
    /// What is on record that it is taken from, for example `customer_email`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The answers of a choice.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Choice>,
    /// Where the answers of a choice come from in place of those: a list of texts that was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options_from: Option<String>,
    /// How a code looks: `#` is a digit, `@` a letter, anything else itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// Least number, characters of a text, or days from today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<i64>,
    /// Greatest number, characters of a text, or days from today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<i64>,
}

/// What a need can be.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum NeedKind {
    /// One of some answers.
    Choice,
    /// Something of a pattern, such as a serial number.
    Code,
    /// A day.
    Day,
    /// An email address.
    Email,
    /// A thing that the customer ordered.
    Item,
    /// An amount.
    Money,
    /// A whole number.
    Number,
    /// One of the customer's orders.
    Order,
    /// A telephone number.
    Phone,
    /// Any words: the answer, as it was written.
    Text,
    /// Yes or no.
    YesNo,
}

/// One answer of a choice.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// What conditions and calls know it by.
    pub value: String,
    /// What customers call it, by language; the first is shown.
    pub words: BTreeMap<String, Vec<String>>,
}

/// One step. It has exactly one of `table`, `read`, `set`, `act`, `reply`, `hand_over` and `offer`.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// How other steps name it. What it reads is named after it: `look_status`.
    pub name: String,
    /// Decides: the first row that holds counts. The last one has no condition.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub table: Vec<Row>,
    /// Asks a connector, `gifts.get`, which changes nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read: Option<String>,
    /// What the connector is given: its inputs, each with the name of a value.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub with: BTreeMap<String, String>,
    /// The step where the connector knows no such thing; a person takes over where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing: Option<String>,
    /// The step where the connector cannot be asked; a person takes over where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed: Option<String>,
    /// Works values out, as expressions in CEL by the names of the values.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub set: BTreeMap<String, String>,
    /// Changes something. The skill ends with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub act: Option<Act>,
    /// Tells something. The skill ends with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply: Option<Texts>,
    /// Hands over to a person. The skill ends with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hand_over: Option<HandOver>,
    /// Offers another skill in place of this one, beside a reply. The skill ends with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer: Option<String>,
    /// What a reply ends the skill as.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<EndKind>,
    /// The step after this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub go: Option<String>,
}

/// One row of a table.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// When it counts, as a condition in CEL. The last row has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// The step that it leads to.
    pub go: String,
}

/// What a reply ends a skill as.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum EndKind {
    /// What was wanted cannot be had.
    Refused,
    /// What was wanted is there.
    Resolved,
}

/// A change, with all that makes it safe.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Act {
    /// What makes it, for example `gifts.put`.
    pub call: String,
    /// What that is given.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub with: BTreeMap<String, String>,
    /// What is told before it, so that the customer can say yes or no.
    pub confirm: Texts,
    /// How it is seen that it was made.
    pub verify: Verify,
    /// The values that make it the same change: with these once, it is made once.
    pub once: Vec<String>,
    /// What is told once it is seen that it was made.
    pub done: Texts,
    /// What takes it back. It is never done by itself: where the end of a change is not known, it
    /// stands in the ticket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undo: Option<Undo>,
    /// The value that is the money that it moves, for limits and rules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<String>,
}

/// What takes a change back.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Undo {
    /// What does it, for example `gifts.remove`.
    pub call: String,
    /// What that is given.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub with: BTreeMap<String, String>,
}

/// How it is seen that a change was made.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Verify {
    /// What is read after it, for example `gifts.get`.
    pub read: String,
    /// What that is given.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub with: BTreeMap<String, String>,
    /// What must hold then, as a condition in CEL. What was read is named after the step.
    pub shows: String,
}

/// A person takes over.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct HandOver {
    /// Queue of the ticket; the usual one where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue: Option<String>,
    /// What is left to do, for the person, with values in it like a reply. What it names is asked for
    /// before it is handed over.
    pub left: String,
}

/// How often a skill may act, and for how much money in all.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SkillLimit {
    /// Over what it is counted.
    pub per: Per,
    /// Within how many days before now; 400 where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 400)))]
    pub days: Option<u16>,
    /// Times at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
    /// Money at most. Money of another currency is always beyond it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// What becomes of whatever is beyond it.
    pub then: Then,
}

/// Bytes of a name.
const NAME_BYTES_MAX: usize = 40;

/// Whether a text can name a value, a step, a connector or what it is asked for.
pub(super) fn is_name(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    text.len() <= NAME_BYTES_MAX
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.bytes().all(fits)
}

impl CustomSkill {
    /// A step, by its name.
    #[must_use]
    pub fn step(&self, name: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.name == name)
    }

    /// A need, by its name.
    #[must_use]
    pub fn need(&self, name: &str) -> Option<&Need> {
        self.needs.iter().find(|need| need.name == name)
    }

    /// Whether it changes anything.
    #[must_use]
    pub fn acts(&self) -> bool {
        self.steps.iter().any(|step| step.act.is_some())
    }

    /// Whether what was done before must be known to judge what it does.
    #[must_use]
    pub fn counts(&self) -> bool {
        self.limits.iter().any(|limit| limit.per != Per::Action)
    }
}
