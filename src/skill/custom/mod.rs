//! Runs a skill that the merchant wrote: from step to step, as far as what is known leads.
//!
//! It is a skill like every other: what it reads suspends the turn, what it would change is proposed and
//! passes the guardrails. Steps lead further down only, so a run ends.

mod value;

use super::{
    Account, SkillContext, SkillEnd, SkillRequest, Suspended,
    account::account,
    meant::is_confirmed,
    propose::{Draft, left_to_person, propose, shop_fault},
};
use crate::{
    base::skill_id::SkillId,
    commerce::{
        Action, Answer, Change, CustomChange, FieldValue, Fields, ServiceCall, ShopFault, bind,
        facts, named_after,
    },
    condition::{self, FactValue},
    conversation::{ChangeFact, CustomFact, CustomSays, Fact, FactSource},
    escalation::{Escalation, Reason},
    identity::Verified,
    playbook::{Act, CustomSkill, EndKind, HandOver, Node, Row, Step, Texts, fields_in},
    understanding::Skill,
};

/// Runs the skill of the merchant's own that a goal names.
///
/// # Errors
/// [`Suspended`] until the answers are recorded.
pub(super) fn run(
    cx: &mut SkillContext<'_>,
    request: &SkillRequest<'_>,
) -> Result<SkillEnd, Suspended> {
    let named = request.goal.skill.custom().and_then(|id| Some((id, cx.playbook.custom(id)?)));
    let Some((id, skill)) = named else {
        let rules = vec!["custom.unknown_skill".to_owned()];
        let left = left_to_person(Reason::MissingAbility, rules, request.goal.skill);
        return Ok(SkillEnd::person(left));
    };
    if skill.identity.is_some_and(|level| cx.verified().is_none_or(|who| who.level() < level)) {
        return Ok(SkillEnd::sign_in_needed());
    }
    let mut walk = Walk {
        cx,
        request,
        id,
        skill,
        account: None,
        fields: Fields::new(),
        source: FactSource::Conversation,
        focus: Vec::new(),
    };
    match walk.run() {
        Ok(mut end) | Err(Stop::End(mut end)) => {
            for order in walk.focus {
                if !end.orders_in_focus.contains(&order) {
                    end.orders_in_focus.push(order);
                }
            }
            Ok(*end)
        }
        Err(Stop::Suspended) => Err(Suspended),
    }
}

/// Why a walk does not go on.
enum Stop {
    /// Something must be asked or told first.
    End(Box<SkillEnd>),
    /// An answer is not recorded yet.
    Suspended,
}

impl From<Suspended> for Stop {
    fn from(_: Suspended) -> Self {
        Self::Suspended
    }
}

impl From<SkillEnd> for Stop {
    fn from(end: SkillEnd) -> Self {
        Self::End(Box::new(end))
    }
}

/// A walk through the steps of a skill.
struct Walk<'w, 'c> {
    cx: &'w mut SkillContext<'c>,
    request: &'w SkillRequest<'w>,
    id: SkillId,
    skill: &'w CustomSkill,
    /// What the customer has, once something of it is named.
    account: Option<Account>,
    /// What is known so far.
    fields: Fields,
    /// Where what was read last comes from.
    source: FactSource,
    focus: Vec<crate::base::id::OrderId>,
}

impl Walk<'_, '_> {
    fn run(&mut self) -> Result<Box<SkillEnd>, Stop> {
        let mut at = 0_usize;
        loop {
            let skill = self.skill;
            // What a check would have refused is a person's, not an error.
            let Some(step) = skill.steps.get(at) else { return Err(self.broken("no_step")) };
            let Ok(node) = step.node() else { return Err(self.broken("no_step")) };
            let next = match node {
                Node::Table(rows) => self.row(rows)?,
                Node::Read(call, go) => self.read(step, call, go)?,
                Node::Set(values, go) => {
                    for (name, source) in values {
                        let value = self.worked_out(source)?;
                        bind(&mut self.fields, name.clone(), value);
                    }
                    go
                }
                Node::Act(act) => return self.act(step, act).map(Box::new),
                Node::Reply(reply, end) => return self.reply(step, reply, end).map(Box::new),
                Node::Offer(offer, reply) => {
                    return self.offer(step, offer, reply).map(Box::new);
                }
                Node::HandOver(hand_over) => return self.hand_over(hand_over).map(Box::new),
            };
            match skill.steps.iter().position(|step| step.name == next) {
                Some(further) if further > at => at = further,
                Some(_) | None => return Err(self.broken("no_step")),
            }
        }
    }

    /// What a check would have refused.
    fn broken(&self, why: &str) -> Stop {
        self.person(Reason::CustomSkill, why).into()
    }

    fn person(&self, reason: Reason, rule: &str) -> SkillEnd {
        let rules = vec![format!("custom.{rule}"), format!("/custom_skills/{}", self.id.as_str())];
        SkillEnd::person(left_to_person(reason, rules, Skill::Custom(self.id)))
    }

    /// The first row that holds.
    fn row<'s>(&mut self, rows: &'s [Row]) -> Result<&'s str, Stop> {
        for row in rows {
            let holds = match &row.when {
                None => true,
                Some(when) => self.holds(when)?,
            };
            if holds {
                return Ok(&row.go);
            }
        }
        Err(self.broken("no_row"))
    }

    fn holds(&mut self, when: &str) -> Result<bool, Stop> {
        self.know_for(when)?;
        condition::holds(when, &facts(&self.fields)).map_err(|_| self.broken("condition"))
    }

    fn worked_out(&mut self, source: &str) -> Result<FieldValue, Stop> {
        let currency = self.know_for(source)?;
        let value = condition::value(source, &facts(&self.fields));
        match value.map_err(|_| self.broken("condition"))? {
            FactValue::Bool(yes) => Ok(FieldValue::YesNo(yes)),
            FactValue::Int(number) => Ok(match currency {
                Some(currency) => {
                    FieldValue::Money(crate::base::money::Money::from_minor(number, currency))
                }
                None => FieldValue::Number(number),
            }),
            FactValue::Text(text) => Ok(FieldValue::text(text)),
            FactValue::Texts(texts) => {
                Ok(FieldValue::Texts(texts.into_iter().map(crate::base::pii::Pii::new).collect()))
            }
        }
    }

    /// Has all that an expression names known, and tells the currency where it names amounts alone.
    /// Amounts of two currencies cannot be compared: a person decides.
    fn know_for(&mut self, source: &str) -> Result<Option<crate::base::money::Currency>, Stop> {
        let names = condition::names(source);
        let mut currencies = Vec::new();
        for name in &names {
            if let FieldValue::Money(money) = self.known(name)? {
                currencies.push(money.currency());
            }
        }
        let first = currencies.first().copied();
        if currencies.iter().any(|currency| Some(*currency) != first) {
            return Err(self.broken("two_currencies"));
        }
        Ok(first.filter(|_| currencies.len() == names.len()))
    }

    fn inputs(
        &mut self,
        with: &std::collections::BTreeMap<String, String>,
    ) -> Result<Fields, Stop> {
        let mut inputs = Fields::new();
        for (input, name) in with {
            let value = self.known(name)?;
            inputs.insert(input.clone(), value);
        }
        Ok(inputs)
    }

    fn service(
        &mut self,
        call: &str,
        with: &std::collections::BTreeMap<String, String>,
    ) -> Result<ServiceCall, Stop> {
        let Some((connector, operation)) = call.split_once('.') else {
            return Err(self.broken("no_connector"));
        };
        let inputs = self.inputs(with)?;
        Ok(ServiceCall { connector: connector.to_owned(), operation: operation.to_owned(), inputs })
    }

    fn read<'s>(&mut self, step: &'s Step, call: &str, go: &'s str) -> Result<&'s str, Stop> {
        let asked = self.service(call, &step.with)?;
        let (result, source) = self.cx.ask(asked)?;
        match result {
            Ok(Answer::Fields(outputs)) => {
                self.fields.extend(named_after(&step.name, &outputs));
                self.source = source;
                Ok(go)
            }
            Err(ShopFault::NotFound) => match &step.missing {
                Some(missing) => Ok(missing),
                None => Err(shop_fault(&ShopFault::NotFound, Skill::Custom(self.id)).into()),
            },
            Ok(_) => Err(self.broken("connector")),
            Err(fault) => match &step.failed {
                Some(failed) => Ok(failed),
                None => Err(shop_fault(&fault, Skill::Custom(self.id)).into()),
            },
        }
    }

    /// The values that some names stand for; those of what is read back only later are left out.
    fn values<'n>(
        &mut self,
        names: impl Iterator<Item = &'n str>,
        later: Option<&str>,
    ) -> Result<Fields, Stop> {
        let mut values = Fields::new();
        for name in names {
            let read_back = later.is_some_and(|step| {
                name.strip_prefix(step).is_some_and(|rest| rest.starts_with('_'))
            });
            if !read_back {
                values.insert(name.to_owned(), self.known(name)?);
            }
        }
        Ok(values)
    }

    fn reply(&mut self, step: &Step, reply: &Texts, end: EndKind) -> Result<SkillEnd, Stop> {
        let told = self.told(step, reply)?;
        if end == EndKind::Refused {
            return Ok(SkillEnd::refused(told));
        }
        if let Some(when) = &self.skill.resolved_when
            && !self.holds(when)?
        {
            return Ok(self.person(Reason::CustomSkill, "not_resolved"));
        }
        Ok(SkillEnd::told(vec![told]))
    }

    fn told(
        &mut self,
        step: &Step,
        reply: &Texts,
    ) -> Result<crate::conversation::SourcedFact, Stop> {
        let names: Vec<&str> = named_in(reply);
        let fields = self.values(names.into_iter(), None)?;
        let says = CustomSays::Reply { step: step.name.clone() };
        let fact = CustomFact { skill: self.id, says, fields, options: Vec::new() };
        Ok(Fact::Custom(Box::new(fact)).sourced(self.source.clone()))
    }

    fn offer(&mut self, step: &Step, offer: &str, reply: Option<&Texts>) -> Result<SkillEnd, Stop> {
        let mut end = match reply {
            Some(reply) => SkillEnd::refused(self.told(step, reply)?),
            None => SkillEnd { refused: true, ..SkillEnd::default() },
        };
        end.offers = Skill::named(offer);
        Ok(end)
    }

    fn hand_over(&mut self, hand_over: &HandOver) -> Result<SkillEnd, Stop> {
        let mut left = String::new();
        let mut rest = hand_over.left.as_str();
        for name in fields_in(&hand_over.left).unwrap_or_default() {
            let Some((before, after)) = rest.split_once("{{") else { break };
            let value = self.known(name)?;
            left.push_str(before);
            left.push_str(&value::in_words(&value));
            rest = after.split_once("}}").map_or("", |(_, after)| after);
        }
        left.push_str(rest);
        let reason = Reason::CustomSkill;
        Ok(SkillEnd::person(Escalation {
            reason,
            rules: vec![reason.rule().to_owned(), format!("/custom_skills/{}", self.id.as_str())],
            skill: Some(Skill::Custom(self.id)),
            left,
            queue: hand_over.queue.clone(),
        }))
    }

    fn act(&mut self, step: &Step, act: &Act) -> Result<SkillEnd, Stop> {
        let Some(who) = self.cx.verified().cloned() else {
            return Ok(SkillEnd::sign_in_needed());
        };
        let later = Some(step.name.as_str());
        let doing = self.service(&act.call, &act.with)?;
        let verify = self.service(&act.verify.read, &act.verify.with)?;
        let told = named_in(&act.confirm).into_iter().chain(named_in(&act.done));
        let told = self.values(told, later)?;
        let mut judged = condition::names(&act.verify.shows);
        judged.extend(self.skill.resolved_when.iter().flat_map(|when| condition::names(when)));
        let fields = self.values(judged.iter().map(String::as_str), later)?;
        let amount = match &act.amount {
            None => None,
            Some(name) => {
                let FieldValue::Money(money) = self.known(name)? else {
                    return Err(self.broken("amount"));
                };
                Some(money)
            }
        };
        let mut same = Vec::new();
        for name in &act.once {
            same.push(value::in_words(&self.known(name)?));
        }
        let change = CustomChange {
            skill: self.id,
            step: step.name.clone(),
            act: doing,
            verify,
            shows: act.verify.shows.clone(),
            fields,
            amount,
            once: CustomChange::key(self.id, &step.name, who.customer_id(), &same),
        };
        let says = CustomSays::Act { step: step.name.clone() };
        let fact = CustomFact { skill: self.id, says, fields: told, options: Vec::new() };
        let draft = Draft::plain(
            Action::new(&who, Change::Custom(Box::new(change))),
            ChangeFact::Custom(Box::new(fact)),
        );
        let mut end = SkillEnd::default();
        let account = self.account(&who)?.clone();
        propose(self.cx, self.request, &account, draft, &mut end)?;
        Ok(end)
    }

    /// What the customer has; as the shop has it now once they said yes.
    fn account(&mut self, who: &Verified) -> Result<&Account, Stop> {
        if self.account.is_none() {
            let live = is_confirmed(self.request);
            let held = account(self.cx, who, self.request, live)??;
            self.account = Some(held);
        }
        self.account.as_ref().ok_or(Stop::Suspended)
    }
}

/// All values that a wording names, in any of its languages.
fn named_in(texts: &Texts) -> Vec<&str> {
    texts.values().flat_map(|text| fields_in(text).unwrap_or_default()).collect()
}
