//! Random facts with valid fields, as they are stored.

mod points;
mod stock;
mod subscription;
mod talk;

use serde_json::{Value, json};

use super::{Wordings, now};

/// A small generator of the congruential kind: the same on every machine.
pub(super) struct Chance(pub(super) u64);

impl Chance {
    pub(super) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
        usize::try_from(self.0.wrapping_shr(33)).unwrap().checked_rem(bound).unwrap_or_default()
    }

    pub(super) fn of<T: Clone>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())].clone()
    }

    fn maybe(&mut self, make: fn(&mut Self) -> Value) -> Value {
        if self.below(3) == 0 { Value::Null } else { make(self) }
    }

    fn some(&mut self, make: fn(&mut Self) -> Value) -> Value {
        let count = self.below(5).saturating_add(1);
        (0..count).map(|_| make(self)).collect()
    }

    /// A name that is in no wording.
    fn text(&mut self) -> Value {
        const SYLLABLES: &[&str] = &["zor", "bléx", "qua", "wum", "pöt", "kry", "xan", "ñu", "X2"];
        let words = if self.below(8) == 0 { 30 } else { self.below(4).saturating_add(1) };
        let word = |chance: &mut Self| {
            let count = chance.below(3).saturating_add(2);
            (0..count).map(|_| chance.of(SYLLABLES)).collect::<String>()
        };
        let words: Vec<String> = (0..words).map(|_| word(self)).collect();
        let mut text = words.join(" ");
        if self.below(6) == 0 {
            text.push_str(self.of(&[" {{ brand }}", " {% if x %}", " <b>", "\u{7}", " 🎉"]));
        }
        json!(text)
    }

    fn number(&mut self) -> Value {
        json!(format!("#{}", self.below(90_000).saturating_add(10_000)))
    }

    fn count(&mut self) -> Value {
        json!(self.below(900).saturating_add(1))
    }

    fn money(&mut self) -> Value {
        let (currency, decimals) =
            self.of(&[("USD", 2), ("EUR", 2), ("GBP", 2), ("JPY", 0), ("SEK", 2), ("KWD", 3)]);
        let minor = self.below(9_000_000).saturating_add(1_000);
        let digits = minor.to_string();
        let (whole, fraction) = digits.split_at(digits.len().saturating_sub(decimals));
        let point = if decimals == 0 { "" } else { "." };
        json!({ "amount": format!("{whole}{point}{fraction}"), "currency": currency })
    }

    fn at(&mut self) -> Value {
        let days = i64::try_from(self.below(800)).unwrap().saturating_sub(400);
        json!(now().plus_ms(days.saturating_mul(86_400_000)))
    }

    fn pages(&mut self) -> Value {
        let whom = |it: &mut Self| {
            if it.below(2) == 0 { json!({}) } else { json!({ "tiers": it.some(Self::text) }) }
        };
        json!({
            "situation": self.of(&["ask_more", "conflict", "for_others", "offered", "out_of_date", "quoted", "silent"]),
            "title": self.text(), "titles": self.some(Self::text), "question": self.text(), "lines": self.some(Self::text),
            "language": self.of(&["en", "es", "fi"]), "link": self.maybe(|_| json!("https://shop.example/pages/shipping")),
            "holds_for": whom(self), "otherwise_for": whom(self),
        })
    }

    fn line(&mut self) -> Value {
        json!({
            "title": self.text(),
            "options": self.some(Self::text),
            "quantity": self.below(4).saturating_add(1),
            "unit_price": self.money(),
        })
    }

    fn suited(&mut self) -> Value {
        json!({
            "line": self.line(), "from": self.below(2) == 0, "quote": self.maybe(Self::text),
            "reasons": self.some(Self::why),
        })
    }

    fn why(&mut self) -> Value {
        let whys = [
            "budget",
            "cheapest",
            "goes_with_cart",
            "goes_with_bought",
            "bought_with",
            "label",
            "option",
            "quiz",
            "same_kind",
            "size",
            "viewed",
        ];
        json!({
            "why": self.of(&whys), "most": self.money(), "title": self.text(), "words": self.text(),
            "label": self.text(), "value": self.text(), "answer": self.text(), "kind": self.text(),
            "bought": self.below(2) == 0,
        })
    }

    fn beside(&mut self) -> Value {
        json!({
            "title": self.text(), "kind": self.maybe(Self::text), "from": self.money(),
            "to": self.money(), "available": self.below(2) == 0,
            "options": [{ "name": self.text(), "values": self.some(Self::text) }],
            "description": self.maybe(Self::text),
        })
    }

    fn says_so(&mut self) -> Value {
        json!({ "said": self.text(), "titles": self.some(Self::text) })
    }

    fn method(&mut self) -> Value {
        let kind = self.of(&["credit_card", "gift_card", "other", "paypal", "store_credit"]);
        let last4 = json!(format!("{:04}", self.below(10_000)));
        let brand = self.maybe(Self::text);
        json!({ "kind": kind, "brand": brand, "last4": last4, "balance": self.maybe(Self::money) })
    }

    fn address(&mut self) -> Value {
        json!({
            "line1": self.text(),
            "line2": self.maybe(Self::text),
            "city": self.text(),
            "region": self.maybe(Self::text),
            "zip": format!("{:05}", self.below(100_000)),
            "country": self.text(),
        })
    }

    fn refund(&mut self) -> Value {
        json!({ "amount": self.money(), "method": self.maybe(Self::method) })
    }

    fn swaps(&mut self, change: &str) -> Value {
        let swap = |chance: &mut Self| {
            let given_up = chance.some(Self::text);
            json!({ "old": chance.line(), "new": chance.line(), "given_up": given_up })
        };
        let difference = self.money();
        let amount = difference["amount"].as_str().unwrap();
        let amount = self.of(&[amount.to_owned(), format!("-{amount}"), "0".to_owned()]);
        json!({
            "change": change,
            "number": self.number(),
            "swaps": [swap(self), swap(self)],
            "difference": { "amount": amount, "currency": difference["currency"] },
            "method": self.method(),
        })
    }

    fn change(&mut self) -> Value {
        let number = self.number();
        match self.below(16) {
            15 => self.watch(),
            13 => json!({
                "change": "redeem_reward", "title": self.text(), "cost": self.points(),
                "left": self.points(), "entry": self.maybe(Self::text),
            }),
            0 => json!({
                "change": "cancel_order", "number": number, "titles": self.some(Self::text),
                "refunds": self.some(Self::refund), "reason": self.text(),
            }),
            1 => self.swaps("change_lines"),
            2 => self.swaps("exchange"),
            3 => json!({
                "change": "refund", "number": number, "lines": self.some(Self::line),
                "amount": self.money(), "method": self.maybe(Self::method),
            }),
            4 => json!({ "change": "replace", "number": number, "lines": self.some(Self::line) }),
            5 => json!({
                "change": "return", "number": number, "lines": self.some(Self::line),
                "refund": self.money(), "method": self.method(),
                "label_url": "https://labels.example/zorbquawum",
            }),
            6 => json!({ "change": "set_default_address", "address": self.address() }),
            7 => json!({
                "change": "set_payment_method", "number": number, "total": self.money(),
                "method": self.method(), "refunds": self.some(Self::refund),
            }),
            10 => json!({
                "change": "request_privacy", "kind": self.of(&["deletion", "export"]),
                "due_at": self.at(),
            }),
            11 => json!({
                "change": "set_consent", "granted": self.below(2) == 0,
                "channels": self.of(&[vec!["email"], vec!["email", "sms", "whatsapp"], vec!["sms"]]),
            }),
            9 => {
                let fallen = |it: &mut Self| json!({ "line": it.line(), "now": it.money() });
                json!({
                    "change": "adjust_price", "number": number, "lines": self.some(fallen),
                    "amount": self.money(),
                })
            }
            14 => self.subscription_change(),
            8 => json!({
                "change": "discount", "percent": self.below(100).saturating_add(1),
                "expires_at": self.maybe(Self::at), "code": "FERN15",
                "asked": self.maybe(|it| json!(it.below(100))), "because": self.maybe(Self::text),
            }),
            _ => json!({
                "change": "set_shipping_address", "number": number,
                "titles": self.some(Self::text), "address": self.address(),
            }),
        }
    }

    fn skill(&mut self) -> Value {
        json!(self.of(&[
            "account",
            "cancel_order",
            "change_address",
            "cart",
            "change_items",
            "change_payment",
            "claim",
            "discount",
            "default_address",
            "exchange",
            "loyalty",
            "order_question",
            "order_status",
            "product_question",
            "recommendation",
            "redeem_reward",
            "refund_status",
            "reorder",
            "return",
            "subscription",
            "back_in_stock",
        ]))
    }

    fn item_skill(&mut self) -> Value {
        json!(self.of(&["cancel_order", "change_items", "claim", "exchange", "return"]))
    }

    fn order_status(&mut self) -> Value {
        json!(self.of(&[
            "cancelled",
            "delivered",
            "exchange_requested",
            "pending",
            "pending_modified",
            "processed",
            "return_requested",
            "shipped",
        ]))
    }

    fn parcel(&mut self) -> Value {
        let status = self.of(&[
            "delivered",
            "exception",
            "in_transit",
            "label_created",
            "out_for_delivery",
            "returned",
        ]);
        json!({
            "status": status,
            "late_days": self.maybe(Self::count),
            "carrier": self.maybe(Self::text),
            "tracking_number": self.maybe(Self::number),
            "tracking_url": null,
            "titles": self.some(Self::text),
            "shipped_at": self.maybe(Self::at),
            "estimated_delivery_at": self.maybe(Self::at),
            "delivered_at": self.maybe(Self::at),
        })
    }

    /// Where an order is. A late one has a parcel that is late, as the skill that tells it sees to.
    fn status(&mut self) -> Value {
        let situation = self.of(&[
            "cancelled",
            "delivered",
            "exchange_requested",
            "exception",
            "in_transit",
            "label_created",
            "late",
            "out_for_delivery",
            "partly_delivered",
            "preparing",
            "refunded",
            "return_requested",
            "returned",
        ]);
        let mut parcels = self.some(Self::parcel);
        if situation == "late" {
            parcels[0]["late_days"] = self.count();
            for parcel in parcels.as_array_mut().unwrap() {
                parcel["estimated_delivery_at"] = self.at();
            }
        }
        let return_status = self.of(&["approved", "in_transit", "received", "requested"]);
        json!({
            "fact": "order_status",
            "order_id": "ord_1",
            "number": self.number(),
            "status": self.order_status(),
            "situation": situation,
            "placed_at": self.maybe(Self::at),
            "lines": self.some(Self::line),
            "total": self.money(),
            "parcels": parcels,
            "not_yet_sent": self.some(Self::text),
            "refunded": self.maybe(Self::money),
            "return_status": return_status,
            "cancel_reason": self.maybe(Self::text),
        })
    }

    fn cart(&mut self) -> Value {
        let item = |it: &mut Self| json!({ "title": it.text(), "quantity": it.count(), "unit_price": it.maybe(Self::money) });
        json!({
            "lines": self.some(item), "total": self.maybe(Self::money),
            "url": if self.below(2) == 0 { json!("https://shop.example/zorbquawum") } else { Value::Null },
        })
    }

    fn news(&mut self) -> Value {
        let kind = self.of(&[
            "delivery_problem",
            "late",
            "out_for_delivery",
            "placed",
            "delivered",
            "return",
        ]);
        match self.below(5) {
            4 => self.returned(),
            0 => {
                let mut cart = self.cart();
                cart["news"] = json!("cart");
                cart
            }
            1 => json!({ "news": "points", "points": self.count(), "expires_at": self.at() }),
            _ => json!({ "news": "order", "kind": kind, "status": self.status() }),
        }
    }

    fn refused(&mut self) -> Value {
        let wordings = Wordings::english();
        let rules: Vec<&str> =
            wordings.names().filter_map(|name| name.strip_prefix("refused_")).collect();
        let rule = self.of(&rules);
        let because = if rule == "because" { self.text() } else { Value::Null };
        let rule = if rule.contains('.') { rule.to_owned() } else { format!("any.{rule}") };
        let alternative = self.of(&["cancel_order", "change_items", "exchange", "return"]);
        // These may be about no order.
        let general = ["address", "method", "offered", "split", "window", "allowed", "hours"];
        let number =
            if general.iter().any(|end| rule.ends_with(end)) && !rule.ends_with("same_method") {
                self.maybe(Self::number)
            } else {
                self.number()
            };
        json!({
            "fact": "refused",
            "skill": self.skill(),
            "rule": rule,
            "number": number,
            "status": self.order_status(),
            "titles": self.some(Self::text),
            "alternative": if self.below(2) == 0 { json!(alternative) } else { Value::Null },
            "methods": self.some(Self::method),
            "amount": self.money(),
            "because": because,
        })
    }

    fn order_answer(&mut self) -> Value {
        let status = if self.below(2) == 0 { self.order_status() } else { Value::Null };
        json!({
            "fact": "order_answer",
            "number": self.number(),
            "status": status,
            "total": self.maybe(Self::money),
            "address": self.maybe(Self::address),
            "tracking": self.some(Self::number),
            "asked_tracking": true,
            "lines": self.some(Self::line),
            "refund": self.maybe(Self::money),
            "went_back": self.below(2) == 0,
            "remaining": self.maybe(Self::money),
        })
    }

    fn product_answer(&mut self) -> Value {
        let variants = self.some(Self::line);
        let count = variants.as_array().unwrap().len();
        let count = self.of(&[0, 1, count, count.saturating_add(7)]);
        json!({
            "fact": "product_answer", "title": self.text(), "count": count,
            "narrowed": self.below(2) == 0, "from": self.money(), "to": self.money(),
            "variants": variants,
        })
    }

    fn choice(&mut self) -> Value {
        json!({
            "order_id": "ord_1", "number": self.number(), "titles": self.some(Self::text),
            "placed_at": self.maybe(Self::at), "status": self.order_status(),
        })
    }

    fn means(&mut self) -> Value {
        json!(self.of(&[
            vec!["email"],
            vec!["email_and_order_number", "name_and_zip"],
            vec!["email_code", "phone_code"],
        ]))
    }

    fn via(&mut self) -> Value {
        json!(self.of(&["email", "sms"]))
    }

    fn approval(&mut self) -> Value {
        let waiting = json!({ "waiting": { "hours": self.count() } });
        let status = self.of(&[json!("declined"), json!("expired"), waiting]);
        json!({ "fact": "approval", "status": status, "change": self.change() })
    }

    /// A random fact of a kind.
    pub(super) fn fact(&mut self, kind: &str) -> Value {
        let named = |name: &str, value: Value| json!({ "fact": kind, name: value });
        let mut fields = match kind {
            "approval" => self.approval(),
            "ask_address" => {
                json!({ "number": self.maybe(Self::number), "begun": self.maybe(Self::text) })
            }
            "ask_code" | "code_sent" => named("via", self.via()),
            "ask_consent" => json!({ "count": self.count(), "back": self.maybe(Self::money) }),
            "ask_identity" | "code_spent" | "identity_not_found" => named("means", self.means()),
            "ask_identity_more" => {
                named("missing", json!(self.of(&["email", "name", "order_number", "zip"])))
            }
            "condition_not_met" => json!({
                "number": self.number(), "status": self.of(&["delivered", "pending", "shipped"]),
            }),
            "code_tried" => {
                let works = json!({ "works": {
                    "total": self.maybe(Self::money), "url": "https://shop.example/cart/zorbquawum",
                } });
                let ends = ["no_cart", "not_allowed", "sold_out", "unknown"];
                let end = self.of(&ends.map(|end| json!(end)));
                let end = if self.below(3) == 0 { works } else { end };
                json!({ "code": self.text(), "end": end })
            }
            "ask_contact" => named("email", json!(self.below(2) == 0)),
            "privacy_under_way" => json!({
                "kind": self.of(&["deletion", "export"]), "asked_at": self.at(), "due_at": self.at(),
            }),
            "price_not_lower" => json!({ "line": self.line(), "now": self.money() }),
            "ask_pieces" => json!({ "title": self.text(), "quantity": self.count() }),
            "other_remedy" => json!({
                "wanted": json!(self.of(&["refund", "replace"])), "title": self.text(),
                "sold_out": self.below(2) == 0,
            }),
            "regret" => {
                named("problem", json!(self.of(&["damaged", "missing", "not_received", "wrong"])))
            }
            "compared" => json!({
                "items": self.some(Self::beside), "asked": self.some(Self::says_so),
            }),
            "nothing_suits" => json!({
                "asked": self.some(Self::text), "again": self.below(2) == 0,
            }),
            "recommended" => json!({
                "items": self.some(Self::suited), "unmet": self.some(Self::text),
                "over": self.maybe(Self::money), "currency": self.maybe(Self::text),
                "cart": self.below(2) == 0,
            }),
            "suggested" => self.suited(),
            "where_to_buy" => json!({
                "line": self.line(), "url": self.maybe(|_| json!("https://shop.example/products/zorqua")),
            }),
            "ask_items" => json!({
                "skill": self.item_skill(), "number": self.maybe(Self::number),
                "lines": self.some(Self::line),
            }),
            "ask_new_variant" => {
                let option = json!({ "name": self.text(), "values": self.some(Self::text) });
                json!({ "title": self.text(), "options": [option] })
            }
            "ask_payment" => json!({ "skill": self.skill(), "methods": self.some(Self::method) }),
            "ask_reason" => {
                json!({ "skill": self.item_skill(), "reasons": self.some(Self::text) })
            }
            "ask_subscription" => json!({
                "subscription": self.subscription(), "options": self.some(Self::line),
                "detail": self.of(&["change", "day", "interval", "quantity", "swap"]),
            }),
            "stock" => self.stock(),
            "subscription" | "subscription_same" => self.subscription(),
            "stay_offer" => json!({ "change": self.change() }),
            "which_subscription" => json!({
                "mention": self.maybe(Self::text), "options": self.some(Self::subscription),
            }),
            "balance" => {
                let mut method = self.method();
                method["balance"] = self.money();
                named("method", method)
            }
            "either_or" => json!({
                "number": self.number(), "first": self.change(), "second": self.change(),
            }),
            "greeting" | "identified" => named("first_name", self.maybe(Self::text)),
            "handed_over" => json!({
                "skills": self.some(Self::skill), "promise": self.maybe(Self::text),
                "opens_at": self.maybe(Self::at), "answer_by": self.maybe(Self::at),
                "by_email": self.maybe(|it| json!(it.below(2) == 0)),
                "because_of_shop": self.below(2) == 0, "unknown_result": self.below(2) == 0,
            }),
            "has_done" | "will_do" => self.change(),
            "item_not_found" => named("mention", self.text()),
            "loyalty" => self.loyalty(),
            "reward_out_of_reach" => json!({
                "wanted": self.reward(), "points": self.points(), "missing": self.points(),
                "options": self.some(Self::reward),
            }),
            "which_reward" => {
                json!({ "points": self.points(), "options": self.some(Self::reward) })
            }
            "not_again" => json!({
                "line": self.line(), "discontinued": self.below(2) == 0,
                "nearest": self.some(Self::line),
            }),
            "not_available" => json!({
                "title": self.text(), "wanted": self.some(Self::text),
                "nearest": self.some(Self::line), "by_price": self.below(2) == 0,
            }),
            "not_received_advice" => json!({
                "number": self.number(), "delivered_at": self.maybe(Self::at),
                "carrier": self.maybe(Self::text),
            }),
            "talk" => self.talk(),
            "cart" => self.cart(),
            "news" => self.news(),
            "order_answer" => self.order_answer(),
            "order_not_found" => named("asked", self.text()),
            "order_status" => self.status(),
            "pages" => self.pages(),
            "product_answer" => self.product_answer(),
            "refused" => self.refused(),
            "said_of_product" => json!({
                "title": self.text(), "aspect": self.maybe(|it| it.of(&[json!("material"), json!("allergens")])),
                "quotes": self.some(Self::text), "url": self.maybe(|_| json!("https://shop.example/products/mug")),
            }),
            "same_variant" => named("line", self.line()),
            "slow_down" => named("minutes", self.count()),
            "what_i_can_do" => named("skills", self.some(Self::skill)),
            "which_line" => {
                let option = json!({ "number": self.number(), "line": self.line() });
                json!({ "mention": self.text(), "options": [option] })
            }
            "which_product" => named("titles", self.some(Self::text)),
            "which_order" => {
                json!({ "skill": self.skill(), "options": self.some(Self::choice) })
            }
            "which_variant" => {
                json!({ "title": self.text(), "options": self.some(Self::line) })
            }
            _ => json!({}),
        };
        fields["fact"] = json!(kind);
        fields
    }
}
