//! The one place for time.

use edgewise::base::time::Timestamp;

/// Now. On the edge the clock stands still while code computes: it moves with I/O only.
pub(crate) fn now() -> Timestamp {
    Timestamp::from_ms(i64::try_from(worker::Date::now().as_millis()).unwrap_or(i64::MAX))
}
