//! Questions that several skills ask in the same way.

use super::{Account, SkillEnd, SkillRequest};
use crate::{
    base::id::{LineId, OrderId},
    commerce::{Order, OrderLine, PaymentKind},
    conversation::{
        Awaiting, ChosenLine, Fact, FactSource, LineChoice, LineFact, MethodFact, OrderChoice, Slot,
    },
    understanding::Skill,
};

/// Things offered to choose from.
const CHOICES_MAX: usize = 8;

/// Which of these lines?
pub(super) fn which_line(
    request: &SkillRequest<'_>,
    account: &Account,
    mention: &str,
    candidates: &[(OrderId, LineId)],
) -> SkillEnd {
    let mut options = Vec::new();
    let mut chosen = Vec::new();
    let mut source = FactSource::Conversation;
    for (order_id, line_id) in candidates.iter().take(CHOICES_MAX) {
        let Some((order, known_from)) = account.order(order_id) else { continue };
        let Some(line) = order.line(line_id) else { continue };
        source = known_from.clone();
        options
            .push(LineChoice { number: order.shown_number().to_owned(), line: LineFact::of(line) });
        chosen.push(ChosenLine { order_id: order_id.clone(), line_id: line_id.clone() });
    }
    let fact = Fact::WhichLine { mention: mention.to_owned(), options };
    let awaiting = Awaiting::ChooseLine { goal: request.goal.id, options: chosen };
    SkillEnd::asked(fact.sourced(source), awaiting)
}

/// Which of these orders?
pub(super) fn which_order(request: &SkillRequest<'_>, orders: &[&(Order, FactSource)]) -> SkillEnd {
    let Some((_, source)) = orders.first() else {
        return SkillEnd::told(vec![Fact::NoOrders.said()]);
    };
    let offered = orders.iter().take(CHOICES_MAX);
    let options: Vec<OrderChoice> = offered.map(|(order, _)| choice(order)).collect();
    let ids: Vec<OrderId> = options.iter().map(|option| option.order_id.clone()).collect();
    let fact = Fact::WhichOrder { skill: request.goal.skill, options };
    let awaiting = Awaiting::ChooseOrder { goal: request.goal.id, options: ids.clone() };
    let mut end = SkillEnd::asked(fact.sourced(source.clone()), awaiting);
    end.orders_in_focus = ids;
    end
}

fn choice(order: &Order) -> OrderChoice {
    OrderChoice {
        order_id: order.id.clone(),
        number: order.shown_number().to_owned(),
        titles: order.lines.iter().map(|line| line.title.clone()).collect(),
        placed_at: order.placed_at,
        status: order.status,
    }
}

/// Which things of this order?
pub(super) fn which_items(
    request: &SkillRequest<'_>,
    (order, source): &(Order, FactSource),
) -> SkillEnd {
    let fact = Fact::AskItems {
        skill: request.goal.skill,
        number: Some(order.shown_number().to_owned()),
        lines: order.lines.iter().map(LineFact::of).collect(),
    };
    let line =
        |line: &OrderLine| ChosenLine { order_id: order.id.clone(), line_id: line.id.clone() };
    let options = order.lines.iter().map(line).collect();
    let awaiting = Awaiting::ChooseLine { goal: request.goal.id, options };
    let mut end = SkillEnd::asked(fact.sourced(source.clone()), awaiting);
    end.orders_in_focus = vec![order.id.clone()];
    end
}

/// Which of these ways to pay or be paid?
pub(super) fn which_method(
    request: &SkillRequest<'_>,
    skill: Skill,
    methods: Vec<MethodFact>,
) -> SkillEnd {
    let awaiting = one_of(request, Slot::Payment, methods.iter().map(in_words).collect());
    SkillEnd::asked(Fact::AskPayment { skill, methods }.said(), awaiting)
}

/// A way to pay, in words that are understood as it.
pub(super) fn in_words(method: &MethodFact) -> String {
    match method.kind {
        PaymentKind::CreditCard => {
            let parts = [method.brand.as_deref(), Some("card"), method.last4.as_deref()];
            parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
        }
        PaymentKind::GiftCard => "gift card".to_owned(),
        PaymentKind::Paypal => "paypal".to_owned(),
        PaymentKind::StoreCredit => "store credit".to_owned(),
        PaymentKind::Other => "other".to_owned(),
    }
}

/// Adds to a refusal what else could pay or be paid, and waits for it.
pub(super) fn another_method(
    request: &SkillRequest<'_>,
    mut refused: SkillEnd,
    methods: Vec<MethodFact>,
) -> SkillEnd {
    refused.awaiting = Some(one_of(request, Slot::Payment, methods.iter().map(in_words).collect()));
    if let Some(Fact::Refused(fact)) = refused.facts.first_mut().map(|told| &mut told.fact) {
        fact.methods = methods;
    }
    refused
}

/// Waits for a slot of this goal.
pub(super) fn say(request: &SkillRequest<'_>, slot: Slot) -> Awaiting {
    one_of(request, slot, Vec::new())
}

/// Waits for one of these answers, or for other words for it.
pub(super) fn one_of(request: &SkillRequest<'_>, slot: Slot, options: Vec<String>) -> Awaiting {
    Awaiting::Say { goal: request.goal.id, slot, options }
}

/// Tells what of the customer's words names nothing of theirs; none where everything was found.
pub(super) fn not_theirs(missing: &[String], numbers: &[String]) -> Option<SkillEnd> {
    let number = numbers.first().map(|asked| Fact::OrderNotFound { asked: asked.clone() });
    let item = missing.first().map(|mention| Fact::ItemNotFound { mention: mention.clone() });
    number.or(item).map(|fact| SkillEnd::refused(fact.said()))
}
