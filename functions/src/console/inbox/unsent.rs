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
    narrow::Narrowed,
};

/// The page. `sent` names what was just sent again: the list knows of it a moment later.
pub(super) fn page(list: &DeliveryList, may_act: bool, sent: &str, now: Timestamp) -> Markup {
    frame(
        "Inbox",
        Part::Inbox,
        html! {
            h1 { "Inbox" }
            (views(&Narrowed { view: "unsent", ..Narrowed::default() }))
            @if list.items.is_empty() {
                div.empty {
                    p { "Everything was sent." }
                    p {
                        "What cannot be sent to your helpdesk, or by email to a customer, is tried again for three days, and "
                        "appears here after the third attempt. What is refused for good appears at once."
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
    let (first, second) = item.place();
    let is_settled = format!("{first}~{second}") == sent;
    let to = item.destination.as_deref().unwrap_or(TO_CUSTOMER);
    html! {
        tr {
            td data-label="What" { div {
                a href={ "/console/conversations/" (item.conversation_id) } { (what(&item.what)) }
                @if item.behind > 0 { br; span.quiet { (waiting(item.behind)) " behind it" } }
            } }
            td data-label="Where to" { bdi { (to) } }
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
                    @if is_settled {
                        span.quiet role="status" { "is being done" }
                    } @else {
                        form method="post" action={ (PATH) "/send-again" } {
                            (named(item))
                            button.plain aria-label={ "Send again to " (to) ": " (what(&item.what)) } { "Send again" }
                        }
                        @if item.given_up { form method="post" action={ (PATH) "/leave-out" } {
                            (named(item))
                            button.plain aria-label={ "Leave out, never send to " (to) ": " (what(&item.what)) } { "Leave out" }
                        } }
                    }
                }
            }
        }
    }
}

/// What a customer's own mailbox is called among the destinations.
const TO_CUSTOMER: &str = "the customer, by email";

/// What says in a form which one it is about.
fn named(item: &LateDelivery) -> Markup {
    html! {
        @if let Some(email) = &item.email_id {
            input type="hidden" name="conversation" value=(item.conversation_id);
            input type="hidden" name="email" value=(email);
        } @else if let (Some(ticket), Some(destination)) = (&item.ticket_id, &item.destination) {
            input type="hidden" name="ticket" value=(ticket);
            input type="hidden" name="destination" value=(destination);
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
        "email.answer" => "An answer of the team, for who has left",
        "email.back_in_stock" => "That something is back",
        "email.code" => "A one-time code",
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
        "not_configured" => "no service that sends emails is set".to_owned(),
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
