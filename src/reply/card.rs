//! Cards: what is better shown than said.

use super::{Wordings, format};
use crate::{
    base::{text::shorten, time::Timestamp},
    commerce::FulfillmentStatus,
    conversation::{
        CardLink, LineFact, OrderCard, OrderCardLine, OrderCardShipment, OrderSituation,
        OrderStatusFact, ParcelFact, StatusTone, StepMark,
    },
};

/// Lines shown on a card.
const LINES_MAX: usize = 20;

/// Characters of a product's name on a card.
const TITLE_CHARS_MAX: usize = 120;

/// The card of an order.
pub(super) fn order(
    status: &OrderStatusFact,
    wordings: Wordings<'_>,
    now: Timestamp,
    zone: &str,
) -> OrderCard {
    let mut fields = wordings.fields();
    fields.text("number", &status.number);
    fields.day("placed", status.placed_at, now, zone);
    let count = status.parcels.len();
    let shipment = |(index, parcel)| shipment(index, count, parcel, wordings, now, zone);
    OrderCard {
        title: wordings.short("card_title", &fields),
        status: wordings.word("situation", &status.situation),
        status_tone: tone(status.situation),
        subtitle: status.placed_at.map(|_| wordings.short("card_placed", &fields)),
        lines: status.lines.iter().take(LINES_MAX).map(line).collect(),
        shipments: status.parcels.iter().enumerate().map(shipment).collect(),
        total: Some(format::money(status.total)),
        link: link(status, wordings),
    }
}

const fn tone(situation: OrderSituation) -> StatusTone {
    match situation {
        OrderSituation::Exception => StatusTone::Bad,
        OrderSituation::Late | OrderSituation::Returned => StatusTone::Warning,
        OrderSituation::Delivered
        | OrderSituation::OutForDelivery
        | OrderSituation::PartlyDelivered
        | OrderSituation::Refunded => StatusTone::Good,
        OrderSituation::Cancelled
        | OrderSituation::ExchangeRequested
        | OrderSituation::InTransit
        | OrderSituation::LabelCreated
        | OrderSituation::Preparing
        | OrderSituation::ReturnRequested => StatusTone::Neutral,
    }
}

fn line(line: &LineFact) -> OrderCardLine {
    OrderCardLine {
        title: shorten(&line.title, TITLE_CHARS_MAX),
        detail: (!line.options.is_empty())
            .then(|| shorten(&line.options.join(", "), TITLE_CHARS_MAX)),
        quantity: line.quantity,
        price: Some(format::money(line.unit_price)),
    }
}

fn link(status: &OrderStatusFact, wordings: Wordings<'_>) -> Option<CardLink> {
    let [parcel] = status.parcels.as_slice() else { return None };
    let url = parcel.tracking_url.clone()?;
    let mut fields = wordings.fields();
    fields.maybe_text("carrier", parcel.carrier.as_deref());
    Some(CardLink { label: wordings.short("card_track", &fields), url })
}

fn shipment(
    index: usize,
    count: usize,
    parcel: &ParcelFact,
    wordings: Wordings<'_>,
    now: Timestamp,
    zone: &str,
) -> OrderCardShipment {
    let mut fields = wordings.fields();
    fields.count("index", index.saturating_add(1));
    fields.count("count", count);
    fields.day("delivered", parcel.delivered_at, now, zone);
    fields.day("estimated", parcel.estimated_delivery_at, now, zone);
    let detail = match (parcel.delivered_at, parcel.estimated_delivery_at) {
        (Some(_), _) => Some(wordings.short("card_delivered", &fields)),
        (None, Some(_)) if parcel.status != FulfillmentStatus::Returned => {
            Some(wordings.short("card_estimated", &fields))
        }
        (None, _) => None,
    };
    OrderCardShipment {
        title: wordings.short(if count > 1 { "card_parcel" } else { "card_one_parcel" }, &fields),
        status: wordings.word("step", &parcel.status),
        detail,
        carrier: parcel.carrier.clone(),
        tracking_number: parcel.tracking_number.clone(),
        tracking_url: parcel.tracking_url.clone(),
        steps: steps(parcel.status, wordings),
    }
}

fn steps(status: FulfillmentStatus, wordings: Wordings<'_>) -> Vec<StepMark> {
    use FulfillmentStatus::{
        Delivered, Exception, InTransit, LabelCreated, OutForDelivery, Returned,
    };
    let way: &[FulfillmentStatus] = match status {
        Exception => &[LabelCreated, InTransit, Exception],
        Returned => &[LabelCreated, InTransit, Returned],
        Delivered | InTransit | LabelCreated | OutForDelivery => {
            &[LabelCreated, InTransit, OutForDelivery, Delivered]
        }
    };
    let here = way.iter().position(|step| *step == status).unwrap_or_default();
    way.iter()
        .enumerate()
        .map(|(index, step)| StepMark {
            label: wordings.word("step", step),
            done: index < here || (index == here && matches!(status, Delivered | Returned)),
            current: index == here,
        })
        .collect()
}
