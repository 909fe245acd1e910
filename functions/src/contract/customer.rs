//! Customer objects: one per customer, holding profile, conversations, journal, tickets and outbox.
//!
//! Name: the [`CustomerKey`]. Relies on: callers have verified who may read and write; they follow
//! [`Here::Moved`]; they perform a turn's actions only after [`JournalTurn`] has answered.

use std::collections::BTreeMap;

use edgewise::{
    base::{
        id::{
            ApprovalId, CallId, ClientMessageId, ConversationId, CustomerId, CustomerKey, TicketId,
            TurnId, VariantId, VisitorId,
        },
        time::Timestamp,
    },
    commerce::{Action, Answer, CountedAction},
    conversation::LineFact,
    engine::{Channel, Inbound, Issue, Outcome, Rated, TurnRecord},
    identity::{Identity, Via},
    profile::{Profile, ProfileEvent},
    release::Standing,
    wire::{
        ChatAnswer, ConversationDetail, ConversationSummary, CustomerView, LateDelivery,
        MessageList, Receipt, StageTiming, TicketDetail, TicketPresence, TicketSummary,
    },
};
use serde::{Deserialize, Serialize};

pub(crate) use super::desk::{KeepDraft, Look, Work, WorkOn, Worked};
pub(crate) use super::outbox::{
    AnswerMessage, BeginDelivery, BeginDispatch, Delivered, Delivery, Dispatched, DueDispatch,
    Ended, LeaveOut, Origin, SendAgain, StockMessage, Unsent,
};
use crate::bindings::CUSTOMER;

/// The answer of an object that may have been merged into another.
#[derive(Deserialize, Serialize)]
pub(crate) enum Here<T> {
    /// Answered here.
    Here(T),
    /// This customer lives on under another key.
    Moved {
        /// Which.
        to: CustomerKey,
        /// Whether what this object held has arrived there. If not, the caller carries it over.
        arrived: bool,
    },
}

/// Who is at the door: decides which conversations may be seen.
#[derive(Clone, Deserialize, Serialize)]
pub(crate) struct Visitor {
    /// The browser.
    pub(crate) visitor_id: VisitorId,
    /// Who says so.
    pub(crate) identity: Identity,
}

/// Whether an event was new.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) enum Applied {
    /// Applied before.
    Before,
    /// Applied now.
    Now,
}

/// Folds events into the profile, each once per (source, id). One commit.
#[derive(Deserialize, Serialize)]
pub(crate) struct ApplyEvents {
    /// In the order of the batch.
    pub(crate) events: Vec<ProfileEvent>,
}

/// What a new session shows.
#[derive(Deserialize, Serialize)]
pub(crate) struct OpenSession {
    /// The object's own name, which it cannot know.
    pub(crate) key: CustomerKey,
    /// Who.
    pub(crate) visitor: Visitor,
    /// When.
    pub(crate) now: Timestamp,
}

/// See [`OpenSession`].
#[derive(Deserialize, Serialize)]
pub(crate) struct SessionOpened {
    /// The conversation to go on with; it is stored with its first turn.
    pub(crate) conversation_id: ConversationId,
    /// Whether that has begun.
    pub(crate) begun: bool,
    /// Whether anything is known of this customer.
    pub(crate) known: bool,
    /// Whether the profile holds the shop's record of the customer.
    pub(crate) holds_customer: bool,
    /// As much of the profile as they may be greeted by.
    pub(crate) profile: Profile,
    /// Whether this is the home of a customer of the shop, and nothing shows that it is they who
    /// are there now: then a new conversation begins elsewhere.
    pub(crate) is_strangers: bool,
}

/// Opens a turn, or says why not now. Stores nothing: a turn without an action is one commit.
#[derive(Clone, Deserialize, Serialize)]
pub(crate) struct OpenTurn {
    /// The object's own name, which it cannot know.
    pub(crate) key: CustomerKey,
    /// Who.
    pub(crate) visitor: Visitor,
    /// The conversation; the newest open one where absent.
    pub(crate) conversation_id: Option<ConversationId>,
    /// Recognises a repeated request.
    pub(crate) client_message_id: ClientMessageId,
    /// What came in.
    pub(crate) inbound: Inbound,
    /// On which surface.
    pub(crate) channel: Channel,
    /// Which playbook serves whom, for a conversation that begins now or does not stay on its own.
    pub(crate) standing: Standing,
    /// How something can be sent to a customer.
    pub(crate) reach: Vec<Via>,
    /// When.
    pub(crate) now: Timestamp,
}

/// See [`OpenTurn`].
#[derive(Deserialize, Serialize)]
pub(crate) enum TurnOpened {
    /// Answered before.
    Answered(Box<ChatAnswer>),
    /// Another message of this conversation is being answered; ask again after this pause.
    Busy {
        /// Milliseconds.
        retry_ms: u32,
    },
    /// The id was used for another text.
    Conflict,
    /// Too many messages wait behind the running one.
    Full,
    /// No such conversation of this visitor.
    NoConversation,
    /// Go ahead.
    Open(Box<OpenedTurn>),
    /// A turn was left behind by a function that died: finish it, then ask again.
    Orphan(Box<OpenedTurn>),
}

/// A turn that the caller owns until its lease ends.
#[derive(Deserialize, Serialize)]
pub(crate) struct OpenedTurn {
    /// What the turn depends on, with the answers journalled so far.
    pub(crate) record: TurnRecord,
    /// The profile that the record names.
    pub(crate) profile: Profile,
    /// Recognises a repeated request.
    pub(crate) client_message_id: ClientMessageId,
    /// Names this ownership: an older owner's writes are refused.
    pub(crate) generation: u32,
    /// Whether the turn is in the journal already.
    pub(crate) journalled: bool,
}

/// Opens a turn that is in the journal and whose owner has died.
#[derive(Deserialize, Serialize)]
pub(crate) struct ResumeTurn {
    /// Which.
    pub(crate) turn_id: TurnId,
    /// When.
    pub(crate) now: Timestamp,
}

/// Writes a turn with the actions that are about to be sent. One commit, which must be awaited
/// before the first of them is sent.
#[derive(Clone, Deserialize, Serialize)]
pub(crate) struct JournalTurn {
    /// All answers so far.
    pub(crate) record: TurnRecord,
    /// Recognises a repeated request.
    pub(crate) client_message_id: ClientMessageId,
    /// Under which ownership.
    pub(crate) generation: u32,
    /// Who; a turn that begins a conversation names its visitor.
    pub(crate) visitor: Visitor,
    /// The object's own name, which it cannot know.
    pub(crate) key: CustomerKey,
    /// When.
    pub(crate) now: Timestamp,
}

/// Ends a turn: message, reply, receipt, ticket and what the profile learned, in one commit.
#[derive(Clone, Deserialize, Serialize)]
pub(crate) struct CloseTurn {
    /// The whole record.
    pub(crate) record: TurnRecord,
    /// What came of it.
    pub(crate) outcome: Outcome,
    /// Recognises a repeated request.
    pub(crate) client_message_id: ClientMessageId,
    /// Under which ownership.
    pub(crate) generation: u32,
    /// Who.
    pub(crate) visitor: Visitor,
    /// The object's own name, which it cannot know.
    pub(crate) key: CustomerKey,
    /// How long the stages took.
    pub(crate) timings: Vec<StageTiming>,
    /// The destinations that take a ticket which it opens.
    pub(crate) destinations: Vec<String>,
    /// When.
    pub(crate) now: Timestamp,
}

/// Whether a write was taken.
#[derive(Deserialize, Serialize)]
pub(crate) enum Written<T> {
    /// Taken.
    Done(T),
    /// Another owner was faster: open the turn again.
    Stale,
}

/// Gives a turn up without a trace, so that the next message need not wait for its lease.
#[derive(Deserialize, Serialize)]
pub(crate) struct AbandonTurn {
    /// Which.
    pub(crate) turn_id: TurnId,
    /// Under which ownership.
    pub(crate) generation: u32,
}

/// The transcript that a shopper may see.
#[derive(Deserialize, Serialize)]
pub(crate) struct ReadMessages {
    /// The object's own name, which it cannot know.
    pub(crate) key: CustomerKey,
    /// Who.
    pub(crate) visitor: Visitor,
    /// Which conversation.
    pub(crate) conversation_id: ConversationId,
}

/// Stores a rating.
#[derive(Deserialize, Serialize)]
pub(crate) struct Rate {
    /// Who.
    pub(crate) visitor: Visitor,
    /// Which conversation.
    pub(crate) conversation_id: ConversationId,
    /// From 1 to 5.
    pub(crate) score: u8,
    /// In the shopper's words.
    pub(crate) comment: Option<String>,
    /// When.
    pub(crate) now: Timestamp,
}

/// The unified profile.
#[derive(Deserialize, Serialize)]
pub(crate) struct ReadCustomer {}

/// What was done for this customer. With `hold` another action is counted from now on, once per id.
#[derive(Deserialize, Serialize)]
pub(crate) struct CountActions {
    /// What is about to be done, by the call that asked.
    pub(crate) hold: Option<(CallId, CountedAction)>,
    /// When.
    pub(crate) now: Timestamp,
}

/// Changes our own record of this customer, once per call. Answers what the record shows then.
#[derive(Deserialize, Serialize)]
pub(crate) struct ChangeOwn {
    /// The call that asked.
    pub(crate) call: CallId,
    /// What is changed, and how.
    pub(crate) action: Action,
    /// When.
    pub(crate) now: Timestamp,
}

/// Takes back what was counted and not done.
#[derive(Deserialize, Serialize)]
pub(crate) struct Uncount {
    /// The calls that had it counted.
    pub(crate) calls: Vec<CallId>,
}

/// Whether something waits for an approval, and for whom.
#[derive(Deserialize, Serialize)]
pub(crate) struct FindApproval {
    /// In which conversation.
    pub(crate) conversation_id: ConversationId,
    /// Which.
    pub(crate) approval_id: ApprovalId,
}

/// What is to be taken up again in a conversation; nothing where that was done, or is not wanted any more.
#[derive(Deserialize, Serialize)]
pub(crate) struct FindResumed {
    /// In which conversation.
    pub(crate) conversation_id: ConversationId,
}

/// See [`FindResumed`].
#[derive(Deserialize, Serialize)]
pub(crate) struct Resumed {
    /// Whose conversation it is.
    pub(crate) visitor: Visitor,
    /// Makes a repetition the same turn.
    pub(crate) client_message_id: ClientMessageId,
    /// What.
    pub(crate) inbound: Inbound,
    /// Until when it is tried.
    pub(crate) until: Timestamp,
}

/// A whole conversation, for operators.
#[derive(Deserialize, Serialize)]
pub(crate) struct ReadConversation {
    /// Which.
    pub(crate) conversation_id: ConversationId,
}

/// A turn with all that a replay needs.
#[derive(Deserialize, Serialize)]
pub(crate) struct ReadTurn {
    /// Which conversation.
    pub(crate) conversation_id: ConversationId,
    /// Which turn.
    pub(crate) turn_id: TurnId,
}

/// See [`ReadTurn`].
#[derive(Deserialize, Serialize)]
pub(crate) struct StoredTurn {
    /// The receipt; its story is added by the reader.
    pub(crate) receipt: Receipt,
    /// The profile that the turn saw.
    pub(crate) profile: Profile,
}

/// Past turns of a conversation with all that running them again needs, oldest first.
#[derive(Deserialize, Serialize)]
pub(crate) struct ReadTurns {
    /// Which conversation.
    pub(crate) conversation_id: ConversationId,
    /// How many of them were read before.
    pub(crate) skip: u32,
    /// At most so many.
    pub(crate) limit: u32,
    /// When.
    pub(crate) now: Timestamp,
}

/// See [`ReadTurns`].
#[derive(Default, Deserialize, Serialize)]
pub(crate) struct PastTurns {
    /// How many were read, those left out among them.
    pub(crate) read: u32,
    /// What each depended on.
    pub(crate) records: Vec<TurnRecord>,
    /// The profiles that they saw, by snapshot.
    pub(crate) profiles: BTreeMap<String, Profile>,
    /// Whether another turn of the conversation is under way.
    pub(crate) under_way: bool,
}

/// A ticket with all that a person needs.
#[derive(Deserialize, Serialize)]
pub(crate) struct ReadTicket {
    /// Which.
    pub(crate) ticket_id: TicketId,
    /// Whose draft goes with it, by their id.
    pub(crate) by: String,
}

/// Ends this object's life under its own key, unless it holds a customer that the shop knows.
#[derive(Deserialize, Serialize)]
pub(crate) struct Seal {
    /// Where it lives on.
    pub(crate) into: CustomerKey,
}

/// See [`Seal`].
#[derive(Deserialize, Serialize)]
pub(crate) enum Sealed {
    /// Empty: there was nothing to carry over.
    Empty,
    /// Two customers of the shop are two people: not merged.
    KnownCustomer(CustomerId),
    /// Sealed now or before; what it holds is to be carried over.
    Full,
}

/// All that a sealed object holds, for the object that absorbs it.
#[derive(Deserialize, Serialize)]
pub(crate) struct Export {}

/// See [`Export`]. Rows travel as they are stored.
#[derive(Clone, Deserialize, Serialize)]
pub(crate) struct Estate {
    /// The profile.
    pub(crate) profile: Profile,
    /// Tables with their rows.
    pub(crate) tables: Vec<(String, Vec<serde_json::Value>)>,
}

/// Takes over what another object held. Repeating it changes nothing.
#[derive(Deserialize, Serialize)]
pub(crate) struct Absorb {
    /// The object's own name, which it cannot know.
    pub(crate) key: CustomerKey,
    /// The other object.
    pub(crate) from: CustomerKey,
    /// What it held.
    pub(crate) estate: Estate,
    /// When.
    pub(crate) now: Timestamp,
}

/// Notes that the estate has arrived, and drops it here.
#[derive(Clone, Deserialize, Serialize)]
pub(crate) struct EstateArrived {}

/// Notes that the index holds these conversations as of these turn counts.
#[derive(Deserialize, Serialize)]
pub(crate) struct Indexed {
    /// Outbox rows that may go, by key and revision.
    pub(crate) done: Vec<(String, i64)>,
}

/// Erases everything about this customer.
#[derive(Deserialize, Serialize)]
pub(crate) struct Erase {}

/// Forgets a conversation in which nothing has been said since. Answers whether it is gone.
#[derive(Deserialize, Serialize)]
pub(crate) struct ForgetConversation {
    /// Which.
    pub(crate) id: ConversationId,
    /// Since when.
    pub(crate) before: Timestamp,
}

/// What erasing leaves to be erased elsewhere.
#[derive(Deserialize, Serialize)]
pub(crate) struct Erased {
    /// Conversations in the index.
    pub(crate) conversations: Vec<ConversationId>,
    /// The profile that is gone, for its identifiers.
    pub(crate) profile: Profile,
}

/// What a customer waited for, as the shop's record shows it now.
#[derive(Clone, Deserialize, Serialize)]
pub(crate) struct StockNews {
    /// What, at today's price.
    pub(crate) line: LineFact,
    /// Its page; `https` only.
    pub(crate) url: Option<String>,
}

/// Brings the news that something came back, for whoever waits for it. Can be repeated.
#[derive(Deserialize, Serialize)]
pub(crate) struct BringNews {
    /// The object's own name, which it cannot know.
    pub(crate) key: CustomerKey,
    /// Which variant.
    pub(crate) variant_id: VariantId,
    /// What it is now.
    pub(crate) news: StockNews,
    /// How something can be sent to a customer.
    pub(crate) reach: Vec<Via>,
    /// The live playbook.
    pub(crate) playbook_version: u32,
    /// When.
    pub(crate) now: Timestamp,
}

/// Notes that the news of it was told in the chat. Can be repeated.
#[derive(Deserialize, Serialize)]
pub(crate) struct NewsShown {
    /// Of which variant.
    pub(crate) variant_id: VariantId,
    /// When.
    pub(crate) now: Timestamp,
}

/// What the index is told of a conversation.
#[derive(Clone, Deserialize, Serialize)]
pub(crate) struct IndexEntry {
    /// The customer's object.
    pub(crate) key: CustomerKey,
    /// Outbox key.
    pub(crate) outbox: String,
    /// Counts up with every change.
    pub(crate) revision: i64,
    /// The conversation.
    pub(crate) summary: ConversationSummary,
    /// Its tickets.
    pub(crate) tickets: Vec<TicketSummary>,
    /// What of them could not be sent yet.
    #[serde(default)]
    pub(crate) late: Vec<LateDelivery>,
    /// What was brought in it, and how that stands.
    #[serde(default)]
    pub(crate) issues: Vec<Issue>,
    /// What the shopper thinks of whom, and since when. Not in which words.
    #[serde(default)]
    pub(crate) ratings: Vec<(Rated, u8, Timestamp)>,
}

calls! {
    CUSTOMER;
    AbandonTurn, "/abandon-turn" => ();
    Absorb, "/absorb" => Here<()>;
    ApplyEvents, "/apply-events" => Here<Vec<Applied>>;
    BeginDelivery, "/begin-delivery" => Here<Option<Delivery>>;
    BeginDispatch, "/begin-dispatch" => Here<Option<DueDispatch>>;
    BringNews, "/bring-news" => Here<()>;
    ChangeOwn, "/change-own" => Here<Answer>;
    CountActions, "/count-actions" => Here<Vec<CountedAction>>;
    CloseTurn, "/close-turn" => Here<Written<ChatAnswer>>;
    Delivered, "/delivered" => Here<()>;
    Dispatched, "/dispatched" => Here<()>;
    Erase, "/erase" => Here<Erased>;
    EstateArrived, "/estate-arrived" => ();
    Export, "/export" => Estate;
    FindResumed, "/find-resumed" => Here<Option<Resumed>>;
    ForgetConversation, "/forget-conversation" => Here<bool>;
    FindApproval, "/find-approval" => Here<Option<Visitor>>;
    Indexed, "/indexed" => ();
    JournalTurn, "/journal-turn" => Here<Written<()>>;
    LeaveOut, "/leave-out" => Here<bool>;
    KeepDraft, "/keep-draft" => Here<bool>;
    Look, "/look" => Here<Option<TicketPresence>>;
    NewsShown, "/news-shown" => Here<()>;
    OpenSession, "/open-session" => Here<SessionOpened>;
    OpenTurn, "/open-turn" => Here<TurnOpened>;
    Rate, "/rate" => Here<bool>;
    ReadConversation, "/read-conversation" => Here<Option<ConversationDetail>>;
    ReadCustomer, "/read-customer" => Here<CustomerView>;
    ReadMessages, "/read-messages" => Here<Option<MessageList>>;
    ReadTicket, "/read-ticket" => Here<Option<TicketDetail>>;
    ReadTurn, "/read-turn" => Here<Option<StoredTurn>>;
    ReadTurns, "/read-turns" => Here<PastTurns>;
    ResumeTurn, "/resume-turn" => Here<Option<OpenedTurn>>;
    SendAgain, "/send-again" => Here<bool>;
    Seal, "/seal" => Sealed;
    Uncount, "/uncount" => Here<()>;
    Work, "/work" => Here<Worked>;
}
