//! What came of all that customers brought, counted from the index.

use std::slice;

use edgewise::{
    base::{json, sort, time::Timestamp},
    engine::{IssueStanding, Rated, SILENT_MS},
    escalation::Reason,
    release::Role,
    wire::{
        InsightsPart, InsightsSpan, InsightsView, IssueCounts, RatingInsights, ReasonCount,
        SkillInsights, TicketInsights,
    },
};
use serde::{Deserialize, de::DeserializeOwned};
use wasm_bindgen::JsValue;
use worker::{D1Result, Env, Response};

use crate::{
    bindings, clock,
    fault::{Fault, Result},
    http::{self, Asked},
    index::number,
    playbooks, team,
};

/// `GET /v1/insights?from=&to=`
pub(crate) async fn read(asked: &Asked) -> Result<Response> {
    team::require(asked, Role::Viewer).await?;
    let zone = playbooks::time_zone(&asked.env).await?;
    let (from, to) = (asked.query("from"), asked.query("to"));
    let span = InsightsSpan::read(from.as_deref(), to.as_deref(), &zone, clock::now())?;
    http::json(200, &count(&asked.env, &span, &zone).await?)
}

/// Each part of the span with its place. The parts come first, so that each looks into the index by its
/// instants.
const OF_PARTS: &str = "WITH part (place, began, ended) AS
    (SELECT key, json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?1))";

const CONVERSATIONS: &str = "SELECT part.place, COUNT(*) AS count FROM part
    CROSS JOIN conversation ON opened_at >= began AND opened_at < ended GROUP BY part.place";

/// How an issue may stand.
const STANDINGS: &str = "standings (name) AS (SELECT value FROM json_each(?2))";

/// Each count is a range of the index: sorting what is to be grouped would take ten times as long.
const ISSUES: &str = "SELECT part.place, name AS standing,
        (SELECT COUNT(*) FROM issue
            WHERE standing = name AND began_at >= began AND began_at < ended) AS count
    FROM part CROSS JOIN standings";

/// Those of which somebody has spoken lately, few among all: counted by themselves, so that the others are not
/// looked at twice.
const HEARD: &str = "recent AS MATERIALIZED (SELECT skill, standing, began_at FROM issue
        WHERE heard_at > ?2 AND began_at >= ?3 AND began_at < ?4)
    SELECT part.place, skill, standing, COUNT(*) AS count FROM part CROSS JOIN recent
    WHERE ended > (SELECT MIN(began_at) FROM recent) AND began_at >= began AND began_at < ended
    GROUP BY part.place, skill, standing";

/// The abilities are found one after the other: a list of those that differ would read the whole index.
const SKILLS: &str = "WITH RECURSIVE asked (skill) AS (SELECT MIN(skill) FROM issue UNION ALL
        SELECT (SELECT MIN(skill) FROM issue WHERE issue.skill > asked.skill) FROM asked
        WHERE asked.skill IS NOT NULL)";

const BY_SKILL: &str = "SELECT asked.skill, name AS standing,
        (SELECT COUNT(*) FROM issue WHERE issue.skill = asked.skill AND standing = name
            AND began_at >= ?1 AND began_at < ?3) AS count
    FROM asked CROSS JOIN standings WHERE asked.skill IS NOT NULL";

const REASONS: &str = "SELECT reason, COUNT(*) AS count, COUNT(waited_ms) AS answered FROM ticket
    WHERE opened_at >= ?1 AND opened_at < ?2 GROUP BY reason";

/// Half of those who were answered waited no longer than the first, nine of ten no longer than the second.
const WAITS: &str = "SELECT
        MIN(CASE WHEN rank * 2 >= many THEN waited_ms END) AS median,
        MIN(CASE WHEN rank * 10 >= many * 9 THEN waited_ms END) AS p90
    FROM (SELECT waited_ms, ROW_NUMBER() OVER (ORDER BY waited_ms) AS rank,
            COUNT(*) OVER () AS many
        FROM ticket WHERE opened_at >= ?1 AND opened_at < ?2 AND waited_ms IS NOT NULL)";

const RATINGS: &str = "SELECT rated, score, COUNT(*) AS count FROM rating
    WHERE at >= ?1 AND at < ?2 GROUP BY rated, score";

/// Counts a span.
pub(crate) async fn count(env: &Env, span: &InsightsSpan, zone: &str) -> Result<InsightsView> {
    let index = bindings::index(env)?;
    let parts: Vec<[i64; 2]> =
        span.parts.iter().map(|(from, to)| [from.as_ms(), to.as_ms()]).collect();
    let parts = JsValue::from_str(&serde_json::to_string(&parts)?);
    let standings = IssueStanding::ALL.map(IssueStanding::name);
    let standings = JsValue::from_str(&serde_json::to_string(&standings)?);
    let silent = number(clock::now().plus_ms(SILENT_MS.saturating_neg()).as_ms());
    let (from, to) = (number(span.from().as_ms()), number(span.to().as_ms()));
    let ends = [from, to];
    let [from, to] = ends.clone();
    let statements = vec![
        index.prepare(format!("{OF_PARTS} {CONVERSATIONS}")).bind(slice::from_ref(&parts))?,
        index
            .prepare(format!("{OF_PARTS}, {STANDINGS} {ISSUES}"))
            .bind(&[parts.clone(), standings.clone()])?,
        index.prepare(format!("{SKILLS}, {STANDINGS} {BY_SKILL}")).bind(&[
            from.clone(),
            standings,
            to.clone(),
        ])?,
        index.prepare(format!("{OF_PARTS}, {HEARD}")).bind(&[parts, silent, from, to])?,
        index.prepare(REASONS).bind(&ends)?,
        index.prepare(WAITS).bind(&ends)?,
        index.prepare(RATINGS).bind(&ends)?,
    ];
    let answers = index.batch(statements).await?;
    let [conversations, issues, skills, heard, reasons, waits, ratings] = answers.as_slice() else {
        return Err(Fault::internal("insights.answers"));
    };
    let heard: Vec<IssueRow> = rows(heard)?;
    let over_time = over_time(span, rows(conversations)?, rows(issues)?, &heard);
    let skills = by_skill(rows(skills)?, &heard);
    let mut all = IssueCounts::default();
    for part in &over_time {
        all.join(&part.issues);
    }
    Ok(InsightsView {
        from: span.from(),
        to: span.to(),
        time_zone: zone.to_owned(),
        conversations: over_time.iter().fold(0, |sum, it| it.conversations.saturating_add(sum)),
        issues: all,
        over_time,
        skills,
        tickets: of_tickets(rows(reasons)?, rows(waits)?),
        ratings: rated(rows(ratings)?),
        goals: playbooks::live_for_most(env).await?.goals,
    })
}

#[derive(Deserialize)]
struct PartRow {
    place: usize,
    count: u32,
}

/// A number of issues that stand alike, of one part or of one skill; or of both, of which somebody has spoken
/// lately.
#[derive(Deserialize)]
struct IssueRow {
    #[serde(default)]
    place: usize,
    #[serde(default)]
    skill: String,
    standing: String,
    count: u32,
}

#[derive(Deserialize)]
struct ReasonRow {
    reason: String,
    count: u32,
    answered: u32,
}

#[derive(Deserialize)]
struct RatingRow {
    rated: String,
    score: usize,
    count: u32,
}

#[derive(Default, Deserialize)]
struct WaitRow {
    median: Option<f64>,
    p90: Option<f64>,
}

fn rows<T: DeserializeOwned>(answer: &D1Result) -> Result<Vec<T>> {
    Ok(answer.results::<T>()?)
}

fn over_time(
    span: &InsightsSpan,
    conversations: Vec<PartRow>,
    issues: Vec<IssueRow>,
    heard: &[IssueRow],
) -> Vec<InsightsPart> {
    let part = |&(from, to): &(Timestamp, Timestamp)| InsightsPart {
        from,
        to,
        conversations: 0,
        issues: IssueCounts::default(),
    };
    let mut parts: Vec<InsightsPart> = span.parts.iter().map(part).collect();
    for row in conversations {
        if let Some(part) = parts.get_mut(row.place) {
            part.conversations = row.count;
        }
    }
    for row in issues {
        if let Some(part) = parts.get_mut(row.place) {
            let heard = sum(heard, |it| it.place == row.place && it.standing == row.standing);
            row.into_counts(heard, &mut part.issues);
        }
    }
    parts
}

impl IssueRow {
    /// `heard`: how many of these somebody has spoken of lately.
    fn into_counts(self, heard: u32, counts: &mut IssueCounts) {
        let standing = IssueStanding::ALL.into_iter().find(|it| it.name() == self.standing);
        if let Some(standing) = standing {
            counts.add(standing.outcome(true), self.count.saturating_sub(heard));
            counts.add(standing.outcome(false), heard);
        }
    }
}

fn sum(rows: &[IssueRow], of: impl Fn(&IssueRow) -> bool) -> u32 {
    rows.iter().filter(|row| of(row)).fold(0, |sum, row| row.count.saturating_add(sum))
}

fn by_skill(rows: Vec<IssueRow>, heard: &[IssueRow]) -> Vec<SkillInsights> {
    let mut skills: Vec<SkillInsights> = Vec::new();
    for row in rows.into_iter().filter(|row| row.count > 0) {
        let skill = Some(row.skill.clone()).filter(|skill| !skill.is_empty());
        let heard = sum(heard, |it| it.skill == row.skill && it.standing == row.standing);
        let known = skills.iter_mut().find(|it| it.skill == skill);
        if let Some(known) = known {
            row.into_counts(heard, &mut known.issues);
        } else {
            let mut issues = IssueCounts::default();
            row.into_counts(heard, &mut issues);
            skills.push(SkillInsights { skill, issues });
        }
    }
    sort::by(&mut skills, |left, right| right.issues.all().cmp(&left.issues.all()));
    skills
}

fn of_tickets(rows: Vec<ReasonRow>, waits: Vec<WaitRow>) -> TicketInsights {
    let mut tickets = TicketInsights::default();
    for row in rows {
        tickets.opened = tickets.opened.saturating_add(row.count);
        tickets.answered = tickets.answered.saturating_add(row.answered);
        // A reason that is not known any more still counts among the tickets.
        if let Ok(reason) = json::read_value::<Reason>(serde_json::Value::from(row.reason)) {
            tickets.reasons.push(ReasonCount { reason, count: row.count });
        }
    }
    sort::by(&mut tickets.reasons, |left, right| right.count.cmp(&left.count));
    let waits = waits.into_iter().next().unwrap_or_default();
    tickets.first_wait_median_ms = waits.median.map(whole);
    tickets.first_wait_p90_ms = waits.p90.map(whole);
    tickets
}

fn rated(rows: Vec<RatingRow>) -> RatingInsights {
    let mut ratings = RatingInsights::default();
    for row in rows {
        let of = Rated::ALL.into_iter().find(|it| it.name() == row.rated);
        let counts = match of {
            Some(Rated::Assistant) => &mut ratings.assistant,
            Some(Rated::Person) => &mut ratings.people,
            None => continue,
        };
        if let Some(held) = row.score.checked_sub(1).and_then(|at| counts.by_score.get_mut(at)) {
            *held = held.saturating_add(row.count);
        }
    }
    ratings
}

#[expect(clippy::cast_possible_truncation, reason = "written as a whole number")]
const fn whole(ms: f64) -> i64 {
    ms as i64
}
