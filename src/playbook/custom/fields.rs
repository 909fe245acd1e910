//! The values of a custom skill: their names, what they are, and where they come from.

use std::collections::BTreeMap;

use super::{CustomSkill, Need, NeedKind, Step};
use crate::{
    commerce::FieldKind,
    condition::{FactKind, check_value},
    playbook::{Connector, Operation},
};

/// A value that a skill may name.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct FieldShape {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: FieldKind,
    /// Where it comes from.
    pub(super) from: From,
}

/// Where a value comes from.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum From {
    /// What is on record; of the customer only where they have shown who they are.
    Given { customer: bool },
    /// A need, by its place.
    Need(usize),
    /// What a step read or worked out, by its place.
    Step(usize),
}

/// What is known without being asked for: its name, what it is, and whether it is the customer's.
pub const GIVEN: [(&str, FieldKind, bool); 9] = [
    ("customer_email", FieldKind::Text, true),
    ("customer_first_name", FieldKind::Text, true),
    ("customer_id", FieldKind::Text, true),
    ("customer_phone", FieldKind::Text, true),
    ("customer_tags", FieldKind::Texts, true),
    ("customer_tier", FieldKind::Text, true),
    ("hour", FieldKind::Number, false),
    ("today", FieldKind::Day, false),
    ("weekday", FieldKind::Text, false),
];

/// Whether a value is known without being asked for.
#[must_use]
pub fn is_given(name: &str) -> bool {
    GIVEN.iter().any(|(given, _, _)| *given == name)
}

/// What an order is known by.
const OF_ORDER: &[(&str, FieldKind)] = &[
    ("_days", FieldKind::Number),
    ("_delivered_days", FieldKind::Number),
    ("_id", FieldKind::Text),
    ("_items", FieldKind::Texts),
    ("_number", FieldKind::Text),
    ("_status", FieldKind::Text),
    ("_total", FieldKind::Money),
    ("_total_currency", FieldKind::Text),
];

/// What a thing that was ordered is known by.
const OF_ITEM: &[(&str, FieldKind)] = &[
    ("_days", FieldKind::Number),
    ("_delivered_days", FieldKind::Number),
    ("_line_id", FieldKind::Text),
    ("_order_id", FieldKind::Text),
    ("_order_number", FieldKind::Text),
    ("_price", FieldKind::Money),
    ("_price_currency", FieldKind::Text),
    ("_product_id", FieldKind::Text),
    ("_quantity", FieldKind::Number),
    ("_status", FieldKind::Text),
    ("_title", FieldKind::Text),
    ("_variant_id", FieldKind::Text),
];

impl Need {
    /// What it is known by once it is there: the ends of names, and what those are.
    pub(super) const fn parts(&self) -> &'static [(&'static str, FieldKind)] {
        match self.kind {
            NeedKind::Choice
            | NeedKind::Code
            | NeedKind::Email
            | NeedKind::Phone
            | NeedKind::Text => &[("", FieldKind::Text)],
            NeedKind::Day => &[
                ("", FieldKind::Day),
                ("_in_days", FieldKind::Number),
                ("_weekday", FieldKind::Text),
            ],
            NeedKind::Item => OF_ITEM,
            NeedKind::Money => &[("", FieldKind::Money), ("_currency", FieldKind::Text)],
            NeedKind::Number => &[("", FieldKind::Number)],
            NeedKind::Order => OF_ORDER,
            NeedKind::YesNo => &[("", FieldKind::YesNo)],
        }
    }

    /// Whether it is one of the customer's own things.
    #[must_use]
    pub const fn is_theirs(&self) -> bool {
        matches!(self.kind, NeedKind::Item | NeedKind::Order)
    }
}

impl CustomSkill {
    /// The need that a value belongs to.
    #[must_use]
    pub fn need_of(&self, field: &str) -> Option<&Need> {
        let held = |need: &&Need| {
            let end = field.strip_prefix(need.name.as_str());
            end.is_some_and(|end| need.parts().iter().any(|(part, _)| *part == end))
        };
        self.needs.iter().find(held)
    }

    /// Every value that it may name. Expressions are worked out in the order of the steps.
    #[must_use]
    pub fn fields(&self, connectors: &BTreeMap<String, Connector>) -> Vec<FieldShape> {
        let given = GIVEN.iter().map(|(name, kind, customer)| FieldShape {
            name: (*name).to_owned(),
            kind: *kind,
            from: From::Given { customer: *customer },
        });
        let mut fields: Vec<FieldShape> = given.collect();
        for (index, need) in self.needs.iter().enumerate() {
            let part = |(end, kind): &(&str, FieldKind)| FieldShape {
                name: format!("{}{end}", need.name),
                kind: *kind,
                from: From::Need(index),
            };
            fields.extend(need.parts().iter().map(part));
        }
        for (index, step) in self.steps.iter().enumerate() {
            let found = fields_of(step, connectors, &fields);
            let shape = |(name, kind)| FieldShape { name, kind, from: From::Step(index) };
            fields.extend(found.into_iter().map(shape));
        }
        fields
    }
}

/// What a step binds.
fn fields_of(
    step: &Step,
    connectors: &BTreeMap<String, Connector>,
    before: &[FieldShape],
) -> Vec<(String, FieldKind)> {
    let read = step.read.as_ref().or(step.act.as_ref().map(|act| &act.verify.read));
    if let Some(operation) = read.and_then(|read| operation(connectors, read)) {
        return outputs(&step.name, operation);
    }
    let shapes: Vec<_> = before.iter().map(FieldShape::fact).collect();
    let worked_out = |(name, source): (&String, &String)| {
        let kind = match check_value(source, &shapes).ok()? {
            FactKind::Bool => FieldKind::YesNo,
            FactKind::Int => number_kind(source, before),
            FactKind::Text => FieldKind::Text,
            FactKind::Texts => FieldKind::Texts,
        };
        Some((name.clone(), kind))
    };
    step.set.iter().filter_map(worked_out).collect()
}

/// A sum or difference of amounts is an amount.
fn number_kind(source: &str, before: &[FieldShape]) -> FieldKind {
    let named = crate::condition::names(source);
    let kind = |name: &String| before.iter().find(|field| field.name == *name).map(|it| it.kind);
    let all_money =
        !named.is_empty() && named.iter().all(|name| kind(name) == Some(FieldKind::Money));
    if all_money { FieldKind::Money } else { FieldKind::Number }
}

/// What a step that reads binds: its outputs, and the currencies of amounts.
fn outputs(step: &str, operation: &Operation) -> Vec<(String, FieldKind)> {
    let mut found = Vec::new();
    for (name, output) in &operation.outputs {
        found.push((format!("{step}_{name}"), output.kind));
        if output.kind == FieldKind::Money {
            found.push((format!("{step}_{name}_currency"), FieldKind::Text));
        }
    }
    found
}

/// What `gifts.get` names.
pub(super) fn operation<'a>(
    connectors: &'a BTreeMap<String, Connector>,
    call: &str,
) -> Option<&'a Operation> {
    let (connector, operation) = call.split_once('.')?;
    connectors.get(connector)?.operations.get(operation)
}

impl FieldShape {
    /// As conditions know it.
    pub(super) fn fact(&self) -> crate::condition::FactShape<'_> {
        crate::condition::FactShape { name: &self.name, kind: self.kind.fact_kind(), about: "" }
    }
}

/// The values that a wording names, in their order: `{{ order_number }}`.
///
/// # Errors
/// What is wrong with it, as a sentence: a wording knows values in double braces and nothing else.
pub fn fields_in(wording: &str) -> Result<Vec<&str>, &'static str> {
    const ONLY_VALUES: &str =
        "may hold values in double braces, such as {{ order_number }}, and no other braces";
    let mut fields = Vec::new();
    let mut rest = wording;
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, after) = after.split_once("}}").ok_or(ONLY_VALUES)?;
        let name = name.trim();
        if before.contains(['{', '}']) || !super::is_name(name) {
            return Err(ONLY_VALUES);
        }
        fields.push(name);
        rest = after;
    }
    if rest.contains(['{', '}']) { Err(ONLY_VALUES) } else { Ok(fields) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wording_knows_values_and_nothing_else() {
        assert_eq!(fields_in("Hello"), Ok(Vec::new()));
        assert_eq!(fields_in("{{ a }} and {{b}}."), Ok(vec!["a", "b"]));
        for bad in
            ["{% for x in y %}", "{{ a | upper }}", "{{ a.b }}", "{ a }", "{{ a", "a }}", "{{}}"]
        {
            assert!(fields_in(bad).is_err(), "{bad}");
        }
    }
}
