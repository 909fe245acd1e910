//! The edge functions and objects of Edgewise: the only code that meets the platform.
//!
//! Reading order: `route` (what can be asked), `chat` and `driver` (a turn), `events` and `ingest`
//! (what the shop tells), `identify` and `delivery` (who is writing), `contract` and `object` (what is stored, and who may change it), `jobs`
//! (work for later), `operator` and `console` (what people see).

mod access;
mod approval;
mod bindings;
mod bulk;
mod chat;
mod clock;
mod connectors;
mod console;
mod contract;
mod crawl;
mod customers;
mod delivery;
#[cfg(feature = "demo")]
mod demo;
mod desk;
mod destinations;
mod driver;
mod elsewhere;
mod events;
mod fault;
mod hooks;
mod http;
mod identify;
mod index;
mod ingest;
mod insights;
mod jobs;
mod knowledge;
mod language_model;
mod mailbox;
mod object;
mod operator;
mod past;
mod people;
mod playbooks;
mod random;
mod releases;
mod retention;
mod route;
mod scenarios;
mod shop;
mod sites;
mod socket;
mod stock;
mod team;
mod tickets;
mod unattended;
mod what_if;

use edgewise::base::time::Timestamp;
use worker::{
    Context, Env, MessageBatch, Request, Response, ScheduleContext, ScheduledEvent, event,
};

#[event(fetch)]
async fn fetch(request: Request, env: Env, context: Context) -> worker::Result<Response> {
    route::serve(request, env, context).await
}

#[event(queue)]
async fn queue(
    batch: MessageBatch<serde_json::Value>,
    env: Env,
    context: Context,
) -> worker::Result<()> {
    jobs::work(&batch, &env, &context).await
}

#[event(scheduled)]
async fn scheduled(event: ScheduledEvent, env: Env, _context: ScheduleContext) {
    // The hour that it was meant for: one that comes late forgets no more than one in time.
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 are whole")]
    let now = Timestamp::from_ms(event.schedule() as i64);
    if let Err(fault) = retention::sweep(&env, now).await {
        fault.into_problem("retention");
    }
}
