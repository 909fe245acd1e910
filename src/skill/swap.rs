//! Swaps things for other variants of the same product: in an order that has not been packed, or
//! after delivery. To a customer both are one wish; where the order stands decides which it is.
//!
//! Needs: a proven customer, the things meant, the variant wanted for each, who pays the difference.

use super::{
    Account, SkillContext, SkillEnd, SkillRequest, Suspended,
    account::account,
    ask,
    catalogue::product,
    meant::{self, Meant, Things},
    propose::{self, Draft, alternative, not_offered, propose},
};
use crate::{
    base::{
        id::{PaymentMethodId, ProductId, VariantId},
        money::Money,
    },
    commerce::{Action, Change, LineSwap, Order, OrderLine, OrderStatus, Product},
    conversation::{
        Awaiting, ChangeFact, Fact, FactSource, LineFact, OptionFact, Slot, SourcedFact, SwapFact,
        SwapsFact,
    },
    identity::Verified,
    understanding::{
        About, Choice, MeantLine, OtherLine, PaymentSaid, Skill, VariantWish, asks_for_options,
        choose, fitting,
    },
};

pub(super) fn run(
    cx: &mut SkillContext<'_>,
    request: &SkillRequest<'_>,
) -> Result<SkillEnd, Suspended> {
    let Some(who) = cx.verified() else { return Ok(SkillEnd::sign_in_needed()) };
    let account = match account(cx, who, request, meant::is_confirmed(request))? {
        Ok(account) => account,
        Err(end) => return Ok(end),
    };
    let fits = |order: &Order| skill_for(order).is_some();
    let things = match meant::things(cx, request, &account, &fits) {
        Meant::Things(things) => things,
        Meant::End(end) => return Ok(*end),
    };
    let products = match products(cx, request, &account, &things)? {
        Ok(products) => products,
        Err(end) => return Ok(end),
    };
    let mut end = SkillEnd::default();
    things.tell_not_found(&mut end);
    for (order_id, items) in things.by_order() {
        let Some(known) = account.order(&order_id) else { continue };
        let Some(skill) = skill_for(&known.0) else {
            let titles = titles(&known.0, &items);
            let instead = alternative(request.goal.skill, known.0.status);
            let rule = match known.0.status {
                OrderStatus::PendingModified => "change_items.changed_before",
                OrderStatus::ReturnRequested | OrderStatus::ExchangeRequested => {
                    "exchange.done_before"
                }
                OrderStatus::Cancelled
                | OrderStatus::Delivered
                | OrderStatus::Pending
                | OrderStatus::Processed
                | OrderStatus::Shipped => "exchange.not_delivered",
            };
            let refused = not_offered(request.goal.skill, rule, Some(known), titles, instead);
            end.facts.extend(refused.facts);
            end.refused = true;
            continue;
        };
        let (mut chosen, mut same) = (Vec::new(), Vec::new());
        for item in &items {
            let swap = choose_for(cx, request, &account, known, item, &products);
            match swap {
                Chosen::Swap(swap) => chosen.push(*swap),
                // Of several things those that are as wanted already stay as they are.
                Chosen::End(told) if items.len() > 1 && is_same(&told) => same.push(told),
                Chosen::End(asked) if asked.awaiting.is_some() => return Ok(*asked),
                Chosen::End(told) => {
                    end.facts.extend(told.facts);
                    end.refused = true;
                }
            }
        }
        if chosen.is_empty() && !same.is_empty() {
            let told = |it: &SourcedFact| matches!(it.fact, Fact::SameVariant { .. });
            end.facts.extend(same.into_iter().flat_map(|told| told.facts).filter(told));
            end.refused = true;
        }
        // What was asked for together is done together or asked about again.
        if end.refused || chosen.is_empty() {
            end.orders_in_focus.push(order_id);
            continue;
        }
        let wanted = (chosen, items.as_slice());
        if let Some(asked) = draft(cx, who, request, &account, known, skill, wanted, &mut end)? {
            return Ok(asked);
        }
    }
    Ok(end)
}

/// Whether a wish is for what they have.
fn is_same(end: &SkillEnd) -> bool {
    end.facts.iter().any(|sourced| matches!(sourced.fact, Fact::SameVariant { .. }))
}

/// What a swap is in an order, where one is possible.
const fn skill_for(order: &Order) -> Option<Skill> {
    match order.status {
        OrderStatus::Pending => Some(Skill::ChangeItems),
        OrderStatus::Delivered => Some(Skill::Exchange),
        OrderStatus::Cancelled
        | OrderStatus::ExchangeRequested
        | OrderStatus::PendingModified
        | OrderStatus::Processed
        | OrderStatus::ReturnRequested
        | OrderStatus::Shipped => None,
    }
}

fn titles(order: &Order, items: &[&MeantLine]) -> Vec<String> {
    let lines = items.iter().filter_map(|item| order.line(&item.line));
    lines.map(|line| line.title.clone()).collect()
}

/// The products of the lines meant, as they can be bought now.
fn products(
    cx: &mut SkillContext<'_>,
    request: &SkillRequest<'_>,
    account: &Account,
    things: &Things,
) -> Result<Result<Vec<(Product, FactSource)>, SkillEnd>, Suspended> {
    let mut wanted: Vec<ProductId> = Vec::new();
    for item in &things.items {
        let line = account.order(&item.order).and_then(|(order, _)| order.line(&item.line));
        if let Some(line) = line
            && !wanted.contains(&line.product_id)
        {
            wanted.push(line.product_id.clone());
        }
    }
    // All are asked for before any is waited on.
    let read: Vec<_> = wanted.into_iter().map(|id| product(cx, id)).collect();
    let mut products = Vec::new();
    for read in read {
        match read? {
            Ok(product) => products.push(product),
            Err(fault) => return Ok(Err(propose::shop_fault(&fault, request.goal.skill))),
        }
    }
    Ok(Ok(products))
}

/// What comes of the wish for one line.
enum Chosen<'a> {
    Swap(Box<Swap<'a>>),
    End(Box<SkillEnd>),
}

/// One line with the variant that comes in its place.
struct Swap<'a> {
    line: &'a OrderLine,
    variant: VariantId,
    fact: SwapFact,
    /// What it costs more, in minor units.
    difference_minor: i64,
}

fn choose_for<'a>(
    cx: &SkillContext<'_>,
    request: &SkillRequest<'_>,
    account: &'a Account,
    (order, _): &'a (Order, FactSource),
    item: &MeantLine,
    products: &[(Product, FactSource)],
) -> Chosen<'a> {
    let told = |fact: Fact, source: &FactSource| {
        Chosen::End(Box::new(SkillEnd::refused(fact.sourced(source.clone()))))
    };
    let Some(line) = order.line(&item.line) else { return Chosen::End(Box::default()) };
    let Some((product, source)) = products.iter().find(|(it, _)| it.id == line.product_id) else {
        return Chosen::End(Box::default());
    };
    let others = others(account, line);
    let synonyms = meant::synonyms(cx);
    let about = About { product, current: Some(line), others: &others, synonyms: &synonyms };
    let said: Vec<&str> = item.said.iter().map(String::as_str).collect();
    let mut by_price = false;
    let choice = match request.goal.variants.iter().rev().find(|held| held.line_id == line.id) {
        Some(held) => Choice::One { variant: held.variant_id.clone(), given_up: Vec::new() },
        None => {
            let wish = VariantWish::read(&said, &about);
            by_price = wish.bounds_price();
            let listed = request.goal.of_lines.iter().any(|held| held.line_id == line.id);
            let last = said.last().is_some_and(|text| asks_for_options(text));
            let all = if last && !listed && !wish.is_empty() {
                fitting(&wish, &about)
            } else {
                Vec::new()
            };
            if all.len() > 1 { Choice::Several(all) } else { choose(&wish, &about) }
        }
    };
    match choice {
        Choice::One { variant, given_up } => match swap(product, line, variant, given_up) {
            Some(swap) => Chosen::Swap(Box::new(swap)),
            None => told(not_available(product, line, Vec::new(), &[], by_price), source),
        },
        Choice::Several(ids) => {
            Chosen::End(Box::new(which_variant(request, product, line, &ids, source)))
        }
        Choice::NotAvailable { wanted, nearest } => {
            let wanted = wanted.into_values().collect();
            let fact = not_available(product, line, wanted, &nearest, by_price);
            if nearest.is_empty() {
                return told(fact, source);
            }
            let awaiting = Awaiting::ChooseVariant {
                goal: request.goal.id,
                line_id: line.id.clone(),
                options: nearest,
            };
            let mut end = SkillEnd::asked(fact.sourced(source.clone()), awaiting);
            end.refused = true;
            Chosen::End(Box::new(end))
        }
        Choice::Same => Chosen::End(Box::new(same_as_held(request, product, line, source))),
        Choice::Unsaid => Chosen::End(Box::new(what_instead(request, product, line, source))),
    }
}

/// The customer's other lines of the same product.
fn others<'a>(account: &'a Account, line: &OrderLine) -> Vec<OtherLine<'a>> {
    let newest = account.orders.first().map(|(order, _)| &order.id);
    let of_order = |(order, _): &'a (Order, FactSource)| {
        let lines = order.lines.iter();
        let same = lines.filter(|l| l.product_id == line.product_id && l.id != line.id);
        same.map(move |line| OtherLine { order, newest: newest == Some(&order.id), line })
    };
    account.orders.iter().flat_map(of_order).collect()
}

fn swap<'a>(
    product: &Product,
    line: &'a OrderLine,
    id: VariantId,
    given_up: Vec<String>,
) -> Option<Swap<'a>> {
    let variant = product.variants.iter().find(|variant| variant.id == id && variant.available)?;
    let each = variant.price.minor().checked_sub(line.unit_price.minor())?;
    Some(Swap {
        line,
        fact: SwapFact {
            old: LineFact::of(line),
            new: LineFact::of_variant(&line.title, variant, line.quantity),
            given_up,
        },
        variant: id,
        difference_minor: each.checked_mul(i64::from(line.quantity))?,
    })
}

fn variants(product: &Product, line: &OrderLine, ids: &[VariantId]) -> Vec<LineFact> {
    let find = |id: &VariantId| product.variants.iter().find(|variant| variant.id == *id);
    let found = ids.iter().filter_map(find);
    found.map(|variant| LineFact::of_variant(&line.title, variant, line.quantity)).collect()
}

fn not_available(
    product: &Product,
    line: &OrderLine,
    wanted: Vec<String>,
    nearest: &[VariantId],
    by_price: bool,
) -> Fact {
    let nearest = variants(product, line, nearest);
    Fact::NotAvailable { title: line.title.clone(), wanted, nearest, by_price }
}

fn which_variant(
    request: &SkillRequest<'_>,
    product: &Product,
    line: &OrderLine,
    ids: &[VariantId],
    source: &FactSource,
) -> SkillEnd {
    let options = variants(product, line, ids);
    let fact = Fact::WhichVariant { title: line.title.clone(), options };
    let awaiting = Awaiting::ChooseVariant {
        goal: request.goal.id,
        line_id: line.id.clone(),
        options: ids.to_vec(),
    };
    SkillEnd::asked(fact.sourced(source.clone()), awaiting)
}

fn what_instead(
    request: &SkillRequest<'_>,
    product: &Product,
    line: &OrderLine,
    source: &FactSource,
) -> SkillEnd {
    let fact = Fact::AskNewVariant { title: line.title.clone(), options: options_of(product) };
    SkillEnd::asked(fact.sourced(source.clone()), ask::say(request, Slot::Options(line.id.clone())))
}

/// A wish for what they have already: told, and asked again. What was wanted otherwise is not
/// proposed in the same breath: another variant may be what they want now.
fn same_as_held(
    request: &SkillRequest<'_>,
    product: &Product,
    line: &OrderLine,
    source: &FactSource,
) -> SkillEnd {
    let mut end = what_instead(request, product, line, source);
    let fact = Fact::SameVariant { line: LineFact::of(line) };
    end.facts.insert(0, fact.sourced(source.clone()));
    end.refused = true;
    end
}

/// The values of each option that can be had now.
pub(super) fn options_of(product: &Product) -> Vec<OptionFact> {
    let mut options: Vec<OptionFact> = Vec::new();
    for variant in product.variants.iter().filter(|variant| variant.available) {
        for (name, value) in &variant.options {
            match options.iter_mut().find(|option| option.name == *name) {
                Some(option) if option.values.contains(value) => {}
                Some(option) => option.values.push(value.clone()),
                None => {
                    options.push(OptionFact { name: name.clone(), values: vec![value.clone()] })
                }
            }
        }
    }
    options
}

/// Proposes the swaps of one order. A question where it is not clear who pays.
#[expect(clippy::too_many_arguments, reason = "what one change of an order is made of")]
fn draft(
    cx: &mut SkillContext<'_>,
    who: &Verified,
    request: &SkillRequest<'_>,
    account: &Account,
    known: &(Order, FactSource),
    skill: Skill,
    (chosen, items): (Vec<Swap<'_>>, &[&MeantLine]),
    end: &mut SkillEnd,
) -> Result<Option<SkillEnd>, Suspended> {
    let order = &known.0;
    let due_minor =
        chosen.iter().fold(0_i64, |sum, swap| sum.saturating_add(swap.difference_minor));
    let methods = account.methods().iter().map(crate::conversation::MethodFact::of);
    let settle_with = match payer(cx, request, account, order, items) {
        Payer::Method(id) => id,
        Payer::Ask => return Ok(Some(ask::which_method(request, skill, methods.collect()))),
        Payer::Refused(rule) => {
            let rule = format!(
                "{}.{rule}",
                if skill == Skill::Exchange { "exchange" } else { "change_items" }
            );
            let refused = not_offered(skill, &rule, Some(known), Vec::new(), None);
            return Ok(Some(ask::another_method(request, refused, methods.collect())));
        }
    };
    let Some(method) = account.method_fact(&settle_with) else { return Ok(None) };
    let order_id = order.id.clone();
    let titles = chosen.iter().map(|swap| swap.line.title.clone()).collect();
    let swaps = chosen
        .iter()
        .map(|swap| LineSwap { line_id: swap.line.id.clone(), variant_id: swap.variant.clone() })
        .collect();
    let fact = SwapsFact {
        number: order.shown_number().to_owned(),
        swaps: chosen.into_iter().map(|swap| swap.fact).collect(),
        difference: Money::from_minor(due_minor, order.total.currency()),
        method,
    };
    let (change, fact) = if skill == Skill::Exchange {
        (Change::Exchange { order_id, swaps, settle_with }, ChangeFact::Exchange(fact))
    } else {
        (Change::ChangeLines { order_id, swaps, settle_with }, ChangeFact::ChangeLines(fact))
    };
    let action = Action::new(who, change);
    let draft = Draft { action, fact, order: Some(known), subscription: None, titles, due_minor };
    propose(cx, request, account, draft, end)?;
    Ok(None)
}

/// Who pays or gets the difference.
enum Payer {
    Method(PaymentMethodId),
    Ask,
    Refused(&'static str),
}

fn payer(
    cx: &SkillContext<'_>,
    request: &SkillRequest<'_>,
    account: &Account,
    order: &Order,
    items: &[&MeantLine],
) -> Payer {
    let original = || order.original_method().cloned().map_or(Payer::Ask, Payer::Method);
    match meant::payment_for(cx, request, account, items) {
        PaymentSaid::Method(id) => Payer::Method(id),
        PaymentSaid::Original | PaymentSaid::Unsaid | PaymentSaid::OfOtherOrder => original(),
        PaymentSaid::Unclear(ids) => match order.original_method() {
            Some(paid) if ids.contains(paid) => Payer::Method(paid.clone()),
            _ => Payer::Ask,
        },
        PaymentSaid::NotOnFile(_) => Payer::Refused("unknown_method"),
        PaymentSaid::Split => Payer::Refused("split"),
    }
}
