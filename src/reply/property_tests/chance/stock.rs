//! Random things that are sold out, waited for, and back.

use serde_json::{Value, json};

use super::Chance;

impl Chance {
    fn item(&mut self) -> Value {
        json!({
            "product_id": "prd_1", "variant_id": "var_1", "title": self.text(),
            "options": self.some(Self::text),
        })
    }

    pub(super) fn stock(&mut self) -> Value {
        let url = self.maybe(|_| json!("https://shop.example/products/mug"));
        match self.below(6) {
            0 => json!({ "stock": "full", "max": self.below(50) }),
            1 => json!({ "stock": "in_stock", "lines": self.some(Self::line), "url": url }),
            2 => json!({ "stock": "not_waiting" }),
            3 => json!({ "stock": "offer", "title": self.text(), "options": [] }),
            4 => json!({ "stock": "sold_out", "line": self.line() }),
            _ => {
                json!({ "stock": "which", "title": self.text(), "lines": self.some(Self::line) })
            }
        }
    }

    pub(super) fn watch(&mut self) -> Value {
        json!({
            "change": "watch_stock", "items": self.some(Self::item), "on": self.below(2) == 0,
            "by_email": self.below(2) == 0,
        })
    }

    pub(super) fn returned(&mut self) -> Value {
        json!({ "news": "back_in_stock", "item": self.item(), "since": self.at() })
    }
}
