//! The shopper's surface.

use edgewise_tagged::Tagged;
use serde::{Deserialize, Serialize};

use crate::{
    base::{
        id::{ClientMessageId, ConversationId, MessageId, ProductId, TurnId, VisitorId},
        limits::MESSAGE_CHARS_MAX,
        pii::Pii,
        text::shorten,
        time::Timestamp,
    },
    conversation::Message,
    engine::PublicState,
    wire::Problem,
};

/// `POST /v1/sessions`.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SessionRequest {
    /// Signed by the storefront: who is signed in.
    #[serde(default)]
    pub identity_token: Option<String>,
    /// The browser, as an earlier session named it.
    #[serde(default)]
    pub visitor_id: Option<VisitorId>,
    /// BCP 47 language tag.
    #[serde(default)]
    pub locale: Option<String>,
    /// Where the shopper is.
    #[serde(default)]
    pub page: Option<PageRef>,
}

/// A page of the shop.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PageRef {
    /// Address.
    #[serde(default)]
    pub url: Option<String>,
    /// Title.
    #[serde(default)]
    pub title: Option<String>,
    /// The product it shows.
    #[serde(default)]
    pub product_id: Option<ProductId>,
}

impl PageRef {
    /// Name of the product that it shows: its title, without the shop's name at the end.
    #[must_use]
    pub fn product_name(&self, brand: &str) -> Option<String> {
        const JOINTS: &[&str] = &[" | ", " – ", " — ", " - ", " · "];
        self.product_id.as_ref()?;
        let title = self.title.as_deref()?.trim();
        let is_brand = |rest: &str| rest.trim().eq_ignore_ascii_case(brand.trim());
        let name = JOINTS
            .iter()
            .filter_map(|joint| title.rsplit_once(joint))
            .find_map(|(name, rest)| is_brand(rest).then_some(name));
        let name = shorten(name.unwrap_or(title).trim(), PRODUCT_CHARS_MAX);
        (!name.is_empty()).then_some(name)
    }
}

/// Characters of a product's name in what may be tapped.
const PRODUCT_CHARS_MAX: usize = 60;

/// The answer to [`SessionRequest`].
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SessionAnswer {
    /// To be sent with every further request.
    pub session_token: String,
    /// When it ends.
    pub expires_at: Timestamp,
    /// Names this browser in later sessions.
    pub visitor_id: VisitorId,
    /// What is known of the shopper.
    pub customer: CustomerBrief,
    /// The conversation to go on with.
    pub conversation_id: ConversationId,
    /// The first words.
    pub greeting: Message,
    /// What the shopper might ask.
    pub suggestions: Vec<String>,
}

/// What is known of the shopper.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CustomerBrief {
    /// Whether there is a profile.
    pub known: bool,
    /// Whether identity is proven.
    pub verified: bool,
    /// Given name; only with proven identity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_name: Option<Pii<String>>,
}

/// `POST /v1/chat`.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChatRequest {
    /// What the shopper wrote, 1 to 4000 characters.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 4000)))]
    pub text: String,
    /// Chosen by the sender; the same id again gets the first answer again.
    pub client_message_id: ClientMessageId,
    /// The conversation; the session's own where absent.
    #[serde(default)]
    pub conversation_id: Option<ConversationId>,
}

impl ChatRequest {
    /// Checks what the types cannot.
    ///
    /// # Errors
    /// A [`Problem`] that points at `text`.
    pub fn check(&self) -> Result<(), Problem> {
        if self.text.trim().is_empty() {
            return Err(Problem::invalid("/text", "must not be empty"));
        }
        if self.text.chars().count() > MESSAGE_CHARS_MAX {
            let detail = format!("must have at most {MESSAGE_CHARS_MAX} characters");
            return Err(Problem::invalid("/text", detail));
        }
        Ok(())
    }
}

/// The answer to [`ChatRequest`].
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChatAnswer {
    /// The conversation.
    pub conversation_id: ConversationId,
    /// The turn, for its receipt.
    pub turn_id: TurnId,
    /// Where the conversation stands.
    pub state: PublicState,
    /// What is said, in order.
    pub messages: Vec<Message>,
    /// Names of what the assistant waits for: a debugging aid.
    pub asks: Vec<String>,
    /// Whether this answer was given before.
    pub replayed: bool,
}

/// `GET /v1/conversations/{id}/messages`.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MessageList {
    /// Oldest first.
    pub messages: Vec<Message>,
    /// Where the conversation stands.
    pub state: PublicState,
}

/// `POST /v1/conversations/{id}/feedback`.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FeedbackRequest {
    /// From 1 (bad) to 5 (good).
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 5)))]
    pub score: u8,
    /// In the shopper's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(length(max = 4000)))]
    pub comment: Option<String>,
}

impl FeedbackRequest {
    /// Checks what the types cannot.
    ///
    /// # Errors
    /// A [`Problem`] that points at the fault.
    pub fn check(&self) -> Result<(), Problem> {
        if !(1..=5).contains(&self.score) {
            return Err(Problem::invalid("/score", "must be from 1 to 5"));
        }
        let long = |comment: &String| comment.chars().count() > MESSAGE_CHARS_MAX;
        if self.comment.as_ref().is_some_and(long) {
            let detail = format!("must have at most {MESSAGE_CHARS_MAX} characters");
            return Err(Problem::invalid("/comment", detail));
        }
        Ok(())
    }
}

/// `POST /v1/conversations/{id}/handoff`; the body may be left out.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HandoffRequest {
    /// Chosen by the sender; the same id again gets the first answer again.
    #[serde(default)]
    pub client_message_id: Option<ClientMessageId>,
}

/// A frame from the shopper's side of a WebSocket.
#[derive(Clone, Debug, PartialEq, Tagged)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", tag = "type")]
pub enum SocketFrame {
    /// A message, as in [`ChatRequest`].
    Message {
        /// What the shopper wrote.
        text: String,
        /// Chosen by the sender.
        client_message_id: ClientMessageId,
    },
    /// Are you there?
    Ping,
    /// The shopper is typing.
    Typing,
}

/// A frame to the shopper's side of a WebSocket.
#[derive(Clone, Debug, PartialEq, Serialize, Tagged)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", tag = "type")]
pub enum SocketPush {
    /// A turn of this socket is over.
    Done {
        /// As `POST /v1/chat` would have answered.
        answer: ChatAnswer,
    },
    /// Somebody said something.
    Message {
        /// What.
        message: Message,
        /// For a customer's own message: how its sender named it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        client_message_id: Option<ClientMessageId>,
    },
    /// I am here.
    Pong,
    /// Who has the conversation has changed.
    State {
        /// Where it stands now.
        state: PublicState,
    },
    /// A frame was refused, or a turn failed.
    Problem {
        /// Why.
        problem: Problem,
        /// The message that it is about.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        client_message_id: Option<ClientMessageId>,
    },
    /// The other side is at work.
    Typing,
}

/// The id after which a transcript is asked for.
impl MessageList {
    /// The messages after `after`, or all where it is not among them.
    #[must_use]
    pub fn since(messages: Vec<Message>, after: Option<&MessageId>) -> Vec<Message> {
        let Some(after) = after else { return messages };
        match messages.iter().position(|message| message.id == *after) {
            Some(index) => messages.into_iter().skip(index.saturating_add(1)).collect(),
            None => messages,
        }
    }
}
