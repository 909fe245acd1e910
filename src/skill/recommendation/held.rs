//! What the customer bought, sent back, looked at, answered and has in the cart, as far as it may be
//! used.

use std::collections::BTreeSet;

use super::{super::catalogue::Known, fit::Likened};
use crate::{
    base::{
        id::ProductId,
        time::{DAY_MS, Timestamp},
    },
    commerce::{Change, Order, OrderLine, OrderStatus, ReturnStatus, ShopFault},
    conversation::Awaiting,
    profile::TimelineKind,
    skill::{SkillContext, Suspended, orders},
    understanding::{Need, Role, Term},
};

/// Days in which what was bought is not recommended again.
const BOUGHT_DAYS: i64 = 180;

/// Things looked at that count, newest first.
const VIEWED_MAX: usize = 10;

/// What is known of the customer beside what they say now.
#[derive(Debug, Default)]
pub(super) struct Held {
    /// Lines that were bought and kept, newest first. Only of a proven customer.
    pub(super) bought: Vec<OrderLine>,
    /// The things of each order, by their names and ids. Only of a proven customer.
    pub(super) together: Vec<Vec<(ProductId, String)>>,
    /// What is never shown: sent back, complained about, bought lately.
    pub(super) barred: BTreeSet<ProductId>,
    /// What was looked at, newest first.
    pub(super) viewed: Vec<ProductId>,
    /// What lies in the cart, by its name.
    pub(super) cart: Vec<(Option<ProductId>, String)>,
    /// Answers in a quiz, with what they say.
    pub(super) quiz: Vec<(String, Vec<Term>)>,
}

/// The orders of a proven customer; none of anybody else.
pub(super) fn orders(
    cx: &mut SkillContext<'_>,
) -> Result<Result<Vec<Order>, ShopFault>, Suspended> {
    let Some(who) = cx.verified() else { return Ok(Ok(Vec::new())) };
    let known = orders::all(cx, who)?;
    Ok(known.map(|known| known.into_iter().map(|known| known.order).collect()))
}

impl Held {
    pub(super) fn of(cx: &SkillContext<'_>, orders: Vec<Order>, need: &Need) -> Self {
        let mut held = Self::default();
        // What nobody has shown to be theirs is told to nobody, but what was sent back is not shown
        // to whoever it may be.
        let known = cx.profile.current_orders().into_iter().map(|seen| seen.value);
        let mut all: Vec<Order> = orders;
        for order in known {
            if !all.iter().any(|held| held.id == order.id) {
                held.barred.extend(sent_back(&order));
            }
        }
        for order in &all {
            held.barred.extend(sent_back(order));
        }
        held.barred.extend(about_to_go_back(cx, &all));
        all.retain(|order| order.status != OrderStatus::Cancelled);
        for order in &all {
            let lately = !need.again && !need.gift && is_lately(order.placed_at, cx.now);
            for line in &order.lines {
                if lately {
                    held.barred.insert(line.product_id.clone());
                }
                held.bought.push(line.clone());
            }
            let lines = order.lines.iter();
            held.together.push(lines.map(|it| (it.product_id.clone(), it.title.clone())).collect());
        }
        let back: BTreeSet<ProductId> = all.iter().flat_map(sent_back).collect();
        held.bought.retain(|line| !back.contains(&line.product_id));
        // A gift is for somebody else.
        if !need.gift && (cx.verified().is_some() || cx.profile.customer_id.is_none()) {
            held.behave(cx);
        }
        held
    }

    /// What was looked at, put into the cart, and answered.
    fn behave(&mut self, cx: &SkillContext<'_>) {
        for seen in &cx.profile.timeline {
            if let TimelineKind::ProductViewed { product_id: Some(id), .. } = &seen.value.kind
                && !self.viewed.contains(id)
                && self.viewed.len() < VIEWED_MAX
            {
                self.viewed.push(id.clone());
            }
        }
        let lines = cx.profile.cart.iter().flat_map(|seen| &seen.value.lines);
        let titled = lines.filter_map(|line| Some((line.product_id.clone(), line.title.clone()?)));
        self.cart = titled.collect();
        // What lies in the cart is chosen already.
        let chosen = self.cart.iter().filter_map(|(id, _)| id.clone());
        self.barred.extend(chosen.collect::<Vec<_>>());
        for answer in cx.profile.quiz_answers.values() {
            let said = Need::read(&[answer.value.as_str()]);
            let terms = said.terms.into_iter().chain(said.kinds);
            let terms: Vec<Term> = terms.map(|term| Term { role: Role::Loose, ..term }).collect();
            if !terms.is_empty() {
                self.quiz.push((answer.value.clone(), terms));
            }
        }
    }

    /// Whether anything is known that something may be recommended by.
    pub(super) fn has_signs(&self) -> bool {
        !(self.quiz.is_empty()
            && self.viewed.is_empty()
            && self.cart.is_empty()
            && self.bought.is_empty())
    }

    /// Whether nothing is known but what was bought.
    pub(super) fn only_bought(&self) -> bool {
        self.quiz.is_empty()
            && self.viewed.is_empty()
            && self.cart.is_empty()
            && !self.bought.is_empty()
    }

    /// What was bought last, among some products.
    pub(super) fn newest(&self, known: &[Known]) -> Option<Likened> {
        let find =
            |line: &OrderLine| known.iter().find(|(product, _)| product.id == line.product_id);
        let (product, _) = self.bought.iter().find_map(find)?;
        Some(Likened { product: product.clone(), bought: true, words: Vec::new() })
    }

    /// The words by which a catalogue may be searched where nothing was said.
    pub(super) fn words(&self) -> Vec<String> {
        const WORDS_MAX: usize = 6;
        let mut words: Vec<String> = Vec::new();
        let terms = self.quiz.iter().flat_map(|(_, terms)| terms);
        let of_quiz =
            terms.filter_map(|term| term.says.first().and_then(|own| own.last()).cloned());
        let titles =
            self.cart.iter().map(|(_, title)| title).chain(self.bought.iter().map(|it| &it.title));
        let of_titles = titles.take(3).filter_map(|title| crate::understanding::name_word(title));
        for word in of_quiz.chain(of_titles) {
            if !words.contains(&word) {
                words.push(word);
            }
        }
        words.truncate(WORDS_MAX);
        words
    }

    /// Products to be read by themselves: looked at, then bought.
    pub(super) fn own_ids(&self, max: usize) -> Vec<ProductId> {
        let mut ids: Vec<ProductId> = Vec::new();
        for id in self.viewed.iter().chain(self.bought.iter().map(|line| &line.product_id)) {
            if ids.len() < max && !ids.contains(id) {
                ids.push(id.clone());
            }
        }
        ids
    }
}

fn is_lately(placed_at: Option<Timestamp>, now: Timestamp) -> bool {
    placed_at.is_none_or(|at| now.ms_since(at) <= BOUGHT_DAYS.saturating_mul(DAY_MS))
}

/// What of an order was sent back, exchanged, refunded or sent again.
pub(super) fn sent_back(order: &Order) -> Vec<ProductId> {
    let all = || order.lines.iter().map(|line| line.product_id.clone());
    let unlisted = match order.status {
        OrderStatus::ReturnRequested => order.returns.is_empty(),
        OrderStatus::ExchangeRequested => order.exchanges.is_empty(),
        OrderStatus::Cancelled => false,
        // Which thing the money was for the record does not say.
        OrderStatus::Delivered
        | OrderStatus::Pending
        | OrderStatus::PendingModified
        | OrderStatus::Processed
        | OrderStatus::Shipped => order.refunded_minor() > 0,
    };
    if unlisted {
        return all().collect();
    }
    let returns = order.returns.iter().filter(|it| it.status != Some(ReturnStatus::Cancelled));
    let mut ids: Vec<ProductId> = Vec::new();
    for going in returns {
        if going.lines.is_empty() {
            ids.extend(all());
        }
        let lines = going.lines.iter().filter_map(|line| order.line(&line.line_id));
        ids.extend(lines.map(|line| line.product_id.clone()));
    }
    for exchange in &order.exchanges {
        if exchange.lines.is_empty() {
            ids.extend(all());
        }
        let lines = exchange.lines.iter().filter_map(|swap| order.line(&swap.line_id));
        ids.extend(lines.map(|line| line.product_id.clone()));
    }
    let again = order.lines.iter().filter(|line| order.parcels_with(&line.id) > 1);
    ids.extend(again.map(|line| line.product_id.clone()));
    ids
}

/// What is about to be sent back or put right in this conversation.
fn about_to_go_back(cx: &SkillContext<'_>, orders: &[Order]) -> Vec<ProductId> {
    let asked = match &cx.state.awaiting {
        Some(Awaiting::Consent { proposals }) => proposals.as_slice(),
        _ => &[],
    };
    let waiting = cx.state.approvals.iter().map(|held| &held.proposal);
    let mut ids = Vec::new();
    for proposal in asked.iter().chain(waiting) {
        let back = matches!(
            proposal.action.change(),
            Change::Return { .. }
                | Change::Exchange { .. }
                | Change::Refund { .. }
                | Change::Replace { .. }
        );
        let order = orders.iter().find(|order| Some(&order.id) == proposal.action.order_id());
        if let (true, Some(order)) = (back, order) {
            ids.extend(
                proposal.action.lines(order).into_iter().map(|line| line.product_id.clone()),
            );
        }
    }
    ids
}
