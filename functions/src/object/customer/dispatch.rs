//! What happened to tickets, on its way to the destinations that take them.
//!
//! Each ticket has a lane to each of its destinations. What is told goes into the lane in the commit that
//! makes it true, and leaves it when it is confirmed that it has arrived; what comes later waits behind it,
//! so a destination is told everything in its order, and no other lane waits for it. The first of each lane
//! stands in the view `next_dispatch`; it has no `due_at` where it was given up.

use edgewise::{
    base::{id::TicketId, time::Timestamp},
    conversation::Message,
    escalation::{Act, Caller, Dispatch, Said, Ticket, Told},
    wire::helpdesk::Remote,
};
use worker::{Request, Response};

use super::{
    super::store::{Batch, Row},
    CustomerObject,
    alarm::{HANDED_MS, OUTBOX_ROWS_MAX, push_key},
    row::ConversationRow,
    unsent::LATE_ATTEMPTS,
};
use crate::{
    contract::{
        customer::{BeginDispatch, CloseTurn, Dispatched, DueDispatch, Ended, Origin, Work},
        serve,
    },
    fault::Result,
};

impl CustomerObject {
    /// What a turn did, as its ticket's destinations are told: that it opened one, or that the customer
    /// wrote while one is open.
    pub(super) fn push_told_by_turn(
        &self,
        batch: &mut Batch,
        call: &CloseTurn,
        row: &ConversationRow,
        customer: Option<&Message>,
        reply: Option<&Message>,
    ) -> Result<()> {
        if let Some(ticket) = &call.outcome.ticket {
            let mut messages = self.messages(&row.id)?;
            for message in customer.into_iter().chain(reply) {
                if !messages.iter().any(|held| held.id == message.id) {
                    messages.push(message.clone());
                }
            }
            let told = || Told::opened(&messages);
            return self.push_opened(batch, &call.destinations, ticket, row, told, call.now);
        }
        let (Some(message), Some(id)) = (customer, &row.state.ticket) else { return Ok(()) };
        let Some(mut ticket) = self.ticket(id)?.filter(Ticket::is_alive) else { return Ok(()) };
        ticket.customer_wrote(call.now);
        let told =
            Told::CustomerWrote { message: Said::from(message), reply: reply.map(Said::from) };
        self.push_told(batch, &ticket, row, &told, None, call.now)
    }

    /// What a person did, as the ticket's destinations are told.
    pub(super) fn push_told_by_person(
        &self,
        batch: &mut Batch,
        call: &Work,
        ticket: &Ticket,
        row: &ConversationRow,
        said: Option<&Message>,
    ) -> Result<()> {
        if self.ticket(&ticket.id)?.is_none() {
            let messages = self.messages(&row.id)?;
            let told = || Told::opened(&messages);
            self.push_opened(batch, &call.destinations, ticket, row, told, call.now)?;
        }
        let by = call.by.clone();
        let told = match (&call.act, said) {
            (Act::Reply { .. }, Some(message)) => {
                Told::Answered { by, message: Said::from(message) }
            }
            (Act::Close { .. } | Act::Return { .. }, _) => match ticket.resolution {
                Some(resolution) => Told::Closed { by, resolution },
                None => return Ok(()),
            },
            (
                Act::Assign { .. }
                | Act::Note { .. }
                | Act::Reply { .. }
                | Act::Snooze { .. }
                | Act::Tag { .. }
                | Act::TakeOver
                | Act::Wake,
                _,
            ) => return Ok(()),
        };
        let from = call.from.as_ref().map(|from| from.destination.as_str());
        self.push_told(batch, ticket, row, &told, from, call.now)
    }

    /// Whether a ticket is what it is said to be where something was done with it.
    pub(super) fn is_known_to(&self, id: &TicketId, from: Option<&Origin>) -> Result<bool> {
        let Some(from) = from else { return Ok(true) };
        let remote: Option<Remote> = self.store.json(
            "SELECT remote FROM lane WHERE ticket_id = ?1 AND destination = ?2",
            vec![id.as_str().into(), from.destination.as_str().into()],
        )?;
        // An answer may be faster than the confirmation that the ticket is there.
        Ok(remote.is_some_and(|held| held.ticket.is_none_or(|held| held == from.remote_id)))
    }

    /// Opens the lanes of a ticket.
    fn push_opened(
        &self,
        batch: &mut Batch,
        destinations: &[String],
        ticket: &Ticket,
        row: &ConversationRow,
        told: impl FnOnce() -> Told,
        now: Timestamp,
    ) -> Result<()> {
        if destinations.is_empty() {
            return Ok(());
        }
        let dispatch = Dispatch::new(ticket, 0, self.caller(row)?, told(), now);
        for destination in destinations {
            batch.push(
                "INSERT OR IGNORE INTO lane VALUES (?1, ?2, 1, '{}')",
                vec![ticket.id.as_str().into(), destination.as_str().into()],
            );
            self.push_dispatch(batch, destination, 0, &dispatch)?;
        }
        Ok(())
    }

    /// Tells all destinations of a ticket something, but for the one that it came from.
    fn push_told(
        &self,
        batch: &mut Batch,
        ticket: &Ticket,
        row: &ConversationRow,
        told: &Told,
        from: Option<&str>,
        now: Timestamp,
    ) -> Result<()> {
        let lanes = self.store.rows(
            "SELECT destination, told FROM lane WHERE ticket_id = ?1",
            vec![ticket.id.as_str().into()],
        )?;
        for lane in lanes.iter().filter(|lane| Some(lane.text(0)) != from) {
            let position = u32::try_from(lane.int(1)).unwrap_or(u32::MAX);
            let caller = self.caller(row)?;
            let dispatch = Dispatch::new(ticket, position, caller, told.clone(), now);
            batch.push(
                "UPDATE lane SET told = told + 1 WHERE ticket_id = ?1 AND destination = ?2",
                vec![ticket.id.as_str().into(), lane.text(0).into()],
            );
            self.push_dispatch(batch, lane.text(0), position, &dispatch)?;
        }
        Ok(())
    }

    fn push_dispatch(
        &self,
        batch: &mut Batch,
        destination: &str,
        position: u32,
        dispatch: &Dispatch,
    ) -> Result<()> {
        batch.push(
            "INSERT OR IGNORE INTO dispatch VALUES (?1, ?2, ?3, ?4, ?5, 0, 0, '', ?6)",
            vec![
                dispatch.ticket.id.as_str().into(),
                destination.into(),
                i64::from(position).into(),
                dispatch.id.as_str().into(),
                dispatch.at.as_ms().into(),
                serde_json::to_string(dispatch)?.into(),
            ],
        );
        self.wake_at(dispatch.at);
        Ok(())
    }

    /// Who it is, for people elsewhere. The shop's record only where it is shown that it is they who wrote.
    fn caller(&self, row: &ConversationRow) -> Result<Caller> {
        let shown = row.verified || row.state.proof.is_some();
        let customer = self.stored_profile()?.profile.customer.filter(|_| shown);
        let customer = customer.map(|seen| seen.value);
        let name =
            customer.as_ref().and_then(|it| it.full_name().or_else(|| it.first_name.clone()));
        let email = customer.and_then(|it| it.email);
        Ok(Caller { name, email, reply_to: row.state.reply_to.clone() })
    }

    /// What is to be told now: destination and id, with the number of its next attempt. The rows stay until it
    /// is confirmed.
    pub(super) fn due_dispatches(&self, now: Timestamp) -> Result<Vec<(String, String, u32)>> {
        let rows = self.store.rows(
            "SELECT ticket_id, destination, position, id, abs(handed) + 1 FROM next_dispatch
             WHERE due_at <= ?1 LIMIT ?2",
            vec![now.as_ms().into(), OUTBOX_ROWS_MAX.into()],
        )?;
        let mut batch = Batch::default();
        for row in &rows {
            batch.push(
                "UPDATE dispatch SET due_at = ?4
                 WHERE ticket_id = ?1 AND destination = ?2 AND position = ?3",
                vec![
                    row.text(0).into(),
                    row.text(1).into(),
                    row.int(2).into(),
                    now.plus_ms(HANDED_MS).as_ms().into(),
                ],
            );
        }
        self.store.commit(batch)?;
        let due = |row: &Row| {
            let generation = u32::try_from(row.int(4)).unwrap_or(u32::MAX);
            (row.text(1).to_owned(), row.text(3).to_owned(), generation)
        };
        Ok(rows.iter().map(due).collect())
    }

    pub(super) async fn begin_dispatch(&self, request: Request) -> worker::Result<Response> {
        let response = serve(request, |call| self.here(|| self.begin_to_tell(&call))).await?;
        self.set_alarm().await?;
        Ok(response)
    }

    /// The number of the attempt that was begun last stands in `handed`: negative once it is known what came
    /// of it.
    fn begin_to_tell(&self, call: &BeginDispatch) -> Result<Option<DueDispatch>> {
        let row = self.store.row(
            "SELECT body, remote, attempts + (handed > 0) FROM next_dispatch
             JOIN lane USING (ticket_id, destination)
             WHERE destination = ?1 AND id = ?2 AND due_at IS NOT NULL AND abs(handed) + 1 = ?3",
            vec![
                call.destination.as_str().into(),
                call.id.as_str().into(),
                i64::from(call.generation).into(),
            ],
        )?;
        let Some(row) = row else { return Ok(None) };
        let again_at = call.now.plus_ms(HANDED_MS);
        let mut batch = Batch::default();
        batch.push(
            "UPDATE dispatch SET handed = ?3, attempts = ?4, due_at = ?5
             WHERE destination = ?1 AND id = ?2",
            vec![
                call.destination.as_str().into(),
                call.id.as_str().into(),
                i64::from(call.generation).into(),
                row.int(2).into(),
                again_at.as_ms().into(),
            ],
        );
        self.store.commit(batch)?;
        self.wake_at(again_at);
        let attempts = u32::try_from(row.int(2)).unwrap_or(u32::MAX);
        Ok(Some(DueDispatch { dispatch: row.json(0)?, remote: row.json(1)?, attempts }))
    }

    pub(super) async fn dispatched(&self, request: Request) -> worker::Result<Response> {
        let response = serve(request, |call| self.here(|| self.note_dispatched(&call))).await?;
        self.set_alarm().await?;
        Ok(response)
    }

    fn note_dispatched(&self, call: &Dispatched) -> Result<()> {
        let named = || vec![call.destination.as_str().into(), call.id.as_str().into()];
        let query =
            "SELECT ticket_id, attempts, handed FROM dispatch WHERE destination = ?1 AND id = ?2";
        // Told before, and confirmed once more.
        let Some(row) = self.store.row(query, named())? else { return Ok(()) };
        let late = i64::from(LATE_ATTEMPTS);
        let mut batch = Batch::default();
        match &call.ended {
            // Whichever attempt it was: it has arrived.
            Ended::Sent { remote } => {
                batch.push("DELETE FROM dispatch WHERE destination = ?1 AND id = ?2", named());
                batch.push(
                    "UPDATE lane SET remote = ?3 WHERE ticket_id = ?1 AND destination = ?2",
                    vec![
                        row.text(0).into(),
                        call.destination.as_str().into(),
                        serde_json::to_string(remote)?.into(),
                    ],
                );
                // What waits behind it.
                self.wake_at(call.now);
                if row.int(1) >= late {
                    self.push_list_anew(&mut batch, row.text(0), call.now)?;
                }
            }
            // Another one was begun since, or this one is known of.
            Ended::Failed { .. } if row.int(2) != i64::from(call.generation) => return Ok(()),
            Ended::Failed { fault, wait_ms } => {
                let due_at = wait_ms.map(|ms| call.now.plus_ms(ms));
                let mut values = named();
                values.push(due_at.map(Timestamp::as_ms).into());
                values.push(fault.as_str().into());
                batch.push(
                    "UPDATE dispatch SET due_at = ?3, handed = -handed, attempts = attempts + 1,
                        fault = ?4 WHERE destination = ?1 AND id = ?2",
                    values,
                );
                if let Some(due_at) = due_at {
                    self.wake_at(due_at);
                }
                if due_at.is_none() || row.int(1).saturating_add(1) >= late {
                    self.push_list_anew(&mut batch, row.text(0), call.now)?;
                }
            }
        }
        push_key(&mut batch, &call.key);
        self.store.commit(batch)
    }
}
