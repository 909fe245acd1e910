//! Answers questions about orders and what is in them: what it cost, what it is, where it goes, how
//! it is tracked, what goes back, what is left on a gift card.
//!
//! Needs: a proven customer. Changes nothing. Tells only what was asked for.

use super::{
    Account, SkillContext, SkillEnd, SkillRequest, Suspended, account::account, ask, meant,
};
use crate::{
    base::money::Money,
    commerce::{Order, OrderLine, PaymentDirection, PaymentKind},
    conversation::{Fact, FactSource, LineFact, MethodFact, OrderAnswer},
    understanding::{Asked, MeantLine, Skill, asked},
};

/// Orders told about at once.
const ORDERS_MAX: usize = 4;

pub(super) fn run(
    cx: &mut SkillContext<'_>,
    request: &SkillRequest<'_>,
) -> Result<SkillEnd, Suspended> {
    let Some(who) = cx.verified() else { return Ok(SkillEnd::sign_in_needed()) };
    let account = match account(cx, who, request, false)? {
        Ok(account) => account,
        Err(end) => return Ok(end),
    };
    let mut asks = asked(&request.goal.all_texts());
    if request.goal.skill == Skill::RefundStatus {
        asks.refund = true;
    }
    let mut no_refund = false;
    let mut end = SkillEnd::default();
    if asks.balance {
        end.facts.extend(balances(&account));
        if asks.only_balance() {
            return Ok(end);
        }
    }
    if account.orders.is_empty() {
        return Ok(SkillEnd::told(vec![Fact::NoOrders.said()]));
    }
    let selection = meant::said(cx, request, &account, &|_| true);
    if let Some(told) = ask::not_theirs(&selection.missing, &selection.unknown_numbers)
        && selection.lines.is_empty()
    {
        return Ok(told);
    }
    let mut items: Vec<MeantLine> = selection.lines;
    if let Some(unclear) = selection.unclear.first().filter(|_| items.is_empty()) {
        // A question about several things is answered for all of them where they are few.
        if unclear.candidates.len() > ORDERS_MAX {
            let (mention, candidates) = (&unclear.mention, &unclear.candidates);
            return Ok(ask::which_line(request, &account, mention, candidates));
        }
        items.extend(unclear.candidates.iter().map(|(order, line)| MeantLine {
            order: order.clone(),
            line: line.clone(),
            said: Vec::new(),
        }));
    }
    let mut orders: Vec<&(Order, FactSource)> = account
        .orders
        .iter()
        .filter(|(order, _)| {
            selection.orders.contains(&order.id) || items.iter().any(|it| it.order == order.id)
        })
        .collect();
    if orders.is_empty() {
        let spoken = |known: &&(Order, FactSource)| cx.focus.contains(&known.0.id);
        orders = account.orders.iter().filter(spoken).collect();
    }
    if orders.is_empty() && asks.refund {
        let brings = |known: &&(Order, FactSource)| refund(&known.0).0.minor() > 0;
        orders = account.orders.iter().filter(brings).take(ORDERS_MAX).collect();
    }
    if orders.is_empty() {
        orders = account.orders.iter().take(1).collect();
    }
    if orders.len() > ORDERS_MAX {
        return Ok(ask::which_order(request, &orders));
    }
    if asks.refund && orders.iter().all(|(order, _)| refund(order).0.minor() == 0) {
        // What a change that is being talked about brings back stands in its summary.
        end.aside = request.beside;
        asks.refund = false;
        asks.status = true;
        no_refund = true;
    }
    for known in orders {
        end.facts.push(answer(&known.0, &items, &asks, no_refund).sourced(known.1.clone()));
        end.orders_in_focus.push(known.0.id.clone());
    }
    Ok(end)
}

/// What is left on cards with a balance.
fn balances(account: &Account) -> Vec<crate::conversation::SourcedFact> {
    let held = account
        .methods()
        .iter()
        .filter(|method| matches!(method.kind, PaymentKind::GiftCard | PaymentKind::StoreCredit));
    let facts: Vec<_> =
        held.map(|method| Fact::Balance { method: MethodFact::of(method) }.said()).collect();
    if facts.is_empty() { vec![Fact::NoBalance.said()] } else { facts }
}

fn answer(order: &Order, items: &[MeantLine], asks: &Asked, no_refund: bool) -> Fact {
    let own: Vec<&OrderLine> = items
        .iter()
        .filter(|item| item.order == order.id)
        .filter_map(|item| order.line(&item.line))
        .collect();
    let own_count = own.len();
    let lines: Vec<&OrderLine> = if asks.dearest {
        order.lines.iter().max_by_key(|line| line.unit_price.minor()).into_iter().collect()
    } else if !own.is_empty() {
        own
    } else if asks.nothing_special() || asks.items {
        order.lines.iter().collect()
    } else {
        Vec::new()
    };
    let remaining = asks.remaining.then(|| remaining(order));
    let (refund, went_back) = refund(order);
    let told = OrderAnswer {
        number: order.shown_number().to_owned(),
        status: (asks.status || asks.tracking || asks.nothing_special()).then_some(order.status),
        total: (asks.total || asks.nothing_special() || asks.price && own_count == 0)
            .then_some(order.total),
        address: order.shipping_address.clone().filter(|_| asks.address),
        tracking: if asks.tracking || asks.status { tracking(order) } else { Vec::new() },
        asked_tracking: asks.tracking,
        lines: if asks.total && !asks.items && !asks.dearest && items.is_empty() {
            Vec::new()
        } else {
            lines.into_iter().map(LineFact::of).collect()
        },
        refund: asks.refund.then_some(refund),
        went_back: asks.refund && went_back,
        no_refund,
        remaining,
    };
    Fact::OrderAnswer(Box::new(told))
}

fn tracking(order: &Order) -> Vec<String> {
    order.fulfillments.iter().flat_map(|parcel| parcel.tracking_numbers.clone()).collect()
}

fn zero(order: &Order) -> Money {
    Money::from_minor(0, order.total.currency())
}

/// What went back, else what the returns that were asked for will bring back; and whether it went
/// back already.
fn refund(order: &Order) -> (Money, bool) {
    let went = order.payments.iter().filter(|it| it.kind == PaymentDirection::Refund);
    let went = went.fold(zero(order), |sum, it| sum.plus(it.amount).unwrap_or(sum));
    if went.minor() > 0 {
        return (went, true);
    }
    let will = order.returns.iter().fold(zero(order), |sum, held| {
        let lines = held.lines.iter().filter_map(|line| order.line(&line.line_id));
        let worth = lines.fold(zero(order), |sum, line| {
            let price = line.unit_price.times(line.quantity).unwrap_or(sum);
            sum.plus(price).unwrap_or(sum)
        });
        sum.plus(held.refund_amount.unwrap_or(worth)).unwrap_or(sum)
    });
    (will, false)
}

/// What was paid for the things that do not go back.
fn remaining(order: &Order) -> Money {
    let returned = |line: &&OrderLine| {
        let mut lines = order.returns.iter().flat_map(|held| &held.lines);
        lines.any(|held| held.line_id == line.id)
    };
    order.lines.iter().filter(|line| !returned(line)).fold(zero(order), |sum, line| {
        let price = line.unit_price.times(line.quantity).unwrap_or(sum);
        sum.plus(price).unwrap_or(sum)
    })
}
