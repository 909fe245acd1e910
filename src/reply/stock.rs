//! What is said of things that are sold out, and when they are back.

use super::{SentMessage, compose::Composer, format, sent_message};
use crate::{
    commerce::StockItem,
    conversation::{LineFact, StockFact},
    playbook::Playbook,
};

impl Composer<'_> {
    /// Tells how it stands with something that is sold out.
    pub(super) fn stock(&mut self, fact: &StockFact) {
        let mut fields = self.wordings.fields();
        let name = match fact {
            StockFact::Full { max } => {
                fields.count("max", *max);
                "stock_full"
            }
            StockFact::InStock { lines, url } => {
                fields.flag("one", lines.len() == 1);
                fields.passages("lines", lines.iter().map(|line| self.line(line)).collect());
                fields.maybe_text("url", url.as_deref());
                "stock_in"
            }
            StockFact::NotWaiting => "stock_not_waiting",
            StockFact::Offer { title, options } => {
                fields.text("title", title);
                fields.passage("options", format::options(options));
                self.offer(&["yes", "no"]);
                "stock_offer"
            }
            StockFact::SoldOut { line } => {
                fields.passage("line", self.line(line));
                "stock_sold_out"
            }
            StockFact::Which { title, lines } => {
                fields.text("title", title);
                fields.passages("lines", lines.iter().map(|line| self.line(line)).collect());
                self.offer_words(lines.iter().map(|line| line.options.join(", ")).collect());
                "stock_which"
            }
        };
        self.say(name, &fields);
    }

    /// Something waited for: its name and its options.
    pub(super) fn stock_item(&self, item: &StockItem) -> String {
        let mut fields = self.wordings.fields();
        fields.text("title", &item.title);
        fields.passage("options", format::options(&item.options));
        self.wordings.short("stock_item", &fields)
    }
}

/// The message that something waited for is back, in the language last spoken, else the preferred one.
#[must_use]
pub fn stock_message(
    line: &LineFact,
    url: Option<&str>,
    language: Option<&str>,
    playbook: &Playbook,
) -> SentMessage {
    sent_message("stock", language, playbook, |fields| {
        fields.text("title", &line.title);
        fields.passage("options", format::options(&line.options));
        fields.money("price", Some(line.unit_price));
        fields.maybe_text("url", url);
    })
}
