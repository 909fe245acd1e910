//! Attempts to show who one is: counted, slowed, and bounded.
//!
//! Who guesses is slowed more with every guess, and stopped for a day at the bound. What is counted
//! are attempts, not failures, until one succeeds: so the count says nothing of whether an account
//! exists.

use serde::{Deserialize, Serialize};

use crate::base::time::{DAY_MS, SECOND_MS, Timestamp};

/// The attempts of one browser, or those on one customer, within a day.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Attempts {
    /// How many since the last that succeeded.
    count: u32,
    /// When the first of them was.
    first_at: Timestamp,
    /// When the last was.
    last_at: Timestamp,
}

/// How much guessing is borne.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct AttemptBounds {
    /// Attempts without a pause.
    pub free: u32,
    /// Seconds of the first pause; each later one is twice as long.
    pub pause_seconds: u32,
    /// Attempts within a day.
    pub max: u32,
}

/// Whether an attempt may be made now.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Admission {
    /// It may, and is counted.
    Go,
    /// Not before then.
    Wait {
        /// When.
        until: Timestamp,
    },
}

/// Seconds of the longest pause below the bound.
const PAUSE_SECONDS_MAX: i64 = 900;

impl Attempts {
    /// Counts one more attempt, if it may be made now.
    pub fn admit(&mut self, bounds: AttemptBounds, now: Timestamp) -> Admission {
        let day_over = self.first_at.plus_ms(DAY_MS);
        if self.count == 0 || now >= day_over {
            *self = Self { count: 1, first_at: now, last_at: now };
            return Admission::Go;
        }
        let until = if self.count >= bounds.max {
            day_over
        } else {
            self.last_at.plus_ms(self.pause_ms(bounds))
        };
        if now < until {
            return Admission::Wait { until };
        }
        self.count = self.count.saturating_add(1);
        self.last_at = now;
        Admission::Go
    }

    /// Milliseconds from the last attempt to the next.
    fn pause_ms(&self, bounds: AttemptBounds) -> i64 {
        let Some(doublings) = self.count.checked_sub(bounds.free.max(1)) else { return 0 };
        let factor = 1_i64.checked_shl(doublings.min(20)).unwrap_or(i64::MAX);
        let seconds = i64::from(bounds.pause_seconds).saturating_mul(factor);
        seconds.min(PAUSE_SECONDS_MAX).saturating_mul(SECOND_MS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUNDS: AttemptBounds = AttemptBounds { free: 3, pause_seconds: 10, max: 6 };

    #[test]
    fn guesses_are_slowed_more_and_more_and_stopped_for_the_day() {
        let mut attempts = Attempts::default();
        let mut now = Timestamp::from_ms(1_000);
        let mut pauses = Vec::new();
        for _ in 0..6 {
            if let Admission::Wait { until } = attempts.admit(BOUNDS, now) {
                pauses.push(until.ms_since(now) / SECOND_MS);
                now = until;
                assert_eq!(attempts.admit(BOUNDS, now), Admission::Go);
            }
        }
        assert_eq!(pauses, [10, 20, 40]);
        let first_at = Timestamp::from_ms(1_000);
        let stopped = attempts.admit(BOUNDS, now.plus_ms(3_600_000));
        assert_eq!(stopped, Admission::Wait { until: first_at.plus_ms(DAY_MS) });
        assert_eq!(attempts.admit(BOUNDS, first_at.plus_ms(DAY_MS)), Admission::Go);
        assert_eq!(attempts.count, 1);
    }

    #[test]
    fn who_is_refused_is_not_counted_again() {
        let mut attempts = Attempts::default();
        let now = Timestamp::from_ms(0);
        for _ in 0..50 {
            attempts.admit(BOUNDS, now);
        }
        assert_eq!(attempts.count, 3);
    }

    #[test]
    fn a_bound_of_no_pause_only_counts() {
        let bounds = AttemptBounds { pause_seconds: 0, max: 100, free: 1 };
        let mut attempts = Attempts::default();
        let gone =
            (0..150).filter(|_| attempts.admit(bounds, Timestamp::from_ms(5)) == Admission::Go);
        assert_eq!(gone.count(), 100);
    }
}
