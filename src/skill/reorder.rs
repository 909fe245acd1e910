//! Puts what was bought before into a prepared cart: a thing by name, "the usual", a whole order.
//!
//! Needs: a proven customer and what is meant. Calls: the customer's orders, each product as it can
//! be bought today, and a search for what comes nearest to what cannot be had. A cart buys nothing: the customer pays where its link leads.

use std::collections::BTreeMap;

use super::{
    Account, SkillContext, SkillEnd, SkillRequest, SoldOut, Suspended,
    account::account,
    ask,
    catalogue::{self, Known},
    meant,
    propose::{Draft, left_to_person, propose, shop_fault},
    recommendation,
};
use crate::{
    base::{
        id::{LineId, OrderId, VariantId},
        sort,
    },
    commerce::{Action, Change, CheckoutLine, Order, OrderLine, OrderStatus, Product, Variant},
    conversation::{
        CartLineFact, ChangeFact, Fact, FactSource, LineFact, Recommended, ShownProduct,
        SourcedFact, StockChoice,
    },
    escalation::Reason,
    understanding::{
        Skill, is_all_ever, is_usual, named_again, pieces_wanted, titles_beside, titles_like,
    },
};

/// Things in one cart: each is asked for at the shop.
const LINES_MAX: usize = 20;

/// Things that come nearest, told at once.
const NEAREST_MAX: usize = 3;

pub(super) fn run(
    cx: &mut SkillContext<'_>,
    request: &SkillRequest<'_>,
) -> Result<SkillEnd, Suspended> {
    let Some(who) = cx.verified() else { return Ok(SkillEnd::sign_in_needed()) };
    let account = match account(cx, who, request, meant::is_confirmed(request))? {
        Ok(account) => account,
        Err(end) => return Ok(end),
    };
    let (lines, unknown) = match again(cx, request, &account)? {
        Again::Lines(lines, unknown) => (lines, unknown),
        Again::End(end) => return Ok(*end),
    };
    if lines.len() > LINES_MAX {
        let rules = vec!["checkout.too_many".to_owned()];
        return Ok(SkillEnd::person(left_to_person(Reason::Guardrail, rules, Skill::Reorder)));
    }
    // As they can be bought today.
    let ids = lines.iter().map(|line| line.product_id.clone());
    let products = match catalogue::by_ids(cx, ids)? {
        Ok(products) => products,
        Err(fault) => return Ok(shop_fault(&fault, Skill::Reorder)),
    };
    let titles: Vec<&str> = lines.iter().map(|line| line.title.as_str()).collect();
    let wanted = pieces_wanted(&request.goal.all_texts(), &titles);
    let lines: Vec<OrderLine> = lines
        .into_iter()
        .zip(wanted)
        .map(|(line, wanted)| OrderLine {
            quantity: wanted.unwrap_or(line.quantity),
            ..line.clone()
        })
        .collect();
    let mut end = SkillEnd { facts: unknown, ..SkillEnd::default() };
    let (mut cart, mut facts): (Vec<CheckoutLine>, Vec<CartLineFact>) = (Vec::new(), Vec::new());
    for line in &lines {
        let is_its = |(product, _): &&Known| product.id == line.product_id;
        let sold = products.iter().find(is_its).map(|(product, _)| product);
        let variant = sold.and_then(|product| {
            let mut variants = product.variants.iter();
            variants.find(|it| it.id == line.variant_id && it.available)
        });
        match variant {
            Some(variant) => {
                let told = LineFact { unit_price: variant.price, ..LineFact::of(line) };
                let was = Some(line.unit_price).filter(|was| *was != variant.price);
                facts.push(CartLineFact { line: told, was });
                cart.push(CheckoutLine {
                    variant_id: line.variant_id.clone(),
                    quantity: line.quantity,
                });
            }
            None => {
                not_again(cx, &account, line, sold, &mut end)?;
                // What is sold at all comes back.
                let comes_back =
                    sold.filter(|product| !product.is_discontinued() && end.recommended.is_none());
                end.sold_out = end.sold_out.or(comes_back.map(|product| SoldOut {
                    choice: StockChoice {
                        product_id: product.id.clone(),
                        variant_id: Some(line.variant_id.clone()),
                    },
                    title: line.title.clone(),
                    options: LineFact::of(line).options,
                }));
            }
        }
    }
    let Some(total) = CartLineFact::total(&facts) else {
        end.refused = true;
        return Ok(end);
    };
    let fact = ChangeFact::Checkout { lines: facts, total, url: None };
    let action = Action::new(who, Change::Checkout { lines: cart });
    let draft = Draft::plain(action, fact);
    propose(cx, request, &account, draft, &mut end)?;
    Ok(end)
}

/// What is wanted again.
enum Again<'a> {
    /// These, and what was named that is not theirs.
    Lines(Vec<&'a OrderLine>, Vec<SourcedFact>),
    End(Box<SkillEnd>),
}

fn again<'a>(
    cx: &mut SkillContext<'_>,
    request: &SkillRequest<'_>,
    account: &'a Account,
) -> Result<Again<'a>, Suspended> {
    let end = |end: SkillEnd| Ok(Again::End(Box::new(end)));
    if account.orders.is_empty() {
        return end(SkillEnd::told(vec![Fact::NoOrders.said()]));
    }
    let selection = meant::said(cx, request, account, &is_bought);
    let items = selection.missing.iter().cloned();
    let items = items.map(|mention| Fact::ItemNotFound { mention }.said());
    let numbers = selection.unknown_numbers.iter().cloned();
    let numbers = numbers.map(|asked| Fact::OrderNotFound { asked }.said());
    let unknown: Vec<SourcedFact> = items.chain(numbers).collect();
    let line = |(order, line): (&_, &_)| account.order(order).and_then(|it| it.0.line(line));
    let mut lines: Vec<&OrderLine> = Vec::new();
    for meant in &selection.lines {
        lines.extend(line((&meant.order, &meant.line)));
    }
    for unclear in &selection.unclear {
        // The same thing of several orders is one thing: the newest counts.
        let candidates: Vec<&OrderLine> =
            unclear.candidates.iter().filter_map(|(order, id)| line((order, id))).collect();
        let Some(first) = newest(account, &candidates) else { continue };
        if candidates.iter().any(|other| other.variant_id != first.variant_id) {
            let distinct = distinct(account, &unclear.candidates);
            return end(ask::which_line(request, account, &unclear.mention, &distinct));
        }
        lines.push(first);
    }
    if !lines.is_empty() {
        lines.extend(beside(request, account, &lines));
    }
    if lines.is_empty() && selection.orders.is_empty() {
        match by_title(request, account).as_slice() {
            [] => {}
            [only] => lines.push(only),
            several => {
                return end(ask::which_line(request, account, "", &places(account, several)));
            }
        }
    }
    if lines.is_empty()
        && let Some(told) = ask::not_theirs(&selection.missing, &selection.unknown_numbers)
    {
        return end(told);
    }
    if lines.is_empty()
        && selection.orders.is_empty()
        && let Some(name) = named_again(&request.goal.all_texts())
    {
        return never_bought(cx, request, account, name);
    }
    if lines.is_empty() {
        return Ok(of_orders(request, account, &selection.orders, unknown));
    }
    Ok(Again::Lines(once(lines), unknown))
}

/// What is named by no word of its name in their orders: what the shop finds by it, where they had that;
/// else that they had none, with what there is.
fn never_bought<'a>(
    cx: &mut SkillContext<'_>,
    request: &SkillRequest<'_>,
    account: &'a Account,
    mention: String,
) -> Result<Again<'a>, Suspended> {
    let mut found = recommendation::named(cx, request)?;
    let shown = found.recommended.iter().flat_map(|it| &it.shown);
    let shown: Vec<_> = shown.map(|it| &it.product_id).collect();
    let lines = bought(account);
    let lines = once(lines.filter(|line| shown.contains(&&line.product_id)).collect());
    match lines.as_slice() {
        [] => {
            found.facts.insert(0, Fact::ItemNotFound { mention }.said());
            Ok(Again::End(Box::new(found)))
        }
        [_] => Ok(Again::Lines(lines, Vec::new())),
        several => {
            let places = places(account, several);
            Ok(Again::End(Box::new(ask::which_line(request, account, &mention, &places))))
        }
    }
}

/// What is meant where no thing was named: these orders, all that was ever bought, the usual, or the only
/// order that there is.
fn of_orders<'a>(
    request: &SkillRequest<'_>,
    account: &'a Account,
    orders: &[OrderId],
    unknown: Vec<SourcedFact>,
) -> Again<'a> {
    let end = |end: SkillEnd| Again::End(Box::new(end));
    let named = account.orders.iter().filter(|(order, _)| orders.contains(&order.id));
    let mut lines: Vec<&OrderLine> = named.flat_map(|(order, _)| &order.lines).collect();
    if lines.is_empty() && is_all_ever(&request.goal.all_texts()) {
        lines = bought(account).collect();
    }
    if lines.is_empty() && is_usual(&request.goal.all_texts()) {
        lines = usual(account);
    }
    if lines.is_empty() {
        let orders: Vec<&(Order, FactSource)> =
            account.orders.iter().filter(|(order, _)| is_bought(order)).collect();
        return match orders.as_slice() {
            [] => end(SkillEnd::told(vec![Fact::NoOrders.said()])),
            [only] => Again::Lines(only.0.lines.iter().collect(), unknown),
            several => end(ask::which_order(request, several)),
        };
    }
    Again::Lines(once(lines), unknown)
}

/// Whether an order was kept.
fn is_bought(order: &Order) -> bool {
    order.status != OrderStatus::Cancelled
}

/// The things of all orders that were kept, the newest first.
fn bought(account: &Account) -> impl Iterator<Item = &OrderLine> {
    let kept = account.orders.iter().filter(|(order, _)| is_bought(order));
    kept.flat_map(|(order, _)| &order.lines)
}

/// What is called by some of the words: what was bought most often, each variant once, the newest.
fn by_title<'a>(request: &SkillRequest<'_>, account: &'a Account) -> Vec<&'a OrderLine> {
    let lines: Vec<&OrderLine> = once(bought(account).collect());
    let titles: Vec<&str> = lines.iter().map(|line| line.title.as_str()).collect();
    let mut said = request.goal.all_texts();
    said.extend(request.goal.told_apart());
    let like = titles_like(&said, &titles);
    let like: Vec<&OrderLine> =
        like.into_iter().filter_map(|index| lines.get(index).copied()).collect();
    let counts = counts(account);
    let count = |line: &OrderLine| counts.get(&line.variant_id).copied().unwrap_or_default();
    let most = like.iter().map(|line| count(line)).max().unwrap_or_default();
    like.into_iter().filter(|line| count(line) == most).collect()
}

/// What is called beside things that are known by now, the newest of each name.
fn beside<'a>(
    request: &SkillRequest<'_>,
    account: &'a Account,
    known: &[&OrderLine],
) -> Vec<&'a OrderLine> {
    let mut lines: Vec<&OrderLine> = Vec::new();
    for line in bought(account) {
        if !lines.iter().any(|held| held.title == line.title) {
            lines.push(line);
        }
    }
    let titles: Vec<&str> = lines.iter().map(|line| line.title.as_str()).collect();
    let chosen: Vec<&str> = known.iter().map(|line| line.title.as_str()).collect();
    let named = titles_beside(&request.goal.all_texts(), &titles, &chosen);
    named.into_iter().filter_map(|index| lines.get(index).copied()).collect()
}

/// In how many orders each variant was bought.
fn counts(account: &Account) -> BTreeMap<&VariantId, usize> {
    let mut counts: BTreeMap<&VariantId, usize> = BTreeMap::new();
    for line in bought(account) {
        let count = counts.entry(&line.variant_id).or_default();
        *count = count.saturating_add(1);
    }
    counts
}

/// Where lines stand.
fn places(account: &Account, lines: &[&OrderLine]) -> Vec<(OrderId, LineId)> {
    let all =
        account.orders.iter().flat_map(|(order, _)| order.lines.iter().map(move |it| (order, it)));
    all.filter(|(_, line)| lines.iter().any(|held| std::ptr::eq(*held, *line)))
        .map(|(order, line)| (order.id.clone(), line.id.clone()))
        .collect()
}

/// Each variant once.
fn once(lines: Vec<&OrderLine>) -> Vec<&OrderLine> {
    let mut kept: Vec<&OrderLine> = Vec::new();
    for line in lines {
        if !kept.iter().any(|held| held.variant_id == line.variant_id) {
            kept.push(line);
        }
    }
    kept
}

/// Of lines of several orders the one that was bought last.
fn newest<'a>(account: &'a Account, lines: &[&'a OrderLine]) -> Option<&'a OrderLine> {
    let mut all = account.orders.iter().flat_map(|(order, _)| &order.lines);
    // A shop's line ids may be its own within each order.
    all.find(|line| lines.iter().any(|held| std::ptr::eq(*held, *line)))
}

/// One line for each variant, the newest.
fn distinct(account: &Account, candidates: &[(OrderId, LineId)]) -> Vec<(OrderId, LineId)> {
    let mut seen: Vec<&VariantId> = Vec::new();
    let mut kept = Vec::new();
    for (order, _) in &account.orders {
        for line in &order.lines {
            let is_meant = candidates.iter().any(|(of, id)| *of == order.id && *id == line.id);
            if is_meant && !seen.contains(&&line.variant_id) {
                seen.push(&line.variant_id);
                kept.push((order.id.clone(), line.id.clone()));
            }
        }
    }
    kept
}

/// What was bought in more than one order; where nothing was, what was bought last.
fn usual(account: &Account) -> Vec<&OrderLine> {
    let counts = counts(account);
    let most = counts.values().copied().max().unwrap_or_default();
    if most < 2 {
        let last = account.orders.iter().find(|(order, _)| is_bought(order));
        return last.map(|(order, _)| order.lines.iter().collect()).unwrap_or_default();
    }
    bought(account).filter(|line| counts.get(&line.variant_id) == Some(&most)).collect()
}

/// Tells what cannot be had again, with what comes nearest: other variants of the same product, those
/// with most in common first; where none can be had, other things of the kind, which can be chosen.
fn not_again(
    cx: &mut SkillContext<'_>,
    account: &Account,
    line: &OrderLine,
    sold: Option<&Product>,
    end: &mut SkillEnd,
) -> Result<(), Suspended> {
    let common = |variant: &Variant| {
        let same = |(name, value): &(&String, &String)| line.options.get(*name) == Some(*value);
        variant.options.iter().filter(same).count()
    };
    let mut others: Vec<&Variant> = sold
        .map(|product| product.variants.iter().filter(|variant| variant.available).collect())
        .unwrap_or_default();
    sort::by_key(&mut others, |variant| {
        (std::cmp::Reverse(common(variant)), variant.price.minor())
    });
    let same = others.into_iter().take(NEAREST_MAX);
    let mut nearest: Vec<LineFact> =
        same.map(|it| LineFact::of_variant(&line.title, it, line.quantity)).collect();
    if nearest.is_empty() {
        let orders = account.orders.iter().map(|(order, _)| order.clone()).collect();
        let found = recommendation::nearest(cx, orders, line, sold, NEAREST_MAX)?;
        nearest.extend(found.iter().map(|(product, variant)| {
            LineFact::of_variant(&product.title, variant, line.quantity)
        }));
        let shown = found.iter().map(|(product, it)| recommendation::shown_product(product, it));
        let shown: Vec<ShownProduct> = shown.collect();
        if !shown.is_empty() {
            end.recommended = Some(Recommended { shown, open: true, ..Recommended::default() });
        }
    }
    let fact = Fact::NotAgain { line: LineFact::of(line), discontinued: sold.is_none(), nearest };
    end.facts.push(fact.said());
    Ok(())
}
