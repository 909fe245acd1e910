//! The playbook, for who decides about it: what waits to be signed, scenarios, a chat with the draft,
//! what it would have changed, and the log.

mod edit;
mod editing;
mod log;
mod past;
mod releases;
mod scenarios;
mod skills;
mod tried;
mod version;
mod whatif;

use std::collections::BTreeMap;

use edgewise::{
    release::{Hash, Member, Role},
    wire::{Against, Problem, ProblemCode, ReleaseRequest, SignRequest, TryRequest},
};
use maud::{Markup, html};
use serde::de::DeserializeOwned;
use worker::{Env, Method, Response};

use super::{
    form::Form,
    frame::{self, Part, frame},
    html as page, see,
};
use crate::{
    clock,
    contract::{
        self,
        playbook::{
            ListScenarios, NAME, ReadDraft, ReadReleases, ReadScenario, ReadScenarioRun, ReadTeam,
            SaveScenario,
        },
    },
    fault::{Fault, Result},
    http::{self, Asked},
    past as conversations, releases as api, scenarios as lab, team,
};

/// Pages of this part, with their names.
const PAGES: &[(&str, &str)] = &[
    ("/console/playbook", "Releases"),
    (edit::PATH, "Edit"),
    (skills::PATH, "Own skills"),
    ("/console/playbook/scenarios", "Scenarios"),
    ("/console/playbook/try", "Try it"),
    (whatif::PATH, "Past turns"),
    ("/console/playbook/log", "Log"),
];

/// Serves this part. Only for who has signed in.
pub(super) async fn serve(asked: &mut Asked, who: &Member, parts: &[&str]) -> Result<Response> {
    let method = asked.request.method();
    match (&method, parts) {
        (Method::Get, []) => overview(asked, who).await,
        (Method::Get, ["releases", version]) => one_version(asked, who, version).await,
        (Method::Get, ["skills"]) => editing::skills(asked).await,
        (Method::Get, ["scenarios"]) => all_scenarios(asked, who).await,
        (Method::Get, ["try"]) => begin(asked, who).await,
        (Method::Get, ["edit"]) => editing::index(asked).await,
        (Method::Get, ["edit", name]) => editing::show(asked, who, name).await,
        (Method::Post, ["edit", name]) => editing::take(asked, who, name).await,
        (Method::Get, ["log"]) => log::show(asked).await,
        (Method::Get, ["log", "export"]) => log::export(asked).await,
        (Method::Get, ["past"]) => whatif::show(asked, who).await,
        (Method::Post, ["past"]) => whatif::begin(asked, who).await,
        (Method::Post, ["check"]) => check(asked, who).await,
        (Method::Post, ["ask"]) => ask(asked, who).await,
        (Method::Post, ["releases", version, what]) => change(asked, who, version, what).await,
        (Method::Post, ["scenarios"]) => save(asked, who).await,
        (Method::Post, ["scenarios", "play"]) => play(asked, who).await,
        (Method::Post, ["try"]) => {
            let form = Form::read(asked).await?;
            try_it(asked, who, &form).await
        }
        (
            _,
            []
            | ["check" | "ask" | "scenarios" | "try" | "log" | "edit" | "past" | "skills"]
            | ["edit", _]
            | ["log", "export"]
            | ["releases", ..]
            | ["scenarios", "play"],
        ) => Err(http::not_offered(&method)),
        _ => Err(Fault::not_found()),
    }
}

async fn overview(asked: &Asked, who: &Member) -> Result<Response> {
    let list = contract::call(&asked.env, NAME, &ReadReleases {}).await?;
    let draft = contract::call(&asked.env, NAME, &ReadDraft {}).await?;
    let names = names(&asked.env).await?;
    page(200, releases::page(&list, draft.as_ref(), who, &names))
}

/// What the check of the draft found, with the form that asks for its release.
async fn check(asked: &Asked, who: &Member) -> Result<Response> {
    team::allow(who, Role::Editor)?;
    page(200, releases::checked(&api::check_draft(&asked.env).await?, who))
}

async fn ask(asked: &mut Asked, who: &Member) -> Result<Response> {
    team::allow(who, Role::Editor)?;
    let form = Form::read(asked).await?;
    let request = ReleaseRequest {
        content: hash(&form, "content")?,
        report: hash(&form, "report")?,
        note: form.field("note").trim().to_owned(),
        percent: percent(&form)?,
        at_once: form.field("at_once") == "yes",
    };
    let asked_for = api::ask_for(&asked.env, who.clone(), request).await?;
    see(&format!("/console/playbook/releases/{}", asked_for.release.version))
}

async fn one_version(asked: &Asked, who: &Member, version: &str) -> Result<Response> {
    let review = api::reviewed(&asked.env, version).await?;
    let list = contract::call(&asked.env, NAME, &ReadReleases {}).await?;
    page(200, version::page(&review, &list.standing, who, &names(&asked.env).await?))
}

/// What somebody decided about a version.
async fn change(asked: &mut Asked, who: &Member, version: &str, what: &str) -> Result<Response> {
    let needed = if what == "withdraw" { Role::Editor } else { Role::Approver };
    team::allow(who, needed)?;
    let form = Form::read(asked).await?;
    let (env, by) = (&asked.env, who.clone());
    let came = match what {
        "approve" => {
            let looked_at =
                SignRequest { content: hash(&form, "content")?, report: hash(&form, "report")? };
            api::sign_version(env, by, version, looked_at).await?
        }
        "withdraw" => api::withdraw_version(env, by, version).await?,
        "share" => api::share_version(env, by, version, percent(&form)?).await?,
        "rollback" => api::roll_back_to(env, by, version, form.field("at_once") == "yes").await?,
        _ => return Err(Fault::not_found()),
    };
    see(&format!("/console/playbook/releases/{}", came.release.version))
}

async fn all_scenarios(asked: &Asked, who: &Member) -> Result<Response> {
    let after = asked.query("after").unwrap_or_default();
    let list = contract::call(&asked.env, NAME, &ListScenarios { after }).await?;
    let mut runs = Vec::new();
    for against in [Against::Draft, Against::Live] {
        runs.extend(contract::call(&asked.env, NAME, &ReadScenarioRun { against }).await?);
    }
    let has_draft = contract::call(&asked.env, NAME, &ReadDraft {}).await?.is_some();
    page(200, scenarios::page(&list, &runs, has_draft, who))
}

async fn play(asked: &mut Asked, who: &Member) -> Result<Response> {
    team::allow(who, Role::Editor)?;
    let form = Form::read(asked).await?;
    lab::advance(&asked.env, lab::against_named(Some(form.field("against")))?).await?;
    see("/console/playbook/scenarios")
}

/// A past conversation as a scenario, before it is saved.
pub(super) async fn make(asked: &Asked, who: &Member, conversation: &str) -> Result<Response> {
    team::allow(who, Role::Editor)?;
    let made = conversations::draft(&asked.env, conversation).await?;
    let file = past::file(&made.scenario);
    page(200, past::page(&past::Shown { name: "", file: &file, made: Some(&made), fault: None }))
}

/// Saves a scenario from its page. One of the same name is not overwritten.
async fn save(asked: &mut Asked, who: &Member) -> Result<Response> {
    team::allow(who, Role::Editor)?;
    let form = Form::read(asked).await?;
    let (name, file) = (form.field("name").trim(), form.field("file"));
    match save_new(&asked.env, who, name, file).await {
        Ok(()) => see("/console/playbook/scenarios"),
        Err(Fault::Problem(problem)) => {
            let detail = match problem.errors.first() {
                None => problem.detail.clone(),
                Some(fault) => format!("`{}` {}.", fault.pointer, fault.detail),
            };
            let shown = past::Shown { name, file, made: None, fault: Some(&detail) };
            page(problem.status, past::page(&shown))
        }
        Err(fault) => Err(fault),
    }
}

async fn save_new(env: &Env, who: &Member, name: &str, file: &str) -> Result<()> {
    let mut scenario = lab::sound(file.as_bytes())?;
    name.clone_into(&mut scenario.name);
    if let Some(fault) = scenario.over_bounds().into_iter().next() {
        return Err(Problem::invalid(&fault.pointer, &fault.detail).into());
    }
    let id = lab::id_of_name(name)?;
    if contract::call(env, NAME, &ReadScenario { id: id.clone() }).await?.is_some() {
        let detail = "There is a scenario of this name already: say what is different in this one.";
        return Err(Fault::problem(ProblemCode::Conflict, detail));
    }
    lab::keep(env, SaveScenario { id, scenario, by: who.clone(), at: clock::now() }).await?;
    Ok(())
}

/// The form of a chat that has not begun. What is said is taken from a form alone: never from an address.
async fn begin(asked: &Asked, who: &Member) -> Result<Response> {
    team::allow(who, Role::Editor)?;
    let list = contract::call(&asked.env, NAME, &ListScenarios { after: String::new() }).await?;
    let request = TryRequest {
        against: lab::against_named(asked.query("against").as_deref())?,
        scenario: asked.query("scenario"),
        conversation: asked.query("conversation"),
        say: Vec::new(),
    };
    page(200, tried::page(&list, &request, &[], None))
}

async fn try_it(asked: &Asked, who: &Member, form: &Form) -> Result<Response> {
    team::allow(who, Role::Editor)?;
    let list = contract::call(&asked.env, NAME, &ListScenarios { after: String::new() }).await?;
    let against = Some(form.field("against")).filter(|name| !name.is_empty());
    let mut say: Vec<String> = form.fields("said").map(str::to_owned).collect();
    say.extend(Some(form.field("say").trim()).filter(|say| !say.is_empty()).map(str::to_owned));
    let request = TryRequest {
        against: lab::against_named(against)?,
        scenario: given(form, "scenario"),
        conversation: given(form, "conversation"),
        say,
    };
    match lab::tried(&asked.env, &request).await {
        Ok(turns) => page(200, tried::page(&list, &request, &turns, None)),
        Err(Fault::Problem(problem)) => {
            let detail = problem.errors.first().map_or(&problem.detail, |fault| &fault.detail);
            page(problem.status, tried::page(&list, &request, &[], Some(detail)))
        }
        Err(fault) => Err(fault),
    }
}

/// A field, where something stands in it.
fn given(form: &Form, name: &str) -> Option<String> {
    Some(form.field(name)).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// What the team calls its members, by id.
async fn names(env: &Env) -> Result<BTreeMap<String, String>> {
    let team = contract::call(env, NAME, &ReadTeam {}).await?.into_iter();
    let owner = Member::owner();
    let members = team.map(|held| held.member).chain(std::iter::once(owner));
    Ok(members.map(|member| (member.id, member.name)).collect())
}

/// What the team calls somebody; their id, where they are in it no longer.
fn name<'a>(names: &'a BTreeMap<String, String>, id: &'a str) -> &'a str {
    names.get(id).map_or(id, String::as_str)
}

fn hash(form: &Form, name: &str) -> Result<Hash> {
    let text = form.field(name);
    let is_hash = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let read = is_hash.then(|| read::<Hash>(text)).flatten();
    read.ok_or_else(|| bad("What is to be signed is not named: open the page again."))
}

fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
    edgewise::base::json::read_value(serde_json::Value::from(text)).ok()
}

fn percent(form: &Form) -> Result<u8> {
    form.field("percent").trim().parse().map_err(|_| bad("The share is a number from 0 to 100."))
}

fn bad(detail: &str) -> Fault {
    Problem::new(ProblemCode::BadRequest, detail).into()
}

/// A page of this part.
fn part(title: &str, path: &str, content: Markup) -> Markup {
    frame(
        title,
        Part::Playbook,
        html! {
            (frame::tabs("Playbook", PAGES, path))
            (content)
        },
    )
}
