//! The kinds of actions, by the names that guardrails, receipts and metrics know them by.

use serde::{Deserialize, Serialize};

/// The kind of an action, as guardrails, receipts and metrics name it.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ActionKind {
    /// Money back for a price that has fallen since.
    AdjustPrice,
    /// Cancel a whole order.
    CancelOrder,
    /// End a repeated delivery.
    CancelSubscription,
    /// Send an order elsewhere.
    ChangeAddress,
    /// Marketing no more, or again.
    ChangeConsent,
    /// Send later orders elsewhere.
    ChangeDefaultAddress,
    /// Other variants in an order that has not been packed.
    ChangeItems,
    /// Pay an order with another method.
    ChangePayment,
    /// What a repeated delivery brings, how much of it, how often and when; going on with it.
    ChangeSubscription,
    /// Prepare a cart.
    Checkout,
    /// What a skill of the merchant's own does.
    Custom,
    /// Make a code that takes something off.
    Discount,
    /// Swap something delivered.
    Exchange,
    /// Leave out deliveries of a repeated delivery: the next one, or all for a time.
    PauseSubscription,
    /// Spend points on a reward.
    RedeemReward,
    /// Money back without goods back.
    Refund,
    /// Goods again, free of charge.
    Replace,
    /// Have all that is held erased.
    RequestDeletion,
    /// Have all that is held copied.
    RequestExport,
    /// Send something delivered back.
    Return,
    /// Wait for something that is sold out, or no more.
    WatchStock,
}

impl ActionKind {
    /// Stable name, for example `cancel_order`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AdjustPrice => "adjust_price",
            Self::CancelOrder => "cancel_order",
            Self::CancelSubscription => "cancel_subscription",
            Self::ChangeAddress => "change_address",
            Self::ChangeConsent => "change_consent",
            Self::ChangeDefaultAddress => "change_default_address",
            Self::ChangeItems => "change_items",
            Self::ChangePayment => "change_payment",
            Self::ChangeSubscription => "change_subscription",
            Self::Checkout => "checkout",
            Self::Custom => "custom",
            Self::Discount => "discount",
            Self::Exchange => "exchange",
            Self::PauseSubscription => "pause_subscription",
            Self::RedeemReward => "redeem_reward",
            Self::Refund => "refund",
            Self::Replace => "replace",
            Self::RequestDeletion => "request_deletion",
            Self::RequestExport => "request_export",
            Self::Return => "return",
            Self::WatchStock => "watch_stock",
        }
    }
}
