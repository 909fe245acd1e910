//! The whole HTTP interface as an OpenAPI 3.1 document, made from the types.
//!
//! Only built for tests: they keep `schemas/` equal to what this makes, and the functions serve the
//! kept file.

mod customer;
mod insights;
mod knowledge;
mod release;
mod scenario;
mod site;
mod ticket;

use schemars::{JsonSchema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};

use super::{
    ApprovalRequest, ArticleList, ArticleTaken, ArticleView, AssignRequest, AuditList, BulkAnswer,
    BulkRequest, ChatAnswer, ChatRequest, CheckView, CloseRequest, ConversationDetail,
    ConversationList, CustomerExport, CustomerView, DeliveryList, DraftRequest, DraftView,
    EventsAnswer, FeedbackRequest, HandoffRequest, InsightsView, KnowledgeAnswer,
    KnowledgeFindings, KnowledgeFound, KnowledgeQuestion, KnowledgeRequest, MemberAdded,
    MemberRequest, MessageList, PlaybookChanges, PlaybookRelease, PresenceRequest, Problem,
    ProblemCode, ReleaseList, ReleaseRequest, ReleaseReview, ReplayAnswer, ReturnRequest,
    RollbackRequest, Scenario, ScenarioDraft, ScenarioList, ScenarioPlayed, ScenarioRunView,
    ScenarioView, SessionAnswer, SessionRequest, ShareRequest, SignRequest, SiteList, SiteRequest,
    SiteView, SnoozeRequest, SocketFrame, SocketPush, Standings, TagsRequest, TeamList,
    TicketDetail, TicketList, TicketPresence, TicketTextRequest, TryAnswer, TryRequest,
    WhatIfRequest, WhatIfTurns, WhatIfView, WordingList, helpdesk::TicketWebhook,
};
use crate::{
    commerce::{Customer, Loyalty, Order, Product, Subscription},
    knowledge::Article,
    playbook::Playbook,
};

/// Every body of the interface as a JSON Schema (2020-12) of its own, by file name.
#[must_use]
pub fn schemas() -> Vec<(&'static str, Value)> {
    vec![
        ("approval_request", schema::<ApprovalRequest>()),
        ("article", schema::<Article>()),
        ("article_list", schema::<ArticleList>()),
        ("article_view", schema::<ArticleView>()),
        ("assign_request", schema::<AssignRequest>()),
        ("audit_list", schema::<AuditList>()),
        ("chat_answer", schema::<ChatAnswer>()),
        ("chat_request", schema::<ChatRequest>()),
        ("check_view", schema::<CheckView>()),
        ("close_request", schema::<CloseRequest>()),
        ("cloud_event", cloud_event()),
        ("conversation_detail", schema::<ConversationDetail>()),
        ("conversation_list", schema::<ConversationList>()),
        ("customer", schema::<Customer>()),
        ("customer_export", schema::<CustomerExport>()),
        ("customer_view", schema::<CustomerView>()),
        ("delivery_list", schema::<DeliveryList>()),
        ("draft_view", schema::<DraftView>()),
        ("events_answer", schema::<EventsAnswer>()),
        ("feedback_request", schema::<FeedbackRequest>()),
        ("handoff_request", schema::<HandoffRequest>()),
        ("insights_view", schema::<InsightsView>()),
        ("knowledge_answer", schema::<KnowledgeAnswer>()),
        ("knowledge_findings", schema::<KnowledgeFindings>()),
        ("knowledge_found", schema::<KnowledgeFound>()),
        ("knowledge_question", schema::<KnowledgeQuestion>()),
        ("knowledge_request", schema::<KnowledgeRequest>()),
        ("loyalty", schema::<Loyalty>()),
        ("member_added", schema::<MemberAdded>()),
        ("member_request", schema::<MemberRequest>()),
        ("message_list", schema::<MessageList>()),
        ("order", schema::<Order>()),
        ("playbook", schema::<Playbook>()),
        ("playbook_changes", schema::<PlaybookChanges>()),
        ("playbook_release", schema::<PlaybookRelease>()),
        ("problem", schema::<Problem>()),
        ("product", schema::<Product>()),
        ("release_list", schema::<ReleaseList>()),
        ("return_request", schema::<ReturnRequest>()),
        ("release_review", schema::<ReleaseReview>()),
        ("release_request", schema::<ReleaseRequest>()),
        ("replay_answer", schema::<ReplayAnswer>()),
        ("rollback_request", schema::<RollbackRequest>()),
        ("scenario", schema::<Scenario>()),
        ("scenario_draft", schema::<ScenarioDraft>()),
        ("scenario_list", schema::<ScenarioList>()),
        ("scenario_played", schema::<ScenarioPlayed>()),
        ("scenario_run_view", schema::<ScenarioRunView>()),
        ("scenario_view", schema::<ScenarioView>()),
        ("session_answer", schema::<SessionAnswer>()),
        ("session_request", schema::<SessionRequest>()),
        ("share_request", schema::<ShareRequest>()),
        ("sign_request", schema::<SignRequest>()),
        ("socket_frame", schema::<SocketFrame>()),
        ("socket_push", schema::<SocketPush>()),
        ("standings", schema::<Standings>()),
        ("subscription", schema::<Subscription>()),
        ("team_list", schema::<TeamList>()),
        ("site_list", schema::<SiteList>()),
        ("site_request", schema::<SiteRequest>()),
        ("site_view", schema::<SiteView>()),
        ("bulk_answer", schema::<BulkAnswer>()),
        ("bulk_request", schema::<BulkRequest>()),
        ("draft_request", schema::<DraftRequest>()),
        ("presence_request", schema::<PresenceRequest>()),
        ("ticket_presence", schema::<TicketPresence>()),
        ("snooze_request", schema::<SnoozeRequest>()),
        ("tags_request", schema::<TagsRequest>()),
        ("ticket_detail", schema::<TicketDetail>()),
        ("ticket_list", schema::<TicketList>()),
        ("ticket_text_request", schema::<TicketTextRequest>()),
        ("ticket_webhook", schema::<TicketWebhook>()),
        ("try_answer", schema::<TryAnswer>()),
        ("try_request", schema::<TryRequest>()),
        ("what_if_request", schema::<WhatIfRequest>()),
        ("what_if_turns", schema::<WhatIfTurns>()),
        ("what_if_view", schema::<WhatIfView>()),
        ("wording_list", schema::<WordingList>()),
    ]
}

fn schema<T: JsonSchema>() -> Value {
    let generator = SchemaSettings::draft2020_12().into_generator();
    generator.into_root_schema_for::<T>().to_value()
}

/// The envelope; `data` depends on `type`.
fn cloud_event() -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "CloudEvent",
        "description": "CloudEvents 1.0 in JSON. What `data` holds depends on `type`.",
        "type": "object",
        "required": ["specversion", "id", "source", "type", "data"],
        "properties": {
            "specversion": { "const": "1.0" },
            "id": { "type": "string", "minLength": 1, "maxLength": 200 },
            "source": { "type": "string", "minLength": 1, "maxLength": 200 },
            "type": { "type": "string", "minLength": 1, "maxLength": 200 },
            "time": { "type": "string", "format": "date-time" },
            "subject": { "type": "string" },
            "data": { "type": ["object"] }
        }
    })
}

/// One operation of the interface.
struct Operation {
    method: &'static str,
    path: &'static str,
    id: &'static str,
    summary: &'static str,
    security: Option<&'static str>,
    request: Option<(&'static str, &'static str)>,
    status: &'static str,
    answer: Option<&'static str>,
    problems: &'static [ProblemCode],
}

const JSON: &str = "application/json";

/// The document.
#[must_use]
pub fn document() -> Value {
    let mut generator = SchemaSettings::draft2020_12()
        .with(|settings| settings.definitions_path = "/components/schemas".into())
        .into_generator();
    let mut components = components(&mut generator);
    for (name, definition) in generator.take_definitions(true) {
        components.entry(name).or_insert(definition);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Edgewise",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "An autonomous customer-service assistant for online shops.",
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" }
        },
        "servers": [{ "url": "/" }],
        "paths": paths(),
        "components": {
            "schemas": components,
            "securitySchemes": {
                "session": { "type": "http", "scheme": "bearer",
                    "description": "The session token of `POST /v1/sessions`." },
                "ingest": { "type": "http", "scheme": "bearer", "description": "The ingest key." },
                "operator": { "type": "http", "scheme": "bearer",
                    "description": "The operator token, or the token of a team member whose role allows it." },
                "shopify": { "type": "apiKey", "in": "header", "name": "X-Shopify-Hmac-Sha256",
                    "description": "Base64 of the HMAC-SHA256 over the raw body." },
                "gorgias": { "type": "http", "scheme": "bearer",
                    "description": "The secret that `hook_secret` of the destination names." },
                "zendesk": { "type": "apiKey", "in": "header", "name": "X-Zendesk-Webhook-Signature",
                    "description": "Base64 of the HMAC-SHA256 over the signed instant and the raw body." }
            }
        }
    })
}

fn components(generator: &mut SchemaGenerator) -> Map<String, Value> {
    let mut components = Map::new();
    let mut add = |name: &str, schema: schemars::Schema| {
        components.insert(name.to_owned(), schema.to_value());
    };
    add("ApprovalRequest", ApprovalRequest::json_schema(generator));
    add("Article", Article::json_schema(generator));
    add("ArticleList", ArticleList::json_schema(generator));
    add("ArticleTaken", ArticleTaken::json_schema(generator));
    add("ArticleView", ArticleView::json_schema(generator));
    add("ChatAnswer", ChatAnswer::json_schema(generator));
    add("ChatRequest", ChatRequest::json_schema(generator));
    add("ConversationDetail", ConversationDetail::json_schema(generator));
    add("ConversationList", ConversationList::json_schema(generator));
    add("CustomerExport", CustomerExport::json_schema(generator));
    add("CustomerView", CustomerView::json_schema(generator));
    add("EventsAnswer", EventsAnswer::json_schema(generator));
    add("FeedbackRequest", FeedbackRequest::json_schema(generator));
    add("HandoffRequest", HandoffRequest::json_schema(generator));
    add("InsightsView", InsightsView::json_schema(generator));
    add("KnowledgeAnswer", KnowledgeAnswer::json_schema(generator));
    add("KnowledgeFindings", KnowledgeFindings::json_schema(generator));
    add("KnowledgeFound", KnowledgeFound::json_schema(generator));
    add("KnowledgeQuestion", KnowledgeQuestion::json_schema(generator));
    add("KnowledgeRequest", KnowledgeRequest::json_schema(generator));
    add("MessageList", MessageList::json_schema(generator));
    add("Playbook", Playbook::json_schema(generator));
    add("PlaybookRelease", PlaybookRelease::json_schema(generator));
    add("Problem", Problem::json_schema(generator));
    add("ReplayAnswer", ReplayAnswer::json_schema(generator));
    add("SessionAnswer", SessionAnswer::json_schema(generator));
    add("SessionRequest", SessionRequest::json_schema(generator));
    add("SiteList", SiteList::json_schema(generator));
    add("SiteRequest", SiteRequest::json_schema(generator));
    add("SiteView", SiteView::json_schema(generator));
    ticket::add(&mut add, generator);
    add("AuditList", AuditList::json_schema(generator));
    add("CheckView", CheckView::json_schema(generator));
    add("DraftView", DraftView::json_schema(generator));
    add("MemberAdded", MemberAdded::json_schema(generator));
    add("MemberRequest", MemberRequest::json_schema(generator));
    add("PlaybookChanges", PlaybookChanges::json_schema(generator));
    add("ReleaseList", ReleaseList::json_schema(generator));
    add("ReleaseRequest", ReleaseRequest::json_schema(generator));
    add("RollbackRequest", RollbackRequest::json_schema(generator));
    add("ShareRequest", ShareRequest::json_schema(generator));
    add("SignRequest", SignRequest::json_schema(generator));
    for (name, schema) in [
        ("ReleaseReview", ReleaseReview::json_schema(generator)),
        ("Scenario", Scenario::json_schema(generator)),
        ("ScenarioDraft", ScenarioDraft::json_schema(generator)),
        ("ScenarioList", ScenarioList::json_schema(generator)),
        ("ScenarioPlayed", ScenarioPlayed::json_schema(generator)),
        ("ScenarioRunView", ScenarioRunView::json_schema(generator)),
        ("ScenarioView", ScenarioView::json_schema(generator)),
        ("AssignRequest", AssignRequest::json_schema(generator)),
        ("CloseRequest", CloseRequest::json_schema(generator)),
        ("ReturnRequest", ReturnRequest::json_schema(generator)),
        ("TicketList", TicketList::json_schema(generator)),
        ("TicketTextRequest", TicketTextRequest::json_schema(generator)),
        ("DeliveryList", DeliveryList::json_schema(generator)),
        ("TryAnswer", TryAnswer::json_schema(generator)),
        ("TryRequest", TryRequest::json_schema(generator)),
    ] {
        add(name, schema);
    }
    add("Standings", Standings::json_schema(generator));
    add("TeamList", TeamList::json_schema(generator));
    add("WhatIfRequest", WhatIfRequest::json_schema(generator));
    add("WhatIfTurns", WhatIfTurns::json_schema(generator));
    add("WhatIfView", WhatIfView::json_schema(generator));
    add("WordingList", WordingList::json_schema(generator));
    let mut envelope = cloud_event();
    if let Some(fields) = envelope.as_object_mut() {
        fields.remove("$schema");
    }
    components.insert("CloudEvent".to_owned(), envelope);
    components
}

fn paths() -> Value {
    let mut paths = Map::new();
    let more = [
        customer::OPERATIONS,
        insights::OPERATIONS,
        knowledge::OPERATIONS,
        release::OPERATIONS,
        scenario::OPERATIONS,
        site::OPERATIONS,
        ticket::OPERATIONS,
    ];
    for operation in OPERATIONS.iter().chain(more.into_iter().flatten()) {
        let path = paths.entry(operation.path).or_insert_with(|| json!({}));
        if let Some(methods) = path.as_object_mut() {
            methods.insert(operation.method.to_owned(), described(operation));
        }
    }
    Value::Object(paths)
}

fn described(operation: &Operation) -> Value {
    let mut responses = Map::new();
    let content = operation.answer.map(|name| match name {
        "text/html" => json!({ "text/html": { "schema": { "type": "string" } } }),
        "object" => json!({ JSON: { "schema": { "type": "object" } } }),
        name => json!({ JSON: { "schema": reference(name) } }),
    });
    let mut success = json!({ "description": "Done." });
    if let (Some(content), Some(fields)) = (content, success.as_object_mut()) {
        fields.insert("content".to_owned(), content);
    }
    responses.insert(operation.status.to_owned(), success);
    let role: &[ProblemCode] = match operation.security {
        Some("operator") => &[ProblemCode::Forbidden],
        _ => &[],
    };
    let ours = [ProblemCode::Internal, ProblemCode::Unavailable];
    for code in operation.problems.iter().chain(role).chain(&ours) {
        responses.entry(code.status().to_string()).or_insert_with(|| {
            json!({ "description": code.title(),
                "content": { "application/problem+json": { "schema": reference("Problem") } } })
        });
    }
    let mut described = json!({
        "operationId": operation.id,
        "summary": operation.summary,
        "responses": responses,
        "security": operation.security.map(|name| json!([{ name: [] }])).unwrap_or(json!([{}])),
    });
    let Some(fields) = described.as_object_mut() else { return described };
    let parameters = parameters(operation);
    if !parameters.is_empty() {
        fields.insert("parameters".to_owned(), Value::Array(parameters));
    }
    if let Some((media, name)) = operation.request {
        let schema = if name == "object" { json!({ "type": "object" }) } else { reference(name) };
        let mut content = json!({ media: { "schema": schema } });
        if media == "application/cloudevents+json"
            && let Some(kinds) = content.as_object_mut()
        {
            let batch =
                json!({ "schema": { "type": "array", "maxItems": 500, "items": reference(name) } });
            kinds.insert("application/cloudevents-batch+json".to_owned(), batch);
        }
        if matches!(name, "Playbook" | "Scenario")
            && let Some(kinds) = content.as_object_mut()
        {
            kinds.insert("application/yaml".to_owned(), json!({ "schema": reference(name) }));
        }
        let required = !matches!(
            name,
            "AssignRequest"
                | "CloseRequest"
                | "HandoffRequest"
                | "ReturnRequest"
                | "RollbackRequest"
        );
        fields
            .insert("requestBody".to_owned(), json!({ "required": required, "content": content }));
    }
    described
}

fn parameters(operation: &Operation) -> Vec<Value> {
    let mut parameters: Vec<Value> = operation
        .path
        .split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
        .map(|name| {
            json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } })
        })
        .collect();
    let query: &[&str] = match operation.id {
        "findCustomer" => &["email", "phone"],
        "listConversations" => &["state", "skill", "q", "day", "cursor"],
        "readInsights" => &["from", "to"],
        "listKnowledge" => &["cursor"],
        "listMessages" => &["after"],
        "listTickets" => {
            &["state", "queue", "assignee", "tag", "overdue", "mentions", "q", "cursor"]
        }
        "importPlaybook" => &["release"],
        "listChanges" => &["since"],
        "readAudit" | "listScenarios" | "listWhatIfTurns" => &["after"],
        "listWordings" => &["language"],
        "playScenario" => &["against"],
        "openSocket" => &["conversation_id", "after"],
        _ => &[],
    };
    parameters.extend(
        query
            .iter()
            .map(|name| json!({ "name": name, "in": "query", "schema": { "type": "string" } })),
    );
    parameters
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

use ProblemCode::{
    BadRequest, Invalid, InvalidIdentity, InvalidSignature, MessageConflict, NotFound, TooLarge,
    TooMany, Unauthorized, UnsupportedMedia, UpgradeRequired,
};

const OPERATIONS: &[Operation] = &[
    Operation {
        method: "post",
        path: "/v1/sessions",
        id: "openSession",
        summary: "Opens a session for a shopper, signed in or not.",
        security: None,
        request: Some((JSON, "SessionRequest")),
        status: "201",
        answer: Some("SessionAnswer"),
        problems: &[BadRequest, InvalidIdentity, TooLarge, Invalid],
    },
    Operation {
        method: "post",
        path: "/v1/chat",
        id: "sendMessage",
        summary: "Sends a message and gets the answer; the same client_message_id again gets the first answer again. With `Accept: text/event-stream` as server-sent events.",
        security: Some("session"),
        request: Some((JSON, "ChatRequest")),
        status: "200",
        answer: Some("ChatAnswer"),
        problems: &[
            BadRequest,
            Unauthorized,
            NotFound,
            MessageConflict,
            TooLarge,
            Invalid,
            TooMany,
        ],
    },
    Operation {
        method: "get",
        path: "/v1/chat/socket",
        id: "openSocket",
        summary: "Upgrades to a WebSocket with the subprotocols `edgewise.v1` and `bearer.{session token}`. Frames: schemas/socket_frame.json and schemas/socket_push.json.",
        security: Some("session"),
        request: None,
        status: "101",
        answer: None,
        problems: &[BadRequest, Unauthorized, NotFound, UpgradeRequired],
    },
    Operation {
        method: "get",
        path: "/v1/conversations/{conversation_id}/messages",
        id: "listMessages",
        summary: "The transcript that the shopper may see.",
        security: Some("session"),
        request: None,
        status: "200",
        answer: Some("MessageList"),
        problems: &[Unauthorized, NotFound],
    },
    Operation {
        method: "post",
        path: "/v1/conversations/{conversation_id}/feedback",
        id: "rateConversation",
        summary: "Rates a conversation.",
        security: Some("session"),
        request: Some((JSON, "FeedbackRequest")),
        status: "204",
        answer: None,
        problems: &[BadRequest, Unauthorized, NotFound, TooLarge, Invalid],
    },
    Operation {
        method: "post",
        path: "/v1/conversations/{conversation_id}/handoff",
        id: "askForPerson",
        summary: "Asks for a person.",
        security: Some("session"),
        request: Some((JSON, "HandoffRequest")),
        status: "200",
        answer: Some("ChatAnswer"),
        problems: &[BadRequest, Unauthorized, NotFound, TooLarge, Invalid],
    },
    Operation {
        method: "post",
        path: "/v1/events",
        id: "sendEvents",
        summary: "Takes one CloudEvent or a batch; each is applied once per (source, id), and the next turn sees it.",
        security: Some("ingest"),
        request: Some(("application/cloudevents+json", "CloudEvent")),
        status: "202",
        answer: Some("EventsAnswer"),
        problems: &[BadRequest, Unauthorized, TooLarge, UnsupportedMedia, Invalid],
    },
    Operation {
        method: "post",
        path: "/hooks/shopify",
        id: "shopifyHook",
        summary: "Takes a webhook of Shopify.",
        security: Some("shopify"),
        request: Some((JSON, "object")),
        status: "200",
        answer: Some("EventsAnswer"),
        problems: &[InvalidSignature, TooLarge, Invalid],
    },
    Operation {
        method: "get",
        path: "/v1/conversations",
        id: "listConversations",
        summary: "Conversations, newest first.",
        security: Some("operator"),
        request: None,
        status: "200",
        answer: Some("ConversationList"),
        problems: &[BadRequest, Unauthorized],
    },
    Operation {
        method: "get",
        path: "/v1/conversations/{conversation_id}",
        id: "readConversation",
        summary: "A whole conversation with its tickets.",
        security: Some("operator"),
        request: None,
        status: "200",
        answer: Some("ConversationDetail"),
        problems: &[Unauthorized, NotFound],
    },
    Operation {
        method: "get",
        path: "/v1/conversations/{conversation_id}/turns/{turn_id}",
        id: "readReceipt",
        summary: "The receipt of a turn, in words and in data.",
        security: Some("operator"),
        request: None,
        status: "200",
        answer: Some("object"),
        problems: &[Unauthorized, NotFound],
    },
    Operation {
        method: "post",
        path: "/v1/conversations/{conversation_id}/approvals/{approval_id}",
        id: "decideApproval",
        summary: "Approves or declines a change that waits for a person; the customer is told.",
        security: Some("operator"),
        request: Some((JSON, "ApprovalRequest")),
        status: "200",
        answer: Some("ChatAnswer"),
        problems: &[BadRequest, Unauthorized, NotFound, MessageConflict],
    },
    Operation {
        method: "post",
        path: "/v1/conversations/{conversation_id}/turns/{turn_id}/replay",
        id: "replayTurn",
        summary: "Runs a turn again from its record and compares.",
        security: Some("operator"),
        request: None,
        status: "200",
        answer: Some("ReplayAnswer"),
        problems: &[Unauthorized, NotFound],
    },
    Operation {
        method: "get",
        path: "/healthz",
        id: "health",
        summary: "200 when every binding answers.",
        security: None,
        request: None,
        status: "200",
        answer: Some("object"),
        problems: &[],
    },
    Operation {
        method: "get",
        path: "/version",
        id: "version",
        summary: "What runs.",
        security: None,
        request: None,
        status: "200",
        answer: Some("object"),
        problems: &[],
    },
    Operation {
        method: "get",
        path: "/openapi.json",
        id: "openapi",
        summary: "This document.",
        security: None,
        request: None,
        status: "200",
        answer: Some("object"),
        problems: &[],
    },
];
