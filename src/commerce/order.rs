//! Orders with their parcels, payments, returns and exchanges.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::customer::Address;
use crate::base::{
    id::{CustomerId, LineId, OrderId, PaymentMethodId, ProductId, VariantId},
    money::Money,
    pii::Pii,
    time::Timestamp,
};

/// An order as the shop would return it now.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Order {
    /// The shop's id.
    pub id: OrderId,
    /// What the shopper sees, for example `#W2611340`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Whose.
    pub customer_id: CustomerId,
    /// Where it stands.
    pub status: OrderStatus,
    /// When it was placed; absent where the shop does not know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placed_at: Option<Timestamp>,
    /// What was bought.
    pub lines: Vec<OrderLine>,
    /// What it cost in all.
    pub total: Money,
    /// Where it goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipping_address: Option<Pii<Address>>,
    /// Parcels.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fulfillments: Vec<Fulfillment>,
    /// Money that moved.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub payments: Vec<Payment>,
    /// Returns, newest last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub returns: Vec<Return>,
    /// Exchanges, newest last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exchanges: Vec<Exchange>,
    /// Why it was cancelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancel_reason: Option<String>,
    /// Last change, on the shop's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
}

/// Where an order stands.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum OrderStatus {
    /// Nothing of it will come.
    Cancelled,
    /// All parcels arrived.
    Delivered,
    /// The customer asked to exchange something.
    ExchangeRequested,
    /// Paid, not yet packed.
    Pending,
    /// Paid, changed once, not yet packed.
    PendingModified,
    /// Packed, not yet with the carrier.
    Processed,
    /// The customer asked to return something.
    ReturnRequested,
    /// With the carrier.
    Shipped,
}

/// One line of an order.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OrderLine {
    /// The shop's id of the line.
    pub id: LineId,
    /// Product.
    pub product_id: ProductId,
    /// Variant.
    pub variant_id: VariantId,
    /// Name as the shopper saw it.
    pub title: String,
    /// Size, colour and the like.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub options: BTreeMap<String, String>,
    /// Pieces, at least 1.
    #[cfg_attr(feature = "schema", schemars(range(min = 1)))]
    pub quantity: u32,
    /// Price of one piece.
    pub unit_price: Money,
    /// Not returnable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub final_sale: Option<bool>,
}

/// One parcel.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Fulfillment {
    /// The shop's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Where the parcel is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<FulfillmentStatus>,
    /// Carrier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carrier: Option<String>,
    /// Tracking numbers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tracking_numbers: Vec<String>,
    /// The carrier's page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tracking_url: Option<String>,
    /// Lines in it; empty where the shop does not say.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub line_ids: Vec<LineId>,
    /// Handed to the carrier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipped_at: Option<Timestamp>,
    /// Promised by the carrier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub estimated_delivery_at: Option<Timestamp>,
    /// Arrived, says the carrier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivered_at: Option<Timestamp>,
}

/// Where a parcel is.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum FulfillmentStatus {
    /// Arrived, says the carrier.
    Delivered,
    /// Stopped on its way: damaged, lost, address unknown.
    Exception,
    /// With the carrier.
    InTransit,
    /// Announced to the carrier, not yet handed over.
    LabelCreated,
    /// On the last van.
    OutForDelivery,
    /// Came back to the shop.
    Returned,
}

/// Money that moved.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Payment {
    /// Which way.
    pub kind: PaymentDirection,
    /// How much.
    pub amount: Money,
    /// From or to which method.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_method_id: Option<PaymentMethodId>,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
}

/// Which way money moved.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PaymentDirection {
    /// To the shop.
    Payment,
    /// Back to the customer.
    Refund,
}

/// A return.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Return {
    /// The shop's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Where it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<ReturnStatus>,
    /// What comes back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<ReturnLine>,
    /// Payment method that gets the money.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refund_to: Option<PaymentMethodId>,
    /// How much comes back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refund_amount: Option<Money>,
    /// Label to print.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label_url: Option<String>,
    /// When it was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requested_at: Option<Timestamp>,
}

impl Return {
    /// Whether it counts: neither taken back by the customer nor declined by the shop. One whose
    /// status the shop does not give counts.
    #[must_use]
    pub const fn stands(&self) -> bool {
        !matches!(self.status, Some(ReturnStatus::Cancelled | ReturnStatus::Declined))
    }
}

/// Where a return stands.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReturnStatus {
    /// May be sent back.
    Approved,
    /// Called off.
    Cancelled,
    /// Refused.
    Declined,
    /// On its way back.
    InTransit,
    /// Back at the shop.
    Received,
    /// Money is back.
    Refunded,
    /// Asked for.
    Requested,
}

/// One line that comes back.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReturnLine {
    /// Line of the order.
    pub line_id: LineId,
    /// Pieces; absent means all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<u32>,
    /// Why, from the shop's list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// An exchange of delivered lines for other variants.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Exchange {
    /// The shop's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Where it stands, in the shop's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// What is swapped.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<LineSwap>,
    /// Method that pays or gets the difference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settle_with: Option<PaymentMethodId>,
    /// Positive when the customer pays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price_difference: Option<Money>,
}

/// One line and the variant wanted instead.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LineSwap {
    /// Line of the order.
    pub line_id: LineId,
    /// The wanted variant.
    pub variant_id: VariantId,
}

impl OrderStatus {
    /// As in the Commerce API, for example `return_requested`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cancelled => "cancelled",
            Self::Delivered => "delivered",
            Self::ExchangeRequested => "exchange_requested",
            Self::Pending => "pending",
            Self::PendingModified => "pending_modified",
            Self::Processed => "processed",
            Self::ReturnRequested => "return_requested",
            Self::Shipped => "shipped",
        }
    }
}

impl Order {
    /// What the shopper calls this order: its number, else its id.
    #[must_use]
    pub fn shown_number(&self) -> &str {
        self.number.as_deref().unwrap_or(self.id.as_str())
    }

    /// Whether it has been received, whatever became of it then.
    #[must_use]
    pub const fn was_delivered(&self) -> bool {
        matches!(
            self.status,
            OrderStatus::Delivered | OrderStatus::ExchangeRequested | OrderStatus::ReturnRequested
        )
    }

    /// Whether a line counts as delivered, by the order or by a parcel of its own.
    #[must_use]
    pub fn has_arrived(&self, id: &LineId) -> bool {
        let holds = |parcel: &Fulfillment| {
            parcel.status == Some(FulfillmentStatus::Delivered)
                && (parcel.line_ids.is_empty() || parcel.line_ids.contains(id))
        };
        let in_parcel = || self.fulfillments.iter().any(holds);
        self.was_delivered() || self.status != OrderStatus::Cancelled && in_parcel()
    }

    /// Minor units that went back, in all.
    #[must_use]
    pub fn refunded_minor(&self) -> i64 {
        let refunds = self.payments.iter().filter(|p| p.kind == PaymentDirection::Refund);
        refunds.fold(0_i64, |sum, payment| sum.saturating_add(payment.amount.minor()))
    }

    /// Parcels that a line is in: one more than it takes where it was sent again.
    #[must_use]
    pub fn parcels_with(&self, id: &LineId) -> usize {
        self.fulfillments.iter().filter(|parcel| parcel.line_ids.contains(id)).count()
    }

    /// The line with this id.
    #[must_use]
    pub fn line(&self, id: &LineId) -> Option<&OrderLine> {
        self.lines.iter().find(|line| line.id == *id)
    }

    /// The method that paid first: where money goes back to unless something else is said.
    #[must_use]
    pub fn original_method(&self) -> Option<&PaymentMethodId> {
        let payments = self.payments.iter();
        let mut paid = payments.filter(|payment| payment.kind == PaymentDirection::Payment);
        paid.find_map(|payment| payment.payment_method_id.as_ref())
    }
}
