//! What was said with a customer, and what happened.

use edgewise::{
    base::{json, sort, time::Timestamp},
    escalation::Ticket,
    profile::{MarketingEntry, Profile, TimelineEntry, TimelineKind},
    wire::CustomerView,
};
use maud::{Markup, html};

use super::super::{
    form::address,
    frame::{instant, name_of, short, words},
    inbox::why,
    page::status,
};

/// Conversations, and tickets, that are shown.
const SHOWN_MAX: usize = 20;

pub(super) fn conversations(view: &CustomerView, profile: &Profile) -> Markup {
    let more = view.conversations.len() > SHOWN_MAX;
    html! {
        section {
            h2 { "Conversations" }
            @if view.conversations.is_empty() { p.quiet { "They have not written yet." } } @else {
                table {
                    thead { tr {
                        th scope="col" { "Conversation" }
                        th scope="col" { "Status" }
                        th scope="col" { "Asked for" }
                        th scope="col" { "Turns" }
                        th scope="col" { "Last message" }
                    } }
                    tbody { @for item in view.conversations.iter().take(SHOWN_MAX) { tr {
                        td data-label="Conversation" { a href={ "/console/conversations/" (item.id) } { (short(item.id.as_str())) } }
                        td data-label="Status" { (status(item.status)) }
                        td data-label="Asked for" { @if item.skills.is_empty() { span.quiet { "–" } } (words(&item.skills.join(", "))) }
                        td data-label="Turns" { (item.turn_count) }
                        td data-label="Last message" { (instant(item.updated_at)) }
                    } } }
                }
                @if let (true, Some(id)) = (more, &profile.customer_id) {
                    p { a href=(address("/console", &[("q", id.as_str())])) { "All of their conversations" } }
                }
            }
        }
    }
}

pub(super) fn tickets(tickets: &[Ticket]) -> Markup {
    let mut newest: Vec<&Ticket> = tickets.iter().collect();
    sort::by(&mut newest, |left, right| right.opened_at.cmp(&left.opened_at));
    html! {
        @if !newest.is_empty() {
            section {
                h2 { "Tickets" }
                table {
                    thead { tr {
                        th scope="col" { "What is wanted" }
                        th scope="col" { "Why a person" }
                        th scope="col" { "Status" }
                        th scope="col" { "Who has it" }
                        th scope="col" { "Opened" }
                    } }
                    tbody { @for ticket in newest.iter().take(SHOWN_MAX) { tr {
                        td data-label="What is wanted" { a href={ "/console/conversations/" (ticket.conversation_id) } { bdi { (ticket.wants) } } }
                        td data-label="Why a person" { (why(ticket.reason)) }
                        td data-label="Status" { (name_of(&ticket.status)) @if let Some(came) = ticket.resolution { ": " (came.name()) } }
                        td data-label="Who has it" { @match &ticket.assignee { Some(one) => bdi { (one.name) }, None => span.quiet { "nobody" } } }
                        td data-label="Opened" { (instant(ticket.opened_at)) }
                    } } }
                }
            }
        }
    }
}

/// Everything that happened in the shop and in marketing, newest first.
pub(super) fn timeline(profile: &Profile) -> Markup {
    let happened = profile.timeline.iter().map(|seen| (seen.from.time, happened(&seen.value)));
    let sent = profile.marketing.iter().map(|seen| (seen.from.time, marketing(&seen.value)));
    let mut all: Vec<(Timestamp, Markup)> = happened.chain(sent).collect();
    sort::by(&mut all, |left, right| right.0.cmp(&left.0));
    html! {
        section {
            h2 { "What happened" }
            @if all.is_empty() { p.quiet { "Nothing was told: browsing, marketing and the shop's own events appear here." } } @else {
                ol.log { @for (at, told) in &all { li { (instant(*at)) " · " (told) } } }
            }
            @if !profile.quiz_answers.is_empty() {
                h3 { "Answered in quizzes" }
                dl.facts { @for (question, answer) in &profile.quiz_answers { dt { bdi { (question) } } dd { bdi { (answer.value) } } } }
            }
        }
    }
}

fn happened(entry: &TimelineEntry) -> Markup {
    let named = |text: &Option<String>| text.clone().unwrap_or_default();
    html! {
        @match &entry.kind {
            TimelineKind::CheckoutStarted { .. } => "began to pay",
            TimelineKind::PageViewed { url, title } => {
                "looked at the page " bdi { (title.clone().unwrap_or_else(|| named(url))) }
            }
            TimelineKind::ProductViewed { product_id, title } => {
                "looked at " bdi { (title.clone().or_else(|| product_id.as_ref().map(ToString::to_string)).unwrap_or_default()) }
            }
            TimelineKind::VisitorLinked { .. } => "was recognised in another browser",
            TimelineKind::Other { data, .. } => {
                bdi { (entry.name) }
                @if let Some(data) = data {
                    details { summary { "What was told" } pre { (serde_json::to_string_pretty(data).unwrap_or_default()) } }
                }
            }
        }
    }
}

fn marketing(entry: &MarketingEntry) -> Markup {
    let about = entry.subject.as_ref().or(entry.campaign.as_ref());
    html! {
        "marketing " (json::name(&entry.step))
        @if let Some(channel) = &entry.channel { " by " bdi { (words(channel)) } }
        @if let Some(about) = about { ": " bdi { (about) } }
        @if let Some(code) = &entry.discount_code { " with the code " bdi { (code) } }
    }
}
