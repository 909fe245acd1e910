//! What a customer may want done.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::base::skill_id::SkillId;

/// What a customer may want done: the closed list of the assistant's own abilities, those that a
/// person still does among them, and what a merchant wrote. In JSON its name, for example
/// `cancel_order`, or `custom:gift_message` for one that the merchant wrote.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Skill {
    /// Email, phone, name, marketing, data requests.
    Account,
    /// What the shop's own pages answer.
    AskKnowledge,
    /// Tell me when it is back.
    BackInStock,
    /// Cancel an order.
    CancelOrder,
    /// What lies in the cart.
    Cart,
    /// Send an order elsewhere.
    ChangeAddress,
    /// Other items, sizes, colours in an order.
    ChangeItems,
    /// Pay otherwise.
    ChangePayment,
    /// Something arrived damaged, wrong or incomplete.
    Claim,
    /// A code, a price, a promotion.
    Discount,
    /// Where later orders go.
    DefaultAddress,
    /// Swap something delivered.
    Exchange,
    /// Points, tiers, rewards.
    Loyalty,
    /// What is in an order, what it cost, how it was paid, where it goes.
    OrderQuestion,
    /// Where is my order? Also: it says delivered, but I have nothing.
    OrderStatus,
    /// What a product is, costs, fits; whether it is in stock.
    ProductQuestion,
    /// Something that suits.
    Recommendation,
    /// Spend points.
    RedeemReward,
    /// Where is my money?
    RefundStatus,
    /// The same again.
    Reorder,
    /// Send something back.
    Return,
    /// A repeated delivery.
    Subscription,
    /// One that the merchant wrote.
    Custom(SkillId),
}

/// What the name of a skill that the merchant wrote begins with.
const CUSTOM: &str = "custom:";

impl Skill {
    /// Those that every shop has, by their names.
    pub const BUILT_IN: [(&'static str, Self); 22] = [
        ("account", Self::Account),
        ("ask_knowledge", Self::AskKnowledge),
        ("back_in_stock", Self::BackInStock),
        ("cancel_order", Self::CancelOrder),
        ("cart", Self::Cart),
        ("change_address", Self::ChangeAddress),
        ("change_items", Self::ChangeItems),
        ("change_payment", Self::ChangePayment),
        ("claim", Self::Claim),
        ("discount", Self::Discount),
        ("default_address", Self::DefaultAddress),
        ("exchange", Self::Exchange),
        ("loyalty", Self::Loyalty),
        ("order_question", Self::OrderQuestion),
        ("order_status", Self::OrderStatus),
        ("product_question", Self::ProductQuestion),
        ("recommendation", Self::Recommendation),
        ("redeem_reward", Self::RedeemReward),
        ("refund_status", Self::RefundStatus),
        ("reorder", Self::Reorder),
        ("return", Self::Return),
        ("subscription", Self::Subscription),
    ];

    /// Names of those that every shop has.
    const NAMES: [&'static str; 22] = [
        "account",
        "ask_knowledge",
        "back_in_stock",
        "cancel_order",
        "cart",
        "change_address",
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
    ];

    /// The skill of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        if let Some(own) = name.strip_prefix(CUSTOM) {
            return SkillId::parse(own).map(Self::Custom);
        }
        Self::BUILT_IN.iter().find(|(held, _)| *held == name).map(|(_, skill)| *skill)
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> String {
        if let Self::Custom(id) = self {
            return format!("{CUSTOM}{}", id.as_str());
        }
        let held = Self::BUILT_IN.iter().find(|(_, skill)| *skill == self);
        held.map(|(name, _)| (*name).to_owned()).unwrap_or_default()
    }

    /// Which of the merchant's own it is.
    #[must_use]
    pub const fn custom(self) -> Option<SkillId> {
        if let Self::Custom(id) = self { Some(id) } else { None }
    }
}

impl Serialize for Skill {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.name())
    }
}

impl<'de> Deserialize<'de> for Skill {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::named(&name).ok_or_else(|| de::Error::unknown_variant(&name, &Self::NAMES))
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Skill {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Skill".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "What a customer may want done: one of the assistant's own skills, or one that the merchant wrote.",
            "anyOf": [
                { "type": "string", "enum": Self::NAMES },
                { "type": "string", "pattern": "^custom:[a-z][a-z0-9_]{0,39}$" }
            ]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_skill_has_one_name() {
        for (name, skill) in Skill::BUILT_IN {
            assert_eq!((skill.name().as_str(), Skill::named(name)), (name, Some(skill)));
        }
        let own = Skill::named("custom:gift_message").unwrap();
        assert_eq!(serde_json::to_string(&own).unwrap(), "\"custom:gift_message\"");
        assert_eq!(serde_json::from_str::<Skill>("\"custom:gift_message\"").unwrap(), own);
        for unknown in ["gift_message", "custom:", "custom:Gift", ""] {
            assert_eq!(Skill::named(unknown), None, "{unknown}");
        }
    }
}
