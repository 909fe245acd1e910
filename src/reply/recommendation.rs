//! What is said of things that may suit.

use super::{compose::Composer, format, wording::clean_long};
use crate::conversation::{
    ComparedFact, ComparedTerm, ComparisonFact, LineFact, RecommendationFact, RecommendedFact,
    WhyFact,
};

impl Composer<'_> {
    /// Tells what may suit.
    pub(super) fn recommended(&mut self, fact: &RecommendationFact) {
        let mut fields = self.wordings.fields();
        fields.count("count", fact.items.len());
        fields.passages("items", fact.items.iter().map(|item| self.suited(item)).collect());
        fields.passages("unmet", fact.unmet.iter().map(|it| clean_long(it)).collect());
        fields.money("over", fact.over);
        fields.maybe_text("currency", fact.currency.as_deref());
        fields.flag("cart", fact.cart);
        self.say("recommended", &fields);
        let one = fact.items.len() == 1;
        match fact.items.len() {
            0 => {}
            _ if one => self.offer(&["choose_it", "others"]),
            2 => self.offer(&["choose_first", "choose_second", "compare_them", "others"]),
            _ => self.offer(&[
                "choose_first",
                "choose_second",
                "choose_third",
                "compare_them",
                "others",
            ]),
        }
    }

    /// Tells one thing more, unasked.
    pub(super) fn suggested(&mut self, item: &RecommendedFact) {
        let mut fields = self.wordings.fields();
        fields.passage("item", self.suited(item));
        self.say("suggested", &fields);
    }

    /// Tells things side by side.
    pub(super) fn compared(&mut self, fact: &ComparisonFact) {
        let mut fields = self.wordings.fields();
        fields.passages("items", fact.items.iter().map(|item| self.beside(item)).collect());
        fields.passages("asked", fact.asked.iter().map(|term| self.says_so(term)).collect());
        self.say("compared", &fields);
    }

    /// Tells where something can be bought.
    pub(super) fn where_to_buy(&mut self, line: &LineFact, url: Option<&str>) {
        let mut fields = self.wordings.fields();
        fields.passage("line", self.line(line));
        fields.passage("url", url.unwrap_or_default().to_owned());
        self.say("where_to_buy", &fields);
    }

    /// One thing with its price and what speaks for it.
    fn suited(&self, item: &RecommendedFact) -> String {
        let mut fields = self.wordings.fields();
        fields.text("title", &item.line.title);
        fields.passage("options", format::options(&item.line.options));
        fields.flag("from", item.from);
        fields.money("price", Some(item.line.unit_price));
        fields.passage("quote", item.quote.as_deref().map(clean_long).unwrap_or_default());
        fields.passages("reasons", item.reasons.iter().map(|why| self.why(why)).collect());
        self.wordings.short("recommended_item", &fields)
    }

    fn why(&self, why: &WhyFact) -> String {
        let mut fields = self.wordings.fields();
        let name = match why {
            WhyFact::Budget { most } => {
                fields.money("most", Some(*most));
                "why_budget"
            }
            WhyFact::Cheapest => "why_cheapest",
            WhyFact::GoesWithBought { title, words } => {
                fields.text("title", title);
                fields.text("words", words);
                "why_goes_with_bought"
            }
            WhyFact::GoesWithCart { title, words } => {
                fields.text("title", title);
                fields.text("words", words);
                "why_goes_with_cart"
            }
            WhyFact::BoughtWith { title } => {
                fields.text("title", title);
                "why_bought_with"
            }
            WhyFact::Label { label } => {
                fields.text("label", label);
                "why_label"
            }
            WhyFact::Option { value } => {
                fields.text("value", value);
                "why_option"
            }
            WhyFact::Quiz { answer } => {
                fields.text("answer", answer);
                "why_quiz"
            }
            WhyFact::SameKind { title, kind, bought } => {
                fields.text("title", title);
                fields.text("kind", kind);
                fields.flag("bought", *bought);
                "why_same_kind"
            }
            WhyFact::Size { value, title } => {
                fields.text("value", value);
                fields.text("title", title);
                "why_size"
            }
            WhyFact::Viewed => "why_viewed",
        };
        self.wordings.short(name, &fields)
    }

    fn beside(&self, item: &ComparedFact) -> String {
        let mut fields = self.wordings.fields();
        fields.text("title", &item.title);
        fields.maybe_text("kind", item.kind.as_deref());
        fields.money("from", Some(item.from));
        fields.money("to", Some(item.to));
        fields.flag("available", item.available);
        fields.passages("options", self.option_lists(&item.options));
        fields.passage("quote", item.description.as_deref().map(clean_long).unwrap_or_default());
        self.wordings.short("compared_item", &fields)
    }

    fn says_so(&self, term: &ComparedTerm) -> String {
        let mut fields = self.wordings.fields();
        fields.text("said", &term.said);
        fields.titles("titles", &term.titles);
        fields.count("count", term.titles.len());
        self.wordings.short("compared_term", &fields)
    }
}
