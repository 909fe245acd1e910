//! Profile events: what a shop tells us about a customer.

use std::{collections::BTreeMap, fmt};

use edgewise_tagged::Tagged;
use serde::{Deserialize, Serialize};

use super::{Cart, Consent, MarketingEntry, StockWatch, TimelineEntry};
use crate::{
    base::{
        id::{CustomerId, OrderId, VisitorId},
        pii::Pii,
        time::Timestamp,
    },
    commerce::{Customer, Loyalty, Order, OrderList, OrderPart, PrivacyRequest, Subscription},
};

/// The `source` of what a shop told only because it was asked: it is as true as the instant of the
/// answer, while a shop that sends events tells the next change by itself.
pub const LEARNED_SOURCE: &str = "shop answer";

/// One event, ready to be folded into a profile.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct ProfileEvent {
    /// Which event, and when it was true.
    pub key: EventKey,
    /// When we received it.
    pub received_at: Timestamp,
    /// What it tells.
    pub body: EventBody,
}

/// Identifies an event and orders all events. The time decides; source and id break ties, so that
/// two events of one instant have the same order wherever they are folded.
#[derive(Clone, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
pub struct EventKey {
    /// The event's `time`.
    pub time: Timestamp,
    /// The event's `source`.
    pub source: String,
    /// The event's `id`, unique within its source.
    pub id: String,
}

/// What an event tells.
#[derive(Clone, Debug, PartialEq, Serialize, Tagged)]
#[serde(rename_all = "snake_case", tag = "kind", content = "value")]
pub enum EventBody {
    /// The cart as it is now.
    Cart(Cart),
    /// Consent given or withdrawn on a channel.
    Consent {
        /// `email`, `sms`, …
        channel: String,
        /// Given or withdrawn.
        consent: Consent,
    },
    /// The whole customer.
    Customer(Box<Customer>),
    /// The whole loyalty account.
    Loyalty(Box<Loyalty>),
    /// A step of a marketing message.
    Marketing(MarketingEntry),
    /// A whole order.
    Order(Box<Order>),
    /// A part of an order that the shop told by itself.
    OrderPart {
        /// Which order.
        order_id: OrderId,
        /// What is new.
        part: OrderPart,
    },
    /// The list of orders as read from the shop during a turn.
    OrdersListed(OrderList),
    /// A person is to erase, or copy, all that is held.
    PrivacyRequested(PrivacyRequest),
    /// Answers in a quiz, by question.
    QuizAnswered(BTreeMap<String, String>),
    /// Something is waited for, came back, was told, or is not waited for any more.
    Stock(StockWatch),
    /// A whole subscription.
    Subscription(Box<Subscription>),
    /// The list of subscriptions as read from the shop during a turn.
    SubscriptionsListed(Vec<Subscription>),
    /// Browsing and everything else.
    Timeline(TimelineEntry),
    /// A browser belongs to this customer.
    VisitorLinked {
        /// Which.
        visitor_id: VisitorId,
        /// The customer, as the shop names them.
        customer_id: Option<CustomerId>,
    },
}

/// Something that points at one customer. Each has an object that remembers where to.
#[derive(Clone, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Identifier {
    /// Email address, folded to lower case.
    Email(Pii<String>),
    /// An order, for shops that tell of its parts without saying whose it is.
    Order(OrderId),
    /// Telephone number, digits only, with a leading plus where given.
    Phone(Pii<String>),
    /// The shop's customer id.
    Shop(CustomerId),
    /// A browser.
    Visitor(VisitorId),
}

/// Why a text does not identify anybody.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum IdentifierError {
    /// Not `name@domain`.
    #[error("an email address has one `@` with something on both sides")]
    Email,
    /// Fewer than five or more than fifteen digits.
    #[error("a telephone number has 5 to 15 digits")]
    Phone,
}

impl Identifier {
    /// An email address, trimmed and folded to lower case.
    ///
    /// # Errors
    /// [`IdentifierError::Email`] when it is none.
    pub fn email(text: &str) -> Result<Self, IdentifierError> {
        let folded = text.trim().to_lowercase();
        let plausible = folded.split_once('@').is_some_and(|(name, domain)| {
            !name.is_empty() && domain.len() > 2 && !domain.contains('@')
        });
        if plausible && folded.len() <= 254 && !folded.contains(char::is_whitespace) {
            Ok(Self::Email(Pii::new(folded)))
        } else {
            Err(IdentifierError::Email)
        }
    }

    /// A telephone number without its punctuation.
    ///
    /// # Errors
    /// [`IdentifierError::Phone`] when it is none.
    pub fn phone(text: &str) -> Result<Self, IdentifierError> {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        if !(5..=15).contains(&digits.len()) {
            return Err(IdentifierError::Phone);
        }
        let plus = if text.trim_start().starts_with('+') { "+" } else { "" };
        Ok(Self::Phone(Pii::new(format!("{plus}{digits}"))))
    }

    /// The name of the object that remembers where this identifier points.
    #[must_use]
    pub fn object_name(&self) -> String {
        match self {
            Self::Email(email) => format!("email:{}", email.expose()),
            Self::Order(id) => format!("order:{id}"),
            Self::Phone(phone) => format!("phone:{}", phone.expose()),
            Self::Shop(id) => format!("shop:{id}"),
            Self::Visitor(id) => format!("visitor:{id}"),
        }
    }
}

impl fmt::Display for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Email(email) => write!(f, "email:{email}"),
            Self::Order(id) => write!(f, "order:{id}"),
            Self::Phone(phone) => write!(f, "phone:{phone}"),
            Self::Shop(id) => write!(f, "shop:{id}"),
            Self::Visitor(id) => write!(f, "visitor:{id}"),
        }
    }
}

/// Whom an event is about, as its data says: the strongest identifier given.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CustomerRef {
    /// The shop's customer id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<CustomerId>,
    /// Email address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Pii<String>>,
    /// Telephone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Pii<String>>,
    /// Browser.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visitor_id: Option<VisitorId>,
}

impl CustomerRef {
    /// The identifiers given, strongest first.
    ///
    /// # Errors
    /// [`IdentifierError`] when an email address or number is none.
    pub fn identifiers(&self) -> Result<Vec<Identifier>, IdentifierError> {
        let mut identifiers = Vec::new();
        if let Some(id) = &self.id {
            identifiers.push(Identifier::Shop(id.clone()));
        }
        if let Some(email) = &self.email {
            identifiers.push(Identifier::email(email.expose())?);
        }
        if let Some(phone) = &self.phone {
            identifiers.push(Identifier::phone(phone.expose())?);
        }
        if let Some(visitor_id) = &self.visitor_id {
            identifiers.push(Identifier::Visitor(visitor_id.clone()));
        }
        Ok(identifiers)
    }
}
