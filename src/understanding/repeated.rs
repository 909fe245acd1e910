//! Where a repeated delivery is spoken of, what is wanted of it is no wish for an order: "my
//! subscription, make it two bags".

use super::{
    ChitchatKind, Command, Confidence, HeardCommand, Pointer, Skill, SubscriptionWish,
    embedded::Reading,
    lexicon::Lexicon,
    subscription::{asks_to_change, speaks_of_paying, wishes_of_subscription},
};
use crate::{
    base::text::{Span, Word, words},
    conversation::{Awaiting, ConversationState},
};

/// Words that say that an order is meant.
const ORDERS: &[&str] =
    &["order", "orders", "package", "parcel", "tracking", "pedido", "pedidos", "paquete"];

/// Whether words name a repeated delivery.
pub(super) fn names_repeated(words: &[Word], lexicon: &Lexicon) -> bool {
    words.iter().any(|word| lexicon.is_word_of("subscriptions", &word.folded))
}

/// Makes one wish of what is wanted of repeated deliveries, where one is spoken of.
pub(super) fn repeated(commands: Vec<HeardCommand>, reading: &Reading<'_>) -> Vec<HeardCommand> {
    let Reading { text, state, lexicon, .. } = *reading;
    let of = |span: &Span| text.get(span.start..span.end).unwrap_or_default();
    let is_mine = |heard: &HeardCommand| {
        matches!(heard.command, Command::StartSkill { skill: Skill::Subscription, .. })
    };
    let spoken = reading.repeats || commands.iter().any(is_mine);
    let asked = is_asked(state);
    if !spoken && !asked && state.subscriptions_in_focus.is_empty() {
        return commands;
    }
    let mut commands = commands;
    for heard in &mut commands {
        let Command::StartSkill { skill, order, .. } = &heard.command else { continue };
        // "Cancel my order but keep my subscription": the part that wants something tells.
        let phrase = heard.spans.first().map_or(0, |span| span.start);
        let holds = |part: &&Span| part.start <= phrase && phrase < part.end;
        let part = heard.parts.iter().find(holds).or(heard.parts.last());
        let said = part.map(of).unwrap_or_default().to_owned();
        let own = names_repeated(&words(&said), lexicon);
        // Where a subscription was asked about, mere words name no order: "fine, cancel it".
        let names_order = |order: &Pointer| {
            !(matches!(order, Pointer::It) || asked && matches!(order, Pointer::Words(_)))
        };
        let of_order = order.as_ref().is_some_and(names_order)
            || words(&said).iter().any(|word| ORDERS.contains(&word.folded.as_str()));
        let wishes = wishes_of_subscription(&said);
        let changes = match skill {
            Skill::Account
            | Skill::CancelOrder
            | Skill::ChangeItems
            | Skill::Exchange
            | Skill::OrderQuestion
            | Skill::OrderStatus
            | Skill::ProductQuestion
            | Skill::Reorder => !of_order && (own || !wishes.is_empty()),
            Skill::ChangeAddress | Skill::ChangePayment | Skill::DefaultAddress => own,
            Skill::RefundStatus => own || wishes.contains(&SubscriptionWish::Dispute),
            Skill::AskKnowledge
            | Skill::BackInStock
            | Skill::Cart
            | Skill::Claim
            | Skill::Custom(_)
            | Skill::Discount
            | Skill::Loyalty
            | Skill::Recommendation
            | Skill::RedeemReward
            | Skill::Return
            | Skill::Subscription => false,
        };
        let leaves = *skill == Skill::Account && !own;
        if changes && !leaves {
            let skill = Skill::Subscription;
            heard.command = Command::StartSkill { skill, order: None, not_received: false };
        }
    }
    let said = wishes_of_subscription(text);
    let idle = commands.iter().all(|heard| {
        let later = Command::Chitchat { kind: ChitchatKind::Goodbye };
        heard.command == later
            || matches!(heard.command, Command::CannotHandle | Command::Cancel | Command::Inform)
    });
    let short = words(text).iter().any(|word| ORDERS.contains(&word.folded.as_str()));
    let more = said.iter().any(|wish| *wish != SubscriptionWish::Keep)
        || reading.repeats && (asks_to_change(&[text]) || speaks_of_paying(&[text]));
    // "Push it back a week" has no phrase of its own.
    if idle && !asked && more && !short && state.awaiting.is_none() {
        let end = words(text).last().map_or(0, |word| word.span.end);
        let whole = Span { start: 0, end };
        let command =
            Command::StartSkill { skill: Skill::Subscription, order: None, not_received: false };
        let mut heard = HeardCommand::new(command, Confidence::from_permille(850), vec![whole]);
        heard.parts = vec![whole];
        return vec![heard];
    }
    commands
}

/// Whether the last question was about a repeated delivery.
fn is_asked(state: &ConversationState) -> bool {
    match &state.awaiting {
        Some(Awaiting::Consent { proposals }) => {
            proposals.iter().any(|held| held.skill == Skill::Subscription)
        }
        Some(_) => state.skill_asked_for() == Some(Skill::Subscription),
        None => false,
    }
}
