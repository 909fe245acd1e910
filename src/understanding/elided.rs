//! Wishes whose verb stands before them: "cancel my order and my subscription".

use super::{
    Command, HeardCommand, Skill, SubscriptionWish, lexicon::Lexicon, normal::Token,
    subscription::wishes_of_subscription,
};
use crate::base::text::Span;

/// An order that is to be ended with a subscription: "cancel my subscription and my order". It is cut out
/// of the part of the wish that it stands beside.
pub(super) fn order_beside(
    heard: &mut HeardCommand,
    clause: &[Token],
    lexicon: &Lexicon,
    text: &str,
) -> Option<HeardCommand> {
    const ORDERS: &[&str] = &["order", "orders", "pedido", "pedidos"];
    let Command::StartSkill { skill: Skill::Subscription, .. } = heard.command else { return None };
    let first = clause.first()?.span.start;
    let joins = clause.iter().rposition(|word| lexicon.is("joins", word))?;
    let (lead, rest) = clause.split_at_checked(joins)?;
    let named = rest.get(1..)?;
    let orders = named.iter().any(|word| ORDERS.contains(&word.typed.as_str()));
    let led = lead.iter().position(|word| lexicon.is("determiners", word))?;
    let verb = Span { start: first, end: lead.get(..led)?.last()?.span.end };
    let said = |span: Span| text.get(span.start..span.end).unwrap_or_default();
    let own = Span { start: named.first()?.span.start, end: named.last()?.span.end };
    let ends = wishes_of_subscription(said(verb)).contains(&SubscriptionWish::Cancel);
    let vague = wishes_of_subscription(said(own)).is_empty();
    if !orders || named.len() > WORDS_MAX || !ends || !vague {
        return None;
    }
    let cut = heard.parts.last_mut()?;
    cut.end = lead.last()?.span.end;
    let command =
        Command::StartSkill { skill: Skill::CancelOrder, order: None, not_received: false };
    let parts = vec![verb, own];
    Some(HeardCommand { parts, ..HeardCommand::new(command, heard.confidence, vec![own]) })
}

/// Words of a clause that has no verb of its own.
const WORDS_MAX: usize = 4;

/// Gives a wish the verb of the one before it, where it has none and that one ends something.
pub(super) fn with_verb(
    before: Option<&HeardCommand>,
    heard: &mut HeardCommand,
    clause: &[Token],
    text: &str,
) {
    let skill = |heard: &HeardCommand| {
        let Command::StartSkill { skill, .. } = heard.command else { return None };
        Some(skill)
    };
    let pair = (before.and_then(skill), skill(heard));
    let of_order = pair == (Some(Skill::Subscription), Some(Skill::OrderStatus));
    if !of_order && pair != (Some(Skill::CancelOrder), Some(Skill::Subscription)) {
        return;
    }
    let said = |span: Span| text.get(span.start..span.end).unwrap_or_default();
    let Some(verb) = before.and_then(|before| before.spans.first().copied()) else { return };
    let (Some(first), Some(last)) = (clause.first(), clause.last()) else { return };
    let own = wishes_of_subscription(said(Span { start: first.span.start, end: last.span.end }));
    let ends = wishes_of_subscription(said(verb)).contains(&SubscriptionWish::Cancel);
    if clause.len() > WORDS_MAX || !own.is_empty() || !ends {
        return;
    }
    if let (Command::StartSkill { skill, .. }, true) = (&mut heard.command, of_order) {
        *skill = Skill::CancelOrder;
    } else {
        heard.parts.insert(0, verb);
    }
}
