//! Random facts about points, tiers and rewards.

use serde_json::{Value, json};

use super::Chance;

impl Chance {
    pub(super) fn points(&mut self) -> Value {
        json!(self.of(&[0, 1, 7, 250, 1_240, 2_500_000]))
    }

    pub(super) fn reward(&mut self) -> Value {
        let in_reach = self.below(2) == 0;
        json!({ "title": self.text(), "cost": self.points(), "in_reach": in_reach })
    }

    fn points_entry(&mut self) -> Value {
        let delta = self.of(&[0, 250, -500, 1_240]);
        let kind = self.of(&["adjusted", "earned", "expired", "redeemed", "returned"]);
        json!({ "at": self.maybe(Self::at), "kind": kind, "delta": delta, "reason": self.text() })
    }

    fn pending_points(&mut self) -> Value {
        let status = if self.below(2) == 0 { self.order_status() } else { Value::Null };
        json!({
            "points": self.points(), "reason": self.text(), "number": self.maybe(Self::number),
            "status": status, "added_at": self.maybe(Self::at),
        })
    }

    fn benefit(&mut self) -> Value {
        match self.below(3) {
            0 => json!({ "free_shipping": self.money() }),
            1 => json!({ "return_days": self.below(90) }),
            _ => json!({ "words": self.text() }),
        }
    }

    pub(super) fn loyalty(&mut self) -> Value {
        let sum = self.of(&[
            json!("balance"),
            json!("no_entries"),
            json!({ "other": 1_190 }),
            json!("unasked"),
        ]);
        let valid_days = if self.below(2) == 0 { json!(365) } else { Value::Null };
        let expiry = json!({ "at": self.maybe(Self::at), "points": self.points(), "valid_days": valid_days });
        let of_order = json!({
            "number": self.number(), "entries": self.some(Self::points_entry),
            "sum": self.points(), "pending": self.some(Self::pending_points),
            "is_whole": self.below(2) == 0,
        });
        let mut fact = json!({
            "points": self.points(), "tier": self.maybe(Self::text),
            "to_next": self.maybe(Self::points), "next_tier": self.maybe(Self::text),
            "keeps_tier": self.below(2) == 0, "why": self.of(&["history", "lower", "unasked"]),
            "entries": self.some(Self::points_entry), "pending": self.some(Self::pending_points),
            "sum": sum, "rewards": self.some(Self::reward), "can_redeem": self.below(2) == 0,
        });
        if self.below(2) == 0 {
            fact["expiry"] = expiry;
        }
        if self.below(3) == 0 {
            fact["of_order"] = of_order;
        }
        if self.below(2) == 0 {
            fact["benefits"] = self.some(Self::benefit);
        }
        if self.below(2) == 0 {
            fact["without_entry"] = self.some(Self::number);
        }
        fact
    }
}
