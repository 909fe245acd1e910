//! Requests, responses and what a change leaves behind, as values.

use edgewise::base::time::Timestamp;
use serde::{Deserialize, Serialize};

/// One request of the Commerce API.
#[derive(Clone, Debug, Default)]
pub struct StoreRequest {
    /// HTTP method, in capitals.
    pub method: String,
    /// Path, still percent-encoded, for example `/orders/ord_12345/cancel`.
    pub path: String,
    /// Query, still percent-encoded, without the question mark.
    pub query: String,
    /// The `Idempotency-Key` header.
    pub idempotency_key: Option<String>,
    /// Body as sent.
    pub body: Vec<u8>,
}

/// The answer, and what must be done before and after it is sent.
#[derive(Clone, Debug, PartialEq)]
pub struct StoreResponse {
    /// HTTP status.
    pub status: u16,
    /// The `Retry-After` header. The shop itself is never busy; who wraps it may play that it is.
    pub retry_after_seconds: Option<u32>,
    /// JSON; `application/problem+json` when the status is 400 or above.
    pub body: String,
    /// To be stored before the answer is sent, each under its kind and id, over what stands there.
    pub changes: Vec<StoredChange>,
    /// To be sent to `POST /v1/events` once the changes are stored.
    pub events: Vec<StoreEvent>,
}

/// A resource that is no longer as generated, or a remembered answer. Later ones replace earlier
/// ones of the same kind and id, so what is stored stays as small as what was touched.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct StoredChange {
    /// What it is.
    pub kind: ChangeKind,
    /// Unique within its kind.
    pub id: String,
    /// JSON.
    pub body: String,
}

/// Kinds of stored changes.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// The first answer to an idempotency key. Slots are reused, so their number is bounded.
    Answer,
    /// A customer.
    Customer,
    /// A discount code.
    Discount,
    /// A loyalty account, under its customer's id.
    Loyalty,
    /// An order.
    Order,
    /// A product.
    Product,
    /// A subscription.
    Subscription,
}

impl ChangeKind {
    /// Stable name for a storage key.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Customer => "customer",
            Self::Discount => "discount",
            Self::Loyalty => "loyalty",
            Self::Order => "order",
            Self::Product => "product",
            Self::Subscription => "subscription",
        }
    }

    /// The kind that [`ChangeKind::name`] gave this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let all = [
            Self::Answer,
            Self::Customer,
            Self::Discount,
            Self::Loyalty,
            Self::Order,
            Self::Product,
            Self::Subscription,
        ];
        all.into_iter().find(|kind| kind.name() == name)
    }
}

/// One event of the shop. It serialises as a CloudEvent that only lacks `specversion` and `source`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StoreEvent {
    /// Never used for another event of this shop, and the same again when a request is replayed
    /// against the same state.
    pub id: String,
    /// For example `order.updated`.
    #[serde(rename = "type")]
    pub event_type: String,
    /// The customer whose resource it is; absent for products.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// When the change was made.
    pub time: Timestamp,
    /// The whole resource. A loyalty account carries its `customer_id` in addition.
    pub data: serde_json::Value,
}

/// Somebody whom a visitor of the demo page may choose to be.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Persona {
    /// The same for every seed.
    pub customer_id: String,
    /// Whole name.
    pub name: String,
    /// Their situation in one plain sentence.
    pub blurb: String,
}
