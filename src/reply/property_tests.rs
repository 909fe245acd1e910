//! Goal: a reply holds nothing that no fact stands behind, whatever the facts are. Method: seeded
//! random facts of every kind with valid fields; each word and each number of the reply is looked up
//! in what the facts' fields look like when written, and in the words of the wordings. The seed is
//! in the message of a failure and replays.

mod chance;

use std::collections::BTreeSet;

use serde_json::Value;

use chance::Chance;

use super::{Wordings, compose, format};
use crate::{
    base::{money::Money, time::Timestamp},
    conversation::{Fact, SourcedFact},
    playbook::Playbook,
};

/// Every kind of fact.
const KINDS: &[&str] = &[
    "all_right",
    "approval",
    "are_you_human",
    "ask_address",
    "ask_code",
    "ask_code_name",
    "ask_consent",
    "ask_contact",
    "ask_identity",
    "ask_identity_more",
    "ask_items",
    "ask_need",
    "ask_new_variant",
    "ask_offer",
    "ask_payment",
    "ask_pieces",
    "ask_problem",
    "ask_reason",
    "ask_remedy",
    "ask_subscription",
    "balance",
    "cart",
    "condition_not_met",
    "code_sent",
    "code_spent",
    "code_tried",
    "compared",
    "either_or",
    "found",
    "go_on",
    "goal_dropped",
    "goodbye",
    "greeting",
    "handed_over",
    "has_done",
    "identified",
    "identity_not_found",
    "item_not_found",
    "loyalty",
    "no_loyalty",
    "no_subscriptions",
    "not_again",
    "news",
    "no_balance",
    "no_cart",
    "no_orders",
    "not_available",
    "not_received_advice",
    "not_understood",
    "nothing_suits",
    "noted_for_person",
    "with_person",
    "resumed",
    "answer_by_email",
    "one_customer_only",
    "order_answer",
    "order_not_found",
    "order_status",
    "other_remedy",
    "pages",
    "price_not_lower",
    "privacy_under_way",
    "product_answer",
    "product_not_found",
    "recommended",
    "refused",
    "regret",
    "rest_not_understood",
    "reward_out_of_reach",
    "same_variant",
    "shop_unreachable",
    "sign_in_needed",
    "slow_down",
    "stay_offer",
    "stock",
    "subscription",
    "subscription_same",
    "suggested",
    "talk",
    "thanks",
    "what_i_can_do",
    "where_to_buy",
    "which_line",
    "which_order",
    "which_reward",
    "which_subscription",
    "which_variant",
    "will_do",
    "wrong_code",
];

/// Whether a fact may say that something is done: what was read back, and what the shop's record
/// shows of an order. Whoever adds a fact decides it here.
fn tells_what_is_done(fact: &Fact) -> bool {
    match fact {
        Fact::HasDone(_)
        | Fact::News(_)
        | Fact::OrderAnswer(_)
        | Fact::OrderStatus(_)
        | Fact::Refused(_)
        | Fact::Subscription(_) => true,
        Fact::AllRight
        | Fact::Approval { .. }
        | Fact::AreYouHuman
        | Fact::AskAddress { .. }
        | Fact::AskCode { .. }
        | Fact::AskCodeName
        | Fact::AskConsent { .. }
        | Fact::AskContact { .. }
        | Fact::AskIdentity { .. }
        | Fact::AskIdentityMore { .. }
        | Fact::AskItems { .. }
        | Fact::AskNewVariant { .. }
        | Fact::AskOffer
        | Fact::AskNeed
        | Fact::AskPayment { .. }
        | Fact::AskPieces { .. }
        | Fact::AskProblem
        | Fact::AskReason { .. }
        | Fact::AskRemedy
        | Fact::AskSubscription { .. }
        | Fact::Balance { .. }
        | Fact::Cart(_)
        | Fact::CodeSent { .. }
        | Fact::CodeSpent { .. }
        | Fact::CodeTried(_)
        | Fact::Compared(_)
        | Fact::ConditionNotMet { .. }
        | Fact::Custom(_)
        | Fact::EitherOr { .. }
        | Fact::Found
        | Fact::GoOn
        | Fact::GoalDropped
        | Fact::Goodbye
        | Fact::Greeting { .. }
        | Fact::HandedOver { .. }
        | Fact::Identified { .. }
        | Fact::IdentityNotFound { .. }
        | Fact::ItemNotFound { .. }
        | Fact::Loyalty(_)
        | Fact::NoBalance
        | Fact::NoCart
        | Fact::NoLoyalty
        | Fact::NoOrders
        | Fact::NoSubscriptions
        | Fact::NotAgain { .. }
        | Fact::NotAvailable { .. }
        | Fact::NotReceivedAdvice { .. }
        | Fact::NotUnderstood
        | Fact::NothingSuits { .. }
        | Fact::NotedForPerson
        | Fact::Resumed { .. }
        | Fact::WithPerson
        | Fact::AnswerByEmail
        | Fact::OneCustomerOnly
        | Fact::OrderNotFound { .. }
        | Fact::OtherRemedy { .. }
        | Fact::Pages(_)
        | Fact::PriceNotLower(_)
        | Fact::PrivacyUnderWay { .. }
        | Fact::ProductAnswer(_)
        | Fact::ProductNotFound
        | Fact::Recommended(_)
        | Fact::Regret { .. }
        | Fact::SaidOfProduct(_)
        | Fact::RestNotUnderstood
        | Fact::RewardOutOfReach { .. }
        | Fact::SameVariant { .. }
        | Fact::ShopUnreachable
        | Fact::SignInNeeded
        | Fact::SlowDown { .. }
        | Fact::StayOffer { .. }
        | Fact::Stock(_)
        | Fact::SubscriptionSame(_)
        | Fact::Suggested(_)
        | Fact::Talk(_)
        | Fact::Thanks
        | Fact::WhatICanDo { .. }
        | Fact::WhereToBuy { .. }
        | Fact::WhichLine { .. }
        | Fact::WhichOrder { .. }
        | Fact::WhichProduct { .. }
        | Fact::WhichReward { .. }
        | Fact::WhichSubscription { .. }
        | Fact::WhichVariant { .. }
        | Fact::WillDo(_)
        | Fact::WrongCode => false,
    }
}

fn now() -> Timestamp {
    Timestamp::parse("2026-05-13T12:00:00Z").unwrap()
}

/// A word or a number, in lower case, and whether it was cut off.
type Token = (String, bool);

/// Words, and numbers with their points, commas and signs of money.
fn tokens(text: &str) -> Vec<Token> {
    let characters: Vec<char> = text.chars().collect();
    let digit =
        |at: Option<usize>| at.and_then(|at| characters.get(at)).is_some_and(char::is_ascii_digit);
    let inside = |at: usize| match characters[at] {
        '.' | ',' => digit(at.checked_sub(1)) && digit(at.checked_add(1)),
        '$' | '€' | '£' | '¥' => digit(at.checked_add(1)),
        other => other.is_alphanumeric(),
    };
    let mut found: Vec<Token> = Vec::new();
    let mut held = String::new();
    for at in 0..=characters.len() {
        if at < characters.len() && inside(at) {
            held.extend(characters[at].to_lowercase());
        } else if !held.is_empty() {
            let cut = characters.get(at) == Some(&'…');
            found.push((std::mem::take(&mut held), cut));
        }
    }
    found
}

/// How the fields of a fact look when written, in a language.
fn written(value: &Value, into: &mut Vec<String>) {
    use format::Tongue::{English, Spanish};
    match value {
        Value::Array(items) => {
            // Lists are counted: "parcel 1 of 2", "and 2 more".
            into.extend((1..=items.len()).map(|index| index.to_string()));
            items.iter().for_each(|item| written(item, into));
        }
        Value::Bool(_) | Value::Null => {}
        Value::Number(number) => {
            into.push(number.to_string());
            into.extend(number.as_i64().map(format::whole));
        }
        Value::Object(fields) => {
            if let Ok(money) = serde_json::from_value::<Money>(value.clone()) {
                into.push(format::money(money));
            } else {
                fields.values().for_each(|field| written(field, into));
            }
        }
        Value::String(text) => {
            if let Ok(at) = Timestamp::parse(text) {
                into.extend([English, Spanish].map(|it| format::day(at, now(), "UTC", it)));
                into.extend([English, Spanish].map(|it| format::at_time(at, now(), "UTC", it)));
            }
            into.push(text.clone());
        }
    }
}

/// A template without its fields, and with something in place of each condition.
fn without_fields(template: &str, joint: &str) -> String {
    let mut plain = String::new();
    let mut rest = template;
    while let Some((before, field)) = rest.split_once('{') {
        plain.push_str(before);
        let (end, between) = if field.starts_with('%') { ("%}", joint) } else { ("}}", " ") };
        plain.push_str(between);
        rest = field.split_once(end).map_or("", |(_, after)| after);
    }
    plain + rest
}

/// The words that stand in the wordings of a language themselves.
fn vocabulary(language: &str) -> BTreeSet<String> {
    let wordings = Wordings::of(language);
    let mut words = BTreeSet::new();
    for template in wordings.names().flat_map(|name| wordings.alternatives(name)) {
        // "day{% if count != 1 %}s{% endif %}" is two words.
        for joint in ["", " "] {
            let plain = without_fields(template, joint);
            words.extend(tokens(&plain).into_iter().map(|(word, _)| word));
        }
    }
    // What connects a list is written by `format`.
    words.extend(["and", "more", "y", "más", "on", "el"].map(str::to_owned));
    // No number stands in a wording, and a field without a value is written as this word.
    assert!(!words.iter().any(|word| word.contains(|c: char| c.is_ascii_digit())));
    assert!(!words.contains("none"));
    words
}

/// What is said of a thing that was done, in both languages.
const DONE: &[&str] = &[
    "has been cancelled",
    "has been changed",
    "have been changed",
    "has been requested",
    "has been refunded",
    "has been arranged",
    "se ha cancelado",
    "se ha cambiado",
    "se han cambiado",
    "se ha solicitado",
    "se han reembolsado",
    "se ha preparado",
];

/// The same words where they say that nothing was done.
const NOTHING: &[&str] = &["nothing has been changed", "no se ha cambiado nada"];

fn check(seed: u64, kinds: &[&str], language: &str, vocabulary: &BTreeSet<String>) {
    let mut chance = Chance(seed);
    let values: Vec<Value> = kinds.iter().map(|kind| chance.fact(kind)).collect();
    let facts: Vec<SourcedFact> = values
        .iter()
        .map(|value| serde_json::from_value::<Fact>(value.clone()).unwrap().said())
        .collect();
    let before: Vec<String> = (0..chance.below(3))
        .flat_map(|_| kinds.iter().map(|kind| format!("{kind}.0")).collect::<Vec<_>>())
        .collect();
    let playbook = Playbook::default();
    let reply = compose(&facts, &playbook, language, now(), &before);
    let told = format!("seed {seed}, {language}, {values:?}:\n{}", reply.text);
    for paragraph in reply.text.split("\n\n") {
        assert!(!paragraph.trim().is_empty(), "a wording lacks a field: {told}");
    }
    let mut fields = vec![playbook.brand.name];
    values.iter().for_each(|value| written(value, &mut fields));
    let fields: BTreeSet<String> =
        fields.iter().flat_map(|field| tokens(field)).map(|(word, _)| word).collect();
    for (word, cut) in tokens(&reply.text) {
        let traced = vocabulary.contains(&word)
            || fields.contains(&word)
            || cut && fields.iter().any(|field| field.starts_with(&word));
        assert!(traced, "“{word}” comes from no fact: {told}");
    }
    let mut plain = reply.text.to_lowercase();
    for nothing in NOTHING {
        plain = plain.replace(nothing, "");
    }
    let done = DONE.iter().find(|done| plain.contains(**done));
    let may = facts.iter().any(|sourced| tells_what_is_done(&sourced.fact));
    assert!(may || done.is_none(), "{done:?} is said of nothing that was done: {told}");
    let read_back = facts.iter().filter(|it| matches!(it.fact, Fact::HasDone(_))).count();
    let said = reply.templates.iter().filter(|name| name.starts_with("did_")).count();
    assert_eq!(said, read_back, "{told}");
}

#[test]
fn every_word_and_number_of_a_reply_comes_from_a_fact() {
    for language in ["en", "es"] {
        let vocabulary = vocabulary(language);
        for seed in 0..40_u64 {
            for (index, kind) in KINDS.iter().enumerate() {
                let seed = seed.wrapping_mul(1_000).wrapping_add(u64::try_from(index).unwrap());
                check(seed, &[kind], language, &vocabulary);
            }
        }
    }
}

#[test]
fn so_it_does_where_several_facts_are_told_at_once() {
    for language in ["en", "es"] {
        let vocabulary = vocabulary(language);
        for seed in 0..300_u64 {
            let mut chance = Chance(seed.wrapping_add(77));
            let kinds: Vec<&str> = (0..4).map(|_| chance.of(KINDS)).collect();
            check(seed, &kinds, language, &vocabulary);
        }
    }
}
