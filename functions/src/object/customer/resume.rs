//! What the assistant takes up again once a person has given a conversation back. It is kept in the commit that
//! gives it back, and goes with the turn that does it; a person who steps in again takes it back.

use edgewise::{
    base::{
        id::{ClientMessageId, ConversationId},
        time::{MINUTE_MS, Timestamp},
    },
    conversation::ConversationState,
    engine::{Inbound, TurnRecord},
    escalation::{Act, GiveBack, Ticket},
    identity::Identity,
};

use super::{super::store::Batch, CustomerObject, row::ConversationRow};
use crate::{
    contract::customer::{FindResumed, Resumed, Visitor, Work},
    fault::{Fault, Result},
};

/// Milliseconds for which it is tried. Later nobody waits for it any more.
const TRIED_MS: i64 = 10 * MINUTE_MS;

/// A step that is gone back to.
pub(super) struct Step {
    state: ConversationState,
    text: String,
}

impl CustomerObject {
    /// The step that a person wants to be taken up again; nothing where there is none, or nothing to be taken up
    /// in it.
    pub(super) fn step_of(&self, act: &Act, ticket: &Ticket) -> Result<Option<Step>> {
        let Act::Return { scope: GiveBack::TakeUp { step, instead } } = act else {
            return Ok(None);
        };
        let id = step.as_ref().unwrap_or(&ticket.turn_id);
        let record: Option<TurnRecord> = self.store.json(
            "SELECT record FROM turn WHERE id = ?1 AND conversation_id = ?2 AND phase = 'closed'",
            vec![id.as_str().into(), ticket.conversation_id.as_str().into()],
        )?;
        let Some(record) = record else { return Ok(None) };
        let text = record.opening.inbound.text().to_owned();
        let state = record.opening.state;
        let is_something = instead.is_some() || !text.is_empty() || !state.goals.is_empty();
        Ok(Some(Step { state, text }).filter(|_| is_something))
    }

    /// Has the assistant do what a person said when they gave the conversation back.
    pub(super) fn push_scope(
        &self,
        batch: &mut Batch,
        call: &Work,
        ticket: &Ticket,
        row: &mut ConversationRow,
        step: Option<Step>,
    ) -> Result<()> {
        let Act::Return { scope } = &call.act else { return Ok(()) };
        row.state.only_answers = *scope == GiveBack::OnlyAnswer;
        let (GiveBack::TakeUp { instead, .. }, Some(step)) = (scope, step) else { return Ok(()) };
        row.state.go_back_to(&step.state);
        let inbound = Inbound::Resumed {
            by_person: instead.is_some(),
            text: instead.clone().unwrap_or(step.text),
        };
        let client_message_id = ClientMessageId::parse(format!("resumed-{}", ticket.id))
            .map_err(|_| Fault::internal("resumed.message_id"))?;
        let visitor = Visitor { visitor_id: row.visitor_id.clone(), identity: self.proven(row)? };
        let until = call.now.plus_ms(TRIED_MS);
        let resumed = Resumed { visitor, client_message_id, inbound, until };
        batch.push(
            "INSERT OR REPLACE INTO resumed VALUES (?1, ?2, ?3)",
            vec![
                row.id.as_str().into(),
                call.now.as_ms().into(),
                serde_json::to_string(&resumed)?.into(),
            ],
        );
        self.wake_at(call.now);
        Ok(())
    }

    /// Who was shown to speak in a conversation last, where anybody was.
    fn proven(&self, row: &ConversationRow) -> Result<Identity> {
        if !row.verified {
            return Ok(Identity::Anonymous);
        }
        let rows = self.store.rows(
            "SELECT json_extract(record, '$.opening.identity') FROM turn
             WHERE conversation_id = ?1 AND phase = 'closed' ORDER BY closed_at DESC",
            vec![row.id.as_str().into()],
        )?;
        for held in &rows {
            if let identity @ Identity::Verified(_) = held.json(0)? {
                return Ok(identity);
            }
        }
        Ok(Identity::Anonymous)
    }

    pub(super) fn find_resumed(&self, call: &FindResumed) -> Result<Option<Resumed>> {
        self.store.json(
            "SELECT body FROM resumed WHERE conversation_id = ?1",
            vec![call.conversation_id.as_str().into()],
        )
    }

    /// Conversations in which something is to be taken up now.
    pub(super) fn due_resumed(
        &self,
        now: Timestamp,
        retry_at: Timestamp,
    ) -> Result<Vec<ConversationId>> {
        let rows = self.store.rows(
            "SELECT conversation_id, body FROM resumed WHERE due_at <= ?1",
            vec![now.as_ms().into()],
        )?;
        let mut batch = Batch::default();
        let mut due = Vec::new();
        for row in rows {
            let id =
                ConversationId::parse(row.text(0)).map_err(|_| Fault::internal("resumed.id"))?;
            if row.json::<Resumed>(1)?.until <= now {
                push_end(&mut batch, &id);
                continue;
            }
            batch.push(
                "UPDATE resumed SET due_at = ?2 WHERE conversation_id = ?1",
                vec![id.as_str().into(), retry_at.as_ms().into()],
            );
            due.push(id);
        }
        self.store.commit(batch)?;
        Ok(due)
    }
}

/// Nothing is to be taken up in this conversation any more.
pub(super) fn push_end(batch: &mut Batch, id: &ConversationId) {
    batch.push("DELETE FROM resumed WHERE conversation_id = ?1", vec![id.as_str().into()]);
}
