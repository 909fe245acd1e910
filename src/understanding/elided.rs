//! Wishes whose verb stands before them: "cancel my order and my subscription".

use super::{
    Command, HeardCommand, Skill, SubscriptionWish, normal::Token,
    subscription::wishes_of_subscription,
};
use crate::base::text::Span;

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
