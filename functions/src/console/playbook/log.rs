//! The log of who decided what: narrowed, proven whole, and taken along.

use std::collections::BTreeMap;

use edgewise::{
    base::json,
    release::{AuditAction, AuditLine, first_break},
    wire::AuditList,
};
use maud::{Markup, html};
use worker::{Env, Headers, Response};

use super::{
    super::{
        form::address,
        frame::{instant, name_of},
        html as page,
    },
    name, names, part,
};
use crate::{
    contract::{
        self,
        playbook::{NAME, ReadAudit},
    },
    fault::Result,
    http::Asked,
};

const PATH: &str = "/console/playbook/log";

/// What the list is narrowed to.
struct Filter {
    action: Option<AuditAction>,
    by: Option<String>,
}

/// The page, the newest first.
pub(super) async fn show(asked: &Asked) -> Result<Response> {
    let env = &asked.env;
    let wanted = asked.query("action").unwrap_or_default();
    let filter = Filter {
        action: AuditAction::ALL.into_iter().find(|it| json::name(it) == wanted),
        by: asked.query("by"),
    };
    let before = asked.query("before").and_then(|before| before.parse().ok()).unwrap_or_default();
    let call = ReadAudit {
        after: before,
        newest_first: true,
        action: filter.action,
        by: filter.by.clone(),
    };
    let log = contract::call(env, NAME, &call).await?;
    let broken = match asked.query("check") {
        None => None,
        Some(_) => Some(proven(&whole(env).await?)),
    };
    page(200, shown(&log, &filter, before > 0, broken, &names(env).await?))
}

/// How many lines there are, and where the first is that does not follow from the one before.
fn proven(lines: &[AuditLine]) -> (usize, Option<u32>) {
    (lines.len(), first_break(None, lines))
}

/// The whole log, oldest first.
async fn whole(env: &Env) -> Result<Vec<AuditLine>> {
    let mut lines = Vec::new();
    let mut after = 0;
    loop {
        let call = ReadAudit { after, newest_first: false, action: None, by: None };
        let page = contract::call(env, NAME, &call).await?;
        lines.extend(page.items);
        match page.next {
            Some(next) => after = next,
            None => return Ok(lines),
        }
    }
}

/// The whole log as a file: a line of JSON for each entry, as `npm run audit` reads it.
pub(super) async fn export(asked: &Asked) -> Result<Response> {
    let mut file = String::new();
    for line in whole(&asked.env).await? {
        file.push_str(&serde_json::to_string(&line)?);
        file.push('\n');
    }
    let headers = Headers::new();
    headers.set("content-type", "application/jsonl")?;
    headers.set("content-disposition", "attachment; filename=\"log.jsonl\"")?;
    headers.set("cache-control", "no-store")?;
    Ok(Response::ok(file)?.with_headers(headers))
}

fn shown(
    log: &AuditList,
    filter: &Filter,
    is_later: bool,
    proof: Option<(usize, Option<u32>)>,
    names: &BTreeMap<String, String>,
) -> Markup {
    let narrowed = filter.action.is_some() || filter.by.is_some();
    let action = filter.action.as_ref().map(json::name).unwrap_or_default();
    let by = filter.by.as_deref().unwrap_or_default();
    part(
        "Log",
        PATH,
        html! {
            div.title {
                h1 { "Log" }
                div.actions {
                    a.button href={ (PATH) "?check=1" } { "Is it whole?" }
                    a href={ (PATH) "/export" } { "Download all of it" }
                }
            }
            p.quiet {
                "Every line carries the hash of the one before: nothing can be changed or left out unseen. "
                code { "npm run audit" } " checks a download apart from this product."
            }
            @if let Some((lines, broken)) = proof { (verdict(lines, broken)) }
            (form(&action, by, names))
            @if log.items.is_empty() {
                div.empty {
                    @if narrowed || is_later { p { "No line is like that." } p { a href=(PATH) { "Show all" } } }
                    @else {
                        p { "Nothing was decided yet." }
                        p { "Changes of the playbook, scenarios and the team appear here, and who copied or erased a customer." }
                    }
                }
            } @else {
                (table(log, names))
                @if let Some(next) = log.next {
                    p { a.next rel="next" href=(address(PATH, &[("action", &action), ("by", by), ("before", &next.to_string())])) { "Earlier entries" } }
                }
            }
        },
    )
}

fn verdict(lines: usize, broken: Option<u32>) -> Markup {
    html! {
        @match broken {
            None => p.notice role="status" {
                @match lines {
                    0 | 1 => "It is whole: nothing was changed.",
                    _ => { "It is whole: each of its " (lines) " lines follows from the one before." }
                }
            },
            Some(line) => div.faults role="alert" { p { "It is broken at line " (line) ": that one was changed, left out or put in. Keep what you have, and ask who holds the database." } },
        }
    }
}

fn form(action: &str, by: &str, names: &BTreeMap<String, String>) -> Markup {
    html! {
        form.filter method="get" action=(PATH) role="search" {
            label { "What "
                select name="action" {
                    option value="" { "Everything" }
                    @for one in AuditAction::ALL {
                        @let value = json::name(&one);
                        option value=(value) selected[value == action] { (name_of(&one)) }
                    }
                }
            }
            label { "Who "
                select name="by" {
                    option value="" { "Everybody" }
                    @for (id, called) in names { option value=(id) selected[id == by] { (called) } }
                    @if !by.is_empty() && !names.contains_key(by) { option value=(by) selected { (by) } }
                }
            }
            button { "Show" }
        }
    }
}

fn table(log: &AuditList, names: &BTreeMap<String, String>) -> Markup {
    html! {
        table {
            thead { tr {
                th scope="col" { "No." }
                th scope="col" { "When" }
                th scope="col" { "Who" }
                th scope="col" { "What" }
                th scope="col" { "How" }
            } }
            tbody { @for line in &log.items {
                @let entry = &line.entry;
                tr {
                    td data-label="No." { (entry.sequence) }
                    td data-label="When" { (instant(entry.at)) }
                    td data-label="Who" { div {
                        a href=(address(PATH, &[("by", &entry.by)])) { bdi { (name(names, &entry.by)) } } " (" (entry.role.name()) ")"
                    } }
                    td data-label="What" { div { (name_of(&entry.action)) ": " bdi { (entry.subject) } } }
                    td data-label="How" dir="auto" { (entry.detail) }
                }
            } }
        }
    }
}
