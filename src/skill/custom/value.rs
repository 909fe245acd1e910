//! The values that a skill of the merchant's own names: on record, said, or asked for.

use super::{Stop, Walk};
use crate::{
    base::{pii::Pii, time::Timestamp},
    commerce::{FieldValue, Fields, Order, OrderLine, bind},
    conversation::{Awaiting, CustomFact, CustomSays, Fact, Slot},
    playbook::{Need, NeedKind, is_given},
    skill::{
        SkillEnd, account, ask,
        meant::{Meant, one_order, things},
    },
    understanding::{Known, Needed, needed, weekday_name},
};

/// Characters of a text that is asked for, where the file says nothing.
const TEXT_CHARS_MAX: i64 = 500;

/// A value as it stands in a ticket, or in what makes two changes the same.
pub(super) fn in_words(value: &FieldValue) -> String {
    match value {
        FieldValue::Day(day) => day.clone(),
        FieldValue::Money(money) => format!("{} {}", money.amount(), money.currency().code()),
        FieldValue::Number(number) => number.to_string(),
        FieldValue::Text(text) => text.expose().replace(char::is_control, " "),
        FieldValue::Texts(texts) => {
            let texts: Vec<&str> = texts.iter().map(|text| text.expose().as_str()).collect();
            texts.join(", ")
        }
        FieldValue::YesNo(yes) => if *yes { "yes" } else { "no" }.to_owned(),
    }
}

impl Walk<'_, '_> {
    /// A value, asked for where it is missing.
    pub(super) fn known(&mut self, name: &str) -> Result<FieldValue, Stop> {
        if let Some(value) = self.fields.get(name) {
            return Ok(value.clone());
        }
        if is_given(name) {
            self.give(name)?;
        } else if let Some(need) = self.skill.need_of(name) {
            self.need(need)?;
        }
        match self.fields.get(name) {
            Some(value) => Ok(value.clone()),
            None => Err(self.broken("unbound")),
        }
    }

    /// Binds what is known without being asked for.
    fn give(&mut self, name: &str) -> Result<(), Stop> {
        let now = self.cx.now.in_zone(&self.cx.playbook.brand.time_zone);
        let value = match name {
            "hour" => FieldValue::Number(now.hour().into()),
            "today" => FieldValue::Day(now.date().to_string()),
            "weekday" => FieldValue::text(weekday_name(now.date())),
            _ => return self.give_of_customer(name),
        };
        self.fields.insert(name.to_owned(), value);
        Ok(())
    }

    fn give_of_customer(&mut self, name: &str) -> Result<(), Stop> {
        let Some(who) = self.cx.verified().cloned() else { return Err(self.sign_in()) };
        let value = if name == "customer_tier" {
            let held = account::loyalty(self.cx, &who, false)?;
            let tier = held.ok().and_then(|(held, _)| held.tier);
            FieldValue::text(tier.unwrap_or_default())
        } else {
            let customer = &self.account(&who)?.customer;
            let text = |text: Option<&Pii<String>>| {
                FieldValue::Text(text.cloned().unwrap_or_else(|| Pii::new(String::new())))
            };
            match name {
                "customer_email" => text(customer.email.as_ref()),
                "customer_first_name" => text(customer.first_name.as_ref()),
                "customer_phone" => text(customer.phone.as_ref()),
                "customer_tags" => {
                    FieldValue::Texts(customer.tags.iter().cloned().map(Pii::new).collect())
                }
                _ => FieldValue::text(who.customer_id().as_str()),
            }
        };
        self.fields.insert(name.to_owned(), value);
        Ok(())
    }

    fn sign_in(&self) -> Stop {
        SkillEnd::sign_in_needed().into()
    }

    /// Binds what is needed: as it was said last, else as it is on record, else it is asked for.
    fn need(&mut self, need: &Need) -> Result<(), Stop> {
        match need.kind {
            NeedKind::Order => return self.order(need),
            NeedKind::Item => return self.item(need),
            NeedKind::Choice
            | NeedKind::Code
            | NeedKind::Day
            | NeedKind::Email
            | NeedKind::Money
            | NeedKind::Number
            | NeedKind::Phone
            | NeedKind::Text
            | NeedKind::YesNo => {}
        }
        let options = self.options(need)?;
        if let Some(value) = self.said(need, &options) {
            return self.bind_need(need, value);
        }
        if let Some(from) = &need.from {
            let value = self.known(from)?;
            if value != FieldValue::text("") {
                return self.bind_need(need, value);
            }
        }
        let mut fields = Fields::new();
        for text in need.ask.values() {
            for name in crate::playbook::fields_in(text).unwrap_or_default() {
                fields.insert(name.to_owned(), self.known(name)?);
            }
        }
        let shown = self.shown(need, &options);
        let says = CustomSays::Ask { need: need.name.clone() };
        let fact = CustomFact { skill: self.id, says, fields, options: shown.clone() };
        let slot = Slot::Need(need.name.clone());
        let awaiting = Awaiting::Say { goal: self.request.goal.id, slot, options: shown };
        Err(SkillEnd::asked(Fact::Custom(Box::new(fact)).said(), awaiting).into())
    }

    fn bind_need(&mut self, need: &Need, value: FieldValue) -> Result<(), Stop> {
        if let FieldValue::Day(day) = &value {
            let Ok(date) = day.parse::<jiff::civil::Date>() else {
                return Err(self.broken("unbound"));
            };
            let weekday = FieldValue::text(weekday_name(date));
            self.fields.insert(format!("{}_weekday", need.name), weekday);
            let ahead = FieldValue::Number(self.days_ahead(date));
            self.fields.insert(format!("{}_in_days", need.name), ahead);
        }
        bind(&mut self.fields, need.name.clone(), value);
        Ok(())
    }

    fn days_ahead(&self, date: jiff::civil::Date) -> i64 {
        let today = self.cx.now.in_zone(&self.cx.playbook.brand.time_zone).date();
        today.until(date).map_or(i64::MAX, |span| span.get_days().into())
    }

    /// The answers of a choice, each with what it is called.
    fn options(&mut self, need: &Need) -> Result<Vec<(String, Vec<String>)>, Stop> {
        if let Some(list) = &need.options_from {
            let FieldValue::Texts(texts) = self.known(list)? else {
                return Err(self.broken("unbound"));
            };
            let own = |text: &Pii<String>| (text.expose().clone(), vec![text.expose().clone()]);
            return Ok(texts.iter().map(own).collect());
        }
        let all = |option: &crate::playbook::Choice| {
            (option.value.clone(), option.words.values().flatten().cloned().collect())
        };
        Ok(need.options.iter().map(all).collect())
    }

    /// The answers as they are offered.
    fn shown(&self, need: &Need, options: &[(String, Vec<String>)]) -> Vec<String> {
        let spoken = self.cx.state.language.as_ref();
        let language = spoken.or(self.cx.playbook.brand.languages.first());
        let language = language.map(String::as_str).unwrap_or_default();
        if need.kind == NeedKind::YesNo {
            let words = if language == "es" { ["sí", "no"] } else { ["yes", "no"] };
            return words.map(str::to_owned).to_vec();
        }
        if need.options_from.is_some() {
            return options.iter().map(|(value, _)| value.clone()).collect();
        }
        let first = |option: &crate::playbook::Choice| {
            let words = option.words.get(language).or_else(|| option.words.values().next());
            words.and_then(|words| words.first()).cloned().unwrap_or_else(|| option.value.clone())
        };
        need.options.iter().map(first).collect()
    }

    /// What was said last of a need. What is said later corrects what was said before.
    fn said(&self, need: &Need, options: &[(String, Vec<String>)]) -> Option<FieldValue> {
        let known = Known::of(self.cx.profile, self.cx.playbook, self.cx.now);
        let wanted = self.wanted(need, options);
        let goal = self.request.goal;
        let texts = goal.texts();
        let mut told: Vec<(usize, &str, bool)> =
            texts.iter().enumerate().map(|(at, text)| (at, *text, false)).collect();
        for said in &goal.needs {
            let text = said.said.expose().as_str();
            let own = said.need == need.name;
            let at = told.iter().position(|(at, _, _)| *at >= said.after).unwrap_or(told.len());
            // Words that were asked for by another name are read only for what has a form of its own.
            if own || !matches!(wanted, Needed::Text | Needed::Number | Needed::YesNo) {
                told.insert(at, (said.after.saturating_sub(1), text, own));
            }
        }
        told.iter().rev().find_map(|(_, text, asked)| {
            needed(text, &wanted, *asked, &known).filter(|value| self.fits(need, value))
        })
    }

    fn wanted<'n>(&self, need: &'n Need, options: &'n [(String, Vec<String>)]) -> Needed<'n> {
        match need.kind {
            NeedKind::Choice => {
                let option = |(value, words): &'n (String, Vec<String>)| {
                    (value.clone(), words.iter().map(String::as_str).collect())
                };
                Needed::Choice(options.iter().map(option).collect())
            }
            NeedKind::Code => Needed::Code(need.pattern.as_deref().unwrap_or_default()),
            NeedKind::Day => Needed::Day { to_come: need.min.is_some_and(|min| min >= 0) },
            NeedKind::Email => Needed::Email,
            NeedKind::Money => Needed::Money,
            NeedKind::Number => Needed::Number,
            NeedKind::Phone => Needed::Phone,
            NeedKind::Item | NeedKind::Order | NeedKind::Text => Needed::Text,
            NeedKind::YesNo => Needed::YesNo,
        }
    }

    /// Whether a value keeps to what the file says of it.
    fn fits(&self, need: &Need, value: &FieldValue) -> bool {
        let size = match value {
            FieldValue::Number(number) => *number,
            FieldValue::Text(text) if need.kind == NeedKind::Text => {
                let count = i64::try_from(text.expose().chars().count()).unwrap_or(i64::MAX);
                return count >= need.min.unwrap_or(1)
                    && count <= need.max.unwrap_or(TEXT_CHARS_MAX);
            }
            FieldValue::Day(day) => day.parse().map_or(i64::MAX, |date| self.days_ahead(date)),
            FieldValue::Money(_)
            | FieldValue::Text(_)
            | FieldValue::Texts(_)
            | FieldValue::YesNo(_) => return true,
        };
        need.min.is_none_or(|min| size >= min) && need.max.is_none_or(|max| size <= max)
    }

    fn order(&mut self, need: &Need) -> Result<(), Stop> {
        let Some(who) = self.cx.verified().cloned() else { return Err(self.sign_in()) };
        let account = self.account(&who)?.clone();
        let (order, source) =
            one_order(self.cx, self.request, &account, &|_| true).map_err(Stop::End)?;
        self.source = source.clone();
        self.focus.push(order.id.clone());
        let items = order.lines.iter().map(|line| Pii::new(line.title.clone())).collect();
        let mut part =
            |end: &str, value| bind(&mut self.fields, format!("{}{end}", need.name), value);
        part("_id", FieldValue::text(order.id.as_str()));
        part("_number", FieldValue::text(order.shown_number()));
        part("_status", FieldValue::text(order.status.as_str()));
        part("_items", FieldValue::Texts(items));
        part("_total", FieldValue::Money(order.total));
        self.days_of(need, order, None);
        Ok(())
    }

    fn item(&mut self, need: &Need) -> Result<(), Stop> {
        let Some(who) = self.cx.verified().cloned() else { return Err(self.sign_in()) };
        let account = self.account(&who)?.clone();
        let found = match things(self.cx, self.request, &account, &|_| true) {
            Meant::Things(things) => things.items,
            Meant::End(end) => return Err(Stop::End(end)),
        };
        let [only] = found.as_slice() else {
            let candidates: Vec<_> =
                found.iter().map(|item| (item.order.clone(), item.line.clone())).collect();
            return Err(ask::which_line(self.request, &account, "", &candidates).into());
        };
        let held = account.order(&only.order);
        let line = held.and_then(|(order, _)| order.line(&only.line));
        let Some(((order, source), line)) = held.zip(line) else {
            return Err(self.broken("unbound"));
        };
        self.source = source.clone();
        self.focus.push(order.id.clone());
        let mut part =
            |end: &str, value| bind(&mut self.fields, format!("{}{end}", need.name), value);
        part("_line_id", FieldValue::text(line.id.as_str()));
        part("_order_id", FieldValue::text(order.id.as_str()));
        part("_order_number", FieldValue::text(order.shown_number()));
        part("_price", FieldValue::Money(line.unit_price));
        part("_product_id", FieldValue::text(line.product_id.as_str()));
        part("_quantity", FieldValue::Number(line.quantity.into()));
        part("_status", FieldValue::text(order.status.as_str()));
        part("_title", FieldValue::text(line.title.clone()));
        part("_variant_id", FieldValue::text(line.variant_id.as_str()));
        self.days_of(need, order, Some(line));
        Ok(())
    }

    /// Binds how long ago an order was placed and arrived; -1 where it was not, or nobody says.
    fn days_of(&mut self, need: &Need, order: &Order, line: Option<&OrderLine>) {
        let zone = &self.cx.playbook.brand.time_zone;
        let today = self.cx.now.in_zone(zone).date();
        let days = |at: Option<Timestamp>| {
            let since = at.map(|at| at.in_zone(zone).date().until(today));
            let days = since.and_then(Result::ok).map_or(-1, |span| i64::from(span.get_days()));
            FieldValue::Number(days)
        };
        let holds = |ids: &[crate::base::id::LineId]| {
            line.is_none_or(|line| ids.is_empty() || ids.contains(&line.id))
        };
        let parcels = order.fulfillments.iter().filter(|parcel| holds(&parcel.line_ids));
        let delivered = parcels.filter_map(|parcel| parcel.delivered_at).max();
        let (placed, arrived) = (days(order.placed_at), days(delivered));
        self.fields.insert(format!("{}_days", need.name), placed);
        self.fields.insert(format!("{}_delivered_days", need.name), arrived);
    }
}
