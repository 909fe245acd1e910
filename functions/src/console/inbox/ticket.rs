//! What stands above a conversation: the packet of each ticket, and the forms to work on it.

use edgewise::{
    base::time::Timestamp,
    conversation::ConversationStatus,
    escalation::{Deed, Entry, Priority, Ticket, TicketStatus},
    wire::{ConversationDetail, TicketDetail},
};
use maud::{Markup, html};

use super::{
    super::{
        customers::customer_of,
        frame::{instant, local, name_of, short, span, words},
    },
    Desk, Draft, NOBODY, aside, resolution,
    unsent::elsewhere,
    why,
};

pub(super) fn above(
    conversation: &ConversationDetail,
    tickets: &[(TicketDetail, String)],
    desk: &Desk<'_>,
    draft: &Draft,
) -> Markup {
    let summary = &conversation.summary;
    let at = format!("/console/conversations/{}", summary.id);
    let alive = tickets.iter().any(|(held, _)| held.ticket.is_alive());
    html! {
        @if let Some(fault) = &draft.fault { div.faults role="alert" { p { (fault) } } }
        @for (detail, once) in tickets.iter() {
            @if detail.ticket.is_alive() {
                (open_ticket(detail, once, &at, desk, (draft, &shown(conversation, detail))))
            } @else {
                (closed_ticket(detail, once, &at, desk))
            }
        }
        @if !alive && desk.may_act() && summary.status != ConversationStatus::Closed {
            form.actions method="post" action={ (at) "/work/take-over" } {
                button.plain { "Take over" }
                span.quiet { "The assistant is silent from then on, and you answer." }
            }
        }
    }
}

/// Names what the page shows of a ticket: as it was when the conversation was read, so that nothing that came
/// after is missed.
fn shown(conversation: &ConversationDetail, detail: &TicketDetail) -> String {
    let read = conversation.tickets.iter().find(|it| it.id == detail.ticket.id);
    read.map(|ticket| ticket.mark_with(conversation.messages.len())).unwrap_or_default()
}

fn closed_ticket(detail: &TicketDetail, once: &str, at: &str, desk: &Desk<'_>) -> Markup {
    let ticket = &detail.ticket;
    html! {
        details.past {
            summary { "Closed ticket: " bdi { (ticket.wants) } }
            (elsewhere(&detail.deliveries))
            (packet(ticket))
            (aside::tags(ticket, at, &hidden(ticket, once), desk))
            (log(&ticket.log, desk))
        }
    }
}

fn open_ticket(
    detail: &TicketDetail,
    once: &str,
    at: &str,
    desk: &Desk<'_>,
    (draft, mark): (&Draft, &str),
) -> Markup {
    let fields = hidden(&detail.ticket, once);
    let ticket = &detail.ticket;
    html! {
        section.ticket data-ticket=(ticket.id) data-mark=(mark) data-page=(at) data-look=[desk.may_act().then(|| format!("{at}/work/look"))] {
            div.title {
                h2 { "Ticket: " bdi { (ticket.wants) } }
                @match ticket.priority {
                    Priority::Urgent => strong.bad { "Urgent" },
                    Priority::High => strong.warn { "High priority" },
                    Priority::Normal => {}
                }
            }
            p.notice data-presence role="status" hidden {}
            p.notice data-news role="status" hidden {}
            div data-part={ "standing-" (ticket.id) } { (standing(ticket, desk)) }
            (customer(detail))
            (elsewhere(&detail.deliveries))
            div data-part={ "packet-" (ticket.id) } { (packet(ticket)) }
            @if desk.may_act() {
                (answering(detail, at, &fields, draft))
                (sorting(ticket, at, &fields, desk))
            }
            (aside::tags(ticket, at, &fields, desk))
            @if desk.may_act() {
                (aside::snooze(ticket, at, &fields, desk))
                (ending(ticket, at, &fields, detail.conversation_status, draft))
            }
            div data-part={ "log-" (ticket.id) } { (log(&ticket.log, desk)) }
        }
    }
}

fn standing(ticket: &Ticket, desk: &Desk<'_>) -> Markup {
    let now = desk.now;
    html! {
        p {
            @match (ticket.status, ticket.unanswered_since) {
                (TicketStatus::Open, Some(since)) => {
                    strong { "The customer has waited " (span(now.ms_since(since))) " for an answer." }
                    @if ticket.waiting_since < since { " They first waited for a person " (span(now.ms_since(ticket.waiting_since))) " ago." }
                }
                (TicketStatus::Open, None) => "It came back: look at it again.",
                (TicketStatus::Snoozed, _) => {
                    "Put aside until "
                    @if let Some(until) = ticket.snoozed_until { strong { (local(until, desk.playbook.team_zone())) } }
                    ". It comes back at once when the customer writes."
                }
                _ => "It is the customer's move.",
            }
            @if let Some(due) = ticket.answer_due.filter(|_| !ticket.is_answered()) {
                " They were told: by " (instant(due))
                @if due < now { ", " strong.bad { "which is over" } } "."
            }
            " Queue " bdi { (ticket.queue) } ". "
            @match &ticket.assignee {
                Some(who) => { bdi { (who.name) } " has it." }
                None => "Nobody has it.",
            }
        }
    }
}

/// All that is known of it, for the person who takes over.
fn packet(ticket: &Ticket) -> Markup {
    html! {
        dl.facts {
            dt { "Why a person" }
            dd { (why(ticket.reason)) " " span.quiet { "(" (ticket.rules.join(", ")) ")" } }
            @if !ticket.left.is_empty() {
                dt { "What is left" }
                dd { ul { @for left in &ticket.left { li { bdi { (left) } } } } }
            }
            @if !ticket.facts.is_empty() {
                dt { "Found out" }
                dd { ul { @for found in &ticket.facts {
                    li { bdi { (found.what) } " " span.quiet { "(" (found.source) ")" } }
                } } }
            }
            @if !ticket.tried.is_empty() {
                dt { "Tried" }
                dd { ul { @for tried in &ticket.tried { li { (words(&tried.what)) ": " (tried.result) } } } }
            }
            dt { "Sounds" }
            dd { (name_of(&ticket.tone)) @if let Some(language) = &ticket.language { ", writes " (language) } }
        }
    }
}

/// Who the customer is, as far as is known.
fn customer(detail: &TicketDetail) -> Markup {
    let text = |pointer: &str| detail.profile.pointer(pointer).and_then(|value| value.as_str());
    let at = "/customer/value";
    let names = [text(&format!("{at}/first_name")), text(&format!("{at}/last_name"))];
    let names: Vec<&str> = names.into_iter().flatten().collect();
    let email = text(&format!("{at}/email"));
    let whole = customer_of(&detail.ticket.conversation_id, detail.ticket.customer_id.as_ref());
    html! {
        @if !names.is_empty() || email.is_some() || !detail.earlier.is_empty() {
            p.quiet {
                @if !names.is_empty() { a href=(whole) { bdi { (names.join(" ")) } } " " }
                @if let Some(email) = email { bdi { (email) } " " }
                @if !detail.earlier.is_empty() {
                    "Earlier conversations: "
                    @for (index, held) in detail.earlier.iter().enumerate() {
                        @if index > 0 { ", " }
                        a href={ "/console/conversations/" (held.id) } { (short(held.id.as_str())) }
                    }
                }
            }
        }
    }
}

/// What every form of a ticket sends: which one, as it was seen, and a name that makes a second click
/// the same as the first.
fn hidden(ticket: &Ticket, once: &str) -> Markup {
    html! {
        input type="hidden" name="ticket" value=(ticket.id);
        input type="hidden" name="revision" value=(ticket.revision());
        input type="hidden" name="once" value=(once);
    }
}

fn answering(detail: &TicketDetail, at: &str, fields: &Markup, draft: &Draft) -> Markup {
    let ticket = &detail.ticket;
    let suggested = ticket.suggested_reply.as_deref().filter(|_| !ticket.is_answered());
    let kept = detail.draft.as_ref().filter(|_| draft.reply.is_none());
    let typed = draft.reply.as_deref().or(kept.map(|it| it.text.as_str()));
    let field = format!("reply-{}", ticket.id);
    html! {
        form.edit method="post" action={ (at) "/work/reply" } {
            (fields)
            div.field {
                label for=(field) { "Your answer" }
                textarea id=(field) data-key="r" name="reply" rows="4" required maxlength="4000" dir="auto" data-unkept[draft.reply.is_some()] {
                    (typed.or(suggested).unwrap_or_default())
                }
                @if let Some(kept) = kept {
                    p.hint { "This is your draft, kept on " (instant(kept.kept_at)) ". Only you see it." }
                } @else if typed.is_none() && suggested.is_some() {
                    p.hint { "This is suggested. Change it as you like: nothing is sent before you send it." }
                }
            }
            div.actions {
                button { "Send to the customer" }
                button.plain formaction={ (at) "/work/draft" } formnovalidate { "Keep as a draft" }
                span.quiet { "They see it at once. The assistant stays silent." }
            }
            @if !detail.macros.is_empty() {
                div.actions {
                    label { "What you often say "
                        select name="macro" { @for name in detail.macros.keys() { option value=(name) { (name) } } }
                    }
                    button.plain formaction={ (at) "/work/macro" } formnovalidate { "Put it in" }
                }
            }
        }
    }
}

fn sorting(ticket: &Ticket, at: &str, fields: &Markup, desk: &Desk<'_>) -> Markup {
    let (who, team) = (desk.who, &desk.team);
    let holder = ticket.assignee.as_ref().map(|it| it.id.as_str());
    let others = team.iter().filter(|it| it.id != who.id && Some(it.id.as_str()) != holder);
    html! {
        form.filter method="post" action={ (at) "/work/assign" } {
            (fields)
            label { "Who has it "
                select name="to" data-key="a" {
                    @match &ticket.assignee {
                        Some(held) => option value="kept" { (held.name) },
                        None => option value="kept" { "Nobody" },
                    }
                    @if holder != Some(&who.id) { option value=(who.id) { "Me (" (who.name) ")" } }
                    @for one in others { option value=(one.id) { (one.name) } }
                    @if holder.is_some() { option value=(NOBODY) { "Nobody" } }
                }
            }
            label { "Queue " input name="queue" required maxlength="60" value=(ticket.queue); }
            label { "Priority "
                select name="priority" {
                    @for one in [Priority::Urgent, Priority::High, Priority::Normal] {
                        option value=(one.name()) selected[one == ticket.priority] { (one.name()) }
                    }
                }
            }
            button.plain { "Save" }
        }
    }
}

fn ending(
    ticket: &Ticket,
    at: &str,
    fields: &Markup,
    status: ConversationStatus,
    draft: &Draft,
) -> Markup {
    let field = format!("note-{}", ticket.id);
    html! {
        details open[draft.note.is_some()] {
            summary { "Write a note for the team" }
            form.edit method="post" action={ (at) "/work/note" } {
                (fields)
                div.field {
                    label for=(field) { "Note" }
                    textarea id=(field) data-key="n" name="note" rows="3" required maxlength="2000" dir="auto" {
                        (draft.note.as_deref().unwrap_or_default())
                    }
                    p.hint { "The customer never sees it. With @ and a name it speaks to that colleague, who finds the ticket under “Mentions me”." }
                }
                div { button.plain { "Keep the note" } }
            }
        }
        div.actions {
            @if status != ConversationStatus::Human {
                form method="post" action={ (at) "/work/take-over" } { (fields) button.plain { "Take over" } }
            }
            (giving_back(ticket, at, fields))
            form.inline method="post" action={ (at) "/work/close" } {
                (fields)
                label { "Close it as " (resolution()) }
                button.plain data-key="e" { "Close" }
            }
        }
    }
}

/// Gives the conversation back, and says what the assistant shall do.
fn giving_back(ticket: &Ticket, at: &str, fields: &Markup) -> Markup {
    let (field, hint) = (format!("instead-{}", ticket.id), format!("instead-hint-{}", ticket.id));
    html! {
        form.inline method="post" action={ (at) "/work/return" } {
            (fields)
            label { "It shall "
                select name="scope" {
                    option value="answer" { "answer what comes" }
                    option value="only_answer" { "only answer, and change nothing" }
                    option value="take_up" { "try again where it stopped" }
                }
            }
            label for=(field) { "and to try again, put right" }
            input id=(field) name="instead" maxlength="2000" dir="auto" aria-describedby=(hint);
            button.plain { "Give back to the assistant" }
            span.quiet id=(hint) { "Such as: the order is #1042. The customer sees it." }
        }
    }
}

fn log(log: &[Entry], desk: &Desk<'_>) -> Markup {
    html! {
        @if !log.is_empty() {
            h3 { "What was done" }
            ol.log { @for entry in log {
                li {
                    (instant(entry.at)) " · " bdi { (entry.by.name) } " " (did(entry.did))
                    @match (&entry.text, entry.did) {
                        (Some(text), Deed::Noted) => blockquote { @for line in text.split('\n') { p dir="auto" { (line) } } },
                        (Some(text), Deed::Snoozed) => {
                            " "
                            @match Timestamp::parse(text) {
                                Ok(until) => (local(until, desk.playbook.team_zone())),
                                Err(_) => (text),
                            }
                        }
                        (Some(text), _) => { " " bdi { (text) } }
                        (None, _) => {}
                    }
                    @if !entry.mentions.is_empty() {
                        span.quiet {
                            "To "
                            @for (index, one) in entry.mentions.iter().enumerate() { @if index > 0 { ", " } bdi { (one.name) } }
                        }
                    }
                }
            } }
        }
    }
}

const fn did(deed: Deed) -> &'static str {
    match deed {
        Deed::Assigned => "assigned it",
        Deed::Closed => "closed it as",
        Deed::Noted => "noted",
        Deed::Replied => "answered the customer",
        Deed::Returned => "gave the conversation back to the assistant",
        Deed::Snoozed => "put it aside until",
        Deed::Tagged => "changed its tags:",
        Deed::TookOver => "took over",
        Deed::Woke => "brought it back",
    }
}
