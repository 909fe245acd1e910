//! Conversations: messages, facts, and the state of the dialogue between turns.

mod change;
mod fact;
mod goal;
mod message;
mod state;

pub use change::{CartLineFact, ChangeFact, MethodFact, RefundFact, SwapFact, SwapsFact};
pub use fact::{
    ApprovalStatus, Fact, FactSource, LineChoice, LineFact, LoyaltyFact, OptionFact, OrderAnswer,
    OrderChoice, OrderSituation, OrderStatusFact, ParcelFact, PointsFact, ProductAnswer,
    RefusedFact, RewardFact, SourcedFact,
};
pub use goal::{ChosenLine, ChosenVariant, Goal, PendingApproval, Proposal, SaidOfLine};
pub use message::{
    Card, CardLink, Message, MessageRole, OrderCard, OrderCardLine, OrderCardShipment, StatusTone,
    StepMark,
};
pub use state::{Awaiting, ConversationState, ConversationStatus, Slot};
