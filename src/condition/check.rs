//! Finds what is wrong with a condition before it goes live.
//!
//! Method: it is tried on the values at which it could change: around every number and on every text
//! that it names, and on others. A condition of comparisons with constants, which nearly all are, is
//! thereby tried on every case that it tells apart.

use std::collections::BTreeSet;

use cel::common::ast::{Expr, IdedExpr, LiteralValue};

use super::{ConditionFault, FactKind, FactShape, FactValue, evaluate, read};

/// Cases that a condition is tried on.
const CASES_MAX: usize = 4_096;

/// Everything that is wrong with a condition over these facts, as sentences; empty when it can go
/// live.
#[must_use]
pub fn check(source: &str, shapes: &[FactShape]) -> Vec<String> {
    let expression = match read(source) {
        Ok(expression) => expression,
        Err(fault) => return vec![fault.to_string()],
    };
    let mut named = Named::default();
    named.walk(&expression, 0);
    if named.nested {
        return vec!["must not look through a list within a list".to_owned()];
    }
    let unknown: Vec<&String> = named
        .facts
        .iter()
        .filter(|name| !shapes.iter().any(|shape| shape.name == name.as_str()))
        .collect();
    if !unknown.is_empty() {
        let known: Vec<&str> = shapes.iter().map(|shape| shape.name).collect();
        let sentence = |name: &&String| {
            format!("names `{name}`, which is not a fact; the facts are {}", known.join(", "))
        };
        return unknown.iter().map(sentence).collect();
    }
    let used: Vec<&FactShape> =
        shapes.iter().filter(|shape| named.facts.contains(shape.name)).collect();
    match named.try_all(&expression, &used) {
        Tried::Sometimes => Vec::new(),
        Tried::Always(holds) => vec![format!("is always {holds}")],
        Tried::Fault(fault) => vec![fault.to_string()],
    }
}

enum Tried {
    Sometimes,
    Always(bool),
    Fault(ConditionFault),
}

/// What a condition names.
#[derive(Default)]
struct Named {
    facts: BTreeSet<String>,
    numbers: BTreeSet<i64>,
    texts: BTreeSet<String>,
    nested: bool,
    bound: Vec<String>,
}

impl Named {
    fn walk(&mut self, expression: &IdedExpr, loops: u8) {
        match &expression.expr {
            Expr::Unspecified => {}
            Expr::Call(call) => {
                for part in call.target.iter().map(AsRef::as_ref).chain(&call.args) {
                    self.walk(part, loops);
                }
            }
            Expr::Comprehension(found) => {
                self.nested |= loops > 0;
                self.walk(&found.iter_range, loops);
                let inner = loops.saturating_add(1);
                let before = self.bound.len();
                self.bound.push(found.iter_var.clone());
                self.bound.extend(found.iter_var2.clone());
                self.bound.push(found.accu_var.clone());
                for part in [&found.accu_init, &found.loop_cond, &found.loop_step, &found.result] {
                    self.walk(part, inner);
                }
                self.bound.truncate(before);
            }
            Expr::Ident(name) => {
                if !self.bound.contains(name) {
                    self.facts.insert(name.clone());
                }
            }
            Expr::List(list) => list.elements.iter().for_each(|part| self.walk(part, loops)),
            Expr::Literal(LiteralValue::Int(value)) => {
                self.numbers.insert(*value.inner());
            }
            Expr::Literal(LiteralValue::String(value)) => {
                self.texts.insert(value.inner().to_owned());
            }
            // A map, a struct or a field is never a fact: trying it says so.
            Expr::Literal(_) | Expr::Map(_) | Expr::Struct(_) => {}
            Expr::Select(select) => self.walk(&select.operand, loops),
        }
    }

    /// The values of a fact at which the condition could change.
    fn values(&self, kind: FactKind) -> Vec<FactValue> {
        const OTHER: &str = "something else";
        match kind {
            FactKind::Bool => vec![FactValue::Bool(false), FactValue::Bool(true)],
            FactKind::Int => {
                let around =
                    |number: &i64| [number.saturating_sub(1), *number, number.saturating_add(1)];
                let mut numbers: BTreeSet<i64> = self.numbers.iter().flat_map(around).collect();
                numbers.extend([0, 1, 2, 1_000_000_000]);
                numbers.into_iter().map(FactValue::Int).collect()
            }
            FactKind::Text => {
                let mut texts: BTreeSet<String> = self.texts.clone();
                // All in one: what begins like the one and ends like the other.
                let joined = self.texts.iter().map(String::as_str).collect::<String>();
                texts.extend([String::new(), OTHER.to_owned(), joined]);
                texts.into_iter().map(FactValue::Text).collect()
            }
            FactKind::Texts => {
                let all: Vec<String> = self.texts.iter().cloned().collect();
                let other = || OTHER.to_owned();
                let mut more = all.clone();
                more.push(other());
                let mut lists = vec![Vec::new(), vec![other()], vec![other(), other()], more];
                lists.push(all.clone());
                lists.extend(all.into_iter().map(|text| vec![text]));
                lists.into_iter().map(FactValue::Texts).collect()
            }
        }
    }

    fn try_all(&self, expression: &IdedExpr, used: &[&FactShape]) -> Tried {
        let values: Vec<Vec<FactValue>> =
            used.iter().map(|shape| self.values(shape.kind)).collect();
        let cases = values.iter().fold(1_usize, |all, some| all.saturating_mul(some.len()));
        let is_whole = cases <= CASES_MAX;
        let (mut holds, mut fails) = (false, false);
        for number in 0..cases.min(CASES_MAX) {
            // Where there are too many, they are picked from all over.
            let mut rest = if is_whole { number } else { spread(number, cases) };
            let mut facts = Vec::new();
            for (shape, values) in used.iter().zip(&values) {
                let index = rest.checked_rem(values.len()).unwrap_or_default();
                rest = rest.checked_div(values.len()).unwrap_or_default();
                if let Some(value) = values.get(index) {
                    facts.push((shape.name, value.clone()));
                }
            }
            match evaluate(expression, &facts) {
                Ok(true) => holds = true,
                Ok(false) => fails = true,
                Err(fault) => return Tried::Fault(fault),
            }
        }
        match (holds, fails) {
            (true, true) => Tried::Sometimes,
            _ if !is_whole => Tried::Sometimes,
            _ => Tried::Always(holds),
        }
    }
}

/// The `number`th of some cases picked from all over.
fn spread(number: usize, cases: usize) -> usize {
    const PRIME: usize = 1_000_000_007;
    number.wrapping_mul(PRIME).checked_rem(cases).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{super::holds, *};

    const SHAPES: &[FactShape] = &[
        FactShape { name: "amount", kind: FactKind::Int, about: "minor units" },
        FactShape { name: "tier", kind: FactKind::Text, about: "the tier" },
        FactShape { name: "final_sale", kind: FactKind::Bool, about: "kept" },
        FactShape { name: "categories", kind: FactKind::Texts, about: "of the items" },
    ];

    fn faults(source: &str) -> String {
        check(source, SHAPES).join("; ")
    }

    #[test]
    fn a_condition_that_can_go_live_has_no_faults() {
        for source in [
            "amount > 5000",
            "amount > 5000 && tier != \"gold\"",
            "final_sale || amount >= 100 && amount <= 200",
            "\"food\" in categories",
            "size(categories) > 1",
            "tier.startsWith(\"g\") && tier.endsWith(\"old\")",
            "\"food\" in categories && \"wine\" in categories && size(categories) == 2",
            "categories.exists(c, c.startsWith(\"food\"))",
            "tier in [\"gold\", \"silver\"] && !final_sale",
        ] {
            assert_eq!(faults(source), "", "{source}");
        }
    }

    #[test]
    fn every_fault_is_named() {
        for (source, fault) in [
            ("amount >", "cannot be read"),
            ("amont > 5", "names `amont`"),
            ("amount > \"much\"", "cannot be worked out"),
            ("tier > 5", "cannot be worked out"),
            ("amount + 1", "must come to true or false"),
            ("amount > 5 && amount < 3", "is always false"),
            ("amount > 5 || amount < 10", "is always true"),
            ("true", "is always true"),
            ("tier.matches(\"(a+)+$\")", "cannot be worked out"),
            (
                "categories.exists(a, categories.exists(b, a == b))",
                "must not look through a list within a list",
            ),
        ] {
            let found = faults(source);
            assert!(found.contains(fault), "{source}: {found}");
        }
    }

    #[test]
    fn a_bomb_is_refused_at_once() {
        let long = format!("amount > {}", "1 + ".repeat(400));
        assert!(faults(&long).contains("too long"));
        let deep = format!("{}amount > 1{}", "(".repeat(200), ")".repeat(200));
        let _ = faults(&deep);
        let negated = format!("{}final_sale", "!".repeat(400));
        let _ = faults(&negated);
    }

    #[test]
    fn a_condition_is_told_by_its_facts() {
        let facts =
            [("amount", FactValue::Int(5_001)), ("tier", FactValue::Text("gold".to_owned()))];
        assert_eq!(holds("amount > 5000", &facts), Ok(true));
        assert_eq!(holds("amount > 5000 && tier != \"gold\"", &facts), Ok(false));
        assert!(holds("other", &facts).is_err());
    }
}
