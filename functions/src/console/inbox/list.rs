//! A list of tickets.

use edgewise::{
    escalation::{Priority, TicketStatus},
    wire::{TicketList, TicketSummary},
};
use maud::{Markup, html};

use super::{
    super::{
        form::address,
        frame::{Part, frame, instant, local, span, words},
        keys,
    },
    Desk, NOBODY, VIEWS,
    aside::chip,
    bulk,
    narrow::Narrowed,
    why,
};

pub(super) const PATH: &str = "/console/inbox";

pub(super) fn page(
    list: &TicketList,
    narrowed: &Narrowed,
    desk: &Desk<'_>,
    (once, etag): (&str, &str),
    fault: Option<&str>,
) -> Markup {
    frame(
        "Inbox",
        Part::Inbox,
        html! {
            div.title {
                h1 { "Inbox" }
                (keys::help(keys::OF_LIST))
            }
            (views(narrowed))
            (search(narrowed, desk))
            @if let Some(fault) = fault { div.faults role="alert" { p { "Nothing was looked for: " (fault) "." } } }
            p #news.quiet role="status" {}
            div #list data-etag=[Some(etag).filter(|etag| !etag.is_empty())] {
            @if list.items.is_empty() {
                (nothing(narrowed))
            } @else {
                @if desk.may_act() {
                    form method="post" action=(bulk::address()) {
                        // What the Enter key does in a field of this form: nothing else than what that field is for.
                        button.default name="do" value="tags" tabindex="-1" aria-hidden="true" { "Tag them" }
                        (table(list, narrowed, desk))
                        p #selected.quiet role="status" {}
                        (bulk::controls(narrowed, desk, once))
                    }
                } @else { (table(list, narrowed, desk)) }
            }
            }
            @if let Some(cursor) = &list.next_cursor {
                p { a.next rel="next" href=(narrowed.page(cursor)) { "More tickets" } }
            }
        },
    )
}

fn table(list: &TicketList, narrowed: &Narrowed, desk: &Desk<'_>) -> Markup {
    html! {
        table {
            thead { tr {
                @if desk.may_act() {
                    th scope="col" { input #select-all type="checkbox" hidden aria-label="Select all"; span.default { "Select" } }
                }
                th scope="col" { "What is wanted" }
                th scope="col" { "Customer" }
                th scope="col" { @if narrowed.view == "closed" { "Closed" } @else { "Waiting" } }
                th scope="col" { "Queue" }
                th scope="col" { "Who has it" }
            } }
            tbody { @for item in &list.items { (row(item, desk)) } }
        }
    }
}

/// The lists that are offered, narrowed alike.
pub(super) fn views(narrowed: &Narrowed) -> Markup {
    html! {
        nav.tabs aria-label="Views" {
            @for (name, label) in VIEWS {
                a href=(narrowed.of(name)) aria-current=[(*name == narrowed.view).then_some("page")] { (label) }
            }
        }
    }
}

/// What the list is narrowed to. It is sent in a body: see [`super::find`].
fn search(narrowed: &Narrowed, desk: &Desk<'_>) -> Markup {
    html! {
        form.filter method="post" action=(PATH) role="search" {
            input type="hidden" name="view" value=(narrowed.view);
            label.wide { "Words "
                input type="search" name="q" value=(narrowed.q) maxlength="100"
                    placeholder="what is wanted, why, a tag, an id" data-key="/";
            }
            label { "Queue " input type="search" name="queue" value=(narrowed.queue) maxlength="60"; }
            label { "Tag " input type="search" name="tag" value=(narrowed.tag) maxlength="60" autocapitalize="none"; }
            @if narrowed.is_of_anybody() {
                label { "Who has it "
                    select name="to" {
                        option value="" { "Anybody" }
                        @if desk.may_act() { option value="me" selected[narrowed.to == "me"] { "Me" } }
                        option value=(NOBODY) selected[narrowed.to == NOBODY] { "Nobody" }
                        @for one in desk.team.iter().filter(|one| one.id != desk.who.id) {
                            option value=(one.id) selected[narrowed.to == one.id] { (one.name) }
                        }
                    }
                }
            }
            @if matches!(narrowed.view, "unassigned" | "mine" | "open") {
                label.check { input type="checkbox" name="overdue" value="1" checked[narrowed.overdue]; " Promise is over" }
            }
            button { "Show" }
            @if narrowed.is_narrower() { a href=(address(PATH, &[("view", narrowed.view)])) { "Show all" } }
        }
    }
}

fn row(item: &TicketSummary, desk: &Desk<'_>) -> Markup {
    let wanted = if item.skills.is_empty() {
        why(item.reason).to_owned()
    } else {
        item.skills.iter().map(|skill| words(skill)).collect::<Vec<_>>().join(", ")
    };
    html! {
        tr data-ticket=(item.id) {
            @if desk.may_act() { td.select data-label="Select" { (bulk::select(item, &wanted)) } }
            td data-label="What is wanted" { div {
                a data-row href={ "/console/conversations/" (item.conversation_id) } { (wanted) }
                @match item.priority {
                    Priority::Urgent => { " " strong.bad { "Urgent" } }
                    Priority::High => { " " strong.warn { "High" } }
                    Priority::Normal => {}
                }
                @if !item.skills.is_empty() { br; span.quiet { (why(item.reason)) } }
                @if !item.tags.is_empty() { br; @for tag in &item.tags { (chip(tag.as_str())) " " } }
            } }
            td data-label="Customer" {
                @match &item.customer_id { Some(id) => bdi { (id) }, None => span.quiet { "visitor" } }
            }
            td data-label="Waiting" { (waiting(item, desk)) }
            td data-label="Queue" { bdi { (item.queue) } }
            td data-label="Who has it" {
                @match &item.assignee { Some(who) => bdi { (who.name) }, None => span.quiet { "nobody" } }
            }
        }
    }
}

fn waiting(item: &TicketSummary, desk: &Desk<'_>) -> Markup {
    let now = desk.now;
    html! {
        @match (item.status, item.unanswered_since) {
            (TicketStatus::Closed, _) => {
                div {
                    @if let Some(at) = item.closed_at { (instant(at)) }
                    @if let Some(came) = item.resolution { br; span.quiet { (came.name()) } }
                }
            }
            (TicketStatus::WaitingCustomer, _) => span.quiet { "the customer's move" },
            (TicketStatus::Snoozed, _) => {
                @if let Some(until) = item.snoozed_until { span.quiet { "until " (local(until, desk.playbook.team_zone())) } }
            }
            (TicketStatus::Open, since) => {
                div {
                    @match (since, item.back_since) {
                        (None, Some(back)) => { "back for " (span(now.ms_since(back))) }
                        _ => (span(now.ms_since(since.unwrap_or(item.waiting_since)))),
                    }
                    @if let Some(due) = item.answer_due {
                        br;
                        @if due < now {
                            strong.bad { "promised " (span(now.ms_since(due))) " ago" }
                        } @else {
                            span.quiet { "promised in " (span(due.ms_since(now))) }
                        }
                    }
                }
            }
        }
    }
}

/// What a list without tickets says.
fn nothing(narrowed: &Narrowed) -> Markup {
    html! {
        div.empty {
            @if narrowed.is_narrower() {
                p { "No ticket here is like that." }
                p {
                    "Names, addresses and what was said are not looked for here: find people under "
                    a href="/console/customers" { "Customers" } "."
                }
                p { a href=(address(PATH, &[("view", narrowed.view)])) { "Show all" } }
            } @else {
                @match narrowed.view {
                    "mine" => {
                        p { "You have nothing to answer." }
                        p { "Take a ticket that " a href=(PATH) { "nobody has" } ", or step into any conversation from its page." }
                    }
                    "customer" => p { "Nobody is waited for." },
                    "mentions" => {
                        p { "No note speaks to you." }
                        p {
                            "Where a colleague writes @ and your name in a note, the ticket is here until you do anything with it, or it is "
                            "closed."
                        }
                    }
                    "snoozed" => {
                        p { "Nothing is put aside." }
                        p { "On a ticket, choose until when: it comes back then, or at once when the customer writes." }
                    }
                    "closed" => p { "Nothing has been closed yet." },
                    "open" => p { "No customer waits for a person." },
                    _ => {
                        p { "No customer waits for somebody to take them." }
                        p {
                            "A ticket appears here when a customer asks for a person, or when the assistant may not or cannot do "
                            "what is wanted. It says what was tried and why that stopped."
                        }
                    }
                }
            }
        }
    }
}
