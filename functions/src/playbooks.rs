//! Playbooks by version. A version never changes, so it is kept in the isolate once loaded; which
//! one serves whom is asked again after a second.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use edgewise::{
    base::{id::CustomerKey, time::Timestamp},
    playbook::Playbook,
    release::Standing,
    wire::PlaybookRelease,
};
use worker::Env;

use crate::{
    clock,
    contract::{
        self,
        playbook::{Load, NAME, ReadStanding},
    },
    fault::{Fault, Result},
};

/// Milliseconds for which nobody asks again which version is live: within them a release is live for
/// new conversations everywhere.
const STANDING_MS: i64 = 1_000;

/// Versions kept. Conversations stay on the version they began with, so a few are in use at once.
const VERSIONS_MAX: usize = 16;

thread_local! {
    static VERSIONS: RefCell<BTreeMap<u32, Rc<Playbook>>> = RefCell::default();
    static STANDING: RefCell<Option<(Standing, Timestamp)>> = RefCell::default();
}

/// Which version serves whom.
pub(crate) async fn standing(env: &Env) -> Result<Standing> {
    let now = clock::now();
    let fresh = STANDING.with_borrow(|known| {
        let known = known.as_ref().filter(|(_, asked_at)| now.ms_since(*asked_at) < STANDING_MS);
        known.map(|(standing, _)| standing.clone())
    });
    if let Some(standing) = fresh {
        return Ok(standing);
    }
    let standing = contract::call(env, NAME, &ReadStanding {}).await?;
    STANDING.with_borrow_mut(|known| *known = Some((standing.clone(), now)));
    Ok(standing)
}

/// Has this isolate ask again at once, after a release of its own.
pub(crate) fn ask_again() {
    STANDING.with_borrow_mut(|known| *known = None);
}

/// The playbook for a conversation of this customer that begins now.
pub(crate) async fn live(env: &Env, key: &CustomerKey) -> Result<Rc<Playbook>> {
    of_version(env, standing(env).await?.version_for(key)).await
}

/// The playbook that holds for everybody whom no trial takes.
pub(crate) async fn live_for_most(env: &Env) -> Result<Rc<Playbook>> {
    of_version(env, standing(env).await?.live).await
}

/// On whose wall clock the team's days are.
pub(crate) async fn time_zone(env: &Env) -> Result<String> {
    Ok(live_for_most(env).await?.brand.time_zone.clone())
}

/// All playbooks that serve anybody who begins now: that of most, and that of a trial.
pub(crate) async fn serving(env: &Env) -> Result<Vec<Rc<Playbook>>> {
    let standing = standing(env).await?;
    let mut playbooks = vec![of_version(env, standing.live).await?];
    if let Some(trial) = standing.trial {
        playbooks.push(of_version(env, trial.version).await?);
    }
    Ok(playbooks)
}

/// The playbook of a conversation that has begun.
pub(crate) async fn of_version(env: &Env, version: u32) -> Result<Rc<Playbook>> {
    if let Some(playbook) = kept(version) {
        return Ok(playbook);
    }
    Ok(keep(release(env, version).await?))
}

/// A version as a document.
pub(crate) async fn release(env: &Env, version: u32) -> Result<PlaybookRelease> {
    let release = contract::call(env, NAME, &Load { version }).await?;
    let built_in = (version == 0).then(built_in);
    release.or(built_in).ok_or_else(|| Fault::internal("playbook.no_such_version"))
}

/// Version 0: what every shop starts with.
fn built_in() -> PlaybookRelease {
    PlaybookRelease {
        version: 0,
        released_at: Timestamp::from_ms(0),
        playbook: Playbook::default(),
    }
}

fn kept(version: u32) -> Option<Rc<Playbook>> {
    VERSIONS.with_borrow(|versions| versions.get(&version).cloned())
}

fn keep(release: PlaybookRelease) -> Rc<Playbook> {
    let playbook = Rc::new(release.playbook);
    VERSIONS.with_borrow_mut(|versions| {
        if versions.len() >= VERSIONS_MAX {
            versions.pop_first();
        }
        versions.insert(release.version, Rc::clone(&playbook));
    });
    playbook
}
