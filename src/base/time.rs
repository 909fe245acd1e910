//! Instants. Time enters the core as a value and is never asked for.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Milliseconds of one second, minute, hour and day.
pub const SECOND_MS: i64 = 1_000;
/// See [`SECOND_MS`].
pub const MINUTE_MS: i64 = 60 * SECOND_MS;
/// See [`SECOND_MS`].
pub const HOUR_MS: i64 = 60 * MINUTE_MS;
/// See [`SECOND_MS`].
pub const DAY_MS: i64 = 24 * HOUR_MS;

/// An instant: milliseconds since the Unix epoch, UTC. On the wire RFC 3339.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(with = "jiff_shape::Rfc3339"))]
pub struct Timestamp(i64);

/// Why a text is not an instant.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("`{0}` is not an RFC 3339 time such as `2026-03-01T12:00:00Z`")]
pub struct TimeError(String);

impl Timestamp {
    /// The instant `ms` milliseconds after the Unix epoch, held within the years 1 to 9999.
    #[must_use]
    pub const fn from_ms(ms: i64) -> Self {
        const MIN_MS: i64 = -62_135_596_800_000;
        const MAX_MS: i64 = 253_370_764_800_000;
        if ms < MIN_MS {
            Self(MIN_MS)
        } else if ms > MAX_MS {
            Self(MAX_MS)
        } else {
            Self(ms)
        }
    }

    /// Parses RFC 3339.
    ///
    /// # Errors
    /// [`TimeError`] with the refused text, shortened.
    pub fn parse(text: &str) -> Result<Self, TimeError> {
        text.parse::<jiff::Timestamp>()
            .map(|instant| Self::from_ms(instant.as_millisecond()))
            .map_err(|_| TimeError(text.chars().take(40).collect()))
    }

    /// Milliseconds since the Unix epoch.
    #[must_use]
    pub const fn as_ms(self) -> i64 {
        self.0
    }

    /// This instant moved by `ms` milliseconds.
    #[must_use]
    pub const fn plus_ms(self, ms: i64) -> Self {
        Self::from_ms(self.0.saturating_add(ms))
    }

    /// Milliseconds from `earlier` to this instant; negative when `earlier` is later.
    #[must_use]
    pub const fn ms_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// This instant on the wall clock of `time_zone`; UTC where the name is unknown.
    #[must_use]
    pub fn in_zone(self, time_zone: &str) -> jiff::Zoned {
        let zone = jiff::tz::TimeZone::get(time_zone).unwrap_or(jiff::tz::TimeZone::UTC);
        jiff::Timestamp::from_millisecond(self.0).unwrap_or_default().to_zoned(zone)
    }

    /// The instants at which a day, written `2026-03-01`, begins and ends on the wall clock of
    /// `time_zone`; UTC where the name is unknown.
    #[must_use]
    pub fn of_day(day: &str, time_zone: &str) -> Option<(Self, Self)> {
        let zone = jiff::tz::TimeZone::get(time_zone).unwrap_or(jiff::tz::TimeZone::UTC);
        let day: jiff::civil::Date = day.parse().ok()?;
        let begin = |day: jiff::civil::Date| {
            let at = day.to_zoned(zone.clone()).ok()?.timestamp().as_millisecond();
            Some(Self::from_ms(at))
        };
        Some((begin(day)?, begin(day.tomorrow().ok()?)?))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let instant = jiff::Timestamp::from_millisecond(self.0).unwrap_or_default();
        write!(f, "{instant:.3}")
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(de::Error::custom)
    }
}

#[cfg(feature = "schema")]
mod jiff_shape {
    /// How an instant looks on the wire.
    pub(super) struct Rfc3339;

    impl schemars::JsonSchema for Rfc3339 {
        fn schema_name() -> std::borrow::Cow<'static, str> {
            "Timestamp".into()
        }

        fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
            schemars::json_schema!({ "type": "string", "format": "date-time" })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_is_understood_and_utc_is_written() {
        let noon = Timestamp::parse("2026-03-01T12:00:00+02:00").unwrap();
        assert_eq!(noon.to_string(), "2026-03-01T10:00:00.000Z");
        assert_eq!(serde_json::to_string(&noon).unwrap(), "\"2026-03-01T10:00:00.000Z\"");
    }

    #[test]
    fn what_is_no_time_is_refused_with_the_text() {
        let error = Timestamp::parse("yesterday").unwrap_err();
        assert!(error.to_string().contains("`yesterday`"));
        assert!(Timestamp::parse("2026-02-30T00:00:00Z").is_err());
    }

    #[test]
    fn a_day_is_as_long_as_the_wall_clock_says() {
        let hours = |day: &str| {
            let (begin, end) = Timestamp::of_day(day, "Europe/Berlin").unwrap();
            assert_eq!(begin.in_zone("Europe/Berlin").date().to_string(), day);
            end.ms_since(begin) / HOUR_MS
        };
        assert_eq!([hours("2026-03-29"), hours("2026-07-01"), hours("2026-10-25")], [23, 24, 25]);
        for no_day in ["", "2026-02-30", "tomorrow", "9999-12-31"] {
            assert_eq!(Timestamp::of_day(no_day, "UTC"), None, "{no_day}");
        }
    }

    #[test]
    fn arithmetic_stays_within_the_calendar() {
        assert_eq!(Timestamp::from_ms(i64::MAX).plus_ms(i64::MAX), Timestamp::from_ms(i64::MAX));
        assert!(Timestamp::from_ms(i64::MAX).to_string().starts_with("9999-"));
        assert!(Timestamp::from_ms(i64::MIN).to_string().starts_with("0001-"));
    }
}
