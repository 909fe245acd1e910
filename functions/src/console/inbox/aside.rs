//! Putting a ticket aside until a time, and the words by which it is sorted.

use edgewise::escalation::{SnoozePreset, TAG_CHARS_MAX, TAGS_MAX, Ticket, TicketStatus};
use maud::{Markup, html};

use super::{
    super::{form::address, frame::wall_clock},
    Desk,
    list::PATH,
};

/// The tags, and the form that changes them where one may.
pub(super) fn tags(ticket: &Ticket, at: &str, fields: &Markup, desk: &Desk<'_>) -> Markup {
    let field = format!("tags-{}", ticket.id);
    let typed: Vec<&str> = ticket.tags.iter().map(|tag| tag.as_str()).collect();
    let typed = typed.join(", ");
    html! {
        @if !ticket.tags.is_empty() {
            p.tags { "Tags: " @for tag in &ticket.tags { (chip(tag.as_str())) " " } }
        }
        @if desk.may_act() {
            form.filter method="post" action={ (at) "/work/tags" } {
                (fields)
                input type="hidden" name="before" value=(typed);
                label.wide for=(field) { "Tags, with commas between them "
                    input id=(field) data-key="t" name="tags" value=(typed) maxlength=(TAGS_MAX.saturating_mul(TAG_CHARS_MAX))
                        autocapitalize="none" dir="auto";
                }
                button.plain { "Save the tags" }
            }
        }
    }
}

/// A tag, which leads to whatever else has it.
pub(super) fn chip(tag: &str) -> Markup {
    html! { a.tag href=(address(PATH, &[("view", "open"), ("tag", tag)])) { bdi { (tag) } } }
}

/// The form that puts a ticket aside, or brings it back.
pub(super) fn snooze(ticket: &Ticket, at: &str, fields: &Markup, desk: &Desk<'_>) -> Markup {
    html! {
        @if ticket.status == TicketStatus::Snoozed {
            form.actions method="post" action={ (at) "/work/wake" } {
                (fields)
                button.plain { "Bring it back now" }
            }
        } @else {
            form.filter method="post" action={ (at) "/work/snooze" } {
                (fields)
                (times(desk))
                button.plain data-key="s" { "Put aside" }
            }
        }
    }
}

/// The times that are offered, on the wall clock of the team, and any day.
pub(super) fn times(desk: &Desk<'_>) -> Markup {
    let zone = desk.playbook.team_zone();
    html! {
        label { "Put aside until "
            select name="preset" {
                @for preset in SnoozePreset::ALL {
                    option value=(preset.name()) {
                        (said(*preset)) " (" (wall_clock(preset.until(desk.now, &desk.playbook), zone)) ")"
                    }
                }
            }
        }
        label { "or the morning of " input type="date" name="day"; }
    }
}

const fn said(preset: SnoozePreset) -> &'static str {
    match preset {
        SnoozePreset::InThreeHours => "in three hours",
        SnoozePreset::NextMonday => "Monday",
        SnoozePreset::TomorrowMorning => "tomorrow morning",
    }
}
