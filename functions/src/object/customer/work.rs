//! What people do in a conversation: take it over, answer, give it back, close it.
//!
//! INVARIANT: whoever has the conversation is changed in the same commit as the ticket, and counted in its
//! state (`interventions`). A turn that began before is opened again, and finds a person there; one
//! that has acted already is closed without a word.

use edgewise::{
    base::{
        id::{ConversationId, MessageId, TicketId},
        time::Timestamp,
    },
    conversation::{ConversationStatus, Message, MessageRole},
    engine::{Outcome, TurnRecord, taken_over},
    escalation::{Act, Assignee, Deed, GiveBack, Refused, Ticket},
    identity::Via,
    wire::{SocketPush, TicketDetail},
};
use worker::{Request, Response};

use super::{
    super::store::Batch,
    CustomerObject, alarm, delivery, presence, resume,
    row::ConversationRow,
    turn::{push_conversation, push_message},
};
use crate::{
    contract::{
        customer::{AnswerMessage, Delivery, ReadTicket, Work, WorkOn, Worked},
        serve,
    },
    fault::{Fault, Result},
};

impl CustomerObject {
    pub(super) async fn work(&self, request: Request) -> worker::Result<Response> {
        let response = serve(request, |call| self.here(|| self.work_on(&call))).await?;
        self.set_alarm().await?;
        Ok(response)
    }

    fn work_on(&self, call: &Work) -> Result<Worked> {
        let Some(mut ticket) = self.ticket_to_work_on(call)? else { return Ok(Worked::NoTicket) };
        if !self.is_known_to(&ticket.id, call.from.as_ref())? {
            return Ok(Worked::NoTicket);
        }
        let Some(mut row) = self.conversation(&ticket.conversation_id)? else {
            return Ok(Worked::NoTicket);
        };
        if let Some(refused) = self.repeated(call, &ticket)? {
            return match refused {
                Ok(()) => self.worked(ticket.id, call),
                Err(refused) => Ok(Worked::Refused(refused)),
            };
        }
        if matches!(&call.on, WorkOn::Marked(_, mark) if *mark != ticket.mark()) {
            return Ok(Worked::Refused(Refused::Stale));
        }
        let step = self.step_of(&call.act, &ticket)?;
        if step.is_none() && matches!(&call.act, Act::Return { scope: GiveBack::TakeUp { .. } }) {
            return Ok(Worked::Refused(Refused::NoStep));
        }
        let before = row.state.clone();
        let named = call.client_message_id.clone();
        let message_id = match ticket.act(&call.act, &call.by, named, call.read, call.now) {
            Err(refused) => return Ok(Worked::Refused(refused)),
            Ok(message_id) => message_id,
        };
        if !call.mentions.is_empty() {
            ticket.mention(&call.mentions);
        }
        self.change_hands(call, &ticket, &mut row)?;
        row.acts = row.acts.saturating_add(1);
        let mut batch = Batch::default();
        if row.state.interventions != before.interventions {
            resume::push_end(&mut batch, &row.id);
        }
        if row.state.status == ConversationStatus::Assistant {
            self.push_scope(&mut batch, call, &ticket, &mut row, step)?;
        }
        let said = match (&call.act, message_id) {
            (Act::Reply { text }, Some(id)) => Some(answer(id, text, call.now)),
            _ => None,
        };
        if said.is_some() {
            row.updated_at = call.now;
            // A turn under way keeps the place of the customer's own message.
            row.message_count = self.next_position(&row)?;
            push_message(&mut batch, &row, 0, said.as_ref())?;
            row.message_count = row.message_count.saturating_add(1);
            self.push_answer_by_email(&mut batch, call, &ticket.id, &row, said.as_ref())?;
        }
        if said.is_some() {
            presence::push_sent(&mut batch, &ticket.id, &call.by.id);
        }
        if !ticket.is_alive() {
            let query = "DELETE FROM draft WHERE ticket_id = ?1";
            batch.push(query, vec![ticket.id.as_str().into()]);
        }
        push_conversation(&mut batch, &row)?;
        self.push_told_by_person(&mut batch, call, &ticket, &row, said.as_ref())?;
        push_ticket(&mut batch, &ticket)?;
        alarm::push_key(&mut batch, &call.key);
        let due_at = call.now.plus_ms(alarm::TICKET_DELAY_MS);
        alarm::push_outbox(&mut batch, &row, due_at);
        self.store.commit(batch)?;
        self.wake_at(due_at);
        if let Act::Snooze { until } = call.act {
            self.wake_at(until);
        }
        if row.state.interventions != before.interventions && !self.has_acted(&row.id)? {
            self.leases.borrow_mut().release(&row.id);
        }
        if let Some(message) = said {
            let push = SocketPush::Message { message, client_message_id: None };
            self.push_to_sockets(&row.id, &push);
        }
        if row.state.public() != before.public() {
            self.push_to_sockets(&row.id, &SocketPush::State { state: row.state.public() });
        }
        self.worked(ticket.id, call)
    }

    /// Has an answer sent by email, too, to a customer who has left, where an address of theirs is known:
    /// the one that they said while they waited, else that of the customer who is shown to be there.
    fn push_answer_by_email(
        &self,
        batch: &mut Batch,
        call: &Work,
        ticket_id: &TicketId,
        row: &ConversationRow,
        said: Option<&Message>,
    ) -> Result<()> {
        let is_there = !self.state.get_websockets_with_tag(row.id.as_str()).is_empty();
        let Some(message) = said.filter(|_| !is_there && call.reach.contains(&Via::Email)) else {
            return Ok(());
        };
        let customer = self.stored_profile()?.profile.customer;
        let shown = row.verified || row.state.proof.is_some();
        let own = customer.filter(|_| shown).and_then(|seen| seen.value.email);
        let Some(to) = row.state.reply_to.clone().or(own) else { return Ok(()) };
        let on = Some((ticket_id.clone(), row.id.clone()));
        let answer = AnswerMessage { id: message.id.clone(), to, text: message.text.clone(), on };
        let delivery = Delivery {
            answer: Some(answer),
            language: row.state.language.clone(),
            playbook_version: row.playbook_version,
            ..Delivery::default()
        };
        delivery::push_delivery(batch, &delivery, call.now)?;
        self.wake_at(call.now);
        Ok(())
    }

    /// The ticket that is meant; where a person steps into a conversation, the one that is open there,
    /// else a new one.
    fn ticket_to_work_on(&self, call: &Work) -> Result<Option<Ticket>> {
        let id = match &call.on {
            WorkOn::Marked(id, _) | WorkOn::Ticket(id) => return self.ticket(id),
            WorkOn::Conversation(id) => id,
        };
        let Some(row) = self.conversation(id)? else { return Ok(None) };
        if let Some(held) = &row.state.ticket {
            return self.ticket(held);
        }
        if row.state.status == ConversationStatus::Closed {
            return Ok(self.tickets(id)?.pop());
        }
        let last = self.store.row(
            "SELECT record, outcome FROM turn WHERE conversation_id = ?1 AND phase = 'closed'
             ORDER BY closed_at DESC, id DESC LIMIT 1",
            vec![id.as_str().into()],
        )?;
        // A conversation whose first turn is under way has none yet that could be read.
        let Some(last) = last else { return Ok(None) };
        let (record, outcome): (TurnRecord, Outcome) = (last.json(0)?, last.json(1)?);
        let ticket_id = TicketId::of_person(id, row.acts.saturating_add(1));
        let customer_id = self.stored_profile()?.profile.customer_id;
        let queue = &call.queue;
        Ok(Some(taken_over(ticket_id, &record, &outcome, customer_id, queue, call.now)))
    }

    /// Whether a request with this name came before: the same one, or another.
    fn repeated(
        &self,
        call: &Work,
        ticket: &Ticket,
    ) -> Result<Option<std::result::Result<(), Refused>>> {
        let named = call.client_message_id.as_ref();
        let Some(entry) = named.and_then(|named| ticket.entry_of(named)) else { return Ok(None) };
        let same = match &call.act {
            Act::Reply { text } => {
                let said = self.messages(&ticket.conversation_id)?;
                let said = said.iter().find(|it| Some(&it.id) == entry.message_id.as_ref());
                said.is_some_and(|message| message.text == *text)
            }
            Act::Note { .. } | Act::Return { .. } | Act::Snooze { .. } | Act::Tag { .. } => {
                entry.text == call.act.text()
            }
            Act::Assign { .. } | Act::Close { .. } | Act::TakeOver | Act::Wake => true,
        };
        let same = same && entry.did == call.act.deed() && entry.by.id == call.by.id;
        Ok(Some(if same { Ok(()) } else { Err(Refused::Conflict) }))
    }

    /// Who has the conversation from now on.
    fn change_hands(&self, call: &Work, ticket: &Ticket, row: &mut ConversationRow) -> Result<()> {
        let state = &mut row.state;
        match &call.act {
            Act::Assign { to: Assignee::Member(_), .. } | Act::TakeOver => {
                state.take_over(ticket.id.clone());
            }
            Act::Reply { .. } => state.answer_by_person(ticket.id.clone()),
            Act::Assign { to: Assignee::Nobody, .. } => {
                if state.status == ConversationStatus::Human
                    && state.ticket.as_ref() == Some(&ticket.id)
                {
                    state.wait_for_person(call.now);
                }
            }
            Act::Close { .. } | Act::Return { .. } => {
                let others = self.tickets(&row.id)?;
                let other = others.iter().rfind(|it| it.is_alive() && it.id != ticket.id);
                match (other, call.act.deed()) {
                    (Some(other), _) if other.assignee.is_some() => {
                        state.take_over(other.id.clone());
                    }
                    (Some(other), _) => {
                        state.wait_for_person(call.now);
                        state.ticket = Some(other.id.clone());
                    }
                    (None, Deed::Returned) => state.give_back(),
                    (None, _) => state.end(),
                }
            }
            Act::Assign { to: Assignee::Kept, .. }
            | Act::Note { .. }
            | Act::Snooze { .. }
            | Act::Tag { .. }
            | Act::Wake => {}
        }
        Ok(())
    }

    /// Tickets that are put aside.
    fn snoozed(&self) -> Result<Vec<Ticket>> {
        let query = "SELECT body FROM ticket WHERE json_extract(body, '$.status') = 'snoozed'";
        self.store.rows(query, vec![])?.iter().map(|row| row.json(0)).collect()
    }

    /// Has those tickets come back whose time is over, and tells when the next one's is.
    pub(super) fn wake_tickets(&self, now: Timestamp) -> Result<Option<Timestamp>> {
        let mut batch = Batch::default();
        let mut next: Option<Timestamp> = None;
        for mut ticket in self.snoozed()? {
            if !ticket.come_back(now) {
                next = ticket.snoozed_until.into_iter().chain(next).min();
                continue;
            }
            push_ticket(&mut batch, &ticket)?;
            if let Some(mut row) = self.conversation(&ticket.conversation_id)? {
                row.acts = row.acts.saturating_add(1);
                push_conversation(&mut batch, &row)?;
                alarm::push_outbox(&mut batch, &row, now);
            }
            // One at a time: two of them may be of the same conversation.
            self.store.commit(std::mem::take(&mut batch))?;
        }
        Ok(next)
    }

    /// Whether a turn under way has acted, so that it must be closed by whoever owns it.
    pub(super) fn has_acted(&self, id: &ConversationId) -> Result<bool> {
        let query = "SELECT 1 FROM turn WHERE conversation_id = ?1 AND phase = 'running' LIMIT 1";
        Ok(self.store.row(query, vec![id.as_str().into()])?.is_some())
    }

    fn next_position(&self, row: &ConversationRow) -> Result<u32> {
        let query = "SELECT coalesce(max(position) + 1, 0) FROM message WHERE conversation_id = ?1";
        let next = self.store.row(query, vec![row.id.as_str().into()])?;
        let next = next.and_then(|next| u32::try_from(next.int(0)).ok()).unwrap_or_default();
        Ok(next.max(row.message_count))
    }

    fn worked(&self, ticket_id: TicketId, call: &Work) -> Result<Worked> {
        let by = call.by.id.clone();
        let detail: Option<TicketDetail> = self.read_ticket(&ReadTicket { ticket_id, by })?;
        let detail = detail.ok_or_else(|| Fault::internal("work.ticket"))?;
        Ok(Worked::Done(Box::new(detail)))
    }

    /// Notes on the ticket of a conversation that its customer wrote, and what a turn did of which
    /// they were not told. True where anything was noted.
    pub(super) fn push_news_of_ticket(
        &self,
        batch: &mut Batch,
        row: &ConversationRow,
        wrote: bool,
        done: Option<&Outcome>,
        now: Timestamp,
    ) -> Result<bool> {
        let Some(id) = &row.state.ticket else { return Ok(false) };
        let Some(before) = self.ticket(id)? else { return Ok(false) };
        let mut ticket = before.clone();
        if wrote {
            ticket.customer_wrote(now);
        }
        ticket.tried.extend(done.map(Outcome::done).unwrap_or_default());
        if ticket == before {
            return Ok(false);
        }
        push_ticket(batch, &ticket)?;
        Ok(true)
    }
}

/// Keeps a ticket as it is now.
pub(super) fn push_ticket(batch: &mut Batch, ticket: &Ticket) -> Result<()> {
    batch.push(
        "INSERT OR REPLACE INTO ticket VALUES (?1, ?2, ?3)",
        vec![
            ticket.id.as_str().into(),
            ticket.conversation_id.as_str().into(),
            serde_json::to_string(ticket)?.into(),
        ],
    );
    Ok(())
}

fn answer(id: MessageId, text: &str, now: Timestamp) -> Message {
    Message {
        id,
        role: MessageRole::HumanAgent,
        text: text.to_owned(),
        cards: Vec::new(),
        quick_replies: Vec::new(),
        created_at: now,
    }
}
