//! The customer as the shop knows them.

use serde::{Deserialize, Serialize};

use crate::base::{
    id::{CustomerId, PaymentMethodId},
    money::Money,
    pii::Pii,
    time::Timestamp,
};

/// A customer of the shop.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Customer {
    /// The shop's id.
    pub id: CustomerId,
    /// Given name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_name: Option<Pii<String>>,
    /// Family name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_name: Option<Pii<String>>,
    /// Email address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Pii<String>>,
    /// Telephone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Pii<String>>,
    /// BCP 47 language tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// The shop's own labels.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Where parcels go unless the order says otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_address: Option<Pii<Address>>,
    /// Ways to pay on file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub payment_methods: Vec<PaymentMethod>,
    /// Last change, on the shop's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
}

/// A postal address.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Address {
    /// Street and number.
    pub line1: String,
    /// Flat, floor, building.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line2: Option<String>,
    /// Town.
    pub city: String,
    /// State or province code, for example `CO`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Postal code.
    pub zip: String,
    /// Country.
    pub country: String,
}

/// A way to pay on file.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PaymentMethod {
    /// The shop's id.
    pub id: PaymentMethodId,
    /// What it is.
    pub kind: PaymentKind,
    /// Card brand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brand: Option<String>,
    /// Last digits of the card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last4: Option<String>,
    /// What is left on a gift card or store credit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub balance: Option<Money>,
}

/// Kinds of payment methods.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PaymentKind {
    /// Credit or debit card.
    CreditCard,
    /// Gift card with a balance.
    GiftCard,
    /// Anything else.
    Other,
    /// PayPal.
    Paypal,
    /// Store credit with a balance.
    StoreCredit,
}

impl Address {
    /// Whether two spellings name one place: case and spaces aside, and an empty second line is
    /// none. The country is left out, since shops write it in their own way.
    #[must_use]
    pub fn is_same_place(&self, other: &Self) -> bool {
        let plain = |text: &str| {
            let words = text.split_whitespace().map(str::to_lowercase);
            words.collect::<Vec<_>>().join(" ")
        };
        let maybe = |text: &Option<String>| plain(text.as_deref().unwrap_or_default());
        plain(&self.line1) == plain(&other.line1)
            && maybe(&self.line2) == maybe(&other.line2)
            && plain(&self.city) == plain(&other.city)
            && maybe(&self.region) == maybe(&other.region)
            && plain(&self.zip) == plain(&other.zip)
    }
}

impl Customer {
    /// Given and family name.
    #[must_use]
    pub fn full_name(&self) -> Option<Pii<String>> {
        let (first, last) = (self.first_name.as_ref()?, self.last_name.as_ref()?);
        Some(Pii::new(format!("{} {}", first.expose(), last.expose())))
    }

    /// A way to pay on file.
    #[must_use]
    pub fn method(&self, id: &PaymentMethodId) -> Option<&PaymentMethod> {
        self.payment_methods.iter().find(|method| method.id == *id)
    }
}
