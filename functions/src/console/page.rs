//! Pages of conversations: the list, and one with the receipt of every turn.

use edgewise::{
    base::json,
    conversation::{ConversationStatus, Message, MessageRole},
    engine::Rated,
    release::Role,
    understanding::Skill,
    wire::{ConversationDetail, ConversationList, Receipt},
};
use maud::{Markup, html};
use serde::Serialize;

use super::{
    customers::customer_of,
    form::address,
    frame::{Part, frame, instant, short},
    keys,
};
use crate::index::{APPROVAL_WAITS, Filter};

/// Statuses to narrow the list to, with their names.
const STATUSES: &[(&str, &str)] = &[
    ("", "All"),
    ("assistant", "With the assistant"),
    (APPROVAL_WAITS, "Waiting for approval"),
    ("waiting_human", "Waiting for a person"),
    ("human", "With a person"),
    ("closed", "Closed"),
];

/// The list.
pub(super) fn conversations(list: &ConversationList, filter: &Filter) -> Markup {
    let chosen = filter.state.as_deref().unwrap_or_default();
    frame(
        "Conversations",
        Part::Conversations,
        html! {
            h1 { "Conversations" }
            form.filter method="get" action="/console" role="search" {
                label { "Status "
                    select name="state" {
                        @for (value, name) in STATUSES {
                            option value=(value) selected[*value == chosen] { (name) }
                        }
                    }
                }
                label { "Asked for "
                    select name="skill" {
                        option value="" { "Anything" }
                        @for (name, _) in Skill::BUILT_IN {
                            option value=(name) selected[filter.skill.as_deref() == Some(name)] { (name.replace('_', " ")) }
                        }
                    }
                }
                label { "Day of the last message "
                    input type="date" name="day" value=(filter.day.as_deref().unwrap_or_default());
                }
                label { "Customer or conversation id "
                    input type="search" name="q" value=(filter.q.as_deref().unwrap_or_default());
                }
                button { "Show" }
            }
            @if list.items.is_empty() { (nothing(filter)) } @else { (table(list)) }
            @if let Some(cursor) = &list.next_cursor {
                p { a.next href=(next_page(filter, cursor)) rel="next" { "Older conversations" } }
            }
        },
    )
}

fn nothing(filter: &Filter) -> Markup {
    html! {
        div.empty {
            @if [&filter.state, &filter.skill, &filter.day, &filter.q].iter().any(|it| it.is_some()) {
                p { "No conversation matches." }
                p { a href="/console" { "Show all" } }
            } @else {
                p { "No conversations yet." }
                @if cfg!(feature = "demo") {
                    p {
                        "Open the " a href="/demo/" { "demo shop" }
                        " and ask where an order is; it appears here a moment later."
                    }
                } @else {
                    p { "One appears here a moment after a customer has written." }
                }
            }
        }
    }
}

fn table(list: &ConversationList) -> Markup {
    html! {
        table {
            thead { tr {
                th scope="col" { "Conversation" }
                th scope="col" { "Customer" }
                th scope="col" { "Status" }
                th scope="col" { "Asked for" }
                th scope="col" { "Turns" }
                th scope="col" { "Last message" }
            } }
            tbody {
                @for item in &list.items {
                    tr {
                        td data-label="Conversation" {
                            a href={ "/console/conversations/" (item.id) } { (short(item.id.as_str())) }
                        }
                        td data-label="Customer" {
                            @match &item.customer_id {
                                Some(id) => (id),
                                None => span.quiet { "visitor" },
                            }
                        }
                        td data-label="Status" {
                            div {
                                (status(item.status))
                                @if item.approvals_waiting > 0 { " " span.status.waiting { "Waits for approval" } }
                            }
                        }
                        td data-label="Asked for" {
                            @if item.skills.is_empty() { span.quiet { "–" } }
                            (item.skills.join(", ").replace('_', " "))
                        }
                        td data-label="Turns" { (item.turn_count) }
                        td data-label="Last message" { (instant(item.updated_at)) }
                    }
                }
            }
        }
    }
}

/// One conversation with the receipt of every turn.
pub(super) fn conversation(
    detail: &ConversationDetail,
    receipts: &[Receipt],
    skipped: usize,
    role: Role,
    above: &Markup,
) -> Markup {
    let summary = &detail.summary;
    frame(
        "Conversation",
        Part::Conversations,
        html! {
            p {
                @if !detail.tickets.is_empty() { a href="/console/inbox" data-key="u" { "← Inbox" } " · " }
                a href="/console" { "← All conversations" }
            }
            div.title {
                h1 { "Conversation " span.id { (short(summary.id.as_str())) } }
                @if role >= Role::Agent && !detail.tickets.is_empty() { (keys::help(keys::OF_TICKET)) }
            }
            dl.facts data-part="facts" {
                dt { "Status" } dd { (status(summary.status)) }
                dt { "Customer" }
                dd {
                    @let named = summary.customer_id.as_ref().map_or("visitor", |id| id.as_str());
                    @if role >= Role::Agent {
                        a href=(customer_of(&summary.id, summary.customer_id.as_ref())) { bdi { (named) } }
                    } @else { bdi { (named) } }
                }
                dt { "Began" } dd { (instant(summary.opened_at)) }
                dt { "Playbook" } dd { "version " (summary.playbook_version) }
                @for rating in &detail.ratings {
                    dt { @match rating.of { Rated::Assistant => "Rating of the assistant", Rated::Person => "Rating of your people" } }
                    dd {
                        (rating.score) " of 5"
                        @if let Some(comment) = &rating.comment { ": " q dir="auto" { (comment) } }
                    }
                }
            }
            @if role >= Role::Editor && !detail.turns.is_empty() { (to_lab(summary.id.as_str())) }
            (above)
            @for approval in &detail.approvals {
                section.ticket {
                    h2 { "Waits for approval" }
                    p { strong { (approval.told) } }
                    p { "The customer said yes on " (instant(approval.asked_at)) ". Why it waits: "
                        (approval.rules.join(", ")) }
                    @if role >= Role::Agent { form.actions method="post" action={
                        "/console/conversations/" (summary.id) "/approvals/" (approval.id)
                    } {
                        button name="decision" value="approved" { "Approve and do it" }
                        button.plain name="decision" value="declined" { "Decline" }
                    } }
                    p.quiet { "Given up on " (instant(approval.expires_at)) "; the customer is told then." }
                }
            }
            @if skipped > 0 { p.quiet { (skipped) " earlier turns are shown without why." } }
            ol.turns data-part="thread" { (thread(detail, receipts)) }
        },
    )
}

/// What was said, in its order: turns with their receipts, and between them what people said.
fn thread(detail: &ConversationDetail, receipts: &[Receipt]) -> Markup {
    let mut turns = receipts.iter().peekable();
    let of_turn = |receipt: &Receipt, message: &Message| {
        receipt.message.iter().chain(&receipt.replies).any(|own| own.id == message.id)
    };
    let name = |message: &Message| {
        let mut log = detail.tickets.iter().flat_map(|ticket| &ticket.log);
        let entry = log.find(|entry| entry.message_id.as_ref() == Some(&message.id));
        entry.map(|entry| entry.by.name.as_str())
    };
    html! {
        @for message in &detail.messages {
            @if receipts.iter().any(|receipt| of_turn(receipt, message)) {
                @while let Some(receipt) = turns.next_if(|it| !is_after(it, message)) { (turn(receipt)) }
            } @else {
                li.turn { (said(message, name(message))) }
            }
        }
        @for receipt in turns { (turn(receipt)) }
    }
}

/// Whether a turn began after a message was said.
fn is_after(receipt: &Receipt, message: &Message) -> bool {
    receipt.opened_at > message.created_at
}

/// What can be tried with a conversation. Personal data is replaced in both.
fn to_lab(id: &str) -> Markup {
    html! {
        form.actions method="post" action={ "/console/conversations/" (id) "/scenario" } {
            button.plain { "Make a scenario" }
            a href=(address("/console/playbook/try", &[("conversation", id)])) { "Chat as this customer" }
        }
    }
}

fn turn(receipt: &Receipt) -> Markup {
    html! {
        li.turn {
            @if let Some(message) = &receipt.message { (said(message, None)) }
            @for message in &receipt.replies { (said(message, None)) }
            details {
                summary { "Why" }
                ul.story { @for line in &receipt.story { li { (line) } } }
                @if !receipt.timings.is_empty() {
                    p.quiet {
                        "Times: "
                        @for timing in &receipt.timings { (timing.stage) " " (timing.ms) " ms; " }
                        "turn " (receipt.turn_id)
                    }
                }
                details {
                    summary { "Facts, commands and calls as data" }
                    pre { (pretty(&receipt.outcome)) }
                    pre { (pretty(&receipt.record.answers)) }
                }
            }
        }
    }
}

fn said(message: &Message, by: Option<&str>) -> Markup {
    let (class, name) = match message.role {
        MessageRole::Assistant => ("assistant", "Assistant"),
        MessageRole::Customer => ("customer", "Customer"),
        MessageRole::HumanAgent => ("human", "Human agent"),
    };
    html! {
        div class={ "said " (class) } {
            p.who { (name) @if let Some(by) = by { " " bdi { (by) } } " · " (instant(message.created_at)) }
            @for line in message.text.split("\n") { p dir="auto" { (line) } }
            @match message.cards.len() {
                0 => {}
                1 => p.quiet { "1 card shown" }
                cards => p.quiet { (cards) " cards shown" }
            }
        }
    }
}

pub(super) fn status(status: ConversationStatus) -> Markup {
    let (class, name) = match status {
        ConversationStatus::Assistant => ("with-assistant", "With the assistant"),
        ConversationStatus::Closed => ("closed", "Closed"),
        ConversationStatus::Human => ("with-human", "With a person"),
        ConversationStatus::WaitingHuman => ("waiting", "Waiting for a person"),
    };
    html! { span class={ "status " (class) } { (name) } }
}

fn pretty<T: Serialize>(value: &T) -> String {
    serde_json::to_string_pretty(&json::value(value)).unwrap_or_default()
}

fn next_page(filter: &Filter, cursor: &str) -> String {
    let said = |value: &Option<String>| value.clone().unwrap_or_default();
    let (state, skill) = (said(&filter.state), said(&filter.skill));
    let (day, q) = (said(&filter.day), said(&filter.q));
    address(
        "/console",
        &[("state", &state), ("skill", &skill), ("day", &day), ("q", &q), ("cursor", cursor)],
    )
}
