//! The form in which an article is written, with its passages as they will be quoted.

use edgewise::{base::time::Timestamp, knowledge::Passage, wire::GapView};
use maud::{Markup, html};

use super::{
    super::frame::{Part, frame},
    draft::{Draft, Faults},
    notice, part, words,
};

/// The fields, in their order.
const FIELDS: &[&str] =
    &["title", "url", "body", "language", "countries", "tiers", "channels", "from", "until"];

/// What the page shows.
pub(super) struct Shown<'a> {
    pub(super) draft: &'a Draft,
    pub(super) faults: &'a Faults,
    /// What it is written for.
    pub(super) gap: Option<&'a GapView>,
    /// Of what stands in the form.
    pub(super) passages: &'a [Passage],
    /// Whether it was just kept.
    pub(super) saved: bool,
}

/// The page.
pub(super) fn page(shown: &Shown<'_>, zone: &str, now: Timestamp) -> Markup {
    let Shown { draft, faults, gap, passages, saved } = shown;
    let title = if draft.id.is_empty() { "New article" } else { "Edit article" };
    part(
        title,
        "",
        html! {
            p { a href="/console/knowledge/articles" { "← All articles" } }
            h1 { (title) }
            @if *saved { (notice(html! { "Saved. It is found from the next question on." })) }
            (summary(faults))
            div.beside[!draft.about.is_empty()] {
                (form(draft, faults, zone))
                @if !draft.about.is_empty() { (asked(&draft.about, *gap)) }
            }
            @if !draft.body.trim().is_empty() { (preview(passages, zone, now)) }
            @if !draft.id.is_empty() {
                p { a.danger href={ "/console/knowledge/articles/" (draft.id) "/delete" } { "Delete this article" } }
            }
        },
    )
}

/// What somebody wrote who is not signed in any more.
pub(super) fn signed_out(draft: &Draft) -> Markup {
    frame(
        "Signed out",
        Part::Door,
        html! {
            h1 { "You are signed out" }
            p.fault role="alert" {
                "Nothing is lost. "
                a href="/console" target="_blank" rel="noopener" { "Sign in in another tab" }
                ", come back to this one and save again."
            }
            (form(draft, &Faults::default(), ""))
        },
    )
}

/// All faults at the top, each leading to its field.
fn summary(faults: &Faults) -> Markup {
    html! {
        @if !faults.is_empty() {
            div.faults role="alert" {
                p { strong { "Not saved yet." } }
                ul {
                    @for field in FIELDS {
                        @if let Some(detail) = faults.of(field) { li { a href={ "#" (field) } { (detail) } } }
                    }
                }
            }
        }
    }
}

fn form(draft: &Draft, faults: &Faults, zone: &str) -> Markup {
    let action = match draft.id.as_str() {
        "" => "/console/knowledge/new".to_owned(),
        id => format!("/console/knowledge/articles/{id}"),
    };
    let is_html = draft.format == "html";
    let days = if zone.is_empty() { String::new() } else { format!(" Days begin in {zone}.") };
    html! {
        form.edit method="post" action=(action) novalidate {
            @for (name, value) in [
                ("nonce", &draft.nonce), ("seen", &draft.seen), ("about", &draft.about), ("format", &draft.format),
            ] {
                input type="hidden" name=(name) value=(value);
            }
            (input("title", "Title", "As customers know it.", "text", &draft.title, faults))
            (input("url", "Link", "Where customers find the page. It is told with the answer.", "url", &draft.url, faults))
            (field("body", if is_html { "Text (HTML)" } else { "Text (Markdown)" },
                "Begin each subject with a heading, “## How long does delivery take?”: what stands under one is quoted together.",
                faults, |about, is_wrong| html! {
                    textarea #body name="body" rows="16" dir="auto" spellcheck="true"
                        aria-describedby=(about) aria-invalid=[is_wrong] { "\n" (draft.body) }
                }))
            (language(draft, faults))
            fieldset {
                legend { "For whom" }
                p.hint { "Empty means everybody. Several are set apart by commas." }
                (input("countries", "Countries", "Where parcels go: Canada, UK, US.", "text", &draft.countries, faults))
                (input("tiers", "Loyalty tiers", "Only for members who have shown who they are.", "text", &draft.tiers, faults))
                (input("channels", "Channels", "web_chat is the only one so far.", "text", &draft.channels, faults))
            }
            fieldset {
                legend { "When" }
                p.hint { "Empty means always." (days) }
                (input("from", "First day", "", "date", &draft.from, faults))
                (input("until", "Last day", "", "date", &draft.until, faults))
            }
            div.actions {
                button.plain name="do" value="preview" { "Show passages" }
                button name="do" value="save" { "Save" }
            }
        }
    }
}

fn language(draft: &Draft, faults: &Faults) -> Markup {
    let other = (draft.language.as_str(), draft.language.as_str());
    let is_known = words::LANGUAGES.iter().any(|(code, _)| *code == draft.language);
    let other = (!is_known && !draft.language.is_empty()).then_some(&other);
    field("language", "Language", "", faults, |about, is_wrong| {
        html! {
            select #language name="language" aria-describedby=(about) aria-invalid=[is_wrong] {
                option value="" { "As the text is" }
                @for (code, name) in words::LANGUAGES.iter().chain(other) {
                    option value=(code) selected[*code == draft.language] { (name) }
                }
            }
        }
    })
}

fn input(
    name: &'static str,
    label: &str,
    hint: &str,
    kind: &str,
    value: &str,
    faults: &Faults,
) -> Markup {
    // An address that is not one is told by us, beside the field, with all other faults.
    let (kind, mode) = if kind == "url" { ("text", Some("url")) } else { (kind, None) };
    field(name, label, hint, faults, |about, is_wrong| {
        html! {
            input id=(name) name=(name) type=(kind) inputmode=[mode] value=(value) dir="auto" autocomplete="off"
                aria-describedby=(about) aria-invalid=[is_wrong];
        }
    })
}

/// A field with its label, its hint, and what is wrong with it.
fn field(
    name: &'static str,
    label: &str,
    hint: &str,
    faults: &Faults,
    control: impl FnOnce(&str, Option<&str>) -> Markup,
) -> Markup {
    let fault = faults.of(name);
    let about = format!("{name}-about");
    html! {
        div.field {
            label for=(name) { (label) }
            div id=(about) {
                @if !hint.is_empty() { p.hint { (hint) } }
                @if let Some(fault) = &fault { p.fault { (fault) } }
            }
            (control(&about, fault.as_ref().map(|_| "true")))
        }
    }
}

/// The questions that the article is written for.
fn asked(question: &str, gap: Option<&GapView>) -> Markup {
    html! {
        aside aria-labelledby="asked" {
            h2 #asked { "What customers ask" }
            ul {
                li dir="auto" { (question) }
                @if let Some(gap) = gap { @for example in &gap.examples { li dir="auto" { (example) } } }
            }
            p.quiet {
                @if let Some(gap) = gap { "Asked " @if gap.count == 1 { "once" } @else { (gap.count) " times" } ". " }
                "Use their words in a heading: the page is found by them."
            }
        }
    }
}

/// The passages as they are cut.
fn preview(passages: &[Passage], zone: &str, now: Timestamp) -> Markup {
    html! {
        section aria-labelledby="passages" {
            h2 #passages { "Passages (" (passages.len()) ")" }
            @if passages.is_empty() {
                div.empty { p { "Nothing of this text can be quoted. Write at least one sentence that is no heading." } }
            } @else {
                p.quiet { "Each is quoted by itself, in whole sentences, with its link." }
                ol.cards {
                    @for passage in passages {
                        li.card {
                            h3 dir="auto" { (words::place(passage)) }
                            blockquote { (words::lines(&passage.text)) }
                            p.quiet {
                                (words::capital(&words::audience(&passage.audience))) " · "
                                (words::validity(passage.validity, zone, now))
                                @if let Some(code) = &passage.language { " · " (words::language(code)) }
                                @if let Some(link) = &passage.link { " · " span.link { (link) } }
                            }
                        }
                    }
                }
            }
        }
    }
}
