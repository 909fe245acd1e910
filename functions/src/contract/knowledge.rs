//! The knowledge object: one, holding the shop's own pages and what is missing on them.

use edgewise::{
    base::{
        id::{ConversationId, TurnId},
        time::Timestamp,
    },
    knowledge::{Article, FoundPassage, Gap},
    wire::{ArticleList, ArticleTaken, ArticleView, KnowledgeFindings},
};
use serde::{Deserialize, Serialize};

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
    /// Only pages of these hosts, and articles; all where empty.
    pub(crate) hosts: Vec<String>,
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

/// Forgets the questions of conversations that are erased.
#[derive(Deserialize, Serialize)]
pub(crate) struct ForgetAsked {
    /// Which.
    pub(crate) conversations: Vec<ConversationId>,
}

/// What is missing or wrong on the pages.
#[derive(Deserialize, Serialize)]
pub(crate) struct Findings {
    /// Now.
    pub(crate) now: Timestamp,
}

calls! {
    KNOWLEDGE;
    PutArticles, "/put" => Put;
    RemoveArticle, "/remove" => bool;
    ReadArticle, "/read" => Option<ArticleView>;
    ListArticles, "/list" => ArticleList;
    Search, "/search" => Searched;
    NoteGaps, "/note-gaps" => ();
    ForgetAsked, "/forget-asked" => ();
    ForgetGap, "/forget-gap" => ();
    Findings, "/findings" => KnowledgeFindings;
}
