//! Sites: which addresses of them are still to be visited, and what became of each.
//!
//! Table `site`: what was handed in, the number of the reading, and `due_at`: when a job is to go on
//! with it. Whoever takes visits moves it to the end of a lease, whoever tells them back to now, and the
//! end of a reading to the next one: so one column is schedule, continuation and recovery. Table `visit`:
//! one row for each address, with the reading in which it was met last. Table `site_article`: which articles
//! come from which site.

use edgewise::{
    base::time::{HOUR_MS, SECOND_MS, Timestamp},
    knowledge::{Article, VisitKind, VisitOutcome, Visited, passages},
    wire::{OutcomeView, SiteList, SiteProblem, SiteReport, SiteView},
};
use worker::ScheduledTime;

use super::{
    super::store::{Batch, Row},
    KnowledgeObject, digest_of, forget,
};
use crate::{
    bindings, clock,
    contract::site::{
        PutSite, ReadSiteNow, ReadSites, RemoveSite, TakeVisits, TellVisits, Visit, Visits,
    },
    fault::Result,
    jobs::Job,
};

pub(super) const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS site (
        id TEXT PRIMARY KEY, url TEXT NOT NULL, every_hours INTEGER NOT NULL,
        pages_max INTEGER NOT NULL, due_at INTEGER NOT NULL, told_until INTEGER NOT NULL DEFAULT 0,
        reading INTEGER NOT NULL DEFAULT 0, running INTEGER NOT NULL DEFAULT 0,
        started_at INTEGER, ended_at INTEGER, forgotten INTEGER NOT NULL DEFAULT 0,
        problem TEXT) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS visit (
        site TEXT NOT NULL, url TEXT NOT NULL, kind TEXT NOT NULL, parent TEXT NOT NULL,
        depth INTEGER NOT NULL, reading INTEGER NOT NULL, outcome TEXT, article TEXT,
        etag TEXT NOT NULL DEFAULT '', modified TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (site, url));
    CREATE TABLE IF NOT EXISTS site_article (
        site TEXT NOT NULL, article TEXT NOT NULL, PRIMARY KEY (site, article)) WITHOUT ROWID";

/// Sites that are kept.
const SITES_MAX: i64 = 10;

/// Addresses that one job visits.
const VISITS_PER_JOB: i64 = 10;

/// Sitemaps of one site that are read.
const SITEMAPS_MAX: i64 = 50;

/// Indexes of sitemaps within each other.
const SITEMAP_DEPTH_MAX: i64 = 2;

/// Addresses that one visit may name.
const NAMED_MAX: usize = 1_000;

/// Milliseconds after which visits that nobody told of are handed out again. Longer than a job takes.
const LEASE_MS: i64 = 40 * SECOND_MS;

/// Milliseconds after which a job that was sent and has not begun is sent again.
const TOLD_MS: i64 = 60 * SECOND_MS;

/// Addresses that are shown of each outcome.
const EXAMPLES: i64 = 5;

/// The articles that come from a site.
const OWN: &str = "SELECT article FROM site_article WHERE site = ?1";

const SITE: &str = "SELECT id, url, every_hours, pages_max, due_at, reading, running, started_at, \
                    ended_at, forgotten, problem FROM site";

impl KnowledgeObject {
    pub(super) fn put_site(&self, call: &PutSite) -> Result<Option<SiteView>> {
        let site = &call.site;
        if self.site(&site.id)?.is_none()
            && self.number("SELECT count(*) FROM site WHERE id <> ?1", &site.id)? >= SITES_MAX
        {
            return Ok(None);
        }
        let mut batch = Batch::default();
        // What runs is ended: the next job begins anew.
        batch.push(
            "INSERT INTO site (id, url, every_hours, pages_max, due_at) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (id) DO UPDATE SET url = ?2, every_hours = ?3, pages_max = ?4, due_at = ?5,
             told_until = 0, running = 0",
            vec![
                site.id.as_str().into(),
                site.url.as_str().into(),
                i64::from(site.every_hours).into(),
                i64::from(site.pages_max).into(),
                call.at.as_ms().into(),
            ],
        );
        self.store.commit(batch)?;
        self.site_view(&site.id)
    }

    pub(super) fn read_site_now(&self, call: &ReadSiteNow) -> Result<Option<SiteView>> {
        // One that is being read goes on as it does.
        let mut batch = Batch::default();
        batch.push(
            "UPDATE site SET due_at = ?2, told_until = 0 WHERE id = ?1 AND running = 0",
            vec![call.id.as_str().into(), call.at.as_ms().into()],
        );
        self.store.commit(batch)?;
        self.site_view(&call.id)
    }

    pub(super) fn read_sites(&self, call: &ReadSites) -> Result<SiteList> {
        let rows = self.store.rows(&format!("{SITE} ORDER BY id"), vec![])?;
        let wanted = |row: &&Row| call.id.as_ref().is_none_or(|id| row.text(0) == id);
        let items = rows.iter().filter(wanted).map(|row| self.view(row)).collect::<Result<_>>()?;
        Ok(SiteList { items })
    }

    pub(super) fn remove_site(&self, call: &RemoveSite) -> Result<bool> {
        if self.site(&call.id)?.is_none() {
            return Ok(false);
        }
        let own = self.articles_of(OWN, &call.id)?;
        let mut batch = Batch::default();
        for statement in [
            "DELETE FROM visit WHERE site = ?1",
            "DELETE FROM site_article WHERE site = ?1",
            "DELETE FROM site WHERE id = ?1",
        ] {
            batch.push(statement, vec![call.id.as_str().into()]);
        }
        self.forget_all(batch, &own)?;
        Ok(true)
    }

    pub(super) fn take_visits(&self, call: &TakeVisits) -> Result<Option<Visits>> {
        let Some(row) = self.site(&call.site)? else { return Ok(None) };
        if row.int(4) > call.at.as_ms() {
            return Ok(None);
        }
        let (url, mut reading) = (row.text(1).to_owned(), row.int(5));
        let mut batch = Batch::default();
        if row.int(6) == 0 {
            reading = reading.saturating_add(1);
            batch.push(
                "UPDATE site SET reading = ?2, running = 1, started_at = ?3, ended_at = NULL,
                 forgotten = 0, problem = NULL WHERE id = ?1",
                vec![call.site.as_str().into(), reading.into(), call.at.as_ms().into()],
            );
            meet(&mut batch, &call.site, reading, &url, VisitKind::Page, "", 0)?;
        }
        batch.push(
            "UPDATE site SET due_at = ?2, told_until = 0 WHERE id = ?1",
            vec![call.site.as_str().into(), call.at.plus_ms(LEASE_MS).as_ms().into()],
        );
        self.store.commit(batch)?;
        // Sitemaps first: they tell of pages before links do.
        let rows = self.store.rows(
            "SELECT url, kind, etag, modified FROM visit
             WHERE site = ?1 AND reading = ?2 AND outcome IS NULL ORDER BY kind DESC, rowid LIMIT ?3",
            vec![call.site.as_str().into(), reading.into(), VISITS_PER_JOB.into()],
        )?;
        let visit = |row: &Row| {
            Ok(Visit {
                url: row.text(0).to_owned(),
                kind: row.json(1)?,
                etag: row.text(2).to_owned(),
                modified: row.text(3).to_owned(),
            })
        };
        let visits = rows.iter().map(visit).collect::<Result<_>>()?;
        Ok(Some(Visits { url, reading, visits }))
    }

    pub(super) fn tell_visits(&self, call: &TellVisits) -> Result<()> {
        let Some(row) = self.site(&call.site)? else { return Ok(()) };
        // What an earlier reading, or another job of this one, tells late is not needed any more.
        if row.int(5) != call.reading || row.int(6) == 0 {
            return Ok(());
        }
        let Some(visited) = &call.visited else {
            return self.end(&row, call.reading, call.at, Some(SiteProblem::RobotsUnreachable));
        };
        let mut batch = Batch::default();
        for url in &call.sitemaps {
            meet(&mut batch, &call.site, call.reading, url, VisitKind::Sitemap, "", 1)?;
        }
        let mut taken = Vec::new();
        for visit in visited {
            self.tell(&mut batch, call, visit, &mut taken)?;
        }
        trim(&mut batch, &call.site, call.reading, row.int(3))?;
        batch.push(
            "UPDATE site SET due_at = ?2 WHERE id = ?1",
            vec![call.site.as_str().into(), call.at.plus_ms(call.pause_ms).as_ms().into()],
        );
        self.store.commit(batch)?;
        if self.pending(&call.site, call.reading)? == 0 {
            self.end(&row, call.reading, call.at, None)?;
        }
        Ok(())
    }

    /// Writes down one visit, and meets what it names.
    fn tell(
        &self,
        batch: &mut Batch,
        call: &TellVisits,
        visited: &Visited,
        taken: &mut Vec<String>,
    ) -> Result<()> {
        let keeps = matches!(visited.outcome, VisitOutcome::Failed | VisitOutcome::Unchanged);
        let outcome = match &visited.article {
            None => visited.outcome,
            Some(article) => self.take_page(call, &visited.url, article, taken)?,
        };
        let article = visited.article.as_ref().filter(|_| outcome != VisitOutcome::Full);
        if let Some(article) = article {
            batch.push(
                "INSERT OR IGNORE INTO site_article VALUES (?1, ?2)",
                vec![call.site.as_str().into(), article.id.as_str().into()],
            );
        }
        // Only of what is held may be said the next time that it did not change.
        let held = article.is_some() || outcome == VisitOutcome::Sitemap;
        let validator = |text: &str| if held { text.to_owned() } else { String::new() };
        batch.push(
            "UPDATE visit SET outcome = ?3, article = CASE ?4 WHEN 1 THEN article ELSE ?5 END,
             etag = CASE ?4 WHEN 1 THEN etag ELSE ?6 END,
             modified = CASE ?4 WHEN 1 THEN modified ELSE ?7 END
             WHERE site = ?1 AND url = ?2",
            vec![
                call.site.as_str().into(),
                visited.url.as_str().into(),
                serde_json::to_string(&outcome)?.into(),
                i64::from(keeps).into(),
                article.map(|article| article.id.clone()).into(),
                validator(&visited.etag).into(),
                validator(&visited.modified).into(),
            ],
        );
        let depth = self.depth(&call.site, &visited.url)?.saturating_add(1);
        for url in visited.pages.iter().take(NAMED_MAX) {
            meet(batch, &call.site, call.reading, url, VisitKind::Page, &visited.url, 0)?;
        }
        let sitemaps = visited.sitemaps.iter().take(NAMED_MAX);
        for url in sitemaps.filter(|_| depth <= SITEMAP_DEPTH_MAX) {
            meet(batch, &call.site, call.reading, url, VisitKind::Sitemap, &visited.url, depth)?;
        }
        if keeps {
            // It names what it named before.
            batch.push(
                "UPDATE visit SET reading = ?3, outcome = NULL
                 WHERE site = ?1 AND parent = ?2 AND reading < ?3",
                vec![call.site.as_str().into(), visited.url.as_str().into(), call.reading.into()],
            );
        }
        Ok(())
    }

    /// Keeps a page, unless another address has told the same one in this reading.
    fn take_page(
        &self,
        call: &TellVisits,
        url: &str,
        article: &Article,
        taken: &mut Vec<String>,
    ) -> Result<VisitOutcome> {
        let others = self.store.rows(
            "SELECT 1 FROM visit WHERE site = ?1 AND reading = ?2 AND article = ?3 AND url <> ?4
             AND outcome IN ('\"kept\"', '\"unchanged\"')",
            vec![
                call.site.as_str().into(),
                call.reading.into(),
                article.id.as_str().into(),
                url.into(),
            ],
        )?;
        if !others.is_empty() || taken.contains(&article.id) {
            return Ok(VisitOutcome::Duplicate);
        }
        taken.push(article.id.clone());
        if self.digest(&article.id)?.is_none() && !self.has_room(1)? {
            return Ok(VisitOutcome::Full);
        }
        // A page changes with each visit in what nobody reads: only its passages count.
        let digest = digest_of(&serde_json::to_string(&passages(article))?);
        let changed = self.put(article, digest, call.at)?.changed;
        Ok(if changed { VisitOutcome::Kept } else { VisitOutcome::Unchanged })
    }

    /// Ends a reading. What was not met in it is forgotten, unless it could not be met.
    fn end(
        &self,
        site: &Row,
        reading: i64,
        at: Timestamp,
        problem: Option<SiteProblem>,
    ) -> Result<()> {
        let id = site.text(0);
        let missed = self.number(
            "SELECT count(*) FROM visit JOIN site ON site.id = visit.site
             WHERE site = ?1 AND visit.reading = site.reading AND outcome = '\"failed\"'
             AND (kind = '\"sitemap\"' OR visit.url = site.url)",
            id,
        )?;
        let problem = problem.or_else(|| (missed > 0).then_some(SiteProblem::StartUnreachable));
        let mut batch = Batch::default();
        let mut gone = Vec::new();
        if problem.is_none() {
            gone = self.articles_of(OWN, id)?;
            let met = self.articles_of(
                "SELECT DISTINCT visit.article FROM visit JOIN site ON site.id = visit.site
                 WHERE site = ?1 AND visit.reading = site.reading",
                id,
            )?;
            gone.retain(|article| !met.contains(article));
            batch.push(
                "DELETE FROM visit WHERE site = ?1 AND reading < ?2",
                vec![id.into(), reading.into()],
            );
        }
        // What was never visited is nothing to remember.
        batch.push(
            "DELETE FROM visit WHERE site = ?1 AND outcome IS NULL AND article IS NULL",
            vec![id.into()],
        );
        for article in &gone {
            batch.push(
                "DELETE FROM site_article WHERE site = ?1 AND article = ?2",
                vec![id.into(), article.as_str().into()],
            );
        }
        let next_at = at.plus_ms(site.int(2).saturating_mul(HOUR_MS));
        batch.push(
            "UPDATE site SET running = 0, ended_at = ?2, due_at = ?3, told_until = 0, problem = ?4,
             forgotten = forgotten + ?5 WHERE id = ?1",
            vec![
                id.into(),
                at.as_ms().into(),
                next_at.as_ms().into(),
                problem.map(|it| serde_json::to_string(&it)).transpose()?.into(),
                i64::try_from(gone.len()).unwrap_or_default().into(),
            ],
        );
        self.forget_all(batch, &gone)
    }

    fn forget_all(&self, mut batch: Batch, articles: &[String]) -> Result<()> {
        for article in articles {
            forget(&mut batch, article);
        }
        self.store.commit(batch)?;
        if let Some(index) = self.index.borrow_mut().as_mut() {
            for article in articles {
                index.remove_article(article);
            }
        }
        Ok(())
    }

    fn site(&self, id: &str) -> Result<Option<Row>> {
        self.store.row(&format!("{SITE} WHERE id = ?1"), vec![id.into()])
    }

    fn site_view(&self, id: &str) -> Result<Option<SiteView>> {
        self.site(id)?.map(|row| self.view(&row)).transpose()
    }

    fn view(&self, row: &Row) -> Result<SiteView> {
        let (id, reading) = (row.text(0), row.int(5));
        let last = match reading {
            0 => None,
            _ => Some(SiteReport {
                started_at: Timestamp::from_ms(row.int(7)),
                ended_at: (row.int(8) > 0).then(|| Timestamp::from_ms(row.int(8))),
                pending: small(self.pending(id, reading)?),
                kept: small(self.number("SELECT count(*) FROM site_article WHERE site = ?1", id)?),
                forgotten: small(row.int(9)),
                outcomes: self.outcomes(id, reading)?,
                problem: if row.text(10).is_empty() { None } else { Some(row.json(10)?) },
            }),
        };
        Ok(SiteView {
            id: id.to_owned(),
            url: row.text(1).to_owned(),
            every_hours: u16::try_from(row.int(2)).unwrap_or(u16::MAX),
            pages_max: u16::try_from(row.int(3)).unwrap_or(u16::MAX),
            reading: row.int(6) != 0,
            next_at: Timestamp::from_ms(row.int(4)),
            last,
        })
    }

    fn outcomes(&self, id: &str, reading: i64) -> Result<Vec<OutcomeView>> {
        let rows = self.store.rows(
            "SELECT outcome, count(*) FROM visit
             WHERE site = ?1 AND reading = ?2 AND outcome IS NOT NULL GROUP BY outcome",
            vec![id.into(), reading.into()],
        )?;
        let view = |row: &Row| {
            let urls = self.store.rows(
                "SELECT url FROM visit WHERE site = ?1 AND reading = ?2 AND outcome = ?3
                 ORDER BY rowid LIMIT ?4",
                vec![id.into(), reading.into(), row.text(0).into(), EXAMPLES.into()],
            )?;
            Ok(OutcomeView {
                outcome: row.json(0)?,
                count: small(row.int(1)),
                urls: urls.iter().map(|row| row.text(0).to_owned()).collect(),
            })
        };
        rows.iter().map(view).collect()
    }

    fn pending(&self, id: &str, reading: i64) -> Result<i64> {
        let row = self.store.row(
            "SELECT count(*) FROM visit WHERE site = ?1 AND reading = ?2 AND outcome IS NULL",
            vec![id.into(), reading.into()],
        )?;
        Ok(row.map(|row| row.int(0)).unwrap_or_default())
    }

    fn depth(&self, id: &str, url: &str) -> Result<i64> {
        let row = self.store.row(
            "SELECT depth FROM visit WHERE site = ?1 AND url = ?2",
            vec![id.into(), url.into()],
        )?;
        Ok(row.map(|row| row.int(0)).unwrap_or_default())
    }

    fn articles_of(&self, query: &str, id: &str) -> Result<Vec<String>> {
        let rows = self.store.rows(query, vec![id.into()])?;
        Ok(rows.iter().map(|row| row.text(0).to_owned()).filter(|it| !it.is_empty()).collect())
    }

    /// The number that a query of one site gives.
    fn number(&self, query: &str, id: &str) -> Result<i64> {
        let row = self.store.row(query, vec![id.into()])?;
        Ok(row.map(|row| row.int(0)).unwrap_or_default())
    }

    /// Sends a job for each site that is due.
    pub(super) async fn ring(&self) -> Result<()> {
        let now = clock::now();
        let due = self.store.rows(
            "SELECT id FROM site WHERE max(due_at, told_until) <= ?1",
            vec![now.as_ms().into()],
        )?;
        for row in &due {
            let site = row.text(0).to_owned();
            bindings::jobs(&self.env)?.send(Job::ReadSite { site }).await?;
            let mut batch = Batch::default();
            batch.push(
                "UPDATE site SET told_until = ?2 WHERE id = ?1",
                vec![row.text(0).into(), now.plus_ms(TOLD_MS).as_ms().into()],
            );
            self.store.commit(batch)?;
        }
        Ok(())
    }

    /// Sets the alarm to when the next site is due.
    pub(super) async fn set_alarm(&self) -> worker::Result<()> {
        let next = self.store.row("SELECT min(max(due_at, told_until)) FROM site", vec![]);
        let next = next.ok().flatten().map(|row| row.int(0)).filter(|at| *at > 0);
        let Some(at) = next else { return self.state.storage().delete_alarm().await };
        #[expect(clippy::cast_precision_loss, reason = "milliseconds of this millennium")]
        let at = worker::js_sys::Date::new(&wasm_bindgen::JsValue::from_f64(at as f64));
        self.state.storage().set_alarm(ScheduledTime::new(at)).await
    }
}

/// Notes an address to visit, unless this reading has met it already.
fn meet(
    batch: &mut Batch,
    site: &str,
    reading: i64,
    url: &str,
    kind: VisitKind,
    parent: &str,
    depth: i64,
) -> Result<()> {
    batch.push(
        "INSERT INTO visit (site, url, kind, parent, depth, reading) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (site, url) DO UPDATE SET
             kind = ?3, parent = ?4, depth = ?5, reading = ?6, outcome = NULL WHERE reading < ?6",
        vec![
            site.into(),
            url.into(),
            serde_json::to_string(&kind)?.into(),
            parent.into(),
            depth.into(),
            reading.into(),
        ],
    );
    Ok(())
}

/// Leaves out what is more than may be visited: as if it had not been met.
fn trim(batch: &mut Batch, site: &str, reading: i64, pages_max: i64) -> Result<()> {
    for (kind, max) in [(VisitKind::Page, pages_max), (VisitKind::Sitemap, SITEMAPS_MAX)] {
        batch.push(
            "UPDATE visit SET reading = reading - 1
             WHERE site = ?1 AND reading = ?2 AND kind = ?3 AND outcome IS NULL AND rowid NOT IN (
                 SELECT rowid FROM visit WHERE site = ?1 AND reading = ?2 AND kind = ?3
                 ORDER BY outcome IS NULL, rowid LIMIT ?4)",
            vec![site.into(), reading.into(), serde_json::to_string(&kind)?.into(), max.into()],
        );
    }
    Ok(())
}

fn small(count: i64) -> u32 {
    u32::try_from(count).unwrap_or_default()
}
