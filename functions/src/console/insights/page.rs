//! The page of insights.

use edgewise::{
    base::time::{MINUTE_MS, Timestamp},
    engine::IssueOutcome,
    wire::{
        InsightsSpan, InsightsView, IssueCounts, RatingInsights, SkillInsights, TicketInsights,
    },
};
use maud::{Markup, html};

use super::{
    super::{
        form::address,
        frame::{Part, frame, name_of, span, words},
        inbox::why,
    },
    DAYS, PATH, Wish, chart, day,
};
use crate::clock;

/// The page.
pub(super) fn page(view: &InsightsView, wish: &Wish) -> Markup {
    framed(
        wish,
        None,
        html! {
            @if view.conversations == 0 && view.issues.all() == 0 && view.tickets.opened == 0 { (nothing(wish)) } @else {
                (headline(view))
                (over_time(view))
                (skills(&view.skills))
                (people(&view.tickets))
                (ratings(&view.ratings))
                p.quiet { "Days are those of " (view.time_zone) ". Counted from the index, which is told within seconds." }
            }
        },
    )
}

/// The page where there is no such span.
pub(super) fn refused(fault: &str, wish: &Wish) -> Markup {
    framed(wish, Some(fault), html! {})
}

fn framed(wish: &Wish, fault: Option<&str>, content: Markup) -> Markup {
    frame(
        "Insights",
        Part::Insights,
        html! {
            h1 { "Insights" }
            nav.tabs aria-label="Span" {
                @for days in DAYS {
                    @let address = preset(*days, wish);
                    a href=(address) aria-current=[(wish.days == Some(*days)).then_some("page")] { "Last " (days) " days" }
                }
            }
            form.filter method="get" action=(PATH) {
                label { "First day " input type="date" name="from" required value=(wish.from); }
                label { "Last day " input type="date" name="to" required value=(wish.to); }
                button { "Show" }
                @if let Some(fault) = fault { p.fault role="alert" { (fault) } }
            }
            (content)
        },
    )
}

/// The address of the last so many days.
fn preset(days: usize, wish: &Wish) -> String {
    let today = clock::now();
    let zone = wish.zone.as_str();
    let from = InsightsSpan::days_before(today.plus_ms(1), days, zone);
    address(PATH, &[("from", &day(from, zone)), ("to", &day(today, zone))])
}

fn nothing(wish: &Wish) -> Markup {
    html! {
        div.empty {
            p { "Nobody has written from " (wish.from) " to " (wish.to) "." }
            p {
                "This page counts what customers bring: each thing that is asked for in a conversation is an issue, and ends as "
                "done, confirmed, told, handed to a person, given up or not helped. What is only followed by silence is never "
                "counted as resolved."
            }
            @if cfg!(feature = "demo") { p { "Ask something in the " a href="/demo/" { "demo shop" } "; it is counted a moment later." } }
            @else { p { "The first conversation is counted a moment after it begins." } }
        }
    }
}

/// What customers think of the assistant and of people, apart: whoever spoke last was rated.
fn ratings(view: &RatingInsights) -> Markup {
    html! {
        section {
            h2 { "What customers think" }
            @if view.assistant.all() == 0 && view.people.all() == 0 {
                p.quiet { "Nobody has rated a conversation. The chat asks for it when one has ended." }
            } @else {
                table {
                    thead { tr {
                        th scope="col" { "Of" }
                        th scope="col" { "Ratings" }
                        th scope="col" { "4 or 5" }
                        @for score in 1..=5 { th scope="col" { (score) } }
                    } }
                    tbody {
                        @for (name, counts) in [("the assistant", &view.assistant), ("your people", &view.people)] { tr {
                            th scope="row" { (name) }
                            td data-label="Ratings" { (counts.all()) }
                            td data-label="4 or 5" { (chart::percent(counts.good(), counts.all())) }
                            @for (place, count) in counts.by_score.iter().enumerate() {
                                td data-label=(place + 1) { (count) }
                            }
                        } }
                    }
                }
            }
        }
    }
}

fn headline(view: &InsightsView) -> Markup {
    let (resolved, ended) = (view.issues.resolved(), view.issues.ended());
    html! {
        dl.figures {
            div { dt { "Resolved beyond doubt" } dd {
                (chart::percent(resolved, ended)) " "
                span.quiet { (resolved) " of " (ended) " issues that have ended" }
                @if let Some(aim) = view.goals.resolved_percent.filter(|_| ended > 0) {
                    " " (aimed(resolved.saturating_mul(100) >= ended.saturating_mul(aim.into()), html! { (aim) " %" }))
                }
            } }
            div { dt { "Conversations" } dd { (view.conversations) } }
            div { dt { "Handed to a person" } dd {
                (chart::percent(view.issues.escalated, ended)) " " span.quiet { (view.issues.escalated) " issues" }
            } }
            div { dt { "First answer of a person" } dd {
                @match view.tickets.first_wait_median_ms {
                    Some(ms) => {
                        (span(ms)) " " span.quiet {
                            "half wait no longer"
                            @if let Some(p90) = view.tickets.first_wait_p90_ms { "; nine of ten no longer than " (span(p90)) }
                        }
                        @if let Some(minutes) = view.goals.first_answer_minutes {
                            @let aim = i64::from(minutes).saturating_mul(MINUTE_MS);
                            " " (aimed(ms <= aim, html! { (span(aim)) }))
                        }
                    }
                    None => span.quiet { "none was needed or given" },
                }
            } }
        }
    }
}

/// What is aimed at, and whether it is reached: in words, so that no colour has to say it.
fn aimed(reached: bool, aim: Markup) -> Markup {
    html! {
        @if reached { strong.good { "reached: " (aim) } } @else { strong.warn { "aim: " (aim) } }
    }
}

/// What an outcome means, in short.
const fn meaning(outcome: IssueOutcome) -> &'static str {
    match outcome {
        IssueOutcome::Verified => "done, as the shop's own record shows",
        IssueOutcome::Confirmed => "the customer says that it helped",
        IssueOutcome::Presumed => "told, then a day of silence: not in the headline",
        IssueOutcome::Escalated => "a person was needed",
        IssueOutcome::Abandoned => "the customer left or wanted it no more",
        IssueOutcome::Unassisted => "nothing could be done or told",
        IssueOutcome::Voided => "no issue of a customer: not counted",
    }
}

fn over_time(view: &InsightsView) -> Markup {
    html! {
        section {
            h2 { "What came of it" }
            ul.legend {
                @for (outcome, count) in view.issues.each() {
                    li {
                        (chart::key(outcome))
                        strong { (name_of(&outcome)) } " " (count) span.quiet { " " (meaning(outcome)) }
                    }
                }
                @if view.issues.open > 0 { li { (view.issues.open) " are still open" } }
            }
            (chart::outcomes(view))
            (chart::conversations(view))
            details.whole {
                summary { "As a table" }
                div.scroll tabindex="0" role="region" aria-label="What came of it, by day" {
                    table.numbers {
                        thead { tr {
                            th scope="col" { "From" }
                            th scope="col" { "Conversations" }
                            @for (outcome, _) in view.issues.each() { th scope="col" { (name_of(&outcome)) } }
                            th scope="col" { "open" }
                        } }
                        tbody { @for part in &view.over_time { tr {
                            th scope="row" { (day(part.from, &view.time_zone)) }
                            td { (part.conversations) }
                            (cells(&part.issues))
                        } } }
                    }
                }
            }
        }
    }
}

fn cells(counts: &IssueCounts) -> Markup {
    html! {
        @for (_, count) in counts.each() { td { (count) } }
        td { (counts.open) }
    }
}

fn skills(skills: &[SkillInsights]) -> Markup {
    let most = skills.iter().map(|it| it.issues.all()).max().unwrap_or_default();
    html! {
        @if !skills.is_empty() {
            section {
                h2 { "What was asked for" }
                table {
                    thead { tr {
                        th scope="col" { "Ability" }
                        th scope="col" { "Issues" }
                        th scope="col" { "Resolved beyond doubt" }
                        th scope="col" { "Handed to a person" }
                        th scope="col" { "What came of it" }
                    } }
                    tbody { @for one in skills {
                        @let ended = one.issues.ended();
                        tr {
                            td data-label="Ability" { bdi { (one.skill.as_deref().map_or_else(|| "not named".to_owned(), words)) } }
                            td data-label="Issues" { (one.issues.all()) }
                            td data-label="Resolved" { (chart::percent(one.issues.resolved(), ended)) }
                            td data-label="To a person" { (chart::percent(one.issues.escalated, ended)) }
                            td data-label="What came of it" { (chart::bar(&one.issues, most)) }
                        }
                    } }
                }
                details.whole {
                    summary { "As a table with every outcome" }
                    div.scroll tabindex="0" role="region" aria-label="What came of it, by ability" {
                        table.numbers {
                            thead { tr {
                                th scope="col" { "Ability" }
                                @for (outcome, _) in IssueCounts::default().each() { th scope="col" { (name_of(&outcome)) } }
                                th scope="col" { "open" }
                            } }
                            tbody { @for one in skills { tr {
                                th scope="row" { bdi { (one.skill.as_deref().map_or_else(|| "not named".to_owned(), words)) } }
                                (cells(&one.issues))
                            } } }
                        }
                    }
                }
            }
        }
    }
}

fn people(tickets: &TicketInsights) -> Markup {
    let most = tickets.reasons.first().map_or(0, |first| first.count);
    html! {
        section {
            h2 { "Why a person was needed" }
            @if tickets.opened == 0 { p.quiet { "No ticket was opened." } } @else {
                p {
                    (tickets.opened) @if tickets.opened == 1 { " ticket was" } @else { " tickets were" } " opened, "
                    (tickets.answered) " of them answered by a person."
                }
                table {
                    thead { tr { th scope="col" { "Reason" } th scope="col" { "Tickets" } th scope="col" { span.default { "Share" } } } }
                    tbody { @for one in &tickets.reasons { tr {
                        td data-label="Reason" { (why(one.reason)) }
                        td data-label="Tickets" { (one.count) }
                        td data-label="Share" { (chart::share(one.count, most)) }
                    } } }
                }
            }
        }
    }
}

/// When a part begins, for a chart.
pub(super) fn label(at: Timestamp, zone: &str) -> String {
    at.in_zone(zone).strftime("%e %b").to_string().trim().to_owned()
}
