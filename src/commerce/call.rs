//! Calls to a shop, and what it may answer.
//!
//! A customer's things can only be asked for with the proof of who asks: every constructor takes it.
//! The calls that bring a proof about are made from a claim alone, in `identity`. So reading a stranger's order is not a mistake that compiles.

use std::collections::BTreeMap;

use edgewise_tagged::Tagged;
use serde::{Deserialize, Serialize};

use super::{
    Action, ActionKind, Change, Checkout, CheckoutLine, Customer, Discount, Fields, Loyalty,
    ModelQuestion, ModelWish, Order, PrivacyRequest, Product, ServiceCall, Subscription,
};
use crate::{
    base::{
        id::{CallId, CustomerId, OrderId, ProductId, SubscriptionId, VariantId},
        money::Money,
        skill_id::SkillId,
        time::Timestamp,
    },
    identity::{CodeCheck, Lookup, Verified},
    knowledge::{FoundPassage, KnowledgeSearch},
};

/// One request to the shop.
#[derive(Clone, Debug, PartialEq, Serialize, Tagged)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Call {
    /// Changes something.
    Act(Action),
    /// Asks a service of the merchant's own, which changes nothing by it. Answered through a connector,
    /// not by the shop.
    Ask(ServiceCall),
    /// Finds out whether a one-time code is right. Answered by whoever sent it, not by the shop.
    CheckCode(CodeCheck),
    /// Asks what was done for a customer before. Answered by the customer's own count, not by the
    /// shop.
    Count(Count),
    /// Finds out who is writing.
    Identify(Lookup),
    /// Changes nothing.
    Read(Read),
    /// Searches the shop's own pages. Answered by their index, not by the shop.
    Search(KnowledgeSearch),
    /// Finds out what a message wants. Answered by a language model, not by the shop.
    Understand(ModelQuestion),
}

/// A question to the count of what was done for a customer.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Count {
    customer_id: CustomerId,
    /// Counted from now on, where it is about to be done: two conversations at once each see what
    /// the other has begun. Taken back where it is not done after all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    hold: Option<CountedAction>,
}

/// One action as it is counted.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct CountedAction {
    /// Of which kind.
    pub action: ActionKind,
    /// To which order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_id: Option<OrderId>,
    /// By which of the merchant's own skills.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skill: Option<SkillId>,
    /// Money that moved, either way; never negative.
    pub amount: Money,
    /// When.
    pub at: Timestamp,
}

impl Call {
    /// What is asked of a service of the merchant's own, where it is one: to read, or to change
    /// something under a key with which it is done once.
    #[must_use]
    pub fn service(&self) -> Option<(&ServiceCall, Option<&str>)> {
        match self {
            Self::Act(action) => {
                let Change::Custom(custom) = action.change() else { return None };
                Some((&custom.act, Some(&custom.once)))
            }
            Self::Ask(asked) => Some((asked, None)),
            Self::CheckCode(_)
            | Self::Count(_)
            | Self::Identify(_)
            | Self::Read(_)
            | Self::Search(_)
            | Self::Understand(_) => None,
        }
    }
}

impl Call {
    /// What is known where no usable answer came: a change may have been made, a question has changed
    /// nothing, and `question` says what became of it.
    #[must_use]
    pub fn unheard(&self, question: ShopFault) -> ShopFault {
        if matches!(self, Self::Act(_)) { ShopFault::Unknown } else { question }
    }
}

impl Count {
    /// What was done for this customer.
    #[must_use]
    pub fn of(who: &Verified) -> Self {
        Self { customer_id: who.customer_id().clone(), hold: None }
    }

    /// What was done for this customer before `next`, which is counted from now on.
    #[must_use]
    pub fn holding(who: &Verified, next: CountedAction) -> Self {
        Self { customer_id: who.customer_id().clone(), hold: Some(next) }
    }

    /// Whose.
    #[must_use]
    pub const fn customer_id(&self) -> &CustomerId {
        &self.customer_id
    }

    /// What is counted from now on.
    #[must_use]
    pub const fn hold(&self) -> Option<&CountedAction> {
        self.hold.as_ref()
    }
}

/// A question to the shop, about one customer's things or about the catalogue.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Read {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    customer_id: Option<CustomerId>,
    what: ReadWhat,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ReadWhat {
    Capabilities,
    Customer,
    Loyalty,
    Order(OrderId),
    Orders,
    Product(ProductId),
    Products(String),
    Quote { lines: Vec<CheckoutLine>, code: Option<String> },
    Subscription(SubscriptionId),
    Subscriptions,
}

impl Read {
    /// The operations and closed lists that the shop supports.
    #[must_use]
    pub fn capabilities(who: &Verified) -> Self {
        Self::new(who, ReadWhat::Capabilities)
    }

    /// The customer's own record.
    #[must_use]
    pub fn customer(who: &Verified) -> Self {
        Self::new(who, ReadWhat::Customer)
    }

    /// The customer's loyalty account.
    #[must_use]
    pub fn loyalty(who: &Verified) -> Self {
        Self::new(who, ReadWhat::Loyalty)
    }

    /// One order. Somebody else's is answered as [`ShopFault::NotFound`].
    #[must_use]
    pub fn order(who: &Verified, order_id: OrderId) -> Self {
        Self::new(who, ReadWhat::Order(order_id))
    }

    /// The customer's orders, newest first.
    #[must_use]
    pub fn orders(who: &Verified) -> Self {
        Self::new(who, ReadWhat::Orders)
    }

    /// One product with the price and availability of every variant. Open to everybody.
    #[must_use]
    pub const fn product(product_id: ProductId) -> Self {
        Self { customer_id: None, what: ReadWhat::Product(product_id) }
    }

    /// The products that fit some words. Open to everybody.
    #[must_use]
    pub const fn products(query: String) -> Self {
        Self { customer_id: None, what: ReadWhat::Products(query) }
    }

    /// What these things come to for the customer, with a code where there is one. The shop answers with
    /// a cart that nobody needs to pay: nothing is bought or held by it.
    #[must_use]
    pub fn quote(who: &Verified, lines: Vec<CheckoutLine>, code: Option<String>) -> Self {
        Self::new(who, ReadWhat::Quote { lines, code })
    }

    /// One repeated delivery. Somebody else's is answered as [`ShopFault::NotFound`].
    #[must_use]
    pub fn subscription(who: &Verified, subscription_id: SubscriptionId) -> Self {
        Self::new(who, ReadWhat::Subscription(subscription_id))
    }

    /// The customer's repeated deliveries.
    #[must_use]
    pub fn subscriptions(who: &Verified) -> Self {
        Self::new(who, ReadWhat::Subscriptions)
    }

    /// Whose things are asked for, where they are somebody's.
    #[must_use]
    pub const fn customer_id(&self) -> Option<&CustomerId> {
        self.customer_id.as_ref()
    }

    pub(super) const fn what(&self) -> &ReadWhat {
        &self.what
    }

    fn new(who: &Verified, what: ReadWhat) -> Self {
        Self { customer_id: Some(who.customer_id().clone()), what }
    }
}

/// What the shop said.
pub type ShopResult = Result<Answer, ShopFault>;

/// A usable answer, of the kind that the call asks for.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// To [`Read::capabilities`].
    Capabilities(Capabilities),
    /// After an action on our own record: where marketing may be sent.
    Consents(BTreeMap<String, bool>),
    /// To [`Read::quote`], and after an action: the cart that was prepared.
    Checkout(Checkout),
    /// To [`Read::customer`].
    Customer(Box<Customer>),
    /// To [`Call::Count`]: what was done before, oldest first.
    Counted(Vec<CountedAction>),
    /// To [`Call::CheckCode`].
    CodeChecked {
        /// Whether it is the code.
        right: bool,
    },
    /// After an action: the code that was made.
    Discount(Discount),
    /// To [`Call::Ask`], and after an action through a connector.
    Fields(Fields),
    /// To a look-up. Seen by nobody but who proves identities.
    Found(Vec<Customer>),
    /// To [`Read::loyalty`].
    Loyalty(Box<Loyalty>),
    /// After an action on our own record: the request that is under way.
    Privacy(PrivacyRequest),
    /// To a look-up or a code, where there were too many already: it was not made.
    NotNow {
        /// When another may be made.
        until: Timestamp,
    },
    /// To [`Read::order`], and the changed order after an action.
    Order(Box<Order>),
    /// To [`Read::orders`].
    Orders(OrderList),
    /// To [`Call::Search`]: the passages that may answer it, the likeliest first.
    Passages(Vec<FoundPassage>),
    /// To [`Read::product`].
    Product(Box<Product>),
    /// To [`Read::products`].
    Products(Vec<Product>),
    /// To [`Read::subscription`], and the changed one after an action.
    Subscription(Box<Subscription>),
    /// To [`Read::subscriptions`].
    Subscriptions(Vec<Subscription>),
    /// After an action on our own record: what is waited for.
    Waiting(Vec<VariantId>),
    /// To [`Call::Understand`].
    Wishes(Vec<ModelWish>),
}

/// A page of orders.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct OrderList {
    /// Newest first.
    pub orders: Vec<Order>,
    /// Whether the shop has more than these.
    pub more: bool,
}

/// A call that is to be performed.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct PendingCall {
    /// Derived from turn, goal and step: a repeated run asks under the same id, and the shop
    /// recognises a repeated action by it.
    pub id: CallId,
    /// What to ask or do.
    pub call: Call,
}

/// A call that was performed.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct AnsweredCall {
    /// The id under which it was asked.
    pub id: CallId,
    /// What was asked or done.
    pub call: Call,
    /// What came back.
    pub result: ShopResult,
    /// When.
    pub answered_at: Timestamp,
    /// Milliseconds from asking to knowing, all tries included.
    pub waited_ms: u32,
}

/// What a shop supports.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Capabilities {
    /// Operation ids of the Commerce API.
    #[serde(default)]
    pub operations: Vec<String>,
    /// Accepted reasons of a cancellation.
    #[serde(default)]
    pub cancel_reasons: Vec<String>,
    /// Accepted reasons of a return.
    #[serde(default)]
    pub return_reasons: Vec<String>,
    /// Currency of the shop.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// Countries delivered to.
    #[serde(default)]
    pub countries: Vec<String>,
}

/// Why there is no usable answer.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum ShopFault {
    /// The answer is not what the Commerce API promises.
    #[error("the shop's answer could not be read: {reason}")]
    Malformed {
        /// What is wrong, without values.
        reason: String,
    },
    /// No such thing, or it belongs to somebody else.
    #[error("the shop knows no such thing of this customer")]
    NotFound,
    /// Too many calls, even after waiting as asked.
    #[error("the shop asks for fewer calls")]
    RateLimited,
    /// The state or the shop's rules forbid it. Nothing was changed.
    #[error("the shop refused: {code}")]
    Refused {
        /// Stable code of the Commerce API, for example `not_allowed`.
        code: String,
    },
    /// No answer within the playbook's bound. Only for reads: nothing can have changed.
    #[error("the shop did not answer in time")]
    TimedOut,
    /// The shop answers with faults of its own, or not at all.
    #[error("the shop is not available")]
    Unavailable,
    /// An action was sent and its end is not known: it may have happened.
    #[error("the shop's answer to a change is missing")]
    Unknown,
}

impl ShopFault {
    /// Stable, free of personal data: goes into receipts and metrics.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Malformed { .. } => "shop.malformed",
            Self::NotFound => "shop.not_found",
            Self::RateLimited => "shop.rate_limited",
            Self::Refused { .. } => "shop.refused",
            Self::TimedOut => "shop.timed_out",
            Self::Unavailable => "shop.unavailable",
            Self::Unknown => "shop.unknown_result",
        }
    }
}
