//! What a customer waits for, from the wish to the news.

use serde::{Deserialize, Serialize};

use super::{EventBody, EventKey, Profile, ProfileEvent, Seen, own::SOURCE};
use crate::{
    base::{
        id::VariantId,
        limits::{STOCK_WAITING_MAX, STOCK_WATCHES_MAX},
        sort,
        time::Timestamp,
    },
    commerce::StockItem,
};

/// Something waited for, and how that stands.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct StockWatch {
    /// What.
    pub item: StockItem,
    /// How it stands.
    pub state: WatchState,
}

/// How it stands with something waited for.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WatchState {
    /// It came back, and was not told in the chat yet.
    Returned,
    /// It is not waited for any more.
    Stopped,
    /// It came back, and was told.
    Told,
    /// It is waited for.
    Waiting,
}

impl Profile {
    /// The things that are waited for, longest first.
    #[must_use]
    pub fn waiting(&self) -> Vec<&StockItem> {
        let mut waiting = self.watches(WatchState::Waiting);
        sort::by(&mut waiting, |a, b| a.from.cmp(&b.from));
        waiting.into_iter().map(|seen| &seen.value.item).collect()
    }

    /// Whether this is waited for.
    #[must_use]
    pub fn waits_for(&self, id: &VariantId) -> bool {
        self.stock.get(id).is_some_and(|seen| seen.value.state == WatchState::Waiting)
    }

    /// Whether so many more things are too many to wait for.
    #[must_use]
    pub fn waits_for_too_many(&self, more: usize) -> bool {
        self.watches(WatchState::Waiting).len().saturating_add(more) > STOCK_WAITING_MAX
            || self.stock.len().saturating_add(more) > STOCK_WATCHES_MAX
    }

    /// What came back and was not told in the chat yet, newest first.
    #[must_use]
    pub fn returned(&self) -> Vec<&Seen<StockWatch>> {
        let mut returned = self.watches(WatchState::Returned);
        sort::by(&mut returned, |a, b| b.from.cmp(&a.from));
        returned
    }

    /// What tells that something waited for came back, once; nothing where it is not waited for.
    #[must_use]
    pub fn came_back(&self, id: &VariantId, at: Timestamp) -> Option<ProfileEvent> {
        self.moved(id, WatchState::Waiting, WatchState::Returned, at)
    }

    /// What tells that the news of it was told in the chat; nothing where it was before.
    #[must_use]
    pub fn news_told(&self, id: &VariantId, at: Timestamp) -> Option<ProfileEvent> {
        self.moved(id, WatchState::Returned, WatchState::Told, at)
    }

    fn watches(&self, state: WatchState) -> Vec<&Seen<StockWatch>> {
        self.stock.values().filter(|seen| seen.value.state == state).collect()
    }

    /// The event has the name of the one before it, so that it is made and folded once.
    fn moved(
        &self,
        id: &VariantId,
        from: WatchState,
        to: WatchState,
        at: Timestamp,
    ) -> Option<ProfileEvent> {
        let held = self.stock.get(id).filter(|held| held.value.state == from)?;
        // A clock that went back must not bring the older state back.
        let time = at.max(held.from.time.plus_ms(1));
        let key = EventKey {
            time,
            source: SOURCE.to_owned(),
            id: format!("{}:{to:?}", held.from.id).to_lowercase(),
        };
        let watch = StockWatch { item: held.value.item.clone(), state: to };
        Some(ProfileEvent { key, received_at: at, body: EventBody::Stock(watch) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::{id::CallId, time::DAY_MS},
        commerce::{Action, Answer, Before, Change},
        identity::Verified,
    };

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_ms(1_700_000_000_000).plus_ms(ms)
    }

    fn action(variant: &str, on: bool) -> Action {
        let who: Verified = serde_json::from_value(serde_json::json!({
            "customer_id": "cus_ada", "level": "strong", "expires_at": at(DAY_MS),
        }))
        .unwrap();
        let items = serde_json::from_value(serde_json::json!([{
            "product_id": "prd_1", "variant_id": variant, "title": "Tea", "options": ["100 g"],
        }]))
        .unwrap();
        Action::new(&who, Change::WatchStock { items, on })
    }

    fn change(profile: &mut Profile, variant: &str, on: bool, call: usize, ms: i64) -> bool {
        let action = action(variant, on);
        let call = CallId::of_session("t", call);
        for event in profile.events_of(&action, &call, at(ms)) {
            profile.fold(event);
        }
        let shown = profile.shows(&action).unwrap();
        assert!(matches!(shown, Answer::Waiting(_)));
        action.is_shown_by(&shown, Before::default())
    }

    #[test]
    fn what_comes_back_is_news_once_and_over_then() {
        let id = VariantId::parse("v1").unwrap();
        let mut profile = Profile::default();
        assert_eq!(profile.came_back(&id, at(1)), None);
        assert!(change(&mut profile, "v1", true, 1, 0));
        assert!(change(&mut profile, "v1", true, 2, 5), "it is waited for already");
        let returned = profile.came_back(&id, at(10)).unwrap();
        profile.fold(returned.clone());
        assert!(!profile.waits_for(&id));
        assert_eq!(profile.returned().len(), 1);
        assert_eq!(profile.came_back(&id, at(11)), None, "it was told");
        profile.fold(profile.news_told(&id, at(12)).unwrap());
        profile.fold(returned);
        assert!(profile.returned().is_empty(), "an event that comes again changes nothing");
        assert!(change(&mut profile, "v1", true, 3, 20), "it may be waited for anew");
        assert!(profile.waits_for(&id));
    }

    #[test]
    fn any_order_and_any_split_end_in_the_same() {
        let id = VariantId::parse("v1").unwrap();
        let mut profile = Profile::default();
        let mut events = profile.events_of(&action("v1", true), &CallId::of_session("t", 1), at(0));
        profile.fold(events[0].clone());
        events.extend(profile.came_back(&id, at(0)));
        profile.fold(events[1].clone());
        let (mut late, mut early) = (Profile::default(), Profile::default());
        late.fold(events[1].clone());
        early.fold(events[0].clone());
        late.join(early);
        assert_eq!(late.stock, profile.stock);
        assert_eq!(late.returned().len(), 1, "the same instant decides nothing");
    }

    #[test]
    fn what_is_stopped_is_never_news_and_only_so_much_is_waited_for() {
        let mut profile = Profile::default();
        for number in 0..STOCK_WAITING_MAX {
            assert!(change(&mut profile, &format!("v{number}"), true, number, 0));
        }
        assert!(!change(&mut profile, "more", true, 900, 1), "one too many");
        assert!(change(&mut profile, "v0", false, 901, 2));
        assert_eq!(profile.came_back(&VariantId::parse("v0").unwrap(), at(3)), None);
        assert!(change(&mut profile, "more", true, 902, 4));
        assert!(change(&mut profile, "never", false, 903, 5), "it was not waited for before");
    }

    #[test]
    fn what_is_over_is_forgotten_after_a_month() {
        let mut profile = Profile::default();
        change(&mut profile, "v1", true, 1, 0);
        change(&mut profile, "v2", true, 2, 0);
        change(&mut profile, "v2", false, 3, 1);
        profile.retain(at(31 * DAY_MS));
        assert_eq!(profile.stock.len(), 1);
        assert!(profile.waits_for(&VariantId::parse("v1").unwrap()));
    }
}
