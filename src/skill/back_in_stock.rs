//! Waits for what is sold out, and tells once when it is back; waits no more where that is wanted.
//!
//! Needs: a product and its variant; a proven customer once something is to be remembered. Calls: the
//! catalogue, as it can be bought now. Changes only our own record.

use super::{
    Account, SkillContext, SkillEnd, SkillRequest, Suspended, account, ask, catalogue,
    catalogue::Known,
    meant, orders,
    product::{self, Meant},
    propose::{Draft, left_to_person, propose, shop_fault},
};
use crate::{
    base::{limits::STOCK_WAITING_MAX, sort, text::words},
    commerce::{Action, Change, Product, ShopFault, StockItem, Variant},
    conversation::{ChangeFact, Fact, LineFact, Slot, StockChoice, StockFact, WatchFact},
    escalation::Reason,
    identity::{Verified, Via},
    understanding::{
        About, Question, Skill, VariantWish, matching, means_all, product_words, stops_waiting,
        titles_like, titles_named,
    },
};

/// Variants told one by one.
const VARIANTS_MAX: usize = 8;

pub(super) fn run(
    cx: &mut SkillContext<'_>,
    request: &SkillRequest<'_>,
) -> Result<SkillEnd, Suspended> {
    if stops_waiting(&request.goal.texts()) {
        return stop(cx, request);
    }
    let (product, source) = match product(cx, request)? {
        Ok(known) => known,
        Err(end) => return Ok(*end),
    };
    let (can_be_had, sold_out) = variants(cx, request, &product);
    let told = |fact: StockFact| Fact::Stock(Box::new(fact)).sourced(source.clone());
    let lines = |some: &[&Variant]| {
        let line = |variant: &&Variant| LineFact::of_variant(&product.title, variant, 1);
        some.iter().take(VARIANTS_MAX).map(line).collect::<Vec<_>>()
    };
    let mut end = SkillEnd { products_in_focus: vec![product.id.clone()], ..SkillEnd::default() };
    let chosen = match sold_out.as_slice() {
        [] => {
            let url = product.url.clone().filter(|url| url.starts_with("https://"));
            end.facts.push(told(StockFact::InStock { lines: lines(&can_be_had), url }));
            return Ok(end);
        }
        [first, ..] if product.is_discontinued() => {
            let line = LineFact::of_variant(&product.title, first, 1);
            let nearest = lines(&can_be_had);
            let fact = Fact::NotAgain { line, discontinued: true, nearest };
            end.facts.push(fact.sourced(source.clone()));
            return Ok(end);
        }
        several if several.len() > 1 && !means_all(&request.goal.all_texts()) => {
            let (title, lines) = (product.title.clone(), lines(several));
            let options = lines.iter().map(|line| line.options.join(", ")).collect();
            end.facts.push(told(StockFact::Which { title, lines }));
            end.awaiting = Some(ask::one_of(request, Slot::Variant, options));
            end.asked_of = Some(StockChoice { product_id: product.id.clone(), variant_id: None });
            return Ok(end);
        }
        chosen => chosen,
    };
    let Some(who) = cx.verified() else {
        let line = |line| told(StockFact::SoldOut { line });
        end.facts = lines(chosen).into_iter().map(line).collect();
        end.identity = true;
        return Ok(end);
    };
    let new = chosen.iter().filter(|variant| !cx.profile.waits_for(&variant.id)).count();
    if new > 0 && cx.profile.waits_for_too_many(new) {
        end.facts.push(told(StockFact::Full { max: STOCK_WAITING_MAX }));
        return Ok(end);
    }
    let items = chosen.iter().map(|variant| item_of(&product, variant)).collect();
    note(cx, who, request, items, true, end)
}

fn item_of(product: &Product, variant: &Variant) -> StockItem {
    StockItem {
        product_id: product.id.clone(),
        variant_id: variant.id.clone(),
        title: product.title.clone(),
        options: LineFact::of_variant(&product.title, variant, 1).options,
    }
}

/// The product that is waited for, as it can be bought now, or what is told or asked instead.
fn product(
    cx: &mut SkillContext<'_>,
    request: &SkillRequest<'_>,
) -> Result<Result<Known, Box<SkillEnd>>, Suspended> {
    let goal = request.goal;
    let texts = goal.all_texts();
    let named = texts.iter().rev().find(|text| !product_words(text).is_empty()).copied();
    // Which variant is answered names no product.
    let answered = goal.stock.is_some() && !goal.answers.is_empty();
    let text = named.filter(|_| !answered).unwrap_or_default();
    let focus = match &goal.stock {
        Some(choice) => vec![choice.product_id.clone()],
        None => product::focus(cx),
    };
    let points = goal.stock.is_some() || text.is_empty() || Question::read(text, &[]).points;
    let known = match product::found(cx, text, points, &focus)? {
        Ok(known) => known,
        Err(fault) => return Ok(Err(Box::new(shop_fault(&fault, goal.skill)))),
    };
    Ok(match product::meant(cx, request, &known, text, points.then_some(focus.as_slice())) {
        Meant::One(known) => Ok(known.clone()),
        Meant::None => match alike(text, &known) {
            Alike::One(known) => Ok(known.clone()),
            Alike::Perhaps(titles) => Err(Box::new(which(request, titles))),
            Alike::None => return bought(cx, request, text),
        },
        Meant::Several(titles) => Err(Box::new(which(request, titles))),
    })
}

fn which(request: &SkillRequest<'_>, titles: Vec<String>) -> SkillEnd {
    let awaiting = ask::one_of(request, Slot::Product, titles.clone());
    SkillEnd::asked(Fact::WhichProduct { titles }.said(), awaiting)
}

/// A product of which only a part of the name was said.
enum Alike<'a> {
    None,
    One(&'a Known),
    Perhaps(Vec<String>),
}

/// "The earl grey": all that was said is of the name. Where only some of it is, it is asked.
fn alike<'a>(text: &str, known: &'a [Known]) -> Alike<'a> {
    /// Words that are no accident.
    const WORDS_MIN: usize = 2;
    let folded = |text: &str| words(text).into_iter().map(|word| word.folded).collect::<Vec<_>>();
    let said = folded(text);
    let count = |(product, _): &Known| {
        folded(&product.title).iter().filter(|word| word.len() > 2 && said.contains(word)).count()
    };
    let most = known.iter().map(count).max().unwrap_or_default();
    let best: Vec<&Known> = known.iter().filter(|it| most > 0 && count(it) == most).collect();
    let all = most >= product_words(text).len();
    match best.as_slice() {
        [only] if all => Alike::One(only),
        [] => Alike::None,
        several if all || most >= WORDS_MIN => {
            let titles =
                several.iter().take(VARIANTS_MAX).map(|(product, _)| product.title.clone());
            Alike::Perhaps(titles.collect())
        }
        _ => Alike::None,
    }
}

/// What was bought before and is not found in the catalogue: it may not be sold any more.
fn bought(
    cx: &mut SkillContext<'_>,
    request: &SkillRequest<'_>,
    text: &str,
) -> Result<Result<Known, Box<SkillEnd>>, Suspended> {
    let unknown = || Err(Box::new(SkillEnd::told(vec![Fact::ProductNotFound.said()])));
    let Some(who) = cx.verified() else { return Ok(unknown()) };
    let Ok(orders) = orders::all(cx, who)? else { return Ok(unknown()) };
    let lines: Vec<_> = orders.iter().flat_map(|known| &known.order.lines).collect();
    let titles: Vec<&str> = lines.iter().map(|line| line.title.as_str()).collect();
    let named = titles_named(text, &titles, &meant::synonyms(cx));
    let Some(line) = lines.into_iter().find(|line| named.contains(&line.title)) else {
        return Ok(unknown());
    };
    Ok(match catalogue::product(cx, line.product_id.clone())? {
        Ok(known) => Ok(known),
        Err(ShopFault::NotFound) => {
            let line = LineFact::of(line);
            let fact = Fact::NotAgain { line, discontinued: true, nearest: Vec::new() };
            Err(Box::new(SkillEnd::told(vec![fact.said()])))
        }
        Err(fault) => Err(Box::new(shop_fault(&fault, request.goal.skill))),
    })
}

/// The variants that are meant, those that can be had and those that are sold out, cheapest first.
fn variants<'p>(
    cx: &SkillContext<'_>,
    request: &SkillRequest<'_>,
    product: &'p Product,
) -> (Vec<&'p Variant>, Vec<&'p Variant>) {
    let goal = request.goal;
    let pinned = goal.stock.as_ref().and_then(|choice| choice.variant_id.as_ref());
    let synonyms = meant::synonyms(cx);
    let about = About { product, current: None, others: &[], synonyms: &synonyms };
    let wish = VariantWish::read(&goal.all_texts(), &about);
    let mut fit: Vec<&Variant> = matching(&wish, product, false);
    if let Some(only) = product.variants.iter().find(|variant| Some(&variant.id) == pinned) {
        fit = vec![only];
    }
    if fit.is_empty() {
        fit = product.variants.iter().collect();
    }
    sort::by_key(&mut fit, |variant| variant.price.minor());
    let (can_be_had, mut sold_out): (Vec<_>, Vec<_>) =
        fit.into_iter().partition(|variant| variant.available);
    // "And the other one": what is waited for already is not meant again.
    if sold_out.iter().any(|variant| !cx.profile.waits_for(&variant.id)) {
        sold_out.retain(|variant| !cx.profile.waits_for(&variant.id));
    }
    (can_be_had, sold_out)
}

/// Waits no more for what is named; for the only thing where nothing is.
fn stop(cx: &mut SkillContext<'_>, request: &SkillRequest<'_>) -> Result<SkillEnd, Suspended> {
    let Some(who) = cx.verified() else {
        return Ok(SkillEnd { identity: true, ..SkillEnd::default() });
    };
    let waiting: Vec<StockItem> = cx.profile.waiting().into_iter().cloned().collect();
    if waiting.is_empty() && cx.profile.customer_id.as_ref() != Some(who.customer_id()) {
        // Who they are was found out just now: what they wait for is kept elsewhere.
        let skill = Skill::BackInStock;
        return Ok(SkillEnd::person(left_to_person(Reason::MissingAbility, Vec::new(), skill)));
    }
    let texts = request.goal.all_texts();
    let titles: Vec<&str> = waiting.iter().map(|item| item.title.as_str()).collect();
    let answer = request.goal.answered().last().copied();
    let mut named: Vec<String> = titles_like(&Vec::from_iter(answer), &titles)
        .into_iter()
        .filter_map(|index| titles.get(index).map(|title| (*title).to_owned()))
        .collect();
    if named.is_empty() {
        named = titles_named(&texts.join(". "), &titles, &meant::synonyms(cx));
    }
    let all = means_all(&texts) || titles.iter().all(|title| Some(title) == titles.first());
    let is_meant = |item: &&StockItem| named.contains(&item.title) || named.is_empty() && all;
    let meant: Vec<StockItem> = waiting.iter().filter(is_meant).cloned().collect();
    let mut end = SkillEnd::default();
    if waiting.is_empty() {
        end.facts.push(Fact::Stock(Box::new(StockFact::NotWaiting)).said());
    } else if meant.is_empty() {
        let mut titles: Vec<String> = titles.into_iter().map(str::to_owned).collect();
        titles.dedup();
        end.awaiting = Some(ask::one_of(request, Slot::Product, titles.clone()));
        end.facts.push(Fact::WhichProduct { titles }.said());
    }
    if meant.is_empty() { Ok(end) } else { note(cx, who, request, meant, false, end) }
}

/// Proposes to wait for things, or no more.
fn note(
    cx: &mut SkillContext<'_>,
    who: &Verified,
    request: &SkillRequest<'_>,
    items: Vec<StockItem>,
    on: bool,
    mut end: SkillEnd,
) -> Result<SkillEnd, Suspended> {
    let customer = match account::customer(cx, who, false)? {
        Ok(customer) => customer,
        Err(fault) => return Ok(shop_fault(&fault, Skill::BackInStock)),
    };
    let by_email = on && customer.email.is_some() && cx.reach.contains(&Via::Email);
    let fact = WatchFact { items: items.clone(), on, by_email };
    let fact = ChangeFact::WatchStock(Box::new(fact));
    let action = Action::new(who, Change::WatchStock { items, on });
    let account = Account { customer, orders: Vec::new(), loyalty: None };
    propose(cx, request, &account, Draft::plain(action, fact), &mut end)?;
    Ok(end)
}
