//! What the merchant's rules give off, by what the record shows.

use super::{ActionFacts, Stop, Verdict};
use crate::{
    base::{
        money::Money,
        time::{DAY_MS, Timestamp},
    },
    commerce::{
        ActionKind, Change, Customer, DiscountReason, Fulfillment, FulfillmentStatus, Order,
        OrderStatus,
    },
    condition::{self, FactValue},
    playbook::{DiscountRule, Playbook},
};

/// What a customer has, as the rules of discounts see it.
#[derive(Clone, Copy, Debug)]
pub struct Shopper<'a> {
    /// Their record.
    pub customer: &'a Customer,
    /// Their loyalty tier.
    pub tier: Option<&'a str>,
    /// Their orders.
    pub orders: &'a [Order],
    /// What lies in their cart.
    pub cart: Option<Money>,
}

/// Parcels of older orders are no reason for anything.
const LATE_WITHIN_DAYS: i64 = 60;

/// The rule that decides about a discount, with its place in the list; nothing is given where none
/// holds. What the customer says only chooses what is asked for: a label, a tier or a late parcel is
/// in the record or is not.
#[must_use]
pub fn discount_rule<'a>(
    reason: DiscountReason,
    shopper: Shopper<'_>,
    now: Timestamp,
    playbook: &'a Playbook,
) -> Option<(usize, &'a DiscountRule)> {
    let known = known(reason, shopper, now, playbook);
    for (index, rule) in playbook.discounts.rules.iter().enumerate() {
        match condition::holds(&rule.when, &known) {
            Ok(true) => return Some((index, rule)),
            Ok(false) => {}
            // What cannot be worked out gives nothing, nor does what comes after it.
            Err(_) => return None,
        }
    }
    None
}

/// What keeps a code from being made.
pub(super) fn stop(change: &Change, facts: &ActionFacts<'_>, playbook: &Playbook) -> Option<Stop> {
    let Change::Discount { percent, reason, expires_at } = change else { return None };
    let deny = |rule: &str, at: String| {
        let setting = Some(format!("/discounts/{at}"));
        Some(Stop { setting, ..Stop::new(Verdict::Deny, rule) })
    };
    let Some(shopper) = facts.shopper else {
        return Some(Stop::new(Verdict::Escalate, "shopper_unknown"));
    };
    let Some((index, rule)) = discount_rule(*reason, shopper, facts.now, playbook) else {
        return deny("no_rule", "rules".to_owned());
    };
    if *percent > rule.percent {
        return deny("cap", format!("rules/{index}/percent"));
    }
    // A code is told with the day on which it ends, and may be used until that day is over.
    let days = i64::from(rule.expires_days).saturating_add(1).saturating_mul(DAY_MS);
    if expires_at.is_none_or(|at| at.ms_since(facts.now) > days) {
        return deny("expires", format!("rules/{index}/expires_days"));
    }
    let once = i64::from(playbook.discounts.once_days).saturating_mul(DAY_MS);
    let had = facts
        .past
        .iter()
        .any(|done| done.action == ActionKind::Discount && facts.now.ms_since(done.at) <= once);
    if had { deny("once", "once_days".to_owned()) } else { None }
}

/// What keeps the difference to a lower price from going back.
pub(super) fn adjustment_stop(
    change: &Change,
    facts: &ActionFacts<'_>,
    playbook: &Playbook,
) -> Option<Stop> {
    let Change::AdjustPrice { amount, .. } = change else { return None };
    let stop = |verdict, rule: &str, at: &str| {
        let setting = Some(format!("/discounts/price_adjustment{at}"));
        Some(Stop { setting, ..Stop::new(verdict, rule) })
    };
    let Some(settings) = &playbook.discounts.price_adjustment else {
        return stop(Verdict::Escalate, "not_decided", "");
    };
    let Some(placed_at) = facts.order.and_then(|order| order.placed_at) else {
        return stop(Verdict::Escalate, "window_unknown", "/days");
    };
    if days(placed_at, facts.now, playbook) > i64::from(settings.days) {
        return stop(Verdict::Deny, "window", "/days");
    }
    let max = settings.max_amount;
    let is_within = amount.currency() == max.currency() && amount.minor() <= max.minor();
    if is_within { None } else { stop(Verdict::Escalate, "amount_max", "/max_amount") }
}

/// Days on the shop's calendar.
fn days(from: Timestamp, to: Timestamp, playbook: &Playbook) -> i64 {
    let zone = &playbook.brand.time_zone;
    let (from, to) = (from.in_zone(zone).date(), to.in_zone(zone).date());
    from.until(to).map_or(i64::MAX, |span| i64::from(span.get_days()))
}

fn known(
    reason: DiscountReason,
    shopper: Shopper<'_>,
    now: Timestamp,
    playbook: &Playbook,
) -> Vec<(&'static str, FactValue)> {
    let days = |from, to| days(from, to, playbook);
    let kept = || shopper.orders.iter().filter(|order| order.status != OrderStatus::Cancelled);
    let first = kept().filter_map(|order| order.placed_at).min();
    let recent =
        kept().filter(|order| order.placed_at.is_some_and(|at| days(at, now) <= LATE_WITHIN_DAYS));
    let late = recent.flat_map(|order| &order.fulfillments).filter_map(|parcel| {
        let due = parcel.estimated_delivery_at?;
        Some(days(due, arrived(parcel, now)?))
    });
    let count = i64::try_from(kept().count()).unwrap_or(i64::MAX);
    vec![
        ("asked_for", FactValue::Text(reason.as_str().to_owned())),
        ("cart_total", FactValue::Int(shopper.cart.map_or(0, Money::minor))),
        ("customer_tags", FactValue::Texts(shopper.customer.tags.clone())),
        ("days_late", FactValue::Int(late.max().unwrap_or_default().max(0))),
        ("days_since_first_order", FactValue::Int(first.map_or(-1, |at| days(at, now)))),
        ("orders_count", FactValue::Int(count)),
        ("tier", FactValue::Text(shopper.tier.unwrap_or_default().to_owned())),
    ]
}

/// When a parcel arrived, or now while it is still to come; nothing where the shop does not say.
fn arrived(parcel: &Fulfillment, now: Timestamp) -> Option<Timestamp> {
    match parcel.status {
        Some(FulfillmentStatus::Delivered) => parcel.delivered_at,
        None | Some(FulfillmentStatus::Returned) => None,
        Some(
            FulfillmentStatus::Exception
            | FulfillmentStatus::InTransit
            | FulfillmentStatus::LabelCreated
            | FulfillmentStatus::OutForDelivery,
        ) => Some(now),
    }
}

#[cfg(test)]
mod tests {
    //! Goal: whatever is asked for and whatever the record says, no code takes more off than the
    //! merchant's rule gives, and none is made soon after another. Method: every combination of a
    //! share, a reason, labels, a late parcel and what was given before is judged, with the customer's
    //! yes and with a person's approval.

    use serde::de::DeserializeOwned;
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        commerce::{Action, CountedAction},
        guardrail::{Approval, Consent, Verdict, decide},
        identity::{Identity, Verified},
    };

    fn read<T: DeserializeOwned>(value: Value) -> T {
        serde_json::from_value(value).unwrap()
    }

    fn now() -> Timestamp {
        Timestamp::parse("2026-11-20T12:00:00Z").unwrap()
    }

    fn playbook() -> Playbook {
        read(json!({
            "skills": { "discount": "autonomous" },
            "discounts": { "once_days": 90, "rules": [
                { "when": "asked_for == 'student' && 'student' in customer_tags", "percent": 15 },
                { "when": "asked_for == 'goodwill' && days_late >= 2", "percent": 10 },
                { "when": "asked_for == 'price_match'", "percent": 0, "because": "We don't." },
                { "when": "'vip' in customer_tags", "percent": 20, "expires_days": 7 },
            ] },
        }))
    }

    /// What the rules above give, said again.
    fn cap(reason: DiscountReason, tags: &[&str], late: bool) -> u8 {
        let is = |what| reason == what;
        if is(DiscountReason::Student) && tags.contains(&"student") {
            15
        } else if is(DiscountReason::Goodwill) && late {
            10
        } else if !is(DiscountReason::PriceMatch) && tags.contains(&"vip") {
            20
        } else {
            0
        }
    }

    fn order(late: bool) -> Order {
        let due = if late { "2026-11-15T12:00:00Z" } else { "2026-11-18T12:00:00Z" };
        read(json!({
            "id": "ord_1", "customer_id": "cus_ada", "status": "delivered", "lines": [],
            "placed_at": "2026-11-10T12:00:00Z",
            "total": { "amount": "30.00", "currency": "USD" },
            "fulfillments": [{
                "status": "delivered", "estimated_delivery_at": due,
                "delivered_at": "2026-11-18T12:00:00Z",
            }],
        }))
    }

    const REASONS: [DiscountReason; 7] = [
        DiscountReason::Any,
        DiscountReason::FirstOrder,
        DiscountReason::Goodwill,
        DiscountReason::Loyal,
        DiscountReason::PriceMatch,
        DiscountReason::Stay,
        DiscountReason::Student,
    ];

    /// What one case is judged by.
    struct Case<'a> {
        percent: u8,
        reason: DiscountReason,
        tags: &'a [&'a str],
        late: bool,
        /// Days since this customer got another code.
        before: Option<i64>,
    }

    fn verdict(case: &Case<'_>, approval: Approval) -> Verdict {
        let who: Verified = read(json!({
            "customer_id": "cus_ada", "level": "strong", "expires_at": "2026-11-21T12:00:00Z",
        }));
        let customer: Customer = read(json!({ "id": "cus_ada", "tags": case.tags }));
        let orders = [order(case.late)];
        let done = |days: i64| CountedAction {
            skill: None,
            action: ActionKind::Discount,
            order_id: None,
            amount: read(json!({ "amount": "0.00", "currency": "USD" })),
            at: now().plus_ms(days.saturating_mul(DAY_MS).saturating_neg()),
        };
        let past: Vec<CountedAction> = case.before.map(done).into_iter().collect();
        let change = Change::Discount {
            percent: case.percent,
            reason: case.reason,
            expires_at: Some(now().plus_ms(DAY_MS.saturating_mul(7))),
        };
        let facts = ActionFacts {
            order: None,
            subscription: None,
            customer: &customer,
            loyalty: None,
            due_minor: 0,
            consent: Consent::Given,
            approval,
            past: &past,
            categories: &[],
            tier: None,
            shopper: Some(Shopper { customer: &customer, tier: None, orders: &orders, cart: None }),
            topics: &[],
            only_answers: false,
            now: now(),
        };
        let identity = Identity::Verified(who.clone());
        decide(&Action::new(&who, change), facts, &identity, &playbook()).verdict
    }

    #[test]
    fn no_code_takes_more_off_than_a_rule_gives_and_none_follows_soon_after_another() {
        let tags: [&[&str]; 4] = [&[], &["student"], &["vip"], &["vip", "student"]];
        let mut seen = Vec::new();
        for (reason, tags) in
            REASONS.iter().flat_map(|it| tags.iter().map(move |tags| (*it, *tags)))
        {
            for (late, before) in
                [(false, None), (true, None), (true, Some(89)), (false, Some(91)), (true, Some(0))]
            {
                for percent in [0, 1, 10, 11, 15, 16, 20, 21, 50, 100, 101, u8::MAX] {
                    let case = Case { percent, reason, tags, late, before };
                    let may = (1..=cap(reason, tags, late)).contains(&percent)
                        && before.is_none_or(|days| days > 90);
                    for approval in [Approval::Missing, Approval::Given] {
                        let verdict = verdict(&case, approval);
                        let expected = if may { Verdict::Allow } else { Verdict::Deny };
                        assert_eq!(verdict, expected, "{percent} % for {reason:?}, {tags:?}");
                        seen.push(verdict);
                    }
                }
            }
        }
        let allowed = seen.iter().filter(|verdict| **verdict == Verdict::Allow).count();
        assert!(allowed > 100 && seen.len() > 2_000, "{allowed} of {} allowed", seen.len());
    }
}
