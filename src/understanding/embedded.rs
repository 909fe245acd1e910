//! stub
use super::*;
use crate::conversation::ConversationState;
/// stub
#[must_use]
pub fn understand(_text: &str, _state: &ConversationState) -> Understanding {
    Understanding { maker: "embedded".to_owned(), commands: vec![], entities: vec![], language: None, tone: Tone::Calm }
}
