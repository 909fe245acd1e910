//! The operators' index in D1: conversations, tickets and issues, as the objects tell them. It holds nothing
//! that the objects do not, so it can be rebuilt; and nothing personal but the customer's shop id.

mod ticket;

use edgewise::{
    base::{id::ConversationId, json, time::Timestamp},
    engine::Issue,
    wire::{ConversationList, ConversationSummary, DeliveryList, LateDelivery, ProblemCode},
};
use serde::{Deserialize, de::DeserializeOwned};
use wasm_bindgen::JsValue;
use worker::{D1Database, D1PreparedStatement, Env};

pub(crate) use self::ticket::{CONVERSATION_CHARS_SHOWN, NOBODY, TicketFilter, tickets};
use crate::{
    bindings,
    contract::customer::IndexEntry,
    fault::{Fault, Result},
};

/// What a list is narrowed to.
#[derive(Default)]
pub(crate) struct Filter {
    /// Status, for example `waiting_human`.
    pub(crate) state: Option<String>,
    /// Skill, for example `order_status`.
    pub(crate) skill: Option<String>,
    /// The shop's customer id, or a conversation.
    pub(crate) q: Option<String>,
    /// Day of the last message on the wall clock of the playbook, for example `2026-11-19`.
    pub(crate) day: Option<String>,
    /// When that day begins and ends.
    pub(crate) within: Option<(Timestamp, Timestamp)>,
    /// Where the last page ended.
    pub(crate) cursor: Option<String>,
}

/// Conversations on a page.
const PAGE: usize = 50;

/// Writes entries. Older news than what stands there changes nothing, and neither does news of a
/// customer who has been erased since it was sent.
pub(crate) async fn write(env: &Env, entries: &[IndexEntry]) -> Result<()> {
    let index = bindings::index(env)?;
    let mut statements = Vec::new();
    for entry in entries {
        statements.push(index.prepare(PUT_CONVERSATION).bind(&conversation_row(entry)?)?);
        push_late(&index, &mut statements, entry)?;
        for ticket in &entry.tickets {
            statements.push(ticket::put(&index, entry, ticket)?);
        }
        for (place, issue) in entry.issues.iter().enumerate() {
            statements.push(index.prepare(PUT_ISSUE).bind(&issue_row(entry, place, issue))?);
        }
        for (of, score, at) in &entry.ratings {
            statements.push(index.prepare(PUT_RATING).bind(&[
                entry.summary.id.as_str().into(),
                of.name().into(),
                number(entry.revision),
                number((*score).into()),
                number(at.as_ms()),
            ])?);
        }
    }
    index.batch(statements).await?;
    Ok(())
}

const PUT_CONVERSATION: &str = "INSERT INTO conversation
        (id, revision, customer_id, status, skills, updated_at, body, opened_at)
     SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8
     WHERE NOT EXISTS (SELECT 1 FROM erased_conversation WHERE id = ?1)
     ON CONFLICT (id) DO UPDATE SET revision = excluded.revision,
        customer_id = excluded.customer_id, status = excluded.status, skills = excluded.skills,
        updated_at = excluded.updated_at, body = excluded.body, opened_at = excluded.opened_at
     WHERE excluded.revision >= revision";

fn conversation_row(entry: &IndexEntry) -> Result<[JsValue; 8]> {
    let summary = &entry.summary;
    Ok([
        summary.id.as_str().into(),
        number(entry.revision),
        text(summary.customer_id.as_ref().map(|id| id.as_str().to_owned())),
        JsValue::from_str(&state_of(summary)?),
        JsValue::from_str(&format!(" {} ", summary.skills.join(" "))),
        number(summary.updated_at.as_ms()),
        JsValue::from_str(&serde_json::to_string(summary)?),
        number(summary.opened_at.as_ms()),
    ])
}

const PUT_ISSUE: &str = "INSERT INTO issue
        (conversation_id, place, revision, skill, began_at, heard_at, standing)
     SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7
     WHERE NOT EXISTS (SELECT 1 FROM erased_conversation WHERE id = ?1)
     ON CONFLICT (conversation_id, place) DO UPDATE SET revision = excluded.revision,
        skill = excluded.skill, began_at = excluded.began_at, heard_at = excluded.heard_at,
        standing = excluded.standing
     WHERE excluded.revision >= revision";

const PUT_RATING: &str = "INSERT INTO rating (conversation_id, rated, revision, score, at)
     SELECT ?1, ?2, ?3, ?4, ?5 WHERE NOT EXISTS (SELECT 1 FROM erased_conversation WHERE id = ?1)
     ON CONFLICT (conversation_id, rated) DO UPDATE SET revision = excluded.revision,
        score = excluded.score, at = excluded.at
     WHERE excluded.revision >= revision";

fn issue_row(entry: &IndexEntry, place: usize, issue: &Issue) -> [JsValue; 7] {
    [
        entry.summary.id.as_str().into(),
        number(i64::try_from(place).unwrap_or_default()),
        number(entry.revision),
        JsValue::from_str(&issue.skill.as_ref().map(json::name).unwrap_or_default()),
        number(issue.began_at.as_ms()),
        number(issue.heard_at.as_ms()),
        issue.standing.name().into(),
    ]
}

/// What could not be sent is told as a whole: what is not in this entry any more is over. Older news than
/// what stands there changes nothing.
fn push_late(
    index: &D1Database,
    statements: &mut Vec<D1PreparedStatement>,
    entry: &IndexEntry,
) -> Result<()> {
    let id = JsValue::from_str(entry.summary.id.as_str());
    let revision = number(entry.revision);
    statements.push(
        index
            .prepare(format!("DELETE FROM late_delivery WHERE conversation_id = ?1 AND {NEWEST}"))
            .bind(&[id.clone(), revision.clone()])?,
    );
    for late in &entry.late {
        statements.push(
            index
                .prepare(format!(
                    "INSERT OR REPLACE INTO late_delivery SELECT ?3, ?4, ?1, ?5, ?6
                     WHERE {NEWEST}"
                ))
                .bind(&[
                    id.clone(),
                    revision.clone(),
                    JsValue::from_str(late.place().0),
                    JsValue::from_str(late.place().1),
                    number(late.happened_at.as_ms()),
                    JsValue::from_str(&serde_json::to_string(late)?),
                ])?,
        );
    }
    Ok(())
}

const NEWEST: &str = "EXISTS (SELECT 1 FROM conversation WHERE id = ?1 AND revision = ?2)";

/// A page of what could not be sent, the oldest first.
pub(crate) async fn late_deliveries(env: &Env, cursor: Option<&str>) -> Result<DeliveryList> {
    let (since, id) = match cursor {
        None => (0, String::new()),
        Some(cursor) => parse_cursor(cursor)?,
    };
    let asked = bindings::index(env)?
        .prepare(
            "SELECT body FROM late_delivery WHERE (since, ticket_id || destination) > (?1, ?2)
             ORDER BY since, ticket_id || destination LIMIT ?3",
        )
        .bind(&[
            number(since.clamp(0, MAX_SAFE)),
            JsValue::from_str(&id),
            one_more_than_a_page(),
        ])?;
    let (items, more) = page::<LateDelivery>(&asked).await?;
    let next_cursor = items.last().filter(|_| more).map(|last| {
        let (first, second) = last.place();
        format!("{}~{first}{second}", last.happened_at.as_ms())
    });
    Ok(DeliveryList { items, next_cursor })
}

/// One row more than a page holds: it tells whether there is another page.
fn one_more_than_a_page() -> JsValue {
    number(i64::try_from(PAGE).unwrap_or_default().saturating_add(1))
}

/// The items of a page, and whether more follow.
async fn page<T: DeserializeOwned>(asked: &D1PreparedStatement) -> Result<(Vec<T>, bool)> {
    let mut items: Vec<T> = Vec::new();
    for row in asked.all().await?.results::<BodyRow>()? {
        items.push(json::read(&row.body)?);
    }
    let more = items.len() > PAGE;
    items.truncate(PAGE);
    Ok((items, more))
}

/// Forgets conversations of an erased customer, also what is still on its way here.
pub(crate) async fn forget(env: &Env, conversations: &[ConversationId]) -> Result<()> {
    let index = bindings::index(env)?;
    for some in conversations.chunks(FORGOTTEN_AT_ONCE) {
        let mut statements = Vec::new();
        for (id, query) in some.iter().flat_map(|id| FORGETS.iter().map(move |query| (id, *query)))
        {
            statements.push(index.prepare(query).bind(&[id.as_str().into()])?);
        }
        index.batch(statements).await?;
    }
    Ok(())
}

/// Whether a conversation was forgotten: what still comes of it must not be kept.
pub(crate) async fn is_forgotten(env: &Env, id: &ConversationId) -> Result<bool> {
    let asked = bindings::index(env)?
        .prepare("SELECT id FROM erased_conversation WHERE id = ?1")
        .bind(&[id.as_str().into()])?;
    Ok(asked.first::<IdRow>(None).await?.is_some())
}

/// Conversations that are forgotten in one batch.
const FORGOTTEN_AT_ONCE: usize = 20;

/// What forgets a conversation. The first keeps news that are still on their way from bringing it back.
const FORGETS: &[&str] = &[
    "INSERT OR IGNORE INTO erased_conversation VALUES (?1)",
    "DELETE FROM conversation WHERE id = ?1",
    "DELETE FROM ticket WHERE conversation_id = ?1",
    "DELETE FROM late_delivery WHERE conversation_id = ?1",
    "DELETE FROM issue WHERE conversation_id = ?1",
    "DELETE FROM rating WHERE conversation_id = ?1",
];

/// Conversations in which nothing has happened since, the oldest first.
pub(crate) async fn not_changed_since(
    env: &Env,
    at: Timestamp,
    max: u32,
) -> Result<Vec<ConversationId>> {
    let rows = bindings::index(env)?
        .prepare("SELECT id FROM conversation WHERE updated_at < ?1 ORDER BY updated_at LIMIT ?2")
        .bind(&[number(at.as_ms()), max.into()])?
        .all()
        .await?
        .results::<IdRow>()?;
    Ok(rows.into_iter().filter_map(|row| ConversationId::parse(row.id).ok()).collect())
}

/// A page of conversations, newest first.
pub(crate) async fn list(env: &Env, filter: &Filter) -> Result<ConversationList> {
    let (from, to) =
        filter.within.map_or((i64::MIN, i64::MAX), |(from, to)| (from.as_ms(), to.as_ms()));
    let (before_at, before_id) = match &filter.cursor {
        None => (to, String::new()),
        Some(cursor) => parse_cursor(cursor)?,
    };
    let asked = bindings::index(env)?
        .prepare(
            "SELECT body FROM conversation
             WHERE (updated_at, id) < (?1, ?2) AND updated_at >= ?7 AND (?3 IS NULL OR status = ?3)
               AND (?4 IS NULL OR skills LIKE '% ' || ?4 || ' %')
               AND (?5 IS NULL OR customer_id = ?5 OR id = ?5)
             ORDER BY updated_at DESC, id DESC LIMIT ?6",
        )
        .bind(&[
            number(before_at.min(MAX_SAFE)),
            JsValue::from_str(&before_id),
            text(filter.state.clone()),
            text(filter.skill.clone()),
            text(filter.q.clone()),
            one_more_than_a_page(),
            number(from.max(-MAX_SAFE)),
        ])?;
    let (items, more) = page::<ConversationSummary>(&asked).await?;
    let next_cursor = items
        .last()
        .filter(|_| more)
        .map(|last| format!("{}~{}", last.updated_at.as_ms(), last.id));
    Ok(ConversationList { items, next_cursor })
}

/// What past turns are looked for in.
pub(crate) struct Past<'filter> {
    /// Conversations that were alive at this instant or later.
    pub(crate) since: Timestamp,
    /// Only those with this skill.
    pub(crate) skill: Option<&'filter str>,
}

/// How many conversations are of the past.
pub(crate) async fn count(env: &Env, past: &Past<'_>) -> Result<u32> {
    let row: Option<u32> = bindings::index(env)?
        .prepare(format!("SELECT COUNT(*) AS count FROM conversation WHERE {PAST}"))
        .bind(&[number(past.since.as_ms()), text(past.skill.map(str::to_owned))])?
        .first(Some("count"))
        .await?;
    Ok(row.unwrap_or_default())
}

/// The conversations of the past that follow one, by id: an order that no new message changes.
pub(crate) async fn following(
    env: &Env,
    past: &Past<'_>,
    after: &str,
    limit: u32,
) -> Result<Vec<ConversationId>> {
    let rows = bindings::index(env)?
        .prepare(format!(
            "SELECT id FROM conversation WHERE {PAST} AND id > ?3 ORDER BY id LIMIT ?4"
        ))
        .bind(&[
            number(past.since.as_ms()),
            text(past.skill.map(str::to_owned)),
            JsValue::from_str(after),
            number(limit.into()),
        ])?
        .all()
        .await?;
    let ids = rows.results::<IdRow>()?.into_iter();
    ids.map(|row| ConversationId::parse(row.id).map_err(|_| Fault::internal("index.id"))).collect()
}

const PAST: &str = "updated_at >= ?1 AND (?2 IS NULL OR skills LIKE '% ' || ?2 || ' %')";

/// Whether the index answers.
pub(crate) async fn ping(env: &Env) -> Result<()> {
    bindings::index(env)?.prepare("SELECT 1 FROM conversation LIMIT 1").all().await?;
    Ok(())
}

#[derive(Deserialize)]
struct IdRow {
    id: String,
}

#[derive(Deserialize)]
struct BodyRow {
    body: String,
}

/// The largest whole number that survives the way through JavaScript.
const MAX_SAFE: i64 = 9_007_199_254_740_991;

fn parse_cursor(cursor: &str) -> Result<(i64, String)> {
    let (at, id) = cursor.split_once('~').ok_or_else(bad_cursor)?;
    Ok((at.parse().map_err(|_| bad_cursor())?, id.to_owned()))
}

fn bad_cursor() -> Fault {
    Fault::problem(ProblemCode::BadRequest, "`cursor` is not one of ours.")
}

/// The state that a conversation is listed under: what waits for an approval is looked for first.
fn state_of(summary: &ConversationSummary) -> Result<String> {
    if summary.approvals_waiting > 0 {
        return Ok(APPROVAL_WAITS.to_owned());
    }
    Ok(json::name(&summary.status))
}

/// See [`state_of`].
pub(crate) const APPROVAL_WAITS: &str = "waiting_approval";

fn text(value: Option<String>) -> JsValue {
    value.map_or(JsValue::NULL, |value| JsValue::from_str(&value))
}

#[expect(clippy::cast_precision_loss, reason = "instants and counters are far below 2^53")]
pub(crate) fn number(value: i64) -> JsValue {
    JsValue::from_f64(value as f64)
}
