//! The knowledge object: one, holding the shop's own pages and what is missing on them.

use edgewise::{
    base::{id::TurnId, time::Timestamp},
    knowledge::{Article, FoundPassage, Gap},
    wire::{ArticleList, ArticleTaken, ArticleView, KnowledgeFindings},
};
use serde::{Deserialize, Serialize};

use super::ObjectCall;
use crate::bindings::KNOWLEDGE;

/// Name of the only one.
pub(crate) const NAME: &str = "knowledge";

/// Keeps articles, each in the place of one with its id.
#[derive(Deserialize, Serialize)]
pub(crate) struct PutArticles {
    /// Which, already checked.
    pub(crate) articles: Vec<Article>,
    /// When.
    pub(crate) at: Timestamp,
}

/// Whether there was room.
#[derive(Deserialize, Serialize)]
pub(crate) enum Put {
    /// Nothing was kept: there would be more articles than there may be.
    Full,
    /// All were kept.
    Kept(Vec<ArticleTaken>),
}

/// Forgets an article.
#[derive(Deserialize, Serialize)]
pub(crate) struct RemoveArticle {
    /// Which.
    pub(crate) id: String,
}

/// An article.
#[derive(Deserialize, Serialize)]
pub(crate) struct ReadArticle {
    /// Which.
    pub(crate) id: String,
}

/// The articles after one.
#[derive(Deserialize, Serialize)]
pub(crate) struct ListArticles {
    /// Where the last page ended.
    pub(crate) after: Option<String>,
}

/// The passages that may answer a question.
#[derive(Deserialize, Serialize)]
pub(crate) struct Search {
    /// In the customer's words.
    pub(crate) question: String,
    /// How many at most.
    pub(crate) limit: usize,
}

/// What a search found.
#[derive(Deserialize, Serialize)]
pub(crate) struct Searched {
    /// The likeliest first.
    pub(crate) found: Vec<FoundPassage>,
    /// Articles that the full-text search alone finds, the best first.
    pub(crate) full_text: Vec<String>,
}

/// Notes questions that were not answered, once for each turn.
#[derive(Deserialize, Serialize)]
pub(crate) struct NoteGaps {
    /// In which turn.
    pub(crate) turn_id: TurnId,
    /// What.
    pub(crate) gaps: Vec<Gap>,
    /// When.
    pub(crate) at: Timestamp,
}

/// Takes a question that was not answered off the list, with all that ask the same.
#[derive(Deserialize, Serialize)]
pub(crate) struct ForgetGap {
    /// In any of its wordings.
    pub(crate) question: String,
}

/// What is missing or wrong on the pages.
#[derive(Deserialize, Serialize)]
pub(crate) struct Findings {
    /// Now.
    pub(crate) now: Timestamp,
}

impl ObjectCall for PutArticles {
    const BINDING: &'static str = KNOWLEDGE;
    const PATH: &'static str = "/put";
    type Answer = Put;
}

impl ObjectCall for RemoveArticle {
    const BINDING: &'static str = KNOWLEDGE;
    const PATH: &'static str = "/remove";
    type Answer = bool;
}

impl ObjectCall for ReadArticle {
    const BINDING: &'static str = KNOWLEDGE;
    const PATH: &'static str = "/read";
    type Answer = Option<ArticleView>;
}

impl ObjectCall for ListArticles {
    const BINDING: &'static str = KNOWLEDGE;
    const PATH: &'static str = "/list";
    type Answer = ArticleList;
}

impl ObjectCall for Search {
    const BINDING: &'static str = KNOWLEDGE;
    const PATH: &'static str = "/search";
    type Answer = Searched;
}

impl ObjectCall for NoteGaps {
    const BINDING: &'static str = KNOWLEDGE;
    const PATH: &'static str = "/note-gaps";
    type Answer = ();
}

impl ObjectCall for ForgetGap {
    const BINDING: &'static str = KNOWLEDGE;
    const PATH: &'static str = "/forget-gap";
    type Answer = ();
}

impl ObjectCall for Findings {
    const BINDING: &'static str = KNOWLEDGE;
    const PATH: &'static str = "/findings";
    type Answer = KnowledgeFindings;
}
