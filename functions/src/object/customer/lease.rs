//! Who owns which turn, and which messages wait. Kept in memory only: after a restart nobody owns
//! anything, and the check at the close lets one of several owners write.

use std::collections::{BTreeMap, VecDeque};

use edgewise::{
    base::{
        id::{ClientMessageId, ConversationId, TurnId},
        limits::{LEASE_MS, WAITING_MESSAGES_MAX},
        time::Timestamp,
    },
    engine::TurnRecord,
};

use crate::contract::customer::{OpenTurn, TurnOpened};

/// Turns under way, and messages that wait for them.
#[derive(Default)]
pub(super) struct Leases {
    pub(super) held: BTreeMap<ConversationId, Lease>,
    waiting: BTreeMap<ConversationId, VecDeque<(ClientMessageId, Timestamp)>>,
    generation: u32,
}

/// Who owns a turn, and until when.
pub(super) struct Lease {
    pub(super) turn_id: TurnId,
    pub(super) client_message_id: ClientMessageId,
    pub(super) generation: u32,
    pub(super) until: Timestamp,
    snapshot: String,
}

impl Leases {
    /// The profile snapshots that turns under way have seen.
    pub(super) fn snapshots(&self) -> impl Iterator<Item = &str> {
        self.held.values().map(|lease| lease.snapshot.as_str())
    }

    /// Whether a turn of this conversation is under way.
    pub(super) fn holds(&self, id: &ConversationId, now: Timestamp) -> bool {
        self.held.get(id).is_some_and(|lease| now < lease.until)
    }

    /// Whether no turn is under way.
    pub(super) fn is_idle(&self) -> bool {
        self.held.is_empty()
    }

    /// Lets a message in, or says why not now. Messages wait in the order in which they came.
    pub(super) fn admit(&mut self, id: &ConversationId, call: &OpenTurn) -> Option<TurnOpened> {
        let held = self.holds(id, call.now);
        let waiting = self.waiting.entry(id.clone()).or_default();
        waiting.retain(|(_, seen)| call.now.ms_since(*seen) < WAITING_FORGOTTEN_MS);
        let place = waiting.iter().position(|(waits, _)| *waits == call.client_message_id);
        if !held && matches!(place, Some(0) | None) && (place.is_some() || waiting.is_empty()) {
            waiting.pop_front();
            return None;
        }
        let full = waiting.len() >= WAITING_MESSAGES_MAX;
        match place.and_then(|place| waiting.get_mut(place)) {
            Some((_, seen)) => *seen = call.now,
            None if full => return Some(TurnOpened::Full),
            None => waiting.push_back((call.client_message_id.clone(), call.now)),
        }
        Some(TurnOpened::Busy { retry_ms: BUSY_RETRY_MS })
    }

    pub(super) fn grant(&mut self, record: &TurnRecord, client_message_id: ClientMessageId) -> u32 {
        self.generation = self.generation.wrapping_add(1);
        let lease = Lease {
            turn_id: record.turn_id.clone(),
            client_message_id,
            generation: self.generation,
            until: record.opening.at.plus_ms(LEASE_MS),
            snapshot: record.opening.profile_snapshot.clone(),
        };
        self.held.insert(record.conversation_id.clone(), lease);
        self.generation
    }

    pub(super) fn release(&mut self, id: &ConversationId) {
        self.held.remove(id);
        if self.waiting.get(id).is_some_and(VecDeque::is_empty) {
            self.waiting.remove(id);
        }
    }
}

/// Milliseconds after which a message that waits asks again.
pub(super) const BUSY_RETRY_MS: u32 = 20;

/// Milliseconds without asking again after which a waiting message has given up.
const WAITING_FORGOTTEN_MS: i64 = 2_000;
