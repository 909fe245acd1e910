//! What is said in a turn, as messages of its conversation.

use edgewise::{
    base::id::MessageId,
    conversation::{Message, MessageRole},
    engine::{Inbound, TurnRecord},
};

use crate::contract::customer::CloseTurn;

/// Whether the customer themselves speaks.
pub(super) const fn is_spoken(inbound: &Inbound) -> bool {
    match inbound {
        Inbound::HandoffRequest | Inbound::Text { .. } => true,
        Inbound::Approval { .. } | Inbound::Resumed { .. } => false,
    }
}

/// What the customer wrote, as it is kept.
pub(super) fn customer_message(record: &TurnRecord) -> Option<Message> {
    match &record.opening.inbound {
        // What is taken up again was said before, or is a person's.
        Inbound::Approval { .. } | Inbound::HandoffRequest | Inbound::Resumed { .. } => None,
        Inbound::Text { text } => Some(Message {
            id: MessageId::derive(&record.turn_id, 0),
            role: MessageRole::Customer,
            text: text.clone(),
            cards: Vec::new(),
            quick_replies: Vec::new(),
            created_at: record.opening.at,
        }),
    }
}

/// What the assistant answered, as it is kept.
pub(super) fn reply_message(call: &CloseTurn) -> Option<Message> {
    let reply = call.outcome.reply.as_ref()?;
    Some(Message {
        id: MessageId::derive(&call.record.turn_id, 1),
        role: MessageRole::Assistant,
        text: reply.text.clone(),
        cards: reply.cards.clone(),
        quick_replies: reply.quick_replies.clone(),
        created_at: call.now,
    })
}
