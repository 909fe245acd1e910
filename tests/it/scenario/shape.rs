//! A conversation as data: what a file of `tests/scenarios/` may say.

use std::collections::BTreeMap;

use edgewise::{
    base::{id::OrderId, money::Money, time::Timestamp},
    commerce::{ActionKind, CountedAction},
    engine::ApprovalDecision,
    identity::Via,
};
use serde::Deserialize;
use serde_json::Value;

use super::session::Session;

/// A conversation as data. Unknown fields are refused, so that an expectation is never skipped.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Scenario {
    /// What it shows, as a sentence.
    pub(super) name: String,
    /// The instant of the first message.
    pub(super) now: Timestamp,
    /// The signed-in customer; nobody where absent.
    #[serde(default)]
    pub(super) customer: Option<String>,
    /// How something can be sent to customers: `email`, `sms`.
    #[serde(default)]
    pub(super) reach: Vec<Via>,
    /// How far every skill may go of which the playbook says nothing; as the default playbook has
    /// it where absent.
    #[serde(default)]
    pub(super) autonomy: Option<String>,
    /// Differences to the default playbook.
    #[serde(default)]
    pub(super) playbook: Value,
    /// What the shop holds, as the Commerce API tells it; what a scenario does not care about may
    /// be left out (see [`whole_order`]).
    #[serde(default)]
    pub(super) orders: Vec<Value>,
    /// Repeated deliveries: what the Commerce API tells, where `id`, `customer_id`, `status` and
    /// `interval_days` may be left out.
    #[serde(default)]
    pub(super) subscriptions: Vec<Value>,
    /// Why the shop lets an order be cancelled.
    #[serde(default = "one_reason")]
    pub(super) cancel_reasons: Vec<String>,
    /// The points of the signed-in customer, as the Commerce API tells them; no account where absent.
    #[serde(default)]
    pub(super) loyalty: Value,
    /// Codes for something off: what each takes off in hundredths, or the code of the refusal.
    #[serde(default)]
    pub(super) codes: BTreeMap<String, Value>,
    /// Customers as the shop knows them; the signed-in one is filled in (see [`whole_customer`]).
    #[serde(default)]
    pub(super) customers: Vec<Value>,
    /// The catalogue: `title`, and variants by id with `price` and options (see [`whole_product`]).
    #[serde(default)]
    pub(super) products: Vec<Value>,
    /// The shop's own pages, as they are handed in; what a scenario does not care about may be left
    /// out (see [`crate::pages`]).
    #[serde(default)]
    pub(super) articles: Vec<Value>,
    /// What was done for the customer before, as it is counted: `action`, `order`, `amount`,
    /// `days_ago`.
    #[serde(default)]
    pub(super) done_before: Vec<DoneBefore>,
    /// Events that came before the first message: `type`, `data`, and `time` or `hours_ago` where it
    /// matters.
    #[serde(default)]
    pub(super) events: Vec<Value>,
    /// What opening the chat shows before the first message.
    #[serde(default)]
    pub(super) session: Option<Session>,
    /// What the customer says, in turn.
    #[serde(default)]
    pub(super) turns: Vec<Turn>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DoneBefore {
    pub(super) action: ActionKind,
    #[serde(default)]
    pub(super) order: Option<String>,
    pub(super) amount: Money,
    pub(super) days_ago: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Turn {
    /// The message. `{code}` stands for the one-time code that was sent last, `{wrong code}` for
    /// another one.
    #[serde(default)]
    pub(super) say: String,
    /// In place of a message: what a person decides about what waits for an approval.
    #[serde(default)]
    pub(super) approval: Option<ApprovalDecision>,
    /// Whether a person has taken the conversation over just before the message.
    #[serde(default)]
    pub(super) person_joins: bool,
    /// Minutes since the message before.
    #[serde(default)]
    pub(super) minutes_later: i64,
    /// Events that came just before the message.
    #[serde(default)]
    pub(super) events: Vec<Value>,
    /// What has become of orders in the shop since the message before, by number.
    #[serde(default)]
    pub(super) orders: BTreeMap<String, Value>,
    /// What the shop answers instead of the truth, by call (`GET orders`, `POST cancel`, or
    /// `POST cancel #1001` for one order): a status, a code with which it refuses, `timed_out`,
    /// `lost` (done, but the answer never came) or a body.
    #[serde(default)]
    pub(super) shop: BTreeMap<String, Value>,
    /// What must come of it.
    pub(super) expect: Expect,
}

/// What must come of a turn. Only what is named is compared; lists are compared whole.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Expect {
    /// Kinds of the facts told, in their order; `order_status` with its situation after a colon.
    pub(super) facts: Option<Vec<String>>,
    /// Pieces of the reply.
    pub(super) reply_has: Vec<String>,
    /// What must not be in the reply.
    pub(super) reply_lacks: Vec<String>,
    /// Numbers of the orders told with a card, in their order.
    pub(super) cards: Option<Vec<String>>,
    /// Calls made, in their order, for example `GET orders`.
    pub(super) calls: Option<Vec<String>>,
    /// Actions with their ends, for example `cancel_order done`.
    pub(super) actions: Option<Vec<String>>,
    /// Rules of the guardrail decisions.
    pub(super) rules: Option<Vec<String>>,
    /// Reason of the ticket that this turn opens; `null` where it must open none.
    #[serde(deserialize_with = "told")]
    pub(super) ticket: Option<Option<String>>,
    /// What is left for the person.
    pub(super) ticket_left: Vec<String>,
    /// What the assistant waits for.
    pub(super) asks: Option<Vec<String>>,
    /// Where a one-time code is sent to; `null` where none is sent.
    #[serde(deserialize_with = "told")]
    pub(super) code_to: Option<Option<String>>,
    /// The customer who is known after the turn; `null` where nobody is.
    #[serde(deserialize_with = "told")]
    pub(super) proven: Option<Option<String>>,
    /// Answers offered to tap.
    pub(super) quick_replies: Option<Vec<String>>,
}

impl DoneBefore {
    pub(super) fn counted(&self, now: Timestamp) -> CountedAction {
        CountedAction {
            action: self.action,
            order_id: self.order.as_ref().map(|id| OrderId::parse(id.as_str()).unwrap()),
            amount: self.amount,
            at: now.plus_ms(-self.days_ago * 86_400_000),
        }
    }
}

pub(super) fn one_reason() -> Vec<String> {
    vec!["no longer needed".to_owned()]
}

/// Tells a `null` from an absent field.
pub(super) fn told<'de, D: serde::Deserializer<'de>>(
    from: D,
) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(from).map(Some)
}
