//! What a step is, and the conversations that a skill is tried with.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Act, EndKind, HandOver, Row, Step, Texts};

/// What a step does.
#[derive(Clone, Copy, Debug)]
pub enum Node<'a> {
    /// Changes something.
    Act(&'a Act),
    /// Hands over.
    HandOver(&'a HandOver),
    /// Offers another skill, with what is told beside it.
    Offer(&'a str, Option<&'a Texts>),
    /// Asks a connector.
    Read(&'a str, &'a str),
    /// Tells something.
    Reply(&'a Texts, EndKind),
    /// Works values out.
    Set(&'a BTreeMap<String, String>, &'a str),
    /// Decides.
    Table(&'a [Row]),
}

impl Step {
    /// What it does.
    ///
    /// # Errors
    /// What is wrong with it, as a sentence.
    pub fn node(&self) -> Result<Node<'_>, &'static str> {
        let Self { table, read, set, act, reply, hand_over, offer, end, go, .. } = self;
        let found = match (read, act, reply, hand_over, offer) {
            (None, None, None, None, None) if !table.is_empty() && set.is_empty() => {
                Some(Node::Table(table))
            }
            (None, None, None, None, None) if table.is_empty() && !set.is_empty() => {
                Some(Node::Set(set, go.as_deref().ok_or(GOES_ON)?))
            }
            (Some(read), None, None, None, None) if table.is_empty() && set.is_empty() => {
                Some(Node::Read(read, go.as_deref().ok_or(GOES_ON)?))
            }
            (None, Some(act), None, None, None) if table.is_empty() && set.is_empty() => {
                Some(Node::Act(act))
            }
            (None, None, reply, None, Some(offer)) if table.is_empty() && set.is_empty() => {
                Some(Node::Offer(offer, reply.as_ref()))
            }
            (None, None, Some(reply), None, None) if table.is_empty() && set.is_empty() => {
                Some(Node::Reply(reply, end.ok_or(ENDS)?))
            }
            (None, None, None, Some(hand_over), None) if table.is_empty() && set.is_empty() => {
                Some(Node::HandOver(hand_over))
            }
            _ => None,
        };
        let node = found.ok_or(ONE_KIND)?;
        let goes_on = matches!(node, Node::Read(..) | Node::Set(..));
        let reads = matches!(node, Node::Read(..));
        let replies = matches!(node, Node::Reply(..));
        let asks = !self.with.is_empty() || self.missing.is_some() || self.failed.is_some();
        if go.is_some() && !goes_on {
            return Err(NO_GO);
        }
        if end.is_some() && !replies {
            return Err("has an `end`, which belongs to a reply");
        }
        if asks && !reads {
            return Err("has `with`, `missing` or `failed`, which belong to a read");
        }
        Ok(node)
    }

    /// The steps that it may lead to, each with the part of the step that says so.
    #[must_use]
    pub fn ways(&self) -> Vec<(String, &str)> {
        let rows = self.table.iter().enumerate();
        let mut ways: Vec<(String, &str)> =
            rows.map(|(index, row)| (format!("table/{index}/go"), row.go.as_str())).collect();
        for (name, way) in [("go", &self.go), ("missing", &self.missing), ("failed", &self.failed)]
        {
            ways.extend(way.as_deref().map(|way| (name.to_owned(), way)));
        }
        ways
    }
}

const ONE_KIND: &str = "must have exactly one of `table`, `read`, `set`, `act`, `reply`, \
    `hand_over` and `offer` (which may have a `reply` beside it)";

const GOES_ON: &str = "must say in `go` which step comes after it";

const ENDS: &str = "must say in `end` whether it ends as `resolved` or `refused`";

const NO_GO: &str = "has a `go`, but the skill ends or is decided here";

/// A conversation that must go as it says.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SkillTest {
    /// What it shows.
    pub name: String,
    /// Whether the customer is signed in: Ada Lovelace, `ada@example.com`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub signed_in: bool,
    /// What they ordered, newest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub orders: Vec<TestOrder>,
    /// What connectors answer, by what is asked (`gifts.get`), one after the other; the last one
    /// again and again.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub answers: BTreeMap<String, Vec<TestAnswer>>,
    /// What is said.
    pub turns: Vec<TestTurn>,
}

/// An order of a test.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TestOrder {
    /// Its number.
    pub number: String,
    /// Where it stands, for example `pending`, `shipped` or `delivered`.
    pub status: crate::commerce::OrderStatus,
    /// What is in it: names with prices in the shop's currency, `Walnut Desk Lamp 20.00`.
    pub items: Vec<String>,
    /// Days since it was placed.
    #[serde(default)]
    pub days: u16,
    /// Days since it arrived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivered_days: Option<u16>,
}

/// What a connector answers in a test. One of the two.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TestAnswer {
    /// Its outputs, by their names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gives: Option<BTreeMap<String, Value>>,
    /// Why there is none: `missing`, `failed`, or `lost` for a change that was made and not answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fails: Option<TestFailure>,
}

/// Why a connector gives no answer in a test.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TestFailure {
    /// It cannot be asked.
    Failed,
    /// It was asked, and nobody knows what came of it.
    Lost,
    /// It knows no such thing.
    Missing,
}

/// One message of a test, and what must come of it. Only what is named is compared.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TestTurn {
    /// What is said.
    pub say: String,
    /// Pieces of the reply.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub told: Vec<String>,
    /// What is waited for: the name of a need, or `yes_or_no`, `order`, `items`, `offer`; empty for nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asks: Option<String>,
    /// What was done and seen to be done, by what does it (`gifts.put`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done: Option<Vec<String>>,
    /// The queue that it was handed over to; empty for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue: Option<String>,
}
