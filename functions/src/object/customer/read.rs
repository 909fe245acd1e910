//! Reading without changing, and the rating.

use std::collections::BTreeMap;

use edgewise::{
    base::{
        id::{ConversationId, MessageId, TurnId},
        json,
        time::Timestamp,
    },
    conversation::Message,
    engine::{Outcome, PublicState, Rated, Rating, TurnRecord},
    profile::Profile,
    wire::{ApprovalView, ConversationDetail, CustomerView, MessageList, Receipt, TicketDetail},
};

use worker::{Request, Response};

use super::{super::store::Batch, CustomerObject, alarm};
use crate::{
    contract::{
        customer::{
            PastTurns, Rate, ReadConversation, ReadMessages, ReadTicket, ReadTurn, ReadTurns,
            StoredTurn,
        },
        serve,
    },
    fault::{Fault, Result},
};

/// Conversations shown with a customer or a ticket.
const CONVERSATIONS_SHOWN_MAX: i64 = 50;

impl CustomerObject {
    pub(super) fn read_messages(&self, call: &ReadMessages) -> Result<Option<MessageList>> {
        let Some(row) = self.conversation(&call.conversation_id)? else {
            // A conversation is stored with its first turn: until then its transcript is empty.
            let next = ConversationId::derive(&call.key, self.next_sequence()?);
            let empty = MessageList { messages: Vec::new(), state: PublicState::Open };
            return Ok((next == call.conversation_id).then_some(empty));
        };
        if !row.is_visible_to(&call.visitor, &self.stored_profile()?.profile) {
            return Ok(None);
        }
        Ok(Some(MessageList { messages: self.messages(&row.id)?, state: row.state.public() }))
    }

    pub(super) async fn rate(&self, request: Request) -> worker::Result<Response> {
        let response = serve(request, |call| self.here(|| self.keep_rating(&call))).await?;
        self.set_alarm().await?;
        Ok(response)
    }

    fn keep_rating(&self, call: &Rate) -> Result<bool> {
        let Some(mut row) = self.conversation(&call.conversation_id)? else { return Ok(false) };
        if !row.is_visible_to(&call.visitor, &self.stored_profile()?.profile) {
            return Ok(false);
        }
        let of = Rated::of(&self.messages(&row.id)?);
        let comment = call.comment.clone();
        let given = Some(Rating { of, score: call.score, comment, at: call.now });
        match of {
            Rated::Assistant => row.feedback = given,
            Rated::Person => row.feedback_of_people = given,
        }
        row.acts = row.acts.saturating_add(1);
        let mut batch = Batch::default();
        batch.push(
            "UPDATE conversation SET body = ?2 WHERE id = ?1",
            vec![row.id.as_str().into(), serde_json::to_string(&row)?.into()],
        );
        // What came of it may be another thing now.
        let due_at = call.now.plus_ms(alarm::OUTBOX_DELAY_MS);
        alarm::push_outbox(&mut batch, &row, due_at);
        self.store.commit(batch)?;
        self.wake_at(due_at);
        Ok(true)
    }

    pub(super) fn read_customer(&self) -> Result<CustomerView> {
        let profile = self.stored_profile()?.profile;
        let conversations = self.conversations(CONVERSATIONS_SHOWN_MAX)?;
        let rows = self.store.rows("SELECT body FROM ticket ORDER BY id DESC", vec![])?;
        Ok(CustomerView {
            conversations: conversations.iter().map(|row| row.summary(&profile)).collect(),
            tickets: rows.iter().map(|row| row.json(0)).collect::<Result<_>>()?,
            profile: json::value(&profile),
        })
    }

    pub(super) fn read_conversation(
        &self,
        call: &ReadConversation,
    ) -> Result<Option<ConversationDetail>> {
        let Some(row) = self.conversation(&call.conversation_id)? else { return Ok(None) };
        let query = "SELECT id FROM turn WHERE conversation_id = ?1 AND phase = 'closed'
                     ORDER BY closed_at, id";
        let turns = self.store.rows(query, vec![row.id.as_str().into()])?;
        Ok(Some(ConversationDetail {
            summary: row.summary(&self.stored_profile()?.profile),
            messages: self.messages(&row.id)?,
            turns: turns
                .iter()
                .map(|turn| TurnId::parse(turn.text(0)).map_err(|_| Fault::internal("turn.id")))
                .collect::<Result<_>>()?,
            approvals: row.state.approvals.iter().map(ApprovalView::of).collect(),
            tickets: self.tickets(&row.id)?,
            ratings: row.ratings(),
        }))
    }

    pub(super) fn read_ticket(&self, call: &ReadTicket) -> Result<Option<TicketDetail>> {
        let Some(ticket) = self.ticket(&call.ticket_id)? else { return Ok(None) };
        let profile = self.stored_profile()?.profile;
        let earlier = self.conversations(CONVERSATIONS_SHOWN_MAX)?;
        let held = self.conversation(&ticket.conversation_id)?;
        Ok(Some(TicketDetail {
            conversation_status: held.map(|row| row.state.status).unwrap_or_default(),
            history: self.messages(&ticket.conversation_id)?,
            earlier: earlier
                .iter()
                .filter(|row| row.id != ticket.conversation_id)
                .map(|row| row.summary(&profile))
                .collect(),
            profile: json::value(&profile),
            deliveries: self.deliveries_of(&ticket.id)?,
            macros: BTreeMap::new(),
            draft: self.draft(&ticket.id, &call.by)?,
            ticket,
        }))
    }

    pub(super) fn read_turn(&self, call: &ReadTurn) -> Result<Option<StoredTurn>> {
        let row = self.store.row(
            "SELECT record, outcome, timings, closed_at, body FROM turn
             JOIN snapshot ON snapshot.id = json_extract(record, '$.opening.profile_snapshot')
             WHERE turn.id = ?1 AND conversation_id = ?2 AND phase = 'closed'",
            vec![call.turn_id.as_str().into(), call.conversation_id.as_str().into()],
        )?;
        let Some(row) = row else { return Ok(None) };
        let record: TurnRecord = row.json(0)?;
        let outcome: Outcome = row.json(1)?;
        let profile: Profile = row.json(4)?;
        let (mine, replies): (Vec<Message>, Vec<Message>) = self
            .messages_of(&call.turn_id)?
            .into_iter()
            .partition(|message| message.id == MessageId::derive(&call.turn_id, 0));
        let receipt = Receipt {
            turn_id: call.turn_id.clone(),
            opened_at: record.opening.at,
            closed_at: Timestamp::from_ms(row.int(3)),
            story: Vec::new(),
            message: mine.into_iter().next(),
            replies,
            record,
            outcome,
            timings: row.json(2)?,
        };
        Ok(Some(StoredTurn { receipt, profile }))
    }

    pub(super) fn read_turns(&self, call: &ReadTurns) -> Result<PastTurns> {
        let rows = self.store.rows(
            "SELECT record FROM turn WHERE conversation_id = ?1 AND phase = 'closed'
             ORDER BY closed_at, id LIMIT ?2 OFFSET ?3",
            vec![
                call.conversation_id.as_str().into(),
                i64::from(call.limit).into(),
                i64::from(call.skip).into(),
            ],
        )?;
        let read = u32::try_from(rows.len()).unwrap_or_default();
        let under_way = self.has_acted(&call.conversation_id)?
            || self.leases.borrow().holds(&call.conversation_id, call.now);
        let mut past = PastTurns { read, under_way, ..PastTurns::default() };
        for row in &rows {
            let record: TurnRecord = row.json(0)?;
            let snapshot = &record.opening.profile_snapshot;
            if !past.profiles.contains_key(snapshot) {
                let profile = self.store.json(
                    "SELECT body FROM snapshot WHERE id = ?1",
                    vec![snapshot.as_str().into()],
                )?;
                // A turn without its snapshot cannot be run again.
                let Some(profile) = profile else { continue };
                past.profiles.insert(snapshot.clone(), profile);
            }
            past.records.push(record);
        }
        Ok(past)
    }

    fn messages_of(&self, turn_id: &TurnId) -> Result<Vec<Message>> {
        let rows = self.store.rows(
            "SELECT body FROM message WHERE json_extract(body, '$.id') IN (?1, ?2)
             ORDER BY position",
            vec![
                MessageId::derive(turn_id, 0).as_str().into(),
                MessageId::derive(turn_id, 1).as_str().into(),
            ],
        )?;
        rows.iter().map(|row| row.json(0)).collect()
    }
}
