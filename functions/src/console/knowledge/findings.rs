//! What is missing or wrong on the pages.

use edgewise::{
    knowledge::GapKind,
    wire::{ArticleBrief, ConflictView, GapView, KnowledgeFindings},
};
use maud::{Markup, html};

use super::{
    super::{form::address, frame::instant},
    notice, part,
};

/// The page.
pub(super) fn page(findings: &KnowledgeFindings, done: bool, may_edit: bool) -> Markup {
    part(
        "What to write next",
        "/console/knowledge",
        html! {
            h1 { "What to write next" }
            @if done { (notice(html! { "The question is off the list. Asked again, it is back." })) }
            (gaps(&findings.gaps, may_edit))
            (conflicts(&findings.conflicts))
            (out_of_date(&findings.out_of_date))
        },
    )
}

fn gaps(gaps: &[GapView], may_edit: bool) -> Markup {
    html! {
        section aria-labelledby="gaps" {
            h2 #gaps { "Questions without an answer" }
            @if gaps.is_empty() {
                div.empty {
                    p { "No question waits for an answer." }
                    p {
                        "What customers ask and no page answers is collected here, the most asked first, without names and "
                        "numbers. " a href="/console/knowledge/ask" { "Try a question" } " to see what would be told."
                    }
                }
            } @else {
                p.quiet { "The most asked first, without names and numbers." }
                ol.cards { @for gap in gaps { (gap_card(gap, may_edit)) } }
            }
        }
    }
}

fn gap_card(gap: &GapView, may_edit: bool) -> Markup {
    let question = gap.question.as_str();
    html! {
        li.card {
            h3 dir="auto" { (question) }
            p.quiet {
                "Asked " strong { @if gap.count == 1 { "once" } @else { (gap.count) " times" } }
                ", last " (instant(gap.last_at)) ". " (why(gap.kind))
            }
            @if !gap.examples.is_empty() {
                p.quiet { "Also asked as:" }
                ul { @for example in &gap.examples { li dir="auto" { (example) } } }
            }
            div.actions {
                @if may_edit {
                    a.button href=(address("/console/knowledge/new", &[("about", question)])) {
                        "Write a page about this"
                    }
                }
                a href=(address("/console/knowledge/ask", &[("q", question)])) { "See what is found" }
                @if may_edit {
                    form method="post" action="/console/knowledge/gaps" {
                        input type="hidden" name="question" value=(question);
                        button.plain { "Take off the list" }
                    }
                }
            }
        }
    }
}

const fn why(kind: GapKind) -> &'static str {
    match kind {
        GapKind::Conflict => "Two pages contradict each other about it.",
        GapKind::OutOfDate => "What answered it does not hold any more.",
        GapKind::Unanswered => "No page answers it surely enough.",
    }
}

fn conflicts(conflicts: &[ConflictView]) -> Markup {
    html! {
        section aria-labelledby="conflicts" {
            h2 #conflicts { "Pages that contradict each other" }
            @if conflicts.is_empty() {
                div.empty {
                    p { "No two pages contradict each other." }
                    p { "Sentences that cannot both be true are found when a page is kept. Neither is told until one is mended." }
                }
            } @else {
                p.quiet { "Only one can be true. Neither is told to customers: a person answers." }
                ul.cards {
                    @for conflict in conflicts {
                        li.card.pair {
                            @for ((id, title), sentence) in
                                conflict.articles.iter().zip(&conflict.titles).zip(&conflict.sentences)
                            {
                                div {
                                    h3 dir="auto" { a href={ "/console/knowledge/articles/" (id) } { (title) } }
                                    blockquote dir="auto" { (sentence) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn out_of_date(articles: &[ArticleBrief]) -> Markup {
    html! {
        section aria-labelledby="over" {
            h2 #over { "Out of date" }
            @if articles.is_empty() {
                div.empty {
                    p { "Every page holds." }
                    p { "A page whose last day is over is not told any more; it stands here until it is changed or deleted." }
                }
            } @else {
                p.quiet { "Their last day is over, so they are not told any more. Give them a new day, or delete them." }
                ul.cards {
                    @for article in articles {
                        li.card {
                            h3 dir="auto" { a href={ "/console/knowledge/articles/" (article.id) } { (article.title) } }
                            @if let Some(until) = article.valid_until { p.quiet { "Over since " (instant(until)) } }
                        }
                    }
                }
            }
        }
    }
}
