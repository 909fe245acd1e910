//! What may have become of an order.
#![expect(clippy::arithmetic_side_effects, reason = "hours and cents of a few years of one shop")]

use edgewise::{
    base::{
        id::LineId,
        time::{HOUR_MS, Timestamp},
    },
    commerce::{
        Exchange, FulfillmentStatus, LineSwap, Order, OrderLine, OrderStatus, Payment,
        PaymentDirection, Product, Return, ReturnLine, ReturnStatus,
    },
};

use super::order::{Parcel, add_parcel, line_cents, refund_all};
use crate::{
    SHOP_ORIGIN,
    random::Random,
    reason::{CANCEL_REASONS, RETURN_REASONS},
    shop::{hours_before, usd},
};

/// One way an order may have gone.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Scenario {
    Cancelled,
    DeliveredLongAgo,
    DeliveredRecently,
    DeliveredToday,
    DeliveredYesterday,
    Exception,
    Exchange,
    InTransit,
    LabelCreated,
    Late,
    OutForDelivery,
    Pending,
    PendingModified,
    Processed,
    Return,
    ReturnedParcel,
    SplitThree,
    SplitTwo,
}

/// Scenario, how many of [`WEIGHTS_SUM`] orders, and between how many hours old.
pub(super) const WEIGHTS: &[(Scenario, i64, (i64, i64))] = &[
    (Scenario::Cancelled, 6, (12, 7_000)),
    (Scenario::DeliveredLongAgo, 28, (960, 15_300)),
    (Scenario::DeliveredRecently, 14, (190, 720)),
    (Scenario::DeliveredToday, 3, (80, 150)),
    (Scenario::DeliveredYesterday, 3, (100, 170)),
    (Scenario::Exception, 3, (96, 240)),
    (Scenario::Exchange, 3, (220, 600)),
    (Scenario::InTransit, 8, (48, 120)),
    (Scenario::LabelCreated, 3, (22, 60)),
    (Scenario::Late, 3, (170, 260)),
    (Scenario::OutForDelivery, 3, (72, 150)),
    (Scenario::Pending, 6, (1, 22)),
    (Scenario::PendingModified, 3, (4, 30)),
    (Scenario::Processed, 4, (14, 44)),
    (Scenario::Return, 7, (260, 1_100)),
    (Scenario::ReturnedParcel, 2, (300, 900)),
    (Scenario::SplitThree, 2, (120, 200)),
    (Scenario::SplitTwo, 4, (100, 180)),
];

/// Sum of the second column of [`WEIGHTS`].
pub(super) const WEIGHTS_SUM: i64 = 105;

/// The return statuses, one after the other, so that each occurs.
const RETURN_STATUSES: &[ReturnStatus] = &[
    ReturnStatus::Requested,
    ReturnStatus::Approved,
    ReturnStatus::InTransit,
    ReturnStatus::Received,
    ReturnStatus::Refunded,
    ReturnStatus::Declined,
    ReturnStatus::Cancelled,
];

/// Where an order stands in its life.
pub(super) struct Stage<'a> {
    pub(super) scenario: Scenario,
    pub(super) age_hours: i64,
    pub(super) base: Timestamp,
    /// Runs through variations that must all occur.
    pub(super) turn: usize,
    /// Product of the first line.
    pub(super) first: &'a Product,
}

impl Scenario {
    /// Lines that an order needs for this.
    pub(super) const fn lines_min(self) -> i64 {
        match self {
            Self::SplitThree => 3,
            Self::SplitTwo => 2,
            Self::Cancelled
            | Self::DeliveredLongAgo
            | Self::DeliveredRecently
            | Self::DeliveredToday
            | Self::DeliveredYesterday
            | Self::Exception
            | Self::Exchange
            | Self::InTransit
            | Self::LabelCreated
            | Self::Late
            | Self::OutForDelivery
            | Self::Pending
            | Self::PendingModified
            | Self::Processed
            | Self::Return
            | Self::ReturnedParcel => 1,
        }
    }
}

/// Lets happen to a placed order what the stage says.
pub(super) fn play(order: &mut Order, stage: &Stage<'_>, random: &mut Random) {
    let age = stage.age_hours;
    match stage.scenario {
        Scenario::Cancelled => cancel(order, stage),
        Scenario::DeliveredLongAgo | Scenario::DeliveredRecently => {
            deliver(order, stage, age - random.between(72, 150));
        }
        Scenario::DeliveredToday => deliver(order, stage, random.between(1, 9)),
        Scenario::DeliveredYesterday => deliver(order, stage, random.between(25, 40)),
        Scenario::Exception => {
            ship(order, stage, FulfillmentStatus::Exception, random.between(-30, 20));
        }
        Scenario::Exchange => exchange(order, stage, random),
        Scenario::InTransit => {
            ship(order, stage, FulfillmentStatus::InTransit, -random.between(6, 60));
        }
        Scenario::LabelCreated => {
            ship(order, stage, FulfillmentStatus::LabelCreated, -random.between(48, 96));
        }
        Scenario::Late => {
            ship(order, stage, FulfillmentStatus::InTransit, random.between(20, 90));
        }
        Scenario::OutForDelivery => {
            ship(order, stage, FulfillmentStatus::OutForDelivery, -random.between(2, 7));
        }
        Scenario::Pending => {}
        Scenario::PendingModified => modify(order, stage),
        Scenario::Processed => {
            if stage.turn.is_multiple_of(2) {
                ship(order, stage, FulfillmentStatus::LabelCreated, -random.between(60, 110));
            }
            order.status = OrderStatus::Processed;
        }
        Scenario::Return => send_back(order, stage, random),
        Scenario::ReturnedParcel => {
            ship(order, stage, FulfillmentStatus::Returned, age / 2);
            // The money follows some days after the parcel.
            if age > 500 {
                refund_all(order, age / 4, stage.base);
            }
        }
        Scenario::SplitThree => split(order, stage, random, 3),
        Scenario::SplitTwo => split(order, stage, random, 2),
    }
}

/// All lines in one parcel, due so many hours ago.
fn ship(order: &mut Order, stage: &Stage<'_>, status: FulfillmentStatus, due: i64) {
    let lines = order.lines.clone();
    let shipped = (status != FulfillmentStatus::LabelCreated).then_some(stage.age_hours - 20);
    let parcel = Parcel { status, lines: &lines, shipped, due, delivered: None };
    add_parcel(order, &parcel, stage.base);
    order.status = OrderStatus::Shipped;
}

fn deliver(order: &mut Order, stage: &Stage<'_>, hours: i64) {
    let lines = order.lines.clone();
    add_parcel(order, &delivered_parcel(&lines, stage.age_hours, hours), stage.base);
    order.status = OrderStatus::Delivered;
}

fn delivered_parcel(lines: &[OrderLine], age: i64, hours: i64) -> Parcel<'_> {
    Parcel {
        status: FulfillmentStatus::Delivered,
        lines,
        // Packed for a third of the time, on its way for the rest.
        shipped: Some(hours + (age - hours) * 2 / 3),
        due: hours - 4,
        delivered: Some(hours),
    }
}

/// The first part has arrived, the others are at different points of their way.
fn split(order: &mut Order, stage: &Stage<'_>, random: &mut Random, parts: usize) {
    let lines = order.lines.clone();
    let age = stage.age_hours;
    let per_part = lines.len().div_ceil(parts).max(1);
    // With four lines in three parcels the last one would stay empty.
    let per_part = if lines.len().div_ceil(per_part) < parts { 1 } else { per_part };
    for (index, part) in lines.chunks(per_part).take(parts - 1).enumerate() {
        let parcel = match index {
            0 => delivered_parcel(part, age, random.between(6, 30)),
            _ => Parcel {
                status: FulfillmentStatus::OutForDelivery,
                lines: part,
                shipped: Some(age - 30),
                due: -4,
                delivered: None,
            },
        };
        add_parcel(order, &parcel, stage.base);
    }
    let rest = lines.get(per_part * (parts - 1)..).unwrap_or_default();
    let is_late = random.chance(40);
    let parcel = if parts == 3 && !is_late {
        let status = FulfillmentStatus::LabelCreated;
        Parcel { status, lines: rest, shipped: None, due: -72, delivered: None }
    } else {
        let due = if is_late { random.between(14, 40) } else { -random.between(10, 50) };
        let status = FulfillmentStatus::InTransit;
        Parcel { status, lines: rest, shipped: Some(age - 40), due, delivered: None }
    };
    add_parcel(order, &parcel, stage.base);
    order.status = OrderStatus::Shipped;
}

fn cancel(order: &mut Order, stage: &Stage<'_>) {
    refund_all(order, stage.age_hours - 3, stage.base);
    order.status = OrderStatus::Cancelled;
    order.cancel_reason = nth(CANCEL_REASONS, stage.turn).map(|reason| (*reason).to_owned());
}

/// The first line was another variant of the same product when the order was paid.
fn modify(order: &mut Order, stage: &Stage<'_>) {
    let at = Some(hours_before(stage.base, stage.age_hours / 2));
    let Some(line) = order.lines.first() else { return };
    let before = stage.first.variants.iter().rfind(|variant| variant.id != line.variant_id);
    let Some(before) = before else { return };
    let difference = (line.unit_price.minor() - before.price.minor()) * i64::from(line.quantity);
    order.status = OrderStatus::PendingModified;
    order.updated_at = at;
    let Some(payment) = order.payments.first_mut() else { return };
    payment.amount = usd(payment.amount.minor() - difference);
    if difference != 0 {
        let kind = match difference {
            1.. => PaymentDirection::Payment,
            _ => PaymentDirection::Refund,
        };
        let method = payment.payment_method_id.clone();
        let amount = usd(difference.abs());
        order.payments.push(Payment { kind, amount, payment_method_id: method, at });
    }
}

fn send_back(order: &mut Order, stage: &Stage<'_>, random: &mut Random) {
    let delivered = stage.age_hours - random.between(80, 130);
    deliver(order, stage, delivered);
    let Some(status) = nth(RETURN_STATUSES, stage.turn).copied() else { return };
    let asked = delivered - random.between(20, 90);
    request_return(order, status, asked, nth(RETURN_REASONS, stage.turn).copied(), stage.base);
}

/// A return of the first returnable line, asked for so many hours ago.
pub(crate) fn request_return(
    order: &mut Order,
    status: ReturnStatus,
    asked: i64,
    reason: Option<&str>,
    base: Timestamp,
) {
    let Some(line) = order.lines.iter().find(|line| line.final_sale != Some(true)) else { return };
    let amount = usd(line_cents(line));
    let number = order.id.as_str().trim_start_matches("ord_").to_owned();
    let method = order.payments.first().and_then(|payment| payment.payment_method_id.clone());
    let has_label = !matches!(status, ReturnStatus::Requested | ReturnStatus::Declined);
    order.returns.push(Return {
        id: Some(format!("ret_{number}_1")),
        status: Some(status),
        lines: vec![ReturnLine {
            line_id: line.id.clone(),
            quantity: Some(line.quantity),
            reason: reason.map(ToOwned::to_owned),
        }],
        refund_to: method.clone(),
        refund_amount: Some(amount),
        label_url: has_label.then(|| format!("{SHOP_ORIGIN}/labels/ret_{number}_1")),
        requested_at: Some(hours_before(base, asked)),
    });
    if status == ReturnStatus::Refunded {
        let kind = PaymentDirection::Refund;
        let at = Some(hours_before(base, asked / 2));
        order.payments.push(Payment { kind, amount, payment_method_id: method, at });
    }
    order.status = OrderStatus::ReturnRequested;
}

fn exchange(order: &mut Order, stage: &Stage<'_>, random: &mut Random) {
    let delivered = stage.age_hours - random.between(80, 130);
    deliver(order, stage, delivered);
    let Some(line) = order.lines.first().filter(|line| line.final_sale != Some(true)) else {
        return;
    };
    let wanted = stage.first.variants.iter().find(|variant| {
        variant.id != line.variant_id && variant.price == line.unit_price && variant.available
    });
    let Some(wanted) = wanted else { return };
    let number = order.id.as_str().trim_start_matches("ord_").to_owned();
    let line_id: LineId = line.id.clone();
    order.exchanges.push(Exchange {
        id: Some(format!("exc_{number}_1")),
        status: Some("requested".to_owned()),
        lines: vec![LineSwap { line_id, variant_id: wanted.id.clone() }],
        settle_with: order.payments.first().and_then(|payment| payment.payment_method_id.clone()),
        price_difference: Some(usd(0)),
    });
    let asked = hours_before(stage.base, delivered - random.between(10, 60));
    order.updated_at = Some(asked.plus_ms(HOUR_MS));
    order.status = OrderStatus::ExchangeRequested;
}

fn nth<T>(list: &[T], turn: usize) -> Option<&T> {
    list.get(turn.checked_rem(list.len()).unwrap_or(0))
}
