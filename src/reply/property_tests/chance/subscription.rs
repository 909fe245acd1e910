//! Random repeated deliveries and changes of them.

use serde_json::{Value, json};

use super::Chance;

impl Chance {
    pub(super) fn subscription(&mut self) -> Value {
        json!({
            "id": "sub_1", "title": self.text(),
            "status": self.of(&["active", "cancelled", "paused"]),
            "quantity": self.maybe(Self::count), "price": self.maybe(Self::money),
            "interval_days": 8, "next_charge_at": self.maybe(Self::at),
            "resume_at": self.maybe(Self::at),
        })
    }

    pub(super) fn subscription_change(&mut self) -> Value {
        let step = match self.below(8) {
            0 => json!({ "step": "cancel" }),
            1 => json!({ "step": "pause", "until": self.maybe(Self::at) }),
            2 => json!({ "step": "resume", "from": self.maybe(Self::at) }),
            3 => json!({ "step": "set_interval", "days": 9 }),
            4 => json!({ "step": "set_next_charge", "at": self.at() }),
            5 => json!({ "step": "set_quantity", "quantity": self.count() }),
            6 => json!({ "step": "skip_next" }),
            _ => json!({ "step": "swap", "line": self.line() }),
        };
        json!({
            "change": "subscription", "subscription": self.subscription(), "step": step,
            "lost": self.maybe(Self::text),
        })
    }
}
