//! What came of all that customers brought, as charts that can be read as tables, too.

mod chart;
mod page;

use edgewise::{
    base::time::Timestamp,
    wire::{InsightsSpan, Problem},
};
use worker::Response;

use super::html;
use crate::{clock, fault::Result, http::Asked, insights, playbooks};

const PATH: &str = "/console/insights";

/// Spans that are offered, in days.
const DAYS: &[usize] = &[7, 30, 90];

/// What is asked for, as it stands in the form.
struct Wish {
    /// The first day.
    from: String,
    /// The last day.
    to: String,
    /// Whose wall clock they are of.
    zone: String,
    /// One of [`DAYS`], where it is just that many until today.
    days: Option<usize>,
}

/// The page. Days in its address are on the playbook's wall clock.
pub(super) async fn show(asked: &Asked) -> Result<Response> {
    let (zone, now) = (playbooks::time_zone(&asked.env).await?, clock::now());
    let (from, to) = (asked.query("from"), asked.query("to"));
    match InsightsSpan::read(from.as_deref(), to.as_deref(), &zone, now) {
        Ok(span) => {
            let view = insights::count(&asked.env, &span, &zone).await?;
            html(200, page::page(&view, &wish(&span, &zone, now)))
        }
        Err(problem) => {
            let wish = Wish {
                from: from.unwrap_or_default(),
                to: to.unwrap_or_default(),
                zone,
                days: None,
            };
            html(422, page::refused(&why(&problem), &wish))
        }
    }
}

fn why(problem: &Problem) -> String {
    let Some(fault) = problem.errors.first() else { return problem.detail.clone() };
    let detail = fault.detail.replace("`from`", "the first").replace("`to`", "the last");
    let day = if fault.pointer == "/from" { "first" } else { "last" };
    format!("The {day} day {detail}.")
}

fn wish(span: &InsightsSpan, zone: &str, now: Timestamp) -> Wish {
    let is_until_today = span.from() <= now && now < span.to();
    let begins = |days: &&usize| InsightsSpan::days_before(span.to(), **days, zone) == span.from();
    Wish {
        from: day(span.from(), zone),
        to: day(span.to().plus_ms(-1), zone),
        zone: zone.to_owned(),
        days: DAYS.iter().find(begins).filter(|_| is_until_today).copied(),
    }
}

/// A day on the wall clock, as forms and addresses have it.
fn day(at: Timestamp, zone: &str) -> String {
    at.in_zone(zone).date().to_string()
}
