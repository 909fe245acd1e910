//! The shop's own pages, for who writes them.

use serde::{Deserialize, Serialize};

use super::{Problem, ProblemCode, SiteRequest, SiteView};
use crate::{
    base::time::Timestamp,
    knowledge::{Article, Audience, GapKind},
};

/// Articles of one request.
const ARTICLES_PER_REQUEST_MAX: usize = 50;

/// Sites of one request.
const SITES_PER_REQUEST_MAX: usize = 10;

/// Characters of a question that is tried.
const QUESTION_CHARS_MAX: usize = 500;

/// `POST /v1/knowledge`.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KnowledgeRequest {
    /// Articles. One with the id of another takes its place.
    #[serde(default)]
    pub articles: Vec<Article>,
    /// Sites whose pages are read, now and from then on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sites: Vec<SiteRequest>,
}

/// What became of a [`KnowledgeRequest`].
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KnowledgeAnswer {
    /// The articles, in their order.
    pub articles: Vec<ArticleTaken>,
    /// The sites, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sites: Vec<SiteView>,
}

/// What became of an article.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ArticleTaken {
    /// Which.
    pub id: String,
    /// Pieces of it that can be quoted.
    pub passages: usize,
    /// Whether it is not what was kept already.
    pub changed: bool,
}

/// An article in a list.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ArticleBrief {
    /// Names it.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Where customers find it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// ISO 639-1 code of the language that it is in, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// For whom it holds.
    #[serde(default, skip_serializing_if = "Audience::is_everybody")]
    pub audience: Audience,
    /// From when on it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<Timestamp>,
    /// Until just before when it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Timestamp>,
    /// Pieces of it that can be quoted.
    pub passages: usize,
    /// When it changed last.
    pub updated_at: Timestamp,
}

/// `GET /v1/knowledge/articles/{id}`.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ArticleView {
    /// As it was handed in, or read.
    pub article: Article,
    /// As in the list.
    pub brief: ArticleBrief,
}

/// `GET /v1/knowledge`.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ArticleList {
    /// By id.
    pub items: Vec<ArticleBrief>,
    /// For the next page.
    pub next_cursor: Option<String>,
}

/// `GET /v1/knowledge/findings`: what is missing or wrong on the pages.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KnowledgeFindings {
    /// Questions that were not answered, the most asked first.
    pub gaps: Vec<GapView>,
    /// Sentences that contradict each other.
    pub conflicts: Vec<ConflictView>,
    /// Articles that do not hold any more.
    pub out_of_date: Vec<ArticleBrief>,
}

/// Questions that ask the same and were not answered.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GapView {
    /// Why.
    pub kind: GapKind,
    /// The newest wording, without what may be personal.
    pub question: String,
    /// Other wordings, the newest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<String>,
    /// How often.
    pub count: u32,
    /// When last.
    pub last_at: Timestamp,
}

/// Two sentences that cannot both be true.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ConflictView {
    /// Ids of the articles.
    pub articles: [String; 2],
    /// Titles of the articles.
    pub titles: [String; 2],
    /// What they say.
    pub sentences: [String; 2],
}

/// `POST /v1/knowledge/search`: tries a question.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KnowledgeQuestion {
    /// As a customer may ask it.
    pub question: String,
}

/// What a question finds, whoever asks it.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KnowledgeFound {
    /// Passages, the likeliest first.
    pub passages: Vec<PassageView>,
    /// Ids of the articles that the full-text search alone finds, the best first.
    pub full_text: Vec<String>,
}

/// A passage that may answer a question.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PassageView {
    /// In which article.
    pub article: String,
    /// Title of the article.
    pub title: String,
    /// Headings above it.
    pub headings: Vec<String>,
    /// Its words.
    pub text: String,
    /// Where customers find it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// For whom it holds.
    #[serde(default, skip_serializing_if = "Audience::is_everybody")]
    pub audience: Audience,
    /// How likely it answers the question, from 0 to 1: what the playbook's bounds are compared with.
    pub confidence: f64,
}

impl KnowledgeRequest {
    /// Checks what is in it. `local` lets links and sites lead to this machine, for development.
    ///
    /// # Errors
    /// A [`Problem`] with a pointer for each fault.
    pub fn check(&self, local: bool) -> Result<(), Problem> {
        if self.articles.is_empty() && self.sites.is_empty() {
            return Err(Problem::invalid("/articles", "must name an article, or `sites` a site"));
        }
        let bounds = [
            ("articles", self.articles.len(), ARTICLES_PER_REQUEST_MAX),
            ("sites", self.sites.len(), SITES_PER_REQUEST_MAX),
        ];
        for (name, count, max) in bounds {
            if count > max {
                let detail = format!("A request may have at most {max} {name}.");
                return Err(Problem::new(ProblemCode::Invalid, detail));
            }
        }
        let mut problem = Problem::new(ProblemCode::Invalid, "What was handed in has faults.");
        for (index, site) in self.sites.iter().enumerate() {
            for fault in site.check(local) {
                problem = problem.at(format!("/sites/{index}{}", fault.pointer), fault.detail);
            }
        }
        for (index, article) in self.articles.iter().enumerate() {
            for fault in article.check(local) {
                problem = problem.at(format!("/articles/{index}{}", fault.pointer), fault.detail);
            }
        }
        if problem.errors.is_empty() { Ok(()) } else { Err(problem) }
    }
}

impl KnowledgeQuestion {
    /// Checks that there is a question.
    ///
    /// # Errors
    /// A [`Problem`] that points at it.
    pub fn check(&self) -> Result<(), Problem> {
        let length = self.question.trim().chars().count();
        if (1..=QUESTION_CHARS_MAX).contains(&length) {
            return Ok(());
        }
        let detail = format!("must have 1 to {QUESTION_CHARS_MAX} characters");
        Err(Problem::invalid("/question".to_owned(), detail))
    }
}
