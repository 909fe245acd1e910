//! Skills: what the assistant can do for a customer, one file each, all of one shape.
//!
//! A skill is straight-line code over [`SkillContext`]: it reads through it, and each missing answer
//! ends the run with [`Suspended`] until the driver has it; then the skill runs again from the
//! start. It ends with facts to tell, a question, or changes that it proposes. It deals in facts: it
//! never writes sentences (`reply` does), never reaches a shop (`functions` does), never judges what
//! is allowed (`guardrail` does), never does what it proposes and never starts another skill
//! (`engine` does both).

mod account;
mod address;
mod ask;
mod ask_knowledge;
mod back_in_stock;
mod cancel_order;
mod cart;
mod catalogue;
mod change_payment;
mod claim;
mod context;
mod custom;
mod discount;
mod give;
mod loyalty;
mod meant;
mod news;
mod order_question;
mod order_status;
mod orders;
mod personal;
mod product;
mod product_question;
mod propose;
mod recommendation;
mod redeem;
mod registry;
mod reorder;
mod returns;
mod subscription;
mod subscriptions;
mod swap;

pub use account::{Account, first_name, own_name};
pub use ask_knowledge::answer_unasked;
pub use context::{Acted, ActionEnd, ActionReceipt, SkillContext, Standing, Suspended, Trace};
pub use news::news;
pub use propose::not_offered_at_all;
pub use recommendation::up_sell;
pub use registry::{Ability, Run, ability, autonomy, does, served};

use crate::{
    base::id::{OrderId, ProductId, SubscriptionId},
    commerce::{Customer, Loyalty, Order, Subscription},
    conversation::{
        Awaiting, Fact, FactSource, Goal, Proposal, Recommended, SourcedFact, StockChoice,
    },
    escalation::Escalation,
    understanding::{Pointer, Skill},
};

/// What a skill is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct SkillRequest<'a> {
    /// What the customer wants, with all they said about it.
    pub goal: &'a Goal,
    /// The order meant, as this message says it.
    pub order: Option<Pointer>,
    /// Why the skill runs.
    pub prompt: Prompt,
    /// Whether something else is wanted beside it.
    pub beside: bool,
    /// Whether what was delivered is to go back or be swapped beside it.
    pub returns_beside: bool,
}

/// Why a skill runs.
#[derive(Clone, Debug, PartialEq)]
pub enum Prompt {
    /// The customer asked for it, or said more about it.
    Asked,
    /// The customer said yes to what was asked last: facts must be as new as the shop has them.
    Confirmed,
    /// The customer said no to what the skill asked last.
    Denied(Awaiting),
}

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SkillEnd {
    /// What may be told.
    pub facts: Vec<SourcedFact>,
    /// What was asked of the customer.
    pub awaiting: Option<Awaiting>,
    /// What will be done on a yes.
    pub proposals: Vec<Proposed>,
    /// The orders spoken of.
    pub orders_in_focus: Vec<OrderId>,
    /// The products spoken of.
    pub products_in_focus: Vec<ProductId>,
    /// The repeated deliveries spoken of.
    pub subscriptions_in_focus: Vec<SubscriptionId>,
    /// That a person is needed.
    pub escalation: Option<Escalation>,
    /// Whether what was wanted cannot be done, so that what was wanted otherwise is tried.
    pub refused: bool,
    /// Whether it is told only where nothing else is: a summary beside it says the same.
    pub aside: bool,
    /// What is remembered of what was recommended.
    pub recommended: Option<Recommended>,
    /// What the wish turned out to be, so that another skill serves it.
    pub becomes: Option<Becomes>,
    /// Whether it has not run yet, because it waits for what another skill ends with.
    pub waits: bool,
    /// Whether it can go on only once it is known who is writing.
    pub identity: bool,
    /// Something that is wanted and sold out.
    pub sold_out: Option<SoldOut>,
    /// What is offered in place of what was wanted.
    pub offers: Option<Skill>,
    /// The product of which a variant is asked for.
    pub asked_of: Option<StockChoice>,
}

/// Something that is wanted and sold out.
#[derive(Clone, Debug, PartialEq)]
pub struct SoldOut {
    /// What.
    pub choice: StockChoice,
    /// Name of the product.
    pub title: String,
    /// Options of the variant, as they are told; none where several are meant.
    pub options: Vec<String>,
}

/// What a wish turned out to be.
#[derive(Clone, Debug, PartialEq)]
pub struct Becomes {
    /// What serves it.
    pub skill: Skill,
    /// The order that it is about, where that was found out.
    pub order: Option<OrderId>,
    /// Whether something counts as delivered and is not there.
    pub not_received: bool,
}

/// A proposal with what it is judged by.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposed {
    /// What will be done, and what is told of it.
    pub proposal: Proposal,
    /// The source of what is told.
    pub source: FactSource,
    /// The order as the skill saw it, where the change is on one.
    pub order: Option<Order>,
    /// The repeated delivery as the skill saw it, where the change is on one.
    pub subscription: Option<Subscription>,
    /// The customer as the skill saw them.
    pub customer: Customer,
    /// The loyalty account as the skill saw it, where points are spent.
    pub loyalty: Option<Loyalty>,
    /// What the customer pays, in minor units; negative where money goes back.
    pub due_minor: i64,
}

impl SkillEnd {
    /// Tells something.
    #[must_use]
    pub fn told(facts: Vec<SourcedFact>) -> Self {
        Self { facts, ..Self::default() }
    }

    /// Tells why something is not done.
    #[must_use]
    pub fn refused(fact: SourcedFact) -> Self {
        Self { facts: vec![fact], refused: true, ..Self::default() }
    }

    /// Asks something.
    #[must_use]
    pub fn asked(fact: SourcedFact, awaiting: Awaiting) -> Self {
        Self { facts: vec![fact], awaiting: Some(awaiting), ..Self::default() }
    }

    /// Hands over to a person.
    #[must_use]
    pub fn person(escalation: Escalation) -> Self {
        Self { escalation: Some(escalation), ..Self::default() }
    }

    /// Tells that account facts need a signed-in customer.
    #[must_use]
    pub fn sign_in_needed() -> Self {
        Self::told(vec![Fact::SignInNeeded.said()])
    }
}
