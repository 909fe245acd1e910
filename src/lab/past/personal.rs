//! What of a scenario is personal: found by the names of fields, and in messages by what was recognised
//! in them.
//!
//! Titles, options, prices, states and pages are the shop's, and stay. What is on neither side, for
//! example a capital word that nobody knows, is taken for personal.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::PastTurn;
use crate::{
    base::text::{fold, words},
    lab::PlayedTurn,
    understanding::{Entity, EntityKind, Known, is_given_name, is_unit, is_unknown, understand},
    wire::PersonalKind,
};

/// Below which nobody knows what a field is: what a merchant's own services answered.
pub(super) const FREE: &str = "gives";

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Personal {
    /// Values as they stand, each with its kind.
    pub(super) values: BTreeMap<String, PersonalKind>,
    /// Ids, by what they are ids of.
    pub(super) ids: BTreeMap<&'static str, BTreeSet<String>>,
    /// Names of the shop's goods, folded, of two words and more: they stay whole.
    pub(super) titles: BTreeSet<String>,
    /// Single folded words of the shop's.
    pub(super) shops: BTreeSet<String>,
}

impl Personal {
    pub(super) fn of(scenario: &Value, played: &[PlayedTurn], turns: &[PastTurn<'_>]) -> Self {
        let mut personal = Self::default();
        for past in turns {
            personal.shop_says(&past.playbook.brand.name);
        }
        personal.walk("", scenario);
        for turn in played {
            let said = turn.record.opening.inbound.text();
            personal.message(said, &turn.outcome.understanding.entities, true);
        }
        personal
    }

    fn walk(&mut self, key: &str, value: &Value) {
        match value {
            Value::Object(fields) => self.object(key, fields),
            Value::Array(items) => items.iter().for_each(|item| self.walk(key, item)),
            Value::String(text) => self.text(key, text),
            Value::Bool(_) | Value::Null | Value::Number(_) => {}
        }
    }

    fn object(&mut self, key: &str, fields: &Map<String, Value>) {
        let has = |name: &str| fields.contains_key(name);
        if key == FREE {
            return self.walk_free(fields);
        }
        // Goods, rewards and pages have ids of the shop's own.
        let shops = ["variants", "options", "cost", "body", "passage", "article"];
        let is_shops = shops.iter().any(|name| has(name)) && !has("quantity");
        for (name, value) in fields {
            match (name.as_str(), value) {
                ("options", Value::Object(options)) => {
                    let values = options.values().filter_map(Value::as_str);
                    values.for_each(|value| self.shop_says(value));
                }
                ("id" | "url", Value::String(_)) if is_shops => {}
                ("id", Value::String(id)) => self.id(of(key, fields), id),
                ("url", Value::String(link)) => self.add(PersonalKind::Link, link),
                // Made for somebody, and good for whoever has it.
                ("code", Value::String(code)) if has("percent") => {
                    self.add(PersonalKind::Number, code);
                }
                _ => self.walk(name, value),
            }
        }
    }

    /// What a merchant's own services answered: nobody knows what a field of theirs is.
    fn walk_free(&mut self, fields: &Map<String, Value>) {
        for value in fields.values() {
            match value {
                Value::Object(inner) => self.walk_free(inner),
                Value::Array(items) => items.iter().for_each(|item| match item {
                    Value::Object(inner) => self.walk_free(inner),
                    Value::String(text) => self.free(text, true),
                    Value::Array(_) | Value::Bool(_) | Value::Null | Value::Number(_) => {}
                }),
                Value::String(text) => self.free(text, true),
                Value::Bool(_) | Value::Null | Value::Number(_) => {}
            }
        }
    }

    fn text(&mut self, key: &str, text: &str) {
        match key {
            "customer" | "customer_id" => self.id("cus", text),
            "order" | "order_id" => self.id("ord", text),
            "visitor_id" | "visitors" => self.id("vis", text),
            "line_id" | "line_ids" => self.id("line", text),
            "payment_method_id" | "refund_to" | "settle_with" => self.id("pm", text),
            "subscription_id" => self.id("sub", text),
            "fulfillment_id" => self.id("id", text),
            "first_name" | "last_name" => self.add(PersonalKind::Name, text),
            "email" => self.add(PersonalKind::Email, text),
            "phone" => self.add(PersonalKind::Phone, text),
            "line1" | "line2" => self.add(PersonalKind::Address, text),
            "city" => self.add(PersonalKind::City, text),
            "zip" => self.add(PersonalKind::Zip, text),
            "last4" => self.add(PersonalKind::Card, text),
            "number" => self.add(PersonalKind::OrderNumber, text),
            "tracking_numbers" => self.add(PersonalKind::TrackingNumber, text),
            "tracking_url" | "label_url" => self.add(PersonalKind::Link, text),
            "title" => {
                if fold(text).contains(' ') {
                    self.titles.insert(fold(text));
                }
                self.shop_says(text);
            }
            "brand" | "carrier" | "code" | "discount_code" | "product_type" | "tier" => {
                self.shop_says(text);
            }
            "tags" => {
                self.shop_says(text);
                self.message(text, &[], false);
            }
            "cancel_reason" | "reason" | "subject" => self.free(text, false),
            // An answer in a quiz.
            "value" => self.free(text, true),
            _ => {}
        }
    }

    /// A text that nobody understood yet.
    fn free(&mut self, text: &str, may_begin: bool) {
        let entities = understand(text, &Default::default(), &Known::default()).entities;
        self.message(text, &entities, may_begin);
    }

    /// A message: what was recognised in it, numbers, and capital words that nobody knows. `may_begin` is
    /// whether the first word of a sentence may be somebody's name: what a shop writes begins otherwise.
    fn message(&mut self, text: &str, entities: &[Entity], may_begin: bool) {
        for link in links(text) {
            self.add(PersonalKind::Link, link);
        }
        for email in text.split(|c: char| c.is_whitespace() || "<>(),;:\"".contains(c)) {
            let email = email.trim_matches(|c: char| !c.is_alphanumeric());
            if email
                .split_once('@')
                .is_some_and(|(name, host)| !name.is_empty() && !host.is_empty())
            {
                self.add(PersonalKind::Email, email);
            }
        }
        for entity in entities {
            let Some(typed) = text.get(entity.span.start..entity.span.end) else { continue };
            let year = entity.kind == EntityKind::OrderNumber && is_year(typed);
            if let Some(kind) = kind_of(entity.kind, typed).filter(|_| !year) {
                self.add(kind, typed);
            }
        }
        let inside = |at: usize| {
            entities.iter().find(|entity| entity.span.start <= at && at < entity.span.end)
        };
        let latin = text.chars().filter(char::is_ascii_alphabetic).count();
        let mostly_latin =
            latin.saturating_mul(2) > text.chars().filter(|c| c.is_alphabetic()).count();
        let mut begins = true;
        let mut end = 0_usize;
        let words = words(text);
        let following = words.iter().skip(1).map(|word| word.folded.as_str()).chain([""]);
        for (word, next) in words.iter().zip(following) {
            let gap = text.get(end..word.span.start).unwrap_or_default();
            begins |= gap.contains(['.', '!', '?', ':', '\n']);
            end = word.span.end;
            let typed = text.get(word.span.start..word.span.end).unwrap_or_default();
            let first = std::mem::replace(&mut begins, false);
            if inside(word.span.start).is_some() || self.shops.contains(&word.folded) {
                continue;
            }
            let digits = word.folded.chars().filter(char::is_ascii_digit).count();
            if digits > 2 && !is_unit(next) && !is_year(typed) {
                self.add(PersonalKind::Number, typed);
            } else if digits == 0
                && (may_begin || !first)
                && (is_somebody(typed, &word.folded, first) || mostly_latin && has_no_case(typed))
            {
                self.add(PersonalKind::Name, typed);
            }
        }
    }

    fn id(&mut self, of: &'static str, id: &str) {
        self.ids.entry(of).or_default().insert(id.to_owned());
    }

    fn add(&mut self, kind: PersonalKind, value: &str) {
        if value.chars().any(char::is_alphanumeric) {
            self.values.entry(value.to_owned()).or_insert(kind);
        }
    }

    fn shop_says(&mut self, text: &str) {
        self.shops.extend(words(text).into_iter().map(|word| word.folded));
    }
}

/// What the id of an object is an id of, as stand-ins begin.
fn of(key: &str, fields: &Map<String, Value>) -> &'static str {
    let has = |name: &str| fields.contains_key(name);
    match key {
        "from" => "event",
        "lines" => "line",
        "payment_methods" => "pm",
        _ if has("lines") && has("customer_id") => "ord",
        _ if has("customer_id") => "sub",
        _ if has("payment_methods") || has("email") || has("first_name") => "cus",
        _ => "id",
    }
}

/// Whether a word of a message may be somebody: it has a capital, and nobody knows it or it is a given
/// name where a sentence does not begin.
fn is_somebody(typed: &str, folded: &str, begins: bool) -> bool {
    typed.starts_with(char::is_uppercase)
        && folded.chars().count() > 1
        && (is_unknown(folded) || is_given_name(folded) && !begins)
}

/// Whether a number may be a year.
fn is_year(typed: &str) -> bool {
    typed.len() == 4 && (typed.starts_with("19") || typed.starts_with("20"))
}

/// Whether a word is written in letters that have no capitals.
fn has_no_case(typed: &str) -> bool {
    typed.chars().all(|letter| !letter.is_lowercase() && !letter.is_uppercase())
}

/// What is personal of what a message was found to hold.
fn kind_of(kind: EntityKind, typed: &str) -> Option<PersonalKind> {
    let has_digits = typed.bytes().any(|byte| byte.is_ascii_digit());
    match kind {
        EntityKind::Address => Some(PersonalKind::Address),
        EntityKind::City => Some(PersonalKind::City),
        EntityKind::Email => Some(PersonalKind::Email),
        EntityKind::InvoiceNumber => Some(PersonalKind::Number),
        EntityKind::Name => Some(PersonalKind::Name),
        EntityKind::OrderNumber => Some(PersonalKind::OrderNumber),
        EntityKind::Payment => has_digits.then_some(PersonalKind::Card),
        EntityKind::Phone => Some(PersonalKind::Phone),
        EntityKind::Tracking => Some(PersonalKind::TrackingNumber),
        EntityKind::Zip => Some(PersonalKind::Zip),
        EntityKind::AccountTier
        | EntityKind::Color
        | EntityKind::Country
        | EntityKind::Date
        | EntityKind::Money
        | EntityKind::Option
        | EntityKind::Quantity
        | EntityKind::Size => None,
    }
}

/// Addresses of pages in a message.
fn links(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split(|c: char| c.is_whitespace() || "<>()\"".contains(c));
    let parts = parts.map(|part| part.trim_end_matches(['.', ',', '!', '?', ';']));
    parts.filter(|part| part.contains("://") || part.starts_with("www."))
}
