//! What the scenarios kept beside the playbook came to.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Hash;

/// Scenarios that failed whose faults are told; the others are counted.
const FAILURES_MAX: usize = 50;

/// Faults of one scenario that are told.
const FAULTS_MAX: usize = 10;

/// What all scenarios came to under one playbook, as far as they were played.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScenariosFound {
    /// Scenarios that were played.
    pub played: u32,
    /// Those of them that did not end as they say.
    pub failed: u32,
    /// What did not come as expected, of the first that failed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failures: Vec<ScenarioResult>,
    /// What they touched.
    pub touched: Touched,
}

/// All scenarios, played against one playbook before it goes live.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScenariosReport {
    /// Of the scenarios as they stood then.
    pub scenarios: Hash,
    /// How many there are.
    pub of: u32,
    /// What they came to.
    pub found: ScenariosFound,
}

/// What one scenario came to.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScenarioResult {
    /// Its id.
    pub id: String,
    /// What it shows, as a sentence.
    pub name: String,
    /// What did not come as expected; empty where it passed.
    pub faults: Vec<ScenarioFault>,
}

/// Something that did not come as a scenario says.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScenarioFault {
    /// In which turn, from 1; 0 is the opening of the chat, or the scenario itself.
    pub turn: u32,
    /// What the customer said.
    pub said: String,
    /// What was expected and what came, in words.
    pub told: String,
    /// What was replied.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reply: String,
}

/// What played turns touched: how many turns each skill, rule and wording was met in.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Touched {
    /// Skills that were asked for.
    pub skills: BTreeMap<String, u32>,
    /// Rules that decided, and the places of the playbook where they stand.
    pub rules: BTreeMap<String, u32>,
    /// Wordings that were said.
    pub wordings: BTreeMap<String, u32>,
}

/// What scenarios touch of a playbook, and what none does.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Coverage {
    /// The same in sentences.
    pub told: Vec<String>,
    /// Skills that the playbook has the assistant do.
    pub skills: Covered,
    /// Entries of the guardrails' lists and rules of discounts.
    pub rules: Covered,
    /// Wordings of replies.
    pub wordings: Covered,
}

/// Of things of one kind, which were touched and which were not.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Covered {
    /// How many there are.
    pub all: u32,
    /// In how many turns each was met.
    pub touched: BTreeMap<String, u32>,
    /// What no scenario met.
    pub untouched: Vec<String>,
}

impl ScenariosReport {
    /// Whether all were played, and ended as they say.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.found.failed == 0 && self.found.played == self.of
    }
}

impl ScenariosFound {
    /// Counts a scenario that was played.
    pub fn count(&mut self, result: ScenarioResult, touched: &Touched) {
        self.played = self.played.saturating_add(1);
        self.touched.add(touched);
        if result.faults.is_empty() {
            return;
        }
        self.failed = self.failed.saturating_add(1);
        if self.failures.len() < FAILURES_MAX {
            self.failures.push(result.shortened());
        }
    }
}

impl ScenarioResult {
    /// The same with no more faults than are told.
    #[must_use]
    pub fn shortened(mut self) -> Self {
        self.faults.truncate(FAULTS_MAX);
        self
    }
}

impl Touched {
    /// Counts one turn that met something.
    pub fn note<'a>(
        &mut self,
        skills: impl IntoIterator<Item = String>,
        rules: impl IntoIterator<Item = &'a String>,
        wordings: impl IntoIterator<Item = &'a str>,
    ) {
        skills.into_iter().for_each(|skill| count(&mut self.skills, &skill, 1));
        rules.into_iter().for_each(|rule| count(&mut self.rules, rule, 1));
        wordings.into_iter().for_each(|name| count(&mut self.wordings, name, 1));
    }

    /// Adds what other turns met.
    pub fn add(&mut self, other: &Self) {
        other.skills.iter().for_each(|(name, turns)| count(&mut self.skills, name, *turns));
        other.rules.iter().for_each(|(name, turns)| count(&mut self.rules, name, *turns));
        other.wordings.iter().for_each(|(name, turns)| count(&mut self.wordings, name, *turns));
    }
}

fn count(counts: &mut BTreeMap<String, u32>, name: &str, turns: u32) {
    let held = counts.entry(name.to_owned()).or_default();
    *held = held.saturating_add(turns);
}
