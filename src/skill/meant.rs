//! Which order is meant, resolved against the orders that the customer has.

use super::{SkillEnd, SkillRequest, orders::KnownOrder};
use crate::{
    commerce::Order,
    conversation::{Awaiting, ConversationState, Fact, OrderChoice},
    understanding::{Holdings, Pointer, Skill, orders_meant},
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
    time_zone: &str,
) -> Meant<'a> {
    if known.is_empty() {
        return match &request.order {
            Some(Pointer::Number(asked)) => Meant::NotFound(asked.clone()),
            _ => Meant::NoneKnown,
        };
    }
    let Some(pointer) = &request.order else { return Meant::Unsaid };
    let orders: Vec<&Order> = known.iter().map(|known| &known.order).collect();
    let offered = match &state.awaiting {
        Some(Awaiting::ChooseOrder { options, .. }) => options.as_slice(),
        _ => &[],
    };
    let holdings = Holdings {
        orders: &orders,
        in_focus: &state.orders_in_focus,
        offered,
        time_zone,
        ..Holdings::default()
    };
    let meant = orders_meant(pointer, &holdings);
    if let (Pointer::Number(asked), true) = (pointer, meant.is_empty()) {
        return Meant::NotFound(asked.clone());
    }
    let found: Vec<&KnownOrder> =
        known.iter().filter(|known| meant.iter().any(|order| order.id == known.order.id)).collect();
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
