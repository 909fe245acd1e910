//! Facts: typed statements that may be told to the customer. A reply is composed from these and
//! from nothing else, so it cannot hold a number, date or status that no source stands behind.

use edgewise_tagged::Tagged;
use serde::{Deserialize, Serialize};

use super::{
    CartFact, ChangeFact, CodeFact, ComparisonFact, CustomFact, LineChoice, LineFact, LoyaltyFact,
    MethodFact, NewsFact, OptionFact, OrderStatusFact, PagesFact, PriceFact, ProductAnswer,
    RecommendationFact, RecommendedFact, RewardFact, StockFact, SubscriptionDetail,
    SubscriptionFact, TalkFact,
};
use crate::{
    base::{
        id::{CallId, OrderId},
        money::Money,
        pii::Pii,
        time::Timestamp,
    },
    commerce::{Address, OrderStatus, PrivacyKind, Problem, Remedy},
    identity::{Means, Missing, Via},
    understanding::{Aspect, Skill},
};

/// A fact with what stands behind it.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct SourcedFact {
    /// What is told.
    pub fact: Fact,
    /// Where it comes from.
    pub source: FactSource,
}

/// Where a fact comes from.
#[derive(Clone, Debug, PartialEq, Serialize, Tagged)]
#[serde(rename_all = "snake_case", tag = "from")]
pub enum FactSource {
    /// What was said or decided in this conversation, or the playbook.
    Conversation,
    /// A passage of the shop's own pages, found in this turn.
    Page {
        /// Which.
        passage: String,
        /// The search that found it.
        call: CallId,
    },
    /// An event in the profile.
    Profile {
        /// The event's source and id.
        event: String,
        /// When it was true.
        at: Timestamp,
        /// When we learned it.
        learned_at: Timestamp,
    },
    /// The shop, asked in this turn.
    Shop {
        /// The call that was answered.
        call: CallId,
        /// When it was answered.
        answered_at: Timestamp,
    },
}

/// A typed statement.
#[derive(Clone, Debug, PartialEq, Serialize, Tagged)]
#[serde(rename_all = "snake_case", tag = "fact")]
pub enum Fact {
    /// There is nothing more to do.
    AllRight,
    /// We are software.
    AreYouHuman,
    /// Where should it go?
    AskAddress {
        /// Which order; none for later orders.
        number: Option<String>,
        /// What was said of it, where a part is missing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        begun: Option<Pii<String>>,
    },
    /// What is to be done with a repeated delivery, and how?
    AskSubscription {
        /// With which.
        subscription: Box<SubscriptionFact>,
        /// What is missing.
        detail: SubscriptionDetail,
        /// Answers to choose from, where there are some.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        options: Vec<LineFact>,
    },
    /// What a skill of the merchant's own asks or tells, in the merchant's words.
    Custom(Box<CustomFact>),
    /// May all that was just summarised be done?
    AskConsent {
        /// Changes that were summarised.
        count: usize,
        /// What comes back for several of them together.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        back: Option<Money>,
    },
    /// What is the code that was sent?
    AskCode {
        /// How it was sent.
        via: Via,
    },
    /// What is the new address or number?
    AskContact {
        /// Whether it is an email address.
        email: bool,
    },
    /// Who is writing?
    AskIdentity {
        /// How it may be shown.
        means: Vec<Means>,
    },
    /// Half of what shows who is writing was said: and the rest?
    AskIdentityMore {
        /// What is missing.
        missing: Missing,
    },
    /// Which things?
    AskItems {
        /// What will be done with them.
        skill: Skill,
        /// Of which order, where there is one.
        number: Option<String>,
        /// What is in it.
        lines: Vec<LineFact>,
    },
    /// What instead?
    AskNewVariant {
        /// In place of which product.
        title: String,
        /// What it comes in, with what can be had.
        options: Vec<OptionFact>,
    },
    /// Is what was just offered wanted?
    AskOffer,
    /// Who pays, or where does the money go?
    AskPayment {
        /// What the money is for.
        skill: Skill,
        /// Those to choose from.
        methods: Vec<MethodFact>,
    },
    /// How many of them?
    AskPieces {
        /// Of what.
        title: String,
        /// How many there are.
        quantity: u32,
    },
    /// What kind of thing would suit?
    AskNeed,
    /// What is wrong?
    AskProblem,
    /// What is the code that does not work?
    AskCodeName,
    /// Which of the shop's reasons?
    AskReason {
        /// What it is a reason for.
        skill: Skill,
        /// The shop's list.
        reasons: Vec<String>,
    },
    /// The same again, or money back?
    AskRemedy,
    /// Things side by side.
    Compared(Box<ComparisonFact>),
    /// Two changes exclude each other.
    EitherOr {
        /// Of which order.
        number: String,
        /// The one.
        first: Box<ChangeFact>,
        /// The other.
        second: Box<ChangeFact>,
    },
    /// A code was sent to the address, if it is a customer's.
    CodeSent {
        /// How.
        via: Via,
    },
    /// A code was typed too late or wrongly too often.
    CodeSpent {
        /// How it may be shown.
        means: Vec<Means>,
    },
    /// A code that was typed at the checkout, as the shop answers to it.
    CodeTried(Box<CodeFact>),
    /// The customer found what they missed.
    Found,
    /// Something was wanted and is not wanted any more.
    GoalDropped,
    /// What lies in the cart.
    Cart(Box<CartFact>),
    /// What is left on a way to pay.
    Balance {
        /// Which, with what is left.
        method: MethodFact,
    },
    /// Something that was not asked for, told first.
    News(Box<NewsFact>),
    /// The cart is empty, as far as we know.
    NoCart,
    /// There is no gift card and no store credit.
    NoBalance,
    /// What was asked about an order.
    OrderAnswer(Box<OrderAnswer>),
    /// What was asked about a product.
    ProductAnswer(Box<ProductAnswer>),
    /// No product of the shop was named.
    ProductNotFound,
    /// What the shop's own text says of a product.
    SaidOfProduct(Box<SaidOfProduct>),
    /// Which product is meant, where several are called alike.
    WhichProduct {
        /// Their names.
        titles: Vec<String>,
    },
    /// Something is left as it is, since what the customer made it depend on is not so.
    ConditionNotMet {
        /// Of which order.
        number: String,
        /// Where it stands.
        status: OrderStatus,
    },
    /// There was nothing to say yes to: what is wanted?
    GoOn,
    /// Goodbye.
    Goodbye,
    /// Hello.
    Greeting {
        /// Given name.
        first_name: Option<Pii<String>>,
    },
    /// A person has decided, or has to decide, about a change.
    Approval {
        /// How it stands.
        status: ApprovalStatus,
        /// What was said yes to.
        change: Box<ChangeFact>,
    },
    /// It was done, as read back.
    HasDone(Box<ChangeFact>),
    /// A person takes over.
    HandedOver {
        /// What the person will do.
        #[serde(default)]
        skills: Vec<Skill>,
        /// When, in the merchant's words.
        promise: Option<String>,
        /// When people are there again, where nobody is now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        opens_at: Option<Timestamp>,
        /// Until when there is an answer, where that is promised.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        answer_by: Option<Timestamp>,
        /// Whether the answer reaches them by email, too, once they have left: that it would if they said
        /// an address, where it is false; nothing where no email can be sent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by_email: Option<bool>,
        /// Whether the assistant failed to reach the shop.
        because_of_shop: bool,
        /// Whether a change was sent of which nobody knows whether it was made.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        unknown_result: bool,
    },
    /// It was found out who is writing.
    Identified {
        /// Given name.
        first_name: Option<Pii<String>>,
    },
    /// Nobody has what was said. The same whether one of it exists or none.
    IdentityNotFound {
        /// How it may be shown.
        means: Vec<Means>,
    },
    /// Something named is in none of the customer's orders.
    ItemNotFound {
        /// What was named, as typed.
        mention: String,
    },
    /// The points of a loyalty account.
    Loyalty(Box<LoyaltyFact>),
    /// There is no repeated delivery.
    NoSubscriptions,
    /// There is no loyalty account.
    NoLoyalty,
    /// Something that was bought before cannot be bought again.
    NotAgain {
        /// What.
        line: LineFact,
        /// Whether it is not sold at all any more.
        discontinued: bool,
        /// What can be had and comes nearest.
        nearest: Vec<LineFact>,
    },
    /// What is wanted in place of something cannot be had.
    NotAvailable {
        /// In place of what.
        title: String,
        /// What was wanted.
        wanted: Vec<String>,
        /// What can be had and comes nearest.
        nearest: Vec<LineFact>,
        /// Whether a price was asked for, too.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        by_price: bool,
    },
    /// Nothing in the shop is what was asked for.
    NothingSuits {
        /// What was, in the customer's words.
        asked: Vec<String>,
        /// Whether other things were shown before.
        again: bool,
    },
    /// A further message was added to the ticket.
    NotedForPerson,
    /// A person has the conversation, and reads what is written.
    WithPerson,
    /// A person has given the conversation back, and the assistant takes something up again.
    Resumed {
        /// What the person says of it, in their words.
        instead: Option<Pii<String>>,
    },
    /// The answer of a person comes by email, too, to the address that was said.
    AnswerByEmail,
    /// What to look for when a parcel counts as delivered but was not received.
    NotReceivedAdvice {
        /// Which order.
        number: String,
        /// When the carrier says that it arrived.
        delivered_at: Option<Timestamp>,
        /// Carrier.
        carrier: Option<String>,
    },
    /// The message was not understood.
    NotUnderstood,
    /// No order of this customer has that number or holds such a product.
    OrderNotFound {
        /// What was asked for, as typed.
        asked: String,
    },
    /// A conversation is for one customer.
    OneCustomerOnly,
    /// What is wrong cannot be put right as it was wanted, and is otherwise.
    OtherRemedy {
        /// What was wanted.
        wanted: Remedy,
        /// Of what.
        title: String,
        /// Whether it is because nothing is left of it.
        sold_out: bool,
    },
    /// Where an order is.
    OrderStatus(Box<OrderStatusFact>),
    /// There are no orders at all.
    NoOrders,
    /// What the shop's own pages say, or do not say.
    Pages(Box<PagesFact>),
    /// A request for all that is held is under way already.
    PrivacyUnderWay {
        /// What was asked for.
        kind: PrivacyKind,
        /// When.
        asked_at: Timestamp,
        /// By when it is done.
        due_at: Timestamp,
    },
    /// Something costs no less than was paid for it.
    PriceNotLower(Box<PriceFact>),
    /// What may suit.
    Recommended(Box<RecommendationFact>),
    /// A guardrail, the order's state or the shop forbids it; nothing was changed.
    Refused(Box<RefusedFact>),
    /// Something is wrong that should not be.
    Regret {
        /// What.
        problem: Problem,
    },
    /// What was wanted beside what was done was not understood.
    RestNotUnderstood,
    /// There are not enough points for what is wanted.
    RewardOutOfReach {
        /// What is wanted, else the cheapest.
        wanted: RewardFact,
        /// Points that there are.
        points: i64,
        /// Points that are missing.
        missing: i64,
        /// What can be had, the dearest first.
        options: Vec<RewardFact>,
    },
    /// What is wanted is what they have.
    SameVariant {
        /// What they have.
        line: LineFact,
    },
    /// The shop did not answer.
    ShopUnreachable,
    /// Account facts need a signed-in customer.
    SignInNeeded,
    /// There were many attempts to show who it is.
    SlowDown {
        /// After which another may be made.
        minutes: u32,
    },
    /// Somebody who ends a repeated delivery is offered this instead, once.
    StayOffer {
        /// What would be done.
        change: Box<ChangeFact>,
    },
    /// How it stands with something that is sold out.
    Stock(Box<StockFact>),
    /// Where a repeated delivery stands.
    Subscription(Box<SubscriptionFact>),
    /// A repeated delivery is as it is wanted already.
    SubscriptionSame(Box<SubscriptionFact>),
    /// One thing more, told unasked.
    Suggested(Box<RecommendedFact>),
    /// Said to what is no wish.
    Talk(TalkFact),
    /// You are welcome.
    Thanks,
    /// What the assistant can do.
    WhatICanDo {
        /// The changes that it makes by itself.
        #[serde(default)]
        skills: Vec<Skill>,
    },
    /// Where something that was chosen can be bought.
    WhereToBuy {
        /// What.
        line: LineFact,
        /// Its page.
        url: Option<String>,
    },
    /// Several things could be meant.
    WhichLine {
        /// The words that could mean any of them.
        mention: String,
        /// The candidates.
        options: Vec<LineChoice>,
    },
    /// Several orders could be meant.
    WhichOrder {
        /// What will be done with it.
        skill: Skill,
        /// The candidates.
        options: Vec<OrderChoice>,
    },
    /// On which reward should points be spent?
    WhichReward {
        /// Points that there are.
        points: i64,
        /// The candidates, the dearest first.
        options: Vec<RewardFact>,
    },
    /// Several repeated deliveries could be meant.
    WhichSubscription {
        /// What was named and is none of them.
        mention: Option<String>,
        /// The candidates.
        options: Vec<SubscriptionFact>,
    },
    /// Several variants could be meant.
    WhichVariant {
        /// In place of what.
        title: String,
        /// The candidates.
        options: Vec<LineFact>,
    },
    /// This will be done on a yes.
    WillDo(Box<ChangeFact>),
    /// That is not the code that was sent.
    WrongCode,
}

/// How an approval stands.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ApprovalStatus {
    /// A person decided against it.
    Declined,
    /// Nobody decided in time.
    Expired,
    /// It is waited for, at most so long.
    Waiting {
        /// Hours from when it was asked for.
        hours: u16,
    },
}

/// Why something is not done, and what can be done instead.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct RefusedFact {
    /// What was wanted.
    pub skill: Skill,
    /// The rule that forbids it, for example `return.not_delivered`.
    pub rule: String,
    /// Of which order.
    pub number: Option<String>,
    /// Where that order stands.
    pub status: Option<OrderStatus>,
    /// For which things.
    pub titles: Vec<String>,
    /// The nearest thing that can be done.
    pub alternative: Option<Skill>,
    /// Ways to pay or to be paid that can be used instead.
    pub methods: Vec<MethodFact>,
    /// Money that the refusal is about: what would be needed, or the most that is allowed.
    pub amount: Option<Money>,
    /// The reason in the merchant's words, where their own rule says one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
    /// Where in the playbook that was decided, as a JSON pointer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub setting: Option<String>,
}

/// What was asked about an order; what was not asked for is left out.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct OrderAnswer {
    /// What the shopper calls it.
    pub number: String,
    /// Where it stands.
    pub status: Option<OrderStatus>,
    /// What it cost.
    pub total: Option<Money>,
    /// Where it goes.
    pub address: Option<Pii<Address>>,
    /// Tracking numbers.
    pub tracking: Vec<String>,
    /// Whether those were asked for, so that it is said where there are none.
    pub asked_tracking: bool,
    /// Things in it.
    pub lines: Vec<LineFact>,
    /// What goes back.
    pub refund: Option<Money>,
    /// Whether it went back already.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub went_back: bool,
    /// Whether it was asked for and there is none.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub no_refund: bool,
    /// What was paid for what is kept.
    pub remaining: Option<Money>,
}

/// What the shop's own text says of a product.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct SaidOfProduct {
    /// Name.
    pub title: String,
    /// What was asked about, where that has a name.
    pub aspect: Option<Aspect>,
    /// Sentences of the shop's that may tell; none where it says nothing.
    pub quotes: Vec<String>,
    /// Its page.
    pub url: Option<String>,
}

/// One order to choose from.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct OrderChoice {
    /// The shop's id.
    pub order_id: OrderId,
    /// What the shopper calls it.
    pub number: String,
    /// What is in it.
    pub titles: Vec<String>,
    /// When it was placed.
    pub placed_at: Option<Timestamp>,
    /// Where it stands.
    pub status: OrderStatus,
}
