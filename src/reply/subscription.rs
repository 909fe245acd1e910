//! What is said of repeated deliveries.

use super::{Fields, compose::Composer};
use crate::{
    commerce::SubscriptionStatus,
    conversation::{
        LineFact, SubscriptionChangeFact, SubscriptionDetail, SubscriptionFact,
        SubscriptionStepFact,
    },
};

impl Composer<'_> {
    /// Tells where one stands.
    pub(super) fn subscription(&mut self, held: &SubscriptionFact) {
        let fields = self.subscription_fields(held);
        self.say(&format!("subscription_{}", status(held)), &fields);
        if held.status == SubscriptionStatus::Active && held.next_charge_at.is_some() {
            self.offer(&["skip_next"]);
        }
    }

    /// Tells that one is as it is wanted already.
    pub(super) fn subscription_same(&mut self, held: &SubscriptionFact) {
        let fields = self.subscription_fields(held);
        self.say("subscription_same", &fields);
    }

    /// One of several to choose from.
    pub(super) fn subscription_choices(&self, options: &[SubscriptionFact]) -> Vec<String> {
        let one = |held: &SubscriptionFact| {
            let fields = self.subscription_fields(held);
            self.wordings.short(&format!("subscription_choice_{}", status(held)), &fields)
        };
        options.iter().map(one).collect()
    }

    /// Asks what is missing of a change.
    pub(super) fn ask_subscription(
        &mut self,
        held: &SubscriptionFact,
        detail: SubscriptionDetail,
        options: &[LineFact],
    ) {
        let mut fields = self.subscription_fields(held);
        fields.passages("options", options.iter().map(|line| self.line(line)).collect());
        self.say(&format!("ask_subscription_{}", detail.name()), &fields);
    }

    /// The name of a change with its fields.
    pub(super) fn subscription_change(
        &self,
        change: &SubscriptionChangeFact,
    ) -> (&'static str, Fields) {
        let mut fields = self.subscription_fields(&change.subscription);
        let lost = change.lost.as_deref().map(super::wording::clean_long);
        fields.passage("lost", lost.unwrap_or_default());
        let name = match &change.step {
            SubscriptionStepFact::Cancel => "subscription_cancel",
            SubscriptionStepFact::Pause { until } => {
                fields.day("until", *until, self.now, self.zone);
                "subscription_pause"
            }
            SubscriptionStepFact::Resume { from } => {
                fields.on_day("from", *from, self.now, self.zone);
                "subscription_resume"
            }
            SubscriptionStepFact::SetInterval { days } => {
                fields.passage("wanted", self.every(Some(*days)));
                "subscription_set_interval"
            }
            SubscriptionStepFact::SetNextCharge { at } => {
                fields.day("at", Some(*at), self.now, self.zone);
                "subscription_set_next_charge"
            }
            SubscriptionStepFact::SetQuantity { quantity } => {
                fields.count("count", usize::try_from(*quantity).unwrap_or(usize::MAX));
                "subscription_set_quantity"
            }
            SubscriptionStepFact::SkipNext => "subscription_skip_next",
            SubscriptionStepFact::Swap { line } => {
                fields.passage("line", self.line(line));
                "subscription_swap"
            }
        };
        (name, fields)
    }

    fn subscription_fields(&self, held: &SubscriptionFact) -> Fields {
        let mut fields = self.wordings.fields();
        if held.title.trim().is_empty() {
            let title = self.wordings.short("subscription_untitled", &fields);
            fields.passage("title", title);
        } else {
            fields.text("title", &held.title);
        }
        let quantity = held.quantity.unwrap_or(1);
        fields.flag("many", quantity > 1);
        fields.count("quantity", usize::try_from(quantity).unwrap_or(usize::MAX));
        fields.money("price", held.price);
        fields.passage("every", self.every(held.interval_days));
        fields.on_day("next", held.next_charge_at, self.now, self.zone);
        fields.on_day("resumes", held.resume_at, self.now, self.zone);
        fields.flag("active", held.status == SubscriptionStatus::Active);
        fields
    }

    /// How often: `every 6 weeks`, `every 30 days`; empty where the shop does not say.
    fn every(&self, days: Option<u32>) -> String {
        let Some(days) = days.filter(|days| *days > 0) else { return String::new() };
        let mut fields = self.wordings.fields();
        let whole = days.checked_rem(7) == Some(0);
        let count = if whole { days.checked_div(7).unwrap_or(days) } else { days };
        fields.count("count", usize::try_from(count).unwrap_or(usize::MAX));
        self.wordings.short(if whole { "every_weeks" } else { "every_days" }, &fields)
    }
}

const fn status(held: &SubscriptionFact) -> &'static str {
    match held.status {
        SubscriptionStatus::Active => "active",
        SubscriptionStatus::Cancelled => "cancelled",
        SubscriptionStatus::Paused => "paused",
    }
}
