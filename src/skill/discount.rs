//! Finds out why a code does not work, gives something off where the merchant's rules do, and gives
//! back what something costs less since it was bought.
//!
//! Needs: a proven customer, and the code or the thing that is meant. Calls: the shop's answer to the
//! code for the customer's cart; their orders; each thing as it costs today. How much is given is the
//! rules' to say: what the customer demands can only make it less.

use super::{
    Account, SkillContext, SkillEnd, SkillRequest, Suspended,
    account::account,
    ask,
    catalogue::product,
    give::best_rule,
    meant::{self, Meant},
    propose::{Draft, left_to_person, not_offered, propose, shop_fault},
};
use crate::{
    base::{
        id::{LineId, OrderId},
        money::Money,
    },
    commerce::{
        Action, Answer, Change, CheckoutLine, Order, OrderLine, OrderStatus, Read, ShopFault,
        ShopResult,
    },
    conversation::{
        ChangeFact, CodeEnd, CodeFact, Fact, FactSource, LineFact, PriceFact, RefusedFact, Slot,
    },
    escalation::Reason,
    identity::Verified,
    playbook::DiscountRule,
    understanding::{Bargain, BargainAbout, Skill, bargain, code_alone},
};

/// Codes that are tried for one wish.
const CODES_MAX: usize = 2;

pub(super) fn run(
    cx: &mut SkillContext<'_>,
    request: &SkillRequest<'_>,
) -> Result<SkillEnd, Suspended> {
    let Some(who) = cx.verified() else { return Ok(SkillEnd::sign_in_needed()) };
    // The whole of a message says reasons; what is said of this wish alone comes after it.
    let mut texts = request.goal.answered();
    texts.extend(request.goal.texts());
    let mut bargain = bargain(&texts);
    if bargain.codes.is_empty() {
        bargain.codes.extend(request.goal.answered().into_iter().rev().find_map(code_alone));
    }
    if bargain.codes.is_empty() && bargain.sent {
        bargain.codes.extend(sent(cx));
    }
    match bargain.about {
        BargainAbout::Code => code(cx, who, request, &bargain),
        // Nothing can be taken off what was paid already but by a person.
        BargainAbout::CodeForgotten => Ok(a_persons("discount.code_forgotten")),
        BargainAbout::Discount => give(cx, who, request, &bargain),
        BargainAbout::PriceFell => price_fell(cx, who, request),
    }
}

/// The code of the newest message that carried one.
fn sent(cx: &SkillContext<'_>) -> Option<String> {
    let mut messages = cx.profile.marketing.iter();
    messages.find_map(|seen| seen.value.discount_code.clone())
}

fn a_persons(rule: &str) -> SkillEnd {
    SkillEnd::person(left_to_person(Reason::Guardrail, vec![rule.to_owned()], Skill::Discount))
}

/// Tries a code as the checkout would.
fn code(
    cx: &mut SkillContext<'_>,
    who: &Verified,
    request: &SkillRequest<'_>,
    bargain: &Bargain,
) -> Result<SkillEnd, Suspended> {
    if bargain.codes.is_empty() {
        let awaiting = ask::say(request, Slot::Code);
        return Ok(SkillEnd::asked(Fact::AskCodeName.said(), awaiting));
    }
    let cart = cart(cx);
    let mut end = SkillEnd::default();
    for code in bargain.codes.iter().take(CODES_MAX) {
        let told = |end| Fact::CodeTried(Box::new(CodeFact { code: code.clone(), end }));
        if cart.is_empty() {
            end.facts.push(told(CodeEnd::NoCart).said());
            continue;
        }
        let (tried, source) = cx.read(Read::quote(who, cart.clone(), Some(code.clone())))?;
        match tried {
            Ok(Answer::Checkout(made)) => {
                let url = Some(made.url).filter(|url| url.starts_with("https://"));
                end.facts.push(told(CodeEnd::Works { total: made.total, url }).sourced(source));
            }
            Err(ShopFault::NotFound | ShopFault::Refused { .. }) => {
                // It is the code only where the same cart goes through without it.
                let (plain, _) = cx.read(Read::quote(who, cart.clone(), None))?;
                match why(&tried, &plain) {
                    Some(why) => end.facts.push(told(why).sourced(source)),
                    None => return Ok(a_persons("discount.code_refused")),
                }
            }
            Ok(_) => return Ok(a_persons("discount.code_refused")),
            Err(fault) => return Ok(shop_fault(&fault, Skill::Discount)),
        }
    }
    Ok(end)
}

/// Why a code was refused, by what the shop says to the same cart without it.
fn why(tried: &ShopResult, plain: &ShopResult) -> Option<CodeEnd> {
    let refused = |result: &ShopResult| match result {
        Err(ShopFault::NotFound) => Some("not_found".to_owned()),
        Err(ShopFault::Refused { code }) => Some(code.clone()),
        _ => None,
    };
    if refused(plain).as_deref() == Some("out_of_stock") {
        return Some(CodeEnd::SoldOut);
    }
    if !matches!(plain, Ok(Answer::Checkout(_))) {
        return None;
    }
    match refused(tried)?.as_str() {
        "invalid" | "not_found" => Some(CodeEnd::Unknown),
        "not_allowed" => Some(CodeEnd::NotAllowed),
        _ => None,
    }
}

/// What lies in the cart, as far as it can be bought.
fn cart(cx: &SkillContext<'_>) -> Vec<CheckoutLine> {
    let lines = cx.profile.cart.iter().flat_map(|seen| &seen.value.lines);
    let bought = lines.filter_map(|line| {
        let variant_id = line.variant_id.clone()?;
        Some(CheckoutLine { variant_id, quantity: line.quantity.unwrap_or(1) })
    });
    bought.collect()
}

/// Gives something off, where a rule of the merchant's does.
fn give(
    cx: &mut SkillContext<'_>,
    who: &Verified,
    request: &SkillRequest<'_>,
    bargain: &Bargain,
) -> Result<SkillEnd, Suspended> {
    let account = match account(cx, who, request, meant::is_confirmed(request))? {
        Ok(account) => account,
        Err(end) => return Ok(end),
    };
    let Some((reason, rule)) = best_rule(cx, &account, &bargain.reasons) else {
        return Ok(not_offered(Skill::Discount, "discount.no_rule", None, Vec::new(), None));
    };
    if rule.percent == 0 {
        return Ok(refused_by(rule, &cx.playbook.discounts.rules));
    }
    let percent = bargain.percent.map_or(rule.percent, |asked| asked.min(rule.percent));
    let expires_at = Some(cx.end_of_day(rule.expires_days));
    let action = Action::new(who, Change::Discount { percent, reason, expires_at });
    let fact = ChangeFact::Discount {
        percent,
        expires_at,
        code: None,
        asked: bargain.percent.filter(|asked| *asked > percent),
        because: rule.because.clone(),
    };
    let draft = Draft::plain(action, fact);
    let mut end = SkillEnd::default();
    propose(cx, request, &account, draft, &mut end)?;
    Ok(end)
}

/// A refusal in the merchant's words, where they said some.
fn refused_by(rule: &DiscountRule, rules: &[DiscountRule]) -> SkillEnd {
    let place = rules.iter().position(|it| std::ptr::eq(it, rule));
    let mut end = not_offered(Skill::Discount, "discount.no_rule", None, Vec::new(), None);
    for told in &mut end.facts {
        if let Fact::Refused(fact) = &mut told.fact {
            let fact: &mut RefusedFact = fact;
            fact.because.clone_from(&rule.because);
            fact.setting = place.map(|index| format!("/discounts/rules/{index}"));
        }
    }
    end
}

/// Gives back what things cost less since they were bought.
fn price_fell(
    cx: &mut SkillContext<'_>,
    who: &Verified,
    request: &SkillRequest<'_>,
) -> Result<SkillEnd, Suspended> {
    if cx.playbook.discounts.price_adjustment.is_none() {
        return Ok(a_persons("adjust_price.not_decided"));
    }
    let account = match account(cx, who, request, meant::is_confirmed(request))? {
        Ok(account) => account,
        Err(end) => return Ok(end),
    };
    let kept = |order: &Order| order.status != OrderStatus::Cancelled;
    let things = match meant::things(cx, request, &account, &kept) {
        Meant::Things(things) => things,
        Meant::End(end) => return Ok(*end),
    };
    let mut end = SkillEnd::default();
    things.tell_not_found(&mut end);
    let asked: Vec<_> = things
        .by_order()
        .into_iter()
        .filter_map(|(order_id, items)| {
            let known = account.order(&order_id)?;
            let lines = items.iter().filter_map(|item| known.0.line(&item.line));
            Some((known, lines.collect::<Vec<&OrderLine>>()))
        })
        .collect();
    for (known, lines) in asked {
        let fallen = match fallen(cx, &lines)? {
            Ok(prices) => prices,
            Err(end) => return Ok(end),
        };
        adjust(cx, who, request, &account, known, fallen, &mut end)?;
    }
    Ok(end)
}

/// A line with what a piece of it costs today.
struct Priced<'a> {
    line: &'a OrderLine,
    now: Money,
    source: FactSource,
}

/// What lines cost today. Where one of them is not sold any more, a person compares.
fn fallen<'a>(
    cx: &mut SkillContext<'_>,
    lines: &[&'a OrderLine],
) -> Result<Result<Vec<Priced<'a>>, SkillEnd>, Suspended> {
    // All are asked for before any is waited on.
    let asked: Vec<_> = lines.iter().map(|line| product(cx, line.product_id.clone())).collect();
    let mut prices = Vec::new();
    for (line, answer) in lines.iter().copied().zip(asked) {
        let (sold, source) = match answer? {
            Ok(found) => found,
            Err(ShopFault::NotFound) => return Ok(Err(a_persons("adjust_price.not_sold"))),
            Err(fault) => return Ok(Err(shop_fault(&fault, Skill::Discount))),
        };
        let Some(variant) = sold.variants.iter().find(|it| it.id == line.variant_id) else {
            return Ok(Err(a_persons("adjust_price.not_sold")));
        };
        prices.push(Priced { line, now: variant.price, source });
    }
    Ok(Ok(prices))
}

fn adjust(
    cx: &mut SkillContext<'_>,
    who: &Verified,
    request: &SkillRequest<'_>,
    account: &Account,
    known: &(Order, FactSource),
    prices: Vec<Priced<'_>>,
    end: &mut SkillEnd,
) -> Result<(), Suspended> {
    let (mut line_ids, mut lines): (Vec<LineId>, Vec<PriceFact>) = (Vec::new(), Vec::new());
    let mut sum: Option<Money> = None;
    for Priced { line, now, source } in prices {
        let fact = PriceFact { line: LineFact::of(line), now };
        let less = Money::from_minor(now.minor().saturating_neg(), now.currency());
        let each = line.unit_price.plus(less).ok().filter(|less| less.minor() > 0);
        let Some(less) = each.and_then(|each| each.times(line.quantity).ok()) else {
            end.facts.push(Fact::PriceNotLower(Box::new(fact)).sourced(source));
            continue;
        };
        sum = sum.map_or(Some(less), |held| held.plus(less).ok());
        line_ids.push(line.id.clone());
        lines.push(fact);
    }
    let Some(amount) = sum else { return Ok(()) };
    let order_id: OrderId = known.0.id.clone();
    let number = known.0.shown_number().to_owned();
    let titles = lines.iter().map(|it| it.line.title.clone()).collect();
    let action = Action::new(who, Change::AdjustPrice { order_id, line_ids, amount });
    let fact = ChangeFact::AdjustPrice { number, lines, amount };
    let due_minor = amount.minor().saturating_neg();
    propose(
        cx,
        request,
        account,
        Draft { action, fact, order: Some(known), subscription: None, titles, due_minor },
        end,
    )
}
