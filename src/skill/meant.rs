//! Which orders and which things in them are meant, among those that the customer has.

use super::{Account, Prompt, SkillContext, SkillEnd, SkillRequest, ask, orders::KnownOrder};
use crate::{
    base::{
        id::{LineId, OrderId},
        text::fold,
    },
    commerce::{Order, OrderStatus},
    conversation::{Awaiting, ConversationState, Fact, FactSource, Goal},
    understanding::{
        Holdings, MeantLine, PaymentSaid, Pointer, Selection, orders_meant, payment, select,
        titles_named,
    },
};

/// What a reference comes to.
pub(super) enum MeantOrders<'a> {
    /// These, at least one.
    Known(Vec<&'a KnownOrder>),
    /// The customer has no orders at all.
    NoneKnown,
    /// Something was named that is not among them. The same whether it exists elsewhere or not.
    NotFound(String),
    /// No order was named.
    Unsaid,
}

/// Resolves what was said. `known` is sorted newest first.
pub(super) fn resolve<'a>(
    request: &SkillRequest<'_>,
    state: &ConversationState,
    known: &'a [KnownOrder],
    time_zone: &str,
) -> MeantOrders<'a> {
    if known.is_empty() {
        return match &request.order {
            Some(Pointer::Number(asked)) => MeantOrders::NotFound(asked.clone()),
            _ => MeantOrders::NoneKnown,
        };
    }
    let Some(pointer) = &request.order else { return MeantOrders::Unsaid };
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
        return MeantOrders::NotFound(asked.clone());
    }
    let found: Vec<&KnownOrder> =
        known.iter().filter(|known| meant.iter().any(|order| order.id == known.order.id)).collect();
    // Words that name nothing in the orders were not meant as a name.
    if found.is_empty() { MeantOrders::Unsaid } else { MeantOrders::Known(found) }
}

/// The things that a goal is about.
pub(super) struct Things {
    /// Lines, in the order in which they were said.
    pub(super) items: Vec<MeantLine>,
    /// What was named and is not theirs.
    pub(super) not_found: Vec<String>,
}

/// What the words about a goal come to.
pub(super) enum Meant {
    /// These lines, at least one.
    Things(Things),
    /// Something has to be asked or told first.
    End(Box<SkillEnd>),
}

impl Things {
    /// The lines by their orders, in the order in which they were said.
    pub(super) fn by_order(&self) -> Vec<(OrderId, Vec<&MeantLine>)> {
        let mut groups: Vec<(OrderId, Vec<&MeantLine>)> = Vec::new();
        for item in &self.items {
            match groups.iter_mut().find(|(order, _)| *order == item.order) {
                Some((_, items)) => items.push(item),
                None => groups.push((item.order.clone(), vec![item])),
            }
        }
        groups
    }

    /// Tells what was named and is not theirs.
    pub(super) fn tell_not_found(&self, end: &mut SkillEnd) {
        for mention in &self.not_found {
            end.facts.push(Fact::ItemNotFound { mention: mention.clone() }.said());
        }
    }
}

/// Whether the customer has just said yes, so that what is done must be judged by how things stand.
pub(super) fn is_confirmed(request: &SkillRequest<'_>) -> bool {
    request.prompt == Prompt::Confirmed
}

/// What was said of the customer's things, among the orders that were chosen where there was a
/// choice.
pub(super) fn said(
    cx: &SkillContext<'_>,
    request: &SkillRequest<'_>,
    account: &Account,
    fits: &dyn Fn(&Order) -> bool,
) -> Selection {
    let goal = request.goal;
    let chosen = |order: &&Order| goal.orders.is_empty() || goal.orders.contains(&order.id);
    let orders: Vec<&Order> = account.order_list().into_iter().filter(chosen).collect();
    let holdings = account.holdings(cx, &orders);
    let synonyms = synonyms(cx);
    let which: Vec<&str> = goal.which.iter().map(|said| said.expose().as_str()).collect();
    let texts: Vec<&str> = goal.texts().into_iter().chain(which.iter().copied()).collect();
    let mut selection = select(&texts, &holdings, fits, &synonyms);
    // What tells things apart says nothing of what is wanted in their place.
    for line in &mut selection.lines {
        line.said.retain(|said| !which.iter().any(|text| text.contains(said.as_str())));
    }
    said_of_lines(goal, &holdings, &synonyms, &mut selection);
    let chosen = |order: &OrderId, line: &LineId| {
        goal.lines.iter().any(|held| held.order_id == *order && held.line_id == *line)
    };
    choose(goal, &orders, &mut selection);
    selection.lines.retain(|line| !goal.left_out.contains(&line.line));
    let unclear = std::mem::take(&mut selection.unclear);
    for unclear in unclear {
        let (picked, _): (Vec<_>, Vec<_>) =
            unclear.candidates.iter().cloned().partition(|(order, line)| chosen(order, line));
        if picked.is_empty() {
            selection.unclear.push(unclear);
            continue;
        }
        for (order, line) in picked {
            if !selection.lines.iter().any(|held| held.line == line && held.order == order) {
                let said = unclear.said.clone();
                selection.lines.push(MeantLine { order, line, said });
            }
        }
    }
    selection
}

/// Adds the lines that were chosen from a list.
fn choose(goal: &Goal, orders: &[&Order], selection: &mut Selection) {
    for chosen in &goal.lines {
        let known = orders
            .iter()
            .any(|order| order.id == chosen.order_id && order.line(&chosen.line_id).is_some());
        let held = selection
            .lines
            .iter()
            .any(|held| held.line == chosen.line_id && held.order == chosen.order_id);
        if known && !held {
            selection.lines.push(MeantLine {
                order: chosen.order_id.clone(),
                line: chosen.line_id.clone(),
                said: goal.texts().into_iter().map(str::to_owned).collect(),
            });
        }
    }
}

/// Adds what was said when a line was asked about: to that line, or to those that the words name.
fn said_of_lines(
    goal: &Goal,
    holdings: &Holdings<'_>,
    synonyms: &[(String, String)],
    selection: &mut Selection,
) {
    for of_line in &goal.of_lines {
        let text = of_line.said.expose();
        let named = select(&[text], holdings, &|_| true, synonyms);
        let mut found = false;
        for line in &mut selection.lines {
            let own = named.lines.iter().find(|it| it.line == line.line && it.order == line.order);
            if let Some(own) = own {
                line.said.extend(own.said.iter().cloned());
                found = true;
            }
        }
        if !found
            && let Some(line) = selection.lines.iter_mut().find(|it| it.line == of_line.line_id)
        {
            line.said.push(text.clone());
        }
    }
}

/// The orders that all that was said of a goal names.
pub(super) fn orders_said(
    cx: &SkillContext<'_>,
    request: &SkillRequest<'_>,
    known: &[KnownOrder],
) -> Vec<OrderId> {
    if request.order.is_some() {
        return Vec::new();
    }
    let orders: Vec<&Order> = known.iter().map(|known| &known.order).collect();
    let holdings = Holdings {
        orders: &orders,
        in_focus: &cx.focus,
        time_zone: &cx.playbook.brand.time_zone,
        ..Holdings::default()
    };
    let selection = select(&request.goal.texts(), &holdings, &|_| true, &synonyms(cx));
    let mut named = selection.orders;
    named.extend(selection.lines.into_iter().map(|line| line.order));
    named
}

/// The shop's own words, as pairs of what is said and what is meant.
pub(super) fn synonyms(cx: &SkillContext<'_>) -> Vec<(String, String)> {
    let words = &cx.playbook.shop.synonyms;
    words.iter().map(|(said, meant)| (fold(said), fold(meant))).collect()
}

/// The way to pay or to be paid that was said for some things: what was said last of all that is
/// wanted, else what was said of those things, else of any.
pub(super) fn payment_for(
    cx: &SkillContext<'_>,
    request: &SkillRequest<'_>,
    account: &Account,
    items: &[&MeantLine],
) -> PaymentSaid {
    let lines = account.orders.iter().flat_map(|(order, _)| &order.lines);
    let titles: Vec<&str> = lines.map(|line| line.title.as_str()).collect();
    let synonyms = synonyms(cx);
    let all = request.goal.all_texts();
    // What names things speaks of those alone.
    let mut later: Vec<&str> = all.get(1..).unwrap_or_default().to_vec();
    later.retain(|text| titles_named(text, &titles, &synonyms).is_empty());
    let own: Vec<&str> = items.iter().flat_map(|item| &item.said).map(String::as_str).collect();
    let said = [later.as_slice(), own.as_slice(), all.as_slice()];
    let found = said.iter().map(|texts| payment(texts, account.methods()));
    found.into_iter().find(|it| *it != PaymentSaid::Unsaid).unwrap_or(PaymentSaid::Unsaid)
}

/// Finds the lines that a goal is about, or what has to be asked first.
pub(super) fn things(
    cx: &SkillContext<'_>,
    request: &SkillRequest<'_>,
    account: &Account,
    fits: &dyn Fn(&Order) -> bool,
) -> Meant {
    let end = |end: SkillEnd| Meant::End(Box::new(end));
    if account.orders.is_empty() {
        return end(SkillEnd::told(vec![Fact::NoOrders.said()]));
    }
    let selection = said(cx, request, account, fits);
    if let Some(unclear) = selection.unclear.first() {
        return end(ask::which_line(request, account, &unclear.mention, &unclear.candidates));
    }
    if selection.lines.is_empty() && !request.goal.left_out.is_empty() {
        return end(SkillEnd::told(vec![Fact::GoalDropped.said()]));
    }
    if !selection.lines.is_empty() {
        return Meant::Things(Things { items: selection.lines, not_found: selection.missing });
    }
    if let Some(told) = ask::not_theirs(&selection.missing, &selection.unknown_numbers) {
        return end(told);
    }
    let named =
        if request.goal.orders.is_empty() { &selection.orders } else { &request.goal.orders };
    let mut orders: Vec<&(Order, FactSource)> =
        account.orders.iter().filter(|(order, _)| named.contains(&order.id)).collect();
    if orders.is_empty() {
        orders = account.orders.iter().filter(|(order, _)| fits(order)).collect();
    }
    if orders.is_empty() {
        orders = account.orders.iter().collect();
    }
    match orders.as_slice() {
        [one] => match one.0.lines.as_slice() {
            // Nothing of it was named: it is meant only where nothing else could be.
            [only] if !named.is_empty() || account.orders.len() == 1 => Meant::Things(Things {
                items: vec![MeantLine {
                    order: one.0.id.clone(),
                    line: only.id.clone(),
                    said: request.goal.texts().into_iter().map(str::to_owned).collect(),
                }],
                not_found: Vec::new(),
            }),
            _ => end(ask::which_items(request, one)),
        },
        // "Both orders, 1001 and 1002": all that is in them.
        several if several.len() == named.len() => {
            let said: Vec<String> = request.goal.texts().into_iter().map(str::to_owned).collect();
            let all = several.iter().flat_map(|(order, _)| {
                let said = &said;
                order.lines.iter().map(move |line| MeantLine {
                    order: order.id.clone(),
                    line: line.id.clone(),
                    said: said.clone(),
                })
            });
            Meant::Things(Things { items: all.collect(), not_found: Vec::new() })
        }
        several => end(ask::which_order(request, several)),
    }
}

/// Whether an order has left the shop's hands and not arrived.
pub(super) const fn is_to_come(order: &Order) -> bool {
    matches!(order.status, OrderStatus::Processed | OrderStatus::Shipped)
}

/// Finds the one order that a goal is about, or what has to be asked first.
pub(super) fn one_order<'a>(
    cx: &SkillContext<'_>,
    request: &SkillRequest<'_>,
    account: &'a Account,
    fits: &dyn Fn(&Order) -> bool,
) -> Result<&'a (Order, FactSource), Box<SkillEnd>> {
    if account.orders.is_empty() {
        return Err(Box::new(SkillEnd::told(vec![Fact::NoOrders.said()])));
    }
    let selection = said(cx, request, account, fits);
    let mut named: Vec<OrderId> = request.goal.orders.clone();
    if named.is_empty() {
        named.extend(selection.orders.iter().cloned());
        named.extend(selection.lines.iter().map(|line| line.order.clone()));
    }
    if let (true, Some(told)) =
        (named.is_empty(), ask::not_theirs(&selection.missing, &selection.unknown_numbers))
    {
        return Err(Box::new(told));
    }
    let mut orders: Vec<&(Order, FactSource)> =
        account.orders.iter().filter(|(order, _)| named.contains(&order.id)).collect();
    if orders.is_empty() {
        orders = account.orders.iter().collect();
    }
    let fitting: Vec<&(Order, FactSource)> =
        orders.iter().copied().filter(|(order, _)| fits(order)).collect();
    // Where none fits, all that was not named would be refused alike: the newest to come says why.
    if let (true, true, Some(newest)) =
        (fitting.is_empty(), named.is_empty(), orders.iter().find(|(order, _)| is_to_come(order)))
    {
        return Ok(newest);
    }
    match (fitting.as_slice(), orders.as_slice()) {
        ([one], _) | ([], [one]) => Ok(one),
        ([], several) | (several, _) => Err(Box::new(ask::which_order(request, several))),
    }
}
