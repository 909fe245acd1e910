//! The log of who decided what.

use std::collections::BTreeMap;

use edgewise::wire::AuditList;
use maud::{Markup, html};

use super::{
    super::frame::{instant, name_of},
    name, part,
};

const PATH: &str = "/console/playbook/log";

/// The page, oldest first.
pub(super) fn page(log: &AuditList, names: &BTreeMap<String, String>) -> Markup {
    part(
        "Log",
        PATH,
        html! {
            h1 { "Log" }
            p.quiet {
                "Every line carries the hash of the one before: nothing can be changed or left out unseen. "
                code { "node tools/audit.mjs" } " checks it."
            }
            @if log.items.is_empty() { div.empty { p { "Nothing was decided yet." } } } @else {
                table {
                    thead { tr {
                        th scope="col" { "No." }
                        th scope="col" { "When" }
                        th scope="col" { "Who" }
                        th scope="col" { "What" }
                        th scope="col" { "How" }
                    } }
                    tbody {
                        @for line in &log.items {
                            @let entry = &line.entry;
                            tr {
                                td data-label="No." { (entry.sequence) }
                                td data-label="When" { (instant(entry.at)) }
                                td data-label="Who" { div { bdi { (name(names, &entry.by)) } " (" (entry.role.name()) ")" } }
                                td data-label="What" { div { (name_of(&entry.action)) ": " (entry.subject) } }
                                td data-label="How" dir="auto" { (entry.detail) }
                            }
                        }
                    }
                }
                @if let Some(next) = log.next { p { a.next href={ (PATH) "?after=" (next) } rel="next" { "Later entries" } } }
            }
        },
    )
}
