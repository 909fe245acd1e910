//! Something that is done with many tickets at once.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{AssignRequest, CloseRequest, Problem, SnoozeRequest, TagsRequest};
use crate::base::id::{ClientMessageId, TicketId};

/// Tickets of one request: a page of the list.
pub const BULK_TICKETS_MAX: usize = 50;

/// `POST /v1/tickets/bulk`: one of `assign`, `close`, `snooze` and `tags`, for each ticket by itself.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BulkRequest {
    /// With which tickets: 1 to 50, each once.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 50)))]
    pub tickets: Vec<BulkTicket>,
    /// Say who has them, in which queue, and how soon.
    #[serde(default)]
    pub assign: Option<AssignRequest>,
    /// End them.
    #[serde(default)]
    pub close: Option<CloseRequest>,
    /// Put them aside.
    #[serde(default)]
    pub snooze: Option<SnoozeRequest>,
    /// Change their tags.
    #[serde(default)]
    pub tags: Option<TagsRequest>,
    /// Chosen by the sender; the same id again does it once with each.
    #[serde(default)]
    pub client_message_id: Option<ClientMessageId>,
}

/// One ticket of many.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BulkTicket {
    /// Which.
    pub id: TicketId,
    /// The `mark` with which it was listed: where anything happened to it since, or its customer wrote, nothing is
    /// done with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<String>,
}

/// The answer to `POST /v1/tickets/bulk`.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BulkAnswer {
    /// What came of each, in the order of the request.
    pub items: Vec<BulkResult>,
}

/// What came of one ticket.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BulkResult {
    /// Which.
    pub id: TicketId,
    /// The status that the same request for it alone would have: 200 where it was done.
    pub status: u16,
    /// How it is marked now, where it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<String>,
    /// Why not, where it was not, for programs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Why not, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

impl BulkRequest {
    /// Names what is wrong with it as a whole.
    ///
    /// # Errors
    /// A [`Problem`] that points at the field.
    pub fn check(&self) -> Result<(), Problem> {
        if self.tickets.is_empty() || self.tickets.len() > BULK_TICKETS_MAX {
            let detail = format!("must name 1 to {BULK_TICKETS_MAX} tickets");
            return Err(Problem::invalid("/tickets", detail));
        }
        let mut seen = BTreeSet::new();
        for (index, ticket) in self.tickets.iter().enumerate() {
            if !seen.insert(&ticket.id) {
                return Err(Problem::invalid(format!("/tickets/{index}/id"), "stands here twice"));
            }
        }
        let named = [
            self.assign.is_some(),
            self.close.is_some(),
            self.snooze.is_some(),
            self.tags.is_some(),
        ];
        if named.into_iter().filter(|named| *named).count() != 1 {
            let detail = "must have one of `assign`, `close`, `snooze` and `tags`";
            return Err(Problem::invalid("", detail));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(body: &str, pointer: Option<&str>) {
        let read: BulkRequest = serde_json::from_str(body).unwrap();
        let found = read.check().err().map(|problem| problem.errors[0].pointer.clone());
        assert_eq!(found.as_deref(), pointer, "{body}");
    }

    #[test]
    fn one_thing_is_done_with_some_tickets_each_once() {
        check(r#"{"tickets": [{"id": "c1-1-1-t"}], "close": {}}"#, None);
        check(r#"{"tickets": [], "close": {}}"#, Some("/tickets"));
        check(r#"{"tickets": [{"id": "a"}, {"id": "a"}], "close": {}}"#, Some("/tickets/1/id"));
        check(r#"{"tickets": [{"id": "a"}]}"#, Some(""));
        check(r#"{"tickets": [{"id": "a"}], "close": {}, "tags": {"add": ["x"]}}"#, Some(""));
        let many: Vec<String> = (0..51).map(|n| format!(r#"{{"id": "t{n}"}}"#)).collect();
        check(&format!(r#"{{"tickets": [{}], "close": {{}}}}"#, many.join(",")), Some("/tickets"));
    }
}
