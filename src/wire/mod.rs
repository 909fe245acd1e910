//! Every public JSON shape, and its conversion to and from our own types. Only `functions` and the lab use it.

mod body;
mod bulk;
mod chat;
mod desk;
mod difference;
mod document;
mod event;
mod foreign_id;
pub mod form;
pub mod helpdesk;
pub mod hook;
mod insights;
mod knowledge;
pub mod language_model;
#[cfg(feature = "schema")]
pub mod openapi;
mod operator;
mod past;
mod problem;
mod receipt;
mod release;
mod scenario;
mod site;
mod skill_story;
mod story;
mod ticket;
mod wording;
mod yaml;

pub use body::{parse_json, parse_value};
pub use bulk::{BULK_TICKETS_MAX, BulkAnswer, BulkRequest, BulkResult, BulkTicket};
pub use chat::{
    ChatAnswer, ChatRequest, CustomerBrief, FeedbackRequest, HandoffRequest, MessageList, PageRef,
    SessionAnswer, SessionRequest, SocketFrame, SocketPush,
};
pub use desk::{Doing, DraftRequest, PresenceRequest, Present, TicketDraft, TicketPresence};
pub use difference::difference;
pub use document::{DocumentRead, read_document};
pub use event::{
    AcceptedEvent, CatalogueChange, EventSubject, EventsAnswer, Rejection, parse_batch,
    parse_single,
};
pub use insights::{
    INSIGHTS_DAYS_MAX, InsightsPart, InsightsSpan, InsightsView, IssueCounts, RatingCounts,
    RatingInsights, ReasonCount, SkillInsights, TicketInsights,
};
pub use knowledge::{
    ArticleBrief, ArticleList, ArticleTaken, ArticleView, ConflictView, GapView, KnowledgeAnswer,
    KnowledgeFindings, KnowledgeFound, KnowledgeQuestion, KnowledgeRequest, PassageView,
};
pub use operator::{
    ApprovalRequest, ApprovalView, ConversationDetail, ConversationList, ConversationSummary,
    CustomerExport, CustomerIdentifier, CustomerView, PersonsDecision, PlaybookRelease,
};
pub use past::{PersonalKind, Replaced, ScenarioDraft, ToRead};
pub use problem::{FieldFault, Problem, ProblemCode};
pub use receipt::{Receipt, ReplayAnswer, StageTiming};
pub use release::{
    AuditList, CheckView, DraftView, MemberAdded, MemberRequest, PlaybookChanges, ReleaseList,
    ReleaseRequest, ReleaseReview, RollbackRequest, ShareRequest, SignRequest, Standings, TeamList,
    WhatIfRequest, WhatIfTurns, WhatIfView,
};
pub(crate) use scenario::called;
pub use scenario::{
    Against, DoneBefore, Expect, SCENARIO_BYTES_MAX, SCENARIO_TURNS_MAX, SCENARIOS_MAX, Scenario,
    ScenarioBrief, ScenarioList, ScenarioPlayed, ScenarioRunView, ScenarioSession, ScenarioTurn,
    ScenarioView, TRIED_MAX, TryAnswer, TryRequest, TurnPlayed,
};
pub use site::{OutcomeView, SiteList, SiteProblem, SiteReport, SiteRequest, SiteView};
pub use skill_story::{SkillStory, skill_story};
pub use story::story_of;
pub use ticket::{
    AssignRequest, CloseRequest, DeliveryList, LateDelivery, ReturnRequest, ReturnScope,
    SnoozeRequest, TagsRequest, TicketDelivery, TicketDetail, TicketList, TicketSummary,
    TicketTextRequest,
};
pub use wording::{WordingList, WordingView};
pub use yaml::json_of_yaml;
