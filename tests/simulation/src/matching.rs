//! A skill that the merchant wrote, as the examples ship it, in the simulated world: another shop's
//! prices, what was given back for them, and what may be given back, said a second time.

use std::collections::BTreeMap;

use edgewise::{
    base::{money::Money, skill_id::SkillId},
    commerce::{
        Answer, CountedAction, CustomChange, FieldValue, Fields, Order, ServiceCall, ShopFault,
        ShopResult,
    },
    playbook::{CustomSkill, Playbook},
    understanding::Skill,
};
use serde_json::{Value, json};

use crate::chance::Chance;

const DAY_MS: i64 = 86_400_000;

/// What another shop takes less, in cents: little, nothing, more, far too much.
const LESS: &[i64] = &[100, 250, 300, 0, -200, 900];

/// The skill.
pub(crate) fn skill() -> Skill {
    Skill::Custom(SkillId::parse("price_match").expect("it is a name"))
}

/// What the example adds to a playbook, with bounds that a conversation can reach.
pub(crate) fn part(chance: &mut Chance, autonomy: &str) -> Value {
    let text = include_str!("../../../examples/skills/price_match.json");
    let mut part: Value = serde_json::from_str(text).expect("the example is JSON");
    let skill = &mut part["custom_skills"]["price_match"];
    skill["autonomy"] = json!(autonomy);
    skill["limits"][0]["amount"]["amount"] = json!(*chance.pick(&["2.00", "25.00"]));
    part
}

/// The service behind its connector.
#[derive(Clone, Default)]
pub(crate) struct Prices {
    asked: usize,
    given: BTreeMap<String, Money>,
}

impl Prices {
    /// Answers whatever it is asked, and does whatever it is told, without any rule of its own.
    pub(crate) fn answer(&mut self, call: &ServiceCall, orders: &[Order]) -> ShopResult {
        let text = |name: &str| match call.inputs.get(name) {
            Some(FieldValue::Text(text)) => text.expose().clone(),
            _ => String::new(),
        };
        let of = format!("{} {}", text("order"), text("line"));
        match call.operation.as_str() {
            "look" => {
                let lines = orders.iter().flat_map(|order| &order.lines);
                let price = lines
                    .filter(|line| line.variant_id.as_str() == text("variant"))
                    .map(|line| line.unit_price)
                    .next();
                let Some(price) = price else { return Err(ShopFault::NotFound) };
                // Of each thing the same, until it changes now and then.
                self.asked += 1;
                let of: usize = text("variant").bytes().map(usize::from).sum();
                let theirs = price.minor() - LESS[(of + self.asked / 8) % LESS.len()];
                Ok(fields("price", Money::from_minor(theirs, price.currency())))
            }
            "match" => {
                if let Some(FieldValue::Money(amount)) = call.inputs.get("amount") {
                    self.given.insert(of, *amount);
                }
                Ok(Answer::Fields(Fields::new()))
            }
            _ => match self.given.get(&of) {
                Some(amount) => Ok(fields("amount", *amount)),
                None => Err(ShopFault::NotFound),
            },
        }
    }
}

fn fields(name: &str, money: Money) -> Answer {
    Answer::Fields(Fields::from([(name.to_owned(), FieldValue::Money(money))]))
}

/// What is wrong with giving this back; nothing where it may be. `theirs` is what the other shop's price
/// was read as in this turn.
pub(crate) fn given_wrongly(
    change: &CustomChange,
    orders: &[&Order],
    theirs: Option<Money>,
    done: &[CountedAction],
    now_ms: i64,
    playbook: &Playbook,
    approved: bool,
) -> Option<&'static str> {
    let skill: &CustomSkill = playbook.custom(change.skill)?;
    let amount = change.amount.map_or(0, Money::minor);
    if amount <= 0 {
        return Some("nothing to give back");
    }
    let bound = skill.limits.iter().find_map(|limit| limit.amount)?;
    if amount > bound.minor() && !approved {
        return Some("over the amount, and nobody approved");
    }
    let recent = done
        .iter()
        .filter(|held| held.skill == Some(change.skill) && now_ms - held.at.as_ms() <= 90 * DAY_MS);
    if recent.count() >= 2 {
        return Some("a third time");
    }
    // What was approved was looked up when it was said yes to.
    if approved {
        return None;
    }
    let text = |name: &str| match change.act.inputs.get(name) {
        Some(FieldValue::Text(text)) => text.expose().clone(),
        _ => String::new(),
    };
    let order = orders.iter().find(|order| order.id.as_str() == text("order"));
    let line =
        order.and_then(|order| order.lines.iter().find(|line| line.id.as_str() == text("line")));
    let (Some(order), Some(line), Some(theirs)) = (order, line, theirs) else {
        return Some("the order, its line or the other price was not read");
    };
    let days =
        order.placed_at.map_or(0, |at| now_ms.div_euclid(DAY_MS) - at.as_ms().div_euclid(DAY_MS));
    if days > 14 {
        return Some("an order that is too old");
    }
    if line.unit_price.minor() - theirs.minor() != amount {
        return Some("another amount than the difference");
    }
    (amount * 4 > line.unit_price.minor()).then_some("more than a quarter of the price")
}

/// For who wants it in clear words.
pub(crate) fn wish(title: &str, number: usize) -> String {
    format!("price match for the {title} of order #{number}, it is cheaper at Lumen")
}

/// Whether a read of this turn told the other shop's price.
pub(crate) fn price(answer: &Answer) -> Option<Money> {
    let Answer::Fields(fields) = answer else { return None };
    match fields.get("price") {
        Some(FieldValue::Money(money)) => Some(*money),
        _ => None,
    }
}
