//! Decisions about changes that wait for a person's approval. A decision is a turn of its own: it is
//! journalled, carried out once, and told to the customer, as every turn is.

use edgewise::{
    base::id::{ApprovalId, ClientMessageId, ConversationId, CustomerKey},
    engine::{ApprovalDecision, Inbound},
    wire::ChatAnswer,
};
use worker::Env;

use crate::{
    contract::customer::FindApproval,
    driver::{self, Asked, Timings},
    fault::{Fault, Result},
    people::call_customer,
};

/// Carries a decision out. Nothing where the change does not wait any more.
pub(crate) async fn decide(
    env: &Env,
    key: &CustomerKey,
    conversation_id: ConversationId,
    approval_id: ApprovalId,
    decision: ApprovalDecision,
    timings: &mut Timings,
) -> Result<Option<ChatAnswer>> {
    let call = |_: &CustomerKey| FindApproval {
        conversation_id: conversation_id.clone(),
        approval_id: approval_id.clone(),
    };
    let (key, found) = call_customer(env, key, call).await?;
    let Some(visitor) = found else { return Ok(None) };
    // The first decision counts: another one of the same approval is refused as a repetition.
    let client_message_id = ClientMessageId::parse(format!("approval-{approval_id}"))
        .map_err(|_| Fault::internal("approval.message_id"))?;
    let asked = Asked {
        key,
        visitor,
        conversation_id: Some(conversation_id),
        client_message_id,
        inbound: Inbound::Approval { id: approval_id, decision },
    };
    driver::answer(env, asked, timings).await.map(Some)
}
