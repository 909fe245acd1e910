//! The shop's own pages: taken in for operators, searched for turns.

use std::collections::BTreeMap;

use edgewise::{
    commerce::{Answer, AnsweredCall, PendingCall, ShopFault, ShopResult},
    conversation::Fact,
    engine::{Outcome, TurnRecord},
    knowledge::{Article, FOUND_MAX, Gap, KnowledgeSearch, passages},
    release::Role,
    understanding::language_of,
    wire::{
        KnowledgeAnswer, KnowledgeFound, KnowledgeQuestion, KnowledgeRequest, PassageView, Problem,
        ProblemCode,
    },
};
use worker::{Env, Response};

use crate::{
    bindings, clock,
    contract::{
        self,
        knowledge::{
            Findings, ListArticles, NAME, Put, PutArticles, ReadArticle, RemoveArticle, Search,
            Searched,
        },
    },
    fault::{Fault, Result},
    http::{self, Asked},
    jobs::Job,
    shop::answered,
    sites, team,
};

/// `POST /v1/knowledge`
pub(crate) async fn take(asked: &mut Asked) -> Result<Response> {
    team::require(asked, Role::Editor).await?;
    let request: KnowledgeRequest = asked.json().await?;
    request.check(bindings::demo_links(&asked.env))?;
    let mut answer = KnowledgeAnswer::default();
    if !request.articles.is_empty() {
        answer.articles = put(&asked.env, request.articles).await?;
    }
    for site in request.sites {
        answer.sites.push(sites::keep(&asked.env, site).await?);
    }
    http::json(200, &answer)
}

/// `PUT /v1/knowledge/articles/{id}`
pub(crate) async fn put_one(asked: &mut Asked, id: &str) -> Result<Response> {
    team::require(asked, Role::Editor).await?;
    let article: Article = asked.json().await?;
    let faults = article.check(bindings::demo_links(&asked.env));
    let mut problem = Problem::new(ProblemCode::Invalid, "The article has faults.").with(faults);
    if article.id != id {
        problem = problem.at("/id", "must be the id in the address");
    }
    if !problem.errors.is_empty() {
        return Err(problem.into());
    }
    let taken = put(&asked.env, vec![article]).await?;
    http::json(200, &taken.into_iter().next().ok_or_else(|| Fault::internal("knowledge.put"))?)
}

/// Keeps articles that were checked.
pub(crate) async fn put(
    env: &Env,
    articles: Vec<Article>,
) -> Result<Vec<edgewise::wire::ArticleTaken>> {
    let call = PutArticles { articles, at: clock::now() };
    match contract::call(env, NAME, &call).await? {
        Put::Kept(taken) => Ok(taken),
        Put::Full => Err(Fault::problem(
            ProblemCode::Conflict,
            "There are as many articles as there may be.",
        )),
    }
}

/// `GET /v1/knowledge`
pub(crate) async fn list(asked: &Asked) -> Result<Response> {
    team::require(asked, Role::Viewer).await?;
    let call = ListArticles { after: asked.query("cursor") };
    http::json(200, &contract::call(&asked.env, NAME, &call).await?)
}

/// `GET /v1/knowledge/articles/{id}`
pub(crate) async fn read(asked: &Asked, id: &str) -> Result<Response> {
    team::require(asked, Role::Viewer).await?;
    let article = contract::call(&asked.env, NAME, &ReadArticle { id: id.to_owned() }).await?;
    http::json(200, &article.ok_or_else(Fault::not_found)?)
}

/// `DELETE /v1/knowledge/articles/{id}`
pub(crate) async fn remove(asked: &Asked, id: &str) -> Result<Response> {
    team::require(asked, Role::Editor).await?;
    if contract::call(&asked.env, NAME, &RemoveArticle { id: id.to_owned() }).await? {
        Ok(Response::empty()?.with_status(204))
    } else {
        Err(Fault::not_found())
    }
}

/// `GET /v1/knowledge/findings`
pub(crate) async fn findings(asked: &Asked) -> Result<Response> {
    team::require(asked, Role::Viewer).await?;
    let call = Findings { now: clock::now() };
    http::json(200, &contract::call(&asked.env, NAME, &call).await?)
}

/// `POST /v1/knowledge/search`
pub(crate) async fn try_question(asked: &mut Asked) -> Result<Response> {
    team::require(asked, Role::Viewer).await?;
    let question: KnowledgeQuestion = asked.json().await?;
    question.check()?;
    let Searched { found, full_text } = search(&asked.env, question.question, Vec::new()).await?;
    let passages = found
        .into_iter()
        .map(|found| PassageView {
            article: found.passage.article,
            title: found.passage.title,
            headings: found.passage.headings,
            text: found.passage.text,
            link: found.passage.link,
            audience: found.passage.audience,
            confidence: f64::from(found.permille) / 1_000.0,
        })
        .collect();
    http::json(200, &KnowledgeFound { passages, full_text })
}

/// The article with its language, found out where it does not say it: the one that most of its
/// passages are in. A table of units alone looks like many languages.
pub(crate) fn with_language(mut article: Article) -> Article {
    if article.language.is_none() {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for code in passages(&article).iter().filter_map(|it| language_of(&it.text)) {
            let count = counts.entry(code).or_default();
            *count = count.saturating_add(1);
        }
        let most = counts.into_iter().max_by_key(|(_, count)| *count);
        article.language = most.map(|(code, _)| code.to_owned());
    }
    article
}

/// The passages that may answer a question.
pub(crate) async fn search(env: &Env, question: String, hosts: Vec<String>) -> Result<Searched> {
    contract::call(env, NAME, &Search { question, hosts, limit: FOUND_MAX }).await
}

/// Searches for a turn, in the sources that its playbook names.
pub(crate) async fn answer(
    env: &Env,
    pending: &PendingCall,
    asked: &KnowledgeSearch,
    hosts: &[String],
) -> AnsweredCall {
    let asked_at = clock::now();
    let result: ShopResult =
        match search(env, asked.question.expose().clone(), hosts.to_vec()).await {
            Ok(searched) => Ok(Answer::Passages(searched.found)),
            Err(fault) => {
                fault.into_problem("knowledge");
                Err(ShopFault::Unavailable)
            }
        };
    answered(pending.clone(), asked_at, result)
}

/// Tells what a turn could not answer, for who writes the pages. Best effort: it is a list to work on,
/// not a promise to a customer.
pub(crate) async fn tell_gaps(env: &Env, record: &TurnRecord, outcome: &Outcome) {
    let gap = |fact: &Fact| if let Fact::Pages(pages) = fact { pages.gap() } else { None };
    let gaps: Vec<Gap> = outcome.facts.iter().filter_map(|told| gap(&told.fact)).collect();
    if gaps.is_empty() {
        return;
    }
    let job = Job::NoteGaps { turn_id: record.turn_id.clone(), gaps, at: record.opening.at };
    let sent = match bindings::jobs(env) {
        Ok(jobs) => jobs.send(job).await.map_err(Fault::from),
        Err(fault) => Err(fault),
    };
    if let Err(fault) = sent {
        fault.into_problem("gaps");
    }
}
