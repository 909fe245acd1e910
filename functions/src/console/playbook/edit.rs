//! The playbook as forms, part by part: what each field is for, what it may hold, what is wrong with it.

use edgewise::wire::{
    FieldFault,
    form::{Choice, Field, FieldKind},
};
use maud::{Markup, html};

use super::{super::frame::words, part};

pub(super) const PATH: &str = "/console/playbook/edit";

/// Characters from which on a text gets several lines.
const LINE_CHARS: usize = 70;

/// What a page of one part shows.
pub(super) struct Page<'a> {
    pub(super) name: &'a str,
    pub(super) form: &'a Field,
    /// Of the part as it was read, so that nobody's change is lost.
    pub(super) was: &'a str,
    pub(super) faults: &'a [FieldFault],
    pub(super) note: Note,
    pub(super) may_edit: bool,
}

/// What became of what was sent.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(super) enum Note {
    /// Nothing was sent.
    None,
    /// It stands in the draft.
    Saved,
    /// It has another form now, and is not saved.
    Unsaved,
    /// It cannot be saved as it is.
    Faulty,
    /// Somebody else saved this part in the meantime.
    Overtaken,
}

/// All parts. Each with its name, what it is for, and whether the draft has it otherwise than what is live.
pub(super) fn index(parts: &[(&str, String, bool)]) -> Markup {
    part(
        "Edit",
        PATH,
        html! {
            h1 { "What the assistant may do" }
            p.quiet {
                "All that is decided about the assistant, part by part. What you change is kept in the draft; nothing goes live "
                "before it is checked and signed."
            }
            ul.cards {
                @for (name, help, changed) in parts {
                    li.card {
                        h2 { a href={ (PATH) "/" (name) } { (title(name)) } }
                        p { (help) }
                        @if *changed { p.status.waiting { "Changed in the draft" } }
                    }
                }
            }
        },
    )
}

/// One part.
pub(super) fn page(shown: &Page<'_>) -> Markup {
    let (heading, faults) = (title(shown.name), shown.faults);
    part(
        &heading,
        PATH,
        html! {
            p { a href=(PATH) { "← All parts" } }
            h1 { (heading) }
            @if shown.name == "custom_skills" { p { a href=(super::skills::PATH) { "Read them in sentences" } } }
            p.quiet { (shown.form.help) }
            @match shown.note {
                Note::None => {}
                Note::Saved => p.notice role="status" {
                    "Saved in the draft. " a href="/console/playbook" { "Check it and have it signed" } "."
                },
                Note::Unsaved => p.notice role="status" { "Not saved yet." },
                Note::Faulty => p.notice role="alert" { "Nothing was saved: see below what is wrong." },
                Note::Overtaken => p.notice role="alert" {
                    "Somebody saved this part since you opened it, so nothing was saved. What you wrote stands below; saving again "
                    "puts it in place of theirs. " a href={ (PATH) "/" (shown.name) } { "See what they wrote" } "."
                },
            }
            @if !faults.is_empty() {
                ul.faults {
                    @for fault in faults { li.fault { strong { (place(&fault.pointer)) } ": " (fault.detail) "." } }
                }
            }
            form.edit method="post" action={ (PATH) "/" (shown.name) } novalidate {
                // What Enter presses: the first button of a form.
                button.default name="do" value="save" tabindex="-1" aria-hidden="true" { "Save" }
                input type="hidden" name="was" value=(shown.was);
                fieldset.plain disabled[!shown.may_edit] { (body(shown.form, faults)) }
                @if shown.may_edit { div.actions { button name="do" value="save" { "Save in the draft" } } }
            }
        },
    )
}

/// What belongs to a field: for several, all of them one below the other.
fn body(field: &Field, faults: &[FieldFault]) -> Markup {
    let pointer = field.pointer.as_str();
    html! {
        @if field.keeps() { input type="hidden" name={ (pointer) "/?" } value="yes"; }
        @match &field.kind {
            FieldKind::Group(fields) => @for field in fields { (one(field, faults)) },
            FieldKind::List(items) => {
                input type="hidden" name={ (pointer) "/#" } value=(items.len());
                @for item in items { (item_of(item, &format!("No. {}", item.name), faults)) }
                div.actions { button.plain name="do" value={ "add:" (pointer) } { "Add one" } }
            }
            FieldKind::Map(items) => {
                @for item in items {
                    input type="hidden" name={ (pointer) "/#" } value=(item.name);
                    (item_of(item, &item.name, faults))
                }
                div.actions {
                    label { "Name of a new one " input name={ (pointer) "/new" } maxlength="60" autocomplete="off"; }
                    button.plain name="do" value={ "add:" (pointer) } { "Add it" }
                }
            }
            FieldKind::Absent => div.actions {
                button.plain name="do" value={ "add:" (pointer) } { "Add " (words(&field.name)) }
            },
            FieldKind::Choice { .. } | FieldKind::Choices { .. } | FieldKind::Flag(_) | FieldKind::Json(_)
            | FieldKind::Number { .. } | FieldKind::Text(_) | FieldKind::Texts(_) => (input(field, faults)),
        }
    }
}

/// One of a list or map, with a button that takes it away.
fn item_of(item: &Field, legend: &str, faults: &[FieldFault]) -> Markup {
    html! {
        fieldset {
            legend { bdi { (legend) } }
            (body(item, faults))
            div.actions {
                button.plain name="do" value={ "remove:" (item.pointer) } aria-label={ "Remove " (legend) } { "Remove" }
            }
        }
    }
}

/// A field of several.
fn one(field: &Field, faults: &[FieldFault]) -> Markup {
    match &field.kind {
        FieldKind::Absent | FieldKind::Group(_) | FieldKind::List(_) | FieldKind::Map(_) => html! {
            fieldset #(id(&field.pointer)) {
                legend { (title(&field.name)) }
                @if !field.help.is_empty() { p.hint { (field.help) } }
                (said(&field.pointer, faults, false))
                (body(field, faults))
                @if field.keeps() && matches!(field.kind, FieldKind::Group(_)) {
                    div.actions {
                        button.plain name="do" value={ "remove:" (field.pointer) } {
                            "Remove " (words(&field.name))
                        }
                    }
                }
            }
        },
        FieldKind::Choices { values, of } => html! {
            fieldset #(id(&field.pointer)) {
                legend { (title(&field.name)) }
                @if !field.help.is_empty() { p.hint { (field.help) } }
                (said(&field.pointer, faults, true))
                @if field.keeps() { input type="hidden" name={ (field.pointer) "/?" } value="yes"; }
                @for choice in of {
                    label.check {
                        input type="checkbox" name=(field.pointer) value=(choice.value) checked[values.contains(&choice.value)];
                        " " (title(&choice.value))
                        @if !choice.help.is_empty() { span.quiet { " – " (choice.help) } }
                    }
                }
            }
        },
        FieldKind::Choice { .. }
        | FieldKind::Flag(_)
        | FieldKind::Json(_)
        | FieldKind::Number { .. }
        | FieldKind::Text(_)
        | FieldKind::Texts(_) => html! {
            div.field {
                label for=(id(&field.pointer)) { (title(&field.name)) }
                @if !field.help.is_empty() { p.hint #{ (id(&field.pointer)) "-help" } { (field.help) } }
                @if field.keeps() { input type="hidden" name={ (field.pointer) "/?" } value="yes"; }
                (input(field, faults))
                (said(&field.pointer, faults, true))
            }
        },
    }
}

/// What a value is written into.
fn input(field: &Field, faults: &[FieldFault]) -> Markup {
    let (id, name) = (id(&field.pointer), field.pointer.as_str());
    let wrong = concerning(name, faults, true).next().map(|_| "true");
    let help = (!field.help.is_empty()).then(|| format!("{id}-help"));
    match &field.kind {
        FieldKind::Choice { value, of } => html! {
            select id=(id) name=(name) aria-describedby=[help] aria-invalid=[wrong] {
                @if field.optional { option value="" selected[value.is_empty()] { "–" } }
                @for choice in of { option value=(choice.value) selected[choice.value == *value] { (named(choice)) } }
            }
        },
        FieldKind::Flag(is) => html! {
            input id=(id) type="checkbox" name=(name) value="yes" checked[*is] aria-describedby=[help];
        },
        FieldKind::Number { value, min, max } => html! {
            input id=(id) type="text" inputmode="numeric" name=(name) value=(value) aria-describedby=[help] aria-invalid=[wrong]
                placeholder=[bounds(*min, *max)] autocomplete="off";
        },
        FieldKind::Text(text) if text.chars().count() < LINE_CHARS && !text.contains('\n') => {
            html! {
                input id=(id) type="text" name=(name) value=(text) aria-describedby=[help] aria-invalid=[wrong] autocomplete="off";
            }
        }
        FieldKind::Text(text) | FieldKind::Json(text) => html! {
            textarea id=(id) name=(name) rows="4" aria-describedby=[help] aria-invalid=[wrong] { "\n" (text) }
        },
        FieldKind::Texts(texts) => html! {
            textarea id=(id) name=(name) rows=(texts.len().clamp(1, 12).saturating_add(1)) aria-describedby=[help]
                aria-invalid=[wrong] { "\n" (texts.join("\n")) }
            p.hint { "One on each line." }
        },
        FieldKind::Absent
        | FieldKind::Choices { .. }
        | FieldKind::Group(_)
        | FieldKind::List(_)
        | FieldKind::Map(_) => html! {},
    }
}

/// What is wrong with a field. `within` says whether what is wrong inside of it is told at it.
fn said(pointer: &str, faults: &[FieldFault], within: bool) -> Markup {
    html! { @for fault in concerning(pointer, faults, within) { p.fault { "It " (fault.detail) "." } } }
}

fn concerning<'a>(
    pointer: &'a str,
    faults: &'a [FieldFault],
    within: bool,
) -> impl Iterator<Item = &'a FieldFault> {
    faults.iter().filter(move |fault| match fault.pointer.strip_prefix(pointer) {
        None => false,
        Some(rest) => rest.is_empty() || within && rest.starts_with('/'),
    })
}

fn named(choice: &Choice) -> String {
    let name = title(&choice.value);
    if choice.help.is_empty() { name } else { format!("{name} – {}", choice.help) }
}

fn bounds(min: Option<i64>, max: Option<i64>) -> Option<String> {
    match (min, max) {
        (Some(min), Some(max)) => Some(format!("{min} to {max}")),
        (Some(min), None) => Some(format!("from {min} on")),
        (None, Some(max)) => Some(format!("up to {max}")),
        (None, None) => None,
    }
}

/// Where a fault is, in words: `limits, no. 1, count`.
pub(super) fn place(pointer: &str) -> String {
    let of_each = |token: &str| match token.parse::<usize>() {
        Ok(index) => format!("no. {}", index.saturating_add(1)),
        Err(_) => words(token),
    };
    pointer.split('/').skip(2).map(of_each).collect::<Vec<_>>().join(", ")
}

/// A name of the document as a heading.
fn title(name: &str) -> String {
    capital(&words(name))
}

/// A text with a capital.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A pointer as an element's id, which has no spaces.
fn id(pointer: &str) -> String {
    format!("f{}", pointer.replace(char::is_whitespace, "_"))
}
