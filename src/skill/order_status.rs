//! Where is my order? Also: it says delivered, but I have nothing.
//!
//! Needs: a proven customer. Calls: the customer's orders, unless the profile's are fresh. Tells all
//! open orders when few, asks which when many, else the newest one. Somebody else's order is answered
//! like one that does not exist.

use super::{
    Becomes, Prompt, SkillContext, SkillEnd, SkillRequest, Suspended, ask,
    meant::{self, MeantOrders, resolve},
    orders::{self, KnownOrder},
    registry::{Ability, ability},
};
use crate::{
    base::{
        id::OrderId,
        text::words,
        time::{DAY_MS, HOUR_MS, Timestamp},
    },
    commerce::{
        Fulfillment, FulfillmentStatus, Order, OrderLine, OrderStatus, PaymentDirection,
        ReturnStatus,
    },
    conversation::{
        Awaiting, Fact, LineFact, OrderSituation, OrderStatusFact, ParcelFact, SourcedFact,
    },
    escalation::{Escalation, Reason},
    understanding::Skill,
};

/// Orders told at once; more are offered to choose from.
const TOLD_MAX: usize = 3;

/// Hours after a delivery in which a parcel that is not found is looked for before a person is
/// asked: carriers mark parcels early, and neighbours take them in.
const LOOK_FOR_HOURS: i64 = 48;

pub(super) fn run(
    cx: &mut SkillContext<'_>,
    request: &SkillRequest<'_>,
) -> Result<SkillEnd, Suspended> {
    let Some(who) = cx.verified() else {
        return Ok(told(vec![Fact::SignInNeeded.said()]));
    };
    let known = match orders::all(cx, who)? {
        Ok(known) => known,
        Err(fault) => {
            let mut end = told(vec![Fact::ShopUnreachable.said()]);
            let rules = vec![Reason::ShopFault.rule().to_owned(), fault.code().to_owned()];
            end.escalation = Some(escalation(
                Reason::ShopFault,
                rules,
                "Tell the customer where their order is: the shop could not be asked.",
            ));
            return Ok(end);
        }
    };
    match &request.prompt {
        Prompt::Confirmed => return Ok(told(vec![Fact::Found.said()])),
        Prompt::Denied(Awaiting::ConfirmNotReceived { order_id, .. }) => {
            let number = known
                .iter()
                .find(|known| known.order.id == *order_id)
                .map_or_else(|| order_id.to_string(), |k| k.order.shown_number().to_owned());
            return Ok(not_received(cx, order_id, &number));
        }
        Prompt::Asked | Prompt::Denied(_) => {}
    }
    // Said in an earlier message, where who is writing had to be found out first.
    let named = meant::orders_said(cx, request, &known);
    let chosen: Vec<&KnownOrder> =
        match resolve(request, cx.state, &known, &cx.playbook.brand.time_zone) {
            MeantOrders::NoneKnown => return Ok(told(vec![Fact::NoOrders.said()])),
            MeantOrders::NotFound(asked) => {
                return Ok(told(vec![Fact::OrderNotFound { asked }.said()]));
            }
            MeantOrders::Known(meant) => meant,
            // "Delivered" is what is doubted of the newest, not what tells it from others.
            MeantOrders::Unsaid if request.goal.not_received && named.len() > 1 => {
                newest_delivered(&known)
            }
            MeantOrders::Unsaid if request.order.is_none() && !named.is_empty() => {
                known.iter().filter(|known| named.contains(&known.order.id)).collect()
            }
            MeantOrders::Unsaid if request.goal.not_received => newest_delivered(&known),
            // "When did it arrive?", of what was just spoken of.
            MeantOrders::Unsaid if points_back(request) && !in_focus(cx, &known).is_empty() => {
                in_focus(cx, &known)
            }
            MeantOrders::Unsaid => open_or_newest(&known),
        };
    if chosen.len() > TOLD_MAX {
        let offered: Vec<(Order, crate::conversation::FactSource)> =
            chosen.iter().map(|known| (known.order.clone(), known.source.clone())).collect();
        return Ok(ask::which_order(request, &offered.iter().collect::<Vec<_>>()));
    }
    let facts: Vec<_> = chosen.iter().map(|known| status(cx, known)).collect();
    let mut end = told(facts);
    end.orders_in_focus = chosen.iter().map(|known| known.order.id.clone()).collect();
    if request.goal.not_received {
        look_for(cx, request.goal.id, &chosen, &mut end);
    }
    Ok(end)
}

/// Whether a question is about something that was named before it.
fn points_back(request: &SkillRequest<'_>) -> bool {
    let said = request.goal.texts().join(" ");
    words(&said).iter().any(|word| matches!(word.folded.as_str(), "it" | "they" | "them"))
}

fn in_focus<'a>(cx: &SkillContext<'_>, known: &'a [KnownOrder]) -> Vec<&'a KnownOrder> {
    known.iter().filter(|known| cx.focus.contains(&known.order.id)).collect()
}

/// What is still to come; where nothing is, the newest order.
fn open_or_newest(known: &[KnownOrder]) -> Vec<&KnownOrder> {
    let open: Vec<&KnownOrder> = known.iter().filter(|known| is_open(&known.order)).collect();
    if open.is_empty() { known.iter().take(1).collect() } else { open }
}

/// What counts as delivered and was not received: the newest delivery, else what is open.
fn newest_delivered(known: &[KnownOrder]) -> Vec<&KnownOrder> {
    let open: Vec<&KnownOrder> = known.iter().filter(|known| is_open(&known.order)).collect();
    let delivered = known
        .iter()
        .filter(|known| delivered_parcel(&known.order).is_some())
        .max_by_key(|known| delivered_parcel(&known.order).and_then(|parcel| parcel.delivered_at));
    match delivered {
        // "It hasn't arrived" is about what is under way, unless nothing is.
        Some(delivered)
            if open.is_empty() || open.iter().any(|o| o.order.id == delivered.order.id) =>
        {
            vec![delivered]
        }
        _ => open_or_newest(known),
    }
}

fn is_open(order: &Order) -> bool {
    match order.status {
        OrderStatus::Cancelled
        | OrderStatus::Delivered
        | OrderStatus::ExchangeRequested
        | OrderStatus::ReturnRequested => false,
        OrderStatus::Pending
        | OrderStatus::PendingModified
        | OrderStatus::Processed
        | OrderStatus::Shipped => {
            let done = |parcel: &Fulfillment| {
                matches!(
                    parcel.status,
                    Some(FulfillmentStatus::Delivered | FulfillmentStatus::Returned)
                )
            };
            order.fulfillments.is_empty() || !order.fulfillments.iter().all(done)
        }
    }
}

fn delivered_parcel(order: &Order) -> Option<&Fulfillment> {
    order
        .fulfillments
        .iter()
        .filter(|parcel| parcel.status == Some(FulfillmentStatus::Delivered))
        .max_by_key(|parcel| parcel.delivered_at)
}

/// The customer says that a delivery is not there: advice while it is young, then a person. Where
/// the money is back already, there is nothing left to look for.
fn look_for(cx: &SkillContext<'_>, goal: u16, chosen: &[&KnownOrder], end: &mut SkillEnd) {
    let missing = chosen.iter().filter(|known| !is_refunded(&known.order));
    let Some((known, parcel)) =
        missing.filter_map(|known| Some((known, delivered_parcel(&known.order)?))).next()
    else {
        return;
    };
    let number = known.order.shown_number().to_owned();
    let young = parcel
        .delivered_at
        .is_some_and(|at| cx.now.ms_since(at) <= LOOK_FOR_HOURS.saturating_mul(HOUR_MS));
    if !young {
        let lost = not_received(cx, &known.order.id, &number);
        (end.escalation, end.becomes) = (lost.escalation, lost.becomes);
        return;
    }
    let fact = Fact::NotReceivedAdvice {
        number,
        delivered_at: parcel.delivered_at,
        carrier: parcel.carrier.clone(),
    };
    end.facts.push(fact.sourced(known.source.clone()));
    end.awaiting = Some(Awaiting::ConfirmNotReceived { goal, order_id: known.order.id.clone() });
}

/// What is lost is put right as the merchant allows, else a person sees to it.
fn not_received(cx: &SkillContext<'_>, order_id: &OrderId, number: &str) -> SkillEnd {
    let mut end = told(Vec::new());
    if matches!(ability(Skill::Claim, cx.playbook), Ability::Skill(_)) {
        let (skill, order) = (Skill::Claim, Some(order_id.clone()));
        end.becomes = Some(Becomes { skill, order, not_received: true });
        return end;
    }
    let left = format!(
        "Order {number} counts as delivered but the customer does not have it: check with the \
         carrier, then send it again or refund it."
    );
    let rules = vec![Reason::NotReceived.rule().to_owned()];
    end.escalation = Some(escalation(Reason::NotReceived, rules, &left));
    end
}

fn escalation(reason: Reason, rules: Vec<String>, left: &str) -> Escalation {
    Escalation {
        reason,
        rules,
        skill: Some(Skill::OrderStatus),
        left: left.to_owned(),
        queue: None,
    }
}

fn told(facts: Vec<SourcedFact>) -> SkillEnd {
    SkillEnd { facts, ..SkillEnd::default() }
}

fn status(cx: &SkillContext<'_>, known: &KnownOrder) -> SourcedFact {
    let fact = status_fact(&known.order, cx.now, &cx.playbook.brand.time_zone);
    Fact::OrderStatus(Box::new(fact)).sourced(known.source.clone())
}

/// Where an order is, as it is told.
pub(super) fn status_fact(order: &Order, now: Timestamp, zone: &str) -> OrderStatusFact {
    let parcels: Vec<ParcelFact> =
        order.fulfillments.iter().map(|parcel| parcel_fact(order, parcel, now, zone)).collect();
    OrderStatusFact {
        order_id: order.id.clone(),
        number: order.shown_number().to_owned(),
        status: order.status,
        situation: situation(order, &parcels),
        placed_at: order.placed_at,
        lines: order.lines.iter().map(LineFact::of).collect(),
        total: order.total,
        not_yet_sent: not_yet_sent(order),
        refunded: refunded(order),
        return_status: return_status(order),
        cancel_reason: order.cancel_reason.clone(),
        parcels,
    }
}

fn situation(order: &Order, parcels: &[ParcelFact]) -> OrderSituation {
    if order.status != OrderStatus::Cancelled && !is_open(order) && is_refunded(order) {
        return OrderSituation::Refunded;
    }
    match order.status {
        OrderStatus::Cancelled => return OrderSituation::Cancelled,
        OrderStatus::ExchangeRequested => return OrderSituation::ExchangeRequested,
        OrderStatus::ReturnRequested => return OrderSituation::ReturnRequested,
        OrderStatus::Delivered
        | OrderStatus::Pending
        | OrderStatus::PendingModified
        | OrderStatus::Processed
        | OrderStatus::Shipped => {}
    }
    let any = |status| parcels.iter().any(|parcel| parcel.status == status);
    let all = |status| !parcels.is_empty() && parcels.iter().all(|parcel| parcel.status == status);
    if any(FulfillmentStatus::Exception) {
        OrderSituation::Exception
    } else if all(FulfillmentStatus::Returned) {
        OrderSituation::Returned
    } else if any(FulfillmentStatus::OutForDelivery) {
        OrderSituation::OutForDelivery
    } else if parcels.iter().any(|parcel| parcel.late_days.is_some()) {
        OrderSituation::Late
    } else if all(FulfillmentStatus::Delivered) && not_yet_sent(order).is_empty() {
        OrderSituation::Delivered
    } else if any(FulfillmentStatus::Delivered) {
        OrderSituation::PartlyDelivered
    } else if any(FulfillmentStatus::InTransit) {
        OrderSituation::InTransit
    } else if any(FulfillmentStatus::LabelCreated) {
        OrderSituation::LabelCreated
    } else {
        by_order_status(order.status)
    }
}

/// Where the shop tells no parcels, its own status is all there is.
const fn by_order_status(status: OrderStatus) -> OrderSituation {
    match status {
        OrderStatus::Cancelled => OrderSituation::Cancelled,
        OrderStatus::Delivered => OrderSituation::Delivered,
        OrderStatus::ExchangeRequested => OrderSituation::ExchangeRequested,
        OrderStatus::Pending | OrderStatus::PendingModified => OrderSituation::Preparing,
        OrderStatus::Processed => OrderSituation::LabelCreated,
        OrderStatus::ReturnRequested => OrderSituation::ReturnRequested,
        OrderStatus::Shipped => OrderSituation::InTransit,
    }
}

fn parcel_fact(order: &Order, parcel: &Fulfillment, now: Timestamp, zone: &str) -> ParcelFact {
    let status = parcel.status.unwrap_or(FulfillmentStatus::InTransit);
    let under_way = !matches!(
        status,
        FulfillmentStatus::Delivered | FulfillmentStatus::Returned | FulfillmentStatus::Exception
    );
    let web = |url: &&String| url.starts_with("https://") || url.starts_with("http://");
    ParcelFact {
        status,
        late_days: parcel
            .estimated_delivery_at
            .filter(|_| under_way)
            .and_then(|estimate| days_late(estimate, now, zone)),
        carrier: parcel.carrier.clone(),
        tracking_number: parcel.tracking_numbers.first().cloned(),
        tracking_url: parcel.tracking_url.as_ref().filter(web).cloned(),
        titles: order
            .lines
            .iter()
            .filter(|line| parcel.line_ids.contains(&line.id))
            .map(|line| line.title.clone())
            .collect(),
        shipped_at: parcel.shipped_at,
        estimated_delivery_at: parcel.estimated_delivery_at,
        delivered_at: parcel.delivered_at,
    }
}

/// Whole days past the estimated day on the merchant's wall clock; none on that day itself.
fn days_late(estimate: Timestamp, now: Timestamp, zone: &str) -> Option<u32> {
    let (due, today) = (estimate.in_zone(zone).date(), now.in_zone(zone).date());
    let midnight = |date: jiff::civil::Date| {
        date.to_zoned(jiff::tz::TimeZone::UTC).map(|z| z.timestamp().as_millisecond()).ok()
    };
    let days = midnight(today)?.saturating_sub(midnight(due)?) / DAY_MS;
    u32::try_from(days).ok().filter(|days| *days > 0)
}

/// Lines in no parcel, where some parcels are known with what is in them.
fn not_yet_sent(order: &Order) -> Vec<String> {
    let told = order.fulfillments.iter().all(|parcel| !parcel.line_ids.is_empty());
    if order.fulfillments.is_empty() || !told {
        return Vec::new();
    }
    let sent = |line: &&OrderLine| {
        order.fulfillments.iter().any(|parcel| parcel.line_ids.contains(&line.id))
    };
    order.lines.iter().filter(|line| !sent(line)).map(|line| line.title.clone()).collect()
}

fn refunded(order: &Order) -> Option<crate::base::money::Money> {
    order
        .payments
        .iter()
        .filter(|payment| payment.kind == PaymentDirection::Refund)
        .map(|payment| payment.amount)
        .reduce(|sum, amount| sum.plus(amount).unwrap_or(sum))
}

fn is_refunded(order: &Order) -> bool {
    return_status(order) == Some(ReturnStatus::Refunded)
        || refunded(order).is_some_and(|refunded| refunded.minor() >= order.total.minor())
}

fn return_status(order: &Order) -> Option<ReturnStatus> {
    order.returns.iter().rev().filter(|held| held.stands()).find_map(|held| held.status)
}
