//! What dies when. The customer object's alarm runs this; so does every fold, for free.

use super::{Profile, WatchState};
use crate::base::{
    limits::{PROFILE_TIMELINE_DAYS, STOCK_TOLD_DAYS},
    time::{DAY_MS, Timestamp},
};

impl Profile {
    /// Drops behaviour and marketing entries older than [`PROFILE_TIMELINE_DAYS`], and what is waited
    /// for no more after [`STOCK_TOLD_DAYS`]. Orders,
    /// subscriptions and consents stay until the shop deletes them or the customer is erased:
    /// they are the shop's own records, and a consent must be provable.
    ///
    /// Returns whether anything was dropped.
    pub fn retain(&mut self, now: Timestamp) -> bool {
        let oldest = now.plus_ms(PROFILE_TIMELINE_DAYS.saturating_mul(DAY_MS).saturating_neg());
        let over = now.plus_ms(STOCK_TOLD_DAYS.saturating_mul(DAY_MS).saturating_neg());
        let count = |profile: &Self| {
            let entries = profile.timeline.len().saturating_add(profile.marketing.len());
            entries.saturating_add(profile.stock.len())
        };
        let before = count(self);
        self.stock
            .retain(|_, seen| seen.value.state == WatchState::Waiting || seen.from.time >= over);
        self.timeline.retain(|entry| entry.from.time >= oldest);
        self.marketing.retain(|entry| entry.from.time >= oldest);
        count(self) < before
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::{EventBody, EventKey, ProfileEvent, TimelineEntry, TimelineKind};

    #[test]
    fn browsing_is_forgotten_after_half_a_year_and_not_a_day_earlier() {
        let viewed_at = Timestamp::parse("2026-01-01T00:00:00Z").unwrap();
        let mut profile = Profile::default();
        profile.fold(ProfileEvent {
            key: EventKey { time: viewed_at, source: "s".to_owned(), id: "1".to_owned() },
            received_at: viewed_at,
            body: EventBody::Timeline(TimelineEntry {
                name: "page.viewed".to_owned(),
                kind: TimelineKind::PageViewed { url: None, title: None },
            }),
        });
        let last_day = viewed_at.plus_ms(PROFILE_TIMELINE_DAYS * DAY_MS);
        assert!(!profile.retain(last_day));
        assert!(profile.retain(last_day.plus_ms(1)));
        assert!(profile.timeline.is_empty());
    }
}
