//! The same with several tickets of a list at once: the form below the list, and what came of it.

use std::collections::BTreeSet;

use edgewise::{
    base::id::{ClientMessageId, TicketId},
    escalation::Tag,
    release::Member,
    wire::{
        AssignRequest, BulkRequest, BulkResult, BulkTicket, CloseRequest, Problem, TagsRequest,
        TicketSummary,
    },
};
use maud::{Markup, html};
use worker::Response;

use super::{
    super::{
        Form,
        frame::{Part, frame, short},
        html as page_of,
    },
    Desk, NOBODY, aside,
    list::PATH,
    narrow::Narrowed,
    resolution, snooze_request, why_not,
};
use crate::{
    bulk,
    fault::{Fault, Result},
    http::Asked,
};

/// What is between a ticket and its mark in a box that is ticked: in neither of them.
const BETWEEN: char = '~';

/// The box that selects a ticket.
pub(super) fn select(item: &TicketSummary, called: &str) -> Markup {
    html! {
        input type="checkbox" name="ticket" value={ (item.id) (BETWEEN) (item.mark) } aria-label={ "Select: " (called) } data-select;
    }
}

/// What can be done with those that are selected.
pub(super) fn controls(narrowed: &Narrowed, desk: &Desk<'_>, once: &str) -> Markup {
    let closed = narrowed.view == "closed";
    html! {
        (narrowed.hidden())
        input type="hidden" name="once" value=(once);
        fieldset.bulk {
            legend { "With those that are selected" }
            @if !closed {
                div.inline {
                    label { "Give them to "
                        select name="to" data-key="a" {
                            option value=(desk.who.id) { "Me (" (desk.who.name) ")" }
                            @for one in desk.team.iter().filter(|one| one.id != desk.who.id) {
                                option value=(one.id) { (one.name) }
                            }
                            option value=(NOBODY) { "Nobody" }
                        }
                    }
                    button.plain name="do" value="assign" { "Give" }
                }
                div.inline {
                    (aside::times(desk))
                    button.plain name="do" value="snooze" data-key="s" { "Put them aside" }
                }
            }
            div.inline {
                label { "Add tags " input name="tags" maxlength="200" autocapitalize="none" data-key="t"; }
                button.plain name="do" value="tags" { "Tag them" }
            }
            @if !closed {
                div.inline {
                    label { "Close them as " (resolution()) }
                    button.plain name="do" value="close" data-key="e" { "Close them" }
                }
            }
        }
    }
}

/// Does it, and shows what came of each.
pub(super) async fn take(asked: &mut Asked, who: &Member) -> Result<Response> {
    let form = Form::read(asked).await?;
    let narrowed = Narrowed::sent_along(&form);
    let results = match request(asked, &form).await {
        Ok(request) => bulk::work(asked, who, &request).await,
        Err(fault) => Err(fault),
    };
    match results {
        Ok(results) => page_of(200, page(&results, &narrowed)),
        Err(Fault::Problem(problem)) if problem.status == 422 => {
            let told = match problem.errors.first() {
                Some(fault) if fault.pointer == "/tickets" => {
                    "Nothing is selected: tick the tickets first.".to_owned()
                }
                _ => why_not(&problem),
            };
            page_of(422, nothing_done(&told, &narrowed))
        }
        Err(fault) => Err(fault),
    }
}

async fn request(asked: &Asked, form: &Form) -> Result<BulkRequest> {
    let tickets = form.fields("ticket").filter_map(|ticked| {
        let (id, mark) = ticked.split_once(BETWEEN)?;
        let mark = Some(mark.to_owned()).filter(|mark| !mark.is_empty());
        Some(BulkTicket { id: TicketId::parse(id).ok()?, mark })
    });
    let mut request = BulkRequest {
        tickets: tickets.collect(),
        client_message_id: ClientMessageId::parse(form.field("once")).ok(),
        ..BulkRequest::default()
    };
    match form.field("do") {
        "assign" => {
            let to = Some(form.field("to").to_owned());
            request.assign = Some(AssignRequest { to, ..AssignRequest::default() });
        }
        "close" => {
            let resolution = Some(super::resolution_of(form));
            request.close = Some(CloseRequest { resolution });
        }
        "snooze" => request.snooze = Some(snooze_request(&asked.env, form).await?),
        "tags" => {
            let add = tags(form.field("tags"))?;
            request.tags = Some(TagsRequest { add, ..TagsRequest::default() });
        }
        _ => return Err(Fault::not_found()),
    }
    Ok(request)
}

/// Tags, with commas between them.
pub(super) fn tags(typed: &str) -> std::result::Result<BTreeSet<Tag>, Problem> {
    let parts = typed.split(',').filter(|part| !part.trim().is_empty());
    let tags: std::result::Result<_, _> = parts.map(Tag::parse).collect();
    tags.map_err(|fault| Problem::invalid("/tags", fault.to_string()))
}

fn page(results: &[BulkResult], narrowed: &Narrowed) -> Markup {
    let (done, left): (Vec<_>, Vec<_>) = results.iter().partition(|it| it.status == 200);
    frame(
        "Inbox",
        Part::Inbox,
        html! {
            h1 { "Done with " (done.len()) " of " (results.len()) }
            @if !left.is_empty() {
                p { "These are as they were:" }
                ul.cards { @for result in &left {
                    li.card {
                        (ticket(&result.id))
                        p { (reason(result)) }
                    }
                } }
            }
            @if !done.is_empty() {
                details open[left.is_empty()] {
                    summary { "Those that it was done with" }
                    ul { @for result in &done { li { (ticket(&result.id)) } } }
                }
            }
            p { a.button href=(narrowed.address()) { "Back to the list" } }
        },
    )
}

fn nothing_done(told: &str, narrowed: &Narrowed) -> Markup {
    frame(
        "Inbox",
        Part::Inbox,
        html! {
            h1 { "Nothing was done" }
            div.faults role="alert" { p { (told) } }
            p { a.button href=(narrowed.address()) { "Back to the list" } }
        },
    )
}

fn ticket(id: &TicketId) -> Markup {
    html! {
        @match id.conversation_id() {
            Ok(conversation) => a href={ "/console/conversations/" (conversation) } {
                "Conversation " (short(conversation.as_str()))
            },
            Err(_) => (id),
        }
    }
}

fn reason(result: &BulkResult) -> &str {
    match result.status {
        404 => "It is not there any more.",
        412 => {
            "Something happened to it since it was listed, or its customer wrote: look at it first."
        }
        500.. => "It could not be reached just now: try again.",
        _ => result.detail.as_deref().unwrap_or("It could not be done."),
    }
}

/// Where the form of a list goes.
pub(super) fn address() -> String {
    format!("{PATH}/bulk")
}
