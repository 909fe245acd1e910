//! One newtype per identifier. Parsing is the only way in, so an empty, overlong or unprintable
//! id never travels past the edge of the program.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::limits::ID_CHARS_MAX;

/// Why a text is not an identifier.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum IdError {
    /// Nothing was given.
    #[error("an id must not be empty")]
    Empty,
    /// More than [`ID_CHARS_MAX`] characters.
    #[error("an id must not be longer than {ID_CHARS_MAX} characters")]
    TooLong,
    /// A line break or another control character.
    #[error("an id must not contain control characters")]
    Unprintable,
}

fn parse(text: String) -> Result<String, IdError> {
    if text.is_empty() {
        return Err(IdError::Empty);
    }
    if text.chars().count() > ID_CHARS_MAX {
        return Err(IdError::TooLong);
    }
    if text.chars().any(char::is_control) {
        return Err(IdError::Unprintable);
    }
    Ok(text)
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(try_from = "String", into = "String")]
        #[cfg_attr(feature = "schema", schemars(with = "String"))]
        pub struct $name(String);

        impl $name {
            /// Parses an id from outside.
            ///
            /// # Errors
            /// [`IdError`] when the text is empty, too long or holds control characters.
            pub fn parse(text: impl Into<String>) -> Result<Self, IdError> {
                parse(text.into()).map(Self)
            }

            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;

            fn try_from(text: String) -> Result<Self, IdError> {
                Self::parse(text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id!(
    /// The shop's id of a customer.
    CustomerId
);
id!(
    /// The shop's id of an order. What the shopper sees is the order's *number*.
    OrderId
);
id!(
    /// The shop's id of one line of an order.
    LineId
);
id!(
    /// The shop's id of a product.
    ProductId
);
id!(
    /// The shop's id of one variant of a product.
    VariantId
);
id!(
    /// The shop's id of a subscription.
    SubscriptionId
);
id!(
    /// The shop's id of a payment method.
    PaymentMethodId
);
id!(
    /// A browser that has not been linked to a customer.
    VisitorId
);
id!(
    /// Names the object that holds one customer: `c` and 24 random hexadecimal digits.
    CustomerKey
);
id!(
    /// `{customer key}-{sequence}`: so the object that holds a conversation is known from its id.
    ConversationId
);
id!(
    /// `{conversation}-{sequence}`.
    TurnId
);
id!(
    /// `{turn}-t`: a turn opens at most one ticket. `{conversation}-p{n}` where a person stepped in.
    TicketId
);
id!(
    /// `{turn}-a{n}`.
    ApprovalId
);
id!(
    /// `{turn}-m{n}`; `{ticket}-m{n}` for what a person says.
    MessageId
);
id!(
    /// Chosen by the sender of a message, so that a repeated request is recognised.
    ClientMessageId
);
id!(
    /// `{turn}-c`: a turn sends at most one one-time code.
    ChallengeId
);
id!(
    /// `{turn}/{goal}.{step}`: one call of a turn. Also the idempotency key of an action.
    CallId
);

impl ConversationId {
    /// The id of the `sequence`-th conversation of the customer that `key` names.
    #[must_use]
    pub fn derive(key: &CustomerKey, sequence: u32) -> Self {
        Self(format!("{key}-{sequence}"))
    }

    /// The object that holds (or held, before a merge) this conversation.
    ///
    /// # Errors
    /// [`IdError::Empty`] when the id has no customer key in it.
    pub fn customer_key(&self) -> Result<CustomerKey, IdError> {
        CustomerKey::parse(self.0.split('-').next().unwrap_or_default())
    }
}

impl TurnId {
    /// The id of the `sequence`-th turn of a conversation.
    #[must_use]
    pub fn derive(conversation: &ConversationId, sequence: u32) -> Self {
        Self(format!("{conversation}-{sequence}"))
    }

    /// The conversation that it belongs to.
    #[must_use]
    pub fn conversation_id(&self) -> ConversationId {
        ConversationId(self.0.rsplit_once('-').map_or("", |(id, _)| id).to_owned())
    }
}

impl ChallengeId {
    /// The id of the challenge that a turn opens.
    #[must_use]
    pub fn derive(turn: &TurnId) -> Self {
        Self(format!("{turn}-c"))
    }
}

impl TicketId {
    /// The id of the ticket that a turn opens.
    #[must_use]
    pub fn derive(turn: &TurnId) -> Self {
        Self(format!("{turn}-t"))
    }

    /// The id of the ticket with which a person steps into a conversation, the `n`-th time that
    /// people act in it.
    #[must_use]
    pub fn of_person(conversation: &ConversationId, n: u32) -> Self {
        Self(format!("{conversation}-p{n}"))
    }

    /// The conversation that it was opened in.
    ///
    /// # Errors
    /// [`IdError::Empty`] when the id has no conversation in it.
    pub fn conversation_id(&self) -> Result<ConversationId, IdError> {
        let mut parts = self.0.splitn(3, '-');
        match (parts.next(), parts.next(), parts.next()) {
            (Some(key), Some(sequence), Some(_)) => {
                ConversationId::parse(format!("{key}-{sequence}"))
            }
            _ => Err(IdError::Empty),
        }
    }

    /// The object that holds (or held, before a merge) this ticket.
    ///
    /// # Errors
    /// [`IdError::Empty`] when the id has no customer key in it.
    pub fn customer_key(&self) -> Result<CustomerKey, IdError> {
        CustomerKey::parse(self.0.split('-').next().unwrap_or_default())
    }
}

impl MessageId {
    /// The id of the `index`-th message of a turn; 0 is the customer's own.
    #[must_use]
    pub fn derive(turn: &TurnId, index: usize) -> Self {
        Self(format!("{turn}-m{index}"))
    }

    /// The id of a person's answer, the `index`-th thing that was done with a ticket.
    #[must_use]
    pub fn of_reply(ticket: &TicketId, index: usize) -> Self {
        Self(format!("{ticket}-m{index}"))
    }
}

impl ApprovalId {
    /// The id of the `index`-th approval that a turn asks for.
    #[must_use]
    pub fn derive(turn: &TurnId, index: usize) -> Self {
        Self(format!("{turn}-a{index}"))
    }
}

impl CallId {
    /// The id of the `index`-th call of a turn.
    #[must_use]
    pub fn derive(turn: &TurnId, index: usize) -> Self {
        Self(format!("{turn}/{index}"))
    }

    /// The id of the `step`-th read with which a session meets its customer. `meeting` is drawn by
    /// chance: a session has no turn to derive from, and reads need not be recognised.
    #[must_use]
    pub fn of_session(meeting: &str, step: usize) -> Self {
        Self(format!("session-{meeting}/{step}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_conversation_names_the_object_that_holds_it() {
        let key = CustomerKey::parse("c0123456789abcdef01234567").unwrap();
        let conversation = ConversationId::derive(&key, 3);
        assert_eq!(conversation.as_str(), "c0123456789abcdef01234567-3");
        assert_eq!(conversation.customer_key(), Ok(key));
    }

    #[test]
    fn ids_that_would_break_a_log_line_or_a_key_are_refused() {
        assert_eq!(OrderId::parse(""), Err(IdError::Empty));
        assert_eq!(OrderId::parse("a\nb"), Err(IdError::Unprintable));
        assert_eq!(OrderId::parse("x".repeat(ID_CHARS_MAX + 1)), Err(IdError::TooLong));
        assert!(OrderId::parse("#W2378156").is_ok());
    }
}
