//! Forgets conversations that are older than the playbook keeps them, a bounded number at each hour.

use edgewise::base::{id::ConversationId, time::Timestamp};
use worker::Env;

use crate::{
    bindings,
    contract::customer::ForgetConversation,
    customers::forget_conversations,
    fault::{Fault, Result},
    index,
    jobs::Job,
    people::call_customer,
    playbooks,
};

/// Conversations that are handed out at once: the rest waits for the next hour.
const SWEPT_MAX: u32 = 1_000;

/// Messages that the queue takes at once.
const BATCH_MAX: usize = 100;

/// Hands out what is over, as of now.
pub(crate) async fn sweep(env: &Env, now: Timestamp) -> Result<()> {
    let playbook = playbooks::live_for_most(env).await?;
    let Some(before) = playbook.privacy.kept_since(now) else { return Ok(()) };
    let over = index::not_changed_since(env, before, SWEPT_MAX).await?;
    let jobs = bindings::jobs(env)?;
    for some in over.chunks(BATCH_MAX) {
        let forget = |id: &ConversationId| Job::ForgetConversation { id: id.clone(), before };
        jobs.send_batch(some.iter().map(forget)).await?;
    }
    Ok(())
}

/// Forgets one, where nothing has been said in it since. Can be repeated.
pub(crate) async fn forget(env: &Env, id: ConversationId, before: Timestamp) -> Result<()> {
    let key = id.customer_key().map_err(|_| Fault::internal("retention.id"))?;
    let call = |_: &_| ForgetConversation { id: id.clone(), before };
    if !call_customer(env, &key, call).await?.1 {
        return Ok(());
    }
    forget_conversations(env, &[id]).await
}
