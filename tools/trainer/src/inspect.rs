//! `trainer understand`: prints the whole understanding of every line of the standard input.

use std::{
    io::{self, BufRead, Write},
    path::PathBuf,
};

use edgewise::{
    base::time::{TimeError, Timestamp},
    conversation::ConversationState,
    playbook::Playbook,
    profile::Profile,
    understanding::{Known, understand},
};
use thiserror::Error;

use crate::{
    arguments::{ArgumentFault, Arguments},
    example,
};

/// Why messages could not be understood.
#[derive(Debug, Error)]
pub(crate) enum InspectFault {
    #[error(transparent)]
    Arguments(#[from] ArgumentFault),
    #[error("cannot read {path}: {1}", path = .0.display())]
    Unreadable(PathBuf, io::Error),
    #[error("{path} is malformed: {1}", path = .0.display())]
    Malformed(PathBuf, serde_json::Error),
    #[error("`--now` takes an instant like 2026-11-24T13:00:00Z: {0}")]
    Now(TimeError),
    #[error("cannot read messages or write what they mean: {0}")]
    Stream(#[from] io::Error),
}

/// Reads messages from `input`, a line each, and writes what each means to `output`, a line each.
/// Every message is the first of its conversation.
pub(crate) fn inspect(
    mut arguments: Arguments,
    input: impl BufRead,
    mut output: impl Write,
) -> Result<(), InspectFault> {
    let profile: Profile = read(arguments.path("profile")?)?;
    let playbook: Playbook = match arguments.take("playbook")? {
        Some(path) => read(path.into())?,
        None => Playbook::default(),
    };
    let now = arguments.take("now")?;
    arguments.finish()?;
    let now = match now {
        Some(text) => Timestamp::parse(&text).map_err(InspectFault::Now)?,
        None => last_news(&profile),
    };
    let known = Known::of(&profile, &playbook, now);
    let state = ConversationState::default();
    for message in input.lines() {
        let understanding = understand(&message?, &state, &known);
        serde_json::to_writer(&mut output, &understanding).map_err(io::Error::from)?;
        output.write_all(b"\n")?;
    }
    Ok(output.flush()?)
}

/// When the shop last told something of the customer's orders. "Yesterday" is counted from there, so
/// that a stored profile gives the same answer on any day.
fn last_news(profile: &Profile) -> Timestamp {
    profile.orders.values().map(|order| order.learned_at).max().unwrap_or_default()
}

fn read<T: serde::de::DeserializeOwned>(path: PathBuf) -> Result<T, InspectFault> {
    match example::read_text(&path) {
        Ok(text) => {
            serde_json::from_str(&text).map_err(|fault| InspectFault::Malformed(path, fault))
        }
        Err(fault) => Err(InspectFault::Unreadable(path, fault)),
    }
}
