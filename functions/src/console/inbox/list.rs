//! A list of tickets.

use edgewise::{
    base::time::Timestamp,
    escalation::{Priority, TicketStatus},
    wire::{TicketList, TicketSummary},
};
use maud::{Markup, html};

use super::{
    super::{
        form::address,
        frame::{Part, frame, instant, span, words},
    },
    VIEWS, why,
};
use crate::index::TicketFilter;

pub(super) const PATH: &str = "/console/inbox";

pub(super) fn page(list: &TicketList, view: &str, filter: &TicketFilter, now: Timestamp) -> Markup {
    let queue = filter.queue.as_deref().unwrap_or_default();
    frame(
        "Inbox",
        Part::Inbox,
        html! {
            h1 { "Inbox" }
            (views(view, queue))
            form.filter method="get" action=(PATH) role="search" {
                input type="hidden" name="view" value=(view);
                label { "Queue " input type="search" name="queue" value=(queue) maxlength="60"; }
                button { "Show" }
            }
            @if list.items.is_empty() {
                (nothing(view, !queue.is_empty()))
            } @else {
                table {
                    thead { tr {
                        th scope="col" { "What is wanted" }
                        th scope="col" { "Customer" }
                        th scope="col" { @if view == "closed" { "Closed" } @else { "Waiting" } }
                        th scope="col" { "Queue" }
                        th scope="col" { "Who has it" }
                    } }
                    tbody { @for item in &list.items { (row(item, now)) } }
                }
            }
            @if let Some(cursor) = &list.next_cursor {
                p { a.next rel="next" href=(address(PATH, &[("view", view), ("queue", queue), ("cursor", cursor)])) {
                    "More tickets"
                } }
            }
        },
    )
}

/// The lists that are offered.
pub(super) fn views(view: &str, queue: &str) -> Markup {
    let to = |view: &str| address(PATH, &[("view", view), ("queue", queue)]);
    html! {
        nav.tabs aria-label="Views" {
            @for (name, label) in VIEWS {
                a href=(to(name)) aria-current=[(*name == view).then_some("page")] { (label) }
            }
        }
    }
}

fn row(item: &TicketSummary, now: Timestamp) -> Markup {
    let wanted = if item.skills.is_empty() {
        why(item.reason).to_owned()
    } else {
        item.skills.iter().map(|skill| words(skill)).collect::<Vec<_>>().join(", ")
    };
    html! {
        tr {
            td data-label="What is wanted" { div {
                a href={ "/console/conversations/" (item.conversation_id) } { (wanted) }
                @match item.priority {
                    Priority::Urgent => { " " strong.bad { "Urgent" } }
                    Priority::High => { " " strong.warn { "High" } }
                    Priority::Normal => {}
                }
                @if !item.skills.is_empty() { br; span.quiet { (why(item.reason)) } }
            } }
            td data-label="Customer" {
                @match &item.customer_id { Some(id) => bdi { (id) }, None => span.quiet { "visitor" } }
            }
            td data-label="Waiting" { (waiting(item, now)) }
            td data-label="Queue" { bdi { (item.queue) } }
            td data-label="Who has it" {
                @match &item.assignee { Some(who) => bdi { (who.name) }, None => span.quiet { "nobody" } }
            }
        }
    }
}

fn waiting(item: &TicketSummary, now: Timestamp) -> Markup {
    html! {
        @match (item.status, item.unanswered_since) {
            (TicketStatus::Closed, _) => {
                div {
                    @if let Some(at) = item.closed_at { (instant(at)) }
                    @if let Some(came) = item.resolution { br; span.quiet { (came.name()) } }
                }
            }
            (TicketStatus::WaitingCustomer, _) => span.quiet { "the customer's move" },
            (TicketStatus::Open, since) => {
                div {
                    (span(now.ms_since(since.unwrap_or(item.waiting_since))))
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
fn nothing(view: &str, narrowed: bool) -> Markup {
    html! {
        div.empty {
            @if narrowed {
                p { "No ticket of this queue is here." }
                p { a href=(address(PATH, &[("view", view)])) { "Show all queues" } }
            } @else {
                @match view {
                    "mine" => {
                        p { "You have nothing to answer." }
                        p { "Take a ticket that " a href=(PATH) { "nobody has" } ", or step into any conversation from its page." }
                    }
                    "customer" => p { "Nobody is waited for." },
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
