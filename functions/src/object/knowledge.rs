//! The knowledge object: the shop's own pages, cut into passages and found by their words.
//!
//! Table `article`: id, digest of what was kept, updated_at, body
//! (JSON). Table `passage`: n (its row in the full-text index), id, article, body, vectors
//! (JSON). Table `passage_text`: the full-text index (FTS5), by `n`. Table `conflict`: article, other, body. Table
//! `gap`: turn and place in it, kind, question without what may be personal, at. Whatever is written is
//! found by the next search: the passages that are held in memory change with it.

use std::cell::RefCell;

use edgewise::{
    base::{sort, text::hex, time::Timestamp},
    knowledge::{
        Article, Audience, FOUND_MAX, Gap, GapGroup, GapKind, Index, Passage, Vectors, conflicts,
        grouped, passages, without_names,
    },
    understanding::intent::vector,
    wire::{
        ArticleBrief, ArticleList, ArticleTaken, ArticleView, ConflictView, GapView,
        KnowledgeFindings,
    },
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use worker::{DurableObject, Env, Request, Response, SqlStorageValue, State, durable_object};

mod site;

use super::store::{Batch, Row, Store, no_such_call};
use crate::{
    contract::{
        ObjectCall,
        knowledge::{
            Findings, ForgetAsked, ForgetGap, ListArticles, NoteGaps, Put, PutArticles,
            ReadArticle, RemoveArticle, Search, Searched,
        },
        serve,
        site::{PutSite, ReadSiteNow, ReadSites, RemoveSite, TakeVisits, TellVisits},
    },
    fault::Result,
    knowledge::with_language,
};

const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS article (
        id TEXT PRIMARY KEY, digest TEXT NOT NULL, updated_at INTEGER NOT NULL,
        passages INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS passage (
        n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, article TEXT NOT NULL, body TEXT NOT NULL,
        vectors TEXT NOT NULL);
    CREATE INDEX IF NOT EXISTS passage_article ON passage (article);
    CREATE VIRTUAL TABLE IF NOT EXISTS passage_text USING fts5 (
        title, headings, body, tokenize = 'porter unicode61 remove_diacritics 2');
    CREATE TABLE IF NOT EXISTS conflict (article TEXT NOT NULL, other TEXT NOT NULL, body TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS gap (
        turn TEXT NOT NULL, place INTEGER NOT NULL, kind TEXT NOT NULL, question TEXT NOT NULL,
        at INTEGER NOT NULL, PRIMARY KEY (turn, place)) WITHOUT ROWID";

/// Articles that are kept. Their passages fit the memory of an object many times over.
const ARTICLES_MAX: i64 = 2_000;

/// Articles on a page of the list.
const PAGE: usize = 100;

/// Questions that are kept: the newest.
const GAPS_MAX: i64 = 5_000;

/// Groups of questions that are told.
const GROUPS_MAX: usize = 100;

/// Other wordings of a group that are told.
const EXAMPLES_MAX: usize = 4;

/// Why questions are not answered.
const KINDS: [GapKind; 3] = [GapKind::Conflict, GapKind::OutOfDate, GapKind::Unanswered];

/// Passages that the full-text search gives.
const RANKED_MAX: i64 = 64;

/// See the module.
#[durable_object]
pub(crate) struct KnowledgeObject {
    state: State,
    env: Env,
    store: Store,
    /// The passages in memory; read at the first search.
    index: RefCell<Option<Index>>,
}

impl DurableObject for KnowledgeObject {
    fn new(state: State, env: Env) -> Self {
        let store = Store::open(&state, &format!("{TABLES};{}", site::TABLES));
        Self { state, env, store, index: RefCell::default() }
    }

    async fn fetch(&self, request: Request) -> worker::Result<Response> {
        match request.path().as_str() {
            Findings::PATH => serve(request, |call| self.findings(&call)).await,
            ForgetAsked::PATH => serve(request, |call| self.forget_asked(&call)).await,
            ForgetGap::PATH => serve(request, |call| self.forget_gap(&call)).await,
            ListArticles::PATH => serve(request, |call| self.list(&call)).await,
            NoteGaps::PATH => serve(request, |call| self.note_gaps(&call)).await,
            PutArticles::PATH => serve(request, |call| self.put_all(&call)).await,
            ReadArticle::PATH => serve(request, |call| self.read(&call)).await,
            RemoveArticle::PATH => serve(request, |call| self.remove(&call)).await,
            Search::PATH => serve(request, |call| self.search(&call)).await,
            PutSite::PATH => self.of_sites(serve(request, |call| self.put_site(&call)).await).await,
            ReadSiteNow::PATH => {
                self.of_sites(serve(request, |call| self.read_site_now(&call)).await).await
            }
            ReadSites::PATH => serve(request, |call| self.read_sites(&call)).await,
            RemoveSite::PATH => {
                self.of_sites(serve(request, |call| self.remove_site(&call)).await).await
            }
            TakeVisits::PATH => {
                self.of_sites(serve(request, |call| self.take_visits(&call)).await).await
            }
            TellVisits::PATH => {
                self.of_sites(serve(request, |call| self.tell_visits(&call)).await).await
            }
            _ => no_such_call(),
        }
    }

    async fn alarm(&self) -> worker::Result<Response> {
        if let Err(fault) = self.ring().await {
            // An alarm that fails rings again.
            return Err(worker::Error::RustError(fault.into_problem("alarm").code));
        }
        self.of_sites(Response::empty()).await
    }
}

/// What of two sentences is kept.
#[derive(Deserialize, Serialize)]
struct KeptConflict {
    sentences: [String; 2],
}

impl KnowledgeObject {
    fn put_all(&self, call: &PutArticles) -> Result<Put> {
        let mut new = 0_i64;
        for article in &call.articles {
            new = new.saturating_add(i64::from(self.digest(&article.id)?.is_none()));
        }
        if !self.has_room(new)? {
            return Ok(Put::Full);
        }
        let mut taken = Vec::new();
        for article in &call.articles {
            let digest = digest_of(&serde_json::to_string(article)?);
            taken.push(self.put(article, digest, call.at)?);
        }
        Ok(Put::Kept(taken))
    }

    /// Keeps an article, unless it is what is kept already.
    fn put(&self, article: &Article, digest: String, at: Timestamp) -> Result<ArticleTaken> {
        let body = serde_json::to_string(article)?;
        let whole = with_language(article.clone());
        let cut = passages(&whole);
        let id = article.id.clone();
        let taken = |changed| ArticleTaken { id, passages: cut.len(), changed };
        if self.digest(&article.id)?.as_ref() == Some(&digest) {
            return Ok(taken(false));
        }
        let mut index = self.index()?;
        index.remove_article(&article.id);
        let mut batch = Batch::default();
        forget(&mut batch, &article.id);
        batch.push(
            "INSERT INTO article VALUES (?1, ?2, ?3, ?4, ?5)",
            vec![
                article.id.as_str().into(),
                digest.as_str().into(),
                at.as_ms().into(),
                i64::try_from(cut.len()).unwrap_or_default().into(),
                body.into(),
            ],
        );
        for passage in &cut {
            let texts = Index::texts(passage);
            let vectors = Vectors(texts.iter().filter_map(|text| vector(text)).collect());
            keep(&mut batch, passage, &vectors)?;
            index.add(passage.clone(), vectors);
        }
        for conflict in conflicts(&index, &article.id) {
            let other = article_of(&conflict.passages[1]).to_owned();
            let body = serde_json::to_string(&KeptConflict { sentences: conflict.sentences })?;
            batch.push(
                "INSERT INTO conflict VALUES (?1, ?2, ?3)",
                vec![article.id.as_str().into(), other.into(), body.into()],
            );
        }
        let kept = self.store.commit(batch);
        // What could not be written is not found either: the memory is read anew.
        *self.index.borrow_mut() = kept.is_ok().then_some(index);
        kept?;
        Ok(taken(true))
    }

    fn remove(&self, call: &RemoveArticle) -> Result<bool> {
        if self.digest(&call.id)?.is_none() {
            return Ok(false);
        }
        let mut batch = Batch::default();
        forget(&mut batch, &call.id);
        self.store.commit(batch)?;
        if let Some(index) = self.index.borrow_mut().as_mut() {
            index.remove_article(&call.id);
        }
        Ok(true)
    }

    fn read(&self, call: &ReadArticle) -> Result<Option<ArticleView>> {
        let row =
            self.store.row(&format!("{ARTICLE} WHERE id = ?1"), vec![call.id.as_str().into()])?;
        row.map(|row| Ok(ArticleView { article: row.json(3)?, brief: brief(&row)? })).transpose()
    }

    fn list(&self, call: &ListArticles) -> Result<ArticleList> {
        let after = call.after.clone().unwrap_or_default();
        let limit = i64::try_from(PAGE.saturating_add(1)).unwrap_or_default();
        let rows = self.store.rows(
            &format!("{ARTICLE} WHERE id > ?1 ORDER BY id LIMIT ?2"),
            vec![after.into(), limit.into()],
        )?;
        let mut items = rows.iter().map(brief).collect::<Result<Vec<_>>>()?;
        let more = items.len() > PAGE;
        items.truncate(PAGE);
        let next_cursor = items.last().filter(|_| more).map(|last| last.id.clone());
        Ok(ArticleList { items, next_cursor })
    }

    fn search(&self, call: &Search) -> Result<Searched> {
        let ranked = match Index::full_text_query(&call.question) {
            None => Vec::new(),
            Some(query) => self.ranked(&query)?,
        };
        let mut full_text: Vec<String> = Vec::new();
        for (id, _) in &ranked {
            let article = article_of(id);
            if !full_text.iter().any(|held| held == article) {
                full_text.push(article.to_owned());
            }
        }
        let index = self.index()?;
        let hits = index.search(&call.question, vector(&call.question).as_deref(), &ranked);
        let may = hits.iter().filter(|hit| hit.passage.is_from(&call.hosts));
        let found = may.take(call.limit.min(FOUND_MAX)).map(|hit| hit.found()).collect();
        *self.index.borrow_mut() = Some(index);
        Ok(Searched { found, full_text })
    }

    /// The passages that hold any of the words, by BM25; the higher the better.
    fn ranked(&self, query: &str) -> Result<Vec<(String, f64)>> {
        let [title, headings, body] = Index::COLUMN_WEIGHTS;
        let rows = self.store.rows(
            "SELECT passage.id, bm25(passage_text, ?2, ?3, ?4) AS score FROM passage_text
             JOIN passage ON passage.n = passage_text.rowid
             WHERE passage_text MATCH ?1 ORDER BY score LIMIT ?5",
            vec![
                query.into(),
                SqlStorageValue::Float(title),
                SqlStorageValue::Float(headings),
                SqlStorageValue::Float(body),
                RANKED_MAX.into(),
            ],
        )?;
        Ok(rows.iter().map(|row| (row.text(0).to_owned(), -row.float(1))).collect())
    }

    fn note_gaps(&self, call: &NoteGaps) -> Result<()> {
        let index = self.index()?;
        let is_known = |word: &str| index.knows_word(word);
        let mut batch = Batch::default();
        for (place, Gap { kind, question }) in call.gaps.iter().enumerate() {
            batch.push(
                "INSERT OR IGNORE INTO gap VALUES (?1, ?2, ?3, ?4, ?5)",
                vec![
                    call.turn_id.as_str().into(),
                    i64::try_from(place).unwrap_or_default().into(),
                    serde_json::to_string(kind)?.into(),
                    without_names(question, &is_known).into(),
                    call.at.as_ms().into(),
                ],
            );
        }
        batch.push(
            "DELETE FROM gap WHERE at < (SELECT at FROM gap ORDER BY at DESC LIMIT 1 OFFSET ?1)",
            vec![GAPS_MAX.into()],
        );
        *self.index.borrow_mut() = Some(index);
        self.store.commit(batch)
    }

    fn findings(&self, call: &Findings) -> Result<KnowledgeFindings> {
        let mut gaps = Vec::new();
        for kind in KINDS {
            let view = |group: GapGroup| {
                let mut wordings = group.wordings.into_iter();
                GapView {
                    kind,
                    question: wordings.next().unwrap_or_default(),
                    examples: wordings.take(EXAMPLES_MAX).collect(),
                    count: group.count,
                    last_at: group.last_at,
                }
            };
            gaps.extend(self.groups(kind)?.into_iter().map(view));
        }
        sort::by_key(&mut gaps, |gap: &GapView| std::cmp::Reverse((gap.count, gap.last_at)));
        gaps.truncate(GROUPS_MAX);
        let rows = self.store.rows(
            "SELECT conflict.article, other, conflict.body, one.body ->> 'title', two.body ->> 'title'
             FROM conflict JOIN article one ON one.id = conflict.article
             JOIN article two ON two.id = other",
            vec![],
        )?;
        let conflicts = rows
            .iter()
            .map(|row| {
                let KeptConflict { sentences } = row.json(2)?;
                let [articles, titles] = [[0, 1], [3, 4]]
                    .map(|columns| columns.map(|column| row.text(column).to_owned()));
                Ok(ConflictView { articles, titles, sentences })
            })
            .collect::<Result<Vec<_>>>()?;
        let rows = self.store.rows(
            &format!("{ARTICLE} WHERE body ->> 'valid_until' IS NOT NULL ORDER BY id"),
            vec![],
        )?;
        let mut out_of_date = rows.iter().map(brief).collect::<Result<Vec<ArticleBrief>>>()?;
        out_of_date.retain(|brief| brief.valid_until.is_some_and(|until| until <= call.now));
        Ok(KnowledgeFindings { gaps, conflicts, out_of_date })
    }

    /// Questions of a kind that ask the same.
    fn groups(&self, kind: GapKind) -> Result<Vec<GapGroup>> {
        let rows = self.store.rows(
            "SELECT question, count(*), max(at) FROM gap WHERE kind = ?1 GROUP BY question",
            vec![serde_json::to_string(&kind)?.into()],
        )?;
        let asked = |row: &Row| {
            let count = u32::try_from(row.int(1)).unwrap_or(u32::MAX);
            (row.text(0).to_owned(), count, Timestamp::from_ms(row.int(2)))
        };
        Ok(grouped(rows.iter().map(asked).collect()))
    }

    /// The id of a turn begins with that of its conversation.
    fn forget_asked(&self, call: &ForgetAsked) -> Result<()> {
        let mut batch = Batch::default();
        for id in &call.conversations {
            let (from, to) = (format!("{id}-"), format!("{id}."));
            let values = vec![from.into(), to.into()];
            batch.push("DELETE FROM gap WHERE turn >= ?1 AND turn < ?2", values);
        }
        self.store.commit(batch)
    }

    /// Takes a question off the list, with all that ask the same. Asked again, it is there again.
    fn forget_gap(&self, call: &ForgetGap) -> Result<()> {
        let mut batch = Batch::default();
        for kind in KINDS {
            let name = serde_json::to_string(&kind)?;
            for group in self.groups(kind)? {
                if !group.wordings.contains(&call.question) {
                    continue;
                }
                for wording in group.wordings {
                    let values = vec![name.as_str().into(), wording.into()];
                    batch.push("DELETE FROM gap WHERE kind = ?1 AND question = ?2", values);
                }
            }
        }
        self.store.commit(batch)
    }

    /// The passages in memory, taken out: whoever takes them puts them back.
    fn index(&self) -> Result<Index> {
        if let Some(index) = self.index.take() {
            return Ok(index);
        }
        let mut index = Index::default();
        for row in self.store.rows("SELECT body, vectors FROM passage", vec![])? {
            index.add(row.json::<Passage>(0)?, row.json(1)?);
        }
        Ok(index)
    }

    fn digest(&self, id: &str) -> Result<Option<String>> {
        let row = self.store.row("SELECT digest FROM article WHERE id = ?1", vec![id.into()])?;
        Ok(row.map(|row| row.text(0).to_owned()))
    }

    /// Whether so many more may be kept.
    fn has_room(&self, more: i64) -> Result<bool> {
        let row = self.store.row("SELECT count(*) FROM article", vec![])?;
        let count = row.map(|row| row.int(0)).unwrap_or_default();
        Ok(count.saturating_add(more) <= ARTICLES_MAX)
    }

    /// Answers a call after which a site may be due sooner or later.
    async fn of_sites(&self, answer: worker::Result<Response>) -> worker::Result<Response> {
        self.set_alarm().await?;
        answer
    }
}

const ARTICLE: &str = "SELECT id, updated_at, passages, body, \
    (SELECT passage.body ->> 'language' FROM passage WHERE passage.article = article.id LIMIT 1) \
    FROM article";

fn brief(row: &Row) -> Result<ArticleBrief> {
    /// Of an article what a list shows.
    #[derive(Deserialize)]
    struct Shown {
        title: String,
        url: Option<String>,
        #[serde(default)]
        audience: Audience,
        valid_from: Option<Timestamp>,
        valid_until: Option<Timestamp>,
    }
    let shown: Shown = row.json(3)?;
    Ok(ArticleBrief {
        id: row.text(0).to_owned(),
        title: shown.title,
        url: shown.url,
        language: Some(row.text(4).to_owned()).filter(|code| !code.is_empty()),
        audience: shown.audience,
        valid_from: shown.valid_from,
        valid_until: shown.valid_until,
        passages: usize::try_from(row.int(2)).unwrap_or_default(),
        updated_at: Timestamp::from_ms(row.int(1)),
    })
}

/// Removes an article with all that is kept of it.
fn forget(batch: &mut Batch, id: &str) {
    for statement in [
        "DELETE FROM passage_text WHERE rowid IN (SELECT n FROM passage WHERE article = ?1)",
        "DELETE FROM passage WHERE article = ?1",
        "DELETE FROM conflict WHERE ?1 IN (article, other)",
        "DELETE FROM article WHERE id = ?1",
    ] {
        batch.push(statement, vec![id.into()]);
    }
}

fn keep(batch: &mut Batch, passage: &Passage, vectors: &Vectors) -> Result<()> {
    batch.push(
        "INSERT INTO passage (id, article, body, vectors) VALUES (?1, ?2, ?3, ?4)",
        vec![
            passage.id.as_str().into(),
            passage.article.as_str().into(),
            serde_json::to_string(passage)?.into(),
            serde_json::to_string(vectors)?.into(),
        ],
    );
    let [title, headings, body] = Index::columns(passage);
    batch.push(
        "INSERT INTO passage_text (rowid, title, headings, body)
         SELECT n, ?2, ?3, ?4 FROM passage WHERE id = ?1",
        vec![passage.id.as_str().into(), title.into(), headings.into(), body.into()],
    );
    Ok(())
}

/// The article of a passage, by the passage's id.
fn article_of(passage: &str) -> &str {
    passage.rsplit_once('#').map_or(passage, |(article, _)| article)
}

fn digest_of(body: &str) -> String {
    hex(Sha256::digest(body.as_bytes()))
}
