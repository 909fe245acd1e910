//! Sends orders that have not been packed, or all later ones, elsewhere.
//!
//! Needs: a proven customer, the orders meant, the new address: as said, or found among the
//! customer's own. What is not said of it stays as it was.

use super::{
    Account, SkillContext, SkillEnd, SkillRequest, Suspended,
    account::account,
    ask, meant,
    propose::{Draft, not_offered, propose},
};
use crate::{
    base::{id::OrderId, pii::Pii, text::words},
    commerce::{Action, Address, Change, Order, OrderStatus},
    conversation::{ChangeFact, Fact, FactSource, Slot},
    identity::Verified,
    understanding::{AddressSaid, PartialAddress, Skill, address},
};

/// Sends orders elsewhere.
pub(super) fn run(
    cx: &mut SkillContext<'_>,
    request: &SkillRequest<'_>,
) -> Result<SkillEnd, Suspended> {
    let Some(who) = cx.verified() else { return Ok(SkillEnd::sign_in_needed()) };
    let account = match account(cx, who, request, meant::is_confirmed(request))? {
        Ok(account) => account,
        Err(end) => return Ok(end),
    };
    let orders = match orders(cx, request, &account) {
        Ok(orders) => orders,
        Err(end) => return Ok(*end),
    };
    if has_moved(request) && !orders.iter().any(|(order, _)| is_open(order)) {
        return run_default(cx, request);
    }
    let mut end = SkillEnd::default();
    for known in &orders {
        let current = known.0.shipping_address.as_ref().map(Pii::expose);
        match wanted(cx, request, &account, current, Some(known)) {
            Ok(address) => {
                // Of several orders those that go there already need no change.
                let same = current.is_some_and(|held| held.is_same_place(&address));
                if !same {
                    draft_order(cx, who, request, &account, known, address, &mut end)?;
                } else if orders.len() == 1 {
                    let rule = "change_address.same_address";
                    return Ok(not_offered(
                        Skill::ChangeAddress,
                        rule,
                        Some(known),
                        Vec::new(),
                        None,
                    ));
                }
            }
            // Nobody is asked where to send what has left already.
            Err(_) if !is_open(&known.0) => {
                let rule = "change_address.not_pending";
                return Ok(not_offered(Skill::ChangeAddress, rule, Some(known), Vec::new(), None));
            }
            Err(asked) => return Ok(*asked),
        }
    }
    if let (true, Some(known)) = (is_nothing(&end), orders.first()) {
        let rule = "change_address.same_address";
        return Ok(not_offered(Skill::ChangeAddress, rule, Some(known), Vec::new(), None));
    }
    Ok(end)
}

/// Whether a skill came to nothing that could be told.
fn is_nothing(end: &SkillEnd) -> bool {
    end.facts.is_empty() && end.proposals.is_empty() && end.escalation.is_none()
}

/// Sends later orders elsewhere.
pub(super) fn run_default(
    cx: &mut SkillContext<'_>,
    request: &SkillRequest<'_>,
) -> Result<SkillEnd, Suspended> {
    let Some(who) = cx.verified() else { return Ok(SkillEnd::sign_in_needed()) };
    let account = match account(cx, who, request, meant::is_confirmed(request))? {
        Ok(account) => account,
        Err(end) => return Ok(end),
    };
    let current = account.default_address().map(Pii::expose);
    let address = match wanted(cx, request, &account, current, None) {
        // "And my default address as well" goes where the order goes: nothing else is guessed.
        Ok(address)
            if cx.sent_to.as_ref().is_some_and(|to| !to.expose().is_same_place(&address))
                && points_back(request) =>
        {
            let fact = Fact::AskAddress { number: None, begun: None };
            return Ok(SkillEnd::asked(fact.said(), ask::say(request, Slot::Address)));
        }
        Ok(address) => address,
        Err(asked) => return Ok(*asked),
    };
    if current.is_some_and(|held| held.is_same_place(&address)) {
        let rule = "change_default_address.same_address";
        return Ok(not_offered(Skill::DefaultAddress, rule, None, Vec::new(), None));
    }
    let address = Pii::new(address);
    let action = Action::new(who, Change::SetDefaultAddress { address: address.clone() });
    let fact = ChangeFact::SetDefaultAddress { address };
    let mut end = SkillEnd::default();
    let draft = Draft::plain(action, fact);
    propose(cx, request, &account, draft, &mut end)?;
    Ok(end)
}

/// "I have moved, please update my address": where nothing can be sent elsewhere any more, the
/// address of the account is meant.
fn has_moved(request: &SkillRequest<'_>) -> bool {
    request.goal.texts().iter().any(|text| {
        let words = words(text);
        let pair = |one: &str, two: &str| {
            words
                .windows(2)
                .any(|pair| matches!(pair, [a, b] if a.folded == one && b.folded == two))
        };
        words.iter().any(|word| matches!(word.folded.as_str(), "moved" | "moving"))
            && (pair("my", "address") || pair("update", "it") || pair("new", "address"))
    })
}

/// Whether what was said last of a goal names no place of its own.
fn points_back(request: &SkillRequest<'_>) -> bool {
    let last = request.goal.all_texts().last().map(|text| words(text)).unwrap_or_default();
    let back = ["it", "that", "there", "well", "too", "same", "also"];
    last.iter().any(|word| back.contains(&word.folded.as_str()))
        && !last.iter().any(|word| word.folded.chars().all(|c| c.is_ascii_digit()))
}

const fn is_open(order: &Order) -> bool {
    matches!(order.status, OrderStatus::Pending | OrderStatus::PendingModified)
}

fn orders<'a>(
    cx: &SkillContext<'_>,
    request: &SkillRequest<'_>,
    account: &'a Account,
) -> Result<Vec<&'a (Order, FactSource)>, Box<SkillEnd>> {
    if account.orders.is_empty() {
        // "I have moved": where nothing is under way the account alone is meant.
        let facts = if request.beside { Vec::new() } else { vec![Fact::NoOrders.said()] };
        return Err(Box::new(SkillEnd::told(facts)));
    }
    let selection = meant::said(cx, request, account, &is_open);
    let mut named: Vec<OrderId> = request.goal.orders.clone();
    if named.is_empty() {
        named.extend(selection.orders.iter().cloned());
        named.extend(selection.lines.iter().map(|line| line.order.clone()));
    }
    if let (true, Some(unclear)) = (named.is_empty(), selection.unclear.first()) {
        let (mention, candidates) = (&unclear.mention, &unclear.candidates);
        return Err(Box::new(ask::which_line(request, account, mention, candidates)));
    }
    if let (true, Some(told)) =
        (named.is_empty(), ask::not_theirs(&selection.missing, &selection.unknown_numbers))
    {
        return Err(Box::new(told));
    }
    let these = |fits: &dyn Fn(&Order) -> bool| -> Vec<&'a (Order, FactSource)> {
        account.orders.iter().filter(|(order, _)| fits(order)).collect()
    };
    let found = these(&|order: &Order| named.contains(&order.id));
    // "All my orders" means those that can still be sent elsewhere.
    let open: Vec<_> = found.iter().copied().filter(|(order, _)| is_open(order)).collect();
    if !open.is_empty() {
        return Ok(open);
    }
    if !found.is_empty() {
        return Ok(found);
    }
    let open = these(&is_open);
    match open.as_slice() {
        [one] => Ok(vec![one]),
        [] => {
            let all: Vec<_> = account.orders.iter().collect();
            match all.as_slice() {
                [one] => Ok(vec![one]),
                several => Err(Box::new(ask::which_order(request, several))),
            }
        }
        several => Err(Box::new(ask::which_order(request, several))),
    }
}

/// The address that is wanted, whole; else the question for what is missing.
fn wanted(
    cx: &SkillContext<'_>,
    request: &SkillRequest<'_>,
    account: &Account,
    current: Option<&Address>,
    known: Option<&(Order, FactSource)>,
) -> Result<Address, Box<SkillEnd>> {
    let orders = account.order_list();
    let holdings = account.holdings(cx, &orders);
    let (whole, begun) = match address(&request.goal.all_texts(), &holdings, current) {
        AddressSaid::Known(address) => (Some(address), None),
        AddressSaid::Given(said) => {
            let town = said.city.iter().map(String::as_str);
            let begun: Vec<&str> = said.line1.iter().map(String::as_str).chain(town).collect();
            let begun = begun.join(", ");
            (filled_in(said, current), Some(begun))
        }
        AddressSaid::Unclear(_) | AddressSaid::Unsaid => (None, None),
    };
    whole.ok_or_else(|| {
        let number = known.map(|(order, _)| order.shown_number().to_owned());
        let begun = begun.filter(|begun| !begun.is_empty()).map(Pii::new);
        let fact = Fact::AskAddress { number, begun };
        let mut end = SkillEnd::asked(fact.said(), ask::say(request, Slot::Address));
        end.orders_in_focus = known.map(|(order, _)| order.id.clone()).into_iter().collect();
        Box::new(end)
    })
}

/// What was said of an address over what it was before. Nothing where a part is missing that the
/// old one cannot give: another town has another postal code.
fn filled_in(said: PartialAddress, current: Option<&Address>) -> Option<Address> {
    let moves = said
        .city
        .as_ref()
        .is_some_and(|city| current.is_none_or(|held| !held.city.eq_ignore_ascii_case(city)));
    let kept = |said: Option<String>, of: fn(&Address) -> &String| {
        said.or_else(|| current.filter(|_| !moves).map(|held| of(held).clone()))
    };
    let line2 = match (&said.line1, said.line2) {
        (_, Some(line2)) => Some(line2),
        // A new street has no old flat.
        (Some(_), None) => None,
        (None, None) => current.and_then(|held| held.line2.clone()),
    };
    let region =
        said.region.or_else(|| current.filter(|_| !moves).and_then(|held| held.region.clone()));
    let american = said.country.is_none() && is_american(&region, said.zip.as_ref());
    let country = match (said.country, current) {
        (Some(country), _) => country,
        (None, Some(held)) if american && !held.country.to_uppercase().starts_with('U') => {
            // Written as the shop writes countries.
            if held.country.len() == 2 { "US".to_owned() } else { "USA".to_owned() }
        }
        (None, held) => held?.country.clone(),
    };
    Some(Address {
        line1: kept(said.line1, |held| &held.line1)?,
        line2: line2.filter(|line| !line.is_empty()),
        city: kept(said.city, |held| &held.city)?,
        region,
        zip: kept(said.zip, |held| &held.zip)?,
        country,
    })
}

/// Whether a state and a postal code are those of the United States, whatever country was meant so
/// far.
fn is_american(region: &Option<String>, zip: Option<&String>) -> bool {
    let code = |zip: &String| {
        let digits = zip.split('-').next().unwrap_or_default();
        digits.len() == 5 && digits.chars().all(|c| c.is_ascii_digit())
    };
    region.is_some() && zip.is_some_and(code)
}

fn draft_order(
    cx: &mut SkillContext<'_>,
    who: &Verified,
    request: &SkillRequest<'_>,
    account: &Account,
    known: &(Order, FactSource),
    address: Address,
    end: &mut SkillEnd,
) -> Result<(), Suspended> {
    let order = &known.0;
    let address = Pii::new(address);
    cx.sent_to = Some(address.clone());
    let titles: Vec<String> = order.lines.iter().map(|line| line.title.clone()).collect();
    let change =
        Change::SetShippingAddress { order_id: order.id.clone(), address: address.clone() };
    let fact = ChangeFact::SetShippingAddress {
        number: order.shown_number().to_owned(),
        titles: titles.clone(),
        address,
    };
    let action = Action::new(who, change);
    let draft =
        Draft { action, fact, order: Some(known), subscription: None, titles, due_minor: 0 };
    propose(cx, request, account, draft, end)
}
