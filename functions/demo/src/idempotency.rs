//! The first answer to every idempotency key.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    json,
    message::{ChangeKind, StoredChange},
    problem::Problem,
};

/// Answers that are remembered; the oldest is forgotten first. At some two kilobytes each they fit
/// into an object's memory, and a repetition comes within seconds, not thousands of changes later.
const ANSWERS_MAX: u64 = 5_000;

/// Remembered answers by key.
#[derive(Debug, Default)]
pub(crate) struct Answers {
    /// Answers given so far; also numbers whatever a change creates.
    count: u64,
    by_slot: BTreeMap<u64, Answer>,
    slots: BTreeMap<String, u64>,
}

/// What was answered to the first request under a key.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Answer {
    sequence: u64,
    key: String,
    fingerprint: u64,
    pub(crate) status: u16,
    pub(crate) body: String,
}

impl Answers {
    /// The number of the next answer.
    pub(crate) const fn next_sequence(&self) -> u64 {
        self.count.saturating_add(1)
    }

    /// The first answer to this key, or none if the key is new.
    pub(crate) fn find(&self, key: &str, fingerprint: u64) -> Result<Option<&Answer>, Problem> {
        let Some(answer) = self.slots.get(key).and_then(|slot| self.by_slot.get(slot)) else {
            return Ok(None);
        };
        if answer.fingerprint == fingerprint {
            Ok(Some(answer))
        } else {
            Err(Problem::idempotency_conflict())
        }
    }

    /// Remembers an answer, and says what to store.
    pub(crate) fn remember(
        &mut self,
        key: String,
        fingerprint: u64,
        status: u16,
        body: String,
    ) -> StoredChange {
        let answer = Answer { sequence: self.next_sequence(), key, fingerprint, status, body };
        let change = StoredChange {
            kind: ChangeKind::Answer,
            id: slot_of(answer.sequence).to_string(),
            body: json::write(&answer),
        };
        self.insert(answer);
        change
    }

    /// Takes back what [`Answers::remember`] said to store.
    pub(crate) fn restore(&mut self, body: &str) {
        if let Ok(answer) = json::read(body.as_bytes()) {
            self.insert(answer);
        }
    }

    fn insert(&mut self, answer: Answer) {
        let slot = slot_of(answer.sequence);
        self.count = self.count.max(answer.sequence);
        self.slots.insert(answer.key.clone(), slot);
        if let Some(old) = self.by_slot.insert(slot, answer) {
            // The slot may hold the same key again when an object is restored twice.
            let is_gone = self.by_slot.get(&slot).is_none_or(|kept| kept.key != old.key);
            if is_gone {
                self.slots.remove(&old.key);
            }
        }
    }
}

const fn slot_of(sequence: u64) -> u64 {
    sequence % ANSWERS_MAX
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_answer_is_forgotten_first_and_storage_stays_bounded() {
        let mut answers = Answers::default();
        let mut stored = BTreeMap::new();
        for index in 0..ANSWERS_MAX + 10 {
            let change = answers.remember(format!("k{index}"), index, 200, String::new());
            stored.insert(change.id, change.body);
        }
        assert_eq!(stored.len(), usize::try_from(ANSWERS_MAX).unwrap());
        assert!(answers.find("k9", 9).unwrap().is_none());
        assert!(answers.find("k10", 10).unwrap().is_some());
        assert!(answers.find("k10", 11).is_err());

        let mut restored = Answers::default();
        for body in stored.values() {
            restored.restore(body);
        }
        assert_eq!(restored.next_sequence(), answers.next_sequence());
        assert!(restored.find("k9", 9).unwrap().is_none());
        assert!(restored.find("k5009", 5_009).unwrap().is_some());
        restored.restore("no json");
    }
}
