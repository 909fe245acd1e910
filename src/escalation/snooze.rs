//! Until when a ticket is put aside.

use jiff::{ToSpan, civil::Weekday};
use serde::{Deserialize, Serialize};

use crate::{
    base::time::{HOUR_MS, Timestamp},
    playbook::Playbook,
};

/// Days for which a ticket may be put aside: what nobody looks at for longer is closed.
pub const SNOOZE_DAYS_MAX: i64 = 366;

/// Times that people often mean, on the wall clock of the team.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SnoozePreset {
    /// Three hours from now.
    InThreeHours,
    /// The next Monday, when the team begins.
    NextMonday,
    /// The next day, when the team begins.
    TomorrowMorning,
}

impl SnoozePreset {
    /// All of them, the soonest first.
    pub const ALL: &'static [Self] = &[Self::InThreeHours, Self::TomorrowMorning, Self::NextMonday];

    /// Its name in the interface.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::InThreeHours => "in_three_hours",
            Self::NextMonday => "next_monday",
            Self::TomorrowMorning => "tomorrow_morning",
        }
    }

    /// When that is, seen from `now`. A day begins when the team does on that day, at nine where it does
    /// not say when.
    #[must_use]
    pub fn until(self, now: Timestamp, playbook: &Playbook) -> Timestamp {
        let in_three_hours = now.plus_ms(HOUR_MS.saturating_mul(3));
        let zone = playbook.team_zone();
        let today = now.in_zone(zone).date();
        let days = match self {
            Self::InThreeHours => return in_three_hours,
            Self::TomorrowMorning => 1,
            // On a Monday the next one is meant.
            Self::NextMonday => match today.weekday().until(Weekday::Monday) {
                0 => 7,
                days => i64::from(days),
            },
        };
        let day = today.saturating_add(days.days()).to_string();
        playbook.escalation.morning_of(&day, zone).unwrap_or(in_three_hours)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(hours: &str, now: &str, expected: [&str; 3]) {
        let text = format!(
            r#"{{"brand": {{"time_zone": "Europe/Berlin"}}, "escalation": {{"hours": {hours}}}}}"#
        );
        let playbook: Playbook = serde_json::from_str(&text).unwrap();
        let now = Timestamp::parse(now).unwrap();
        let found = SnoozePreset::ALL.iter().map(|it| it.until(now, &playbook));
        let expected = expected.map(|at| Timestamp::parse(at).unwrap());
        assert_eq!(found.collect::<Vec<_>>(), expected);
    }

    const OFFICE: &str = r#"[{"days": ["monday", "tuesday"], "from": "13:00", "to": "17:00"},
        {"days": ["monday"], "from": "08:30", "to": "12:00"}]"#;

    #[test]
    fn a_day_begins_when_the_team_does_on_its_own_wall_clock() {
        // A Sunday evening in Berlin, on which it is Sunday afternoon in Greenwich.
        check(
            OFFICE,
            "2026-11-29T20:00:00+01:00",
            ["2026-11-29T23:00:00+01:00", "2026-11-30T08:30:00+01:00", "2026-11-30T08:30:00+01:00"],
        );
        // A Monday after midnight there, when it is still Sunday in Greenwich.
        check(
            OFFICE,
            "2026-11-30T00:30:00+01:00",
            ["2026-11-30T03:30:00+01:00", "2026-12-01T13:00:00+01:00", "2026-12-07T08:30:00+01:00"],
        );
        // On a day without hours it is nine o'clock; the clocks change meanwhile.
        check(
            OFFICE,
            "2026-03-28T22:00:00+01:00",
            ["2026-03-29T01:00:00+01:00", "2026-03-29T09:00:00+02:00", "2026-03-30T08:30:00+02:00"],
        );
        check(
            "[]",
            "2026-11-25T12:00:00+01:00",
            ["2026-11-25T15:00:00+01:00", "2026-11-26T09:00:00+01:00", "2026-11-30T09:00:00+01:00"],
        );
    }
}
