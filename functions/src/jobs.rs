//! Work for later: finishes orphaned turns, tells the index, sends codes and news, reads sites, looks
//! whether what is waited for is back, takes the demo store's events.
//!
//! Every job may come twice, and in any order.

use edgewise::{
    base::{
        id::{ApprovalId, ConversationId, CustomerKey, ProductId, TurnId, VariantId},
        json,
        time::Timestamp,
    },
    engine::ApprovalDecision,
    knowledge::Gap,
    wire::parse_batch,
};
use edgewise_tagged::Tagged;
use serde::Serialize;
use worker::{Context, Env, MessageBatch, MessageExt};

use crate::{
    approval, clock, contract,
    contract::{
        customer::{FindResumed, IndexEntry, Indexed, ResumeTurn, Resumed, Visitor},
        knowledge::{self, NoteGaps},
    },
    crawl, delivery, destinations,
    driver::{self, Asked, Timings},
    elsewhere,
    fault::{Fault, Result},
    index, ingest,
    people::call_customer,
    retention, stock,
};

/// One piece of work.
#[derive(Serialize, Tagged)]
#[serde(rename_all = "snake_case", tag = "job")]
pub(crate) enum Job {
    /// Something is to be sent to a customer.
    Deliver {
        /// The customer's object.
        key: CustomerKey,
        /// What.
        id: String,
        /// Which attempt.
        generation: u32,
    },
    /// A destination is to be told something of a ticket.
    Dispatch {
        /// The customer's object.
        key: CustomerKey,
        /// Which destination.
        destination: String,
        /// Which dispatch.
        id: String,
        /// Which attempt.
        generation: u32,
    },
    /// Events as a backend would post them.
    Events {
        /// An array of CloudEvents, as JSON: a value of any shape would be another one after the queue.
        body: String,
    },
    /// Nobody decided about an approval in time.
    ExpireApproval {
        /// The customer's object.
        key: CustomerKey,
        /// In which conversation.
        conversation_id: ConversationId,
        /// Which.
        approval_id: ApprovalId,
    },
    /// A conversation is older than it is kept.
    ForgetConversation {
        /// Which.
        id: ConversationId,
        /// Only where nothing has been said in it since.
        before: Timestamp,
    },
    /// Something that is waited for may be back.
    LookAtStock {
        /// Of which product.
        product_id: ProductId,
        /// Which variant.
        variant_id: VariantId,
        /// The objects of the customers who wait for it.
        keys: Vec<CustomerKey>,
    },
    /// A turn was left behind by a function that died.
    FinishTurn {
        /// The customer's object.
        key: CustomerKey,
        /// Which turn.
        turn_id: TurnId,
    },
    /// Questions were not answered by the shop's own pages.
    NoteGaps {
        /// In which turn.
        turn_id: TurnId,
        /// What.
        gaps: Vec<Gap>,
        /// When.
        at: Timestamp,
    },
    /// A conversation changed.
    Index(Box<IndexEntry>),
    /// A ticket has changed in a helpdesk.
    ReadHelpdesk {
        /// Which destination.
        destination: String,
        /// What the ticket is called there.
        remote_id: String,
        /// Which of the times that it was said to have changed.
        generation: u32,
        /// The attempts to read it that failed.
        attempts: u32,
    },
    /// A person has given a conversation back, and something is to be taken up again.
    Resume {
        /// The customer's object.
        key: CustomerKey,
        /// In which conversation.
        conversation_id: ConversationId,
    },
    /// The reading of a site is to begin, or to go on.
    ReadSite {
        /// Which.
        site: String,
    },
}

/// Does a batch of work. What fails is tried again later; what cannot be read is dropped, because
/// it would fail for ever.
pub(crate) async fn work(
    batch: &MessageBatch<serde_json::Value>,
    env: &Env,
    context: &Context,
) -> worker::Result<()> {
    let mut entries: Vec<IndexEntry> = Vec::new();
    let mut indexed = Vec::new();
    for message in batch.iter() {
        let Ok(message) = message else { continue };
        match json::read_value::<Job>(message.body().clone()) {
            Err(fault) => {
                worker::console_error!("fault code=job.unreadable cause={}", fault.code());
                message.ack();
            }
            Ok(Job::Index(entry)) => {
                entries.push(*entry);
                indexed.push(message);
            }
            Ok(job @ (Job::Deliver { .. } | Job::Dispatch { .. } | Job::ReadHelpdesk { .. })) => {
                // A system elsewhere that is down must delay nothing: nobody waits for it here. Whatever
                // becomes of this attempt, an object keeps what is to be sent or read until it was. These
                // have a queue of their own, which hands out few at once: a function may ask only a few
                // systems at a time, and those that hang must not keep it from the others.
                let env = env.clone();
                context.wait_until(async move {
                    if let Err(fault) = one(&env, job).await {
                        fault.into_problem("job.elsewhere");
                    }
                });
                message.ack();
            }
            Ok(job) => match one(env, job).await {
                Ok(()) => message.ack(),
                Err(fault) => {
                    fault.into_problem("job");
                    message.retry();
                }
            },
        }
    }
    let told = tell_index(env, entries).await;
    for message in indexed {
        match told {
            Ok(()) => message.ack(),
            Err(_) => message.retry(),
        }
    }
    if let Err(fault) = told {
        fault.into_problem("job.index");
    }
    Ok(())
}

async fn one(env: &Env, job: Job) -> Result<()> {
    match job {
        Job::Deliver { key, id, generation } => delivery::deliver(env, &key, &id, generation).await,
        Job::Dispatch { key, destination, id, generation } => {
            destinations::tell(env, &key, &destination, &id, generation).await
        }
        Job::Events { body } => {
            let mut accepted = Vec::new();
            for event in parse_batch(body.as_bytes(), clock::now())? {
                match event {
                    Ok(event) => accepted.push(event),
                    Err(fault) => worker::console_error!("fault code=event.{}", fault.code),
                }
            }
            ingest::apply(env, accepted).await.map(|_| ())
        }
        Job::ExpireApproval { key, conversation_id, approval_id } => {
            let decision = ApprovalDecision::Expired;
            let (env, timings) = (env, &mut Timings::start());
            approval::decide(env, &key, conversation_id, approval_id, decision, timings)
                .await
                .map(|_| ())
        }
        Job::FinishTurn { key, turn_id } => finish(env, &key, &turn_id).await,
        Job::ForgetConversation { id, before } => retention::forget(env, id, before).await,
        Job::NoteGaps { turn_id, gaps, at } => {
            // Whoever asked may have been erased since.
            if index::is_forgotten(env, &turn_id.conversation_id()).await? {
                return Ok(());
            }
            contract::call(env, knowledge::NAME, &NoteGaps { turn_id, gaps, at }).await
        }
        Job::ReadHelpdesk { destination, remote_id, generation, attempts } => {
            elsewhere::read_changed(env, destination, remote_id, (generation, attempts)).await
        }
        Job::Resume { key, conversation_id } => resume(env, &key, conversation_id).await,
        Job::ReadSite { site } => crawl::read_on(env, &site).await,
        Job::Index(entry) => tell_index(env, vec![*entry]).await,
        Job::LookAtStock { product_id, variant_id, keys } => {
            stock::look(env, &product_id, variant_id, keys).await
        }
    }
}

async fn resume(env: &Env, key: &CustomerKey, conversation_id: ConversationId) -> Result<()> {
    let find = |_: &CustomerKey| FindResumed { conversation_id: conversation_id.clone() };
    let (key, found) = call_customer(env, key, find).await?;
    let Some(Resumed { visitor, client_message_id, inbound, .. }) = found else { return Ok(()) };
    let conversation_id = Some(conversation_id);
    let asked = Asked { key, visitor, conversation_id, client_message_id, inbound };
    match driver::answer(env, asked, &mut Timings::start()).await {
        // The object has it tried again as long as it makes sense.
        Err(Fault::Problem(problem)) => {
            worker::console_warn!("what was given back was not taken up: {}", problem.code);
            Ok(())
        }
        other => other.map(|_| ()),
    }
}

async fn finish(env: &Env, key: &CustomerKey, turn_id: &TurnId) -> Result<()> {
    let now = clock::now();
    let call = |_: &CustomerKey| ResumeTurn { turn_id: turn_id.clone(), now };
    let (key, resumed) = call_customer(env, key, call).await?;
    if let Some((turn, visitor)) = resumed.map(|turn| {
        let identity = turn.record.opening.identity.clone();
        (turn, identity)
    }) {
        // The conversation of a journalled turn is stored: its visitor is known there.
        let visitor = Visitor { visitor_id: unknown_visitor()?, identity: visitor };
        driver::run(env, &key, &visitor, turn, &mut Timings::start()).await?;
    }
    Ok(())
}

fn unknown_visitor() -> Result<edgewise::base::id::VisitorId> {
    edgewise::base::id::VisitorId::parse("unknown")
        .map_err(|_| crate::fault::Fault::internal("job.visitor"))
}

/// Writes entries to the index, and tells the objects that they may forget them.
async fn tell_index(env: &Env, entries: Vec<IndexEntry>) -> Result<()> {
    if entries.is_empty() {
        return Ok(());
    }
    index::write(env, &entries).await?;
    for entry in &entries {
        let call = Indexed { done: vec![(entry.outbox.clone(), entry.revision)] };
        contract::call(env, entry.key.as_str(), &call).await?;
    }
    Ok(())
}
