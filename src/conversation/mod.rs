//! Conversations: messages, facts, and the state of the dialogue between turns.

mod change;
mod custom;
mod fact;
mod goal;
mod hands;
mod knowledge;
mod line;
mod loyalty;
mod message;
mod news;
mod price;
mod recommendation;
mod situation;
mod state;
mod stock;
mod subscription;
mod talk;

pub use change::{CartLineFact, ChangeFact, MethodFact, RefundFact, SwapFact, SwapsFact};
pub use custom::{CustomFact, CustomSays};
pub use fact::{
    ApprovalStatus, Fact, FactSource, OrderAnswer, OrderChoice, RefusedFact, SaidOfProduct,
    SourcedFact,
};
pub use goal::{
    ChosenLine, ChosenVariant, Goal, PendingApproval, Proposal, SaidOfLine, SaidOfNeed,
};
pub use knowledge::{ForWhom, Outside, PagesFact, QuotedFact};
pub use line::{LineChoice, LineFact, OptionFact, ProductAnswer};
pub use loyalty::{
    BenefitFact, ExpiryFact, LoyaltyFact, OrderPointsFact, PendingPointsFact, PointsFact,
    PointsSum, PointsWhy, RewardFact,
};
pub use message::{
    Card, CardLink, Message, MessageRole, OrderCard, OrderCardLine, OrderCardShipment, StatusTone,
    StepMark,
};
pub use news::{CartFact, CartItemFact, NewsFact};
pub use price::{CodeEnd, CodeFact, PriceFact};
pub use recommendation::{
    ComparedFact, ComparedTerm, ComparisonFact, RecommendationFact, Recommended, RecommendedFact,
    ShownProduct, WhyFact,
};
pub use situation::{OrderSituation, OrderStatusFact, ParcelFact};
pub use state::{Awaiting, ConversationState, ConversationStatus, LastReply, Slot};
pub use stock::{StockChoice, StockFact, WatchFact};
pub use subscription::{
    SubscriptionChangeFact, SubscriptionDetail, SubscriptionFact, SubscriptionStepFact,
};
pub use talk::TalkFact;
