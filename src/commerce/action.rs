//! Changes of what belongs to one customer, and whether the shop's record shows them.

use edgewise_tagged::Tagged;
use serde::{Deserialize, Serialize};

use super::{
    ActionKind, Address, Answer, CheckoutLine, CustomChange, Customer, DiscountReason, LineSwap,
    Loyalty, Order, OrderLine, OrderStatus, PaymentDirection, PrivacyKind, ReturnLine, StockItem,
    Subscription, SubscriptionStep,
};
use crate::{
    base::{
        id::{CustomerId, LineId, OrderId, PaymentMethodId, SubscriptionId},
        money::Money,
        pii::Pii,
        time::Timestamp,
    },
    identity::Verified,
};

/// A change of something that belongs to one customer.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Action {
    customer_id: CustomerId,
    change: Change,
}

/// What an action changes.
#[derive(Clone, Debug, PartialEq, Serialize, Tagged)]
#[serde(rename_all = "snake_case", tag = "change")]
pub enum Change {
    /// Gives back what something costs less since it was bought.
    AdjustPrice {
        /// Which.
        order_id: OrderId,
        /// What.
        line_ids: Vec<LineId>,
        /// How much.
        amount: Money,
    },
    /// Cancels a whole order.
    CancelOrder {
        /// Which.
        order_id: OrderId,
        /// Why, from the shop's list.
        reason: String,
    },
    /// Swaps variants in an order that has not been packed.
    ChangeLines {
        /// Which.
        order_id: OrderId,
        /// What for what.
        swaps: Vec<LineSwap>,
        /// Pays or gets the difference.
        settle_with: PaymentMethodId,
    },
    /// Swaps delivered goods for other variants.
    Exchange {
        /// Which.
        order_id: OrderId,
        /// What for what.
        swaps: Vec<LineSwap>,
        /// Pays or gets the difference.
        settle_with: PaymentMethodId,
    },
    /// Prepares a cart with a link where the customer pays. Nothing is bought by it.
    Checkout {
        /// What is in it.
        lines: Vec<CheckoutLine>,
    },
    /// Does what a skill of the merchant's own is for, through a connector.
    Custom(Box<CustomChange>),
    /// Makes a code that takes something off a purchase of this customer.
    Discount {
        /// Hundredths that it takes off, 1 to 100.
        percent: u8,
        /// What for.
        reason: DiscountReason,
        /// Until when it can be used; the shop's own choice where absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        expires_at: Option<Timestamp>,
    },
    /// Spends points.
    RedeemReward {
        /// On which of the shop's rewards.
        reward_id: String,
        /// How many, as the shop asked when it was summarised.
        cost: i64,
    },
    /// Gives money back with no goods back.
    Refund {
        /// Which.
        order_id: OrderId,
        /// For what.
        line_ids: Vec<LineId>,
        /// How much.
        amount: Money,
        /// Why.
        reason: String,
        /// Where to; the shop's own choice where absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        refund_to: Option<PaymentMethodId>,
    },
    /// Sends lines again, free of charge.
    Replace {
        /// Which.
        order_id: OrderId,
        /// What.
        line_ids: Vec<LineId>,
        /// Why.
        reason: String,
    },
    /// Has a person erase, or copy, all that is held about the customer. Nothing is erased by it.
    RequestPrivacy {
        /// Which of the two.
        kind: PrivacyKind,
        /// By when.
        due_at: Timestamp,
    },
    /// Sends delivered goods back.
    Return {
        /// Which.
        order_id: OrderId,
        /// What.
        lines: Vec<ReturnLine>,
        /// Where the money goes.
        refund_to: PaymentMethodId,
    },
    /// Marketing may be sent no more, or again. In our own record.
    SetConsent {
        /// On which channels.
        channels: Vec<String>,
        /// Given or withdrawn.
        granted: bool,
    },
    /// Sends later orders elsewhere.
    SetDefaultAddress {
        /// Where to.
        address: Pii<Address>,
    },
    /// Pays an order with another method.
    SetPaymentMethod {
        /// Which.
        order_id: OrderId,
        /// With what.
        payment_method_id: PaymentMethodId,
    },
    /// Sends an order elsewhere.
    SetShippingAddress {
        /// Which.
        order_id: OrderId,
        /// Where to.
        address: Pii<Address>,
    },
    /// Changes a repeated delivery.
    Subscription {
        /// Which.
        subscription_id: SubscriptionId,
        /// How.
        step: SubscriptionStep,
    },
    /// Waits for things that are sold out, or no more. In our own record.
    WatchStock {
        /// For what.
        items: Vec<StockItem>,
        /// Whether they are waited for.
        on: bool,
    },
}

/// What a change is done to.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Target {
    /// Something new, which stands by itself.
    Checkout,
    /// The customer's own record.
    Customer,
    /// A code, which stands by itself.
    Discount,
    /// The customer's loyalty account.
    Loyalty,
    /// An order.
    Order(OrderId),
    /// Our own record of the customer.
    Own(OwnRecord),
    /// What a service of the merchant's own keeps, by what makes it the same.
    Service(String),
    /// A repeated delivery.
    Subscription(SubscriptionId),
}

/// A part of our own record.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum OwnRecord {
    /// Where marketing may be sent.
    Consents,
    /// Requests to have all of it erased.
    Deletion,
    /// Requests to have all of it copied.
    Export,
    /// What is waited for.
    Stock,
}

/// What a change was judged by, as the shop showed it before.
#[derive(Clone, Copy, Debug, Default)]
pub struct Before<'a> {
    /// The order, where the change is on one.
    pub order: Option<&'a Order>,
    /// The loyalty account, where points are spent.
    pub loyalty: Option<&'a Loyalty>,
    /// The repeated delivery, where the change is on one.
    pub subscription: Option<&'a Subscription>,
}

impl Action {
    /// A change of what belongs to the proven customer.
    #[must_use]
    pub fn new(who: &Verified, change: Change) -> Self {
        Self { customer_id: who.customer_id().clone(), change }
    }

    /// Of which kind it is.
    #[must_use]
    pub const fn kind(&self) -> ActionKind {
        match &self.change {
            Change::AdjustPrice { .. } => ActionKind::AdjustPrice,
            Change::CancelOrder { .. } => ActionKind::CancelOrder,
            Change::ChangeLines { .. } => ActionKind::ChangeItems,
            Change::Checkout { .. } => ActionKind::Checkout,
            Change::Custom(_) => ActionKind::Custom,
            Change::Discount { .. } => ActionKind::Discount,
            Change::Exchange { .. } => ActionKind::Exchange,
            Change::RedeemReward { .. } => ActionKind::RedeemReward,
            Change::Refund { .. } => ActionKind::Refund,
            Change::Replace { .. } => ActionKind::Replace,
            Change::RequestPrivacy { kind: PrivacyKind::Deletion, .. } => {
                ActionKind::RequestDeletion
            }
            Change::RequestPrivacy { kind: PrivacyKind::Export, .. } => ActionKind::RequestExport,
            Change::Return { .. } => ActionKind::Return,
            Change::SetConsent { .. } => ActionKind::ChangeConsent,
            Change::SetDefaultAddress { .. } => ActionKind::ChangeDefaultAddress,
            Change::SetPaymentMethod { .. } => ActionKind::ChangePayment,
            Change::SetShippingAddress { .. } => ActionKind::ChangeAddress,
            Change::Subscription { step, .. } => match step {
                SubscriptionStep::Cancel { .. } => ActionKind::CancelSubscription,
                SubscriptionStep::Pause { .. } | SubscriptionStep::SkipNext => {
                    ActionKind::PauseSubscription
                }
                SubscriptionStep::Resume { .. }
                | SubscriptionStep::SetInterval { .. }
                | SubscriptionStep::SetNextCharge { .. }
                | SubscriptionStep::SetQuantity { .. }
                | SubscriptionStep::Swap { .. } => ActionKind::ChangeSubscription,
            },
            Change::WatchStock { .. } => ActionKind::WatchStock,
        }
    }

    /// Stable name in guardrails, receipts and metrics.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.kind().as_str()
    }

    /// The lines of the order that it is about.
    #[must_use]
    pub fn lines<'a>(&self, order: &'a Order) -> Vec<&'a OrderLine> {
        let is_meant = |line: &OrderLine| match &self.change {
            Change::CancelOrder { .. } => true,
            Change::ChangeLines { swaps, .. } | Change::Exchange { swaps, .. } => {
                swaps.iter().any(|swap| swap.line_id == line.id)
            }
            Change::AdjustPrice { line_ids, .. }
            | Change::Refund { line_ids, .. }
            | Change::Replace { line_ids, .. } => line_ids.contains(&line.id),
            Change::Return { lines, .. } => lines.iter().any(|held| held.line_id == line.id),
            Change::Checkout { .. }
            | Change::Custom(_)
            | Change::Discount { .. }
            | Change::RequestPrivacy { .. }
            | Change::SetConsent { .. }
            | Change::RedeemReward { .. }
            | Change::SetDefaultAddress { .. }
            | Change::SetPaymentMethod { .. }
            | Change::SetShippingAddress { .. }
            | Change::Subscription { .. }
            | Change::WatchStock { .. } => false,
        };
        order.lines.iter().filter(|line| is_meant(line)).collect()
    }

    /// Whose things are changed.
    #[must_use]
    pub const fn customer_id(&self) -> &CustomerId {
        &self.customer_id
    }

    /// What is changed, and how.
    #[must_use]
    pub const fn change(&self) -> &Change {
        &self.change
    }

    /// The order that is changed, where it is one.
    #[must_use]
    pub const fn order_id(&self) -> Option<&OrderId> {
        match &self.change {
            Change::AdjustPrice { order_id, .. }
            | Change::CancelOrder { order_id, .. }
            | Change::ChangeLines { order_id, .. }
            | Change::Exchange { order_id, .. }
            | Change::Refund { order_id, .. }
            | Change::Replace { order_id, .. }
            | Change::Return { order_id, .. }
            | Change::SetPaymentMethod { order_id, .. }
            | Change::SetShippingAddress { order_id, .. } => Some(order_id),
            Change::Checkout { .. }
            | Change::Custom(_)
            | Change::Discount { .. }
            | Change::RequestPrivacy { .. }
            | Change::SetConsent { .. }
            | Change::RedeemReward { .. }
            | Change::SetDefaultAddress { .. }
            | Change::Subscription { .. }
            | Change::WatchStock { .. } => None,
        }
    }

    /// The repeated delivery that is changed, where it is one.
    #[must_use]
    pub const fn subscription_id(&self) -> Option<&SubscriptionId> {
        if let Change::Subscription { subscription_id, .. } = &self.change {
            Some(subscription_id)
        } else {
            None
        }
    }

    /// What it is done to.
    #[must_use]
    pub fn target(&self) -> Target {
        match (&self.change, self.order_id()) {
            (Change::Checkout { .. }, _) => Target::Checkout,
            (Change::Custom(custom), _) => Target::Service(custom.once.clone()),
            (Change::Discount { .. }, _) => Target::Discount,
            (Change::SetConsent { .. }, _) => Target::Own(OwnRecord::Consents),
            (Change::WatchStock { .. }, _) => Target::Own(OwnRecord::Stock),
            (Change::RequestPrivacy { kind: PrivacyKind::Deletion, .. }, _) => {
                Target::Own(OwnRecord::Deletion)
            }
            (Change::RequestPrivacy { kind: PrivacyKind::Export, .. }, _) => {
                Target::Own(OwnRecord::Export)
            }
            (Change::RedeemReward { .. }, _) => Target::Loyalty,
            (Change::Subscription { subscription_id, .. }, _) => {
                Target::Subscription(subscription_id.clone())
            }
            (_, Some(order_id)) => Target::Order(order_id.clone()),
            (_, None) => Target::Customer,
        }
    }

    /// Whether it changes only our own record, which no shop is asked for.
    #[must_use]
    pub fn is_own(&self) -> bool {
        matches!(self.target(), Target::Own(_))
    }

    /// Whether the wish itself is the yes: nobody has to be asked twice to be left alone, or to be told
    /// something once.
    #[must_use]
    pub const fn needs_no_yes(&self) -> bool {
        matches!(self.change, Change::SetConsent { granted: false, .. } | Change::WatchStock { .. })
    }

    /// Adds another change of the same kind to the same order, so that what a shop allows once is
    /// asked for once. False where the two do not go together, and nothing is changed.
    #[must_use]
    pub fn absorb(&mut self, other: &Self) -> bool {
        if self.customer_id != other.customer_id || self.target() != other.target() {
            return false;
        }
        match (&mut self.change, &other.change) {
            (
                Change::ChangeLines { swaps, settle_with, .. },
                Change::ChangeLines { swaps: more, settle_with: with, .. },
            )
            | (
                Change::Exchange { swaps, settle_with, .. },
                Change::Exchange { swaps: more, settle_with: with, .. },
            ) => {
                let twice =
                    more.iter().any(|swap| swaps.iter().any(|held| held.line_id == swap.line_id));
                if settle_with == with && !twice {
                    swaps.extend(more.iter().cloned());
                    return true;
                }
                false
            }
            (
                Change::Return { lines, refund_to, .. },
                Change::Return { lines: more, refund_to: to, .. },
            ) => {
                let twice =
                    more.iter().any(|line| lines.iter().any(|held| held.line_id == line.line_id));
                if refund_to == to && !twice {
                    lines.extend(more.iter().cloned());
                    return true;
                }
                false
            }
            _ => false,
        }
    }

    /// Whether the shop's record, read after the change, shows it.
    #[must_use]
    pub fn is_shown_by(&self, after: &Answer, before: Before<'_>) -> bool {
        match after {
            Answer::Checkout(checkout) => checkout.url.starts_with("https://"),
            Answer::Customer(customer) => self.is_shown_by_customer(customer),
            Answer::Consents(held) => {
                let Change::SetConsent { channels, granted } = &self.change else { return false };
                channels.iter().all(|channel| held.get(channel) == Some(granted))
            }
            Answer::Privacy(held) => {
                matches!(&self.change, Change::RequestPrivacy { kind, .. } if *kind == held.kind)
            }
            Answer::Discount(made) => {
                let Change::Discount { percent, .. } = &self.change else { return false };
                made.is_usable() && made.percent == *percent
            }
            Answer::Loyalty(account) => self.is_shown_by_loyalty(account, before.loyalty),
            Answer::Order(order) => {
                Some(&order.id) == self.order_id() && self.shows(order, before.order)
            }
            Answer::Subscription(after) => {
                let Change::Subscription { subscription_id, step } = &self.change else {
                    return false;
                };
                after.id == *subscription_id && step.is_shown_by(after, before.subscription)
            }
            Answer::Waiting(held) => {
                let Change::WatchStock { items, on } = &self.change else { return false };
                items.iter().all(|item| held.contains(&item.variant_id) == *on)
            }
            Answer::Fields(outputs) => {
                matches!(&self.change, Change::Custom(custom) if custom.is_shown_by(outputs))
            }
            Answer::Capabilities(_)
            | Answer::CodeChecked { .. }
            | Answer::Counted(_)
            | Answer::Found(_)
            | Answer::NotNow { .. }
            | Answer::Orders(_)
            | Answer::Passages(_)
            | Answer::Product(_)
            | Answer::Products(_)
            | Answer::Subscriptions(_)
            | Answer::Wishes(_) => false,
        }
    }

    fn is_shown_by_customer(&self, customer: &Customer) -> bool {
        let Change::SetDefaultAddress { address } = &self.change else { return false };
        let held = customer.default_address.as_ref();
        held.is_some_and(|held| held.expose().is_same_place(address.expose()))
    }

    /// A redemption is shown by an entry that was not there before and takes its points; where a shop
    /// lists no entries, by the balance.
    fn is_shown_by_loyalty(&self, after: &Loyalty, before: Option<&Loyalty>) -> bool {
        let (Change::RedeemReward { cost, .. }, Some(before)) = (&self.change, before) else {
            return false;
        };
        let taken = cost.saturating_neg();
        if after.history.is_empty() && before.history.is_empty() {
            let left = before.points.map(|points| points.saturating_sub(*cost));
            return left.is_some() && after.points == left;
        }
        let known = before.history.first();
        let mut new = after.history.iter().take_while(|entry| Some(*entry) != known);
        let grown = after.history.len() > before.history.len();
        (grown || known.is_some_and(|known| after.history.contains(known)))
            && new.any(|entry| entry.delta == taken)
    }

    fn shows(&self, after: &Order, before: Option<&Order>) -> bool {
        match &self.change {
            Change::CancelOrder { .. } => after.status == OrderStatus::Cancelled,
            Change::ChangeLines { swaps, .. } => swaps.iter().all(|swap| {
                let swapped = |line: &&OrderLine| line.id == swap.line_id;
                after.lines.iter().find(swapped).is_some_and(|l| l.variant_id == swap.variant_id)
            }),
            Change::Exchange { swaps, .. } => after.exchanges.last().is_some_and(|exchange| {
                let grown = before.is_none_or(|b| b.exchanges.len() < after.exchanges.len());
                grown && is_same_set(&exchange.lines, swaps)
            }),
            Change::AdjustPrice { amount, .. } | Change::Refund { amount, .. } => before
                .is_some_and(|before| {
                    let grown = after.refunded_minor().saturating_sub(before.refunded_minor());
                    grown >= amount.minor()
                }),
            Change::Replace { line_ids, .. } => before.is_some_and(|before| {
                let grown = |id: &LineId| after.parcels_with(id) > before.parcels_with(id);
                line_ids.iter().all(grown)
            }),
            Change::Return { lines, .. } => after.returns.last().is_some_and(|held| {
                let grown = before.is_none_or(|b| b.returns.len() < after.returns.len());
                let has = |line: &ReturnLine| held.lines.iter().any(|h| h.line_id == line.line_id);
                grown && held.lines.len() == lines.len() && lines.iter().all(has)
            }),
            Change::Checkout { .. }
            | Change::Custom(_)
            | Change::Discount { .. }
            | Change::RequestPrivacy { .. }
            | Change::SetConsent { .. }
            | Change::RedeemReward { .. }
            | Change::SetDefaultAddress { .. }
            | Change::Subscription { .. }
            | Change::WatchStock { .. } => false,
            Change::SetPaymentMethod { payment_method_id, .. } => {
                let pays = |order: &Order| {
                    let paid = order.payments.iter().filter(|payment| {
                        payment.kind == PaymentDirection::Payment
                            && payment.payment_method_id.as_ref() == Some(payment_method_id)
                    });
                    paid.count()
                };
                pays(after) > before.map_or(0, pays)
            }
            Change::SetShippingAddress { address, .. } => after
                .shipping_address
                .as_ref()
                .is_some_and(|held| held.expose().is_same_place(address.expose())),
        }
    }
}

fn is_same_set(held: &[LineSwap], wanted: &[LineSwap]) -> bool {
    held.len() == wanted.len() && wanted.iter().all(|swap| held.contains(swap))
}
