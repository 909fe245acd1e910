//! From a draft to what is live: `/v1/playbook…` and `/v1/audit`. Nothing else can change what is
//! live.

use edgewise::{
    lab,
    playbook::Playbook,
    release::{CheckReport, Refusal, Role, changes},
    wire::{
        CheckView, DraftView, PlaybookChanges, Problem, ProblemCode, ReleaseRequest,
        RollbackRequest, ShareRequest, SignRequest, Standings, WhatIfView, parse_json,
        read_document,
    },
};
use worker::{Env, Method, Response};

use crate::{
    clock, connectors,
    contract::{
        self, ObjectCall,
        playbook::{
            Allowed, Ask, DropDraft, KeepReport, NAME, ReadAudit, ReadDraft, ReadReleases,
            ReadWhatIf, Release, SaveDraft, Share, Sign, Withdraw,
        },
    },
    fault::{Fault, Result},
    http::{self, Asked},
    playbooks, scenarios, team, what_if,
};

/// Characters of a note.
const NOTE_CHARS_MAX: usize = 1_000;

/// Serves what stands below `/v1/playbook`.
pub(crate) async fn serve(asked: &mut Asked, parts: &[&str]) -> Result<Response> {
    let method = asked.request.method();
    match (&method, parts) {
        (Method::Get, []) => live(asked).await,
        (Method::Post, ["import"]) => import(asked).await,
        (Method::Get, ["draft"]) => draft(asked).await,
        (Method::Put, ["draft"]) => save(asked).await,
        (Method::Delete, ["draft"]) => discard(asked).await,
        (Method::Post, ["draft", "check"]) => check(asked).await,
        (Method::Get | Method::Post, ["draft", "what-if"])
        | (Method::Post, ["draft", "what-if", "next"])
        | (Method::Get, ["draft", "what-if", "turns"]) => {
            what_if::serve(asked, parts.get(2..).unwrap_or_default()).await
        }
        (_, ["scenarios", rest @ ..]) => scenarios::serve(asked, rest).await,
        (_, ["scenario-runs", against]) => scenarios::run(asked, against).await,
        (Method::Get, ["releases"]) => list(asked).await,
        (Method::Post, ["releases"]) => ask(asked).await,
        (Method::Get, ["releases", version]) => version_of(asked, version).await,
        (Method::Get, ["releases", version, "changes"]) => changes_of(asked, version).await,
        (Method::Post, ["releases", version, "approve"]) => sign(asked, version).await,
        (Method::Post, ["releases", version, "withdraw"]) => withdraw(asked, version).await,
        (Method::Post, ["releases", version, "share"]) => share(asked, version).await,
        (Method::Post, ["releases", version, "rollback"]) => roll_back(asked, version).await,
        (
            _,
            []
            | ["import" | "draft" | "releases"]
            | ["draft", "check" | "what-if"]
            | ["draft", "what-if", "next" | "turns"]
            | ["releases", _]
            | ["releases", _, "changes" | "approve" | "withdraw" | "share" | "rollback"],
        ) => Err(http::not_offered(&method)),
        _ => Err(Fault::not_found()),
    }
}

/// `GET /v1/playbook`
async fn live(asked: &Asked) -> Result<Response> {
    team::require(asked, Role::Viewer).await?;
    let standing = playbooks::standing(&asked.env).await?;
    http::json(200, &playbooks::release(&asked.env, standing.live).await?)
}

/// `POST /v1/playbook/import`: into the draft, or with `?release=true` live at once.
async fn import(asked: &mut Asked) -> Result<Response> {
    let by = team::require(asked, Role::Owner).await?;
    let body = asked.body().await?;
    let (playbook, report) = sound(&asked.env, &body)?;
    if asked.query("release").as_deref() != Some("true") {
        let stored = contract::call(&asked.env, NAME, &ReadDraft {}).await?;
        let read = stored.map(|draft| draft.revision);
        let call = SaveDraft { playbook, read, by, at: clock::now() };
        return draft_answer(&allowed(&asked.env, &call).await?);
    }
    let call = Release { playbook, report, back_to: None, at_once: false, by, at: clock::now() };
    let released = changed(&asked.env, &call).await?;
    http::json(201, &playbooks::release(&asked.env, released.release.version).await?)
}

/// `GET /v1/playbook/draft`
async fn draft(asked: &Asked) -> Result<Response> {
    team::require(asked, Role::Viewer).await?;
    draft_answer(&kept_draft(&asked.env).await?)
}

/// `PUT /v1/playbook/draft`
async fn save(asked: &mut Asked) -> Result<Response> {
    let by = team::require(asked, Role::Editor).await?;
    let read = revision_read(asked)?;
    let playbook = readable(&asked.body().await?)?;
    let call = SaveDraft { playbook, read, by, at: clock::now() };
    draft_answer(&allowed(&asked.env, &call).await?)
}

/// `DELETE /v1/playbook/draft`
async fn discard(asked: &Asked) -> Result<Response> {
    let by = team::require(asked, Role::Editor).await?;
    let call = DropDraft { read: revision_read(asked)?, by, at: clock::now() };
    allowed(&asked.env, &call).await?;
    Ok(Response::empty()?.with_status(204))
}

/// `POST /v1/playbook/draft/check`
async fn check(asked: &Asked) -> Result<Response> {
    team::require(asked, Role::Editor).await?;
    let draft = kept_draft(&asked.env).await?;
    let mut report = checked(&asked.env, &draft.playbook);
    let run = contract::call(&asked.env, NAME, &ReadWhatIf {}).await?;
    let live = playbooks::standing(&asked.env).await?.live;
    let of_this = |run: &WhatIfView| run.done && run.content == draft.content && run.live == live;
    report.past = run.filter(of_this).map(|run| run.found);
    let (played, coverage) = scenarios::report(&asked.env).await?.unzip();
    report.scenarios = played;
    contract::call(&asked.env, NAME, &KeepReport { report: report.clone() }).await?;
    let (passed, hash) = (report.passed(), report.hash());
    http::json(200, &CheckView { passed, hash, report, coverage, changes: draft.changes })
}

/// `GET /v1/playbook/releases`
async fn list(asked: &Asked) -> Result<Response> {
    team::require(asked, Role::Viewer).await?;
    http::json(200, &contract::call(&asked.env, NAME, &ReadReleases {}).await?)
}

/// `POST /v1/playbook/releases`
async fn ask(asked: &mut Asked) -> Result<Response> {
    let by = team::require(asked, Role::Editor).await?;
    let request: ReleaseRequest = asked.json().await?;
    if !(1..=100).contains(&request.percent) {
        return Err(Problem::invalid("/percent", "must be from 1 to 100").into());
    }
    if request.note.chars().count() > NOTE_CHARS_MAX {
        let detail = format!("must have at most {NOTE_CHARS_MAX} characters");
        return Err(Problem::invalid("/note", detail).into());
    }
    let call = Ask {
        content: request.content,
        report: request.report,
        note: request.note,
        percent: request.percent,
        at_once: request.at_once,
        by,
        at: clock::now(),
    };
    http::json(201, &changed(&asked.env, &call).await?)
}

/// `GET /v1/playbook/releases/{version}`
async fn version_of(asked: &Asked, version: &str) -> Result<Response> {
    team::require(asked, Role::Viewer).await?;
    http::json(200, &released(&asked.env, version).await?)
}

/// `GET /v1/playbook/releases/{version}/changes?since=`
async fn changes_of(asked: &Asked, version: &str) -> Result<Response> {
    team::require(asked, Role::Viewer).await?;
    let after = released(&asked.env, version).await?;
    let before = match asked.query("since") {
        Some(since) => released(&asked.env, &since).await?,
        None => playbooks::release(&asked.env, after.version.saturating_sub(1)).await?,
    };
    let changes = changes(&before.playbook, &after.playbook);
    let view = PlaybookChanges { since: before.version, version: after.version, changes };
    http::json(200, &view)
}

/// `POST /v1/playbook/releases/{version}/approve`
async fn sign(asked: &mut Asked, version: &str) -> Result<Response> {
    let by = team::require(asked, Role::Approver).await?;
    let request: SignRequest = asked.json().await?;
    let call = Sign {
        version: number(version)?,
        content: request.content,
        report: request.report,
        by,
        at: clock::now(),
    };
    http::json(200, &changed(&asked.env, &call).await?)
}

/// `POST /v1/playbook/releases/{version}/withdraw`
async fn withdraw(asked: &Asked, version: &str) -> Result<Response> {
    let by = team::require(asked, Role::Editor).await?;
    let call = Withdraw { version: number(version)?, by, at: clock::now() };
    http::json(200, &changed(&asked.env, &call).await?)
}

/// `POST /v1/playbook/releases/{version}/share`
async fn share(asked: &mut Asked, version: &str) -> Result<Response> {
    let by = team::require(asked, Role::Approver).await?;
    let request: ShareRequest = asked.json().await?;
    if request.percent > 100 {
        return Err(Problem::invalid("/percent", "must be from 0 to 100").into());
    }
    let (version, percent) = (number(version)?, request.percent);
    let call = Share { version, percent, by, at: clock::now() };
    http::json(200, &changed(&asked.env, &call).await?)
}

/// `POST /v1/playbook/releases/{version}/rollback`: what that version said is live again, as a
/// version of its own.
async fn roll_back(asked: &mut Asked, version: &str) -> Result<Response> {
    let by = team::require(asked, Role::Approver).await?;
    let body = asked.body().await?;
    let request: RollbackRequest =
        if body.is_empty() { RollbackRequest::default() } else { parse_json(&body)? };
    let playbook = released(&asked.env, version).await?;
    let report = passed(checked(&asked.env, &playbook.playbook))?;
    let call = Release {
        playbook: playbook.playbook,
        report,
        back_to: Some(playbook.version),
        at_once: request.at_once,
        by,
        at: clock::now(),
    };
    http::json(200, &changed(&asked.env, &call).await?)
}

/// `GET /v1/audit`
pub(crate) async fn audit(asked: &Asked) -> Result<Response> {
    team::require(asked, Role::Viewer).await?;
    let after = asked.query("after").map_or(Ok(0), |after| number(&after))?;
    http::json(200, &contract::call(&asked.env, NAME, &ReadAudit { after }).await?)
}

/// A document that can be read, whatever a check would say of it.
fn readable(body: &[u8]) -> Result<Playbook> {
    Ok(read_document::<Playbook>(body)?.whole("The playbook cannot be read.")?)
}

/// A document that could go live, with the report that says so. Otherwise every fault is named, those
/// of reading and those of checking.
fn sound(env: &Env, body: &[u8]) -> Result<(Playbook, CheckReport)> {
    let read = read_document::<Playbook>(body)?;
    let report = read.document.as_ref().map(|playbook| checked(env, playbook));
    match (read.document, report) {
        (Some(playbook), Some(report)) if read.faults.is_empty() && report.passed() => {
            Ok((playbook, report))
        }
        (_, report) => Err(faulty(report).with(read.faults).into()),
    }
}

/// What is found when a playbook is checked, in itself and for this deployment.
fn checked(env: &Env, playbook: &Playbook) -> CheckReport {
    let mut report = lab::check(playbook);
    report.faults.extend(connectors::faults(env, playbook));
    report
}

/// A report that found nothing.
fn passed(report: CheckReport) -> Result<CheckReport> {
    if report.passed() { Ok(report) } else { Err(faulty(Some(report)).into()) }
}

fn faulty(report: Option<CheckReport>) -> Problem {
    let faults = report.into_iter().flat_map(|report| report.faults);
    Problem::new(ProblemCode::Invalid, "The playbook has faults.").with(faults)
}

/// The draft, where there is one.
pub(crate) async fn kept_draft(env: &Env) -> Result<DraftView> {
    contract::call(env, NAME, &ReadDraft {}).await?.ok_or_else(Fault::not_found)
}

fn draft_answer(draft: &DraftView) -> Result<Response> {
    let response = http::json(200, draft)?;
    response.headers().set("etag", &format!("\"{}\"", draft.revision))?;
    Ok(response)
}

/// The revision that `If-Match` names.
fn revision_read(asked: &Asked) -> Result<Option<u32>> {
    let Some(header) = asked.header("if-match") else { return Ok(None) };
    let revision = header.trim().trim_start_matches("W/").trim_matches('"').parse();
    revision.map(Some).map_err(|_| {
        Fault::problem(ProblemCode::PreconditionFailed, "`If-Match` is no `ETag` of a draft.")
    })
}

async fn released(env: &Env, version: &str) -> Result<edgewise::wire::PlaybookRelease> {
    let version = number(version)?;
    match playbooks::release(env, version).await {
        Err(Fault::Internal(_)) => Err(Fault::not_found()),
        other => other,
    }
}

fn number(text: &str) -> Result<u32> {
    text.parse().map_err(|_| Fault::not_found())
}

/// A call that changes what serves whom.
async fn changed<C>(env: &Env, call: &C) -> Result<Standings>
where
    C: ObjectCall<Answer = Allowed<Standings>>,
{
    let standings = allowed(env, call).await?;
    playbooks::ask_again();
    Ok(standings)
}

/// A call that may be refused.
async fn allowed<C, T>(env: &Env, call: &C) -> Result<T>
where
    C: ObjectCall<Answer = Allowed<T>>,
{
    let refusal = match contract::call(env, NAME, call).await? {
        Ok(answer) => return Ok(answer),
        Err(refusal) => refusal,
    };
    let code = match refusal {
        Refusal::Unknown => ProblemCode::NotFound,
        Refusal::NotAllowed | Refusal::OwnChange => ProblemCode::Forbidden,
        Refusal::Changed => ProblemCode::PreconditionFailed,
        Refusal::Faulty => ProblemCode::Invalid,
        Refusal::NoChange
        | Refusal::NotWaiting
        | Refusal::OnTrial
        | Refusal::OtherContent
        | Refusal::OtherReport
        | Refusal::OtherScenarios
        | Refusal::SignedBefore
        | Refusal::Superseded => ProblemCode::Conflict,
    };
    let mut text = refusal.to_string();
    if let Some(first) = text.get(..1).map(str::to_uppercase) {
        text.replace_range(..1, &first);
    }
    Err(Fault::problem(code, format!("{text}.")))
}
