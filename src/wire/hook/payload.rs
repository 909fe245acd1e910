//! What is used of Shopify's payloads (REST shapes, API versions 2024-01 to 2026-04). Everything
//! that was ever seen empty is optional; ids are read as text, because they exceed 2^53.

use serde::Deserialize;

use crate::{
    base::{money::Money, time::Timestamp},
    wire::foreign_id::ForeignId as Id,
};

#[derive(Debug, Deserialize)]
pub(super) struct Customer {
    pub(super) id: Id,
    #[serde(default)]
    pub(super) first_name: Option<String>,
    #[serde(default)]
    pub(super) last_name: Option<String>,
    #[serde(default)]
    pub(super) email: Option<String>,
    #[serde(default)]
    pub(super) phone: Option<String>,
    #[serde(default)]
    pub(super) tags: Option<String>,
    #[serde(default)]
    pub(super) default_address: Option<Address>,
    #[serde(default)]
    pub(super) updated_at: Option<Timestamp>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Address {
    #[serde(default)]
    pub(super) address1: Option<String>,
    #[serde(default)]
    pub(super) address2: Option<String>,
    #[serde(default)]
    pub(super) city: Option<String>,
    #[serde(default)]
    pub(super) province_code: Option<String>,
    #[serde(default)]
    pub(super) zip: Option<String>,
    #[serde(default)]
    pub(super) country_code: Option<String>,
    #[serde(default)]
    pub(super) country: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Order {
    pub(super) id: Id,
    #[serde(default)]
    pub(super) name: Option<String>,
    #[serde(default)]
    pub(super) email: Option<String>,
    #[serde(default)]
    pub(super) phone: Option<String>,
    #[serde(default)]
    pub(super) customer: Option<Customer>,
    #[serde(default)]
    pub(super) created_at: Option<Timestamp>,
    #[serde(default)]
    pub(super) processed_at: Option<Timestamp>,
    #[serde(default)]
    pub(super) updated_at: Option<Timestamp>,
    #[serde(default)]
    pub(super) cancelled_at: Option<Timestamp>,
    #[serde(default)]
    pub(super) cancel_reason: Option<String>,
    #[serde(default)]
    pub(super) currency: Option<String>,
    #[serde(default)]
    pub(super) current_total_price: Option<String>,
    #[serde(default)]
    pub(super) total_price: Option<String>,
    #[serde(default)]
    pub(super) fulfillment_status: Option<String>,
    #[serde(default)]
    pub(super) shipping_address: Option<Address>,
    #[serde(default)]
    pub(super) line_items: Option<Vec<LineItem>>,
    #[serde(default)]
    pub(super) fulfillments: Option<Vec<Fulfillment>>,
    #[serde(default)]
    pub(super) refunds: Option<Vec<Refund>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct LineItem {
    pub(super) id: Id,
    #[serde(default)]
    pub(super) product_id: Option<Id>,
    #[serde(default)]
    pub(super) variant_id: Option<Id>,
    #[serde(default)]
    pub(super) title: Option<String>,
    #[serde(default)]
    pub(super) variant_title: Option<String>,
    #[serde(default)]
    pub(super) quantity: Option<u32>,
    #[serde(default)]
    pub(super) current_quantity: Option<u32>,
    #[serde(default)]
    pub(super) price: Option<Amount>,
}

/// Money as text, or as a JSON number whose text is kept.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Amount {
    Text(String),
    Number(serde_json::Number),
}

impl Amount {
    pub(super) fn in_currency(&self, currency: &str) -> Option<Money> {
        match self {
            Self::Text(text) => Money::parse(text, currency).ok(),
            Self::Number(number) => Money::parse(&number.to_string(), currency).ok(),
        }
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Fulfillment {
    pub(super) id: Id,
    #[serde(default)]
    pub(super) order_id: Option<Id>,
    #[serde(default)]
    pub(super) status: Option<String>,
    #[serde(default)]
    pub(super) shipment_status: Option<String>,
    #[serde(default)]
    pub(super) created_at: Option<Timestamp>,
    #[serde(default)]
    pub(super) updated_at: Option<Timestamp>,
    #[serde(default)]
    pub(super) tracking_company: Option<String>,
    #[serde(default)]
    pub(super) tracking_numbers: Option<Vec<String>>,
    #[serde(default)]
    pub(super) tracking_url: Option<String>,
    #[serde(default)]
    pub(super) line_items: Option<Vec<LineItem>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct FulfillmentEvent {
    pub(super) fulfillment_id: Id,
    pub(super) order_id: Id,
    #[serde(default)]
    pub(super) status: Option<String>,
    #[serde(default)]
    pub(super) happened_at: Option<Timestamp>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Refund {
    #[serde(default)]
    pub(super) order_id: Option<Id>,
    #[serde(default)]
    pub(super) processed_at: Option<Timestamp>,
    #[serde(default)]
    pub(super) created_at: Option<Timestamp>,
    #[serde(default)]
    pub(super) transactions: Option<Vec<Transaction>>,
    #[serde(default)]
    pub(super) refund_line_items: Option<Vec<RefundLine>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Transaction {
    #[serde(default)]
    pub(super) kind: Option<String>,
    #[serde(default)]
    pub(super) status: Option<String>,
    #[serde(default)]
    pub(super) amount: Option<Amount>,
    #[serde(default)]
    pub(super) currency: Option<String>,
    #[serde(default)]
    pub(super) processed_at: Option<Timestamp>,
    #[serde(default)]
    pub(super) created_at: Option<Timestamp>,
}

#[derive(Debug, Deserialize)]
pub(super) struct RefundLine {
    #[serde(default)]
    pub(super) subtotal_set: Option<MoneySet>,
}

#[derive(Debug, Deserialize)]
pub(super) struct MoneySet {
    pub(super) shop_money: ShopMoney,
}

#[derive(Debug, Deserialize)]
pub(super) struct ShopMoney {
    pub(super) currency_code: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Product {
    pub(super) id: Id,
    pub(super) title: String,
    #[serde(default)]
    pub(super) body_html: Option<String>,
    #[serde(default)]
    pub(super) product_type: Option<String>,
    #[serde(default)]
    pub(super) tags: Option<String>,
    #[serde(default)]
    pub(super) image: Option<Image>,
    #[serde(default)]
    pub(super) options: Option<Vec<ProductOption>>,
    #[serde(default)]
    pub(super) variants: Option<Vec<Variant>>,
    #[serde(default)]
    pub(super) updated_at: Option<Timestamp>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Image {
    #[serde(default)]
    pub(super) src: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct ProductOption {
    #[serde(default)]
    pub(super) name: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Variant {
    pub(super) id: Id,
    #[serde(default)]
    pub(super) sku: Option<String>,
    #[serde(default)]
    pub(super) price: Option<Amount>,
    #[serde(default)]
    pub(super) option1: Option<String>,
    #[serde(default)]
    pub(super) option2: Option<String>,
    #[serde(default)]
    pub(super) option3: Option<String>,
    #[serde(default)]
    pub(super) inventory_policy: Option<String>,
    #[serde(default)]
    pub(super) inventory_quantity: Option<i64>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Cart {
    pub(super) token: String,
    #[serde(default)]
    pub(super) line_items: Option<Vec<LineItem>>,
    #[serde(default)]
    pub(super) updated_at: Option<Timestamp>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Checkout {
    #[serde(default)]
    pub(super) email: Option<String>,
    #[serde(default)]
    pub(super) phone: Option<String>,
    #[serde(default)]
    pub(super) cart_token: Option<String>,
    #[serde(default)]
    pub(super) customer: Option<Customer>,
    #[serde(default)]
    pub(super) abandoned_checkout_url: Option<String>,
    #[serde(default)]
    pub(super) updated_at: Option<Timestamp>,
}

#[derive(Debug, Deserialize)]
pub(super) struct ConsentUpdate {
    // The topic for text messages names the customer `id`.
    #[serde(alias = "id")]
    pub(super) customer_id: Id,
    #[serde(default)]
    pub(super) email_marketing_consent: Option<ConsentState>,
    #[serde(default)]
    pub(super) sms_marketing_consent: Option<ConsentState>,
}

#[derive(Debug, Deserialize)]
pub(super) struct ConsentState {
    #[serde(default)]
    pub(super) state: Option<String>,
    #[serde(default)]
    pub(super) consent_updated_at: Option<Timestamp>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Gone {
    pub(super) id: Id,
}
