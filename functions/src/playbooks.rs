//! Playbooks by version. A version never changes, so it is kept in the isolate once loaded; which
//! one is live is asked again after a second.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use edgewise::{base::time::Timestamp, playbook::Playbook, wire::PlaybookRelease};
use worker::Env;

use crate::{
    clock,
    contract::{
        self,
        playbook::{Load, NAME, Release},
    },
    fault::{Fault, Result},
};

/// A playbook with its version.
#[derive(Clone)]
pub(crate) struct Versioned {
    pub(crate) version: u32,
    pub(crate) playbook: Rc<Playbook>,
}

/// Milliseconds for which the live version is not asked for again: within them a release is live
/// for new conversations everywhere.
const LIVE_MS: i64 = 1_000;

/// Versions kept. Conversations stay on the version they began with, so a few are in use at once.
const VERSIONS_MAX: usize = 16;

thread_local! {
    static VERSIONS: RefCell<BTreeMap<u32, Rc<Playbook>>> = RefCell::default();
    static LIVE: RefCell<Option<(u32, Timestamp)>> = RefCell::default();
}

/// The playbook for conversations that begin now.
pub(crate) async fn live(env: &Env) -> Result<Versioned> {
    let now = clock::now();
    let known = LIVE.with_borrow(|live| *live);
    if let Some((version, asked_at)) = known
        && now.ms_since(asked_at) < LIVE_MS
        && let Some(playbook) = kept(version)
    {
        return Ok(Versioned { version, playbook });
    }
    let release = contract::call(env, NAME, &Load { version: None }).await?;
    let versioned = keep(release.unwrap_or_else(built_in));
    LIVE.with_borrow_mut(|live| *live = Some((versioned.version, now)));
    Ok(versioned)
}

/// The playbook of a conversation that has begun.
pub(crate) async fn of_version(env: &Env, version: u32) -> Result<Versioned> {
    if let Some(playbook) = kept(version) {
        return Ok(Versioned { version, playbook });
    }
    if version == 0 {
        return Ok(keep(built_in()));
    }
    match contract::call(env, NAME, &Load { version: Some(version) }).await? {
        Some(release) => Ok(keep(release)),
        None => Err(Fault::internal("playbook.no_such_version")),
    }
}

/// Makes a checked playbook the live one.
pub(crate) async fn release(env: &Env, playbook: Playbook) -> Result<PlaybookRelease> {
    let call = Release { playbook, at: clock::now() };
    let release = contract::call(env, NAME, &call).await?;
    LIVE.with_borrow_mut(|live| *live = None);
    Ok(release)
}

/// The release that is live, as a document.
pub(crate) async fn live_release(env: &Env) -> Result<PlaybookRelease> {
    Ok(contract::call(env, NAME, &Load { version: None }).await?.unwrap_or_else(built_in))
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

fn keep(release: PlaybookRelease) -> Versioned {
    let playbook = Rc::new(release.playbook);
    VERSIONS.with_borrow_mut(|versions| {
        if versions.len() >= VERSIONS_MAX {
            versions.pop_first();
        }
        versions.insert(release.version, Rc::clone(&playbook));
    });
    Versioned { version: release.version, playbook }
}
