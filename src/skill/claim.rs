//! Puts right what arrived damaged, wrong, incomplete or not at all: the same again, or money back.
//!
//! Needs: a proven customer, what is wrong, the things meant and how many of them, and how it is to be
//! put right where the merchant leaves the choice. Calls: the shop's operations, what it still has.
//! Whether a parcel that counts as delivered is really not there is found out by `order_status`.

use super::{
    Account, Becomes, SkillContext, SkillEnd, SkillRequest, Suspended,
    account::account,
    ask, catalogue,
    meant::{self, Meant, Things},
    propose::{Draft, left_to_person, not_offered, propose, refundable, shop_fault},
    returns::{Target, refund_to},
};
use crate::{
    base::money::Money,
    commerce::{
        Action, Answer, Capabilities, Change, Order, OrderLine, Problem, Product, Read, Remedy,
        ShopFault,
    },
    conversation::{ChangeFact, Fact, FactSource, LineFact, Slot},
    escalation::Reason,
    identity::Verified,
    understanding::{MeantLine, Skill, payment, pieces, problem, remedy},
};

pub(super) fn run(
    cx: &mut SkillContext<'_>,
    request: &SkillRequest<'_>,
) -> Result<SkillEnd, Suspended> {
    let Some(who) = cx.verified() else { return Ok(SkillEnd::sign_in_needed()) };
    let capabilities = cx.read(Read::capabilities(who));
    let account = match account(cx, who, request, meant::is_confirmed(request))? {
        Ok(account) => account,
        Err(end) => return Ok(end),
    };
    let offered = match capabilities?.0 {
        Ok(Answer::Capabilities(capabilities)) => offered(cx, &capabilities),
        Ok(_) => Vec::new(),
        Err(fault) => return Ok(shop_fault(&fault, Skill::Claim)),
    };
    let goal = request.goal;
    let problem = match problem(&goal.all_texts()) {
        _ if goal.not_received => Problem::NotReceived,
        Some(Problem::NotReceived) => {
            let becomes = Becomes { skill: Skill::OrderStatus, order: None, not_received: true };
            return Ok(SkillEnd { becomes: Some(becomes), ..SkillEnd::default() });
        }
        Some(problem) => problem,
        None => {
            return Ok(SkillEnd::asked(Fact::AskProblem.said(), ask::say(request, Slot::Problem)));
        }
    };
    let things = match things(cx, request, &account, problem) {
        Meant::Things(things) => things,
        Meant::End(mut end) => {
            regret(cx, request, problem, &mut end);
            return Ok(*end);
        }
    };
    let claim = Claim { who, request, account: &account, problem, offered: &offered };
    let mut end = claim.put_right(cx, &things)?;
    if end.escalation.is_none() {
        regret(cx, request, problem, &mut end);
    }
    Ok(end)
}

/// What the merchant allows and the shop can do, the preferred one first.
fn offered(cx: &SkillContext<'_>, capabilities: &Capabilities) -> Vec<Remedy> {
    let can = |operation: &str| capabilities.operations.iter().any(|held| held == operation);
    let remedies = cx.playbook.claims.remedies.iter().copied();
    remedies
        .filter(|remedy| match remedy {
            Remedy::Refund => can("createRefund"),
            Remedy::Replace => can("createReplacement"),
        })
        .collect()
}

/// Says sorry, once.
fn regret(cx: &SkillContext<'_>, request: &SkillRequest<'_>, problem: Problem, end: &mut SkillEnd) {
    let is_new = request.goal.id > cx.state.goal_count;
    // Who asks whether a parcel was found has said so already.
    if is_new && problem != Problem::NotReceived {
        end.facts.insert(0, Fact::Regret { problem }.said());
    }
}

/// The things that something is wrong with. Of a parcel that is not there that is all of it.
fn things(
    cx: &SkillContext<'_>,
    request: &SkillRequest<'_>,
    account: &Account,
    problem: Problem,
) -> Meant {
    let goal = request.goal;
    if problem != Problem::NotReceived || goal.orders.is_empty() {
        let arrived = |order: &Order| order.lines.iter().any(|line| order.has_arrived(&line.id));
        return meant::things(cx, request, account, &arrived);
    }
    let arrived = |order: &Order| order.lines.iter().any(|line| order.has_arrived(&line.id));
    let named = meant::said(cx, request, account, &arrived).lines;
    if !named.is_empty() {
        return Meant::Things(Things { items: named, not_found: Vec::new() });
    }
    let orders = account.orders.iter().filter(|(order, _)| goal.orders.contains(&order.id));
    let items = orders.flat_map(|(order, _)| {
        let arrived = order.lines.iter().filter(|line| order.has_arrived(&line.id));
        arrived.map(|line| MeantLine {
            order: order.id.clone(),
            line: line.id.clone(),
            said: Vec::new(),
        })
    });
    Meant::Things(Things { items: items.collect(), not_found: Vec::new() })
}

struct Claim<'a> {
    who: &'a Verified,
    request: &'a SkillRequest<'a>,
    account: &'a Account,
    problem: Problem,
    /// What the merchant allows and the shop can do.
    offered: &'a [Remedy],
}

/// A line with what is to be done about it.
struct Claimed<'a> {
    line: &'a OrderLine,
    pieces: u32,
    remedy: Remedy,
}

/// How one line is put right.
enum Chosen {
    Remedy(Remedy),
    /// It has to be asked, or a person has to do it.
    End(Box<SkillEnd>),
}

impl Claim<'_> {
    fn put_right(&self, cx: &mut SkillContext<'_>, things: &Things) -> Result<SkillEnd, Suspended> {
        let left = match self.left(cx, things)? {
            Ok(left) => left,
            Err(fault) => return Ok(shop_fault(&fault, Skill::Claim)),
        };
        let mut end = SkillEnd::default();
        things.tell_not_found(&mut end);
        for (order_id, items) in things.by_order() {
            let Some(known) = self.account.order(&order_id) else { continue };
            let mut claimed: Vec<Claimed<'_>> = Vec::new();
            for item in items {
                let Some(line) = known.0.line(&item.line) else { continue };
                let Some(pieces) = self.pieces(item, line) else {
                    return Ok(self.ask_pieces(known, line));
                };
                match self.remedy(item, line, pieces, &left, &mut end) {
                    Chosen::Remedy(remedy) => claimed.push(Claimed { line, pieces, remedy }),
                    Chosen::End(stopped) => return Ok(*stopped),
                }
            }
            for remedy in [Remedy::Replace, Remedy::Refund] {
                let those: Vec<&Claimed<'_>> =
                    claimed.iter().filter(|claimed| claimed.remedy == remedy).collect();
                if those.is_empty() {
                    continue;
                }
                let drafted = match remedy {
                    Remedy::Refund => self.refund(cx, known, &those),
                    Remedy::Replace => Ok(self.replace(known, &those)),
                };
                match drafted {
                    Ok(draft) => propose(cx, self.request, self.account, draft, &mut end)?,
                    Err(stopped) => return Ok(*stopped),
                }
            }
        }
        Ok(end)
    }

    /// The products of which the shop still has what was bought, where something could be sent again.
    fn left(
        &self,
        cx: &mut SkillContext<'_>,
        things: &Things,
    ) -> Result<Result<Vec<Product>, ShopFault>, Suspended> {
        if !self.offered.contains(&Remedy::Replace) {
            return Ok(Ok(Vec::new()));
        }
        let line = |item: &MeantLine| {
            self.account.order(&item.order).and_then(|(order, _)| order.line(&item.line))
        };
        let ids = things.items.iter().filter_map(line).map(|line| line.product_id.clone());
        // What is not sold any more cannot be sent again.
        let left = catalogue::by_ids(cx, ids)?;
        Ok(left.map(|left| left.into_iter().map(|(product, _)| product).collect()))
    }

    /// How many pieces of a line it is about; none where that has to be asked.
    fn pieces(&self, item: &MeantLine, line: &OrderLine) -> Option<u32> {
        if line.quantity <= 1 || self.problem == Problem::NotReceived {
            return Some(line.quantity);
        }
        let said: Vec<&str> = item.said.iter().map(String::as_str).collect();
        pieces(&said, line.quantity)
    }

    fn ask_pieces(&self, known: &(Order, FactSource), line: &OrderLine) -> SkillEnd {
        let fact = Fact::AskPieces { title: line.title.clone(), quantity: line.quantity };
        let slot = Slot::Pieces(line.id.clone());
        let mut end = SkillEnd::asked(fact.sourced(known.1.clone()), ask::say(self.request, slot));
        end.orders_in_focus = vec![known.0.id.clone()];
        end
    }

    fn remedy(
        &self,
        item: &MeantLine,
        line: &OrderLine,
        pieces: u32,
        left: &[Product],
        end: &mut SkillEnd,
    ) -> Chosen {
        let said: Vec<&str> = item.said.iter().map(String::as_str).collect();
        let goal = self.request.goal;
        let wanted =
            remedy(&goal.answered()).or_else(|| remedy(&said)).or_else(|| remedy(&goal.texts()));
        let sold_out = !left.iter().any(|product| {
            let variant = product.variants.iter().find(|variant| variant.id == line.variant_id);
            variant.is_some_and(|variant| variant.available)
        });
        let part = pieces < line.quantity;
        if part && wanted == Some(Remedy::Replace) && self.offered.contains(&Remedy::Replace) {
            // A shop sends whole lines again, and the customer wants less than that.
            let rules = vec!["replace.part_of_line".to_owned()];
            let end = SkillEnd::person(left_to_person(Reason::Guardrail, rules, Skill::Claim));
            return Chosen::End(Box::new(end));
        }
        let can = |remedy: &Remedy| match remedy {
            Remedy::Refund => true,
            Remedy::Replace => !sold_out && !part,
        };
        let possible: Vec<Remedy> = self.offered.iter().copied().filter(can).collect();
        match (wanted, possible.as_slice()) {
            (_, []) => {
                let rules = vec!["claim.no_remedy".to_owned()];
                let end = SkillEnd::person(left_to_person(Reason::Guardrail, rules, Skill::Claim));
                Chosen::End(Box::new(end))
            }
            (Some(wanted), possible) if possible.contains(&wanted) => Chosen::Remedy(wanted),
            (Some(wanted), [other, ..]) => {
                let sold_out = wanted == Remedy::Replace && self.offered.contains(&wanted);
                let title = line.title.clone();
                end.facts.push(Fact::OtherRemedy { wanted, title, sold_out }.said());
                Chosen::Remedy(*other)
            }
            (None, [only]) => Chosen::Remedy(*only),
            (None, _) => {
                let options = ["replacement", "refund"].map(str::to_owned).to_vec();
                let awaiting = ask::one_of(self.request, Slot::Remedy, options);
                let asked = SkillEnd::asked(Fact::AskRemedy.said(), awaiting);
                Chosen::End(Box::new(asked))
            }
        }
    }

    fn replace<'a>(&self, known: &'a (Order, FactSource), claimed: &[&Claimed<'_>]) -> Draft<'a> {
        let order = &known.0;
        let change = Change::Replace {
            order_id: order.id.clone(),
            line_ids: claimed.iter().map(|claimed| claimed.line.id.clone()).collect(),
            reason: self.problem.as_str().to_owned(),
        };
        let fact = ChangeFact::Replace {
            number: order.shown_number().to_owned(),
            lines: claimed.iter().map(|claimed| LineFact::of(claimed.line)).collect(),
        };
        self.draft(known, claimed, change, fact, 0)
    }

    fn refund<'a>(
        &self,
        cx: &SkillContext<'_>,
        known: &'a (Order, FactSource),
        claimed: &[&Claimed<'_>],
    ) -> Result<Draft<'a>, Box<SkillEnd>> {
        let (order, request, account) = (&known.0, self.request, self.account);
        let said = payment(&request.goal.all_texts(), account.methods());
        let methods = refundable(cx.playbook, account, order);
        let target = match refund_to(&said, order, account) {
            Target::Method(id) => Some(id),
            Target::Ask if methods.is_empty() => None,
            Target::Ask => return Err(Box::new(ask::which_method(request, Skill::Claim, methods))),
            Target::NotOnFile => {
                let rule = "refund.unknown_method";
                let refused = not_offered(Skill::Claim, rule, Some(known), Vec::new(), None);
                return Err(Box::new(ask::another_method(request, refused, methods)));
            }
        };
        let amount = self.amount(order, claimed);
        let lines = claimed
            .iter()
            .map(|claimed| LineFact { quantity: claimed.pieces, ..LineFact::of(claimed.line) });
        let fact = ChangeFact::Refund {
            number: order.shown_number().to_owned(),
            lines: lines.collect(),
            amount,
            method: target.as_ref().and_then(|id| account.method_fact(id)),
        };
        let change = Change::Refund {
            order_id: order.id.clone(),
            line_ids: claimed.iter().map(|claimed| claimed.line.id.clone()).collect(),
            amount,
            reason: self.problem.as_str().to_owned(),
            refund_to: target,
        };
        Ok(self.draft(known, claimed, change, fact, amount.minor().saturating_neg()))
    }

    /// What the pieces cost. All of an order that never came is all that was paid, delivery included;
    /// a discount on an order never makes more of a part than was paid for the whole.
    fn amount(&self, order: &Order, claimed: &[&Claimed<'_>]) -> Money {
        let nothing = Money::from_minor(0, order.total.currency());
        let sum = claimed.iter().fold(nothing, |sum, claimed| {
            let price = claimed.line.unit_price.times(claimed.pieces).unwrap_or(sum);
            sum.plus(price).unwrap_or(sum)
        });
        let all = claimed.len() == order.lines.len();
        let over = sum.minor() > order.total.minor();
        if over || all && self.problem == Problem::NotReceived { order.total } else { sum }
    }

    fn draft<'a>(
        &self,
        known: &'a (Order, FactSource),
        claimed: &[&Claimed<'_>],
        change: Change,
        fact: ChangeFact,
        due_minor: i64,
    ) -> Draft<'a> {
        let titles = claimed.iter().map(|claimed| claimed.line.title.clone()).collect();
        Draft {
            action: Action::new(self.who, change),
            fact,
            order: Some(known),
            subscription: None,
            titles,
            due_minor,
        }
    }
}
