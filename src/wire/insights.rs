//! What came of all that customers brought, over time.

use serde::{Deserialize, Serialize};

use super::Problem;
use crate::{base::time::Timestamp, engine::IssueOutcome, escalation::Reason, playbook::Goals};

/// Days that one answer may span.
pub const INSIGHTS_DAYS_MAX: usize = 366;

/// Days beyond which the parts are weeks.
const DAYS_BY_DAY_MAX: usize = 92;

/// Days that are shown where nothing else is asked for.
const DAYS_USUAL: usize = 30;

/// `GET /v1/insights`.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InsightsView {
    /// From when.
    pub from: Timestamp,
    /// Until when, that instant left out.
    pub to: Timestamp,
    /// Whose wall clock the days are of: the playbook's.
    pub time_zone: String,
    /// Conversations that began.
    pub conversations: u32,
    /// What came of the issues that were brought.
    pub issues: IssueCounts,
    /// The same for each day, or each week where the span is long.
    pub over_time: Vec<InsightsPart>,
    /// The same by what was asked for, the most first.
    pub skills: Vec<SkillInsights>,
    /// What people did.
    pub tickets: TicketInsights,
    /// What customers think of how they were helped.
    #[serde(default)]
    pub ratings: RatingInsights,
    /// What the live playbook wants to reach.
    #[serde(default, skip_serializing_if = "Goals::is_none")]
    pub goals: Goals,
}

/// One day or week.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InsightsPart {
    /// From when.
    pub from: Timestamp,
    /// Until when, that instant left out.
    pub to: Timestamp,
    /// Conversations that began.
    pub conversations: u32,
    /// What came of the issues that were brought.
    pub issues: IssueCounts,
}

/// What was asked for, and what came of it.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SkillInsights {
    /// For example `order_status`; none where nothing was understood or only a person was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skill: Option<String>,
    /// What came of it.
    pub issues: IssueCounts,
}

/// How many issues came to what.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct IssueCounts {
    /// Done, as the shop's own record shows.
    pub verified: u32,
    /// The customer says that it helped.
    pub confirmed: u32,
    /// Told, and not spoken of since.
    pub presumed: u32,
    /// A person was needed.
    pub escalated: u32,
    /// The customer left or wanted it no more.
    pub abandoned: u32,
    /// Nothing could be done or told.
    pub unassisted: u32,
    /// No issue of a customer.
    pub voided: u32,
    /// Not ended yet.
    pub open: u32,
}

/// Tickets that were opened.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TicketInsights {
    /// How many.
    pub opened: u32,
    /// Those in which a person has answered the customer.
    pub answered: u32,
    /// Milliseconds from the first wait to the first answer, for half of those that were answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_wait_median_ms: Option<i64>,
    /// The same for nine of ten.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_wait_p90_ms: Option<i64>,
    /// Why a person was needed, the most first.
    pub reasons: Vec<ReasonCount>,
}

/// Ratings that were given, by who was rated: whoever spoke last.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RatingInsights {
    /// Of the assistant.
    pub assistant: RatingCounts,
    /// Of people of the team.
    pub people: RatingCounts,
}

/// How many ratings there are of each score.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RatingCounts {
    /// From 1 (bad) to 5 (good).
    pub by_score: [u32; 5],
}

impl RatingCounts {
    /// All of them.
    #[must_use]
    pub fn all(&self) -> u32 {
        self.by_score.iter().fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// Those of 4 and 5.
    #[must_use]
    pub fn good(&self) -> u32 {
        self.by_score.iter().skip(3).fold(0, |sum, count| sum.saturating_add(*count))
    }
}

/// How often a person was needed for a reason.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReasonCount {
    /// Why.
    pub reason: Reason,
    /// How often.
    pub count: u32,
}

impl IssueCounts {
    /// Counts so many more.
    pub const fn add(&mut self, outcome: Option<IssueOutcome>, count: u32) {
        let counted = match outcome {
            Some(IssueOutcome::Verified) => &mut self.verified,
            Some(IssueOutcome::Confirmed) => &mut self.confirmed,
            Some(IssueOutcome::Presumed) => &mut self.presumed,
            Some(IssueOutcome::Escalated) => &mut self.escalated,
            Some(IssueOutcome::Abandoned) => &mut self.abandoned,
            Some(IssueOutcome::Unassisted) => &mut self.unassisted,
            Some(IssueOutcome::Voided) => &mut self.voided,
            None => &mut self.open,
        };
        *counted = counted.saturating_add(count);
    }

    /// Counts all of the other, too.
    pub fn join(&mut self, other: &Self) {
        for (outcome, count) in other.each() {
            self.add(Some(outcome), count);
        }
        self.add(None, other.open);
    }

    /// Each outcome with how many came to it, in the order in which they are told.
    #[must_use]
    pub const fn each(&self) -> [(IssueOutcome, u32); 7] {
        [
            (IssueOutcome::Verified, self.verified),
            (IssueOutcome::Confirmed, self.confirmed),
            (IssueOutcome::Presumed, self.presumed),
            (IssueOutcome::Escalated, self.escalated),
            (IssueOutcome::Abandoned, self.abandoned),
            (IssueOutcome::Unassisted, self.unassisted),
            (IssueOutcome::Voided, self.voided),
        ]
    }

    /// All issues of customers that have ended: what is resolved is told of these.
    #[must_use]
    pub fn ended(&self) -> u32 {
        let counted = self.each().into_iter().filter(|(it, _)| *it != IssueOutcome::Voided);
        counted.fold(0, |sum, (_, count)| sum.saturating_add(count))
    }

    /// Those that are resolved beyond doubt. Silence is not among them.
    #[must_use]
    pub fn resolved(&self) -> u32 {
        let resolved = self.each().into_iter().filter(|(it, _)| it.is_resolved());
        resolved.fold(0, |sum, (_, count)| sum.saturating_add(count))
    }

    /// All of them, whatever came of them.
    #[must_use]
    pub fn all(&self) -> u32 {
        self.ended().saturating_add(self.voided).saturating_add(self.open)
    }
}

/// A span of time on the wall clock of the playbook, cut into days or weeks.
#[derive(Clone, Debug, PartialEq)]
pub struct InsightsSpan {
    /// Each from when until when, oldest first; never empty.
    pub parts: Vec<(Timestamp, Timestamp)>,
}

impl InsightsSpan {
    /// The span that is asked for: `from` and `to` are instants or days, such as `2026-11-01`, both days
    /// included. The last 30 days where nothing is asked for.
    ///
    /// # Errors
    /// The field that is no day, or why there is no such span.
    pub fn read(
        from: Option<&str>,
        to: Option<&str>,
        zone: &str,
        now: Timestamp,
    ) -> Result<Self, Problem> {
        let today = now.in_zone(zone).date();
        let to = match to {
            Some(text) => instant(text, zone, "/to")?.1,
            None => of_day(today, zone).map_or(now, |(_, end)| end),
        };
        let from = match from {
            Some(text) => instant(text, zone, "/from")?.0,
            None => Self::days_before(to, DAYS_USUAL, zone),
        };
        if to <= from {
            return Err(Problem::invalid("/to", "must be later than `from`"));
        }
        let days = days(from, to, zone).ok_or_else(|| {
            let detail = format!("must lie at most {INSIGHTS_DAYS_MAX} days before `to`");
            Problem::invalid("/from", detail)
        })?;
        let step = if days.len() > DAYS_BY_DAY_MAX { 7 } else { 1 };
        let parts = days.chunks(step).filter_map(|week| Some((week.first()?.0, week.last()?.1)));
        Ok(Self { parts: parts.collect() })
    }

    /// The beginning of the day that makes so many days until an instant.
    #[must_use]
    pub fn days_before(to: Timestamp, days: usize, zone: &str) -> Timestamp {
        let last = to.plus_ms(-1).in_zone(zone).date();
        let back =
            jiff::Span::new().days(i64::try_from(days).unwrap_or_default().saturating_sub(1));
        let first = last.checked_sub(back).ok().and_then(|day| of_day(day, zone));
        first.map_or(to, |(begin, _)| begin)
    }

    /// From when.
    #[must_use]
    pub fn from(&self) -> Timestamp {
        self.parts.first().map(|part| part.0).unwrap_or_default()
    }

    /// Until when.
    #[must_use]
    pub fn to(&self) -> Timestamp {
        self.parts.last().map(|part| part.1).unwrap_or_default()
    }
}

fn instant(text: &str, zone: &str, pointer: &str) -> Result<(Timestamp, Timestamp), Problem> {
    let day = Timestamp::of_day(text, zone);
    let at = || Timestamp::parse(text).ok().map(|at| (at, at));
    let detail = "must be a day such as `2026-11-01`, or an instant such as `2026-11-01T00:00:00Z`";
    day.or_else(at).ok_or_else(|| Problem::invalid(pointer, detail))
}

fn of_day(day: jiff::civil::Date, zone: &str) -> Option<(Timestamp, Timestamp)> {
    Timestamp::of_day(&day.to_string(), zone)
}

/// The days of a span, the first and the last cut where it begins and ends; nothing where they are too many.
fn days(from: Timestamp, to: Timestamp, zone: &str) -> Option<Vec<(Timestamp, Timestamp)>> {
    let mut days = Vec::new();
    let mut begin = from;
    while begin < to {
        if days.len() >= INSIGHTS_DAYS_MAX {
            return None;
        }
        let end = of_day(begin.in_zone(zone).date(), zone).map_or(to, |(_, end)| end.min(to));
        days.push((begin, end));
        begin = end;
    }
    Some(days)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::time::HOUR_MS;

    const BERLIN: &str = "Europe/Berlin";

    fn read(from: Option<&str>, to: Option<&str>) -> Result<InsightsSpan, Problem> {
        let now = Timestamp::parse("2026-11-27T10:00:00Z").unwrap();
        InsightsSpan::read(from, to, BERLIN, now)
    }

    #[track_caller]
    fn refused(from: &str, to: &str, pointer: &str) {
        let problem = read(Some(from), Some(to)).unwrap_err();
        assert_eq!(problem.errors.first().unwrap().pointer, pointer);
    }

    #[test]
    fn days_are_those_of_the_wall_clock_also_when_it_is_changed() {
        let span = read(Some("2026-10-24"), Some("2026-10-26")).unwrap();
        let hours: Vec<i64> =
            span.parts.iter().map(|(from, to)| to.ms_since(*from) / HOUR_MS).collect();
        assert_eq!(hours, [24, 25, 24]);
        assert_eq!(span.from().to_string(), "2026-10-23T22:00:00.000Z");
        assert_eq!(span.to().to_string(), "2026-10-26T23:00:00.000Z");
    }

    #[test]
    fn without_a_wish_it_is_the_last_thirty_days_with_today() {
        let span = read(None, None).unwrap();
        assert_eq!(span.parts.len(), 30);
        assert_eq!(span.from().in_zone(BERLIN).date().to_string(), "2026-10-29");
        assert_eq!(span.to().in_zone(BERLIN).date().to_string(), "2026-11-28");
    }

    #[test]
    fn instants_cut_the_first_and_the_last_day() {
        let span = read(Some("2026-11-01T12:00:00Z"), Some("2026-11-02T06:30:00Z")).unwrap();
        assert_eq!(span.parts.len(), 2);
        assert_eq!(span.parts[0].1.to_string(), "2026-11-01T23:00:00.000Z");
        assert_eq!(span.to().to_string(), "2026-11-02T06:30:00.000Z");
    }

    #[test]
    fn a_long_span_is_cut_into_weeks_and_leaves_out_no_day() {
        let span = read(Some("2026-01-01"), Some("2026-06-30")).unwrap();
        assert_eq!(span.parts.len(), 181_usize.div_ceil(7));
        for pair in span.parts.windows(2) {
            assert_eq!(pair[0].1, pair[1].0);
        }
        assert_eq!(span.to().in_zone(BERLIN).date().to_string(), "2026-07-01");
    }

    #[test]
    fn what_is_no_span_names_the_field() {
        refused("yesterday", "2026-11-02", "/from");
        refused("2026-11-02", "2026-02-30", "/to");
        refused("2026-11-02", "2026-11-01", "/to");
        refused("2024-11-02", "2026-11-01", "/from");
        refused("0001-01-01T00:00:00Z", "9999-12-01T00:00:00Z", "/from");
    }

    #[test]
    fn silence_is_never_in_the_headline() {
        let mut counts = IssueCounts::default();
        for (number, (outcome, _)) in counts.each().into_iter().enumerate() {
            counts.add(Some(outcome), u32::try_from(number).unwrap() + 1);
        }
        counts.add(None, 100);
        assert_eq!((counts.resolved(), counts.ended(), counts.all()), (3, 21, 128));
        assert_eq!((counts.presumed, counts.voided, counts.open), (3, 7, 100));
    }
}
