//! The history of a loyalty account, read: of which kind each entry is, whatever words the shop has
//! for it, and what all of them together show.

use super::{Loyalty, LoyaltyEntry, Order, OrderStatus};
use crate::base::sort;
use crate::base::{
    text::words,
    time::{DAY_MS, Timestamp},
};

/// What an entry of a loyalty account is.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// Put right by the shop, or taken for a reason that its words do not tell.
    #[default]
    Adjusted,
    /// Points for a purchase, or a gift.
    Earned,
    /// Points that were too old.
    Expired,
    /// Nothing was added or taken, and nothing is to come.
    Note,
    /// Points that are still to come.
    Pending,
    /// Points that bought something.
    Redeemed,
    /// Points taken back, because what they were for came back.
    Returned,
}

/// One entry as it is read.
#[derive(Clone, Debug, PartialEq)]
pub struct LedgerEntry<'a> {
    /// The entry.
    pub entry: &'a LoyaltyEntry,
    /// What it is.
    pub kind: EntryKind,
    /// Points that it added, negative where it took some; of pending ones those that are to come, 0
    /// where the shop does not say how many.
    pub points: i64,
}

/// The history of an account, read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ledger<'a> {
    /// Newest first, as the shop lists them.
    pub entries: Vec<LedgerEntry<'a>>,
    balance: i64,
    sum: i64,
}

impl<'a> Ledger<'a> {
    /// Reads an account beside the customer's orders, as far as they are known.
    #[must_use]
    pub fn read(account: &'a Loyalty, orders: &[&Order]) -> Self {
        let balance = account.points.unwrap_or_default();
        let kinds: Vec<EntryKind> =
            account.history.iter().map(|entry| kind(entry, orders)).collect();
        let is_pending = |kind: &EntryKind| *kind == EntryKind::Pending;
        let sum = |pending: bool| {
            let counted = account.history.iter().zip(&kinds);
            let counted = counted.filter(|(_, kind)| pending || !is_pending(kind));
            counted.fold(0_i64, |sum, (entry, _)| sum.saturating_add(entry.delta))
        };
        // Some shops write what is pending as a change that is not in the balance yet.
        let in_balance = sum(true) == balance && sum(false) != balance;
        let total = sum(in_balance);
        let entries = account.history.iter().zip(kinds).map(|(entry, kind)| match kind {
            EntryKind::Pending if in_balance && entry.delta != 0 => {
                LedgerEntry { entry, kind: EntryKind::Earned, points: entry.delta }
            }
            EntryKind::Pending if is_settled(entry, account, orders) => {
                LedgerEntry { entry, kind: EntryKind::Note, points: 0 }
            }
            EntryKind::Pending => LedgerEntry { entry, kind, points: pending_points(entry) },
            EntryKind::Adjusted
            | EntryKind::Earned
            | EntryKind::Expired
            | EntryKind::Note
            | EntryKind::Redeemed
            | EntryKind::Returned => LedgerEntry { entry, kind, points: entry.delta },
        });
        Self { entries: entries.collect(), balance, sum: total }
    }

    /// What the entries add up to, where that is not the balance: then some are not listed, or one of
    /// the two is wrong.
    #[must_use]
    pub fn other_sum(&self) -> Option<i64> {
        (self.sum != self.balance).then_some(self.sum)
    }

    /// Whether the entries are all there are: they add up to the balance.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        !self.entries.is_empty() && self.sum == self.balance
    }

    /// The entries of an order, newest first.
    #[must_use]
    pub fn of_order(&self, order: &Order) -> Vec<&LedgerEntry<'a>> {
        self.entries.iter().filter(|held| belongs(held.entry, order)).collect()
    }

    /// What is still to come, newest first.
    pub fn pending(&self) -> impl Iterator<Item = &LedgerEntry<'a>> {
        self.entries.iter().filter(|held| held.kind == EntryKind::Pending)
    }

    /// Purchases since the account began that have no entry of any kind, newest first. What was
    /// cancelled or went back as a whole earns nothing.
    #[must_use]
    pub fn without_entry<'o>(&self, orders: &[&'o Order]) -> Vec<&'o Order> {
        let Some(begun) = self.entries.iter().filter_map(|held| held.entry.at).min() else {
            return Vec::new();
        };
        let earns = |order: &&&Order| {
            order.status != OrderStatus::Cancelled
                && order.total.minor() > order.refunded_minor()
                && order.placed_at.is_some_and(|at| at >= begun)
                && self.of_order(order).is_empty()
        };
        orders.iter().filter(earns).copied().collect()
    }

    /// The next points to expire, and when, where points are good for so many days and the oldest are
    /// used first. Nothing where the entries do not show it.
    #[must_use]
    pub fn next_expiry(&self, valid_days: u16, now: Timestamp) -> Option<(Timestamp, i64)> {
        if !self.is_whole() {
            return None;
        }
        let valid_ms = i64::from(valid_days).saturating_mul(DAY_MS);
        let mut dated: Vec<(Timestamp, i64)> = Vec::new();
        for held in self.entries.iter().filter(|held| held.kind != EntryKind::Pending) {
            if held.points != 0 {
                dated.push((held.entry.at?, held.points));
            }
        }
        // The shop's order decides between entries of one instant: it lists the newest first.
        dated.reverse();
        sort::by_key(&mut dated, |(at, _)| *at);
        let mut lots: Vec<(Timestamp, i64)> = Vec::new();
        for (at, points) in dated {
            if points > 0 {
                lots.push((at, points));
            } else {
                use_oldest(&mut lots, points.saturating_neg());
            }
        }
        let first = lots.iter().find(|(_, left)| *left > 0)?;
        let expires_at = first.0.plus_ms(valid_ms);
        let same_day = |at: &Timestamp| at.plus_ms(valid_ms).ms_since(expires_at) < DAY_MS;
        let points = lots.iter().filter(|(at, _)| same_day(at));
        let points = points.fold(0_i64, |sum, (_, left)| sum.saturating_add(*left));
        // What should be gone by now and is not expires by another rule than this.
        (expires_at > now).then_some((expires_at, points))
    }
}

fn use_oldest(lots: &mut [(Timestamp, i64)], points: i64) {
    let mut wanted = points;
    for (_, left) in lots {
        let used = wanted.min(*left);
        *left = left.saturating_sub(used);
        wanted = wanted.saturating_sub(used);
    }
}

fn kind(entry: &LoyaltyEntry, orders: &[&Order]) -> EntryKind {
    let said = said(entry);
    let has = |of: &[&str]| said.iter().any(|word| of.contains(&word.as_str()));
    let order = orders.iter().find(|order| belongs(entry, order));
    match entry.delta {
        0 if has(PENDING) => EntryKind::Pending,
        // A note beside a purchase that has not arrived yet, with points in it.
        0 if pending_points(entry) > 0 && order.is_some_and(|order| !order.was_delivered()) => {
            EntryKind::Pending
        }
        0 => EntryKind::Note,
        1.. if has(PENDING) => EntryKind::Pending,
        1.. if has(ADJUSTED) || has(RETURNED) || has(REDEEMED) => EntryKind::Adjusted,
        1.. => EntryKind::Earned,
        _ if has(ADJUSTED) => EntryKind::Adjusted,
        _ if has(EXPIRED) => EntryKind::Expired,
        _ if has(RETURNED) => EntryKind::Returned,
        _ if has(REDEEMED) => EntryKind::Redeemed,
        _ if order.is_some_and(|order| came_back(order)) => EntryKind::Returned,
        _ => EntryKind::Adjusted,
    }
}

/// Whether something of an order came back.
fn came_back(order: &Order) -> bool {
    let returned = order.returns.iter().any(|held| held.stands());
    order.status == OrderStatus::Cancelled || order.refunded_minor() > 0 || returned
}

/// Whether what is pending was decided since: it was added, or its order was cancelled.
fn is_settled(entry: &LoyaltyEntry, account: &Loyalty, orders: &[&Order]) -> bool {
    let order = orders.iter().find(|order| belongs(entry, order));
    if order.is_some_and(|order| order.status == OrderStatus::Cancelled) {
        return true;
    }
    let same = |other: &&LoyaltyEntry| {
        let by_id = entry.order_id.is_some() && other.order_id == entry.order_id;
        by_id || order.is_some_and(|order| belongs(other, order))
    };
    let added = |other: &&LoyaltyEntry| {
        other.delta > 0 && *other != entry && kind(other, orders) == EntryKind::Earned
    };
    account.history.iter().filter(same).any(|other| added(&other))
}

/// Whether an entry is about an order: by its id, or by the number in its words.
fn belongs(entry: &LoyaltyEntry, order: &Order) -> bool {
    if let Some(id) = &entry.order_id {
        return *id == order.id;
    }
    let number: Vec<String> = folded(order.shown_number());
    let said = said(entry);
    !number.is_empty() && said.windows(number.len()).any(|words| words == number.as_slice())
}

/// Points that a pending entry brings: its change, or the number in its words.
fn pending_points(entry: &LoyaltyEntry) -> i64 {
    if entry.delta != 0 {
        return entry.delta;
    }
    let reason = entry.reason.as_deref().unwrap_or_default().replace(',', "");
    let said = folded(&reason);
    let counted = said.windows(2).find_map(|pair| match pair {
        [number, unit] if is_points(unit) => number.parse::<i64>().ok(),
        _ => None,
    });
    counted.unwrap_or_default()
}

fn is_points(word: &str) -> bool {
    matches!(word, "point" | "points" | "pts" | "pt" | "punto" | "puntos")
}

fn said(entry: &LoyaltyEntry) -> Vec<String> {
    folded(entry.reason.as_deref().unwrap_or_default())
}

fn folded(text: &str) -> Vec<String> {
    words(text).into_iter().map(|word| word.folded).collect()
}

/// Words by which shops say that points are still to come.
const PENDING: &[&str] = &[
    "pending",
    "awaiting",
    "hold",
    "upcoming",
    "unconfirmed",
    "provisional",
    "pendiente",
    "pendientes",
    "espera",
    "provisionales",
];

/// That they were too old.
const EXPIRED: &[&str] = &[
    "expired",
    "expire",
    "expiry",
    "expiration",
    "expiring",
    "lapsed",
    "caducado",
    "caducados",
    "caducidad",
    "vencido",
    "vencidos",
    "vencimiento",
    "expirado",
    "expirados",
];

/// That they were taken back.
const RETURNED: &[&str] = &[
    "return",
    "returned",
    "returns",
    "refund",
    "refunded",
    "cancelled",
    "canceled",
    "cancellation",
    "reversed",
    "reversal",
    "clawback",
    "chargeback",
    "devolucion",
    "devuelto",
    "reembolso",
    "cancelado",
    "cancelacion",
    "anulado",
];

/// That they bought something.
const REDEEMED: &[&str] = &[
    "redeemed",
    "redemption",
    "redeem",
    "reward",
    "used",
    "spent",
    "voucher",
    "coupon",
    "discount",
    "off",
    "canjeado",
    "canjeados",
    "canje",
    "recompensa",
    "usado",
    "usados",
    "cupon",
    "vale",
    "descuento",
];

/// That the shop put something right.
const ADJUSTED: &[&str] = &[
    "adjusted",
    "adjustment",
    "correction",
    "corrected",
    "manual",
    "goodwill",
    "ajuste",
    "correccion",
];

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn at(day: &str) -> String {
        format!("2026-{day}T10:00:00Z")
    }

    fn account(points: i64, entries: &[(&str, i64, &str)]) -> Loyalty {
        let entry = |(day, delta, reason): &(&str, i64, &str)| json!({ "at": at(day), "delta": delta, "reason": reason });
        let history: Vec<_> = entries.iter().map(entry).collect();
        serde_json::from_value(json!({ "points": points, "history": history })).unwrap()
    }

    fn order(number: &str, status: &str, day: &str) -> Order {
        let money = json!({ "amount": "38.00", "currency": "USD" });
        let order = json!({
            "id": format!("id_{number}"), "number": number, "customer_id": "cus_1",
            "status": status, "placed_at": at(day), "total": money,
            "lines": [],
        });
        serde_json::from_value(order).unwrap()
    }

    fn kinds(account: &Loyalty, orders: &[&Order]) -> Vec<EntryKind> {
        Ledger::read(account, orders).entries.iter().map(|held| held.kind).collect()
    }

    #[test]
    fn entries_are_read_whatever_the_shop_calls_them() {
        for (delta, reason, expected) in [
            (-500, "Redeemed: $5 off your next order", EntryKind::Redeemed),
            (-500, "Reward #12", EntryKind::Redeemed),
            (-500, "Canje de cupón", EntryKind::Redeemed),
            (-80, "Expired after 12 months", EntryKind::Expired),
            (-80, "Puntos caducados", EntryKind::Expired),
            (-190, "Return from order #1003", EntryKind::Returned),
            (-190, "Order #1003 cancelled", EntryKind::Returned),
            (-190, "Order #1003", EntryKind::Adjusted),
            (-10, "Manual adjustment", EntryKind::Adjusted),
            (500, "Reversal of a redemption", EntryKind::Adjusted),
            (190, "Order #1003", EntryKind::Earned),
            (50, "Joined the circle", EntryKind::Earned),
            (0, "Pending: 190 points for order #1003", EntryKind::Pending),
            (0, "Welcome to Gold", EntryKind::Note),
        ] {
            assert_eq!(
                kinds(&account(0, &[("11-20", delta, reason)]), &[]),
                [expected],
                "{reason}"
            );
        }
        let cancelled = order("#1003", "cancelled", "11-18");
        let taken = account(0, &[("11-20", -190, "Order #1003")]);
        assert_eq!(kinds(&taken, &[&cancelled]), [EntryKind::Returned]);
    }

    #[test]
    fn what_is_pending_is_known_with_its_points_until_it_is_added() {
        let shipped = order("#1003", "shipped", "11-18");
        let note = account(50, &[("11-18", 0, "190 points for order #1003"), ("09-01", 50, "Hi")]);
        let ledger = Ledger::read(&note, &[&shipped]);
        assert_eq!(ledger.pending().map(|held| held.points).collect::<Vec<_>>(), [190]);
        // Written as a change that is not in the balance yet.
        let beside = account(50, &[("11-18", 190, "Pending, order #1003"), ("09-01", 50, "Hi")]);
        let ledger = Ledger::read(&beside, &[&shipped]);
        assert!(ledger.is_whole());
        assert_eq!(ledger.pending().map(|held| held.points).collect::<Vec<_>>(), [190]);
        let added = account(
            240,
            &[
                ("11-28", 190, "Points for order #1003"),
                ("11-18", 0, "Pending: 190 points for order #1003"),
                ("09-01", 50, "Hi"),
            ],
        );
        assert_eq!(Ledger::read(&added, &[&shipped]).pending().count(), 0);
        let cancelled = order("#1003", "cancelled", "11-18");
        assert_eq!(Ledger::read(&note, &[&cancelled]).pending().count(), 0);
    }

    #[test]
    fn a_sum_that_is_not_the_balance_is_told_apart() {
        let entries = [("11-12", -500, "Redeemed"), ("09-01", 1_000, "Order")];
        assert_eq!(Ledger::read(&account(500, &entries), &[]).other_sum(), None);
        let ledger_of = account(740, &entries);
        let ledger = Ledger::read(&ledger_of, &[]);
        assert_eq!((ledger.other_sum(), ledger.is_whole()), (Some(500), false));
    }

    #[test]
    fn a_purchase_without_an_entry_is_found() {
        let (before, new) =
            (order("#1001", "delivered", "08-01"), order("#1004", "delivered", "10-01"));
        let gone = order("#1005", "cancelled", "10-02");
        let held = account(50, &[("09-01", 50, "Joined")]);
        let ledger = Ledger::read(&held, &[]);
        let missing = ledger.without_entry(&[&gone, &new, &before]);
        assert_eq!(missing, [&new]);
    }

    #[test]
    fn the_oldest_points_are_used_first_and_expire_first() {
        let now = Timestamp::parse("2026-11-20T10:00:00Z").unwrap();
        let entries = [
            ("11-12", -500, "Redeemed"),
            ("10-01", 300, "Order #1003"),
            ("06-01", 400, "Order #1002"),
            ("03-01", 300, "Order #1001"),
        ];
        let held = account(500, &entries);
        let (expires_at, points) = Ledger::read(&held, &[]).next_expiry(365, now).unwrap();
        assert_eq!((expires_at.to_string().get(..10), points), (Some("2027-06-01"), 200));
        // The shop has not taken what should be gone: it has another rule.
        assert_eq!(Ledger::read(&held, &[]).next_expiry(30, now), None);
        assert_eq!(Ledger::read(&account(900, &entries), &[]).next_expiry(365, now), None);
    }
}
