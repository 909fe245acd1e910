//! From facts to a reply.

use super::{Fields, Reply, Wordings, card, change::Tense, facts, format};
use crate::{
    base::{json, time::Timestamp},
    conversation::{
        ApprovalStatus, Card, Fact, OrderChoice, OrderSituation, OrderStatusFact, ParcelFact,
        SourcedFact,
    },
    identity::Means,
    playbook::{OfferPerson, Playbook},
    understanding::Skill,
};

/// Composes a reply from facts, in their order, in a language that has wordings, else in English. `last_templates` are those of the reply before:
/// where there is another wording, the same sentence is not said twice in a row.
#[must_use]
pub fn compose(
    sourced: &[SourcedFact],
    playbook: &Playbook,
    language: &str,
    now: Timestamp,
    last_templates: &[String],
) -> Reply {
    let mut composer = Composer {
        wordings: Wordings::in_words_of(playbook, language),
        language,
        zone: &playbook.brand.time_zone,
        brand: &playbook.brand.name,
        playbook,
        offers_person: playbook.escalation.offer_person == OfferPerson::Freely,
        now,
        last_templates,
        paragraphs: Vec::new(),
        reply: Reply::default(),
    };
    for fact in facts(sourced) {
        composer.tell(fact);
    }
    let Composer { paragraphs, mut reply, .. } = composer;
    reply.text = paragraphs.join("\n\n");
    reply.quick_replies.truncate(QUICK_REPLIES_MAX);
    reply
}

/// Answers offered to tap.
const QUICK_REPLIES_MAX: usize = 6;

pub(super) struct Composer<'a> {
    pub(super) wordings: Wordings<'a>,
    pub(super) language: &'a str,
    pub(super) zone: &'a str,
    pub(super) brand: &'a str,
    pub(super) playbook: &'a Playbook,
    pub(super) offers_person: bool,
    pub(super) now: Timestamp,
    last_templates: &'a [String],
    paragraphs: Vec<String>,
    pub(super) reply: Reply,
}

impl Composer<'_> {
    fn tell(&mut self, fact: &Fact) {
        let mut fields = self.wordings.fields();
        let name = match fact {
            Fact::AllRight => "all_right",
            Fact::GoOn => "go_on",
            Fact::AskOffer => {
                self.offer(&["yes", "no"]);
                "ask_offer"
            }
            Fact::AreYouHuman => {
                fields.text("brand", self.brand);
                "are_you_human"
            }
            Fact::Custom(fact) => return self.custom(fact, None),
            Fact::AskAddress { number, begun } => {
                fields.maybe_text("number", number.as_deref());
                let begun = begun.as_ref().map(|begun| begun.expose().as_str());
                fields.maybe_text("begun", begun);
                "ask_address"
            }
            Fact::AskSubscription { subscription, detail, options } => {
                return self.ask_subscription(subscription, *detail, options);
            }
            Fact::AskConsent { count, back } => {
                fields.money("back", *back);
                fields.count("count", *count);
                self.offer(&["yes", "no"]);
                "ask_consent"
            }
            Fact::AskCode { via } => {
                fields.text("via", &self.wordings.word("via", via));
                "ask_code"
            }
            Fact::CodeSent { via } => {
                fields.text("via", &self.wordings.word("via", via));
                "code_sent"
            }
            Fact::CodeSpent { means } => {
                self.means(means, &mut fields);
                "code_spent"
            }
            Fact::AskIdentity { means } => {
                self.means(means, &mut fields);
                self.offer(&["person"]);
                "ask_identity"
            }
            Fact::AskIdentityMore { missing } => {
                self.offer(&["person"]);
                let name = format!("ask_identity_{}", json::name(missing));
                return self.say(&name, &fields);
            }
            Fact::AskItems { skill, number, lines } => {
                fields.text("topic", &self.wordings.word("verb", skill));
                fields.maybe_text("number", number.as_deref());
                fields.passages("options", lines.iter().map(|line| self.line(line)).collect());
                if skill.custom().is_some() {
                    // What a merchant calls a skill is no verb that takes items.
                    return self.say("ask_items_claim", &fields);
                }
                return self.say_for("ask_items", *skill, &fields);
            }
            Fact::AskNewVariant { title, options } => {
                fields.text("title", title);
                fields.passages("options", self.option_lists(options));
                "ask_new_variant"
            }
            Fact::AskPayment { skill, methods } => {
                let names = methods.iter().map(|method| capitalised(&self.method(method)));
                let names: Vec<String> = names.collect();
                self.reply.quick_replies.extend(names);
                fields.passages("options", self.methods(methods));
                return self.say_for("ask_payment", *skill, &fields);
            }
            Fact::AskPieces { title, quantity } => {
                fields.text("title", title);
                fields.count("quantity", usize::try_from(*quantity).unwrap_or(usize::MAX));
                "ask_pieces"
            }
            Fact::AskNeed => "ask_need",
            Fact::AskProblem => {
                self.offer(&["problem_damaged", "problem_wrong", "problem_missing"]);
                self.offer(&["problem_not_received"]);
                "ask_problem"
            }
            Fact::AskContact { email } => {
                fields.flag("email", *email);
                "ask_contact"
            }
            Fact::PrivacyUnderWay { kind, asked_at, due_at } => {
                fields.day("asked", Some(*asked_at), self.now, self.zone);
                fields.day("due", Some(*due_at), self.now, self.zone);
                return self.say(&format!("privacy_under_way_{}", kind.as_str()), &fields);
            }
            Fact::AskCodeName => "ask_code_name",
            Fact::CodeTried(tried) => return self.code(tried),
            Fact::PriceNotLower(price) => {
                fields.passage("line", self.line(&price.line));
                fields.money("now", Some(price.now));
                fields.flag("same", price.now == price.line.unit_price);
                "price_not_lower"
            }
            Fact::AskRemedy => {
                self.offer(&["remedy_replace", "remedy_refund"]);
                "ask_remedy"
            }
            Fact::AskReason { skill, reasons } => {
                self.reply.quick_replies.extend(reasons.iter().map(|it| capitalised(it)));
                fields.text("topic", &self.wordings.word("verb", skill));
                fields.passages("options", reasons.clone());
                return self.say_for("ask_reason", *skill, &fields);
            }
            Fact::Compared(compared) => return self.compared(compared),
            Fact::EitherOr { number, first, second } => {
                fields.text("number", number);
                fields.passage("first", self.either(first));
                fields.passage("second", self.either(second));
                "either_or"
            }
            Fact::Balance { method } => {
                fields.passage("method", self.method(method));
                fields.money("balance", method.balance);
                "balance"
            }
            Fact::Cart(cart) => return self.cart(cart),
            Fact::News(news) => return self.news(news),
            Fact::NoCart => "no_cart",
            Fact::NoBalance => "no_balance",
            Fact::Loyalty(loyalty) => return self.loyalty(loyalty),
            Fact::NoLoyalty => {
                self.offer(&["person"]);
                "no_loyalty"
            }
            Fact::NoSubscriptions => {
                self.offer(&["person"]);
                "no_subscriptions"
            }
            Fact::NotAgain { line, discontinued, nearest } => {
                fields.text("title", &line.title);
                fields.flag("discontinued", *discontinued);
                fields.flag("other", nearest.iter().any(|it| it.title != line.title));
                let nearest = nearest.iter().map(|line| self.line(line)).collect();
                fields.passages("options", nearest);
                "not_again"
            }
            Fact::OrderAnswer(answer) => return self.order_answer(answer),
            Fact::ProductAnswer(answer) => return self.product_answer(answer),
            Fact::ProductNotFound => "product_not_found",
            Fact::SaidOfProduct(said) => return self.said_of_product(said),
            Fact::WhichProduct { titles } => {
                self.reply.quick_replies.extend(titles.iter().cloned());
                fields.passages(
                    "options",
                    titles.iter().map(|it| super::wording::clean_long(it)).collect(),
                );
                "which_product"
            }
            Fact::Found => "found",
            Fact::GoalDropped => "goal_dropped",
            Fact::Goodbye => "goodbye",
            Fact::Greeting { first_name } => {
                let first_name = first_name.as_ref().map(|name| name.expose().as_str());
                fields.maybe_text("first_name", first_name);
                "greeting"
            }
            Fact::Approval { status, change } => {
                fields.passage("change", self.either(change));
                fields.maybe_text("number", change.number());
                match status {
                    ApprovalStatus::Declined => {
                        self.offer(&["person"]);
                        "approval_declined"
                    }
                    ApprovalStatus::Expired => "approval_expired",
                    ApprovalStatus::Waiting { hours } => {
                        fields.count("hours", usize::from(*hours));
                        "approval_waiting"
                    }
                }
            }
            Fact::HasDone(change) => return self.change(change, Tense::Done),
            Fact::HandedOver {
                skills,
                promise,
                opens_at,
                answer_by,
                by_email,
                because_of_shop,
                unknown_result,
            } => {
                fields.flag("by_email", *by_email == Some(true));
                fields.flag("ask_email", *by_email == Some(false));
                fields.at_time("opens_at", *opens_at, self.now, self.zone);
                fields.at_time("answer_by", *answer_by, self.now, self.zone);
                let topics = skills.iter().map(|skill| self.topic(*skill));
                fields.passages("topics", topics.collect());
                fields.maybe_text("promise", promise.as_deref());
                fields.flag("because_of_shop", *because_of_shop);
                fields.flag("unknown_result", *unknown_result);
                "handed_over"
            }
            Fact::Identified { first_name } => {
                let first_name = first_name.as_ref().map(|name| name.expose().as_str());
                fields.maybe_text("first_name", first_name);
                "identified"
            }
            Fact::IdentityNotFound { means } => {
                self.means(means, &mut fields);
                "identity_not_found"
            }
            Fact::ItemNotFound { mention } => {
                fields.text("mention", mention);
                "item_not_found"
            }
            Fact::NoOrders => {
                self.offer(&["person"]);
                "no_orders"
            }
            Fact::ConditionNotMet { number, status } => {
                fields.text("number", number);
                fields.text("status", &self.wordings.word("order_status", status));
                "condition_not_met"
            }
            Fact::NotAvailable { title, wanted, nearest, by_price } => {
                fields.flag("by_price", *by_price);
                fields.text("title", title);
                fields.passage("wanted", format::options(wanted));
                let nearest = nearest.iter().map(|line| self.line(line)).collect();
                fields.passages("options", nearest);
                "not_available"
            }
            Fact::NothingSuits { asked, again } => {
                let asked = asked.iter().map(|it| super::wording::clean_long(it)).collect();
                fields.passages("asked", asked);
                fields.flag("again", *again);
                self.offer(&["person"]);
                "nothing_suits"
            }
            Fact::NotedForPerson => "noted_for_person",
            Fact::WithPerson => "with_person",
            Fact::Resumed { instead } => {
                let instead = instead.as_ref().map(|text| text.expose().as_str());
                fields.maybe_text("instead", instead);
                "resumed"
            }
            Fact::AnswerByEmail => "answer_by_email",
            Fact::NotReceivedAdvice { number, delivered_at, carrier } => {
                fields.text("number", number);
                fields.maybe_text("carrier", carrier.as_deref());
                fields.on_day("delivered", *delivered_at, self.now, self.zone);
                self.offer(&["yes_found", "no_not_found"]);
                "not_received_advice"
            }
            Fact::NotUnderstood => {
                self.offer(&["person"]);
                "not_understood"
            }
            Fact::OrderNotFound { asked } => {
                fields.text("asked", asked);
                self.offer(&["person"]);
                "order_not_found"
            }
            Fact::OneCustomerOnly => "one_customer_only",
            Fact::OrderStatus(status) => return self.order_status(status),
            Fact::Pages(pages) => return self.pages(pages),
            Fact::OtherRemedy { wanted, title, sold_out } => {
                fields.text("title", title);
                fields.flag("sold_out", *sold_out);
                let name = format!("other_remedy_{}", json::name(wanted));
                return self.say(&name, &fields);
            }
            Fact::RestNotUnderstood => "rest_not_understood",
            Fact::Regret { problem } => {
                return self.say(&format!("regret_{}", problem.as_str()), &fields);
            }
            Fact::Recommended(recommended) => return self.recommended(recommended),
            Fact::Refused(refused) => return self.refused(refused),
            Fact::SameVariant { line } => {
                fields.passage("line", self.line(line));
                "same_variant"
            }
            Fact::RewardOutOfReach { wanted, points, missing, options } => {
                return self.out_of_reach(wanted, (*points, *missing), options);
            }
            Fact::ShopUnreachable => "shop_unreachable",
            Fact::SignInNeeded => {
                self.offer(&["person"]);
                "sign_in_needed"
            }
            Fact::SlowDown { minutes } => {
                fields.count("minutes", usize::try_from(*minutes).unwrap_or(usize::MAX));
                self.offer(&["person"]);
                "slow_down"
            }
            Fact::StayOffer { change } => {
                fields.passage("change", self.either(change));
                self.offer(&["yes", "no_just_cancel"]);
                "stay_offer"
            }
            Fact::Stock(stock) => return self.stock(stock),
            Fact::Subscription(held) => return self.subscription(held),
            Fact::SubscriptionSame(held) => return self.subscription_same(held),
            Fact::Suggested(item) => return self.suggested(item),
            Fact::Talk(talk) => return self.talk(talk),
            Fact::Thanks => "thanks",
            Fact::WhatICanDo { skills } => {
                let topics = skills.iter().map(|skill| self.topic(*skill));
                fields.passages("topics", topics.collect());
                fields.flag("people", self.offers_person);
                "what_i_can_do"
            }
            Fact::WhereToBuy { line, url } => return self.where_to_buy(line, url.as_deref()),
            Fact::WhichLine { mention, options } => {
                fields.text("mention", mention);
                fields.passages("options", self.line_choices(options));
                "which_line"
            }
            Fact::WhichReward { points, options } => {
                return self.rewards("which_reward", *points, options);
            }
            Fact::WhichSubscription { mention, options } => {
                fields.maybe_text("mention", mention.as_deref());
                fields.passages("options", self.subscription_choices(options));
                "which_subscription"
            }
            Fact::WhichVariant { title, options } => {
                fields.text("title", title);
                let options = options.iter().map(|line| self.line(line)).collect();
                fields.passages("options", options);
                "which_variant"
            }
            Fact::WillDo(change) => return self.change(change, Tense::Planned),
            Fact::WrongCode => "wrong_code",
            Fact::WhichOrder { options, .. } => {
                fields.passages("options", self.choices(options));
                let numbers = options.iter().map(|option| option.number.clone());
                self.reply.quick_replies.extend(numbers);
                "which_order"
            }
        };
        self.say(name, &fields);
    }

    pub(super) fn say(&mut self, name: &str, fields: &Fields) {
        let (text, template) = self.wordings.say(name, fields, self.last_templates);
        self.paragraphs.push(text.trim_end().to_owned());
        self.reply.templates.push(template);
    }

    /// Says a sentence that is no wording of the reply's language.
    pub(super) fn say_plainly(&mut self, text: String, template: &str) {
        self.paragraphs.push(text);
        self.reply.templates.push(template.to_owned());
    }

    /// The details that show who somebody is: "your email address, or your full name and zip code".
    fn means(&self, means: &[Means], fields: &mut Fields) {
        let means = means.iter().map(|means| self.wordings.word("means", means)).collect();
        fields.passages("means", means);
    }

    /// Says something in the words for a skill, where there are some of its own.
    fn say_for(&mut self, name: &str, skill: Skill, fields: &Fields) {
        let own = format!("{name}_{}", json::name(&skill));
        let own_words = !self.wordings.alternatives(&own).is_empty();
        self.say(if own_words { &own } else { name }, fields);
    }

    /// Offers answers that are no wordings of ours.
    pub(super) fn offer_words(&mut self, words: Vec<String>) {
        self.reply.quick_replies.extend(words);
    }

    pub(super) fn offer(&mut self, names: &[&str]) {
        let offered = |name: &&&str| self.offers_person || **name != "person";
        for name in names.iter().filter(offered) {
            let text = self.wordings.short(name, &self.wordings.fields());
            if !self.reply.quick_replies.contains(&text) {
                self.reply.quick_replies.push(text);
            }
        }
    }

    /// Offers these very words.
    pub(super) fn tap(&mut self, texts: &[String]) {
        self.reply.quick_replies.extend_from_slice(texts);
    }

    fn choices(&self, options: &[OrderChoice]) -> Vec<String> {
        let choice = |option: &OrderChoice| {
            let mut fields = self.wordings.fields();
            fields.text("number", &option.number);
            fields.titles("titles", &option.titles);
            fields.text("status", &self.wordings.word("order_status", &option.status));
            fields.on_day("placed", option.placed_at, self.now, self.zone);
            self.wordings.short("order_choice", &fields)
        };
        options.iter().map(choice).collect()
    }

    fn order_status(&mut self, status: &OrderStatusFact) {
        let fields = self.status_fields(status);
        let name = format!("status_{}", json::name(&status.situation));
        self.say(&name, &fields);
        if status.parcels.len() > 1 || status.situation == OrderSituation::PartlyDelivered {
            let mut lines: Vec<String> = status
                .parcels
                .iter()
                .enumerate()
                .map(|(index, parcel)| self.parcel(index, status.parcels.len(), parcel))
                .collect();
            if !status.not_yet_sent.is_empty() {
                let mut fields = self.wordings.fields();
                fields.titles("titles", &status.not_yet_sent);
                lines.push(self.wordings.short("not_yet_sent", &fields));
            }
            self.paragraphs.push(lines.join("\n"));
        }
        if status.situation == OrderSituation::Exception
            || status.situation == OrderSituation::Returned
        {
            self.offer(&["person"]);
        }
        let card = card::order(status, self.wordings, self.now, self.zone);
        self.reply.cards.push(Card::Order(card));
    }

    pub(super) fn status_fields(&self, status: &OrderStatusFact) -> Fields {
        let mut fields = self.wordings.fields();
        let titles: Vec<String> = status.lines.iter().map(|line| line.title.clone()).collect();
        let telling = telling_parcel(status);
        fields.text("number", &status.number);
        fields.titles("titles", &titles);
        fields.flag("several", status.parcels.len() > 1);
        fields.maybe_text("carrier", telling.and_then(|parcel| parcel.carrier.as_deref()));
        fields.maybe_text(
            "tracking_number",
            telling.and_then(|parcel| parcel.tracking_number.as_deref()),
        );
        let estimated = telling.and_then(|parcel| parcel.estimated_delivery_at);
        fields.on_day("estimated", estimated, self.now, self.zone);
        let delivered = status.parcels.iter().filter_map(|parcel| parcel.delivered_at).max();
        fields.on_day("delivered", delivered, self.now, self.zone);
        fields.on_day("placed", status.placed_at, self.now, self.zone);
        fields.money("refunded", status.refunded);
        let late = telling.and_then(|parcel| parcel.late_days).map(|days| self.days(days));
        fields.maybe_text("late", late.as_deref());
        let returned = status.return_status.map(|s| self.wordings.word("return_status", &s));
        fields.passage("return_status", returned.unwrap_or_default());
        fields
    }

    fn parcel(&self, index: usize, count: usize, parcel: &ParcelFact) -> String {
        let mut fields = self.wordings.fields();
        fields.count("index", index.saturating_add(1));
        fields.count("count", count);
        fields.titles("titles", &parcel.titles);
        fields.text("status", &self.wordings.word("parcel_status", &parcel.status));
        let late = parcel.late_days.map(|days| self.days(days));
        fields.maybe_text("late", late.as_deref());
        fields.on_day("delivered", parcel.delivered_at, self.now, self.zone);
        fields.on_day("estimated", parcel.estimated_delivery_at, self.now, self.zone);
        fields.maybe_text("tracking_number", parcel.tracking_number.as_deref());
        self.wordings.short("parcel", &fields)
    }

    fn days(&self, days: u32) -> String {
        let mut fields = self.wordings.fields();
        fields.count("count", usize::try_from(days).unwrap_or(usize::MAX));
        self.wordings.short("late_days", &fields)
    }
}

/// A short answer begins with a capital letter.
pub(super) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The parcel that the situation is about: the stuck one, the late one, else the next to arrive.
fn telling_parcel(status: &OrderStatusFact) -> Option<&ParcelFact> {
    use crate::commerce::FulfillmentStatus as At;
    let find = |wanted: &dyn Fn(&&ParcelFact) -> bool| status.parcels.iter().find(wanted);
    match status.situation {
        OrderSituation::Exception => find(&|parcel| parcel.status == At::Exception),
        OrderSituation::Late => status
            .parcels
            .iter()
            .filter(|parcel| parcel.late_days.is_some())
            .max_by_key(|parcel| parcel.late_days),
        OrderSituation::OutForDelivery => find(&|parcel| parcel.status == At::OutForDelivery),
        OrderSituation::InTransit => find(&|parcel| parcel.status == At::InTransit),
        OrderSituation::Cancelled
        | OrderSituation::Delivered
        | OrderSituation::ExchangeRequested
        | OrderSituation::LabelCreated
        | OrderSituation::PartlyDelivered
        | OrderSituation::Preparing
        | OrderSituation::Refunded
        | OrderSituation::ReturnRequested
        | OrderSituation::Returned => status.parcels.first(),
    }
}
