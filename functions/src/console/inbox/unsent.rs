//! What could not be sent to the systems that the team works in.

use edgewise::{
    base::time::Timestamp,
    wire::{DeliveryList, LateDelivery, TicketDelivery},
};
use maud::{Markup, html};

use super::{
    super::{
        form::address,
        frame::{Part, frame, instant, span},
    },
    list::{PATH, views},
};

/// The page. `sent` names what was just sent again: the list knows of it a moment later.
pub(super) fn page(list: &DeliveryList, may_act: bool, sent: &str, now: Timestamp) -> Markup {
    frame(
        "Inbox",
        Part::Inbox,
        html! {
            h1 { "Inbox" }
            (views("unsent", ""))
            @if list.items.is_empty() {
                div.empty {
                    p { "Everything was sent." }
                    p {
                        "What cannot be sent to your helpdesk is tried again for three days, and appears here after the third "
                        "attempt. What is refused for good appears at once."
                    }
                }
            } @else {
                table {
                    thead { tr {
                        th scope="col" { "What" }
                        th scope="col" { "Where to" }
                        th scope="col" { "Why not" }
                        th scope="col" { "Happened" }
                        @if may_act { th scope="col" { "Then" } }
                    } }
                    tbody { @for item in &list.items { (row(item, may_act, sent, now)) } }
                }
            }
            @if let Some(cursor) = &list.next_cursor {
                p { a.next rel="next" href=(address(PATH, &[("view", "unsent"), ("cursor", cursor)])) { "More" } }
            }
        },
    )
}

fn row(item: &LateDelivery, may_act: bool, sent: &str, now: Timestamp) -> Markup {
    let is_sent = format!("{}~{}", item.ticket_id, item.destination) == sent;
    html! {
        tr {
            td data-label="What" { div {
                a href={ "/console/conversations/" (item.conversation_id) } { (what(&item.what)) }
                @if item.behind > 0 { br; span.quiet { (waiting(item.behind)) " behind it" } }
            } }
            td data-label="Where to" { bdi { (item.destination) } }
            td data-label="Why not" { div {
                (why(&item.fault))
                br; span.quiet { @if item.attempts == 1 { "tried once" } @else { "tried " (item.attempts) " times" } }
                br; @if item.given_up { strong.bad { "given up" } } @else { span.quiet { "tried again by itself" } }
            } }
            td data-label="Happened" { div {
                (instant(item.happened_at))
                br; span.quiet { (span(now.ms_since(item.happened_at))) " ago" }
            } }
            @if may_act {
                td data-label="Then" {
                    @if is_sent {
                        span.quiet role="status" { "is being sent" }
                    } @else { form method="post" action={ (PATH) "/send-again" } {
                        input type="hidden" name="ticket" value=(item.ticket_id);
                        input type="hidden" name="destination" value=(item.destination);
                        button.plain aria-label={ "Send again to " (item.destination) ": " (what(&item.what)) } { "Send again" }
                    } }
                }
            }
        }
    }
}

/// Where else a ticket is.
pub(super) fn elsewhere(deliveries: &[TicketDelivery]) -> Markup {
    html! {
        @if !deliveries.is_empty() {
            p.quiet {
                "Also in: "
                @for (index, held) in deliveries.iter().enumerate() {
                    @if index > 0 { ", " }
                    bdi { (held.destination) }
                    @if let Some(id) = &held.remote_id { " " bdi { "#" (id) } }
                    @if held.stopped {
                        " " strong.bad { "(given up: " (why(held.fault.as_deref().unwrap_or_default())) ")" }
                    } @else if held.waiting > 0 {
                        " (" (waiting(held.waiting)) ")"
                    }
                }
                "."
            }
        }
    }
}

fn waiting(count: u32) -> String {
    if count == 1 { "1 message waits".to_owned() } else { format!("{count} messages wait") }
}

fn what(name: &str) -> &'static str {
    match name {
        "ticket.answered" => "An answer of the team",
        "ticket.closed" => "That it was closed",
        "ticket.customer_wrote" => "What the customer wrote",
        _ => "A new ticket",
    }
}

/// A fault, in words.
fn why(fault: &str) -> String {
    match fault {
        "address_not_public" => "its address may not be asked".to_owned(),
        "answer_too_long" => "its answer was too long".to_owned(),
        "email_not_sent" => "the email could not be sent".to_owned(),
        "host_not_allowed" => "the owner has not allowed its host".to_owned(),
        "no_address" => "it has no address".to_owned(),
        "no_destination" => "the playbook does not have it any more".to_owned(),
        "no_secret" => "its secret is not set".to_owned(),
        "no_signing_key" => "its secret is no signing key".to_owned(),
        "not_opened_there" => "the ticket is not there".to_owned(),
        "timed_out" => "it did not answer in time".to_owned(),
        "unreachable" => "it could not be reached".to_owned(),
        other => match other.strip_prefix("status_") {
            Some(status) => format!("it answered {status}"),
            None => other.replace('_', " "),
        },
    }
}
