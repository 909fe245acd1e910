//! What a change is told as: before a yes as what will happen, after it as what was done.

use edgewise_tagged::Tagged;
use serde::{Deserialize, Serialize};

use super::{CustomFact, LineFact, PriceFact, SubscriptionChangeFact, WatchFact};
use crate::{
    base::{money::Money, pii::Pii, time::Timestamp},
    commerce::{Address, PaymentKind, PaymentMethod, PrivacyKind},
};

/// A change, with everything a customer must know to say yes to it.
#[derive(Clone, Debug, PartialEq, Serialize, Tagged)]
#[serde(rename_all = "snake_case", tag = "change")]
pub enum ChangeFact {
    /// What something costs less since it was bought goes back.
    AdjustPrice {
        /// Which order.
        number: String,
        /// For what.
        lines: Vec<PriceFact>,
        /// How much.
        amount: Money,
    },
    /// A whole order is cancelled.
    CancelOrder {
        /// Which order.
        number: String,
        /// What is in it.
        titles: Vec<String>,
        /// What was paid and goes back, by method.
        refunds: Vec<RefundFact>,
        /// Why, in the shop's words.
        reason: String,
    },
    /// Variants are swapped in an order that has not been packed.
    ChangeLines(SwapsFact),
    /// A cart is prepared.
    Checkout {
        /// What is in it.
        lines: Vec<CartLineFact>,
        /// What it comes to, delivery aside.
        total: Money,
        /// Where it is paid, once it is there; `https` only.
        url: Option<String>,
    },
    /// What a skill of the merchant's own does.
    Custom(Box<CustomFact>),
    /// A code is made that takes something off.
    Discount {
        /// Hundredths that it takes off.
        percent: u8,
        /// Until when it can be used, where the shop says so.
        expires_at: Option<Timestamp>,
        /// What is typed, once it is there.
        code: Option<String>,
        /// What was wanted, where it is more.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        asked: Option<u8>,
        /// The reason, in the merchant's words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        because: Option<String>,
    },
    /// Delivered goods are swapped.
    Exchange(SwapsFact),
    /// Points are spent on a reward.
    RedeemReward {
        /// What they buy.
        title: String,
        /// How many.
        cost: i64,
        /// How many are left after it.
        left: i64,
        /// The shop's entry of it, with the code where there is one, once it is there.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        entry: Option<String>,
    },
    /// Money goes back with no goods back.
    Refund {
        /// Which order.
        number: String,
        /// For what.
        lines: Vec<LineFact>,
        /// How much.
        amount: Money,
        /// Where to; absent where the shop decides.
        method: Option<MethodFact>,
    },
    /// Lines are sent again, free of charge.
    Replace {
        /// Which order.
        number: String,
        /// What.
        lines: Vec<LineFact>,
    },
    /// A person erases, or copies, all that is held about the customer.
    RequestPrivacy {
        /// Which of the two.
        kind: PrivacyKind,
        /// By when.
        due_at: Timestamp,
    },
    /// Delivered goods go back.
    Return {
        /// Which order.
        number: String,
        /// What.
        lines: Vec<LineFact>,
        /// What comes back for it.
        refund: Money,
        /// Where to.
        method: MethodFact,
        /// Label to print, once it exists; `https` or `http` only.
        label_url: Option<String>,
    },
    /// Marketing is sent no more, or again.
    SetConsent {
        /// On which channels.
        channels: Vec<String>,
        /// Given or withdrawn.
        granted: bool,
    },
    /// Later orders go elsewhere.
    SetDefaultAddress {
        /// Where to.
        address: Pii<Address>,
    },
    /// An order is paid otherwise.
    SetPaymentMethod {
        /// Which order.
        number: String,
        /// How much.
        total: Money,
        /// With what from now on.
        method: MethodFact,
        /// What goes back where.
        refunds: Vec<RefundFact>,
    },
    /// An order goes elsewhere.
    SetShippingAddress {
        /// Which order.
        number: String,
        /// What is in it.
        titles: Vec<String>,
        /// Where to.
        address: Pii<Address>,
    },
    /// A repeated delivery is changed.
    Subscription(Box<SubscriptionChangeFact>),
    /// Something that is sold out is waited for, or no more.
    WatchStock(Box<WatchFact>),
}

impl ChangeFact {
    /// The order that is changed, where it is one.
    #[must_use]
    pub fn number(&self) -> Option<&str> {
        match self {
            Self::ChangeLines(swaps) | Self::Exchange(swaps) => Some(&swaps.number),
            Self::AdjustPrice { number, .. }
            | Self::CancelOrder { number, .. }
            | Self::Refund { number, .. }
            | Self::Replace { number, .. }
            | Self::Return { number, .. }
            | Self::SetPaymentMethod { number, .. }
            | Self::SetShippingAddress { number, .. } => Some(number),
            Self::Checkout { .. }
            | Self::Custom(_)
            | Self::Discount { .. }
            | Self::RedeemReward { .. }
            | Self::RequestPrivacy { .. }
            | Self::SetConsent { .. }
            | Self::SetDefaultAddress { .. }
            | Self::Subscription(_)
            | Self::WatchStock(_) => None,
        }
    }
}

/// Something in a prepared cart.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct CartLineFact {
    /// What, at today's price.
    pub line: LineFact,
    /// What a piece cost when it was bought, where that was something else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<Money>,
}

impl CartLineFact {
    /// What things come to together; nothing for none, or where that cannot be said.
    #[must_use]
    pub fn total(lines: &[Self]) -> Option<Money> {
        let cost = |it: &Self| it.line.unit_price.times(it.line.quantity).ok();
        let (first, rest) = lines.split_first()?;
        rest.iter().try_fold(cost(first)?, |sum, it| sum.plus(cost(it)?).ok())
    }
}

/// Swaps of one order.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct SwapsFact {
    /// Which order.
    pub number: String,
    /// What for what.
    pub swaps: Vec<SwapFact>,
    /// Positive where the customer pays.
    pub difference: Money,
    /// Pays or gets the difference.
    pub method: MethodFact,
}

/// One line and what comes in its place.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct SwapFact {
    /// What they have.
    pub old: LineFact,
    /// What they get.
    pub new: LineFact,
    /// Names of options that differ though nobody asked for it.
    pub given_up: Vec<String>,
}

/// Money that goes back to a method.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct RefundFact {
    /// How much.
    pub amount: Money,
    /// Where to; the way it was paid where the shop does not say more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<MethodFact>,
}

/// A way to pay, as it is told. Never more of a card than its brand and last digits.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct MethodFact {
    /// What it is.
    pub kind: PaymentKind,
    /// Card brand.
    pub brand: Option<String>,
    /// Last digits.
    pub last4: Option<String>,
    /// What is left on it.
    pub balance: Option<Money>,
}

impl MethodFact {
    /// A method as it may be told.
    #[must_use]
    pub fn of(method: &PaymentMethod) -> Self {
        Self {
            kind: method.kind,
            brand: method.brand.clone(),
            last4: method.last4.clone(),
            balance: method.balance,
        }
    }
}
