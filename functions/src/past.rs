//! Past conversations as scenarios, with personal data replaced. Nothing is kept here: somebody reads
//! what was made, and saves it.

use std::rc::Rc;

use edgewise::{
    base::id::CustomerKey,
    engine::TurnRecord,
    lab::{NoScenario, PastTurn, from_past, masked_fixture},
    playbook::Playbook,
    profile::Profile,
    release::Role,
    wire::{ProblemCode, SCENARIO_TURNS_MAX, Scenario, ScenarioDraft},
};
use worker::{Env, Response};

use crate::{
    clock,
    contract::customer::ReadTurns,
    fault::{Fault, Result},
    http::{self, Asked},
    operator::conversation_of,
    people::call_customer,
    playbooks, team,
};

/// `POST /v1/conversations/{id}/scenario`: who may save it may make it.
pub(crate) async fn scenario(asked: &Asked, id: &str) -> Result<Response> {
    team::require(asked, Role::Editor).await?;
    http::json(200, &draft(&asked.env, id).await?)
}

/// The scenario of a conversation.
pub(crate) async fn draft(env: &Env, id: &str) -> Result<ScenarioDraft> {
    made(&turns(env, id).await?, from_past)
}

/// The customer and the shop of a conversation, as they were when it began.
pub(crate) async fn fixture(env: &Env, id: &str) -> Result<Scenario> {
    made(&turns(env, id).await?, masked_fixture)
}

/// A turn with all that running it again needs.
struct Turn {
    record: TurnRecord,
    profile: Profile,
    playbook: Rc<Playbook>,
}

fn made<T>(
    turns: &[Turn],
    make: impl Fn(&[PastTurn<'_>]) -> std::result::Result<T, NoScenario>,
) -> Result<T> {
    let past = turns.iter().map(|turn| PastTurn {
        record: &turn.record,
        profile: &turn.profile,
        playbook: &turn.playbook,
    });
    let past: Vec<PastTurn<'_>> = past.collect();
    make(&past).map_err(|refused| refusal(&refused.told))
}

/// All turns of a conversation, oldest first.
async fn turns(env: &Env, id: &str) -> Result<Vec<Turn>> {
    let (key, conversation_id) = conversation_of(id)?;
    // One more than a scenario may have, so that it is seen that there are too many.
    let limit = u32::try_from(SCENARIO_TURNS_MAX).unwrap_or_default().saturating_add(1);
    let call = |_: &CustomerKey| ReadTurns {
        conversation_id: conversation_id.clone(),
        skip: 0,
        limit,
        now: clock::now(),
    };
    let (_, past) = call_customer(env, &key, call).await?;
    if past.under_way {
        return Err(refusal("A message of it is being answered: ask again in a moment."));
    }
    if past.read == 0 {
        return Err(Fault::not_found());
    }
    if usize::try_from(past.read).ok() != Some(past.records.len()) {
        return Err(refusal("What its turns depended on is kept no longer."));
    }
    let mut turns = Vec::new();
    for record in past.records {
        let Some(profile) = past.profiles.get(&record.opening.profile_snapshot).cloned() else {
            return Err(Fault::internal("past.snapshot"));
        };
        let playbook = playbooks::of_version(env, record.opening.playbook_version).await?;
        turns.push(Turn { record, profile, playbook });
    }
    Ok(turns)
}

fn refusal(why: &str) -> Fault {
    let detail = format!("This conversation cannot become a scenario. {why}");
    Fault::problem(ProblemCode::Conflict, detail)
}
