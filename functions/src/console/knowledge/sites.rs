//! The shop's own sites, which are read by themselves: what came of that, and which are to be.

use edgewise::{
    knowledge::VisitOutcome,
    wire::{FieldFault, OutcomeView, SiteList, SiteProblem, SiteReport, SiteRequest, SiteView},
};
use maud::{Markup, html};

use super::{
    super::{form::Form, frame::instant},
    notice, part,
};

const PATH: &str = "/console/knowledge/sites";

/// How often a site can be read, in hours.
const EVERY: &[(u16, &str)] =
    &[(1, "Every hour"), (6, "Every 6 hours"), (24, "Every day"), (168, "Every week")];

/// Pages of a site that are read where nothing else is said.
const PAGES_USUAL: &str = "300";

/// What stands in the form for a site.
pub(super) struct Draft {
    url: String,
    every_hours: String,
    pages_max: String,
}

impl Default for Draft {
    fn default() -> Self {
        Self { url: String::new(), every_hours: "24".to_owned(), pages_max: PAGES_USUAL.to_owned() }
    }
}

impl Draft {
    /// What was sent.
    pub(super) fn of_form(form: &Form) -> Self {
        let field = |name: &str| form.field(name).trim().to_owned();
        Self { url: field("url"), every_hours: field("every_hours"), pages_max: field("pages_max") }
    }

    /// The site that it asks for. Its address names it, so the same one again replaces it.
    pub(super) fn site(&self) -> SiteRequest {
        let host = self.url.split("://").last().unwrap_or_default();
        let host = host.split('/').next().unwrap_or_default().to_lowercase();
        let letter = |it: char| if it.is_ascii_alphanumeric() { it } else { '-' };
        SiteRequest {
            id: host.chars().take(60).map(letter).collect(),
            url: self.url.clone(),
            every_hours: self.every_hours.parse().unwrap_or(0),
            pages_max: self.pages_max.parse().unwrap_or(0),
        }
    }
}

/// The page.
pub(super) fn page(
    sites: &SiteList,
    draft: &Draft,
    faults: &[FieldFault],
    done: &str,
    may_edit: bool,
) -> Markup {
    part(
        "Sites",
        PATH,
        html! {
            h1 { "Sites that are read" }
            @match done {
                "kept" => { (notice(html! { "The site is being read. Its pages are told as they come in." })) }
                "read" => { (notice(html! { "The site is being read again." })) }
                "gone" => { (notice(html! { "The site is forgotten, and its pages are not told any more." })) }
                _ => {}
            }
            @if sites.items.is_empty() {
                div.empty {
                    p { "No site is read yet." }
                    p {
                        "Name the address where your help pages begin. What its " code { "robots.txt" } " allows is read, and read "
                        "again as often as you say; nothing of another host is. Each page becomes an article that is quoted word "
                        "for word, with its link."
                    }
                }
            } @else {
                ul.cards { @for site in &sites.items { (card(site, may_edit)) } }
            }
            @if may_edit { (form(draft, faults)) }
        },
    )
}

fn card(site: &SiteView, may_edit: bool) -> Markup {
    let every = EVERY.iter().find(|(hours, _)| *hours == site.every_hours);
    html! {
        li.card {
            h2 { a.link href=(site.url) rel="noreferrer" { (site.url) } }
            p.quiet {
                @match every {
                    Some((_, words)) => (words),
                    None => { "Every " (site.every_hours) " hours" },
                }
                ", up to " (site.pages_max) " pages. "
                @if site.reading { "It is being read now." } @else { "Next time " (instant(site.next_at)) "." }
            }
            @match &site.last {
                None => { p { "It was not read yet." } }
                Some(report) => { (came(report)) }
            }
            @if may_edit {
                div.actions {
                    form method="post" action={ (PATH) "/" (site.id) "/read" } { button { "Read it now" } }
                }
                details {
                    summary { "Forget this site" }
                    p { "What stands on its pages is not told any more, from now on. Given again, the site is read anew." }
                    form method="post" action={ (PATH) "/" (site.id) "/delete" } {
                        button.danger { "Forget it and its pages" }
                    }
                }
            }
        }
    }
}

fn came(report: &SiteReport) -> Markup {
    html! {
        @match report.problem {
            Some(SiteProblem::RobotsUnreachable) => p.warn {
                "Its robots.txt could not be had, so nothing was asked for. Pages from before stay."
            },
            Some(SiteProblem::StartUnreachable) => p.warn {
                "Its first page or a sitemap could not be had. Pages from before stay."
            },
            None => {}
        }
        p {
            strong { (report.kept) } @if report.kept == 1 { " page is" } @else { " pages are" } " kept"
            @if report.forgotten > 0 { ", " (report.forgotten) " no longer there" }
            @if report.pending > 0 { ", " (report.pending) " still to be visited" }
            ". Begun " (instant(report.started_at))
            @if let Some(ended) = report.ended_at { ", ended " (instant(ended)) }
            "."
        }
        @if !report.outcomes.is_empty() {
            details {
                summary { "What became of each address" }
                ul { @for outcome in &report.outcomes { (outcomes(outcome)) } }
            }
        }
    }
}

fn outcomes(of: &OutcomeView) -> Markup {
    html! {
        li {
            (of.count) ": " (words(of.outcome))
            ul { @for url in &of.urls { li { bdi.link { (url) } } } }
        }
    }
}

const fn words(outcome: VisitOutcome) -> &'static str {
    match outcome {
        VisitOutcome::Disallowed => "robots.txt does not allow it",
        VisitOutcome::Duplicate => "another address of a page that is kept",
        VisitOutcome::Elsewhere => "leads to another site",
        VisitOutcome::Failed => "no answer; what was kept of it stays",
        VisitOutcome::Full => "there are as many articles as there may be",
        VisitOutcome::Gone => "not there any more",
        VisitOutcome::Kept => "kept, new or changed",
        VisitOutcome::NotAPage => "no page",
        VisitOutcome::NothingToKeep => "no text to quote, or it asks not to be kept",
        VisitOutcome::Redirected => "leads to another address of the site",
        VisitOutcome::Sitemap => "a sitemap",
        VisitOutcome::TooLarge => "too long",
        VisitOutcome::Unchanged => "kept, as it was",
    }
}

fn form(draft: &Draft, faults: &[FieldFault]) -> Markup {
    let fault =
        |name: &str| faults.iter().find(|fault| fault.pointer.strip_prefix('/') == Some(name));
    let wrong = |name: &str| fault(name).is_some();
    let said = |name: &str| {
        html! {
            @if let Some(fault) = fault(name) {
                p.fault id={ (name) "-fault" } role="alert" { "It " (fault.detail) "." }
            }
        }
    };
    html! {
        section aria-labelledby="add" {
            h2 #add { "Read a site" }
            form.edit method="post" action=(PATH) novalidate {
                div.field {
                    label for="url" { "Address where reading begins" }
                    input #url type="url" name="url" value=(draft.url) maxlength="2000" required dir="ltr"
                        placeholder="https://shop.example/help" aria-describedby=[wrong("url").then_some("url-fault")]
                        aria-invalid=[wrong("url").then_some("true")];
                    (said("url"))
                }
                div.field {
                    label for="every_hours" { "How often" }
                    select #every_hours name="every_hours" {
                        @for (hours, words) in EVERY {
                            option value=(hours) selected[hours.to_string() == draft.every_hours] { (words) }
                        }
                    }
                    (said("every_hours"))
                }
                div.field {
                    label for="pages_max" { "Pages at most" }
                    input #pages_max type="number" name="pages_max" value=(draft.pages_max) min="1" max="1000" required
                        aria-describedby=[wrong("pages_max").then_some("pages_max-fault")]
                        aria-invalid=[wrong("pages_max").then_some("true")];
                    (said("pages_max"))
                }
                div.actions { button { "Read it" } }
            }
        }
    }
}
