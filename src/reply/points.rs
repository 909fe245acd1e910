//! What is said of points, tiers and rewards.

use super::{Fields, compose::Composer, wording::clean_long};
use crate::conversation::{
    BenefitFact, ExpiryFact, LoyaltyFact, OrderPointsFact, PendingPointsFact, PointsFact,
    PointsSum, PointsWhy, RewardFact,
};

impl Composer<'_> {
    /// Tells points, what they mean and what they buy, as far as it was asked.
    pub(super) fn loyalty(&mut self, fact: &LoyaltyFact) {
        let mut fields = self.wordings.fields();
        self.balance_fields(fact, &mut fields);
        if let Some(order) = &fact.of_order {
            self.of_order_fields(order, &mut fields);
            if order.entries.is_empty() && order.pending.is_empty() {
                self.offer(&["person"]);
            }
            return self.say("points_of_order", &fields);
        }
        let benefits = fact.benefits.as_ref().map(|benefits| self.benefits(benefits));
        let unknown = benefits.as_ref().is_some_and(Vec::is_empty)
            || fact.expiry.as_ref().is_some_and(|it| it.at.is_none() && it.valid_days.is_none())
            || matches!(fact.sum, PointsSum::NoEntries | PointsSum::Other(_))
            || !fact.without_entry.is_empty();
        if unknown {
            self.offer(&["person"]);
        }
        fields.flag("asks_benefits", benefits.is_some());
        fields.passages("benefits", benefits.unwrap_or_default());
        let expiry = fact.expiry.as_ref().map(|expiry| self.expiry(expiry));
        fields.passage("expiry", expiry.unwrap_or_default());
        fields.passages("rewards", fact.rewards.iter().map(|it| self.reward(it)).collect());
        let can_have = fact.rewards.iter().any(|reward| reward.in_reach);
        fields.flag("can_redeem", fact.can_redeem && can_have);
        self.say("loyalty", &fields);
    }

    fn balance_fields(&self, fact: &LoyaltyFact, fields: &mut Fields) {
        let entries: Vec<String> = fact.entries.iter().map(|it| self.points_entry(it)).collect();
        let pending: Vec<String> = fact.pending.iter().map(|it| self.pending(it)).collect();
        let lower = fact.why == PointsWhy::Lower;
        let reasons = !(entries.is_empty() && pending.is_empty() && fact.without_entry.is_empty());
        fields.whole("points", fact.points);
        fields.flag("one", fact.points == 1);
        fields.flag("owed", fact.points < 0);
        fields.maybe_text("tier", fact.tier.as_deref());
        fields.flag("has_next", fact.to_next.is_some());
        fields.whole("to_next", fact.to_next.unwrap_or_default());
        fields.maybe_text("next_tier", fact.next_tier.as_deref());
        fields.flag("keeps_tier", fact.keeps_tier);
        fields.flag("lower", lower);
        fields.flag("reasons", reasons);
        fields.flag("nothing_taken", lower && !reasons && fact.sum == PointsSum::Balance);
        fields.flag("history", fact.why == PointsWhy::History && !entries.is_empty());
        fields.flag("adds_up", fact.sum == PointsSum::Balance);
        fields.flag("unseen", fact.sum == PointsSum::NoEntries);
        let other = if let PointsSum::Other(sum) = fact.sum { Some(sum) } else { None };
        fields.flag("other", other.is_some());
        fields.flag("other_below", other.is_some_and(|sum| sum < 0));
        fields.whole("other_sum", other.unwrap_or_default());
        fields.passages("entries", entries);
        fields.passages("pending", pending);
        fields.passages("without_entry", fact.without_entry.clone());
    }

    fn of_order_fields(&self, order: &OrderPointsFact, fields: &mut Fields) {
        fields.text("number", &order.number);
        fields.flag("is_whole", order.is_whole);
        fields.flag("single", matches!(order.entries.as_slice(), [only] if only.delta > 0));
        fields.whole("sum", order.sum);
        fields.flag("sum_below", order.sum < 0);
        let at = order.entries.first().and_then(|entry| entry.at);
        fields.on_day("day", at, self.now, self.zone);
        fields.passages("entries", order.entries.iter().map(|it| self.points_entry(it)).collect());
        fields.passages("pending", order.pending.iter().map(|it| self.pending(it)).collect());
    }

    /// One change, in the shop's own words.
    fn points_entry(&self, it: &PointsFact) -> String {
        let mut fields = self.wordings.fields();
        fields.day("day", it.at, self.now, self.zone);
        fields.whole("points", it.delta);
        fields.flag("more", it.delta > 0);
        fields.flag("less", it.delta < 0);
        fields.passage("reason", clean_long(&it.reason));
        self.wordings.short("points_entry", &fields)
    }

    fn pending(&self, it: &PendingPointsFact) -> String {
        let mut fields = self.wordings.fields();
        let says_points = it.reason.contains(|c: char| c.is_ascii_digit());
        fields.flag("says_points", says_points || it.points == 0);
        fields.whole("points", it.points);
        fields.passage("reason", clean_long(&it.reason));
        fields.maybe_text("number", it.number.as_deref());
        let status = it.status.map(|status| self.wordings.word("order_status", &status));
        fields.maybe_text("status", status.as_deref());
        fields.on_day("added", it.added_at, self.now, self.zone);
        self.wordings.short("points_pending", &fields)
    }

    fn expiry(&self, it: &ExpiryFact) -> String {
        let mut fields = self.wordings.fields();
        fields.on_day("day", it.at, self.now, self.zone);
        fields.whole("points", it.points);
        fields.flag("one", it.points == 1);
        fields.flag("has_days", it.valid_days.is_some());
        fields.whole("days", it.valid_days.unwrap_or_default().into());
        self.wordings.short("points_expiry", &fields)
    }

    fn benefits(&self, benefits: &[BenefitFact]) -> Vec<String> {
        let one = |benefit: &BenefitFact| {
            let mut fields = self.wordings.fields();
            match benefit {
                BenefitFact::FreeShipping(from) => {
                    fields.money("from", Some(*from));
                    fields.flag("always", from.minor() == 0);
                    self.wordings.short("benefit_free_shipping", &fields)
                }
                BenefitFact::ReturnDays(days) => {
                    fields.whole("days", (*days).into());
                    self.wordings.short("benefit_return_days", &fields)
                }
                BenefitFact::Words(words) => clean_long(words),
            }
        };
        benefits.iter().map(one).collect()
    }

    /// Asks which reward, or tells that one is out of reach.
    pub(super) fn rewards(&mut self, name: &str, points: i64, options: &[RewardFact]) {
        let mut fields = self.wordings.fields();
        fields.whole("points", points);
        fields.passages("options", options.iter().map(|it| self.reward(it)).collect());
        self.offer_rewards(options);
        self.say(name, &fields);
    }

    /// Tells what is missing for a reward, and what can be had.
    pub(super) fn out_of_reach(
        &mut self,
        wanted: &RewardFact,
        (points, missing): (i64, i64),
        options: &[RewardFact],
    ) {
        let mut fields = self.wordings.fields();
        fields.text("title", &wanted.title);
        fields.whole("cost", wanted.cost);
        fields.whole("points", points);
        fields.whole("missing", missing);
        fields.flag("owed", points < 0);
        fields.passages("options", options.iter().map(|it| self.reward(it)).collect());
        self.offer_rewards(options);
        self.say("reward_out_of_reach", &fields);
    }

    fn offer_rewards(&mut self, options: &[RewardFact]) {
        let titles =
            options.iter().map(|it| crate::base::text::shorten(&it.title, TITLE_CHARS_MAX));
        self.offer_words(titles.collect());
    }

    fn reward(&self, it: &RewardFact) -> String {
        let mut fields = self.wordings.fields();
        fields.text("title", &it.title);
        fields.whole("cost", it.cost);
        fields.flag("one", it.cost == 1);
        fields.flag("in_reach", it.in_reach);
        self.wordings.short("reward", &fields)
    }
}

/// Characters of a reward's name on a button.
const TITLE_CHARS_MAX: usize = 60;
