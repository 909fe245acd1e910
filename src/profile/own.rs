//! What is done to our own record of a customer, by an action that no shop performs.

use std::collections::BTreeMap;

use super::{Consent, EventBody, EventKey, Profile, ProfileEvent, StockWatch, WatchState};
use crate::{
    base::{id::CallId, time::Timestamp},
    commerce::{Action, Answer, Change, PrivacyRequest, StockItem},
};

/// The source of events that the assistant makes.
pub(super) const SOURCE: &str = "assistant";

impl Profile {
    /// The events of an action on our own record; none for an action of the shop's. The same call
    /// makes the same events, which are folded once.
    #[must_use]
    pub fn events_of(&self, action: &Action, call: &CallId, at: Timestamp) -> Vec<ProfileEvent> {
        let event = |name: &str, body| {
            let id = format!("{call}:{name}");
            let key = EventKey { time: at, source: SOURCE.to_owned(), id };
            ProfileEvent { key, received_at: at, body }
        };
        if let Change::SetConsent { channels, granted } = action.change() {
            let one = |channel: &String| {
                let collected_from = Some(SOURCE.to_owned());
                let consent = Consent { granted: *granted, collected_from };
                event(channel, EventBody::Consent { channel: channel.clone(), consent })
            };
            return channels.iter().map(one).collect();
        }
        if let Change::WatchStock { items, on } = action.change() {
            let new = |item: &&StockItem| self.waits_for(&item.variant_id) != *on;
            let new: Vec<&StockItem> = items.iter().filter(new).collect();
            if *on && self.waits_for_too_many(new.len()) {
                return Vec::new();
            }
            let state = if *on { WatchState::Waiting } else { WatchState::Stopped };
            let one = |item: &StockItem| {
                let watch = StockWatch { item: item.clone(), state };
                let mut event = event(item.variant_id.as_str(), EventBody::Stock(watch));
                // What is wanted now comes after what was, whatever the clocks say.
                let held = self.stock.get(&item.variant_id);
                let after = held.map_or(at, |held| held.from.time.plus_ms(1));
                event.key.time = at.max(after);
                event
            };
            return new.into_iter().map(one).collect();
        }
        if let Change::RequestPrivacy { kind, due_at } = action.change()
            // What is under way already is not begun again.
            && self.request_under_way(*kind, at).is_none()
        {
            let request = PrivacyRequest { kind: *kind, asked_at: at, due_at: *due_at };
            return vec![event(kind.as_str(), EventBody::PrivacyRequested(request))];
        }
        Vec::new()
    }

    /// What our own record shows of what an action changes; nothing for an action of the shop's.
    #[must_use]
    pub fn shows(&self, action: &Action) -> Option<Answer> {
        if let Change::SetConsent { channels, .. } = action.change() {
            let granted = |channel: &String| {
                let held = self.consents.get(channel)?;
                Some((channel.clone(), held.value.granted))
            };
            let held: BTreeMap<_, _> = channels.iter().filter_map(granted).collect();
            return Some(Answer::Consents(held));
        }
        if let Change::WatchStock { .. } = action.change() {
            let ids = self.waiting().into_iter().map(|item| item.variant_id.clone());
            return Some(Answer::Waiting(ids.collect()));
        }
        let Change::RequestPrivacy { kind, .. } = action.change() else { return None };
        self.privacy.get(kind.as_str()).map(|held| Answer::Privacy(held.value.clone()))
    }

    /// The request of this kind that is under way: until it is due.
    #[must_use]
    pub fn request_under_way(
        &self,
        kind: crate::commerce::PrivacyKind,
        now: Timestamp,
    ) -> Option<&PrivacyRequest> {
        let held = &self.privacy.get(kind.as_str())?.value;
        (now <= held.due_at).then_some(held)
    }
}
