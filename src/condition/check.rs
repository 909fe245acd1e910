//! Finds what is wrong with a condition before it goes live.
//!
//! Method: it is tried on the values at which it could change: around every number and on every text
//! that it names, and on others. A condition of comparisons with constants, which nearly all are, is
//! thereby tried on every case that it tells apart.

use std::collections::BTreeSet;

use cel::common::ast::{Expr, IdedExpr, LiteralValue};

use super::{ConditionFault, FactKind, FactShape, FactValue, evaluate, fact_value, read, resolve};

/// Cases that a condition is tried on.
const CASES_MAX: usize = 4_096;

/// Everything that is wrong with a condition over these facts, as sentences; empty when it can go
/// live.
#[must_use]
pub fn check(source: &str, shapes: &[FactShape<'_>]) -> Vec<String> {
    let (expression, named) = match named(source, shapes) {
        Ok(read) => read,
        Err(faults) => return faults,
    };
    match named.try_all(&[&expression], shapes) {
        Tried { fault: Some(fault), .. } => vec![fault.to_string()],
        Tried { is_whole: true, first, none, .. } if first.first() == Some(&0) || none == 0 => {
            vec![format!("is always {}", none == 0)]
        }
        Tried { .. } => Vec::new(),
    }
}

/// What is wrong with the conditions of a table, of which the first that holds counts: for each, as
/// sentences. One that can never be the first to hold is a fault, too.
#[must_use]
pub fn check_rows(sources: &[&str], shapes: &[FactShape<'_>]) -> Vec<Vec<String>> {
    let mut faults: Vec<Vec<String>> = sources.iter().map(|source| check(source, shapes)).collect();
    let read: Result<Vec<_>, _> = sources.iter().map(|source| named(source, shapes)).collect();
    let Ok(read) = read else { return faults };
    if faults.iter().any(|faults| !faults.is_empty()) {
        return faults;
    }
    let (expressions, names): (Vec<IdedExpr>, Vec<Named>) = read.into_iter().unzip();
    let mut all = Named::default();
    for named in names {
        all.facts.extend(named.facts);
        all.numbers.extend(named.numbers);
        all.texts.extend(named.texts);
    }
    let tried = all.try_all(&expressions.iter().collect::<Vec<_>>(), shapes);
    for (faults, first) in faults.iter_mut().zip(tried.first) {
        if tried.is_whole && first == 0 {
            faults.push("never counts: wherever it holds, a row above it holds too".to_owned());
        }
    }
    faults
}

/// What an expression comes to over these facts.
///
/// # Errors
/// What is wrong with it, as sentences.
pub fn check_value(source: &str, shapes: &[FactShape<'_>]) -> Result<FactKind, Vec<String>> {
    let (expression, named) = named(source, shapes)?;
    let used = named.used(shapes);
    let values: Vec<Vec<FactValue>> = used.iter().map(|shape| named.values(shape.kind)).collect();
    let mut kind = None;
    let (cases, _) = cases(&values);
    for facts in cases.map(|picks| with(&used, &values, &picks)) {
        let value = resolve(&expression, &facts).map_err(|fault| vec![fault.to_string()])?;
        let found = match fact_value(&value) {
            Some(FactValue::Bool(_)) => FactKind::Bool,
            Some(FactValue::Int(_)) => FactKind::Int,
            Some(FactValue::Text(_)) => FactKind::Text,
            Some(FactValue::Texts(_)) => FactKind::Texts,
            None => return Err(vec![ConditionFault::NotAFact.to_string()]),
        };
        if *kind.get_or_insert(found) != found {
            return Err(vec!["comes to different kinds of things".to_owned()]);
        }
    }
    kind.ok_or_else(|| vec![ConditionFault::NotAFact.to_string()])
}

/// The facts that an expression names; none where it cannot be read.
#[must_use]
pub fn names(source: &str) -> Vec<String> {
    let Ok(expression) = read(source) else { return Vec::new() };
    let mut named = Named::default();
    named.walk(&expression, 0);
    named.facts.into_iter().collect()
}

fn named(source: &str, shapes: &[FactShape<'_>]) -> Result<(IdedExpr, Named), Vec<String>> {
    let expression = read(source).map_err(|fault| vec![fault.to_string()])?;
    let mut named = Named::default();
    named.walk(&expression, 0);
    if named.nested {
        return Err(vec!["must not look through a list within a list".to_owned()]);
    }
    let known = |name: &&String| shapes.iter().any(|shape| shape.name == name.as_str());
    let unknown: Vec<&String> = named.facts.iter().filter(|name| !known(name)).collect();
    if !unknown.is_empty() {
        let known: Vec<&str> = shapes.iter().map(|shape| shape.name).collect();
        let sentence = |name: &&String| {
            format!("names `{name}`, which is not a fact; the facts are {}", known.join(", "))
        };
        return Err(unknown.iter().map(sentence).collect());
    }
    Ok((expression, named))
}

/// What came of trying conditions on many facts.
struct Tried {
    /// For each condition, the cases in which it was the first to hold.
    first: Vec<usize>,
    /// Cases in which none held.
    none: usize,
    /// Why one could not be worked out.
    fault: Option<ConditionFault>,
    /// Whether all cases that they tell apart were tried.
    is_whole: bool,
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

    /// The facts that are named.
    fn used<'s>(&self, shapes: &'s [FactShape<'s>]) -> Vec<&'s FactShape<'s>> {
        shapes.iter().filter(|shape| self.facts.contains(shape.name)).collect()
    }

    fn try_all(&self, expressions: &[&IdedExpr], shapes: &[FactShape<'_>]) -> Tried {
        let used = self.used(shapes);
        let values: Vec<Vec<FactValue>> =
            used.iter().map(|shape| self.values(shape.kind)).collect();
        let (cases, is_whole) = cases(&values);
        let mut tried = Tried { first: vec![0; expressions.len()], none: 0, fault: None, is_whole };
        for facts in cases.map(|picks| with(&used, &values, &picks)) {
            let mut held = None;
            for (index, expression) in expressions.iter().enumerate() {
                match evaluate(expression, &facts) {
                    Ok(true) => {
                        held = Some(index);
                        break;
                    }
                    Ok(false) => {}
                    Err(fault) => return Tried { fault: Some(fault), ..tried },
                }
            }
            match held.and_then(|index| tried.first.get_mut(index)) {
                Some(count) => *count = count.saturating_add(1),
                None => tried.none = tried.none.saturating_add(1),
            }
        }
        tried
    }
}

/// The cases of some facts, each as the places of its values, and whether they are all there are.
/// Where there are too many, they are picked from all over.
fn cases(values: &[Vec<FactValue>]) -> (impl Iterator<Item = Vec<usize>>, bool) {
    let sizes: Vec<usize> = values.iter().map(Vec::len).collect();
    let count = sizes.iter().fold(1_usize, |all, some| all.saturating_mul(*some));
    let is_whole = count <= CASES_MAX;
    let cases = (0..count.min(CASES_MAX)).map(move |number| {
        let mut rest = if is_whole { number } else { spread(number, count) };
        let pick = |size: &usize| {
            let index = rest.checked_rem(*size).unwrap_or_default();
            rest = rest.checked_div(*size).unwrap_or_default();
            index
        };
        sizes.iter().map(pick).collect()
    });
    (cases, is_whole)
}

/// The facts of one case.
fn with<'s>(
    used: &[&FactShape<'s>],
    values: &[Vec<FactValue>],
    picks: &[usize],
) -> Vec<(&'s str, FactValue)> {
    let facts = used.iter().zip(values).zip(picks);
    let fact = |((shape, values), pick): ((&&FactShape<'s>, &Vec<FactValue>), &usize)| {
        Some((shape.name, values.get(*pick)?.clone()))
    };
    facts.filter_map(fact).collect()
}

/// The `number`th of some cases picked from all over.
fn spread(number: usize, cases: usize) -> usize {
    const PRIME: usize = 1_000_000_007;
    number.wrapping_mul(PRIME).checked_rem(cases).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{super::holds, *};

    const SHAPES: &[FactShape<'_>] = &[
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
    fn a_row_that_never_counts_is_found() {
        let rows = |sources: &[&str]| -> Vec<String> {
            check_rows(sources, SHAPES).iter().map(|faults| faults.join("; ")).collect()
        };
        assert_eq!(rows(&["amount > 10", "amount > 5"]), ["", ""]);
        let hidden = rows(&["amount > 5", "tier == \"gold\"", "amount > 10 && final_sale"]);
        assert_eq!(hidden[..2], ["", ""]);
        assert!(hidden[2].contains("never counts"), "{hidden:?}");
        assert!(rows(&["amount > 5", "amont > 1"])[1].contains("names `amont`"));
    }

    #[test]
    fn an_expression_has_one_kind() {
        assert_eq!(check_value("amount - 5", SHAPES), Ok(FactKind::Int));
        assert_eq!(check_value("\"VIP \" + tier", SHAPES), Ok(FactKind::Text));
        assert_eq!(check_value("final_sale ? 10 : 20", SHAPES), Ok(FactKind::Int));
        assert!(check_value("final_sale ? 10 : tier", SHAPES).is_err());
        assert!(check_value("amount / 0", SHAPES).is_err());
        assert!(check_value("amont", SHAPES).is_err());
        assert_eq!(names("amount - theirs > 0"), ["amount", "theirs"]);
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
