//! What people do with tickets in the systems that they work in comes back: answers are said in the
//! conversation, notes are noted, and what is closed there is closed here. Everything may come twice, and is
//! done once: it is named by what it is called there.

use std::rc::Rc;

use edgewise::{
    base::{id::ClientMessageId, text::shorten, time::SECOND_MS},
    escalation::{Act, Colleague, NOTE_CHARS_MAX, Refused, Resolution, next_attempt_ms},
    playbook::{Destination, DestinationKind, Playbook},
    wire::{
        Problem, ProblemCode,
        hook::{Did, Elsewhere, HookFault, Written, gorgias, zendesk},
    },
};
use worker::{Env, Response};

use crate::{
    bindings, clock,
    contract::{
        self,
        customer::{Origin, WorkOn, Worked},
        helpdesk::{self, Changed, HaveRead},
    },
    destinations,
    fault::{Fault, Result},
    http::Asked,
    playbooks, random,
    shop::within,
    tickets::{self, Wanted},
};

/// Characters of an answer that is said in a conversation. A longer one is cut.
const ANSWER_CHARS_MAX: usize = 16_000;

/// Milliseconds that reading a ticket may take: less than after which it is handed over again.
const READ_MS: i64 = 25 * SECOND_MS;

/// Characters of what a person is called.
const NAME_CHARS_MAX: usize = 80;

/// `POST /hooks/zendesk`
pub(crate) async fn zendesk(asked: &mut Asked) -> Result<Response> {
    let body = asked.body().await?;
    let now = clock::now();
    let playbooks = playbooks::serving(&asked.env).await?;
    let header = |name: &str| asked.header(name);
    let verify = |secret: &str| zendesk::verify(secret, &header, &body, now);
    let from = sender(&asked.env, &playbooks, DestinationKind::Zendesk, verify)?;
    match zendesk::heard(&body).map_err(|fault| refused(&fault))? {
        None => {}
        // An answer that was given with it may be told after it: what there is, is read there, and in order.
        Some((about, Did::Closed)) => changed(&asked.env, from, about.remote_id).await?,
        Some((about, did)) => take(&asked.env, &from, &about, did).await?,
    }
    Ok(Response::empty()?.with_status(204))
}

/// `POST /hooks/gorgias`: what it says is kept, and read from Gorgias itself after this is answered.
pub(crate) async fn gorgias(asked: &mut Asked) -> Result<Response> {
    let body = asked.body().await?;
    let playbooks = playbooks::serving(&asked.env).await?;
    let given = asked.header("authorization");
    let verify = |secret: &str| gorgias::verify(secret, given.as_deref());
    let destination = sender(&asked.env, &playbooks, DestinationKind::Gorgias, verify)?;
    let remote_id = gorgias::changed(&body).map_err(|fault| refused(&fault))?;
    changed(&asked.env, destination, remote_id).await?;
    Ok(Response::empty()?.with_status(204))
}

/// Keeps that a ticket has changed there, until that was read.
async fn changed(env: &Env, destination: String, remote_id: String) -> Result<()> {
    contract::call(env, helpdesk::NAME, &Changed { destination, remote_id, now: clock::now() })
        .await
}

/// The destination that a hook comes from: the one whose secret fits.
fn sender(
    env: &Env,
    playbooks: &[Rc<Playbook>],
    kind: DestinationKind,
    verify: impl Fn(&str) -> std::result::Result<(), HookFault>,
) -> Result<String> {
    let mut fault = HookFault::NoSecret;
    let all = playbooks.iter().flat_map(|playbook| &playbook.destinations);
    for (name, destination) in all.filter(|(_, held)| held.kind == kind) {
        let Some(secret) = hook_secret(env, destination) else { continue };
        match verify(&secret) {
            Ok(()) => return Ok(name.clone()),
            Err(why) => fault = why,
        }
    }
    Err(refused(&fault))
}

fn hook_secret(env: &Env, destination: &Destination) -> Option<String> {
    bindings::destination_secret(env, destination.hook_secret.as_ref()?)
}

/// Why a hook is refused, as its sender is told.
pub(crate) fn refused(fault: &HookFault) -> Fault {
    let code = match fault {
        HookFault::Malformed(_) => ProblemCode::Invalid,
        HookFault::Expired | HookFault::MissingHeader(_) | HookFault::Signature => {
            ProblemCode::InvalidSignature
        }
        HookFault::NoSecret => ProblemCode::Unavailable,
    };
    Problem::new(code, format!("The hook is refused: {fault}.")).into()
}

/// Reads what has changed in a ticket elsewhere, and does it here. Where that fails, it is tried again later: the
/// object that keeps it is told what came of it.
pub(crate) async fn read_changed(
    env: &Env,
    destination: String,
    remote_id: String,
    (generation, attempts): (u32, u32),
) -> Result<()> {
    let read = match within(read(env, &destination, &remote_id), READ_MS).await {
        Some(read) => read,
        None => Err(Fault::internal("helpdesk.timed_out")),
    };
    let wait_ms = match read {
        Ok(()) => None,
        Err(fault) => {
            fault.into_problem("job.read_helpdesk");
            let next = next_attempt_ms(attempts.saturating_add(1), random::permille()?);
            if next.is_none() {
                worker::console_error!("fault code=helpdesk.given_up destination={destination}");
            }
            next
        }
    };
    let now = clock::now();
    let call = HaveRead { destination, remote_id, generation, wait_ms, now };
    contract::call(env, helpdesk::NAME, &call).await
}

async fn read(env: &Env, destination: &str, remote_id: &str) -> Result<()> {
    let playbooks = playbooks::serving(env).await?;
    let mut named = playbooks.iter().filter_map(|it| it.destinations.get(destination));
    let Some(held) = named.next() else { return Ok(()) };
    let is_zendesk = held.kind == DestinationKind::Zendesk;
    let asks = if is_zendesk { zendesk::look(remote_id) } else { gorgias::look(remote_id) };
    let mut answers = Vec::new();
    for asked in asks {
        match destinations::look(env, held, &asked).await {
            Some(body) => answers.push(body),
            None => return Err(Fault::internal("helpdesk.not_read")),
        }
    }
    let [ticket, written] = answers.as_slice() else { return Ok(()) };
    let read = if is_zendesk { zendesk::read } else { gorgias::read };
    let Some((ticket_id, done)) = read(ticket, written) else { return Ok(()) };
    let about = Elsewhere { ticket_id, remote_id: remote_id.to_owned() };
    for did in done {
        take(env, destination, &about, did).await?;
    }
    Ok(())
}

/// Does here what somebody did there. What is not ours, or was done before, changes nothing.
async fn take(env: &Env, destination: &str, about: &Elsewhere, did: Did) -> Result<()> {
    let (act, by, named) = match did {
        Did::Closed => {
            let by = colleague(destination, "", None);
            (Act::Close { resolution: Resolution::Solved }, by, None)
        }
        Did::Wrote(Written { id, author_id, author, text, to_customer }) => {
            let by = colleague(destination, &author_id, author.as_deref());
            let named = ClientMessageId::parse(format!("{destination}-{id}")).ok();
            let act = if to_customer {
                Act::Reply { text: shorten(&text, ANSWER_CHARS_MAX) }
            } else {
                Act::Note { text: shorten(&text, NOTE_CHARS_MAX) }
            };
            (act, by, named)
        }
    };
    let origin = Origin { destination: destination.to_owned(), remote_id: about.remote_id.clone() };
    let wanted = Wanted {
        on: WorkOn::Ticket(about.ticket_id.clone()),
        act,
        by,
        client_message_id: named,
        read: None,
        from: Some(origin),
    };
    match tickets::work_as(env, &wanted).await?.0 {
        Worked::Refused(Refused::Closed) => {
            // Nobody is told any more; the team sees what was meant for the customer.
            let Act::Reply { text } = &wanted.act else { return Ok(()) };
            let text = format!("Written after this was closed, and not said: {text}");
            let act = Act::Note { text: shorten(&text, NOTE_CHARS_MAX) };
            tickets::work_as(env, &Wanted { act, ..wanted }).await.map(|_| ())
        }
        Worked::Refused(refused) => {
            worker::console_warn!("an answer from {destination} was not taken: {refused}");
            Ok(())
        }
        Worked::Done(_) | Worked::NoTicket => Ok(()),
    }
}

/// Who did it: named for good by the destination and what they are called there.
fn colleague(destination: &str, author_id: &str, name: Option<&str>) -> Colleague {
    let id = format!("{destination}:{author_id}");
    let name = name.map(str::trim).filter(|name| !name.is_empty()).unwrap_or(destination);
    Colleague { id, name: shorten(name, NAME_CHARS_MAX) }
}
