//! Who has a ticket open just now, and what they have written so far.
//!
//! Presence is kept in memory: it is over within seconds, and after a restart everybody tells again. A draft is
//! kept until it is sent: a closed tab loses nothing.

use std::collections::BTreeMap;

use edgewise::{
    base::{
        id::TicketId,
        time::{SECOND_MS, Timestamp},
    },
    escalation::{Colleague, Ticket},
    wire::{Doing, Present, TicketDraft, TicketPresence},
};

use super::{super::store::Batch, CustomerObject};
use crate::{
    contract::customer::{KeepDraft, Look},
    fault::Result,
};

/// Milliseconds after which somebody who tells nothing more has gone: three times what a page waits between telling.
const GONE_MS: i64 = 15 * SECOND_MS;

/// Who has which ticket open, by the id of the team member.
#[derive(Default)]
pub(super) struct Presence(BTreeMap<TicketId, BTreeMap<String, Seen>>);

struct Seen {
    who: Colleague,
    doing: Doing,
    at: Timestamp,
}

impl Presence {
    /// Notes what somebody does, and tells what the others do.
    fn look(&mut self, call: &Look) -> Vec<Present> {
        for people in self.0.values_mut() {
            people.retain(|_, seen| call.now.ms_since(seen.at) < GONE_MS);
        }
        self.0.retain(|_, people| !people.is_empty());
        let people = self.0.entry(call.ticket_id.clone()).or_default();
        if call.doing == Doing::Left {
            people.remove(&call.by.id);
        } else {
            let seen = Seen { who: call.by.clone(), doing: call.doing, at: call.now };
            people.insert(call.by.id.clone(), seen);
        }
        let others = people.values().filter(|seen| seen.who.id != call.by.id);
        let told = |seen: &Seen| Present { who: seen.who.clone(), doing: seen.doing };
        others.map(told).collect()
    }
}

impl CustomerObject {
    pub(super) fn look(&self, call: &Look) -> Result<Option<TicketPresence>> {
        let Some(ticket) = self.ticket(&call.ticket_id)? else { return Ok(None) };
        let others = self.presence.borrow_mut().look(call);
        Ok(Some(TicketPresence { mark: self.whole_mark(&ticket)?, others }))
    }

    /// Names the state of a ticket with all that its page shows: what was said in its conversation, too.
    fn whole_mark(&self, ticket: &Ticket) -> Result<String> {
        let query = "SELECT count(*) FROM message WHERE conversation_id = ?1";
        let row = self.store.row(query, vec![ticket.conversation_id.as_str().into()])?;
        Ok(ticket.mark_with(row.map_or(0, |row| usize::try_from(row.int(0)).unwrap_or_default())))
    }

    pub(super) fn keep_draft(&self, call: &KeepDraft) -> Result<bool> {
        if self.ticket(&call.ticket_id)?.is_none_or(|held| !held.is_alive()) {
            return Ok(false);
        }
        let mut batch = Batch::default();
        if call.text.is_empty() {
            push_sent(&mut batch, &call.ticket_id, &call.by);
        } else {
            batch.push(
                "INSERT OR REPLACE INTO draft VALUES (?1, ?2, ?3, ?4)",
                vec![
                    call.ticket_id.as_str().into(),
                    call.by.as_str().into(),
                    call.now.as_ms().into(),
                    call.text.as_str().into(),
                ],
            );
        }
        self.store.commit(batch)?;
        Ok(true)
    }

    /// What a team member has written so far for a ticket.
    pub(super) fn draft(&self, id: &TicketId, by: &str) -> Result<Option<TicketDraft>> {
        let query = "SELECT at, text FROM draft WHERE ticket_id = ?1 AND member_id = ?2";
        let row = self.store.row(query, vec![id.as_str().into(), by.into()])?;
        Ok(row.map(|row| TicketDraft {
            text: row.text(1).to_owned(),
            kept_at: Timestamp::from_ms(row.int(0)),
        }))
    }
}

/// Forgets what somebody has written so far: they have sent it, or thrown it away.
pub(super) fn push_sent(batch: &mut Batch, id: &TicketId, by: &str) {
    let query = "DELETE FROM draft WHERE ticket_id = ?1 AND member_id = ?2";
    batch.push(query, vec![id.as_str().into(), by.into()]);
}
