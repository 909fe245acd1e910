//! What the rows of the customer object hold.

use edgewise::{
    base::{
        id::{ConversationId, CustomerKey, TicketId, VisitorId},
        time::Timestamp,
    },
    conversation::{ConversationState, Message},
    engine::{Issue, Rating},
    escalation::Ticket,
    identity::Identity,
    profile::Profile,
    wire::ConversationSummary,
};
use serde::{Deserialize, Serialize};

use super::CustomerObject;
use crate::{contract::customer::Visitor, fault::Result};

/// One conversation.
#[derive(Clone, Deserialize, Serialize)]
pub(super) struct ConversationRow {
    pub(super) id: ConversationId,
    /// Counts the customer's conversations from 1.
    pub(super) sequence: u32,
    pub(super) opened_at: Timestamp,
    pub(super) updated_at: Timestamp,
    pub(super) turn_count: u32,
    pub(super) message_count: u32,
    pub(super) playbook_version: u32,
    pub(super) state: ConversationState,
    /// The browser that began it.
    pub(super) visitor_id: VisitorId,
    /// Whether a proven customer has spoken in it: from then on, only they may see it.
    pub(super) verified: bool,
    /// What people did in it, the customer's rating among it.
    #[serde(default)]
    pub(super) acts: u32,
    /// What was asked for, in order, without repeats.
    #[serde(default)]
    pub(super) skills: Vec<String>,
    /// What was brought, and how it stands.
    #[serde(default)]
    pub(super) issues: Vec<Issue>,
    /// The shopper's rating of the assistant.
    #[serde(default)]
    pub(super) feedback: Option<Rating>,
    /// Their rating of the people who answered them.
    #[serde(default)]
    pub(super) feedback_of_people: Option<Rating>,
}

/// The profile and how often it has changed.
pub(super) struct StoredProfile {
    pub(super) profile: Profile,
    pub(super) revision: i64,
}

impl StoredProfile {
    /// Names this state of the profile in records.
    pub(super) fn snapshot_id(&self, key: &CustomerKey) -> String {
        format!("{key}:{}", self.revision)
    }
}

impl ConversationRow {
    /// Whether this visitor may see it. A proven customer sees all conversations of their own
    /// object; anybody else only what this browser said while nobody was proven.
    pub(super) fn is_visible_to(&self, visitor: &Visitor, profile: &Profile) -> bool {
        match &visitor.identity {
            Identity::Verified(who) => {
                profile.customer_id.as_ref().is_none_or(|id| id == who.customer_id())
            }
            Identity::Anonymous => !self.verified && self.visitor_id == visitor.visitor_id,
        }
    }

    /// Counts up with every change that the index is told of.
    pub(super) fn revision(&self) -> i64 {
        i64::from(self.turn_count).saturating_add(self.acts.into())
    }

    /// What the shopper thinks of whom.
    pub(super) fn ratings(&self) -> Vec<Rating> {
        [&self.feedback, &self.feedback_of_people].into_iter().flatten().cloned().collect()
    }

    /// As in a list.
    pub(super) fn summary(&self, profile: &Profile) -> ConversationSummary {
        ConversationSummary {
            id: self.id.clone(),
            customer_id: profile.customer_id.clone(),
            status: self.state.status,
            opened_at: self.opened_at,
            updated_at: self.updated_at,
            turn_count: self.turn_count,
            skills: self.skills.clone(),
            ticket_id: self.state.ticket.clone(),
            approvals_waiting: u32::try_from(self.state.approvals.len()).unwrap_or(u32::MAX),
            playbook_version: self.playbook_version,
        }
    }
}

impl CustomerObject {
    pub(super) fn stored_profile(&self) -> Result<StoredProfile> {
        let row = self.store.row(
            "SELECT value, (SELECT value FROM meta WHERE key = 'revision')
             FROM meta WHERE key = 'profile'",
            vec![],
        )?;
        Ok(match row {
            None => StoredProfile { profile: Profile::default(), revision: 0 },
            Some(row) => StoredProfile {
                profile: row.json(0)?,
                revision: row.text(1).parse().unwrap_or_default(),
            },
        })
    }

    pub(super) fn conversation(&self, id: &ConversationId) -> Result<Option<ConversationRow>> {
        let query = "SELECT body FROM conversation WHERE id = ?1";
        self.store.json(query, vec![id.as_str().into()])
    }

    /// Newest first.
    pub(super) fn conversations(&self, max: i64) -> Result<Vec<ConversationRow>> {
        let query = "SELECT body FROM conversation ORDER BY updated_at DESC LIMIT ?1";
        self.store.rows(query, vec![max.into()])?.iter().map(|row| row.json(0)).collect()
    }

    /// Oldest first.
    pub(super) fn messages(&self, id: &ConversationId) -> Result<Vec<Message>> {
        let query = "SELECT body FROM message WHERE conversation_id = ?1 ORDER BY position";
        let rows = self.store.rows(query, vec![id.as_str().into()])?;
        rows.iter().map(|row| row.json(0)).collect()
    }

    pub(super) fn tickets(&self, id: &ConversationId) -> Result<Vec<Ticket>> {
        let query = "SELECT body FROM ticket WHERE conversation_id = ?1 ORDER BY id";
        let rows = self.store.rows(query, vec![id.as_str().into()])?;
        rows.iter().map(|row| row.json(0)).collect()
    }

    pub(super) fn ticket(&self, id: &TicketId) -> Result<Option<Ticket>> {
        self.store.json("SELECT body FROM ticket WHERE id = ?1", vec![id.as_str().into()])
    }
}
