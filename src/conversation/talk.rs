//! What is said to what is no wish.

use edgewise_tagged::Tagged;
use serde::Serialize;

use crate::base::pii::Pii;

/// What is said to what is no wish.
#[derive(Clone, Debug, PartialEq, Serialize, Tagged)]
#[serde(rename_all = "snake_case", tag = "talk")]
pub enum TalkFact {
    /// Insults are answered calmly; from some on, with a boundary.
    Abuse {
        /// Whether the boundary is drawn.
        boundary: bool,
        /// Whether a person is offered with it.
        offers_person: bool,
    },
    /// Praise.
    Compliment,
    /// Somebody may be hurt.
    Emergency {
        /// Whether they may hurt themselves.
        crisis: bool,
        /// What the merchant says then.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        words: Option<String>,
    },
    /// How the assistant is.
    HowAreYou,
    /// A joke.
    Joke,
    /// Lawyers, courts, authorities.
    Legal,
    /// Somebody says nothing and waits.
    Listening,
    /// What was asked last is open, and nothing was done.
    NothingDone,
    /// The message is in a language that is not spoken here.
    OtherLanguage {
        /// ISO 639-1 code of the language, or `und`.
        spoken: String,
        /// Codes of those that are.
        languages: Vec<String>,
        /// Whether a person takes over.
        handed_over: bool,
    },
    /// Nothing that a shop's assistant knows.
    OutOfScope,
    /// What was said last.
    Repeated {
        /// As it was said.
        text: Pii<String>,
        /// The answers that could be tapped.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        quick_replies: Vec<String>,
    },
    /// So much was written that nobody knows what is wanted.
    TooLong,
    /// Orders to the assistant itself change nothing.
    Unmoved,
    /// Something went wrong for somebody, and nobody knows what.
    Upset,
    /// Which shop this is.
    WhichShop,
    /// Who made the assistant.
    WhoMadeYou,
}
