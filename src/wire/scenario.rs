//! Scenarios: conversations as data, with what must come of them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{FieldFault, Problem, ProblemCode};
use crate::{
    base::{json, limits::MESSAGE_CHARS_MAX, money::Money, time::Timestamp},
    commerce::ActionKind,
    engine::ApprovalDecision,
    identity::Via,
    playbook::TestAnswer,
    profile::Profile,
    release::{Coverage, Hash, ScenarioResult, ScenariosFound},
};

/// A conversation as data: who writes, what the shop holds, what is said, and what must come of it.
/// Unknown fields are refused, so that an expectation is never skipped.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// What it shows, as a sentence.
    pub name: String,
    /// The instant of the first message.
    pub now: Timestamp,
    /// The shop's id of the signed-in customer; nobody is signed in where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
    /// How something can be sent to customers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reach: Vec<Via>,
    /// What is known of the customer before the first message, as `GET /v1/customers/{id}` tells it;
    /// nothing where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<Value>"))]
    pub profile: Option<Box<Profile>>,
    /// The shop's orders, as the Commerce API tells them. All but `number` may be left out: an order
    /// is the signed-in customer's, was shipped and paid by card; a line is a title, the id of a
    /// variant of `products`, or whole.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub orders: Vec<Value>,
    /// Repeated deliveries, as the Commerce API tells them; `id`, `customer_id`, `status`,
    /// `interval_days` and `quantity` may be left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub subscriptions: Vec<Value>,
    /// Why the shop lets an order be cancelled.
    #[serde(default = "one_reason")]
    pub cancel_reasons: Vec<String>,
    /// The points of the signed-in customer, as the Commerce API tells them; no account where absent.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub loyalty: Value,
    /// Codes for something off: how many hundredths each takes off, or the code of the refusal.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub codes: BTreeMap<String, Value>,
    /// Customers as the shop knows them. Address and ways to pay are filled in; the signed-in one need
    /// not be named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub customers: Vec<Value>,
    /// The catalogue: whole products as the Commerce API tells them, or `title` and `variants` by id,
    /// for example `{"lamp-white": "20.00 color=white"}`; with `-` before the price it is sold out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub products: Vec<Value>,
    /// The shop's own pages, as `POST /v1/knowledge` takes them; `id`, `url` and `language` may be left
    /// out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub articles: Vec<Value>,
    /// What the merchant's own services answer, by what is asked of their connectors (`gifts.get`), one
    /// after the other; the last one again and again.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub services: BTreeMap<String, Vec<TestAnswer>>,
    /// What was done for the customer before, as limits count it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub done_before: Vec<DoneBefore>,
    /// Events that came before the first message, as `POST /v1/events` takes them; all but `type` and
    /// `data` may be left out, and `hours_ago` says when.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<Value>,
    /// What opening the chat shows before the first message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<ScenarioSession>,
    /// What the customer says, in turn.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub turns: Vec<ScenarioTurn>,
}

/// Something that was done for a customer before, as limits count it.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DoneBefore {
    /// What.
    pub action: ActionKind,
    /// To which order, by the shop's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<String>,
    /// Money that moved.
    pub amount: Money,
    /// Days before the first message.
    pub days_ago: i64,
}

/// A message, or what else begins a turn, and what must come of it.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ScenarioTurn {
    /// The message. `{code}` stands for the one-time code that was sent last, `{wrong code}` for
    /// another one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub say: String,
    /// In place of a message: what a person decides about what waits for an approval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval: Option<ApprovalDecision>,
    /// In place of a message: the button for a person.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub asks_person: bool,
    /// Whether a person has taken the conversation over just before.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub person_joins: bool,
    /// Minutes since the turn before.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub minutes_later: i64,
    /// Events that came just before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<Value>,
    /// What is known of the customer from now on, in place of all that was; as before where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<Value>"))]
    pub profile: Option<Box<Profile>>,
    /// What has become of orders in the shop since the turn before, by number.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub orders: BTreeMap<String, Value>,
    /// What the shop answers instead of the truth, by call (`GET orders`, `POST cancel`, or
    /// `POST cancel #1001` for one order): a status, a code with which it refuses, `timed_out`,
    /// `lost` (done, but the answer never came) or a body; a list of these is gone through call by
    /// call, and its last stays. `search` is what its pages are found to say.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub shop: BTreeMap<String, Value>,
    /// What must come of it.
    #[serde(default)]
    pub expect: Expect,
}

/// What must come of a turn. Only what is named is compared; lists are compared whole.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Expect {
    /// What was understood, in its order, for example `start cancel_order` or `confirm`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commands: Option<Vec<String>>,
    /// Kinds of the facts told, in their order; `order_status` with its situation after a colon.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub facts: Option<Vec<String>>,
    /// Pieces of the reply.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reply_has: Vec<String>,
    /// What must not be in the reply.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reply_lacks: Vec<String>,
    /// Names of the wordings of the reply, in their order, whichever alternative of each was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wordings: Option<Vec<String>>,
    /// Numbers of the orders told with a card, in their order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cards: Option<Vec<String>>,
    /// Calls made, in their order, for example `GET orders`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calls: Option<Vec<String>>,
    /// Actions with their ends, for example `cancel_order done`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actions: Option<Vec<String>>,
    /// Rules of the guardrail decisions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rules: Option<Vec<String>>,
    /// Reason of the ticket that this turn opens; `null` where it must open none.
    #[serde(deserialize_with = "told", skip_serializing_if = "Option::is_none")]
    pub ticket: Option<Option<String>>,
    /// What is left for the person.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ticket_left: Vec<String>,
    /// What the assistant waits for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asks: Option<Vec<String>>,
    /// Where a one-time code is sent to; `null` where none is sent.
    #[serde(deserialize_with = "told", skip_serializing_if = "Option::is_none")]
    pub code_to: Option<Option<String>>,
    /// The customer who is known after the turn; `null` where nobody is.
    #[serde(deserialize_with = "told", skip_serializing_if = "Option::is_none")]
    pub proven: Option<Option<String>>,
    /// Answers offered to tap.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quick_replies: Option<Vec<String>>,
}

/// Somebody opens the chat. Only what is named is compared.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct ScenarioSession {
    /// Minutes since the shop was asked for customer and orders; not at all where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked_minutes_ago: Option<i64>,
    /// Name of the product whose page they are on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    /// Language of their browser.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// Kind of the news that is told; `null` where none is.
    #[serde(deserialize_with = "told", skip_serializing_if = "Option::is_none")]
    pub news: Option<Option<String>>,
    /// Pieces of the greeting.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub has: Vec<String>,
    /// What must not be in it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lacks: Vec<String>,
    /// What may be tapped, in its order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestions: Option<Vec<String>>,
}

/// A scenario that is kept, in short.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScenarioBrief {
    /// Its id.
    pub id: String,
    /// What it shows, as a sentence.
    pub name: String,
    /// Turns that it has.
    pub turns: u32,
    /// When it was saved last.
    pub saved_at: Timestamp,
}

/// `GET /v1/playbook/scenarios?after=`.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScenarioList {
    /// Of all of them as they stand now.
    pub scenarios: Hash,
    /// How many there are.
    pub of: u32,
    /// By id.
    pub items: Vec<ScenarioBrief>,
    /// For `after` of the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// `GET` and `PUT /v1/playbook/scenarios/{id}`.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScenarioView {
    /// Its id.
    pub id: String,
    /// When it was saved last.
    pub saved_at: Timestamp,
    /// The scenario.
    pub scenario: Scenario,
}

/// Under which playbook something is tried.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Against {
    /// The draft.
    #[default]
    Draft,
    /// What serves everybody now.
    Live,
}

/// `POST` and `GET /v1/playbook/scenario-runs/{against}`: all scenarios under one playbook, as far as
/// they were played.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScenarioRunView {
    /// Under which playbook.
    pub against: Against,
    /// Of that playbook.
    pub content: Hash,
    /// Of the scenarios.
    pub scenarios: Hash,
    /// How many there are.
    pub of: u32,
    /// The last that was played: the run goes on after it.
    pub after: String,
    /// Whether all have been.
    pub done: bool,
    /// What they came to so far.
    pub found: ScenariosFound,
    /// What they touched so far, and what they did not.
    pub coverage: Coverage,
}

/// `POST /v1/playbook/scenarios/{id}/play?against=`: one scenario, turn by turn.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScenarioPlayed {
    /// Whether all came as it says.
    pub passed: bool,
    /// What did not.
    pub result: ScenarioResult,
    /// Its turns.
    pub turns: Vec<TurnPlayed>,
}

/// `POST /v1/playbook/try`: a chat from its beginning. Nothing of it is kept: to chat on, say it all again.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TryRequest {
    /// Under which playbook.
    #[serde(default)]
    pub against: Against,
    /// The id of the scenario whose customer writes, and whose shop is asked. What is said in it is
    /// left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scenario: Option<String>,
    /// In place of a scenario: the id of a past conversation whose customer writes, with personal data
    /// replaced, and whose shop is asked, both as they were when it began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation: Option<String>,
    /// What is written, message by message: 1 to 20, each of 1 to 4,000 characters.
    pub say: Vec<String>,
}

/// What `POST /v1/playbook/try` answers.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TryAnswer {
    /// What came of each message.
    pub turns: Vec<TurnPlayed>,
}

/// Messages of one chat that is tried.
pub const TRIED_MAX: usize = 20;

impl TryRequest {
    /// Whether it can be tried.
    ///
    /// # Errors
    /// A [`Problem`] that names each message that is none.
    pub fn check(&self) -> Result<(), Problem> {
        let mut problem = Problem::new(ProblemCode::Invalid, "This cannot be tried.");
        if self.scenario.is_some() == self.conversation.is_some() {
            let detail = "is to be given, or else `conversation`, and not both";
            problem = problem.at("/scenario", detail.to_owned());
        }
        if !(1..=TRIED_MAX).contains(&self.say.len()) {
            problem = problem.at("/say", format!("must have 1 to {TRIED_MAX} messages"));
        }
        for (index, say) in self.say.iter().enumerate() {
            if say.trim().is_empty() || say.chars().count() > MESSAGE_CHARS_MAX {
                let detail = format!("must have 1 to {MESSAGE_CHARS_MAX} characters");
                problem = problem.at(format!("/say/{index}"), detail);
            }
        }
        if problem.errors.is_empty() { Ok(()) } else { Err(problem) }
    }
}

/// What came of one turn. Nothing was done anywhere.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TurnPlayed {
    /// What was said.
    pub said: String,
    /// What was replied; empty where nothing was.
    pub reply: String,
    /// Answers to tap.
    pub quick_replies: Vec<String>,
    /// Why, step by step, for people.
    pub story: Vec<String>,
    /// The same as an expectation that it meets.
    pub came: Expect,
}

/// Bytes of one scenario as JSON: a conversation of fifty turns with all that the shop holds.
pub const SCENARIO_BYTES_MAX: usize = 128 * 1024;

/// Scenarios kept beside a playbook.
pub const SCENARIOS_MAX: u32 = 1_000;

/// Characters of the sentence that says what a scenario shows.
const NAME_CHARS_MAX: usize = 200;

/// Turns of one scenario. Real conversations have a few; each takes about a millisecond.
pub const SCENARIO_TURNS_MAX: usize = 50;

/// Entries of any list of what the shop holds, and of events.
const ENTRIES_MAX: usize = 100;

impl Scenario {
    /// Everything that is over a bound; empty where nothing is. What the shop holds is read when it is
    /// set up.
    #[must_use]
    pub fn over_bounds(&self) -> Vec<FieldFault> {
        let mut faults = Vec::new();
        let mut fault = |pointer: &str, detail: String| {
            faults.push(FieldFault { pointer: pointer.to_owned(), detail });
        };
        if self.name.trim().is_empty() || self.name.chars().count() > NAME_CHARS_MAX {
            fault("/name", format!("must have 1 to {NAME_CHARS_MAX} characters"));
        }
        let lists = [
            ("/orders", self.orders.len()),
            ("/subscriptions", self.subscriptions.len()),
            ("/codes", self.codes.len()),
            ("/customers", self.customers.len()),
            ("/products", self.products.len()),
            ("/articles", self.articles.len()),
            ("/services", self.services.len()),
            ("/done_before", self.done_before.len()),
            ("/events", self.events.len()),
        ];
        for (pointer, _) in lists.into_iter().filter(|(_, length)| *length > ENTRIES_MAX) {
            fault(pointer, format!("may have at most {ENTRIES_MAX} entries"));
        }
        if self.turns.len() > SCENARIO_TURNS_MAX {
            fault("/turns", format!("may have at most {SCENARIO_TURNS_MAX} entries"));
        }
        for (index, turn) in self.turns.iter().enumerate() {
            let begun = [!turn.say.is_empty(), turn.approval.is_some(), turn.asks_person];
            if begun.into_iter().filter(|begins| *begins).count() > 1 {
                let detail = "takes one of `say`, `approval` and `asks_person`";
                fault(&format!("/turns/{index}"), detail.to_owned());
            }
            if turn.minutes_later < 0 {
                fault(&format!("/turns/{index}/minutes_later"), "must not be negative".to_owned());
            }
        }
        faults
    }
}

fn one_reason() -> Vec<String> {
    vec!["no longer needed".to_owned()]
}

fn is_zero(count: &i64) -> bool {
    *count == 0
}

/// Tells a `null` from an absent field.
fn told<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(from).map(Some)
}

/// What something is called in JSON, with what an object is an object of.
pub(crate) fn called<T: Serialize>(value: &T) -> String {
    let value = json::value(value);
    let variant = || value.as_object().and_then(|fields| fields.keys().next());
    value.as_str().map(str::to_owned).or_else(|| variant().cloned()).unwrap_or_default()
}
