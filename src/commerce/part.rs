//! A part of an order that a shop tells by itself: a parcel, a refund.

use edgewise_tagged::Tagged;
use serde::Serialize;

use super::{Fulfillment, FulfillmentStatus, Order, OrderStatus, Payment};

/// A part of an order.
#[derive(Clone, Debug, PartialEq, Serialize, Tagged)]
#[serde(rename_all = "snake_case", tag = "part", content = "value")]
pub enum OrderPart {
    /// A parcel as it is now.
    Fulfillment(Fulfillment),
    /// Where a parcel is now, without the rest of it.
    FulfillmentStatus {
        /// The parcel.
        fulfillment_id: String,
        /// Where it is.
        status: FulfillmentStatus,
    },
    /// Money that went back.
    Refund(Vec<Payment>),
}

impl OrderPart {
    /// Names the part within its order: a later one of the same name replaces it.
    #[must_use]
    pub fn name(&self, event_id: &str) -> String {
        match self {
            Self::Fulfillment(parcel) => {
                format!("fulfillment {}", parcel.id.as_deref().unwrap_or(event_id))
            }
            Self::FulfillmentStatus { fulfillment_id, .. } => format!("status {fulfillment_id}"),
            Self::Refund(_) => format!("refund {event_id}"),
        }
    }

    /// Lays this part over an order that does not know it yet.
    pub fn lay_over(&self, order: &mut Order) {
        match self {
            Self::Fulfillment(parcel) => {
                match order.fulfillments.iter_mut().find(|held| held.id == parcel.id) {
                    Some(held) => held.clone_from(parcel),
                    None => order.fulfillments.push(parcel.clone()),
                }
                sent(order);
            }
            Self::FulfillmentStatus { fulfillment_id, status } => {
                let id = Some(fulfillment_id.as_str());
                if let Some(held) =
                    order.fulfillments.iter_mut().find(|held| held.id.as_deref() == id)
                {
                    held.status = Some(*status);
                }
                sent(order);
            }
            Self::Refund(payments) => order.payments.extend(payments.iter().cloned()),
        }
    }
}

/// An order with a parcel is not being prepared any more.
fn sent(order: &mut Order) {
    match order.status {
        OrderStatus::Pending | OrderStatus::PendingModified | OrderStatus::Processed => {
            order.status = OrderStatus::Shipped;
        }
        OrderStatus::Cancelled
        | OrderStatus::Delivered
        | OrderStatus::ExchangeRequested
        | OrderStatus::ReturnRequested
        | OrderStatus::Shipped => {}
    }
}
