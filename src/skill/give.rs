//! What the merchant's rules give off, for the skills that give it.

use super::{Account, SkillContext, Suspended, orders, propose::Draft};
use crate::{
    base::sort,
    commerce::{Action, Change, DiscountReason, Order},
    conversation::ChangeFact,
    guardrail::{Shopper, discount_rule},
    identity::Verified,
    playbook::DiscountRule,
};

/// What a rule gives to somebody who stays; nothing where none does, or the shop cannot be asked.
///
/// # Errors
/// [`Suspended`] until the answers are recorded.
pub(super) fn stay_draft(
    cx: &mut SkillContext<'_>,
    who: &Verified,
    account: &Account,
) -> Result<Option<Draft<'static>>, Suspended> {
    let Ok(known) = orders::all(cx, who)? else { return Ok(None) };
    let orders = known.into_iter().map(|known| (known.order, known.source)).collect();
    let account = Account { customer: account.customer.clone(), orders, loyalty: None };
    let rule = best_rule(cx, &account, &[DiscountReason::Stay]);
    let Some((DiscountReason::Stay, rule)) = rule.filter(|(_, rule)| rule.percent > 0) else {
        return Ok(None);
    };
    let percent = rule.percent;
    let expires_at = Some(cx.end_of_day(rule.expires_days));
    let change = Change::Discount { percent, reason: DiscountReason::Stay, expires_at };
    let because = rule.because.clone();
    let fact = ChangeFact::Discount { percent, expires_at, code: None, asked: None, because };
    Ok(Some(Draft::plain(Action::new(who, change), fact)))
}

/// The rule that gives most for any of the reasons given. What somebody gets who gives none is given
/// only where no rule speaks of theirs.
pub(super) fn best_rule<'a>(
    cx: &SkillContext<'a>,
    account: &Account,
    reasons: &[DiscountReason],
) -> Option<(DiscountReason, &'a DiscountRule)> {
    let orders: Vec<Order> = account.orders.iter().map(|(order, _)| order.clone()).collect();
    let shopper = Shopper {
        customer: &account.customer,
        tier: cx.profile.loyalty.as_ref().and_then(|seen| seen.value.tier.as_deref()),
        orders: &orders,
        cart: cx.profile.cart.as_ref().and_then(|seen| seen.value.sum()),
    };
    let rule = |reason: DiscountReason| {
        discount_rule(reason, shopper, cx.now, cx.playbook).map(|(_, rule)| (reason, rule))
    };
    let mut found: Vec<_> = reasons.iter().filter_map(|reason| rule(*reason)).collect();
    sort::by_key(&mut found, |(_, rule)| std::cmp::Reverse(rule.percent));
    found.first().copied().or_else(|| rule(DiscountReason::Any))
}
