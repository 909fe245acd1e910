//! What could not be sent, for people: listed, sent again, or left out.

use edgewise::{
    base::{
        id::{ConversationId, TicketId},
        time::Timestamp,
    },
    escalation::{Act, Dispatch, Told},
    wire::{LateDelivery, TicketDelivery, helpdesk::Remote},
};
use worker::{Request, Response};

use super::{
    super::store::Batch,
    CustomerObject,
    alarm::{TICKET_DELAY_MS, push_key, push_outbox},
    delivery::push_removal,
    row::ConversationRow,
    turn::push_conversation,
    work::push_ticket,
};
use crate::{
    contract::{
        customer::{Delivery, LeaveOut, SendAgain, Unsent},
        serve,
    },
    fault::Result,
};

/// Failures after which something is listed though it is tried again: minutes have passed by then.
pub(super) const LATE_ATTEMPTS: u32 = 3;

impl CustomerObject {
    pub(super) async fn send_again(&self, request: Request) -> worker::Result<Response> {
        let response = serve(request, |call| self.here(|| self.have_sent_again(&call))).await?;
        self.set_alarm().await?;
        Ok(response)
    }

    fn have_sent_again(&self, call: &SendAgain) -> Result<bool> {
        let mut batch = Batch::default();
        match &call.what {
            Unsent::Email { id } => {
                let Some(mut delivery) = self.delivery(id)? else { return Ok(false) };
                self.push_delivery_now(&mut batch, &mut delivery, call.now)?;
                self.list_email_anew(&mut batch, &delivery, call.now)?;
            }
            Unsent::Ticket { id, destination } => {
                let lane = || vec![id.as_str().into(), destination.as_str().into()];
                let query =
                    "SELECT 1 FROM dispatch WHERE ticket_id = ?1 AND destination = ?2 LIMIT 1";
                if self.store.row(query, lane())?.is_none() {
                    return Ok(false);
                }
                let mut values = lane();
                values.push(call.now.as_ms().into());
                // What was given up begins anew. What is being sent right now is not sent a second time
                // beside that.
                batch.push(
                    "UPDATE dispatch SET due_at = ?3,
                        attempts = CASE WHEN due_at IS NULL THEN 0 ELSE attempts END
                     WHERE ticket_id = ?1 AND destination = ?2 AND handed <= 0",
                    values,
                );
                self.push_list_anew(&mut batch, id.as_str(), call.now)?;
                self.wake_at(call.now);
            }
        }
        push_key(&mut batch, &call.key);
        self.store.commit(batch)?;
        Ok(true)
    }

    pub(super) async fn leave_out(&self, request: Request) -> worker::Result<Response> {
        let response = serve(request, |call| self.here(|| self.leave_one_out(&call))).await?;
        self.set_alarm().await?;
        Ok(response)
    }

    fn leave_one_out(&self, call: &LeaveOut) -> Result<bool> {
        let mut batch = Batch::default();
        match &call.what {
            Unsent::Email { id } => {
                let Some(delivery) = self.delivery(id)?.filter(|held| held.given_up) else {
                    return Ok(false);
                };
                push_removal(&mut batch, id);
                if let Some((ticket_id, _)) = delivery.answer.as_ref().and_then(|it| it.on.as_ref())
                {
                    let note =
                        "Left out, as it could not be sent: the email with an answer of the team.";
                    self.push_note(&mut batch, ticket_id, call, note)?;
                }
                self.list_email_anew(&mut batch, &delivery, call.now)?;
            }
            Unsent::Ticket { id, destination } => {
                let query = "SELECT body, position FROM next_dispatch
                    WHERE ticket_id = ?1 AND destination = ?2 AND due_at IS NULL";
                let lane = vec![id.as_str().into(), destination.as_str().into()];
                let Some(row) = self.store.row(query, lane.clone())? else { return Ok(false) };
                let told = row.json::<Dispatch>(0)?.told;
                // Nothing can be told of a ticket that is not there.
                let ends = call.has_tickets && matches!(told, Told::Opened { .. });
                if ends {
                    for statement in [
                        "DELETE FROM dispatch WHERE ticket_id = ?1 AND destination = ?2",
                        "DELETE FROM lane WHERE ticket_id = ?1 AND destination = ?2",
                    ] {
                        batch.push(statement, lane.clone());
                    }
                } else {
                    batch.push(
                        "DELETE FROM dispatch
                         WHERE ticket_id = ?1 AND destination = ?2 AND position = ?3",
                        lane.into_iter().chain([row.int(1).into()]).collect(),
                    );
                    // What waits behind it.
                    self.wake_at(call.now);
                }
                let more = if ends { " Nothing more of this ticket is sent there." } else { "" };
                let what = told.name();
                let note =
                    format!("Left out, as it could not be sent to {destination}: {what}.{more}");
                self.push_note(&mut batch, id, call, &note)?;
                self.push_list_anew(&mut batch, id.as_str(), call.now)?;
            }
        }
        push_key(&mut batch, &call.key);
        self.store.commit(batch)?;
        Ok(true)
    }

    /// Notes on a ticket what somebody decided.
    fn push_note(
        &self,
        batch: &mut Batch,
        id: &TicketId,
        call: &LeaveOut,
        text: &str,
    ) -> Result<()> {
        let Some(mut ticket) = self.ticket(id)? else { return Ok(()) };
        let note = Act::Note { text: text.to_owned() };
        // A ticket that has as many entries as it may goes without.
        if ticket.act(&note, &call.by, None, None, call.now).is_ok() {
            push_ticket(batch, &ticket)?;
        }
        Ok(())
    }

    /// Has the index told anew of the conversation of a ticket.
    pub(super) fn push_list_anew(
        &self,
        batch: &mut Batch,
        ticket_id: &str,
        now: Timestamp,
    ) -> Result<()> {
        let Ok(ticket_id) = TicketId::parse(ticket_id) else { return Ok(()) };
        let Some(ticket) = self.ticket(&ticket_id)? else { return Ok(()) };
        self.push_news_of(batch, &ticket.conversation_id, now)
    }

    /// Has the index told anew of the conversation that an email is listed with.
    pub(super) fn list_email_anew(
        &self,
        batch: &mut Batch,
        delivery: &Delivery,
        now: Timestamp,
    ) -> Result<()> {
        match self.listed_with(delivery)? {
            Some(id) => self.push_news_of(batch, &id, now),
            None => Ok(()),
        }
    }

    fn push_news_of(&self, batch: &mut Batch, id: &ConversationId, now: Timestamp) -> Result<()> {
        let Some(mut row) = self.conversation(id)? else { return Ok(()) };
        row.acts = row.acts.saturating_add(1);
        push_conversation(batch, &row)?;
        let due_at = now.plus_ms(TICKET_DELAY_MS);
        push_outbox(batch, &row, due_at);
        self.wake_at(due_at);
        Ok(())
    }

    /// The conversation that an email belongs to: the one in which the answer was given; for news of
    /// something that is back, the customer's first.
    fn listed_with(&self, delivery: &Delivery) -> Result<Option<ConversationId>> {
        if let Some((_, id)) = delivery.answer.as_ref().and_then(|answer| answer.on.as_ref()) {
            return Ok(Some(id.clone()));
        }
        let query = "SELECT id FROM conversation ORDER BY id LIMIT 1";
        let first = self.store.row(query, vec![])?;
        Ok(first.and_then(|row| ConversationId::parse(row.text(0)).ok()))
    }

    /// What belongs to a conversation and could not be sent yet.
    pub(super) fn late(&self, row: &ConversationRow) -> Result<Vec<LateDelivery>> {
        let mut late = self.late_emails(row)?;
        for ticket in self.tickets(&row.id)? {
            let rows = self.store.rows(
                "SELECT destination, attempts, fault, body, (SELECT count(*) FROM dispatch AS behind
                    WHERE behind.ticket_id = held.ticket_id AND behind.destination = held.destination),
                    due_at FROM next_dispatch AS held
                 WHERE ticket_id = ?1 AND (due_at IS NULL OR attempts >= ?2)",
                vec![ticket.id.as_str().into(), i64::from(LATE_ATTEMPTS).into()],
            )?;
            for held in rows {
                let dispatch: Dispatch = held.json(3)?;
                late.push(LateDelivery {
                    ticket_id: Some(ticket.id.clone()),
                    conversation_id: row.id.clone(),
                    destination: Some(held.text(0).to_owned()),
                    email_id: None,
                    what: dispatch.told.name().to_owned(),
                    happened_at: dispatch.at,
                    attempts: u32::try_from(held.int(1)).unwrap_or(u32::MAX),
                    fault: held.text(2).to_owned(),
                    behind: u32::try_from(held.int(4).saturating_sub(1)).unwrap_or_default(),
                    given_up: held.int(5) == 0,
                });
            }
        }
        Ok(late)
    }

    fn late_emails(&self, row: &ConversationRow) -> Result<Vec<LateDelivery>> {
        let mut late = Vec::new();
        for held in self.store.rows("SELECT body FROM delivery", vec![])? {
            let delivery: Delivery = held.json(0)?;
            let is_late = delivery.given_up || delivery.attempts >= LATE_ATTEMPTS;
            if !is_late || self.listed_with(&delivery)?.as_ref() != Some(&row.id) {
                continue;
            }
            let on = delivery.answer.as_ref().and_then(|answer| answer.on.as_ref());
            let (what, ticket_id) = match (&delivery.code, on) {
                (Some(_), _) => ("email.code", None),
                (None, Some((ticket_id, _))) => ("email.answer", Some(ticket_id.clone())),
                (None, None) => ("email.back_in_stock", None),
            };
            late.push(LateDelivery {
                ticket_id,
                conversation_id: row.id.clone(),
                destination: None,
                email_id: Some(delivery.id().to_owned()),
                what: what.to_owned(),
                happened_at: delivery.since.unwrap_or(row.updated_at),
                attempts: delivery.attempts,
                fault: delivery.fault.clone(),
                behind: 0,
                given_up: delivery.given_up,
            });
        }
        Ok(late)
    }

    /// How far the destinations of a ticket are.
    pub(super) fn deliveries_of(&self, ticket_id: &TicketId) -> Result<Vec<TicketDelivery>> {
        let rows = self.store.rows(
            "SELECT lane.destination, remote, attempts, fault, due_at, (SELECT count(*) FROM dispatch
                WHERE dispatch.ticket_id = lane.ticket_id
                    AND dispatch.destination = lane.destination)
             FROM lane LEFT JOIN next_dispatch USING (ticket_id, destination)
             WHERE lane.ticket_id = ?1 ORDER BY lane.destination",
            vec![ticket_id.as_str().into()],
        )?;
        let of_each = |row: &super::super::store::Row| {
            let remote: Remote = row.json(1)?;
            let waiting = u32::try_from(row.int(5)).unwrap_or(u32::MAX);
            Ok(TicketDelivery {
                destination: row.text(0).to_owned(),
                remote_id: remote.ticket,
                waiting,
                attempts: u32::try_from(row.int(2)).unwrap_or(u32::MAX),
                fault: Some(row.text(3).to_owned()).filter(|fault| !fault.is_empty()),
                stopped: waiting > 0 && row.int(4) == 0,
            })
        };
        rows.iter().map(of_each).collect()
    }
}
