//! What is said of changes: what will happen on a yes, what was done, and what cannot be done.

use super::{Fields, compose::Composer, format};
use crate::{
    base::json,
    commerce::{Address, OrderStatus, PrivacyKind},
    conversation::{
        CartLineFact, ChangeFact, CodeEnd, CodeFact, LineChoice, LineFact, MethodFact, OptionFact,
        OrderAnswer, PriceFact, ProductAnswer, RefundFact, RefusedFact, SaidOfProduct, SwapFact,
        SwapsFact,
    },
    understanding::Skill,
};

/// Whether a change is still to come or was done.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Tense {
    Done,
    Planned,
}

impl Composer<'_> {
    /// Tells a change, as a paragraph.
    pub(super) fn change(&mut self, change: &ChangeFact, tense: Tense) {
        if let ChangeFact::Custom(fact) = change {
            return self.custom(fact, Some(tense));
        }
        let (name, fields) = self.change_fields(change);
        let tense = if tense == Tense::Planned { "will" } else { "did" };
        self.say(&format!("{tense}_{name}"), &fields);
    }

    /// A change as one of two to choose from.
    pub(super) fn either(&self, change: &ChangeFact) -> String {
        let (name, fields) = self.change_fields(change);
        self.wordings.short(&format!("either_{name}"), &fields)
    }

    fn change_fields(&self, change: &ChangeFact) -> (&'static str, Fields) {
        let mut fields = self.wordings.fields();
        let name = match change {
            ChangeFact::AdjustPrice { number, lines, amount } => {
                fields.text("number", number);
                fields.passages("lines", lines.iter().map(|it| self.fallen(it)).collect());
                fields.money("amount", Some(*amount));
                "adjust_price"
            }
            ChangeFact::CancelOrder { number, titles, refunds, reason } => {
                fields.text("number", number);
                fields.titles("titles", titles);
                fields.text("reason", reason);
                fields.passages("refunds", self.refunds(refunds));
                "cancel_order"
            }
            ChangeFact::ChangeLines(swaps) => {
                self.swaps_fields(swaps, &mut fields);
                "change_items"
            }
            ChangeFact::Checkout { lines, total, url } => {
                let line = |it: &CartLineFact| {
                    let mut fields = self.wordings.fields();
                    fields.passage("line", self.line(&it.line));
                    fields.money("was", it.was);
                    self.wordings.short("cart_line", &fields)
                };
                fields.passages("lines", lines.iter().map(line).collect());
                fields.money("total", Some(*total));
                fields.passage("url", url.clone().unwrap_or_default());
                "checkout"
            }
            // In the merchant's words: see `custom`. Here it is named, for who is given a choice.
            ChangeFact::Custom(fact) => {
                fields.text("topic", &self.topic(Skill::Custom(fact.skill)));
                "custom"
            }
            ChangeFact::Discount { percent, expires_at, code, asked, because } => {
                fields.count("percent", usize::from(*percent));
                fields.day("expires", *expires_at, self.now, self.zone);
                fields.maybe_text("code", code.as_deref());
                fields.flag("more", asked.is_some());
                fields.count("asked", usize::from(asked.unwrap_or_default()));
                let because = because.as_deref().map(super::wording::clean_long);
                fields.passage("because", because.unwrap_or_default());
                "discount"
            }
            ChangeFact::Exchange(swaps) => {
                self.swaps_fields(swaps, &mut fields);
                "exchange"
            }
            ChangeFact::RedeemReward { title, cost, left, entry } => {
                fields.text("title", title);
                fields.whole("cost", *cost);
                fields.whole("left", *left);
                fields.flag("one", *left == 1);
                let entry = entry.as_deref().unwrap_or_default().trim_end_matches('.');
                fields.passage("entry", super::wording::clean_long(entry));
                "redeem_reward"
            }
            ChangeFact::Refund { number, lines, amount, method } => {
                fields.text("number", number);
                fields.passages("lines", self.lines(lines));
                fields.money("amount", Some(*amount));
                let method = method.as_ref().map(|method| self.method(method));
                fields.passage("method", method.unwrap_or_default());
                "refund"
            }
            ChangeFact::Replace { number, lines } => {
                fields.text("number", number);
                fields.passages("lines", self.lines(lines));
                "replace"
            }
            ChangeFact::RequestPrivacy { kind, due_at } => {
                fields.day("due", Some(*due_at), self.now, self.zone);
                match kind {
                    PrivacyKind::Deletion => "request_deletion",
                    PrivacyKind::Export => "request_export",
                }
            }
            ChangeFact::SetConsent { channels, granted } => {
                let named = channels.iter().map(|channel| self.channel(channel)).collect();
                fields.passages("channels", named);
                if *granted { "consent_given" } else { "consent_withdrawn" }
            }
            ChangeFact::Return { number, lines, refund, method, label_url } => {
                fields.text("number", number);
                fields.passages("lines", self.lines(lines));
                fields.money("refund", Some(*refund));
                fields.passage("method", self.method(method));
                fields.passage("label_url", label_url.clone().unwrap_or_default());
                "return"
            }
            ChangeFact::SetDefaultAddress { address } => {
                fields.passage("address", self.address(address.expose()));
                "change_default_address"
            }
            ChangeFact::SetPaymentMethod { number, total, method, refunds } => {
                fields.text("number", number);
                fields.money("total", Some(*total));
                fields.passage("method", self.method(method));
                fields.passages("refunds", self.refunds(refunds));
                "change_payment"
            }
            ChangeFact::SetShippingAddress { number, address, .. } => {
                fields.text("number", number);
                fields.passage("address", self.address(address.expose()));
                "change_address"
            }
            ChangeFact::Subscription(change) => return self.subscription_change(change),
            ChangeFact::WatchStock(watch) => {
                let items = watch.items.iter().map(|item| self.stock_item(item)).collect();
                fields.flag("several", watch.items.len() > 1);
                fields.passages("items", items);
                fields.flag("by_email", watch.by_email);
                if watch.on { "watch_stock" } else { "unwatch_stock" }
            }
        };
        (name, fields)
    }

    fn swaps_fields(&self, fact: &SwapsFact, fields: &mut Fields) {
        let minor = fact.difference.minor();
        let absolute = crate::base::money::Money::from_minor(
            minor.saturating_abs(),
            fact.difference.currency(),
        );
        fields.text("number", &fact.number);
        fields.passages("swaps", fact.swaps.iter().map(|swap| self.swap(swap)).collect());
        fields.money("difference", Some(absolute));
        fields.flag("pays", minor > 0);
        fields.flag("gets", minor < 0);
        fields.passage("method", self.method(&fact.method));
    }

    /// A channel of marketing, as it is called.
    fn channel(&self, channel: &str) -> String {
        let known = self.wordings.word("channel", &channel);
        if known.is_empty() { channel.replace('_', " ") } else { known }
    }

    /// One thing with what it cost and what it costs now.
    fn fallen(&self, fact: &PriceFact) -> String {
        let mut fields = self.wordings.fields();
        fields.passage("line", self.line(&fact.line));
        fields.money("now", Some(fact.now));
        self.wordings.short("price_line", &fields)
    }

    /// Tells what the shop said of a code.
    pub(super) fn code(&mut self, fact: &CodeFact) {
        let mut fields = self.wordings.fields();
        fields.text("code", &fact.code);
        let name = match &fact.end {
            CodeEnd::NoCart => "code_no_cart",
            CodeEnd::NotAllowed => "code_not_allowed",
            CodeEnd::SoldOut => "code_sold_out",
            CodeEnd::Unknown => "code_unknown",
            CodeEnd::Works { total, url } => {
                fields.money("total", *total);
                fields.passage("url", url.clone().unwrap_or_default());
                "code_works"
            }
        };
        self.say(name, &fields);
    }

    fn swap(&self, swap: &SwapFact) -> String {
        let mut fields = self.wordings.fields();
        fields.passage("old", self.line(&swap.old));
        fields.passage("new", self.line(&swap.new));
        fields.passage("given_up", swap.given_up.join(", "));
        self.wordings.short("swap", &fields)
    }

    fn lines(&self, lines: &[LineFact]) -> Vec<String> {
        lines.iter().map(|line| self.line(line)).collect()
    }

    /// One thing with its options and its price.
    pub(super) fn line(&self, line: &LineFact) -> String {
        let mut fields = self.wordings.fields();
        fields.text("title", &line.title);
        fields.passage("options", format::options(&line.options));
        fields.count("quantity", usize::try_from(line.quantity).unwrap_or(usize::MAX));
        fields.money("price", Some(line.unit_price));
        self.wordings.short("line", &fields)
    }

    fn refunds(&self, refunds: &[RefundFact]) -> Vec<String> {
        let refund = |refund: &RefundFact| {
            let mut fields = self.wordings.fields();
            fields.money("amount", Some(refund.amount));
            let Some(method) = &refund.method else {
                return self.wordings.short("refund_as_paid", &fields);
            };
            fields.passage("method", self.method(method));
            self.wordings.short("refund_to", &fields)
        };
        refunds.iter().map(refund).collect()
    }

    /// A way to pay: `your Visa card ending in 1234`.
    pub(super) fn method(&self, method: &MethodFact) -> String {
        let mut fields = self.wordings.fields();
        let brand = method.brand.as_deref().map(super::compose::capitalised);
        fields.flag(
            "names_card",
            brand.as_ref().is_some_and(|it| it.to_lowercase().ends_with("card")),
        );
        fields.maybe_text("brand", brand.as_deref());
        fields.maybe_text("last4", method.last4.as_deref());
        self.wordings.short(&format!("method_{}", json::name(&method.kind)), &fields)
    }

    pub(super) fn methods(&self, methods: &[MethodFact]) -> Vec<String> {
        let one = |method: &MethodFact| {
            let mut fields = self.wordings.fields();
            fields.passage("method", self.method(method));
            fields.money("balance", method.balance);
            self.wordings.short("method_choice", &fields)
        };
        methods.iter().map(one).collect()
    }

    /// An address on one line.
    pub(super) fn address(&self, address: &Address) -> String {
        let Address { line1, line2, city, region, zip, country } = address;
        let town = match region {
            Some(region) => format!("{city}, {region} {zip}"),
            None => format!("{zip} {city}"),
        };
        let parts = [Some(line1), line2.as_ref(), Some(&town), Some(country)];
        let parts: Vec<String> = parts.into_iter().flatten().cloned().collect();
        super::wording::clean_long(&parts.join(", "))
    }

    pub(super) fn line_choices(&self, options: &[LineChoice]) -> Vec<String> {
        let one = |option: &LineChoice| {
            let mut fields = self.wordings.fields();
            fields.text("number", &option.number);
            fields.passage("line", self.line(&option.line));
            self.wordings.short("line_choice", &fields)
        };
        options.iter().map(one).collect()
    }

    pub(super) fn option_lists(&self, options: &[OptionFact]) -> Vec<String> {
        let one = |option: &OptionFact| {
            let mut fields = self.wordings.fields();
            fields.text("name", &option.name);
            fields.passage("values", option.values.join(", "));
            self.wordings.short("option_list", &fields)
        };
        options.iter().map(one).collect()
    }

    /// Tells what was asked about an order.
    pub(super) fn order_answer(&mut self, answer: &OrderAnswer) {
        let mut fields = self.wordings.fields();
        fields.text("number", &answer.number);
        let status = answer.status.map(|status| self.wordings.word("order_status", &status));
        fields.maybe_text("status", status.as_deref());
        fields.money("total", answer.total);
        let address = answer.address.as_ref().map(|address| self.address(address.expose()));
        fields.passage("address", address.unwrap_or_default());
        fields.passages("tracking", answer.tracking.clone());
        fields.flag("asked_tracking", answer.asked_tracking);
        fields.passages("lines", self.lines(&answer.lines));
        fields.money("refund", answer.refund);
        fields.flag("went_back", answer.went_back);
        fields.flag("no_refund", answer.no_refund);
        fields.money("remaining", answer.remaining);
        self.say("order_answer", &fields);
    }

    /// Tells what was asked about a product.
    pub(super) fn product_answer(&mut self, answer: &ProductAnswer) {
        let mut fields = self.wordings.fields();
        fields.text("title", &answer.title);
        fields.count("count", answer.count);
        fields.flag("narrowed", answer.narrowed);
        fields.money("from", answer.from);
        fields.money("to", answer.to);
        fields.flag("all", answer.count == answer.variants.len());
        fields.passages("lines", self.lines(&answer.variants));
        self.say("product_answer", &fields);
    }

    /// Tells what the shop's own text says of a product, or that it says nothing.
    pub(super) fn said_of_product(&mut self, said: &SaidOfProduct) {
        let mut fields = self.wordings.fields();
        fields.text("title", &said.title);
        let aspect = said.aspect.map(|aspect| self.wordings.word("aspect", &aspect));
        fields.maybe_text("aspect", aspect.as_deref());
        fields.passages(
            "quotes",
            said.quotes.iter().map(|it| super::wording::clean_long(it)).collect(),
        );
        fields.maybe_text("url", said.url.as_deref());
        if said.quotes.is_empty() {
            self.offer(&["person"]);
            return self.say("product_silent", &fields);
        }
        self.say("said_of_product", &fields);
    }

    /// Tells why something is not done: in words of its own where the rule has some.
    pub(super) fn refused(&mut self, fact: &RefusedFact) {
        let mut fields = self.wordings.fields();
        fields.maybe_text("number", fact.number.as_deref());
        let status = fact.status.map(|status| self.wordings.word("order_status", &status));
        fields.maybe_text("status", status.as_deref());
        fields.flag("over", fact.status == Some(OrderStatus::Cancelled));
        fields.titles("titles", &fact.titles);
        fields.text("topic", &self.topic(fact.skill));
        let instead = fact.alternative.map(|skill| self.wordings.word("instead", &skill));
        fields.maybe_text("instead", instead.as_deref());
        fields.passages("methods", self.methods(&fact.methods));
        fields.money("amount", fact.amount);
        if let Some(because) = &fact.because {
            // Where nothing was to be changed, nobody has to be told that nothing was.
            fields.flag("plain", fact.rule.starts_with("discount."));
            fields.text("because", because);
            return self.say("refused_because", &fields);
        }
        let own = format!("refused_{}", fact.rule);
        let general = fact.rule.rsplit('.').next().map(|rule| format!("refused_{rule}"));
        let known = |name: &String| !self.wordings.alternatives(name).is_empty();
        let name = [Some(own), general].into_iter().flatten().find(known);
        self.say(&name.unwrap_or_else(|| "refused".to_owned()), &fields);
    }
}
