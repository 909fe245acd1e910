//! The list of articles, and the question before one is deleted.

use edgewise::{
    base::time::Timestamp,
    knowledge::Validity,
    wire::{ArticleBrief, ArticleList, ArticleView},
};
use maud::{Markup, html};

use super::{
    super::{form::address, frame::instant},
    notice, part, question, words,
};

const PATH: &str = "/console/knowledge/articles";

/// The list.
pub(super) fn page(
    articles: &ArticleList,
    (is_later, gone, may_edit): (bool, bool, bool),
    zone: &str,
    now: Timestamp,
) -> Markup {
    part(
        "Articles",
        PATH,
        html! {
            div.title {
                h1 { "Articles" }
                @if may_edit { a.button href="/console/knowledge/new" { "New article" } }
            }
            @if gone { (notice(html! { "The article is deleted. It is not told any more." })) }
            @if articles.items.is_empty() && !is_later {
                div.empty {
                    p { "There are no articles yet." }
                    p {
                        "Write the first: shipping and returns are asked for most. The assistant quotes whole sentences of it, "
                        "word for word, with the link. Many at once come in over " code { "POST /v1/knowledge" } "."
                    }
                }
            } @else {
                (question::form(&question::Tried::default(), None))
                table {
                    thead { tr {
                        th scope="col" { "Title" }
                        th scope="col" { "Language" }
                        th scope="col" { "For whom" }
                        th scope="col" { "Holds" }
                        th scope="col" { "Changed" }
                    } }
                    tbody { @for article in &articles.items { (row(article, may_edit, zone, now)) } }
                }
                @if is_later { p { a href=(PATH) { "First articles" } } }
                @if let Some(cursor) = &articles.next_cursor {
                    p { a.next href=(address(PATH, &[("after", cursor)])) rel="next" { "More articles" } }
                }
            }
        },
    )
}

fn row(article: &ArticleBrief, may_edit: bool, zone: &str, now: Timestamp) -> Markup {
    let holds = Validity { from: article.valid_from, until: article.valid_until };
    html! {
        tr {
            td data-label="Title" {
                div {
                    @if may_edit {
                        a dir="auto" href={ (PATH) "/" (article.id) } { (article.title) }
                    } @else {
                        bdi { (article.title) }
                    }
                    @if let Some(url) = &article.url {
                        br;
                        a.link href=(url) rel="noreferrer" { (url) }
                    }
                }
            }
            td data-label="Language" {
                (article.language.as_deref().map_or("–", words::language))
            }
            td data-label="For whom" { (words::capital(&words::audience(&article.audience))) }
            td data-label="Holds" { div { (words::validity(holds, zone, now)) } }
            td data-label="Changed" { (instant(article.updated_at)) }
        }
    }
}

/// Whether it is really to go.
pub(super) fn delete(kept: &ArticleView) -> Markup {
    let id = &kept.article.id;
    part(
        "Delete an article",
        "",
        html! {
            h1 { "Delete “" bdi { (kept.article.title) } "”?" }
            p { "It is not told to customers from the next question on. This cannot be taken back." }
            p.quiet { "Changed " (instant(kept.brief.updated_at)) }
            form.actions method="post" action={ (PATH) "/" (id) "/delete" } {
                button.danger { "Delete it" }
                a href={ (PATH) "/" (id) } { "Keep it" }
            }
        },
    )
}
