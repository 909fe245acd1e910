//! What happens when a person is needed: who takes it, and when the customer may expect an answer.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{
    civil::{Date, Time},
    tz::TimeZone,
};
use serde::{Deserialize, Serialize};

use super::Reason;
use crate::base::{
    limits::{OPEN_DAYS_SEARCHED_MAX, QUEUE_CHARS_MAX},
    sort,
    time::{MINUTE_MS, Timestamp},
};

/// What happens when a person is needed.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Escalation {
    /// Queue of the ticket.
    pub queue: String,
    /// Queues of their own, by the reason for which a person is needed.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub queues: BTreeMap<Reason, String>,
    /// When people answer, on the wall clock of `time_zone`. Always, where empty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hours: Vec<OpenHours>,
    /// Days on which nobody answers, for example `2026-12-25`.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub holidays: BTreeSet<String>,
    /// IANA name of the time zone of `hours` and `holidays`; the brand's where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    /// Minutes of those hours within which a customer has a first answer. Nothing is promised when
    /// absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 20160)))]
    pub answer_within_minutes: Option<u32>,
    /// When the shopper may expect a person, in the merchant's words, for example
    /// `within one business day`, in place of the day and time that follow from the hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_promise: Option<String>,
    /// When a person is offered who was not asked for. Whoever asks for one gets one either way.
    pub offer_person: OfferPerson,
    /// Tags of the shop's record that make somebody a customer whom a person helps as soon as they
    /// are upset, for example `vip`.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub vip_tags: BTreeSet<String>,
    /// What people of the team often answer, by a name for each: put into the answer on a ticket, to be read and
    /// sent by a person. May tell `{{ agent }}`, `{{ brand }}` and, where `{% if first_name %}` asks,
    /// `{{ first_name }}`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub macros: BTreeMap<String, String>,
}

/// When a person is offered who was not asked for.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum OfferPerson {
    /// Wherever one may help.
    #[default]
    Freely,
    /// Never as an answer to tap.
    WhenAsked,
}

/// Hours of some days of the week.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct OpenHours {
    /// On which days.
    pub days: Vec<Weekday>,
    /// From when, for example `09:00`.
    pub from: String,
    /// Until when, later on the same day; `24:00` is its end.
    pub to: String,
}

/// A day of the week.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "days of the week")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

/// When a customer may expect an answer.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Due {
    /// When people are there again, where nobody is now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opens_at: Option<Timestamp>,
    /// Until when there is an answer, where that is promised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer_by: Option<Timestamp>,
}

/// Minutes within which a first answer can be promised: two weeks of days without a night.
const ANSWER_MINUTES_MAX: u32 = 14 * 24 * 60;

/// Hours that can be written down, and holidays.
const HOURS_MAX: usize = 28;
const HOLIDAYS_MAX: usize = 200;
const TAGS_MAX: usize = 20;

impl Default for Escalation {
    fn default() -> Self {
        Self {
            queue: "support".to_owned(),
            queues: BTreeMap::new(),
            hours: Vec::new(),
            holidays: BTreeSet::new(),
            time_zone: None,
            answer_within_minutes: None,
            reply_promise: None,
            offer_person: OfferPerson::default(),
            vip_tags: BTreeSet::new(),
            macros: BTreeMap::new(),
        }
    }
}

impl Escalation {
    /// The queue of a ticket with this reason.
    #[must_use]
    pub fn queue_for(&self, reason: Reason) -> &str {
        self.queues.get(&reason).unwrap_or(&self.queue)
    }

    /// When somebody who begins to wait at `now` may expect an answer. `brand_zone` is the time zone
    /// where none is set here.
    #[must_use]
    pub fn due(&self, now: Timestamp, brand_zone: &str) -> Due {
        let zone = self.time_zone.as_deref().unwrap_or(brand_zone);
        let minutes = self.answer_within_minutes;
        let promised = minutes.map(|minutes| i64::from(minutes).saturating_mul(MINUTE_MS));
        if self.hours.is_empty() && self.holidays.is_empty() {
            return Due { opens_at: None, answer_by: promised.map(|ms| now.plus_ms(ms)) };
        }
        let mut due = Due { opens_at: None, answer_by: None };
        let mut seen_open = false;
        let mut left = promised.unwrap_or_default();
        let mut day = now.in_zone(zone).date();
        for _ in 0..OPEN_DAYS_SEARCHED_MAX {
            for (from, to) in self.open_on(day, zone) {
                let begins = if from > now { from } else { now };
                let lasts = to.ms_since(begins);
                if lasts <= 0 {
                    continue;
                }
                if !seen_open {
                    due.opens_at = (from > now).then_some(from);
                    seen_open = true;
                }
                if left <= lasts || promised.is_none() {
                    due.answer_by = promised.map(|_| begins.plus_ms(left));
                    return due;
                }
                left = left.saturating_sub(lasts);
            }
            let Ok(next) = day.tomorrow() else { break };
            day = next;
        }
        due
    }

    /// When the team begins on a day, written `2026-03-01`; at nine where it does not say when. Nothing where that
    /// is no day.
    #[must_use]
    pub fn morning_of(&self, day: &str, zone: &str) -> Option<Timestamp> {
        let day: Date = day.parse().ok()?;
        let open = if self.hours.is_empty() { Vec::new() } else { self.open_on(day, zone) };
        if let Some((from, _)) = open.first() {
            return Some(*from);
        }
        let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
        let at = day.at(MORNING_HOUR, 0, 0, 0).to_zoned(zone).ok()?;
        Some(Timestamp::from_ms(at.timestamp().as_millisecond()))
    }

    /// The hours of a day, in their order.
    fn open_on(&self, day: Date, zone: &str) -> Vec<(Timestamp, Timestamp)> {
        if self.holidays.contains(&day.to_string()) {
            return Vec::new();
        }
        let Some((begin, end)) = Timestamp::of_day(&day.to_string(), zone) else {
            return Vec::new();
        };
        if self.hours.is_empty() {
            return vec![(begin, end)];
        }
        let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
        let at = |text: &str| {
            if text == END_OF_DAY {
                return Some(end);
            }
            let at = day.to_datetime(time_of(text)?).to_zoned(zone.clone()).ok()?;
            Some(Timestamp::from_ms(at.timestamp().as_millisecond()))
        };
        let mut open: Vec<(Timestamp, Timestamp)> = self
            .hours
            .iter()
            .filter(|hours| hours.days.iter().any(|named| named.is(day)))
            .filter_map(|hours| Some((at(&hours.from)?, at(&hours.to)?)))
            .collect();
        sort::by(&mut open, |a, b| a.cmp(b));
        open
    }

    /// Names what cannot go live.
    pub(super) fn check(&self, fault: &mut impl FnMut(&str, String)) {
        let bad_queue = |queue: &str| {
            queue.trim().is_empty()
                || queue.chars().count() > QUEUE_CHARS_MAX
                || queue.chars().any(char::is_control)
        };
        let queue = format!("must name a queue in at most {QUEUE_CHARS_MAX} characters");
        if bad_queue(&self.queue) {
            fault("/escalation/queue", queue.clone());
        }
        for (reason, name) in &self.queues {
            if bad_queue(name) {
                fault(&format!("/escalation/queues/{}", reason.name()), queue.clone());
            }
        }
        self.check_hours(fault);
        for (index, day) in self.holidays.iter().enumerate() {
            if day.len() != 10 || day.parse::<Date>().is_err() || index >= HOLIDAYS_MAX {
                let detail = format!("must be a day such as 2026-12-25; at most {HOLIDAYS_MAX}");
                fault(&format!("/escalation/holidays/{index}"), detail);
            }
        }
        if self.time_zone.as_ref().is_some_and(|zone| TimeZone::get(zone).is_err()) {
            let detail = "is not an IANA time zone such as Europe/Berlin".to_owned();
            fault("/escalation/time_zone", detail);
        }
        if self.answer_within_minutes.is_some_and(|it| !(1..=ANSWER_MINUTES_MAX).contains(&it)) {
            let detail = format!("must be from 1 to {ANSWER_MINUTES_MAX}");
            fault("/escalation/answer_within_minutes", detail);
        }
        for (index, tag) in self.vip_tags.iter().enumerate() {
            if tag.trim().is_empty() || index >= TAGS_MAX {
                let detail = format!("must not be empty; at most {TAGS_MAX}");
                fault(&format!("/escalation/vip_tags/{index}"), detail);
            }
        }
    }

    fn check_hours(&self, fault: &mut impl FnMut(&str, String)) {
        for (index, hours) in self.hours.iter().enumerate() {
            let mut at = |field: &str, detail: &str| {
                fault(&format!("/escalation/hours/{index}{field}"), detail.to_owned());
            };
            if hours.days.is_empty() {
                at("/days", "must name a day");
            }
            if index >= HOURS_MAX {
                at("", "is one too many");
            }
            let from = time_of(&hours.from);
            let to = time_of(&hours.to);
            if from.is_none() {
                at("/from", "must be a time such as 09:00");
            }
            match (from, to, hours.to == END_OF_DAY) {
                (_, None, false) => at("/to", "must be a time such as 17:30, or 24:00"),
                (Some(from), Some(to), false) if to <= from => {
                    at("/to", "must be later on the same day: write a night as two");
                }
                _ => {}
            }
        }
    }
}

/// See [`Escalation::morning_of`].
const MORNING_HOUR: i8 = 9;

const END_OF_DAY: &str = "24:00";

/// A time as it is written: `09:00`.
fn time_of(text: &str) -> Option<Time> {
    let (hour, minute) = text.split_once(':')?;
    let number = |text: &str| if text.len() == 2 { text.parse::<i8>().ok() } else { None };
    Time::new(number(hour)?, number(minute)?, 0, 0).ok()
}

impl Weekday {
    fn is(self, day: Date) -> bool {
        let named = match self {
            Self::Monday => jiff::civil::Weekday::Monday,
            Self::Tuesday => jiff::civil::Weekday::Tuesday,
            Self::Wednesday => jiff::civil::Weekday::Wednesday,
            Self::Thursday => jiff::civil::Weekday::Thursday,
            Self::Friday => jiff::civil::Weekday::Friday,
            Self::Saturday => jiff::civil::Weekday::Saturday,
            Self::Sunday => jiff::civil::Weekday::Sunday,
        };
        day.weekday() == named
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn berlin(minutes: u32) -> Escalation {
        serde_json::from_value(serde_json::json!({
            "hours": [
                { "days": ["monday", "tuesday", "wednesday", "thursday", "friday"], "from": "13:00", "to": "17:00" },
                { "days": ["monday", "tuesday", "wednesday", "thursday", "friday"], "from": "09:00", "to": "12:00" },
            ],
            "holidays": ["2026-04-03", "2026-04-06"],
            "time_zone": "Europe/Berlin",
            "answer_within_minutes": minutes,
        }))
        .unwrap()
    }

    #[track_caller]
    fn check(minutes: u32, now: &str, opens_at: Option<&str>, answer_by: &str) {
        let at = |text: &str| Timestamp::parse(text).unwrap();
        let due = berlin(minutes).due(at(now), "UTC");
        assert_eq!(due, Due { opens_at: opens_at.map(at), answer_by: Some(at(answer_by)) });
    }

    #[test]
    fn an_answer_is_due_after_so_many_minutes_in_which_people_are_there() {
        // A Thursday in winter time: an hour is an hour, and the lunch break does not count.
        check(60, "2026-03-05T09:00:00+01:00", None, "2026-03-05T10:00:00+01:00");
        check(60, "2026-03-05T11:30:00+01:00", None, "2026-03-05T13:30:00+01:00");
        check(
            60,
            "2026-03-05T12:30:00+01:00",
            Some("2026-03-05T13:00:00+01:00"),
            "2026-03-05T14:00:00+01:00",
        );
        // Over the weekend on which the clocks change.
        check(120, "2026-03-27T16:00:00+01:00", None, "2026-03-30T10:00:00+02:00");
        // Good Friday, the weekend and Easter Monday.
        check(
            30,
            "2026-04-02T18:00:00+02:00",
            Some("2026-04-07T09:00:00+02:00"),
            "2026-04-07T09:30:00+02:00",
        );
        // Exactly what is left of a day, and a minute more.
        check(60, "2026-03-05T16:00:00+01:00", None, "2026-03-05T17:00:00+01:00");
        check(61, "2026-03-05T16:00:00+01:00", None, "2026-03-06T09:01:00+01:00");
    }

    #[test]
    fn without_hours_people_are_always_there_and_without_minutes_nothing_is_promised() {
        let now = Timestamp::parse("2026-03-07T03:00:00Z").unwrap();
        let nothing = Due { opens_at: None, answer_by: None };
        assert_eq!(Escalation::default().due(now, "UTC"), nothing);
        let mut quick = Escalation { answer_within_minutes: Some(5), ..Escalation::default() };
        assert_eq!(quick.due(now, "UTC").answer_by, Some(now.plus_ms(5 * MINUTE_MS)));
        quick.holidays.insert("2026-03-07".to_owned());
        let opens = Timestamp::parse("2026-03-08T00:00:00Z").unwrap();
        assert_eq!(quick.due(now, "UTC").opens_at, Some(opens));
        let mut silent = berlin(60);
        silent.answer_within_minutes = None;
        let opens = Timestamp::parse("2026-03-09T09:00:00+01:00").unwrap();
        assert_eq!(silent.due(now, "UTC"), Due { opens_at: Some(opens), answer_by: None });
    }

    #[test]
    fn every_fault_is_named_at_its_place() {
        let text = r#"{"queue": " ", "queues": {"shop_fault": ""}, "time_zone": "Mars/Olympus",
            "answer_within_minutes": 0, "holidays": ["2026-02-30", "tomorrow"], "vip_tags": [""],
            "hours": [{"days": [], "from": "9:00", "to": "25:00"},
                      {"days": ["monday"], "from": "17:00", "to": "09:00"},
                      {"days": ["sunday"], "from": "22:00", "to": "24:00"}]}"#;
        let escalation: Escalation = serde_json::from_str(text).unwrap();
        let mut found = Vec::new();
        escalation.check(&mut |pointer, _| found.push(pointer.to_owned()));
        let expected = [
            "/queue",
            "/queues/shop_fault",
            "/hours/0/days",
            "/hours/0/from",
            "/hours/0/to",
            "/hours/1/to",
            "/holidays/0",
            "/holidays/1",
            "/time_zone",
            "/answer_within_minutes",
            "/vip_tags/0",
        ];
        assert_eq!(found, expected.map(|place| format!("/escalation{place}")));
        for unknown in [r#"{"queues": {"boredom": "x"}}"#, r#"{"hour": []}"#] {
            assert!(serde_json::from_str::<Escalation>(unknown).is_err(), "{unknown}");
        }
    }
}
