//! What is proved of a custom skill by walking all its ways.
//!
//! Steps lead further down only, so there are finitely many ways and each ends. Proved is that every
//! step and row is come to, that no value is named on a way on which it is not known, that tables are
//! total, that nothing is changed but with its summary, its reading back and its bounds. What fails is
//! told with the shortest way that leads there.

use std::collections::BTreeSet;

use super::{
    Act, EndKind, Node, Step, Texts,
    check::Checking,
    fields::{FieldShape, From, fields_in},
};
use crate::{
    commerce::FieldKind,
    condition::{self, FactShape},
};

/// A skill whose ways are walked.
pub(super) struct Proof<'a, 'b> {
    checking: &'a mut Checking<'b>,
    /// For each step, what is bound on all ways that lead to it; nothing for a step that none does.
    bound: Vec<Option<BTreeSet<String>>>,
}

impl<'a, 'b> Proof<'a, 'b> {
    pub(super) fn of(checking: &'a mut Checking<'b>) -> Self {
        let steps = &checking.skill.steps;
        let mut bound: Vec<Option<BTreeSet<String>>> = vec![None; steps.len()];
        if let Some(first) = bound.first_mut() {
            *first = Some(BTreeSet::new());
        }
        // Ways lead further down: when a step is looked at, all that lead to it were.
        for (index, step) in steps.iter().enumerate() {
            let Some(before) = bound.get(index).cloned().flatten() else { continue };
            for (part, way) in step.ways() {
                let Some(at) = steps.iter().position(|step| step.name == way) else { continue };
                let mut after = before.clone();
                // Where a connector gives nothing, nothing is bound.
                if part == "go" {
                    let own =
                        checking.fields.iter().filter(|field| field.from == From::Step(index));
                    after.extend(own.map(|field| field.name.clone()));
                }
                if let Some(held) = bound.get_mut(at) {
                    *held = Some(match held.take() {
                        None => after,
                        Some(held) => held.intersection(&after).cloned().collect(),
                    });
                }
            }
        }
        Self { checking, bound }
    }

    pub(super) fn run(&mut self) {
        let skill = self.checking.skill;
        for (index, step) in skill.steps.iter().enumerate() {
            if self.bound.get(index).is_none_or(Option::is_none) {
                self.checking.fault(&format!("/steps/{index}"), "is a step that nothing leads to");
                continue;
            }
            let Ok(node) = step.node() else { continue };
            self.step(index, step, node);
        }
        for (index, need) in skill.needs.iter().enumerate() {
            let used = skill.steps.iter().any(|step| {
                names_of(step)
                    .iter()
                    .any(|name| skill.need_of(name).is_some_and(|held| held.name == need.name))
            });
            if !used {
                self.checking.fault(&format!("/needs/{index}"), "is not needed by any step");
            }
        }
    }

    fn step(&mut self, index: usize, step: &Step, node: Node<'_>) {
        let place = format!("/steps/{index}");
        match node {
            Node::Table(rows) => {
                let whens: Vec<&str> = rows.iter().filter_map(|row| row.when.as_deref()).collect();
                let mut known = true;
                for (row, when) in whens.iter().enumerate() {
                    let at = format!("{place}/table/{row}/when");
                    known &= self.names(index, &at, &condition::names(when), false);
                }
                if known {
                    let faults = self.rows(index, &whens);
                    for (row, faults) in faults.into_iter().enumerate() {
                        for fault in faults {
                            let detail = self.with_way(&fault, index, None);
                            self.checking.fault(&format!("{place}/table/{row}/when"), &detail);
                        }
                    }
                }
            }
            Node::Read(..) => {
                for (input, name) in &step.with {
                    self.name(index, &format!("{place}/with/{input}"), name, false);
                }
            }
            Node::Set(values, _) => {
                for (name, source) in values {
                    self.value(index, &format!("{place}/set/{name}"), source);
                }
            }
            Node::Act(act) => self.act(index, step, act),
            Node::Reply(reply, end) => {
                self.texts(index, &format!("{place}/reply"), reply, false);
                if end == EndKind::Resolved {
                    self.resolved(index, false);
                }
            }
            Node::Offer(_, reply) => {
                if let Some(reply) = reply {
                    self.texts(index, &format!("{place}/reply"), reply, false);
                }
            }
            Node::HandOver(hand_over) => {
                let names = fields_in(&hand_over.left).unwrap_or_default();
                let names: Vec<String> = names.into_iter().map(str::to_owned).collect();
                self.names(index, &format!("{place}/hand_over/left"), &names, false);
            }
        }
    }

    fn act(&mut self, index: usize, step: &Step, act: &Act) {
        let place = format!("/steps/{index}/act");
        let Act { with, confirm, verify, once, done, undo, amount, .. } = act;
        let undone = undo.iter().flat_map(|undo| &undo.with);
        let given = [("with", with), ("verify/with", &verify.with)];
        for (part, with) in given {
            for (input, name) in with {
                self.name(index, &format!("{place}/{part}/{input}"), name, false);
            }
        }
        for (input, name) in undone {
            self.name(index, &format!("{place}/undo/with/{input}"), name, false);
        }
        for (number, name) in once.iter().enumerate() {
            self.name(index, &format!("{place}/once/{number}"), name, false);
        }
        self.texts(index, &format!("{place}/confirm"), confirm, false);
        self.texts(index, &format!("{place}/done"), done, true);
        let at = format!("{place}/verify/shows");
        let named = condition::names(&verify.shows);
        if self.names(index, &at, &named, true) {
            let own = format!("{}_", step.name);
            if !named.iter().any(|name| name.starts_with(&own)) {
                let detail = format!(
                    "names nothing of what was read back, so it proves nothing; that is named \
                     `{own}` and the name of the output"
                );
                self.checking.fault(&at, &detail);
            }
            for fault in self.one(index, &verify.shows, true) {
                self.checking.fault(&at, &fault);
            }
        }
        if let Some(amount) = amount {
            let at = format!("{place}/amount");
            if self.name(index, &at, amount, false) && self.kind(amount) != Some(FieldKind::Money) {
                self.checking.fault(&at, "must name an amount of money");
            }
            if !self.checking.skill.limits.iter().any(|limit| limit.amount.is_some()) {
                let detail = "moves money with no bound: say in `limits` how much at most";
                let detail = self.with_way(detail, index, None);
                self.checking.fault(&at, &detail);
            }
        }
        self.resolved(index, true);
    }

    /// What must hold for an end to count as resolved is known at every such end.
    fn resolved(&mut self, index: usize, acted: bool) {
        let Some(when) = &self.checking.skill.resolved_when else { return };
        if self.names(index, "/resolved_when", &condition::names(when), acted) {
            for fault in self.one(index, when, acted) {
                self.checking.fault("/resolved_when", &fault);
            }
        }
    }

    fn texts(&mut self, index: usize, place: &str, texts: &Texts, acted: bool) {
        for (language, text) in texts {
            let names = fields_in(text).unwrap_or_default();
            let names: Vec<String> = names.into_iter().map(str::to_owned).collect();
            self.names(index, &format!("{place}/{language}"), &names, acted);
        }
    }

    fn value(&mut self, index: usize, place: &str, source: &str) {
        if !self.names(index, place, &condition::names(source), false) {
            return;
        }
        let shapes = self.shapes(index, false);
        if let Err(faults) = condition::check_value(source, &shapes) {
            let faults: Vec<String> = faults;
            for fault in faults {
                self.checking.fault(place, &fault);
            }
        }
    }

    fn rows(&self, index: usize, whens: &[&str]) -> Vec<Vec<String>> {
        condition::check_rows(whens, &self.shapes(index, false))
    }

    fn one(&self, index: usize, when: &str, acted: bool) -> Vec<String> {
        condition::check(when, &self.shapes(index, acted))
    }

    /// The values that are known at a step; with what was read back where something was done.
    fn shapes(&self, index: usize, acted: bool) -> Vec<FactShape<'_>> {
        let fields = self.checking.fields.iter();
        let known = fields.filter(|field| self.is_bound(index, field, acted));
        known.map(FieldShape::fact).collect()
    }

    fn is_bound(&self, index: usize, field: &FieldShape, acted: bool) -> bool {
        match field.from {
            From::Given { customer } => !customer || self.checking.skill.identity.is_some(),
            From::Need(_) => true,
            From::Step(at) if at == index => acted,
            From::Step(_) => {
                let held = self.bound.get(index).and_then(Option::as_ref);
                held.is_some_and(|held| held.contains(&field.name))
            }
        }
    }

    fn kind(&self, name: &str) -> Option<FieldKind> {
        self.checking.fields.iter().find(|field| field.name == name).map(|field| field.kind)
    }

    fn names(&mut self, index: usize, place: &str, names: &[String], acted: bool) -> bool {
        let mut known = true;
        for name in names {
            known &= self.name(index, place, name, acted);
        }
        known
    }

    /// Whether a value is known at a step on every way that leads there, with what it takes to ask for
    /// it. Where not, that is a fault.
    fn name(&mut self, index: usize, place: &str, name: &str, acted: bool) -> bool {
        let mut known = self.is_known(index, place, name, acted);
        let Some(need) = self.checking.skill.need_of(name).cloned() else { return known };
        if let Some(list) = &need.options_from {
            known &= self.is_known(index, place, list, false);
        }
        for text in need.ask.values() {
            for told in fields_in(text).unwrap_or_default() {
                known &= self.is_known(index, place, told, false);
            }
        }
        known
    }

    fn is_known(&mut self, index: usize, place: &str, name: &str, acted: bool) -> bool {
        let fields = &self.checking.fields;
        let Some(field) = fields.iter().find(|field| field.name == name).cloned() else {
            let mut known: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
            known.sort_unstable();
            let detail = format!(
                "names `{name}`, which is no value of this skill; it has {}",
                known.join(", ")
            );
            self.checking.fault(place, &detail);
            return false;
        };
        if self.is_bound(index, &field, acted) {
            return true;
        }
        let detail = match field.from {
            From::Given { .. } => format!(
                "names `{name}`, which is known only of customers who have shown who they are: set \
                 `identity`"
            ),
            From::Need(_) => return true,
            From::Step(without) => {
                let detail =
                    format!("names `{name}`, which is not known on every way that leads here");
                self.with_way(&detail, index, Some(without))
            }
        };
        self.checking.fault(place, &detail);
        false
    }

    /// A fault with the shortest way that leads to a step, past a step where one is given.
    fn with_way(&self, detail: &str, to: usize, past: Option<usize>) -> String {
        let way = self.way(to, past).or_else(|| self.way(to, None)).unwrap_or_default();
        let said = self.checking.skill.examples.first().map(String::as_str).unwrap_or_default();
        let mut told = format!("{detail}. The shortest way there: “{said}”");
        for (from, next) in way.iter().zip(way.iter().skip(1).map(Some).chain([None])) {
            let Some(step) = self.checking.skill.steps.get(*from) else { continue };
            told.push_str(&format!(" → `{}`", step.name));
            let next = next.and_then(|next| self.checking.skill.steps.get(*next));
            let by =
                next.and_then(|next| step.ways().into_iter().find(|(_, way)| *way == next.name));
            told.push_str(&by.map(|(part, _)| in_words(step, &part)).unwrap_or_default());
        }
        told
    }

    /// The shortest way from the first step to one, as places; none where all lead through `past`
    /// and what that binds.
    fn way(&self, to: usize, past: Option<usize>) -> Option<Vec<usize>> {
        let steps = &self.checking.skill.steps;
        let mut ways: Vec<Option<Vec<usize>>> = vec![None; steps.len()];
        *ways.first_mut()? = Some(vec![0]);
        for (index, step) in steps.iter().enumerate() {
            let Some(way) = ways.get(index).cloned().flatten() else { continue };
            for (part, next) in step.ways() {
                let Some(at) = steps.iter().position(|step| step.name == next) else { continue };
                if past == Some(index) && part == "go" {
                    continue;
                }
                let longer: Vec<usize> = way.iter().copied().chain([at]).collect();
                let held = ways.get_mut(at)?;
                if held.as_ref().is_none_or(|held| held.len() > longer.len()) {
                    *held = Some(longer);
                }
            }
        }
        ways.get(to).cloned().flatten()
    }
}

/// By what a step leads on, in words.
fn in_words(step: &Step, part: &str) -> String {
    let row = part.strip_prefix("table/").and_then(|rest| rest.split('/').next());
    let row = row.and_then(|row| row.parse::<usize>().ok());
    match (row, part) {
        (Some(row), _) => {
            let when = step.table.get(row).and_then(|row| row.when.as_deref());
            format!(" (row {}, {})", row.saturating_add(1), when.unwrap_or("what is left"))
        }
        (None, "missing") => " (no such thing)".to_owned(),
        (None, "failed") => " (no answer)".to_owned(),
        (None, _) => String::new(),
    }
}

/// All the values that a step names.
fn names_of(step: &Step) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut texts: Vec<&str> = Vec::new();
    names.extend(step.with.values().cloned());
    names.extend(step.set.values().flat_map(|source| condition::names(source)));
    let whens = step.table.iter().filter_map(|row| row.when.as_deref());
    names.extend(whens.flat_map(condition::names));
    texts.extend(step.reply.iter().flat_map(Texts::values).map(String::as_str));
    texts.extend(step.hand_over.as_ref().map(|hand_over| hand_over.left.as_str()));
    if let Some(Act { with, confirm, verify, once, done, amount, .. }) = &step.act {
        names.extend(with.values().chain(verify.with.values()).chain(once).chain(amount).cloned());
        names.extend(condition::names(&verify.shows));
        texts.extend(confirm.values().chain(done.values()).map(String::as_str));
    }
    let told = texts.into_iter().flat_map(|text| fields_in(text).unwrap_or_default());
    names.extend(told.map(str::to_owned));
    names
}
