//! Scenarios beside the playbook: kept, and played against the draft or what is live. Nothing is done
//! anywhere: the shop that they speak to is a scripted one.

use std::rc::Rc;

use edgewise::{
    lab::{Player, coverage, play, told},
    playbook::Playbook,
    release::{
        Coverage, Hash, Role, ScenarioFault, ScenarioResult, ScenariosFound, ScenariosReport,
    },
    wire::{
        Against, FieldFault, Problem, ProblemCode, SCENARIO_BYTES_MAX, SCENARIOS_MAX, Scenario,
        ScenarioPlayed, ScenarioRunView, ScenarioTurn, ScenarioView, TryAnswer, TryRequest,
        TurnPlayed, read_document,
    },
};
use worker::{Env, Method, Response};

use crate::{
    clock,
    contract::{
        self,
        playbook::{
            ListScenarios, NAME, NextScenarios, ReadScenario, ReadScenarioRun, RemoveScenario,
            SaveScenario, StepScenarioRun,
        },
    },
    fault::{Fault, Result},
    http::{self, Asked},
    past, playbooks,
    releases::kept_draft,
    team,
};

/// Turns after which a request plays no further scenario. A turn takes a few milliseconds.
const TURNS_MAX: usize = 150;

/// Turns of all scenarios that are played in one request, where a playbook goes live by it.
const AT_ONCE_TURNS_MAX: usize = 1_500;

/// Characters of an id.
const ID_CHARS_MAX: usize = 80;

/// Serves what stands below `/v1/playbook/scenarios`.
pub(crate) async fn serve(asked: &mut Asked, parts: &[&str]) -> Result<Response> {
    let method = asked.request.method();
    match (&method, parts) {
        (Method::Get, []) => list(asked).await,
        (Method::Get, [id]) => read(asked, id).await,
        (Method::Put, [id]) => save(asked, id).await,
        (Method::Delete, [id]) => remove(asked, id).await,
        (Method::Post, [id, "play"]) => play_one(asked, id).await,
        (_, [] | [_] | [_, "play"]) => Err(http::not_offered(&method)),
        _ => Err(Fault::not_found()),
    }
}

/// `GET` and `POST /v1/playbook/scenario-runs/{against}`
pub(crate) async fn run(asked: &Asked, against: &str) -> Result<Response> {
    let against = against_named(Some(against)).map_err(|_| Fault::not_found())?;
    let method = asked.request.method();
    if method == Method::Post {
        team::require(asked, Role::Editor).await?;
        return http::json(200, &advance(&asked.env, against).await?);
    }
    if method != Method::Get {
        return Err(http::not_offered(&method));
    }
    team::require(asked, Role::Viewer).await?;
    let run = contract::call(&asked.env, NAME, &ReadScenarioRun { against }).await?;
    http::json(200, &run.ok_or_else(Fault::not_found)?)
}

/// What the scenarios come to under the draft, for its check report. A bounded number is played in each
/// request: what is missing is played by the next.
pub(crate) async fn report(env: &Env) -> Result<Option<(ScenariosReport, Coverage)>> {
    let run = advance(env, Against::Draft).await?;
    let report = ScenariosReport { scenarios: run.scenarios, of: run.of, found: run.found };
    Ok((run.of > 0).then_some((report, run.coverage)))
}

/// What the scenarios come to under a playbook that is in no draft; nothing where there are none. All at
/// once: where that is too much for one request, it is said.
pub(crate) async fn whole_report(
    env: &Env,
    playbook: &Playbook,
) -> Result<Option<ScenariosReport>> {
    let all = contract::call(env, NAME, &ListScenarios { after: String::new() }).await?;
    let mut found = ScenariosFound::default();
    let (mut after, mut turns) = (String::new(), 0_usize);
    while found.played < all.of {
        let next = contract::call(env, NAME, &NextScenarios { after: after.clone() }).await?;
        if next.is_empty() {
            break;
        }
        for ScenarioView { id, scenario, .. } in next {
            turns = turns.saturating_add(scenario.turns.len());
            if turns > AT_ONCE_TURNS_MAX {
                let detail = format!(
                    "The scenarios have more than the {AT_ONCE_TURNS_MAX} messages that one request plays: \
                     import it into the draft, check that, and release it."
                );
                return Err(Fault::problem(ProblemCode::Conflict, detail));
            }
            count(&mut found, &id, &scenario, playbook);
            after = id;
        }
    }
    let report = ScenariosReport { scenarios: all.scenarios, of: all.of, found };
    Ok((all.of > 0).then_some(report))
}

async fn list(asked: &Asked) -> Result<Response> {
    team::require(asked, Role::Viewer).await?;
    let after = asked.query("after").unwrap_or_default();
    http::json(200, &contract::call(&asked.env, NAME, &ListScenarios { after }).await?)
}

async fn read(asked: &Asked, id: &str) -> Result<Response> {
    team::require(asked, Role::Viewer).await?;
    http::json(200, &kept(&asked.env, id).await?)
}

async fn save(asked: &mut Asked, id: &str) -> Result<Response> {
    let by = team::require(asked, Role::Editor).await?;
    let id = checked_id(id)?;
    let scenario = sound(&asked.document(SCENARIO_BYTES_MAX).await?)?;
    http::json(200, &keep(&asked.env, SaveScenario { id, scenario, by, at: clock::now() }).await?)
}

/// Keeps a scenario, unless there are too many.
pub(crate) async fn keep(env: &Env, call: SaveScenario) -> Result<ScenarioView> {
    contract::call(env, NAME, &call).await?.ok_or_else(|| {
        let detail = format!("A playbook has at most {SCENARIOS_MAX} scenarios.");
        Fault::problem(ProblemCode::Conflict, detail)
    })
}

async fn remove(asked: &Asked, id: &str) -> Result<Response> {
    let by = team::require(asked, Role::Editor).await?;
    let call = RemoveScenario { id: id.to_owned(), by, at: clock::now() };
    if contract::call(&asked.env, NAME, &call).await? {
        Ok(Response::empty()?.with_status(204))
    } else {
        Err(Fault::not_found())
    }
}

/// `POST /v1/playbook/scenarios/{id}/play?against=`
async fn play_one(asked: &Asked, id: &str) -> Result<Response> {
    team::require(asked, Role::Editor).await?;
    let against = against_named(asked.query("against").as_deref())?;
    let (playbook, _) = playbook(&asked.env, against).await?;
    let kept = kept(&asked.env, id).await?;
    let played = match play(&kept.scenario, &playbook) {
        Ok(played) => played,
        Err(faults) => return Err(unplayable(faults).into()),
    };
    let turns = played.turns.iter().map(told).collect();
    let result = ScenarioResult { id: kept.id, name: kept.scenario.name, faults: played.faults };
    http::json(200, &ScenarioPlayed { passed: result.faults.is_empty(), result, turns })
}

/// `POST /v1/playbook/try`
pub(crate) async fn try_it(asked: &mut Asked) -> Result<Response> {
    team::require(asked, Role::Editor).await?;
    let request: TryRequest = asked.json().await?;
    http::json(200, &TryAnswer { turns: tried(&asked.env, &request).await? })
}

/// A chat from its beginning, as the customer of a scenario or of a past conversation. Nothing is kept:
/// whoever chats on says all of it again.
pub(crate) async fn tried(env: &Env, request: &TryRequest) -> Result<Vec<TurnPlayed>> {
    request.check()?;
    let scenario = match (&request.scenario, &request.conversation) {
        (_, Some(id)) => past::fixture(env, id).await?,
        (id, None) => kept(env, id.as_deref().unwrap_or_default()).await?.scenario,
    };
    let (playbook, _) = playbook(env, request.against).await?;
    let mut player = Player::new(&scenario, &playbook).map_err(unplayable)?;
    let mut turns = Vec::new();
    for say in &request.say {
        let turn = ScenarioTurn { say: say.clone(), ..ScenarioTurn::default() };
        let played = player.turn(&turn).map_err(|detail| Problem::invalid("/say", detail))?;
        turns.push(told(&played));
    }
    Ok(turns)
}

/// Plays the next scenarios of a run, which begins anew where playbook or scenarios have changed.
pub(crate) async fn advance(env: &Env, against: Against) -> Result<ScenarioRunView> {
    let (playbook, content) = playbook(env, against).await?;
    let all = contract::call(env, NAME, &ListScenarios { after: String::new() }).await?;
    let kept = contract::call(env, NAME, &ReadScenarioRun { against }).await?;
    let same = |run: &ScenarioRunView| run.content == content && run.scenarios == all.scenarios;
    let kept = kept.filter(same);
    let from = kept.as_ref().map(|run| run.after.clone());
    let mut run = kept.unwrap_or_else(|| ScenarioRunView {
        against,
        content: content.clone(),
        scenarios: all.scenarios.clone(),
        of: all.of,
        after: String::new(),
        done: false,
        found: ScenariosFound::default(),
        coverage: Coverage::default(),
    });
    if run.done {
        return Ok(run);
    }
    let next = contract::call(env, NAME, &NextScenarios { after: run.after.clone() }).await?;
    let mut turns = 0_usize;
    for ScenarioView { id, scenario, .. } in next {
        if turns > TURNS_MAX {
            break;
        }
        turns = turns.saturating_add(scenario.turns.len());
        count(&mut run.found, &id, &scenario, &playbook);
        run.after = id;
    }
    run.done = run.found.played >= run.of;
    run.coverage = coverage(&run.found.touched, &playbook);
    let step = StepScenarioRun { run, from };
    if contract::call(env, NAME, &step).await? {
        return Ok(step.run);
    }
    // Another caller was faster: what it found stands.
    let run = contract::call(env, NAME, &ReadScenarioRun { against }).await?;
    run.ok_or_else(Fault::not_found)
}

fn count(found: &mut ScenariosFound, id: &str, scenario: &Scenario, playbook: &Playbook) {
    let (faults, touched) = match play(scenario, playbook) {
        Ok(played) => (played.faults.clone(), played.touched()),
        // It could be read when it was kept; this build reads it otherwise.
        Err(faults) => (faults.iter().map(unread).collect(), Default::default()),
    };
    let result = ScenarioResult { id: id.to_owned(), name: scenario.name.clone(), faults };
    found.count(result, &touched);
}

fn unread(fault: &FieldFault) -> ScenarioFault {
    let told = format!("It cannot be played: `{}` {}.", fault.pointer, fault.detail);
    ScenarioFault { turn: 0, said: String::new(), told, reply: String::new() }
}

/// A scenario that can be played. Every fault is named, those of reading and those of setting it up.
pub(crate) fn sound(body: &[u8]) -> Result<Scenario> {
    let read = read_document::<Scenario>(body)?;
    let unplayable_parts = read
        .document
        .as_ref()
        .and_then(|scenario| Player::new(scenario, &Playbook::default()).err())
        .unwrap_or_default();
    match read.document {
        Some(scenario) if read.faults.is_empty() && unplayable_parts.is_empty() => Ok(scenario),
        _ => Err(unplayable(unplayable_parts).with(read.faults).into()),
    }
}

fn unplayable(faults: Vec<FieldFault>) -> Problem {
    Problem::new(ProblemCode::Invalid, "The scenario has faults.").with(faults)
}

/// The playbook under which something is tried, and its hash.
pub(crate) async fn playbook(env: &Env, against: Against) -> Result<(Rc<Playbook>, Hash)> {
    match against {
        Against::Draft => {
            let draft = kept_draft(env).await?;
            Ok((Rc::new(draft.playbook), draft.content))
        }
        Against::Live => {
            let playbook = playbooks::live_for_most(env).await?;
            let content = Hash::of_playbook(&playbook);
            Ok((playbook, content))
        }
    }
}

pub(crate) fn against_named(name: Option<&str>) -> Result<Against> {
    match name {
        None | Some("draft") => Ok(Against::Draft),
        Some("live") => Ok(Against::Live),
        Some(_) => Err(Fault::problem(ProblemCode::BadRequest, "`against` is `draft` or `live`.")),
    }
}

pub(crate) async fn kept(env: &Env, id: &str) -> Result<ScenarioView> {
    let call = ReadScenario { id: id.to_owned() };
    contract::call(env, NAME, &call).await?.ok_or_else(Fault::not_found)
}

/// The id of a scenario that is named by a sentence alone.
pub(crate) fn id_of_name(name: &str) -> Result<String> {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let id = words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-");
    let id: String = id.chars().take(ID_CHARS_MAX).collect();
    checked_id(if id.is_empty() { "scenario" } else { &id })
}

/// An id that may stand in an address.
pub(crate) fn checked_id(id: &str) -> Result<String> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    if !id.is_empty() && id.len() <= ID_CHARS_MAX && id.chars().all(fits) {
        return Ok(id.to_owned());
    }
    let detail = format!(
        "The id of a scenario has 1 to {ID_CHARS_MAX} lower-case letters, digits, `-` and `_`."
    );
    Err(Fault::problem(ProblemCode::BadRequest, detail))
}
