//! Pieces of meaning found in a message.

use serde::{Deserialize, Serialize};

use crate::base::text::Span;

/// A piece of meaning and where it stands.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Entity {
    /// What it is.
    pub kind: EntityKind,
    /// Normal form.
    pub value: String,
    /// Where it stands.
    pub span: Span,
}

/// Kinds of pieces.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum EntityKind {
    /// An email address, lower case.
    Email,
    /// An order number as typed, without `#`, upper case.
    OrderNumber,
}

/// The pieces of meaning in a message, in their order.
pub(super) fn entities(text: &str) -> Vec<Entity> {
    let mut entities = Vec::new();
    let mut at = 0_usize;
    let mut before: &str = "";
    for token in text.split_inclusive(char::is_whitespace) {
        let start = at;
        at = at.saturating_add(token.len());
        let trimmed = token.trim();
        let lead = token.len().saturating_sub(token.trim_start().len());
        if let Some((offset, kind, value)) = entity(trimmed, before) {
            let start = start.saturating_add(lead).saturating_add(offset);
            let end = start.saturating_add(value.len());
            entities.push(Entity { kind, value: normal(kind, &value), span: Span { start, end } });
        }
        before = trimmed;
    }
    entities
}

fn normal(kind: EntityKind, value: &str) -> String {
    match kind {
        EntityKind::Email => value.to_lowercase(),
        EntityKind::OrderNumber => value.to_uppercase(),
    }
}

/// An email address or an order number in one token: where it begins, what it is, its text.
fn entity(token: &str, before: &str) -> Option<(usize, EntityKind, String)> {
    let edge = |c: char| !c.is_alphanumeric();
    let core = token.trim_matches(edge);
    let offset = token.find(core)?;
    if let Some((name, domain)) = core.split_once('@') {
        let plausible = !name.is_empty() && domain.contains('.');
        return plausible.then(|| (offset, EntityKind::Email, core.to_owned()));
    }
    let digits = core.chars().filter(char::is_ascii_digit).count();
    let simple = core.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    let marked = token.contains('#');
    let money = token.contains(['$', '€', '£']);
    let named = matches!(
        before.to_lowercase().trim_matches(edge),
        "order" | "number" | "no" | "nr" | "orders" | "id" | "num"
    ) || before.ends_with('#');
    let enough = if marked {
        1
    } else if named {
        3
    } else {
        4
    };
    let likely = simple && !money && digits >= enough && core.len() <= 24 && !is_ordinal(core);
    likely.then(|| (offset, EntityKind::OrderNumber, core.to_owned()))
}

fn is_ordinal(core: &str) -> bool {
    ["st", "nd", "rd", "th"].iter().any(|end| core.to_lowercase().ends_with(end))
}
