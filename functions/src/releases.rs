//! From a draft to what is live: `/v1/playbook…` and `/v1/audit`. Nothing else can change what is
//! live.

use edgewise::{
    base::limits::BODY_BYTES_MAX,
    lab,
    playbook::{LANGUAGES, Playbook, PlaybookFault},
    release::{CheckReport, Member, Refusal, Role, ScenariosReport, changes},
    wire::{
        CheckView, DraftView, PlaybookChanges, Problem, ProblemCode, ReleaseRequest, ReleaseReview,
        RollbackRequest, ShareRequest, SignRequest, Standings, WhatIfView, WordingList,
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
            ReadWhatIf, Release, Review, SaveDraft, Share, Sign, Withdraw,
        },
    },
    destinations,
    fault::{Fault, Result},
    http::{self, Asked},
    language_model, playbooks, scenarios, team, what_if,
};

/// Characters of a note.
const NOTE_CHARS_MAX: usize = 1_000;

/// Serves what stands below `/v1/playbook`.
pub(crate) async fn serve(asked: &mut Asked, parts: &[&str]) -> Result<Response> {
    let method = asked.request.method();
    match (&method, parts) {
        (Method::Get, []) => live(asked).await,
        (Method::Get, ["wordings"]) => wordings(asked).await,
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
        (Method::Post, ["try"]) => scenarios::try_it(asked).await,
        (Method::Get, ["releases"]) => list(asked).await,
        (Method::Post, ["releases"]) => ask(asked).await,
        (Method::Get, ["releases", version]) => version_of(asked, version).await,
        (Method::Get, ["releases", version, "review"]) => review(asked, version).await,
        (Method::Get, ["releases", version, "changes"]) => changes_of(asked, version).await,
        (Method::Post, ["releases", version, "approve"]) => sign(asked, version).await,
        (Method::Post, ["releases", version, "withdraw"]) => withdraw(asked, version).await,
        (Method::Post, ["releases", version, "share"]) => share(asked, version).await,
        (Method::Post, ["releases", version, "rollback"]) => roll_back(asked, version).await,
        (
            _,
            []
            | ["import" | "draft" | "releases" | "try" | "wordings"]
            | ["draft", "check" | "what-if"]
            | ["draft", "what-if", "next" | "turns"]
            | ["releases", _]
            | ["releases", _, "changes" | "review" | "approve" | "withdraw" | "share" | "rollback"],
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

/// `GET /v1/playbook/wordings`
async fn wordings(asked: &Asked) -> Result<Response> {
    team::require(asked, Role::Viewer).await?;
    let live = playbooks::live_for_most(&asked.env).await?;
    let preferred = live.brand.languages.first().cloned();
    let language = asked.query("language").or(preferred).unwrap_or_default();
    if !LANGUAGES.contains(&language.as_str()) {
        let detail = format!("must be one of {}", LANGUAGES.join(", "));
        return Err(Problem::invalid("/language", detail).into());
    }
    http::json(200, &WordingList::of(&live, &language))
}

/// `POST /v1/playbook/import`: into the draft, or with `?release=true` live at once.
async fn import(asked: &mut Asked) -> Result<Response> {
    let by = team::require(asked, Role::Owner).await?;
    let body = asked.document(BODY_BYTES_MAX).await?;
    let (playbook, mut report) = sound(&asked.env, &body)?;
    if asked.query("release").as_deref() != Some("true") {
        let stored = contract::call(&asked.env, NAME, &ReadDraft {}).await?;
        let read = stored.map(|draft| draft.revision);
        let call = SaveDraft { playbook, read, by, at: clock::now() };
        return draft_answer(&allowed(&asked.env, &call).await?);
    }
    report.scenarios = scenarios::whole_report(&asked.env, &playbook).await?;
    if let Some(failing) = report.scenarios.as_ref().filter(|it| !it.passed()) {
        return Err(unlike_scenarios(failing).into());
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
    let read = asked.revision_read()?;
    let body = asked.document(BODY_BYTES_MAX).await?;
    draft_answer(&save_draft(&asked.env, &by, &body, read).await?)
}

/// Keeps a document as the draft. `read` is the revision that it was made from.
pub(crate) async fn save_draft(
    env: &Env,
    by: &Member,
    document: &[u8],
    read: Option<u32>,
) -> Result<DraftView> {
    let playbook = readable(document)?;
    allowed(env, &SaveDraft { playbook, read, by: by.clone(), at: clock::now() }).await
}

/// `DELETE /v1/playbook/draft`
async fn discard(asked: &Asked) -> Result<Response> {
    let by = team::require(asked, Role::Editor).await?;
    let call = DropDraft { read: asked.revision_read()?, by, at: clock::now() };
    allowed(&asked.env, &call).await?;
    Ok(Response::empty()?.with_status(204))
}

/// `POST /v1/playbook/draft/check`
async fn check(asked: &Asked) -> Result<Response> {
    team::require(asked, Role::Editor).await?;
    http::json(200, &check_draft(&asked.env).await?)
}

/// Checks the draft, and keeps the report so that it can be signed.
pub(crate) async fn check_draft(env: &Env) -> Result<CheckView> {
    let draft = kept_draft(env).await?;
    let mut report = checked(env, &draft.playbook);
    let run = contract::call(env, NAME, &ReadWhatIf {}).await?;
    let live = playbooks::standing(env).await?.live;
    let of_this = |run: &WhatIfView| run.done && run.content == draft.content && run.live == live;
    report.past = run.filter(of_this).map(|run| run.found);
    let (played, coverage) = scenarios::report(env).await?.unzip();
    report.scenarios = played;
    contract::call(env, NAME, &KeepReport { report: report.clone() }).await?;
    let (passed, hash) = (report.passed(), report.hash());
    Ok(CheckView { passed, hash, report, coverage, changes: draft.changes })
}

/// `GET /v1/playbook/releases`
async fn list(asked: &Asked) -> Result<Response> {
    team::require(asked, Role::Viewer).await?;
    http::json(200, &contract::call(&asked.env, NAME, &ReadReleases {}).await?)
}

/// `POST /v1/playbook/releases`
async fn ask(asked: &mut Asked) -> Result<Response> {
    let by = team::require(asked, Role::Editor).await?;
    let request = asked.json().await?;
    http::json(201, &ask_for(&asked.env, by, request).await?)
}

/// Asks that the draft go live.
pub(crate) async fn ask_for(env: &Env, by: Member, request: ReleaseRequest) -> Result<Standings> {
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
    changed(env, &call).await
}

/// `GET /v1/playbook/releases/{version}`
async fn version_of(asked: &Asked, version: &str) -> Result<Response> {
    team::require(asked, Role::Viewer).await?;
    http::json(200, &released(&asked.env, version).await?)
}

/// `GET /v1/playbook/releases/{version}/review`
async fn review(asked: &Asked, version: &str) -> Result<Response> {
    team::require(asked, Role::Viewer).await?;
    http::json(200, &reviewed(&asked.env, version).await?)
}

/// All that whoever signs a version looks at.
pub(crate) async fn reviewed(env: &Env, version: &str) -> Result<ReleaseReview> {
    let call = Review { version: number(version)? };
    contract::call(env, NAME, &call).await?.ok_or_else(Fault::not_found)
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
    let request = asked.json().await?;
    http::json(200, &sign_version(&asked.env, by, version, request).await?)
}

/// Signs exactly what was looked at.
pub(crate) async fn sign_version(
    env: &Env,
    by: Member,
    version: &str,
    looked_at: SignRequest,
) -> Result<Standings> {
    let SignRequest { content, report } = looked_at;
    let call = Sign { version: number(version)?, content, report, by, at: clock::now() };
    changed(env, &call).await
}

/// `POST /v1/playbook/releases/{version}/withdraw`
async fn withdraw(asked: &Asked, version: &str) -> Result<Response> {
    let by = team::require(asked, Role::Editor).await?;
    http::json(200, &withdraw_version(&asked.env, by, version).await?)
}

/// Takes back what waits to be signed.
pub(crate) async fn withdraw_version(env: &Env, by: Member, version: &str) -> Result<Standings> {
    changed(env, &Withdraw { version: number(version)?, by, at: clock::now() }).await
}

/// `POST /v1/playbook/releases/{version}/share`
async fn share(asked: &mut Asked, version: &str) -> Result<Response> {
    let by = team::require(asked, Role::Approver).await?;
    let request: ShareRequest = asked.json().await?;
    http::json(200, &share_version(&asked.env, by, version, request.percent).await?)
}

/// Widens, narrows or ends a trial.
pub(crate) async fn share_version(
    env: &Env,
    by: Member,
    version: &str,
    percent: u8,
) -> Result<Standings> {
    if percent > 100 {
        return Err(Problem::invalid("/percent", "must be from 0 to 100").into());
    }
    let version = number(version)?;
    changed(env, &Share { version, percent, by, at: clock::now() }).await
}

/// `POST /v1/playbook/releases/{version}/rollback`
async fn roll_back(asked: &mut Asked, version: &str) -> Result<Response> {
    let by = team::require(asked, Role::Approver).await?;
    let request: RollbackRequest = asked.json_or_default().await?;
    http::json(200, &roll_back_to(&asked.env, by, version, request.at_once).await?)
}

/// Makes what a version said live again, as a version of its own.
pub(crate) async fn roll_back_to(
    env: &Env,
    by: Member,
    version: &str,
    at_once: bool,
) -> Result<Standings> {
    let playbook = released(env, version).await?;
    let report = passed(checked(env, &playbook.playbook))?;
    let back_to = Some(playbook.version);
    let playbook = playbook.playbook;
    changed(env, &Release { playbook, report, back_to, at_once, by, at: clock::now() }).await
}

/// `GET /v1/audit`
pub(crate) async fn audit(asked: &Asked) -> Result<Response> {
    team::require(asked, Role::Viewer).await?;
    let after = asked.query("after").map_or(Ok(0), |after| number(&after))?;
    let call = ReadAudit { after, newest_first: false, action: None, by: None };
    http::json(200, &contract::call(&asked.env, NAME, &call).await?)
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
pub(crate) fn checked(env: &Env, playbook: &Playbook) -> CheckReport {
    let mut report = lab::check(playbook);
    report.faults.extend(connectors::faults(env, playbook));
    report.faults.extend(destinations::faults(env, playbook));
    report.faults.extend(language_model::faults(env, playbook));
    report
}

/// Scenarios that end otherwise than they say, each with what is wrong first.
fn unlike_scenarios(report: &ScenariosReport) -> Problem {
    let faults = report.found.failures.iter().map(|failure| {
        let first = failure.faults.first().map(|fault| fault.told.clone()).unwrap_or_default();
        PlaybookFault { pointer: format!("/scenarios/{}", failure.id), detail: first }
    });
    Problem::new(ProblemCode::Invalid, "Scenarios do not end as they say.").with(faults)
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
    http::json_of_revision(draft, draft.revision)
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
