//! The shop's own pages, for who writes them: what is missing, what there is, and what would be told.

mod draft;
mod editor;
mod findings;
mod list;
mod question;
mod sites;
mod words;

use edgewise::{
    knowledge::passages,
    release::{Member, Role},
    wire::{ArticleView, FieldFault, KnowledgeFindings, SiteList},
};
use maud::{Markup, html};
use worker::Response;

use self::draft::{Draft, Faults};
use super::{
    form::{Form, address},
    frame::{self, Part, frame},
    html as page, see,
};
use crate::{
    bindings, clock,
    contract::{
        self,
        knowledge::{Findings, ForgetGap, ListArticles, NAME, ReadArticle, RemoveArticle, Search},
        site::{ReadSiteNow, ReadSites, RemoveSite},
    },
    fault::{Fault, Result},
    http::Asked,
    knowledge, playbooks, random, team,
};

/// Pages of this part, with their names.
const PAGES: &[(&str, &str)] = &[
    ("/console/knowledge", "What to write next"),
    ("/console/knowledge/articles", "Articles"),
    ("/console/knowledge/sites", "Sites"),
    ("/console/knowledge/ask", "Try a question"),
];

/// Shows a page. Only for who has signed in.
pub(super) async fn show(asked: &Asked, who: &Member, parts: &[&str]) -> Result<Response> {
    let may_edit = who.role >= Role::Editor;
    if matches!(parts, ["articles", _, ..] | ["new"]) {
        team::allow(who, Role::Editor)?;
    }
    match parts {
        [] => {
            let done = asked.query("done").is_some();
            page(200, findings::page(&findings(asked).await?, done, may_edit))
        }
        ["articles"] => articles(asked, may_edit).await,
        ["articles", id] => edit(asked, id).await,
        ["articles", id, "delete"] => page(200, list::delete(&read(asked, id).await?)),
        ["ask"] => question(asked, may_edit).await,
        ["sites"] => {
            let done = asked.query("done").unwrap_or_default();
            let held = read_sites(asked).await?;
            page(200, sites::page(&held, &sites::Draft::default(), &[], &done, may_edit))
        }
        ["new"] => {
            let draft = Draft {
                nonce: random::hex(3)?,
                about: asked.query("about").unwrap_or_default(),
                ..Draft::default()
            };
            editor(asked, 200, &draft, &Faults::default()).await
        }
        _ => Err(Fault::not_found()),
    }
}

/// Takes what a form of this part sends.
pub(super) async fn change(
    asked: &mut Asked,
    who: Option<&Member>,
    parts: &[&str],
) -> Result<Response> {
    let form = Form::read(asked).await?;
    let Some(who) = who else {
        return match parts {
            // Whoever was signed out while writing keeps what they wrote.
            ["new"] | ["articles", _] => {
                page(401, editor::signed_out(&Draft::of_form(&form, parts.get(1).copied())))
            }
            _ => page(401, frame::sign_in(None)),
        };
    };
    team::allow(who, Role::Editor)?;
    match parts {
        ["new"] => save(asked, &form, None).await,
        ["articles", id] => save(asked, &form, Some(id)).await,
        ["articles", id, "delete"] => {
            contract::call(&asked.env, NAME, &RemoveArticle { id: (*id).to_owned() }).await?;
            see("/console/knowledge/articles?gone=1")
        }
        ["sites"] => add_site(asked, &sites::Draft::of_form(&form)).await,
        ["sites", id, "read"] => {
            let call = ReadSiteNow { id: (*id).to_owned(), at: clock::now() };
            contract::call(&asked.env, NAME, &call).await?.ok_or_else(Fault::not_found)?;
            see("/console/knowledge/sites?done=read")
        }
        ["sites", id, "delete"] => {
            contract::call(&asked.env, NAME, &RemoveSite { id: (*id).to_owned() }).await?;
            see("/console/knowledge/sites?done=gone")
        }
        ["gaps"] => {
            let question = form.field("question").to_owned();
            contract::call(&asked.env, NAME, &ForgetGap { question }).await?;
            see("/console/knowledge?done=1")
        }
        _ => Err(Fault::not_found()),
    }
}

async fn articles(asked: &Asked, may_edit: bool) -> Result<Response> {
    let after = asked.query("after");
    let call = ListArticles { after: after.clone() };
    let articles = contract::call(&asked.env, NAME, &call).await?;
    let zone = playbooks::time_zone(&asked.env).await?;
    let gone = asked.query("gone").is_some();
    page(200, list::page(&articles, (after.is_some(), gone, may_edit), &zone, clock::now()))
}

async fn read_sites(asked: &Asked) -> Result<SiteList> {
    contract::call(&asked.env, NAME, &ReadSites { id: None }).await
}

/// Has a site read, or shows what is wrong with its address.
async fn add_site(asked: &Asked, draft: &sites::Draft) -> Result<Response> {
    let site = draft.site();
    let mut faults = site.check(bindings::demo_links(&asked.env));
    if faults.is_empty() {
        match crate::sites::keep(&asked.env, site).await {
            Ok(_) => return see("/console/knowledge/sites?done=kept"),
            Err(Fault::Problem(problem)) => {
                faults.push(FieldFault { pointer: "/url".to_owned(), detail: problem.detail });
            }
            Err(fault) => return Err(fault),
        }
    }
    page(422, sites::page(&read_sites(asked).await?, draft, &faults, "", true))
}

async fn edit(asked: &Asked, id: &str) -> Result<Response> {
    let kept = read(asked, id).await?;
    let draft = Draft::of_article(&kept, &playbooks::time_zone(&asked.env).await?);
    editor(asked, 200, &draft, &Faults::default()).await
}

/// Keeps an article, or shows the form again: with what is wrong, or with the passages it would have.
async fn save(asked: &Asked, form: &Form, id: Option<&str>) -> Result<Response> {
    let draft = Draft::of_form(form, id);
    let kept = match id {
        Some(id) => Some(read(asked, id).await?),
        None => None,
    };
    let (article, mut faults) =
        draft.article(kept.as_ref(), &playbooks::time_zone(&asked.env).await?);
    faults.check(&article, bindings::demo_links(&asked.env));
    let preview = form.field("do") == "preview";
    if let Some(kept) = &kept
        && !preview
        && draft.seen != kept.brief.updated_at.to_string()
    {
        faults.overtaken();
        let draft = Draft { seen: kept.brief.updated_at.to_string(), ..draft };
        return editor(asked, 409, &draft, &faults).await;
    }
    if preview || !faults.is_empty() {
        return editor(asked, if faults.is_empty() { 200 } else { 422 }, &draft, &faults).await;
    }
    let id = article.id.clone();
    match knowledge::put(&asked.env, vec![article]).await {
        Ok(_) => {}
        Err(Fault::Problem(problem)) => {
            faults.add("title", problem.detail);
            return editor(asked, problem.status, &draft, &faults).await;
        }
        Err(fault) => return Err(fault),
    }
    if draft.about.is_empty() {
        return see(&format!("/console/knowledge/articles/{id}?saved=1"));
    }
    see(&address("/console/knowledge/ask", &[("q", &draft.about), ("saved", &id)]))
}

/// The form, with the passages of what stands in it, and the questions that it was opened for.
async fn editor(asked: &Asked, status: u16, draft: &Draft, faults: &Faults) -> Result<Response> {
    let zone = playbooks::time_zone(&asked.env).await?;
    let gap = match draft.about.as_str() {
        "" => None,
        about => findings(asked).await?.gaps.into_iter().find(|gap| gap.question == about),
    };
    let (article, _) = draft.article(None, &zone);
    let cut = passages(&knowledge::with_language(article));
    let saved = asked.query("saved").is_some() && status == 200;
    let shown = editor::Shown { draft, faults, gap: gap.as_ref(), passages: &cut, saved };
    page(status, editor::page(&shown, &zone, clock::now()))
}

/// What a question would be told, for whom it is asked.
async fn question(asked: &Asked, may_edit: bool) -> Result<Response> {
    let playbook = playbooks::live_for_most(&asked.env).await?;
    let tried = question::Tried {
        question: asked.query("q").unwrap_or_default().trim().to_owned(),
        country: asked.query("country").unwrap_or_default(),
        tier: asked.query("tier").unwrap_or_default(),
        saved: asked.query("saved").filter(|_| may_edit).unwrap_or_default(),
    };
    let fault = tried.fault();
    let mut found = Vec::new();
    if !tried.question.is_empty() && fault.is_none() {
        let limit = edgewise::knowledge::FOUND_MAX;
        let hosts = playbook.knowledge.sources.clone();
        let call = Search { question: tried.question.clone(), hosts, limit };
        found = contract::call(&asked.env, NAME, &call).await?.found;
    }
    page(200, question::page(&tried, fault.as_deref(), &found, &playbook, clock::now()))
}

async fn read(asked: &Asked, id: &str) -> Result<ArticleView> {
    let call = ReadArticle { id: id.to_owned() };
    contract::call(&asked.env, NAME, &call).await?.ok_or_else(Fault::not_found)
}

async fn findings(asked: &Asked) -> Result<KnowledgeFindings> {
    contract::call(&asked.env, NAME, &Findings { now: clock::now() }).await
}

/// The time zone in which the shop's days begin.
/// A page of this part.
fn part(title: &str, path: &str, content: Markup) -> Markup {
    frame(
        title,
        Part::Knowledge,
        html! {
            (frame::tabs("Knowledge", PAGES, path))
            (content)
        },
    )
}

/// What was just done.
fn notice(content: Markup) -> Markup {
    html! { p.notice role="status" { (content) } }
}
