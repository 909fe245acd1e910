//! What any shop can be asked, in our words: its resources, our calls and its answers.
//!
//! The resources are those of the Commerce API; they are read from events, from the shop's answers
//! and from the embedded demo store alike. `connector` turns a call into an HTTP request value and
//! bytes into an answer; only `functions` may use it.

mod action;
mod action_kind;
mod call;
mod checkout;
mod claim;
pub mod connector;
mod customer;
mod discount;
mod field;
mod language_model;
mod ledger;
mod loyalty;
mod order;
mod part;
mod privacy;
mod product;
mod service;
mod stock;
mod subscription;

pub use action::{Action, Before, Change, OwnRecord, Target};
pub use action_kind::ActionKind;
pub use call::{
    Answer, AnsweredCall, Call, Capabilities, Count, CountedAction, OrderList, PendingCall, Read,
    ShopFault, ShopResult,
};
pub use checkout::{Checkout, CheckoutLine};
pub use claim::{Problem, Remedy};
pub use customer::{Address, Customer, PaymentKind, PaymentMethod};
pub use discount::{CODE_CHARS_MAX, Discount, DiscountReason};
pub use field::{FieldKind, FieldValue};
pub use language_model::{MODEL_PARTS_MAX, MODEL_WISHES_MAX, ModelQuestion, ModelWish};
pub use ledger::{EntryKind, Ledger, LedgerEntry};
pub use loyalty::{Loyalty, LoyaltyEntry, Reward};
pub use order::{
    Exchange, Fulfillment, FulfillmentStatus, LineSwap, Order, OrderLine, OrderStatus, Payment,
    PaymentDirection, Return, ReturnLine, ReturnStatus,
};
pub use part::OrderPart;
pub use privacy::{PrivacyKind, PrivacyRequest};
pub use product::{Product, Variant};
pub use service::{CustomChange, Fields, ServiceCall, bind, facts, named_after};
pub use stock::StockItem;
pub use subscription::{Subscription, SubscriptionStatus, SubscriptionStep};
