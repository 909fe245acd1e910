//! Tickets in the index.

use edgewise::{
    base::{json, text, time::Timestamp},
    escalation::Tag,
    wire::{TicketList, TicketSummary},
};
use wasm_bindgen::JsValue;
use worker::{D1Database, D1PreparedStatement, Env};

use super::{MAX_SAFE, bad_cursor, number, one_more_than_a_page, page, parse_cursor};
use crate::{bindings, contract::customer::IndexEntry, fault::Result};

/// What a list of tickets is narrowed to.
#[derive(Clone, Default)]
pub(crate) struct TicketFilter {
    /// Status, for example `open`.
    pub(crate) state: Option<String>,
    /// Queue.
    pub(crate) queue: Option<String>,
    /// Id of the team member who has it; [`NOBODY`] where nobody has.
    pub(crate) assignee: Option<String>,
    /// One of its tags.
    pub(crate) tag: Option<Tag>,
    /// Only open ones whose promise was over at this instant.
    pub(crate) overdue_at: Option<Timestamp>,
    /// Only those in which a note speaks to this team member, who has done nothing with it since.
    pub(crate) mentions: Option<String>,
    /// Beginnings of words that all must be found: of ids, tags, queues, reasons, what was asked for.
    pub(crate) q: Option<String>,
    /// Where the last page ended.
    pub(crate) cursor: Option<String>,
}

/// See [`TicketFilter::assignee`].
pub(crate) const NOBODY: &str = "nobody";

/// The end of a conversation's id that the console shows, and by which its tickets are found.
pub(crate) const CONVERSATION_CHARS_SHOWN: usize = 10;

/// Words that are looked for at once.
const TERMS_MAX: usize = 5;

const PUT: &str = "INSERT INTO ticket
        (id, conversation_id, revision, status, queue, assignee, place, since, body, opened_at,
         reason, waited_ms, due_at, words)
     SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14
     WHERE NOT EXISTS (SELECT 1 FROM erased_conversation WHERE id = ?2)
     ON CONFLICT (id) DO UPDATE SET revision = excluded.revision,
        status = excluded.status, queue = excluded.queue, assignee = excluded.assignee,
        place = excluded.place, since = excluded.since, body = excluded.body,
        opened_at = excluded.opened_at, reason = excluded.reason, waited_ms = excluded.waited_ms,
        due_at = excluded.due_at, words = excluded.words
     WHERE excluded.revision >= revision";

/// Writes a ticket, unless newer news stand there.
pub(super) fn put(
    index: &D1Database,
    entry: &IndexEntry,
    ticket: &TicketSummary,
) -> Result<D1PreparedStatement> {
    let (place, since) = ticket.place();
    let waited = ticket.answered_at.map(|at| at.ms_since(ticket.waiting_since).max(0));
    let row = [
        ticket.id.as_str().into(),
        ticket.conversation_id.as_str().into(),
        number(entry.revision),
        ticket.status.name().into(),
        ticket.queue.as_str().into(),
        super::text(ticket.assignee.as_ref().map(|it| it.id.clone())),
        number(place.into()),
        number(since),
        JsValue::from_str(&serde_json::to_string(ticket)?),
        number(ticket.opened_at.as_ms()),
        JsValue::from_str(&json::name(&ticket.reason)),
        waited.map_or(JsValue::NULL, number),
        ticket.answer_due.map_or(JsValue::NULL, |at| number(at.as_ms())),
        JsValue::from_str(&words_of(ticket)),
    ];
    Ok(index.prepare(PUT).bind(&row)?)
}

/// A page of tickets: what cannot wait first, then whoever waits longest, those that are closed last.
pub(crate) async fn tickets(env: &Env, filter: &TicketFilter) -> Result<TicketList> {
    let (place, (since, id)) = match &filter.cursor {
        None => (-1, (0, String::new())),
        Some(cursor) => {
            let (place, rest) = cursor.split_once('~').ok_or_else(bad_cursor)?;
            (place.parse().map_err(|_| bad_cursor())?, parse_cursor(rest)?)
        }
    };
    let mut bound = vec![
        number(place),
        number(since.clamp(-MAX_SAFE, MAX_SAFE)),
        JsValue::from_str(&id),
        super::text(filter.state.clone()),
        super::text(filter.queue.clone()),
        super::text(filter.assignee.clone()),
        one_more_than_a_page(),
        super::text(filter.tag.as_ref().map(|tag| format!(" #{tag} "))),
        filter.overdue_at.map_or(JsValue::NULL, |at| number(at.as_ms())),
        super::text(filter.mentions.as_ref().map(|id| format!(" @{id} "))),
    ];
    let terms = terms(filter.q.as_deref().unwrap_or_default());
    let mut query = NARROWED.to_owned();
    for term in &terms {
        bound.push(JsValue::from_str(&format!(" {term}")));
        query.push_str(&format!(" AND instr(words, ?{}) > 0", bound.len()));
    }
    query.push_str(" ORDER BY place, since, id LIMIT ?7");
    let asked = bindings::index(env)?.prepare(query).bind(&bound)?;
    let (items, more) = page::<TicketSummary>(&asked).await?;
    let next_cursor = items.last().filter(|_| more).map(|last| {
        let (place, since) = last.place();
        format!("{place}~{since}~{}", last.id)
    });
    Ok(TicketList { items, next_cursor })
}

const NARROWED: &str = "SELECT body FROM ticket
     WHERE (place, since, id) > (?1, ?2, ?3) AND (?4 IS NULL OR status = ?4)
       AND (?5 IS NULL OR queue = ?5)
       AND (?6 IS NULL OR ifnull(assignee, 'nobody') = ?6)
       AND (?8 IS NULL OR instr(words, ?8) > 0)
       AND (?9 IS NULL OR (status = 'open' AND due_at < ?9))
       AND (?10 IS NULL OR instr(words, ?10) > 0)";

/// What is looked for, word by word.
fn terms(q: &str) -> Vec<String> {
    q.split_whitespace().map(text::fold).filter(|it| !it.is_empty()).take(TERMS_MAX).collect()
}

/// What a ticket is found by, each word after a space. Nothing in it is personal but the customer's shop id.
fn words_of(ticket: &TicketSummary) -> String {
    let mut words: Vec<String> = ticket.tags.iter().map(|tag| format!("#{tag}")).collect();
    words.extend(ticket.awaits.iter().map(|id| format!("@{id}")));
    words.extend(ticket.tags.iter().map(|tag| text::fold(tag.as_str())));
    words.push(text::fold(ticket.id.as_str()));
    let ending = text::ending(ticket.conversation_id.as_str(), CONVERSATION_CHARS_SHOWN);
    words.push(text::fold(ending));
    words.extend(ticket.customer_id.as_ref().map(|id| text::fold(id.as_str())));
    words.push(text::fold(&ticket.queue));
    for name in ticket.skills.iter().chain([&json::name(&ticket.reason)]) {
        words.push(text::fold(name));
    }
    format!(" {} ", words.join(" "))
}
