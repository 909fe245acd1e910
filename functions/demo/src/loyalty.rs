//! The "Fernhill Circle": five points per dollar, confirmed two weeks after delivery, good for a
//! year.
#![expect(clippy::arithmetic_side_effects, reason = "points of a few years of one customer")]

use std::collections::VecDeque;

use edgewise::{
    base::{
        id::{CustomerId, IdError, OrderId},
        time::{DAY_MS, HOUR_MS, Timestamp},
    },
    commerce::{
        FulfillmentStatus, Loyalty, LoyaltyEntry, Order, OrderStatus, PaymentDirection, Reward,
    },
};

use crate::{random::Random, shop::Resources};

/// Something that happens to an account.
pub(crate) struct Moment {
    pub(crate) at: Timestamp,
    /// Points gained; negative when taken; zero for a note.
    pub(crate) delta: i64,
    pub(crate) reason: String,
    pub(crate) order_id: Option<OrderId>,
}

/// Start of the reason of points that are not confirmed yet. Such an entry has delta 0, because
/// nothing was added so far: the sum of all deltas is always the balance.
pub(crate) const PENDING: &str = "Pending";

const POINTS_PER_DOLLAR: i64 = 5;
const CONFIRMED_AFTER_MS: i64 = 14 * DAY_MS;
const VALID_MS: i64 = 365 * DAY_MS;
const WELCOME_POINTS: i64 = 50;
/// Points earned within a year, and the tier that they make.
const TIERS: &[(i64, &str)] = &[(0, "Leaf"), (1_000, "Branch"), (3_000, "Canopy")];

/// What points buy, what it costs, and how many cents it takes off.
const REWARDS: &[(&str, &str, i64, i64)] = &[
    ("rwd_5_off", "$5 off your next order", 500, 500),
    ("rwd_12_off", "$12 off your next order", 1_000, 1_200),
    ("rwd_30_off", "$30 off your next order", 2_200, 3_000),
    ("rwd_tasting_box", "Tasting Box Six Teas, $26 off", 2_000, 2_600),
];

/// Accounts for most customers.
pub(crate) fn fill(made: &mut Resources, seed: u64, base: Timestamp) -> Result<(), IdError> {
    let mut accounts = Vec::new();
    for (index, customer) in made.customers.values().enumerate() {
        let mut random = Random::stream(seed ^ STREAM, index as u64);
        let is_member = random.chance(85);
        if made.loyalty.contains_key(&customer.id) || !is_member {
            continue;
        }
        let orders = made.orders.values().filter(|order| order.customer_id == customer.id);
        let orders: Vec<&Order> = orders.collect();
        let oldest = orders.iter().filter_map(|order| order.placed_at).min().unwrap_or(base);
        let joined_at = oldest.plus_ms(-random.between(1, 60) * DAY_MS);
        let mut moments = vec![welcome(joined_at)];
        for order in &orders {
            moments.extend(order_moments(order, base));
        }
        let wishes = wishes(&mut random, joined_at, base);
        accounts.push((customer.id.clone(), account(&customer.id, moments, wishes, base)));
    }
    made.loyalty.extend(accounts);
    Ok(())
}

/// The entry that every account starts with.
pub(crate) fn welcome(at: Timestamp) -> Moment {
    Moment {
        at,
        delta: WELCOME_POINTS,
        reason: "Joined the Fernhill Circle".to_owned(),
        order_id: None,
    }
}

/// What an order did to its customer's account.
pub(crate) fn order_moments(order: &Order, base: Timestamp) -> Vec<Moment> {
    let number = order.shown_number();
    let order_id = Some(order.id.clone());
    let points = order.total.minor() / 100 * POINTS_PER_DOLLAR;
    let placed_at = order.placed_at.unwrap_or(base);
    let came_back =
        order.fulfillments.iter().any(|p| p.status == Some(FulfillmentStatus::Returned));
    if order.status == OrderStatus::Cancelled || came_back || points == 0 {
        return Vec::new();
    }
    let arrivals: Option<Vec<Timestamp>> =
        order.fulfillments.iter().map(|parcel| parcel.delivered_at).collect();
    let confirmed_at = arrivals
        .and_then(|arrivals| arrivals.into_iter().max())
        .map(|arrived_at| arrived_at.plus_ms(CONFIRMED_AFTER_MS))
        .filter(|at| *at <= base);
    let Some(confirmed_at) = confirmed_at else {
        let reason =
            format!("{PENDING}: {points} points for order {number}, added 14 days after delivery");
        return vec![Moment { at: placed_at, delta: 0, reason, order_id }];
    };
    let mut moments = vec![Moment {
        at: confirmed_at,
        delta: points,
        reason: format!("Points for order {number}"),
        order_id: order_id.clone(),
    }];
    for refund in order.payments.iter().filter(|p| p.kind == PaymentDirection::Refund) {
        moments.push(Moment {
            // Points are taken back where they were given, even if the money went back before.
            at: refund.at.unwrap_or(confirmed_at).max(confirmed_at.plus_ms(HOUR_MS)).min(base),
            delta: -(refund.amount.minor() / 100 * POINTS_PER_DOLLAR),
            reason: format!("Return from order {number}"),
            order_id: order_id.clone(),
        });
    }
    moments
}

/// A redemption, tried at an instant: it happens if the balance allows.
pub(crate) struct Wish {
    pub(crate) at: Timestamp,
    pub(crate) reward_id: &'static str,
    pub(crate) code: String,
}

/// Writes the account: moments and wishes in order of time, points used oldest first, what is left
/// of them expired after a year.
pub(crate) fn account(
    customer_id: &CustomerId,
    mut moments: Vec<Moment>,
    wishes: Vec<Wish>,
    base: Timestamp,
) -> Loyalty {
    moments.sort_by_key(|moment| moment.at);
    let mut ledger = Ledger::default();
    let mut wishes = wishes.into_iter().peekable();
    for moment in moments {
        while let Some(wish) = wishes.next_if(|wish| wish.at < moment.at) {
            ledger.redeem(&wish);
        }
        ledger.apply(moment);
    }
    for wish in wishes {
        ledger.redeem(&wish);
    }
    ledger.expire(base);
    ledger.close(customer_id, base)
}

/// A reward by its id: title, cost in points, cents off.
pub(crate) fn reward(id: &str) -> Option<(&'static str, i64, i64)> {
    let found = REWARDS.iter().find(|(own, ..)| *own == id)?;
    Some((found.1, found.2, found.3))
}

/// The reason of a redemption, with the code that it gave.
pub(crate) fn redeemed(title: &str, code: &str) -> String {
    format!("Redeemed: {title}, code {code}")
}

fn wishes(random: &mut Random, joined_at: Timestamp, base: Timestamp) -> Vec<Wish> {
    let mut wishes = Vec::new();
    let mut at = joined_at.plus_ms(random.between(30, 200) * DAY_MS);
    while at < base {
        if random.chance(60) {
            let reward_id = if random.chance(70) { "rwd_5_off" } else { "rwd_12_off" };
            let code = format!("THANKS-{}", random.pattern("@@#@#"));
            wishes.push(Wish { at, reward_id, code });
        }
        at = at.plus_ms(random.between(40, 200) * DAY_MS + random.between(1, 20) * HOUR_MS);
    }
    wishes
}

#[derive(Default)]
struct Ledger {
    /// Unused points with the instant they were given, oldest first.
    lots: VecDeque<(Timestamp, i64)>,
    balance: i64,
    /// Oldest first.
    entries: Vec<LoyaltyEntry>,
}

impl Ledger {
    fn apply(&mut self, moment: Moment) {
        self.expire(moment.at);
        let delta = moment.delta.max(-self.balance);
        match delta {
            1.. => self.lots.push_back((moment.at, delta)),
            _ => self.consume(-delta),
        }
        if delta == 0 && moment.delta != 0 {
            return;
        }
        self.write(moment.at, delta, moment.reason, moment.order_id);
    }

    fn redeem(&mut self, wish: &Wish) {
        self.expire(wish.at);
        let Some((title, cost, _)) = reward(wish.reward_id) else { return };
        if cost <= self.balance {
            self.consume(cost);
            self.write(wish.at, -cost, redeemed(title, &wish.code), None);
        }
    }

    fn expire(&mut self, now: Timestamp) {
        while let Some((given_at, left)) = self.lots.front().copied() {
            let expires_at = given_at.plus_ms(VALID_MS);
            if expires_at > now {
                return;
            }
            self.lots.pop_front();
            if left > 0 {
                self.write(expires_at, -left, "Expired after 12 months".to_owned(), None);
            }
        }
    }

    fn consume(&mut self, points: i64) {
        let mut wanted = points;
        for (_, left) in &mut self.lots {
            let used = wanted.min(*left);
            *left -= used;
            wanted -= used;
        }
    }

    fn write(&mut self, at: Timestamp, delta: i64, reason: String, order_id: Option<OrderId>) {
        self.balance += delta;
        let (at, reason) = (Some(at), Some(reason));
        self.entries.push(LoyaltyEntry { id: None, at, delta, reason, order_id });
    }

    fn close(mut self, customer_id: &CustomerId, base: Timestamp) -> Loyalty {
        let number = customer_id.as_str().trim_start_matches("cus_");
        for (index, entry) in (1..).zip(&mut self.entries) {
            entry.id = Some(format!("loy_{number}_{index}"));
        }
        let year_ago = base.plus_ms(-VALID_MS);
        let earned: i64 = self
            .entries
            .iter()
            .filter(|entry| entry.delta > 0 && entry.at >= Some(year_ago))
            .map(|entry| entry.delta)
            .sum();
        let tier = TIERS.iter().rfind(|(least, _)| *least <= earned);
        let next = TIERS.iter().find(|(least, _)| *least > earned);
        self.entries.reverse();
        Loyalty {
            tier: tier.map(|(_, name)| (*name).to_owned()),
            points: Some(self.balance),
            points_to_next_tier: next.map(|(least, _)| *least - earned),
            history: self.entries,
            rewards: rewards(),
        }
    }
}

fn rewards() -> Vec<Reward> {
    let reward = |(id, title, cost, _): &(&str, &str, i64, i64)| Reward {
        id: (*id).to_owned(),
        title: (*title).to_owned(),
        cost: *cost,
    };
    REWARDS.iter().map(reward).collect()
}

/// Keeps these random numbers apart from those of other tables.
const STREAM: u64 = 0x706f_696e_7473;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_used_oldest_first_and_the_rest_expires() {
        let day = |day: i64| Timestamp::from_ms(day * DAY_MS);
        let earn = |on: i64, delta: i64| Moment {
            at: day(on),
            delta,
            reason: "Points".to_owned(),
            order_id: None,
        };
        let wish = |on: i64, code: &str| Wish {
            at: day(on),
            reward_id: "rwd_5_off",
            code: code.to_owned(),
        };
        let id = CustomerId::parse("cus_1").unwrap();
        let made = account(
            &id,
            vec![earn(200, 300), earn(0, 400)],
            vec![wish(100, "EARLY"), wish(250, "THEN")],
            day(570),
        );
        let deltas: Vec<i64> = made.history.iter().map(|entry| entry.delta).collect();
        // 400 were used whole and 100 of the 300, so 200 are left to expire on day 565.
        assert_eq!(deltas, [-200, -500, 300, 400]);
        assert_eq!(made.points, Some(0));
        assert_eq!(made.history[0].at, Some(day(565)));
    }
}
