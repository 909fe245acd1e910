//! What the merchant's settings and own rules say of an action.

use super::{ActionFacts, Stop, Verdict, custom, discount, subscription};
use crate::{
    base::{
        money::{Currency, Money},
        sort,
        time::{DAY_MS, HOUR_MS, Timestamp},
    },
    commerce::{
        Action, ActionKind, Change, CountedAction, Order, OrderLine, PaymentDirection, PaymentKind,
        Remedy,
    },
    condition::{self, FactValue},
    identity::Verified,
    playbook::{
        BrandRule, COUNTED_DAYS_MAX, Guardrails, Limit, Per, Playbook, RefundTarget, Then, Window,
    },
};

/// Everything in the playbook that stops an action or makes it wait.
pub(super) fn stops(
    action: &Action,
    facts: &ActionFacts<'_>,
    who: &Verified,
    playbook: &Playbook,
) -> Vec<Stop> {
    let judged = Judged { action, facts, playbook, amount: amount(action, facts) };
    let mut stops = Vec::new();
    judged.topics(&mut stops);
    judged.identity(who, &mut stops);
    judged.final_sale(&mut stops);
    judged.remedy(&mut stops);
    judged.windows(&mut stops);
    judged.limits(&mut stops);
    if let Change::Custom(change) = action.change() {
        custom::stops(change, facts, who, playbook, &mut stops);
    }
    judged.refund_target(&mut stops);
    judged.quiet_hours(&mut stops);
    judged.rules(&mut stops);
    stops.extend(discount::stop(action.change(), facts, playbook));
    stops.extend(discount::adjustment_stop(action.change(), facts, playbook));
    stops.extend(subscription::notice(action.change(), facts, playbook));
    stops
}

/// An action as it is counted: what moves, either way, and when.
pub(super) fn counted(action: &Action, facts: &ActionFacts<'_>) -> CountedAction {
    CountedAction {
        action: action.kind(),
        order_id: action.order_id().cloned(),
        skill: if let Change::Custom(custom) = action.change() { Some(custom.skill) } else { None },
        amount: amount(action, facts),
        at: facts.now,
    }
}

/// Money that an action moves, either way.
fn amount(action: &Action, facts: &ActionFacts<'_>) -> Money {
    if let Change::AdjustPrice { amount, .. } | Change::Refund { amount, .. } = action.change() {
        return *amount;
    }
    if let Change::Custom(custom) = action.change()
        && let Some(amount) = custom.amount
    {
        return amount;
    }
    // What is sent again is worth what was paid for it.
    if let (Change::Replace { .. }, Some(order)) = (action.change(), facts.order) {
        return worth(action, order);
    }
    let held = facts.customer.payment_methods.iter().find_map(|method| method.balance);
    let delivery = facts.subscription.and_then(|held| held.price);
    let known = facts.order.map(|order| order.total).or(delivery).or(held);
    let currency = known.map(Money::currency);
    let minor = facts.due_minor.saturating_abs();
    Money::from_minor(minor, currency.unwrap_or(Currency::USD))
}

/// What was paid for the lines of an order that an action is about.
fn worth(action: &Action, order: &Order) -> Money {
    let nothing = Money::from_minor(0, order.total.currency());
    action.lines(order).into_iter().fold(nothing, |sum, line| {
        let price = line.unit_price.times(line.quantity).unwrap_or(sum);
        sum.plus(price).unwrap_or(sum)
    })
}

struct Judged<'a> {
    action: &'a Action,
    facts: &'a ActionFacts<'a>,
    playbook: &'a Playbook,
    amount: Money,
}

impl Judged<'_> {
    const fn settings(&self) -> &Guardrails {
        &self.playbook.guardrails
    }

    fn kind(&self) -> ActionKind {
        self.action.kind()
    }

    /// Points that it takes.
    const fn points(&self) -> i64 {
        if let Change::RedeemReward { cost, .. } = self.action.change() { *cost } else { 0 }
    }

    fn lines(&self) -> Vec<&OrderLine> {
        self.facts.order.map(|order| self.action.lines(order)).unwrap_or_default()
    }

    fn category(&self, line: &OrderLine) -> Option<&str> {
        let held = self.facts.categories.iter().find(|held| held.line_id == line.id);
        held.map(|held| held.category.as_str())
    }

    fn country(&self) -> Option<&str> {
        let order = self.facts.order?;
        let address = order.shipping_address.as_ref()?;
        Some(address.expose().country.as_str())
    }

    fn topics(&self, stops: &mut Vec<Stop>) {
        for topic in self.facts.topics {
            if self.settings().person_topics.contains(topic) {
                let at = "person_topics".to_owned();
                stops.push(setting(Verdict::Escalate, topic.rule(), at));
            }
        }
    }

    fn identity(&self, who: &Verified, stops: &mut Vec<Stop>) {
        for (index, need) in self.settings().identity.iter().enumerate() {
            if need.actions.contains(&self.kind()) && who.level() < need.level {
                let mut stop = setting(Verdict::Verify, "identity", format!("identity/{index}"));
                stop.level = Some(need.level);
                stops.push(stop);
            }
        }
    }

    fn final_sale(&self, stops: &mut Vec<Stop>) {
        let goes_back = matches!(self.kind(), ActionKind::Exchange | ActionKind::Return);
        let kept = |line: &&OrderLine| {
            self.category(line).is_some_and(|category| is_in(category, &self.settings().final_sale))
        };
        if goes_back && self.lines().iter().any(kept) {
            stops.push(setting(Verdict::Deny, "final_sale", "final_sale".to_owned()));
        }
    }

    fn remedy(&self, stops: &mut Vec<Stop>) {
        let allowed = &self.playbook.claims.remedies;
        let kept = |kind, remedy| self.kind() == kind && !allowed.contains(&remedy);
        if kept(ActionKind::Refund, Remedy::Refund) || kept(ActionKind::Replace, Remedy::Replace) {
            let mut stop = Stop::new(Verdict::Deny, "remedy");
            stop.setting = Some("/claims/remedies".to_owned());
            stops.push(stop);
        }
    }

    /// The first window that fits a line counts for it; the whole may be done while all its lines
    /// may.
    fn windows(&self, stops: &mut Vec<Stop>) {
        let lines = self.lines();
        if lines.is_empty() {
            self.window(None, stops);
        }
        for line in lines {
            self.window(Some(line), stops);
        }
    }

    fn window(&self, line: Option<&OrderLine>, stops: &mut Vec<Stop>) {
        let windows = self.settings().windows.iter().enumerate();
        let fitting = windows.filter(|(_, window)| self.fits(window, line));
        let Some((index, window)) = fitting.min_by_key(|(index, _)| *index) else { return };
        let Some(order) = self.facts.order else { return };
        let (verdict, rule) = match self.begins(order, line) {
            None => (Verdict::Escalate, "window_unknown"),
            Some(begun) if self.is_open(window, begun) => return,
            Some(_) => (Verdict::Deny, "window"),
        };
        let at = format!("windows/{index}");
        if !stops.iter().any(|stop| stop.rule == rule) {
            stops.push(setting(verdict, rule, at));
        }
    }

    fn fits(&self, window: &Window, line: Option<&OrderLine>) -> bool {
        let category = line.and_then(|line| self.category(line)).unwrap_or_default();
        let tier = self.facts.tier.unwrap_or_default();
        let country = self.country().unwrap_or_default();
        window.actions.contains(&self.kind())
            && (window.categories.is_empty() || is_in(category, &window.categories))
            && (window.tiers.is_empty() || is_in(tier, &window.tiers))
            && (window.countries.is_empty() || is_in(country, &window.countries))
    }

    /// From when on a window is open.
    fn begins(&self, order: &Order, line: Option<&OrderLine>) -> Option<Timestamp> {
        match self.kind() {
            ActionKind::Exchange
            | ActionKind::Refund
            | ActionKind::Replace
            | ActionKind::Return => delivered(order, line),
            ActionKind::AdjustPrice
            | ActionKind::CancelOrder
            | ActionKind::ChangeAddress
            | ActionKind::ChangeConsent
            | ActionKind::ChangeDefaultAddress
            | ActionKind::RequestDeletion
            | ActionKind::RequestExport
            | ActionKind::CancelSubscription
            | ActionKind::ChangeSubscription
            | ActionKind::Checkout
            | ActionKind::Custom
            | ActionKind::PauseSubscription
            | ActionKind::Discount
            | ActionKind::ChangeItems
            | ActionKind::ChangePayment
            | ActionKind::RedeemReward
            | ActionKind::WatchStock => order.placed_at,
        }
    }

    fn is_open(&self, window: &Window, begun: Timestamp) -> bool {
        if let Some(hours) = window.hours {
            let bound = i64::from(hours).saturating_mul(HOUR_MS);
            return self.facts.now.ms_since(begun) <= bound;
        }
        let days = i64::from(window.days.unwrap_or_default());
        self.days_since(begun) <= days
    }

    /// Days on the shop's calendar.
    fn days_since(&self, begun: Timestamp) -> i64 {
        let zone = &self.playbook.brand.time_zone;
        let (from, to) = (begun.in_zone(zone).date(), self.facts.now.in_zone(zone).date());
        from.until(to).map_or(i64::MAX, |span| i64::from(span.get_days()))
    }

    fn limits(&self, stops: &mut Vec<Stop>) {
        for (index, limit) in self.settings().limits.iter().enumerate() {
            if !limit.actions.contains(&self.kind()) {
                continue;
            }
            if let Some(rule) = self.is_beyond(limit) {
                stops.push(setting(verdict_of(limit.then), rule, format!("limits/{index}")));
            }
        }
    }

    fn is_beyond(&self, limit: &Limit) -> Option<&'static str> {
        let past = self.past_within(limit);
        let count = u32::try_from(past.len()).unwrap_or(u32::MAX).saturating_add(1);
        if limit.count.is_some_and(|max| count > max) {
            return Some("limit_count");
        }
        let max = limit.amount?;
        let sum = past.iter().try_fold(self.amount, |sum, done| sum.plus(done.amount).ok());
        let is_within = sum.is_some_and(|sum| {
            sum.minor() == 0 || sum.currency() == max.currency() && sum.minor() <= max.minor()
        });
        (!is_within).then_some("limit_amount")
    }

    fn past_within(&self, limit: &Limit) -> Vec<&CountedAction> {
        let days = i64::from(limit.days.unwrap_or(COUNTED_DAYS_MAX));
        let is_counted = |done: &&CountedAction| {
            let same_order = done.order_id.as_ref() == self.action.order_id();
            limit.actions.contains(&done.action)
                && self.facts.now.ms_since(done.at) <= days.saturating_mul(DAY_MS)
                && match limit.per {
                    Per::Action => false,
                    Per::Customer => true,
                    Per::Order => same_order,
                }
        };
        self.facts.past.iter().filter(is_counted).collect()
    }

    fn refund_target(&self, stops: &mut Vec<Stop>) {
        let (
            Change::Return { refund_to, .. } | Change::Refund { refund_to: Some(refund_to), .. },
            Some(order),
        ) = (self.action.change(), self.facts.order)
        else {
            return;
        };
        let allowed = &self.settings().refund_to;
        let paid = order.payments.iter().any(|payment| {
            payment.kind == PaymentDirection::Payment
                && payment.payment_method_id.as_ref() == Some(refund_to)
        });
        let Some(method) = self.facts.customer.method(refund_to) else { return };
        let by_kind = match method.kind {
            PaymentKind::GiftCard => allowed.contains(&RefundTarget::GiftCard),
            PaymentKind::StoreCredit => allowed.contains(&RefundTarget::StoreCredit),
            PaymentKind::CreditCard | PaymentKind::Other | PaymentKind::Paypal => false,
        };
        let may = by_kind || paid && allowed.contains(&RefundTarget::Original);
        if !may {
            stops.push(setting(Verdict::Deny, "refund_target", "refund_to".to_owned()));
        }
    }

    fn hour(&self) -> u8 {
        let hour = self.facts.now.in_zone(&self.playbook.brand.time_zone).hour();
        u8::try_from(hour).unwrap_or_default()
    }

    fn quiet_hours(&self, stops: &mut Vec<Stop>) {
        let Some(quiet) = &self.settings().quiet_hours else { return };
        let (from, to, hour) = (quiet.from_hour, quiet.to_hour, self.hour());
        let is_quiet =
            if from < to { (from..to).contains(&hour) } else { hour >= from || hour < to };
        if is_quiet && quiet.actions.contains(&self.kind()) {
            stops.push(setting(Verdict::Deny, "quiet_hours", "quiet_hours".to_owned()));
        }
    }

    fn rules(&self, stops: &mut Vec<Stop>) {
        let mut known: Option<Vec<(&str, FactValue)>> = None;
        for (index, rule) in self.settings().rules.iter().enumerate() {
            if !rule.is_about(self.kind()) {
                continue;
            }
            let facts = known.get_or_insert_with(|| self.rule_facts());
            if let Some(stop) = self.rule(index, rule, facts) {
                stops.push(stop);
            }
        }
    }

    fn rule(&self, index: usize, rule: &BrandRule, facts: &[(&str, FactValue)]) -> Option<Stop> {
        let at = format!("rules/{index}");
        let name = format!("rule.{}", rule.name);
        match condition::holds(&rule.when, facts) {
            Ok(true) => Some(setting(verdict_of(rule.then), &name, at)),
            Ok(false) => None,
            // What cannot be worked out is a person's to decide, never allowed.
            Err(_) => Some(setting(Verdict::Escalate, &name, at)),
        }
    }

    fn rule_facts(&self) -> Vec<(&'static str, FactValue)> {
        let text = |text: Option<&str>| FactValue::Text(text.unwrap_or_default().to_owned());
        let days = |at: Option<Timestamp>| FactValue::Int(at.map_or(-1, |at| self.days_since(at)));
        let order = self.facts.order;
        let lines = self.lines();
        let mut categories: Vec<String> =
            lines.iter().filter_map(|line| self.category(line)).map(str::to_owned).collect();
        sort::by(&mut categories, Ord::cmp);
        categories.dedup();
        let is_final = |line: &&OrderLine| {
            let by_category =
                self.category(line).is_some_and(|it| is_in(it, &self.settings().final_sale));
            line.final_sale == Some(true) || by_category
        };
        let month = DAY_MS.saturating_mul(30);
        let recent = self.facts.past.iter().filter(|p| self.facts.now.ms_since(p.at) <= month);
        let pieces = lines.iter().fold(0_i64, |sum, l| sum.saturating_add(l.quantity.into()));
        let count = |count: usize| FactValue::Int(i64::try_from(count).unwrap_or(i64::MAX));
        vec![
            ("action", text(Some(self.action.name()))),
            ("amount", FactValue::Int(self.amount.minor())),
            ("actions_in_30_days", count(recent.count())),
            ("categories", FactValue::Texts(categories)),
            ("country", text(self.country())),
            ("currency", text(Some(self.amount.currency().code()))),
            ("customer_tags", FactValue::Texts(self.facts.customer.tags.clone())),
            ("days_since_delivery", days(order.and_then(|order| delivered(order, None)))),
            ("days_since_order", days(order.and_then(|order| order.placed_at))),
            ("final_sale", FactValue::Bool(lines.iter().any(is_final))),
            ("hour", FactValue::Int(self.hour().into())),
            ("items", FactValue::Int(pieces)),
            ("order_status", text(order.map(|order| order.status.as_str()))),
            ("order_total", FactValue::Int(order.map_or(0, |order| order.total.minor()))),
            ("points", FactValue::Int(self.points())),
            ("tier", text(self.facts.tier)),
        ]
    }
}

fn setting(verdict: Verdict, rule: &str, pointer: String) -> Stop {
    Stop { setting: Some(format!("/guardrails/{pointer}")), ..Stop::new(verdict, rule) }
}

pub(super) const fn verdict_of(then: Then) -> Verdict {
    match then {
        Then::Approve => Verdict::Approve,
        Then::Deny => Verdict::Deny,
        Then::Person => Verdict::Escalate,
    }
}

fn is_in(word: &str, list: &[String]) -> bool {
    list.iter().any(|held| held.eq_ignore_ascii_case(word))
}

/// When a line arrived, or the last thing of an order; nothing where the shop does not say.
fn delivered(order: &Order, line: Option<&OrderLine>) -> Option<Timestamp> {
    let holds = |ids: &[crate::base::id::LineId]| {
        line.is_none_or(|line| ids.is_empty() || ids.contains(&line.id))
    };
    let parcels = order.fulfillments.iter().filter(|parcel| holds(&parcel.line_ids));
    parcels.filter_map(|parcel| parcel.delivered_at).max()
}
