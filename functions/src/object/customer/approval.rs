//! What waits for a person's approval.

use edgewise::{
    base::{
        id::{ApprovalId, ConversationId},
        time::Timestamp,
    },
    identity::Identity,
};

use super::{super::store::Batch, CustomerObject, row::ConversationRow};
use crate::{
    contract::customer::{FindApproval, Visitor},
    fault::{Fault, Result},
};

impl CustomerObject {
    /// Whose conversation an approval belongs to; nothing where it does not wait any more.
    pub(super) fn find_approval(&self, call: &FindApproval) -> Result<Option<Visitor>> {
        let Some(row) = self.conversation(&call.conversation_id)? else { return Ok(None) };
        let held = row.state.approvals.iter().find(|held| held.id == call.approval_id);
        Ok(held.map(|held| Visitor {
            visitor_id: row.visitor_id.clone(),
            // As it was: who was found out in the conversation is still nobody at its door.
            identity: if row.verified {
                Identity::Verified(held.who.clone())
            } else {
                Identity::Anonymous
            },
        }))
    }

    /// Approvals whose time is over, each with its conversation. They stay until they are settled.
    pub(super) fn due_approvals(
        &self,
        now: Timestamp,
        retry_at: Timestamp,
    ) -> Result<Vec<(ConversationId, ApprovalId)>> {
        let rows = self.store.rows(
            "SELECT conversation_id, id FROM approval WHERE due_at <= ?1",
            vec![now.as_ms().into()],
        )?;
        let mut batch = Batch::default();
        let mut due = Vec::new();
        for row in rows {
            batch.push(
                "UPDATE approval SET due_at = ?2 WHERE id = ?1",
                vec![row.text(1).into(), retry_at.as_ms().into()],
            );
            let fault = |_| Fault::internal("approval.id");
            due.push((
                ConversationId::parse(row.text(0)).map_err(fault)?,
                ApprovalId::parse(row.text(1)).map_err(fault)?,
            ));
        }
        self.store.commit(batch)?;
        Ok(due)
    }

    /// Notes what of a conversation waits, and has the object wake when the time of it is over.
    pub(super) fn push_approvals(&self, batch: &mut Batch, row: &ConversationRow) -> Result<()> {
        let query = "SELECT 1 FROM approval WHERE conversation_id = ?1 LIMIT 1";
        let held = self.store.row(query, vec![row.id.as_str().into()])?.is_some();
        if held {
            batch.push(
                "DELETE FROM approval WHERE conversation_id = ?1",
                vec![row.id.as_str().into()],
            );
        }
        for pending in &row.state.approvals {
            batch.push(
                "INSERT INTO approval VALUES (?1, ?2, ?3)",
                vec![
                    pending.id.as_str().into(),
                    row.id.as_str().into(),
                    pending.expires_at.as_ms().into(),
                ],
            );
            self.wake_at(pending.expires_at);
        }
        Ok(())
    }
}
