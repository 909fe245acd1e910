//! Charts, drawn on the server. Each has a name and says what it shows; the numbers stand in a table beside it.
//! Outcomes differ by more than colour: they are stacked in the order of the legend.

use edgewise::{
    base::json,
    engine::IssueOutcome,
    wire::{InsightsView, IssueCounts},
};
use maud::{Markup, html};

use super::{day, page::label};

/// Units of a chart. It is stretched to the width of its place.
const WIDTH: u32 = 1_000;
const HEIGHT: u32 = 200;

/// A share of a hundred; a dash where there is nothing to have a share of.
pub(super) fn percent(part: u32, whole: u32) -> String {
    let hundred = u64::from(part).saturating_mul(100).saturating_add(u64::from(whole) / 2);
    hundred.checked_div(u64::from(whole)).map_or_else(|| "–".to_owned(), |it| format!("{it} %"))
}

/// The colour of an outcome, beside its name.
pub(super) fn key(outcome: IssueOutcome) -> Markup {
    html! {
        svg.key aria-hidden="true" viewBox="0 0 10 10" { rect class=(class(outcome)) width="10" height="10" rx="2" {} }
    }
}

fn class(outcome: IssueOutcome) -> String {
    format!("of-{}", json::name(&outcome))
}

/// What came of the issues, stacked for each part.
pub(super) fn outcomes(view: &InsightsView) -> Markup {
    let tallest = view.over_time.iter().map(|part| part.issues.all()).max().unwrap_or_default();
    let busiest = view.over_time.iter().find(|part| part.issues.all() == tallest);
    let (ended, resolved) = (view.issues.ended(), view.issues.resolved());
    let told = format!(
        "{} issues in all; {resolved} of {ended} that have ended are resolved beyond doubt, {} went to a person. The most \
         are {tallest}{}.",
        view.issues.all(),
        view.issues.escalated,
        busiest.map(|part| format!(" on {}", day(part.from, &view.time_zone))).unwrap_or_default(),
    );
    let columns: Vec<Vec<(String, u32)>> =
        view.over_time.iter().map(|part| stack(&part.issues)).collect();
    figure(view, "Issues by what came of them", "outcomes", &told, tallest, &columns)
}

/// How many conversations began in each part.
pub(super) fn conversations(view: &InsightsView) -> Markup {
    let tallest = view.over_time.iter().map(|part| part.conversations).max().unwrap_or_default();
    let told = format!("{} in all; {tallest} at most.", view.conversations);
    let column = |count: u32| vec![("of-all".to_owned(), count)];
    let columns: Vec<_> = view.over_time.iter().map(|part| column(part.conversations)).collect();
    figure(view, "Conversations that began", "conversations", &told, tallest, &columns)
}

fn stack(counts: &IssueCounts) -> Vec<(String, u32)> {
    let ended = counts.each().into_iter().map(|(outcome, count)| (class(outcome), count));
    ended.chain([("of-open".to_owned(), counts.open)]).collect()
}

fn figure(
    view: &InsightsView,
    name: &str,
    id: &str,
    told: &str,
    tallest: u32,
    columns: &[Vec<(String, u32)>],
) -> Markup {
    let wide = WIDTH.checked_div(u32::try_from(columns.len()).unwrap_or(1)).unwrap_or(WIDTH);
    let gap = (wide / 6).min(8);
    let zone = &view.time_zone;
    html! {
        figure {
            figcaption { (name) span.quiet { ", at most " (tallest) @if is_weekly(view) { " a week" } @else { " a day" } } }
            svg.chart role="img" aria-labelledby={ (id) "-title " (id) "-desc" } viewBox={ "0 0 " (WIDTH) " " (HEIGHT) }
                preserveAspectRatio="none" {
                title id={ (id) "-title" } { (name) }
                desc id={ (id) "-desc" } { (told) }
                @for (place, column) in columns.iter().enumerate() {
                    @let left = u32::try_from(place).unwrap_or_default().saturating_mul(wide);
                    (bars(column, tallest, left, wide.saturating_sub(gap).max(1)))
                }
            }
            p.axis aria-hidden="true" {
                span { (label(view.from, zone)) }
                @if let Some(middle) = view.over_time.get(view.over_time.len() / 2) { span { (label(middle.from, zone)) } }
                span { (label(view.to.plus_ms(-1), zone)) }
            }
        }
    }
}

fn is_weekly(view: &InsightsView) -> bool {
    let day_or_so = 26 * edgewise::base::time::HOUR_MS;
    view.over_time.first().is_some_and(|part| part.to.ms_since(part.from) > day_or_so)
}

/// One column, from below.
fn bars(column: &[(String, u32)], tallest: u32, left: u32, wide: u32) -> Markup {
    let mut drawn = 0_u32;
    let mut rows = Vec::new();
    for (class, count) in column.iter().filter(|(_, count)| *count > 0) {
        let (below, above) =
            (scaled(drawn, tallest, HEIGHT), scaled(drawn.saturating_add(*count), tallest, HEIGHT));
        drawn = drawn.saturating_add(*count);
        rows.push((class, HEIGHT.saturating_sub(above), above.saturating_sub(below).max(1)));
    }
    html! { @for (class, top, tall) in rows {
        rect class=(class) x=(left) y=(top) width=(wide) height=(tall) {}
    } }
}

/// What came of something, in a row of a table, as long as there is much of it.
pub(super) fn bar(counts: &IssueCounts, most: u32) -> Markup {
    let mut drawn = 0_u32;
    let told: Vec<String> = counts
        .each()
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(outcome, count)| format!("{count} {}", json::name(&outcome)))
        .collect();
    let parts: Vec<(String, u32, u32)> = stack(counts)
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(class, count)| {
            let (from, to) =
                (scaled(drawn, most, WIDTH), scaled(drawn.saturating_add(count), most, WIDTH));
            drawn = drawn.saturating_add(count);
            (class, from, to.saturating_sub(from).max(4))
        })
        .collect();
    html! {
        svg.bar role="img" aria-label=(if told.is_empty() { "still open".to_owned() } else { told.join(", ") })
            viewBox={ "0 0 " (WIDTH) " 10" } preserveAspectRatio="none" {
            @for (class, from, long) in parts { rect class=(class) x=(from) y="0" width=(long) height="10" {} }
        }
    }
}

/// A count beside the largest of its kind. The number stands beside it.
pub(super) fn share(count: u32, most: u32) -> Markup {
    html! {
        svg.bar aria-hidden="true" viewBox={ "0 0 " (WIDTH) " 10" } preserveAspectRatio="none" {
            rect.of-escalated x="0" y="0" width=(scaled(count, most, WIDTH).max(4)) height="10" {}
        }
    }
}

fn scaled(count: u32, most: u32, units: u32) -> u32 {
    let scaled = u64::from(count).saturating_mul(units.into()).checked_div(most.into());
    u32::try_from(scaled.unwrap_or_default()).unwrap_or(units)
}
