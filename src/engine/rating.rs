//! What a customer thinks of how they were helped, and of whom they think it: the assistant, or people.

use serde::{Deserialize, Serialize};

use crate::{
    base::time::Timestamp,
    conversation::{Message, MessageRole},
};

/// A rating. The newest of each counts.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Rating {
    /// Who was rated.
    #[serde(default)]
    pub of: Rated,
    /// From 1 (bad) to 5 (good).
    pub score: u8,
    /// In the customer's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// Who was rated: whoever spoke last.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Rated {
    /// The assistant.
    #[default]
    Assistant,
    /// A person of the team.
    Person,
}

impl Rated {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Assistant, Self::Person];

    /// Whom a rating is of that is given now: whoever spoke last, oldest message first. While a customer waits
    /// for a person whom they have not heard, it is the assistant.
    #[must_use]
    pub fn of(messages: &[Message]) -> Self {
        let spoke = messages.iter().rev().find(|message| message.role != MessageRole::Customer);
        match spoke.map(|message| message.role) {
            Some(MessageRole::HumanAgent) => Self::Person,
            _ => Self::Assistant,
        }
    }

    /// Its name, as in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Assistant => "assistant",
            Self::Person => "person",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::id::MessageId;
    use MessageRole::{Assistant, Customer, HumanAgent};

    #[test]
    fn whoever_spoke_last_is_rated() {
        let of = |roles: &[MessageRole]| {
            let message = |(index, role): (usize, &MessageRole)| Message {
                id: MessageId::parse(format!("m{index}")).unwrap(),
                role: *role,
                text: "x".to_owned(),
                cards: Vec::new(),
                quick_replies: Vec::new(),
                created_at: Timestamp::from_ms(0),
            };
            Rated::of(&roles.iter().enumerate().map(message).collect::<Vec<_>>())
        };
        assert_eq!(of(&[]), Rated::Assistant);
        assert_eq!(of(&[Customer, Assistant, Customer]), Rated::Assistant);
        assert_eq!(of(&[Customer, Assistant, HumanAgent, Customer]), Rated::Person);
        assert_eq!(of(&[Customer, HumanAgent, Customer, Assistant]), Rated::Assistant);
    }
}
