//! What a draft would have changed: past turns run again, a bounded number in each request.

use edgewise::{
    base::{
        id::{ConversationId, CustomerKey},
        time::Timestamp,
    },
    lab::compare,
    playbook::Playbook,
    release::{ChangedTurn, Role, WhatIf},
    wire::{Problem, ProblemCode, WhatIfRequest, WhatIfView},
};
use futures::future::try_join_all;
use worker::{Env, Response};

use crate::{
    clock,
    contract::{
        self,
        customer::ReadTurns,
        playbook::{NAME, ReadWhatIf, ReadWhatIfTurns, StartWhatIf, StepWhatIf},
    },
    fault::{Fault, Result},
    http::{self, Asked},
    index::{self, Past},
    people::call_customer,
    playbooks,
    releases::kept_draft,
    team,
};

/// Conversations in one request.
const CONVERSATIONS_MAX: u32 = 48;

/// Turns that are read at once.
const TURNS_MAX: u32 = 50;

/// Serves what stands below `/v1/playbook/draft/what-if`. The messages of customers are read in it.
pub(crate) async fn serve(asked: &mut Asked, parts: &[&str]) -> Result<Response> {
    team::require(asked, Role::Editor).await?;
    match parts {
        ["next"] => http::json(200, &step(&asked.env).await?),
        ["turns"] => turns(asked).await,
        _ if asked.request.method() == worker::Method::Get => {
            http::json(200, &current(&asked.env).await?.ok_or_else(Fault::not_found)?)
        }
        _ => {
            let request: WhatIfRequest = asked.json_or_default().await?;
            http::json(201, &begin(&asked.env, request).await?)
        }
    }
}

/// Begins a run; whatever an earlier one found is forgotten.
pub(crate) async fn begin(env: &Env, request: WhatIfRequest) -> Result<WhatIfView> {
    let now = clock::now();
    let since = request.since.unwrap_or(Timestamp::from_ms(0));
    let until = request.until.unwrap_or(now).min(now);
    if until <= since {
        return Err(Problem::invalid("/until", "must be later than `since`").into());
    }
    let draft = kept_draft(env).await?;
    let past = Past { since, skill: request.skill.as_deref() };
    let run = WhatIfView {
        content: draft.content,
        live: playbooks::standing(env).await?.live,
        conversations: index::count(env, &past).await?,
        since,
        until,
        skill: request.skill,
        conversations_run: 0,
        after: String::new(),
        done: false,
        found: WhatIf::default(),
    };
    contract::call(env, NAME, &StartWhatIf { run: run.clone() }).await?;
    Ok(run)
}

/// Runs the next turns.
pub(crate) async fn step(env: &Env) -> Result<WhatIfView> {
    let run = current(env).await?.ok_or_else(Fault::not_found)?;
    if run.done {
        return Ok(run);
    }
    let draft = kept_draft(env).await?;
    if draft.content != run.content || playbooks::standing(env).await?.live != run.live {
        let detail = "The draft or what is live has changed since this run began: begin again.";
        return Err(Fault::problem(ProblemCode::Conflict, detail));
    }
    let live = playbooks::of_version(env, run.live).await?;
    let past = Past { since: run.since, skill: run.skill.as_deref() };
    let ids = index::following(env, &past, &run.after, CONVERSATIONS_MAX).await?;
    let mut after = run.clone();
    let compared = ids.iter().map(|id| conversation(env, id, &run, &live, &draft.playbook));
    let mut changed = Vec::new();
    for (found, turns) in try_join_all(compared).await? {
        after.found.add(&found);
        changed.extend(turns);
    }
    after.done = u32::try_from(ids.len()).is_ok_and(|count| count < CONVERSATIONS_MAX);
    after.conversations_run =
        after.conversations_run.saturating_add(u32::try_from(ids.len()).unwrap_or_default());
    if let Some(last) = ids.last() {
        after.after = last.to_string();
    }
    let step = StepWhatIf { run: after.clone(), from: run.after, turns: changed };
    if contract::call(env, NAME, &step).await? {
        return Ok(after);
    }
    // Another caller was faster: what it found stands.
    current(env).await?.ok_or_else(Fault::not_found)
}

async fn turns(asked: &Asked) -> Result<Response> {
    let after = asked
        .query("after")
        .map_or(Ok(0), |after| after.parse())
        .map_err(|_| Fault::problem(ProblemCode::BadRequest, "`after` is not one of ours."))?;
    http::json(200, &contract::call(&asked.env, NAME, &ReadWhatIfTurns { after, of: None }).await?)
}

/// Runs the turns of one conversation.
async fn conversation(
    env: &Env,
    id: &ConversationId,
    run: &WhatIfView,
    live: &Playbook,
    draft: &Playbook,
) -> Result<(WhatIf, Vec<ChangedTurn>)> {
    let key = id.customer_key().map_err(|_| Fault::internal("what_if.key"))?;
    let (mut found, mut changed) = (WhatIf::default(), Vec::new());
    let mut skip = 0_u32;
    loop {
        let call = |_: &CustomerKey| ReadTurns {
            conversation_id: id.clone(),
            skip,
            limit: TURNS_MAX,
            now: clock::now(),
        };
        let (_, past) = call_customer(env, &key, call).await?;
        for record in &past.records {
            let at = record.opening.at;
            let Some(profile) = past.profiles.get(&record.opening.profile_snapshot) else {
                continue;
            };
            if at < run.since || at >= run.until {
                continue;
            }
            let compared = compare(record, profile, live, draft);
            found.count(compared.as_ref().map(Option::as_ref));
            changed.extend(compared.ok().flatten());
        }
        if past.read < TURNS_MAX {
            return Ok((found, changed));
        }
        skip = skip.saturating_add(past.read);
    }
}

/// How far the run is, if one was begun.
pub(crate) async fn current(env: &Env) -> Result<Option<WhatIfView>> {
    contract::call(env, NAME, &ReadWhatIf {}).await
}
