//! The playbook object: the draft, every version with who signed it, the team, and the log.
//!
//! | table | holds |
//! |---|---|
//! | `release` | version, released_at (ms), body: immutable, nothing updates or deletes a row |
//! | `candidate` | version, paper (who asked, who signed, what became of it), body until it is released |
//! | `one` | single documents by name: `draft`, `standing`, `what_if`, how far scenarios were played |
//! | `report` | check reports by hash |
//! | `what_if_turn` | past turns that the draft changes, as far as the last run went |
//! | `what_if_forgotten` | conversations that were erased since the last run began |
//! | `scenario` | scenarios by id, each with its hash |
//! | `member` | team members by the hash of their token |
//! | `audit` | the log, line by line |
//!
//! Every change is one commit together with its line in the log. Whether somebody may do it is
//! decided by `edgewise::release`, in here, where nothing can come between.

mod draft;
mod past;
mod release;
mod scenario;
mod team;

use edgewise::{
    base::{json, time::Timestamp},
    release::{AuditAction, AuditLine, Member, Standing},
    wire::{AuditList, PlaybookRelease},
};
use serde::{Serialize, de::DeserializeOwned};
use worker::{DurableObject, Env, Request, Response, State, durable_object};

use super::store::{Batch, Row, Store, no_such_call};
use crate::{
    contract::{
        ObjectCall,
        playbook::{
            AddMember, Ask, DropDraft, ForgetPast, KeepReport, ListScenarios, Load, NextScenarios,
            NoteDeed, ReadAudit, ReadDraft, ReadMember, ReadReleases, ReadScenario,
            ReadScenarioRun, ReadStanding, ReadTeam, ReadWhatIf, ReadWhatIfTurns, Recognise,
            Release, RemoveMember, RemoveScenario, Review, SaveDraft, SaveScenario, Share, Sign,
            StartWhatIf, StepScenarioRun, StepWhatIf, Withdraw,
        },
        serve,
    },
    fault::Result,
};

const TABLES: &str = "
CREATE TABLE IF NOT EXISTS release (
    version INTEGER PRIMARY KEY, released_at INTEGER NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS candidate (
    version INTEGER PRIMARY KEY, paper TEXT NOT NULL, body TEXT);
CREATE TABLE IF NOT EXISTS one (name TEXT PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS report (
    hash TEXT PRIMARY KEY, content TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS what_if_turn (place INTEGER PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS what_if_forgotten (id TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS scenario (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, turns INTEGER NOT NULL, hash TEXT NOT NULL,
    saved_at INTEGER NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS member (
    id TEXT PRIMARY KEY, token TEXT NOT NULL UNIQUE, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS audit (sequence INTEGER PRIMARY KEY, body TEXT NOT NULL)";

/// Lines of the log in one answer.
const AUDIT_PAGE: i64 = 200;

/// See the module.
#[durable_object]
pub(crate) struct PlaybookObject {
    store: Store,
}

impl DurableObject for PlaybookObject {
    fn new(state: State, _env: Env) -> Self {
        Self { store: Store::open(&state, TABLES) }
    }

    async fn fetch(&self, request: Request) -> worker::Result<Response> {
        match request.path().as_str() {
            ReadStanding::PATH => serve(request, |_: ReadStanding| self.standing()).await,
            Load::PATH => serve(request, |call| self.load(&call)).await,
            ReadDraft::PATH => serve(request, |_: ReadDraft| self.draft()).await,
            SaveDraft::PATH => serve(request, |call| self.save_draft(call)).await,
            DropDraft::PATH => serve(request, |call| self.drop_draft(&call)).await,
            KeepReport::PATH => serve(request, |call| self.keep_report(&call)).await,
            Ask::PATH => serve(request, |call| self.ask(call)).await,
            Sign::PATH => serve(request, |call| self.sign(&call)).await,
            Withdraw::PATH => serve(request, |call| self.withdraw(&call)).await,
            Share::PATH => serve(request, |call| self.share(&call)).await,
            Release::PATH => serve(request, |call| self.release_now(&call)).await,
            ReadReleases::PATH => serve(request, |_: ReadReleases| self.releases()).await,
            Review::PATH => serve(request, |call| self.review(&call)).await,
            ReadMember::PATH => serve(request, |call| self.member(&call)).await,
            Recognise::PATH => serve(request, |call| self.recognise(&call)).await,
            AddMember::PATH => serve(request, |call| self.add_member(call)).await,
            RemoveMember::PATH => serve(request, |call| self.remove_member(&call)).await,
            ReadTeam::PATH => serve(request, |_: ReadTeam| self.team()).await,
            StartWhatIf::PATH => serve(request, |call| self.start_what_if(&call)).await,
            ReadWhatIf::PATH => serve(request, |_: ReadWhatIf| self.what_if()).await,
            StepWhatIf::PATH => serve(request, |call| self.step_what_if(&call)).await,
            ForgetPast::PATH => serve(request, |call| self.forget_past(&call)).await,
            ReadWhatIfTurns::PATH => serve(request, |call| self.what_if_turns(&call)).await,
            SaveScenario::PATH => serve(request, |call| self.save_scenario(&call)).await,
            RemoveScenario::PATH => serve(request, |call| self.remove_scenario(&call)).await,
            ReadScenario::PATH => serve(request, |call| self.scenario(&call)).await,
            ListScenarios::PATH => serve(request, |call| self.scenarios(&call)).await,
            NextScenarios::PATH => serve(request, |call| self.next_scenarios(&call)).await,
            ReadScenarioRun::PATH => serve(request, |call| self.scenario_run(&call)).await,
            StepScenarioRun::PATH => serve(request, |call| self.step_scenario_run(&call)).await,
            NoteDeed::PATH => serve(request, |call| self.note_deed(&call)).await,
            ReadAudit::PATH => serve(request, |call| self.audit(&call)).await,
            _ => no_such_call(),
        }
    }
}

impl PlaybookObject {
    /// Which version serves whom. Releases from before there were candidates are live, too.
    fn standing(&self) -> Result<Standing> {
        if let Some(standing) = self.one("standing")? {
            return Ok(standing);
        }
        let row = self.store.row("SELECT MAX(version) FROM release", vec![])?;
        let live = row.map_or(0, |row| u32::try_from(row.int(0)).unwrap_or_default());
        Ok(Standing { live, ..Standing::default() })
    }

    fn load(&self, call: &Load) -> Result<Option<PlaybookRelease>> {
        let row = self.store.row(
            "SELECT version, released_at, body FROM release WHERE version = ?1",
            vec![i64::from(call.version).into()],
        )?;
        row.map(read_release).transpose()
    }

    fn note_deed(&self, call: &NoteDeed) -> Result<()> {
        let mut log = self.log(&call.by, call.at)?;
        log.line(call.action, &call.subject, "")?;
        self.store.commit(log.batch)
    }

    fn audit(&self, call: &ReadAudit) -> Result<AuditList> {
        const OF: &str = "(?3 = '' OR json_extract(body, '$.entry.action') = ?3)
            AND (?4 = '' OR json_extract(body, '$.entry.by') = ?4)";
        let order = if call.newest_first {
            "(?1 = 0 OR sequence < ?1) ORDER BY sequence DESC"
        } else {
            "sequence > ?1 ORDER BY sequence"
        };
        let rows = self.store.rows(
            &format!("SELECT body FROM audit WHERE {OF} AND {order} LIMIT ?2"),
            vec![
                i64::from(call.after).into(),
                AUDIT_PAGE.into(),
                call.action.as_ref().map(json::name).unwrap_or_default().into(),
                call.by.clone().unwrap_or_default().into(),
            ],
        )?;
        let items = rows.iter().map(|row| row.json(0)).collect::<Result<Vec<AuditLine>>>()?;
        let is_full = i64::try_from(items.len()).is_ok_and(|count| count == AUDIT_PAGE);
        let next = items.last().filter(|_| is_full).map(|line| line.entry.sequence);
        Ok(AuditList { items, next })
    }

    /// A document of which there is one.
    fn one<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>> {
        self.store.json("SELECT body FROM one WHERE name = ?1", vec![name.into()])
    }

    /// Begins a log of what one commit does.
    fn log<'call>(&self, by: &'call Member, at: Timestamp) -> Result<Log<'call>> {
        let last =
            self.store.json("SELECT body FROM audit ORDER BY sequence DESC LIMIT 1", vec![])?;
        Ok(Log { last, by, at, batch: Batch::default() })
    }
}

/// One commit of changes, each with its line in the log.
struct Log<'call> {
    last: Option<AuditLine>,
    by: &'call Member,
    at: Timestamp,
    batch: Batch,
}

impl Log<'_> {
    /// Adds a line.
    fn line(&mut self, action: AuditAction, subject: &str, detail: &str) -> Result<()> {
        let line = AuditLine::after(self.last.as_ref(), self.by, self.at, action, subject, detail);
        self.batch.push(
            "INSERT INTO audit VALUES (?1, ?2)",
            vec![i64::from(line.entry.sequence).into(), serde_json::to_string(&line)?.into()],
        );
        self.last = Some(line);
        Ok(())
    }

    /// Puts a document of which there is one.
    fn put<T: Serialize>(&mut self, name: &str, document: &T) -> Result<()> {
        put(&mut self.batch, name, document)
    }
}

/// Puts a document of which there is one.
fn put<T: Serialize>(batch: &mut Batch, name: &str, document: &T) -> Result<()> {
    batch.push(
        "INSERT INTO one VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET body = excluded.body",
        vec![name.into(), serde_json::to_string(document)?.into()],
    );
    Ok(())
}

fn read_release(row: Row) -> Result<PlaybookRelease> {
    Ok(PlaybookRelease {
        version: u32::try_from(row.int(0)).unwrap_or_default(),
        released_at: Timestamp::from_ms(row.int(1)),
        playbook: row.json(2)?,
    })
}
