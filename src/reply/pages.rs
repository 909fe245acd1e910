//! What is said of the shop's own pages.

use super::{Fields, compose::Composer, wording::clean_long};
use crate::conversation::{ForWhom, PagesFact, QuotedFact};

impl Composer<'_> {
    /// Tells what the pages say about a question, or that they say nothing.
    pub(super) fn pages(&mut self, fact: &PagesFact) {
        let mut fields = self.wordings.fields();
        let name = match fact {
            PagesFact::AskMore => "pages_ask_more",
            PagesFact::Conflict(_) => {
                self.offer(&["person"]);
                "pages_conflict"
            }
            PagesFact::ForOthers(quoted) => {
                self.quoted_fields(quoted, &mut fields);
                self.offer(&["person"]);
                "pages_for_others"
            }
            PagesFact::Offered { titles } => {
                let titles: Vec<String> = titles.iter().map(|title| clean_long(title)).collect();
                self.tap(&titles);
                self.offer(&["none_of_these"]);
                fields.passages("titles", titles);
                "pages_offered"
            }
            PagesFact::OutOfDate(_) => {
                self.offer(&["person"]);
                "pages_out_of_date"
            }
            PagesFact::Quoted(quoted) => {
                self.quoted_fields(quoted, &mut fields);
                "pages_quoted"
            }
            PagesFact::Silent(_) => {
                self.offer(&["person"]);
                "pages_silent"
            }
        };
        self.say(name, &fields);
    }

    fn quoted_fields(&self, quoted: &QuotedFact, fields: &mut Fields) {
        fields.passage("title", clean_long(&quoted.title));
        let lines = quoted.lines.iter().map(|line| clean_long(line)).collect();
        fields.passages("lines", lines);
        fields.passage("link", quoted.link.clone().unwrap_or_default());
        let foreign = quoted.language.as_deref().filter(|code| *code != self.language);
        let language = foreign.map(|code| {
            let name = self.wordings.word("language", &code);
            if name.is_empty() { self.wordings.word("language", &"other") } else { name }
        });
        fields.maybe_text("language", language.as_deref());
        fields.passage("whom", self.for_whom(&quoted.holds_for));
        fields.passage("others", self.for_whom(&quoted.otherwise_for));
    }

    /// For whom something holds: "members of Gold or Platinum with deliveries to Canada".
    fn for_whom(&self, whom: &ForWhom) -> String {
        let mut fields = self.wordings.fields();
        let clean = |names: &[String]| names.iter().map(|name| clean_long(name)).collect();
        fields.passages("tiers", clean(&whom.tiers));
        fields.passages("countries", clean(&whom.countries));
        if whom.is_everybody() { String::new() } else { self.wordings.short("for_whom", &fields) }
    }
}
