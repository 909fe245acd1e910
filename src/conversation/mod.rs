//! Conversations: messages, facts, and the state of the dialogue between turns.

mod fact;
mod message;
mod state;

pub use fact::{
    Fact, FactSource, LineFact, OrderChoice, OrderSituation, OrderStatusFact, ParcelFact,
    SourcedFact,
};
pub use message::{
    Card, CardLink, Message, MessageRole, OrderCard, OrderCardLine, OrderCardShipment, StatusTone,
    StepMark,
};
pub use state::{Awaiting, ConversationState, ConversationStatus};
