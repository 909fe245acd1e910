//! What may reach the shop, said a second time and in other words than the guardrails say it, so that
//! the two can be held against each other.

use std::collections::BTreeMap;

use edgewise::{
    base::{id::LineId, time::Timestamp},
    commerce::{
        Action, ActionKind, Answer, AnsweredCall, Call, Change, CountedAction, CustomChange,
        Customer, Order, OrderStatus, Payment, PaymentDirection, PaymentKind, Remedy, StockItem,
        Subscription, SubscriptionStatus, SubscriptionStep,
    },
    conversation::{Awaiting, ConversationState},
    engine::{ApprovalDecision, Inbound, TurnRecord},
    identity::{Identity, IdentityLevel, Verified},
    playbook::{Autonomy, Per, Playbook, RefundTarget, Then},
    understanding::{Command, Understanding},
};

use crate::matching;

const DAY_MS: i64 = 86_400_000;

/// What a turn began with and has learned, when an action leaves it.
pub(crate) struct Leaving<'a> {
    pub(crate) record: &'a TurnRecord,
    pub(crate) heard: &'a Understanding,
    /// Whether the message was read as it stands, in place of what is said to be understood.
    pub(crate) by_words: bool,
    pub(crate) playbook: &'a Playbook,
    /// Actions that left for this customer before, with their times.
    pub(crate) done: &'a [CountedAction],
    /// How often exactly this action has left in this turn or before since it was last summarised.
    pub(crate) left_since_summary: usize,
}

impl Leaving<'_> {
    /// Why this action must not leave; nothing where it may.
    pub(crate) fn fault(&self, action: &Action) -> Option<String> {
        let opening = &self.record.opening;
        let state = &opening.state;
        let now = opening.at;
        let fault = |text: &str| Some(format!("{}: {text}", action.name()));
        let approved = match &opening.inbound {
            Inbound::Approval { id, decision: ApprovalDecision::Approved } => {
                let held = state.approvals.iter().find(|held| held.id == *id);
                let Some(held) = held.filter(|held| now < held.expires_at) else {
                    return fault("approved where nothing waits");
                };
                if held.proposal.action != *action {
                    return fault("another action than the approved one");
                }
                Some(&held.who)
            }
            Inbound::Approval { .. } => return fault("done though nobody approved"),
            Inbound::HandoffRequest | Inbound::Resumed { .. } | Inbound::Text { .. } => None,
        };
        if state.only_answers && approved.is_none() {
            return fault("a person had it change nothing");
        }
        let who = match (approved, &opening.identity) {
            (Some(who), _) => who,
            (None, Identity::Verified(who)) => who,
            (None, Identity::Anonymous) => return fault("nobody is known"),
        };
        if !who.holds_at(now) || who.level() < IdentityLevel::Verified {
            return fault("the proof of identity does not hold");
        }
        if who.customer_id() != action.customer_id() {
            return fault("somebody else's");
        }
        // Who wants to be left alone, or told something once, has said all that it takes.
        let left_alone = matches!(
            action.change(),
            Change::SetConsent { granted: false, .. } | Change::WatchStock { .. }
        );
        if approved.is_none() && !left_alone && !self.has_yes(state, action) {
            return fault("without a fresh yes to exactly this");
        }
        if !left_alone && self.left_since_summary > 0 {
            return fault("twice on one yes");
        }
        self.by_the_playbook(action, who, approved.is_some()).and_then(|text| fault(&text))
    }

    fn has_yes(&self, state: &ConversationState, action: &Action) -> bool {
        let proposals = match &state.awaiting {
            Some(Awaiting::Consent { proposals }) => proposals.as_slice(),
            // What was offered in place of an end is exactly what may be done on a yes.
            Some(Awaiting::Stay { proposal, .. }) => std::slice::from_ref(&**proposal),
            _ => return false,
        };
        let heard = self.heard.commands.iter().any(|heard| heard.command == Command::Confirm);
        let typed = self.record.opening.inbound.text().contains("yes");
        let yes = if self.by_words { typed } else { heard };
        yes && proposals.iter().any(|proposal| proposal.action == *action)
    }

    /// The newest answer of this turn that shows what the action is on.
    fn read<'r, T>(&'r self, pick: impl Fn(&'r Answer) -> Option<T>) -> Option<T> {
        let ok = |answered: &'r AnsweredCall| answered.result.as_ref().ok().and_then(&pick);
        self.record.answers.iter().rev().find_map(ok)
    }

    fn order(&self, action: &Action) -> Option<&Order> {
        let id = action.order_id()?;
        self.read(|answer| match answer {
            Answer::Order(order) if order.id == *id => Some(&**order),
            Answer::Orders(list) => list.orders.iter().find(|order| order.id == *id),
            _ => None,
        })
    }

    fn customer(&self) -> Option<&Customer> {
        self.read(|answer| match answer {
            Answer::Customer(customer) => Some(&**customer),
            _ => None,
        })
    }

    fn by_the_playbook(&self, action: &Action, who: &Verified, approved: bool) -> Option<String> {
        let skills = &self.playbook.skills;
        let rules = &self.playbook.guardrails;
        let kind = action.kind();
        let text = |text: &str| Some(text.to_owned());
        let autonomy = match kind {
            ActionKind::CancelOrder => skills.cancel_order,
            ActionKind::CancelSubscription
            | ActionKind::ChangeSubscription
            | ActionKind::PauseSubscription => skills.subscription,
            ActionKind::ChangeAddress => skills.change_address,
            ActionKind::ChangeConsent | ActionKind::RequestDeletion | ActionKind::RequestExport => {
                skills.account
            }
            ActionKind::ChangeDefaultAddress => skills.default_address,
            ActionKind::Checkout => skills.reorder,
            ActionKind::Custom => {
                let custom = self.playbook.custom_skills.get("price_match");
                custom.map_or(Autonomy::Off, |custom| custom.autonomy)
            }
            ActionKind::AdjustPrice | ActionKind::Discount => skills.discount,
            ActionKind::ChangeItems => skills.change_items,
            ActionKind::ChangePayment => skills.change_payment,
            ActionKind::Exchange => skills.exchange,
            ActionKind::RedeemReward => skills.redeem_reward,
            ActionKind::Refund | ActionKind::Replace => skills.claim,
            ActionKind::Return => skills.returns,
            ActionKind::WatchStock => skills.back_in_stock,
        };
        match autonomy {
            Autonomy::Autonomous => {}
            Autonomy::Supervised if approved => {}
            _ => return text("the skill may not act by itself"),
        }
        let needed = rules.identity.iter().filter(|need| need.actions.contains(&kind));
        if needed.map(|need| need.level).any(|level| who.level() < level) {
            return text("a stronger proof is needed");
        }
        let Some(customer) = self.customer() else { return text("the customer was not read") };
        if let Change::Discount { percent, .. } = action.change() {
            return self.given_wrongly(customer, *percent);
        }
        if let Change::RedeemReward { reward_id, cost } = action.change() {
            if let Some(fault) = self.redeemed_wrongly(reward_id, *cost) {
                return text(fault);
            }
            return self.beyond_a_limit(action, 0, approved).and_then(text);
        }
        if let Change::Custom(custom) = action.change() {
            return self.matched_wrongly(custom, approved).map(str::to_owned);
        }
        if let Change::WatchStock { items, on } = action.change() {
            return self.watched_wrongly(items, *on).map(str::to_owned);
        }
        if let Change::Subscription { step, .. } = action.change() {
            return self.repeated_wrongly(action, step, approved);
        }
        action.order_id()?;
        let Some(order) = self.order(action) else { return text("the order was not read") };
        if order.customer_id != *action.customer_id() {
            return text("the order is somebody else's");
        }
        let allowed: &[OrderStatus] = match kind {
            ActionKind::CancelOrder | ActionKind::ChangeItems => &[OrderStatus::Pending],
            ActionKind::ChangeAddress | ActionKind::ChangePayment => {
                &[OrderStatus::Pending, OrderStatus::PendingModified]
            }
            ActionKind::Exchange | ActionKind::Return => &[OrderStatus::Delivered],
            ActionKind::AdjustPrice => return self.adjusted_wrongly(action, order),
            // A parcel that has arrived can be claimed whatever the rest of the order waits for.
            ActionKind::Refund | ActionKind::Replace => &[
                OrderStatus::Delivered,
                OrderStatus::ExchangeRequested,
                OrderStatus::Pending,
                OrderStatus::PendingModified,
                OrderStatus::Processed,
                OrderStatus::ReturnRequested,
                OrderStatus::Shipped,
            ],
            ActionKind::CancelSubscription
            | ActionKind::ChangeConsent
            | ActionKind::ChangeDefaultAddress
            | ActionKind::ChangeSubscription
            | ActionKind::Checkout
            | ActionKind::Custom
            | ActionKind::Discount
            | ActionKind::RedeemReward
            | ActionKind::PauseSubscription
            | ActionKind::RequestDeletion
            | ActionKind::RequestExport
            | ActionKind::WatchStock => {
                return None;
            }
        };
        if !allowed.contains(&order.status) {
            return text("the order does not stand so");
        }
        let lines = action.lines(order);
        if let Some(fault) = self.claimed_wrongly(action, order) {
            return text(fault);
        }
        let goes_back = matches!(kind, ActionKind::Exchange | ActionKind::Return);
        if goes_back && lines.iter().any(|l| l.final_sale == Some(true)) {
            return text("sold for good");
        }
        if goes_back
            && !rules.final_sale.is_empty()
            && lines.iter().any(|line| line.product_id.as_str() == "prd_2")
        {
            return text("of a category that is sold for good");
        }
        let now = self.record.opening.at;
        for window in rules.windows.iter().filter(|window| window.actions.contains(&kind)) {
            let since = order.fulfillments.iter().filter_map(|parcel| parcel.delivered_at).max();
            let days = since.map(|since| days_between(since, now));
            if days.is_none_or(|days| days > i64::from(window.days.unwrap_or_default())) {
                return text("after its window");
            }
        }
        if let Some(quiet) = &rules.quiet_hours {
            let hour = now.as_ms().rem_euclid(DAY_MS) / 3_600_000;
            if quiet.actions.contains(&kind) && hour < i64::from(quiet.to_hour) {
                return text("in quiet hours");
            }
        }
        if let Change::Return { refund_to, .. } = action.change() {
            let method = customer.method(refund_to);
            let is_gift = method.is_some_and(|method| method.kind == PaymentKind::GiftCard);
            let paid = order.original_method() == Some(refund_to);
            let gift = is_gift && rules.refund_to.contains(&RefundTarget::GiftCard);
            if !paid && !gift {
                return text("money where it may not go");
            }
        }
        let worth = worth(action, order);
        if !rules.rules.is_empty() && worth > 1_500 {
            return text("against a rule of the merchant's own");
        }
        self.beyond_a_limit(action, worth, approved).and_then(text)
    }

    /// What lies beyond a limit on how often or for how much.
    fn beyond_a_limit(&self, action: &Action, worth: i64, approved: bool) -> Option<&'static str> {
        let now = self.record.opening.at;
        let kind = action.kind();
        for limit in
            self.playbook.guardrails.limits.iter().filter(|limit| limit.actions.contains(&kind))
        {
            let within = |done: &&CountedAction| {
                let same = done.order_id.as_ref() == action.order_id();
                limit.actions.contains(&done.action)
                    && now.ms_since(done.at) <= i64::from(limit.days.unwrap_or(400)) * DAY_MS
                    && match limit.per {
                        Per::Action => false,
                        Per::Customer => true,
                        Per::Order => same,
                    }
            };
            let count = self.done.iter().filter(within).count() + 1;
            let moved: i64 = self.done.iter().filter(within).map(|d| d.amount.minor()).sum();
            let often = limit.count.is_some_and(|max| count > usize::try_from(max).unwrap_or(0));
            let dear = limit.amount.is_some_and(|max| moved + worth > max.minor());
            if (often || dear) && !(limit.then == Then::Approve && approved) {
                return Some("beyond a limit");
            }
        }
        None
    }

    /// What another shop's price gives back, as the merchant's own skill says.
    fn matched_wrongly(&self, change: &CustomChange, approved: bool) -> Option<&'static str> {
        let orders = self.read(|answer| match answer {
            Answer::Orders(list) => Some(list.orders.iter().collect::<Vec<_>>()),
            _ => None,
        });
        let dear = self.playbook.guardrails.rules.iter().any(|rule| rule.name == "dear");
        if dear && change.amount.is_some_and(|amount| amount.minor() > 1_500) {
            return Some("a rule of the merchant's forbids it");
        }
        let theirs = self.read(matching::price);
        let now = self.record.opening.at.as_ms();
        let orders = orders.unwrap_or_default();
        matching::given_wrongly(change, &orders, theirs, self.done, now, self.playbook, approved)
    }

    /// What is waited for was read in this turn, and was sold out.
    fn watched_wrongly(&self, items: &[StockItem], on: bool) -> Option<&'static str> {
        let sold_out = |item: &StockItem| {
            self.read(|answer| {
                let products = match answer {
                    Answer::Product(product) => std::slice::from_ref(&**product),
                    Answer::Products(products) => products.as_slice(),
                    _ => return None,
                };
                let product = products.iter().find(|it| it.id == item.product_id)?;
                product.variants.iter().find(|it| it.id == item.variant_id).map(|it| !it.available)
            })
        };
        let known = items.iter().all(|item| sold_out(item) == Some(true));
        (items.is_empty() || on && !known).then_some("waiting for what is not sold out")
    }

    /// Points are spent on what the shop offers, at its price, and only as far as there are some.
    fn redeemed_wrongly(&self, reward_id: &str, cost: i64) -> Option<&'static str> {
        let account = self.read(|answer| match answer {
            Answer::Loyalty(account) => Some(&**account),
            _ => None,
        });
        let Some(account) = account else { return Some("the points were not read") };
        let offered = account.rewards.iter().find(|reward| reward.id == reward_id);
        if offered.map(|reward| reward.cost) != Some(cost) {
            Some("another reward than the shop offers")
        } else if account.points.unwrap_or_default() < cost {
            Some("more points than there are")
        } else {
            None
        }
    }
}

impl Leaving<'_> {
    /// Money that an action moves, in cents: counted for what comes after it.
    pub(crate) fn moved(&self, action: &Action) -> i64 {
        if let Change::Custom(custom) = action.change() {
            return custom.amount.map_or(0, |amount| amount.minor());
        }
        self.order(action).map_or(0, |order| worth(action, order))
    }

    /// What a step of a repeated delivery must not be: against its state, too near before a charge, too
    /// often, or where the merchant has quiet hours.
    fn repeated_wrongly(
        &self,
        action: &Action,
        step: &SubscriptionStep,
        approved: bool,
    ) -> Option<String> {
        let text = |text: &str| Some(text.to_owned());
        let id = action.subscription_id()?;
        let held: Option<&Subscription> = self.read(|answer| match answer {
            Answer::Subscription(held) if held.id == *id => Some(&**held),
            Answer::Subscriptions(list) => list.iter().find(|held| held.id == *id),
            _ => None,
        });
        let Some(held) = held else { return text("the repeated delivery was not read") };
        if held.customer_id != *action.customer_id() {
            return text("the repeated delivery is somebody else's");
        }
        let stands = match step {
            SubscriptionStep::Pause { .. }
            | SubscriptionStep::SetNextCharge { .. }
            | SubscriptionStep::SkipNext => held.status == SubscriptionStatus::Active,
            SubscriptionStep::Resume { .. } => held.status == SubscriptionStatus::Paused,
            _ => held.status != SubscriptionStatus::Cancelled,
        };
        if !stands {
            return text("the repeated delivery does not stand so");
        }
        let now = self.record.opening.at;
        let settings = &self.playbook.subscriptions;
        let next = held.next_charge_at.filter(|_| held.status == SubscriptionStatus::Active);
        let notice = i64::from(settings.notice_hours) * 3_600_000;
        if next.is_some_and(|next| notice > 0 && next.ms_since(now) < notice) {
            return text("too near before a charge");
        }
        let rules = &self.playbook.guardrails;
        let hour = now.as_ms().rem_euclid(DAY_MS) / 3_600_000;
        let quiet = rules.quiet_hours.as_ref();
        if quiet.is_some_and(|quiet| {
            quiet.actions.contains(&action.kind()) && hour < i64::from(quiet.to_hour)
        }) {
            return text("in quiet hours");
        }
        for limit in rules.limits.iter().filter(|limit| limit.actions.contains(&action.kind())) {
            let within = |done: &&CountedAction| {
                limit.actions.contains(&done.action)
                    && now.ms_since(done.at) <= i64::from(limit.days.unwrap_or(400)) * DAY_MS
                    && limit.per == Per::Customer
            };
            let count = self.done.iter().filter(within).count() + 1;
            let often = limit.count.is_some_and(|max| count > usize::try_from(max).unwrap_or(0));
            if often && !(limit.then == Then::Approve && approved) {
                return text("beyond a limit");
            }
        }
        None
    }

    /// What a code must not be: more than any rule gives to whom the record shows, or too soon after
    /// another.
    fn given_wrongly(&self, customer: &Customer, percent: u8) -> Option<String> {
        let is = |tag: &str| customer.tags.iter().any(|held| held == tag);
        let late = self.read(|answer| match answer {
            Answer::Orders(list) => Some(list.orders.iter().any(|order| {
                let late = |it: &edgewise::commerce::Fulfillment| {
                    let (due, came) = (it.estimated_delivery_at, it.delivered_at);
                    due.zip(came).is_some_and(|(due, came)| days_between(due, came) >= 2)
                };
                order.fulfillments.iter().any(late)
            })),
            _ => None,
        });
        let holds = |when: &str| {
            when.contains("vip") && is("vip")
                || when.contains("'student' in") && is("student")
                || when.contains("goodwill") && late == Some(true)
        };
        let rules = self.playbook.discounts.rules.iter().filter(|rule| holds(&rule.when));
        let once = i64::from(self.playbook.discounts.once_days) * DAY_MS;
        let soon = |done: &&CountedAction| {
            done.action == ActionKind::Discount && self.record.opening.at.ms_since(done.at) <= once
        };
        if rules.map(|rule| rule.percent).max().is_none_or(|cap| percent > cap) {
            return Some("more than a rule gives".to_owned());
        }
        let twice = self.done.iter().any(|done| soon(&done));
        twice.then(|| "too soon after another".to_owned())
    }

    /// What money back for a lower price must not be: late, too much, or on top of other money back.
    fn adjusted_wrongly(&self, action: &Action, order: &Order) -> Option<String> {
        let text = |text: &str| Some(text.to_owned());
        let Some(settings) = &self.playbook.discounts.price_adjustment else {
            return text("the merchant has not decided about lower prices");
        };
        let since = order.placed_at.map(|at| days_between(at, self.record.opening.at));
        if since.is_none_or(|days| days > i64::from(settings.days)) {
            return text("after the days for a lower price");
        }
        let back = |payment: &&Payment| payment.kind == PaymentDirection::Refund;
        if order.payments.iter().any(|payment| back(&payment)) {
            return text("money went back for it already");
        }
        let much = worth(action, order) > settings.max_amount.minor().min(order.total.minor());
        if much { text("more than a lower price may bring back") } else { None }
    }

    /// What a claim must not be: for what has not arrived, beyond what was paid, or a second time.
    fn claimed_wrongly(&self, action: &Action, order: &Order) -> Option<&'static str> {
        let claim = matches!(action.kind(), ActionKind::Refund | ActionKind::Replace);
        if !claim {
            return None;
        }
        let remedies = &self.playbook.claims.remedies;
        let wanted =
            if action.kind() == ActionKind::Refund { Remedy::Refund } else { Remedy::Replace };
        let back: i64 = order
            .payments
            .iter()
            .filter(|payment| payment.kind == PaymentDirection::Refund)
            .map(|payment| payment.amount.minor())
            .sum();
        let stands =
            [OrderStatus::Delivered, OrderStatus::ExchangeRequested, OrderStatus::ReturnRequested];
        let delivered = stands.contains(&order.status)
            || order.fulfillments.iter().any(|parcel| parcel.delivered_at.is_some());
        let taken = |id: &LineId| {
            order.returns.iter().any(|held| held.lines.iter().any(|line| line.line_id == *id))
                || order.exchanges.iter().any(|held| held.lines.iter().any(|s| s.line_id == *id))
        };
        if !remedies.contains(&wanted) {
            Some("a remedy that the merchant does not allow")
        } else if back > 0 {
            Some("money went back for it already")
        } else if worth(action, order) > order.total.minor() {
            Some("more than was paid")
        } else if !delivered {
            Some("it has not arrived")
        } else if action.lines(order).iter().any(|line| taken(&line.id)) {
            Some("it goes back already")
        } else {
            None
        }
    }
}

/// Money that an action moves, either way, in cents; goods that are sent again at what they cost.
fn worth(action: &Action, order: &Order) -> i64 {
    let lines = || action.lines(order).iter().map(|line| line.unit_price.minor()).sum();
    match action.change() {
        Change::CancelOrder { .. } | Change::SetPaymentMethod { .. } => order.total.minor(),
        Change::AdjustPrice { amount, .. } | Change::Refund { amount, .. } => amount.minor(),
        Change::Replace { .. } | Change::Return { .. } => lines(),
        Change::ChangeLines { swaps, .. } | Change::Exchange { swaps, .. } => {
            // The last figure of a variant of this catalogue tells its price.
            let price = |id: &str| id.rsplit('_').next().and_then(|n| n.parse::<i64>().ok());
            let new: i64 =
                swaps.iter().map(|s| 1_000 + 700 * price(s.variant_id.as_str()).unwrap_or(0)).sum();
            let old: i64 = lines();
            (new - old).abs()
        }
        Change::Checkout { .. }
        | Change::Custom(_)
        | Change::Discount { .. }
        | Change::RequestPrivacy { .. }
        | Change::SetConsent { .. }
        | Change::RedeemReward { .. }
        | Change::SetDefaultAddress { .. }
        | Change::SetShippingAddress { .. }
        | Change::Subscription { .. }
        | Change::WatchStock { .. } => 0,
    }
}

fn days_between(from: Timestamp, to: Timestamp) -> i64 {
    to.as_ms().div_euclid(DAY_MS) - from.as_ms().div_euclid(DAY_MS)
}

/// How often each action has left since it was last summarised.
#[derive(Default)]
pub(crate) struct Consents(BTreeMap<String, usize>);

impl Consents {
    /// A new summary makes a new yes possible.
    pub(crate) fn summarised(&mut self, state: &ConversationState) {
        if let Some(Awaiting::Stay { proposal, .. }) = &state.awaiting {
            self.0.insert(name_of(&proposal.action), 0);
        }
        if let Some(Awaiting::Consent { proposals }) = &state.awaiting {
            for proposal in proposals {
                self.0.insert(name_of(&proposal.action), 0);
            }
        }
    }

    pub(crate) fn left(&mut self, action: &Action) -> usize {
        let count = self.0.entry(name_of(action)).or_default();
        *count += 1;
        *count - 1
    }
}

fn name_of(action: &Action) -> String {
    serde_json::to_string(action).expect("an action can be written")
}

/// Whether a call may be performed at all: reads of a customer's things need their proof, too.
pub(crate) fn read_fault(call: &Call, record: &TurnRecord) -> Option<String> {
    let Call::Read(read) = call else { return None };
    let of = read.customer_id()?;
    let pending = match &record.opening.inbound {
        Inbound::Approval { id, .. } => {
            record.opening.state.approvals.iter().find(|held| held.id == *id).map(|held| &held.who)
        }
        Inbound::HandoffRequest | Inbound::Resumed { .. } | Inbound::Text { .. } => None,
    };
    let who = match (&pending, &record.opening.identity) {
        (Some(who), _) => Some(*who),
        (None, Identity::Verified(who)) => Some(who),
        (None, Identity::Anonymous) => None,
    };
    let proven = who.is_some_and(|who| who.holds_at(record.opening.at) && who.customer_id() == of);
    (!proven).then(|| "somebody's things are read without their proof".to_owned())
}
