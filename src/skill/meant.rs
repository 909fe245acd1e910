//! Which order is meant, resolved against the orders that the customer has.

use super::{SkillEnd, SkillRequest, orders::KnownOrder};
use crate::{
    base::text::{fold, singular},
    conversation::{Awaiting, ConversationState, Fact, OrderChoice},
    understanding::{Pointer, Skill},
};

/// What a reference comes to.
pub(super) enum Meant<'a> {
    /// These, at least one.
    Known(Vec<&'a KnownOrder>),
    /// The customer has no orders at all.
    NoneKnown,
    /// Something was named that is not among them. The same whether it exists elsewhere or not.
    NotFound(String),
    /// No order was named.
    Unsaid,
}

/// Orders offered to choose from.
const CHOICES_MAX: usize = 5;

/// Resolves what was said. `known` is sorted newest first.
pub(super) fn resolve<'a>(
    request: &SkillRequest,
    state: &ConversationState,
    known: &'a [KnownOrder],
) -> Meant<'a> {
    if known.is_empty() {
        return match &request.order {
            Some(Pointer::Number(asked)) => Meant::NotFound(asked.clone()),
            _ => Meant::NoneKnown,
        };
    }
    let found: Vec<&KnownOrder> = match &request.order {
        None => return Meant::Unsaid,
        Some(Pointer::All) => known.iter().collect(),
        Some(Pointer::Last) => known.iter().take(1).collect(),
        Some(Pointer::Number(asked)) => {
            let found = by_number(known, asked);
            if found.is_empty() {
                return Meant::NotFound(asked.clone());
            }
            found
        }
        Some(Pointer::Other) => others(known, state),
        Some(Pointer::Position(position)) => at_position(known, state, *position),
        Some(Pointer::Words(words)) => by_words(known, words),
    };
    // Words that name nothing in the orders were not meant as a name.
    if found.is_empty() { Meant::Unsaid } else { Meant::Known(found) }
}

/// Asks which of these is meant.
pub(super) fn which_order(skill: Skill, orders: &[&KnownOrder]) -> SkillEnd {
    let offered = orders.get(..orders.len().min(CHOICES_MAX)).unwrap_or_default();
    let options: Vec<OrderChoice> = offered.iter().map(|known| choice(known)).collect();
    let ids: Vec<_> = options.iter().map(|option| option.order_id.clone()).collect();
    let source = match offered.first() {
        Some(known) => known.source.clone(),
        None => return SkillEnd { facts: vec![Fact::NoOrders.said()], ..SkillEnd::default() },
    };
    SkillEnd {
        facts: vec![Fact::WhichOrder { skill, options }.sourced(source)],
        awaiting: Some(Awaiting::ChooseOrder { skill, options: ids.clone() }),
        orders_in_focus: ids,
        escalation: None,
    }
}

fn choice(known: &KnownOrder) -> OrderChoice {
    let order = &known.order;
    OrderChoice {
        order_id: order.id.clone(),
        number: order.shown_number().to_owned(),
        titles: order.lines.iter().map(|line| line.title.clone()).collect(),
        placed_at: order.placed_at,
        status: order.status,
    }
}

/// The whole number first; else its digits, where a shopper left the letters out.
fn by_number<'a>(known: &'a [KnownOrder], asked: &str) -> Vec<&'a KnownOrder> {
    let asked = plain(asked);
    let whole = |known: &&KnownOrder| {
        plain(known.order.shown_number()) == asked || plain(known.order.id.as_str()) == asked
    };
    let found: Vec<_> = known.iter().filter(whole).collect();
    if !found.is_empty() {
        return found;
    }
    let digits = digits_of(&asked);
    if digits.len() < DIGITS_MIN || digits.len() < asked.len() {
        return Vec::new();
    }
    let same = |known: &&KnownOrder| digits_of(&plain(known.order.shown_number())) == digits;
    known.iter().filter(same).collect()
}

/// Digits that are taken for a number without its letters.
const DIGITS_MIN: usize = 3;

fn plain(number: &str) -> String {
    number.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn digits_of(number: &str) -> String {
    number.chars().filter(char::is_ascii_digit).collect()
}

fn others<'a>(known: &'a [KnownOrder], state: &ConversationState) -> Vec<&'a KnownOrder> {
    let in_focus = |known: &&KnownOrder| !state.orders_in_focus.contains(&known.order.id);
    known.iter().filter(in_focus).take(1).collect()
}

fn at_position<'a>(
    known: &'a [KnownOrder],
    state: &ConversationState,
    position: u8,
) -> Vec<&'a KnownOrder> {
    let Some(Awaiting::ChooseOrder { options, .. }) = &state.awaiting else { return Vec::new() };
    let wanted = options.get(usize::from(position).saturating_sub(1));
    known.iter().filter(|known| Some(&known.order.id) == wanted).collect()
}

/// Orders with the most of these words in their products' names.
fn by_words<'a>(known: &'a [KnownOrder], words: &[String]) -> Vec<&'a KnownOrder> {
    let score = |known: &KnownOrder| -> usize {
        let mut names: Vec<String> = Vec::new();
        for line in &known.order.lines {
            names.extend(fold(&line.title).split(' ').map(singular));
            for option in line.options.values() {
                names.extend(fold(option).split(' ').map(singular));
            }
        }
        words.iter().filter(|word| names.contains(&singular(word))).count()
    };
    let best = known.iter().map(score).max().unwrap_or_default();
    if best == 0 {
        return Vec::new();
    }
    known.iter().filter(|known| score(known) == best).collect()
}
